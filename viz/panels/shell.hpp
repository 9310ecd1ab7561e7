// SPDX-License-Identifier: Apache-2.0
// The whole picture: the run at the top, the panels at the left, the panel in the middle, the whole horizon at the foot.
// The window and the picture without a window are the same drawing.
#pragma once

#include "viz/panels/panel.hpp"

namespace netsuden::viz {

struct ShellPlaces {
  Rect top, rail, head, panel, strip;
};
ShellPlaces shell_places(Size size);

/// Draws everything. `scene` is emptied first; `pointer` may be absent.
void draw_shell(Canvas& canvas, const Theme& theme, Library& library, View& view, Scene& scene, Memory& memory, std::optional<Point> pointer);

/// Sets horizon, site and cursor once the run is open, and follows a growing one where the view is live. Whether it was done.
bool settle_view(Library& library, View& view);

}  // namespace netsuden::viz
