// SPDX-License-Identifier: Apache-2.0
#include "sim/control/pi.hpp"

#include <algorithm>
#include <cmath>

namespace netsuden {

double pi_output(const PiParams& p, const PiState& s, double error) { return std::clamp(p.gain * error + s.integral, p.low, p.high); }

PiState start_pi(const PiParams& p, double error, double output) { return {std::clamp(output, p.low, p.high) - p.gain * error}; }

PiState advance_pi(const PiParams& p, const PiState& before, double error, Duration dt) {
  const double ke = p.gain * error, slope = ke / p.integral.si(), tracking = p.tracking.si();
  double i = before.integral, left = dt.si();
  for (int piece = 0; piece < 3 && left > 0; ++piece) {  // beyond a bound, within, beyond the other
    const double v = ke + i;
    const bool high = v > p.high || (v == p.high && slope > 0), low = v < p.low || (v == p.low && slope < 0);
    if (!high && !low) {
      const double room = slope > 0 ? p.high - v : p.low - v;
      const double t = slope != 0 ? std::min(left, room / slope) : left;
      i = t < left ? (slope > 0 ? p.high : p.low) - ke : i + slope * t;
      left -= t;
      continue;
    }
    const double bound = high ? p.high : p.low, end = bound - ke + slope * tracking;  // where I goes
    const bool leaves = high ? end + ke < bound : end + ke > bound;
    const double t_out = leaves && v != bound ? tracking * std::log((i - end) / (bound - ke - end)) : INFINITY;
    const double t = std::min(left, t_out);
    i = t < left ? bound - ke : end + (i - end) * std::exp(-t / tracking);
    left -= t;
  }
  return {i};
}

}  // namespace netsuden
