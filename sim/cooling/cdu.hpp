// SPDX-License-Identifier: Apache-2.0
// Coolant distribution unit: a counterflow exchanger between facility water (FWS) and the technology loop (TCS).
//
//   C_tcs = m_tcs cp_tcs, C_fws = m_fws cp_w, K = eps C_min at the facility flow that is available
//   Q_out = clamp(C_tcs (T_ret - T_set), 0, K (T_ret - T_fws))     the primary valve holds the supply set-point T_set
//   T_tcs_sup = T_ret - Q_out / C_tcs;  approach = T_tcs_sup - T_fws
//   M dT_ret/dt = Q_in - Q_out,  M = rho V cp of the loop          (exact: a first-order lag in each of the regimes)
//   facility flow in use: the m_fws at which eps C_min (T_ret - T_fws) = Q_out;  T_fws_ret = T_fws + Q_out / (m_fws cp)
//   pumps: constant, or P_rated (m/m_rated)^3; with u of n running, r = n - spare of which give the rated flow: at most u/r of it, P/r (m r/(u m_rated))^3 each
//
// Source: physics reference 4.1, 4.2. Range: flow ratios 0.2 to 1.5, single phase. Left out: transport delay, pump
// spin-down, the 2 to 10 s until a spare pump has taken over, dew-point limit; pump power as heat of the loop (the caller adds it to Q_in). Verified by
// tests/unit/cooling/cdu_test.cpp (ACC-LIQ-01, ACC-LIQ-02, design point, closure).
#pragma once

#include <optional>

#include "sim/base/describe.hpp"
#include "sim/base/units.hpp"
#include "sim/cooling/heat_exchanger.hpp"
#include "sim/cooling/pump.hpp"
#include "sim/cooling/validity.hpp"

namespace netsuden {

enum class Coolant { water, pg25 };
struct CoolantProperties {
  double cp = constants::cp_water, rho = constants::rho_water;
};
CoolantProperties coolant_properties(Coolant);

using VolumePerHeat = Quantity<dims::volume / dims::heat_flow>;

/// One unit, by its rated point.
struct CduParams {
  HeatFlow rated_heat = 2_MWt;
  TemperatureDiff approach = 4_K;          ///< T_tcs_sup - T_fws at rated heat
  TemperatureDiff technology_rise = 10_K;  ///< of the technology loop at rated heat
  TemperatureDiff facility_rise = 10_K;    ///< of the facility water at rated heat
  Coolant coolant = Coolant::pg25;
  ActivePower pump_power = ActivePower::from_si(12.24e3);
  PumpControl pump_control = PumpControl::variable;
  Fraction minimum_flow{0.3};  ///< of the technology loop, with variable pumps
  VolumePerHeat loop_volume = VolumePerHeat::from_si(1.5e-6);
  int pumps = 1, spare_pumps = 0;  ///< side by side; those to spare stand by
  std::optional<Pressure> head;  ///< for the racks, up to rated flow; absent: as much as they take
};
void describe(Describe&, CduParams&);

/// `count` equal units side by side, sized.
struct Cdu {
  HeatExchanger exchanger;  ///< of one unit; hot = technology loop
  CoolantProperties coolant;
  MassFlow technology_flow, facility_flow;  ///< rated, of all units
  HeatFlow rated_heat;                      ///< of all units
  HeatCapacity loop;                        ///< of all units
  ActivePower pump_power;                   ///< rated, of all units
  PumpControl pump_control = PumpControl::variable;
  Fraction minimum_flow;
  int count = 1;
};
Cdu size_cdu(const CduParams&, int count = 1);

/// Flow and pump power for a heat: in proportion to it (constant rise) with variable pumps, rated with constant ones.
MassFlow technology_flow(const Cdu&, HeatFlow heat);
ActivePower cdu_pump_power(const Cdu&, MassFlow technology_flow);

struct CduInputs {
  HeatFlow heat;                ///< of the servers into the technology loop
  Temperature facility_supply;  ///< T_fws
  MassFlow facility_flow;       ///< available; 0 = no heat rejection
  MassFlow technology_flow;
  Temperature set_point = Temperature::celsius(-100);  ///< of the technology supply; far below: valve open
};
struct CduOutputs {
  HeatFlow heat_out;  ///< to the facility water
  Temperature technology_supply, technology_return, facility_return;
  TemperatureDiff approach;
  MassFlow facility_flow;  ///< in use
};
/// Steady: the loop gives away what it takes up. Without facility flow `technology_return` is +infinity.
CduOutputs run_cdu(const Cdu&, const CduInputs&);

struct CduStep {
  Temperature technology_return;  ///< state at the end
  Temperature mean_return, mean_supply;
  HeatEnergy heat_in, heat_out, stored;  ///< over the step: in = out + stored
  CduOutputs end;                        ///< at the end of the step
};
/// The loop from the state `technology_return` over dt with inputs held.
CduStep advance(const Cdu&, Temperature technology_return, const CduInputs&, Duration dt);
/// Time until the technology supply reaches `threshold` (rising) with inputs held; +infinity if not within `horizon`.
Duration time_to_supply(const Cdu&, Temperature technology_return, const CduInputs&, Temperature threshold,
                        Duration horizon);

}  // namespace netsuden
