// SPDX-License-Identifier: Apache-2.0
// How far a power departs from its mean of a step while training swings, W.
//
//   high, low  its departures at the instants at which the training of the site stands highest and lowest: loads of training have
//              high > 0 > low, a battery that works against them the reverse, and what carries both has their sum
//   E[f(P)]    of a function of it, with the mean of the step: f(mean) + s ((-low f(mean + high) + high f(mean + low)) / (high - low)
//              - f(mean)); s is the variance of the swing over that of the wave with only these two levels, whose variance is -high low
// Exact for two levels and for a quadratic f. Swings of several loads add up as if they met.
#pragma once

#include <algorithm>
#include <cmath>

namespace netsuden {

struct Excursion {
  double high = 0, low = 0;

  bool any() const { return high != 0 || low != 0; }
  /// By how much |P| exceeds the mean of the step at one of the two instants.
  double above(double mean) const { return std::max({0.0, std::abs(mean + high) - std::abs(mean), std::abs(mean + low) - std::abs(mean)}); }
  double two_level_variance() const { return std::max(0.0, -high * low); }
  Excursion& operator+=(const Excursion& e) {
    high += e.high;
    low += e.low;
    return *this;
  }
  friend Excursion operator+(Excursion a, const Excursion& b) { return a += b; }
  friend Excursion operator*(double k, const Excursion& e) { return {k * e.high, k * e.low}; }
  friend Excursion operator-(const Excursion& a, const Excursion& b) { return {a.high - b.high, a.low - b.low}; }
};

/// What the swing adds to the mean of f(P): from f at the mean and at both instants; `spread` is s.
inline double added_by_swing(const Excursion& e, double spread, double at_mean, double at_high, double at_low) {
  if (!(e.two_level_variance() > 0)) return 0;
  return spread * ((-e.low * at_high + e.high * at_low) / (e.high - e.low) - at_mean);
}

}  // namespace netsuden
