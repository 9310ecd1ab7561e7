// SPDX-License-Identifier: Apache-2.0
#include "sim/workload/training_load.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "sim/workload/spectrum.hpp"
#include "tests/unit/described.hpp"

using namespace netsuden;

namespace {

const GpuPower gpu{ActivePower::from_si(1000), ActivePower::from_si(200), ActivePower::from_si(1100)};

/// Edges of 0.1 ms and less, no jitter.
TrainingLoadParams square(double period_s, double depth, double duty) {
  TrainingLoadParams p;
  p.swing.period = Duration::from_si(period_s);
  p.swing.depth = Fraction(depth);
  p.swing.duty = Fraction(duty);
  p.swing.slew = PowerRamp::from_si(1e7);
  p.swing.jitter = Fraction(0);
  return p;
}

SwingSmoothing floor_of(double share, double ramp_w_s = 1e7) {
  SwingSmoothing s;
  s.floor = Fraction(share);
  s.ramp_up = s.ramp_down = PowerRamp::from_si(ramp_w_s);
  return s;
}

struct Sampled {
  std::vector<double> asked, drawn;
};
Sampled sampled(const TrainingLoadParams& p, TrainingPhase phase, const SampleGrid& grid, double gpus = 1) {
  Sampled s{std::vector<double>(grid.count), std::vector<double>(grid.count)};
  add_training(p, gpu, gpus, phase, RandomStream(1, "training.test"), grid, s.asked, s.drawn);
  return s;
}

/// Amplitude around a frequency.
double line(const std::vector<double>& x, double rate, double hz) {
  return band_amplitude(welch(x, rate, 4096), hz - 0.1, hz + 0.1);
}

}  // namespace

TEST_CASE("The mean share of a swing, of its floor and of checkpoints, by hand") {
  // 60 % of the time at 1, else at 1/2: 0.6 + 0.4 x 0.5 = 0.8.
  TrainingLoadParams p = square(2, 0.5, 0.6);
  CHECK(mean_shares(p, gpu).mean == Approx(0.8).epsilon(1e-4));
  CHECK(mean_shares(p, gpu).filler == 0);
  // A floor of 0.8 lifts the 40 % of the time from 0.5: 0.6 + 0.4 x 0.8 = 0.92.
  p.smoothing = floor_of(0.8);
  CHECK(mean_shares(p, gpu).mean == Approx(0.92).epsilon(1e-4));
  CHECK(mean_shares(p, gpu).filler == Approx(0.12).epsilon(1e-3));
  // The floor lifts a checkpoint too, until its hysteresis ends: a checkpoint above idle is active.
  p.smoothing.reset();
  p.swing.checkpoint_interval = 60_s;
  p.swing.checkpoint_time = 20_s;
  p.swing.checkpoint_power = Fraction(0.4);
  CHECK(mean_shares(p, gpu).mean == Approx((60 * 0.8 + 20 * 0.4) / 80).epsilon(1e-4));
}

TEST_CASE("A square swing of 45 % has a fundamental of 2/pi of it, and a floor of 80 % one of 2/pi of 20 %") {
  const SampleGrid grid{64, 16384, 0};
  TrainingLoadParams p = square(2, 0.45, 0.5);
  // 20 MW: 20,000 GPUs of 1 kW. Fundamental 2/pi x 9 MW = 5.730 MW, third harmonic a third of it.
  const Sampled bare = sampled(p, TrainingPhase::steady, grid, 20000);
  CHECK(line(bare.drawn, 64, 0.5) == Approx(2 / M_PI * 9e6).epsilon(5e-3));
  CHECK(line(bare.drawn, 64, 1.5) == Approx(2 / M_PI * 3e6).epsilon(5e-3));
  CHECK(bare.asked == bare.drawn);
  p.smoothing = floor_of(0.8);
  const Sampled floored = sampled(p, TrainingPhase::steady, grid, 20000);
  CHECK(line(floored.drawn, 64, 0.5) == Approx(2 / M_PI * 4e6).epsilon(5e-3));
  CHECK(line(floored.asked, 64, 0.5) == Approx(2 / M_PI * 9e6).epsilon(5e-3));
}

TEST_CASE("A store in the shelf passes 1 / sqrt(1 + (2 pi f tau)^2) of a swing") {
  TrainingLoadParams p = square(1, 0.45, 0.5);
  p.store.emplace();
  p.store->energy_per_gpu = ActiveEnergy::from_si(1000);
  p.store->time_constant = Duration::from_si(0.2);
  const SampleGrid grid{256, 32768, 0};
  const Sampled s = sampled(p, TrainingPhase::steady, grid);
  for (const double f : {1.0, 3.0})
    CHECK(line(s.drawn, 256, f) / line(s.asked, 256, f) == Approx(1 / std::sqrt(1 + std::pow(2 * M_PI * f * 0.2, 2))).epsilon(5e-3));
}

TEST_CASE("Runs start from idle, stop to idle and pause for a checkpoint when they are told to") {
  const SampleGrid grid{64, 64 * 60, 20};
  TrainingLoadParams p = square(2, 0.5, 0.6);
  p.swing.checkpoint_time = 10_s;
  p.swing.checkpoint_power = Fraction(0.3);
  const auto at = [&](const Sampled& s, double t) { return s.drawn[static_cast<std::size_t>(t * 64)]; };
  const Sampled start = sampled(p, TrainingPhase::start, grid);
  CHECK(at(start, 0) == 200);
  CHECK(at(start, 19.9) == 200);
  CHECK(at(start, 20.5) == 1000);
  CHECK(at(start, 21.5) == 500);
  const Sampled stop = sampled(p, TrainingPhase::stop, grid);
  CHECK(at(stop, 19.9) >= 500);
  CHECK(at(stop, 20.6) == 200);  // within 0.5 s
  CHECK(at(stop, 59.9) == 200);
  const Sampled pause = sampled(p, TrainingPhase::checkpoint, grid);
  CHECK(at(pause, 19.9) >= 500);
  CHECK(at(pause, 25) == 300);  // from the end of the iteration, at most 2 s later, for 10 s
  CHECK(at(pause, 35) >= 500);
  // A slow ramp takes its time: 800 W at 100 W/s.
  p.smoothing = floor_of(0, 100);
  CHECK(at(sampled(p, TrainingPhase::start, grid), 21) == Approx(300).margin(5));
}

TEST_CASE("Training loads are described") {
  CHECK(described<SwingShape>() == 9);
  CHECK(described<SwingSmoothing>() == 4);
  CHECK(described<SwingStore>() == 2);
}
