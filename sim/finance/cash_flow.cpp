// SPDX-License-Identifier: Apache-2.0
#include "sim/finance/cash_flow.hpp"

#include <algorithm>
#include <cmath>

#include "sim/base/root.hpp"

namespace netsuden {

CashFlows yearly_flows(const std::vector<double>& values) {
  CashFlows flows;
  for (const double v : values) flows.push_back({static_cast<double>(flows.size()), v});
  return flows;
}

double discount_factor(double rate, double t_years) { return std::pow(1 + rate, -t_years); }

double npv(double rate, const CashFlows& flows) {
  double sum = 0;
  for (const CashFlow& f : flows) sum += f.value * discount_factor(rate, f.t_years);
  return sum;
}

std::vector<double> irr(const CashFlows& flows) {
  constexpr double low = 1e-3, high = 1e3;  // 1 + r
  constexpr int parts = 4000;
  const double step = std::pow(high / low, 1.0 / parts);
  const auto value = [&](double growth) { return npv(growth - 1, flows); };
  std::vector<double> roots;
  const auto any = [&](auto wanted) { return std::any_of(flows.begin(), flows.end(), [&](const CashFlow& f) { return wanted(f.value); }); };
  if (!any([](double v) { return v > 0; }) || !any([](double v) { return v < 0; })) return roots;
  double left = low, at_left = value(low);
  for (int i = 1; i <= parts; ++i) {
    const double right = low * std::pow(step, i), at_right = value(right);
    if (at_left == 0) roots.push_back(left - 1);
    else if (at_left * at_right < 0) {
      const double sign = at_left > 0 ? 1 : -1;
      roots.push_back(falling_root([&](double g) { return sign * value(g); }, left, right, sign * at_left, sign * at_right, 0) - 1);
    }
    left = right;
    at_left = at_right;
  }
  return roots;
}

std::optional<double> payback(CashFlows flows, double rate) {
  std::stable_sort(flows.begin(), flows.end(), [](const CashFlow& a, const CashFlow& b) { return a.t_years < b.t_years; });
  double sum = 0, before_t = 0;
  bool owed = false;
  for (std::size_t i = 0; i < flows.size();) {
    const double t = flows[i].t_years, before = sum;
    for (; i < flows.size() && flows[i].t_years == t; ++i) sum += flows[i].value * discount_factor(rate, t);
    if (owed && sum >= 0) return before_t + (t - before_t) * (-before / (sum - before));
    owed = owed || sum < 0;
    before_t = t;
  }
  return std::nullopt;
}

double capital_recovery(double rate, double years) {
  if (std::abs(rate) < 1e-12) return 1 / years;
  return rate / -std::expm1(-years * std::log1p(rate));
}

}  // namespace netsuden
