// SPDX-License-Identifier: Apache-2.0
// Saturated moist air for the water-side models: enthalpy over temperature and its inverse.
//
//   ln p_ws (Hyland, Wexler 1983; over ice up to the triple point), W = 0.621945 p_ws / (p - p_ws),
//   h = 1006 T + W (2.501e6 + 1860 T)          T in degC, h in J for each kg of dry air
//
// Source: physics reference 6 (ASHRAE Handbook of Fundamentals 2017, ch. 1). Range: -40 to 95 degC at sea level.
// Verified by tests/unit/cooling/tower_test.cpp (ACC-PSY-03 values).
#pragma once

#include <cmath>

#include "sim/base/units.hpp"

namespace netsuden {

inline double saturated_vapour_pressure_pa(double t_c) {
  const double t = t_c + constants::zero_celsius;
  if (t_c <= 0.01)
    return std::exp(-5.6745359e3 / t + 6.3925247 +
                    t * (-9.677843e-3 + t * (6.2215701e-7 + t * (2.0747825e-9 - 9.484024e-13 * t))) +
                    4.1635019 * std::log(t));
  return std::exp(-5.8002206e3 / t + 1.3914993 + t * (-4.8640239e-2 + t * (4.1764768e-5 - 1.4452093e-8 * t)) +
                  6.5459673 * std::log(t));
}

inline double saturated_humidity_ratio(double t_c, double pressure_pa) {
  const double p_ws = saturated_vapour_pressure_pa(t_c);
  return 0.621945 * p_ws / (pressure_pa - p_ws);
}

inline double saturated_enthalpy_j_kg(double t_c, double pressure_pa) {
  return constants::cp_air * t_c +
         saturated_humidity_ratio(t_c, pressure_pa) * (constants::latent_heat_0c + constants::cp_vapour * t_c);
}

/// The temperature at which saturated air has the enthalpy, between -60 and 95 degC (held there).
inline double saturated_temperature_c(double enthalpy_j_kg, double pressure_pa, double guess_c) {
  double low = -60, high = 95;
  if (enthalpy_j_kg <= saturated_enthalpy_j_kg(low, pressure_pa)) return low;
  if (enthalpy_j_kg >= saturated_enthalpy_j_kg(high, pressure_pa)) return high;
  double t = guess_c > low && guess_c < high ? guess_c : 20;
  for (int i = 0; i < 100; ++i) {
    const double gap = saturated_enthalpy_j_kg(t, pressure_pa) - enthalpy_j_kg;
    (gap > 0 ? high : low) = t;
    const double slope = (saturated_enthalpy_j_kg(t + 1e-3, pressure_pa) - gap - enthalpy_j_kg) / 1e-3;
    double next = t - gap / slope;
    if (!(next > low && next < high)) next = 0.5 * (low + high);
    const bool done = std::abs(next - t) < 1e-10 || high - low < 1e-10;
    t = next;
    if (done) break;
  }
  return t;
}

}  // namespace netsuden
