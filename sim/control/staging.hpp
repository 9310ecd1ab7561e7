// SPDX-License-Identifier: Apache-2.0
// How many of several equal machines run: the stages of a plant.
//
//   L      load in machines: heat to be taken over what one of them can take now
//   up     L > up_above n for `delay`, or the set-point has been lost for `urgent`: one more starts
//   down   L <= down_below (n - 1) for `delay`, and the last change is `minimum_on` ago: one stops
//   spare  where all but one run, the one that stopped stands for `minimum_off` before it starts again
//   held   where L rises above n with the step, at least one machine runs for any load
// At a load that stays there is no way back: after a stage up L > up_above n > down_below n. A step as long as `delay` or longer goes
// as many stages as it takes (`settled_stages`); within shorter ones the times run.
//
// Source: physics reference 5.1 (as few chillers as keep each at 90 %; 15 to 30 min on, 10 to 20 min off); delays of 15 min as in the
// sequences of ASHRAE Guideline 36. Range: equal machines. Left out: lead and lag by run hours, unequal sizes.
// Verified by tests/unit/control/staging_test.cpp.
#pragma once

#include "sim/base/describe.hpp"
#include "sim/base/units.hpp"

namespace netsuden {

struct StagingParams {
  Fraction up_above{0.9}, down_below{0.8};
  Duration delay = 15_min, urgent = 1_min;
  Duration minimum_on = 20_min, minimum_off = 10_min;
};
void describe(Describe&, StagingParams&);

struct Stages {
  int running = -1;  ///< unknown before the first step
  Duration above{}, below{}, lost{};        ///< for how long each has held
  Duration since_change{}, since_stop = Duration::from_si(1e9);
};

struct StagingInputs {
  double load = 0;       ///< L
  int available = 0;     ///< machines in service
  bool lost = false;     ///< the set-point is not held
};

/// Where a load comes to from `running` machines (below 0: from none that matters), each change at once.
int settled_stages(const StagingParams&, int running, double load, int available);
/// At most one change, at the end of a step of `dt` with these inputs. Fewer than are available run at once on.
Stages advance_stages(const StagingParams&, const Stages&, const StagingInputs&, Duration dt);
/// Until a change with these inputs; infinite without.
Duration next_stage_event(const StagingParams&, const Stages&, const StagingInputs&);

}  // namespace netsuden
