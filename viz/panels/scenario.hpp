// SPDX-License-Identifier: Apache-2.0
// The scenario as written, and what the run says of it.
#pragma once

#include "viz/panels/panel.hpp"

namespace netsuden::viz {

void draw_scenario(PanelContext& ctx, const Rect& area);

}  // namespace netsuden::viz
