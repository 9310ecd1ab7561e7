// SPDX-License-Identifier: Apache-2.0
#include "sim/control/throttle.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

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

TEST_CASE("a clock by cases goes down by the law, and up only where it can stay") {
  const auto next = [](double clock, double now_c, double steady_c, double supply_c = 40) {
    return next_case_clock(clock, Temperature::celsius(now_c), Temperature::celsius(steady_c), Temperature::celsius(supply_c), 80_degC, 90_degC, 0.5);
  };
  CHECK(next(1, 79.9, 85) == 1);
  CHECK(next(1, 84, 85) == Approx(0.8));
  CHECK(next(0.6, 84, 85) == Approx(0.6));  // not down from below
  CHECK(next(0.9, 95, 95) == 0.5);
  // At 0.95 it comes to 77 degC, at full clock to 40 + 37 (1/0.95)^3 = 83.2: it stays.
  CHECK(next(0.95, 77, 77) == 0.95);
  // 40 + 30 (1/0.95)^3 = 75: up.
  CHECK(next(0.95, 70, 70) == 1);
  CHECK(next(0.5, 60, 60) == Approx(0.55));  // a level at a time
  CHECK(next(0.9, 70, 1e9) == 0.9);          // coolant that stands
  CHECK(next(0.9, 70, std::numeric_limits<double>::infinity()) == 0.9);
  // A plant behind it, stepped at twice its time constant, does not hunt.
  double clock = 1, t = 70;
  int changes = 0;
  for (int i = 0; i < 500; ++i) {
    const double steady = 40 + 44 * clock * clock * clock;
    t = steady + (t - steady) * std::exp(-2.0);
    const double to = next(clock, t, steady), level = std::floor(to * 20 + 1e-9) / 20;
    changes += level != clock && i > 20 ? 1 : 0;
    clock = level;
  }
  CHECK(changes == 0);
  CHECK(t < 80);
}
