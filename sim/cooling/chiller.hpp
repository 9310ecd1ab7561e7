// SPDX-License-Identifier: Apache-2.0
// Vapour-compression chillers, quasi-steady.
//
// eir (DOE-2 / EnergyPlus Chiller:Electric:EIR). T_e leaving chilled water, T_c entering condenser fluid (water, or
// air's dry bulb), degC:
//   CAPFT   = c1 + c2 T_e + c3 T_e^2 + c4 T_c + c5 T_c^2 + c6 T_e T_c;  EIRFT likewise;  EIRFPLR = d1 + d2 PLR + d3
//   PLR^2 Q_av    = Q_ref CAPFT;  PLR1 = min(Q_set / Q_av, PLR_max);  CR = min(PLR1 / PLR_min, 1);  PLR2 = max(PLR_unl,
//   PLR1) P       = Q_av / COP_ref EIRFT EIRFPLR(PLR2) CR Q_evap  = min(Q_set, Q_av PLR_max);  Q_cond = Q_evap +
//   eta_motor P
// reformulated (EnergyPlus Chiller:Electric:ReformulatedEIR): CAPFT and EIRFT over T_e and T_cl, the water that leaves the condenser;
//   EIRFPLR = a1 + a2 T_cl + a3 T_cl^2 + a4 PLR + a5 PLR^2 + a6 T_cl PLR + a7 T_cl^3 + a8 PLR^3 + a9 T_cl^2 PLR + a10 T_cl PLR^2
//   T_cl    = T_c + Q_cond / (m_c cp), m_c the design flow of the condenser: found by substitution to 1e-9 K
// carnot (warm chilled water, for which no stock curve is valid):
//   COP     = eta_II T_e_K / (T_c_K - T_e_K + dT_hx), at most COP_max; Q_av = Q_ref; power at part load PLR1 as above
//   with EIRFPLR, EIRFT = COP_ref / COP.
//
// Where the polynomials fall to nothing the power is in proportion to the load, and it is never below Q (T_c - T_e) / T_e (Carnot); both
// are flagged. T_e and T_c are clamped to the limits of the curves (outside them the fits turn over) and the result says so.
// Source: physics reference 5.1; curve sets of the EnergyPlus data set in Modelica Buildings ElectricEIR.
// Range: the limits in the parameters; a fraction of Carnot holds for 5 to 32 degC of leaving water. Left out: start-up, cycling
// losses, other flows than the design ones. Verified by
// tests/unit/cooling/chiller_test.cpp (ACC-CH-01, -02, -03; every record of both EnergyPlus sets).
#pragma once

#include <array>

#include "sim/base/describe.hpp"
#include "sim/base/units.hpp"
#include "sim/cooling/validity.hpp"

namespace netsuden {

enum class ChillerModel { eir, carnot, reformulated };

struct ChillerParams {
  HeatFlow reference_capacity = HeatFlow::from_si(4.969e6);
  double reference_cop = 7.14;
  ChillerModel model = ChillerModel::eir;
  // eir: defaults York YK 4969 kW with vanes
  Temperature reference_leaving = Temperature::celsius(6.67), reference_condenser = Temperature::celsius(26.11);
  std::array<double, 6> capacity_curve{7.817577e-1, -1.012013e-1, -1.584389e-3, 7.928475e-2, -3.674093e-3, 7.999392e-3};
  std::array<double, 6> eir_curve{7.382162e-1, -5.847442e-2, 1.117191e-3, 2.168089e-2, -2.189722e-4, 1.036877e-3};
  Temperature min_leaving = Temperature::celsius(4.44), max_leaving = Temperature::celsius(8.89);
  Temperature min_condenser = Temperature::celsius(12.78), max_condenser = Temperature::celsius(29.44);
  // reformulated: the limits of the condenser are those of leaving water
  std::array<double, 10> load_curve{1, 0, 0, 0, 0, 0, 0, 0, 0, 0};  ///< a1..a10
  MassFlow condenser_flow = MassFlow::from_si(265);                  ///< m_c
  // carnot
  Fraction carnot_fraction{0.55};
  TemperatureDiff heat_exchanger_difference = 6_K;  ///< dT_hx, both sides together
  double max_cop = 20;
  // both
  std::array<double, 3> part_load_curve{0.2259512, 0.2320151, 0.5423771};
  double min_part_load = 0.16, min_unloading = 0.16, max_part_load = 1.07;
  Fraction motor_share{1.0};  ///< eta_motor: share of the power that goes to the condenser
  bool clamp = true;          ///< false: extrapolate the curves (for comparisons only; not a scenario key)
};
void describe(Describe&, ChillerParams&);

struct ChillerInputs {
  HeatFlow heat;          ///< Q_set, to be taken from the chilled water
  Temperature leaving;    ///< T_e
  Temperature condenser;  ///< T_c
};
struct ChillerOutputs {
  HeatFlow available;   ///< Q_av PLR_max: the most it can take at these temperatures
  HeatFlow evaporator;  ///< Q_evap
  HeatFlow condenser;   ///< Q_cond
  ActivePower power;
  double part_load = 0;                        ///< PLR1
  double cycling = 1;                          ///< CR
  double cop = 0;                              ///< Q_evap / P; 0 when off
  double capacity_factor = 1, eir_factor = 1;  ///< CAPFT, EIRFT
  ValidityBits outside_validity = 0;
};
/// One chiller. Heat of 0 or less: off.
ChillerOutputs run_chiller(const ChillerParams&, const ChillerInputs&);
/// The most it can take at these temperatures (Q_av PLR_max).
HeatFlow chiller_available(const ChillerParams&, Temperature leaving, Temperature condenser);

/// For the scenario reader: curves at their own reference point, and the second law.
struct ChillerCheck {
  double capacity_factor = 1, eir_factor = 1, part_load_factor = 1;  ///< should be 1
  double carnot_cop = 0;       ///< T_e / (T_c - T_e) at reference; infinity when T_c <= T_e
  bool curve_warning = false;  ///< a factor is off 1 by more than 0.05
  bool curve_error = false;    ///< a factor is outside 0.8 to 1.3
  bool above_carnot = false;   ///< COP at reference exceeds Carnot (never where T_c <= T_e)
};
ChillerCheck check_chiller(const ChillerParams&);

}  // namespace netsuden
