// SPDX-License-Identifier: Apache-2.0
#include "sim/workload/training_swing.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "tests/unit/described.hpp"

using namespace netsuden;

namespace {

/// 2 s, 60 % at 1000 W, edges of 0.3 s.
TrainingSwingParams plain() {
  TrainingSwingParams p;
  p.duty = Fraction(0.6);
  p.high = ActivePower::from_si(1000);
  p.low = ActivePower::from_si(400);
  p.idle = ActivePower::from_si(400);
  p.slew = PowerRamp::from_si(2000);
  p.jitter = Fraction(0);
  return p;
}

}  // namespace

TEST_CASE("training: the trapezoid is where its parameters say") {
  const SwingTrace w = training_trace(plain(), 10_s, nullptr);
  const struct {
    double t, w;
  } at[] = {{0, 400},   {0.15, 700}, {0.3, 1000}, {1.2, 1000}, {1.35, 700},
            {1.5, 400}, {2.0, 400},  {2.15, 700}, {9.99, 400}};
  for (const auto& [t, watts] : at) CHECK(trace_value(w, t) == Approx(watts));
  CHECK(w.back().t_s == Approx(10));
}

TEST_CASE("training: mean power over whole iterations is the closed form") {
  const TrainingSwingParams p = plain();
  CHECK(swing_mean(p).si() == Approx(760));
  CHECK(trace_energy_j(training_trace(p, 20_s, nullptr)) == Approx(760 * 20).epsilon(1e-12));
  TrainingSwingParams sharp = p;
  sharp.slew = PowerRamp::from_si(1e9);
  CHECK(trace_energy_j(training_trace(sharp, 20_s, nullptr)) == Approx(760 * 20).epsilon(1e-6));
}

TEST_CASE("training: harmonics by the closed form and by a numerical Fourier integral") {
  const TrainingSwingParams p = plain();
  const SwingTrace w = training_trace(p, 2_s, nullptr);
  for (int n = 1; n <= 7; ++n) {
    double re = 0, im = 0;
    const int steps = 20000;
    for (int i = 0; i < steps; ++i) {
      const double t = 2.0 * (i + 0.5) / steps, v = trace_value(w, t);
      re += v * std::cos(M_PI * n * t) * 2 / steps;
      im += v * std::sin(M_PI * n * t) * 2 / steps;
    }
    CHECK(swing_harmonic(p, n).si() == Approx(std::hypot(re, im)).margin(1e-3));
  }
}

TEST_CASE("training: a slew too slow for the period climbs to the upper level and no longer returns to the lower") {
  TrainingSwingParams p = plain();
  p.slew = PowerRamp::from_si(300);  // 360 W up and 240 W down an iteration
  double bottom = 1e9;
  for (const SwingPoint& x : training_trace(p, 60_s, nullptr))
    if (x.t_s > 20) bottom = std::min(bottom, x.p_w);
  CHECK(bottom == Approx(1000 - 240));
  const SwingTrace w = training_trace(p, 60_s, nullptr);
  for (std::size_t i = 1; i < w.size(); ++i)
    CHECK(std::abs(w[i].p_w - w[i - 1].p_w) <= 300 * (w[i].t_s - w[i - 1].t_s) * (1 + 1e-9) + 1e-9);
}

TEST_CASE("training: checkpoints and a failure with its restart") {
  TrainingSwingParams p = plain();
  p.idle = ActivePower::from_si(100);
  p.checkpoint_interval = 1_min;
  p.checkpoint_time = 30_s;
  p.checkpoint_power = ActivePower::from_si(300);
  p.restart = 2_min;
  const SwingTrace w = training_trace(p, 10_min, nullptr, {Duration::from_si(200.9)});
  CHECK(trace_value(w, 75) == Approx(300));  // first checkpoint, 60 to 90 s
  CHECK(trace_value(w, 90.9) == Approx(1000));
  CHECK(trace_value(w, 165) == Approx(300));  // the next one a minute of training later
  CHECK(trace_value(w, 200.85) == Approx(1000));
  CHECK(trace_value(w, 201.5) == Approx(100));  // within half a second it is idle
  CHECK(trace_value(w, 320) == Approx(100));
  CHECK(trace_value(w, 200.9 + 120 + 0.9) == Approx(1000));
}

TEST_CASE("training: jitter keeps the mean period, needs its stream, and is the same for the same seed") {
  TrainingSwingParams p = plain();
  p.jitter = Fraction(0.03);
  RandomStream a(1, "job"), b(1, "job");
  const SwingTrace x = training_trace(p, 4000_s, &a), y = training_trace(p, 4000_s, &b);
  REQUIRE(x.size() == y.size());
  int iterations = 0;
  for (std::size_t i = 1; i < x.size(); ++i) {
    CHECK(x[i].t_s == y[i].t_s);
    if (x[i - 1].p_w == 400 && x[i].p_w == 1000) ++iterations;
  }
  CHECK(iterations == Approx(2000).margin(8));  // 3 % of one, times sqrt(2000), is 1.3 iterations
  CHECK(trace_energy_j(x) / 4000 == Approx(760).epsilon(5e-3));
}

TEST_CASE("training: a job of N GPUs and a fixed power, several jobs added") {
  const SwingTrace w = training_trace(plain(), 10_s, nullptr);
  std::vector<double> sum(1000);
  add_samples(w, 0, 0.01, 16384, 2e6, sum);
  CHECK(sum[100] == Approx(16384 * 1000 + 2e6));
  add_samples(w, 0.5, 0.01, 1000, 0, sum);
  CHECK(sum[100] == Approx(16384 * 1000 + 2e6 + 1000 * 400));  // half a second ahead it is at its low
}

TEST_CASE("training parameters are described") { CHECK(described<TrainingSwingParams>() == 12); }
