// SPDX-License-Identifier: Apache-2.0
#include "sim/site/curtailment.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/base/random.hpp"

namespace netsuden {

void describe(Describe& d, CurtailmentEvent& e) {
  d.date("at", e.at, {.required = true, .text = "When the call begins."});
  d.quantity("for", e.duration, {.unit = "h", .range = {0.01, 8784, "a year"}, .text = "How long it lasts.", .source = "assumption"});
}

void describe(Describe& d, CurtailmentProgramme& p) {
  d.quantity("level", p.level, {.unit = "MW", .range = {0, 1e5, "not negative"}, .text = "Highest import during a call; either this or `reduction`."});
  d.fraction("reduction", p.reduction, {.unit = "%", .range = {0.001, 1, "a share"}, .text = "Share of the mean import of the hour before the notice that must be shed; either this or `level`."});
  d.quantity("notice", p.notice, {.unit = "h", .range = {0, 720, "at most a month"}, .text = "How long before a call it is announced.", .source = "assumption"});
  d.quantity("longest", p.longest, {.unit = "h", .range = {0.5, 8784, "half an hour to a year"}, .text = "Longest call.", .source = "assumption"});
  d.quantity("hours_per_year", p.hours_per_year, {.unit = "h", .range = {0, 8784, "a year"}, .text = "Hours of calls in a calendar year: the most that dated calls may have, what random calls use up.", .source = "assumption"});
  d.quantity("promised", p.promised, {.unit = "MW", .range = {0, 1e5, "not negative"}, .text = "Power that the site promises to shed; the payment is counted on it."});
  d.quantity("payment", p.payment, {.unit = "JPY/kW", .range = {0, 1e7, "not negative"}, .text = "Payment for each year and kW promised."});
  d.quantity("penalty", p.penalty, {.unit = "JPY/kWh", .range = {0, 1e5, "not negative"}, .text = "Penalty for each kWh imported above the limit during a call."});
  d.variant("called", p.called, {{"dated", "at the dates that `events` lists"}, {"random", "drawn within a window of the year"}}, {.text = "When it is called."}, [&p](Describe& v, int i) {
    if (i == static_cast<int>(CallSource::dated)) v.list("events", p.events, {.text = "The calls."});
    else describe(v, p.window);
  });
}

namespace {

constexpr double half_hour = 1800;

std::vector<int> window_days(const CalendarWindow& w, int year) {
  std::vector<int> days;  // of the year, from 0
  const long long first = days_from_civil(year, 1, 1);
  for (int month = 1, day = 0; month <= 12; ++month)
    for (int i = 0; i < days_in_month(year, month); ++i, ++day)
      if (w.holds_on_day(month, static_cast<int>(((first + day + 3) % 7 + 7) % 7))) days.push_back(day);
  return days;
}

int half_hours(double seconds) { return static_cast<int>(std::floor(seconds / half_hour + 1e-9)); }

int longest_random(const CurtailmentProgramme& p) { return std::min(half_hours(p.longest.si()), 2 * p.window.hours()); }

void draw_year(const CurtailmentProgramme& p, int year, const TimeZone& zone, std::uint64_t seed, const std::string& stream, std::vector<CurtailmentCall>& calls) {
  RandomStream random(seed, fmt::format("{}.{}", stream, year));
  std::vector<int> days = window_days(p.window, year);
  const int longest = longest_random(p), shortest = std::min(2, longest);
  int left = half_hours(p.hours_per_year.si());
  for (std::size_t n = 0; n < days.size() && left > 0 && longest > 0; ++n) {
    std::swap(days[n], days[n + random.below(days.size() - n)]);
    const int drawn = shortest + static_cast<int>(random.below(static_cast<std::uint64_t>(longest - shortest + 1)));
    const int length = std::min(drawn, left);
    const int start = static_cast<int>(random.below(static_cast<std::uint64_t>(2 * p.window.hours() - length + 1)));
    left -= length;
    const UnixSeconds from = from_civil(year, 1, 1 + days[n], p.window.from_hour, 30 * start, 0, zone);
    calls.push_back({from - p.notice.si(), from, from + length * half_hour});
  }
}

}  // namespace

double most_random_hours(const CurtailmentProgramme& p, int year) {
  return 0.5 * longest_random(p) * static_cast<double>(window_days(p.window, year).size());
}

std::vector<CurtailmentCall> curtailment_calls(const CurtailmentProgramme& p, double start, double end, const TimeZone& date_zone, const TimeZone& site_zone,
                                               std::uint64_t seed, const std::string& stream) {
  std::vector<CurtailmentCall> calls;
  if (p.called == CallSource::dated) {
    for (const CurtailmentEvent& e : p.events) {
      std::string message;
      if (const auto at = parse_time(e.at, date_zone, message)) calls.push_back({*at - p.notice.si(), *at, *at + e.duration.si()});
    }
    std::erase_if(calls, [&](const CurtailmentCall& c) { return c.until <= start || c.from >= end; });
  } else {
    for (int year = site_zone.to_civil(start).year; year <= site_zone.to_civil(end).year; ++year) draw_year(p, year, site_zone, seed, stream, calls);
    std::erase_if(calls, [&](const CurtailmentCall& c) { return c.notice - baseline_s < start || c.from >= end; });
  }
  std::stable_sort(calls.begin(), calls.end(), [](const CurtailmentCall& a, const CurtailmentCall& b) { return a.from < b.from; });
  return calls;
}

}  // namespace netsuden
