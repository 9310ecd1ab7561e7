// SPDX-License-Identifier: Apache-2.0
// What became of a build plan: when its steps were done, and what stood idle because its parts did not meet.
#pragma once

#include <limits>
#include <string>
#include <vector>

namespace netsuden {

/// Times count from the start of the horizon.
struct PlanStepSummary {
  std::string name, kind;
  double planned_start_s = 0, planned_end_s = 0, planned_float_s = 0;
  double start_s = 0, end_s = 0, float_s = 0;       ///< as it came
  double slip_s = 0;                                ///< its own, drawn
  bool planned_critical = false, critical = false;
  std::string waited_for;                           ///< the step whose end it started at; empty: its own date
  double p10_s = 0, p50_s = 0, p90_s = 0;           ///< of the end, over its slips
  double adds_w = std::numeric_limits<double>::quiet_NaN();   ///< stated, or the ratings of what it commissions; NaN: neither
  double cost = std::numeric_limits<double>::quiet_NaN();     ///< NaN without
  double late_s() const { return end_s - planned_end_s; }
};

/// What was delivered and could not be used, for one time and one cause.
struct StrandedSummary {
  std::string what;                                 ///< hall as "koto.hall1", or the step that had to wait
  std::string cause;                                ///< power | cooling, or the kind of the step that it waited for
  std::string by;                                   ///< asset that is not there or too small, within the site
  std::string waited_for;                           ///< step that ended it; empty: none did within the plan
  double from_s = 0, until_s = 0;                   ///< within the run
  double w = 0;                                     ///< IT power
  double gpu_days = 0;
  double capital = std::numeric_limits<double>::quiet_NaN();  ///< annuities of what its steps cost, for the time; NaN without finances
  double revenue = std::numeric_limits<double>::quiet_NaN();  ///< that its accelerators did not earn; NaN without a price
  double mw_days() const { return w / 1e6 * (until_s - from_s) / 86400; }
};

/// Time to power of a hall: when it was asked for, stood, and could first be powered and cooled at its rating; NaN: not within the plan.
struct EnergisedSummary {
  std::string hall, step;                           ///< as "koto.hall1"; the step that brings it
  double it_w = 0;
  double asked_s = 0, there_s = 0, full_s = std::numeric_limits<double>::quiet_NaN();
};

struct PlanSummary {
  std::vector<PlanStepSummary> steps;               ///< in the order of the scenario
  std::vector<StrandedSummary> stranded;            ///< in order of time
  std::vector<EnergisedSummary> energised;          ///< halls that the plan brings
};

}  // namespace netsuden
