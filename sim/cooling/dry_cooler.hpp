// SPDX-License-Identifier: Apache-2.0
// Dry and adiabatic coolers: eps-NTU, cross-flow with both sides unmixed.
//
//   Q = eps C_min (T_w_in - T_air);  UA off-design as in sim/cooling/coil.hpp (exponents 0.85 water, 0.8 air, ratio
//   0.5) adiabatic: T_air = T_db - eta_ad (T_db - T_wb) when T_db > T_switch;
//              water = m_air (w_eff - w_in), w_eff - w_in = cp_moist (T_db - T_air) / h_fg(T_wb)
//   fans: P = P_rated x^n; the air ratio x that holds the leaving set-point is solved by bisection
//   the range follows from the heat: T_w_in = T_w_out + Q / (m_w cp)
//
// Source: physics reference 5.3; default record BAC TrilliumSeries TDFS1238N-C60ET40B (Modelica Buildings). Range:
// single phase, air ratio 0.1..1. Left out: altitude derating, recirculation of discharge air, wind. Verified by
// tests/unit/cooling/dry_cooler_test.cpp (ACC-TW-04; hotter ambient never raises capacity).
#pragma once

#include "sim/base/describe.hpp"
#include "sim/base/units.hpp"
#include "sim/cooling/coil.hpp"
#include "sim/cooling/validity.hpp"

namespace netsuden {

struct DryCoolerParams {
  HeatFlow rated_heat = HeatFlow::from_si(2.931e6);
  Temperature air_in = 35_degC;
  Temperature water_in = Temperature::celsius(46.11), water_out = Temperature::celsius(40.55);
  Fraction fan_power{0.0402};      ///< of the rated heat
  TemperatureDiff air_rise = 8_K;  ///< at rated heat
  double fan_exponent = 3;
  Fraction minimum_air{0.1};
  bool adiabatic = false;
  Fraction adiabatic_effectiveness{0.7};
  Temperature adiabatic_above = 25_degC;
};
void describe(Describe&, DryCoolerParams&);

/// One unit, sized.
struct DryCooler {
  DryCoolerParams params;
  Coil coil;
  ActivePower rated_fan_power;
};
DryCooler size_dry_cooler(const DryCoolerParams&);

struct DryCoolerInputs {
  HeatFlow heat;   ///< to be rejected by all units
  MassFlow water;  ///< through all units
  Temperature dry_bulb, wet_bulb;
  Pressure pressure = Pressure::from_si(101325);
  Temperature set_point;  ///< leaving water
  int count = 1;          ///< running units
};
struct DryCoolerOutputs {
  Temperature leaving, entering, air_in;
  double air_ratio = 0;
  ActivePower fan_power;
  MassFlow water_use;  ///< adiabatic pads
  bool at_set_point = false;
  ValidityBits outside_validity = 0;
};
/// Air at the coils: outdoor air, or what wetted pads make of it.
Temperature dry_cooler_air(const DryCoolerParams&, Temperature dry_bulb, Temperature wet_bulb);
/// Leaving temperature, fans and water for a heat that must be rejected.
DryCoolerOutputs run_dry_cooler(const DryCooler&, const DryCoolerInputs&);
/// Heat at full fan from water that enters at `water_in`, of `count` units.
HeatFlow dry_cooler_capacity(const DryCooler&, Temperature water_in, MassFlow water, Temperature air_in, int count = 1);

}  // namespace netsuden
