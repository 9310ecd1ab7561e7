// SPDX-License-Identifier: Apache-2.0
// Server fans and leakage over the inlet temperature: by hand from the affinity law.
#include <catch2/catch.hpp>

#include "sim/workload/inlet_power.hpp"

using namespace netsuden;

TEST_CASE("inlet power: fans follow the inlet between their speeds, power with the cube") {
  InletPowerParams p;  // 40 % at 20 degC, 100 % at 35 degC: 4 % a kelvin, 56 % at 24 degC
  p.leakage_per_10k = Fraction(0.0);
  CHECK(server_fan_speed(p, 10_degC) == Approx(0.4));
  CHECK(server_fan_speed(p, 24_degC) == Approx(0.56));
  CHECK(server_fan_speed(p, 27.5_degC) == Approx(0.7));
  CHECK(server_fan_speed(p, 50_degC) == Approx(1.0));
  const ActivePower it = ActivePower::from_si(1e5);
  CHECK(inlet_power(p, 10, it, 24_degC).si() == Approx(0).margin(1e-9));
  CHECK(inlet_power(p, 10, it, 35_degC).si() == Approx(8000 * (1 - 0.56 * 0.56 * 0.56)));
  CHECK(inlet_power(p, 10, it, 10_degC).si() == Approx(8000 * (0.064 - 0.56 * 0.56 * 0.56)));
  p.full_at = p.slow_at;  // a step
  CHECK(server_fan_speed(p, 19_degC) == Approx(0.4));
  CHECK(server_fan_speed(p, 21_degC) == Approx(1.0));
}

TEST_CASE("inlet power: leakage is in proportion to the power and the inlet, and takes no more than there is") {
  InletPowerParams p;
  p.fans = ActivePower{};
  const ActivePower it = ActivePower::from_si(1e5);
  CHECK(inlet_power(p, 10, it, 34_degC).si() == Approx(5000));
  CHECK(inlet_power(p, 10, it, 14_degC).si() == Approx(-5000));
  p.fans = ActivePower::from_si(1e6);
  CHECK(inlet_power(p, 10, ActivePower::from_si(1e3), 10_degC).si() == Approx(-1e3));
}
