// SPDX-License-Identifier: Apache-2.0
// Cooling tower by the YorkCalc correlation (kernel; the equipment is sim/cooling/tower.hpp).
//
//   approach = sum_{l,r,w = 0..2} c[9 l + 3 r + w] T_wb^w R^r LG^l,   LG = FR_w / FR_a
// T_wb inlet wet bulb degC, R water range K, FR_w and FR_a water and air flow over reference.
//   T_w_out = T_wb + approach
//
// Source: physics reference 5.2 (EnergyPlus CoolingTower:VariableSpeed YorkCalc; Modelica Buildings yorkCalc).
// Range: T_wb -34.4..26.7 degC, R 1.1..22.2 K, approach 1.1..40 K, FR_w 0.75..1.25, LG <= 8; arguments are clamped with
// a flag: above 26.7 degC the approach is that of 26.7 degC, added to the real wet bulb (the true approach is smaller:
// conservative). Verified by tests/unit/cooling/tower_test.cpp (ACC-TW-01 and the 101 reference points).
#pragma once

#include "sim/cooling/validity.hpp"

namespace netsuden {

/// The correlation as printed, nothing clamped.
double yorkcalc_approach_raw(double wet_bulb_c, double range_k, double water_ratio, double air_ratio);

struct YorkCalcApproach {
  double approach_k = 0;
  ValidityBits outside_validity = 0;
};
/// With wet bulb, range, LG and the approach clamped to the correlation's limits.
YorkCalcApproach yorkcalc_approach(double wet_bulb_c, double range_k, double water_ratio, double air_ratio);

/// The water flow ratio at which the correlation gives `approach_k` at the design wet bulb and range and full air flow:
/// the scaling of a tower to its own design point. NaN when the correlation reaches it nowhere in LG 0.05..8.
double yorkcalc_water_ratio(double wet_bulb_c, double range_k, double approach_k);

}  // namespace netsuden
