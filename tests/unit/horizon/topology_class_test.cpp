// SPDX-License-Identifier: Apache-2.0
#include "sim/horizon/topology_class.hpp"

#include <catch2/catch.hpp>

#include "tests/unit/horizon/node.hpp"

using namespace netsuden;

namespace {

using T = PowerNodeType;

PowerNodeSpec node(const char* name, T type, std::vector<std::string> from = {}, int count = 1, Redundancy r = Redundancy::n) {
  PowerNodeSpec n = test::node(name, type, std::move(from), count, r);
  if (type == T::ups) n.modes.emplace();
  return n;
}

/// Two ways to a hall, each behind batteries, and a plant with a chiller to spare.
Scenario two_ways() {
  Scenario s;
  SiteSpec site;
  site.name = "s";
  site.power = {node("a", T::grid_connection), node("b", T::grid_connection), node("sets", T::genset, {}, 3, Redundancy::n_plus_1), node("board_a", T::switchboard, {"a", "sets"}), node("board_b", T::switchboard, {"b", "sets"}),
                node("ups_a", T::ups, {"board_a"}, 3, Redundancy::n_plus_1), node("ups_b", T::ups, {"board_b"}, 3, Redundancy::n_plus_1)};
  PlantSpec p;
  p.name = "cold";
  p.chillers.count = 3;
  p.chillers.redundancy = Redundancy::n_plus_1;
  p.towers.count = 3;
  p.towers.redundancy = Redundancy::n_plus_1;
  p.fed_by = {"ups_a", "ups_b"};
  HallSpec h;
  h.name = "h";
  h.fed_by = {"ups_a", "ups_b"};
  h.air.emplace();
  h.air->loop = "cold";
  h.air->crahs.count = 5;
  h.air->crahs.redundancy = Redundancy::n_plus_1;
  site.cooling = {p};
  site.halls = {h};
  s.sites = {site};
  return s;
}

bool says(const TopologyVerdict& v, const std::string& words) {
  for (const std::string& e : v.evidence)
    if (e.find(words) != std::string::npos) return true;
  return false;
}

}  // namespace

TEST_CASE("Topology: two ways behind batteries, machines to spare and continuous cooling are class IV") {
  const Scenario s = two_ways();
  const TopologyClass t = topology_class(s, s.sites[0], {});
  CHECK(t.tier == 4);
  REQUIRE(t.verdicts.size() == 4);
  for (const TopologyVerdict& v : t.verdicts) {
    INFO(v.tier);
    CHECK(v.holds);
    CHECK(v.evidence.empty());
  }
}

TEST_CASE("Topology: each class falls by what it asks for, and says by what") {
  Scenario s = two_ways();
  s.sites[0].cooling[0].fed_by = {"board_a", "board_b"};
  TopologyClass t = topology_class(s, s.sites[0], {});
  CHECK(t.tier == 3);
  CHECK(says(t.verdicts[3], "cooling.cold"));
  // A store keeps it going.
  s.sites[0].cooling[0].store.emplace();
  CHECK(topology_class(s, s.sites[0], {}).tier == 4);
  // A board whose loss darkens a hall at full load is no way to maintain.
  t = topology_class(s, s.sites[0], {{"board_a", false, "dark: halls.h"}});
  CHECK(t.tier == 2);
  CHECK(says(t.verdicts[2], "power.board_a: dark: halls.h"));
  CHECK(says(t.verdicts[3], "class III does not hold"));
  // One unit of the UPS that is missed.
  t = topology_class(s, s.sites[0], {{"ups_a", true, "ups_a at 120 % of its rating"}});
  CHECK(t.tier == 1);
  CHECK(says(t.verdicts[1], "one unit of power.ups_a"));
  // A chiller that is missed.
  s.sites[0].cooling[0].chillers.redundancy = Redundancy::n;
  t = topology_class(s, s.sites[0], {});
  CHECK(t.tier == 1);
  CHECK(says(t.verdicts[1], "cooling.cold.chillers"));
  CHECK(says(t.verdicts[1], "stops halls.h"));
}

TEST_CASE("Topology: one way to a hall is no fault tolerance and without sets that is said") {
  Scenario s = two_ways();
  s.sites[0].halls[0].fed_by = {"ups_a"};
  TopologyClass t = topology_class(s, s.sites[0], {{"ups_a", false, "dark: halls.h"}});
  CHECK(t.tier == 2);
  CHECK(says(t.verdicts[3], "one way behind a battery"));
  CHECK(t.notes.size() == 1);
  std::erase_if(s.sites[0].power, [](const PowerNodeSpec& n) { return n.type == T::genset; });
  for (PowerNodeSpec& n : s.sites[0].power) std::erase(n.feeds_from, "sets");
  t = topology_class(s, s.sites[0], {});
  CHECK(t.notes.size() == 2);
}
