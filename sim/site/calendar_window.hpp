// SPDX-License-Identifier: Apache-2.0
// Hours of the day, months of the year and kinds of day together: when a price holds, when a call may come. Hours and
// months may run over midnight and New Year; the day is that of the instant, so a window of Fridays over midnight ends on
// Friday at 24:00. Left out: public holidays. Verified by tests/unit/site/tariff_test.cpp.
#pragma once

#include "sim/base/calendar.hpp"
#include "sim/base/describe.hpp"

namespace netsuden {

enum class DayKind { any, weekday, weekend, saturday, sunday };

struct CalendarWindow {
  int from_hour = 0, to_hour = 24;    ///< local; may run over midnight
  int from_month = 1, to_month = 12;  ///< may run over New Year
  DayKind days = DayKind::any;

  bool holds(const CivilTime&) const;
  bool holds_on_day(int month, int weekday) const;  ///< weekday 0 = Monday
  int hours() const;                                ///< length; 0 where it ends as it begins
};
void describe(Describe&, CalendarWindow&);

}  // namespace netsuden
