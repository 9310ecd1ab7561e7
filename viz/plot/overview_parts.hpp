// SPDX-License-Identifier: Apache-2.0
// What the drawing of the overview and its figures read from the data in common. Not for other files.
#pragma once

#include <string>
#include <vector>

#include "viz/plot/overview.hpp"
#include "viz/plot/pyramid.hpp"
#include "viz/plot/ribbon.hpp"

namespace netsuden::viz::overview_parts {

Series on_time(const OverviewData& d, const std::vector<double>& v);
Series limit_of(const OverviewData& d);
StateSeries states_of(const OverviewData& d);
/// What is judged against the grid connection: the import, or the sum of the consumers.
std::vector<double> import_of(const OverviewData& d);
RangeSummary all_of(const std::vector<double>& v);
bool any(const std::vector<double>& v);
TimeAxis axis_of(const OverviewData& d);
/// "2026-04-01 - 2028-03-30 (24 months, Asia/Tokyo)"
std::string horizon_of(const OverviewData& d);

}  // namespace netsuden::viz::overview_parts
