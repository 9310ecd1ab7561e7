// SPDX-License-Identifier: Apache-2.0
// N-1 against closed forms: a double circuit that feeds a board, a spur, a part with a generator, a collapse.
//
// Board and source are joined by two reactances of 0.1 pu, 0.05 together; the board takes P = 2, Q = 0.5 pu and a spur hangs on
// it. |U|^4 + |U|^2 (2 x Q - 1) + x^2 (P^2 + Q^2) = 0 gives |U| with one circuit and with two; none of it exists beyond
// P = sqrt(1/4 - x Q)/x.
#include "sim/power/network_contingency.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "tests/unit/power/small_network.hpp"

using namespace netsuden;
using namespace netsuden::test;

namespace {

double board_pu(double x, double p, double q) {
  const double b = 2 * x * q - 1, c = x * x * (p * p + q * q);
  return std::sqrt((-b + std::sqrt(b * b - 4 * c)) / 2);
}

/// Branches 0 and 1: the circuits; 2: the spur, of which nothing flows but what `spur_mw` asks for.
Network double_circuit(double p, double spur_p = 0) {
  Network n;
  bus(n, "grid"), bus(n, "board"), bus(n, "spur");
  line(n, 0, 1, 0, 0.1).rating = ApparentPower::from_si(1.5e6);
  line(n, 0, 1, 0, 0.1).rating = ApparentPower::from_si(1.5e6);
  line(n, 1, 2, 0, 1e-6);
  n.sources.push_back({.name = "grid", .bus = 0});
  load(n, 1, p - spur_p, 0.5);
  if (spur_p != 0) load(n, 2, spur_p, 0);
  for (auto& b : n.buses) b.v_min_pu = 0.96, b.v_max_pu = 1.05;
  return n;
}

Contingencies all(const Network& n) {
  PowerFlow flow(n);
  const PowerFlowSolution& s = flow.solve();
  REQUIRE(s.converged);
  return n_minus_1(n, s);
}

}  // namespace

TEST_CASE("one of two circuits out: voltage and loading by the quadratic") {
  const Contingencies c = all(double_circuit(2));
  REQUIRE(c.outages.size() == 3);
  const double with_two = board_pu(0.05, 2, 0.5), with_one = board_pu(0.1, 2, 0.5);
  CHECK(with_two > 0.96);
  CHECK(with_one < 0.96);
  for (int i : {0, 1}) {
    const BranchOutage& o = c.outages[i];
    CHECK(o.branch == i);
    REQUIRE(o.converged);
    CHECK(o.lowest_pu == Approx(with_one).epsilon(1e-9));
    CHECK(o.most_loaded == 1 - i);
    // At the source: S = P + j (Q + x |I|^2), |I|^2 = |S_board|^2/|U|^2, on 1.5 MVA.
    const double i2 = 4.25 / (with_one * with_one);
    CHECK(o.loading == Approx(std::hypot(2, 0.5 + 0.1 * i2) / 1.5).epsilon(1e-8));
    CHECK(o.overloaded == std::vector<int>{1 - i});
    CHECK(o.too_low.size() == 2);
    CHECK(o.unserved.si() == 0);
    CHECK_FALSE(o.secure());
  }
  CHECK(c.outages[2].dark_buses == 1);  // the spur has no load: nobody misses it
  CHECK(c.outages[2].secure());
  CHECK(c.by_severity().back() == 2);
}

TEST_CASE("what was outside without the outage is no consequence of it") {
  Network n = double_circuit(2);
  for (auto& b : n.buses) b.v_min_pu = 0.999;
  n.branches[0].rating = n.branches[1].rating = ApparentPower::from_si(0.5e6);
  const Contingencies c = all(n);
  CHECK(c.outages[0].too_low.empty());
  CHECK(c.outages[0].overloaded.empty());
}

TEST_CASE("load and generation behind an outage are cut off") {
  Network n = double_circuit(2, 0.4);
  n.generators.push_back({.name = "set", .bus = 2, .p = ActivePower::from_si(0.1e6)});
  n.loads.push_back({.name = "pv", .bus = 2, .p = ActivePower::from_si(-0.2e6), .generates = true});
  const Contingencies c = all(n);
  const BranchOutage& o = c.outages[2];
  REQUIRE(o.converged);
  CHECK(o.dark_buses == 1);
  CHECK(o.unserved.si() == Approx(0.4e6));
  CHECK(o.cut_off.si() == Approx(0.3e6));
  CHECK_FALSE(o.secure());
  // What the board alone takes: P = 1.6.
  CHECK(o.lowest_pu == Approx(board_pu(0.05, 1.6, 0.5)).epsilon(1e-9));
}

TEST_CASE("an outage beyond the nose of the curve does not converge and comes first") {
  const double x = 0.1, q = 0.5, nose = std::sqrt(0.25 - x * q) / x;  // 4.47 with one circuit
  const Contingencies stable = all(double_circuit(nose * 0.99)), collapse = all(double_circuit(nose * 1.01));
  CHECK(stable.outages[0].converged);
  CHECK_FALSE(collapse.outages[0].converged);
  CHECK(collapse.outages[0].worst_bus > 0);
  CHECK_FALSE(collapse.outages[0].secure());
  CHECK(collapse.outages[2].converged);
  CHECK(collapse.by_severity() == std::vector<int>{0, 1, 2});
}

TEST_CASE("open and dark branches have no outage") {
  Network n = double_circuit(1);
  n.branches[1].from_closed = false;
  bus(n, "island"), bus(n, "island too");
  line(n, 3, 4, 0, 0.1);
  int told = 0;
  const PowerFlowSolution s = solve_power_flow(n);
  const Contingencies c = n_minus_1(n, s, {}, [&](int done, int of) {
    CHECK(of == 2);
    CHECK(done == ++told);
  });
  CHECK(told == 2);
  REQUIRE(c.outages.size() == 2);
  CHECK((c.outages[0].branch == 0 && c.outages[1].branch == 2));
  CHECK(c.outages[0].unserved.si() == Approx(1e6));
  CHECK(c.outages[0].dark_buses == 2);
}
