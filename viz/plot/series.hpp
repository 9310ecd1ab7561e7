// SPDX-License-Identifier: Apache-2.0
// Data as charts see it: spans that belong to someone else. Time is in POSIX seconds, rising; a value that is not a
// number is a gap.
#pragma once

#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <vector>

namespace netsuden::viz {

inline constexpr double no_value = std::numeric_limits<double>::quiet_NaN();

/// Values as float (recorded channels) or double (computed ones).
class Values {
 public:
  Values() = default;
  Values(std::span<const double> v) : wide_(v) {}                       // NOLINT(google-explicit-constructor)
  Values(std::span<const float> v) : narrow_(v), is_float_(true) {}     // NOLINT(google-explicit-constructor)
  Values(const std::vector<double>& v) : wide_(v) {}                    // NOLINT(google-explicit-constructor)
  Values(const std::vector<float>& v) : narrow_(v), is_float_(true) {}  // NOLINT(google-explicit-constructor)
  std::size_t size() const { return is_float_ ? narrow_.size() : wide_.size(); }
  bool empty() const { return size() == 0; }
  double operator[](std::size_t i) const { return is_float_ ? static_cast<double>(narrow_[i]) : wide_[i]; }

 private:
  std::span<const double> wide_;
  std::span<const float> narrow_;
  bool is_float_ = false;
};

class Pyramid;

/// How a value holds between samples.
enum class Hold {
  linear,      ///< straight to the next sample
  until_next,  ///< a step: from its time to that of the next sample (limits, states, counts)
  since_last   ///< a step: from the time of the sample before to its own (means over recording intervals)
};

struct Series {
  std::span<const double> t;
  Values v;
  Hold hold = Hold::linear;
  const Pyramid* pyramid = nullptr;  ///< of `v`; makes ranges of millions of samples cheap; may be absent
  std::size_t size() const { return t.size() < v.size() ? t.size() : v.size(); }
};

struct Sample {
  double t = 0, v = 0;
  bool gap() const { return std::isnan(v); }
  bool operator==(const Sample&) const = default;
};

}  // namespace netsuden::viz
