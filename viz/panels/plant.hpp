// SPDX-License-Identifier: Apache-2.0
// The thermal plant as a flow diagram at the cursor, and its loops over time.
#pragma once

#include "viz/panels/panel.hpp"

namespace netsuden::viz {

void draw_plant(PanelContext& ctx, const Rect& area);

}  // namespace netsuden::viz
