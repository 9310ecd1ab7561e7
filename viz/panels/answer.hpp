// SPDX-License-Identifier: Apache-2.0
// The first thing seen: what binds, when, by how much, what it strands; the three tightest limits, the worst events,
// what the range comes to. Each is a click away from its evidence.
#pragma once

#include "viz/panels/panel.hpp"

namespace netsuden::viz {

void draw_answer(PanelContext& ctx, const Rect& area);

}  // namespace netsuden::viz
