// SPDX-License-Identifier: Apache-2.0
// The low pass that a battery makes of the import, against its transfer function; steps, limits and cycling by hand.
#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <complex>
#include <numeric>

#include "sim/power/bess_smoothing.hpp"

using namespace netsuden;

namespace {

constexpr double pi = 3.14159265358979323846;

/// Amplitude of the import over that of a sine of 5 MW about 20 MW, once it is settled; by projection on whole periods.
double gain(const BessSmoothingParams& p, double hz) {
  const double rate = std::max(64.0, 64 * hz);
  const auto period = static_cast<std::size_t>(std::lround(rate / hz));
  const auto settle = static_cast<std::size_t>(std::ceil(12 * p.tau().si() * rate / static_cast<double>(period))) * period;
  std::vector<double> u(settle + 4 * period);
  for (std::size_t i = 0; i < u.size(); ++i) u[i] = 20e6 + 5e6 * std::sin(2 * pi * static_cast<double>(i) / static_cast<double>(period));
  const SmoothedLoad s = smooth_load(p, ActiveEnergy::from_si(1e12), u, rate, 20e6);
  std::complex<double> sum = 0;
  for (std::size_t i = settle; i < u.size(); ++i) sum += s.import_w[i] * std::polar(1.0, -2 * pi * static_cast<double>(i) / static_cast<double>(period));
  return 2 * std::abs(sum) / static_cast<double>(u.size() - settle) / 5e6;
}

}  // namespace

TEST_CASE("bess smoothing: without inverter lag the import is the load behind a first-order low pass") {
  BessSmoothingParams p;
  p.response = Duration::from_si(0);
  for (const double hz : {0.005, 0.02, 0.1, 0.5, 2.0}) CHECK(gain(p, hz) == Approx(1 / std::sqrt(1 + std::pow(hz / 0.02, 2))).epsilon(2e-3));
}

TEST_CASE("bess smoothing: the inverter's response lets fast swings pass") {
  BessSmoothingParams p;
  p.response = Duration::from_si(0.05);
  const double tau = p.tau().si();
  for (const double hz : {0.02, 0.1, 0.5, 2.0, 5.0}) {
    const std::complex<double> s(0, 2 * pi * hz), bend = s * s * tau * 0.05;
    CHECK(gain(p, hz) == Approx(std::abs((1.0 + bend) / (1.0 + s * tau + bend))).epsilon(0.01));
  }
  CHECK(gain(p, 5) > 0.8);
}

TEST_CASE("bess smoothing: a step of the load becomes an exponential, and the battery gives tau times the step") {
  BessSmoothingParams p;
  p.response = Duration::from_si(0);
  const double tau = 1 / (2 * pi * 0.02);
  CHECK(p.tau().si() == Approx(7.9577).epsilon(1e-4));
  std::vector<double> u(64 * 60, 18e6);
  std::fill(u.begin(), u.begin() + 64, 10e6);
  const SmoothedLoad s = smooth_load(p, ActiveEnergy::from_si(1e12), u, 64, 10e6);
  CHECK(s.import_w[63] == Approx(10e6));
  for (const double t : {1.0, 8.0, 30.0}) CHECK(s.import_w[static_cast<std::size_t>(64 + 64 * t)] == Approx(18e6 - 8e6 * std::exp(-t / tau)).epsilon(2e-3));
  CHECK(-std::accumulate(s.battery_w.begin(), s.battery_w.end(), 0.0) / 64 == Approx(8e6 * tau).epsilon(0.01));
  // The same on means.
  double given = 0, r = 10e6;
  for (const double dt : {1.0, 3.0, 10.0, 300.0}) {
    const FollowStep f = follow_load(p, 10e6, r, 18e6, dt);
    given -= f.mean_w * dt;
    CHECK(given == Approx(tau * (f.reference_w - 10e6)).epsilon(1e-12));
    r = f.reference_w;
  }
  CHECK(r == Approx(18e6));
  CHECK(follow_load(p, 10e6, 10e6, 18e6, 2).reference_w == Approx(18e6 - 8e6 * std::exp(-2 / tau)).epsilon(1e-12));
  CHECK(follow_load(p, 10e6, 10e6, 18e6, 0).mean_w == -8e6);
}

TEST_CASE("bess smoothing: at its power it gives that until the load is within reach, then lets go as an exponential") {
  BessSmoothingParams p;
  p.power = 5_MW;
  p.response = Duration::from_si(0);
  const double tau = p.tau().si();
  // 12 MW: at 5 MW for tau (12/5 - 1); in all it gives tau x 12 MW.
  const FollowStep one = follow_load(p, 5e6, 0, 12e6, tau);
  CHECK(one.mean_w == Approx(-5e6));
  CHECK(one.reference_w == Approx(5e6));
  const FollowStep two = follow_load(p, 5e6, one.reference_w, 12e6, 0.4 * tau + 1);
  CHECK(two.reference_w == Approx(12e6 - 5e6 * std::exp(-1 / tau)));
  CHECK(two.end_w == Approx(-5e6 * std::exp(-1 / tau)));
  std::vector<double> u(64 * 100, 12e6);
  u[0] = 0;
  const SmoothedLoad s = smooth_load(p, ActiveEnergy::from_si(1e12), u, 64, 0);
  CHECK(*std::min_element(s.battery_w.begin(), s.battery_w.end()) == Approx(-5e6));
  CHECK(s.import_w[1] == Approx(7e6));
  CHECK(-std::accumulate(s.battery_w.begin(), s.battery_w.end(), 0.0) / 64 == Approx(12e6 * tau).epsilon(0.01));
  CHECK(s.saturated_s == 0);
  // With half of that energy it is empty on the way, and the import jumps to the load.
  const SmoothedLoad empty = smooth_load(p, ActiveEnergy::from_si(6e6 * tau), u, 64, 0);
  CHECK(empty.saturated_s > 0);
  CHECK(empty.import_w.back() == Approx(12e6));
  CHECK(-std::accumulate(empty.battery_w.begin(), empty.battery_w.end(), 0.0) / 64 == Approx(6e6 * tau).epsilon(0.01));
}

TEST_CASE("bess smoothing: a swing beyond its power leaves its charge where it was") {
  BessSmoothingParams p;
  p.power = 3_MW;
  std::vector<double> u(64 * 600);
  for (std::size_t i = 0; i < u.size(); ++i) u[i] = std::fmod(static_cast<double>(i) / 64, 2.0) < 1.5 ? 20e6 : 6e6;  // 14 MW, unequal halves
  const SmoothedLoad s = smooth_load(p, ActiveEnergy::from_si(1e12), u, 64, 16.5e6);
  const auto mean = [&](std::size_t from, std::size_t to) { return std::accumulate(s.battery_w.begin() + static_cast<std::ptrdiff_t>(from), s.battery_w.begin() + static_cast<std::ptrdiff_t>(to), 0.0) / static_cast<double>(to - from); };
  CHECK(std::abs(mean(64 * 300, 64 * 600)) < 0.01e6);
  CHECK(*std::max_element(s.battery_w.begin(), s.battery_w.end()) == Approx(3e6).epsilon(1e-3));
}

TEST_CASE("bess smoothing: what goes both ways is A/pi for a sine about nothing, and nothing where the mean is above A") {
  std::vector<double> b(10000);
  for (std::size_t i = 0; i < b.size(); ++i) b[i] = 3e6 * std::sin(2 * pi * static_cast<double>(i) / 10000.0);
  const Cycling c(b);
  CHECK(c.both_ways(0) == Approx(3e6 / pi).epsilon(1e-6));
  // E[(m + A sin)-] = (sqrt(A^2 - m^2) - m acos(m/A))/pi
  for (const double m : {0.5e6, 1.5e6, 2.9e6}) {
    const double x = (std::sqrt(9e12 - m * m) - m * std::acos(m / 3e6)) / pi;
    CHECK(c.both_ways(m) == Approx(x).epsilon(1e-3));
    CHECK(c.both_ways(-m) == Approx(x).epsilon(1e-3));
  }
  CHECK(c.both_ways(3.1e6) == 0);
  CHECK(c.both_ways(-3.1e6) == 0);
  CHECK(c.highest_w() == Approx(3e6));
  CHECK(Cycling().both_ways(0) == 0);
}
