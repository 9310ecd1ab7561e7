// SPDX-License-Identifier: Apache-2.0
#include "sim/cooling/dry_cooler.hpp"

#include <catch2/catch.hpp>

using namespace netsuden;

namespace {
DryCoolerInputs rated(const DryCooler& d, int count = 1) {
  DryCoolerInputs in;
  in.heat = d.params.rated_heat * count;
  in.water = d.coil.water_flow * count;
  in.dry_bulb = 35_degC;
  in.wet_bulb = 25_degC;
  in.set_point = 0_degC;
  in.count = count;
  return in;
}
}  // namespace

TEST_CASE("ACC-TW-04: the BAC record comes back, and scales with the entering difference") {
  const DryCooler d = size_dry_cooler(DryCoolerParams{});
  REQUIRE(d.coil.feasible);
  const Temperature water_in = Temperature::celsius(46.11);
  const double at_35 = dry_cooler_capacity(d, water_in, d.coil.water_flow, 35_degC).si();
  CHECK(at_35 == Approx(2.931e6).epsilon(1e-6));
  CHECK(dry_cooler_capacity(d, water_in, d.coil.water_flow, 25_degC).si() / at_35 == Approx(1.900).epsilon(1e-3));
  const DryCoolerOutputs o = run_dry_cooler(d, rated(d, 3));
  CHECK(o.leaving.c() == Approx(40.55).epsilon(1e-6));
  CHECK(o.entering.c() == Approx(46.11).epsilon(1e-6));
  CHECK(o.fan_power.in(1_kW) == Approx(3 * 117.68).epsilon(0.002));
}

TEST_CASE("dry cooler: hotter ambient never raises capacity, the set-point is held with less fan when it is cold") {
  const DryCooler d = size_dry_cooler(DryCoolerParams{});
  double last_capacity = 1e12, last_fan = 0;
  for (double t = -20; t <= 50; t += 1) {
    const double capacity = dry_cooler_capacity(d, 46_degC, d.coil.water_flow, Temperature::celsius(t)).si();
    CHECK(capacity <= last_capacity);
    CHECK(capacity >= 0);
    last_capacity = capacity;
    DryCoolerInputs in = rated(d);
    in.dry_bulb = Temperature::celsius(t);
    in.set_point = 42_degC;
    const DryCoolerOutputs o = run_dry_cooler(d, in);
    CHECK(o.fan_power.si() >= last_fan - 1e-3);
    last_fan = o.fan_power.si();
    if (o.at_set_point) {
      CHECK(o.leaving.c() == Approx(42));
      // What the fans move carries the heat: eps C_min (T_in - T_air), cycling aside.
      const double q =
          coil_performance(d.coil, d.coil.air_flow * o.air_ratio, in.water).eps_c_min.si() * (o.entering.c() - t);
      if (o.air_ratio > d.params.minimum_air.value()) CHECK(q == Approx(in.heat.si()).epsilon(1e-6));
    } else {
      CHECK(o.air_ratio == 1);
      CHECK(o.leaving.c() > 42);
    }
  }
}

TEST_CASE("dry cooler: adiabatic pads cool the air and take water by the latent heat") {
  DryCoolerParams p;
  p.adiabatic = true;
  const DryCooler d = size_dry_cooler(p);
  const DryCoolerOutputs o = run_dry_cooler(d, rated(d));
  CHECK(o.air_in.c() == Approx(35 - 0.7 * 10));
  CHECK(o.leaving < run_dry_cooler(size_dry_cooler(DryCoolerParams{}), rated(d)).leaving);
  // Sensible heat of the air over the latent heat of about 2.44 MJ/kg at 25 degC.
  const double sensible = d.coil.air_flow.si() * 1006 * 7;
  CHECK(o.water_use.si() == Approx(sensible / 2.44e6).epsilon(0.05));
  DryCoolerInputs cold = rated(d);
  cold.dry_bulb = 20_degC;
  cold.wet_bulb = 15_degC;
  CHECK(run_dry_cooler(d, cold).water_use.si() == 0);
}
