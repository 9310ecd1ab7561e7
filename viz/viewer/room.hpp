// SPDX-License-Identifier: Apache-2.0
// A session in an ImGui frame: the mouse of ImGui goes to the session, its picture onto the draw list. Needs no window.
#pragma once

#include "viz/panels/session.hpp"
#include "viz/viewer/imgui_canvas.hpp"

namespace netsuden::viz {

struct Room {
  Session& session;
  double scale = 1;
  ImGuiFonts fonts{};
};

/// One frame over the whole viewport, between NewFrame and Render. Whether more frames are wanted without input.
bool draw_room(Room& room);

/// A key of the window by its name in `Session::key`; '?' and '/' come as characters.
void type_character(Session& session, char32_t c);

}  // namespace netsuden::viz
