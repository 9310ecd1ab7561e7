// SPDX-License-Identifier: Apache-2.0
// Series, replay and warming on small series whose values say where they come from; expected values by hand.
#include "sim/site/weather.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "sim/site/psychrometrics.hpp"

using namespace netsuden;
using Catch::Matchers::Contains;

namespace {

constexpr double hour = 3600, day = 86400;

WeatherSample dry(double t_c, double rh = 0.5) {
  return weather_sample(Temperature::celsius(t_c), Fraction(rh), Pressure::from_si(101325));
}
double midnight(int y, int m, int d, int offset_h = 0) {
  return static_cast<double>(days_from_civil(y, m, d)) * day - offset_h * hour;
}

/// Hourly years in which pressure holds year and day (2021 03 05 -> 20210305) and wind the hour of the label: sample at
/// local hour h of the day, or its end for an hour-ending file (1 to 24).
WeatherFile labelled(int first_year, int last_year, int offset_h, bool hour_ending) {
  WeatherFile f;
  f.path = "labelled";
  f.utc_offset_s = offset_h * 3600;
  f.hour_ending = hour_ending;
  std::vector<WeatherSample> samples;
  for (int y = first_year; y <= last_year; ++y)
    for (int m = 1; m <= 12; ++m)
      for (int d = 1; d <= days_in_month(y, m); ++d)
        for (int h = 0; h < 24; ++h) {
          WeatherSample s;
          s.pressure = Pressure::from_si(y * 10000 + m * 100 + d);
          s.wind = Speed::from_si(hour_ending ? h + 1 : h);
          samples.push_back(s);
        }
  f.series = WeatherSeries::regular(midnight(first_year, 1, 1, offset_h) + (hour_ending ? hour : 0), hour, samples);
  return f;
}

int label(const WeatherSeries& w, double t) { return static_cast<int>(std::lround(w.at(t).pressure.si())); }
int label_hour(const WeatherSeries& w, double t) { return static_cast<int>(std::lround(w.at(t).wind.si())); }

}  // namespace

TEST_CASE("interpolation of regular and irregular series") {
  const std::vector<WeatherSample> samples{dry(10), dry(20, 0.7), dry(14), dry(15)};
  const auto regular = WeatherSeries::regular(1000, 100, samples);
  CHECK(regular.is_regular());
  CHECK(regular.at(1000).dry_bulb == samples[0].dry_bulb);
  CHECK(regular.at(1025).dry_bulb.c() == Approx(12.5));
  CHECK(regular.at(1025).relative_humidity.value() == Approx(0.55));
  CHECK(regular.at(1025).wet_bulb.c() == Approx(0.75 * samples[0].wet_bulb.c() + 0.25 * samples[1].wet_bulb.c()));
  CHECK(regular.at(1200).dry_bulb.c() == Approx(14));
  CHECK(regular.at(0).dry_bulb.c() == Approx(10));  // the ends hold
  CHECK(regular.at(1e12).dry_bulb.c() == Approx(15));
  CHECK(regular.at(-1e12).dry_bulb.c() == Approx(10));
  CHECK(regular.next_sample(1000) == 1100);
  CHECK(regular.next_sample(1099.5) == 1100);
  CHECK(regular.next_sample(0) == 1000);
  CHECK(std::isinf(regular.next_sample(1300)));

  const auto irregular = WeatherSeries::irregular({1000, 1010, 1100, 1200}, samples);
  CHECK_FALSE(irregular.is_regular());
  CHECK(irregular.at(1005).dry_bulb.c() == Approx(15));
  CHECK(irregular.at(1055).dry_bulb.c() == Approx(17));
  CHECK(irregular.at(1200).dry_bulb.c() == Approx(15));
  CHECK(irregular.at(900).dry_bulb.c() == Approx(10));
  CHECK(irregular.next_sample(1010) == 1100);
  CHECK(WeatherSeries::irregular({0, 60, 120, 180}, samples).is_regular());

  const auto always = WeatherSeries::constant(dry(21, 0.4));
  for (const double t : {-1e10, 0.0, 1800.0, 2e9}) CHECK(always.at(t).dry_bulb.c() == Approx(21));
}

TEST_CASE("a missing radiation does not spread to the sample beside it") {
  auto a = dry(10), b = dry(11);
  a.ghi_w_m2 = 300;
  const auto w = WeatherSeries::regular(0, 100, {a, b});
  CHECK(w.at(0).ghi_w_m2 == 300);
  CHECK(std::isnan(w.at(1).ghi_w_m2));
}

TEST_CASE("the wet bulb never exceeds the dry bulb between samples") {
  const auto w = WeatherSeries::regular(0, 100, {dry(30, 1), dry(-10, 0.2), dry(5, 1), dry(40, 0.9)});
  for (double t = 0; t <= 300; t += 0.37) {
    const auto s = w.at(t);
    CHECK(s.wet_bulb <= s.dry_bulb);
    CHECK(s.dew_point <= s.dry_bulb);
  }
}

TEST_CASE("exact replay demands cover") {
  WeatherFile f = labelled(2023, 2023, 9, false);
  Diagnostics d;
  const double from = midnight(2023, 6, 1, 9), to = midnight(2023, 6, 8, 9);
  const auto w = replay(f, {}, from, to, {}, d);
  CHECK_FALSE(d.has_errors());
  CHECK(label(w, from) == 20230601);
  CHECK(label(w, to - hour) == 20230607);
  CHECK(w.size() < 24 * 8);
  CHECK_FALSE(replay(f, {}, midnight(2023, 1, 1, 9), midnight(2024, 1, 1, 9), {}, d).empty());
  CHECK_FALSE(d.has_errors());
  CHECK(replay(f, {}, from, midnight(2024, 1, 2, 9), {}, d).empty());
  CHECK_THAT(d.render(), Contains("labelled covers 2023-01-01 00:00 to 2023-12-31 23:00, the horizon is 2023-06-01"));
  f.typical_year = true;
  Diagnostics typical;
  CHECK(replay(f, {}, from, to, {}, typical).empty());
  CHECK_THAT(typical.render(), Contains("typical year"));
}

TEST_CASE("years repeat in order by calendar date, with leap days") {
  const bool hour_ending = GENERATE(false, true);
  const int offset = GENERATE(9, -5);
  // 2022, 2023, 2024 (leap), 2025 over 2026 to 2033: 2028 (leap) replays 2024, 2032 (leap) again 2024; with the mapping
  // below a leap year replays a common one.
  const WeatherFile f = labelled(2022, 2025, offset, hour_ending);
  Diagnostics d;
  const double from = midnight(2026, 1, 1, offset), to = midnight(2034, 1, 1, offset);
  const auto check_dates = [&](const WeatherSeries& w, auto source_year) {
    REQUIRE_FALSE(w.empty());
    CHECK(w.is_regular());
    CHECK(w.first() <= from);
    CHECK(w.last() >= to);
    long long wrong = 0;
    for (double t = from; t < to; t += hour) {
      // The day to which an hour-ending sample at midnight belongs is the one before.
      const double at = hour_ending ? t - 1 : t;
      const CivilTime c = TimeZone::fixed(offset * 3600).to_civil(at);
      const int year = source_year(c.year);
      const int month_day = c.month == 2 && c.day == 29 && !is_leap_year(year) ? 228 : c.month * 100 + c.day;
      const int want_hour = hour_ending ? c.hour + 1 : c.hour;
      if (label(w, t) != year * 10000 + month_day || label_hour(w, t) != want_hour) {
        if (++wrong < 5)
          UNSCOPED_INFO(c.year << "-" << c.month << "-" << c.day << " " << c.hour << " has " << label(w, t));
      }
    }
    CHECK(wrong == 0);
  };
  Replay in_order{Replay::Mode::repeat, {}};
  const auto cycle = [](int base) {
    return [base](int year) { return 2022 + (((base - 2022 + year - 2026) % 4) + 4) % 4; };
  };
  check_dates(replay(f, in_order, from, to, {}, d), cycle(2022));
  Replay mapped{Replay::Mode::repeat, {{2026, 2023}}};
  check_dates(replay(f, mapped, from, to, {}, d), cycle(2023));  // 2027 replays 2024, 2028 (leap) 2025
  Replay twice{Replay::Mode::repeat, {{2027, 2022}, {2029, 2022}}};
  check_dates(replay(f, twice, from, to, {}, d), [](int year) {
    if (year < 2027) return year - 1;  // 2026 replays 2025: the order runs backward from the first entry
    if (year < 2029) return 2022 + (year - 2027);
    return 2022 + (year - 2029) % 4;
  });
  CHECK_FALSE(d.has_errors());
  Replay wrong{Replay::Mode::repeat, {{2026, 2019}}};
  CHECK(replay(f, wrong, from, to, {}, d).empty());
  CHECK_THAT(d.render(), Contains("2026 replays 2019") && Contains("complete years 2022 to 2025"));
}

TEST_CASE("a single typical year fits any horizon, a part of a year repeats not") {
  WeatherFile f = labelled(2001, 2001, 9, true);
  f.typical_year = true;
  Diagnostics d;
  const double from = midnight(2027, 7, 1, 9) + 1234, to = midnight(2029, 3, 2, 9);
  const auto w = replay(f, {Replay::Mode::repeat, {}}, from, to, {}, d);
  CHECK_FALSE(d.has_errors());
  CHECK(w.first() <= from);
  CHECK(w.last() >= to);
  CHECK(label(w, midnight(2028, 2, 29, 9) + 5 * hour) == 20010228);
  CHECK(label(w, midnight(2028, 3, 1, 9) + 5 * hour) == 20010301);
  f.series = f.series.between(midnight(2001, 2, 1), midnight(2001, 12, 1));
  CHECK(replay(f, {Replay::Mode::repeat, {}}, from, to, {}, d).empty());
  CHECK_THAT(d.render(), Contains("no complete calendar year"));
}

TEST_CASE("warming trend: relative humidity held, wet bulb solved anew") {
  const double decade = 3652.425 * day;
  const auto w = WeatherSeries::regular(0, decade / 4, {dry(10), dry(20, 0.6), dry(30, 0.4), dry(-5, 0.8), dry(25, 1)});
  const auto warm = with_warming(w, 0.4, 0);
  for (std::size_t i = 0; i < w.size(); ++i) {
    const auto &a = w.samples()[i], &b = warm.samples()[i];
    CHECK((b.dry_bulb - a.dry_bulb).si() == Approx(0.1 * static_cast<double>(i)).margin(1e-9));
    CHECK(b.relative_humidity == a.relative_humidity);
    CHECK(b.wet_bulb.c() == Approx(psychro::wet_bulb_from_rh(a.dry_bulb.c() + 0.1 * static_cast<double>(i),
                                                             a.relative_humidity.value(), 101325))
                                .margin(1e-9));
  }
  const auto later = with_warming(w, 0.4, decade / 2);
  CHECK(later.samples()[1].dry_bulb == w.samples()[1].dry_bulb);
  CHECK((later.samples()[4].dry_bulb - w.samples()[4].dry_bulb).si() == Approx(0.2));
}

TEST_CASE("statistics of a series") {
  std::vector<WeatherSample> s;
  for (int i = 1; i <= 101; ++i) s.push_back(dry(i / 10.0, 1));  // 0.1 to 10.1 degC, saturated
  const auto w = WeatherSeries::regular(0, 1800, s);
  CHECK(hours_below(w, WeatherField::dry_bulb, Temperature::celsius(5.0)) == 24.5);
  CHECK(hours_at_or_below(w, WeatherField::dry_bulb, Temperature::celsius(5.0)) == 25);
  CHECK(percentile(w, WeatherField::dry_bulb, 0.5).c() == Approx(5.1));
  CHECK(percentile(w, WeatherField::wet_bulb, 0).c() == Approx(0.1));
  CHECK(percentile(w, WeatherField::wet_bulb, 1).c() == Approx(10.1));
  CHECK(percentile(w, WeatherField::dry_bulb, 0.255).c() == Approx(2.65));
  CHECK(mean(w, WeatherField::dry_bulb).c() == Approx(5.1));
  const auto uneven = WeatherSeries::irregular({0, 3600, 4 * 3600}, {dry(0), dry(10), dry(20)});
  CHECK(hours_below(uneven, WeatherField::dry_bulb, 15_degC) == 4);
}

TEST_CASE("short gaps are filled on a line, long ones are left") {
  const double x = std::nan("");
  std::vector<double> v{x, 2, x, x, x, 6, x, x, x, x, 1, x};
  const GapFill g = fill_short_gaps(v, 3);
  CHECK(g.filled == 5);
  REQUIRE(g.left.size() == 1);
  CHECK(g.left[0] == std::pair<std::size_t, std::size_t>{6, 4});
  CHECK(v[0] == 2);
  CHECK(v[2] == Approx(3));
  CHECK(v[4] == Approx(5));
  CHECK(std::isnan(v[7]));
  CHECK(v[11] == 1);
  std::vector<double> none{x, x};
  CHECK(fill_short_gaps(none, 5).left.size() == 1);
}
