// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <cmath>

#include "sim/cooling/fan.hpp"
#include "sim/cooling/pump.hpp"

using namespace netsuden;

TEST_CASE("fan: affinity laws") {
  FanParams f;
  f.exponent = 3;
  CHECK(fan_power(f, f.rated_flow).si() == Approx(4000));
  CHECK(fan_power(f, f.rated_flow * 0.5).si() == Approx(500));           // cube
  CHECK(fan_power(f, f.rated_flow * 0.1).si() == Approx(4000 * 0.027));  // lowest speed 0.3
  CHECK(fan_power(f, MassFlow{}).si() == 0);
  f.law = FanLaw::static_pressure;
  f.static_share = Fraction(0.2);
  CHECK(fan_power_ratio(f, 0.5) == Approx(0.5 * (0.2 + 0.8 * 0.25)));
  CHECK(fan_power_ratio(f, 1) == Approx(1));
}

TEST_CASE("pump: design point, cube of the speed, constant drive") {
  PumpParams p;
  p.static_share = Fraction(0);
  CHECK(pump_rated_power(p).si() == Approx(0.05 * 250e3 / 0.65));
  CHECK(pump_power(p, p.rated_flow * 0.5).si() == Approx(0.125 * 0.05 * 250e3 / 0.65));
  p.control = PumpControl::constant;
  CHECK(pump_power_ratio(p, 0.4) == 1);
  CHECK(pump_power_ratio(p, 0) == 0);
}

TEST_CASE("ACC-LIQ-03: efficiency of the Wilo Stratos 80/1-12 from its record") {
  PumpCurve c;
  c.head_pa = PiecewiseLinear(
      {{2.778e-3, 78244}, {5.569e-3, 78055}, {9.788e-3, 70490}, {1.1348e-2, 63682}, {1.5436e-2, 30967}});
  c.power_w = PiecewiseLinear(
      {{2.778e-3, 589.0}, {5.569e-3, 792.6}, {9.788e-3, 1048.2}, {1.1348e-2, 1115.8}, {1.5436e-2, 1166.5}});
  CHECK(pump_point(c, 1.1348e-2, 1).efficiency == Approx(0.648).epsilon(0).margin(5e-4));
  // Affinity: at half speed half the flow meets a quarter of the head at an eighth of the power.
  const PumpPoint half = pump_point(c, 0.5 * 1.1348e-2, 0.5);
  CHECK(half.head_pa == Approx(63682 / 4.0));
  CHECK(half.power_w == Approx(1115.8 / 8));
  CHECK(half.efficiency == Approx(0.648).epsilon(0).margin(5e-4));
  CHECK(pump_point(c, 0.02, 1).outside);
}
