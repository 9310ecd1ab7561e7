// SPDX-License-Identifier: Apache-2.0
// Constant power behind a series impedance: the two nodes that every branch of a tree is.
//
//   V2^4 + (2 (R P + X Q) - V1^2) V2^2 + (R^2 + X^2)(P^2 + Q^2) = 0      upper root: the working point
// No root: more than goes through at any voltage; then V2 is taken as V1/2.
//
// Units: any that agree, SI or per unit. Source: Kirchhoff's law for V1 = V2 + (R + jX) conj(S/V2). Verified by
// tests/unit/power/cable_test.cpp, tests/unit/power/loss_test.cpp.
#pragma once

#include <cmath>

namespace netsuden {

struct SeriesFlow {
  bool carried = true;
  double end2 = 1;      ///< V2^2
  double current2 = 0;  ///< (P^2 + Q^2) / V2^2
};

/// P + jQ taken at the end, V1 at the beginning.
inline SeriesFlow series_flow(double r, double x, double p, double q, double v1) {
  const double s2 = p * p + q * q, b = v1 * v1 - 2 * (r * p + x * q), root = b * b - 4 * (r * r + x * x) * s2;
  SeriesFlow f;
  f.carried = root >= 0 && b > 0;
  f.end2 = f.carried ? 0.5 * (b + std::sqrt(root)) : 0.25 * v1 * v1;
  f.current2 = s2 / f.end2;
  return f;
}

}  // namespace netsuden
