// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <cmath>

#include "sim/power/rack_feed.hpp"

using namespace netsuden;

TEST_CASE("rack feed: a cord of 60 A at 415 V may have 48 A for ever") {
  RackFeedParams p;
  p.current = Current::from_si(60);
  p.power_factor = 1;
  // NEC 210.20(A): a continuous load of 48 A wants a device of 1.25 x 48 = 60 A; sqrt(3) x 415 V x 48 A.
  CHECK(cord_power(p).si() == Approx(std::sqrt(3.0) * 415 * 48).epsilon(1e-12));
  CHECK(cord_power(p).si() == Approx(34502).epsilon(1e-4));  // 34.5 kW, as makers of 415 V 60 A rack PDUs state
  p.power_factor = 0.95;
  CHECK(cord_power(p).si() == Approx(0.95 * 34502).epsilon(1e-4));
  p.system = CableSystem::direct_current;
  p.voltage = Voltage::from_si(800);
  CHECK(cord_power(p).si() == Approx(800 * 48).epsilon(1e-12));
  p.rating = ActivePower::from_si(60e3);
  CHECK(cord_power(p).si() == Approx(48e3).epsilon(1e-12));
}

TEST_CASE("rack feed: with one side dark each live cord has twice its part, and the firm count says so before") {
  RackFeedParams p;
  CHECK(live_cords(p, 2, 2) == 2);
  CHECK(firm_cords(p, 2, 2) == 1);
  CHECK(live_cords(p, 2, 1) == 1);
  CHECK(firm_cords(p, 2, 1) == 1);
  CHECK(live_cords(p, 2, 0) == 0);
  p.count = 8;  // four a side
  CHECK(live_cords(p, 2, 1) == 4);
  CHECK(firm_cords(p, 2, 2) == 4);
  p.count = 3;  // three sides of one cord
  CHECK(firm_cords(p, 3, 3) == 2);
  CHECK(firm_cords(p, 1, 1) == 2);  // one side: a cord by itself
  p.count = 1;
  CHECK(firm_cords(p, 1, 1) == 1);
}
