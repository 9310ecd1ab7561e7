// SPDX-License-Identifier: Apache-2.0
// Clear sky and its split against the values that pvlib-python's own tests state (test_clearsky.py test_haurwitz,
// test_irradiance.py test_erbs).
#include "sim/power/irradiance.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using namespace netsuden;

TEST_CASE("irradiance: Haurwitz's clear sky by elevation of the sun") {
  const double cases[][2] = {{-20, 0}, {-0.05, 0}, {-0.001, 0}, {5, 48.6298687941956}, {10, 135.741748091813}, {30, 487.894132885425}, {50, 778.766689344363}, {90, 1035.09203253450}};
  for (const auto& [elevation, ghi] : cases) CHECK(clear_sky_global(elevation).si() == Approx(ghi).epsilon(1e-12).margin(1e-12));
}

TEST_CASE("irradiance: Erbs' split of the global irradiance") {
  // Outside irradiance of days 1 and 171 after Spencer with 1366.1 W/m2, as those values were made.
  const auto outside = [](int day) {
    const double b = 2 * M_PI * (day - 1) / 365;
    return Irradiance::from_si(1366.1 * (1.00011 + 0.034221 * std::cos(b) + 0.00128 * std::sin(b) + 0.000719 * std::cos(2 * b) + 7.7e-5 * std::sin(2 * b)));
  };
  const double cases[][5] = {{0, 120, 1, 0, 0}, {50, 85, 1, 96.7192672, 41.5703604}, {1000, 10, 1, 794.205651, 217.860117}, {1000, 10, 171, 842.001578, 170.790318}};
  for (const auto& [ghi, zenith, day, dni, dhi] : cases) {
    const SkySplit s = split_global(Irradiance::from_si(ghi), 90 - zenith, outside(static_cast<int>(day)));
    CHECK(s.direct_normal.si() == Approx(dni).epsilon(1e-6).margin(1e-9));
    CHECK(s.diffuse.si() == Approx(dhi).epsilon(1e-6).margin(1e-9));
  }
}

TEST_CASE("irradiance: beam and sky light make the global irradiance") {
  for (double elevation = -10; elevation <= 90; elevation += 0.5)
    for (double ghi = 0; ghi <= 1200; ghi += 25) {
      const SkySplit s = split_global(Irradiance::from_si(ghi), elevation, extraterrestrial(1.0));
      CHECK(s.direct_normal.si() >= 0);
      CHECK(s.diffuse.si() >= 0);
      const double beam = s.direct_normal.si() * std::max(0.0, std::sin(elevation * M_PI / 180));
      CHECK(beam + s.diffuse.si() == Approx(ghi).margin(1e-9));
    }
  CHECK(extraterrestrial(1.0).si() == 1361);
  CHECK(extraterrestrial(2.0).si() == 1361.0 / 4);
}
