// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <cmath>
#include <complex>

#include "sim/power/cable.hpp"
#include "tests/unit/described.hpp"

using namespace netsuden;

namespace {
CableParams run(CableSystem system, double volts, double ohm_per_km, double metres) {
  CableParams p;
  p.system = system;
  p.voltage = Voltage::from_si(volts);
  p.resistance = ResistancePerLength::from_si(ohm_per_km / 1000);
  p.reactance = {};
  p.length = Length::from_si(metres);
  return p;
}
}  // namespace

TEST_CASE("cable: direct current is the root of the quadratic, up to the greatest power it can carry") {
  const CableParams p = run(CableSystem::direct_current, 800, 0.1, 100);  // 0.02 ohm there and back
  const CableFlow f = cable_flow(p, 1_MW);
  const double i = (800 - std::sqrt(800.0 * 800 - 4 * 0.02 * 1e6)) / (2 * 0.02);
  CHECK(f.current.si() == Approx(i).epsilon(1e-12));
  CHECK(f.loss.si() == Approx(i * i * 0.02).epsilon(1e-12));
  CHECK(f.end_voltage.si() == Approx(800 - 0.02 * i).epsilon(1e-12));
  CHECK(f.utilisation == Approx(i / 2000));
  CHECK(cable_flow(p, ActivePower::from_si(0.999 * 800 * 800 / 0.08)).carried);
  CHECK_FALSE(cable_flow(p, ActivePower::from_si(1.001 * 800 * 800 / 0.08)).carried);
  CHECK(cable_flow(p, {}).loss.si() == 0);
}

TEST_CASE("cable: three-phase against an iteration of phasors") {
  CableParams p = run(CableSystem::three_phase, 20e3, 0.161, 8000);
  p.reactance = ResistancePerLength::from_si(0.117 / 1000);
  p.parallel = 2;
  const CableFlow f = cable_flow(p, 12_MW, ReactivePower::from_si(4e6));
  const std::complex<double> z(0.161 * 4, 0.117 * 4), s(12e6, 4e6);
  std::complex<double> u = 20e3;  // line to line: U = U_s - Z conj(S/U)
  for (int i = 0; i < 200; ++i) u = 20e3 - z * std::conj(s / u);
  CHECK(f.end_voltage.si() == Approx(std::abs(u)).epsilon(1e-10));
  CHECK(f.loss.si() == Approx(0.161 * 4 * std::norm(s) / std::norm(u)).epsilon(1e-10));
  CHECK(f.current.si() == Approx(std::abs(s / u) / std::sqrt(3)).epsilon(1e-10));
}

TEST_CASE("cable: 800 V DC against 415 V AC in the same copper") {
  // Two conductors at 400 V to earth against three at 239.6 V: for one power factor and equal current in each conductor
  // the ratio of power for each conductor is 400 / (415 / sqrt 3) / pf; at pf 0.9 it is the published 85 %.
  const double i = 1000;
  const double dc = 800 * i / 2, ac = std::sqrt(3) * 415 * i * 0.9 / 3;
  CHECK(dc / ac == Approx(1.855).epsilon(1e-3));
  const double loss_dc =
      cable_flow(run(CableSystem::direct_current, 800, 0.01, 1), ActivePower::from_si(800 * i)).loss.si();
  CHECK(loss_dc == Approx(2 * i * i * 0.01e-3).epsilon(1e-3));
  const double loss_ac =
      cable_flow(run(CableSystem::three_phase, 415, 0.01, 1), ActivePower::from_si(std::sqrt(3) * 415 * i)).loss.si();
  CHECK(loss_ac == Approx(3 * i * i * 0.01e-3).epsilon(1e-3));
}

TEST_CASE("cable: its parameters are described") { CHECK(described<CableParams>() == 8); }
