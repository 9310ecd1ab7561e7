// SPDX-License-Identifier: Apache-2.0
#include "sim/power/sun_position.hpp"

#include <cmath>
#include <numbers>
#include <span>

namespace netsuden {

namespace {

constexpr double deg = std::numbers::pi / 180;

struct Term {
  double a, b, c;  ///< a cos(b + c tau), tau in Julian millennia
};
// VSOP87, spherical, ecliptic of date; 1e-8 rad and 1e-8 AU.
constexpr Term longitude0[] = {{175347046, 0, 0},           {3341656, 4.6692568, 6283.07585},
                               {34894, 4.6261, 12566.1517}, {3497, 2.7441, 5753.3849},
                               {3418, 2.8289, 3.5231},      {3136, 3.6277, 77713.7715},
                               {2676, 4.4181, 7860.4194},   {2343, 6.1352, 3930.2097},
                               {1324, 0.7425, 11506.7698},  {1273, 2.0371, 529.691},
                               {1199, 1.1096, 1577.3435},   {990, 5.233, 5884.927},
                               {902, 2.045, 26.298},        {857, 3.508, 398.149},
                               {780, 1.179, 5223.694},      {753, 2.533, 5507.553},
                               {505, 4.583, 18849.228},     {492, 4.205, 775.523},
                               {357, 2.92, 0.067},          {317, 5.849, 11790.629}};
constexpr Term longitude1[] = {{628331966747, 0, 0},
                               {206059, 2.678235, 6283.07585},
                               {4303, 2.6351, 12566.1517},
                               {425, 1.59, 3.523},
                               {119, 5.796, 26.298}};
constexpr Term longitude2[] = {{52919, 0, 0}, {8720, 1.0721, 6283.0758}};
constexpr Term distance0[] = {
    {100013989, 0, 0},          {1670700, 3.0984635, 6283.07585}, {13956, 3.05525, 12566.1517},
    {3084, 5.1985, 77713.7715}, {1628, 1.1739, 5753.3849},        {1576, 2.8469, 7860.4194}};
constexpr Term distance1[] = {{103019, 1.10749, 6283.07585}};

double series(std::span<const Term> terms, double tau) {
  double sum = 0;
  for (const Term& t : terms) sum += t.a * std::cos(t.b + t.c * tau);
  return sum * 1e-8;
}

double wrap(double degrees, double centre) { return degrees - 360 * std::floor((degrees - centre + 180) / 360); }

struct Nutation {
  double longitude_deg, obliquity_deg;
};
Nutation nutation(double t) {
  const double node = (125.04452 - 1934.136261 * t) * deg, sun = (280.4665 + 36000.7698 * t) * deg,
               moon = (218.3165 + 481267.8813 * t) * deg;
  return {(-17.20 * std::sin(node) - 1.32 * std::sin(2 * sun) - 0.23 * std::sin(2 * moon) + 0.21 * std::sin(2 * node)) /
              3600,
          (9.20 * std::cos(node) + 0.57 * std::cos(2 * sun) + 0.10 * std::cos(2 * moon) - 0.09 * std::cos(2 * node)) /
              3600};
}

double refraction_deg(double e, Pressure p, Temperature air) {
  if (e < -0.83337) return 0;  // the sun's radius and the refraction at the horizon
  return p.in(Pressure::from_si(101000)) * (283 / (273 + air.c())) * 1.02 /
         (60 * std::tan((e + 10.3 / (e + 5.11)) * deg));
}

}  // namespace

SunPosition sun_position(UnixSeconds time, const Place& place, Pressure pressure, Temperature air, double delta_t_s) {
  const double day = time / 86400 - 10957.5;  // from J2000.0, universal time
  const double century = day / 36525, t = (day + delta_t_s / 86400) / 36525, tau = t / 10;

  // Geocentric apparent longitude, obliquity, right ascension and declination.
  const double r = series(distance0, tau) + series(distance1, tau) * tau;
  const double l = series(longitude0, tau) + tau * (series(longitude1, tau) + tau * series(longitude2, tau));
  const Nutation nut = nutation(t);
  const double lambda = (l / deg + 180 + nut.longitude_deg - 20.4898 / 3600 / r) * deg;
  const double epsilon = ((84381.448 - t * (46.8150 + t * (0.00059 - t * 0.001813))) / 3600 + nut.obliquity_deg) * deg;
  const double alpha = std::atan2(std::sin(lambda) * std::cos(epsilon), std::cos(lambda));
  const double delta = std::asin(std::sin(epsilon) * std::sin(lambda));

  // Local hour angle, then what the observer's place on the Earth changes.
  const double sidereal = 280.46061837 + 360.98564736629 * day +
                          century * century * (0.000387933 - century / 38710000) +
                          nut.longitude_deg * std::cos(epsilon);
  const double h = (sidereal + place.longitude_deg) * deg - alpha;
  const double phi = place.latitude_deg * deg, parallax = 8.794 / 3600 / r * deg,
               height = place.elevation.si() / 6378140;
  const double u = std::atan(0.99664719 * std::tan(phi));
  const double x = std::cos(u) + height * std::cos(phi), y = 0.99664719 * std::sin(u) + height * std::sin(phi);
  const double below = std::cos(delta) - x * std::sin(parallax) * std::cos(h);
  const double shift = std::atan2(-x * std::sin(parallax) * std::sin(h), below);
  const double delta2 = std::atan2((std::sin(delta) - y * std::sin(parallax)) * std::cos(shift), below);
  const double h2 = h - shift;

  SunPosition s;
  s.elevation_deg = std::asin(std::sin(phi) * std::sin(delta2) + std::cos(phi) * std::cos(delta2) * std::cos(h2)) / deg;
  s.apparent_deg = s.elevation_deg + refraction_deg(s.elevation_deg, pressure, air);
  s.azimuth_deg =
      wrap(std::atan2(std::sin(h2), std::cos(h2) * std::sin(phi) - std::tan(delta2) * std::cos(phi)) / deg + 180, 180);
  s.declination_deg = delta / deg;
  s.distance_au = r;
  const double mean_longitude = 280.4664567 + tau * (360007.6982779 + tau * (0.03032028 + tau / 49931));
  s.equation_of_time_min =
      4 * wrap(mean_longitude - 0.0057183 - alpha / deg + nut.longitude_deg * std::cos(epsilon), 0);
  return s;
}

}  // namespace netsuden
