// SPDX-License-Identifier: Apache-2.0
// Failures and checkpoints of training runs against Meta's numbers, Young's and Daly's formulas.
#include <catch2/catch.hpp>

#include <cmath>

#include "sim/workload/goodput.hpp"

using namespace netsuden;

namespace {
const Duration hour = Duration::from_si(3600);
}

TEST_CASE("goodput: ACC-IT-07, a run of 16,384 accelerators as Llama 3 had it") {
  const Duration between = mean_time_between(FailureParams{}, 16384, 2048);
  CHECK(between.si() / 3600 == Approx(3.093).epsilon(1e-3));          // 419 in 54 days
  CHECK(16384 * between.si() / 3600 == Approx(50677).epsilon(1e-3));  // GPU-hours an interruption
  CHECK(best_interval(60_s, between).si() == Approx(1156).epsilon(1e-3));
}

TEST_CASE("goodput: the mean of many runs is Daly's, within three standard errors") {
  for (const double interval_h : {0.1, 0.32, 1.5})
    for (const double restart_min : {0.0, 10.0, 60.0}) {
      RunPlan p;
      p.work = hour * (interval_h * 400);
      p.interval = hour * interval_h;
      p.checkpoint_time = 60_s;
      p.between = hour * 3.093;
      p.restart = Duration::from_si(60 * restart_min);
      double sum = 0, squares = 0;
      constexpr int runs = 300;
      for (int i = 0; i < runs; ++i) {
        RandomStream random(static_cast<std::uint64_t>(i), "goodput");
        const RunTimes t = draw_run(p, random);
        CHECK(t.work.si() == Approx(p.work.si()).epsilon(1e-12));
        const double w = t.wall().si();
        sum += w;
        squares += w * w;
      }
      const double mean = sum / runs, error = std::sqrt((squares / runs - mean * mean) / runs);
      INFO(interval_h << " h, " << restart_min << " min");
      CHECK(std::abs(mean - (expected_wall(p).si() - 60)) < 3 * error + 1);  // no checkpoint after the last work
    }
}

TEST_CASE("goodput: Young's interval wastes least, and waste is what the first order says") {
  RunPlan p;
  p.work = hour * 1000;
  p.checkpoint_time = 60_s;
  p.between = hour * 3.093;
  p.restart = 5_min;
  const auto wall = [&](double interval_s) {
    p.interval = Duration::from_si(interval_s);
    return expected_wall(p).si();
  };
  const double best = best_interval(p.checkpoint_time, *p.between).si();
  for (const double factor : {0.3, 0.6, 1.7, 3.0}) CHECK(wall(best) < wall(factor * best));
  // delta / T + (T / 2 + R) / M, 11 % here; what is left out is of its square
  const double waste = 60 / best + (best / 2 + 300) / p.between->si();
  CHECK(wall(best) / p.work.si() - 1 == Approx(waste).epsilon(0.1));
}

TEST_CASE("goodput: without failures only checkpoints cost, without checkpoints a failure costs all") {
  RunPlan p;
  p.work = hour * 10;
  p.interval = hour;
  p.checkpoint_time = 2_min;
  RandomStream random(1, "a");
  const RunTimes t = draw_run(p, random);
  CHECK(t.wall().si() == Approx(10 * 3600 + 9 * 120));
  CHECK(t.failures == 0);
  p.interval.reset();
  p.between = hour * 5;
  double lost = 0, failures = 0;
  for (int i = 0; i < 2000; ++i) {
    RandomStream r(static_cast<std::uint64_t>(i), "b");
    const RunTimes x = draw_run(p, r);
    lost += x.lost.si() / 3600;
    failures += x.failures;
  }
  CHECK(failures / 2000 == Approx(std::exp(2.0) - 1).epsilon(0.1));               // e^(W/M) - 1
  CHECK(lost / 2000 == Approx(5 * std::expm1(2.0) - 10).epsilon(0.1));  // M (e^(W/M) - 1) - W
}

TEST_CASE("goodput: a run that never ends is given up at the longest time") {
  RunPlan p;
  p.work = hour * 1000;
  p.between = hour;
  p.restart = 10_min;
  RandomStream random(3, "a");
  const RunTimes t = draw_run(p, random, hour * 100);
  CHECK(t.wall() >= hour * 100);
  CHECK(t.wall() < hour * 120);
  CHECK(t.work.si() == 0);  // without checkpoints each failure takes all of it
  CHECK(t.lost.si() > 0);
  p.interval = 10_min;
  const RunTimes part = draw_run(p, random, hour * 100);
  CHECK(part.wall() >= hour * 100);
  CHECK(part.work.si() > 0);
  CHECK(part.work < hour * 100);
  CHECK(std::fmod(part.work.si() + 1, 600) == Approx(1).margin(1e-6));  // whole intervals
}
