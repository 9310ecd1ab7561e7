// SPDX-License-Identifier: Apache-2.0
#include "sim/site/curtailment.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <set>

using namespace netsuden;

namespace {

const TimeZone tokyo = [] {
  std::string message;
  return *TimeZone::find("Asia/Tokyo", message);
}();
double at(int year, int month, int day, int hour = 0) { return from_civil(year, month, day, hour, 0, 0, tokyo); }

CurtailmentProgramme summer_afternoons() {
  CurtailmentProgramme p;
  p.name = "summer";
  p.level = 5_MW;
  p.notice = 3_h;
  p.longest = 4_h;
  p.hours_per_year = 40_h;
  p.called = CallSource::random;
  p.window = {13, 20, 7, 9, DayKind::weekday};
  return p;
}

std::vector<CurtailmentCall> draw(const CurtailmentProgramme& p, double from, double to, std::uint64_t seed = 1, const std::string& stream = "curtailment.g.summer") {
  return curtailment_calls(p, from, to, tokyo, tokyo, seed, stream);
}

}  // namespace

TEST_CASE("curtailment: dated calls are those of the horizon, with their notice, by their starts") {
  CurtailmentProgramme p;
  p.notice = 2_h;
  p.events = {{"2026-08-05T14:00", 3_h}, {"2026-08-04T10:00", 90_min}, {"2026-08-02T23:00", 2_h}, {"2026-08-02T22:00", 2_h}, {"2026-08-06T00:00+09:00", 1_h}};
  const auto calls = draw(p, at(2026, 8, 3), at(2026, 8, 6));
  REQUIRE(calls.size() == 3);
  CHECK(calls[0] == CurtailmentCall{at(2026, 8, 2, 21), at(2026, 8, 2, 23), at(2026, 8, 3, 1)});  // on when the run begins
  CHECK(calls[1] == CurtailmentCall{at(2026, 8, 4, 8), at(2026, 8, 4, 10), at(2026, 8, 4, 11) + 1800});
  CHECK(calls[2].from == at(2026, 8, 5, 14));
}

TEST_CASE("curtailment: random calls use up the hours of each year, within their window, one a day, none too long") {
  const CurtailmentProgramme p = summer_afternoons();
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    std::map<int, double> hours;
    std::set<std::string> days;
    double last_end = 0;
    for (const CurtailmentCall& c : draw(p, at(2026, 1, 1), at(2029, 1, 1), seed)) {
      const CivilTime from = tokyo.to_civil(c.from), until = tokyo.to_civil(c.until);
      hours[from.year] += (c.until - c.from) / 3600;
      CHECK(days.insert(format_compact(start_of_day(c.from, tokyo), tokyo)).second);
      CHECK(p.window.holds_on_day(from.month, from.weekday));
      CHECK(from.hour >= 13);
      CHECK(until.day_of_year == from.day_of_year);
      CHECK(until.hour * 60 + until.minute <= 20 * 60);
      CHECK(c.until - c.from <= 4 * 3600);
      CHECK(std::fmod(c.until - c.from, 1800) == 0);
      CHECK(c.from - c.notice == 3 * 3600);
      CHECK(c.from >= last_end);
      last_end = c.until;
    }
    CHECK(hours == std::map<int, double>{{2026, 40}, {2027, 40}, {2028, 40}});
  }
}

TEST_CASE("curtailment: lengths and days are drawn evenly") {
  // Whole half hours from 1 to 4 h: 2.5 h on average but for the last of a year, which takes what is left of 40 h; weekdays of
  // July to September 2026: 66. Over 4,000 seeds of about 16 calls a year the mean of a length has an error of 0.5 %.
  const CurtailmentProgramme p = summer_afternoons();
  std::map<double, int> lengths;
  std::map<int, int> days;
  int calls = 0;
  for (std::uint64_t seed = 0; seed < 4000; ++seed) {
    const auto year = draw(p, at(2026, 1, 1), at(2027, 1, 1), seed);
    calls += static_cast<int>(year.size());
    for (const auto& c : year) {
      ++lengths[(c.until - c.from) / 3600];
      ++days[tokyo.to_civil(c.from).day_of_year];
    }
  }
  CHECK(calls / 4000.0 == Approx(40 / 2.5).epsilon(0.05));
  CHECK(days.size() == 66);
  const double expected = calls / 66.0;
  double chi2 = 0;
  for (const auto& [day, n] : days) chi2 += (n - expected) * (n - expected) / expected;
  CHECK(chi2 < 106);  // 65 degrees of freedom: exceeded once in a thousand
  // 2 h to 4 h are cut only by the end of the hours, hence nearly alike; shorter ones have that on top.
  CHECK(lengths[2.5] == Approx(lengths[3.5]).epsilon(0.08));
  CHECK(lengths[1.0] == Approx(lengths[1.5]).epsilon(0.08));
  CHECK(lengths.begin()->first == 0.5);
  CHECK(lengths.rbegin()->first == 4.0);
}

TEST_CASE("curtailment: a run sees of a year what a longer run sees of it, and another programme does not disturb it") {
  const CurtailmentProgramme p = summer_afternoons();
  const auto decade = draw(p, at(2024, 1, 1), at(2034, 1, 1)), august = draw(p, at(2026, 8, 1), at(2026, 9, 1));
  REQUIRE(august.size() >= 3);
  std::vector<CurtailmentCall> of_august;
  for (const auto& c : decade)
    if (c.from >= at(2026, 8, 1) && c.from < at(2026, 9, 1)) of_august.push_back(c);
  CHECK(august == of_august);
  CHECK(draw(p, at(2026, 8, 1), at(2026, 9, 1), 2) != august);
  CHECK(draw(p, at(2026, 8, 1), at(2026, 9, 1), 1, "curtailment.g.winter") != august);
  CHECK(draw(p, at(2026, 8, 1), at(2026, 9, 1)) == august);
}

TEST_CASE("curtailment: calls that would have been announced before the run are not drawn into it") {
  CurtailmentProgramme p = summer_afternoons();
  p.window = {0, 24, 1, 12, DayKind::any};
  p.hours_per_year = Duration::from_si(365 * 3600.0);
  p.longest = 1_h;
  p.notice = 24_h;
  const auto calls = draw(p, at(2026, 3, 10), at(2026, 3, 20));
  // Every day has its hour: none on the first, on the second only from one o'clock on, on each of the eight others.
  CHECK(std::count_if(calls.begin(), calls.end(), [](const CurtailmentCall& c) { return c.from >= at(2026, 3, 12); }) == 8);
  CHECK(calls.front().from >= at(2026, 3, 11) + baseline_s);
}

TEST_CASE("curtailment: nights over midnight and New Year, and a window that is too small") {
  CurtailmentProgramme p = summer_afternoons();
  p.window = {22, 4, 12, 1, DayKind::any};
  p.hours_per_year = 100_h;
  const auto calls = draw(p, at(2026, 1, 1), at(2027, 1, 1));
  double hours = 0;
  bool over_midnight = false;
  for (const auto& c : calls) {
    const CivilTime from = tokyo.to_civil(c.from), until = tokyo.to_civil(c.until);
    hours += (c.until - c.from) / 3600;
    CHECK((from.hour >= 22 || from.hour < 4));
    CHECK((until.hour >= 22 || until.hour * 60 + until.minute <= 240));
    CHECK(c.until - c.from <= 4 * 3600);
    over_midnight = over_midnight || from.day_of_year != until.day_of_year;
  }
  CHECK(hours == Approx(100).margin(4));  // one on the first night of the year was announced before it
  CHECK(over_midnight);
  p.window = {9, 11, 8, 8, DayKind::sunday};  // five Sundays in August 2026, two hours each
  CHECK(most_random_hours(p, 2026) == 10);
  CHECK(draw(p, at(2026, 1, 1), at(2027, 1, 1)).size() <= 5);
}
