// SPDX-License-Identifier: Apache-2.0
// Speed of a pump over time: it coasts when it has lost its drive, and runs up when it has one.
//
//   without drive   J dw/dt = -T, T = T1 (w/w1)^2:   r(t) = r0 / (1 + r0 t / tau),  tau = J w1 / T1
//                   mean over dt: tau ln(1 + r0 dt / tau) / dt;  below `stands` dry friction holds it: it stands
//   with drive      straight at 1 / run_up a second to the speed that is asked for, up or down; then it stays
//
// Exact for each step, so a long step and many short ones come to the same. Source: the affinity law of the torque; physics reference 4,
// validity: spin-down of 2 to 5 s. Left out: torque of a pump whose check valve has shut, which is less; the energy of the rotor.
// Verified by tests/unit/cooling/pump_motion_test.cpp (closed form, numerical integration, steps).
#pragma once

namespace netsuden {

inline constexpr double pump_stands = 0.03;  ///< share of rated speed; assumption

struct PumpSpeed {
  double end = 0, mean = 0;
};
PumpSpeed coast(double speed, double tau_s, double dt_s);
PumpSpeed drive(double speed, double asked, double run_up_s, double dt_s);

}  // namespace netsuden
