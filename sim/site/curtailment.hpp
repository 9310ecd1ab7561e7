// SPDX-License-Identifier: Apache-2.0
// Curtailment programmes: a site is paid for holding its import down when it is called, and pays for what it does not.
//
//   limit of a call     a stated level, or (1 - reduction) x mean import of the hour before its notice
//   payment             rate x promised power x share of the calendar year
//   penalty             rate x integral of max(0, import - limit) over the call
//   dated calls         as the scenario lists them
//   random calls        for each calendar year: days of the window, each at most once and each as likely; lengths of whole
//                       half hours, uniform from one hour (`longest`, if shorter) to `longest`, starts of whole half hours,
//                       uniform within the window of the day; until the hours of the year are used up. Of a year that the
//                       run covers in part, those that begin in it and whose notice lies in it, with the hour before that.
//
// Source: the frame is horizon.md 4.2 (hours a year, notice, penalty; events of 1.7 to 2.5 h on average, Norris et al., Duke
// University, 2025); the draw is an assumption: it knows neither heat nor price nor what else the grid does. Left out: what
// the site would have drawn without the call, calls that the operator cancels. Verified by
// tests/unit/site/curtailment_test.cpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/base/calendar.hpp"
#include "sim/base/describe.hpp"
#include "sim/base/units.hpp"
#include "sim/site/calendar_window.hpp"
#include "sim/site/tariff.hpp"

namespace netsuden {

enum class CallSource { dated, random };

struct CurtailmentEvent {
  std::string at;
  Duration duration = 1_h;
};
void describe(Describe&, CurtailmentEvent&);

struct CurtailmentProgramme {
  std::string name;
  std::optional<ActivePower> level;     ///< the import must not exceed this, or
  std::optional<Fraction> reduction;    ///< what it must be below the hour before the notice
  Duration notice = 1_h, longest = 4_h;
  Duration hours_per_year = Duration::from_si(40 * 3600.0);
  ActivePower promised{};               ///< what the payment is counted on
  PowerPrice payment{};                 ///< for each year
  EnergyPrice penalty{};
  CallSource called = CallSource::dated;
  std::vector<CurtailmentEvent> events; ///< dated
  CalendarWindow window;                ///< random
};
void describe(Describe&, CurtailmentProgramme&);

struct CurtailmentCall {
  double notice = 0, from = 0, until = 0;  ///< POSIX seconds
  bool operator==(const CurtailmentCall&) const = default;
};

/// How long before its notice the import is looked at, from which a `reduction` is counted.
inline constexpr double baseline_s = 3600;

/// Calls of a programme that overlap the horizon, by their starts. Dates without a zone are in `date_zone`, hours of the
/// window in `site_zone`. Random calls depend on seed, `stream` and year alone; programmes with the same stream share them
/// as far as their rules agree.
std::vector<CurtailmentCall> curtailment_calls(const CurtailmentProgramme&, double start_unix_s, double end_unix_s, const TimeZone& date_zone,
                                               const TimeZone& site_zone, std::uint64_t seed, const std::string& stream);

/// Hours that random calls of a year can use at most: one call a day of the window.
double most_random_hours(const CurtailmentProgramme&, int year);

}  // namespace netsuden
