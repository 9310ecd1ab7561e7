// SPDX-License-Identifier: Apache-2.0
// The valves of a hall's coils on a PI loop (pi.hpp) that holds the supply air: what a scenario says of it, and how long steps may be.
//
//   sensor       tau dT_m/dt = T_sup - T_m
//   valve        u of the PI loop with e = T_m - T_set and K = 1 / band
//   closed loop  tau s^2 + (1 + L) s + L / T_i = 0,  L = g / band,  g = K_coil (T_ret - T_w) / (m cp): supply over valve position
// Its two modes never grow and, sampled, stay calm for steps of tau / (1 + L) and less: with these the loop is followed, the valve held within
// a step. Longer ones take it as settled (the set-point held as far as the coils can), and the loop goes on from where that leaves the valve.
//
// Source: Astrom and Hagglund, PID Controllers, 2nd ed. 1995, 2.5 and 3.5. Range: an equal-percentage valve and the coil behind it together are
// linear, as they are chosen to be (ASHRAE Handbook, HVAC Systems and Equipment 2020, ch. 47). Left out: stroke time, dead band.
// Verified by tests/invariants/reset_test.cpp.
#pragma once

#include "sim/base/describe.hpp"
#include "sim/base/units.hpp"
#include "sim/control/pi.hpp"

namespace netsuden {

struct ValveLoopParams {
  TemperatureDiff band = 20_K;
  Duration integral = 2_min;
  Duration sensor = 20_s;
};
void describe(Describe&, ValveLoopParams&);

struct ValveLoop {
  PiState pi;
  double valve = 1;          ///< position
  Temperature measured;      ///< by the sensor
  bool started = false;
};

/// Longest step with which the loop is followed; `gain_k`: g.
Duration longest_followed(const ValveLoopParams&, double gain_k);
/// A step in which the supply was `supply` on average.
ValveLoop advance_valve(const ValveLoopParams&, const ValveLoop&, Temperature supply, Temperature set_point, Duration dt);
/// The loop at rest with a valve that leaves this supply.
ValveLoop valve_at(const ValveLoopParams&, double valve, Temperature supply, Temperature set_point);
/// Whether it still has something to do.
bool moves(const ValveLoop&, Temperature set_point);

}  // namespace netsuden
