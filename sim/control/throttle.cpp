// SPDX-License-Identifier: Apache-2.0
#include "sim/control/throttle.hpp"

#include <algorithm>

namespace netsuden {

double thermal_clock(Temperature inlet, Temperature start, Temperature full, double floor) {
  const double span_k = std::max(0.1, (full - start).si());
  return 1 - (1 - floor) * std::clamp((inlet - start).si() / span_k, 0.0, 1.0);
}

double next_thermal_clock(double clock, Temperature inlet, Temperature start, Temperature full, double floor) {
  const double down = thermal_clock(inlet, start, full, floor), up = thermal_clock(inlet + thermal_clock_hysteresis, start, full, floor);
  return std::min(down, std::max(up, clock));
}

double capped_clock(double clock, ActivePower load, ActivePower allowed, double floor) {
  if (load > allowed) return std::max(floor, clock * (allowed / load) - 0.025);
  // Up only where the next level stays within the limit even if all of the load went with the cube of the clock: else it hunts.
  const double next = std::min(1.0, clock + 0.05), more = next / clock;
  if (clock < 1 && load * (more * more * more) < allowed) return next;
  return clock;
}

}  // namespace netsuden
