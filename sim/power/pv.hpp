// SPDX-License-Identifier: Apache-2.0
// Photovoltaic array with inverter: the PVWatts v5 chain.
//
//   on the plane: beam DNI cos(aoi), sky DHI (1 + cos tilt)/2, ground GHI albedo (1 - cos tilt)/2
//   G_eff = beam K(aoi) + sky + ground        K: reflection of glass (n 1.526, K 4 /m, 2 mm), 1 at normal incidence
//   T_cell = T_a + G exp(a + b v) + (G / 1000) dT
//   P_dc = P_dc0 (G_eff / 1000) (1 + gamma (T_cell - 25)) (1 - L),    L = 1 - prod(1 - l_i)
//   zeta = P_dc / P_dc0inv;  eta = eta_nom / 0.9637 (-0.0162 zeta - 0.0059 / zeta + 0.9858)
//   P_ac = clamp(eta P_dc, 0, eta_nom P_dc0inv);      P_dc = P_ac + inverter loss + clipped
//
// Source: A. Dobos, PVWatts Version 5 Manual, NREL/TP-6A20-62641, 2014; cell temperature King et al., SAND2004-3535;
// reflection De Soto et al., Solar Energy 80 (2006); as in pvlib-python (physics reference 2.6). Range: fixed tilt.
// Left out: tracking, horizon, snow, spectrum, mismatch by shade. Verified by tests/unit/power/pv_test.cpp (ACC-PV-01
// to -06).
#pragma once

#include <array>

#include "sim/base/describe.hpp"
#include "sim/base/units.hpp"
#include "sim/power/sun_position.hpp"

namespace netsuden {

using Irradiance = Quantity<dims::active_power / dims::area>;
using PerKelvin = Quantity<Dim{.K = -1}>;

struct PvLosses {
  Fraction soiling{0.02}, shading{0.03}, snow{0}, mismatch{0.02}, wiring{0.02}, connections{0.005};
  Fraction light_degradation{0.015}, nameplate{0.01}, age{0}, availability{0.03};
  double total() const;
};
void describe(Describe&, PvLosses&);

struct PvParams {
  ActivePower dc_rating = 1_MW;
  double dc_ac_ratio = 1.2;
  double tilt_deg = 20, azimuth_deg = 180;
  PerKelvin temperature_coefficient = PerKelvin::from_si(-0.0035);
  Fraction albedo{0.2}, inverter_efficiency{0.96};
  double cell_a = -3.47, cell_b = -0.0594;
  TemperatureDiff cell_rise = 3_K;
  PvLosses losses;
};
void describe(Describe&, PvParams&);

struct PvInputs {
  Irradiance global, direct_normal, diffuse;
  Temperature air = 20_degC;
  Speed wind = Speed::from_si(1);
  double sun_elevation_deg = 0, sun_azimuth_deg = 180;  ///< apparent
};

struct PvOutputs {
  Irradiance plane, effective;
  Temperature cell;
  ActivePower dc, ac, inverter_loss, clipped;
};
PvOutputs pv_power(const PvParams&, const PvInputs&);

// The stages, each by itself.
ActivePower pv_dc_power(ActivePower rating, Irradiance effective, Temperature cell, PerKelvin coefficient);
/// `dc_rating` of the inverter: its DC input at full output.
ActivePower pv_inverter_power(ActivePower dc, ActivePower dc_rating, double nominal_efficiency);
Temperature pv_cell_temperature(Irradiance plane, Temperature air, Speed wind, double a, double b,
                                TemperatureDiff rise);
/// Cosine of the angle between the sun and the normal of the plane.
double pv_incidence_cosine(double tilt_deg, double azimuth_deg, double sun_elevation_deg, double sun_azimuth_deg);
Irradiance pv_sky_diffuse(Irradiance diffuse, double tilt_deg);
double pv_reflection_factor(double incidence_cosine);

}  // namespace netsuden
