// SPDX-License-Identifier: Apache-2.0
// What a fork changes, as events of its scenario.
#pragma once

#include <string>
#include <vector>

#include "io/scenario/document.hpp"
#include "sim/base/calendar.hpp"

namespace netsuden::app {

/// "--at", "--for" and the rest as they were given.
struct ForkDates {
  double at_s = 0, until_s = 0;  ///< from the start of the horizon
};

/// What the command line says of when, with mistakes in the diagnostics. `duration` "": to the end of the horizon.
ForkDates fork_dates(const std::string& at, const std::string& duration, UnixSeconds start, UnixSeconds end, const TimeZone&, Diagnostics&);
/// Seconds of an option; `otherwise` where it is empty.
double seconds_of(const std::string& option, const std::string& text, double otherwise, Diagnostics&);
/// "PATH=VALUE" and "{trip: sites.x.cooling.y, for: 30 min}" as events, `at` where they name no date.
std::vector<DocNode> fork_events(const std::string& at, const ForkDates&, const std::vector<std::string>& set, const std::vector<std::string>& events, UnixSeconds start, const TimeZone&, Diagnostics&);

}  // namespace netsuden::app
