// SPDX-License-Identifier: Apache-2.0
// Sun and sky over a site: what its PV sees in the step.
//
//   global irradiance of the weather, without one `clearness` of a clear sky's; its split and the sun by sim/power/irradiance.hpp
//   and sun_position.hpp at the middle of the step
// Range: steps up to a quarter of an hour follow the sun; longer ones take its place at their middle. Left out: the half hour by
// which hour-ending files lag. Verified by tests/invariants/solar_storage_test.cpp.
#include <cmath>

#include "sim/power/irradiance.hpp"
#include "sim/twin/site_model.hpp"

namespace netsuden {
namespace {
constexpr Fraction usual_clearness{0.65};  // assumption: half-cloudy mid latitudes
}

PvInputs SiteModel::sky(double t_s, double dt_s) const {
  const UnixSeconds now = inputs_.start_unix + t_s + dt_s / 2;
  const WeatherSample& w = out_.weather;
  const Place place{spec_.latitude_deg.value_or(0), spec_.longitude_deg.value_or(0), spec_.weather.elevation};
  const SunPosition sun = sun_position(now, place, w.pressure, w.dry_bulb);
  PvInputs in;
  in.air = w.dry_bulb;
  in.wind = w.wind;
  in.sun_elevation_deg = sun.apparent_deg;
  in.sun_azimuth_deg = sun.azimuth_deg;
  in.global = std::isfinite(w.ghi_w_m2) ? Irradiance::from_si(w.ghi_w_m2) : clear_sky_global(sun.apparent_deg) * spec_.weather.clearness.value_or(usual_clearness).value();
  const SkySplit split = split_global(in.global, sun.apparent_deg, extraterrestrial(sun.distance_au));
  in.direct_normal = split.direct_normal;
  in.diffuse = split.diffuse;
  return in;
}

}  // namespace netsuden
