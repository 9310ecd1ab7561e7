// SPDX-License-Identifier: Apache-2.0
// What the outdoor side of a whole plant comes to: how near the sink, and when it rests.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "tests/unit/twin/plant_fixture.hpp"

using namespace netsuden;
using namespace netsuden::test;

namespace {

PlantInputs at(double heat_w, double dt_s, double wet_bulb_c, double dry_bulb_c) {
  return {heat_w, dt_s, Temperature::celsius(wet_bulb_c), Temperature::celsius(dry_bulb_c), true};
}

PlantSpec dry_plant(double supply_c) {
  PlantSpec spec = warm_plant();
  spec.supply = Temperature::celsius(supply_c);
  spec.rejects_to = RejectsTo::dry_coolers;
  spec.dry_coolers.count = 3;
  spec.exchanger_approach = 3_K;
  return spec;
}

}  // namespace

TEST_CASE("plant towers: condenser water comes as near to the wet bulb as is asked and full fans give, below the design approach too, and the chillers save by it") {
  double last_chiller = 1e99, last_fan = -1;
  for (const double above : {6.0, 4.0, 3.0, 2.2}) {  // 3.9 K at the design point
    PlantSpec spec = chilled_plant(4);
    spec.condenser_set_point = Temperature::celsius(20 + above);
    Plant p(spec);
    const PlantStep s = run_for(p, at(1.5e6, 300, 20, 26), 6 * 3600);
    INFO(above << " K above the wet bulb: " << s.outdoor_leaving.c() << " degC, air " << s.air_ratio);
    CHECK(s.outdoor_leaving.c() == Approx(20 + above).margin(0.02));
    CHECK(s.air_ratio < 1);
    CHECK(s.chiller_w < last_chiller);
    CHECK(s.fan_w >= last_fan);
    last_chiller = s.chiller_w;
    last_fan = s.fan_w;
  }
  // No set-point brings it below what full fans give for this heat.
  PlantSpec spec = chilled_plant(4);
  spec.condenser_set_point = 5_degC;
  Plant p(spec);
  const PlantStep s = run_for(p, at(3.8e6, 300, 20, 26), 6 * 3600);
  const Temperature coldest = HeatRejection(spec.towers.params).coldest(HeatFlow::from_si(s.rejected_w / 4), Fraction(1), {20_degC, 26_degC});
  CHECK(s.air_ratio == 1);
  CHECK(s.outdoor_leaving.c() == Approx(coldest.c()).margin(0.05));
}

TEST_CASE("plant economizer: a quarter of the heat is carried without chillers at a wet bulb at which the design approach would not do") {
  PlantSpec spec = chilled_plant(4);
  spec.economizer.emplace();
  Plant p(spec);
  const PlantStep s = run_for(p, at(1e6, 300, 14.5, 19), 12 * 3600);
  INFO(s.outdoor_leaving.c() << " degC from outdoors");
  CHECK(s.chiller_w == 0);
  CHECK(s.end_supply.c() == Approx(18).margin(0.02));
  CHECK(s.outdoor_leaving.c() < 18);             // no exchanger cools beyond it
  CHECK(s.outdoor_leaving.c() < 14.5 + 3.9);
  CHECK(s.outdoor_leaving.c() > 14.5 + 1.2 - 0.01);
}

TEST_CASE("plant dry coolers: outdoor air above the water takes none of its heat, and fans, pads and outdoor pumps rest") {
  for (const bool adiabatic : {false, true}) {
    PlantSpec spec = dry_plant(30);
    spec.dry_coolers.params.adiabatic = adiabatic;
    Plant p(spec);
    const PlantStep s = run_for(p, at(2e6, 10, 45, 50), 10);  // 46.5 degC behind the pads
    CHECK(s.heat_out_w == 0);
    CHECK(s.fan_w == 0);
    CHECK(s.condenser_pump_w == 0);
    CHECK(s.water_kg_s == 0);
    CHECK(s.rejected_w == 0);
    CHECK((s.end_supply - 30_degC).si() == Approx(s.heat_in_w * 10 / p.loop_capacity_j_k()));
    // Warm enough it is cooled again.
    const PlantStep later = run_for(p, at(2e6, 10, 45, 50), 6 * 3600);
    CHECK(later.heat_out_w == Approx(later.heat_in_w).epsilon(1e-3));
    CHECK(later.end_supply.c() > (adiabatic ? 46.5 : 50));
    CHECK(later.fan_w > 0);
    CHECK((later.water_kg_s > 0) == adiabatic);
    // For a twentieth of the rated heat no full fans, whatever set-point is asked: 1.2 K above the air are near enough.
    const PlantStep little = run_for(p, at(0.4e6, 60, 45, 50), 24 * 3600);
    CHECK(little.outdoor_leaving.c() == Approx((adiabatic ? 46.5 : 50) + 1.2).margin(0.01));
    CHECK(little.fan_w < 0.1 * 3 * 117.7e3);
  }
}

TEST_CASE("plant dry coolers: their pumps follow the load to the lowest speed, as no fill has to stay wet") {
  const auto pump_w = [](double share, RejectsTo to) {
    PlantSpec spec = dry_plant(40);
    spec.condenser.head = 200_kPa;
    spec.rejects_to = to;
    if (to == RejectsTo::towers) spec.towers.count = 3;
    Plant p(spec);
    return run_for(p, at(share * p.design_heat_w(), 60, 15, 20), 4 * 3600).condenser_pump_w;
  };
  // P / P_rated = v (0.3 + 0.7 v^2) by sim/cooling/pump.hpp.
  const auto law = [](double v) { return v * (0.3 + 0.7 * v * v); };
  CHECK(pump_w(0.1, RejectsTo::dry_coolers) / pump_w(1, RejectsTo::dry_coolers) == Approx(law(0.3)).epsilon(1e-6));
  CHECK(pump_w(0.35, RejectsTo::dry_coolers) / pump_w(1, RejectsTo::dry_coolers) == Approx(law(0.35)).epsilon(1e-6));
  CHECK(pump_w(0.1, RejectsTo::towers) / pump_w(1, RejectsTo::towers) == Approx(law(0.4)).epsilon(1e-6));
}

TEST_CASE("plant control: after a step of its set-point the water follows with one time constant, whatever the step of the simulation, and no chiller starts for it") {
  PlantSpec spec = chilled_plant(4);
  spec.economizer.emplace();
  const auto pull = [&](double dt, double to_c) {
    spec.supply = 18_degC;
    Plant p(spec);
    run_for(p, at(2e6, 300, 8, 13), 6 * 3600);
    spec.supply = Temperature::celsius(to_c);
    p.reload(spec);
    double taken_j = 0;
    for (double t = 0; t < 600; t += dt) {
      const PlantInputs in = at(2e6, dt, 8, 13);
      const PlantStep s = p.evaluate(in);
      p.commit(s, in);
      taken_j += (s.heat_out_w - s.heat_in_w) * dt;
      CHECK(s.chiller_w == 0);
      CHECK_FALSE(s.limited);
    }
    return std::pair{p.supply().c(), taken_j};
  };
  for (const double to : {17.6, 18.4}) {
    for (const double dt : {1.0, 60.0, 300.0}) {
      const auto [end, taken] = pull(dt, to);
      INFO("to " << to << " degC in steps of " << dt << " s");
      CHECK(end - to == Approx((18 - to) * std::exp(-600 / 300.0)).margin(2e-6));
      CHECK(taken == Approx((18 - to) * (1 - std::exp(-600 / 300.0)) * Plant(spec).loop_capacity_j_k()).epsilon(1e-4));
    }
  }
}
