// SPDX-License-Identifier: Apache-2.0
// Hourly weather made from monthly climate figures.
//
//   T(t)  = M(t) + a(t) + R(t)/2 cos(2 pi (h - 14)/24)           dry bulb, h the local hour
//   x_d   = phi x_{d-1} + sqrt(1 - phi^2) e_d                    anomaly of day d: the mean of a(t) is sigma_m x_d
//   y_d   = rho_m x_d + sqrt(1 - rho_m^2) z_d,  z AR(1)          dryness
//   D(t)  = Dm(t) exp(s_D y_d - s_D^2/2)                         dew-point depression below M + a
//   R(t)  = Rm(t) exp(s_R u_d - s_R^2/2),  u_d = 0.55 y_d + 0.835 e    daily range
//   RH(t) = p_ws(min(T, M + a - D)) / p_ws(T)
//
// M, Dm, Rm are polygons with corners in the middle of the months, a, D, R polygons with corners at noon, hence all is
// continuous. The corners of M, Rm, Dm are then moved until the generated monthly means of dry bulb, daily range and
// relative humidity are the stated ones, as weather generators do, over the period that is asked for (of a year or more;
// else whole years from the first day generated, of which a part is cut). Then wet bulbs above their 90 % value are stretched from it so
// that the 99.6 % value is the stated one, and bent below 2 K above it; dry bulbs near the stated extremes are bent
// below them.
//
// Source: physics reference 7.3 (seasonal cycle, daily cycle, AR(1), dew point with its own AR(1)); the correction by
// month after Richardson (Water Resources Research 17, 1981) and its successors. s_D, s_R and the 0.55 of dry days with
// a wide range: fitted to the ERA5 grid point of Tokyo 2020 to 2024; assumptions elsewhere.
// Range: mid latitudes, an hour. Left out: radiation (NaN), varying wind and pressure, fronts, typhoons, trends between
// years (see with_warming), warm and cold years (a month differs from year to year, the mean over the period does not).
// Verified by tests/unit/site/synthetic_weather_test.cpp.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/describe.hpp"
#include "sim/base/random.hpp"
#include "sim/site/weather.hpp"

namespace netsuden {

using Monthly = std::array<double, 12>;

struct ClimateNormals {
  Monthly dry_bulb_c{}, daily_range_k{}, relative_humidity_pct{};
  Monthly deviation_k{2.2, 2.8, 3.0, 2.7, 1.9, 1.6, 2.1, 1.8, 2.5, 2.5, 2.4, 2.1};
  Monthly dryness_correlation{-0.31, -0.24, -0.16, -0.30, -0.08, 0.20, 0.73, 0.66, 0.20, -0.15, -0.22, -0.21};
  double persistence = 0.70, dryness_deviation = 0.42, dryness_persistence = 0.40, range_deviation = 0.36;
  std::optional<Temperature> design_wet_bulb;  ///< exceeded in 0.4 % of the hours
  std::optional<Temperature> highest_dry_bulb, lowest_dry_bulb;
  Length elevation;
  Speed wind = Speed::from_si(3);
  std::string source;
};

void describe(Describe&, ClimateNormals&);

/// Built-in sites. `tokyo`, the default, are the years 2020 to 2024 of an ERA5 grid point: one source for every figure,
/// the climate that today's halls meet, and hourly values to check against. `tokyo_jma_1991_2020` are the station
/// normals: 0.1 K colder and 10 points drier, hence about 350 h more with a wet bulb below 10 degC in a year.
std::optional<ClimateNormals> built_in_climate(std::string_view name);
const std::vector<std::string>& built_in_climates();

/// A year or more, within what is generated, of which the figures are to be the stated ones.
struct FitWindow {
  double from_unix_s = 0, to_unix_s = 0;
};

/// Hourly samples from `first_utc_day` (days since 1970-01-01, 00:00 UTC) through the end of the period, inclusive.
WeatherSeries generate_hourly(const ClimateNormals&, long long first_utc_day, int days, int utc_offset_s,
                              RandomStream&, std::optional<FitWindow> = {});

}  // namespace netsuden
