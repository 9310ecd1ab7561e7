// SPDX-License-Identifier: Apache-2.0
#include "sim/workload/spectrum.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>

#include "sim/base/random.hpp"
#include "sim/workload/swing_limits.hpp"
#include "tests/unit/described.hpp"

using namespace netsuden;

TEST_CASE("fft agrees with the sum that defines it") {
  RandomStream random(1, "fft");
  for (const std::size_t n : {1, 2, 8, 64}) {
    std::vector<std::complex<double>> x(n), y;
    for (auto& v : x) v = {random.normal(), random.normal()};
    y = x;
    fft(y);
    for (std::size_t k = 0; k < n; ++k) {
      std::complex<double> sum;
      for (std::size_t i = 0; i < n; ++i)
        sum += x[i] * std::polar(1.0, -2 * M_PI * static_cast<double>(k * i) / static_cast<double>(n));
      CHECK(std::abs(y[k] - sum) < 1e-12 * static_cast<double>(n));
    }
  }
}

TEST_CASE("welch: a sine keeps its amplitude, on a bin and between two") {
  for (const double f : {5.0, 5.13}) {
    std::vector<double> x(8192);
    for (std::size_t i = 0; i < x.size(); ++i)
      x[i] = 40 + 3 * std::sin(2 * M_PI * f * static_cast<double>(i) / 100 + 0.4);
    const Spectrum s = welch(x, 100, 1024);
    CHECK(s.step_hz == Approx(100.0 / 1024));
    CHECK(band_amplitude(s, 4, 6) == Approx(3).epsilon(5e-3));
    CHECK(band_amplitude(s, 10, 50) < 0.01);
  }
}

TEST_CASE("welch: the density of white noise is 2 sigma^2 / f_s, and its integral the variance") {
  RandomStream random(6, "noise");
  std::vector<double> x(1 << 17);
  for (double& v : x) v = random.normal(0, 2);
  const Spectrum s = welch(x, 50, 256);
  const double integral = std::accumulate(s.density.begin(), s.density.end(), 0.0) * s.step_hz;
  CHECK(integral == Approx(4).epsilon(0.03));
  for (std::size_t k = 4; k < 124; k += 10) CHECK(s.density[k] == Approx(2 * 4 / 50.0).epsilon(0.15));
  CHECK(welch(x, 50, 1 << 18).density.empty());
  // The highest frequency counts once: +3, -3, ... has the variance 9.
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = i % 2 == 0 ? 3 : -3;
  const Spectrum top = welch(x, 50, 256);
  CHECK(std::accumulate(top.density.begin(), top.density.end(), 0.0) * top.step_hz == Approx(9).epsilon(1e-9));
}

TEST_CASE("welch: the swing of a training job shows the Fourier amplitudes of its trapezoid") {
  TrainingSwingParams p;
  p.jitter = Fraction(0);
  const SwingTrace w = training_trace(p, 400_s, nullptr);
  std::vector<double> mw(200 * 390);
  add_samples(w, 2, 1 / 200.0, 20000 / 1e6, 5, mw);
  const Spectrum s = welch(mw, 200, 1 << 14);
  for (int n = 1; n <= 6; ++n)
    CHECK(band_amplitude(s, 0.5 * n - 0.15, 0.5 * n + 0.15) ==
          Approx(swing_harmonic(p, n).si() * 20000 / 1e6).margin(2e-3));
}

TEST_CASE("swing limits: ramps, range and band of a known course") {
  // 10 MW, up 6 MW within 2 s, held, down 6 MW within 3 s; 100 samples a second.
  std::vector<double> x;
  const auto to = [&](double level, double seconds) {
    const double from = x.empty() ? level : x.back();
    const int n = static_cast<int>(seconds * 100);
    for (int i = 1; i <= n; ++i) x.push_back(from + (level - from) * i / n);
  };
  to(10e6, 20);
  to(16e6, 2);
  to(16e6, 20);
  to(10e6, 3);
  to(10e6, 20);
  SwingLimits l;
  l.bands.push_back({Frequency::from_si(5), Frequency::from_si(20), 1_MW * 0.1});
  const SwingFigures found = swing_figures(l, x, 100, welch(x, 100, 1024));
  CHECK(found.ramp_up == Approx(3e6));
  CHECK(found.ramp_down == Approx(2e6));
  CHECK(found.range == Approx(6e6));
  REQUIRE(found.bands.size() == 1);
  CHECK(found.bands[0] < 0.1e6);
  // The range window is shorter than the swing: only what happens within it. A ramp over 4 s is the mean slope of 4 s.
  l.range_window = 1_s;
  l.ramp_window = 4_s;
  const SwingFigures other = swing_figures(l, x, 100, {});
  CHECK(other.range == Approx(3e6));
  CHECK(other.ramp_up == Approx(6e6 / 4));
  CHECK(other.bands[0] == 0);
}

TEST_CASE("swing extremes equal those of all pairs within the window") {
  RandomStream random(8, "extremes");
  std::vector<double> x(300);
  for (double& v : x) v = random.uniform(0, 10);
  for (const std::size_t window : {1, 7, 60}) {
    double rise = 0, fall = 0;
    for (std::size_t i = 0; i < x.size(); ++i)
      for (std::size_t j = i + 1; j < std::min(x.size(), i + window + 1); ++j) {
        rise = std::max(rise, x[j] - x[i]);
        fall = std::max(fall, x[i] - x[j]);
      }
    const SwingExtremes e = swing_extremes(x, window);
    CHECK((e.rise_w == rise && e.fall_w == fall));
  }
}

TEST_CASE("swing limits are described") {
  CHECK(described<SwingLimits>() > 6);
  CHECK(described<BandLimit>() == 3);
}
