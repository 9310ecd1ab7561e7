// SPDX-License-Identifier: Apache-2.0
// Shares and firm loads of the usual redundancies (physics reference 2.3, ACC-ELEC-06), from the graph alone.
#include "sim/twin/chain_contingency.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <string>

#include "sim/spec/complete.hpp"
#include "tests/support/redundancy.hpp"
#include "tests/unit/twin/chain_fixture.hpp"

using namespace netsuden;

namespace {

using test::T;

PowerNodeSpec board(const char* name, std::vector<std::string> from, double mva = 100) {
  PowerNodeSpec n = test::node(name, T::switchboard, std::move(from));
  n.rating = ApparentPower::from_si(mva * 1e6);
  return n;
}

/// Without losses, so that shares are those of the table.
PowerNodeSpec ups(const char* name, std::vector<std::string> from, int count = 1) {
  PowerNodeSpec n = test::node(name, T::ups, std::move(from));
  n.count = count;
  n.ups.a0 = n.ups.a1 = n.ups.a2 = 0;
  return n;
}

PowerNodeSpec feeder(const char* name) {
  PowerNodeSpec n = test::node(name, T::grid_connection);
  n.capacity = ApparentPower::from_si(100e6);
  return n;
}

std::vector<PowerNodeSpec> with_feeders(std::vector<PowerNodeSpec> nodes) {
  // Each system on a feeder of its own: a failure of one is a failure of its system.
  nodes.insert(nodes.begin(), {feeder("f1"), feeder("f2"), feeder("f3"), feeder("f4")});
  return nodes;
}

const ChainOutage& outage(const ChainContingencies& c, const std::string& what) {
  for (const auto& o : c.outages)
    if (o.failed.size() == 1 && o.failed[0] == what) return o;
  FAIL("no outage " << what);
  return c.outages[0];
}

}  // namespace

TEST_CASE("contingency: 3N/2 loads each system to two thirds, and a failure loads the others fully (ACC-ELEC-06)") {
  const auto nodes = with_feeders({ups("u1", {"f1"}), ups("u2", {"f2"}), ups("u3", {"f3"})});
  const std::vector<ChainLoad> loads{{"a", {4, 5}, 2e6 / 3}, {"b", {5, 6}, 2e6 / 3}, {"c", {6, 4}, 2e6 / 3}};
  const auto c = chain_contingencies(nodes, loads, {});
  for (int i = 4; i < 7; ++i) CHECK(c.before[static_cast<std::size_t>(i)].share() == Approx(2.0 / 3));
  CHECK(outage(c, "u2").secure());
  CHECK(outage(c, "u2").highest.share() == Approx(1));
  CHECK(c.firm_share == Approx(1).margin(1e-3));  // (x - 1) C = 2 C
  CHECK(c.load_w == Approx(2e6));
}

TEST_CASE("contingency: 2N over two nodes is firm at the rating of one path") {
  const auto nodes = with_feeders({ups("u1", {"f1"}, 2), ups("u2", {"f2"}, 2)});
  const auto c = chain_contingencies(nodes, {{"racks", {4, 5}, 2e6}}, {});
  CHECK(c.before[4].share() == Approx(0.5));
  CHECK(outage(c, "f1").secure());
  CHECK(outage(c, "f1").highest.share() == Approx(1));
  CHECK(c.firm_share == Approx(1).margin(1e-3));
}

TEST_CASE("contingency: a battery that outlasts the look is no supply: what it carries alone will be dark") {
  PowerNodeSpec u = ups("u", {"f1"});
  u.modes.emplace().battery.capacity = 4000_kWh;
  const auto c = chain_contingencies({feeder("f1"), u}, {{"hall", {1}, 1e6}}, {});
  CHECK(outage(c, "f1").dark.empty());
  CHECK(outage(c, "f1").on_batteries == std::vector<std::string>{"hall"});
  CHECK(outage(c, "f1").battery_w == Approx(1e6));
  CHECK_FALSE(outage(c, "f1").secure());
  CHECK(c.single == std::vector<std::string>{"f1", "u"});
}

TEST_CASE("contingency: cords that carry half a rack each end 2N at the rack") {
  const std::vector<PowerNodeSpec> chain{feeder("fa"), feeder("fb"), board("a", {"fa"}), board("b", {"fb"})};
  ChainLoad hall{"halls.h", {2, 3}, 1e6, {}, 0};
  hall.rack_feed.emplace().rating = ActivePower::from_si(60e3);  // 48 kW for ever
  hall.rack_w = 80e3;
  const ChainContingencies c = chain_contingencies(chain, {hall}, {});
  const ChainOutage& lost = outage(c, "fb");
  CHECK(lost.dark.empty());
  REQUIRE(lost.over.size() == 1);
  CHECK(lost.over[0].node == "halls.h.rack_feed");
  CHECK(lost.over[0].share() == Approx(80.0 / 48));
  CHECK(c.firm_share == Approx(48.0 / 80).margin(2e-3));
  hall.rack_feed->count = 4;
  CHECK(chain_contingencies(chain, {hall}, {}).firm_share == Approx(96.0 / 80).margin(2e-3));
}

TEST_CASE("contingency: a failure that leaves a load on a long busway breaks its voltage, by hand") {
  const auto way = [](const char* name, const char* from, double metres) {
    PowerNodeSpec n = test::node(name, T::busway, {from});
    n.busway.system = CableSystem::three_phase;
    n.busway.voltage = Voltage::from_si(400);
    n.busway.ampacity = Current::from_si(4000);
    n.busway.parallel = 1;
    n.busway.length = Length::from_si(metres);
    n.busway.resistance = ResistancePerLength::from_si(25e-6);
    n.busway.reactance = {};
    return n;
  };
  std::vector<PowerNodeSpec> nodes{feeder("fa"), feeder("fb"), way("near", "fa", 10), way("far", "fb", 1000)};
  for (auto& n : nodes) n.voltage = Voltage::from_si(400), n.power_factor = 1;
  const auto c = chain_contingencies(nodes, {{"halls.h", {2, 3}, 800e3}}, {});
  CHECK(outage(c, "far").secure());
  REQUIRE(outage(c, "near").voltages.size() == 1);
  CHECK(outage(c, "near").voltages[0].node == "far");
  // v^2 - v + P R / U^2 = 0 with 0.8 MW through 25 mOhm at 400 V.
  CHECK(outage(c, "near").voltages[0].level == Approx((1 + std::sqrt(1 - 4 * 800e3 * 25e-3 / 160e3)) / 2).margin(1e-4));
}

TEST_CASE("contingency: N+1 survives a module, not its bus") {
  const auto nodes = with_feeders({ups("u", {"f1"}, 4)});
  const auto c = chain_contingencies(nodes, {{"racks", {4}, 3e6}}, {});
  CHECK(c.before[4].share() == Approx(0.75));
  CHECK(outage(c, "one of 4 u").secure());
  CHECK(outage(c, "one of 4 u").highest.share() == Approx(1));
  CHECK_FALSE(outage(c, "u").secure());
  CHECK(outage(c, "u").dark_w == Approx(3e6));
  // One bus is no firm supply; beside it, three modules carry 3 MW.
  CHECK(std::find(c.single.begin(), c.single.end(), "u") != c.single.end());
  CHECK(std::find(c.single.begin(), c.single.end(), "one of 4 u") == c.single.end());
  CHECK(c.firm_share == Approx(1).margin(1e-3));
}

TEST_CASE("contingency: distributed systems of two to six share as a second computation has it, and are firm at (x - 1) C") {
  for (int x = 2; x <= 6; ++x) {
    const RedundantSystem reference = distributed_system(x, 1_MW);
    std::vector<PowerNodeSpec> nodes;
    for (int i = 0; i < x; ++i) {
      const std::string k = std::to_string(i);
      nodes.push_back(feeder(("f" + k).c_str()));
      nodes.push_back(ups(("u" + k).c_str(), {"f" + k}));
    }
    std::vector<ChainLoad> loads;
    for (const auto& l : reference.loads) loads.push_back({"", {static_cast<int>(2 * l.feeds[0] + 1), static_cast<int>(2 * l.feeds[1] + 1)}, l.power.si()});
    const auto c = chain_contingencies(nodes, loads, {});
    CHECK(c.load_w == Approx(reference.total_load().si()));
    for (std::size_t i = 0; i < static_cast<std::size_t>(x); ++i) {
      CHECK(c.before[2 * i + 1].load == Approx(unit_shares(reference).unit[i].si()));
      const ChainOutage& lost = outage(c, "u" + std::to_string(i));
      const UnitShares after = unit_shares(reference, {{i}, {}});
      CHECK(lost.secure() == !after.overloaded);
      double highest = 0;
      for (const auto& w : after.unit) highest = std::max(highest, w.si());
      CHECK(lost.highest.load == Approx(highest));
    }
    CHECK(c.firm_share * c.load_w == Approx(firm_load(reference, 1).si()).epsilon(2e-3));
  }
}

TEST_CASE("contingency: 2(N+1) carries a lost module in one path, and a lost path") {
  const auto nodes = with_feeders({ups("u1", {"f1"}, 4), ups("u2", {"f2"}, 4)});
  const auto c = chain_contingencies(nodes, {{"racks", {4, 5}, 3e6}}, {});
  CHECK(outage(c, "one of 4 u1").highest.share() == Approx(0.5));  // three modules carry 1.5 MW
  CHECK(outage(c, "u1").highest.share() == Approx(0.75));
  CHECK(c.firm_share == Approx(4.0 / 3).margin(1e-3));
}

TEST_CASE("contingency: design loads are the racks at their share, fans and pumps at their rating, and what the plant draws for them") {
  SiteSpec site;
  site.name = "s";
  site.power = {feeder("f")};
  HallSpec hall;
  hall.name = "h";
  hall.fed_by = {"f"};
  hall.racks.count = 80;  // 1.7 MW at half load: what one chiller of the default size is for
  hall.air.emplace();
  hall.air->loop = "cold";
  hall.air->crahs.count = 3;
  hall.air->crahs.params.fan.rated_power = 4_kW;
  site.halls = {hall};
  PlantSpec plant;
  plant.name = "cold";
  plant.fed_by = {"f"};
  plant.chillers.count = 1;
  plant.towers.count = 1;
  site.cooling = {plant};
  ContingencyOptions o;
  o.load = 0.5;
  const double it = ratings(hall).it_w;
  const auto loads = design_loads(site, o);
  REQUIRE(loads.size() == 2);
  CHECK(loads[0].w == Approx(0.5 * it + 3 * 4e3));
  // Heat over electricity of a chiller plant with towers in damp heat: a COP of 2.5 to 7 (physics reference 5.1).
  CHECK((0.5 * it + 3 * 4e3) / loads[1].w > 2.5);
  CHECK((0.5 * it + 3 * 4e3) / loads[1].w < 7);
}

TEST_CASE("contingency: a catcher behind transfer switches takes over one block") {
  std::vector<PowerNodeSpec> nodes = with_feeders({ups("u1", {"f1"}), ups("u2", {"f2"}), ups("u3", {"f3"}), ups("spare", {"f4"})});
  for (const char* k : {"1", "2", "3"}) {
    PowerNodeSpec sw;
    sw.type = T::transfer_switch;
    nodes.push_back(sw);
    nodes.back().name = std::string("s") + k;
    nodes.back().feeds_from = {std::string("u") + k, "spare"};
  }
  const std::vector<ChainLoad> loads{{"a", {8}, 1e6}, {"b", {9}, 1e6}, {"c", {10}, 1e6}};
  ContingencyOptions pairs;
  pairs.pairs = true;
  const auto c = chain_contingencies(nodes, loads, pairs);
  CHECK(c.before[4].share() == Approx(1));
  CHECK(c.before[7].load == 0);
  CHECK(outage(c, "u2").secure());
  CHECK(outage(c, "u2").highest.share() == Approx(1));
  CHECK_FALSE(outage(c, "s1").secure());  // the switch itself has no spare
  for (const auto& o : c.outages)
    if (o.failed == std::vector<std::string>{"u1", "u2"}) {
      REQUIRE(o.over.size() == 1);
      CHECK(o.over[0].node == "spare");
      CHECK(o.over[0].load == Approx(2e6));
    }
}

TEST_CASE("contingency: sets that start within the time serve, and without them the load is dark") {
  std::vector<PowerNodeSpec> nodes{feeder("f"), board("bus", {"f", "sets"})};
  PowerNodeSpec sets;
  sets.name = "sets";
  sets.type = T::genset;
  sets.count = 2;
  sets.genset.rating = 1_MW;
  nodes.push_back(sets);
  auto c = chain_contingencies(nodes, {{"racks", {1}, 1.5e6}}, {});
  CHECK(outage(c, "f").secure());
  CHECK(outage(c, "f").highest.share() == Approx(0.75));
  CHECK_FALSE(outage(c, "bus").secure());
  nodes[1].feeds_from = {"f"};
  nodes.pop_back();
  c = chain_contingencies(nodes, {{"racks", {1}, 1.5e6}}, {});
  CHECK(outage(c, "f").dark_w == Approx(1.5e6));
}

TEST_CASE("contingency: the worst single failure of each node, and what leaves a load dark") {
  // 3N/2 (ACC-ELEC-06): two thirds each, all of one after the loss of a partner.
  const auto nodes = with_feeders({ups("u1", {"f1"}), ups("u2", {"f2"}), ups("u3", {"f3"})});
  const std::vector<ChainLoad> loads{{"a", {4, 5}, 2e6 / 3}, {"b", {5, 6}, 2e6 / 3}, {"c", {6, 4}, 2e6 / 3}, {"d", {4}, 0}};
  const std::vector<char> all(nodes.size(), 1);
  const WorstFailures w = worst_failures(nodes, all, loads, {});
  REQUIRE(w.assets.size() == nodes.size() + loads.size());
  for (std::size_t i = 4; i < 7; ++i) {
    CHECK(w.assets[i].before.share() == Approx(2.0 / 3));
    CHECK(w.assets[i].highest.share() == Approx(1));
    CHECK_FALSE(w.assets[i].failed.empty());
    CHECK(w.assets[i].failed != nodes[i].name);
  }
  for (std::size_t l = 7; l < 10; ++l) CHECK(w.assets[l].dark_by.empty());
  CHECK(w.assets[10].dark_by == std::vector<std::string>{"f1", "u1"});
  CHECK(w.failures == 7);
  CHECK(w.secure == 5);

  // With a system out of service already: what it shared is on one cord each, and a failure more is too much.
  std::vector<char> without = all;
  without[6] = 0;
  const WorstFailures v = worst_failures(nodes, without, loads, {});
  CHECK(v.assets[4].before.share() == Approx(1));
  CHECK(v.assets[4].highest.share() == Approx(4.0 / 3));  // a and c: b is dark with u2
  CHECK(v.assets[8].dark_by == std::vector<std::string>{"f2", "u2"});
  CHECK(v.failures == 6);
}
