// SPDX-License-Identifier: Apache-2.0
#include "sim/control/valve_loop.hpp"

#include <algorithm>
#include <cmath>

namespace netsuden {
namespace {
constexpr double settled_k = 0.02;
PiParams pi(const ValveLoopParams& p) { return {1 / p.band.si(), p.integral, p.integral / 2, 0, 1}; }
}  // namespace

void describe(Describe& d, ValveLoopParams& p) {
  d.quantity("band", p.band, {.unit = "K", .range = {1, 200, "proportional bands of air handlers"}, .text = "Proportional band: the deviation of the supply air that moves the valves by their whole stroke.", .source = "assumption"});
  d.quantity("integral_time", p.integral, {.unit = "s", .range = {5, 7200, "seconds to hours"}, .text = "Integral time.", .source = "assumption"});
  d.quantity("sensor", p.sensor, {.unit = "s", .range = {1, 600, "duct sensors and coils"}, .text = "Time constant of the supply air sensor and the coil.", .source = "assumption"});
}

Duration longest_followed(const ValveLoopParams& p, double gain_k) { return p.sensor / (1 + std::max(0.0, gain_k) / p.band.si()); }

ValveLoop advance_valve(const ValveLoopParams& p, const ValveLoop& before, Temperature supply, Temperature set_point, Duration dt) {
  ValveLoop s = before;
  s.measured = supply + (before.measured - supply) * std::exp(-dt / p.sensor);
  const double error = (s.measured - set_point).si();
  s.pi = advance_pi(pi(p), before.pi, error, dt);
  s.valve = pi_output(pi(p), s.pi, error);
  return s;
}

ValveLoop valve_at(const ValveLoopParams& p, double valve, Temperature supply, Temperature set_point) {
  return {start_pi(pi(p), (supply - set_point).si(), valve), std::clamp(valve, 0.0, 1.0), supply, true};
}

bool moves(const ValveLoop& s, Temperature set_point) {
  const double error = (s.measured - set_point).si();
  return s.started && ((error > settled_k && s.valve < 1) || (error < -settled_k && s.valve > 0));
}

}  // namespace netsuden
