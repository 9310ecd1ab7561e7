// SPDX-License-Identifier: Apache-2.0
// The summary of a run as named numbers. A name is the way through the JSON of `netsuden run --json`, with dots between:
//
//   sites.koto.pue   sites.koto.halls.hall1.inlet_above_h.A2   sites.koto.years.2027.cost   jobs.completed   training.frontier_run.goodput
//   constraints.koto.power.feeder.capacity.peak_utilisation    (constraints by their name)
//
// Dates are numbers too: seconds since 1970; NaN is "never". Words and lists are no metrics.
#pragma once

#include <string>
#include <vector>

#include "sim/base/calendar.hpp"
#include "sim/ledger/summary.hpp"

namespace netsuden::app {

struct Metric {
  std::string name, unit;  ///< UDUNITS; money is `1`
  bool date = false;
  double value = 0;        ///< NaN: none
};

std::vector<Metric> metrics_of(const RunSummary&, const TimeZone&);

/// `*` stands for any characters, also none.
bool matches(const std::string& name, const std::string& pattern);
/// As the program writes numbers of results: "12.3", "1.234e+06", dates in their zone, "never".
std::string metric_text(double value, bool date, const TimeZone&);

}  // namespace netsuden::app
