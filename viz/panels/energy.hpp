// SPDX-License-Identifier: Apache-2.0
// Where the energy goes, at the cursor or over the range in sight; PUE and WUE over time.
#pragma once

#include "viz/panels/panel.hpp"

namespace netsuden::viz {

void draw_energy(PanelContext& ctx, const Rect& area);

}  // namespace netsuden::viz
