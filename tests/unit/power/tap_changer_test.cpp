// SPDX-License-Identifier: Apache-2.0
#include "sim/power/tap_changer.hpp"

#include <catch2/catch.hpp>

#include "sim/power/timing.hpp"
#include "tests/unit/described.hpp"

using namespace netsuden;

TEST_CASE("tap changer: one step after the delay outside the band, none within it, none beyond the last") {
  const TapChangerParams p;  // 1.5 % steps, band 1.25 %, 30 s
  TapChangerState s;
  CHECK(next_tap_event(p, s, 0.99) == never);
  CHECK(next_tap_event(p, s, 0.98) == 30_s);
  s = advance_tap_changer(p, s, 0.98, 20_s);
  CHECK(s.position == 0);
  CHECK(next_tap_event(p, s, 0.98).si() == Approx(10));
  s = advance_tap_changer(p, s, 0.99, 1_s);  // back in the band: the time counts anew
  CHECK(next_tap_event(p, s, 0.98) == 30_s);
  s = advance_tap_changer(p, s, 0.98, 30_s);
  CHECK(s.position == 1);
  CHECK(tapped(p, s, 1) == Approx(1.015));
  s = advance_tap_changer(p, s, 1.02, 30_s);
  CHECK(s.position == 0);
  s.position = 9;
  CHECK(next_tap_event(p, s, 0.8) == never);
  CHECK(next_tap_event(p, s, 1.1) == 30_s);
  CHECK(next_tap_event(p, s, 0) == never);  // dark
}

TEST_CASE("tap changer: without a drive it stays") {
  TapChangerParams p;
  p.on_load = false;
  CHECK(next_tap_event(p, {-2, {}}, 0.8) == never);
  CHECK(advance_tap_changer(p, {-2, {}}, 0.8, 3600_s).position == -2);
  CHECK(settled_tap_changer(p, {-2, {}}, 0.8).position == -2);
}

TEST_CASE("tap changer: it begins where all its steps would have brought it") {
  const TapChangerParams p;
  for (const double input : {0.89, 0.93, 0.99, 1.0, 1.04, 1.12}) {
    INFO(input);
    const TapChangerState s = settled_tap_changer(p, {}, input);
    CHECK(tapped(p, s, input) == Approx(1).margin(0.0125));
    CHECK(next_tap_event(p, s, tapped(p, s, input)) == never);
  }
  CHECK(settled_tap_changer(p, {}, 0.5).position == 9);
}

TEST_CASE("tap changer: its parameters are described") { CHECK(described<TapChangerParams>() == 7); }
