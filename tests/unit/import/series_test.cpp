// SPDX-License-Identifier: Apache-2.0
// Statistics of the data files: README.md beside the data and physics.md ACC-LIQ-05, computed there by other programs.
#include "io/import/series.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>
#include <numeric>

#include "io/import/series_reader.hpp"
#include "tests/unit/import/temp_file.hpp"

using namespace netsuden;
using Catch::Matchers::Contains;

namespace {

const CurrencyContext yen{"JPY", {{"USD", 150.0}}};
const std::string data_dir = NETSUDEN_DATA_DIR;

TimeZone zone(const char* name) {
  std::string message;
  const auto z = TimeZone::find(name, message);
  REQUIRE(z.has_value());
  return *z;
}

double instant(const char* text, const TimeZone& z) {
  std::string message;
  const auto t = parse_time(text, z, message);
  INFO(text << ": " << message);
  REQUIRE(t.has_value());
  return *t;
}

std::vector<Series> read(const SeriesImport& spec) {
  Diagnostics d;
  auto s = read_series(spec, yen, d);
  INFO(d.render());
  REQUIRE(s.has_value());
  return *s;
}

std::string refusal(const SeriesImport& spec) {
  Diagnostics d;
  CHECK_FALSE(read_series(spec, yen, d).has_value());
  CHECK(d.has_errors());
  return d.render();
}

double mean(const std::vector<double>& v) {
  return std::accumulate(v.begin(), v.end(), 0.0) / static_cast<double>(v.size());
}
double least(const std::vector<double>& v) { return *std::min_element(v.begin(), v.end()); }
double most(const std::vector<double>& v) { return *std::max_element(v.begin(), v.end()); }

SeriesImport plain(const std::string& file, const char* column = "x") {
  SeriesImport s;
  s.file = file;
  s.time.column = "time";
  s.columns = {{column, "kW", dims::active_power, Want::number}};
  return s;
}

/// A held or linear series of one number per step, the i-th being i.
Series counting(double begin, double step, int n) {
  Series s;
  s.step_s = step;
  for (int i = 0; i < n; ++i) {
    s.unix_s.push_back(begin + step * i);
    s.value.push_back(i);
  }
  return s;
}

}  // namespace

TEST_CASE("JEPX prices: date and half-hour slot in Japanese time") {
  SeriesImport spec;
  spec.file = data_dir + "/grid/jepx_spot_FY2025_30min_9areas.csv";
  if (!std::filesystem::exists(spec.file)) {
    WARN("SKIPPED: " << spec.file);
    return;
  }
  const TimeZone tokyo = zone("Asia/Tokyo");
  spec.time = {SeriesTime::Form::slot, "date_jst", "slot_1_48", 48, tokyo, 0};
  spec.columns = {{"tokyo", "JPY/kWh", dims::energy_price, Want::number}};
  const Series s = read(spec)[0];
  REQUIRE(s.value.size() == 365 * 48);
  CHECK(s.step_s == 1800);
  CHECK(s.unix_s.front() == instant("2025-03-31T15:00Z", tokyo));
  CHECK(s.end_s() == instant("2026-04-01", tokyo));
  const double per_kwh = 3.6e6;
  CHECK(mean(s.value) * per_kwh == Approx(12.45).margin(0.005));
  CHECK(most(s.value) * per_kwh == Approx(45.0).margin(0.05));
  // Lines of the file: 2025-04-01 slot 1 is 15.41; 2026-02-28 slot 1 is 10.22; 2026-03-31 slot 48 is 19.7.
  CHECK(s.value.front() * per_kwh == Approx(15.41));

  // Repeated over ten years of a horizon, with three leap days.
  SeriesReader r(s, Interpolation::hold, Repeat::yearly, tokyo);
  CHECK(r.at(instant("2026-04-01T00:10", tokyo)) * per_kwh == Approx(15.41));
  CHECK(r.at(instant("2035-04-01T00:00", tokyo)) * per_kwh == Approx(15.41));
  CHECK(r.at(instant("2034-03-31T23:59:59", tokyo)) * per_kwh == Approx(19.7));
  CHECK(r.at(instant("2028-02-28T00:00", tokyo)) * per_kwh == Approx(10.22));
  CHECK(r.at(instant("2028-02-29T00:00", tokyo)) * per_kwh == Approx(10.22));  // the leap day reads 28 February
  Diagnostics d;
  const double from = instant("2026-04-01", tokyo), to = instant("2036-04-01", tokyo);
  CHECK(check_coverage(s, Repeat::yearly, from, to, tokyo, {}, spec.file, d));
  CHECK_FALSE(check_coverage(s, Repeat::none, from, to, tokyo, {}, spec.file, d));
  CHECK_THAT(d.render(), Contains("covers 2025-04-01 00:00 to 2026-04-01 00:00") && Contains("repeat_years: true"));

  // A fiscal year without leap day, laid out: the time-weighted mean is the mean of the file.
  const double year_end = instant("2027-04-01", tokyo);
  const StepSeries steps = lay_out(r, from, year_end);
  double sum = 0;
  for (std::size_t i = 0; i < steps.times().size(); ++i) {
    const double until = i + 1 < steps.times().size() ? steps.times()[i + 1] : year_end - from;
    sum += steps.values()[i] * (until - steps.times()[i]);
  }
  CHECK(sum / (year_end - from) == Approx(mean(s.value)).epsilon(1e-12));
}

TEST_CASE("carbon intensity: hourly, UTC") {
  SeriesImport spec;
  spec.file = data_dir + "/grid/carbon_intensity_JP-TK_2021_2023_hourly.csv";
  if (!std::filesystem::exists(spec.file)) {
    WARN("SKIPPED: " << spec.file);
    return;
  }
  const TimeZone tokyo = zone("Asia/Tokyo");
  spec.time.column = "time_utc";
  spec.columns = {{"ci_direct_g_per_kWh", "g/kWh", dims::carbon_intensity, Want::number},
                  {"low_carbon_pct", "%", Dim{}, Want::fraction}};
  const auto s = read(spec);
  const double g_per_kwh = 1e-3 / 3.6e6;
  REQUIRE(s[0].value.size() == 26280);
  CHECK(least(s[0].value) / g_per_kwh == Approx(148).margin(0.5));
  CHECK(mean(s[0].value) / g_per_kwh == Approx(457).margin(0.5));
  CHECK(most(s[0].value) / g_per_kwh == Approx(510).margin(0.5));
  CHECK(s[1].value[0] == Approx(0.3099));
  // 2021-01-01T00:00Z (377.36) is nine in the morning in Tokyo; the file repeats every three years.
  SeriesReader r(s[0], Interpolation::hold, Repeat::yearly, tokyo);
  CHECK(r.at(instant("2021-01-01T09:30", tokyo)) / g_per_kwh == Approx(377.36));
  CHECK(r.at(instant("2027-01-01T09:30", tokyo)) / g_per_kwh == Approx(377.36));
  CHECK(r.at(instant("2030-01-01T08:59", tokyo)) / g_per_kwh == Approx(397.5));  // 2023-12-31T23:00Z
}

TEST_CASE("ACC-LIQ-05: the Frontier day of 25 cooling units") {
  SeriesImport spec;
  spec.file = data_dir + "/workload/frontier_cdu_power_wetbulb_2024-04-07_15s.csv";
  if (!std::filesystem::exists(spec.file)) {
    WARN("SKIPPED: " << spec.file);
    return;
  }
  spec.time.form = SeriesTime::Form::seconds;
  spec.time.column = "t_s";
  for (int i = 1; i <= 25; ++i)
    spec.columns.push_back({"cdu" + std::to_string(i) + "_W", "W", dims::heat_flow, Want::number});
  spec.columns.push_back({"oa_wetbulb_C", "degC", dims::kelvin, Want::temperature});
  const auto s = read(spec);
  REQUIRE(s.size() == 26);
  REQUIRE(s[0].value.size() == 5761);
  CHECK(s[0].step_s == 15);
  std::vector<double> total(5761, 0.0);
  for (std::size_t c = 0; c < 25; ++c)
    for (std::size_t i = 0; i < total.size(); ++i) total[i] += s[c].value[i];
  CHECK(mean(total) == Approx(16.1245e6).margin(50));  // printed to 100 W
  CHECK(least(total) == Approx(5.2043e6).margin(50));
  CHECK(most(total) == Approx(26.6060e6).margin(50));
  CHECK(least(s[25].value) - 273.15 == Approx(2.89).margin(0.005));
  CHECK(most(s[25].value) - 273.15 == Approx(13.17).margin(0.005));
}

TEST_CASE("gaps, doubles and backward times are reported by line") {
  const TempFile f(
      "time,x\n2026-04-01T00:00,1\n2026-04-01T01:00,2\n2026-04-01T02:00,3\n2026-04-01T06:00,4\n2026-04-01T07:00,5\n"
      "2026-04-01T07:00,6\n2026-04-01T05:00,7\nrubbish,8\n2026-04-01T08:00,\n2026-04-01T09:00,abc\n");
  const std::string out = refusal(plain(f.path));
  CHECK_THAT(out, Contains(f.path + ":5: error[gap]: a gap from 2026-04-01T03:00:00Z to 2026-04-01T06:00:00Z: 3 h"));
  CHECK_THAT(out, Contains(f.path + ":7:1: error[time]: 2026-04-01T07:00:00Z does not come after"));
  CHECK_THAT(out, Contains(f.path + ":8:1: error[time]"));
  CHECK_THAT(out, Contains(f.path + ":9:1: error[time]: \"rubbish\" is not a date"));
  CHECK_THAT(out, Contains(f.path + ":10:18: error[gap]: no value in column \"x\""));
  CHECK_THAT(out, Contains(f.path + ":11:18: error[number]: \"abc\""));
}

TEST_CASE("gaps are filled where the scenario says how") {
  const TempFile f(
      "time,x\n2026-04-01T00:00,1\n2026-04-01T01:00,2\n2026-04-01T02:00,NaN\n2026-04-01T05:00,8\n"
      "2026-04-01T06:00,9\n2026-04-01T07:00,9\n");
  SeriesImport spec = plain(f.path);
  spec.fill = Fill::previous;
  CHECK(read(spec)[0].value == std::vector<double>{1e3, 2e3, 2e3, 2e3, 2e3, 8e3, 9e3, 9e3});
  spec.fill = Fill::linear;
  const Series s = read(spec)[0];
  REQUIRE(s.value.size() == 8);
  for (int i = 1; i <= 5; ++i) {  // 2 kW at 01:00 to 8 kW at 05:00
    CHECK(s.value[static_cast<std::size_t>(i)] == Approx(2e3 + (i - 1) * 1.5e3));
    CHECK(s.unix_s[static_cast<std::size_t>(i)] == s.unix_s[0] + 3600 * i);
  }
  spec.fill = Fill::none;
  spec.regular = false;
  CHECK_THAT(refusal(spec), Contains(":4:18: error[gap]: no value"));  // but no gap between irregular dates
  const TempFile g("time,x\n2026-04-01T00:00,\n2026-04-01T01:00,2\n");
  spec = plain(g.path);
  spec.fill = Fill::previous;
  CHECK_THAT(refusal(spec), Contains(":2:18: error[gap]"));
}

TEST_CASE("columns, units and slots that are wrong") {
  const TempFile f("time,slot,x\n2026-04-01,1,1\n2026-04-01,49,2\n2026-04-01,1.5,3\n");
  SeriesImport spec = plain(f.path, "y");
  CHECK_THAT(refusal(spec), Contains("has no column \"y\""));
  spec = plain(f.path);
  spec.columns[0].unit = "kVA";
  CHECK_THAT(refusal(spec), Contains("kVA is apparent power"));
  spec.columns[0].unit = "";
  CHECK_THAT(refusal(spec), Contains("column \"x\" has no unit; active power is given in W, kW, MW or GW"));
  spec = plain(f.path);
  spec.time.form = SeriesTime::Form::slot;
  spec.time.slot_column = "slot";
  CHECK_THAT(refusal(spec), Contains(":3:12: error[time]: \"49\" is not a slot number 1 to 48") && Contains(":4:12: error"));
  CHECK_THAT(refusal(plain("/nonexistent/file.csv")), Contains("/nonexistent/file.csv"));
  const TempFile empty("time,x\n");
  CHECK_THAT(refusal(plain(empty.path)), Contains("error"));
  std::string many = "time,x\n";
  for (int i = 0; i < 60; ++i) many += "bad,1\n";
  const TempFile bad(many);
  CHECK_THAT(refusal(plain(bad.path)), Contains("and 40 more of this kind"));
}

TEST_CASE("local times through both changes of the clocks") {
  // London 2027-10-31: 01:00 and 01:30 occur twice. 2027-03-28 01:00 to 02:00 does not exist.
  const TempFile f(
      "time,x\n2027-10-31T00:30,1\n2027-10-31T01:00,2\n2027-10-31T01:30,3\n2027-10-31T01:00,4\n"
      "2027-10-31T01:30,5\n2027-10-31T02:00,6\n");
  SeriesImport spec = plain(f.path);
  spec.time.zone = zone("Europe/London");
  const Series s = read(spec)[0];
  REQUIRE(s.unix_s.size() == 6);
  for (std::size_t i = 1; i < 6; ++i) CHECK(s.unix_s[i] - s.unix_s[i - 1] == 1800);
  const TempFile g("time,x\n2027-03-28T00:30,1\n2027-03-28T01:00,2\n");
  spec.file = g.path;
  CHECK_THAT(refusal(spec), Contains(":3:1: error[time]") && Contains("clocks go forward"));
}

TEST_CASE("hold and linear evaluation, outside the file too") {
  const Series s = counting(1000, 10, 5);  // 0 at 1000 s ... 4 at 1040 s, holds to 1050 s
  SeriesReader hold(s, Interpolation::hold, Repeat::none, TimeZone{});
  SeriesReader line(s, Interpolation::linear, Repeat::none, TimeZone{});
  CHECK(hold.at(1000) == 0);
  CHECK(hold.at(1009.999) == 0);
  CHECK(hold.at(1010) == 1);
  CHECK(hold.at(1049) == 4);
  CHECK(hold.at(1003) == 0);  // backwards
  CHECK(hold.at(0) == 0);
  CHECK(hold.at(9999) == 4);
  CHECK(line.at(1015) == Approx(1.5));
  CHECK(line.at(1040) == 4);
  CHECK(line.at(1045) == 4);
  CHECK(hold.next_change(500) == 1000);
  CHECK(hold.next_change(1000) == 1010);
  CHECK(hold.next_change(1009.5) == 1010);
  CHECK(std::isinf(hold.next_change(1040)));
  SeriesReader none(Series{}, Interpolation::hold, Repeat::yearly, TimeZone{});
  CHECK(none.at(5) == 0);
}

TEST_CASE("daily and weekly repetition keep the wall clock over the change of the clocks") {
  const TimeZone london = zone("Europe/London");
  const Series day = counting(instant("2026-06-01", london), 3600, 24);
  SeriesReader r(day, Interpolation::hold, Repeat::daily, london);
  for (const char* text : {"2026-06-01T17:20", "2026-12-24T17:20", "2031-03-30T17:20", "2020-02-29T17:20"})
    CHECK(r.at(instant(text, london)) == 17);
  // Property: every hour of two years equals the hour on the clock.
  for (double t = instant("2026-01-01", london); t < instant("2028-01-01", london); t += 1800)
    REQUIRE(r.at(t) == london.to_civil(t).hour);
  const Series week = counting(instant("2026-06-01", london), 86400, 7);  // a Monday
  SeriesReader w(week, Interpolation::hold, Repeat::weekly, london);
  for (double t = instant("2026-01-01T12:00", london); t < instant("2028-01-01", london); t += 86400)
    REQUIRE(w.at(t) == london.to_civil(t).weekday);
  Diagnostics d;
  CHECK_FALSE(check_coverage(day, Repeat::weekly, 0, 1, london, {}, "f", d));
  CHECK_THAT(d.render(), Contains("repeat: weekly needs a whole week"));
  CHECK_FALSE(check_coverage(Series{}, Repeat::none, 0, 1, london, {}, "f", d));
}

TEST_CASE("yearly repetition keeps month and day, a leap day of the file is left out in other years") {
  const TimeZone tokyo = zone("Asia/Tokyo");
  const Series leap = counting(instant("2028-01-01", tokyo), 86400, 366);
  SeriesReader r(leap, Interpolation::hold, Repeat::yearly, tokyo);
  CHECK(r.at(instant("2029-02-28T12:00", tokyo)) == 58);  // the 59th day of a year
  CHECK(r.at(instant("2029-03-01T12:00", tokyo)) == 60);  // the 61st of a leap year
  CHECK(r.at(instant("2032-02-29T12:00", tokyo)) == 59);
  CHECK(r.at(instant("2029-12-31T23:59:59.75", tokyo)) == 365);
  CHECK(r.at(instant("2030-01-01", tokyo)) == 0);
  CHECK(r.at(instant("2020-12-31T12:00", tokyo)) == 365);
  // Property: next_change never skips a change, and the reader with a cursor agrees with a fresh one.
  double t = instant("2028-12-20", tokyo) + 0.3;
  for (int i = 0; i < 3000; ++i) {
    const double next = r.next_change(t), here = r.at(t);
    REQUIRE(next > t);
    SeriesReader fresh(leap, Interpolation::hold, Repeat::yearly, tokyo);
    for (const double part : {0.25, 0.75, 0.999999}) REQUIRE(fresh.at(t + part * (next - t)) == here);
    t = next;
  }
  CHECK(t > instant("2036-01-01", tokyo));
}
