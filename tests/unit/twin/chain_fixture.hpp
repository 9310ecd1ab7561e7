// SPDX-License-Identifier: Apache-2.0
// What the tests of the electrical graph share.
#pragma once

#include <string>
#include <vector>

#include "sim/twin/power_chain.hpp"

namespace netsuden::test {

using T = PowerNodeType;

/// A node with sets that start when they are called.
inline PowerNodeSpec node(const std::string& name, PowerNodeType type, std::vector<std::string> from = {}) {
  PowerNodeSpec n;
  n.name = name;
  n.type = type;
  n.feeds_from = std::move(from);
  n.ups.rating = 1_MW;
  n.genset.rating = 2_MW;
  n.genset.start_failure = Fraction(0);
  return n;
}

inline PowerNode& at(PowerChain& c, const char* name) { return c.nodes()[static_cast<std::size_t>(c.find(name))]; }

}  // namespace netsuden::test
