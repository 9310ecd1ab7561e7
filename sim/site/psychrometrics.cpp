// SPDX-License-Identifier: Apache-2.0
#include "sim/site/psychrometrics.hpp"

#include <algorithm>
#include <cmath>

namespace netsuden {
namespace psychro {
namespace {

constexpr double least_humidity_ratio = 1e-7;
constexpr double greatest_vapour_share = 0.999;
constexpr double molar_ratio = 0.621945;
constexpr double coldest_c = -100, hottest_c = 200;

struct Saturation {
  double p_pa, slope_pa_k;
};

double log_saturation_pressure(double t_k, bool ice) {
  if (ice)
    return -5.6745359e3 / t_k + 6.3925247 +
           t_k * (-9.677843e-3 + t_k * (6.2215701e-7 + t_k * (2.0747825e-9 - 9.484024e-13 * t_k))) +
           4.1635019 * std::log(t_k);
  return -5.8002206e3 / t_k + 1.3914993 + t_k * (-4.8640239e-2 + t_k * (4.1764768e-5 - 1.4452093e-8 * t_k)) +
         6.5459673 * std::log(t_k);
}

/// d ln p_ws / dT
double log_slope(double t_k, bool ice) {
  if (ice)
    return 5.6745359e3 / (t_k * t_k) - 9.677843e-3 +
           t_k * (2 * 6.2215701e-7 + t_k * (3 * 2.0747825e-9 - 4 * 9.484024e-13 * t_k)) + 4.1635019 / t_k;
  return 5.8002206e3 / (t_k * t_k) - 4.8640239e-2 + t_k * (2 * 4.1764768e-5 - 3 * 1.4452093e-8 * t_k) + 6.5459673 / t_k;
}

/// d2 ln p_ws / dT2
double log_curvature(double t_k, bool ice) {
  if (ice)
    return -2 * 5.6745359e3 / (t_k * t_k * t_k) + 2 * 6.2215701e-7 + t_k * (6 * 2.0747825e-9 - 12 * 9.484024e-13 * t_k) -
           4.1635019 / (t_k * t_k);
  return -2 * 5.8002206e3 / (t_k * t_k * t_k) + 2 * 4.1764768e-5 - 6 * 1.4452093e-8 * t_k - 6.5459673 / (t_k * t_k);
}

bool over_ice(double t_c) { return t_c <= 0.01; }

Saturation saturation(double t_c) {
  const double t_k = t_c + constants::zero_celsius, p = std::exp(log_saturation_pressure(t_k, over_ice(t_c)));
  return {p, p * log_slope(t_k, over_ice(t_c))};
}

/// The zero of a rising function in [low, high]: Newton's step where it stays inside, else half. `f(x, slope)`; at the
/// first x the value y and the slope are known.
template <class F>
double rising_zero(F f, double low, double high, double x, double y, double slope) {
  for (int i = 0; i < 200; ++i) {
    if (i > 0) y = f(x, slope);
    if (y == 0) return x;
    (y > 0 ? high : low) = x;
    double next = x - y / slope;
    if (!(next > low && next < high)) next = 0.5 * (low + high);
    if (std::abs(next - x) < 1e-10 || high - low < 1e-10) return next;
    x = next;
  }
  return x;
}
template <class F>
double rising_zero(F f, double low, double high, double x) {
  double slope = 0;
  const double y = f(x, slope);
  return rising_zero(f, low, high, x, y, slope);
}

struct WetBulbTerms {  // of the two wet-bulb formulas, in kJ/kg
  double latent, latent_slope, vapour_slope;
};
constexpr WetBulbTerms water_terms{2501, 2.326, 4.186}, ice_terms{2830, 0.24, 2.1};

/// W over the wet bulb s, at which `sat` holds, and its derivative.
double wet_bulb_humidity(const WetBulbTerms& k, double t_c, double s, const Saturation& sat, double pressure_pa, double& slope) {
  const double dry = std::max(pressure_pa - sat.p_pa, (1 - greatest_vapour_share) * pressure_pa);
  const double ws = molar_ratio * sat.p_pa / dry;
  const double ws_slope = molar_ratio * pressure_pa * sat.slope_pa_k / (dry * dry);
  const double n = (k.latent - k.latent_slope * s) * ws - 1.006 * (t_c - s);
  const double d = k.latent + 1.86 * t_c - k.vapour_slope * s;
  const double n_slope = (k.latent - k.latent_slope * s) * ws_slope - k.latent_slope * ws + 1.006;
  slope = (n_slope * d + n * k.vapour_slope) / (d * d);
  return n / d;
}
double wet_bulb_humidity(const WetBulbTerms& k, double t_c, double s, double pressure_pa, double& slope) {
  return wet_bulb_humidity(k, t_c, s, saturation(s), pressure_pa, slope);
}

/// Where steam would be nearly all of the air: not below 60 degC (19.95 kPa) at any pressure on Earth.
bool nearly_all_vapour(double t_c, double pressure_pa) {
  return (t_c > 60 || pressure_pa < 20e3) && saturation_pressure_pa(t_c) >= greatest_vapour_share * pressure_pa;
}

}  // namespace

double saturation_pressure_pa(double t_c) {
  return std::exp(log_saturation_pressure(t_c + constants::zero_celsius, over_ice(t_c)));
}

double humidity_ratio(double vapour, double pressure_pa) {
  const double p_w = std::min(vapour, greatest_vapour_share * pressure_pa);
  return std::max(molar_ratio * p_w / (pressure_pa - p_w), least_humidity_ratio);
}

double vapour_pressure_pa(double w, double pressure_pa) {
  const double x = std::max(w, least_humidity_ratio);
  return pressure_pa * x / (molar_ratio + x);
}

double saturation_humidity_ratio(double t_c, double pressure_pa) {
  return humidity_ratio(saturation_pressure_pa(t_c), pressure_pa);
}

double humidity_ratio_from_rh(double t_c, double rh, double pressure_pa) {
  return humidity_ratio(rh * saturation_pressure_pa(t_c), pressure_pa);
}

double humidity_ratio_from_wet_bulb(double t_c, double wet_bulb_c, double pressure_pa) {
  double slope = 0;
  return std::max(wet_bulb_humidity(wet_bulb_c >= 0 ? water_terms : ice_terms, t_c, wet_bulb_c, pressure_pa, slope),
                  least_humidity_ratio);
}

double humidity_ratio_from_dew_point(double dew_point_c, double pressure_pa) {
  return saturation_humidity_ratio(dew_point_c, pressure_pa);
}

double rh_from_humidity_ratio(double t_c, double w, double pressure_pa) {
  return vapour_pressure_pa(w, pressure_pa) / saturation_pressure_pa(t_c);
}

double wet_bulb_from_humidity_ratio(double t_c, double w, double pressure_pa) {
  const double w_bound = std::max(w, least_humidity_ratio);
  double high = t_c;
  if (nearly_all_vapour(t_c, pressure_pa))
    high = dew_point_from_vapour_pressure(greatest_vapour_share * pressure_pa);
  static const Saturation freezing = saturation(0);
  double slope = 0;
  const bool water = high >= 0 && w_bound >= wet_bulb_humidity(water_terms, t_c, 0, freezing, pressure_pa, slope);
  const WetBulbTerms& terms = water ? water_terms : ice_terms;
  const double low = water ? 0 : coldest_c - 50;
  if (!water) high = std::min(high, 0.0);
  const double at_high = wet_bulb_humidity(terms, t_c, high, pressure_pa, slope);
  if (w_bound >= at_high) return high;
  const double s =
      rising_zero([&](double x, double& dx) { return wet_bulb_humidity(terms, t_c, x, pressure_pa, dx) - w_bound; },
                  low, high, high, at_high - w_bound, slope);
  return std::min(s, t_c);
}

double wet_bulb_from_rh(double t_c, double rh, double pressure_pa) {
  return wet_bulb_from_humidity_ratio(t_c, humidity_ratio_from_rh(t_c, rh, pressure_pa), pressure_pa);
}

double dry_bulb_from_wet_bulb(double wet_bulb_c, double rh, double pressure_pa) {
  // The wet bulb rises with the dry bulb at constant relative humidity; secant slope by one difference.
  const auto f = [&](double t, double& slope) {
    const double y = wet_bulb_from_rh(t, rh, pressure_pa);
    slope = (wet_bulb_from_rh(t + 1e-3, rh, pressure_pa) - y) / 1e-3;
    return y - wet_bulb_c;
  };
  return std::max(wet_bulb_c, rising_zero(f, wet_bulb_c - 1e-6, wet_bulb_c + 100, wet_bulb_c + 5));
}

double dew_point_from_vapour_pressure(double p_w) {
  static const double lowest = saturation_pressure_pa(coldest_c), highest = saturation_pressure_pa(hottest_c);
  if (!(p_w > lowest)) return coldest_c;
  if (p_w >= highest) return hottest_c;
  const double target = std::log(p_w);
  // Magnus form (Alduchov, Eskridge 1996) as the first guess.
  const double g = std::log(p_w / 610.94), guess = std::clamp(243.04 * g / (17.625 - g), coldest_c, hottest_c);
  return rising_zero(
      [&](double x, double& slope) {
        const double t_k = x + constants::zero_celsius;
        slope = log_slope(t_k, over_ice(x));
        return log_saturation_pressure(t_k, over_ice(x)) - target;
      },
      coldest_c, hottest_c, guess);
}

double dew_point_from_humidity_ratio(double w, double pressure_pa) {
  return dew_point_from_vapour_pressure(vapour_pressure_pa(w, pressure_pa));
}

double dew_point_from_rh(double t_c, double rh) {
  return rh >= 1 ? t_c : std::min(t_c, dew_point_from_vapour_pressure(rh * saturation_pressure_pa(t_c)));
}

double enthalpy_j_kg(double t_c, double w) {
  return constants::cp_air * t_c + w * (constants::latent_heat_0c + constants::cp_vapour * t_c);
}

double saturated_enthalpy_j_kg(double t_c, double pressure_pa) {
  return enthalpy_j_kg(t_c, saturation_humidity_ratio(t_c, pressure_pa));
}

SaturatedAir saturated_air(double t_c, double pressure_pa) {
  const double t_k = t_c + constants::zero_celsius;
  const bool ice = over_ice(t_c);
  const double p_ws = std::exp(log_saturation_pressure(t_k, ice)), rise = log_slope(t_k, ice);
  const double p_slope = p_ws * rise, p_curvature = p_ws * (rise * rise + log_curvature(t_k, ice));
  const double dry = std::max(pressure_pa - p_ws, (1 - greatest_vapour_share) * pressure_pa);
  const double w = molar_ratio * p_ws / dry, by_vapour = molar_ratio * pressure_pa / (dry * dry);
  const double w_slope = by_vapour * p_slope, w_curvature = by_vapour * (p_curvature + 2 * p_slope * p_slope / dry);
  const double vapour = constants::latent_heat_0c + constants::cp_vapour * t_c;
  return {w, enthalpy_j_kg(t_c, w), constants::cp_air + w * constants::cp_vapour + w_slope * vapour,
          2 * w_slope * constants::cp_vapour + w_curvature * vapour};
}

double temperature_of_saturated_enthalpy(double h_j_kg, double pressure_pa, double guess_c) {
  // Halley's step: what it leaves is below 1e-3 of its cube, where neither ice begins nor steam is most of the air.
  double low = -60, high = 95, x = std::clamp(guess_c, -59.0, 94.0);
  for (int i = 0; i < 200; ++i) {
    const SaturatedAir a = saturated_air(x, pressure_pa);
    const double y = a.enthalpy_j_kg - h_j_kg, slope = a.slope_j_kg_k;
    if (y == 0) return x;
    (y > 0 ? high : low) = x;
    double next = x - 2 * y * slope / (2 * slope * slope - y * a.curvature_j_kg_k2);
    if (!(next > low && next < high)) next = 0.5 * (low + high);
    else if (std::abs(next - x) < (a.w < 1 && over_ice(next) == over_ice(x) ? 1e-4 : 1e-10)) return next;
    if (high - low < 1e-10) return next;
    x = next;
  }
  return x;
}

double dry_bulb_from_enthalpy(double h_j_kg, double w) {
  return (h_j_kg - w * constants::latent_heat_0c) / (constants::cp_air + w * constants::cp_vapour);
}

double humidity_ratio_from_enthalpy(double h_j_kg, double t_c) {
  return (h_j_kg - constants::cp_air * t_c) / (constants::latent_heat_0c + constants::cp_vapour * t_c);
}

double specific_volume_m3_kg(double t_c, double w, double pressure_pa) {
  return constants::r_dry_air * (t_c + constants::zero_celsius) * (1 + 1.607858 * w) / pressure_pa;
}

double density_kg_m3(double t_c, double w, double pressure_pa) {
  return (1 + w) / specific_volume_m3_kg(t_c, w, pressure_pa);
}

double standard_pressure_pa(double elevation_m) { return 101325 * std::pow(1 - 2.25577e-5 * elevation_m, 5.2559); }
double standard_temperature_c(double elevation_m) { return 15 - 0.0065 * elevation_m; }

}  // namespace psychro

MoistAir moist_air(Temperature dry_bulb, Fraction rh, Pressure p) {
  MoistAir a;
  const double t = dry_bulb.c(), w = psychro::humidity_ratio_from_rh(t, rh.value(), p.si());
  a.dry_bulb = dry_bulb;
  a.wet_bulb = Temperature::celsius(psychro::wet_bulb_from_humidity_ratio(t, w, p.si()));
  a.wet_bulb = std::min(a.wet_bulb, dry_bulb);
  a.dew_point = std::min(Temperature::celsius(psychro::dew_point_from_rh(t, rh.value())), dry_bulb);
  a.relative_humidity = rh;
  a.pressure = p;
  a.humidity_ratio = w;
  a.enthalpy_j_kg = psychro::enthalpy_j_kg(t, w);
  a.specific_volume_m3_kg = psychro::specific_volume_m3_kg(t, w, p.si());
  a.density_kg_m3 = psychro::density_kg_m3(t, w, p.si());
  return a;
}

Temperature wet_bulb(Temperature dry_bulb, Fraction rh, Pressure p) {
  return std::min(Temperature::celsius(psychro::wet_bulb_from_rh(dry_bulb.c(), rh.value(), p.si())), dry_bulb);
}

Temperature dew_point(Temperature dry_bulb, Fraction rh) {
  return std::min(Temperature::celsius(psychro::dew_point_from_rh(dry_bulb.c(), rh.value())), dry_bulb);
}

Fraction relative_humidity(Temperature dry_bulb, Temperature wet, Pressure p) {
  const double t = dry_bulb.c(), w = psychro::humidity_ratio_from_wet_bulb(t, wet.c(), p.si());
  return Fraction(std::clamp(psychro::rh_from_humidity_ratio(t, w, p.si()), 0.0, 1.0));
}

Fraction relative_humidity_from_dew_point(Temperature dry_bulb, Temperature dew) {
  return Fraction(
      std::clamp(psychro::saturation_pressure_pa(dew.c()) / psychro::saturation_pressure_pa(dry_bulb.c()), 0.0, 1.0));
}

Pressure standard_pressure(Length elevation) {
  return Pressure::from_si(psychro::standard_pressure_pa(elevation.si()));
}

}  // namespace netsuden
