// SPDX-License-Identifier: Apache-2.0
// Plants that give heat to a network, run dry for want of water, and shift loads with their store.
#include "tests/unit/twin/plant_fixture.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <random>

using namespace netsuden;
using namespace netsuden::test;

namespace {

constexpr double cp = constants::cp_water;

PlantInputs at(double heat_w, double dt_s, double asked_w, double supply_c = 65, double wet_c = 15, double dry_c = 20) {
  PlantInputs in{heat_w, dt_s, Temperature::celsius(wet_c), Temperature::celsius(dry_c), true};
  in.network = {HeatFlow::from_si(asked_w), Temperature::celsius(supply_c)};
  return in;
}

PlantSpec giving(PlantSpec p, bool pump, RecoverySource from = RecoverySource::loop) {
  p.heat_recovery.emplace();
  p.heat_recovery->from = from;
  if (pump) p.heat_recovery->heat_pump.emplace();
  return p;
}

PlantSpec warm() {
  PlantSpec p = warm_plant();
  p.supply = 45_degC;
  p.towers.count = 2;
  p.towers.params.rated_heat = 3_MWt;
  return p;
}

/// Watts that a step leaves unexplained.
double residual_w(const PlantSpec& spec, const PlantInputs& in, const PlantStep& s) {
  const double into = in.heat_w + s.primary_pump_w + s.condenser_pump_w + s.chiller_w * spec.chillers.params.motor_share.value() + s.heat_pump_w + s.walls_w;
  return into - s.rejected_w - s.reused_w - s.store_gain_w - s.stored_j / in.dt_s;
}

}  // namespace

TEST_CASE("plant heat recovery: what the network does not take goes outdoors as before, watt for watt") {
  for (const bool pump : {false, true})
    for (const PlantSpec& spec : {giving(warm(), pump), giving(chilled_plant(3), pump), giving(chilled_plant(3), pump, RecoverySource::condenser)}) {
      CAPTURE(spec.name, pump);
      const bool chilled = spec.type == PlantType::chilled_water;
      const double supply = chilled ? (pump ? 65 : 22) : (pump ? 65 : 50);
      PlantSpec s = spec;
      s.heat_recovery->network.ret = Temperature::celsius(supply - 10);
      Plant p(s), without([&] { PlantSpec q = s; q.heat_recovery.reset(); return q; }());
      const PlantInputs in = at(2e6, 60, 1e6, supply);
      const PlantStep gives = run_for(p, in, 7200), keeps = run_for(without, in, 7200);
      CHECK(gives.reused_w == Approx(gives.taken_w + gives.heat_pump_w).epsilon(1e-12));
      CHECK(gives.end_supply.c() == Approx(keeps.end_supply.c()).margin(0.02));
      if (pump) CHECK(gives.reused_w == Approx(1e6));
      if (gives.taken_w > 0) {
        CHECK(gives.rejected_w < keeps.rejected_w);
        CHECK(gives.water_kg_s < keeps.water_kg_s);
        CHECK(gives.water_saved_kg_s > 0);
        CHECK(gives.water_saved_kg_s + gives.water_kg_s == Approx(keeps.water_kg_s).epsilon(0.12));  // without the compressors' heat on it
      }
      CHECK(std::abs(residual_w(s, in, gives)) < 1e-9 * 2e6);
      // Nobody asks: the same plant, number for number.
      Plant idle(s), plain(without.spec());
      for (int i = 0; i < 50; ++i) {
        const PlantInputs now = at(1e6 + 3e4 * i, 60, 0, supply);
        const PlantStep a = idle.evaluate(now), b = plain.evaluate(now);
        CHECK(a.end_supply == b.end_supply);
        CHECK(a.electric_w() == b.electric_w());
        CHECK(a.water_kg_s == b.water_kg_s);
        CHECK(a.reused_w == 0);
        idle.commit(a, now);
        plain.commit(b, now);
      }
      // Without power no heat pump and no pump moves.
      PlantInputs dark = in;
      dark.powered = dark.pumps_powered = false;
      CHECK(p.evaluate(dark).reused_w == 0);
    }
}

TEST_CASE("plant heat recovery: a network that takes all leaves towers, fans and water at rest, and one that takes too much gets what there is") {
  Plant p(giving(warm(), true));
  const PlantInputs in = at(3e6, 60, 1e9);
  const PlantStep s = run_for(p, in, 7200);
  CHECK(s.taken_w == Approx(s.heat_in_w));
  CHECK(s.rejected_w == 0);
  CHECK(s.fan_w + s.water_kg_s + s.condenser_pump_w == 0);
  CHECK(s.end_supply.c() == Approx(45).margin(0.01));
  // By hand: the return of 55 degC preheats the network to 52 degC (7 of 20 K); the pump lifts the rest from the supply of the loop.
  const double lifts = 0.5 * 338.15 / 20;
  CHECK(s.reused_w == Approx(s.taken_w / (0.35 + 0.65 * (1 - 1 / lifts))).epsilon(1e-3));
  CHECK(s.lifted_w / s.heat_pump_w == Approx(lifts).epsilon(1e-3));
  // Chillers: without a load they stop.
  Plant c(giving(chilled_plant(3), true));
  const PlantStep all = run_for(c, at(2e6, 60, 1e9), 4 * 3600);
  CHECK(all.taken_w == Approx(all.heat_in_w));
  CHECK(all.chiller_w == 0);
  CHECK(all.end_supply.c() == Approx(18).margin(0.02));
  CHECK(all.lifted_w / all.heat_pump_w == Approx(0.5 * 338.15 / 47).epsilon(2e-3));
}

TEST_CASE("plant heat recovery: capacity counts what the network takes, firm capacity does not") {
  Plant with(giving(chilled_plant(3), true)), without(chilled_plant(3));
  const PlantStep a = run_for(with, at(2.5e6, 60, 1e6), 7200), b = run_for(without, at(2.5e6, 60, 1e6), 7200);
  CHECK(a.available_w == Approx(3e6 + a.taken_w));
  CHECK(a.firm_available_w == Approx(b.firm_available_w));
}

TEST_CASE("plant heat recovery: a thousand random plants and networks close and settle") {
  std::mt19937 random(7);
  const auto draw = [&](double low, double high) { return low + (high - low) * std::uniform_real_distribution<>()(random); };
  double worst = 0;
  for (int n = 0; n < 1000; ++n) {
    PlantSpec s = n % 3 == 0 ? warm() : chilled_plant(3);
    if (n % 2 == 0) s.rejects_to = RejectsTo::dry_coolers, s.dry_coolers.count = 2, s.dry_coolers.params.adiabatic = n % 4 == 0;
    if (n % 3 == 2) s.economizer.emplace();
    s = giving(s, n % 5 != 0, n % 3 != 0 && n % 7 < 3 ? RecoverySource::condenser : RecoverySource::loop);
    s.heat_recovery->approach = TemperatureDiff::from_si(draw(0.2, 10));
    s.heat_recovery->network.ret = Temperature::celsius(draw(5, 60));
    Plant p(s);
    for (int i = 0; i < 30; ++i) {
      PlantInputs in = at(draw(0, 3.5e6), draw(1, 3600), draw(0, 4e6), s.heat_recovery->network.ret.c() + draw(1, 40), draw(-15, 28), 0);
      in.dry_bulb = in.wet_bulb + TemperatureDiff::from_si(draw(0, 12));
      in.powered = draw(0, 1) > 0.05;
      const PlantStep step = p.evaluate(in);
      CAPTURE(n, i, step.taken_w, step.reused_w);
      worst = std::max(worst, std::abs(residual_w(s, in, step)) / std::max(1e6, in.heat_w));
      CHECK(step.reused_w >= step.taken_w * (1 - 1e-12));
      CHECK(step.taken_w >= 0);
      CHECK(step.rejected_w >= 0);
      CHECK(step.reused_w <= in.network.heat.si() * (1 + 1e-9));
      CHECK(std::isfinite(step.end_supply.k()));
      p.commit(step, in);
    }
  }
  CHECK(worst < 1e-9);
}

TEST_CASE("plant water: adiabatic coolers without water are dry coolers") {
  PlantSpec wet = warm_plant();
  wet.supply = 32_degC;
  wet.rejects_to = RejectsTo::dry_coolers;
  wet.dry_coolers.count = 4;
  wet.dry_coolers.params.adiabatic = true;
  PlantSpec dry = wet;
  dry.dry_coolers.params.adiabatic = false;
  Plant a(wet), b(dry);
  PlantInputs in = at(6e6, 60, 0, 65, 22, 33);
  CHECK(a.evaluate(in).water_kg_s > 0);
  in.dry_pads = true;
  const PlantStep s = run_for(a, in, 7200), t = run_for(b, in, 7200);
  CHECK(s.water_kg_s == 0);
  CHECK(s.end_supply == t.end_supply);
  CHECK(s.fan_w == t.fan_w);
}

TEST_CASE("plant store: the economizer charges it where it could do more, and no chiller starts for it") {
  PlantSpec spec = chilled_plant(3);
  spec.economizer.emplace();
  spec.store.emplace();
  spec.store->tank.volume = 200_m3;
  spec.store->tank.wall_w_m2k = 0;
  spec.store->power = 1_MWt;
  spec.store->charge = Fraction(0.1);
  Plant plain(spec);
  spec.store->free_cooling = true;
  Plant p(spec);
  // Cold air: alone, and 200 m3 times 8 K times 0.9 within some hours at 1 MW.
  const PlantInputs cold = at(1.5e6, 300, 0, 65, 2, 4);
  double kept_kwh = 0;
  for (int i = 0; i < 12 * 10; ++i) {
    const PlantStep s = p.evaluate(cold), q = plain.evaluate(cold);
    CHECK(s.chiller_w == 0);
    CHECK(std::abs(residual_w(spec, cold, s)) < 1e-9 * 2e6);
    CHECK(s.economizer_store_w == Approx(-s.store_w).margin(1e-6));
    CHECK(s.economizer_store_w <= 1e6 * (1 + 1e-9));
    if (i > 12) CHECK(s.end_supply.c() == Approx(18).margin(0.02));
    kept_kwh += s.economizer_store_w * 300 / 3.6e6;
    p.commit(s, cold);
    plain.commit(q, cold);
  }
  CHECK(p.store_charge() > 0.95);
  CHECK(kept_kwh == Approx(0.9 * 200 * constants::rho_water * cp * 8 / 3.6e6).epsilon(0.05));
  CHECK(plain.store_charge() == Approx(0.1).margin(0.02));
  // Weather in which it carries the loop with hardly anything to spare.
  Plant mild(spec);
  const double watts = 2.8e6;
  for (double wet = 4; wet < 14; wet += 0.5) {
    const PlantInputs in = at(watts, 300, 0, 65, wet, wet + 2);
    const PlantStep s = mild.evaluate(in);
    CAPTURE(wet);
    if (s.economizer_store_w > 0) CHECK(s.chiller_w == 0);
    CHECK(std::abs(residual_w(spec, in, s)) < 1e-9 * watts);
    mild.commit(s, in);
  }
}

TEST_CASE("plant store: dear energy empties it to its reserve before the chillers, cheap energy fills it, and it stays for an emergency") {
  PlantSpec spec = chilled_plant(3);
  spec.store.emplace();
  spec.store->tank.volume = 400_m3;
  spec.store->tank.wall_w_m2k = 0;
  spec.store->power = 2_MWt;
  spec.store->charge_below = EnergyPrice::from_si(10 / 3.6e6);
  spec.store->discharge_above = EnergyPrice::from_si(20 / 3.6e6);
  spec.store->reserve = Fraction(0.4);
  Plant p(spec), plain(chilled_plant(3));
  const auto priced = [&](double price, double dt = 300) {
    PlantInputs in = at(1.5e6, dt, 0, 65, 18, 24);
    in.price = EnergyPrice::from_si(price / 3.6e6);
    return in;
  };
  const PlantStep mid = run_for(p, priced(15), 3600);
  CHECK(mid.store_w == 0);
  PlantStep dear = p.evaluate(priced(25));
  CHECK(dear.store_w == Approx(1.5e6).epsilon(0.01));
  double given = 0, chilled = 0;
  for (int i = 0; i < 12 * 6; ++i) {
    dear = p.evaluate(priced(25));
    given += dear.store_w * 300;
    chilled += dear.chiller_w * 300;
    CHECK(std::abs(residual_w(spec, priced(25), dear)) < 1e-9 * 2e6);
    CHECK(dear.end_supply.c() < 18.6);
    p.commit(dear, priced(25));
  }
  CHECK(p.store_charge() == Approx(0.4).margin(0.02));
  CHECK(given == Approx(0.6 * 400 * constants::rho_water * cp * 8).epsilon(0.08));
  CHECK(dear.store_w == 0);
  // The chillers are lost: the reserve carries the loop, whatever the price.
  Plant lost = p;
  lost.chiller_up.assign(3, 0);
  CHECK(lost.evaluate(priced(25, 10)).store_w == Approx(1.5e6).epsilon(0.01));
  CHECK(run_for(p, priced(15), 3600).store_w == 0);
  CHECK(run_for(p, priced(5), 3600).store_w < 0);
  run_for(p, priced(5), 12 * 3600);
  CHECK(p.store_charge() > 0.95);
  // In the dear hours the chillers gave what the store did not.
  const double all = 6 * 3600 * run_for(plain, priced(25), 6 * 3600).chiller_w;
  CHECK(chilled == Approx(all * (1 - given / (1.5e6 * 6 * 3600))).epsilon(0.03));
}
