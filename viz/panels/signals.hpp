// SPDX-License-Identifier: Apache-2.0
// Any recorded column on plots of one's own.
#pragma once

#include "viz/panels/panel.hpp"

namespace netsuden::viz {

void draw_signals(PanelContext& ctx, const Rect& area);

}  // namespace netsuden::viz
