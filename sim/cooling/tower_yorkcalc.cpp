// SPDX-License-Identifier: Apache-2.0
#include "sim/cooling/tower_yorkcalc.hpp"

#include <array>
#include <cmath>
#include <limits>

#include "sim/base/curves.hpp"

namespace netsuden {

namespace {
constexpr std::array<double, 27> c = {
    -0.359741205,        -0.055053608,     0.0023850432,      0.173926877,      -0.0248473764,   0.00048430224,
    -0.005589849456,     0.0005770079712,  -0.00001342427256, 2.84765801111111, -0.121765149,    0.0014599242,
    1.680428651,         -0.0166920786,    -0.0007190532,     -0.025485194448,  0.0000487491696, 0.00002719234152,
    -0.0653766255555556, -0.002278167,     0.0002500254,      -0.0910565458,    0.00318176316,   0.000038621772,
    -0.0034285382352,    0.00000856589904, -0.000001516821552};
constexpr CurveRange wet_bulbs{-34.4, 26.7}, ranges{1.1, 22.2}, approaches{1.1, 40}, water_ratios{0.75, 1.25};
constexpr double max_liquid_to_gas = 8;

double approach_at(double t, double r, double lg) {
  double sum_l = 0;
  for (int l = 2; l >= 0; --l) {
    double sum_r = 0;
    for (int k = 2; k >= 0; --k) {
      const int i = 9 * l + 3 * k;
      sum_r = sum_r * r + (c[i] + t * (c[i + 1] + t * c[i + 2]));
    }
    sum_l = sum_l * lg + sum_r;
  }
  return sum_l;
}
}  // namespace

double yorkcalc_approach_raw(double wet_bulb_c, double range_k, double water_ratio, double air_ratio) {
  return approach_at(wet_bulb_c, range_k, water_ratio / air_ratio);
}

YorkCalcApproach yorkcalc_approach(double wet_bulb_c, double range_k, double water_ratio, double air_ratio) {
  YorkCalcApproach a;
  double lg = water_ratio / air_ratio;
  if (!wet_bulbs.contains(wet_bulb_c)) a.outside_validity |= validity::wet_bulb;
  if (!ranges.contains(range_k)) a.outside_validity |= validity::range;
  if (!water_ratios.contains(water_ratio)) a.outside_validity |= validity::water_flow;
  if (!(lg <= max_liquid_to_gas)) {
    a.outside_validity |= validity::air_flow;
    lg = max_liquid_to_gas;
  }
  const double raw = approach_at(wet_bulbs.clamp(wet_bulb_c), ranges.clamp(range_k), lg);
  if (!approaches.contains(raw)) a.outside_validity |= validity::approach;
  a.approach_k = approaches.clamp(raw);
  return a;
}

double yorkcalc_water_ratio(double wet_bulb_c, double range_k, double approach_k) {
  double low = 0.05, high = max_liquid_to_gas;
  if (approach_at(wet_bulb_c, range_k, low) > approach_k || approach_at(wet_bulb_c, range_k, high) < approach_k)
    return std::numeric_limits<double>::quiet_NaN();
  for (int i = 0; i < 100 && high - low > 1e-14; ++i) {
    const double mid = 0.5 * (low + high);
    (approach_at(wet_bulb_c, range_k, mid) < approach_k ? low : high) = mid;
  }
  return 0.5 * (low + high);
}

}  // namespace netsuden
