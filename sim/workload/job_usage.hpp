// SPDX-License-Identifier: Apache-2.0
// Jobs whose utilisation is known only as a mean, and a series of what all of them used together.
//
//   sum over the jobs that run of w_j min(1, k u_j) = U(t)        w_j nodes, u_j mean utilisation, U nodes' worth of full use
// One factor k(t) for all jobs, held over each step of the series; a job that runs for a part of a step counts with that part.
// k is exact: the left side is a straight line between the points at which one more job reaches full use.
//
// Assumption: all running jobs rise and fall together; the series does not say which of them did. The runs are those of the
// log: where a queue delays a job the sum is no longer the measured one. Verified by tests/unit/workload/job_usage_test.cpp.
#pragma once

#include <vector>

#include "sim/base/step_series.hpp"

namespace netsuden {

/// A job of the log: when it ran, on how many nodes, at which mean utilisation.
struct LoggedRun {
  double start_s = 0, run_s = 0;
  double nodes = 1;
  double utilisation = 0;
};

struct UsageFactors {
  StepSeries factor;         ///< by which the mean utilisations are multiplied, before they are cut at 1
  double used_s = 0;         ///< integral of the series over its steps, node-seconds of full use
  double unplaced_s = 0;     ///< of it, what no running job could hold
};

/// `used` holds its values from one of its times to the next, the last until `end_s`.
UsageFactors usage_factors(std::vector<LoggedRun>, const StepSeries& used, double end_s);

/// k of one step. `w` nodes, `u` utilisations above 0, sorted by falling utilisation; where all at full use are too little: so large that all are.
struct UsageShare {
  double w, u;
};
double usage_factor(const std::vector<UsageShare>&, double used);

}  // namespace netsuden
