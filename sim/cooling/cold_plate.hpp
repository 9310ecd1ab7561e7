// SPDX-License-Identifier: Apache-2.0
// Cold plate: from the heat of one device and the coolant through its plate to the temperature of its case.
//
//   R(V)   = R_d + R_v (V/V_r)^-n, or a table of R over V (straight lines; below it R V is constant, above it R is)   case to coolant supply
//            never below 1/(rho cp V): coolant leaves no warmer than the case
//   T_case = T_sup + P R(V)      T_junction = T_case + P R_j
//   C dT_case/dt = P - (T_case - T_sup) / R(V)          without flow C dT_case/dt = P       (exact: a first-order lag, a straight line)
//   dp     = dp_r (V/V_r)^m
//   dP     = P l (T_case - T_ref) / 10 K                what leakage of the chips adds; P at the reference
// C is that of device, plate and the coolant in it, in one; coolant that stands takes no heat away.
//
// Source: OCP OAI System Liquid Cooling Guidelines (Chen et al. 2023), Figures 7 and 8, as read off in Modelica Buildings @0f49025e
// (OCP_1kW_OAM_PG25, OCP_1kW_OAM_Water); R, dp and their exponents by the same and physics reference 4.1. Range: single phase,
// flows of 27 to 160 % of V_r (0.4 to 2.4 L/min of 1.5) or those of the table; `validity::plate_flow` beyond. Left out: viscosity over
// temperature, boiling, heat through board and air, waves of temperature in the plate. Verified by tests/unit/cooling/cold_plate_test.cpp.
#pragma once

#include <string>
#include <vector>

#include "sim/base/describe.hpp"
#include "sim/base/units.hpp"
#include "sim/cooling/cdu.hpp"
#include "sim/cooling/validity.hpp"

namespace netsuden {

using ThermalResistance = Quantity<dims::kelvin / dims::heat_flow>;

struct ColdPlateParams {
  std::string model;
  VolumeFlow flow = VolumeFlow::from_si(1.5e-3 / 60);                 ///< V_r, of one plate
  ThermalResistance conduction = ThermalResistance::from_si(0.01447);  ///< R_d
  ThermalResistance convection = ThermalResistance::from_si(0.00736);  ///< R_v
  double exponent = 0.8;
  std::vector<double> table_flow, table_resistance;  ///< L/min, K/W; empty: the law above
  Pressure pressure_drop = 70_kPa;
  double pressure_exponent = 1.85;
  HeatCapacity capacity = HeatCapacity::from_si(1500);
  ThermalResistance junction = ThermalResistance::from_si(0.008);      ///< R_j, junction to case
  Temperature junction_limit = 90_degC, limit = 80_degC;
  Fraction floor{0.5};
  Fraction leakage_per_10k{0};
  Temperature leakage_reference = 60_degC;
};
void describe(Describe&, ColdPlateParams&);

/// Whether the table has as many resistances as flows, flows that rise and resistances that do not.
bool table_holds(const ColdPlateParams&);

/// R(V); infinite without flow. Outside the range of its source `outside` gets a bit, where it is given.
ThermalResistance plate_resistance(const ColdPlateParams&, VolumeFlow, const CoolantProperties&, ValidityBits* outside = nullptr);
Pressure plate_pressure_drop(const ColdPlateParams&, VolumeFlow);

struct PlateInputs {
  HeatFlow heat;               ///< P
  Temperature supply;          ///< of the coolant; of no account without flow
  ThermalResistance resistance;
};
/// In the end with these inputs: +infinity with heat and without flow.
Temperature steady_case(const PlateInputs&);

struct PlateStep {
  Temperature end;
  HeatEnergy stored;           ///< in = to the coolant + stored
};
PlateStep advance_plate(HeatCapacity, Temperature, const PlateInputs&, Duration dt);
/// Until the case reaches a temperature from below; 0 if it is there, +infinity if it never does.
Duration time_to_case(HeatCapacity, Temperature, const PlateInputs&, Temperature threshold);

/// dP of devices with power `p` at the reference; never more than all of it away.
ActivePower case_leakage(const ColdPlateParams&, ActivePower p, Temperature plate_case);
/// What is left to the limit of the junction.
TemperatureDiff junction_margin(const ColdPlateParams&, Temperature plate_case, HeatFlow);

}  // namespace netsuden
