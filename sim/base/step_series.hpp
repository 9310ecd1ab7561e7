// SPDX-License-Identifier: Apache-2.0
// A quantity that holds its value from one date to the next (prices, carbon, replayed power).
#pragma once

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

namespace netsuden {

/// Piecewise constant: value[i] holds on [time[i], time[i+1]). Before the first date the first value holds.

class StepSeries {
 public:
  StepSeries() = default;
  explicit StepSeries(double constant) : time_{0}, value_{constant} {}
  StepSeries(std::vector<double> time, std::vector<double> value) : time_(std::move(time)), value_(std::move(value)) {}

  bool empty() const { return value_.empty(); }
  const std::vector<double>& times() const { return time_; }
  const std::vector<double>& values() const { return value_; }

  /// Value at t; `cursor` is the caller's and makes forward scans O(1).
  double at(double t, std::size_t& cursor) const {
    seek(t, cursor);
    return value_[cursor];
  }
  double at(double t) const {
    std::size_t c = 0;
    return at(t, c);
  }
  /// The next date after t on which the value may change, or infinity.
  double next_change(double t, std::size_t& cursor) const {
    seek(t, cursor);
    for (std::size_t i = cursor; i < time_.size(); ++i)
      if (time_[i] > t) return time_[i];
    return std::numeric_limits<double>::infinity();
  }

 private:
  void seek(double t, std::size_t& c) const {
    if (c >= time_.size() || time_[c] > t) {
      c = static_cast<std::size_t>(std::upper_bound(time_.begin(), time_.end(), t) - time_.begin());
      if (c > 0) --c;
      return;
    }
    while (c + 1 < time_.size() && time_[c + 1] <= t) ++c;
  }
  std::vector<double> time_, value_;
};

}  // namespace netsuden
