// SPDX-License-Identifier: Apache-2.0
// Jobs: nodes held by tenant, the queue, the longest jobs as bars, what each tenant got.
#pragma once

#include "viz/panels/panel.hpp"

namespace netsuden::viz {

void draw_jobs(PanelContext& ctx, const Rect& area);

}  // namespace netsuden::viz
