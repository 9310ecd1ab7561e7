// SPDX-License-Identifier: Apache-2.0
// How the state machines of the electrical chain (UPS, generating set, transfer switch) keep time without a clock.
//
// A machine holds elapsed times in its state, says when its next event is if the inputs stay, and is walked from event
// to event inside a step. A step may thus be split anywhere, or end at every event as a discrete-event clock does, and
// gives the same: to rounding for quantities, exactly for modes, because dates closer than `same_instant_s` are one.
// Verified by the tests "... in one step or in a thousand" of tests/unit/power.
#pragma once

#include <algorithm>
#include <limits>
#include <string>

#include "sim/base/errors.hpp"
#include "sim/base/units.hpp"

namespace netsuden {

inline constexpr double never_s = std::numeric_limits<double>::infinity();
inline constexpr Duration never = Duration::from_si(never_s);
/// Sums of a thousand short steps miss a date by about 1e-13 of it: a timer that has less than this to go has expired.
inline constexpr double same_instant_s = 1e-9;

inline bool expired(Duration elapsed, Duration limit) { return elapsed.si() >= limit.si() - same_instant_s; }
/// What is left of a timer; 0 where it has expired.
inline double remaining_s(Duration elapsed, Duration limit) {
  return expired(elapsed, limit) ? 0 : limit.si() - elapsed.si();
}

/// settle(): takes all transitions due now. next_s(): seconds to the next event with these inputs, > 0 once settled.
/// integrate(h): advances by h seconds within which nothing happens.
template <class Settle, class Next, class Integrate>
void walk_machine(const char* machine, Duration dt, Settle settle, Next next_s, Integrate integrate) {
  settle();
  double left = dt.si();
  for (int events = 0; left > 0; ++events) {
    NETSUDEN_ASSERT(events < 100000, std::string(machine) + ": more than 100000 events in one step");
    const double h = std::min(left, next_s());
    integrate(h);
    left -= h;
    settle();
  }
}

}  // namespace netsuden
