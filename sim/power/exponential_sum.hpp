// SPDX-License-Identifier: Apache-2.0
// When a sum of decaying exponentials first reaches zero.
//
//   f(t) = sum_i a_i e^(-r_i t),  r_i >= 0   (a constant is a term with rate 0)
//
// f e^(r_0 t) loses its term 0 when it is differentiated, so by Rolle's theorem the zeros of f are separated by those
// of a sum with one term less. The recursion ends at a single term, which has none; between two separators the function
// is monotone and bisection finds its zero to the last bit. Hence the first crossing is found even where f overshoots
// and comes back. Range: distinct rates; more than about six terms lose accuracy. Verified by
// tests/unit/power/transformer_thermal_test.cpp.
#pragma once

#include <vector>

namespace netsuden {

struct ExponentialTerm {
  double amplitude = 0, rate = 0;
};

double exponential_sum(const std::vector<ExponentialTerm>&, double t);
/// Zeros for t > 0, rising.
std::vector<double> exponential_sum_zeros(std::vector<ExponentialTerm>);
/// The first t >= 0 with f(t) >= 0, or infinity.
double first_not_negative(const std::vector<ExponentialTerm>&);

}  // namespace netsuden
