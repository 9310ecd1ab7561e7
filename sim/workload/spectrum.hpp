// SPDX-License-Identifier: Apache-2.0
// Spectrum of a sampled power: fast Fourier transform and Welch's estimate.
//
//   X_k = sum_n x_n e^(-2 pi i k n / N), N a power of two
//   PSD_k = 2 |sum_n w_n (x_n - mean) e^(...)|^2 / (f_s sum w^2), averaged over segments that overlap by half (Hann
//   window); the factor 2 not at 0 and N/2.   integral of PSD df = variance;   a sine of amplitude A has A^2/2
//   amplitude in a band = sqrt(2 integral over the band of PSD df): that of the sine with the same power
//
// Source: P. D. Welch, IEEE Trans. Audio Electroacoust. 15 (1967); scaling as in scipy.signal.welch ("density"). Range:
// at least one segment of samples. Left out: other windows. Verified by tests/unit/workload/spectrum_test.cpp.
#pragma once

#include <complex>
#include <vector>

namespace netsuden {

/// In place; the length must be a power of two.
void fft(std::vector<std::complex<double>>&);

struct Spectrum {
  double step_hz = 0;
  std::vector<double> density;  ///< unit^2/Hz at 0, step, 2 step, ...
  double frequency_hz(std::size_t i) const { return step_hz * static_cast<double>(i); }
};
/// `segment` samples in a segment, a power of two; empty if there are fewer samples.
Spectrum welch(const std::vector<double>& samples, double sample_rate_hz, std::size_t segment);
double band_amplitude(const Spectrum&, double from_hz, double to_hz);

}  // namespace netsuden
