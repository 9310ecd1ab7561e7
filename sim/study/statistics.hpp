// SPDX-License-Identifier: Apache-2.0
// What many runs say together: mean with its confidence, quantiles with theirs, rank correlation.
//
//   mean +- t(1 - a/2, n - 1) s / sqrt(n)                          independent runs
//   quantile p: linear between order statistics at (n - 1) p        (R's type 7, NumPy's default)
//   its interval: order statistics l, u with P(B < l) <= a/2 and P(B >= u) <= a/2, B binomial(n, p): no assumption on the distribution
//   rank correlation: Pearson's of mid-ranks (Spearman)
//
// Source: R. J. Hyndman, Y. Fan, "Sample quantiles in statistical packages", The American Statistician 50, 1996; W. J. Conover, "Practical
// Nonparametric Statistics", 3rd ed. 1999, 3.2; incomplete beta function by its continued fraction (Abramowitz and Stegun 26.5.8).
// Values that are not numbers are left out, and counted; infinity takes part (a date that never comes).
// Verified by tests/unit/study/statistics_test.cpp.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace netsuden {

/// I_x(a, b), regularised; relative error about 1e-14.
double incomplete_beta(double a, double b, double x);
/// The t below which a Student variable lies with probability p.
double student_quantile(double p, double degrees_of_freedom);
/// P(B <= k) for a binomial variable of n trials.
double binomial_cdf(double k, double n, double p);

struct MeanEstimate {
  std::size_t count = 0;
  double mean = 0, deviation = 0, half_width = 0;  ///< NaN where there are too few values
};
MeanEstimate estimate_mean(std::span<const double> values, double confidence);

struct QuantileEstimate {
  double p = 0, value = 0, low = 0, high = 0;  ///< interval NaN where there are too few values for it
};
/// Of a sorted sample without NaN.
double sorted_quantile(std::span<const double> sorted, double p);
QuantileEstimate estimate_quantile(std::span<const double> sorted, double p, double confidence);

/// The values that are numbers, in order of size.
std::vector<double> sorted_numbers(std::span<const double> values);

/// Of pairs of which both are numbers; NaN for fewer than three or where one side does not vary.
double rank_correlation(std::span<const double> x, std::span<const double> y);

}  // namespace netsuden
