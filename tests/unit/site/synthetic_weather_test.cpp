// SPDX-License-Identifier: Apache-2.0
// Properties over seeds, periods and sites: what is generated has the stated climate. Expected values are the normals
// themselves and, for Tokyo, statistics of the hourly years 2020 to 2024 computed by another program from the data file
// (the years' 99.6 % wet bulbs 27.15, 26.38, 27.20, 26.47, 27.57 degC; hours below 10 degC 3661, 3338, 3366, 3083,
// 3169; below 18 degC 5705, 5602, 5815, 5672, 5428).
#include "sim/site/synthetic_weather.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <string>
#include <vector>

using namespace netsuden;

namespace {

constexpr double day_s = 86400;

struct Summary {
  Monthly mean{}, rh{}, range{}, hours{};
  std::vector<double> daily;     ///< means of whole local days
  std::vector<CivilTime> dates;  ///< of these
  double steepest = 0;           ///< K from an hour to the next
  bool wet_above_dry = false, bad = false;
};

Summary summarise(const WeatherSeries& w, int offset_s) {
  Summary s;
  Monthly days{};
  double day = -1e18, sum = 0, low = 0, high = 0;
  int count = 0;
  CivilTime date;
  for (std::size_t i = 0; i + 1 < w.size(); ++i) {
    const WeatherSample& x = w.samples()[i];
    const double local = w.time(i) + offset_s, t = x.dry_bulb.c();
    if (std::floor(local / day_s) != day) {
      day = std::floor(local / day_s);
      date = TimeZone().to_civil(local);
      sum = count = 0;
      low = 1e9;
      high = -1e9;
    }
    const auto m = static_cast<std::size_t>(date.month - 1);
    sum += t;
    low = std::min(low, t);
    high = std::max(high, t);
    if (++count == 24) {
      s.daily.push_back(sum / 24);
      s.dates.push_back(date);
      s.range[m] += high - low;
      days[m] += 1;
    }
    s.mean[m] += t;
    s.rh[m] += x.relative_humidity.value() * 100;
    s.hours[m] += 1;
    s.steepest = std::max(s.steepest, std::abs(w.samples()[i + 1].dry_bulb.c() - t));
    s.wet_above_dry |= x.wet_bulb > x.dry_bulb || x.dew_point > x.dry_bulb;
    s.bad |= !std::isfinite(t) || !(x.relative_humidity.value() > 0 && x.relative_humidity.value() <= 1);
  }
  for (std::size_t m = 0; m < 12; ++m) {
    s.mean[m] /= s.hours[m];
    s.rh[m] /= s.hours[m];
    s.range[m] /= days[m];
  }
  return s;
}

/// Autocorrelation of the anomalies of daily means from the line between the stated means of mid-months.
double lag_one(const Summary& s, const Monthly& normals) {
  std::vector<double> a;
  for (std::size_t i = 0; i < s.daily.size(); ++i) {
    const CivilTime& c = s.dates[i];
    const double x = c.month - 1.5 + (c.day - 0.5) / days_in_month(c.year, c.month), whole = std::floor(x);
    const auto m = static_cast<std::size_t>((static_cast<int>(whole) + 12) % 12);
    a.push_back(s.daily[i] - normals[m] - (normals[(m + 1) % 12] - normals[m]) * (x - whole));
  }
  double mean = 0, c0 = 0, c1 = 0;
  for (const double x : a) mean += x / static_cast<double>(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    c0 += (a[i] - mean) * (a[i] - mean);
    if (i > 0) c1 += (a[i] - mean) * (a[i - 1] - mean);
  }
  return c1 / c0;
}

WeatherSeries years(const ClimateNormals& n, int first, int count, std::uint64_t seed, int offset_s = 9 * 3600) {
  RandomStream random(seed, "weather.test");
  const long long from = days_from_civil(first, 1, 1);
  return generate_hourly(n, from, static_cast<int>(days_from_civil(first + count, 1, 1) - from), offset_s, random);
}

}  // namespace

TEST_CASE("generated weather has the stated climate, for every built-in site and seed") {
  for (const std::string& name : built_in_climates()) {
    const auto n = built_in_climate(name);
    REQUIRE(n);
    CHECK_FALSE(n->source.empty());
    for (std::uint64_t seed = 0; seed < 5; ++seed)
      for (const int count : {1, 4}) {
        INFO(name << ", seed " << seed << ", " << count << " years");
        const WeatherSeries w = years(*n, 2026, count, seed);
        const Summary s = summarise(w, 9 * 3600);
        for (std::size_t m = 0; m < 12; ++m) {
          INFO("month " << m + 1);
          CHECK(s.mean[m] == Approx(n->dry_bulb_c[m]).epsilon(0).margin(0.3));
          CHECK(s.rh[m] == Approx(n->relative_humidity_pct[m]).epsilon(0).margin(3));
          CHECK(s.range[m] == Approx(n->daily_range_k[m]).epsilon(0.1).scale(0));
        }
        CHECK_FALSE(s.wet_above_dry);
        CHECK_FALSE(s.bad);
        // Half the range, times 2 pi/24, times a wide day (factor 4): no jump at midnight or at the end of a month.
        const double widest = *std::max_element(n->daily_range_k.begin(), n->daily_range_k.end());
        CHECK(s.steepest < 0.5 * widest * 0.2618 * 4 + 0.5);
        // One year of an autocorrelation of 0.7 has a standard error of 0.04 and loses 0.07 to the fitted months.
        if (count > 1) CHECK(lag_one(s, n->dry_bulb_c) == Approx(n->persistence).epsilon(0).margin(0.1));
        if (n->design_wet_bulb)
          CHECK(percentile(w, WeatherField::wet_bulb, 0.996).c() ==
                Approx(n->design_wet_bulb->c()).epsilon(0).margin(0.5));
      }
  }
}

TEST_CASE("Tokyo: wet-bulb statistics of the measured years") {
  const auto n = built_in_climate("tokyo");
  REQUIRE(n);
  const double below_10 = (3661 + 3338 + 3366 + 3083 + 3169) / 5.0, below_18 = (5705 + 5602 + 5815 + 5672 + 5428) / 5.0;
  for (std::uint64_t seed = 0; seed < 8; ++seed)
    for (const int count : {1, 3, 5}) {
      INFO("seed " << seed << ", " << count << " years");
      const WeatherSeries w = years(*n, 2026, count, seed);
      const double year = 365.2425 * day_s / (w.last() - w.first());
      CHECK(hours_below(w, WeatherField::wet_bulb, 10_degC) * year == Approx(below_10).epsilon(0.05).scale(0));
      CHECK(hours_below(w, WeatherField::wet_bulb, 18_degC) * year == Approx(below_18).epsilon(0.05).scale(0));
      const double p = percentile(w, WeatherField::wet_bulb, 0.996).c();
      for (const double real : {27.15, 26.38, 27.20, 26.47, 27.57}) CHECK(p == Approx(real).epsilon(0).margin(1));
      for (const auto& s : w.samples()) {
        if (s.dry_bulb > *n->highest_dry_bulb || s.dry_bulb < *n->lowest_dry_bulb) {
          FAIL("beyond the stated extremes: " << s.dry_bulb.c());
        }
      }
    }
}

TEST_CASE("the same seed gives the same bytes, another seed other weather") {
  const auto n = built_in_climate("tokyo");
  const auto a = years(*n, 2026, 1, 0), b = years(*n, 2026, 1, 0), c = years(*n, 2026, 1, 1);
  REQUIRE(a.size() == b.size());
  std::size_t equal = 0, other = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    equal += a.samples()[i].dry_bulb == b.samples()[i].dry_bulb && a.samples()[i].wet_bulb == b.samples()[i].wet_bulb;
    other += a.samples()[i].dry_bulb != c.samples()[i].dry_bulb;
  }
  CHECK(equal == a.size());
  CHECK(other > a.size() * 9 / 10);
}

TEST_CASE("fiscal years, leap years, parts of a year, other offsets") {
  const auto n = built_in_climate("tokyo");
  RandomStream random(5, "weather");
  const long long april = days_from_civil(2027, 4, 1);
  const auto fiscal = generate_hourly(*n, april, 366, 9 * 3600, random);  // holds 29 February 2028
  const Summary s = summarise(fiscal, 9 * 3600);
  for (std::size_t m = 0; m < 12; ++m) CHECK(s.mean[m] == Approx(n->dry_bulb_c[m]).epsilon(0).margin(0.3));

  for (const int days : {1, 2, 30, 364, 365, 366, 400, 800})
    for (const int offset : {-10 * 3600, 0, 19800, 14 * 3600}) {
      const auto w = generate_hourly(*n, april, days, offset, random);
      CHECK(w.size() == static_cast<std::size_t>(days) * 24 + 1);
      CHECK(w.first() == static_cast<double>(april) * day_s);
      CHECK(w.last() == static_cast<double>(april + days) * day_s);
      CHECK_FALSE(summarise(w, offset).bad);
    }
  CHECK_FALSE(generate_hourly(*n, days_from_civil(2028, 2, 29), 365 * 3, 0, random).empty());
  // January at 3 in the morning local time is colder than at 14 h, wherever the clock stands.
  for (const int offset : {-5 * 3600, 9 * 3600}) {
    const auto w = years(*n, 2026, 1, 3, offset);
    double night = 0, noon = 0;
    for (int d = 2; d < 30; ++d) {
      const double midnight = static_cast<double>(days_from_civil(2026, 1, d)) * day_s - offset;
      night += w.at(midnight + 3 * 3600).dry_bulb.c();
      noon += w.at(midnight + 14 * 3600).dry_bulb.c();
    }
    CHECK(noon / 28 - night / 28 > 0.7 * n->daily_range_k[0]);
  }
}

TEST_CASE("unknown climates are not guessed") {
  CHECK_FALSE(built_in_climate("atlantis"));
  REQUIRE(built_in_climate("tokyo_2020_2024"));
  CHECK(built_in_climate("tokyo_2020_2024")->dry_bulb_c == built_in_climate("tokyo")->dry_bulb_c);
}
