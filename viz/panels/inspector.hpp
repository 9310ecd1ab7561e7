// SPDX-License-Identifier: Apache-2.0
// Each number of an asset: dataset, unit, the equation that ties it to others, with the values at the cursor.
#pragma once

#include "viz/panels/panel.hpp"

namespace netsuden::viz {

void draw_inspector(PanelContext& ctx, const Rect& area);

}  // namespace netsuden::viz
