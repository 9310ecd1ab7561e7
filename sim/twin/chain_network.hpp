// SPDX-License-Identifier: Apache-2.0
// The electrical graph of a site, as it stands now, as a network for the AC power flow.
//
//   a node is a bus with its loads; what passes the power of one feed on shares its bus, of several is joined to them by links
//   (of 1e-6 pu on 1 MVA, which cost some W); transformers and busways are branches,
//   magnetising current and no-load loss a shunt at the input; a UPS or rectifier in double conversion is a load at its input and
//   an ideal source at its output, both of its name; PV and batteries are a load of their board
//   grid connections are sources, ideal or behind the impedance of their fault level; generating sets and island batteries ideal
//   for short circuits a UPS is its static bypass: the inverter limits its own current, and what clears a fault comes from the mains
// What it is for: the shares of feeds in parallel where `sharing: impedance` asks for them, a second opinion on the sweep, and
// voltages and short circuits of a site as it stands.
//
// Source, range: as sim/power/power_flow.hpp. Left out: direct current; losses of PDUs stand as the sweep has them.
// Verified by tests/unit/twin/power_voltage_test.cpp.
#pragma once

#include <vector>

#include "sim/power/network.hpp"
#include "sim/twin/power_chain.hpp"

namespace netsuden {

struct ChainNetwork {
  Network network;
  std::vector<int> bus;                    ///< of each node's output; -1: dark, direct current, or beside a board
  std::vector<std::vector<int>> feed_link; ///< of each node that passes power on: the link to each of several feeds
};

enum class UpsPath { as_it_is, bypass };

/// With the loads of the chain's last solution.
ChainNetwork chain_network(const PowerChain&, UpsPath = UpsPath::as_it_is);

/// The shares of the feeds of a node, in the order of `feeding`.
struct FeedShares {
  std::vector<double> active, reactive;
};
/// Of each node whose sharing follows the impedances; empty for all others, and for all where the power flow finds no solution.
std::vector<FeedShares> impedance_shares(const PowerChain&);

}  // namespace netsuden
