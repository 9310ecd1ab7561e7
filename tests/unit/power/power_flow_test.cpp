// SPDX-License-Identifier: Apache-2.0
// Power flow against closed forms, published results, and its own promises.
#include "sim/power/power_flow.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>

#include "tests/unit/power/small_network.hpp"

using namespace netsuden;
using namespace netsuden::test;
using Catch::Matchers::Contains;
using Method = PowerFlowOptions::Method;

namespace {

/// A source of 1 pu, a line, a load.
Network feeder(double r, double x, double p, double q, LoadModel model = LoadModel::power) {
  Network n;
  bus(n, "board"), bus(n, "hall");
  line(n, 0, 1, r, x);
  n.sources.push_back({.name = "grid", .bus = 0});
  load(n, 1, p, q, model);
  return n;
}

void each_method(const Network& n, const std::function<void(const PowerFlowSolution&)>& check) {
  PowerFlow flow(n);
  for (const Method m : {Method::newton, Method::radial}) {
    if (m == Method::radial && !flow.is_radial()) continue;
    const auto& s = flow.solve({.method = m, .from_last = false});
    INFO((m == Method::radial ? "sweep: " : "Newton: ") << flow.failure());
    REQUIRE(s.converged);
    check(s);
  }
}

}  // namespace

TEST_CASE("two buses as the quadratic gives them") {
  // |U|^4 + |U|^2 (2 (rP + xQ) - E^2) + |z|^2 |S|^2 = 0;  sin(delta) = (rQ - xP)/(E |U|)
  const double r = 0.02, x = 0.06, p = 0.9, q = 0.4;
  const double b = 2 * (r * p + x * q) - 1, c = (r * r + x * x) * (p * p + q * q);
  const double u = std::sqrt((-b + std::sqrt(b * b - 4 * c)) / 2), current2 = (p * p + q * q) / (u * u);
  each_method(feeder(r, x, p, q), [&](const PowerFlowSolution& s) {
    CHECK(s.buses[1].magnitude_pu == Approx(u).epsilon(1e-11));
    CHECK(s.buses[1].angle_rad == Approx(std::asin((r * q - x * p) / u)).epsilon(1e-10));
    CHECK(s.buses[1].voltage.si() == Approx(u * 10e3));
    CHECK(s.losses.p.si() == Approx(r * current2 * 1e6).epsilon(1e-10));
    CHECK(s.losses.q.si() == Approx(x * current2 * 1e6).epsilon(1e-10));
    CHECK(s.sources[0].p.si() == Approx((p + r * current2) * 1e6).epsilon(1e-10));
    CHECK(s.branches[0].p_to.si() == Approx(-p * 1e6).epsilon(1e-10));
    CHECK(s.branches[0].i_to.si() == Approx(std::sqrt(current2) * 1e6 / (std::sqrt(3.0) * 10e3)).epsilon(1e-10));
  });
}

TEST_CASE("loads of constant impedance and current as circuits") {
  const Complex z(0.05, 0.2), load_z = 1.0 / std::conj(Complex(0.8, 0.3));
  each_method(feeder(z.real(), z.imag(), 0.8, 0.3, LoadModel::impedance), [&](const PowerFlowSolution& s) {
    const Complex u = load_z / (load_z + z);
    CHECK(std::abs(phasor(s.buses[1]) - u) < 1e-11);
    CHECK(s.loads[0].p.si() == Approx(0.8e6 * std::norm(u)).epsilon(1e-10));
  });
  // A load whose current has the angle of the line's impedance drops the voltage in a straight line: |U| = 1 - |z| |I|.
  const double i = 0.7, angle = std::arg(z);
  each_method(feeder(z.real(), z.imag(), i * std::cos(angle), i * std::sin(angle), LoadModel::current), [&](const PowerFlowSolution& s) {
    const double u = 1 - std::abs(z) * i;
    CHECK(s.buses[1].magnitude_pu == Approx(u).epsilon(1e-11));
    CHECK(s.buses[1].angle_rad == Approx(0).margin(1e-11));
    CHECK(s.loads[0].q.si() == Approx(i * std::sin(angle) * u * 1e6).epsilon(1e-10));
  });
}

TEST_CASE("MATPOWER's case4_dist, typed in") {
  // ACC-PF-05: 52.791 kW and 105.582 kvar of losses, lowest voltage 1.043093 pu at bus 3. Base 1 MVA, 12.5 kV.
  Network n;
  for (const char* name : {"1", "2", "3", "400"}) n.add_bus(name, Voltage::from_si(12.5e3));
  line(n, 1, 2, 0.003, 0.006);
  line(n, 0, 1, 0.003, 0.006);
  line(n, 3, 0, 0.003, 0.006).ratio = 1.025;
  for (const int at : {1, 2, 3}) load(n, at, 0.4, 0.2);
  n.sources.push_back({.name = "1", .bus = 0, .voltage_pu = 1.05});
  n.generators.push_back({.name = "400", .bus = 3, .p = mw(0), .voltage_pu = 1.05});
  PowerFlow flow(n);
  CHECK_FALSE(flow.is_radial());  // a generator holds a voltage
  const auto& s = flow.solve();
  REQUIRE(s.converged);
  CHECK(s.losses.p.si() / 1e3 == Approx(52.791).margin(5e-4));
  CHECK(s.losses.q.si() / 1e3 == Approx(105.582).margin(5e-4));
  const auto lowest = std::min_element(s.buses.begin(), s.buses.end(), [](const auto& a, const auto& b) { return a.magnitude_pu < b.magnitude_pu; });
  CHECK(lowest->magnitude_pu == Approx(1.043093).margin(5e-7));
  CHECK(lowest - s.buses.begin() == 2);
  CHECK(s.buses[3].magnitude_pu == Approx(1.05).epsilon(1e-12));
  CHECK(s.generators[0].p.si() == 0);
}

TEST_CASE("parts without a source are dark, not undefined") {
  Network n = feeder(0.01, 0.05, 0.5, 0.1);
  const int island = bus(n, "island"), far = bus(n, "far");
  line(n, island, far, 0.01, 0.05);
  load(n, far, 1, 1);
  n.generators.push_back({.name = "set", .bus = island, .p = mw(1)});
  Network::Branch& tie = line(n, 1, island, 0.01, 0.05);
  tie.b_pu = 0.1;
  tie.to_closed = false;
  each_method(n, [&](const PowerFlowSolution& s) {
    CHECK(s.buses[1].energized);
    for (const int dark : {island, far}) {
      CHECK_FALSE(s.buses[dark].energized);
      CHECK(s.buses[dark].magnitude_pu == 0);
      CHECK(s.buses[dark].voltage.si() == 0);
    }
    CHECK_FALSE(s.branches[1].energized);
    CHECK(s.branches[1].p_from.si() == 0);
    CHECK(s.loads[1].p.si() == 0);
    CHECK(s.generators[0].p.si() == 0);
    CHECK(s.branches[2].energized);  // charged from one end
    CHECK(s.branches[2].q_from.si() < 0);
    CHECK(s.branches[2].q_to.si() == 0);
  });
  n.sources[0].in_service = false;
  const auto s = solve_power_flow(n);
  CHECK(s.converged);
  for (const auto& b : s.buses) CHECK_FALSE(b.energized);
}

TEST_CASE("a line open at its far end takes its charging current") {
  // Half the charging at the near end, the other half behind the impedance.
  Network n = feeder(0.01, 0.05, 0, 0);
  n.branches[0].b_pu = 0.4;
  n.branches[0].to_closed = false;
  const Complex half(0, 0.2), seen = half + 1.0 / (Complex(0.01, 0.05) + 1.0 / half);
  const auto s = solve_power_flow(n);
  CHECK(s.branches[0].p_from.si() == Approx(seen.real() * 1e6).epsilon(1e-12));
  CHECK(s.branches[0].q_from.si() == Approx(-seen.imag() * 1e6).epsilon(1e-12));
  CHECK(s.sources[0].q.si() == Approx(-seen.imag() * 1e6).epsilon(1e-12));
}

TEST_CASE("clocks and ratios turn and scale the unloaded voltage, whichever way the transformer stands") {
  Network n;
  for (int i = 0; i < 3; ++i) bus(n);
  auto& down = line(n, 0, 1, 0.001, 0.05);
  down.ratio = 1.25, down.shift_rad = M_PI / 6;
  auto& up = line(n, 2, 1, 0.001, 0.05);
  up.ratio = 1.6, up.shift_rad = -M_PI / 2;
  n.sources.push_back({.name = "grid", .bus = 0});
  each_method(n, [](const PowerFlowSolution& s) {
    CHECK(std::abs(phasor(s.buses[1]) - std::polar(0.8, -M_PI / 6)) < 1e-12);
    CHECK(std::abs(phasor(s.buses[2]) - std::polar(1.28, -2 * M_PI / 3)) < 1e-12);
  });
}

TEST_CASE("two equal lines carry half each and act as one of half the impedance") {
  Network twice = feeder(0.02, 0.06, 0.9, 0.4);
  line(twice, 1, 0, 0.02, 0.06);
  PowerFlow flow(twice);
  CHECK_FALSE(flow.is_radial());
  CHECK(loop_branches(twice) == std::vector<int>{1});
  const auto& s = flow.solve();
  const auto one = solve_power_flow(feeder(0.01, 0.03, 0.9, 0.4));
  CHECK(s.buses[1].magnitude_pu == Approx(one.buses[1].magnitude_pu).epsilon(1e-10));
  CHECK(s.branches[0].p_to.si() == Approx(-0.45e6).epsilon(1e-9));
  CHECK(s.branches[1].p_from.si() == Approx(-0.45e6).epsilon(1e-9));
}

TEST_CASE("sources behind impedances share by their strength, ideal ones equally") {
  Network n = feeder(0.02, 0.06, 0.9, 0.4);
  n.sources = {{.name = "weak", .bus = 0, .r_pu = 0.003, .x_pu = 0.03}, {.name = "strong", .bus = 0, .r_pu = 0.001, .x_pu = 0.01}};
  each_method(n, [](const PowerFlowSolution& s) {
    CHECK(s.sources[1].p.si() == Approx(3 * s.sources[0].p.si()).epsilon(1e-9));
    CHECK(s.sources[1].q.si() == Approx(3 * s.sources[0].q.si()).epsilon(1e-9));
  });
  // Together they are a line of (0.00075, 0.0075) behind 1 pu.
  const auto longer = solve_power_flow(feeder(0.02075, 0.0675, 0.9, 0.4));
  CHECK(solve_power_flow(n).buses[1].magnitude_pu == Approx(longer.buses[1].magnitude_pu).epsilon(1e-10));
  n.sources = {{.name = "a", .bus = 0}, {.name = "b", .bus = 0}};
  each_method(n, [](const PowerFlowSolution& s) { CHECK(s.sources[0].p.si() == Approx(s.sources[1].p.si()).epsilon(1e-12)); });
}

TEST_CASE("a source of any strength gives what the strength of its impedance says") {
  // A stiff source (1e-7 pu) is no branch inside, and drops its voltage all the same.
  for (const double x : {0.1, 1e-3, 2e-6, 5e-7, 1e-7, 1e-12}) {
    INFO(x);
    Network n = feeder(0.02, 0.06 - x, 0.9, 0.4);
    n.sources[0].x_pu = x;
    each_method(n, [&](const PowerFlowSolution& s) {
      const auto ideal = solve_power_flow(feeder(0.02, 0.06, 0.9, 0.4));
      CHECK(s.buses[1].magnitude_pu == Approx(ideal.buses[1].magnitude_pu).epsilon(1e-11));
      const Complex current = std::conj(Complex(0.9, 0.4) / phasor(s.buses[1]));
      CHECK(std::abs(phasor(s.buses[0]) - (1.0 - Complex(0, x) * current)) < 1e-11);
    });
  }
}

TEST_CASE("a load at the bus of a stiff source draws the buses behind down with it") {
  Network n = feeder(0.01, 0.02, 0, 0);
  n.sources[0].x_pu = 5e-7;
  n.loads[0].bus = 0, n.loads[0].q = mvar(1);
  each_method(n, [](const PowerFlowSolution& s) {
    CHECK(s.buses[0].magnitude_pu == Approx(1 - 5e-7).epsilon(1e-12));
    CHECK(s.buses[1].magnitude_pu == Approx(s.buses[0].magnitude_pu).epsilon(1e-13));
  });
}

TEST_CASE("Newton's steps are exact: every model of load converges as a square") {
  for (const LoadModel model : {LoadModel::power, LoadModel::current, LoadModel::impedance}) {
    PowerFlow flow(feeder(0.05, 0.2, 0.8, 0.3, model));
    REQUIRE(flow.solve({.method = Method::newton}).converged);
    CHECK(flow.solution().iterations <= 5);
  }
}

TEST_CASE("a generator beside a source holds the voltage with its own reactive power") {
  Network n = feeder(0.02, 0.06, 0.9, 0.4);
  n.sources[0].x_pu = 0.1;
  n.generators.push_back({.name = "set", .bus = 0, .p = mw(0.5), .voltage_pu = 1.02});
  const auto s = solve_power_flow(n);
  REQUIRE(s.converged);
  CHECK(s.buses[0].magnitude_pu == Approx(1.02).epsilon(1e-12));
  const Complex u = phasor(s.buses[0]), given = u * std::conj((1.0 - u) / Complex(0, 0.1));
  CHECK(s.sources[0].p.si() == Approx(given.real() * 1e6).epsilon(1e-9));
  CHECK(s.sources[0].q.si() == Approx(given.imag() * 1e6).epsilon(1e-9));
  for (const Complex c : imbalance(n, s)) CHECK(std::abs(c) < 1e-9);
}

TEST_CASE("loading is the greater of power over rating and current over ampacity") {
  Network n = feeder(0.02, 0.06, 0.9, 0.4);
  n.branches[0].rating = 2_MVA;
  const auto first = solve_power_flow(n);
  const auto& b = first.branches[0];
  CHECK(b.loading == Approx(std::hypot(b.p_from.si(), b.q_from.si()) / 2e6).epsilon(1e-12));
  n.branches[0].ampacity = Current::from_si(50);
  CHECK(solve_power_flow(n).branches[0].loading == Approx(b.i_to.si() / 50).epsilon(1e-12));
}

TEST_CASE("beyond collapse it says so, and where") {
  // Through a pure reactance at power factor 1 no more than E^2/(2x) arrives.
  const double x = 0.25, most = 1 / (2 * x);
  CHECK(solve_power_flow(feeder(0, x, 0.999 * most, 0)).converged);
  Network n = feeder(0, x, 1.01 * most, 0);
  const int beyond = bus(n, "beyond");
  line(n, 0, beyond, 0, 0.01);
  PowerFlow flow(n);
  CHECK_FALSE(flow.solve().converged);
  CHECK_THAT(flow.failure(), Contains("\"hall\"") && Contains("did not converge"));
  CHECK_FALSE(flow.solve({.method = Method::radial}).converged);
  CHECK_THAT(flow.failure(), Contains("\"hall\"") && Contains("sweeps"));
  flow.set_load(0, mw(0.5 * most), mvar(0));
  CHECK(flow.solve().converged);
}

TEST_CASE("a load beyond all numbers does not hide behind a part of the network that is well") {
  Network n = feeder(0.01, 0.02, 1.7e302, 0);
  n.base = ApparentPower::from_si(1);
  load(n, 1, 1.7e302, 0);  // the sum is infinite
  const int well = bus(n, "well"), fed = bus(n, "fed");
  line(n, well, fed, 0.01, 0.02);
  n.sources.push_back({.name = "other grid", .bus = well});
  load(n, fed, 1e-7, 0);
  PowerFlow flow(n);
  for (const Method m : {Method::newton, Method::radial, Method::automatic}) {
    CHECK_FALSE(flow.solve({.method = m}).converged);
    CHECK(std::isinf(flow.solution().mismatch_pu));
    CHECK_THAT(flow.failure(), Contains("\"hall\"") || Contains("\"board\""));
  }
}

TEST_CASE("near collapse the automatic choice goes on to Newton") {
  Network n = feeder(0, 0.25, 1.9999, 0);
  PowerFlow flow(n);
  const auto& s = flow.solve();
  CHECK(s.converged);
  CHECK_FALSE(s.radial);
}
