// SPDX-License-Identifier: Apache-2.0
// Mechanical loads after a loss of their power: contactors have dropped out, and a sequencer switches the groups on one after another, so
// that generating sets and feeders do not meet all motors at once.
//
//   group i starts at max(power back + delay, start of the group before + step)
//
// A break no longer than `hold` drops nothing out: one of just `hold` is borne, as by compressors.
// Source: physics reference 2.4, start sequence of generating sets (mechanical loads are stepped 5 to 30 s apart).
// Range: groups, not machines; chillers wait by timers of their own besides (sim/cooling/chiller_restart.hpp). Left out: starting currents.
// Verified by tests/unit/cooling/load_sequence_test.cpp, tests/invariants/load_sequence_test.cpp.
#pragma once

#include <limits>

#include "sim/base/describe.hpp"
#include "sim/base/units.hpp"

namespace netsuden {

struct LoadSequenceParams {
  Duration delay{}, step = 10_s, hold = Duration::from_si(0.1);
};
void describe(Describe&, LoadSequenceParams&);

/// A group of motors on a board. Times from the start of the run.
struct SequencedLoad {
  bool energized = true;                                               ///< its board is
  Duration dark_since{};
  Duration starts = -Duration::from_si(std::numeric_limits<double>::infinity());  ///< it may run from then on

  bool runs(Duration now) const;                                       ///< energised, and its turn has come
  Duration waits(Duration now) const;                                  ///< until its turn; infinite where it runs or is dark
};

/// Looks at its board. `before`: start of the group before it; returns its own where it was put in line, else `before`.
Duration look(const LoadSequenceParams&, SequencedLoad&, bool energized, Duration now, Duration before);

}  // namespace netsuden
