// SPDX-License-Identifier: Apache-2.0
// When the steps of a build plan are done: as planned, and as it came with their slips (sim/spec/build_plan.hpp).
//
// A slip is the first number of the stream "slip LABEL" of the seed: another slip, another step or another order of the steps moves
// none of the others. Its distribution is drawn by one uniform number, so that two plans with one seed are paired.
// P10, P50, P90 of an end: over the first numbers of the same streams; the run itself is the first of these samples.
// Verified by tests/unit/horizon/plan_schedule_test.cpp.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/base/calendar.hpp"
#include "sim/base/random.hpp"
#include "sim/horizon/critical_path.hpp"
#include "sim/spec/build_plan.hpp"

namespace netsuden {

/// Late by so many seconds.
double draw(const SlipSpec&, RandomStream&);

struct StepTimes {
  ActivityTimes planned, actual;  ///< seconds from the start of the horizon
  double slip_s = 0;              ///< as drawn
};

struct StepSpread {
  double p10_s = 0, p50_s = 0, p90_s = 0;  ///< of the end
};

class PlanSchedule {
 public:
  PlanSchedule(const std::vector<PlanStep>&, std::uint64_t seed, UnixSeconds start, TimeZone);

  const std::vector<StepTimes>& times() const { return times_; }
  const std::vector<std::string>& labels() const { return labels_; }
  /// When a step is done, as it came.
  double done_s(std::size_t step) const { return times_[step].actual.finish; }
  std::vector<StepSpread> spread(int samples) const;

 private:
  std::vector<ActivityTimes> with(const std::vector<double>& slips_s) const;
  double shifted(double t_s, double lead_s, int sign) const;

  std::vector<PlanStep> plan_;
  std::vector<std::string> labels_;
  std::uint64_t seed_;
  UnixSeconds start_;
  TimeZone zone_;
  std::vector<Activity> activities_;
  std::vector<double> wanted_s_;  ///< `date`
  std::vector<StepTimes> times_;
};

}  // namespace netsuden
