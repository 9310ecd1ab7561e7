// SPDX-License-Identifier: Apache-2.0
// Cold plates against measured resistances of the OCP guidelines, closed forms, and a matrix exponential.
#include <catch2/catch.hpp>

#include <Eigen/Dense>
#include <cmath>
#include <unsupported/Eigen/MatrixFunctions>
#include <utility>
#include <vector>

#include "sim/cooling/cold_plate.hpp"

using namespace netsuden;

namespace {

VolumeFlow litres(double l_min) { return VolumeFlow::from_si(l_min * 1e-3 / 60); }
const CoolantProperties pg25 = coolant_properties(Coolant::pg25);
ThermalResistance kelvin_per_watt(double r) { return ThermalResistance::from_si(r); }

/// OCP OAI guidelines (Chen et al. 2023), figure 7: one cold plate, 1 kW, PG25.
const std::vector<std::pair<double, double>> figure_7{{0.4, 0.0389}, {0.5, 0.0325}, {0.6, 0.0300}, {0.7, 0.0280}, {0.8, 0.0265}, {0.9, 0.0255}, {1.0, 0.0245},
                                                      {1.2, 0.0230}, {1.4, 0.0220}, {1.6, 0.0214}, {1.8, 0.0209}, {2.0, 0.0204}, {2.2, 0.0200}, {2.4, 0.0197}};

ColdPlateParams of_figure_7() {
  ColdPlateParams p;
  for (const auto& [v, r] : figure_7) {
    p.table_flow.push_back(v);
    p.table_resistance.push_back(r);
  }
  return p;
}

}  // namespace

TEST_CASE("cold plate: the resistance is that of the OCP guidelines for PG25") {
  const ColdPlateParams p;
  for (const auto& [v, r] : figure_7) {
    INFO(v << " L/min");
    ValidityBits outside = 0;
    CHECK(plate_resistance(p, litres(v), pg25, &outside).si() == Approx(r).epsilon(v < 0.5 ? 0.04 : 0.013));  // at 0.4 L/min the coolant leaves about as warm as the case
    CHECK(outside == 0);
    CHECK(plate_resistance(of_figure_7(), litres(v), pg25).si() == Approx(r).epsilon(1e-12));
  }
  CHECK(plate_resistance(of_figure_7(), litres(1.3), pg25).si() == Approx((0.0230 + 0.0220) / 2).epsilon(1e-12));
}

TEST_CASE("cold plate: coolant leaves no warmer than the case, whatever the flow") {
  for (const ColdPlateParams& p : {ColdPlateParams{}, of_figure_7()})
    for (double v = 1e-6; v < 100; v *= 1.3) {
      const double r = plate_resistance(p, litres(v), pg25).si(), m_cp = pg25.rho * pg25.cp * litres(v).si();
      REQUIRE(r * m_cp >= 1 - 1e-12);
      REQUIRE(r >= plate_resistance(p, litres(v * 1.01), pg25).si());  // more flow, no less cooling
    }
  CHECK(std::isinf(plate_resistance({}, litres(0), pg25).si()));
}

TEST_CASE("cold plate: flows outside of its data are flagged") {
  const auto flagged = [](const ColdPlateParams& p, double v) {
    ValidityBits b = 0;
    plate_resistance(p, litres(v), pg25, &b);
    return b == validity::plate_flow;
  };
  for (const ColdPlateParams& p : {ColdPlateParams{}, of_figure_7()}) {
    CHECK(flagged(p, 0.39));
    CHECK_FALSE(flagged(p, 0.4));
    CHECK_FALSE(flagged(p, 2.4));
    CHECK(flagged(p, 2.41));
    CHECK_FALSE(flagged(p, 0));  // no flow is no law of flow
  }
}

TEST_CASE("cold plate: pressure drop of eight plates at 10 L/min") {
  // Modelica Buildings ColdPlateR_P, after the OCP guidelines: 50 kPa, exponent 1.85.
  const ColdPlateParams p;
  CHECK(plate_pressure_drop(p, litres(10.0 / 8)).si() == Approx(50e3).epsilon(2e-3));
  CHECK(plate_pressure_drop(p, litres(3)).si() / plate_pressure_drop(p, litres(1.5)).si() == Approx(std::pow(2, 1.85)).epsilon(1e-12));
}

TEST_CASE("cold plate: case and junction of a device of 1 kW") {
  // 30 degC, 1 kW, PG25 of 1 L/min: 30 + 24.5 = 54.5 degC.
  const PlateInputs in{1_kWt, 30_degC, plate_resistance(of_figure_7(), litres(1), pg25)};
  CHECK(steady_case(in).c() == Approx(54.5).margin(1e-9));
  ColdPlateParams p;
  CHECK(junction_margin(p, 54.5_degC, 1_kWt).si() == Approx(90 - 54.5 - 8).margin(1e-9));
}

TEST_CASE("cold plate: without flow the case rises by heat over capacity, with flow as a first-order lag") {
  const HeatCapacity c = HeatCapacity::from_si(1500);
  const PlateInputs still{HeatFlow::from_si(1200), 35_degC, kelvin_per_watt(std::numeric_limits<double>::infinity())};
  CHECK(advance_plate(c, 60_degC, still, 25_s).end.c() == Approx(60 + 1200.0 * 25 / 1500).margin(1e-9));
  CHECK(advance_plate(c, 60_degC, still, 25_s).stored.si() == Approx(30e3).epsilon(1e-12));
  CHECK(time_to_case(c, 60_degC, still, 80_degC).si() == Approx(25).epsilon(1e-12));
  CHECK(time_to_case(c, 80_degC, still, 80_degC).si() == 0);
  const PlateInputs none{HeatFlow{}, 35_degC, still.resistance};
  CHECK(advance_plate(c, 60_degC, none, 3600_s).end.c() == Approx(60).margin(1e-9));
  CHECK(std::isinf(time_to_case(c, 60_degC, none, 80_degC).si()));
  const PlateInputs flow{HeatFlow::from_si(1200), 35_degC, kelvin_per_watt(0.05)};  // to 95 degC with 75 s
  CHECK(time_to_case(c, 60_degC, flow, 80_degC).si() == Approx(75 * std::log(35.0 / 15)).epsilon(1e-12));
  CHECK(advance_plate(c, 60_degC, flow, time_to_case(c, 60_degC, flow, 80_degC)).end.c() == Approx(80).margin(1e-9));
  CHECK(std::isinf(time_to_case(c, 60_degC, flow, 95_degC).si()));
}

TEST_CASE("cold plate: mean and worst plate through changes of flow and heat, by a matrix exponential") {
  // d/dt (T1, T2, Tsup, 1) with constant rows for supply and heat.
  const HeatCapacity c = HeatCapacity::from_si(1700);
  Temperature mean = 40_degC, worst = 42_degC;
  Eigen::Vector4d x{40, 42, 33, 1};
  const double steps[][4] = {{900, 0.020, 0.024, 20}, {1300, 0.035, 0.060, 13}, {200, 0.018, 0.019, 300}, {1100, 0.5, 0.9, 7}};
  for (const auto& s : steps) {
    const double cap = c.si();
    Eigen::Matrix4d a = Eigen::Matrix4d::Zero();
    a.row(0) << -1 / (cap * s[1]), 0, 1 / (cap * s[1]), s[0] / cap;
    a.row(1) << 0, -1 / (cap * s[2]), 1 / (cap * s[2]), 1.2 * s[0] / cap;
    const Eigen::Vector4d y = (a * s[3]).exp() * x;
    const Duration dt = Duration::from_si(s[3]);
    const PlateStep m = advance_plate(c, mean, {HeatFlow::from_si(s[0]), 33_degC, kelvin_per_watt(s[1])}, dt);
    CHECK(m.end.c() == Approx(y(0)).epsilon(1e-10));
    CHECK(m.stored.si() == Approx(cap * (y(0) - x(0))).epsilon(1e-9));
    mean = m.end;
    worst = advance_plate(c, worst, {HeatFlow::from_si(1.2 * s[0]), 33_degC, kelvin_per_watt(s[2])}, dt).end;
    CHECK(worst.c() == Approx(y(1)).epsilon(1e-10));
    x = y;
  }
}

TEST_CASE("cold plate: a table is refused that does not rise, or has resistances that do") {
  ColdPlateParams p = of_figure_7();
  CHECK(table_holds(p));
  p.table_resistance[3] = 0.031;
  CHECK_FALSE(table_holds(p));
  p = of_figure_7();
  p.table_flow[3] = 0.6;
  CHECK_FALSE(table_holds(p));
  p.table_flow.pop_back();
  CHECK_FALSE(table_holds(p));
}
