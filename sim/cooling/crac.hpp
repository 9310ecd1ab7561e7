// SPDX-License-Identifier: Apache-2.0
// CRAC units: direct-expansion coils in the air of a hall, condensers in outdoor air; the form of EnergyPlus Coil:Cooling:DX:SingleSpeed.
//
//   Q_av   = Q_rated CAPFT(T_wb, T_out) CAPFF(ff)            T_wb entering wet bulb, T_out outdoors, degC; ff = m / m_rated
//   P_av   = Q_av / COP_rated EIRFT(T_wb, T_out) EIRFF(ff)   compressor and condenser fans
//   F(x,y) = c1 + c2 x + c3 x^2 + c4 y + c5 y^2 + c6 x y
//   bypass = exp(-A0 / m), A0 from the rating point (26.67 / 19.44 degC, 35 degC outdoors) with its sensible share
//   h_adp  = h_in - Q_av / m / (1 - bypass), saturated there: T_adp, w_adp;  sensible share = (h(T_in, w_adp) - h_adp) / (h_in - h_adp)
//   dry    where w_in <= w_adp, or nothing is known of the humidity: all is sensible, CAPFT and EIRFT at the wet bulb at which the coil
//          just stays dry, w_in = w_adp (as EnergyPlus iterates to)
//   PLF    = d1 + d2 PLR + d3 PLR^2, at least 0.7;  P = P_av PLR / PLF,  PLR = Q / Q_av
// Below `head_pressure_outdoor` the condenser fans hold the head pressure: capacity and power are those of that temperature.
//
// Source: EnergyPlus Engineering Reference, single-speed DX; curves of its example DXCoilSystemAuto, as in Modelica Buildings
// DXCoils.AirCooled PerformanceCurves.Curve_II. Range: the limits of the curves (12.8 to 23.9 degC wet bulb, to 46.1 degC outdoors, half
// to 1.5 of the rated flow), at which they are held and flagged. Left out: moisture that evaporates from the coil while the
// compressor rests, frost, variable-speed compressors, crankcase heaters, what the lines of refrigerant lose.
// Verified by tests/unit/cooling/crac_test.cpp (ten hours of an EnergyPlus run, its CalcCBF), tests/cases/cooling_reference_test.cpp,
// tests/invariants/crac_test.cpp.
#pragma once

#include <array>
#include <optional>

#include "sim/base/describe.hpp"
#include "sim/base/units.hpp"
#include "sim/cooling/chiller_restart.hpp"
#include "sim/cooling/fan.hpp"
#include "sim/cooling/validity.hpp"

namespace netsuden {

struct CracParams {
  HeatFlow rated_capacity = 100_kWt;  ///< total
  Fraction rated_sensible{0.85};
  double rated_cop = 3.2;
  std::array<double, 6> capacity_curve{0.766956, 0.0107756, -0.0000414703, 0.00134961, -0.000261144, 0.000457488};
  std::array<double, 6> eir_curve{0.297145, 0.0430933, -0.000748766, 0.00597727, 0.000482112, -0.000956448};
  std::array<double, 3> capacity_flow_curve{0.8, 0.2, 0}, eir_flow_curve{1.1552, -0.1808, 0.0256}, part_load_curve{0.85, 0.15, 0};
  Temperature min_wet_bulb = Temperature::celsius(12.78), max_wet_bulb = Temperature::celsius(23.89);
  Temperature head_pressure_outdoor = 18_degC, max_outdoor = Temperature::celsius(46.11);
  Fraction minimum_flow{0.5};
  FanParams fan = default_fan();  ///< its rated flow is that of the coil
  ChillerRestartParams restart = default_restart();

 private:
  static FanParams default_fan();
  static ChillerRestartParams default_restart();
};
void describe(Describe&, CracParams&);

struct CracCoil {
  double a0_kg_s = 0;
  Fraction bypass{};     ///< at the rated flow
  bool feasible = true;  ///< false: no coil has this sensible share at the rating point; its bypass is taken as 0.01
};
CracCoil size_crac(const CracParams&);
/// Bypass factor of a coil that takes `total` of air with the given state, with this share of it sensible; nullopt where there is none.
std::optional<double> coil_bypass(Temperature air, double humidity_ratio, HeatFlow total, MassFlow, double sensible_share, Pressure);

/// Of one unit.
struct CracInputs {
  Temperature air_in;
  std::optional<double> humidity_ratio;  ///< kg/kg of the entering air; absent: dry
  Temperature outdoor;
  MassFlow air;
  Pressure pressure = Pressure::from_si(101325);
};
struct CracFullLoad {
  HeatFlow total, sensible;
  ActivePower power;
  Temperature apparatus;           ///< apparatus dew point
  double apparatus_humidity = 0;   ///< saturated there
  ValidityBits outside_validity = 0;
};
CracFullLoad crac_full_load(const CracParams&, const CracCoil&, const CracInputs&);
/// Share of the time for which the compressors of a unit run at a part-load ratio.
double crac_runtime(const CracParams&, double part_load);

/// For the scenario reader: curves at the rating point, which should be 1.
struct CracCheck {
  double capacity = 1, eir = 1, capacity_flow = 1, eir_flow = 1, part_load = 1;
};
CracCheck check_crac(const CracParams&);

}  // namespace netsuden
