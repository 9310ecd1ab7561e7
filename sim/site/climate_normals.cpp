// SPDX-License-Identifier: Apache-2.0
// The climate figures a scenario may state, and those of built-in sites.
#include <cmath>

#include "sim/site/synthetic_weather.hpp"

namespace netsuden {

void describe(Describe& d, ClimateNormals& n) {
  d.numbers("dry_bulb", n.dry_bulb_c,
            {.required = true,
             .range = {-60, 50, "monthly means on Earth"},
             .text = "Monthly means of the dry bulb in degC, January to December."});
  d.numbers("daily_range", n.daily_range_k,
            {.required = true,
             .range = {0.5, 30, "monthly means on Earth"},
             .text = "Monthly means of the daily maximum minus minimum in K."});
  d.numbers("relative_humidity", n.relative_humidity_pct,
            {.required = true,
             .range = {5, 98, "monthly means on Earth"},
             .text = "Monthly means of the relative humidity in %."});
  d.numbers("deviation", n.deviation_k,
            {.range = {0, 15, "monthly figures on Earth"},
             .text = "Standard deviation of daily means about the season in K, by month.",
             .source = "ERA5 grid point of Tokyo 2020 to 2024; elsewhere an assumption"});
  d.numbers("dryness_correlation", n.dryness_correlation,
            {.range = {-0.95, 0.95, "a correlation"},
             .text = "Correlation of warm with dry days (dew-point depression), by month.",
             .source = "ERA5 grid point of Tokyo 2020 to 2024; elsewhere an assumption"});
  d.plain("persistence", n.persistence,
          {.range = {0, 0.95, "an autocorrelation"},
           .text = "Autocorrelation of daily mean anomalies from a day to the next.",
           .source = "ERA5 grid point of Tokyo 2020 to 2024; physics reference 7.3: 0.7 to 0.8"});
  d.plain("dryness_deviation", n.dryness_deviation,
          {.range = {0, 1.5, "a spread of logarithms"},
           .text = "Standard deviation of the logarithm of the daily dew-point depression.",
           .source = "ERA5 grid point of Tokyo 2020 to 2024; elsewhere an assumption"});
  d.plain("dryness_persistence", n.dryness_persistence,
          {.range = {0, 0.95, "an autocorrelation"},
           .text = "Autocorrelation of dry days.",
           .source = "ERA5 grid point of Tokyo 2020 to 2024; elsewhere an assumption"});
  d.plain("range_deviation", n.range_deviation,
          {.range = {0, 1, "a spread of logarithms"},
           .text = "Standard deviation of the logarithm of the daily range.",
           .source = "ERA5 grid point of Tokyo 2020 to 2024; elsewhere an assumption"});
  d.temperature("design_wet_bulb", n.design_wet_bulb,
                {.unit = "degC",
                 .range = {-30, 35, "the highest on Earth"},
                 .text = "Wet bulb exceeded in 0.4 % of the hours; the tail is fitted to it."});
  d.temperature(
      "highest_dry_bulb", n.highest_dry_bulb,
      {.unit = "degC", .range = {-30, 60, "weather on Earth"}, .text = "Extreme that the dry bulb does not exceed."});
  d.temperature("lowest_dry_bulb", n.lowest_dry_bulb,
                {.unit = "degC",
                 .range = {-70, 40, "weather on Earth"},
                 .text = "Extreme that the dry bulb does not fall below."});
  d.quantity(
      "elevation", n.elevation,
      {.unit = "m", .range = {-430, 6000, "inhabited land"}, .text = "Height above sea level, for the pressure."});
  d.quantity(
      "wind", n.wind,
      {.unit = "m/s", .range = {0, 50, "weather on Earth"}, .text = "Wind speed, constant.", .source = "assumption"});
  d.text("source", n.source, {.text = "Where the figures come from."});
}

namespace {

Monthly minus(const Monthly& a, const Monthly& b) {
  Monthly r{};
  for (std::size_t i = 0; i < 12; ++i) r[i] = a[i] - b[i];
  return r;
}

/// The mean and amplitude of a year as months; warmest in the first days of August (day 212, physics reference 7.3).
Monthly seasonal(double mean_c, double amplitude_k) {
  constexpr double pi = 3.14159265358979323846;
  Monthly r{};
  for (std::size_t i = 0; i < 12; ++i)
    r[i] = mean_c + amplitude_k * std::cos(2 * pi * ((static_cast<double>(i) + 0.5) / 12 - 212.0 / 365));
  return r;
}

ClimateNormals tokyo() {
  ClimateNormals n;  // deviation and the figures below it are this site's by default
  n.dry_bulb_c = {4.54, 5.89, 10.05, 14.12, 18.52, 22.24, 26.40, 27.86, 24.46, 17.81, 12.89, 6.74};
  n.daily_range_k = {8.76, 9.37, 9.18, 8.37, 7.34, 6.55, 6.21, 6.38, 6.19, 7.34, 8.59, 8.96};
  n.relative_humidity_pct = {66.8, 65.9, 71.3, 73.0, 77.0, 81.2, 81.2, 79.2, 81.1, 77.7, 74.8, 68.3};
  n.design_wet_bulb = Temperature::celsius(27.09);
  n.highest_dry_bulb = Temperature::celsius(38.1);
  n.lowest_dry_bulb = Temperature::celsius(-7.4);
  n.elevation = Length::from_si(14);
  n.wind = Speed::from_si(4.5);
  n.source = "computed from hourly values 2020 to 2024 of the ERA5 grid point 35.68 N 139.81 E (Open-Meteo, CC BY 4.0)";
  return n;
}

ClimateNormals tokyo_station() {
  ClimateNormals n;
  n.dry_bulb_c = {5.4, 6.1, 9.4, 14.3, 18.8, 21.9, 25.7, 26.9, 23.3, 18.0, 12.5, 7.7};
  n.daily_range_k = minus({9.8, 10.9, 14.2, 19.4, 23.6, 26.1, 29.9, 31.3, 27.5, 22.0, 16.7, 12.0},
                          {1.2, 2.1, 5.0, 9.8, 14.6, 18.5, 22.4, 23.5, 20.3, 14.8, 8.8, 3.8});
  n.relative_humidity_pct = {51, 52, 57, 62, 68, 75, 76, 74, 75, 71, 64, 56};
  n.design_wet_bulb = Temperature::celsius(27.1);
  n.elevation = Length::from_si(25);
  n.source =
      "JMA normals 1991 to 2020, Tokyo (47662); design wet bulb physics reference 7.2, not verified; day-to-day "
      "figures of the ERA5 grid point, an assumption";
  return n;
}

ClimateNormals osaka() {
  ClimateNormals n;
  n.dry_bulb_c = {6.2, 6.6, 9.9, 15.2, 20.1, 23.6, 27.7, 29.0, 25.2, 19.5, 13.8, 8.7};
  n.daily_range_k = minus({9.7, 10.5, 14.2, 19.9, 24.9, 28.0, 31.8, 33.7, 29.5, 23.7, 17.8, 12.3},
                          {3.0, 3.2, 6.0, 10.9, 16.0, 20.3, 24.6, 25.8, 21.9, 16.0, 10.2, 5.3});
  n.relative_humidity_pct = {61, 60, 59, 58, 61, 68, 70, 66, 67, 65, 64, 62};
  n.design_wet_bulb = Temperature::celsius(27.0);
  n.elevation = Length::from_si(23);
  n.source =
      "JMA normals 1991 to 2020, Osaka (47772), from memory, not verified; design wet bulb physics reference 7.2, "
      "not verified; day-to-day figures of Tokyo, an assumption";
  return n;
}

ClimateNormals sapporo() {
  ClimateNormals n;
  n.dry_bulb_c = {-3.2, -2.7, 1.1, 7.3, 13.0, 17.0, 21.1, 22.3, 18.6, 12.1, 5.2, -0.9};
  n.daily_range_k = minus({-0.4, 0.4, 4.5, 11.7, 17.9, 21.8, 25.4, 26.4, 22.8, 16.4, 8.7, 2.0},
                          {-6.4, -6.2, -2.4, 3.4, 9.0, 13.4, 17.9, 19.1, 14.8, 8.0, 1.6, -4.0});
  n.relative_humidity_pct = {69, 68, 65, 61, 65, 72, 75, 75, 71, 67, 67, 67};
  n.design_wet_bulb = Temperature::celsius(24.0);
  n.elevation = Length::from_si(17);
  n.source =
      "JMA normals 1991 to 2020, Sapporo (47412), from memory, not verified; design wet bulb physics reference "
      "7.2, not verified; day-to-day figures of Tokyo, an assumption";
  return n;
}

ClimateNormals ishikari() {
  ClimateNormals n = sapporo();
  for (double& t : n.dry_bulb_c) t -= 1.1;  // annual means 8.1 and 9.2 degC
  n.design_wet_bulb = Temperature::celsius(23.8);
  n.elevation = Length::from_si(5);
  n.source = "the normals of Sapporo less 1.1 K (annual means of physics reference 7.2), an assumption";
  return n;
}

ClimateNormals tomakomai() {
  ClimateNormals n = sapporo();
  n.dry_bulb_c = seasonal(7.9, 11.9);
  n.daily_range_k.fill(7.0);
  n.relative_humidity_pct = {68, 68, 69, 72, 77, 84, 87, 85, 80, 73, 69, 67};
  n.design_wet_bulb = Temperature::celsius(23.3);
  n.elevation = Length::from_si(6);
  n.source =
      "annual mean, amplitude and design wet bulb of Tomakomai (47424), physics reference 7.2 and 7.3, not "
      "verified; humidity, daily range and day-to-day figures are assumptions";
  return n;
}

}  // namespace

const std::vector<std::string>& built_in_climates() {
  static const std::vector<std::string> names{"tokyo",    "tokyo_jma_1991_2020", "osaka", "sapporo", "ishikari",
                                              "tomakomai"};
  return names;
}

std::optional<ClimateNormals> built_in_climate(std::string_view name) {
  if (name == "tokyo" || name == "tokyo_2020_2024") return tokyo();
  if (name == "tokyo_jma_1991_2020") return tokyo_station();
  if (name == "osaka") return osaka();
  if (name == "sapporo") return sapporo();
  if (name == "ishikari") return ishikari();
  if (name == "tomakomai") return tomakomai();
  return std::nullopt;
}

}  // namespace netsuden
