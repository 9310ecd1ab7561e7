// SPDX-License-Identifier: Apache-2.0
// Which feed carries what: powers by hand.
#include "sim/twin/supply_way.hpp"

#include <catch2/catch.hpp>

#include "tests/unit/twin/chain_fixture.hpp"

using namespace netsuden;
using namespace netsuden::test;

namespace {

double way(const PowerChain& c, const char* from, const char* to) { return node_way_w(c, c.find(from), c.find(to)); }
bool closed(const PowerChain& c, const char* from, const char* to) { return node_way_closed(c, c.find(from), c.find(to)); }

void walk(PowerChain& c, double w_a, double w_b, double seconds) {
  netsuden::walk(c, GridSupply{}, seconds, [&](PowerChain& live) {
    live.add_load({live.find("a")}, w_a);
    live.add_load({live.find("b")}, w_b);
  });
}

}  // namespace

TEST_CASE("ways: the feeds of what has several, and both ends of a coupler") {
  const PowerChain c({node("f", T::grid_connection), node("sets", T::genset), node("a", T::switchboard, {"f", "sets"}), node("b", T::switchboard, {"f"}), node("tie", T::bus_coupler, {"a", "b"}),
                      node("pv", T::pv, {"a"}), node("rack", T::pdu, {"b"})});
  std::vector<std::pair<std::string, std::string>> names;
  for (const SupplyWay& w : node_ways(c)) names.emplace_back(c.nodes()[static_cast<std::size_t>(w.from)].spec.name, c.nodes()[static_cast<std::size_t>(w.target)].spec.name);
  CHECK(names == std::vector<std::pair<std::string, std::string>>{{"f", "a"}, {"sets", "a"}, {"a", "tie"}, {"b", "tie"}});
}

TEST_CASE("ways: a transfer switch is on one side, feeds in parallel share") {
  PowerChain c({node("fa", T::grid_connection), node("fb", T::grid_connection), node("pa", T::switchboard, {"fa"}), node("pb", T::switchboard, {"fb"}),
                node("a", T::transfer_switch, {"pa", "pb"}), node("b", T::switchboard, {"pa", "pb"})});
  walk(c, 1e5, 4e4, 1);
  CHECK(way(c, "pa", "a") == Approx(1e5));
  CHECK(way(c, "pb", "a") == 0);
  CHECK(closed(c, "pa", "a"));
  CHECK_FALSE(closed(c, "pb", "a"));
  CHECK(way(c, "pa", "b") == Approx(2e4));
  CHECK(way(c, "pb", "b") == Approx(2e4));
  at(c, "fa").in_service = false;
  walk(c, 1e5, 4e4, 5);
  CHECK(way(c, "pa", "a") == 0);
  CHECK(way(c, "pb", "a") == Approx(1e5));
  CHECK_FALSE(closed(c, "pa", "a"));
  CHECK(way(c, "pa", "b") == 0);
  CHECK(way(c, "pb", "b") == Approx(4e4));
}

TEST_CASE("ways: a closed coupler takes from one board and gives to the other") {
  auto tie = node("tie", T::bus_coupler, {"a", "b"});
  tie.coupler_delay = 2_s;
  PowerChain c({node("fa", T::grid_connection), node("fb", T::grid_connection), node("a", T::switchboard, {"fa"}), node("b", T::switchboard, {"fb"}), tie});
  walk(c, 1e5, 4e4, 5);
  CHECK(way(c, "a", "tie") == 0);
  CHECK(way(c, "b", "tie") == 0);
  CHECK_FALSE(closed(c, "a", "tie"));
  at(c, "fa").in_service = false;
  walk(c, 1e5, 4e4, 5);
  CHECK(way(c, "b", "tie") == Approx(1e5));
  CHECK(way(c, "a", "tie") == Approx(-1e5));
  CHECK(closed(c, "a", "tie"));
  CHECK(closed(c, "b", "tie"));
  CHECK(at(c, "fb").load_w == Approx(1.4e5));
}

TEST_CASE("ways: of a set that is asked for more than its overload, what it gives goes on") {
  auto sets = node("sets", T::genset);
  sets.genset.rating = 300_kW;
  PowerChain c({node("f", T::grid_connection), sets, node("a", T::switchboard, {"f", "sets"}), node("b", T::pdu, {"a"})});
  const auto load = [](PowerChain& live) { live.add_load({live.find("b")}, 4e5); };
  netsuden::walk(c, GridSupply{0, 0}, 15, load);
  REQUIRE(at(c, "a").energized);
  c.clear_loads();
  load(c);
  c.solve(1);
  CHECK(at(c, "sets").input_w == Approx(330e3));  // 110 %
  CHECK(at(c, "sets").served_w() == Approx(330e3).epsilon(1e-9));
  CHECK(way(c, "sets", "a") == Approx(330e3).epsilon(1e-9));
  CHECK(at(c, "a").served_w() == Approx(330e3).epsilon(1e-9));
  CHECK(at(c, "b").taken_w() == Approx(330e3).epsilon(1e-9));
  CHECK(at(c, "b").served_w() + at(c, "b").served_loss_w() == Approx(330e3).epsilon(1e-9));
}
