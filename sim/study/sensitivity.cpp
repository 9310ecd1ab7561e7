// SPDX-License-Identifier: Apache-2.0
#include "sim/study/sensitivity.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "sim/base/random.hpp"

namespace netsuden {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr int resamplings = 1000;

/// The values of one sample of the design: A, A_B^1 ... A_B^d, B_A^1 ... B_A^d, B.
struct Blocks {
  const double* y;
  std::size_t size, parameters;
  double a(std::size_t i) const { return y[i * size]; }
  double ab(std::size_t i, std::size_t j) const { return y[i * size + 1 + j]; }
  double ba(std::size_t i, std::size_t j) const { return y[i * size + 1 + parameters + j]; }
  double b(std::size_t i) const { return y[i * size + size - 1]; }
};

/// First, total, then second order, of the samples `chosen`.
void indices(const Blocks& f, const std::vector<std::size_t>& chosen, bool second, double& variance, std::vector<double>& out) {
  const auto n = static_cast<double>(chosen.size());
  const std::size_t d = f.parameters;
  double mean = 0, squares = 0;
  for (const std::size_t i : chosen) mean += f.a(i) + f.b(i);
  mean /= 2 * n;
  for (const std::size_t i : chosen) squares += (f.a(i) - mean) * (f.a(i) - mean) + (f.b(i) - mean) * (f.b(i) - mean);
  variance = squares / (2 * n);
  out.assign(2 * d + (second ? d * (d - 1) / 2 : 0), 0);
  for (const std::size_t i : chosen) {
    const double a = f.a(i), b = f.b(i) - mean;
    for (std::size_t j = 0; j < d; ++j) {
      const double change = f.ab(i, j) - a;
      out[j] += b * change;
      out[d + j] += 0.5 * change * change;
    }
    if (!second) continue;
    std::size_t k = 2 * d;
    for (std::size_t p = 0; p < d; ++p)
      for (std::size_t q = p + 1; q < d; ++q) out[k++] += (f.ba(i, p) - mean) * (f.ab(i, q) - mean) - (a - mean) * b;
  }
  for (double& x : out) x = variance > 0 ? x / (n * variance) : nan;
  if (!second) return;
  std::size_t k = 2 * d;
  for (std::size_t p = 0; p < d; ++p)
    for (std::size_t q = p + 1; q < d; ++q) out[k++] -= out[p] + out[q];
}

}  // namespace

SobolIndices sobol_indices(std::span<const double> y, std::size_t parameters, bool second_order, std::uint64_t seed) {
  const std::size_t d = parameters, size = (second_order ? 2 : 1) * d + 2, n = y.size() / size;
  const Blocks f{y.data(), size, d};
  SobolIndices out;
  std::vector<std::size_t> good;
  for (std::size_t i = 0; i < n; ++i) {
    bool whole = true;
    for (std::size_t k = 0; k < size; ++k) whole = whole && std::isfinite(y[i * size + k]);
    if (whole) good.push_back(i);
  }
  out.samples = good.size();
  out.left_out = n - good.size();
  const std::size_t pairs = second_order ? d * (d - 1) / 2 : 0;
  out.first.assign(d, {nan, nan});
  out.total.assign(d, {nan, nan});
  out.second.assign(pairs, {nan, nan});
  out.mean = out.variance = nan;
  if (good.size() < 2) return out;
  double sum = 0;
  for (const std::size_t i : good) sum += f.a(i) + f.b(i);
  out.mean = sum / (2 * static_cast<double>(good.size()));
  std::vector<double> value, again;
  indices(f, good, second_order, out.variance, value);
  std::vector<double> m1(value.size(), 0), m2(value.size(), 0);
  RandomStream random(seed, "bootstrap");
  std::vector<std::size_t> chosen(good.size());
  int counted = 0;
  for (int r = 0; r < resamplings; ++r) {
    for (auto& c : chosen) c = good[random.below(good.size())];
    double variance = 0;
    indices(f, chosen, second_order, variance, again);
    if (!(variance > 0)) continue;
    ++counted;
    for (std::size_t k = 0; k < value.size(); ++k) {
      const double x = again[k] - value[k];
      m1[k] += x;
      m2[k] += x * x;
    }
  }
  const auto index = [&](std::size_t k) {
    const double m = m1[k] / counted;
    return Index{value[k], counted > 1 ? 1.959963984540054 * std::sqrt(std::max(0.0, (m2[k] - counted * m * m) / (counted - 1))) : nan};
  };
  for (std::size_t j = 0; j < d; ++j) {
    out.first[j] = index(j);
    out.total[j] = index(d + j);
  }
  for (std::size_t k = 0; k < pairs; ++k) out.second[k] = index(2 * d + k);
  return out;
}

std::vector<MorrisEffect> morris_effects(std::span<const double> u, std::span<const double> y, std::size_t d, std::uint64_t seed) {
  std::vector<std::vector<double>> effects(d);
  const std::size_t rows = y.size();
  for (std::size_t start = 0; start + d < rows; start += d + 1)
    for (std::size_t k = start; k < start + d; ++k)
      for (std::size_t j = 0; j < d; ++j) {
        const double step = u[(k + 1) * d + j] - u[k * d + j];
        if (step == 0) continue;
        const double effect = (y[k + 1] - y[k]) / step;
        if (std::isfinite(effect)) effects[j].push_back(effect);
      }
  std::vector<MorrisEffect> out(d, {nan, nan, nan, nan});
  for (std::size_t j = 0; j < d; ++j) {
    const auto& e = effects[j];
    if (e.empty()) continue;
    const auto n = static_cast<double>(e.size());
    double sum = 0, absolute = 0, squares = 0;
    for (const double x : e) {
      sum += x;
      absolute += std::abs(x);
    }
    MorrisEffect& m = out[j];
    m.mu = sum / n;
    m.mu_star = absolute / n;
    if (e.size() < 2) continue;
    for (const double x : e) squares += (x - m.mu) * (x - m.mu);
    m.sigma = std::sqrt(squares / (n - 1));
    RandomStream random(seed, "bootstrap " + std::to_string(j));
    double m1 = 0, m2 = 0;
    for (int r = 0; r < resamplings; ++r) {
      double mean = 0;
      for (std::size_t i = 0; i < e.size(); ++i) mean += std::abs(e[random.below(e.size())]);
      mean = mean / n - m.mu_star;
      m1 += mean;
      m2 += mean * mean;
    }
    m.mu_star_half_width = 1.959963984540054 * std::sqrt(std::max(0.0, (m2 - m1 * m1 / resamplings) / (resamplings - 1)));
  }
  return out;
}

}  // namespace netsuden
