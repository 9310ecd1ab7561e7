// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <cmath>
#include <random>

#include "sim/cooling/hydraulics.hpp"

using namespace netsuden;

namespace {

CircuitPumpParams pump(double flow, double head_pa, double shut_off_pa, double efficiency = 0.7) {
  CircuitPumpParams p;
  p.rated_flow = VolumeFlow::from_si(flow);
  p.rated_head = Pressure::from_si(head_pa);
  p.shut_off_head = Pressure::from_si(shut_off_pa);
  p.efficiency = Fraction(efficiency);
  return p;
}

constexpr double gpm = 0.003785411784 / 60, foot = 0.3048 * 998 * 9.80665;  // m3/s, Pa

/// ACC-LIQ-03: Wilo Stratos 80/1-12, as shares of the point of the best of its record.
CircuitPumpParams stratos() {
  const double v[] = {2.778e-3, 5.569e-3, 9.788e-3, 1.1348e-2, 1.5436e-2}, dp[] = {78244, 78055, 70490, 63682, 30967}, w[] = {589.0, 792.6, 1048.2, 1115.8, 1166.5};
  CircuitPumpParams p = pump(v[3], dp[3], 2 * dp[3]);
  p.curve.emplace();
  for (int i = 0; i < 5; ++i) {
    p.curve->flow.push_back(v[i] / v[3]);
    p.curve->head.push_back(dp[i] / dp[3]);
    p.curve->efficiency.push_back(v[i] * dp[i] / w[i]);
  }
  return p;
}

}  // namespace

TEST_CASE("circuit: a parabola meets a parabola where algebra says, with a static head and with pumps side by side") {
  const double q1 = 0.06, h1 = 250e3, h0 = 320e3, a = (h0 - h1) / (q1 * q1);
  const CircuitPump p(pump(q1, h1, h0));
  for (const int n : {1, 2, 3})
    for (const double r : {1.0, 0.7})
      for (const double fixed : {0.0, 40e3}) {
        const double common = 9e6, open = 16e6;
        std::vector<CircuitBranch> b{{open, 1e9, 0}};
        const CircuitPoint x = solve_circuit(p, std::vector<double>(static_cast<std::size_t>(n), r), {fixed, common}, b);
        // r^2 H0 - a (Q/n)^2 = static + (common + open) Q^2
        const double q = std::sqrt((r * r * h0 - fixed) / (common + open + a / (n * n)));
        CHECK(x.flow_m3_s == Approx(q).epsilon(1e-9));
        CHECK(x.head_pa == Approx(fixed + (common + open) * q * q).epsilon(1e-9));
        CHECK(x.header_pa == Approx(open * q * q).epsilon(1e-9));
        CHECK(b[0].flow_m3_s == Approx(q).epsilon(1e-9));
      }
}

TEST_CASE("circuit: branches side by side share as their resistances, one that is throttled leaves the rest to the others") {
  const CircuitPump p(pump(0.06, 250e3, 320e3));
  std::vector<CircuitBranch> b{{100e6, 1e9, 0}, {400e6, 1e9, 0}, {25e6, 1e9, 0}};
  const CircuitPoint open = solve_circuit(p, {1, 1}, {0, 5e6}, b);
  CHECK(b[0].flow_m3_s / b[1].flow_m3_s == Approx(2).epsilon(1e-9));
  CHECK(b[2].flow_m3_s / b[0].flow_m3_s == Approx(2).epsilon(1e-9));
  const double k = std::pow(1 / std::sqrt(100e6) + 1 / std::sqrt(400e6) + 1 / std::sqrt(25e6), -2), a = 70e3 / (0.06 * 0.06);
  CHECK(open.flow_m3_s == Approx(std::sqrt(320e3 / (5e6 + k + a / 4))).epsilon(1e-9));
  b[2].wanted_m3_s = 0.01;
  const double before = b[0].flow_m3_s;
  const CircuitPoint throttled = solve_circuit(p, {1, 1}, {0, 5e6}, b);
  CHECK(b[2].flow_m3_s == 0.01);
  CHECK(b[0].flow_m3_s > before);
  CHECK(throttled.header_pa > open.header_pa);
  CHECK(throttled.flow_m3_s == Approx(b[0].flow_m3_s + b[1].flow_m3_s + 0.01).epsilon(1e-12));
  // All throttled: the flow is what is wanted, the pumps give the head of their curve.
  for (auto& x : b) x.wanted_m3_s = 0.01;
  const CircuitPoint all = solve_circuit(p, {1, 1}, {0, 5e6}, b);
  CHECK(all.flow_m3_s == Approx(0.03).epsilon(1e-12));
  CHECK(all.head_pa == Approx(320e3 - a * 0.015 * 0.015).epsilon(1e-6));
}

TEST_CASE("circuit: a slower or standing pump carries nothing backwards") {
  const CircuitPump p(pump(0.06, 250e3, 320e3));
  std::vector<CircuitBranch> b{{20e6, 1e9, 0}}, alone = b;
  const CircuitPoint one = solve_circuit(p, {1}, {}, alone);
  for (const double slow : {0.0, 0.2, 0.6}) {
    const CircuitPoint x = solve_circuit(p, {1, slow}, {}, b);
    CHECK(p.flow_m3_s(x.head_pa, slow) == 0);  // 0.6 squared of 320 kPa is below the head of the other
    CHECK(x.flow_m3_s == Approx(one.flow_m3_s).epsilon(1e-9));
    CHECK(p.power_w(0, slow) >= 0);
  }
  const CircuitPoint both = solve_circuit(p, {1, 0.95}, {}, b);
  CHECK(both.flow_m3_s > one.flow_m3_s);
  CHECK(p.flow_m3_s(both.head_pa, 0.95) > 0);
  CHECK(solve_circuit(p, {0, 0}, {}, b).flow_m3_s == 0);
  CHECK(solve_circuit(p, {}, {}, b).flow_m3_s == 0);
  CHECK(solve_circuit(p, {0.3}, {40e3, 0}, b).flow_m3_s == 0);  // 29 kPa against a static head of 40
}

TEST_CASE("circuit: the pump of EPANET's first example, at seven operating points of its published report") {
  // Net1: a pump by one point, 1500 gpm and 250 ft, between a reservoir at 800 ft and the network; EPANET 2.0.12, benchmark of
  // github.com/OpenWaterAnalytics/EPANET (tests/epanet-nrtestsuite/benchmark/epanet-2012/Example_1/example1.rpt), link 9.
  CircuitPumpParams params = pump(1500 * gpm, 250 * foot, 0);
  params.shut_off_head.reset();  // as EPANET takes it: 133 % of the rated head
  const CircuitPump p(params);
  const double points[][2] = {{1866.18, 204.35}, {1848.58, 206.77}, {1837.46, 208.29}, {1825.38, 209.92}, {1819.86, 210.67}, {1813.25, 211.56}, {1813.13, 211.58}};
  for (const auto& [q, h] : points) CHECK(p.head_pa(q * gpm, 1) / foot == Approx(h).margin(0.011));
  CHECK(p.flow_m3_s(0, 1) == Approx(3000 * gpm).epsilon(1e-9));  // no head at twice the flow
  // Behind it one pipe carries all (Hazen-Williams, exponent 1.852; here the square, set at hour 0): the flow of the other hours
  // from the head at its end, node 11.
  const double node_11[][2] = {{985.23, 1866.18}, {987.98, 1848.58}, {989.71, 1837.46}, {991.57, 1825.38}, {992.42, 1819.86}, {993.43, 1813.25}, {993.45, 1813.13}};
  const double k = (1004.35 - 985.23) * foot / std::pow(1866.18 * gpm, 2);
  for (const auto& [head, flow] : node_11) {
    std::vector<CircuitBranch> b{{k, 1e9, 0}};
    CHECK(solve_circuit(p, {1}, {(head - 800) * foot, 0}, b).flow_m3_s / gpm == Approx(flow).epsilon(5e-4));
  }
}

TEST_CASE("circuit: a curve by points, its power and efficiency, and affinity") {
  const CircuitPump p(stratos());
  REQUIRE(p.valid());
  CHECK(p.head_pa(1.1348e-2, 1) == Approx(63682).epsilon(1e-9));
  CHECK(p.power_w(1.1348e-2, 1) == Approx(1115.8).epsilon(1e-6));
  CHECK(1.1348e-2 * p.head_pa(1.1348e-2, 1) / p.power_w(1.1348e-2, 1) == Approx(0.648).margin(5e-4));
  CHECK(p.power_w(9.788e-3, 1) == Approx(1048.2).epsilon(1e-6));
  CHECK(p.power_w(0.5 * 1.1348e-2, 0.5) == Approx(1115.8 / 8).epsilon(1e-6));
  CHECK(p.flow_m3_s(70490, 1) == Approx(9.788e-3).epsilon(1e-9));
  CHECK(p.flow_m3_s(70490 * 0.36, 0.6) == Approx(0.6 * 9.788e-3).epsilon(1e-9));
  CHECK(p.speed_for(0.8 * 9.788e-3, 0.64 * 70490) == Approx(0.8).epsilon(1e-9));
  CHECK_FALSE(p.covers(0.016, 1));
  CHECK(std::isfinite(p.power_w(0, 1)));
  CHECK(p.power_w(0, 1) > 0);
  CircuitPumpParams wrong = stratos();
  wrong.curve->head[2] = wrong.curve->head[1];
  CHECK_FALSE(CircuitPump(wrong).valid());
  wrong = stratos();
  wrong.curve->efficiency.pop_back();
  CHECK_FALSE(CircuitPump(wrong).valid());
}

TEST_CASE("circuit: the rated point, power of the parabola, and the speed that a flow and a head ask for") {
  const CircuitPump p(pump(0.06, 250e3, 320e3, 0.75));
  CHECK(p.power_w(0.06, 1) == Approx(0.06 * 250e3 / 0.75));
  CHECK(p.power_w(0.03, 0.5) == Approx(0.06 * 250e3 / 0.75 / 8));
  CHECK(p.power_w(0.0, 1) == Approx(0.06 * 320e3 / (2 * 0.75)));
  for (const double r : {0.4, 0.8, 1.0})
    for (const double q : {0.0, 0.02, 0.05}) CHECK(p.speed_for(q, p.head_pa(q, r)) == Approx(r).epsilon(1e-9));
  CHECK(bank_head_pa(p, {1, 1}, 0.12) == Approx(250e3).epsilon(1e-9));
  CHECK(bank_head_pa(p, {1, 0.9}, 0.1) < bank_head_pa(p, {1, 1}, 0.1));
  CHECK(bank_head_pa(p, {1, 0.1}, 0.05) == Approx(p.head_pa(0.05, 1)).epsilon(1e-9));  // one check valve is shut
  CHECK(bank_head_pa(p, {1}, 1.0) == 0);
  CHECK(p.power_w(p.flow_m3_s(250e3, 1), 1) == Approx(0.06 * 250e3 / 0.75));
}

TEST_CASE("circuit: whatever the pumps and branches are, flows are never negative and pressures balance") {
  std::mt19937 r(7);
  std::uniform_real_distribution<double> u(0, 1);
  for (int i = 0; i < 3000; ++i) {
    CircuitPumpParams params = i % 3 == 0 ? stratos() : pump(0.001 + u(r), 1e3 + 1e6 * u(r), 0);
    if (i % 3 != 0) params.shut_off_head = *params.rated_head * (1.01 + u(r));
    const CircuitPump p(params);
    std::vector<double> speeds(1 + static_cast<std::size_t>(5 * u(r)));
    for (double& s : speeds) s = u(r) < 0.3 ? 0 : u(r);
    std::vector<CircuitBranch> b(1 + static_cast<std::size_t>(8 * u(r)));
    for (auto& x : b) x = {std::pow(10, 3 + 6 * u(r)), u(r) < 0.3 ? std::numeric_limits<double>::infinity() : u(r) < 0.1 ? 0 : u(r) * 0.1, 0};
    const CircuitSystem system{u(r) < 0.5 ? 0 : 1e5 * u(r), std::pow(10, 8 * u(r))};
    const CircuitPoint x = solve_circuit(p, speeds, system, b);
    double pumps = 0, taken = 0;
    for (const double s : speeds) pumps += p.flow_m3_s(x.head_pa, s);
    for (const auto& y : b) {
      CHECK(y.flow_m3_s >= 0);
      CHECK(y.flow_m3_s <= y.wanted_m3_s);
      CHECK(y.open_pa_s2_m6 * y.flow_m3_s * y.flow_m3_s <= x.header_pa * (1 + 1e-9));
      taken += y.flow_m3_s;
    }
    CHECK(taken == Approx(x.flow_m3_s).margin(1e-15));
    if (taken > 0) {
      CHECK(x.head_pa == Approx(system.static_pa + x.header_pa + system.common_pa_s2_m6 * taken * taken).epsilon(1e-9));
      CHECK(pumps == Approx(taken).epsilon(1e-6).margin(1e-9));
    }
  }
}

TEST_CASE("valve: inherent characteristics, and the lift that they ask for") {
  ControlValveParams v;
  CHECK(lift_for(v, 1) == 1);
  CHECK(lift_for(v, 1 / std::sqrt(50.0)) == Approx(0.5));  // IEC 60534-2-4: R^(h - 1)
  for (const double h : {0.05, 0.3, 0.77, 1.0}) CHECK(lift_for(v, std::pow(50, h - 1)) == Approx(h));
  CHECK(lift_for(v, 0) == 0);
  CHECK(lift_for(v, 1.0 / 50) == Approx(0).margin(1e-12));
  v.characteristic = ValveCharacteristic::linear;
  for (const double h : {0.05, 0.37, 0.77, 1.0}) CHECK(lift_for(v, h) == h);
  CircuitBranchParams b;
  b.pressure_drop = 60_kPa;
  b.valve.authority = Fraction(0.5);
  CHECK(open_drop(b).si() == Approx(120e3));
  b.valve.authority = Fraction(0.25);
  CHECK(open_drop(b).si() == Approx(80e3));
}
