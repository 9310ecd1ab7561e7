// SPDX-License-Identifier: Apache-2.0
#include "sim/study/design.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

#include "sim/base/random.hpp"
#include "sim/study/sequence.hpp"

namespace netsuden {
namespace {

constexpr double as_base = std::numeric_limits<double>::quiet_NaN();

std::vector<std::size_t> permutation(std::size_t n, RandomStream& random) {
  std::vector<std::size_t> p(n);
  std::iota(p.begin(), p.end(), std::size_t{0});
  for (std::size_t i = n; i > 1; --i) std::swap(p[i - 1], p[random.below(i)]);
  return p;
}

Design one_hypercube(std::size_t rows, std::size_t columns, RandomStream& random) {
  Design d{columns, std::vector<double>(rows * columns)};
  for (std::size_t j = 0; j < columns; ++j) {
    const auto slice = permutation(rows, random);
    for (std::size_t i = 0; i < rows; ++i) d.u[i * columns + j] = (static_cast<double>(slice[i]) + random.uniform()) / static_cast<double>(rows);
  }
  return d;
}

/// Squared distance of the two nearest points.
double nearest(const Design& d, double stop_below) {
  double best = std::numeric_limits<double>::infinity();
  for (std::size_t a = 0; a < d.rows(); ++a)
    for (std::size_t b = a + 1; b < d.rows(); ++b) {
      double s = 0;
      for (std::size_t j = 0; j < d.columns && s < best; ++j) s += (d.at(a, j) - d.at(b, j)) * (d.at(a, j) - d.at(b, j));
      best = std::min(best, s);
      if (best < stop_below) return best;
    }
  return best;
}

}  // namespace

Design full_grid(const Levels& levels) {
  Design d{levels.size(), {}};
  std::size_t rows = 1;
  for (const auto& l : levels) rows *= l.size();
  d.u.resize(rows * levels.size());
  for (std::size_t i = 0; i < rows; ++i) {
    std::size_t left = i;
    for (std::size_t j = levels.size(); j-- > 0;) {
      d.u[i * d.columns + j] = levels[j][left % levels[j].size()];
      left /= levels[j].size();
    }
  }
  return d;
}

Design one_at_a_time(const Levels& levels) {
  Design d{levels.size(), std::vector<double>(levels.size(), as_base)};
  for (std::size_t j = 0; j < levels.size(); ++j)
    for (const double u : levels[j]) {
      d.u.resize(d.u.size() + d.columns, as_base);
      d.u[d.u.size() - d.columns + j] = u;
    }
  return d;
}

Design latin_hypercube(std::size_t rows, std::size_t columns, std::uint64_t seed) {
  RandomStream random(seed, "latin hypercube");
  Design best = one_hypercube(rows, columns, random);
  // Effort in proportion: about 1e8 distances in all.
  const double pairs = 0.5 * static_cast<double>(rows) * static_cast<double>(rows);
  const int tries = static_cast<int>(std::clamp(2e7 / std::max(1.0, pairs), 1.0, 50.0));
  double distance = tries > 1 ? nearest(best, 0) : 0;
  for (int k = 1; k < tries; ++k) {
    Design other = one_hypercube(rows, columns, random);
    const double x = nearest(other, distance);
    if (x <= distance) continue;
    distance = x;
    best = std::move(other);
  }
  return best;
}

Design sobol_design(std::size_t rows, std::size_t columns, std::uint64_t seed) { return {columns, sobol_points(rows, columns, seed)}; }

Design monte_carlo(std::size_t rows, const std::vector<std::string>& names, std::uint64_t seed) {
  Design d{names.size(), std::vector<double>(rows * names.size())};
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t j = 0; j < names.size(); ++j) {
      RandomStream random(seed, names[j] + " row " + std::to_string(i));
      d.u[i * d.columns + j] = std::max(random.uniform(), 0x1p-54);
    }
  return d;
}

Design morris(std::size_t trajectories, std::size_t columns, std::size_t levels, std::uint64_t seed) {
  RandomStream random(seed, "morris");
  const double step = 1.0 / static_cast<double>(levels - 1);
  const std::size_t jump = levels / 2;  // p / (2 (p - 1)) in steps
  Design d{columns, {}};
  d.u.reserve(trajectories * (columns + 1) * columns);
  for (std::size_t t = 0; t < trajectories; ++t) {
    std::vector<double> at(columns), to(columns);
    for (std::size_t j = 0; j < columns; ++j) {
      const std::size_t low = random.below(levels - jump);
      at[j] = static_cast<double>(low) * step;
      to[j] = static_cast<double>(low + jump) * step;
      if (random.below(2) == 1) std::swap(at[j], to[j]);
    }
    d.u.insert(d.u.end(), at.begin(), at.end());
    for (const std::size_t j : permutation(columns, random)) {
      at[j] = to[j];
      d.u.insert(d.u.end(), at.begin(), at.end());
    }
  }
  return d;
}

Design saltelli(std::size_t samples, std::size_t columns, bool second_order, std::uint64_t seed) {
  const std::vector<double> both = sobol_points(samples, 2 * columns, seed);
  Design d{columns, {}};
  d.u.reserve(samples * (columns * (second_order ? 2 : 1) + 2) * columns);
  for (std::size_t i = 0; i < samples; ++i) {
    const double* a = both.data() + i * 2 * columns;
    const double* b = a + columns;
    const auto mixed = [&](const double* most, const double* one) {
      for (std::size_t j = 0; j < columns; ++j) {
        d.u.insert(d.u.end(), most, most + columns);
        d.u[d.u.size() - columns + j] = one[j];
      }
    };
    d.u.insert(d.u.end(), a, a + columns);
    mixed(a, b);
    if (second_order) mixed(b, a);
    d.u.insert(d.u.end(), b, b + columns);
  }
  return d;
}

bool correlate(Design& d, const std::vector<double>& rank) {
  const std::size_t n = d.columns;
  std::vector<double> l(n * n, 0);  // Cholesky factor of the correlation of the normal variables
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j <= i; ++j) {
      double s = i == j ? 1.0 : 2 * std::sin(std::numbers::pi * rank[i * n + j] / 6);
      for (std::size_t k = 0; k < j; ++k) s -= l[i * n + k] * l[j * n + k];
      if (i == j && !(s > 1e-12)) return false;
      l[i * n + j] = i == j ? std::sqrt(s) : s / l[j * n + j];
    }
  std::vector<double> z(n);
  for (std::size_t r = 0; r < d.rows(); ++r) {
    for (std::size_t j = 0; j < n; ++j) z[j] = normal_quantile(d.at(r, j));
    for (std::size_t i = 0; i < n; ++i) {
      bool alone = true;
      double x = 0;
      for (std::size_t j = 0; j <= i; ++j) {
        x += l[i * n + j] * z[j];
        alone = alone && (i == j || l[i * n + j] == 0);
      }
      if (!alone) d.u[r * n + i] = std::clamp(0.5 * std::erfc(-x / std::numbers::sqrt2), 0x1p-54, 1 - 0x1p-53);
    }
  }
  return true;
}

}  // namespace netsuden
