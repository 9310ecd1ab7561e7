// SPDX-License-Identifier: Apache-2.0
// Air of a hall: four thermal masses advanced exactly.
//
// Nodes: cold aisle air C, hot aisle air H, server mass S, building mass B. Flows in kg/s.
//   m_srv (1-r) = m_crah (1-b)          r share of hot air in the servers' inlet, b share of supply that bypasses them
//   C_C dT_C/dt = m_crah(1-b) cp (T_sup - T_C) + r m_srv cp (T_H - T_C) + UA_C (T_B - T_C)
//   Q_air       = e_S m_srv cp (T_S - T_C),  e_S = 1 - exp(-hA_S / (m_srv cp))
//   C_S dT_S/dt = P_air - Q_air
//   C_H dT_H/dt = Q_air + m_srv cp (T_C - T_H) + UA_H (T_B - T_H)
//   C_B dT_B/dt = UA_C (T_C - T_B) + UA_H (T_H - T_B) + UA_amb (T_amb - T_B)
//   T_ret       = (1-b) T_H + b T_sup
//   supply      (held)      T_sup = T_set,                      Q_coil = m_crah cp (T_ret - T_set) + P_fan
//               (saturated) Q_coil = K (T_ret - T_w),           T_sup = T_ret - (Q_coil - P_fan) / (m_crah cp)
//               (idle)      Q_coil = 0
// with K = eps C_min of the coils (0 = no cooling). Q_coil is the required heat clamped to [0, K (T_ret - T_w)], which
// is continuous in T_H: each of the three is a linear system, advanced exactly (sim/base/linear.hpp); the moment at
// which one gives way to another inside a step is found by bisection (a return within the same step is not). Doors behind the racks
// (rear_door.hpp) take Q_door out of what comes to H, with T_out = T_C + e_S (T_S - T_C), in the same way:
//   (full) Q_door = K_d (T_out - T_d)     (held) Q_door = m_srv cp (T_out - T_leaving)     (shut) 0;  the middle one of the three. CRAH fans
// follow the servers: m_crah = m_srv (1-r0)/(1-b0) as far as available. Above it (minimum fan speed) the surplus
// bypasses; below it recirculation rises, r = 1 - m_crah (1-b0) / m_srv, down to natural circulation.
//
// Energy over a step: server + fan heat = coil + doors + to ambient + stored, to rounding.
//
// Source: physics reference 3.1, 3.2; two-capacity limit after Khankari, ASHRAE Trans. 117-1 (2011).
// Range: well-mixed aisles, dry coils (supply at or above 18 degC), constant cp. Left out: stratification,
// humidity; single racks: recirculation.hpp. Verified by tests/unit/cooling/hall_air_test.cpp (ACC-TH-00, -01, -02, -04, closure, steady state).
#pragma once

#include <optional>

#include "sim/base/describe.hpp"
#include "sim/base/linear.hpp"
#include "sim/base/units.hpp"
#include "sim/cooling/validity.hpp"

namespace netsuden {

/// Heat capacity for each watt of rated load: J/K per W, which are seconds per kelvin (11 s/K = 11 kJ/K per kW).
using CapacityPerPower = Quantity<dims::time / dims::kelvin>;
using CapacityPerArea = Quantity<dims::heat_capacity / dims::area>;
using ConductancePerArea = Quantity<dims::conductance / dims::area>;

/// What is said of a hall, for each kW and each m2.
struct HallAirParams {
  Fraction recirculation{0.05};
  Fraction bypass{0.08};
  TemperatureDiff server_temperature_rise = 16_K;
  Fraction minimum_server_flow{0.3};
  Fraction minimum_crah_flow{0.3};
  Fraction natural_circulation{0.03};
  CapacityPerPower server_heat_capacity = CapacityPerPower::from_si(11);
  Fraction server_effectiveness{0.6};
  CapacityPerArea building_heat_capacity = CapacityPerArea::from_si(40e3);
  ConductancePerArea surface_transfer = ConductancePerArea::from_si(15);
  ConductancePerArea ambient_transfer = ConductancePerArea::from_si(0.3);
  Length height = 3_m;
  Fraction cold_air_share{0.4};
};
void describe(Describe&, HallAirParams&);

/// A hall sized from its parameters (or set up field by field): what the equations above use.
struct HallAir {
  HeatCapacity cold_air, hot_air, servers, building;
  Conductance server_transfer;   ///< hA_S
  Conductance cold_building;     ///< UA_C
  Conductance hot_building;      ///< UA_H
  Conductance building_ambient;  ///< UA_amb
  MassFlow design_server_flow;   ///< at rated heat
  Fraction recirculation, bypass, minimum_server_flow, minimum_crah_flow, natural_circulation;
  TemperatureDiff server_temperature_rise;
  MassFlow least_crah_flow{};    ///< of one CRAH at its lowest speed: while any runs there is no less
  /// CRAH flow that serves the design server flow.
  MassFlow design_crah_flow() const;
};

HallAir size_hall_air(const HallAirParams&, Area, HeatFlow rated_air_heat);

/// m = Q / (cp dT_design), at least the minimum share of the design flow, at most the design flow.
MassFlow server_air_flow(const HallAir&, HeatFlow server_heat);

struct HallAirState {
  Temperature cold = 24_degC, hot = 36_degC, servers = 44_degC, building = 28_degC;
};

struct HallAirInputs {
  HeatFlow server_heat;  ///< heat of the servers to air
  HeatFlow fan_heat;     ///< of the CRAH fans, into the supply air
  Temperature ambient;   ///< outside the building envelope
  Temperature supply_set_point;
  Temperature water_supply;      ///< chilled water to the coils
  Conductance coil;              ///< K = eps C_min of all running coils; 0 = no cooling
  MassFlow crah_flow_available;  ///< of all running CRAHs at full speed; 0 = fans stand
  MassFlow server_flow;          ///< server_air_flow(...)
  Conductance door;              ///< K_d of all doors behind the racks; 0 = none
  Temperature door_water;        ///< T_d
  std::optional<Temperature> door_leaving;  ///< absent: the doors take what they can
  HeatFlow door_fan_heat;        ///< of the doors' own fans, into the hot aisle
};

/// The flows that result: fan power follows from `crah`.
struct HallAirFlows {
  MassFlow server, crah;
  Fraction recirculation, bypass;
  bool starved = false;  ///< the CRAHs cannot give what the servers draw
};
HallAirFlows hall_air_flows(const HallAir&, const HallAirInputs&);

enum class SupplyRegime { held, saturated, idle };
enum class DoorRegime { none, full, held, shut };

struct HallAirStep {
  HallAirState end;
  Temperature mean_inlet, mean_hot, mean_return, mean_supply;  ///< over the step
  Temperature end_return, end_supply;
  HeatEnergy server_heat, fan_heat, coil_heat, to_ambient, stored;  ///< over the step; fan_heat: of the doors too
  HeatEnergy door_heat;
  Temperature mean_outlet;  ///< of the servers, before the doors
  HeatFlow end_coil_heat;                                           ///< rate at the end of the step
  SupplyRegime regime = SupplyRegime::held;                         ///< at the end of the step
  DoorRegime door = DoorRegime::none;
  double cold_rate_k_s = 0, hot_rate_k_s = 0;                       ///< dT/dt at the end of the step
  HallAirFlows flows;
  Temperature held_below;  ///< the step would be the same to the bit with any colder water; 0 K where that is not so
  ValidityBits outside_validity = 0;
};

/// What one step may leave for the next: only time is saved, the result is the same to the bit without it.
using HallAirMemo = LinearStepMemo<4>;

HallAirStep advance(const HallAir&, const HallAirState&, const HallAirInputs&, Duration dt, HallAirMemo* = nullptr);

/// Time until the cold aisle comes to `threshold`, from below or from above, with the inputs held; +infinity (as
/// `.si()`) if it does not within `horizon`; 0 if it is there.
Duration time_to_inlet(const HallAir&, const HallAirState&, const HallAirInputs&, Temperature threshold,
                       Duration horizon);

/// The state that the inputs, held for ever, lead to.
HallAirState steady_state(const HallAir&, const HallAirInputs&);

}  // namespace netsuden
