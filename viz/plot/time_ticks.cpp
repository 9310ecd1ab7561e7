// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "viz/plot/ticks.hpp"

namespace netsuden::viz {
namespace {

enum class Every { seconds, hours, days, weeks, months, years };
struct Step {
  Every every;
  double count;    ///< seconds, hours, days, weeks, months or years
  double seconds;  ///< its usual length
};

constexpr double hour = 3600, day = 86400, month = 30.436875 * day, year = 365.2425 * day;
constexpr std::array<Step, 43> steps{{
    {Every::seconds, 0.001, 0.001},
    {Every::seconds, 0.002, 0.002},
    {Every::seconds, 0.005, 0.005},
    {Every::seconds, 0.01, 0.01},
    {Every::seconds, 0.02, 0.02},
    {Every::seconds, 0.05, 0.05},
    {Every::seconds, 0.1, 0.1},
    {Every::seconds, 0.2, 0.2},
    {Every::seconds, 0.5, 0.5},
    {Every::seconds, 1, 1},
    {Every::seconds, 2, 2},
    {Every::seconds, 5, 5},
    {Every::seconds, 10, 10},
    {Every::seconds, 15, 15},
    {Every::seconds, 30, 30},
    {Every::seconds, 60, 60},
    {Every::seconds, 120, 120},
    {Every::seconds, 300, 300},
    {Every::seconds, 600, 600},
    {Every::seconds, 900, 900},
    {Every::seconds, 1800, 1800},
    {Every::hours, 1, hour},
    {Every::hours, 2, 2 * hour},
    {Every::hours, 3, 3 * hour},
    {Every::hours, 6, 6 * hour},
    {Every::hours, 12, 12 * hour},
    {Every::days, 1, day},
    {Every::days, 2, 2 * day},
    {Every::weeks, 1, 7 * day},
    {Every::weeks, 2, 14 * day},
    {Every::months, 1, month},
    {Every::months, 2, 2 * month},
    {Every::months, 3, 3 * month},
    {Every::months, 6, 6 * month},
    {Every::years, 1, year},
    {Every::years, 2, 2 * year},
    {Every::years, 5, 5 * year},
    {Every::years, 10, 10 * year},
    {Every::years, 20, 20 * year},
    {Every::years, 50, 50 * year},
    {Every::years, 100, 100 * year},
    {Every::years, 500, 500 * year},
    {Every::years, 1000, 1000 * year},
}};

constexpr std::array<const char*, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                             "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<const char*, 7> weekdays{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
const char* month_name(const CivilTime& c) { return months[static_cast<std::size_t>(c.month - 1)]; }
const char* weekday_name(const CivilTime& c) { return weekdays[static_cast<std::size_t>(c.weekday)]; }

/// The k-th tick counted from one at or before `from`, in local calendar arithmetic.
class Walk {
 public:
  Walk(const Step& step, UnixSeconds from, const TimeZone& zone)
      : step_(step), zone_(zone), start_(zone.to_civil(from)), from_(from) {
    offset_ = start_.utc_offset_s;
    first_ = std::floor((from + offset_) / step.count);
  }
  UnixSeconds at(int k) const {
    const int n = static_cast<int>(step_.count);
    switch (step_.every) {
      // Finer than an hour: even distances of true time, counted from the local hour.
      case Every::seconds:
        return (first_ + k) * step_.count - offset_;
      case Every::hours: {
        const int h = (start_.hour / n + k) * n;
        return from_civil(start_.year, start_.month, start_.day, h, 0, 0, zone_);
      }
      case Every::days: {
        // Every second day counted from 1970-01-01, so that it is the same one at every pan.
        const long long past = days_from_civil(start_.year, start_.month, start_.day) % n;
        return from_civil(start_.year, start_.month, start_.day - static_cast<int>(past < 0 ? past + n : past) + k * n,
                          0, 0, 0, zone_);
      }
      case Every::weeks: {
        const long long today = days_from_civil(start_.year, start_.month, start_.day);
        const long long monday = today - start_.weekday;
        // Mondays counted from 1969-12-29, so that every second one is the same at every pan.
        const long long index = (monday + 3) / 7, aligned = index - ((index % n) + n) % n;
        return from_civil(start_.year, start_.month, start_.day + static_cast<int>(aligned * 7 - 3 - today) + k * n * 7,
                          0, 0, 0, zone_);
      }
      case Every::months:
        return from_civil(start_.year, (start_.month - 1) / n * n + 1 + k * n, 1, 0, 0, 0, zone_);
      case Every::years: {
        const int y = start_.year - ((start_.year % n) + n) % n;
        return from_civil(y + k * n, 1, 1, 0, 0, 0, zone_);
      }
    }
    return from_;
  }

 private:
  const Step& step_;
  const TimeZone& zone_;
  CivilTime start_;
  UnixSeconds from_;
  double offset_ = 0, first_ = 0;
};

std::string label_of(const CivilTime& c, const Step& step) {
  switch (step.every) {
    case Every::seconds: {
      std::string out = fmt::format("{:02}:{:02}", c.hour, c.minute);
      if (step.count >= 60) return out;
      if (step.count >= 1) return out + fmt::format(":{:02}", static_cast<int>(c.second + 1e-3));
      const int decimals = step.count >= 0.1 ? 1 : step.count >= 0.01 ? 2 : 3;
      return out + fmt::format(":{:0{}.{}f}", c.second, 3 + decimals, decimals);
    }
    case Every::hours:
      return fmt::format("{:02}:{:02}", c.hour, c.minute);
    case Every::days:
      return fmt::format("{} {}", weekday_name(c), c.day);
    case Every::weeks:
      return fmt::format("{} {}", c.day, month_name(c));
    case Every::months:
      return month_name(c);
    case Every::years:
      return fmt::format("{}", c.year);
  }
  return {};
}

std::string context_of(const CivilTime& c, const Step& step) {
  switch (step.every) {
    case Every::seconds:
    case Every::hours:
      return fmt::format("{} {} {} {}", weekday_name(c), c.day, month_name(c), c.year);
    case Every::days:
      return fmt::format("{} {}", month_name(c), c.year);
    case Every::weeks:
    case Every::months:
      return fmt::format("{}", c.year);
    case Every::years:
      return {};
  }
  return {};
}

std::string offset_of(const CivilTime& c) {
  const int a = std::abs(c.utc_offset_s);
  return fmt::format("{}{:02}:{:02}", c.utc_offset_s < 0 ? "\u2212" : "+", a / 3600, a / 60 % 60);
}

}  // namespace

TimeTicks time_ticks(UnixSeconds from, UnixSeconds to, int most, const TimeZone& zone) {
  TimeTicks out;
  constexpr double earliest = -6.2e10, latest = 2.5e11;  // years 5 to 9900: beyond, the calendar is not asked
  if (!std::isfinite(from) || !std::isfinite(to) || from > to || to < earliest || from > latest) return out;
  from = std::max(from, earliest);
  to = std::min(to, latest);
  most = std::max(1, most);
  const Step* step = &steps.back();
  for (const Step& s : steps) {
    // Below the resolution of the clock (a double counts 0.24 microseconds in this century) finer steps repeat.
    if (std::floor((to - from) / s.seconds) + 1 <= most) {
      step = &s;
      break;
    }
  }
  const auto civil = [&](UnixSeconds t) { return zone.to_civil(std::round(t * 1e4) / 1e4); };
  const Walk walk(*step, from, zone);
  const UnixSeconds change = zone.next_transition(from - 2 * hour);
  const double turned_back = std::isfinite(change) ? zone.utc_offset(change - 1) - zone.utc_offset(change) : 0;
  const auto repeats = [&](UnixSeconds t) { return turned_back > 0 && t >= change && t < change + turned_back; };
  out.first_context = context_of(civil(from), *step);
  std::string context = out.first_context;
  std::set<std::string> said;
  UnixSeconds before = -1e300;
  for (int k = 0, guard = 0; guard < 4 * most + 16; ++k, ++guard) {
    const UnixSeconds t = walk.at(k);
    if (t > to) break;
    // In the hour that spring skips, two wall-clock readings are one instant.
    if (t < from || !(t > before)) continue;
    before = t;
    const CivilTime c = civil(t);
    TimeTick tick{t, label_of(c, *step), {}};
    // In the hour that autumn repeats the clock alone does not say which of the two is meant.
    if (step->every == Every::seconds && repeats(t)) tick.label += ' ' + offset_of(c);
    const std::string holds = context_of(c, *step);
    if (!said.insert(holds + '|' + tick.label).second) {
      tick.label += ' ' + offset_of(c);
      if (!said.insert(holds + '|' + tick.label).second) continue;
    }
    if (holds != context) tick.context = context = holds;
    out.ticks.push_back(std::move(tick));
    if (out.ticks.size() >= static_cast<std::size_t>(most)) break;
  }
  return out;
}

}  // namespace netsuden::viz
