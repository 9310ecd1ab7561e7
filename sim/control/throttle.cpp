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

double next_case_clock(double clock, Temperature now, Temperature steady, Temperature supply, Temperature start, Temperature full, double floor) {
  const double down = thermal_clock(now, start, full, floor);
  if (down < clock || clock >= 1) return std::min(down, clock);
  const double next = std::min(1.0, clock + 0.05), more = next / clock;
  const Temperature then = supply + (steady - supply) * (more * more * more);
  const bool holds = thermal_clock(std::max(now, then) + thermal_clock_hysteresis, start, full, floor) >= next - 1e-9;
  return holds ? next : clock;
}

double capped_clock(double clock, ActivePower load, ActivePower allowed, double floor) {
  if (load > allowed) return std::max(floor, clock * (allowed / load) - 0.025);
  // Up only where the next level stays within the limit even if all of the load went with the cube of the clock: else it hunts.
  const double next = std::min(1.0, clock + 0.05), more = next / clock;
  if (clock < 1 && load * (more * more * more) < allowed) return next;
  return clock;
}

}  // namespace netsuden
