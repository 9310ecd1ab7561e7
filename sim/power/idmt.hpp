// SPDX-License-Identifier: Apache-2.0
// Overcurrent protection with dependent time: relay or trip unit of a breaker.
//
//   M = I / I_s;   t(M) = TMS k / (M^a - 1) + addition      1 < M, held at t(M_max) above M_max
//     standard inverse 0.14, 0.02 | very inverse 13.5, 1 | extremely inverse 80, 2 | long-time inverse 120, 1 |
//     definite time: t = delay
//   trip when   integral of dt / t(M) = 1;   no operation at or below the pick-up multiple
//   reset at or below the pick-up: at once | after a delay, held until then | along t_r = TMS tr / (1 - M^b)
//     tr, b: standard 13.5, 2 | very 47.3, 2 | extremely 80, 2 | long 120, 1 | definite time: at once
//   high-set stage (optional): I >= multiple of I_s for a delay
// Currents are held inside a step, so accumulation and times are exact.
//
// Source: IEC 60255-151:2009 (operating curves, integral 5.2); reset constants as published for the SEL relays' C1 to
// C4 curves. Range: M up to 30. Left out: current-transformer saturation, direction, harmonics, earth fault.
// Verified by tests/unit/power/idmt_test.cpp (ACC-ELEC-09, -10, -11).
#pragma once

#include <optional>

#include "sim/base/describe.hpp"
#include "sim/base/units.hpp"

namespace netsuden {


enum class IdmtCurve { standard, very, extremely, long_time, definite };
enum class IdmtReset { instant, delayed, inverse };

struct IdmtParams {
  IdmtCurve curve = IdmtCurve::standard;
  Current setting = Current::from_si(1000);
  double time_multiplier = 0.1;
  double pickup = 1.05;
  double saturation = 20;
  Duration addition{};
  Duration definite_delay = Duration::from_si(0.5);
  IdmtReset reset = IdmtReset::instant;
  Duration reset_delay = 1_s;
  std::optional<double> high_set;
  Duration high_set_delay = Duration::from_si(0.05);
};
void describe(Describe&, IdmtParams&);

struct IdmtState {
  double travel = 0;          ///< 0 at rest, 1 trips
  Duration below{}, above{};  ///< time below the pick-up; time above the high set
  bool tripped = false;
};

/// Operating time at a held current from rest; `never` below the pick-up.
Duration idmt_time(const IdmtParams&, Current);
/// Time until it trips from this state with the current held; 0 if it has.
Duration time_to_trip(const IdmtParams&, const IdmtState&, Current);
/// Time to the next change of the state's course: trip or end of reset.
Duration next_relay_event(const IdmtParams&, const IdmtState&, Current);
IdmtState advance_relay(const IdmtParams&, const IdmtState&, Current, Duration dt);
/// Closed again by hand or automatically: the travel of a tripped relay starts anew.
inline IdmtState reset_relay() { return {}; }

}  // namespace netsuden
