// SPDX-License-Identifier: Apache-2.0
// What the window shows while no panel of a trace is open: its name, and how to get one. Needs ImGui, no window.
#pragma once

#include <string>

#include "viz/viewer/imgui_canvas.hpp"

namespace netsuden::viz {

struct RoomState {
  std::string trace;         ///< as given; may be empty
  bool trace_found = false;  ///< the file exists and can be read
  bool dark = true;
  bool quit = false;
  double scale = 1;
  ImGuiFonts fonts;
};

/// One frame of the room over the whole viewport. Changes `dark` and `quit` when the user asks for it.
void draw_room(RoomState& state);
/// Colours of widgets to match the theme of the charts.
void apply_imgui_style(bool dark, double scale);

}  // namespace netsuden::viz
