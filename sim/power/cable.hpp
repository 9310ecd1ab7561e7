// SPDX-License-Identifier: Apache-2.0
// A run of cable or busway with a constant-power load at its end, three-phase or direct current.
//
//   three-phase: R, X of one conductor, U line to line;   direct current: R of both conductors, X = 0
//   U_r from U_s, R + jX, P + jQ: series_impedance.hpp
//   I = S / (sqrt(3) U_r)  or  P / U_r;    loss = R S^2 / U_r^2
//   I_z = ampacity x derating x parallel runs
// No root: the load is beyond what the run can carry at any voltage (for direct current U_s^2 / (4 R)).
//
// Source: exact solution of two nodes; data of cables as in pandapower's standard types (physics reference 2.7). Range:
// short runs. Left out: capacitance, temperature of the conductor, skin and proximity effect, unbalance. Verified by
// tests/unit/power/cable_test.cpp.
#pragma once

#include "sim/base/describe.hpp"
#include "sim/base/units.hpp"

namespace netsuden {

using ResistancePerLength = Quantity<dims::voltage / dims::current / dims::length>;

enum class CableSystem { three_phase, direct_current };

struct CableParams {
  CableSystem system = CableSystem::three_phase;
  Voltage voltage = Voltage::from_si(415);
  Length length = Length::from_si(50);
  int parallel = 1;
  ResistancePerLength resistance = ResistancePerLength::from_si(0.03e-3),
                      reactance = ResistancePerLength::from_si(0.02e-3);
  Current ampacity = Current::from_si(2000);
  double derating = 1;
};
void describe(Describe&, CableParams&);

struct CableFlow {
  bool carried = true;  ///< false: no working point; the other values are those of the collapse
  Current current;
  Voltage end_voltage;
  ActivePower loss;
  ReactivePower reactive_loss;
  double drop = 0;         ///< share of the sending voltage
  double utilisation = 0;  ///< current over I_z
};
/// `sending`: voltage at the sending end, share of nominal.
CableFlow cable_flow(const CableParams&, ActivePower load, ReactivePower reactive = {}, double sending = 1);

}  // namespace netsuden
