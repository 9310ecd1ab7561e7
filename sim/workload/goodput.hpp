// SPDX-License-Identifier: Apache-2.0
// What failures and checkpoints take of a synchronous training run, and what compute it is.
//
//   rate    1/M = gpus (1/M_gpu + 1/M_network) + nodes / M_node       any failure stops all, exponential times between
//   a run works for `interval` and writes a checkpoint for `checkpoint_time`, again and again, and none after its last work; a failure loses
//   the work since the last checkpoint and takes `restart`, in which the next one may come
//   mean    wall = M e^(R/M) (e^((T + delta)/M) - 1) W / T            Daly, for many intervals T
//   Young   T = sqrt(2 delta M)                                       interval with the least waste, delta << M
//   compute F = gpus x peak x MFU x work
//
// Source: physics reference 1.7 (ACC-IT-07); Young 1974; Daly, Future Generation Computer Systems 22 (2006) 303-312; rates of failure from
// the Llama 3 405B run. Range: exponential failures, repaired or replaced within `restart`. Left out: work that is wrong but goes on,
// checkpoints beside the work, the power of a run that
// falls when it fails (a run on mean powers has its restarts in its mean). Verified by tests/unit/workload/goodput_test.cpp.
#pragma once

#include <limits>
#include <optional>

#include "sim/base/describe.hpp"
#include "sim/base/random.hpp"
#include "sim/base/units.hpp"

namespace netsuden {

/// Mean times between failures that stop a run.
struct FailureParams {
  Duration gpu = Duration::from_si(96517.0 * 3600);      ///< of an accelerator with its memory
  Duration network = Duration::from_si(606690.0 * 3600);  ///< of its part of the network
  Duration node = Duration::from_si(16184.0 * 3600);      ///< of all else of a node, software with it
  Duration restart = 10_min;
};
void describe(Describe&, FailureParams&);

/// Of the whole run.
Duration mean_time_between(const FailureParams&, double gpus, double nodes);
/// Young's interval.
Duration best_interval(Duration checkpoint_time, Duration between);

struct RunPlan {
  Duration work;                          ///< in which it makes progress
  std::optional<Duration> interval;       ///< absent: no checkpoints, a failure loses all
  Duration checkpoint_time;
  std::optional<Duration> between;        ///< absent: no failures
  Duration restart;
};
struct RunTimes {
  Duration work, checkpoints, lost, restarting;  ///< work: less than planned where it was given up
  int failures = 0;
  Duration wall() const { return work + checkpoints + lost + restarting; }
};
/// Daly's mean; infinite where it is beyond any machine's patience.
Duration expected_wall(const RunPlan&);
/// One run: its failures drawn. Given up once it has taken `longest`.
RunTimes draw_run(const RunPlan&, RandomStream&, Duration longest = Duration::from_si(std::numeric_limits<double>::infinity()));

}  // namespace netsuden
