// SPDX-License-Identifier: Apache-2.0
// Set-points that follow what is needed: resets.
//
//   linear      T(x) = T_design                                     at or beyond `full` (warm air, or a high load)
//               T(x) = T_highest                                    at or below `low`
//               T(x) = T_highest + (T_design - T_highest) (x - low) / (full - low)   between
//   condenser   T = clamp(T_outdoor + approach, lowest, highest)    wet bulb for towers, dry bulb for dry coolers
//   trim and respond, every interval, with R requests and none ignored:
//               T <- clamp(T + trim - min(respond R, most), lowest, highest)
//               (the trim each time, the response where there are requests)
//   requests    of an inlet: 0 below its target, 1 above it, 2 and 3 above it by one and two kelvins; of a hall's coils: 1 above `ask` of what they can take
//
// Source: linear reset by outdoor air: ANSI/ASHRAE/IES 90.1 6.5.4.4 (chilled-water temperature reset); trim and respond: ASHRAE Guideline
// 36-2021, 5.1.14 (trim every 2 min, respond by requests less those ignored, at most `most` a time); the thresholds of an inlet are assumptions. Range: any.
// Left out: reset of pressures; start time delays. Steps end at the decisions while the set-point moves; where it rests, the first one comes at the end
// of the step.
// Verified by tests/unit/control/reset_test.cpp, tests/invariants/reset_test.cpp.
#pragma once

#include "sim/base/describe.hpp"
#include "sim/base/units.hpp"

namespace netsuden {

enum class SupplyResetBy { outdoor_air, load, requests };

/// Of a plant's supply, from its design set-point upwards.
struct SupplyResetParams {
  SupplyResetBy by = SupplyResetBy::outdoor_air;
  Temperature highest = 22_degC;
  Temperature cold = 15_degC, warm = 27_degC;  ///< outdoor_air
  Fraction low{0.3}, full{0.9};                ///< load, of the plant's design heat
  Fraction ask{0.9};                           ///< requests: of what the coils can take
  TemperatureDiff trim = TemperatureDiff::from_si(0.1), respond = TemperatureDiff::from_si(0.2);
  Duration interval = 2_min;
};
void describe(Describe&, SupplyResetParams&);

/// outdoor_air and load: `low` to `full` of x bring it from `highest` to `design`.
Temperature linear_reset(double x, double low, double full, Temperature highest, Temperature design);

struct CondenserResetParams {
  TemperatureDiff approach = 4_K;
  Temperature lowest = 16_degC, highest = 30_degC;
};
void describe(Describe&, CondenserResetParams&);
Temperature reset(const CondenserResetParams&, Temperature outdoor);

/// Of a hall's supply air, by its hottest inlet.
struct AirResetParams {
  Temperature inlet = 27_degC;   ///< that the hottest rack is to have
  Temperature lowest = 18_degC, highest = 27_degC;
  TemperatureDiff trim = TemperatureDiff::from_si(0.1), respond = TemperatureDiff::from_si(0.15), most = TemperatureDiff::from_si(0.6);
  Duration interval = 2_min;
};
void describe(Describe&, AirResetParams&);
int inlet_requests(Temperature hottest, Temperature target);

struct TrimRespond {
  TemperatureDiff trim, respond, most;
  Temperature lowest, highest;
};
Temperature trim_and_respond(const TrimRespond&, Temperature now, int requests);

/// Whether a decision of every `interval` falls in the step that ends `since` after the last one; takes the time off.
bool interval_over(Duration& since, Duration interval);

}  // namespace netsuden
