// SPDX-License-Identifier: Apache-2.0
// A hall: its racks over time, its floor at the cursor, inlets against their limit, power, throttling.
#pragma once

#include "viz/panels/panel.hpp"

namespace netsuden::viz {

void draw_halls(PanelContext& ctx, const Rect& area);

}  // namespace netsuden::viz
