// SPDX-License-Identifier: Apache-2.0
// Liquid-liquid plate heat exchanger, counterflow eps-NTU: water-side economizer, CDU, heat recovery.
//
//   C = m cp;  N = UA / C_min;  Q = eps C_min (T_hot_in - T_cold_in);  T_hot_out = T_hot_in - Q / C_hot; cold likewise
//   UA / UA_design by the flow exponents 0.8 on both sides, equal resistances at design (assumption: turbulent plates)
//
// Source: physics reference 3.3, 4.2. Range: single phase, flow ratios 0.2 to 1.5. Left out: fouling, pressure drop.
// Verified by tests/unit/cooling/heat_exchanger_test.cpp (sizing example of 4.2: eps 0.714, N 2.5).
#pragma once

#include "sim/base/describe.hpp"
#include "sim/base/units.hpp"
#include "sim/cooling/coil.hpp"

namespace netsuden {

/// By its design point: heat, the rise on either side, and the approach T_hot_out - T_cold_in.
struct HeatExchangerParams {
  HeatFlow rated_heat = 5_MWt;
  TemperatureDiff approach = 2_K;
  TemperatureDiff hot_drop = 8_K, cold_rise = 8_K;
};
void describe(Describe&, HeatExchangerParams&);

struct HeatExchanger {
  Conductance ua;
  MassFlow hot_flow, cold_flow;  ///< at design, water
  double hot_cp = constants::cp_water, cold_cp = constants::cp_water;
  UaCorrection correction{0.8, 0.8, 1.0};
};
HeatExchanger size_heat_exchanger(const HeatExchangerParams&, double hot_cp = constants::cp_water,
                                  double cold_cp = constants::cp_water);

struct HeatExchange {
  HeatFlow heat;  ///< from hot to cold; negative if the "hot" side is colder
  Temperature hot_out, cold_out;
  double effectiveness = 0;
  Conductance eps_c_min;
};
HeatExchange run_heat_exchanger(const HeatExchanger&, Temperature hot_in, MassFlow hot, Temperature cold_in,
                                MassFlow cold, int count = 1);

}  // namespace netsuden
