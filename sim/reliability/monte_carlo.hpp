// SPDX-License-Identifier: Apache-2.0
// Availability by Monte Carlo: states drawn at an instant, or failures and repairs followed through time.
//
//   at an instant  each component is down with its unavailability; estimate U = failed / samples, standard error sqrt(U (1 - U) / (samples - 1))
//   through time   exponential times to failure and to repair, c crews, first come first served; replications of a length after
//                  a run-in, standard error of their mean
// Three standard errors hold 99.7 % of the estimates; with no failure seen in N samples, U is below 3 / N at 95 %.
//
// Source: Billinton and Allan 1992, ch. 13. Range: rare events need as many samples as they are rare.
// Verified by tests/unit/reliability/monte_carlo_test.cpp.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "sim/base/random.hpp"
#include "sim/reliability/availability.hpp"

namespace netsuden {

struct Estimate {
  double mean = 0, standard_error = 0;
  std::int64_t samples = 0;
  /// Whether a value lies within so many standard errors; where nothing was seen, whether it may well be so.
  bool agrees(double value, double errors = 3) const;
};

/// Of so many samples that failed.
Estimate share_of(std::int64_t failed, std::int64_t samples);
/// `fails(stream)`: draws a state and says whether the system fails in it.
Estimate sample_failures(const std::function<bool(RandomStream&)>& fails, std::int64_t samples, RandomStream&);

/// Mean unavailability of a group of repairable units through time, and its failures in the unit of the rates.
struct GroupHistory {
  Estimate unavailability, frequency;
};
GroupHistory follow(const RepairableGroup&, double length, int replications, RandomStream&);
/// Time to the first failure of the group.
Estimate first_failure(const RepairableGroup&, int replications, RandomStream&);

/// Units of a series system through time, each with its own rates (crews for all).
struct RepairableUnit {
  double failure_rate = 0, repair_time = 0;
};
GroupHistory follow_series(const std::vector<RepairableUnit>&, double length, int replications, RandomStream&);

}  // namespace netsuden
