// SPDX-License-Identifier: Apache-2.0
#include "sim/cooling/rear_door.hpp"

namespace netsuden {

namespace {
constexpr double rho_air = 1.2;
}

CoilParams RearDoorParams::default_coil() {
  CoilParams c;
  c.rated_heat = HeatFlow::from_si(30e3);
  c.air_in = 40_degC;
  c.water_in = 20_degC;
  c.air_drop = 15_K;
  c.water_rise = 6_K;
  return c;
}

FanParams RearDoorParams::default_fan() {
  FanParams f;
  f.rated_flow = MassFlow::from_si(3);
  f.rated_power = ActivePower::from_si(600);
  return f;
}

void describe(Describe& d, RearDoorParams& p) {
  d.object("coil", p.coil, {.text = "Coil of one door by its design point; every rack has one."});
  d.temperature("leaving", p.leaving, {.unit = "degC", .range = {10, 50, "air of a hall"}, .text = "Air that leaves the doors: their valves throttle the water to hold it.", .default_text = "absent: the valves stay open"});
  d.variant("kind", p.kind, {{"passive", "the fans of the servers push the air through"}, {"active", "the doors have fans"}}, {.text = "Who pays for its resistance."}, [&p](Describe& v, int i) {
    if (i == static_cast<int>(DoorKind::passive)) {
      v.quantity("resistance", p.resistance, {.unit = "Pa", .range = {0, 500, "what fans of servers overcome"}, .text = "Loss of pressure of a door at the design air flow of its coil.", .source = "assumption: 10 to 40 Pa"});
      v.fraction("server_fan_efficiency", p.server_fan_efficiency, {.unit = "%", .range = {0.05, 0.9, "fan times motor"}, .text = "Of the fans of the servers, from the wire to the air.", .source = "assumption: small axial fans 20 to 40 %"});
    } else {
      v.object("fan", p.fan, {.text = "Fans of one door together."});
    }
  });
}

Conductance door_conductance(const Coil& c, MassFlow air_total, MassFlow water_total, int racks) { return coil_performance(c, air_total, water_total, racks).eps_c_min; }

ActivePower door_resistance_power(const RearDoorParams& p, const Coil& c, MassFlow air_total, int racks) {
  if (p.kind != DoorKind::passive || racks <= 0) return {};
  const double m = air_total.si() / racks, share = m / c.air_flow.si();
  return ActivePower::from_si(racks * m / rho_air * p.resistance.si() * share * share / p.server_fan_efficiency.value());
}

ActivePower door_fan_power(const RearDoorParams& p, MassFlow air_total, int racks) {
  if (p.kind != DoorKind::active || racks <= 0) return {};
  return fan_power(p.fan, air_total * (1.0 / racks)) * static_cast<double>(racks);
}

}  // namespace netsuden
