// SPDX-License-Identifier: Apache-2.0
// The root of a function that falls: regula falsi, which halves the weight of an end that stays (Illinois), with a bisection every fourth
// step.
//
// Source: Dowell and Jarratt, BIT 11 (1971) 168-174. Range: f continuous between f(low) >= 0 >= f(high). Verified by
// tests/unit/base/root_test.cpp.
#pragma once

#include <cmath>

namespace netsuden {

/// Where |f| is at most `tolerance`, or within rounding of the root; an end that has no sign of its own is the root.
template <class F>
double falling_root(const F& f, double low, double high, double f_low, double f_high, double tolerance) {
  int side = 0;
  for (int i = 0; i < 200 && high - low > 1e-15 * high; ++i) {
    if (!(f_low > 0)) return low;
    if (!(f_high < 0)) return high;
    double x = i % 4 == 3 ? 0.5 * (low + high) : low + (high - low) * (f_low / (f_low - f_high));
    if (!(x > low && x < high)) x = 0.5 * (low + high);
    const double y = f(x);
    if (std::abs(y) <= tolerance) return x;
    if (y > 0) {
      low = x;
      f_low = y;
      if (side == 1) f_high *= 0.5;
      side = 1;
    } else {
      high = x;
      f_high = y;
      if (side == -1) f_low *= 0.5;
      side = -1;
    }
  }
  return 0.5 * (low + high);
}

}  // namespace netsuden
