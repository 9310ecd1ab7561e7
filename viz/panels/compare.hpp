// SPDX-License-Identifier: Apache-2.0
// Two to eight runs: overlay, difference, a table of what they come to.
#pragma once

#include "viz/panels/panel.hpp"

namespace netsuden::viz {

void draw_compare(PanelContext& ctx, const Rect& area);

}  // namespace netsuden::viz
