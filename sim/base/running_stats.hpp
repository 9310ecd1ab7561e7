// SPDX-License-Identifier: Apache-2.0
// Mean, spread and extremes of numbers as they come, in one pass.
//
// Source: B. P. Welford, Technometrics 4 (1962) 419-420. Verified by tests/unit/base/running_stats_test.cpp.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

namespace netsuden {

class RunningStats {
 public:
  void add(double x) {
    min_ = n_ > 0 ? std::min(min_, x) : x;
    max_ = n_ > 0 ? std::max(max_, x) : x;
    const double change = x - mean_;
    mean_ += change / static_cast<double>(++n_);
    squares_ += change * (x - mean_);
  }
  std::int64_t count() const { return n_; }
  double mean() const { return mean_; }
  double min() const { return min_; }
  double max() const { return max_; }
  /// Of the mean, by the deviation of the sample; NaN of fewer than two numbers.
  double standard_error() const { return n_ > 1 ? std::sqrt(squares_ / static_cast<double>(n_ - 1) / static_cast<double>(n_)) : std::numeric_limits<double>::quiet_NaN(); }

 private:
  std::int64_t n_ = 0;
  double mean_ = 0, squares_ = 0, min_ = 0, max_ = 0;
};

}  // namespace netsuden
