// SPDX-License-Identifier: Apache-2.0
// netsuden-viewer: the only part of the project that opens a window.
#include <GLFW/glfw3.h>
#include <backends/imgui_impl_glfw.h>
#include <backends/imgui_impl_opengl3.h>

#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

#include "viz/panels/picture.hpp"
#include "viz/plot/theme.hpp"
#include "viz/viewer/options.hpp"
#include "viz/viewer/room.hpp"

namespace {

using namespace netsuden::viz;

constexpr int bad_use = 2;
std::string last_glfw_error;

int complain(const std::string& what, const std::string& help) {
  std::fprintf(stderr, "netsuden-viewer: %s\n%s\n", what.c_str(), help.c_str());
  return bad_use;
}

/// The first of the usual places that has the face; ImGui's own font where there is none.
ImFont* load_font(const std::vector<const char*>& places, double size) {
  static const ImWchar ranges[] = {0x20,   0x24F,  0x370,  0x3FF,  0x2010, 0x209F, 0x20A0,
                                   0x20BF, 0x2190, 0x21FF, 0x2200, 0x22FF, 0};
  for (const char* path : places) {
    if (std::ifstream(path).good())
      return ImGui::GetIO().Fonts->AddFontFromFileTTF(path, static_cast<float>(size), nullptr, ranges);
  }
  ImFontConfig config;
  config.SizePixels = static_cast<float>(size);
  return ImGui::GetIO().Fonts->AddFontDefault(&config);
}

class Window {
 public:
  explicit Window(const ViewerOptions& options) : options_(options) {
    glfwSetErrorCallback([](int, const char* text) { last_glfw_error = text; });
    if (glfwInit() == GLFW_FALSE) return;
    initialised_ = true;
    glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 3);
    glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, 3);
    glfwWindowHint(GLFW_OPENGL_PROFILE, GLFW_OPENGL_CORE_PROFILE);
    glfwWindowHint(GLFW_OPENGL_FORWARD_COMPAT, GLFW_TRUE);
    const std::string title = options.trace.empty() ? "Netsuden" : options.trace + " - Netsuden";
    window_ = glfwCreateWindow(1440, 900, title.c_str(), nullptr, nullptr);
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
    glfwMakeContextCurrent(window_);
    glfwSwapInterval(1);
    float content_x = 1, content_y = 1;
    glfwGetWindowContentScale(window_, &content_x, &content_y);
    RoomState room;
    room.trace = options_.trace;
    room.trace_found = !room.trace.empty() && std::ifstream(room.trace, std::ios::binary).good();
    room.dark = options_.dark;
    room.scale = options_.scale > 0 ? options_.scale : std::max(1.0, static_cast<double>(content_x));

    IMGUI_CHECKVERSION();
    ImGui::CreateContext();
    ImGuiIO& io = ImGui::GetIO();
    io.IniFilename = nullptr;
    io.ConfigFlags |= ImGuiConfigFlags_NavEnableKeyboard;
    room.fonts.regular = load_font({"/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"}, 15 * room.scale);
    room.fonts.bold = load_font({"/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf"}, 15 * room.scale);
    apply_imgui_style(room.dark, room.scale);
    bool drawn = ImGui_ImplGlfw_InitForOpenGL(window_, true) && ImGui_ImplOpenGL3_Init("#version 330");
    for (int frame = 0; drawn && glfwWindowShouldClose(window_) == GLFW_FALSE && !room.quit; ++frame) {
      if (options_.frames > 0 && frame >= options_.frames) break;
      draw_frame(room);
      const auto pressed = [&](int key) { return glfwGetKey(window_, key) == GLFW_PRESS; };
      if (pressed(GLFW_KEY_Q) && (pressed(GLFW_KEY_LEFT_CONTROL) || pressed(GLFW_KEY_RIGHT_CONTROL))) room.quit = true;
      // Nothing moves by itself: sleep until something happens, then draw a few frames for hover and focus to settle.
      if (options_.frames > 0 || frame % 4 != 3)
        glfwPollEvents();
      else
        glfwWaitEventsTimeout(0.5);
    }
    ImGui_ImplOpenGL3_Shutdown();
    ImGui_ImplGlfw_Shutdown();
    ImGui::DestroyContext();
    return drawn ? 0
                 : complain("OpenGL 3.3 cannot be used: " + last_glfw_error,
                            "A driver or Mesa's software renderer is needed.");
  }

 private:
  void draw_frame(RoomState& room) {
    ImGui_ImplOpenGL3_NewFrame();
    ImGui_ImplGlfw_NewFrame();
    ImGui::NewFrame();
    draw_room(room);
    ImGui::Render();
    int width = 0, height = 0;
    glfwGetFramebufferSize(window_, &width, &height);
    glViewport(0, 0, width, height);
    const Color page = (room.dark ? dark_theme() : light_theme()).page;
    glClearColor(static_cast<float>(page.r) / 255, static_cast<float>(page.g) / 255, static_cast<float>(page.b) / 255,
                 1);
    glClear(GL_COLOR_BUFFER_BIT);
    ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
    glfwSwapBuffers(window_);
  }

  const ViewerOptions& options_;
  GLFWwindow* window_ = nullptr;
  bool initialised_ = false;
};

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
  if (!options.screenshot.empty()) {
    PictureRequest q;
    q.trace = options.trace, q.others = options.others, q.file = options.screenshot;
    if (!options.panel.empty()) q.panel = options.panel;
    q.site = options.site, q.range = options.range, q.at = options.at, q.limit = options.limit, q.asset = options.asset;
    q.size = {options.width, options.height};
    q.scale = options.scale > 0 ? options.scale : 1;
    q.dark = options.dark;
    const std::string wrong = write_picture(q);
    return wrong.empty() ? 0 : complain(wrong, "No picture was written.");
  }
  Window window(options);
  if (!window.initialised())
    return complain(
        "there is no display (" + last_glfw_error + ")",
        "Run it in a desktop session, with X forwarding (ssh -X), or under xvfb-run. For a picture without a\n"
        "display: netsuden info --plot.");
  if (!window.open())
    return complain("no window with OpenGL 3.3 can be opened (" + last_glfw_error + ")",
                    "A driver or Mesa's software renderer is needed.");
  return window.run();
}
