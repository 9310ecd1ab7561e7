// SPDX-License-Identifier: Apache-2.0
// Throttling policies: which relative clock a hall may run at. Pure functions; the twin asks them at each control tick and
// rounds the answer down to a level that a host has.
//
//   thermal:   clock = 1 - (1 - floor) clamp((T_inlet - T_start) / (T_full - T_start), 0, 1)
//              a clock rises to what that gives 0.5 K warmer, and falls to what it gives: between the two it stays
//   cases:     down as by the inlet; up one level where that law allows it at the temperature that the case would come to in the end, with the
//              rise above the coolant going with the cube of the clock. Cases follow within a minute: up to the law of now, it would hunt
//   power cap: above the limit  clock <- max(floor, clock x allowed/load - 0.025)      IT power falls about as the clock
//              else             clock <- next = min(1, clock + 0.05) while load (next / clock)^3 < limit
// Source: the laws are ours (assumption); steps are one clock level. Verified by tests/unit/control/throttle_test.cpp.
#pragma once

#include "sim/base/units.hpp"

namespace netsuden {

double thermal_clock(Temperature inlet, Temperature start, Temperature full, double floor);
inline constexpr TemperatureDiff thermal_clock_hysteresis = TemperatureDiff::from_si(0.5);
/// From the clock of now.
double next_thermal_clock(double clock, Temperature inlet, Temperature start, Temperature full, double floor);

/// Of devices under cold plates: `steady` is what the case comes to at the clock of now, infinite without coolant.
double next_case_clock(double clock, Temperature now, Temperature steady, Temperature supply, Temperature start, Temperature full, double floor);

double capped_clock(double clock, ActivePower load, ActivePower allowed, double floor);

}  // namespace netsuden
