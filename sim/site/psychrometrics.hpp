// SPDX-License-Identifier: Apache-2.0
// Moist air: saturation, humidity ratio, enthalpy, volume, wet bulb, dew point, pressure over height.
//
//   ln p_ws = C1/T + C2 + C3 T + C4 T^2 + C5 T^3 (+ C6 T^4) + C7 ln T     T in K; ice up to the triple point 0.01 degC
//   W   = 0.621945 p_w / (p - p_w)
//   h   = 1006 T + W (2.501e6 + 1860 T)                                  T in degC, J for each kg of dry air
//   v   = 287.042 (T + 273.15) (1 + 1.607858 W) / p,   rho = (1 + W) / v
//   W   = ((2501 - 2.326 T*) Ws* - 1.006 (T - T*)) / (2501 + 1.86 T - 4.186 T*)     T* >= 0 degC, wet bulb with water
//   W   = ((2830 - 0.24 T*) Ws* - 1.006 (T - T*)) / (2830 + 1.86 T - 2.1 T*)        T* < 0 degC, wet bulb with ice
//   p   = 101325 (1 - 2.25577e-5 z)^5.2559
//
// Source: physics reference 6; ASHRAE Handbook of Fundamentals 2017, ch. 1 (Hyland, Wexler 1983 for p_ws), as in
// PsychroLib 2.5.0. Wet bulb and dew point are solved to 1e-9 K by Newton's method within a bracket. Where the formulas
// with water and with ice both have a solution (dry bulb above, wet bulb about 0 degC) the one with water is taken.
//
// Range: -100 to 200 degC, 30 to 120 kPa. The humidity ratio is held at 1e-7 or more (as PsychroLib does: dew points of
// dry air), the vapour pressure at 0.999 of the total (superheated steam has no wet bulb in these equations).
// Left out: the enhancement factor of real gas (0.4 %), fog (air holds no more than saturation).
// Verified by tests/unit/site/psychrometrics_test.cpp (ACC-PSY-01 to 09).
#pragma once

#include "sim/base/units.hpp"

namespace netsuden {

/// Kernels in plain numbers: t_c in degC, pressures in Pa, rh and w (kg of vapour a kg of dry air) as shares.
namespace psychro {

double saturation_pressure_pa(double t_c);
double humidity_ratio(double vapour_pressure_pa, double pressure_pa);
double vapour_pressure_pa(double w, double pressure_pa);
double saturation_humidity_ratio(double t_c, double pressure_pa);
double humidity_ratio_from_rh(double t_c, double rh, double pressure_pa);
double humidity_ratio_from_wet_bulb(double t_c, double wet_bulb_c, double pressure_pa);
double humidity_ratio_from_dew_point(double dew_point_c, double pressure_pa);

/// May exceed 1 where w is more than saturated.
double rh_from_humidity_ratio(double t_c, double w, double pressure_pa);

double wet_bulb_from_humidity_ratio(double t_c, double w, double pressure_pa);  ///< no more than t_c
double wet_bulb_from_rh(double t_c, double rh, double pressure_pa);
/// The dry bulb at which air of this relative humidity has the wet bulb.
double dry_bulb_from_wet_bulb(double wet_bulb_c, double rh, double pressure_pa);

double dew_point_from_vapour_pressure(double vapour_pressure_pa);  ///< held within -100 to 200 degC
double dew_point_from_humidity_ratio(double w, double pressure_pa);
double dew_point_from_rh(double t_c, double rh);

double enthalpy_j_kg(double t_c, double w);
double saturated_enthalpy_j_kg(double t_c, double pressure_pa);
/// Enthalpy of saturated air with its first and second derivative over the temperature.
struct SaturatedAir {
  double w, enthalpy_j_kg, slope_j_kg_k, curvature_j_kg_k2;
};
SaturatedAir saturated_air(double t_c, double pressure_pa);
/// The temperature at which saturated air has the enthalpy, held between -60 and 95 degC.
double temperature_of_saturated_enthalpy(double h_j_kg, double pressure_pa, double guess_c = 20);
double dry_bulb_from_enthalpy(double h_j_kg, double w);
double humidity_ratio_from_enthalpy(double h_j_kg, double t_c);
double specific_volume_m3_kg(double t_c, double w, double pressure_pa);  ///< for each kg of dry air
double density_kg_m3(double t_c, double w, double pressure_pa);          ///< of the moist air

double standard_pressure_pa(double elevation_m);
double standard_temperature_c(double elevation_m);  ///< 15 degC - 6.5 K/km

}  // namespace psychro

/// A state of moist air, all of it.
struct MoistAir {
  Temperature dry_bulb, wet_bulb, dew_point;
  Fraction relative_humidity;
  Pressure pressure;
  double humidity_ratio = 0;  ///< kg/kg of dry air
  double enthalpy_j_kg = 0;   ///< for each kg of dry air
  double specific_volume_m3_kg = 0;
  double density_kg_m3 = 0;
};

MoistAir moist_air(Temperature dry_bulb, Fraction relative_humidity, Pressure);
Temperature wet_bulb(Temperature dry_bulb, Fraction relative_humidity, Pressure);
Temperature dew_point(Temperature dry_bulb, Fraction relative_humidity);
Fraction relative_humidity(Temperature dry_bulb, Temperature wet_bulb, Pressure);
Fraction relative_humidity_from_dew_point(Temperature dry_bulb, Temperature dew_point);
Pressure standard_pressure(Length elevation);

}  // namespace netsuden
