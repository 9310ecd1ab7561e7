// SPDX-License-Identifier: Apache-2.0
#include "sim/control/staging.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace netsuden {

void describe(Describe& d, StagingParams& p) {
  const Range minutes{0, 86400, "a day at most"};
  d.fraction("up_above", p.up_above, {.unit = "%", .range = {0.05, 1, "a share of what runs"}, .text = "One more machine starts above this load of those that run.", .source = "physics reference 5.1: 90 %"});
  d.fraction("down_below", p.down_below, {.unit = "%", .range = {0.01, 1, "below up_above, or stages would alternate"}, .text = "One stops where the others would then be loaded to this at most.", .source = "assumption"});
  d.quantity("delay", p.delay, {.unit = "min", .range = minutes, .text = "How long either must hold.", .source = "ASHRAE Guideline 36: 15 min"});
  d.quantity("urgent", p.urgent, {.unit = "min", .range = minutes, .text = "How long the set-point may be lost before one more starts.", .source = "assumption"});
  d.quantity("minimum_on", p.minimum_on, {.unit = "min", .range = minutes, .text = "Shortest time from a change to a stop.", .source = "physics reference 5.1: 15 to 30 min"});
  d.quantity("minimum_off", p.minimum_off, {.unit = "min", .range = minutes, .text = "Shortest time from a stop to the next start of the same machine.", .source = "physics reference 5.1: 10 to 20 min"});
}

namespace {

constexpr double rounding = 1e-9;  // of a load that is just carried

bool wants_up(const StagingParams& p, int n, double load) { return load > rounding && load > (p.up_above.value() + rounding) * n; }
bool wants_down(const StagingParams& p, int n, double load) { return n > 0 && (n == 1 ? load <= rounding : load <= (p.down_below.value() + rounding) * (n - 1)); }

Duration left(Duration held, Duration limit) { return std::max(Duration{}, limit - held); }
constexpr Duration never = Duration::from_si(std::numeric_limits<double>::infinity());

Duration until_up(const StagingParams& p, const Stages& s, const StagingInputs& in) {
  const int n = std::max(0, s.running);
  if (n >= in.available) return never;
  Duration t = never;
  if (wants_up(p, n, in.load)) t = n == 0 ? Duration{} : left(s.above, p.delay);
  if (in.lost && in.load > rounding) t = std::min(t, left(s.lost, p.urgent));
  if (n + 1 == in.available) t = std::max(t, left(s.since_stop, p.minimum_off));
  return t;
}

Duration until_down(const StagingParams& p, const Stages& s, const StagingInputs& in) {
  if (s.running <= 0 || in.lost || !wants_down(p, s.running, in.load)) return never;
  return std::max(left(s.below, p.delay), left(s.since_change, p.minimum_on));
}

constexpr Duration same_instant = Duration::from_si(1e-9);

}  // namespace

int settled_stages(const StagingParams& p, int running, double load, int available) {
  if (available <= 0) return 0;
  if (running < 0) return std::clamp(static_cast<int>(std::ceil(std::min(load / p.up_above.value(), 1e6) - rounding)), load > rounding ? 1 : 0, available);
  int n = std::min(running, available);
  while (n < available && wants_up(p, n, load)) ++n;
  if (n > running) return n;
  while (wants_down(p, n, load)) --n;
  return n;
}

Stages advance_stages(const StagingParams& p, const Stages& before, const StagingInputs& in, Duration dt) {
  Stages s = before;
  if (s.running < 0) s.running = settled_stages(p, -1, in.load, in.available);
  s.running = std::min(s.running, in.available);
  s.since_change += dt;
  s.since_stop += dt;
  s.above = wants_up(p, s.running, in.load) ? s.above + dt : Duration{};
  s.below = wants_down(p, s.running, in.load) ? s.below + dt : Duration{};
  s.lost = in.lost ? s.lost + dt : Duration{};
  const bool up = until_up(p, s, in) <= same_instant, down = !up && until_down(p, s, in) <= same_instant;
  if (!up && !down) return s;
  s.running += up ? 1 : -1;
  s.above = s.below = s.lost = s.since_change = Duration{};
  if (down) s.since_stop = Duration{};
  return s;
}

Duration next_stage_event(const StagingParams& p, const Stages& s, const StagingInputs& in) {
  return std::min(until_up(p, s, in), until_down(p, s, in));
}

}  // namespace netsuden
