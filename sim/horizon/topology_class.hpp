// SPDX-License-Identifier: Apache-2.0
// What class of the Uptime tiers the topology of a site is, each verdict with its evidence.
//
//   I    one way, N
//   II   machines to spare: no single unit of a group takes a hall with it
//   III  concurrently maintainable: any power node as a whole, and any unit of cooling, may be taken out with all loads served
//   IV   fault tolerant: III, and each hall has two ways that stand behind batteries, and its cooling goes on without the grid (fed behind
//        batteries, or a store)
// A class holds where those below hold. What the electrical graph does under load is judged by the failures that `netsuden contingency`
// has walked (dark, on batteries alone, over a rating); cooling by the groups that the halls need.
// Source: Uptime Institute, Tier Standard: Topology; horizon reference 3.2. Range: what the model has. Left out: compartments, pipes and
// valves, controls, fuel stores; the Institute wants engine generators on all tiers, said as a note. Verified by
// tests/unit/horizon/topology_class_test.cpp.
#pragma once

#include <string>
#include <vector>

#include "sim/horizon/site_system.hpp"

namespace netsuden {

/// A failure of a power node or of one of its units that breaks something at full load, as words.
struct BrokenBy {
  std::string element;   ///< name of the node
  bool unit = false;     ///< one of its units, else the whole node
  std::string what;      ///< "dark: halls.gpu"
};

struct TopologyVerdict {
  std::string tier;      ///< "II"
  std::string demand;    ///< what the class asks for
  bool holds = false;
  std::vector<std::string> evidence;  ///< what stands against it
};

struct TopologyClass {
  int tier = 1;          ///< 1 to 4
  std::vector<TopologyVerdict> verdicts;
  std::vector<std::string> notes;
};

TopologyClass topology_class(const Scenario&, const SiteSpec&, const std::vector<BrokenBy>&);

}  // namespace netsuden
