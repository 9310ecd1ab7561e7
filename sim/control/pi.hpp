// SPDX-License-Identifier: Apache-2.0
// A PI loop with bounds and anti-windup by back-calculation, for an error that is held over a step.
//
//   u = clamp(K e + I, low, high)
//   dI/dt = K e / T_i + (u - (K e + I)) / T_t          the second term is 0 within the bounds
// With e held, I is a straight line within the bounds and an exponential towards high - K e + K e T_t / T_i (or low - ...) beyond them:
// both are taken exactly, and the moment at which one gives way to the other. A longer step of the same error is thus the same as many
// short ones. The start is bumpless: I = u_0 - K e_0.
//
// Source: Astrom and Hagglund, PID Controllers, 2nd ed. 1995, 3.5 (back-calculation; tracking time T_t between T_i/10 and T_i). Range: K and
// times above 0. Left out: derivative action, set-point weighting.
// Verified by tests/unit/control/pi_test.cpp.
#pragma once

#include "sim/base/units.hpp"

namespace netsuden {

struct PiParams {
  double gain = 1;                 ///< K, output for one unit of the error
  Duration integral = 2_min;       ///< T_i
  Duration tracking = 1_min;       ///< T_t
  double low = 0, high = 1;
};

struct PiState {
  double integral = 0;  ///< I, in units of the output
};

double pi_output(const PiParams&, const PiState&, double error);
/// That gives `output` with this error.
PiState start_pi(const PiParams&, double error, double output);
/// After the error was held for dt.
PiState advance_pi(const PiParams&, const PiState&, double error, Duration dt);

}  // namespace netsuden
