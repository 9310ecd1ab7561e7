// SPDX-License-Identifier: Apache-2.0
// Pumps: by the design point with affinity, or by a measured head and power curve.
//
//   P_rated = V_rated dp_rated / eta_total,  eta_total = eta_hydraulic eta_motor eta_drive
//   variable:  dp / dp_rated = s + (1-s) v^2,  P / P_rated = v (s + (1-s) v^2),  v = V / V_rated >= v_min;  s = 0: v^3
//   constant:  P = P_rated whenever it runs
//   curve at speed r: dp(V, r) = r^2 dp(V/r), P(V, r) = r^3 P(V/r)
//
// Source: physics reference 4.3. Range: water or PG25, constant efficiency between v_min and 1. Left out: NPSH,
// start-up. Verified by tests/unit/cooling/fan_pump_test.cpp (ACC-LIQ-03 on the Wilo Stratos 80/1-12 record).
#pragma once

#include "sim/base/curves.hpp"
#include "sim/base/describe.hpp"
#include "sim/base/units.hpp"

namespace netsuden {

enum class PumpControl { variable, constant };

struct PumpParams {
  VolumeFlow rated_flow = VolumeFlow::from_si(0.05);
  Pressure rated_head = 250_kPa;
  Fraction efficiency{0.65};  ///< total: hydraulic times motor times drive
  PumpControl control = PumpControl::variable;
  Fraction static_share{0.3};
  Fraction minimum_speed{0.3};
};
void describe(Describe&, PumpParams&);

ActivePower pump_rated_power(const PumpParams&);
/// Power at `flow`; 0 flow is a pump that stands.
ActivePower pump_power(const PumpParams&, VolumeFlow flow);
/// P / P_rated at v = flow / rated flow, for banks of equal pumps.
double pump_power_ratio(const PumpParams&, double flow_ratio);

/// Head and electric power over volume flow at full speed.
struct PumpCurve {
  PiecewiseLinear head_pa, power_w;  ///< over m3/s
};
struct PumpPoint {
  double head_pa = 0, power_w = 0, efficiency = 0;
  bool outside = false;
};
/// Head, power and total efficiency at `flow_m3_s` and speed ratio r > 0.
PumpPoint pump_point(const PumpCurve&, double flow_m3_s, double speed_ratio);

}  // namespace netsuden
