// SPDX-License-Identifier: Apache-2.0
#include "sim/workload/spectrum.hpp"

#include <bit>
#include <cmath>
#include <numbers>

#include "sim/base/errors.hpp"

namespace netsuden {

void fft(std::vector<std::complex<double>>& x) {
  const std::size_t n = x.size();
  NETSUDEN_ASSERT(std::has_single_bit(n), "fft of " + std::to_string(n) + " samples");
  for (std::size_t i = 1, j = 0; i < n; ++i) {  // bit-reversed order
    std::size_t bit = n >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j |= bit;
    if (i < j) std::swap(x[i], x[j]);
  }
  for (std::size_t length = 2; length <= n; length <<= 1) {
    const std::size_t half = length / 2;
    std::vector<std::complex<double>> turn(half);
    for (std::size_t k = 0; k < half; ++k)
      turn[k] = std::polar(1.0, -2 * std::numbers::pi * static_cast<double>(k) / static_cast<double>(length));
    for (std::size_t i = 0; i < n; i += length)
      for (std::size_t k = 0; k < half; ++k) {
        const std::complex<double> a = x[i + k], b = x[i + k + half] * turn[k];
        x[i + k] = a + b;
        x[i + k + half] = a - b;
      }
  }
}

Spectrum welch(const std::vector<double>& samples, double sample_rate_hz, std::size_t segment) {
  Spectrum s;
  if (segment < 2 || samples.size() < segment) return s;
  std::vector<double> window(segment);
  double power = 0;
  for (std::size_t i = 0; i < segment; ++i) {
    window[i] = 0.5 - 0.5 * std::cos(2 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(segment));
    power += window[i] * window[i];
  }
  s.step_hz = sample_rate_hz / static_cast<double>(segment);
  s.density.assign(segment / 2 + 1, 0);
  std::size_t count = 0;
  std::vector<std::complex<double>> x(segment);
  for (std::size_t at = 0; at + segment <= samples.size(); at += segment / 2, ++count) {
    double mean = 0;
    for (std::size_t i = 0; i < segment; ++i) mean += samples[at + i];
    mean /= static_cast<double>(segment);
    for (std::size_t i = 0; i < segment; ++i) x[i] = window[i] * (samples[at + i] - mean);
    fft(x);
    for (std::size_t k = 0; k <= segment / 2; ++k)
      s.density[k] += (k == 0 || k == segment / 2 ? 1 : 2) * std::norm(x[k]);
  }
  for (double& v : s.density) v /= sample_rate_hz * power * static_cast<double>(count);
  return s;
}

double band_amplitude(const Spectrum& s, double from_hz, double to_hz) {
  double sum = 0;
  for (std::size_t i = 0; i < s.density.size(); ++i)
    if (s.frequency_hz(i) >= from_hz && s.frequency_hz(i) <= to_hz) sum += s.density[i] * s.step_hz;
  return std::sqrt(2 * sum);
}

}  // namespace netsuden
