// SPDX-License-Identifier: Apache-2.0
#include "sim/site/calendar_window.hpp"

namespace netsuden {

void describe(Describe& d, CalendarWindow& w) {
  d.integer("from_hour", w.from_hour, {.range = {0, 23, "hours of the day"}, .text = "First hour, local."});
  d.integer("to_hour", w.to_hour, {.range = {0, 24, "hours of the day"}, .text = "Hour at which the window ends; before `from_hour` it runs over midnight."});
  d.integer("from_month", w.from_month, {.range = {1, 12, "months of the year"}, .text = "First month."});
  d.integer("to_month", w.to_month, {.range = {1, 12, "months of the year"}, .text = "Last month; before `from_month` it runs over New Year."});
  d.choice("days", w.days, {{"any", "every day"}, {"weekday", "Monday to Friday"}, {"weekend", "Saturday and Sunday"}, {"saturday", "Saturdays"}, {"sunday", "Sundays"}},
           {.text = "Days on which it holds; public holidays are not known."});
}

bool CalendarWindow::holds_on_day(int month, int weekday) const {
  const bool in_months = from_month <= to_month ? month >= from_month && month <= to_month : month >= from_month || month <= to_month;
  if (!in_months) return false;
  switch (days) {
    case DayKind::any: return true;
    case DayKind::weekday: return weekday < 5;
    case DayKind::weekend: return weekday >= 5;
    case DayKind::saturday: return weekday == 5;
    case DayKind::sunday: return weekday == 6;
  }
  return false;
}

bool CalendarWindow::holds(const CivilTime& t) const {
  // Windows begin and end on whole hours.
  const bool in_hours = from_hour < to_hour ? t.hour >= from_hour && t.hour < to_hour : t.hour >= from_hour || t.hour < to_hour;
  return in_hours && holds_on_day(t.month, t.weekday);
}

int CalendarWindow::hours() const { return from_hour <= to_hour ? to_hour - from_hour : to_hour - from_hour + 24; }

}  // namespace netsuden
