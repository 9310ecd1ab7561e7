// SPDX-License-Identifier: Apache-2.0
// What a training run takes: FLOP, accelerators, racks, time.
//
//   FLOP of a dense transformer = 6 x parameters x tokens
//   FLOP = accelerators x peak x MFU x goodput x time
//   racks = accelerators over those of a rack, rounded up; IT power = racks x power of a rack; facility power = IT power x PUE
//
// Source: horizon reference, section 5; J. Kaplan et al., arXiv 2001.08361 (6 N D). Range: MFU 0.25 to 0.45, goodput 0.85 to 0.97. Left out:
// attention's share that grows with the context, sparse models (count the active parameters).
// Verified by tests/unit/workload/training_compute_test.cpp.
#pragma once

#include "sim/base/units.hpp"

namespace netsuden {

Compute training_flop(double parameters, double tokens);
/// Accelerators, not rounded.
double accelerators_for(Compute, ComputeRate peak, Fraction mfu, Duration, Fraction goodput = Fraction(1));
Duration training_time(Compute, double accelerators, ComputeRate peak, Fraction mfu, Fraction goodput = Fraction(1));
Compute training_compute(double accelerators, ComputeRate peak, Fraction mfu, Duration, Fraction goodput = Fraction(1));

struct TrainingSite {
  double accelerators = 0, racks = 0;  ///< whole ones
  ActivePower it, facility;
};
TrainingSite site_for(double accelerators, int per_rack, ActivePower rack, double pue);

}  // namespace netsuden
