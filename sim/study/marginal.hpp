// SPDX-License-Identifier: Apache-2.0
// The distribution of one parameter by the inverse of its distribution function: every design draws in [0, 1] and looks up here.
//
//   uniform      min + u (max - min)             log_uniform  min (max / min)^u
//   triangular   inverse of the triangle         normal       mean + deviation * N^-1(u)
//   lognormal    median exp(sigma N^-1(u))       values       the k-th of n, k = floor(u n)
// Normal and lognormal may be cut at `min` and `max`: u then runs between the values of the distribution function there.
// N^-1: Wichura's AS 241 (sim/base/random). Verified by tests/unit/study/design_test.cpp.
#pragma once

#include <cstddef>
#include <limits>

namespace netsuden {

enum class MarginalType { values, uniform, log_uniform, triangular, normal, lognormal };

struct Marginal {
  MarginalType type = MarginalType::uniform;
  double min = -std::numeric_limits<double>::infinity(), max = std::numeric_limits<double>::infinity();
  double middle = 0;  ///< mode, mean or median
  double spread = 0;  ///< deviation or sigma
  std::size_t count = 0;  ///< of values

  bool bounded() const { return type != MarginalType::normal && type != MarginalType::lognormal; }
};

/// Of values the index. Within min and max for u of [0, 1]; unbounded tails are infinite at 0 and 1.
double quantile(const Marginal&, double u);

}  // namespace netsuden
