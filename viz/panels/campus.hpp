// SPDX-License-Identifier: Apache-2.0
// The site as a map at the cursor: grid, power, halls, plant; each a click from its evidence.
#pragma once

#include "viz/panels/panel.hpp"

namespace netsuden::viz {

void draw_campus(PanelContext& ctx, const Rect& area);

}  // namespace netsuden::viz
