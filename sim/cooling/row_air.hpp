// SPDX-License-Identifier: Apache-2.0
// A row of a hall as a zone of its own: its cold aisle, its hot aisle, its servers, beside the supply air and the building that all rows have.
//
//   C_C dT_C/dt = m cp { s [(1 - r) (T_sup - T_C) + r (T_H - T_C)] + (1 - s) (T_H,hall - T_C) } + UA_C (T_B - T_C)
//   C_S dT_S/dt = P - e m cp (T_S - T_C),  e = 1 - exp(-hA_S / (m cp))
//   C_H dT_H/dt = e m cp (T_S - T_C) - Q_door + m cp (T_C - T_H) + UA_H (T_B - T_H)
//
// masses and surfaces: those of hall_air.hpp over the rows; m: what the servers of the row draw; r: share of the row's own hot air in it, as designed;
// s = (1 - r now) / (1 - r) of the hall: below 1 where the CRAHs give less than the servers draw, and hot air of the whole hall makes up for it.
// With the same heat and r in each row a row is the hall; else the hall's r is the one that has the mean inlet of the rows, by what they draw. Advanced exactly with supply, hall and building at their means of the step.
//
// Source: physics reference 3.1, by row. Range: as hall_air.hpp; supply air goes where it is drawn (tiles or ducts that are balanced). Left out: air that passes
// from row to row while the CRAHs give enough (a map from CFD has it: recirculation.hpp).
// Verified by tests/unit/cooling/row_air_test.cpp, tests/invariants/rows_test.cpp.
#pragma once

#include "sim/cooling/hall_air.hpp"

namespace netsuden {

struct RowAirState {
  Temperature cold = 24_degC, hot = 36_degC, servers = 44_degC;
};

struct RowAirInputs {
  HeatFlow server_heat, door_heat;  ///< of the row
  MassFlow server_flow;             ///< what its servers draw; > 0
  Fraction recirculation;           ///< r of the row
  Fraction own{1.0};                ///< s
  Temperature supply, hall_hot, building;
};

/// One of `rows` alike; exact over dt.
RowAirState advance_row(const HallAir&, int rows, const RowAirState&, const RowAirInputs&, Duration dt);
/// The state that the inputs, held for ever, lead to.
RowAirState steady_row(const HallAir&, int rows, const RowAirInputs&);

}  // namespace netsuden
