// SPDX-License-Identifier: Apache-2.0
// The summary of a power flow: a triangle calculated by hand, what is outside its limits, dark parts, star points.
//
//   U1 = 1, U2 = 0.96 - 0.28j, U3 = 0.95 U2 = 0.912 - 0.266j;  z12 = 0.1j, z13 = 0.06 + 0.08j, z23 = 0.03 + 0.04j
//   I12 = 2.8 - 0.4j, I13 = 2.656 + 0.892j, I23 = 0.352 - 0.936j;  |I|^2 = 8, 7.85, 1
//   losses 0.06 * 7.85 + 0.03 * 1 = 0.501 and 0.1 * 8 + 0.08 * 7.85 + 0.04 * 1 = 1.468
//   slack U1 (I12 + I13)* = 5.456 - 0.492j;  bus 2 draws 2.2 - 1.2j, bus 3 2.755 - 0.76j, of which a shunt gives 1.2 * 0.95^2
#include "sim/power/network_summary.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "tests/unit/power/small_network.hpp"

using namespace netsuden;
using namespace netsuden::test;

namespace {

Network triangle() {
  Network n;
  n.base = 100_MVA;
  for (const char* name : {"1", "2", "3"}) n.buses[n.add_bus(name, Voltage::from_si(110e3))].v_min_pu = 0.96;
  n.buses[2].v_max_pu = 1.05;
  const auto branch = [&](int from, int to, double r, double x, ApparentPower rating) {
    Network::Branch b;
    b.name = n.buses[from].name + "-" + n.buses[to].name;
    b.from = from, b.to = to, b.r_pu = r, b.x_pu = x, b.rating = rating;
    n.branches.push_back(b);
  };
  branch(0, 1, 0, 0.1, 300_MVA);
  branch(0, 2, 0.06, 0.08, 250_MVA);
  branch(1, 2, 0.03, 0.04, {});
  n.sources.push_back({.name = "1", .bus = 0});
  n.generators.push_back({.name = "2", .bus = 1, .p = 20_MW, .q_limits = {ReactivePower::from_si(-60e6), ReactivePower::from_si(60e6)}});
  n.generators.push_back({.name = "2b", .bus = 1, .p = 10_MW, .q_limits = {ReactivePower::from_si(-40e6), ReactivePower::from_si(40e6)}});
  n.loads.push_back({.name = "2", .bus = 1, .p = 260_MW, .q = ReactivePower::from_si(50e6)});
  n.loads.push_back({.name = "2c", .bus = 1, .p = -10_MW, .generates = true});
  n.loads.push_back({.name = "3", .bus = 2, .p = ActivePower::from_si(275.5e6), .q = ReactivePower::from_si(32.3e6)});
  n.shunts.push_back({.name = "3", .bus = 2, .q = ReactivePower::from_si(-120e6)});
  return n;
}

double mw(ActivePower p) { return p.si() / 1e6; }
double mvar(ReactivePower q) { return q.si() / 1e6; }

NetworkSummary solved(const Network& n, const PowerFlowSolution& s) {
  REQUIRE(s.converged);
  return summarise(n, s);
}

}  // namespace

TEST_CASE("a triangle by hand: voltages, totals, extremes") {
  const Network n = triangle();
  const PowerFlowSolution s = solve_power_flow(n);
  const NetworkSummary sum = solved(n, s);
  CHECK(s.buses[1].angle_rad == Approx(-std::atan(7.0 / 24)).epsilon(1e-10));
  CHECK(s.buses[2].magnitude_pu == Approx(0.95).epsilon(1e-11));
  CHECK(s.buses[2].angle_rad == Approx(-std::atan(7.0 / 24)).epsilon(1e-10));
  CHECK(mw(sum.from_sources.p) == Approx(545.6).epsilon(1e-9));
  CHECK(mvar(sum.from_sources.q) == Approx(-49.2).epsilon(1e-8));
  CHECK(mw(sum.generation.p) == Approx(545.6 + 20 + 10 + 10).epsilon(1e-9));
  CHECK(mvar(sum.generation.q) == Approx(-49.2 + 170).epsilon(1e-8));
  CHECK(mw(sum.load.p) == Approx(260 + 275.5).epsilon(1e-12));
  CHECK(mvar(sum.load.q) == Approx(82.3).epsilon(1e-12));
  CHECK(mvar(sum.shunts.q) == Approx(-120 * 0.95 * 0.95).epsilon(1e-9));
  CHECK(mw(sum.losses.p) == Approx(50.1).epsilon(1e-9));
  CHECK(mvar(sum.losses.q) == Approx(146.8).epsilon(1e-9));
  CHECK(sum.lowest == 2);
  CHECK(sum.highest == 0);
  CHECK(sum.dark_buses == 0);
  CHECK(mw(sum.generated_at[1].p) == Approx(40));
  CHECK(mw(sum.load_at[1].p) == Approx(260));
}

TEST_CASE("what is outside its limits: voltage, rating, and the reactive power of a bus's generators together") {
  Network n = triangle();
  PowerFlowSolution s = solve_power_flow(n);
  NetworkSummary sum = solved(n, s);
  CHECK(sum.too_low == std::vector<int>{2});
  CHECK(sum.too_high.empty());
  CHECK(sum.by_loading == std::vector<int>{1, 0});  // 2-3 has no rating
  CHECK(sum.overloaded == 1);
  CHECK(s.branches[1].loading == Approx(std::sqrt(7.85) / 2.5).epsilon(1e-9));
  CHECK(s.branches[0].loading == Approx(std::sqrt(8.0) / 3).epsilon(1e-9));
  CHECK(sum.by_power == std::vector<int>{0, 1, 2});
  CHECK(through(s.branches[2]).si() == Approx(100e6).epsilon(1e-9));  // |U2| |I23| = 1
  REQUIRE(sum.reactive_outside.size() == 1);
  CHECK(sum.reactive_outside[0].bus == 1);
  CHECK(mvar(sum.reactive_outside[0].q) == Approx(170).epsilon(1e-9));
  CHECK(mvar(sum.reactive_outside[0].limits.max) == 100);
  n.generators[1].q_limits.max = ReactivePower::from_si(110.001e6);  // 170.001 together
  n.buses[2].v_min_pu = 0.95;                                       // held to the last digit but rounding
  n.buses[0].v_max_pu = 0.98, n.buses[1].v_max_pu = 0.97;
  sum = solved(n, s = solve_power_flow(n));
  CHECK(sum.reactive_outside.empty());
  CHECK(sum.too_low.empty());
  CHECK(sum.too_high == std::vector<int>{1, 0});  // the farthest first
}

TEST_CASE("a part without a source is dark: its load is counted, its voltage is none") {
  Network n = triangle();
  n.branches[1].to_closed = n.branches[2].to_closed = false;
  const PowerFlowSolution s = solve_power_flow(n);
  const NetworkSummary sum = solved(n, s);
  CHECK(sum.dark_buses == 1);
  CHECK(mw(sum.dark_load) == Approx(275.5));
  CHECK(mw(sum.load.p) == Approx(260));
  CHECK(sum.too_low.empty());
  CHECK(sum.lowest != 2);
}

TEST_CASE("a star point is no bus that has a lowest voltage") {
  Network n;
  for (int i = 0; i < 3; ++i) n.add_bus(std::to_string(i), Voltage::from_si(10e3));
  ThreeWindingData d;
  for (int i = 0; i < 3; ++i) d.u[i] = Voltage::from_si(10e3), d.rating[i] = 1_MVA;
  d.uk12 = d.uk13 = d.uk23 = 0.1;
  const Star star = add_three_winding(n, "T", 0, 1, 2, d);
  n.sources.push_back({.name = "grid", .bus = 0});
  n.loads.push_back({.name = "", .bus = 0, .p = 1_MW});
  n.generators.push_back({.name = "", .bus = 2, .voltage_pu = 1.02});
  n.loads.push_back({.name = "", .bus = 1, .q = ReactivePower::from_si(-5e5)});  // raises winding 2
  const PowerFlowSolution s = solve_power_flow(n);
  const NetworkSummary sum = solved(n, s);
  CHECK(n.buses[star.bus].star_point);
  CHECK(sum.lowest == 0);
  CHECK(sum.highest == 1);
}
