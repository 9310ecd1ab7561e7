// SPDX-License-Identifier: Apache-2.0
// A second, independent computation of shares for tests of the electrical graph: who carries what, before and after failures, and how much load is firm.
//
// Units (UPS modules, transformers, sets) stand on buses; loads have one or more feeds, each a bus.
//   a bus lives if it has not failed and one of its units lives; its load is shared by units in proportion to capacity
//   `equal`     a load is split equally among its living feeds (dual-corded racks)
//   `transfer`  a load is on the first living feed (static transfer switch)
//   firm load at k failures: the total load, scaled in proportion, for which no set of at most k failed elements leaves
//   anything unserved or any unit above its capacity
// With the interlock a transfer away from the first feed is refused (unserved) where the bus has no room for it, in the
// order of the loads.
//
// Source: physics reference 2.3. Range: shares of held loads, no cascade: whoever trips overloaded units asks again
// without them. Left out: common-mode failure of transfer switches, losses. Verified by
// tests/unit/power/redundancy_test.cpp (ACC-ELEC-06).
#pragma once

#include <vector>

#include "sim/base/units.hpp"

namespace netsuden {

enum class FeedSplit { equal, transfer };

struct RedundantUnit {
  ActivePower capacity;
  std::size_t bus = 0;
};
struct RedundantLoad {
  ActivePower power;
  std::vector<std::size_t> feeds;  ///< buses, in order of preference
  FeedSplit sharing = FeedSplit::equal;
};
struct RedundantSystem {
  std::size_t buses = 0;
  std::vector<RedundantUnit> units;
  std::vector<RedundantLoad> loads;
  ActivePower total_load() const;
};

struct Failures {
  std::vector<std::size_t> units, buses;
};

struct UnitShares {
  std::vector<ActivePower> unit;  ///< load of each unit, 0 for those that are out
  ActivePower unserved;
  bool overloaded = false;  ///< some unit carries more than its capacity
};
UnitShares unit_shares(const RedundantSystem&, const Failures& = {}, bool interlock = false);

/// Whether buses fail too, or only units.
enum class FailureScope { units, units_and_buses };
/// The largest total load that survives every combination of at most `failures` elements.
ActivePower firm_load(const RedundantSystem&, int failures, FailureScope = FailureScope::units);

// The usual topologies, loaded to what they are rated for.
RedundantSystem parallel_system(int needed, int spare, ActivePower capacity);  ///< N, N+1, ... on one bus
RedundantSystem dual_system(int needed, int spare, ActivePower capacity);  ///< 2N, 2(N+1): two buses, dual-corded loads
RedundantSystem distributed_system(int systems, ActivePower capacity);     ///< 3N/2 (3), 4N/3 (4): every pair of buses
RedundantSystem catcher_system(int blocks, ActivePower capacity);  ///< block redundant: one reserve behind switches

}  // namespace netsuden
