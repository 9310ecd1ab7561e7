// SPDX-License-Identifier: Apache-2.0
#include "viz/viewer/room.hpp"

#include <algorithm>

#include "viz/plot/marks.hpp"

namespace netsuden::viz {
namespace {

ImVec4 vec(Color c) {
  return {static_cast<float>(c.r) / 255, static_cast<float>(c.g) / 255, static_cast<float>(c.b) / 255,
          static_cast<float>(c.a) / 255};
}

void menu(RoomState& s) {
  if (!ImGui::BeginMenuBar()) return;
  if (ImGui::BeginMenu("File")) {
    if (ImGui::MenuItem("Quit", "Ctrl+Q")) s.quit = true;
    ImGui::EndMenu();
  }
  if (ImGui::BeginMenu("View")) {
    if (ImGui::MenuItem("Dark", nullptr, s.dark)) s.dark = true, apply_imgui_style(true, s.scale);
    if (ImGui::MenuItem("Light", nullptr, !s.dark)) s.dark = false, apply_imgui_style(false, s.scale);
    ImGui::EndMenu();
  }
  if (!s.trace.empty()) ImGui::TextDisabled("%s", s.trace.c_str());
  ImGui::EndMenuBar();
}

/// An empty chart: the canvas that all panels will draw on.
void empty_chart(const RoomState& s, const Theme& theme, ImVec2 at, Size size) {
  ImGuiCanvas canvas(*ImGui::GetWindowDrawList(), at, size, s.scale, s.fonts);
  const double year = 2026;
  const TimeZone zone;
  const TimeAxis axis{from_civil(static_cast<int>(year), 4, 1, 0, 0, 0, zone),
                      from_civil(static_cast<int>(year) + 10, 4, 1, 0, 0, 0, zone), zone};
  FrameSpec spec{.title = "Facility power by consumer",
                 .subtitle = "Does the site stay within its grid connection?",
                 .unit = axis_units::watt(),
                 .low = 0,
                 .high = 100e6};
  const Frame frame = make_frame(canvas, theme, {0, 0, size.w, size.h}, axis, spec);
  draw_frame(canvas, theme, frame, spec);
  draw_notice(canvas, theme, frame,
              s.trace.empty() ? "No trace is open."
              : s.trace_found ? "This version does not draw traces yet."
                              : "The trace was not found.");
  draw_frame_edge(canvas, theme, frame);
}

}  // namespace

void apply_imgui_style(bool dark, double scale) {
  const Theme& t = dark ? dark_theme() : light_theme();
  ImGuiStyle style;
  if (dark)
    ImGui::StyleColorsDark(&style);
  else
    ImGui::StyleColorsLight(&style);
  style.WindowRounding = 0;
  style.FrameRounding = style.PopupRounding = style.TabRounding = 3;
  style.WindowBorderSize = 0;
  ImVec4* c = style.Colors;
  c[ImGuiCol_WindowBg] = vec(t.page);
  c[ImGuiCol_ChildBg] = c[ImGuiCol_PopupBg] = c[ImGuiCol_MenuBarBg] = c[ImGuiCol_FrameBg] = vec(t.panel);
  c[ImGuiCol_Text] = vec(t.text);
  c[ImGuiCol_TextDisabled] = vec(t.text_dim);
  c[ImGuiCol_Border] = c[ImGuiCol_Separator] = vec(t.grid);
  c[ImGuiCol_HeaderHovered] = c[ImGuiCol_Header] = vec(t.palette[5].alpha(0.45));
  style.ScaleAllSizes(static_cast<float>(scale));
  ImGui::GetStyle() = style;
}

void draw_room(RoomState& s) {
  const Theme& theme = s.dark ? dark_theme() : light_theme();
  const ImGuiViewport* view = ImGui::GetMainViewport();
  ImGui::SetNextWindowPos(view->WorkPos);
  ImGui::SetNextWindowSize(view->WorkSize);
  ImGui::Begin("##room", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoBringToFrontOnFocus |
                   ImGuiWindowFlags_MenuBar);
  menu(s);
  const auto px = [&](double v) { return static_cast<float>(v * s.scale); };
  const float margin = px(32);
  ImGui::SetCursorPos({margin, ImGui::GetCursorPosY() + px(24)});
  ImGui::BeginGroup();
  if (s.fonts.bold != nullptr) ImGui::PushFont(s.fonts.bold);
  ImGui::TextUnformatted("Netsuden viewer");
  if (s.fonts.bold != nullptr) ImGui::PopFont();
  ImGui::Spacing();
  if (s.trace.empty()) {
    ImGui::TextUnformatted("No trace is open.");
  } else if (s.trace_found) {
    ImGui::Text("Trace: %s", s.trace.c_str());
  } else {
    ImGui::TextColored(vec(theme.over), "NOT FOUND: %s", s.trace.c_str());
  }
  ImGui::Spacing();
  ImGui::TextDisabled("To get one, run a scenario, then open what it has written:");
  ImGui::Spacing();
  ImGui::TextUnformatted("    netsuden run scenarios/NAME.yaml --output run.h5");
  ImGui::TextUnformatted("    netsuden-viewer run.h5");
  ImGui::Spacing();
  ImGui::TextDisabled("A picture without this window:");
  ImGui::Spacing();
  ImGui::TextUnformatted("    netsuden info run.h5 --plot run.svg");
  ImGui::EndGroup();
  const ImVec2 after = ImGui::GetItemRectMax();
  const double width = static_cast<double>(view->WorkSize.x) / s.scale - 64;
  const double height = static_cast<double>(view->WorkPos.y + view->WorkSize.y - after.y) / s.scale - 56;
  if (width > 120 && height > 100)
    empty_chart(s, theme, {view->WorkPos.x + margin, after.y + px(28)}, {width, std::min(height, 420.0)});
  ImGui::End();
}

}  // namespace netsuden::viz
