// SPDX-License-Identifier: Apache-2.0
// Fans by the affinity laws: V ~ n, dp ~ n^2, P ~ n^3.
//
//   exponent:         P / P_rated = v^n                     v = V / V_rated, at least v_min
//   static pressure:  P / P_rated = v (s + (1-s) v^2)       s = dp_static / dp_rated held by the duct
// Installed fans with a held static pressure follow exponents of 2.5 to 2.8.
//
// Source: physics reference 3.3. Range: v between v_min and 1 at constant efficiency. Left out: motor and drive
// part-load efficiency, surge. Verified by tests/unit/cooling/fan_pump_test.cpp.
#pragma once

#include "sim/base/describe.hpp"
#include "sim/base/units.hpp"

namespace netsuden {

enum class FanLaw { exponent, static_pressure };

struct FanParams {
  MassFlow rated_flow = 8.33_kg_per_s;
  ActivePower rated_power = 4_kW;
  FanLaw law = FanLaw::exponent;
  double exponent = 2.8;
  Fraction static_share{0.2};
  Fraction minimum_speed{0.3};
};
void describe(Describe&, FanParams&);

/// Power of one fan that moves `flow`; 0 flow is a fan that stands. Flow above rated is extrapolated.
ActivePower fan_power(const FanParams&, MassFlow flow);
/// P / P_rated at v = flow / rated flow, for banks of equal fans.
double fan_power_ratio(const FanParams&, double flow_ratio);

}  // namespace netsuden
