// SPDX-License-Identifier: Apache-2.0
// What the inlet temperature changes in the power of servers: their own fans, and leakage of their chips.
//
//   phi(T)  = minimum at or below slow_at, 1 at or above full_at, linear between        speed and air flow of the servers' fans
//   dP      = nodes P_fans (phi(T)^3 - phi(T_ref)^3) + P leakage (T - T_ref) / 10 K
// P is the power of the racks into air at the reference inlet, at which that of the catalogue holds (devices under cold plates:
// sim/cooling/cold_plate.hpp).
//
// Source: physics reference 1.3 (affinity law; speed commanded by the inlet); leakage linear in the temperature (assumption).
// Range: inlets of 5 to 45 degC. Left out: fans that follow the chips; per-rack differences: the mean inlet decides. Verified by
// tests/unit/workload/inlet_power_test.cpp.
#pragma once

#include "sim/base/describe.hpp"
#include "sim/base/units.hpp"

namespace netsuden {

struct InletPowerParams {
  ActivePower fans = ActivePower::from_si(800);  ///< of a node, at full speed
  Temperature slow_at = 20_degC, full_at = 35_degC, reference = 24_degC;
  Fraction minimum{0.4}, leakage_per_10k{0.05};
};
void describe(Describe&, InletPowerParams&);

double server_fan_speed(const InletPowerParams&, Temperature inlet);
/// dP of `nodes` with power `it` at the reference; never more than all of it away.
ActivePower inlet_power(const InletPowerParams&, int nodes, ActivePower it, Temperature inlet);

}  // namespace netsuden
