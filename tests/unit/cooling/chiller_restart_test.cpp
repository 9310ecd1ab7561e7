// SPDX-License-Identifier: Apache-2.0
#include "sim/cooling/chiller_restart.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using namespace netsuden;

namespace {

const ChillerRestartParams usual;

ChillerRestart after(ChillerRestart s, double dark_s, double powered_s, const ChillerRestartParams& p = usual) {
  s = advance_restart(p, s, false, Duration::from_si(dark_s));
  return advance_restart(p, s, true, Duration::from_si(powered_s));
}

double share(const ChillerRestart& s, const ChillerRestartParams& p = usual) { return chiller_share(p, s).value(); }

}  // namespace

TEST_CASE("chiller restart: after a short break the timer from stop to start counts, after a long one the boot") {
  const ChillerRestart stopped = stop_chiller(usual, {}, 0);
  CHECK(share(stopped) == 0);
  CHECK(time_to_start(usual, after(stopped, 10, 0)).si() == Approx(170));
  CHECK(time_to_start(usual, after(stopped, 10, 100)).si() == Approx(70));
  CHECK(time_to_start(usual, after(stopped, 720, 0)).si() == Approx(45));  // 30 to 60 s after power returns
  CHECK(time_to_start(usual, after(stopped, 720, 45)).si() == 0);
  CHECK(share(after(stopped, 720, 44)) == 0);
  CHECK(share(after(stopped, 720, 45)) == Approx(0.15));
  CHECK(share(after(stopped, 720, 45 + 90)) == Approx(0.15 + 0.85 / 2));
  CHECK(share(after(stopped, 720, 45 + 180)) == 1);
  CHECK_FALSE(after(stopped, 720, 45 + 180).holds);
  CHECK(after(stopped, 720, 45 + 179).holds);
}

TEST_CASE("chiller restart: one after the other, each by the place it has") {
  for (int place = 0; place < 4; ++place) {
    const ChillerRestart s = after(stop_chiller(usual, {}, place), 720, 1);
    CHECK(time_to_start(usual, s).si() == Approx(44 + 30 * place));
    CHECK(next_restart_event(usual, s).si() == Approx(44 + 30 * place));
    // Seen ahead from the middle of a step, as a step sees it.
    CHECK(chiller_share(usual, s, Duration::from_si(44 + 30 * place + 18)).value() == Approx(0.15 + 0.85 * 0.1));
  }
}

TEST_CASE("chiller restart: a second loss of power while it waits starts the boot anew and not the timer, and while it runs both") {
  const ChillerRestart waits = after(stop_chiller(usual, {}, 0), 10, 100);
  const ChillerRestart again = advance_restart(usual, stop_chiller(usual, waits, 0), false, 5_s);
  CHECK(time_to_start(usual, again).si() == Approx(65));  // 180 - 115
  const ChillerRestart loads = after(stop_chiller(usual, {}, 0), 720, 100);
  CHECK(share(loads) > 0.15);
  CHECK(time_to_start(usual, stop_chiller(usual, loads, 0)).si() == Approx(180));
  // In the dark it may be told to stop in every step.
  ChillerRestart dark = stop_chiller(usual, {}, 0);
  for (int i = 0; i < 100; ++i) dark = stop_chiller(usual, advance_restart(usual, dark, false, 10_s), 0);
  CHECK(time_to_start(usual, dark).si() == Approx(45));
}

TEST_CASE("chiller restart: without any delay it is back at once, and at rest nothing happens") {
  ChillerRestartParams none = usual;
  none.stop_to_start = none.boot = none.sequence = none.loading = Duration{};
  const ChillerRestart s = advance_restart(none, stop_chiller(none, {}, 3), true, Duration::from_si(0.01));
  CHECK_FALSE(s.holds);
  CHECK(std::isinf(next_restart_event(usual, {}).si()));
  CHECK(share({}) == 1);
}
