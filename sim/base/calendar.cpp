// SPDX-License-Identifier: Apache-2.0
#include "sim/base/calendar.hpp"

#include <date/tz.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "sim/base/diagnostics.hpp"

namespace netsuden {
namespace {

using std::chrono::seconds;
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double day_s = 86400;
// Years 1 to 9999 or so; instants outside are clamped before the zone data is asked.
constexpr double earliest = -6.2e10, latest = 2.53e11;

long long march_first(int year) { return days_from_civil(year, 3, 1); }
int weekday_of(long long days) { return static_cast<int>(((days + 3) % 7 + 7) % 7); }  // 1970-01-01 was a Thursday

// The zone data lists transitions up to 2037. Later years follow the rules of the last years listed: a year is
// counted from 1 March, and takes the offsets of the last listed year whose 1 March falls on the same weekday (rules
// are of the form "last Sunday of October"; no zone changes its clocks at the end of February).
constexpr int last_listed_year = 2036;

double listed_until() { return day_s * static_cast<double>(march_first(last_listed_year + 1)); }

struct Mapping {
  long long shift = 0;                       ///< to be subtracted from the instant, seconds
  double begin = -infinity, end = infinity;  ///< where this mapping holds
};

Mapping mapping_for(double t) {
  if (t < listed_until()) return {0, -infinity, listed_until()};
  const date::year_month_day ymd{date::sys_days{date::days{static_cast<int>(std::floor(t / day_s))}}};
  const int year = static_cast<int>(ymd.year()) - (static_cast<unsigned>(ymd.month()) < 3 ? 1 : 0);
  int like = last_listed_year;
  while (weekday_of(march_first(like)) != weekday_of(march_first(year))) --like;
  return {(march_first(year) - march_first(like)) * 86400, day_s * static_cast<double>(march_first(year)),
          day_s * static_cast<double>(march_first(year + 1))};
}

const date::time_zone& as_zone(const void* p) { return *static_cast<const date::time_zone*>(p); }

std::string offset_text(int offset_s) {
  const int a = std::abs(offset_s);
  std::string out = fmt::format("{}{:02}:{:02}", offset_s < 0 ? '-' : '+', a / 3600, a / 60 % 60);
  return a % 60 == 0 ? out : out + fmt::format(":{:02}", a % 60);
}

/// "+09:00", "-0330", "+9", "-04:56:02" (local mean time of old dates); nothing if the text is no offset.
std::optional<int> parse_offset(std::string_view s) {
  if (s.size() < 2 || (s[0] != '+' && s[0] != '-')) return std::nullopt;
  const int sign = s[0] == '-' ? -1 : 1;
  s.remove_prefix(1);
  int parts[3] = {0, 0, 0};
  std::size_t digits = 0;
  for (std::size_t i = 0; i < s.size(); ++i) {
    if (s[i] == ':' && digits > 0 && digits % 2 == 0 && (s.size() - i) % 3 == 0) continue;
    if (s[i] < '0' || s[i] > '9' || digits == 6) return std::nullopt;
    parts[digits / 2] = parts[digits / 2] * 10 + (s[i] - '0');
    ++digits;
  }
  if ((digits != 1 && digits % 2 != 0) || parts[0] > 18 || parts[1] > 59 || parts[2] > 59) return std::nullopt;
  return sign * (parts[0] * 3600 + parts[1] * 60 + parts[2]);
}

constexpr const char* month_names[] = {"January", "February", "March",     "April",   "May",      "June",
                                       "July",    "August",   "September", "October", "November", "December"};

struct Written {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0;
  double second = 0;
  std::optional<int> offset;
};

/// The fields of a date as written, or a message.
std::optional<Written> read_fields(std::string_view text, std::string& message) {
  std::size_t at = 0;
  const auto digits = [&](std::size_t n, int& out) {
    if (at + n > text.size()) return false;
    out = 0;
    for (std::size_t i = 0; i < n; ++i, ++at) {
      if (text[at] < '0' || text[at] > '9') return false;
      out = out * 10 + (text[at] - '0');
    }
    return true;
  };
  const auto skip = [&](char c) { return at < text.size() && text[at] == c && (++at, true); };
  const auto fail = [&](std::string m) {
    message = std::move(m);
    return std::nullopt;
  };
  const auto malformed = [&] {
    return fail(
        fmt::format("\"{}\" is not a date; write 2026-04-01 or 2026-04-01T14:00, with +09:00 or Z for a zone", text));
  };
  Written w;
  if (!digits(4, w.year) || !skip('-') || !digits(2, w.month) || !skip('-') || !digits(2, w.day)) return malformed();
  if (w.year < 1 || w.month < 1 || w.month > 12)
    return fail(fmt::format("{} does not exist: {}", text, w.year < 1 ? "there is no year 0" : "months are 01 to 12"));
  if (w.day < 1 || w.day > days_in_month(w.year, w.month))
    return fail(fmt::format("{} does not exist: {} {} has {} days", text, month_names[w.month - 1], w.year,
                            days_in_month(w.year, w.month)));
  if (at == text.size()) return w;
  if (!skip('T') && !skip(' ')) return malformed();
  if (!digits(2, w.hour) || !skip(':') || !digits(2, w.minute)) return malformed();
  if (skip(':')) {
    int whole = 0;
    if (!digits(2, whole)) return malformed();
    w.second = whole;
    if (skip('.')) {
      double scale = 0.1;
      const std::size_t from = at;
      for (; at < text.size() && text[at] >= '0' && text[at] <= '9' && at - from < 9; ++at, scale /= 10)
        w.second += scale * (text[at] - '0');
      if (at == from) return malformed();
    }
  }
  if (w.hour > 23 || w.minute > 59 || w.second >= 60)
    return fail(fmt::format("{} does not exist: times are 00:00:00 to 23:59:59", text));
  if (skip('Z')) {
    w.offset = 0;
  } else if (at < text.size()) {
    w.offset = parse_offset(text.substr(at));
    if (!w.offset) return malformed();
    at = text.size();
  }
  if (at != text.size()) return malformed();
  return w;
}

double local_seconds(const Written& w) {
  return static_cast<double>(days_from_civil(w.year, w.month, w.day)) * day_s + w.hour * 3600 + w.minute * 60 +
         w.second;
}

struct LocalResult {
  UnixSeconds t;
  enum { unique, gap, twice } kind;
  int before_s = 0, after_s = 0;  ///< offsets around the jump
  double jump = 0;                ///< its instant
};

}  // namespace

struct CalendarAccess {
  static LocalResult resolve(const TimeZone& z, double local) {
    if (z.is_fixed()) return {local - z.offset_, LocalResult::unique};
    const double whole = std::floor(std::clamp(local, earliest, latest));
    const Mapping map = mapping_for(whole);
    const auto info =
        as_zone(z.zone_).get_info(date::local_seconds{seconds{static_cast<long long>(whole) - map.shift}});
    LocalResult r{local - static_cast<double>(info.first.offset.count()), LocalResult::unique,
                  static_cast<int>(info.first.offset.count()), static_cast<int>(info.second.offset.count()),
                  static_cast<double>(info.first.end.time_since_epoch().count() + map.shift)};
    if (info.result == date::local_info::nonexistent) {
      r.kind = LocalResult::gap;
      r.t = r.jump;
    } else if (info.result == date::local_info::ambiguous) {
      r.kind = LocalResult::twice;
    }
    return r;
  }
};

TimeZone::TimeZone() : name_("UTC"), begin_(-infinity), end_(infinity) {}

TimeZone TimeZone::fixed(int utc_offset_s) {
  TimeZone z;
  if (utc_offset_s != 0) z.name_ = offset_text(utc_offset_s);
  z.offset_ = utc_offset_s;
  return z;
}

std::optional<TimeZone> TimeZone::find(std::string_view name, std::string& message) {
  message.clear();
  if (name == "UTC" || name == "Z") return TimeZone{};
  if (const auto offset = parse_offset(name)) return fixed(*offset);
  const auto& zones = date::get_tzdb().zones;
  const auto at = std::find_if(zones.begin(), zones.end(), [&](const date::time_zone& z) { return z.name() == name; });
  TimeZone z;
  if (at != zones.end()) {
    z.zone_ = &*at;
  } else {
    try {
      z.zone_ = date::locate_zone(std::string(name));  // a link: another name of a zone
    } catch (const std::runtime_error&) {
      std::vector<std::string> names{"UTC"};
      for (const auto& known : zones)  // EST is no help for whoever writes JST
        if (known.name().find('/') != std::string::npos) names.push_back(known.name());
      const std::string near = nearest_name(name, names);
      message = fmt::format("unknown time zone \"{}\"; {}", name,
                            near.empty() ? "write an IANA name such as Asia/Tokyo, or an offset such as +09:00"
                                         : "did you mean " + near + "?");
      return std::nullopt;
    }
  }
  z.name_ = std::string(name);
  z.begin_ = z.end_ = 0;
  return z;
}

void TimeZone::look_up(UnixSeconds t) const {
  if (is_fixed()) return;
  const double clamped = std::isnan(t) ? 0 : std::clamp(t, earliest, latest);
  const Mapping map = mapping_for(clamped);
  const auto info =
      as_zone(zone_).get_info(date::sys_seconds{seconds{static_cast<long long>(std::floor(clamped)) - map.shift}});
  offset_ = static_cast<int>(info.offset.count());
  begin_ =
      std::max(map.begin, static_cast<double>(info.begin.time_since_epoch().count()) + static_cast<double>(map.shift));
  end_ = std::min(map.end, static_cast<double>(info.end.time_since_epoch().count()) + static_cast<double>(map.shift));
}

UnixSeconds TimeZone::next_transition(UnixSeconds t) const {
  if (is_fixed()) return infinity;
  const int now = utc_offset(t);
  // Ranges of equal offset are joined; beyond the listed years a range is at most a year.
  for (int i = 0; i < 8; ++i) {
    const double next = end_;
    if (!(next < latest)) return infinity;
    if (utc_offset(next) != now) return next;
  }
  return infinity;
}

CivilTime TimeZone::to_civil(UnixSeconds t) const {
  CivilTime c;
  c.utc_offset_s = utc_offset(t);
  const double local = std::clamp(t, earliest, latest) + c.utc_offset_s;
  const double day = std::floor(local / day_s);
  const double in_day = local - day * day_s;
  const auto days = static_cast<int>(day);
  const date::year_month_day ymd{date::sys_days{date::days{days}}};
  c.year = static_cast<int>(ymd.year());
  c.month = static_cast<int>(static_cast<unsigned>(ymd.month()));
  c.day = static_cast<int>(static_cast<unsigned>(ymd.day()));
  const auto whole = static_cast<int>(in_day);
  c.hour = whole / 3600;
  c.minute = whole / 60 % 60;
  c.second = in_day - c.hour * 3600 - c.minute * 60;
  c.weekday = weekday_of(days);
  c.day_of_year = static_cast<int>(days - days_from_civil(c.year, 1, 1)) + 1;
  return c;
}

UnixSeconds TimeZone::from_local(double local) const { return CalendarAccess::resolve(*this, local).t; }

std::optional<UnixSeconds> parse_time(std::string_view text, const TimeZone& zone, std::string& message) {
  message.clear();
  const auto w = read_fields(text, message);
  if (!w) return std::nullopt;
  const double local = local_seconds(*w);
  if (w->offset) return local - *w->offset;
  const LocalResult r = CalendarAccess::resolve(zone, local);
  if (r.kind == LocalResult::unique) return r.t;
  const auto clock = [&](int offset_s) {
    const CivilTime c = TimeZone::fixed(offset_s).to_civil(r.jump);
    return fmt::format("{:02}:{:02}", c.hour, c.minute);
  };
  if (r.kind == LocalResult::gap) {
    message = fmt::format("{} does not exist in {}: clocks go forward from {} to {}", text, zone.name(),
                          clock(r.before_s), clock(r.after_s));
    return std::nullopt;
  }
  message = fmt::format(
      "{0} occurs twice in {1} (clocks go back from {2} to {3}); the first is taken; "
      "write {0}{4} or {0}{5} to say which",
      text, zone.name(), clock(r.before_s), clock(r.after_s), offset_text(r.before_s), offset_text(r.after_s));
  return r.t;
}

UnixSeconds from_civil(int year, int month, int day, int hour, int minute, double second, const TimeZone& zone) {
  const int months = year * 12 + (month - 1);
  const int y = months >= 0 ? months / 12 : (months - 11) / 12;
  const double days = static_cast<double>(days_from_civil(y, months - y * 12 + 1, 1)) + (day - 1);
  return zone.from_local(days * day_s + hour * 3600.0 + minute * 60.0 + second);
}

std::string format_iso(UnixSeconds t, const TimeZone& zone) {
  if (!std::isfinite(t)) return "n/a";
  const CivilTime c = zone.to_civil(std::round(t * 1e3) / 1e3);
  const int ms = static_cast<int>(std::round(c.second * 1e3));
  std::string out =
      fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", c.year, c.month, c.day, c.hour, c.minute, ms / 1000);
  if (ms % 1000 != 0) out += fmt::format(".{:03}", ms % 1000);
  return out + (zone.name() == "UTC" ? "Z" : offset_text(c.utc_offset_s));
}

std::string format_compact(UnixSeconds t, const TimeZone& zone) {
  if (!std::isfinite(t)) return "n/a";
  const CivilTime c = zone.to_civil(std::round(t));
  std::string out = fmt::format("{:04}-{:02}-{:02} {:02}:{:02}", c.year, c.month, c.day, c.hour, c.minute);
  if (c.second >= 1) out += fmt::format(":{:02}", static_cast<int>(c.second));
  return out;
}

UnixSeconds add_months(UnixSeconds t, int months, const TimeZone& zone) {
  const CivilTime c = zone.to_civil(t);
  const int index = c.year * 12 + c.month - 1 + months;
  const int y = index >= 0 ? index / 12 : (index - 11) / 12, m = index - y * 12 + 1;
  return from_civil(y, m, std::min(c.day, days_in_month(y, m)), c.hour, c.minute, c.second, zone);
}

UnixSeconds add_years(UnixSeconds t, int years, const TimeZone& zone) { return add_months(t, 12 * years, zone); }

std::vector<CalendarYear> calendar_years(UnixSeconds start, double duration_s, const TimeZone& zone) {
  std::vector<CalendarYear> years;
  for (double from = 0; from < duration_s - 1e-6;) {
    const int year = years.empty() ? zone.to_civil(start).year : years.back().year + 1;
    const double until = std::min(duration_s, from_civil(year + 1, 1, 1, 0, 0, 0, zone) - start);
    years.push_back({year, from, until});
    from = until;
  }
  return years;
}

UnixSeconds add_days(UnixSeconds t, int days, const TimeZone& zone) {
  const CivilTime c = zone.to_civil(t);
  return from_civil(c.year, c.month, c.day + days, 0, 0, 0, zone);
}

UnixSeconds start_of_day(UnixSeconds t, const TimeZone& zone) { return add_days(t, 0, zone); }

UnixSeconds start_of_month(UnixSeconds t, const TimeZone& zone) {
  const CivilTime c = zone.to_civil(t);
  return from_civil(c.year, c.month, 1, 0, 0, 0, zone);
}

UnixSeconds start_of_year(UnixSeconds t, const TimeZone& zone) { return start_of_fiscal_year(t, 1, zone); }

UnixSeconds start_of_fiscal_year(UnixSeconds t, int first_month, const TimeZone& zone) {
  const CivilTime c = zone.to_civil(t);
  return from_civil(c.month >= first_month ? c.year : c.year - 1, first_month, 1, 0, 0, 0, zone);
}

int months_between(UnixSeconds a, UnixSeconds b, const TimeZone& zone) {
  if (b < a) return -months_between(b, a, zone);
  const CivilTime ca = zone.to_civil(a), cb = zone.to_civil(b);
  const int n = (cb.year - ca.year) * 12 + cb.month - ca.month;
  return add_months(a, n, zone) > b ? n - 1 : n;
}

bool is_leap_year(int year) { return date::year{year}.is_leap(); }

int days_in_month(int year, int month) {
  constexpr int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && is_leap_year(year) ? 29 : days[month - 1];
}

long long days_from_civil(int year, int month, int day) {
  const date::sys_days first = date::year{year} / month / 1;
  return first.time_since_epoch().count() + (day - 1);
}

}  // namespace netsuden
