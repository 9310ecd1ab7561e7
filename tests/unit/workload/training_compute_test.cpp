// SPDX-License-Identifier: Apache-2.0
#include "sim/workload/training_compute.hpp"

#include <catch2/catch.hpp>

using namespace netsuden;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

TEST_CASE("Training arithmetic of horizon reference, section 5") {
  // 90 days, MFU 0.40, goodput 1, GB200: 132 kW a rack of 72, PUE 1.25.
  struct Case {
    double flop, peak, gpus, whole, racks, it_mw, facility_mw;
  };
  for (const Case& c : {Case{1e25, 2.5e15, 1286.0, 1287, 18, 2.376, 2.970}, Case{1e26, 2.5e15, 12860.1, 12861, 179, 23.628, 29.535}, Case{1e27, 2.5e15, 128600.8, 128601, 1787, 235.884, 294.855},
                        Case{1e25, 5e15, 643.0, 644, 9, 1.188, 1.485}, Case{1e26, 5e15, 6430.04, 6431, 90, 11.880, 14.850}, Case{1e27, 5e15, 64300.4, 64301, 894, 118.008, 147.510}}) {
    const double n = accelerators_for(Compute::from_si(c.flop), ComputeRate::from_si(c.peak), Fraction(0.4), 90_d);
    CHECK_THAT(n, WithinAbs(c.gpus, 0.06));
    const TrainingSite s = site_for(n, 72, 132_kW, 1.25);
    CHECK(s.accelerators == c.whole);
    CHECK(s.racks == c.racks);
    CHECK_THAT(s.it.si() / 1e6, WithinAbs(c.it_mw, 1e-9));
    CHECK_THAT(s.facility.si() / 1e6, WithinAbs(c.facility_mw, 1e-9));
    CHECK_THAT(training_compute(n, ComputeRate::from_si(c.peak), Fraction(0.4), 90_d).si(), WithinRel(c.flop, 1e-12));
  }
  // H100: 0.9895 PFLOP/s, 10.2 kW for eight.
  const double h100 = accelerators_for(Compute::from_si(1e26), ComputeRate::from_si(0.9895e15), Fraction(0.4), 90_d);
  CHECK_THAT(h100, WithinAbs(32491, 1));
  CHECK_THAT(h100 / 8 * 10.2e-3, WithinAbs(41.4, 0.05));
  // Goodput 0.90; MFU 0.30.
  const TrainingSite less = site_for(accelerators_for(Compute::from_si(1e26), ComputeRate::from_si(2.5e15), Fraction(0.4), 90_d, Fraction(0.9)), 72, 132_kW, 1.25);
  CHECK(less.accelerators == 14289);
  CHECK(less.racks == 199);
  CHECK_THAT(less.it.si() / 1e6, WithinAbs(26.268, 1e-9));
  const TrainingSite slow = site_for(accelerators_for(Compute::from_si(1e26), ComputeRate::from_si(2.5e15), Fraction(0.3), 90_d), 72, 132_kW, 1.25);
  CHECK(slow.accelerators == 17147);
  CHECK(slow.racks == 239);
  // Reverse: 10,872 of GB200 take 106.5 days.
  CHECK_THAT(training_time(Compute::from_si(1e26), 10872, ComputeRate::from_si(2.5e15), Fraction(0.4)).si() / 86400, WithinAbs(106.5, 0.05));
  // Llama 3 405B on 15.6 trillion tokens: 3.8e25 FLOP as its report says.
  CHECK_THAT(training_flop(405e9, 15.6e12).si(), WithinRel(3.8e25, 0.005));
}
