// SPDX-License-Identifier: Apache-2.0
#include "sim/power/tap_changer.hpp"

#include <algorithm>
#include <cmath>

#include "sim/power/timing.hpp"

namespace netsuden {
namespace {

/// +1: the voltage is to rise, -1: to fall, 0: it is good, or there is no step left.
int direction(const TapChangerParams& p, const TapChangerState& s, double output) {
  if (!p.on_load || !(output > 0)) return 0;
  const double miss = p.target - output;
  if (std::abs(miss) <= p.band.value()) return 0;
  const int way = miss > 0 ? 1 : -1;
  return std::abs(s.position + way) <= p.steps ? way : 0;
}

}  // namespace

void describe(Describe& d, TapChangerParams& p) {
  d.boolean("on_load", p.on_load, {.text = "Moves under load by itself; otherwise it stays where it is.", .source = "assumption"});
  d.fraction("step", p.step, {.unit = "%", .range = {0.001, 0.1, "0.5 to 5 % are built"}, .text = "What a step adds to the voltage.", .source = "pandapower standard types of 25 to 63 MVA"});
  d.integer("steps", p.steps, {.range = {0, 40, "to either side"}, .text = "Steps to either side of the main position.", .source = "pandapower standard types of 25 to 63 MVA"});
  d.integer("position", p.position, {.range = {-40, 40, "within the steps"}, .text = "Position, of an on-load changer the first (0: where the first load puts it); positive raises the output.", .source = "assumption"});
  d.plain("target", p.target, {.range = {0.8, 1.2, "near nominal"}, .text = "Output voltage that it holds, as a share of nominal.", .source = "assumption"});
  d.fraction("band", p.band, {.unit = "%", .range = {0.001, 0.1, "wider than half a step"}, .text = "Deviation from the target that it tolerates.", .source = "assumption"});
  d.quantity("delay", p.delay, {.unit = "s", .range = {1, 3600, "seconds to minutes"}, .text = "Time outside the band before each step.", .source = "assumption: usual settings 30 to 120 s"});
}

double tapped(const TapChangerParams& p, const TapChangerState& s, double input) { return input * (1 + s.position * p.step.value()); }

TapChangerState advance_tap_changer(const TapChangerParams& p, TapChangerState s, double output, Duration dt) {
  const int way = direction(p, s, output);
  if (way == 0) return {s.position, Duration{}};
  s.outside = s.outside + dt;
  return expired(s.outside, p.delay) ? TapChangerState{s.position + way, Duration{}} : s;
}

Duration next_tap_event(const TapChangerParams& p, const TapChangerState& s, double output) {
  return direction(p, s, output) == 0 ? never : Duration::from_si(remaining_s(s.outside, p.delay));
}

TapChangerState settled_tap_changer(const TapChangerParams& p, TapChangerState s, double output) {
  const double input = output / (1 + s.position * p.step.value());
  while (const int way = direction(p, s, input * (1 + s.position * p.step.value()))) s.position += way;
  return {s.position, Duration{}};
}

}  // namespace netsuden
