// SPDX-License-Identifier: Apache-2.0
// Power nodes for sites that tests make up.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "sim/spec/site.hpp"

namespace netsuden::test {

inline PowerNodeSpec node(const char* name, PowerNodeType type, std::vector<std::string> from = {}, int count = 1, Redundancy r = Redundancy::n) {
  PowerNodeSpec n;
  n.name = name;
  n.type = type;
  n.feeds_from = std::move(from);
  n.count = count;
  n.redundancy = r;
  return n;
}

}  // namespace netsuden::test
