// SPDX-License-Identifier: Apache-2.0
// What a solved power flow comes to: totals, extremes, and what lies outside the limits that the network's data state.
//
//   generation = sources + generators + loads that generate;  generation = load + shunts + losses  (to the mismatch)
//   a voltage is outside by more than 1e-6 pu, a reactive power by more than 1e-6 of the base
//
// Limits are reported, never held. The reactive power of a bus's sources and generators is one number: its limits are the sums.
// Dark buses and the star points of three-winding transformers take no part in the extremes.
// Verified by tests/unit/power/network_summary_test.cpp.
#pragma once

#include "sim/power/power_flow.hpp"

namespace netsuden {

struct NetworkSummary {
  using Power = PowerFlowSolution::Power;
  struct Reactive {
    int bus = -1;
    ReactivePower q{};
    Network::ReactiveLimits limits{};
  };

  int dark_buses = 0;
  Power generation, load, shunts, losses, from_sources;
  ActivePower dark_load{};                   ///< what the loads of dark buses would take at 1 pu
  int lowest = -1, highest = -1;             ///< buses; -1: none is energised
  std::vector<int> too_low, too_high;        ///< buses, the farthest outside first
  std::vector<Reactive> reactive_outside;    ///< in order of the buses
  std::vector<int> by_loading;               ///< branches with a rating, the most loaded first
  int overloaded = 0;                        ///< how many of them are above 100 %
  std::vector<int> by_power;                 ///< all energised branches, the largest apparent power first
  std::vector<Power> generated_at, load_at;  ///< by bus; shunts are not in
};

/// Apparent power at the end where it is greater.
ApparentPower through(const PowerFlowSolution::Branch&);

NetworkSummary summarise(const Network&, const PowerFlowSolution&);

}  // namespace netsuden
