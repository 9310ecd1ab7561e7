// SPDX-License-Identifier: Apache-2.0
#include "sim/workload/training_compute.hpp"

#include <cmath>

namespace netsuden {

Compute training_flop(double parameters, double tokens) { return Compute::from_si(6 * parameters * tokens); }

double accelerators_for(Compute c, ComputeRate peak, Fraction mfu, Duration t, Fraction goodput) { return c / (peak * (mfu.value() * goodput.value()) * t); }

Duration training_time(Compute c, double n, ComputeRate peak, Fraction mfu, Fraction goodput) { return c / (peak * (n * mfu.value() * goodput.value())); }

Compute training_compute(double n, ComputeRate peak, Fraction mfu, Duration t, Fraction goodput) { return peak * (n * mfu.value() * goodput.value()) * t; }

TrainingSite site_for(double n, int per_rack, ActivePower rack, double pue) {
  TrainingSite s;
  s.accelerators = std::ceil(n - 1e-9);
  s.racks = std::ceil(s.accelerators / per_rack - 1e-9);
  s.it = rack * s.racks;
  s.facility = s.it * pue;
  return s;
}

}  // namespace netsuden
