// SPDX-License-Identifier: Apache-2.0
#include "sim/study/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace netsuden {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// The continued fraction of the incomplete beta function (Lentz).
double beta_fraction(double a, double b, double x) {
  constexpr double tiny = 1e-300;
  double c = 1, d = 1 - (a + b) * x / (a + 1);
  d = 1 / (std::abs(d) < tiny ? tiny : d);
  double h = d;
  for (int m = 1; m <= 100'000; ++m) {
    const auto step = [&](double numerator) {
      d = 1 + numerator * d;
      d = 1 / (std::abs(d) < tiny ? tiny : d);
      c = 1 + numerator / c;
      if (std::abs(c) < tiny) c = tiny;
      h *= d * c;
      return d * c;
    };
    step(m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)));
    if (std::abs(step(-(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))) - 1) < 1e-16) break;
  }
  return h;
}

std::vector<double> mid_ranks(const std::vector<double>& v) {
  std::vector<std::size_t> order(v.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return v[a] < v[b]; });
  std::vector<double> rank(v.size());
  for (std::size_t i = 0; i < order.size();) {
    std::size_t j = i;
    while (j < order.size() && v[order[j]] == v[order[i]]) ++j;
    for (std::size_t k = i; k < j; ++k) rank[order[k]] = 0.5 * static_cast<double>(i + j - 1);
    i = j;
  }
  return rank;
}

}  // namespace

double incomplete_beta(double a, double b, double x) {
  if (!(x > 0)) return 0;
  if (!(x < 1)) return 1;
  const double front = std::exp(std::lgamma(a + b) - std::lgamma(a) - std::lgamma(b) + a * std::log(x) + b * std::log1p(-x));
  return x < (a + 1) / (a + b + 2) ? front * beta_fraction(a, b, x) / a : 1 - front * beta_fraction(b, a, 1 - x) / b;
}

double student_quantile(double p, double n) {
  if (!(n > 0) || !(p > 0) || !(p < 1)) return nan;
  if (p < 0.5) return -student_quantile(1 - p, n);
  // P(|T| > t) = I_y(n/2, 1/2) with y = n / (n + t^2): bisect on y.
  double low = 0, high = 1;
  for (int i = 0; i < 200; ++i) {
    const double y = 0.5 * (low + high);
    (incomplete_beta(n / 2, 0.5, y) < 2 * (1 - p) ? low : high) = y;
  }
  const double y = 0.5 * (low + high);
  return std::sqrt(n * (1 - y) / y);
}

double binomial_cdf(double k, double n, double p) {
  if (k < 0) return 0;
  if (k >= n) return 1;
  return incomplete_beta(n - std::floor(k), std::floor(k) + 1, 1 - p);
}

MeanEstimate estimate_mean(std::span<const double> values, double confidence) {
  MeanEstimate e;
  double sum = 0;
  for (const double x : values)
    if (!std::isnan(x)) {
      sum += x;
      ++e.count;
    }
  const auto n = static_cast<double>(e.count);
  e.mean = e.count > 0 ? sum / n : nan;
  double squares = 0;
  for (const double x : values)
    if (!std::isnan(x)) squares += (x - e.mean) * (x - e.mean);
  e.deviation = e.count > 1 ? std::sqrt(squares / (n - 1)) : nan;
  e.half_width = e.count > 1 ? student_quantile(0.5 + confidence / 2, n - 1) * e.deviation / std::sqrt(n) : nan;
  return e;
}

double sorted_quantile(std::span<const double> x, double p) {
  if (x.empty()) return nan;
  const double at = std::clamp(p, 0.0, 1.0) * static_cast<double>(x.size() - 1);
  const auto i = static_cast<std::size_t>(at);
  const double part = at - static_cast<double>(i);
  return part > 0 && i + 1 < x.size() && x[i + 1] != x[i] ? x[i] + part * (x[i + 1] - x[i]) : x[i];
}

QuantileEstimate estimate_quantile(std::span<const double> x, double p, double confidence) {
  QuantileEstimate q{p, sorted_quantile(x, p), nan, nan};
  const auto n = static_cast<double>(x.size());
  const double tail = (1 - confidence) / 2;
  // The last count whose lower tail is small enough, and the first whose upper tail is.
  const auto first_above = [&](double level) {  // smallest k with P(B <= k) > level
    double low = -1, high = n;
    while (high - low > 1) {
      const double k = std::floor(0.5 * (low + high));
      (binomial_cdf(k, n, p) > level ? high : low) = k;
    }
    return high;
  };
  if (x.empty()) return q;
  const double l = first_above(tail);           // P(B <= l - 1) <= tail: the l-th order statistic
  const double u = first_above(1 - tail - 1e-15) + 1;  // P(B <= u - 1) >= 1 - tail: the u-th
  if (l >= 1) q.low = x[static_cast<std::size_t>(l) - 1];
  if (u <= n) q.high = x[static_cast<std::size_t>(u) - 1];
  return q;
}

std::vector<double> sorted_numbers(std::span<const double> values) {
  std::vector<double> v;
  v.reserve(values.size());
  for (const double x : values)
    if (!std::isnan(x)) v.push_back(x);
  std::sort(v.begin(), v.end());
  return v;
}

double rank_correlation(std::span<const double> x, std::span<const double> y) {
  std::vector<double> a, b;
  for (std::size_t i = 0; i < x.size() && i < y.size(); ++i)
    if (!std::isnan(x[i]) && !std::isnan(y[i])) {
      a.push_back(x[i]);
      b.push_back(y[i]);
    }
  if (a.size() < 3) return nan;
  a = mid_ranks(a);
  b = mid_ranks(b);
  const double middle = 0.5 * static_cast<double>(a.size() - 1);
  double ab = 0, aa = 0, bb = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    ab += (a[i] - middle) * (b[i] - middle);
    aa += (a[i] - middle) * (a[i] - middle);
    bb += (b[i] - middle) * (b[i] - middle);
  }
  return aa > 0 && bb > 0 ? ab / std::sqrt(aa * bb) : nan;
}

}  // namespace netsuden
