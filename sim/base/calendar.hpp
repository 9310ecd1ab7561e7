// SPDX-License-Identifier: Apache-2.0
// Dates, time zones and calendar arithmetic. Instants are POSIX seconds (UTC, no leap seconds) in a double; local time
// follows the IANA time zone data of the system, through date::tz. The data list transitions up to 2037; later years
// follow the rules of the last years listed. (Data compiled in the "slim" form list none after the last change of
// rules: calendar_test.cpp fails on such a system.)
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace netsuden {

using UnixSeconds = double;

struct CivilTime {
  int year = 1970, month = 1, day = 1, hour = 0, minute = 0;
  double second = 0;
  int weekday = 3;      ///< 0 = Monday
  int day_of_year = 1;  ///< 1 = 1 January
  int utc_offset_s = 0;
  bool operator==(const CivilTime&) const = default;
};

/// A time zone by IANA name ("Asia/Tokyo"), "UTC", or a fixed offset ("+09:00"). Cheap to copy; copies share the zone.
class TimeZone {
 public:
  TimeZone();  ///< UTC
  /// Nothing and a message with the nearest name where the zone does not exist.
  static std::optional<TimeZone> find(std::string_view name, std::string& message);
  static TimeZone fixed(int utc_offset_s);

  const std::string& name() const { return name_; }
  bool is_fixed() const { return zone_ == nullptr; }
  int utc_offset(UnixSeconds t) const {
    if (!(t >= begin_ && t < end_)) look_up(t);
    return offset_;
  }
  CivilTime to_civil(UnixSeconds t) const;
  /// `local` counts seconds of local wall time since 1970-01-01T00:00 local. In a gap (clocks go forward) the instant
  /// of the jump, in an overlap the first of the two.
  UnixSeconds from_local(double local) const;
  /// The first instant after t at which the offset changes, or infinity.
  UnixSeconds next_transition(UnixSeconds t) const;

 private:
  friend struct CalendarAccess;
  void look_up(UnixSeconds t) const;

  std::string name_;
  const void* zone_ = nullptr;  ///< date::time_zone, lives as long as the program
  mutable double begin_, end_;  ///< where offset_ holds. Not to be shared between threads: copy.
  mutable int offset_ = 0;
};

/// `2026-04-01`, `2027-08-04T14:00`, `2027-08-04 14:00:30.5`, each also with `Z` or `+09:00`; without, in `zone`.
/// `message` is an error where nothing is returned (no such day, a local time skipped by daylight saving) and a warning
/// where something is (a local time that occurs twice: the first is taken); else it is empty.
std::optional<UnixSeconds> parse_time(std::string_view text, const TimeZone& zone, std::string& message);

/// The instant of a wall-clock reading in `zone`; fields may overflow (month 14, day 0): they are normalised.
UnixSeconds from_civil(int year, int month, int day, int hour, int minute, double second, const TimeZone& zone);

std::string format_iso(UnixSeconds t, const TimeZone& zone);      ///< 2027-08-04T14:00:30+09:00 (Z for UTC)
std::string format_compact(UnixSeconds t, const TimeZone& zone);  ///< 2027-08-04 14:00, :30 where not zero, no zone

/// Calendar steps in local time; 31 January + 1 month is the last day of February.
UnixSeconds add_months(UnixSeconds t, int months, const TimeZone& zone);
UnixSeconds add_years(UnixSeconds t, int years, const TimeZone& zone);
/// The part of a time that lies in a calendar year, in seconds from the start of the time.
struct CalendarYear {
  int year = 0;
  double from_s = 0, until_s = 0;
};
std::vector<CalendarYear> calendar_years(UnixSeconds start, double duration_s, const TimeZone& zone);
/// Midnights (local) n days after the day of t.
UnixSeconds add_days(UnixSeconds t, int days, const TimeZone& zone);
UnixSeconds start_of_day(UnixSeconds t, const TimeZone& zone);
UnixSeconds start_of_month(UnixSeconds t, const TimeZone& zone);
UnixSeconds start_of_year(UnixSeconds t, const TimeZone& zone);
/// Start of the fiscal year that holds t; `first_month` 4 is the Japanese one.
UnixSeconds start_of_fiscal_year(UnixSeconds t, int first_month, const TimeZone& zone);
/// Whole calendar months from a to b (negative where b is before a).
int months_between(UnixSeconds a, UnixSeconds b, const TimeZone& zone);

bool is_leap_year(int year);
int days_in_month(int year, int month);
/// Days from 1970-01-01 in the proleptic Gregorian calendar.
long long days_from_civil(int year, int month, int day);

}  // namespace netsuden
