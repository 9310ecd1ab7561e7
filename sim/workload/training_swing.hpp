// SPDX-License-Identifier: Apache-2.0
// The power of synchronous training: every GPU of a job swings with every iteration.
//
//   P(t) = P_lo + (P_hi - P_lo) s(t) per GPU; s is a trapezoid of the period T, wide d T at half its height, with edges
//   of t_r = (P_hi - P_lo) / r; the period of each iteration is T (1 + jitter z), z standard normal every checkpoint
//   interval, at the end of an iteration, P_ck for the checkpoint's time; start from idle along the slew; a failure
//   drops to idle within failure_drop, training goes on after restart job: N P(t) + P_fixed
// Closed forms:
//   mean P_lo + (P_hi - P_lo) d;  amplitude of harmonic n of 1/T: 2 (P_hi - P_lo) d |sinc(n d) sinc(n t_r / T)|,
//   sinc(x) = sin(pi x)/(pi x);  energy that a floor F adds a period: (F - P_lo)((1-d) T - t_r) + t_r (F - P_lo)^2 /
//   (P_hi - P_lo)
// (without jitter, for t_r <= d T and t_r <= (1-d) T; a slower slew misses a level).
//
// Source: physics reference 1.4 (arXiv 2508.14318; levels as shares of the rating: assumption). Range: edges of 1 ms
// and more. Left out: microsecond spikes, phase shifts between ranks, correlation of jitter. Verified by
// tests/unit/workload/training_swing_test.cpp.
#pragma once

#include <optional>
#include <vector>

#include "sim/base/describe.hpp"
#include "sim/base/random.hpp"
#include "sim/base/units.hpp"
#include "sim/workload/swing_trace.hpp"

namespace netsuden {

using PowerRamp = Quantity<dims::active_power / dims::time>;

struct TrainingSwingParams {
  Duration period = 2_s;
  Fraction duty{0.7};
  ActivePower high = ActivePower::from_si(1150), low = ActivePower::from_si(480), idle = ActivePower::from_si(140);
  PowerRamp slew = PowerRamp::from_si(20e3);
  Fraction jitter{0.02};
  std::optional<Duration> checkpoint_interval;
  Duration checkpoint_time = 30_s;
  ActivePower checkpoint_power = ActivePower::from_si(300);
  Duration failure_drop = Duration::from_si(0.5), restart = 10_min;
};
void describe(Describe&, TrainingSwingParams&);

/// One GPU of a job that starts at 0, until `length`. `jitter` may be null (none); failures are times since the start,
/// rising.
SwingTrace training_trace(const TrainingSwingParams&, Duration length, RandomStream* jitter,
                          const std::vector<Duration>& failures = {});

Duration swing_edge(const TrainingSwingParams&);                                 ///< t_r
ActivePower swing_mean(const TrainingSwingParams&);                              ///< without checkpoints
ActivePower swing_harmonic(const TrainingSwingParams&, int n);                   ///< amplitude at n/T
ActiveEnergy swing_floor_energy(const TrainingSwingParams&, ActivePower floor);  ///< a period, P_lo <= floor <= P_hi

}  // namespace netsuden
