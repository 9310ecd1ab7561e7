// SPDX-License-Identifier: Apache-2.0
// Capacity over the horizon: every limit by its utilisation, the one that binds, the chosen one in its own unit with its
// firm and its installed value, who consumes. "Why?" lists the limits at the cursor by utilisation.
#pragma once

#include "viz/panels/panel.hpp"

namespace netsuden::viz {

void draw_capacity(PanelContext& ctx, const Rect& area);

}  // namespace netsuden::viz
