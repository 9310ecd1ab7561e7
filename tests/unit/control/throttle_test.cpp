// SPDX-License-Identifier: Apache-2.0
#include "sim/control/throttle.hpp"

#include <catch2/catch.hpp>

using namespace netsuden;

TEST_CASE("thermal throttle is 1 below the start, the floor above the full temperature, linear between") {
  CHECK(thermal_clock(20_degC, 32_degC, 35_degC, 0.5) == 1.0);
  CHECK(thermal_clock(32_degC, 32_degC, 35_degC, 0.5) == 1.0);
  CHECK(thermal_clock(Temperature::celsius(33.5), 32_degC, 35_degC, 0.5) == Approx(0.75).epsilon(1e-12));
  CHECK(thermal_clock(35_degC, 32_degC, 35_degC, 0.5) == Approx(0.5).epsilon(1e-12));
  CHECK(thermal_clock(60_degC, 32_degC, 35_degC, 0.5) == Approx(0.5).epsilon(1e-12));
}

TEST_CASE("power cap reaches a load below the limit and does not hunt when the load follows the clock") {
  // A plant whose load is 30 % fixed and 70 % proportional to the clock, cap at 80 %.
  double clock = 1;
  double lowest = 1, highest_after = 0;
  for (int i = 0; i < 200; ++i) {
    const double load = 30 + 70 * clock;
    clock = capped_clock(clock, ActivePower::from_si(load), ActivePower::from_si(80), 0.3);
    lowest = std::min(lowest, clock);
    if (i > 50) highest_after = std::max(highest_after, 30 + 70 * clock);
  }
  CHECK(30 + 70 * clock <= 80);
  CHECK(highest_after <= 80 + 70 * 0.05);  // at most one level above the limit between two decisions
  CHECK(lowest >= 0.3);
}

TEST_CASE("power cap never goes below its floor nor above full clock") {
  CHECK(capped_clock(0.4, 100_MW, 10_MW, 0.35) == Approx(0.35));
  CHECK(capped_clock(0.98, 1_MW, 10_MW, 0.35) == Approx(1.0));
}

TEST_CASE("A thermal clock falls at once, rises only where half a kelvin more would allow it, and stays in between") {
  const auto next = [](double clock, double inlet_c) { return next_thermal_clock(clock, Temperature::celsius(inlet_c), 32_degC, 35_degC, 0.4); };  // 0.2 a kelvin
  CHECK(next(1.0, 31.9) == 1.0);
  CHECK(next(1.0, 32.5) == Approx(0.9));
  CHECK(next(0.9, 32.2) == Approx(0.9));
  CHECK(next(0.9, 31.9) == Approx(0.92));
  CHECK(next(0.9, 31.5) == 1.0);
  CHECK(next(0.4, 33.0) == Approx(0.7));
  CHECK(next(0.9, 40.0) == Approx(0.4));
}
