// SPDX-License-Identifier: Apache-2.0
// The one-line diagram, laid out from the topology: load by colour, width and text; what is dark, what is open; at the
// cursor, or the highest of the range in sight.
#pragma once

#include "viz/panels/panel.hpp"

namespace netsuden::viz {

void draw_electrical(PanelContext& ctx, const Rect& area);

}  // namespace netsuden::viz
