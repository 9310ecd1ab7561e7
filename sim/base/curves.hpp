// SPDX-License-Identifier: Apache-2.0
// Performance curves of equipment: quadratic and biquadratic polynomials in EnergyPlus' order of coefficients, and
// piecewise-linear curves by points.
//
//   Quadratic    y = c0 + c1 x + c2 x^2
//   Biquadratic  z = c0 + c1 x + c2 x^2 + c3 y + c4 y^2 + c5 x y       (EnergyPlus Curve:Biquadratic)
//
// Arguments outside the stated range are clamped to it, because such fits turn over just beyond their data; the
// result says so in `outside`. Verified by tests/unit/cooling/curves_test.cpp.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>
#include <vector>

namespace netsuden {

struct CurveRange {
  double min = -1e300, max = 1e300;
  constexpr bool contains(double v) const { return v >= min && v <= max; }
  constexpr double clamp(double v) const { return v < min ? min : (v > max ? max : v); }
};

struct CurveValue {
  double value = 0;
  bool outside = false;  ///< an argument was outside the range and has been clamped
};

struct Quadratic {
  std::array<double, 3> c{1, 0, 0};
  CurveRange range{};
  constexpr double raw(double x) const { return c[0] + x * (c[1] + x * c[2]); }
  constexpr CurveValue at(double x) const { return {raw(range.clamp(x)), !range.contains(x)}; }
};

struct Biquadratic {
  std::array<double, 6> c{1, 0, 0, 0, 0, 0};
  CurveRange x_range{}, y_range{};
  constexpr double raw(double x, double y) const {
    return c[0] + x * (c[1] + x * c[2]) + y * (c[3] + y * c[4]) + c[5] * x * y;
  }
  constexpr CurveValue at(double x, double y) const {
    return {raw(x_range.clamp(x), y_range.clamp(y)), !x_range.contains(x) || !y_range.contains(y)};
  }
};

/// What a piecewise-linear curve does outside its first and last point.
enum class Extrapolation { hold, linear };

/// Straight lines between points with strictly rising x. Construction allocates, evaluation does not.
class PiecewiseLinear {
 public:
  PiecewiseLinear() = default;
  /// Points in rising x; `valid()` tells whether they are (at least one point, no two with one x).
  explicit PiecewiseLinear(std::vector<std::pair<double, double>> points, Extrapolation policy = Extrapolation::hold)
      : points_(std::move(points)), policy_(policy) {}

  bool valid() const {
    for (std::size_t i = 1; i < points_.size(); ++i)
      if (!(points_[i].first > points_[i - 1].first)) return false;
    return !points_.empty();
  }
  bool empty() const { return points_.empty(); }
  const std::vector<std::pair<double, double>>& points() const { return points_; }

  CurveValue at(double x) const {
    if (points_.empty()) return {0, true};
    if (points_.size() == 1) return {points_.front().second, x != points_.front().first};
    const bool outside = x < points_.front().first || x > points_.back().first;
    if (outside && policy_ == Extrapolation::hold)
      return {x < points_.front().first ? points_.front().second : points_.back().second, true};
    const auto above = std::upper_bound(points_.begin() + 1, points_.end() - 1, x,
                                        [](double v, const std::pair<double, double>& p) { return v < p.first; });
    const auto& [x1, y1] = *above;
    const auto& [x0, y0] = *(above - 1);
    return {y0 + (y1 - y0) * ((x - x0) / (x1 - x0)), outside};
  }

 private:
  std::vector<std::pair<double, double>> points_;
  Extrapolation policy_ = Extrapolation::hold;
};

}  // namespace netsuden
