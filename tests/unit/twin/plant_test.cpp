// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/twin/plant_fixture.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

using namespace netsuden;
using namespace netsuden::test;

namespace {

constexpr double cp = constants::cp_water, rho = constants::rho_water;

PlantSpec three_chillers() { return chilled_plant(3); }

PlantSpec two_towers() {
  PlantSpec p = warm_plant();
  p.supply = 32_degC;
  p.towers.count = 2;
  p.towers.redundancy = Redundancy::n_plus_1;
  p.towers.params.rated_heat = 3_MWt;
  p.exchanger_approach = 2_K;
  return p;
}

double heat_capacity(double m3) { return m3 * rho * cp; }

PlantInputs inputs(double heat_w, double dt_s, Temperature wet_bulb = 20_degC) { return {heat_w, dt_s, wet_bulb, wet_bulb + 5_K, true}; }

/// Runs at a constant load; returns the last step.
PlantStep run(Plant& p, const PlantInputs& in, int steps) {
  PlantStep s;
  for (int i = 0; i < steps; ++i) {
    s = p.evaluate(in);
    p.commit(s, in);
  }
  return s;
}

}  // namespace

TEST_CASE("plant: the heat that stays in the loop is the heat that warms its water, over many steps") {
  for (const PlantSpec& spec : {three_chillers(), two_towers()}) {
    INFO(spec.name);
    Plant p(spec);
    const double design = p.design_heat_w();
    const double flow = design / (cp * spec.rise.si());  // without a stated volume: three minutes of the design flow
    const double c = spec.volume ? heat_capacity(20) : flow * 180 * cp;
    CHECK(p.loop_capacity_j_k() == Approx(c).epsilon(1e-12));
    const Temperature start = p.supply();
    double kept = 0, throughput = 0;
    for (int i = 0; i < 500; ++i) {
      const PlantInputs in = inputs(design * (0.7 + 0.6 * std::sin(i * 0.1)), 5 + i % 60, Temperature::celsius(10 + i % 17));
      const PlantStep s = p.evaluate(in);
      const double dt = 5 + i % 60;
      kept += (s.heat_in_w - s.heat_out_w) * dt;
      throughput += s.heat_in_w * dt;
      CHECK(s.stored_j == Approx((s.heat_in_w - s.heat_out_w) * dt).epsilon(1e-12).margin(1e-3));
      CHECK((s.mean_supply - p.supply()).si() == Approx((s.end_supply - p.supply()).si() / 2).margin(1e-9));
      p.commit(s, in);
    }
    CHECK(std::abs(kept - c * (p.supply() - start).si()) < 1e-9 * throughput);
  }
}

TEST_CASE("plant: the set-point is held, and regained with a time constant of five minutes, as long as the chillers can") {
  Plant p(three_chillers());
  PlantStep s = run(p, inputs(2.4e6, 60), 20);
  CHECK(p.supply().c() == Approx(18).epsilon(0).margin(1e-9));
  CHECK(s.heat_out_w == Approx(s.heat_in_w).epsilon(1e-9));
  CHECK_FALSE(s.limited);
  // 0.3 K too warm: of 20 m3 x rho cp x 0.3 K = 25 MJ, 1 - exp(-60 s / 300 s) = 18 % in a minute, which is 0.08 of the 0.6 MW to spare.
  p.set_supply(18.3_degC);
  s = p.evaluate(inputs(2.4e6, 60));
  CHECK(s.end_supply.c() == Approx(18 + 0.3 * std::exp(-0.2)).epsilon(0).margin(1e-9));
  CHECK(s.heat_out_w == Approx(s.heat_in_w + heat_capacity(20) * 0.3 * (1 - std::exp(-0.2)) / 60).epsilon(1e-9));
  CHECK_FALSE(s.limited);
  // 3 K would ask for 0.8 MW more in the first 20 s: all three run at full load and the rest stays.
  p.set_supply(21_degC);
  s = p.evaluate(inputs(2.4e6, 20));
  CHECK(s.heat_out_w == Approx(3e6).epsilon(1e-9));
  CHECK((s.end_supply - 21_degC).si() == Approx((s.heat_in_w - 3e6) * 20 / heat_capacity(20)).epsilon(1e-9));
  CHECK(s.limited);
  // Colder than the set-point: no chiller and no condenser pump runs until the load has warmed the water.
  p.set_supply(13_degC);
  s = p.evaluate(inputs(1e6, 60));
  CHECK(s.heat_out_w == 0);
  CHECK(s.chillers_running == 0);
  CHECK(s.chiller_w + s.fan_w + s.condenser_pump_w + s.water_kg_s + s.rejected_w == 0);
  CHECK(s.primary_pump_w > 0);
}

TEST_CASE("plant: as few chillers run as keep each at or below 90 % of what it can take") {
  Plant p(three_chillers());
  const double expected[][2] = {{0.3e6, 1}, {0.89e6, 1}, {0.91e6, 2}, {1.79e6, 2}, {1.81e6, 3}, {2.69e6, 3}, {2.95e6, 3}};
  for (const auto& [heat, machines] : expected) {
    INFO(heat);
    p.set_supply(18_degC);
    const PlantStep s = p.evaluate(inputs(heat, 60));
    CHECK(s.chillers_running == machines);
    CHECK(s.part_load == Approx(s.heat_out_w / machines / 1e6).epsilon(1e-9));
  }
}

TEST_CASE("plant: one chiller out of three leaves two thirds, and the loop warms by what they do not take") {
  Plant p(three_chillers());
  PlantStep s = p.evaluate(inputs(2.5e6, 60));
  CHECK(s.available_w == Approx(3e6));
  CHECK(s.firm_available_w == Approx(2e6));  // N+1
  p.chiller_up[1] = 0;
  s = p.evaluate(inputs(2.5e6, 60));
  CHECK(s.available_w == Approx(2e6));
  CHECK(s.firm_available_w == Approx(2e6));
  CHECK(s.chillers_running == 2);
  CHECK(s.limited);
  CHECK((s.end_supply - 18_degC).si() == Approx((s.heat_in_w - 2e6) * 60 / heat_capacity(20)).epsilon(1e-9));
}

TEST_CASE("plant: with all machines down or in the dark the loop warms by Q dt / C") {
  for (const PlantSpec& spec : {three_chillers(), two_towers()}) {
    INFO(spec.name);
    for (const int how : {0, 1, 2}) {
      INFO(how);
      Plant p(spec);
      PlantInputs in = inputs(2e6, 30);
      if (how == 0) p.outdoor_up.assign(p.outdoor_up.size(), 0);
      if (how == 1) in.powered = in.pumps_powered = false;
      if (how == 2) p.in_service = false;
      const PlantStep s = p.evaluate(in);
      CHECK(s.heat_out_w == 0);
      CHECK(s.rejected_w == Approx(s.condenser_pump_w).margin(0));
      CHECK((s.end_supply - spec.supply).si() == Approx(s.heat_in_w * 30 / p.loop_capacity_j_k()).epsilon(1e-9));
      if (how == 0)
        CHECK(s.heat_in_w == Approx(2e6 + s.primary_pump_w).epsilon(1e-12));
      else
        CHECK(s.electric_w() == 0);
    }
  }
  Plant p(three_chillers());
  p.chiller_up = {0, 0, 0};
  const PlantStep s = p.evaluate(inputs(2e6, 30));
  CHECK(s.heat_out_w == 0);
  CHECK(s.available_w == 0);
  CHECK(s.chiller_w + s.fan_w + s.condenser_pump_w == 0);
}

TEST_CASE("plant: condenser water is where the towers return what the chillers give them, found by bisection too") {
  PlantSpec spec = three_chillers();
  spec.chillers.params = ChillerParams{};  // the York with curves over both temperatures
  spec.chillers.params.max_leaving = 20_degC;
  spec.towers.params.rated_heat = 6_MWt;
  const Tower tower = size_tower(spec.towers.params);
  for (const double heat : {2e6, 6e6, 12e6})
    for (const double wet_bulb : {12.0, 20.0, 26.0}) {
      INFO(heat << " W at " << wet_bulb << " degC");
      Plant p(spec);
      const PlantInputs in = inputs(heat, 60, Temperature::celsius(wet_bulb));
      const PlantStep s = run(p, in, 3);
      REQUIRE(s.heat_out_w > 0);
      const int n = s.chillers_running;
      const double water = tower.design_water_kg_s * std::clamp(n / 3.0, 0.3, 1.0);
      const Temperature set_point = std::max(spec.condenser_set_point, in.wet_bulb + TemperatureDiff::from_si(1.2));
      const auto returned = [&](double t_c) {
        const ChillerOutputs unit = run_chiller(spec.chillers.params, {HeatFlow::from_si(s.heat_out_w / n), spec.supply, Temperature::celsius(t_c)});
        const double reject = n * unit.condenser.si() + s.condenser_pump_w;
        return run_tower(tower, {HeatFlow::from_si(reject / 3), MassFlow::from_si(water), in.wet_bulb, set_point}).leaving.c();
      };
      double low = wet_bulb, high = 60;
      for (int i = 0; i < 60; ++i) {
        const double mid = (low + high) / 2;
        (returned(mid) > mid ? low : high) = mid;
      }
      CHECK(s.outdoor_leaving.c() == Approx(low).epsilon(0).margin(0.02));
      CHECK(s.condenser_in == s.outdoor_leaving);
    }
}

TEST_CASE("plant: what the towers reject is the heat, the compressors and the condenser pumps, at every load") {
  PlantSpec spec = three_chillers();
  spec.chillers.params = ChillerParams{};
  spec.condenser.head = 250_kPa;
  spec.towers.params.rated_heat = 4_MWt;
  for (int i = 1; i <= 400; ++i) {
    Plant p(spec);
    const PlantStep s = p.evaluate(inputs(i * 35e3, 60, 27_degC));
    INFO(i * 35 << " kW, " << s.chillers_running << " chillers");
    CHECK(s.rejected_w == Approx(s.heat_out_w + s.chiller_w + s.condenser_pump_w).epsilon(1e-9));
    CHECK(s.cop == Approx(s.heat_out_w / s.chiller_w).epsilon(1e-9));
  }
}

TEST_CASE("plant: staging that the condenser water works against comes to rest with enough chillers") {
  // Power rises with the square of the load and capacity falls with the condenser water: one machine suffices at the water
  // that two leave cold, and does not at the water that it warms itself.
  PlantSpec spec = three_chillers();
  ChillerParams& c = spec.chillers.params;
  c = ChillerParams{};
  c.reference_capacity = 1_MWt;
  c.reference_cop = 3.4;
  c.max_part_load = 1;
  c.max_leaving = 30_degC;
  c.min_condenser = 0_degC;
  c.max_condenser = 90_degC;
  c.capacity_curve = {1.51, 0, 0, -0.017, 0, 0};
  c.eir_curve = {1, 0, 0, 0, 0, 0};
  c.part_load_curve = {0, 0, 1};
  spec.towers.params.rated_heat = 0.51_MWt;
  spec.towers.params.approach = 6.1_K;
  spec.towers.params.range = 11.3_K;
  spec.condenser_set_point = 12_degC;
  int turns = 0, last = 0;
  for (double heat = 0.9e6; heat < 1.1e6; heat += 500) {
    Plant p(spec);
    const PlantStep s = p.evaluate(inputs(heat, 60, 15_degC));
    INFO(heat << " W: " << s.chillers_running << " chillers, condenser " << s.outdoor_leaving.c());
    const double one = 1e6 * (1.51 - 0.017 * s.outdoor_leaving.c());
    const double needed = s.heat_out_w / (0.9 * one);  // condenser water settles to 0.01 K, hence this to about 1e-3
    CHECK(s.heat_out_w == Approx(s.heat_in_w).epsilon(1e-9));
    CHECK(s.rejected_w == Approx(s.heat_out_w + s.chiller_w + s.condenser_pump_w).epsilon(1e-9));
    CHECK(s.part_load == Approx(s.heat_out_w / s.chillers_running / one).epsilon(1e-3));
    CHECK((needed <= s.chillers_running + 1e-3 || s.chillers_running == 3));
    // More load never comes to fewer, but for where the rest is decided by the water.
    turns += s.chillers_running < last ? 1 : 0;
    last = s.chillers_running;
  }
  CHECK(turns <= 1);
}

TEST_CASE("plant: towers that are far too small take what there is, and the loop keeps the rest") {
  PlantSpec spec = three_chillers();
  ChillerParams& c = spec.chillers.params;
  c = ChillerParams{};
  c.reference_capacity = 1_MWt;
  c.max_leaving = 30_degC;
  c.max_condenser = 90_degC;
  c.capacity_curve = {4, 0, 0, -0.1, 0, 0};  // none left at 40 degC
  c.eir_curve = {1, 0, 0, 0, 0, 0};
  for (const double tower_kw : {150.0, 200.0, 250.0}) {
    spec.towers.params.rated_heat = HeatFlow::from_si(tower_kw * 1e3);
    Plant p(spec);
    const PlantStep s = p.evaluate(inputs(2.5e6, 60, 25_degC));
    INFO(tower_kw << " kW towers, condenser " << s.outdoor_leaving.c());
    CHECK(s.outdoor_leaving.c() < 40);
    CHECK(s.heat_out_w < 2.5e6);
    CHECK(s.heat_out_w == Approx(3 * 1e6 * (4 - 0.1 * s.outdoor_leaving.c()) * c.max_part_load).epsilon(0).margin(3 * 1e6 * 0.1 * 0.02));
    CHECK(s.stored_j == Approx((s.heat_in_w - s.heat_out_w) * 60).epsilon(1e-12));
  }
}

TEST_CASE("plant: towers alone reach wet bulb, tower approach and exchanger approach, by the loop's turnover") {
  const PlantSpec spec = two_towers();
  const Tower tower = size_tower(spec.towers.params);
  const double design = 6e6;
  for (const double share : {0.2, 0.6, 1.0})
    for (const double wet_bulb : {15.0, 29.0}) {
      INFO(share << " of design at " << wet_bulb << " degC");
      Plant p(spec);
      const PlantInputs in = inputs(share * design, 60, Temperature::celsius(wet_bulb));
      const PlantStep s = run(p, in, 60);  // an hour: twenty turnovers
      const double approach = 2 * share;
      const Temperature wanted = spec.supply - TemperatureDiff::from_si(approach);
      const double water = tower.design_water_kg_s * std::max(share, 0.4);  // the fill stays wet
      const TowerOutputs t = run_tower(tower, {HeatFlow::from_si(share * design / 2), MassFlow::from_si(water), in.wet_bulb, wanted});
      CHECK(s.end_supply.c() == Approx(std::max(32.0, t.leaving.c() + approach)).epsilon(0).margin(1e-3));
      CHECK(s.heat_out_w == Approx(s.heat_in_w).epsilon(1e-6));
      CHECK(s.fan_w == Approx(2 * t.fan_power.si()).epsilon(1e-3).margin(1));
    }
  // A loop that is 5 K too warm returns by e^(-t/180 s), three minutes being the turnover of its water.
  Plant p(spec);
  p.set_supply(37_degC);
  const PlantStep s = p.evaluate(inputs(3e6, 90));
  CHECK(s.end_supply.c() == Approx(32 + 5 * std::exp(-0.5)).epsilon(1e-9));
  // One tower down: half the capacity, which is the firm one too.
  p.outdoor_up[0] = 0;
  CHECK(p.evaluate(inputs(3e6, 90)).available_w == Approx(3e6));
  CHECK(p.evaluate(inputs(3e6, 90)).firm_available_w == Approx(3e6));
}

TEST_CASE("plant: pumps follow the affinity laws and their heat enters the loop") {
  PlantSpec spec = three_chillers();
  spec.primary.head = 250_kPa;
  spec.condenser.head = 200_kPa;
  const double design_flow = 3e6 / (cp * 8) / rho;  // m3/s
  const double rated = design_flow * 250e3 / 0.65;
  Plant p(spec);
  const PlantStep s = p.evaluate(inputs(1.5e6, 60));
  CHECK(s.primary_pump_w == Approx(rated * 0.5 * (0.3 + 0.7 * 0.25)).epsilon(1e-9));
  CHECK(s.heat_in_w == Approx(1.5e6 + s.primary_pump_w).epsilon(1e-12));
  // The condenser pumps of two running chillers of three.
  REQUIRE(s.chillers_running == 2);
  const double condenser_rated = 3 * 1.3e6 / (cp * spec.towers.params.range.si()) / rho * 200e3 / 0.65;
  const double v = 2.0 / 3;
  CHECK(s.condenser_pump_w == Approx(condenser_rated * v * (0.3 + 0.7 * v * v)).epsilon(1e-9));
}

TEST_CASE("plant: new parameters keep the water's temperature and the machines that are down") {
  Plant p(three_chillers());
  p.set_supply(21_degC);
  p.chiller_up[0] = 0;
  PlantSpec more = three_chillers();
  more.chillers.count = 4;
  p.reload(more);
  CHECK(p.supply().c() == Approx(21));
  CHECK(p.chiller_up == std::vector<char>{0, 1, 1, 1});
  CHECK(p.evaluate(inputs(3.5e6, 60)).available_w == Approx(3e6));
}
