// SPDX-License-Identifier: Apache-2.0
#include "sim/control/throttle.hpp"

#include <algorithm>

namespace netsuden {

double thermal_clock(Temperature inlet, Temperature start, Temperature full, double floor) {
  const double span_k = std::max(0.1, (full - start).si());
  return 1 - (1 - floor) * std::clamp((inlet - start).si() / span_k, 0.0, 1.0);
}

double capped_clock(double clock, ActivePower load, ActivePower allowed, double floor) {
  if (load > allowed) return std::max(floor, clock * (allowed / load) - 0.025);
  if (clock < 1 && load < allowed * 0.97) return std::min(1.0, clock + 0.05);
  return clock;
}

}  // namespace netsuden
