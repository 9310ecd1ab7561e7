// SPDX-License-Identifier: Apache-2.0
// Set-points by hand.
#include "sim/control/reset.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "sim/control/valve_loop.hpp"

using namespace netsuden;

TEST_CASE("reset: a straight line between two points, and their values beyond") {
  const auto at = [](double outdoor) { return linear_reset(outdoor, 15, 27, 22_degC, 18_degC).c(); };
  CHECK(at(-10) == Approx(22));
  CHECK(at(15) == Approx(22));
  CHECK(at(21) == Approx(20));   // half way
  CHECK(at(24) == Approx(19));   // 22 - 4 x 9 / 12
  CHECK(at(27) == Approx(18));
  CHECK(at(40) == Approx(18));
  // ASHRAE 90.1-2019 G3.1.3.9: 44 degF at 80 degF and above, 54 degF at 60 degF and below, ramped linearly between; at 70 degF 49 degF.
  const auto f = [](double deg_f) { return Temperature::celsius((deg_f - 32) / 1.8); };
  CHECK(linear_reset(f(70).k(), f(60).k(), f(80).k(), f(54), f(44)).k() == Approx(f(49).k()));
}

TEST_CASE("reset: condenser water follows the wet bulb between its limits") {
  const CondenserResetParams p{4_K, 16_degC, 30_degC};
  CHECK(reset(p, 5_degC).c() == Approx(16));
  CHECK(reset(p, 12_degC).c() == Approx(16));
  CHECK(reset(p, 20_degC).c() == Approx(24));
  CHECK(reset(p, 28_degC).c() == Approx(30));
}

TEST_CASE("reset: trim and respond goes as Guideline 36 has it") {
  // Each time + trim; with requests also - respond for each, at most `most`: 0.1 K, 0.15 K and 0.6 K.
  const TrimRespond p{TemperatureDiff::from_si(0.1), TemperatureDiff::from_si(0.15), TemperatureDiff::from_si(0.6), 18_degC, 27_degC};
  const auto next = [&](double t, int requests) { return trim_and_respond(p, Temperature::celsius(t), requests).c(); };
  CHECK(next(24, 0) == Approx(24.1));
  CHECK(next(24, 1) == Approx(23.95));
  CHECK(next(24, 3) == Approx(23.65));
  CHECK(next(24, 9) == Approx(23.5));
  CHECK(next(26.95, 0) == Approx(27));
  CHECK(next(18.2, 9) == Approx(18));
  CHECK(next(10, 0) == Approx(18));
  CHECK(inlet_requests(27_degC, 27_degC) == 0);
  CHECK(inlet_requests(Temperature::celsius(27.5), 27_degC) == 1);
  CHECK(inlet_requests(Temperature::celsius(28.5), 27_degC) == 2);
  CHECK(inlet_requests(Temperature::celsius(32), 27_degC) == 3);
}

TEST_CASE("reset: one decision an interval, one a step that is longer") {
  Duration since{};
  int decisions = 0;
  for (int k = 0; k < 600; ++k) decisions += interval_over(since += 1_s, 2_min) ? 1 : 0;
  CHECK(decisions == 5);
  decisions = 0;
  for (int k = 0; k < 4; ++k) decisions += interval_over(since += 5_min, 2_min) ? 1 : 0;
  CHECK(decisions == 4);
}

TEST_CASE("valve loop: it settles on the valve that holds the set-point, with steps as long as it is followed, and rests there") {
  // A coil that cools by 15 K with its valves open, from a return of 36 degC: 24 degC takes 0.8.
  for (const double gain : {3.0, 15.0, 60.0, 400.0}) {
    const ValveLoopParams p;
    const double hold = 12.0 / std::max(gain, 12.0), dt = longest_followed(p, gain).si();
    const Temperature back = 36_degC, set = gain < 12 ? back - TemperatureDiff::from_si(gain / 2) : 24_degC;
    const double wanted = (back - set).si() / gain;
    ValveLoop v = valve_at(p, 0, back, set);
    double highest = 0;
    for (double t = 0; t < 6 * 3600; t += dt) {
      v = advance_valve(p, v, back - TemperatureDiff::from_si(gain * v.valve), set, Duration::from_si(dt));
      highest = std::max(highest, v.valve);
    }
    INFO("gain " << gain << " K, steps of " << dt << " s, " << hold);
    CHECK(v.valve == Approx(wanted).margin(1e-4));
    CHECK_FALSE(moves(v, set));
    CHECK(highest <= 1);
    const ValveLoop rest = advance_valve(p, valve_at(p, wanted, set, set), set, set, 1_h);
    CHECK(rest.valve == Approx(wanted).margin(1e-9));
  }
}
