// SPDX-License-Identifier: Apache-2.0
// What happened: density over time, and a list to filter, sort and jump from.
#pragma once

#include "viz/panels/panel.hpp"

namespace netsuden::viz {

void draw_events(PanelContext& ctx, const Rect& area);

}  // namespace netsuden::viz
