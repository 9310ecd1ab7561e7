// SPDX-License-Identifier: Apache-2.0
// N-1 of the branches of a network: each closed one is opened at both ends, and the power flow solved anew.
//
// What an outage does is told against the network without one: load that is dark only now, generation that is cut off with it,
// buses and branches outside their limits that were inside. An outage whose power flow does not converge has no voltages: it may
// be a collapse. Steady state after the outage: no protection, no tap moves, no redispatch; the sources take up what changes.
// Source: the definition of N-1 (ENTSO-E, Policy 3 of the Continental Europe Operation Handbook). Range: as power_flow.hpp.
// Left out: outages of generators and buses, common modes, N-2.
// Verified by tests/unit/power/network_contingency_test.cpp.
#pragma once

#include <functional>

#include "sim/power/network_summary.hpp"

namespace netsuden {

struct BranchOutage {
  int branch = -1;
  bool converged = false;
  int iterations = 0;
  int worst_bus = -1;         ///< of one that does not converge
  double mismatch_pu = 0;     ///< there
  int dark_buses = 0;         ///< more than without the outage; star points are not counted
  ActivePower unserved{};     ///< load of these buses
  ActivePower cut_off{};      ///< generation of these buses
  int lowest = -1, highest = -1;
  double lowest_pu = 0, highest_pu = 0;
  int most_loaded = -1;       ///< of the rated branches
  double loading = 0;
  std::vector<int> too_low, too_high, overloaded;  ///< that were not without the outage, the farthest outside first

  bool secure() const { return converged && unserved.si() <= 0 && too_low.empty() && too_high.empty() && overloaded.empty(); }
};

struct Contingencies {
  std::vector<BranchOutage> outages;  ///< of the branches that are closed and energised, in their order
  /// The worst first: no convergence, then unserved load, overload, low and high voltage.
  std::vector<int> by_severity() const;
};

/// `base` is the converged solution of the network; `progress` is told how many outages are done.
Contingencies n_minus_1(const Network&, const PowerFlowSolution& base, const PowerFlowOptions& = {}, const std::function<void(int done, int all)>& progress = {});

}  // namespace netsuden
