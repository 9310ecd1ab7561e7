// SPDX-License-Identifier: Apache-2.0
// Dated changes of a run: the build plan, the events, windows of maintenance, drawn failures and the curtailment calls of a scenario, as one list
// in order of time. Where dates agree:
// first what ends, then the build plan, then what begins, each in the order of the scenario.
#pragma once

#include <string>
#include <vector>

#include "sim/base/diagnostics.hpp"
#include "sim/spec/inputs.hpp"
#include "sim/spec/scenario.hpp"

namespace netsuden {

struct Change {
  enum class What { commission, retire, trip, restore, maintenance, maintenance_end, outage, outage_end, dip, dip_end, frequency, frequency_end, reset, fuel_delivery, set, unset,
                    look_at_import, curtailment_notice, call_out, curtailment, curtailment_end };
  double t_s = 0;
  What what = What::set;
  std::string target;  ///< asset path, grid name or path of a connection, path of a value, or (of curtailment calls) site name
  std::string value;   ///< set
  double amount = 0;   ///< dip: remaining voltage; frequency: deviation; shares of nominal. fuel_delivery: m3
  int order = 0;
  int set = -1;        ///< set, unset: which; an end ends its own set, whatever others hold the same value. Calls: which of the site
};

/// All changes inside the horizon, and those at or before its start (with t_s <= 0).
std::vector<Change> dated_changes(const Scenario&, const Inputs&);

/// Assets that the build plan has yet to bring: the first that it dates of them is that they enter service, be it after the
/// end of the horizon. All others are there from the start.
std::vector<std::string> not_there_at_first(const Scenario&, const Inputs&);

}  // namespace netsuden
