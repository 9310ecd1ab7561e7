// SPDX-License-Identifier: Apache-2.0
#include "sim/study/marginal.hpp"

#include <algorithm>
#include <cmath>

#include "sim/base/random.hpp"

namespace netsuden {
namespace {
double normal_cdf(double z) { return 0.5 * std::erfc(-z * 0.70710678118654752440); }

/// A standard normal deviate between two bounds.
double cut_normal(double u, double low, double high) {
  // In the upper tail the distribution function is 1 - small: count from above there.
  if (low > 0) return -cut_normal(1 - u, -high, -low);
  const double from = normal_cdf(low), to = normal_cdf(high);
  return std::clamp(normal_quantile(from + u * (to - from)), low, high);
}
}  // namespace

double quantile(const Marginal& m, double u) {
  switch (m.type) {
    case MarginalType::values:
      return m.count == 0 ? 0 : std::min(std::floor(u * static_cast<double>(m.count)), static_cast<double>(m.count - 1));
    case MarginalType::uniform: return std::clamp(m.min + u * (m.max - m.min), m.min, m.max);
    case MarginalType::log_uniform: return std::clamp(std::exp(std::log(m.min) + u * (std::log(m.max) - std::log(m.min))), m.min, m.max);
    case MarginalType::triangular: {
      const double width = m.max - m.min;
      if (u * width < m.middle - m.min) return m.min + std::sqrt(u * width * (m.middle - m.min));
      return m.max - std::sqrt((1 - u) * width * (m.max - m.middle));
    }
    case MarginalType::normal:
      if (!(m.spread > 0)) return m.middle;
      return std::clamp(m.middle + m.spread * cut_normal(u, (m.min - m.middle) / m.spread, (m.max - m.middle) / m.spread), m.min, m.max);
    case MarginalType::lognormal: {
      if (!(m.spread > 0)) return m.middle;
      const auto z = [&](double x) { return x > 0 ? std::log(x / m.middle) / m.spread : -std::numeric_limits<double>::infinity(); };
      return std::clamp(m.middle * std::exp(m.spread * cut_normal(u, z(m.min), z(m.max))), std::max(m.min, 0.0), m.max);
    }
  }
  return 0;
}

}  // namespace netsuden
