// SPDX-License-Identifier: Apache-2.0
// netsuden-viewer: the only part of the project that opens a window.
#include <GLFW/glfw3.h>
#include <backends/imgui_impl_glfw.h>
#include <backends/imgui_impl_opengl3.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "viz/panels/picture.hpp"
#include "viz/plot/theme.hpp"
#include "viz/viewer/options.hpp"
#include "viz/viewer/room.hpp"

namespace {

using namespace netsuden::viz;

constexpr int bad_use = 2;
constexpr int settle_frames = 3;  // after each input, for hover to settle
std::string last_glfw_error;

int complain(const std::string& what, const std::string& help) {
  std::fprintf(stderr, "netsuden-viewer: %s\n%s\n", what.c_str(), help.c_str());
  return bad_use;
}

/// The first of the usual places that has the face; ImGui's own font where there is none.
ImFont* load_font(const std::vector<const char*>& places, double size) {
  static const ImWchar ranges[] = {0x20, 0x24F, 0x370, 0x3FF, 0x2010, 0x209F, 0x20A0, 0x20BF, 0x2190, 0x21FF, 0x2200, 0x22FF, 0};
  static const std::vector<const char*> japanese{"/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", "/usr/share/fonts/truetype/fonts-japanese-gothic.ttf",
                                                 "/usr/share/fonts/opentype/ipafont-gothic/ipag.ttf", "/usr/share/fonts/truetype/vlgothic/VL-Gothic-Regular.ttf"};
  ImFontAtlas& fonts = *ImGui::GetIO().Fonts;
  ImFont* font = nullptr;
  for (const char* path : places)
    if (font == nullptr && std::ifstream(path).good()) font = fonts.AddFontFromFileTTF(path, static_cast<float>(size), nullptr, ranges);
  if (font == nullptr) {
    ImFontConfig config;
    config.SizePixels = static_cast<float>(size);
    return fonts.AddFontDefault(&config);
  }
  for (const char* path : japanese) {
    if (!std::ifstream(path).good()) continue;
    ImFontConfig merge;
    merge.MergeMode = true;
    fonts.AddFontFromFileTTF(path, static_cast<float>(size), &merge, fonts.GetGlyphRangesJapanese());
    break;
  }
  return font;
}

std::string key_name(int key) {
  static const std::map<int, const char*> named{{GLFW_KEY_LEFT, "left"}, {GLFW_KEY_RIGHT, "right"}, {GLFW_KEY_UP, "up"}, {GLFW_KEY_DOWN, "down"}, {GLFW_KEY_HOME, "home"}, {GLFW_KEY_END, "end"}, {GLFW_KEY_PAGE_UP, "pageup"},
                                                {GLFW_KEY_PAGE_DOWN, "pagedown"}, {GLFW_KEY_SPACE, "space"}, {GLFW_KEY_TAB, "tab"}, {GLFW_KEY_ENTER, "enter"}, {GLFW_KEY_KP_ENTER, "enter"}, {GLFW_KEY_ESCAPE, "escape"}, {GLFW_KEY_BACKSPACE, "backspace"}, {GLFW_KEY_DELETE, "delete"}, {GLFW_KEY_COMMA, ","}, {GLFW_KEY_PERIOD, "."}};
  const auto found = named.find(key);
  if (found != named.end()) return found->second;
  if (key >= GLFW_KEY_A && key <= GLFW_KEY_Z) return std::string(1, static_cast<char>('a' + key - GLFW_KEY_A));
  if (key >= GLFW_KEY_0 && key <= GLFW_KEY_9) return std::string(1, static_cast<char>('0' + key - GLFW_KEY_0));
  return {};
}

std::filesystem::path layout_path() {
  const char* config = std::getenv("XDG_CONFIG_HOME");
  const char* home = std::getenv("HOME");
  const std::filesystem::path folder = config != nullptr && *config != 0 ? std::filesystem::path(config) : home != nullptr ? std::filesystem::path(home) / ".config" : ".";
  return folder / "netsuden" / "viewer.layout";
}

std::map<std::string, std::string> study_choices(const ViewerOptions& o) {
  return {{"run", o.run}, {"x", o.x}, {"y", o.y}, {"color", o.color}, {"series", o.series}, {"figure", o.figure}};
}

class Window {
 public:
  explicit Window(const ViewerOptions& options) : options_(options), session_(Library::default_memory, [] { glfwPostEmptyEvent(); }) {
    glfwSetErrorCallback([](int, const char* text) { last_glfw_error = text; });
    if (glfwInit() == GLFW_FALSE) return;
    initialised_ = true;
    glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 3);
    glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, 3);
    glfwWindowHint(GLFW_OPENGL_PROFILE, GLFW_OPENGL_CORE_PROFILE);
    glfwWindowHint(GLFW_OPENGL_FORWARD_COMPAT, GLFW_TRUE);
    const std::string title = options.trace.empty() ? "Netsuden" : options.trace + " - Netsuden";
    window_ = glfwCreateWindow(static_cast<int>(options.width), static_cast<int>(options.height), title.c_str(), nullptr, nullptr);
  }
  Window(const Window&) = delete;
  Window& operator=(const Window&) = delete;
  ~Window() {
    if (window_ != nullptr) glfwDestroyWindow(window_);
    if (initialised_) glfwTerminate();
  }
  bool initialised() const { return initialised_; }
  bool open() const { return window_ != nullptr; }

  int run() {
    set_up_session();
    glfwMakeContextCurrent(window_);
    glfwSwapInterval(1);
    float content_x = 1, content_y = 1;
    glfwGetWindowContentScale(window_, &content_x, &content_y);
    IMGUI_CHECKVERSION();
    ImGui::CreateContext();
    ImGui::GetIO().IniFilename = nullptr;
    Room room{session_, options_.scale > 0 ? options_.scale : std::max(1.0, static_cast<double>(content_x)), {}};
    load_fonts(room);
    hook_keys();
    const bool drawn = ImGui_ImplGlfw_InitForOpenGL(window_, true) && ImGui_ImplOpenGL3_Init("#version 330");
    int settle = settle_frames;
    for (int frame = 0; drawn && glfwWindowShouldClose(window_) == GLFW_FALSE && !session_.quit(); ++frame) {
      if (options_.frames > 0 && frame >= options_.frames) break;
      const bool loading = draw_frame(room);
      // Nothing moves by itself: sleep until a hand or the I/O thread has something.
      if (options_.frames > 0 || settle > 0) glfwPollEvents(), --settle;
      else {
        if (session_.launcher().running()) glfwWaitEventsTimeout(0.25);
        else if (loading) glfwWaitEventsTimeout(0.1);
        else glfwWaitEvents();
        settle = settle_frames;
      }
    }
    save_layout();
    ImGui_ImplOpenGL3_Shutdown();
    ImGui_ImplGlfw_Shutdown();
    ImGui::DestroyContext();
    return drawn ? 0 : complain("OpenGL 3.3 cannot be used: " + last_glfw_error, "A driver or Mesa's software renderer is needed.");
  }

 private:
  void set_up_session() {
    std::ifstream in(layout_path());
    std::stringstream text;
    text << in.rdbuf();
    bool dark = true;
    if (options_.frames == 0) apply_layout(text.str(), session_.view(), dark);
    session_.set_dark(options_.theme_given ? options_.dark : dark);
    if (!options_.trace.empty()) session_.view().panel = "answer";  // the answer is seen first
    if (!options_.panel.empty()) session_.view().panel = options_.panel;
    if (!options_.site.empty()) session_.view().site = options_.site;
    session_.choose_in_study(study_choices(options_), options_.brushes);
    if (!options_.trace.empty()) session_.open(options_.trace);
    for (const std::string& other : options_.others) session_.open(other);
  }
  void save_layout() {
    if (options_.frames > 0) return;
    std::error_code error;
    std::filesystem::create_directories(layout_path().parent_path(), error);
    std::ofstream(layout_path()) << layout_text(session_.view(), session_.dark());
  }
  void load_fonts(Room& room) {
    const std::vector<const char*> regular{"/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"}, bold{"/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf"};
    room.fonts.regular = load_font(regular, 15 * room.scale);
    room.fonts.bold = load_font(bold, 15 * room.scale);
    room.fonts.large_bold = load_font(bold, 21 * room.scale);
    room.fonts.small = load_font(regular, 11 * room.scale);
    room.fonts.small_bold = load_font(bold, 11 * room.scale);
  }
  void hook_keys() {
    // Before ImGui's own callbacks are installed: it calls these from them.
    glfwSetWindowUserPointer(window_, &session_);
    glfwSetKeyCallback(window_, [](GLFWwindow* w, int key, int, int action, int mods) {
      if (action == GLFW_RELEASE) return;
      const std::string name = key_name(key);
      if (!name.empty()) of(w).key(name, {(mods & GLFW_MOD_SHIFT) != 0, (mods & GLFW_MOD_CONTROL) != 0, (mods & GLFW_MOD_ALT) != 0});
    });
    glfwSetCharCallback(window_, [](GLFWwindow* w, unsigned c) { type_character(of(w), c); });
    glfwSetDropCallback(window_, [](GLFWwindow* w, int n, const char** paths) {
      for (int i = 0; i < n; ++i) of(w).open(paths[i]);
    });
  }
  static Session& of(GLFWwindow* w) { return *static_cast<Session*>(glfwGetWindowUserPointer(w)); }

  bool draw_frame(Room& room) {
    ImGui_ImplOpenGL3_NewFrame();
    ImGui_ImplGlfw_NewFrame();
    ImGui::NewFrame();
    const bool more = draw_room(room);
    ImGui::Render();
    int width = 0, height = 0;
    glfwGetFramebufferSize(window_, &width, &height);
    glViewport(0, 0, width, height);
    const Color page = session_.theme().page;
    glClearColor(static_cast<float>(page.r) / 255, static_cast<float>(page.g) / 255, static_cast<float>(page.b) / 255, 1);
    glClear(GL_COLOR_BUFFER_BIT);
    ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
    glfwSwapBuffers(window_);
    return more;
  }

  const ViewerOptions& options_;
  Session session_;
  GLFWwindow* window_ = nullptr;
  bool initialised_ = false;
};

int write_screenshot(const ViewerOptions& o) {
  PictureRequest q;
  q.trace = o.trace, q.others = o.others, q.file = o.screenshot, q.values = o.values;
  q.panel = o.panel;
  q.study = study_choices(o), q.brushes = o.brushes;
  q.site = o.site, q.range = o.range, q.at = o.at, q.limit = o.limit, q.asset = o.asset;
  q.diagram = o.diagram;
  q.heat = o.heat;
  q.size = {o.width, o.height};
  q.scale = o.scale > 0 ? o.scale : 1;
  q.dark = o.dark;
  const std::string wrong = write_picture(q);
  return wrong.empty() ? 0 : complain(wrong, "No picture was written.");
}

}  // namespace

int main(int argc, char** argv) {
  const ViewerOptions options = parse_viewer_options({argv + 1, argv + argc});
  if (options.help) {
    std::fputs(viewer_help().c_str(), stdout);
    return 0;
  }
  if (options.version) {
    std::puts("netsuden-viewer " NETSUDEN_VERSION);
    return 0;
  }
  if (!options.error.empty()) return complain(options.error, "Try netsuden-viewer --help.");
  if (!options.screenshot.empty()) return write_screenshot(options);
  Window window(options);
  if (!window.initialised())
    return complain("there is no display (" + last_glfw_error + ")",
                    "Run it in a desktop session, with X forwarding (ssh -X), or under xvfb-run. For a picture without a\n"
                    "display: netsuden-viewer RUN.h5 --screenshot out.png --panel answer.");
  if (!window.open()) return complain("no window with OpenGL 3.3 can be opened (" + last_glfw_error + ")", "A driver or Mesa's software renderer is needed.");
  return window.run();
}
