// SPDX-License-Identifier: Apache-2.0
// The ways by which what has several feeds can be supplied, and what goes through each of them now: which side a transfer
// switch or a coupler is on, how two feeds share. What has one feed takes all of its input from it.
// Verified by tests/unit/twin/supply_way_test.cpp.
#pragma once

#include <vector>

#include "sim/twin/power_chain.hpp"

namespace netsuden {

struct SupplyWay {
  enum class To { node, hall, plant };
  To to = To::node;
  int target = 0;  ///< of the site
  int from = 0;    ///< power node
};

/// The feeds of every node that has several, and both ends of each coupler.
std::vector<SupplyWay> node_ways(const PowerChain&);

/// What a node takes from one of its feeds, mean of the last step in W; of a coupler > 0 what it takes from a board, < 0 what
/// it gives to it.
double node_way_w(const PowerChain&, int from, int target);
/// Whether it takes from it now; of a coupler, whether it is closed.
bool node_way_closed(const PowerChain&, int from, int target);

}  // namespace netsuden
