// SPDX-License-Identifier: Apache-2.0
#include "sim/cooling/economizer.hpp"

#include <catch2/catch.hpp>

using namespace netsuden;

TEST_CASE("economizer: at its rating it cools the returning water to its approach above the outdoor water") {
  const EconomizerParams p;
  const HeatExchanger x = size_economizer(p, 4_MWt, 8_K, 5_K);
  // 26 to 18 degC against water of 16 degC: 2 K of approach, 10 K of driving difference, eps 0.8 of the chilled side.
  const EconomizerDuty d = economizer_duty(x, 9_MWt, 26_degC, x.hot_flow, 16_degC, x.cold_flow);
  CHECK(d.heat.si() == Approx(4e6).epsilon(1e-6));
  CHECK(26 - d.could.si() / (x.hot_flow.si() * x.hot_cp) == Approx(18).margin(1e-6));
  // Half of it asked for: water at 21 degC holds it alone.
  const EconomizerDuty half = economizer_duty(x, 2_MWt, 26_degC, x.hot_flow, 16_degC, x.cold_flow);
  CHECK(half.heat.si() == Approx(2e6));
  CHECK(half.could.si() == Approx(4e6).epsilon(1e-6));
  CHECK(half.holds_at.c() == Approx(21).margin(1e-6));
  CHECK(economizer_duty(x, 2_MWt, 26_degC, x.hot_flow, half.holds_at, x.cold_flow).heat.si() == Approx(2e6).epsilon(1e-9));
  // Outdoor water that is too warm takes nothing, and gives nothing.
  CHECK(economizer_duty(x, 2_MWt, 26_degC, x.hot_flow, 30_degC, x.cold_flow).heat.si() == 0);
}

TEST_CASE("economizer: it changes over by its margins and shortest times") {
  const EconomizerParams p;
  EconomizerState s;
  CHECK(economizer_starts(p, s, 26_degC, 23_degC));
  CHECK_FALSE(economizer_starts(p, s, 26_degC, 24_degC));
  s = advance_economizer(s, true, 5_min);
  CHECK(s.on);
  CHECK(s.since_change.si() == 0);
  const auto trial = [](double could_k, bool carries_all = true, bool chillers_can = false, bool held = true) { return EconomizerTrial{TemperatureDiff::from_si(could_k), carries_all, chillers_can, held}; };
  CHECK_FALSE(economizer_stops(p, s, trial(0.1)));  // not yet
  for (int i = 0; i < 4; ++i) s = advance_economizer(s, true, 5_min);
  CHECK(economizer_stops(p, s, trial(0.5)));
  CHECK_FALSE(economizer_stops(p, s, trial(0.7)));
  CHECK_FALSE(economizer_stops(p, s, trial(0.5, true, false, false)));  // while the set-point is not held
  CHECK(economizer_pays(p, trial(0.9, false)));
  CHECK_FALSE(economizer_pays(p, trial(0.8)));
  EconomizerParams alone = p;
  alone.integrated = false;
  CHECK(economizer_stops(alone, s, trial(5, false, true)));
  CHECK_FALSE(economizer_stops(alone, s, trial(5, false, false)));  // until chillers can take over
  CHECK_FALSE(economizer_stops(alone, s, trial(5, true)));
  CHECK_FALSE(economizer_pays(alone, trial(5, false)));
  s = advance_economizer(s, false, 5_min);
  CHECK_FALSE(economizer_starts(p, s, 26_degC, 10_degC));
  s = advance_economizer(s, false, 20_min);
  CHECK(economizer_starts(p, s, 26_degC, 10_degC));
}
