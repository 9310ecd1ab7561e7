// SPDX-License-Identifier: Apache-2.0
// Services: requests and what became of them, the times of their tokens, the nodes and their power; whose GPU-hours ran where, and the largest
// training run of each site by date.
#pragma once

#include "viz/panels/panel.hpp"

namespace netsuden::viz {

void draw_services(PanelContext& ctx, const Rect& area);

}  // namespace netsuden::viz
