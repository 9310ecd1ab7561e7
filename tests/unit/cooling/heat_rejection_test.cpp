// SPDX-License-Identifier: Apache-2.0
#include "sim/cooling/heat_rejection.hpp"

#include <catch2/catch.hpp>

using namespace netsuden;

namespace {
constexpr Outdoors summer{25_degC, 33_degC};
}

TEST_CASE("heat rejection: towers side by side are one tower each, dry coolers a bank") {
  TowerParams t;
  const HeatRejection towers{t};
  const Tower one = size_tower(t);
  const RejectionOutputs r = towers.run({9_MWt, Fraction(0.8), 29_degC, 3}, summer);
  const TowerOutputs by_hand = run_tower(one, {3_MWt, MassFlow::from_si(0.8 * one.design_water_kg_s), 25_degC, 29_degC, 33_degC});
  CHECK(r.leaving == by_hand.leaving);
  CHECK(r.fan_power.si() == Approx(3 * by_hand.fan_power.si()));
  CHECK(r.water.make_up.si() == Approx(3 * by_hand.water.make_up.si()));
  CHECK(towers.evaporates());
  DryCoolerParams d;
  const HeatRejection dry{d};
  // ACC-TW-04: the record of three units at its design point.
  const RejectionOutputs q = dry.run({d.rated_heat * 3, Fraction(1), 0_degC, 3}, {20_degC, 35_degC});
  CHECK(q.leaving.c() == Approx(40.55).epsilon(1e-6));
  CHECK(q.fan_power.in(1_kW) == Approx(3 * 117.68).epsilon(0.002));
  CHECK(q.water.make_up.si() == 0);
  CHECK_FALSE(dry.evaporates());
}

TEST_CASE("heat rejection: at part load the water comes nearer to the wet bulb than at the design point, as the model says") {
  // ACC-TW-01 (Dymola reference of YorkCalc, 25.55 degC, range 5.56 K, full air): 2.633621 K with three quarters of the reference water, 3.844515 K with
  // all of it; a tower sized for the latter.
  TowerParams york;
  york.model = TowerModel::yorkcalc;
  york.wet_bulb = Temperature::celsius(25.55);
  york.approach = TemperatureDiff::from_si(3.844515);
  york.range = TemperatureDiff::from_si(5.56);
  const HeatRejection y{york};
  const Outdoors air{Temperature::celsius(25.55), 33_degC};
  const Fraction flow(0.75 + 1e-7);  // within the 0.75 to 1.25 of the correlation
  const HeatFlow part = y.rated_heat() * flow.value();
  CHECK((y.coldest(part, flow, air) - air.wet_bulb).si() == Approx(2.633621).margin(1e-4));
  CHECK((y.coldest(y.rated_heat(), Fraction(1), air) - air.wet_bulb).si() == Approx(3.844515).margin(1e-4));
  // A set-point between the two is held, with less than full fans; one below means full fans.
  const RejectionOutputs held = y.run({part, flow, air.wet_bulb + 3_K, 1}, air), below = y.run({part, flow, air.wet_bulb + 2_K, 1}, air);
  CHECK((held.leaving - air.wet_bulb).si() == Approx(3).margin(1e-5));
  CHECK(held.air_ratio < 1);
  CHECK((below.leaving - air.wet_bulb).si() == Approx(2.633621).margin(1e-4));
  CHECK(below.air_ratio == 1);
  CHECK(held.outside_validity == 0);
  // Both kinds of towers and dry coolers: the design point is what it was sized for, less heat comes nearer, no water passes the sink. In cold air
  // Merkel's tower is further from the wet bulb with the same heat: the air takes up less.
  for (const bool wet : {true, false}) {
    const HeatRejection one = wet ? HeatRejection{TowerParams{}} : HeatRejection{DryCoolerParams{}};
    const Outdoors design = wet ? Outdoors{Temperature::celsius(25.6), 33_degC} : Outdoors{25_degC, 35_degC};
    CHECK((one.coldest(one.rated_heat(), Fraction(1), design) - one.sink(design)).si() == Approx(wet ? 3.9 : 5.55).margin(wet ? 0.02 : 1e-6));  // EnergyPlus's curve over the water is 1.0039 at 1
    double last = 0;
    for (const double share : {0.01, 0.1, 0.3, 0.5, 0.75, 1.0}) {
      const double nearness = (one.coldest(one.rated_heat() * share, Fraction(1), design) - one.sink(design)).si();
      CHECK(nearness > last);
      last = nearness;
    }
    CHECK(one.coldest(HeatFlow{}, Fraction(1), design) == one.sink(design));
    CHECK((one.floor(design) - one.sink(design)).si() == Approx(1.2));
  }
  const HeatRejection merkel{TowerParams{}};
  CHECK((merkel.coldest(merkel.rated_heat(), Fraction(1), {2_degC, 4_degC}) - 2_degC).si() > 3.9);
}

TEST_CASE("heat rejection: what is available holds the supply at full fans, and no more does") {
  for (const bool wet : {true, false}) {
    const HeatRejection one = wet ? HeatRejection{TowerParams{}} : HeatRejection{DryCoolerParams{}};
    for (const double supply : {27.0, 30.0, 36.0, 41.0}) {
      const Temperature t = Temperature::celsius(supply);
      const HeatFlow q = one.available(t, 2_K, one.rated_heat(), summer);
      INFO((wet ? "tower " : "dry cooler ") << supply << " degC: " << q.si() / 1e6 << " MW");
      CHECK(q <= one.rated_heat());
      if (t <= one.sink(summer)) {
        CHECK(q.si() == 0);
        continue;
      }
      // Proportion is an approximation of the tower's: within a tenth of the room above the sink.
      const HeatFlow exact = one.available(t, 2_K, q, summer);
      const double leaving = one.run({exact, Fraction(1), Temperature::celsius(-50), 1}, summer).leaving.c(), approach = 2 * (exact / one.rated_heat());
      if (exact < one.rated_heat()) CHECK(leaving + approach == Approx(supply).margin(0.1 * (supply - one.sink(summer).c())));
      else CHECK(leaving + approach <= supply + 0.1);
    }
    CHECK(one.available(10_degC, 2_K, one.rated_heat(), summer).si() == 0);
  }
}

TEST_CASE("heat rejection: adiabatic pads lower the air that enters, and drink") {
  DryCoolerParams p;
  p.adiabatic = true;
  const HeatRejection pads{p}, dry{DryCoolerParams{}};
  CHECK(pads.sink(summer).c() == Approx(33 - 0.7 * 8));
  CHECK(pads.floor(summer).c() == Approx(33 - 0.7 * 8 + 1.2));
  CHECK(pads.sink({15_degC, 20_degC}) == 20_degC);  // below the switch-over
  const RejectionInputs in{2_MWt, Fraction(1), 0_degC, 1};
  CHECK(pads.run(in, summer).leaving < dry.run(in, summer).leaving);
  CHECK(pads.run(in, summer).water.make_up.si() > 0);
}
