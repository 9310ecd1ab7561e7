// SPDX-License-Identifier: Apache-2.0
#include "sim/power/irradiance.hpp"

#include <algorithm>
#include <cmath>

namespace netsuden {
namespace {
constexpr double deg = M_PI / 180, lowest_sun_deg = 3;
constexpr double lowest_cosine = 0.065;  // of the clearness index alone: near the horizon it means nothing
}  // namespace

Irradiance clear_sky_global(double elevation) {
  const double cosine = std::sin(elevation * deg);
  return Irradiance::from_si(cosine > 0 ? 1098 * cosine * std::exp(-0.059 / cosine) : 0);
}

Irradiance extraterrestrial(double distance_au) { return Irradiance::from_si(1361 / (distance_au * distance_au)); }

SkySplit split_global(Irradiance global, double elevation, Irradiance outside) {
  const double cosine = std::sin(elevation * deg), ghi = std::max(0.0, global.si());
  if (elevation < lowest_sun_deg || ghi <= 0) return {{}, Irradiance::from_si(ghi)};
  const double kt = std::min(1.0, ghi / (outside.si() * std::max(cosine, lowest_cosine)));
  double kd = 0.165;
  if (kt <= 0.22) kd = 1 - 0.09 * kt;
  else if (kt <= 0.80) kd = 0.9511 + kt * (-0.1604 + kt * (4.388 + kt * (-16.638 + kt * 12.336)));
  return {Irradiance::from_si((1 - kd) * ghi / cosine), Irradiance::from_si(kd * ghi)};
}

}  // namespace netsuden
