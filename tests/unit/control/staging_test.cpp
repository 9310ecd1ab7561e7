// SPDX-License-Identifier: Apache-2.0
#include "sim/control/staging.hpp"

#include <catch2/catch.hpp>
#include <random>

using namespace netsuden;

namespace {

Stages run(const StagingParams& p, Stages s, const StagingInputs& in, double seconds, double dt_s) {
  for (double t = 0; t < seconds - 1e-9; t += dt_s) s = advance_stages(p, s, in, Duration::from_si(std::min(dt_s, seconds - t)));
  return s;
}

Stages at(int running) {
  Stages s;
  s.running = running;
  s.since_change = 1_h;
  return s;
}

}  // namespace

TEST_CASE("staging: one more after the delay above 90 %, one fewer after it where the rest is at 80 % or less") {
  const StagingParams p;
  CHECK(run(p, at(2), {1.79, 4, false}, 3600, 60).running == 2);  // 89.5 % of two
  CHECK(run(p, at(2), {1.81, 4, false}, 14 * 60, 60).running == 2);
  CHECK(run(p, at(2), {1.81, 4, false}, 15 * 60, 60).running == 3);
  CHECK(run(p, at(3), {1.61, 4, false}, 3600, 60).running == 3);  // two would have 80.5 %
  CHECK(run(p, at(3), {1.59, 4, false}, 14 * 60, 60).running == 3);
  CHECK(run(p, at(3), {1.59, 4, false}, 15 * 60, 60).running == 2);
  CHECK(run(p, at(1), {0.01, 4, false}, 7200, 60).running == 1);  // any load keeps one
  CHECK(run(p, at(1), {0, 4, false}, 3600, 60).running == 0);
  CHECK(run(p, at(0), {0.01, 4, false}, 1, 1).running == 1);      // and the first waits for nothing
  CHECK(run(p, at(3), {5, 3, false}, 86400, 600).running == 3);   // there are no more
  CHECK(run(p, at(3), {5, 2, false}, 1, 1).running == 2);         // one has failed
}

TEST_CASE("staging: a set-point that is lost hurries, a machine that has just stopped waits, a stage stays for its minimum") {
  const StagingParams p;
  CHECK(run(p, at(1), {1.5, 3, true}, 59, 1).running == 1);
  CHECK(run(p, at(1), {1.5, 3, true}, 60, 1).running == 2);
  CHECK(run(p, at(1), {1.5, 3, true}, 121, 1).running == 3);
  Stages s = at(2);
  s.since_stop = 4_min;  // the only one that stands
  CHECK(run(p, s, {1.5, 3, true}, 5 * 60, 1).running == 2);
  CHECK(run(p, s, {1.5, 3, true}, 6 * 60, 1).running == 3);
  s = at(2);
  s.since_change = {};
  CHECK(run(p, s, {0.1, 3, false}, 19.9 * 60, 6).running == 2);
  CHECK(run(p, s, {0.1, 3, false}, 20 * 60, 6).running == 1);
}

TEST_CASE("staging: the next event is the next change, and steps may be split anywhere") {
  const StagingParams p;
  std::mt19937_64 random(7);
  const auto uniform = [&](double a, double b) { return std::uniform_real_distribution<double>(a, b)(random); };
  int changes = 0;
  for (int k = 0; k < 2000; ++k) {
    Stages s = at(static_cast<int>(uniform(0, 6)));
    s.since_stop = Duration::from_si(uniform(0, 1200));
    s.since_change = Duration::from_si(uniform(0, 3000));
    StagingInputs in{uniform(0, 6), static_cast<int>(uniform(1, 7)), uniform(0, 1) < 0.3};
    s.running = std::min(s.running, in.available);
    const double next = next_stage_event(p, s, in).si();
    INFO(s.running << " of " << in.available << " at " << in.load);
    if (!std::isfinite(next)) {
      CHECK(run(p, s, in, 86400, 30).running == s.running);
      continue;
    }
    ++changes;
    CHECK(run(p, s, in, next * 0.999, next * 0.1 + 1e-6).running == s.running);
    const int one_step = advance_stages(p, s, in, Duration::from_si(next)).running;
    CHECK(one_step != s.running);
    CHECK(run(p, s, in, std::max(next, 1e-3), next / 7 + 1e-3).running == one_step);
  }
  CHECK(changes > 500);
}

TEST_CASE("staging: a load that stays comes to a stage and stays there, from wherever it begins") {
  std::mt19937_64 random(11);
  const auto uniform = [&](double a, double b) { return std::uniform_real_distribution<double>(a, b)(random); };
  for (int k = 0; k < 5000; ++k) {
    StagingParams p;
    p.up_above = Fraction(uniform(0.5, 1.1));
    p.down_below = Fraction(uniform(0.1, p.up_above.value()));
    const int available = static_cast<int>(uniform(1, 9));
    const double load = uniform(0, available * 1.2);
    const int n = settled_stages(p, static_cast<int>(uniform(-1, available + 1)), load, available);
    INFO(load << " of " << available << ": " << n << " run, up above " << p.up_above.value() << ", down below " << p.down_below.value());
    CHECK(settled_stages(p, n, load, available) == n);
    CHECK((n == available || load <= (p.up_above.value() + 1e-8) * n));
    Stages s = at(n);
    CHECK_FALSE(std::isfinite(next_stage_event(p, s, {load, available, false}).si()));
  }
}
