// SPDX-License-Identifier: Apache-2.0
#include "sim/cooling/pump_motion.hpp"

#include <algorithm>
#include <cmath>

namespace netsuden {

PumpSpeed coast(double r, double tau, double dt) {
  if (!(r > pump_stands)) return {};
  const double until = tau * (1 / pump_stands - 1 / r), moves = std::min(dt, until);
  if (!(dt > 0)) return {r, r};
  return {dt < until ? r / (1 + r * dt / tau) : 0, tau * std::log1p(r * moves / tau) / dt};
}

PumpSpeed drive(double r, double asked, double run_up, double dt) {
  if (!(dt > 0)) return {r, r};
  const double moves = std::min(dt, std::abs(asked - r) * run_up), end = moves < dt ? asked : r + (asked > r ? dt : -dt) / run_up;
  return {end, (0.5 * (r + end) * moves + asked * (dt - moves)) / dt};
}

}  // namespace netsuden
