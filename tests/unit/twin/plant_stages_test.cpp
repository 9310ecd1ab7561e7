// SPDX-License-Identifier: Apache-2.0
// Staging, economizer and dry coolers of whole plants.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <random>
#include <utility>

#include "tests/unit/twin/plant_fixture.hpp"

using namespace netsuden;
using namespace netsuden::test;

namespace {

PlantSpec four_chillers() {
  PlantSpec p = chilled_plant(4);
  p.volume = 60_m3;
  return p;
}

PlantInputs at(double heat_w, double dt_s, double wet_bulb_c = 20, double dry_bulb_c = 26) {
  return {heat_w, dt_s, Temperature::celsius(wet_bulb_c), Temperature::celsius(dry_bulb_c), true};
}

PlantStep advance(Plant& p, const PlantInputs& in) {
  const PlantStep s = p.evaluate(in);
  REQUIRE(std::isfinite(s.end_supply.k()));
  REQUIRE(s.rejected_w == Approx(s.heat_out_w - s.store_w + s.chiller_w + s.condenser_pump_w).epsilon(1e-9).margin(1e-6));
  if (p.spec().type == PlantType::chilled_water) REQUIRE(s.heat_out_w == Approx(s.economizer_w + s.chillers_w + s.store_w).epsilon(1e-9).margin(1e-6));
  if (s.chiller_w > 0) REQUIRE(s.chillers_w / s.chiller_w < 60);
  REQUIRE(s.store_gain_w == Approx(s.store_w + s.walls_w).epsilon(1e-9).margin(1));
  REQUIRE(s.stored_j == Approx((s.heat_in_w - s.heat_out_w) * in.dt_s).epsilon(1e-12).margin(1e-6));
  p.commit(s, in);
  return s;
}

}  // namespace

TEST_CASE("plant stages: short steps wait for the delays, long ones go where the load takes them") {
  Plant p(four_chillers());
  CHECK(advance(p, at(0.85e6, 60)).stages == 1);
  CHECK(run_for(p, at(0.95e6, 60), 14 * 60).stages == 1);  // 95 % of one for less than a quarter of an hour
  CHECK(run_for(p, at(0.95e6, 60), 3 * 60).stages == 2);
  CHECK(run_for(p, at(0.75e6, 60), 14 * 60).stages == 2);  // one would have 75 %
  CHECK(run_for(p, at(0.75e6, 60), 12 * 60).stages == 1);
  Plant hourly(four_chillers());
  for (const auto& [mw, stages] : {std::pair{0.5, 1}, {1.7, 2}, {3.5, 4}, {3.0, 4}, {2.3, 3}, {0.2, 1}, {0.0, 1}, {2.0, 3}}) {
    INFO(mw << " MW");
    CHECK(advance(hourly, at(mw * 1e6, 3600)).stages == stages);
  }
}

TEST_CASE("plant stages: of a chiller that trips another takes the place, after its start where that is stated") {
  for (const bool stated : {false, true}) {
    PlantSpec spec = four_chillers();
    if (stated) {
      spec.restart.emplace();
      spec.restart->boot = 45_s;
      spec.restart->loading = 3_min;
    }
    Plant p(spec);
    CHECK(run_for(p, at(2.6e6, 60), 3600).stages == 3);
    p.chiller_up[1] = 0;
    const PlantStep after = advance(p, at(2.6e6, 1));
    CHECK(after.stages == 3);
    CHECK(after.chillers_running == (stated ? 2 : 3));
    CHECK((after.heat_out_w < 2.1e6) == stated);
    const PlantStep settled = run_for(p, at(2.6e6, 10), 1800);
    CHECK(settled.chillers_running == 3);
    CHECK_FALSE(settled.limited);
    p.chiller_up[1] = 1;  // it comes back to a plant that has enough
    CHECK(run_for(p, at(2.6e6, 60), 3600).stages == 3);
  }
}

TEST_CASE("plant stages: no staging hunts, in a thousand random plants and weathers") {
  std::mt19937_64 random(20270803);
  const auto uniform = [&](double a, double b) { return std::uniform_real_distribution<double>(a, b)(random); };
  int staged = 0, hunted = 0;
  for (int k = 0; k < 1000; ++k) {
    PlantSpec spec = four_chillers();
    spec.chillers.count = static_cast<int>(uniform(1, 7));
    ChillerParams& c = spec.chillers.params;
    if (uniform(0, 1) < 0.5) {
      c = ChillerParams{};
      c.reference_capacity = 1_MWt;
      spec.supply = Temperature::celsius(uniform(5, 12));
    } else {
      spec.supply = Temperature::celsius(uniform(14, 26));
    }
    c.part_load_curve = {uniform(0, 0.3), uniform(0.2, 1), uniform(0, 0.6)};
    spec.towers.count = static_cast<int>(uniform(1, 7));
    spec.towers.params.rated_heat = HeatFlow::from_si(uniform(0.7, 1.6) * 1e6);
    spec.condenser_set_point = Temperature::celsius(uniform(14, 28));
    spec.volume = Volume::from_si(uniform(5, 200));
    if (uniform(0, 1) < 0.5) spec.restart.emplace();
    if (uniform(0, 1) < 0.4) spec.economizer.emplace();
    if (uniform(0, 1) < 0.2) {
      spec.rejects_to = RejectsTo::dry_coolers;
      spec.dry_coolers.count = static_cast<int>(uniform(1, 6));
    }
    Plant p(spec);
    const double wet_bulb = uniform(-5, 29), dry_bulb = wet_bulb + uniform(0, 10), heat = uniform(0, 1.1) * *spec.chillers.count * 1e6;
    const double dt = uniform(0, 1) < 0.5 ? uniform(60, 300) : uniform(300, 3600);
    INFO("plant " << k << ": " << *spec.chillers.count << " chillers, " << heat / 1e6 << " MW at " << wet_bulb << " degC, steps of " << dt << " s");
    // Constant load and weather: within six hours it has come to rest, and stays for ten more; but where it is overloaded and its loop
    // goes up and down.
    run_for(p, at(heat, dt, wet_bulb, dry_bulb), 6 * 3600);
    const PlantStep rest = advance(p, at(heat, dt, wet_bulb, dry_bulb));
    int moves = 0, turns = 0, stage = rest.stages;
    bool economizes = rest.economizes, overloaded = rest.limited;
    for (double t = 0; t < 10 * 3600; t += dt) {
      const PlantStep s = advance(p, at(heat, dt, wet_bulb, dry_bulb));
      moves += std::abs(s.stages - std::exchange(stage, s.stages));
      turns += s.economizes != std::exchange(economizes, s.economizes) ? 1 : 0;
      overloaded = overloaded || s.limited;
      REQUIRE((overloaded || moves == 0));
      REQUIRE((overloaded || turns == 0));
    }
    hunted += moves + turns > 4 ? 1 : 0;
    staged += rest.stages > 1 ? 1 : 0;
    // A load that rises and falls once in a day: each stage is entered and left once, and as often for the economizer's sake.
    int changes = 0, last = rest.stages;
    for (double t = 0; t < 86400; t += dt) {
      const PlantStep s = advance(p, at(heat * (0.55 - 0.45 * std::cos(2 * M_PI * t / 86400)), dt, wet_bulb, dry_bulb));
      changes += std::abs(s.stages - last);
      last = s.stages;
    }
    CHECK(changes <= 3 * *spec.chillers.count + (spec.economizer ? 2 : 0));
  }
  CHECK(staged > 300);
  CHECK(hunted < 10);  // of those that are overloaded
}

TEST_CASE("plant stages: no staging hunts under resets either, in a thousand random plants and weathers") {
  std::mt19937_64 random(20260414);
  const auto uniform = [&](double a, double b) { return std::uniform_real_distribution<double>(a, b)(random); };
  int staged = 0, warmer = 0;
  for (int k = 0; k < 1000; ++k) {
    PlantSpec spec = four_chillers();
    spec.chillers.count = static_cast<int>(uniform(1, 7));
    spec.supply = Temperature::celsius(uniform(12, 22));
    spec.towers.count = static_cast<int>(uniform(1, 7));
    spec.towers.params.rated_heat = HeatFlow::from_si(uniform(0.7, 1.6) * 1e6);
    spec.volume = Volume::from_si(uniform(5, 200));
    if (uniform(0, 1) < 0.4) spec.restart.emplace();
    if (uniform(0, 1) < 0.3) spec.economizer.emplace();
    SupplyResetParams& r = spec.supply_reset.emplace();
    r.by = static_cast<SupplyResetBy>(static_cast<int>(uniform(0, 3)));
    r.highest = spec.supply + TemperatureDiff::from_si(uniform(0.5, 8));
    r.low = Fraction(uniform(0, 0.4));
    r.full = Fraction(r.low.value() + uniform(0.05, 0.5));
    CondenserResetParams& c = spec.condenser_reset.emplace();
    c.approach = TemperatureDiff::from_si(uniform(1, 8));
    Plant p(spec);
    const double wet_bulb = uniform(-5, 29), dry_bulb = wet_bulb + uniform(0, 10), heat = uniform(0.1, 0.95) * *spec.chillers.count * 1e6;
    const double dt = uniform(0, 1) < 0.5 ? uniform(60, 300) : uniform(300, 3600);
    const auto go = [&](double w) {
      p.aim(Temperature::celsius(wet_bulb), Temperature::celsius(dry_bulb));
      const PlantStep s = advance(p, at(w, dt, wet_bulb, dry_bulb));
      if (p.resets_by_requests()) p.respond(w > 0.8 * *spec.chillers.count * 1e6 ? 1 : 0, Duration::from_si(dt));
      return s;
    };
    INFO("plant " << k << ": " << *spec.chillers.count << " chillers, " << heat / 1e6 << " MW at " << wet_bulb << " degC, steps of " << dt << " s, reset by " << static_cast<int>(r.by));
    // Constant load and weather: set-points and stages come to rest, and stay. (A tenth of the load warms 200 m3 by 8 K in 19 h.)
    PlantStep rest;
    for (int n = 0; n < 120 || n * dt < 48 * 3600; ++n) rest = go(heat);
    bool overloaded = rest.limited;
    const Temperature set = p.set_point();
    for (double t = 0; t < 10 * 3600; t += dt) {
      const PlantStep s = go(heat);
      overloaded = overloaded || s.limited;
      REQUIRE((overloaded || s.stages == rest.stages));
      REQUIRE((overloaded || std::abs((p.set_point() - set).si()) < 0.05));
      REQUIRE(p.set_point() >= spec.supply);
      REQUIRE(p.set_point() <= r.highest);
    }
    staged += rest.stages > 1 ? 1 : 0;
    warmer += p.set_point() > spec.supply + TemperatureDiff::from_si(0.1) ? 1 : 0;
    // A load that rises and falls once in a day: each stage is entered and left once, and once more where a set-point rises faster than the
    // load warms the loop: its chillers rest meanwhile.
    int changes = 0, last = rest.stages;
    for (double t = 0; t < 86400; t += dt) {
      const PlantStep s = go(heat * (0.55 - 0.45 * std::cos(2 * M_PI * t / 86400)));
      changes += std::abs(s.stages - last);
      last = s.stages;
    }
    CHECK(changes <= 3 * *spec.chillers.count + (spec.economizer ? 2 : 0) + (r.by == SupplyResetBy::outdoor_air ? 0 : 2));
  }
  CHECK(staged > 300);
  CHECK(warmer > 300);
}

TEST_CASE("plant control: set-points and chillers of a controller hold, and the built-in ones after it") {
  Plant p(four_chillers());
  const PlantInputs in = at(2.3e6, 300, 15, 20);
  run_for(p, in, 6 * 3600);
  const int stages = advance(p, in).stages;
  CHECK(stages == 3);
  p.command.supply = 20_degC;
  p.command.condenser = 25_degC;
  p.command.chillers = 4;
  for (int k = 0; k < 3; ++k) {
    p.aim(15_degC, 20_degC);
    const PlantStep s = advance(p, in);
    CHECK(s.stages == 4);
    CHECK(s.end_supply.c() == Approx(20 - 2 * std::exp(-300.0 * (k + 1) / 300)).margin(1e-6));
    CHECK(s.outdoor_leaving.c() == Approx(25).margin(0.02));
  }
  p.command.chillers = 0;  // nothing runs: the loop takes all of the heat
  p.aim(15_degC, 20_degC);
  const double before = p.supply().c();
  const PlantStep none = advance(p, in);
  CHECK(none.heat_out_w == 0);
  CHECK(none.end_supply.c() == Approx(before + none.heat_in_w * 300 / p.loop_capacity_j_k()).margin(1e-6));
  p.command = {};
  for (double t = 0; t < 6 * 3600; t += 300) {
    p.aim(15_degC, 20_degC);
    advance(p, in);
  }
  const PlantStep back = advance(p, in);
  CHECK(back.stages == 3);
  CHECK(back.end_supply.c() == Approx(18).margin(1e-6));
}

TEST_CASE("plant economizer: cold air carries all of it, mild air a part, warm air none, and the set-point is held throughout") {
  PlantSpec spec = four_chillers();
  spec.economizer.emplace();
  double last_power = 0;
  for (const double wet_bulb : {2.0, 8.0, 11.0, 14.0, 17.0, 20.0, 23.0}) {
    Plant p(spec);
    const PlantStep s = run_for(p, at(3e6, 300, wet_bulb, wet_bulb + 5), 12 * 3600);
    INFO(wet_bulb << " degC: " << s.economizer_w / 1e6 << " MW by the economizer, " << s.stages << " chillers");
    CHECK(s.end_supply.c() == Approx(18).margin(0.02));
    CHECK(s.heat_out_w == Approx(s.heat_in_w).epsilon(1e-6));
    if (wet_bulb <= 8) {
      CHECK(s.economizer_w == Approx(s.heat_out_w));
      CHECK(s.stages == 0);
      CHECK(s.chiller_w == 0);
    }
    if (wet_bulb >= 23) CHECK_FALSE(s.economizes);
    CHECK(s.electric_w() >= last_power - 1e3);
    last_power = s.electric_w();
  }
  Plant mild(spec);
  const PlantStep s = run_for(mild, at(3e6, 300, 14, 19), 12 * 3600);
  CHECK(s.economizer_w > 0.2e6);
  CHECK(s.chiller_w > 0);
  // Not integrated: all or nothing.
  spec.economizer->integrated = false;
  Plant alone(spec);
  CHECK(run_for(alone, at(3e6, 300, 14, 19), 12 * 3600).economizer_w == 0);
  CHECK(run_for(alone, at(3e6, 300, 2, 7), 12 * 3600).chiller_w == 0);
}

TEST_CASE("plant economizer: a warmer set-point does not stop it, a drift of the loop is no capacity, condensers stay within their curves") {
  PlantSpec spec = four_chillers();
  spec.economizer.emplace();
  Plant p(spec);
  CHECK(run_for(p, at(3e6, 60, 14, 19), 4 * 3600).economizes);
  spec.supply = 25_degC;
  p.reload(spec);
  for (double t = 0; t < 2 * 3600; t += 60) CHECK(advance(p, at(3e6, 60, 14, 19)).economizes);
  CHECK(advance(p, at(3e6, 60, 14, 19)).economizer_w == Approx(3e6).epsilon(1e-3));
  // One chiller of three that it would take: the loop is too warm for ever, and no moment of it counts as enough.
  PlantSpec small = four_chillers();
  small.economizer.emplace();
  small.chillers.count = 1;
  Plant over(small);
  run_for(over, at(1.6e6, 60, 24, 30), 12 * 3600);
  const PlantStep s = advance(over, at(1.6e6, 60, 24, 30));
  CHECK(s.limited);
  CHECK(s.available_w < s.heat_in_w);
  // Cold water for a York whose condenser is to stay above 12.78 degC.
  PlantSpec york = four_chillers();
  york.supply = 8_degC;
  york.chillers.params = ChillerParams{};
  york.chillers.params.reference_capacity = 1_MWt;
  york.economizer.emplace();
  Plant cold(york);
  const PlantStep c = run_for(cold, at(3e6, 60, 3, 6), 4 * 3600);
  REQUIRE(c.chillers_running > 0);
  CHECK(c.outdoor_leaving.c() < 12);
  CHECK(c.condenser_in.c() == Approx(12.78));
}

TEST_CASE("plant economizer: an exchanger of a third of the chillers' heat takes its rating at its approach") {
  PlantSpec spec = four_chillers();
  spec.economizer.emplace();
  spec.economizer->approach = 2_K;
  spec.economizer->rated_heat = HeatFlow::from_si(4e6 / 3);
  Plant p(spec);
  const PlantStep s = run_for(p, at(4e6 / 3, 60, -2, 0), 7200);
  CHECK(s.chiller_w == 0);
  CHECK(s.end_supply.c() == Approx(18).margin(0.02));
  CHECK(s.outdoor_leaving.c() == Approx(16).margin(0.05));  // the fans hold the water that its design point names
}

TEST_CASE("plant economizer: one that runs alone hands over to chillers that can take all, and the set-point holds") {
  PlantSpec spec = four_chillers();
  spec.economizer.emplace();
  spec.economizer->integrated = false;
  Plant p(spec);
  double worst = 0;
  int alone = 0, with_chillers = 0;
  for (double t = 0; t < 5 * 86400; t += 60) {
    const double wet_bulb = 11 + 8 * std::sin(2 * M_PI * t / 86400);
    const PlantStep s = advance(p, at(3e6, 60, wet_bulb, wet_bulb + 4));
    alone += s.economizer_w > 0 && s.chillers_w == 0 ? 1 : 0;
    with_chillers += s.economizer_w == 0 ? 1 : 0;
    if (t > 3600) worst = std::max(worst, s.end_supply.c() - 18);
  }
  CHECK(alone > 1000);
  CHECK(with_chillers > 1000);
  CHECK(worst < 0.5);
}

TEST_CASE("plant economizer: two weeks of weather hold the set-point, and it changes over a few times a day at most") {
  for (const double dt : {60.0, 300.0, 3600.0}) {
    PlantSpec spec = four_chillers();
    spec.economizer.emplace();
    Plant p(spec);
    int changes = 0;
    bool on = false;
    double worst = 0;
    for (double t = 0; t < 14 * 86400; t += dt) {
      const double wet_bulb = 17 + 6 * std::sin(2 * M_PI * t / 86400) + 3 * std::sin(2 * M_PI * t / (5 * 86400.0)), heat = 2.2e6 + 0.8e6 * std::sin(2 * M_PI * t / 43200);
      const PlantStep s = advance(p, at(heat, dt, wet_bulb, wet_bulb + 4));
      changes += s.economizes != on ? 1 : 0;
      on = s.economizes;
      if (t > 3600) worst = std::max(worst, s.end_supply.c() - 18);
    }
    INFO("steps of " << dt << " s");
    CHECK(changes <= 14 * 4);
    CHECK(changes >= 4);
    CHECK(worst < 1.5);
  }
}

TEST_CASE("plant store: it carries the loop while no chiller runs, as long as its water lasts, and is charged by what they have to spare") {
  PlantSpec spec = four_chillers();
  spec.store.emplace();
  spec.store->tank.volume = 200_m3;
  spec.store->tank.mixing = 0;
  spec.store->tank.wall_w_m2k = 0;
  spec.store->power = 5_MWt;
  Plant p(spec);
  run_for(p, at(3e6, 60), 3600);
  CHECK(p.store_charge() == Approx(1));
  p.chiller_up.assign(4, 0);
  // 200 m3 and the loop's 8 K at 3 MW: 200 rho cp 8 / 3e6 s, less what is mixed in the layers.
  const double lasts = 200 * constants::rho_water * constants::cp_water * 8 / 3e6;
  double held = 0;
  while (held < 2 * lasts) {
    const PlantStep s = advance(p, at(3e6, 10));
    if (s.end_supply.c() > 18.5) break;
    if (p.store_charge() > 0.35) CHECK(s.store_w == Approx(3e6).epsilon(0.05));
    held += 10;
  }
  CHECK(held > 0.85 * lasts);
  CHECK(held < 1.05 * lasts);
  CHECK(p.store_charge() < 0.15);
  // The chillers come back: first the loop, then the store, within what runs.
  p.chiller_up.assign(4, 1);
  run_for(p, at(1.5e6, 60), 1800);
  CHECK(p.supply().c() == Approx(18).margin(0.05));
  const PlantStep charging = advance(p, at(1.5e6, 60));
  CHECK(charging.store_w < 0);
  CHECK(-charging.store_w + 1.5e6 <= 0.9e6 * charging.stages * 1.001);
  run_for(p, at(1.5e6, 60), 8 * 3600);
  CHECK(p.store_charge() > 0.97);
  CHECK(advance(p, at(1.5e6, 60)).store_w == 0);
  // Without power its pumps stand.
  PlantInputs dark = at(3e6, 10);
  dark.powered = dark.pumps_powered = false;
  CHECK(advance(p, dark).store_w == 0);
}

TEST_CASE("plant dry coolers: warm water without a drop, as warm as the air makes it") {
  PlantSpec spec = warm_plant();
  spec.supply = 40_degC;
  spec.rejects_to = RejectsTo::dry_coolers;
  spec.dry_coolers.count = 3;
  spec.dry_coolers.redundancy = Redundancy::n_plus_1;
  spec.exchanger_approach = 3_K;
  Plant p(spec);
  const PlantStep mild = run_for(p, at(6e6, 60, 15, 22), 4 * 3600);
  CHECK(mild.end_supply.c() == Approx(40).margin(0.02));
  CHECK(mild.water_kg_s == 0);
  CHECK(mild.fan_w > 0);
  CHECK(mild.fan_w < 3 * 117.7e3);
  // By hand at full fans: ACC-TW-04's machine, 2 MW each at 38 degC air, flow share 6/8.8.
  const PlantStep hot = run_for(p, at(8.793e6, 60, 25, 38), 4 * 3600);
  CHECK(hot.outdoor_leaving.c() == Approx(38 + 5.55).margin(0.05));  // 40.55 at 35 degC: the same difference
  CHECK(hot.end_supply.c() == Approx(38 + 5.55 + 3).margin(0.1));
  CHECK(hot.limited);
  CHECK(hot.available_w < 8.793e6);
  CHECK(hot.firm_available_w == Approx(hot.available_w * 2 / 3));
}
