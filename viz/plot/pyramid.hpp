// SPDX-License-Identifier: Apache-2.0
// Minimum, maximum and sum of any range of a series in logarithmic time: blocks of 16 samples, then of 64, 256, ...
//
// Indices are kept instead of values, so that drawing knows when an extreme occurred. Memory: about 1.7 bytes a sample.
// Verified by tests/unit/viz/decimate_test.cpp against the plain scan.
#pragma once

#include <cstdint>
#include <vector>

#include "viz/plot/series.hpp"

namespace netsuden::viz {

/// What a range of samples holds. Values that are infinite count as gaps, like NaN.
struct RangeSummary {
  static constexpr std::size_t none = static_cast<std::size_t>(-1);
  std::size_t min_at = none, max_at = none;  ///< the first of equals
  double min = 0, max = 0, sum = 0;
  std::size_t count = 0;  ///< of finite values
  double mean() const { return count > 0 ? sum / static_cast<double>(count) : no_value; }
};

RangeSummary summarise(const Values& v, std::size_t begin, std::size_t end);

class Pyramid {
 public:
  Pyramid() = default;
  /// At most 2^32 - 2 samples.
  explicit Pyramid(const Values& v) { append(v); }
  /// Takes in what `v` has more than at the last call; what it had before must not have changed.
  void append(const Values& v);
  std::size_t size() const { return size_; }
  RangeSummary summarise(const Values& v, std::size_t begin, std::size_t end) const;

 private:
  struct Block {
    std::uint32_t min_at, max_at, count;
    double sum;
  };
  struct Level {
    std::size_t width = 0;  ///< samples a block
    std::vector<Block> blocks;
  };
  std::size_t size_ = 0;
  std::vector<Level> levels_;  ///< whole blocks only
};

/// With the pyramid of the series where it has one that covers the range, else by scan.
RangeSummary summarise(const Series& s, std::size_t begin, std::size_t end);

}  // namespace netsuden::viz
