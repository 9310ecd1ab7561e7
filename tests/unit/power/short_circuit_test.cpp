// SPDX-License-Identifier: Apache-2.0
// Short circuits by closed forms of the standard, and by superposition.
#include "sim/power/short_circuit.hpp"

#include <catch2/catch.hpp>
#include <complex>

using namespace netsuden;
using Complex = std::complex<double>;

namespace {

Voltage kv(double v) { return Voltage::from_si(v * 1e3); }

/// A feeder of 500 MVA (300 at least), R/X 0.1, a transformer of 1.6 MVA, a cable to a board.
Network substation() {
  Network n;
  n.add_bus("mv", kv(20)), n.add_bus("lv", kv(0.4)), n.add_bus("board", kv(0.4));
  Network::Source s{.name = "grid", .bus = 0};
  s.fault_level_max = 500_MVA, s.fault_level_min = 300_MVA;
  n.sources.push_back(s);
  TransformerData t;
  t.u1 = kv(20), t.u2 = kv(0.41), t.rating = 1.6_MVA, t.uk = 0.06, t.load_loss = 16_kW, t.clock = 5;
  t.i0 = 0.01, t.no_load_loss = 2_kW;
  add_transformer(n, "T", 0, 1, t);
  LineData l;
  l.r_ohm = 0.002, l.x_ohm = 0.003, l.c_farad = 1e-6, l.end_temperature_c = 160;
  add_line(n, "L", 1, 2, l);
  n.loads.push_back({.name = "hall", .bus = 2, .p = 1_MW});
  return n;
}

/// Impedances of the substation seen from its low voltage, ohm.
struct ByHand {
  Complex feeder, transformer, cable;
};

ByHand by_hand(FaultCase c, double c_max_low) {
  const bool maximum = c == FaultCase::maximum;
  ByHand z;
  const double zq = (maximum ? 1.1 : 1.0) * 20e3 * 20e3 / (maximum ? 500e6 : 300e6) * std::pow(0.41 / 20, 2);
  const double xq = zq / std::sqrt(1.01);
  z.feeder = {0.1 * xq, xq};
  const double zt = 0.06 * 410 * 410 / 1.6e6, rt = 16e3 * 410 * 410 / (1.6e6 * 1.6e6);
  const double x_share = std::sqrt(0.06 * 0.06 - 0.01 * 0.01);
  z.transformer = Complex(rt, std::sqrt(zt * zt - rt * rt)) * (0.95 * c_max_low / (1 + 0.6 * x_share));
  z.cable = {0.002 * (maximum ? 1 : 1 + 0.004 * 140), 0.003};
  return z;
}

}  // namespace

TEST_CASE("initial, peak and thermal current of a radial network by the standard's equations") {
  for (const FaultCase c : {FaultCase::maximum, FaultCase::minimum})
    for (const double tolerance : {0.06, 0.10})
      for (const auto method : {Iec60909Options::Kappa::b, Iec60909Options::Kappa::c}) {
        const ByHand z = by_hand(c, tolerance > 0.08 ? 1.10 : 1.05);
        const Complex total = z.feeder + z.transformer + z.cable;
        const double factor = c == FaultCase::minimum ? 0.95 : tolerance > 0.08 ? 1.10 : 1.05;
        const double ikss = factor * 400 / (std::sqrt(3.0) * std::abs(total));
        const double kappa = 1.02 + 0.98 * std::exp(-3 * total.real() / total.imag());
        const double l = std::log(kappa - 1), m = (std::exp(4 * 50 * 0.5 * l) - 1) / (2 * 50 * 0.5 * l);
        Iec60909Options o;
        o.fault_case = c, o.low_voltage_tolerance = tolerance, o.kappa = method, o.duration = Duration::from_si(0.5);
        const auto b = iec60909(substation(), o);
        // One way from the source: method B has no factor, and method C sees the same R/X.
        CHECK(b[2].initial.si() == Approx(ikss).epsilon(1e-12));
        CHECK(b[2].kappa == Approx(kappa).epsilon(1e-12));
        CHECK(b[2].peak.si() == Approx(kappa * std::sqrt(2.0) * ikss).epsilon(1e-12));
        CHECK(b[2].thermal.si() == Approx(ikss * std::sqrt(m + 1)).epsilon(1e-12));
        const double level = c == FaultCase::maximum ? 500e6 : 300e6;
        CHECK(b[0].initial.si() == Approx(level / (std::sqrt(3.0) * 20e3)).epsilon(1e-12));  // c cancels
      }
}

TEST_CASE("two resistive ways to the fault take the factor of method B, at most 1.8 at low voltage") {
  Network n;
  n.add_bus("mv", kv(10)), n.add_bus("far", kv(10));
  n.sources.push_back({.name = "grid", .bus = 0, .r_pu = 0.001, .x_pu = 0.01});
  LineData l;
  l.r_ohm = l.x_ohm = 1;
  add_line(n, "1", 0, 1, l);
  Iec60909Options o;
  o.kappa = Iec60909Options::Kappa::b;
  const double single = iec60909(n, o)[1].kappa;
  CHECK(single == Approx(1.02 + 0.98 * std::exp(-3 * (0.001 + 0.01) / (0.01 + 0.01))).epsilon(1e-12));
  add_line(n, "2", 1, 0, l);
  const double rx = (0.001 + 0.005) / (0.01 + 0.005);
  CHECK(iec60909(n, o)[1].kappa == Approx(1.15 * (1.02 + 0.98 * std::exp(-3 * rx))).epsilon(1e-12));
  CHECK(iec60909(n, o)[0].kappa == Approx(1.02 + 0.98 * std::exp(-0.3)).epsilon(1e-12));  // the loop carries nothing
  n.branches[1].r_pu = n.branches[0].r_pu = 0.29 * n.branches[0].x_pu;
  const double inductive = (0.001 + 0.29 * 0.005) / (0.01 + 0.005);
  CHECK(iec60909(n, o)[1].kappa == Approx(1.02 + 0.98 * std::exp(-3 * inductive)).epsilon(1e-12));
  // A reactive way and a resistive one that hardly counts: 1.15 kappa is 2.07 and stops at 2.0, in low voltage at 1.8.
  n.branches[0].r_pu = 0.05 * n.branches[0].x_pu;
  n.branches[1].r_pu = n.branches[1].x_pu = 1;
  CHECK(iec60909(n, o)[1].kappa == 2.0);
  for (auto& b : n.buses) b.nominal = kv(0.4);
  CHECK(iec60909(n, o)[1].kappa == 1.8);
}

TEST_CASE("method C at 60 Hz takes 24 Hz") {
  // Two parallel ways of different R/X: the equivalent impedance at 24 Hz differs from the scaled one at 60.
  Network n;
  n.add_bus("mv", kv(6.6)), n.add_bus("far", kv(6.6));
  n.sources.push_back({.name = "grid", .bus = 0, .r_pu = 0.001, .x_pu = 0.01});
  n.branches.push_back({.name = "1", .from = 0, .to = 1, .r_pu = 0.05, .x_pu = 0.01});
  n.branches.push_back({.name = "2", .from = 0, .to = 1, .r_pu = 0.002, .x_pu = 0.04});
  Iec60909Options o;
  o.frequency = Frequency::from_si(60);
  const auto at = [](double share) {
    const Complex a(0.05, 0.01 * share), b(0.002, 0.04 * share);
    return Complex(0.001, 0.01 * share) + a * b / (a + b);
  };
  const Complex slow = at(24.0 / 60);
  CHECK(iec60909(n, o)[1].kappa == Approx(1.02 + 0.98 * std::exp(-3 * slow.real() / slow.imag() * 0.4)).epsilon(1e-12));
  CHECK(iec60909(n, o)[1].initial.si() == Approx(1.1 / std::abs(at(1)) * n.current_base(1).si()).epsilon(1e-12));
}

TEST_CASE("a fault's current and the voltages it leaves, by a divider") {
  Network n;
  n.add_bus("a", kv(10)), n.add_bus("b", kv(10)), n.add_bus("dark", kv(10));
  n.sources.push_back({.name = "grid", .bus = 0, .voltage_pu = 0.97, .angle_rad = 0.2, .r_pu = 0.001, .x_pu = 0.01});
  n.branches.push_back({.name = "L", .from = 0, .to = 1, .r_pu = 0.02, .x_pu = 0.03});
  n.loads.push_back({.name = "ignored", .bus = 1, .p = 5_MW});
  const double base_ohm = 100;
  const BusFault arc{.bus = 1, .r_ohm = 0.5, .x_ohm = 0.1};
  const Complex zs(0.001, 0.01), zl(0.02, 0.03), zf = Complex(0.5, 0.1) / base_ohm, e = std::polar(1.1, 0.2);
  const Complex i = e / (zs + zl + zf);
  FaultSolution s = solve_faults(n, {arc}, FaultCase::maximum);
  CHECK(std::abs(s.fault[0] - i) < 1e-12 * std::abs(i));
  CHECK(std::abs(s.u[1] - zf * i) < 1e-12);
  CHECK(std::abs(s.branch_from[0] - i) < 1e-11 * std::abs(i));
  CHECK(std::abs(s.branch_to[0] + i) < 1e-11 * std::abs(i));
  CHECK(std::abs(s.source[0] - i) < 1e-11 * std::abs(i));
  CHECK_FALSE(s.energized[2]);
  s = solve_faults(n, {{.bus = 1}, {.bus = 2}}, FaultCase::minimum);  // solid; and one where nothing is live
  const Complex solid = std::polar(1.0, 0.2) / (zs + zl);
  CHECK(std::abs(s.fault[0] - solid) < 1e-12 * std::abs(solid));
  CHECK(s.fault[1] == Complex(0));
  CHECK(s.u[1] == Complex(0));
  n.sources[0].r_pu = n.sources[0].x_pu = 0;  // ideal
  s = solve_faults(n, {{.bus = 1}}, FaultCase::minimum);
  CHECK(std::abs(s.source[0] - std::polar(1.0, 0.2) / zl) < 1e-10);
}

TEST_CASE("networks without anything live have no short circuits") {
  Network n;
  n.add_bus("dark", kv(10));
  CHECK_FALSE(iec60909(n)[0].energized);
  CHECK(iec60909(n)[0].initial.si() == 0);
  CHECK(iec60909(Network{}).empty());
  CHECK(solve_faults(n, {{.bus = 0}}, FaultCase::maximum).fault[0] == Complex(0));
}
