// SPDX-License-Identifier: Apache-2.0
// Air-side economizer of a hall: outdoor air takes the place of return air in front of the coils.
//
//   used       T_out <= T_ret - change_over, dew point outdoors between its limits; else the dampers are closed, f = 0
//   f          share of outdoor air, up to `outdoor_share`;  T_mix = (1 - f) T_ret + f T_out
//   Q_free = min(Q, f m cp (T_ret - T_out)),  the coil takes Q - Q_free:  free alone, with coils, or coils alone
//   the most that both can take, for hall_air.hpp:  f m cp (T_ret - T_out) + K (T_mix - T_w) = K* (T_ret - T_w*)
//                K* = f m cp + (1 - f) K,  T_w* = (f m cp T_out + K (T_w - f T_out)) / K*;   without the coil where T_mix <= T_w
//
// Source: mixing balance; dew points after ASHRAE TC 9.9, 5th ed. 2021 (recommended -9 to 15 degC); the change-over by dry bulb is a
// fixed difference (assumption). Range: dry air. Left out: pressure of filters and dampers, humidifiers, smoke and salt outdoors.
// Verified by tests/unit/cooling/air_economizer_test.cpp, tests/cases/cooling_reference_test.cpp (Buildings DXCooledAirsideEconomizer).
#pragma once

#include "sim/base/describe.hpp"
#include "sim/base/units.hpp"

namespace netsuden {

struct AirEconomizerParams {
  Fraction outdoor_share{1.0};
  TemperatureDiff change_over = 1_K;
  Temperature lowest_dew_point = Temperature::celsius(-9), highest_dew_point = 15_degC;
};
void describe(Describe&, AirEconomizerParams&);

/// The most outdoor air that may be taken now; 0: the dampers are closed.
Fraction outdoor_share(const AirEconomizerParams&, Temperature outdoor, Temperature dew_point, Temperature return_air);

/// A coil with outdoor air in front of it, as one coil.
struct CombinedCoil {
  Conductance k;
  Temperature water;
};
CombinedCoil with_outdoor_air(Conductance coil, Temperature water, MassFlow air, Fraction share, Temperature outdoor, Temperature return_air);

/// Of a heat `q` that both take.
HeatFlow free_heat(HeatFlow q, MassFlow air, Fraction share, Temperature outdoor, Temperature return_air);

}  // namespace netsuden
