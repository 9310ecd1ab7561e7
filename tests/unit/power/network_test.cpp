// SPDX-License-Identifier: Apache-2.0
// Networks as data: impedances from name plates, parts, loops, refusals.
#include "sim/power/network.hpp"

#include <catch2/catch.hpp>
#include <complex>
#include <limits>

using namespace netsuden;
using Catch::Matchers::Contains;

namespace {

Voltage kv(double v) { return Voltage::from_si(v * 1e3); }

Network two_voltages() {
  Network n;
  n.base = 10_MVA;
  n.add_bus("high", kv(22));
  n.add_bus("low", kv(0.4));
  return n;
}

}  // namespace

TEST_CASE("a transformer of the name plate's rating and voltages has its uk and losses as per unit impedances") {
  Network n = two_voltages();
  TransformerData d;
  d.u1 = kv(22), d.u2 = kv(0.4), d.rating = 2_MVA;
  d.uk = 0.06, d.load_loss = 20_kW;  // 1 % of the rating
  d.i0 = 0.005, d.no_load_loss = 6_kW;  // 0.3 %
  d.clock = 11;
  const auto& b = n.branches[add_transformer(n, "T", 0, 1, d)];
  // On 10 MVA impedances are five times, admittances a fifth of those on 2 MVA.
  CHECK(b.r_pu == Approx(0.05).epsilon(1e-12));
  CHECK(b.x_pu == Approx(5 * std::sqrt(0.06 * 0.06 - 0.01 * 0.01)).epsilon(1e-12));
  CHECK(b.g_pu == Approx(0.003 / 5).epsilon(1e-12));
  CHECK(b.b_pu == Approx(-std::sqrt(0.005 * 0.005 - 0.003 * 0.003) / 5).epsilon(1e-12));
  CHECK(b.ratio == Approx(1).epsilon(1e-12));
  CHECK(b.shift_rad == Approx(-M_PI / 6).epsilon(1e-12));  // 330 degrees lag are 30 ahead
}

TEST_CASE("rated voltages beside the nominal ones and taps become a ratio") {
  Network n = two_voltages();
  TransformerData d;
  d.u1 = kv(22), d.u2 = kv(0.42), d.rating = 10_MVA, d.uk = 0.1;
  const auto& main = n.branches[add_transformer(n, "main", 0, 1, d)];
  CHECK(main.ratio == Approx(0.4 / 0.42).epsilon(1e-12));
  CHECK(main.x_pu == Approx(0.1 * std::pow(0.42 / 0.4, 2)).epsilon(1e-12));
  d.tap = {1, 2, kv(0.55)};
  const auto& high = n.branches[add_transformer(n, "high tap", 0, 1, d)];
  CHECK(high.ratio == Approx(0.4 / 0.42 * 1.05).epsilon(1e-12));
  CHECK(high.main_ratio == Approx(0.4 / 0.42).epsilon(1e-12));
  d.tap = {2, -1, kv(0.0105)};
  const auto& low = n.branches[add_transformer(n, "low tap", 0, 1, d)];
  CHECK(low.ratio == Approx(0.4 / (0.42 * 0.975)).epsilon(1e-12));
  CHECK(low.x_pu == Approx(0.1 * std::pow(0.42 * 0.975 / 0.4, 2)).epsilon(1e-12));
}

TEST_CASE("a line of one base impedance has one per unit") {
  Network n;
  n.base = 10_MVA;
  n.add_bus("a", kv(10)), n.add_bus("b", kv(10));  // 10 ohm
  LineData d;
  d.r_ohm = 5, d.x_ohm = 10, d.c_farad = 1e-6, d.tan_delta = 0.01;
  const auto& b = n.branches[add_line(n, "L", 0, 1, d)];
  CHECK(b.r_pu == Approx(0.5));
  CHECK(b.x_pu == Approx(1));
  CHECK(b.b_pu == Approx(100 * M_PI * 1e-6 * 10).epsilon(1e-12));
  CHECK(b.g_pu == Approx(b.b_pu * 0.01).epsilon(1e-12));
  CHECK(n.current_base(0).si() == Approx(10e6 / (std::sqrt(3.0) * 10e3)));
}

TEST_CASE("between two windings of a star stands what was measured between them") {
  Network n;
  n.base = 60_MVA;
  for (const double u : {138.0, 69.0, 13.8}) n.add_bus("", kv(u));
  ThreeWindingData d;
  for (int i = 0; i < 3; ++i) d.u[i] = n.buses[i].nominal;
  d.rating[0] = 60_MVA, d.rating[1] = 50_MVA, d.rating[2] = 10_MVA;
  d.uk12 = 0.09, d.uk13 = 0.06, d.uk23 = 0.03;  // on 50, 10 and 10 MVA
  d.clock12 = 11, d.clock13 = 1;
  const Star s = add_three_winding(n, "T", 0, 1, 2, d);
  const auto x = [&](int winding) { return n.branches[s.branches[winding]].x_pu; };
  CHECK(x(0) + x(1) == Approx(0.09 * 60 / 50).epsilon(1e-12));
  CHECK(x(0) + x(2) == Approx(0.06 * 60 / 10).epsilon(1e-12));
  CHECK(x(1) + x(2) == Approx(0.03 * 60 / 10).epsilon(1e-12));
  CHECK(x(1) < 0);
  CHECK(n.branches[s.branches[0]].shift_rad == 0);
  // An unloaded winding 2 stands behind winding 1 by its clock: U_star = U_2/t_2.
  CHECK(n.branches[s.branches[1]].shift_rad == Approx(M_PI / 6));
  CHECK(n.branches[s.branches[2]].shift_rad == Approx(-M_PI / 6));
}

TEST_CASE("parts follow what is closed, and know whether a source feeds them") {
  Network n;
  for (int i = 0; i < 5; ++i) n.add_bus(std::string(1, static_cast<char>('a' + i)), kv(10));
  const auto join = [&](int from, int to) { return add_link(n, "", from, to); };
  join(3, 4);
  join(0, 1);
  const int tie = join(1, 2);
  n.branches[tie].to_closed = false;
  n.sources.push_back({.name = "grid", .bus = 1});
  const Parts p = parts_of(n);
  CHECK(p.of_bus == std::vector<int>{0, 0, 1, 2, 2});
  CHECK(p.fed == std::vector<bool>{true, false, false});
  n.branches[tie].to_closed = true;
  CHECK(parts_of(n).of_bus == std::vector<int>{0, 0, 0, 1, 1});
}

TEST_CASE("each branch that closes a loop is named, a second of a pair too") {
  Network n;
  for (int i = 0; i < 4; ++i) n.add_bus("", kv(10));
  for (const auto& [from, to] : {std::pair(0, 1), std::pair(1, 2), std::pair(2, 0), std::pair(3, 2), std::pair(2, 3)}) add_link(n, "", from, to);
  CHECK(loop_branches(n) == std::vector<int>{2, 4});
  n.branches[1].from_closed = false;
  CHECK(loop_branches(n) == std::vector<int>{4});
}

TEST_CASE("unsound networks are told by name") {
  const auto broken = [](auto change) {
    Network n;
    n.add_bus("a", kv(10)), n.add_bus("b", kv(10));
    add_link(n, "tie", 0, 1);
    n.sources.push_back({.name = "grid", .bus = 0});
    n.loads.push_back({.name = "hall", .bus = 1, .p = 1_kW});
    REQUIRE_FALSE(fault_in(n));
    change(n);
    const auto what = fault_in(n);
    REQUIRE(what);
    return *what;
  };
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK_THAT(broken([](Network& n) { n.branches[0].to = 7; }), Contains("\"tie\"") && Contains("no such bus"));
  CHECK_THAT(broken([](Network& n) { n.branches[0].to = 0; }), Contains("both ends"));
  CHECK_THAT(broken([](Network& n) { n.branches[0].r_pu = n.branches[0].x_pu = 0; }), Contains("zero"));
  CHECK_THAT(broken([](Network& n) { n.branches[0].ratio = 0; }), Contains("ratio"));
  CHECK_THAT(broken([&](Network& n) { n.branches[0].b_pu = nan; }), Contains("not a number"));
  CHECK_THAT(broken([](Network& n) { n.loads[0].bus = -1; }), Contains("\"hall\""));
  CHECK_THAT(broken([&](Network& n) { n.loads[0].q = ReactivePower::from_si(nan); }), Contains("\"hall\""));
  CHECK_THAT(broken([](Network& n) { n.sources[0].voltage_pu = 0; }), Contains("\"grid\""));
  CHECK_THAT(broken([](Network& n) { n.generators.push_back({.name = "set", .bus = 9}); }), Contains("\"set\""));
  CHECK_THAT(broken([](Network& n) { n.shunts.push_back({.name = "bank", .bus = 9}); }), Contains("\"bank\""));
  CHECK_THAT(broken([](Network& n) { n.base = ApparentPower::from_si(0); }), Contains("power base"));
}
