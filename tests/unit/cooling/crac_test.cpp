// SPDX-License-Identifier: Apache-2.0
// Direct expansion against EnergyPlus: ten hours of a run, the bypass factor of its own test, and the dry-out by hand.
#include <catch2/catch.hpp>

#include <cmath>

#include "sim/base/random.hpp"
#include "sim/cooling/crac.hpp"
#include "sim/site/psychrometrics.hpp"

using namespace netsuden;

namespace {


// EnergyPlus DXCoilSystemAuto, hours 7 to 16 of a day at full load, as printed in Modelica Buildings DXCoils.AirCooled.Validation
// SingleSpeedEnergyPlus (commit 01a174e0): entering air, its humidity ratio, outdoors, total and sensible heat, power, leaving air and humidity.
struct Hour {
  double in_c, in_w, outdoor_c, total_w, sensible_w, power_w, out_c, out_w;
};
constexpr Hour hours[] = {
    {25.29138892, .010396485, 21.45, 10983.1144101, 8537.795206, 2947.546668, 20.31734137, .009824324},
    {25.91180176, .009496633, 22.63333333, 10855.9768001, 9298.755552, 2966.686535, 20.48740189, .009132468},
    {26.79831523, .009521406, 23.3, 10903.5304201, 9643.742602, 2999.864072, 21.17362815, .009227012},
    {27.40611604, .009576525, 25.575, 10877.5678501, 9835.115234, 3087.801241, 21.67091874, .009333022},
    {28.22402981, .009574467, 28.19166667, 10822.2172001, 10133.17939, 3195.082124, 22.31588652, .009413613},
    {28.69183674, .009610872, 27.90833333, 10878.2459001, 10315.64445, 3188.668029, 22.67802681, .009479582},
    {29.0211012, .009792709, 26.90833333, 10981.5365901, 10372.27848, 3156.065892, 22.97615397, .009650565},
    {29.3698004, .010022684, 26.7, 11055.6112701, 10397.02013, 3155.199826, 23.31283949, .009869069},
    {29.52289127, .010213791, 26.05833333, 11121.6278701, 10369.92204, 3136.04256, 23.48357346, .010038477},
    {29.41955159, .010384401, 24.60833333, 11185.7466001, 10254.97156, 3087.770321, 23.44857837, .010167307},
};

/// Its coil; the rated air flow is not printed.
CracParams energyplus_coil(double rated_kg_s) {
  CracParams p;
  p.rated_capacity = HeatFlow::from_si(10500);
  p.rated_cop = 3;
  p.rated_sensible = Fraction(0.798655);
  p.fan.rated_flow = MassFlow::from_si(rated_kg_s);
  return p;
}

CracFullLoad at(const CracParams& p, double air_c, std::optional<double> w, double outdoor_c, double m) {
  return crac_full_load(p, size_crac(p), {Temperature::celsius(air_c), w, Temperature::celsius(outdoor_c), MassFlow::from_si(m), Pressure::from_si(101325)});
}

}  // namespace

TEST_CASE("CRAC: ten hours of EnergyPlus within 1 % at the rated air flow") {
  for (const Hour& h : hours) {
    const CracFullLoad r = at(energyplus_coil(1.6777), h.in_c, h.in_w, h.outdoor_c, 1.6777);
    CAPTURE(h.in_c, r.total.si(), r.sensible.si(), r.power.si());
    CHECK(r.total.si() == Approx(h.total_w).epsilon(0.01));
    CHECK(r.sensible.si() == Approx(h.sensible_w).epsilon(0.01));
    CHECK(r.power.si() == Approx(h.power_w).epsilon(0.01));
    CHECK(r.outside_validity == 0);
  }
}

TEST_CASE("CRAC: with the rated flow that its first hour tells the other nine agree to 0.15 %, heat and power, and 0.35 % sensible heat") {
  // Heat is 0.5 % above that of the rated flow in all ten hours: the air is 2.57 % above the rated flow.
  const CracParams p = energyplus_coil(1.6777 / 1.0257);
  for (const Hour& h : hours) {
    if (&h == hours) continue;
    const CracFullLoad r = at(p, h.in_c, h.in_w, h.outdoor_c, 1.6777);
    CAPTURE(h.in_c, r.total.si() / h.total_w - 1, r.power.si() / h.power_w - 1, r.sensible.si() / h.sensible_w - 1);
    CHECK(r.total.si() == Approx(h.total_w).epsilon(0.0015));
    CHECK(r.power.si() == Approx(h.power_w).epsilon(0.0015));
    CHECK(r.sensible.si() == Approx(h.sensible_w).epsilon(0.0035));
  }
}

TEST_CASE("CRAC: the bypass factor of EnergyPlus's own test") {
  // TestCalcCBF, DXCoils.unit.cc: 0.1727 for 1303.6 W at 0.0854224 m3/s and a sensible share of 0.88. The lines of coil and saturation meet at a
  // flat angle: 0.1 K of the apparatus dew point are 0.006 of the factor, and EnergyPlus's saturation curve differs by that.
  const double t = 19.722222222222221, w = psychro::humidity_ratio_from_wet_bulb(t, 13.078173565729553, 101325);
  const auto b = coil_bypass(Temperature::celsius(t), w, HeatFlow::from_si(1303.5987246916557), MassFlow::from_si(0.08542248664 * 1.19273), 0.88, Pressure::from_si(101325));
  REQUIRE(b);
  CHECK(*b == Approx(0.17268).margin(0.006));
  CHECK_FALSE(coil_bypass(Temperature::celsius(t), w, HeatFlow::from_si(1303.6), MassFlow::from_si(0.1), 0.999, Pressure::from_si(101325)));  // misses saturation
}

TEST_CASE("CRAC: rated at its rating point, with its sensible share") {
  const CracParams p;
  const double w = psychro::humidity_ratio_from_wet_bulb(26.67, 19.44, 101325);
  const CracFullLoad r = at(p, 26.67, w, 35, p.fan.rated_flow.si());
  CHECK(r.total.si() == Approx(100e3).epsilon(0.01));  // the curves are 1 there to 0.6 %
  CHECK(r.total.si() / r.power.si() == Approx(3.2).epsilon(0.01));
  CHECK(r.sensible / r.total == Approx(0.85).epsilon(0.005));
  CHECK(size_crac(p).feasible);
  const CracCheck k = check_crac(p);
  for (const double f : {k.capacity, k.eir, k.capacity_flow, k.eir_flow, k.part_load}) CHECK(f == Approx(1).epsilon(0.01));
}

TEST_CASE("CRAC: a dry coil is the wet one at its dry-out, drier air changes nothing, moister air makes it wet") {
  const CracParams p;
  const CracFullLoad dry = at(p, 34, std::nullopt, 30, 7.2);
  CHECK(dry.sensible.si() == Approx(dry.total.si()).epsilon(1e-12));
  const double edge = dry.apparatus_humidity;
  // The balance of the apparatus, by hand.
  const double passed = 1 - size_crac(p).bypass.value();
  CHECK(7.2 * passed * (psychro::enthalpy_j_kg(34, edge) - psychro::enthalpy_j_kg(dry.apparatus.c(), edge)) == Approx(dry.total.si()).epsilon(1e-6));
  for (const double w : {0.2 * edge, 0.9 * edge, 0.9999 * edge}) {
    const CracFullLoad r = at(p, 34, w, 30, 7.2);
    CHECK(r.total.si() == Approx(dry.total.si()).epsilon(1e-6));
    CHECK(r.sensible.si() == Approx(dry.total.si()).epsilon(1e-6));
  }
  double last = dry.sensible.si();
  for (const double w : {1.001 * edge, 1.1 * edge, 1.3 * edge}) {  // continuous, and falling
    const CracFullLoad r = at(p, 34, w, 30, 7.2);
    CHECK(r.sensible.si() < last * (1 + 1e-9));
    CHECK(r.total.si() >= dry.total.si() * (1 - 1e-9));
    if (w < 1.01 * edge) CHECK(r.sensible.si() == Approx(last).epsilon(0.005));
    last = r.sensible.si();
  }
}

TEST_CASE("CRAC: hot weather takes capacity and asks for power, cold weather is held by the head pressure, limits are flagged") {
  const CracParams p;
  double last_q = 1e9, last_p = 0;
  for (const double out : {18.0, 25.0, 30.0, 35.0, 40.0, 46.0}) {
    const CracFullLoad r = at(p, 32, std::nullopt, out, 7.2);
    CHECK(r.total.si() < last_q);
    CHECK(r.power.si() > last_p);
    CHECK(r.outside_validity == 0);
    last_q = r.total.si();
    last_p = r.power.si();
  }
  const CracFullLoad cold = at(p, 32, std::nullopt, -10, 7.2), edge = at(p, 32, std::nullopt, 18, 7.2);
  CHECK(cold.power.si() == edge.power.si());
  CHECK(cold.outside_validity == 0);
  CHECK((at(p, 32, std::nullopt, 47, 7.2).outside_validity & validity::condenser_temperature) != 0);
  CHECK((at(p, 45, std::nullopt, 35, 7.2).outside_validity & validity::evaporator_temperature) != 0);
  CHECK((at(p, 32, std::nullopt, 35, 3.0).outside_validity & validity::air_flow) != 0);
}

TEST_CASE("CRAC: part load costs what its curve says") {
  const CracParams p;
  CHECK(crac_runtime(p, 0) == 0);
  CHECK(crac_runtime(p, 1) == 1);
  CHECK(crac_runtime(p, 0.5) == Approx(0.5 / (0.85 + 0.15 * 0.5)));
  double last = 0;
  for (int i = 1; i <= 20; ++i) {
    const double r = crac_runtime(p, i / 20.0);
    CHECK(r >= i / 20.0);
    CHECK(r > last);
    CHECK(r <= 1);
    last = r;
  }
}

TEST_CASE("CRAC: no state of a hall within the ranges of a scenario makes it unphysical") {
  RandomStream random(7, "crac");
  for (int i = 0; i < 3000; ++i) {
    CracParams p;
    p.rated_sensible = Fraction(random.uniform(0.6, 0.95));
    p.fan.rated_flow = MassFlow::from_si(random.uniform(1, 20));
    const double air = random.uniform(-20, 80);
    std::optional<double> w;
    if (i % 2) w = random.uniform(0, 1.0) * psychro::saturation_humidity_ratio(std::min(air, 45.0), 101325);
    const double m = random.uniform(0.001, 40);
    const CracFullLoad r = at(p, air, w, random.uniform(-40, 60), m);
    CAPTURE(air, m, r.total.si(), r.sensible.si(), r.power.si());
    REQUIRE(std::isfinite(r.total.si()));
    REQUIRE(r.total.si() > 0);
    REQUIRE(r.sensible.si() >= 0);
    REQUIRE(r.sensible.si() <= r.total.si() * (1 + 1e-12));
    REQUIRE(r.power.si() > 0);
    REQUIRE(std::isfinite(r.apparatus.c()));
  }
}
