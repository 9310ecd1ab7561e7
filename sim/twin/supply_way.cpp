// SPDX-License-Identifier: Apache-2.0
#include "sim/twin/supply_way.hpp"

#include <algorithm>

namespace netsuden {
namespace {

const PowerNode& node(const PowerChain& c, int i) { return c.nodes()[static_cast<std::size_t>(i)]; }

/// Of sources that cannot give what is asked: what comes.
double taken_w(const PowerChain& c, int target, int from) {
  const PowerNode& n = node(c, target);
  const auto feed = std::find(n.feeding.begin(), n.feeding.end(), from);
  return feed == n.feeding.end() ? 0 : n.input_w * n.share(static_cast<std::size_t>(feed - n.feeding.begin())) * (1 - node(c, from).shortfall);
}

bool takes(const PowerNode& n, int from) { return std::find(n.feeding.begin(), n.feeding.end(), from) != n.feeding.end(); }

}  // namespace

std::vector<SupplyWay> node_ways(const PowerChain& c) {
  std::vector<SupplyWay> ways;
  for (std::size_t i = 0; i < c.nodes().size(); ++i) {
    const PowerNode& n = c.nodes()[i];
    if (n.spec.is_local() || n.parents.size() < 2) continue;
    for (const int from : n.parents) ways.push_back({SupplyWay::To::node, static_cast<int>(i), from});
  }
  return ways;
}

double node_way_w(const PowerChain& c, int from, int target) {
  const double w = taken_w(c, target, from);
  return node(c, target).is(PowerNodeType::bus_coupler) ? w - taken_w(c, from, target) : w;
}

bool node_way_closed(const PowerChain& c, int from, int target) {
  const PowerNode& n = node(c, target);
  return n.is(PowerNodeType::bus_coupler) ? n.energized && n.tie_to >= 0 : takes(n, from);
}

}  // namespace netsuden
