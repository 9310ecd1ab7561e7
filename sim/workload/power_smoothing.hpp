// SPDX-License-Identifier: Apache-2.0
// Smoothing of a GPU's power by the GPU itself: a floor while it is active and limits of the ramp.
//
//   target = max(P, floor) while active, else P;   -r_dn <= dP_out/dt <= r_up
//   active from the moment P exceeds `activation` until P has been at or below it for `hysteresis`
//   filler   = integral of (P_out - P) where positive: energy burnt to hold the floor or to ramp down
//   deferred = integral of (P - P_out) where positive: work that has to wait for the ramp up
//   output = input + filler - deferred
// On straight lines the result is straight lines again; all corners are found exactly.
//
// Source: physics reference 1.4 (fields of NVIDIA's NVML power smoothing profile). Range: one GPU; times of 1 ms and
// more. Left out: secondary floor, window multipliers, the slow-down of the job that is deferred. Verified by
// tests/unit/workload/swing_mitigation_test.cpp.
#pragma once

#include "sim/base/describe.hpp"
#include "sim/base/units.hpp"
#include "sim/workload/training_swing.hpp"

namespace netsuden {

struct PowerSmoothingParams {
  ActivePower floor = ActivePower::from_si(900);
  PowerRamp ramp_up = PowerRamp::from_si(2000), ramp_down = PowerRamp::from_si(2000);
  ActivePower activation = ActivePower::from_si(200);
  Duration hysteresis = Duration::from_si(0.5);
};
void describe(Describe&, PowerSmoothingParams&);

struct SmoothedTrace {
  SwingTrace out;
  ActiveEnergy filler, deferred;
};
SmoothedTrace smooth_power(const PowerSmoothingParams&, const SwingTrace&);

}  // namespace netsuden
