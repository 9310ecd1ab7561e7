// SPDX-License-Identifier: Apache-2.0
// EPW and weather CSV made in the test, with gaps, missing codes and errors at known lines.
#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <functional>
#include <string>

#include "io/import/epw.hpp"
#include "io/import/weather_csv.hpp"
#include "sim/site/psychrometrics.hpp"

using namespace netsuden;
using Catch::Matchers::Contains;

namespace {

struct Row {
  int year = 2023, month = 1, day = 1, hour = 1, minute = 0;
  std::string t = "10.0", dew = "5.0", rh = "70", p = "101000", ghi = "0", wind = "2.0";
};

std::string line_of(const Row& r) {
  return fmt::format(
      "{},{},{},{},{},?9,{},{},{},{},0,0,300,{},0,0,0,0,0,0,180,{},5,5,20,77777,9,999999999,0,0,0,88,0,0,0\n", r.year,
      r.month, r.day, r.hour, r.minute, r.t, r.dew, r.rh, r.p, r.ghi, r.wind);
}

const std::string head =
    "LOCATION,Testville,X,JPN,made,0,35.0,139.5,9.0,500.0\nDESIGN CONDITIONS,0\nTYPICAL/EXTREME PERIODS,0\n"
    "GROUND TEMPERATURES,0\nHOLIDAYS/DAYLIGHT SAVINGS,No,0,0,0\nCOMMENTS 1,\nCOMMENTS 2,\n"
    "DATA PERIODS,1,1,Data,Sunday,1/1,12/31\n";

/// `hours` data lines from 2023-01-01 hour 1 (line 9); `edit` may change the i-th.
std::string epw(int hours, const std::function<void(int, Row&)>& edit) {
  std::string text = head;
  for (int i = 0; i < hours; ++i) {
    Row r;
    r.day = 1 + i / 24;
    r.hour = 1 + i % 24;
    edit(i, r);
    text += line_of(r);
  }
  return text;
}

WeatherFile good(const std::string& text, Diagnostics& d) {
  auto f = parse_epw(text, "t.epw", d);
  INFO(d.render());
  REQUIRE(f);
  CHECK_FALSE(d.has_errors());
  return *f;
}

std::string refusal(const std::string& text) {
  Diagnostics d;
  CHECK_FALSE(parse_epw(text, "t.epw", d));
  CHECK(d.has_errors());
  return d.render();
}

WeatherCsv spec_of(const WeatherColumns& columns) {
  WeatherCsv s;
  s.path = "w.csv";
  s.columns = columns;
  s.utc_offset_s = 9 * 3600;
  return s;
}

std::string csv_refusal(const std::string& text, const WeatherCsv& s) {
  Diagnostics d;
  CHECK_FALSE(parse_weather_csv(text, s, d));
  CHECK(d.has_errors());
  return d.render();
}

WeatherFile csv_good(const std::string& text, const WeatherCsv& s, Diagnostics& d) {
  auto f = parse_weather_csv(text, s, d);
  INFO(d.render());
  REQUIRE(f);
  return *f;
}

constexpr double jst_2023 = 1672531200.0 - 9 * 3600;  // 2023-01-01T00:00 in Japan

}  // namespace

TEST_CASE("EPW: header, hour-ending times, all fields") {
  Diagnostics d;
  const WeatherFile f = good(epw(48,
                                 [](int i, Row& r) {
                                   r.t = fmt::format("{}.5", i);
                                   r.rh = "50";
                                   r.ghi = fmt::format("{}", 10 * i);
                                   r.wind = "3.5";
                                 }),
                             d);
  CHECK(d.all().empty());
  CHECK(f.utc_offset_s == 9 * 3600);
  CHECK(f.elevation.si() == 500);
  CHECK(f.latitude_deg == 35);
  CHECK(f.longitude_deg == 139.5);
  CHECK(f.place == "Testville, JPN");
  CHECK_FALSE(f.typical_year);
  CHECK(f.series.first() == jst_2023 + 3600);  // hour 1 ends at 01:00
  CHECK(f.series.last() == jst_2023 + 48 * 3600);
  const WeatherSample s = f.series.at(jst_2023 + 25 * 3600);  // line 33: day 2, hour 1
  CHECK(s.dry_bulb.c() == Approx(24.5));
  CHECK(s.relative_humidity.value() == Approx(0.5));
  CHECK(s.wet_bulb.c() == Approx(psychro::wet_bulb_from_rh(24.5, 0.5, 101000)).margin(1e-9));
  CHECK(s.pressure.si() == 101000);
  CHECK(s.ghi_w_m2 == 240);
  CHECK(s.wind.si() == 3.5);
}

TEST_CASE("EPW: missing values") {
  Diagnostics d;
  const WeatherFile f = good(epw(48,
                                 [](int i, Row& r) {
                                   r.t = fmt::format("{}", i);
                                   if (i >= 10 && i < 16) r.t = "99.9";  // six hours
                                   if (i == 30) r.rh = "999", r.dew = "99.9";
                                   if (i == 31) r.rh = "999", r.dew = "31.0";  // the dew point stands in
                                   r.p = "999999";
                                   r.ghi = i < 24 ? "9999" : "5";
                                   r.wind = i == 3 ? "999" : "2";
                                 }),
                             d);
  CHECK(d.count(Severity::warning) == 3);
  CHECK_THAT(d.render(), Contains("t.epw:19: warning[gap]: dry bulb: 6 missing values"));
  CHECK_THAT(d.render(), Contains("t.epw:39: warning[gap]: relative humidity: 1 missing values"));
  CHECK_THAT(d.render(),
             Contains("station pressure: 48 missing values are the standard atmosphere at 500 m, 95461 Pa"));
  const auto& s = f.series.samples();
  for (std::size_t i = 0; i < 48; ++i) CHECK(s[i].dry_bulb.c() == Approx(double(i)).margin(1e-9));  // the line goes on
  CHECK(s[31].relative_humidity.value() == Approx(1));
  CHECK(s[30].relative_humidity.value() == Approx(0.85));           // between 70 and 100 %
  CHECK(s[0].pressure.si() == Approx(95461).epsilon(0).margin(1));  // ACC-PSY-06
  CHECK(std::isnan(s[0].ghi_w_m2));
  CHECK(s[24].ghi_w_m2 == 5);
}

TEST_CASE("EPW: errors by line, all at once") {
  const std::string out = refusal(epw(48, [](int i, Row& r) {
    if (i >= 2 && i < 9) r.rh = "999", r.dew = "99.9";
  }));
  CHECK_THAT(out, Contains("t.epw:11: error[gap]: relative humidity: no value from here on for 7 h"));

  const std::string bad = refusal(epw(72,
                                      [](int i, Row& r) {
                                        if (i == 0) r.t = "x";
                                        if (i == 1) r.t = "-150";
                                        if (i == 2) r.rh = "120";
                                        if (i == 3) r.month = 13;
                                        if (i >= 40) r.wind = "-1";
                                      }) +
                                  "2023,1,4,1\n");
  CHECK_THAT(bad, Contains("t.epw:9:17: error[epw]: dry bulb \"x\" is not a number (field 7)"));
  CHECK_THAT(bad, Contains("t.epw:10:17: error[epw]: dry bulb -150 is outside -90 to 70 (field 7)"));
  CHECK_THAT(bad, Contains("t.epw:11:26: error[epw]: relative humidity 120"));
  CHECK_THAT(bad, Contains("t.epw:12:6: error[epw]: month \"13\" is not a whole number 1 to 12"));
  CHECK_THAT(bad, Contains("and 17 more"));  // 4 + 32 + the short line - 20

  CHECK_THAT(refusal(epw(48,
                         [](int i, Row& r) {
                           if (i >= 20) r.day += 1;
                         })),
             Contains("t.epw:29: error[epw]: 01-02 hour 21"));
  CHECK_THAT(refusal("LOCATION,a,b\n"),
             Contains("t.epw:1: error[epw]") && Contains("ends within the eight header lines"));
  CHECK_THAT(refusal(head), Contains("no data lines"));
  CHECK_THAT(refusal(""), Contains("error[epw]"));
  Diagnostics d;
  CHECK_FALSE(read_epw("/nonexistent.epw", d));
  CHECK(d.has_errors());
}

TEST_CASE("EPW: months of different years are a typical year with nominal dates") {
  std::string text = head;
  for (int m = 1; m <= 12; ++m)
    for (int day = 1; day <= days_in_month(2001, m); ++day)
      for (int h = 1; h <= 24; ++h) text += line_of({1990 + m % 3, m, day, h});
  Diagnostics d;
  const WeatherFile f = good(text, d);
  CHECK(f.typical_year);
  CHECK(f.series.size() == 8760);
  const auto w = replay(f, {Replay::Mode::repeat, {}}, jst_2023, jst_2023 + 3 * 366 * 86400.0, {}, d);
  CHECK_FALSE(w.empty());
}

TEST_CASE("weather CSV: relative humidity, dew point, wet bulb give the same air") {
  // ACC-PSY-09: 35 degC, 50 %, 101325 Pa: wet bulb 26.1414, dew point 23.0204.
  Diagnostics d;
  const auto a =
      csv_good("time_local,drybulb_C,rh_pct\n2023-01-01T00:00,35,50\n2023-01-01T01:00,35,50\n", spec_of({}), d);
  const auto b = csv_good("when,t,dp\n2023-01-01 00:00,35,23.0204\n2023-01-01 01:00:00,35,23.0204\n",
                          spec_of({"when", "t", "rh_pct", "dp", "", "", "wind_m_s", ""}), d);
  const auto c = csv_good("when,t,wb,rh_pct\n2023-01-01 00:00,35,26.1414,99\n2023-01-01 01:00,35,26.1414,99\n",
                          spec_of({"when", "t", "rh_pct", "", "wb", "", "wind_m_s", ""}), d);
  CHECK(d.all().empty());
  for (const WeatherFile* f : {&a, &b, &c}) {
    const WeatherSample s = f->series.at(jst_2023 + 1800);
    CHECK(f->series.first() == jst_2023);
    CHECK(s.dry_bulb.c() == Approx(35));
    CHECK(s.relative_humidity.value() == Approx(0.5).epsilon(0).margin(1e-4));
    CHECK(s.wet_bulb.c() == Approx(26.1414).epsilon(0).margin(1e-3));
    CHECK(s.dew_point.c() == Approx(23.0204).epsilon(0).margin(1e-2));
    CHECK(s.pressure.si() == 101325);
    CHECK(s.wind.si() == 0);
    CHECK(std::isnan(s.ghi_w_m2));
  }
}

TEST_CASE("weather CSV: wet bulbs alone, seconds from an origin") {
  WeatherCsv s = spec_of({"t_s", "drybulb_C", "rh_pct", "", "wb", "", "wind_m_s", ""});
  s.seconds = true;
  s.origin = 1e9;
  s.assumed_humidity = Fraction(0.5);
  Diagnostics d;
  const auto f = csv_good("t_s,wb\n0,26.1414\n15,26.1414\n30,17.8894\n", s, d);
  CHECK(d.count(Severity::note) == 1);
  CHECK_THAT(d.render(), Contains("relative humidity of 50 %, an assumption"));
  CHECK(f.series.first() == 1e9);
  CHECK(f.series.step() == 15);
  // ACC-PSY-09 read backward: 50 % and these wet bulbs belong to 35 and 25 degC.
  CHECK(f.series.samples()[0].dry_bulb.c() == Approx(35).epsilon(0).margin(2e-3));
  CHECK(f.series.samples()[2].dry_bulb.c() == Approx(25).epsilon(0).margin(2e-3));
  CHECK(f.series.samples()[2].wet_bulb.c() == Approx(17.8894));
}

TEST_CASE("weather CSV: pressure, wind, radiation, elevation") {
  WeatherCsv s = spec_of({"time_local", "drybulb_C", "rh_pct", "", "", "p", "w", "g"});
  Diagnostics d;
  const auto f = csv_good(
      "time_local,drybulb_C,rh_pct,p,w,g\n2023-01-01T00:00,1,50,90000,7,100\n2023-01-01T01:00,1,50,90000,7,\n", s, d);
  CHECK(d.all().empty());
  CHECK(f.series.samples()[0].pressure.si() == 90000);
  CHECK(f.series.samples()[0].wind.si() == 7);
  CHECK(f.series.samples()[0].ghi_w_m2 == 100);
  CHECK(std::isnan(f.series.samples()[1].ghi_w_m2));
  WeatherCsv high = spec_of({});
  high.elevation = Length::from_si(1000);
  CHECK(csv_good("time_local,drybulb_C,rh_pct\n2023-01-01T00:00,1,50\n", high, d).series.at(0).pressure.si() ==
        Approx(89875).epsilon(0).margin(1));  // ACC-PSY-06
}

TEST_CASE("weather CSV: gaps and errors by line") {
  const auto hours = [](int from, int to, const char* t = "10", const char* rh = "50") {
    std::string text;
    for (int i = from; i < to; ++i) text += fmt::format("2023-01-{:02}T{:02}:00,{},{}\n", 1 + i / 24, i % 24, t, rh);
    return text;
  };
  const std::string top = "time_local,drybulb_C,rh_pct\n";
  Diagnostics d;
  // Three lines missing before line 12, two empty fields.
  const auto f =
      csv_good(top + hours(0, 10) + hours(13, 20, "16") + hours(20, 22, "") + hours(22, 30, "16"), spec_of({}), d);
  CHECK_THAT(d.render(), Contains("w.csv:12: warning[gap]: 3 missing lines"));
  CHECK_THAT(d.render(), Contains("dry bulb: 2 empty fields"));
  CHECK(f.series.is_regular());
  CHECK(f.series.size() == 30);
  CHECK(f.series.samples()[11].dry_bulb.c() == Approx(13));
  CHECK(f.series.samples()[20].dry_bulb.c() == Approx(16));

  CHECK_THAT(csv_refusal(top + hours(0, 10) + hours(17, 20), spec_of({})),
             Contains("w.csv:12: error[gap]: 7 h are missing before this line"));
  CHECK_THAT(csv_refusal(top + hours(0, 4) + hours(4, 11, "10", "") + hours(11, 20), spec_of({})),
             Contains("w.csv:6: error[gap]: relative humidity: no value for 7 h"));
  const std::string bad =
      csv_refusal(top + "2023-02-29T00:00,1,50\n2023-03-01T00:00,1,50\n2023-03-01T00:00,1,50\nx,1,50\n", spec_of({}));
  CHECK_THAT(bad, Contains("w.csv:2:1: error[time]: \"2023-02-29T00:00\" is not a time"));
  CHECK_THAT(bad, Contains("w.csv:4:1: error[time]: time 2023-03-01T00:00 does not come after"));
  CHECK_THAT(bad, Contains("w.csv:5:1: error[time]"));
  CHECK_THAT(csv_refusal(top + "2023-03-01T00:00,abc,500\n", spec_of({})),
             Contains("w.csv:2:18: error[number]: dry bulb \"abc\"") &&
                 Contains("w.csv:2:22: error[number]: relative humidity 500 is outside 0 to 110"));
  CHECK_THAT(csv_refusal("time_local,drybulb_C\n2023-03-01T00:00,1\n", spec_of({})),
             Contains("w.csv has no column \"rh_pct\""));
  CHECK_THAT(csv_refusal(top + hours(0, 3), spec_of({"time_local", "drybulb", "rh_pct", "", "", "", "", ""})),
             Contains("w.csv has no column \"drybulb\""));
  CHECK_THAT(csv_refusal(top, spec_of({})), Contains("no lines of data"));
}
