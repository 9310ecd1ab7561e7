// SPDX-License-Identifier: Apache-2.0
// The data of the overview figure, from a trace.
#pragma once

#include <cstddef>

#include "io/trace/reader.hpp"
#include "viz/plot/overview.hpp"

namespace netsuden::viz {

/// Of the site with that place in /site, which the trace must have.
OverviewData overview_data(const TraceReader&, std::size_t site);

}  // namespace netsuden::viz
