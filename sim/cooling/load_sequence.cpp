// SPDX-License-Identifier: Apache-2.0
#include "sim/cooling/load_sequence.hpp"

#include <algorithm>

namespace netsuden {

namespace {
constexpr Duration same_instant = Duration::from_si(1e-9);
}

void describe(Describe& d, LoadSequenceParams& p) {
  d.quantity("delay", p.delay, {.unit = "s", .range = {0, 3600, "up to an hour"}, .text = "From the return of power to the start of the first group."});
  d.quantity("step", p.step, {.unit = "s", .range = {0, 3600, "up to an hour"}, .text = "From the start of a group to that of the next one; 5 to 30 s are usual."});
  d.quantity("hold", p.hold, {.unit = "ms", .range = {0, 10000, "up to ten seconds"}, .text = "A break no longer than this drops no contactor out."});
}

bool SequencedLoad::runs(Duration now) const { return energized && now >= starts - same_instant; }

Duration SequencedLoad::waits(Duration now) const { return energized && !runs(now) ? starts - now : Duration::from_si(std::numeric_limits<double>::infinity()); }

Duration look(const LoadSequenceParams& p, SequencedLoad& load, bool energized, Duration now, Duration before) {
  if (!energized && load.energized) load.dark_since = now;
  const bool returns = energized && !load.energized;
  load.energized = energized;
  if (!returns || now - load.dark_since <= p.hold + same_instant) return before;
  load.starts = std::max(now + p.delay, before + p.step);
  return load.starts;
}

}  // namespace netsuden
