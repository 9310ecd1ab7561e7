// SPDX-License-Identifier: Apache-2.0
// Doors behind racks: their effectiveness, and the hall behind them in balance.
#include <catch2/catch.hpp>

#include <cmath>

#include "sim/base/random.hpp"
#include "sim/cooling/hall_air.hpp"
#include "sim/cooling/rear_door.hpp"

using namespace netsuden;

namespace {

constexpr double cp = constants::cp_air;

/// A hall of 20 racks of 30 kW, 10 % recirculation, no walls.
HallAir hall() {
  HallAirParams p;
  p.recirculation = Fraction(0.1);
  HallAir h = size_hall_air(p, Area::from_si(80), HeatFlow::from_si(600e3));
  h.building_ambient = Conductance{};
  return h;
}

HallAirInputs inputs(const HallAir& h, double heat_w) {
  HallAirInputs in;
  in.server_heat = HeatFlow::from_si(heat_w);
  in.ambient = 25_degC;
  in.supply_set_point = 24_degC;
  in.water_supply = 16_degC;
  in.server_flow = server_air_flow(h, in.server_heat);
  in.crah_flow_available = h.design_crah_flow() * 1.2;
  in.coil = Conductance::from_si(0.8 * h.design_crah_flow().si() * cp);
  return in;
}

}  // namespace

TEST_CASE("rear door: effectiveness of 0.6 to 0.9 of outlet less water, rated heat at the design point") {
  // Physics reference 4.4. 30 kW at 15 K of 20 K.
  const RearDoorParams p;
  const Coil c = size_coil(p.coil);
  CHECK(c.feasible);
  const double k = door_conductance(c, c.air_flow * 10.0, c.water_flow * 10.0, 10).si();
  CHECK(k * (p.coil.air_in - p.coil.water_in).si() == Approx(10 * 30e3).epsilon(1e-9));
  const double effectiveness = k / (10 * c.air_flow.si() * cp);
  CHECK(effectiveness == Approx(0.75).epsilon(1e-9));
  for (const double share : {0.4, 0.7, 1.0, 1.3}) {
    const double e = door_conductance(c, c.air_flow * share, c.water_flow, 1).si() / (share * c.air_flow.si() * cp);
    CHECK(e > 0.6);
    CHECK(e < 0.95);
  }
}

TEST_CASE("rear door: resistance of passive doors by the cube of the flow, fans of active ones by their law") {
  RearDoorParams p;
  const Coil c = size_coil(p.coil);
  // 25 Pa, 30 %: V dp / eta by hand.
  const double one = c.air_flow.si() / 1.2 * 25 / 0.3;
  CHECK(door_resistance_power(p, c, c.air_flow * 8.0, 8).si() == Approx(8 * one));
  CHECK(door_resistance_power(p, c, c.air_flow * 4.0, 8).si() == Approx(one));
  CHECK(door_fan_power(p, c.air_flow * 8.0, 8).si() == 0);
  p.kind = DoorKind::active;
  CHECK(door_resistance_power(p, c, c.air_flow * 8.0, 8).si() == 0);
  CHECK(door_fan_power(p, p.fan.rated_flow * 8.0, 8).si() == Approx(8 * 600));
}

TEST_CASE("rear door: in balance the doors take eps of outlet less water, the coils the rest") {
  const HallAir h = hall();
  for (const double heat : {150e3, 400e3, 600e3}) {
    HallAirInputs in = inputs(h, heat);
    const double flow_w_k = in.server_flow.si() * cp;
    in.door = Conductance::from_si(0.75 * flow_w_k);
    in.door_water = 20_degC;
    const HallAirState s = steady_state(h, in);
    const HallAirStep step = advance(h, s, in, 10_min);
    const double outlet = s.cold.c() + heat / flow_w_k;
    CHECK(step.mean_outlet.c() == Approx(outlet).margin(1e-6));
    CHECK(step.door_heat.si() / 600 == Approx(0.75 * flow_w_k * (outlet - 20)).epsilon(1e-6));
    CHECK(step.coil_heat.si() / 600 == Approx(heat - 0.75 * flow_w_k * (outlet - 20)).epsilon(1e-6).margin(1.0));
    CHECK(step.door == DoorRegime::full);
    CHECK(step.end.cold.c() == Approx(s.cold.c()).margin(1e-6));
  }
}

TEST_CASE("rear door: a leaving temperature is held while the water can, and warm water shuts the door") {
  const HallAir h = hall();
  HallAirInputs in = inputs(h, 500e3);
  const double flow_w_k = in.server_flow.si() * cp;
  in.door = Conductance::from_si(0.75 * flow_w_k);
  in.door_water = 18_degC;
  in.door_leaving = 28_degC;
  const HallAirStep held = advance(h, steady_state(h, in), in, 10_min);
  CHECK(held.door == DoorRegime::held);
  CHECK(held.mean_outlet.c() - held.door_heat.si() / 600 / flow_w_k == Approx(28).margin(1e-6));
  in.door_water = 27_degC;  // more than its coil can
  CHECK(advance(h, steady_state(h, in), in, 10_min).door == DoorRegime::full);
  in.door_water = 60_degC;
  const HallAirStep shut = advance(h, steady_state(h, in), in, 10_min);
  CHECK(shut.door == DoorRegime::shut);
  CHECK(shut.door_heat.si() == 0);
  in.door = Conductance{};
  const HallAirStep none = advance(h, steady_state(h, in), in, 10_min);
  CHECK(none.mean_inlet.c() == Approx(shut.mean_inlet.c()).margin(1e-9));
}

TEST_CASE("rear door: energy of a step closes, also where doors and coils change their regime in it") {
  RandomStream random(7, "rear door");
  const HallAir h = hall();
  for (int i = 0; i < 1000; ++i) {
    HallAirInputs in = inputs(h, random.uniform(50e3, 600e3));
    in.door = Conductance::from_si(random.uniform(0, 0.95) * in.server_flow.si() * cp);
    in.door_water = Temperature::celsius(random.uniform(10, 45));
    if (i % 2) in.door_leaving = Temperature::celsius(random.uniform(15, 45));
    in.door_fan_heat = HeatFlow::from_si(i % 3 ? 0 : 12e3);
    in.fan_heat = HeatFlow::from_si(15e3);
    if (i % 5 == 0) in.crah_flow_available = MassFlow{};
    HallAirState s;
    s.cold = Temperature::celsius(random.uniform(15, 40));
    s.hot = s.cold + TemperatureDiff::from_si(random.uniform(0, 25));
    s.servers = s.hot + TemperatureDiff::from_si(random.uniform(-5, 15));
    const HallAirStep r = advance(h, s, in, Duration::from_si(random.uniform(1, 3600)));
    const double in_j = r.server_heat.si() + r.fan_heat.si(), out_j = r.coil_heat.si() + r.door_heat.si() + r.to_ambient.si() + r.stored.si();
    REQUIRE(in_j - out_j == Approx(0).margin(1e-9 * in_j));
    REQUIRE(r.door_heat.si() >= -1e-6 * in_j);
  }
}
