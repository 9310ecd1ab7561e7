// SPDX-License-Identifier: Apache-2.0
#include "sim/power/exponential_sum.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace netsuden {

double exponential_sum(const std::vector<ExponentialTerm>& terms, double t) {
  double sum = 0;
  for (const auto& [amplitude, rate] : terms) sum += amplitude * std::exp(-rate * t);
  return sum;
}

namespace {

double bisect(const std::vector<ExponentialTerm>& f, double a, double b) {
  const bool rising = exponential_sum(f, a) < 0;
  for (double m = 0.5 * (a + b); m > a && m < b; m = 0.5 * (a + b)) ((exponential_sum(f, m) < 0) == rising ? a : b) = m;
  return b;
}

}  // namespace

std::vector<double> exponential_sum_zeros(std::vector<ExponentialTerm> terms) {
  std::sort(terms.begin(), terms.end(), [](const auto& a, const auto& b) { return a.rate < b.rate; });
  std::vector<ExponentialTerm> f;  // merged, without empty terms
  for (const ExponentialTerm& term : terms) {
    if (!f.empty() && f.back().rate == term.rate)
      f.back().amplitude += term.amplitude;
    else if (term.amplitude != 0)
      f.push_back(term);
  }
  std::erase_if(f, [](const ExponentialTerm& term) { return term.amplitude == 0; });
  if (f.size() < 2) return {};
  const double slowest = f.front().rate;
  for (ExponentialTerm& term : f) term.rate -= slowest;  // same zeros
  std::vector<ExponentialTerm> derivative(f.begin() + 1, f.end());
  for (ExponentialTerm& term : derivative) term.amplitude *= -term.rate;
  std::vector<double> knots = exponential_sum_zeros(derivative);
  knots.insert(knots.begin(), 0.0);
  // Beyond the last knot f is monotone towards its constant; there the fastest-fading term left is e^-80 of its size.
  knots.push_back(knots.back() + 80 / f[1].rate);
  std::vector<double> zeros;
  for (std::size_t i = 0; i + 1 < knots.size(); ++i) {
    const double a = exponential_sum(f, knots[i]), b = exponential_sum(f, knots[i + 1]);
    if ((a < 0) != (b < 0)) zeros.push_back(bisect(f, knots[i], knots[i + 1]));
  }
  return zeros;
}

double first_not_negative(const std::vector<ExponentialTerm>& terms) {
  if (exponential_sum(terms, 0) >= 0) return 0;
  const auto zeros = exponential_sum_zeros(terms);
  return zeros.empty() ? std::numeric_limits<double>::infinity() : zeros.front();
}

}  // namespace netsuden
