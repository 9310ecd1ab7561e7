// SPDX-License-Identifier: Apache-2.0
// Limits that a utility sets to the swings of a large load, and what a load makes of them.
//
//   ramp up / down   largest rise / fall within the ramp window, over the window
//   range            largest difference within the range window
//   band             amplitude in a band of frequencies (sim/workload/spectrum.hpp)
//
// Source: physics reference 1.4 (structure after arXiv 2508.14318; numbers are each utility's own, hence inputs without
// defaults). Range: at least 50 samples a second for bands up to 20 Hz. Left out: flicker, reactive power. Verified by
// tests/unit/workload/spectrum_test.cpp.
#pragma once

#include <optional>
#include <vector>

#include "sim/base/describe.hpp"
#include "sim/base/units.hpp"
#include "sim/workload/spectrum.hpp"
#include "sim/workload/training_swing.hpp"

namespace netsuden {

struct BandLimit {
  Frequency from = Frequency::from_si(0.1), to = Frequency::from_si(20);
  ActivePower amplitude = 1_MW;
};
void describe(Describe&, BandLimit&);

struct SwingLimits {
  std::optional<PowerRamp> ramp_up, ramp_down;
  std::optional<ActivePower> range;
  Duration ramp_window = 1_s, range_window = 60_s;
  std::vector<BandLimit> bands;
};
void describe(Describe&, SwingLimits&);

/// Largest rise (first) and fall (second) within `window` samples, and the largest difference either way.
struct SwingExtremes {
  double rise_w = 0, fall_w = 0;
};
SwingExtremes swing_extremes(const std::vector<double>& samples_w, std::size_t window);
/// What a course of power comes to: ramps W/s, range W, the amplitude in each of the bands W.
struct SwingFigures {
  double ramp_up = 0, ramp_down = 0, range = 0;
  std::vector<double> bands;
};
/// Over the windows and in the bands of the limits; `spectrum` is that of the samples.
SwingFigures swing_figures(const SwingLimits&, const std::vector<double>& samples_w, double sample_rate_hz, const Spectrum& spectrum);

}  // namespace netsuden
