// SPDX-License-Identifier: Apache-2.0
// The measured and typical years of the data folder: every figure of the weather table in its README, which was
// computed there by another program (station pressure for EPW, 101,325 Pa for CSV; hours of a year strictly below the
// threshold).
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>
#include <string>
#include <vector>

#include "io/import/epw.hpp"
#include "io/import/weather_csv.hpp"
#include "sim/site/synthetic_weather.hpp"

using namespace netsuden;

namespace {

const std::string dir = std::string(NETSUDEN_DATA_DIR) + "/weather/";

bool absent(const std::string& name) {
  if (std::filesystem::exists(dir + name)) return false;
  WARN("SKIPPED: " << dir + name);
  return true;
}

/// Printed with two decimals, so equal within half of the last.
Approx rounded(double x, double half = 0.0051) { return Approx(x).epsilon(0).margin(half); }

double lowest(const WeatherSeries& w) {
  double x = 1e9;
  for (const auto& s : w.samples()) x = std::min(x, s.dry_bulb.c());
  return x;
}
double highest(const WeatherSeries& w, bool wet) {
  double x = -1e9;
  for (const auto& s : w.samples()) x = std::max(x, wet ? s.wet_bulb.c() : s.dry_bulb.c());
  return x;
}
double mean_rh(const WeatherSeries& w) {
  double x = 0;
  for (const auto& s : w.samples()) x += s.relative_humidity.value() * 100;
  return x / static_cast<double>(w.size());
}
double hours_of(const WeatherSeries& w, double t_c) {
  return hours_below(w, WeatherField::wet_bulb, Temperature::celsius(t_c));
}
/// The README's rule for the 99.6 % value: of n hours the one of rank floor(0.996 n) from below (neighbours lie up to
/// 0.05 K apart). percentile() interpolates between that one and one of the next two.
double p996(const WeatherSeries& w) {
  std::vector<double> c;
  for (const auto& s : w.samples()) c.push_back(s.wet_bulb.c());
  std::sort(c.begin(), c.end());
  const auto rank = static_cast<std::size_t>(0.996 * static_cast<double>(c.size()));
  const double ours = percentile(w, WeatherField::wet_bulb, 0.996).c();
  CHECK(ours >= c[rank - 1] - 1e-9);
  CHECK(ours <= c[rank + 1] + 1e-9);
  return c[rank - 1];
}

WeatherFile csv(const std::string& name, int offset_h) {
  WeatherCsv spec;
  spec.path = dir + name;
  spec.utc_offset_s = offset_h * 3600;
  Diagnostics d;
  auto f = read_weather_csv(spec, d);
  INFO(d.render());
  REQUIRE(f);
  CHECK(d.all().empty());
  return *f;
}

WeatherSeries year_of(const WeatherFile& f, int year) {
  const auto zone = TimeZone::fixed(f.utc_offset_s);
  return f.series.between(from_civil(year, 1, 1, 0, 0, 0, zone), from_civil(year + 1, 1, 1, 0, 0, 0, zone));
}

struct EpwRow {
  const char* name;
  double t_min, t_mean, t_max, rh, wb_mean, wb_max, wb_996;
  int below_10, below_18;
  int offset_h;
  double elevation_m;
  bool typical;
};

}  // namespace

TEST_CASE("Tokyo 2020 to 2024") {
  const char* name = "JPN_Tokyo_OpenMeteo_2020_2024.csv";
  if (absent(name)) return;
  const WeatherFile f = csv(name, 9);
  CHECK(f.series.size() == 43848);
  CHECK(f.series.is_regular());
  CHECK(f.series.step() == 3600);
  CHECK(f.series.first() == 1577836800.0 - 9 * 3600);  // 2020-01-01T00:00 JST
  const WeatherSeries y2022 = year_of(f, 2022), y2024 = year_of(f, 2024);
  CHECK(y2022.size() == 8760);
  CHECK(y2024.size() == 8784);
  CHECK(mean_rh(y2024) == rounded(73.9, 0.051));
  CHECK(lowest(y2024) == rounded(-2.9));
  CHECK(mean(y2024, WeatherField::dry_bulb).c() == rounded(16.72));
  CHECK(highest(y2024, false) == rounded(38.1));
  CHECK(lowest(y2022) == rounded(-7.4));
  CHECK(mean(y2022, WeatherField::dry_bulb).c() == rounded(15.44));
  CHECK(highest(y2022, false) == rounded(34.5));
  CHECK(mean(y2024, WeatherField::wet_bulb).c() == rounded(13.96));
  CHECK(highest(y2024, true) == rounded(28.80));
  CHECK(p996(y2024) == rounded(27.57));
  CHECK(hours_of(y2024, 10) == 3169);
  CHECK(hours_of(y2024, 18) == 5428);
}

TEST_CASE("Singapore 2022 to 2024") {
  const char* name = "SGP_Singapore_OpenMeteo_2022_2024.csv";
  if (absent(name)) return;
  const WeatherFile f = csv(name, 8);
  CHECK(f.series.size() == 26304);
  CHECK(lowest(f.series) == rounded(22.4));
  CHECK(mean(f.series, WeatherField::dry_bulb).c() == rounded(27.27));
  CHECK(highest(f.series, false) == rounded(34.1));
  CHECK(mean_rh(f.series) == rounded(82.7, 0.051));
  CHECK(mean(f.series, WeatherField::wet_bulb).c() == rounded(24.83));
  CHECK(highest(f.series, true) == rounded(27.65));
  for (const int year : {2022, 2023, 2024}) {
    CHECK(p996(year_of(f, year)) > 26.5 - 0.05);
    CHECK(p996(year_of(f, year)) < 27.1 + 0.05);
  }
  CHECK(hours_of(f.series, 10) == 0);
  CHECK(hours_of(f.series, 18) == 0);
}

TEST_CASE("four EPW files") {
  for (const EpwRow& r : {
           EpwRow{"JPN_TK_Tokyo_OpenMeteo-AMY2023_derived.epw", -5.8, 16.68, 37.2, 73.0, 13.74, 27.78, 26.47, 3083,
                  5672, 9, 14, false},
           EpwRow{"USA_VA_Sterling-Washington.Dulles.Intl.AP.724030_TMY3.epw", -16.1, 12.67, 37.2, 69.0, 9.52, 26.83,
                  24.95, 4426, 6581, -5, 82, true},
           EpwRow{"USA_IL_Chicago-OHare.Intl.AP.725300_TMY3.epw", -22.8, 9.99, 35.0, 70.3, 7.15, 26.95, 25.39, 4870,
                  7230, -6, 201, true},
           EpwRow{"USA_CA_San.Francisco.Intl.AP.724940_TMY3.epw", 2.2, 13.79, 32.8, 74.5, 11.12, 20.09, 17.97, 2805,
                  8729, -8, 2, true},
       }) {
    if (absent(r.name)) continue;
    Diagnostics d;
    const auto f = read_epw(dir + r.name, d);
    INFO(r.name << "\n" << d.render());
    REQUIRE(f);
    CHECK_FALSE(d.has_errors());
    const WeatherSeries& w = f->series;
    CHECK(w.size() == 8760);
    CHECK(f->typical_year == r.typical);
    CHECK(f->hour_ending);
    CHECK(f->utc_offset_s == r.offset_h * 3600);
    CHECK(f->elevation.si() == r.elevation_m);
    CHECK(lowest(w) == rounded(r.t_min));
    CHECK(mean(w, WeatherField::dry_bulb).c() == rounded(r.t_mean));
    CHECK(highest(w, false) == rounded(r.t_max));
    CHECK(mean_rh(w) == rounded(r.rh, 0.051));
    CHECK(mean(w, WeatherField::wet_bulb).c() == rounded(r.wb_mean));
    CHECK(highest(w, true) == rounded(r.wb_max));
    CHECK(p996(w) == rounded(r.wb_996));
    CHECK(hours_of(w, 10) == r.below_10);
    CHECK(hours_of(w, 18) == r.below_18);
    // Radiation: the AMY file has missing codes, the TMY3 files are complete.
    for (const std::size_t i : {0u, 5000u}) CHECK(std::isnan(w.samples()[i].ghi_w_m2) == !r.typical);
  }
}

TEST_CASE("Tokyo 2021 to 2024 replayed over 2026 to 2029") {
  const char* name = "JPN_Tokyo_OpenMeteo_2020_2024.csv";
  if (absent(name)) return;
  const WeatherFile f = csv(name, 9);
  const auto zone = TimeZone::fixed(f.utc_offset_s);
  const auto at = [&](int y, int m, int d, int h) { return from_civil(y, m, d, h, 0, 0, zone); };
  Diagnostics d;
  const double from = at(2026, 1, 1, 0), to = at(2030, 1, 1, 0);
  const WeatherSeries w = replay(f, {Replay::Mode::repeat, {{2026, 2021}}}, from, to, {}, d);
  CHECK(d.all().empty());
  CHECK(w.is_regular());
  const auto dry = [](const WeatherSeries& s, double t) { return s.at(t).dry_bulb; };
  CHECK(dry(w, at(2026, 8, 4, 14)) == dry(f.series, at(2021, 8, 4, 14)));
  CHECK(dry(w, at(2028, 2, 28, 13)) == dry(f.series, at(2023, 2, 28, 13)));
  CHECK(dry(w, at(2028, 2, 29, 13)) == dry(f.series, at(2023, 2, 28, 13)));  // a leap year replays a common one
  CHECK(dry(w, at(2029, 2, 28, 23)) == dry(f.series, at(2024, 2, 28, 23)));
  CHECK(dry(w, at(2029, 3, 1, 0)) == dry(f.series, at(2024, 3, 1, 0)));  // 29 February 2024 is left out
  CHECK(dry(w, at(2029, 12, 31, 23)) == dry(f.series, at(2024, 12, 31, 23)));
  // The README's counts of whole years come through the replay; 2024 without its leap day.
  const auto leap_day = f.series.between(at(2024, 2, 29, 0), at(2024, 3, 1, 0));
  const auto y2029 = w.between(at(2029, 1, 1, 0), to);
  CHECK(hours_of(y2029, 10) == 3169 - hours_of(leap_day, 10));
  CHECK(hours_of(y2029, 18) == 5428 - hours_of(leap_day, 18));
}

TEST_CASE("the built-in climate of Tokyo states what its source file holds") {
  const char* name = "JPN_Tokyo_OpenMeteo_2020_2024.csv";
  if (absent(name)) return;
  const WeatherFile f = csv(name, 9);
  const auto n = built_in_climate("tokyo");
  REQUIRE(n);
  Monthly t{}, rh{}, range{}, hours{};
  double wind = 0;
  for (std::size_t i = 0; i < f.series.size(); i += 24) {  // the file begins at midnight and has no gaps
    const auto m = static_cast<std::size_t>(TimeZone().to_civil(f.series.time(i) + 9 * 3600).month - 1);
    double low = 1e9, high = -1e9;
    for (std::size_t k = i; k < i + 24; ++k) {
      const WeatherSample& s = f.series.samples()[k];
      t[m] += s.dry_bulb.c();
      rh[m] += s.relative_humidity.value() * 100;
      wind += s.wind.si();
      low = std::min(low, s.dry_bulb.c());
      high = std::max(high, s.dry_bulb.c());
    }
    range[m] += (high - low) * 24;
    hours[m] += 24;
  }
  for (std::size_t m = 0; m < 12; ++m) {
    INFO("month " << m + 1);
    CHECK(n->dry_bulb_c[m] == rounded(t[m] / hours[m]));
    CHECK(n->relative_humidity_pct[m] == rounded(rh[m] / hours[m], 0.051));
    CHECK(n->daily_range_k[m] == rounded(range[m] / hours[m]));
  }
  CHECK(n->wind.si() == rounded(wind / static_cast<double>(f.series.size()), 0.051));
  CHECK(n->highest_dry_bulb->c() == rounded(highest(f.series, false)));
  CHECK(n->lowest_dry_bulb->c() == rounded(lowest(f.series)));
  CHECK(n->design_wet_bulb->c() == rounded(percentile(f.series, WeatherField::wet_bulb, 0.996).c(), 0.01));
}
