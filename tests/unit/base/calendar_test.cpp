// SPDX-License-Identifier: Apache-2.0
// Expected instants: `date -u -d "2026-04-01T00:00+09:00" +%s` (GNU coreutils) and the rules published with the zone
// data (United States: second Sunday of March to first Sunday of November at 02:00 local; Great Britain: last Sundays
// of March and October at 01:00 UTC; Japan: none since 1951).
#include "sim/base/calendar.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using namespace netsuden;
using Catch::Matchers::Contains;

namespace {

TimeZone zone(const char* name) {
  std::string message;
  const auto z = TimeZone::find(name, message);
  INFO(message);
  REQUIRE(z.has_value());
  return *z;
}

double instant(const char* text, const TimeZone& z) {
  std::string message;
  const auto t = parse_time(text, z, message);
  INFO(text << ": " << message);
  REQUIRE(t.has_value());
  CHECK(message.empty());
  return *t;
}

std::string refusal(const char* text, const TimeZone& z) {
  std::string message;
  INFO(text);
  REQUIRE_FALSE(parse_time(text, z, message).has_value());
  return message;
}

}  // namespace

TEST_CASE("dates are read with and without time and zone") {
  const TimeZone tokyo = zone("Asia/Tokyo"), utc;
  CHECK(instant("1970-01-01", utc) == 0);
  CHECK(instant("2026-04-01", tokyo) == 1774969200);  // 2026-03-31T15:00Z
  CHECK(instant("2026-04-01", utc) == 1775001600);
  CHECK(instant("2027-08-04T14:00", tokyo) == instant("2027-08-04T05:00Z", utc));
  CHECK(instant("2027-08-04 14:00:30", tokyo) == instant("2027-08-04T14:00:30+09:00", utc));
  CHECK(instant("2027-08-04T14:00:30.25", tokyo) == instant("2027-08-04T14:00:30", tokyo) + 0.25);
  CHECK(instant("2027-08-04T14:00-0330", utc) == instant("2027-08-04T17:30Z", utc));
  CHECK(instant("2028-02-29", utc) + 86400 == instant("2028-03-01", utc));
  CHECK(instant("0001-01-01", utc) == -62135596800.0);  // the epoch of proleptic year 1
}

TEST_CASE("dates that do not exist are refused by name") {
  const TimeZone utc;
  CHECK_THAT(refusal("2026-02-29", utc), Contains("February 2026 has 28 days"));
  CHECK_THAT(refusal("2100-02-29", utc), Contains("28 days"));
  CHECK_THAT(refusal("2026-04-31", utc), Contains("April 2026 has 30 days"));
  CHECK_THAT(refusal("2026-13-01", utc), Contains("months are 01 to 12"));
  CHECK_THAT(refusal("2026-04-01T24:00", utc), Contains("23:59:59"));
  CHECK_THAT(refusal("2026-04-01T23:59:60", utc), Contains("23:59:59"));
  for (const char* text :
       {"", "2026", "2026-4-1", "01.04.2026", "2026/04/01", "2026-04-01T", "2026-04-01T14", "2026-04-01T14:00x",
        "2026-04-01T14:00+99:00", "2026-04-01T14:00:", "2026-04-01T14:00:00.", "2026-04-01 ", "99999-01-01"})
    CHECK_THAT(refusal(text, utc), Contains("is not a date"));
}

TEST_CASE("unknown zones are refused with the nearest name") {
  std::string message;
  CHECK_FALSE(TimeZone::find("Asia/Tokio", message).has_value());
  CHECK_THAT(message, Contains("did you mean Asia/Tokyo?"));
  CHECK_FALSE(TimeZone::find("", message).has_value());
  CHECK_FALSE(TimeZone::find("../../etc/passwd", message).has_value());
  CHECK(zone("+09:00").utc_offset(0) == 32400);
  CHECK(zone("-03:30").utc_offset(0) == -12600);
  CHECK(zone("Japan").utc_offset(1.8e9) == 32400);
}

TEST_CASE("Tokyo is nine hours ahead all year round, for the ten years of a horizon") {
  const TimeZone tokyo = zone("Asia/Tokyo");
  for (double t = instant("2026-04-01", tokyo); t < instant("2046-04-01", tokyo); t += 86400 * 5)
    REQUIRE(tokyo.utc_offset(t) == 32400);
  CHECK(std::isinf(tokyo.next_transition(instant("2026-04-01", tokyo))));
}

TEST_CASE("daylight saving in New York, both ways") {
  const TimeZone ny = zone("America/New_York"), utc;
  const double spring = instant("2027-03-14T07:00Z", utc), autumn = instant("2027-11-07T06:00Z", utc);
  CHECK(ny.utc_offset(spring - 1) == -5 * 3600);
  CHECK(ny.utc_offset(spring) == -4 * 3600);
  CHECK(ny.utc_offset(autumn - 1) == -4 * 3600);
  CHECK(ny.utc_offset(autumn) == -5 * 3600);
  CHECK(ny.next_transition(spring - 100) == spring);
  CHECK(ny.next_transition(spring) == autumn);
  CHECK(ny.to_civil(spring).hour == 3);

  CHECK_THAT(refusal("2027-03-14T02:30", ny), Contains("clocks go forward from 02:00 to 03:00"));
  std::string message;
  const auto twice = parse_time("2027-11-07T01:30", ny, message);
  REQUIRE(twice.has_value());
  CHECK(*twice == instant("2027-11-07T05:30Z", utc));  // the first, in summer time
  CHECK_THAT(message, Contains("occurs twice") && Contains("-04:00") && Contains("-05:00"));
  CHECK(instant("2027-11-07T01:30-05:00", ny) == *twice + 3600);
  // A day of 23 and one of 25 hours.
  CHECK(instant("2027-03-15", ny) - instant("2027-03-14", ny) == 23 * 3600);
  CHECK(instant("2027-11-08", ny) - instant("2027-11-07", ny) == 25 * 3600);
  CHECK(add_days(instant("2027-03-14", ny), 1, ny) == instant("2027-03-15", ny));
}

TEST_CASE("daylight saving in London, both ways, and after the listed years of the zone data") {
  const TimeZone london = zone("Europe/London"), ny = zone("America/New_York"), utc;
  struct Row {
    const char *from, *until;  // last Sundays of March and October
  };
  for (const Row r : {Row{"2027-03-28T01:00Z", "2027-10-31T01:00Z"}, Row{"2036-03-30T01:00Z", "2036-10-26T01:00Z"},
                      Row{"2037-03-29T01:00Z", "2037-10-25T01:00Z"}, Row{"2038-03-28T01:00Z", "2038-10-31T01:00Z"},
                      Row{"2040-03-25T01:00Z", "2040-10-28T01:00Z"}, Row{"2044-03-27T01:00Z", "2044-10-30T01:00Z"},
                      Row{"2060-03-28T01:00Z", "2060-10-31T01:00Z"}}) {
    INFO(r.from);
    const double from = instant(r.from, utc), until = instant(r.until, utc);
    CHECK(london.utc_offset(from - 1) == 0);
    CHECK(london.utc_offset(from) == 3600);
    CHECK(london.utc_offset(until - 1) == 3600);
    CHECK(london.utc_offset(until) == 0);
    CHECK(london.next_transition(from - 10) == from);
    CHECK(london.next_transition(from) == until);
  }
  // Second Sunday of March and first Sunday of November 2045.
  CHECK(ny.next_transition(instant("2045-01-01", ny)) == instant("2045-03-12T07:00Z", utc));
  CHECK(ny.next_transition(instant("2045-06-01", ny)) == instant("2045-11-05T06:00Z", utc));
}

TEST_CASE("civil fields: weekday, day of year, offset, and back") {
  const TimeZone tokyo = zone("Asia/Tokyo"), london = zone("Europe/London");
  const CivilTime c = tokyo.to_civil(instant("2028-12-31T23:59:30.5", tokyo));
  CHECK(c == CivilTime{2028, 12, 31, 23, 59, 30.5, 6, 366, 32400});  // a Sunday, leap year
  CHECK(tokyo.to_civil(instant("2026-04-01", tokyo)).weekday == 2);  // a Wednesday
  CHECK(TimeZone{}.to_civil(0) == CivilTime{1970, 1, 1, 0, 0, 0, 3, 1, 0});
  CHECK(TimeZone{}.to_civil(-0.5).second == 59.5);
  // Property: instant -> civil -> instant, every 7.3 h over eleven years, but the second of two equal hours.
  for (double t = 1.7e9; t < 1.7e9 + 11 * 365.25 * 86400; t += 7.3 * 3600) {
    const CivilTime f = london.to_civil(t);
    const double back = from_civil(f.year, f.month, f.day, f.hour, f.minute, f.second, london);
    const bool same = std::abs(back - t) < 1e-6, first_of_two = std::abs(back + 3600 - t) < 1e-6;
    REQUIRE((same || (first_of_two && f.month == 10 && f.hour == 1)));
  }
}

TEST_CASE("text of instants") {
  const TimeZone tokyo = zone("Asia/Tokyo"), utc;
  const double t = instant("2027-08-04T14:00:30+09:00", utc);
  CHECK(format_iso(t, tokyo) == "2027-08-04T14:00:30+09:00");
  CHECK(format_iso(t, utc) == "2027-08-04T05:00:30Z");
  CHECK(format_iso(t + 0.25, utc) == "2027-08-04T05:00:30.250Z");
  CHECK(format_iso(t + 29.9999, utc) == "2027-08-04T05:01:00Z");
  CHECK(format_compact(t, tokyo) == "2027-08-04 14:00:30");
  CHECK(format_compact(t - 30, tokyo) == "2027-08-04 14:00");
  CHECK(instant(format_iso(t, tokyo).c_str(), utc) == t);
}

TEST_CASE("calendar arithmetic") {
  const TimeZone tokyo = zone("Asia/Tokyo"), ny = zone("America/New_York");
  const auto at = [&](const char* text) { return instant(text, tokyo); };
  CHECK(add_months(at("2028-01-31T12:00"), 1, tokyo) == at("2028-02-29T12:00"));
  CHECK(add_months(at("2026-01-31"), 1, tokyo) == at("2026-02-28"));
  CHECK(add_months(at("2026-03-15"), -4, tokyo) == at("2025-11-15"));
  CHECK(add_months(at("2026-04-01"), 30, tokyo) == at("2028-10-01"));
  CHECK(add_years(at("2028-02-29"), 1, tokyo) == at("2029-02-28"));
  CHECK(add_years(at("2026-04-01"), 10, tokyo) - at("2026-04-01") == 3653 * 86400.0);  // leap days 2028, 2032, 2036
  CHECK(start_of_year(at("2028-07-01T03:00"), tokyo) == at("2028-01-01"));
  CHECK(start_of_month(at("2028-07-31T23:59"), tokyo) == at("2028-07-01"));
  CHECK(start_of_day(at("2028-07-31T23:59"), tokyo) == at("2028-07-31"));
  CHECK(start_of_fiscal_year(at("2027-03-31T23:59"), 4, tokyo) == at("2026-04-01"));
  CHECK(start_of_fiscal_year(at("2027-04-01"), 4, tokyo) == at("2027-04-01"));
  CHECK(months_between(at("2026-04-01"), at("2029-04-01"), tokyo) == 36);
  CHECK(months_between(at("2026-04-15"), at("2026-05-14T23:59"), tokyo) == 0);
  CHECK(months_between(at("2026-04-15"), at("2026-05-15"), tokyo) == 1);
  CHECK(months_between(at("2026-05-15"), at("2026-04-15"), tokyo) == -1);
  CHECK(from_civil(2027, 14, 0, 0, 0, 0, tokyo) == at("2028-01-31"));
  // Noon stays noon over the change of the clocks.
  CHECK(add_months(instant("2027-02-20T12:00", ny), 1, ny) == instant("2027-03-20T12:00", ny));
  CHECK(days_in_month(2028, 2) == 29);
  CHECK(days_in_month(2100, 2) == 28);
  CHECK(is_leap_year(2000));
  CHECK_FALSE(is_leap_year(2100));
  CHECK(days_from_civil(2000, 3, 1) == 11017);  // 951868800 / 86400
}
