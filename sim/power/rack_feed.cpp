// SPDX-License-Identifier: Apache-2.0
#include "sim/power/rack_feed.hpp"

#include <algorithm>
#include <numbers>

namespace netsuden {

void describe(Describe& d, RackFeedParams& p) {
  d.quantity("rating", p.rating, {.unit = "kW", .range = {0.1, 1000, "a plug to a busway of its own"}, .text = "Power that a cord is rated for; or `current`.", .source = "assumption"});
  d.quantity("current", p.current, {.unit = "A", .range = {1, 5000, "a plug to a busway of its own"}, .text = "Rating of a cord's overcurrent device; or `rating`.", .source = "assumption"});
  d.quantity("voltage", p.voltage, {.unit = "V", .range = {40, 1500, "low voltage"}, .text = "Voltage at which `current` flows, line to line or between poles.", .source = "assumption"});
  d.choice("system", p.system, {{"three_phase", "Three-phase alternating current."}, {"direct_current", "Direct current, two conductors."}}, {.text = "Kind of current."});
  d.plain("power_factor", p.power_factor, {.range = {0.5, 1, "a power factor"}, .text = "Power factor of the rack; direct current has none.", .source = "assumption"});
  d.integer("count", p.count, {.range = {1, 64, "cords of one rack"}, .text = "Cords of a rack, in equal parts at the nodes of `fed_by`."});
  d.fraction("continuous", p.continuous, {.unit = "%", .range = {0.1, 1, "a share"}, .text = "Share of the rating that a lasting load may take.", .source = "NEC 210.20(A) and 645.5(A): 125 % of the load"});
}

ActivePower cord_power(const RackFeedParams& p) {
  if (p.rating) return *p.rating * p.continuous.value();
  const double phases = p.system == CableSystem::three_phase ? std::numbers::sqrt3 * p.power_factor : 1;
  return ActivePower::from_si(phases * p.voltage.si() * p.current.value_or(Current{}).si() * p.continuous.value());
}

int live_cords(const RackFeedParams& p, int sides, int live) { return p.count * live / std::max(1, sides); }

int firm_cords(const RackFeedParams& p, int sides, int live) {
  if (p.count == 1) return live_cords(p, sides, live);
  return std::min(live_cords(p, sides, live), p.count - std::max(1, sides > 1 ? p.count / sides : 1));
}

}  // namespace netsuden
