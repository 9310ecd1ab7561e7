// SPDX-License-Identifier: Apache-2.0
// A chiller after a loss of its power: it waits, starts, and takes its load.
//
//   stops    where its board is dark, or gives less than `undervoltage`, for longer than `hold`; a break of just `hold` is borne
//   starts   at max(stop + stop_to_start, power back + boot) + place * sequence, place: how many of its plant start before it
//   takes    from `start_load` of its capacity, rising straight to all of it within `loading`
//
// Source: physics reference 5.1, staging and restart (timer of a magnetic-bearing machine 3 min by default, 3 to 15; quick-restart
// machines start 30 to 60 s after power returns and carry full load 2 to 5 min later; standard ones 5 to 15 and 10 to 20 min).
// Range: steps of a minute or less follow it. Left out: start-to-start timers, the power of the start, machines that fail to start.
// Verified by tests/unit/cooling/chiller_restart_test.cpp, tests/invariants/chiller_restart_test.cpp.
#pragma once

#include "sim/base/describe.hpp"
#include "sim/base/units.hpp"

namespace netsuden {

struct ChillerRestartParams {
  Duration stop_to_start = 3_min, boot = 45_s, sequence = 30_s, loading = 3_min;
  Fraction start_load{0.15}, undervoltage{0.7};
  Duration hold = Duration::from_si(0.05);
};
void describe(Describe&, ChillerRestartParams&);

/// At rest a machine runs, or may run at once.
struct ChillerRestart {
  bool holds = false;      ///< it has stopped, and does not yet carry what it can
  int place = 0;
  Duration since_stop{}, since_power{};
};

/// One that is called while it stands ready, or comes back from a repair: it boots, starts and loads.
ChillerRestart call_chiller(const ChillerRestartParams&);
/// A stop; one that waits already goes on waiting.
ChillerRestart stop_chiller(const ChillerRestartParams&, const ChillerRestart&, int place);
/// How long until it starts, with power; zero once it has.
Duration time_to_start(const ChillerRestartParams&, const ChillerRestart&);
/// What it can take `ahead` of now, share of its capacity.
Fraction chiller_share(const ChillerRestartParams&, const ChillerRestart&, Duration ahead = {});
/// Until the next instant at which that turns, with power; infinite at rest. Within the rise: a tenth of it.
Duration next_restart_event(const ChillerRestartParams&, const ChillerRestart&);
ChillerRestart advance_restart(const ChillerRestartParams&, const ChillerRestart&, bool powered, Duration);

}  // namespace netsuden
