// SPDX-License-Identifier: Apache-2.0
#include "app/study_results.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/base/random.hpp"

namespace netsuden::app {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN(), inf = std::numeric_limits<double>::infinity();

bool gave_numbers(const RunOutcome& o) { return o.status == "complete" || o.status == "invalid"; }

MetricResult result_of(const Metric& m, const StudyRuns& runs, std::size_t k, double confidence) {
  MetricResult r;
  r.metric = m;
  std::vector<double> v = runs.metric(k);
  r.mean = estimate_mean(v, confidence);
  if (m.date) {  // a run in which it does not come has it after all others
    std::size_t never = 0, all = 0;
    for (std::size_t i = 0; i < v.size(); ++i) {
      if (!gave_numbers(runs.of[i])) continue;
      ++all;
      if (!std::isnan(v[i])) continue;
      v[i] = inf;
      ++never;
    }
    r.share_never = all > 0 ? static_cast<double>(never) / static_cast<double>(all) : nan;
  }
  const auto sorted = sorted_numbers(v);
  r.min = sorted.empty() ? nan : sorted.front();
  r.max = sorted.empty() ? nan : sorted.back();
  r.p10 = estimate_quantile(sorted, 0.1, confidence);
  r.p50 = estimate_quantile(sorted, 0.5, confidence);
  r.p90 = estimate_quantile(sorted, 0.9, confidence);
  return r;
}

/// A metric by row of the design: the mean of its replications.
std::vector<double> by_row(const Study& s, const std::vector<double>& runs) {
  const auto n = static_cast<std::size_t>(s.spec.replications);
  std::vector<double> out((runs.size() + n - 1) / n, nan);
  for (std::size_t r = 0; r < out.size(); ++r) {
    double sum = 0;
    std::size_t count = 0;
    for (std::size_t k = r * n; k < std::min(runs.size(), (r + 1) * n); ++k)
      if (!std::isnan(runs[k])) {
        sum += runs[k];
        ++count;
      }
    if (count > 0) out[r] = sum / static_cast<double>(count);
  }
  return out;
}

void tornado(const Study& s, const std::vector<double>& y, std::vector<std::vector<double>>& of, std::vector<double>& size) {
  const double base = y.empty() ? nan : y[0];
  for (std::size_t j = 0; j < s.parameters.size(); ++j) {
    double low = nan, high = nan, low_at = nan, high_at = nan;
    bool first = true;
    for (std::size_t r = 1; r < y.size() && r < s.rows(); ++r) {
      const double u = s.design.at(r, j);
      if (std::isnan(u)) continue;
      if (first) {
        low = y[r];
        low_at = s.parameters[j].number(u);
      }
      first = false;
      high = y[r];
      high_at = s.parameters[j].number(u);
    }
    of.push_back({low_at, high_at, low, base, high});
    size.push_back(std::max({low, base, high}) - std::min({low, base, high}));
  }
}

void ranks(const Study& s, const std::vector<double>& runs, double confidence, std::vector<std::vector<double>>& of, std::vector<double>& size) {
  const double z = normal_quantile(0.5 + confidence / 2);
  for (std::size_t j = 0; j < s.parameters.size(); ++j) {
    std::vector<double> x(runs.size());
    std::size_t n = 0;
    for (std::size_t i = 0; i < runs.size(); ++i) {
      x[i] = s.parameters[j].number(s.design.at(s.row_of(i), j));
      n += std::isnan(runs[i]) || std::isnan(x[i]) ? 0 : 1;
    }
    const double rho = rank_correlation(x, runs);
    // Fisher's transform with the variance of Fieller, Hartley and Pearson (1957).
    const double half = n > 3 ? z * std::sqrt(1.06 / static_cast<double>(n - 3)) : nan;
    const double bounded = std::clamp(rho, -1 + 1e-12, 1 - 1e-12);
    of.push_back({rho, std::tanh(std::atanh(bounded) - half), std::tanh(std::atanh(bounded) + half)});
    size.push_back(std::abs(rho));
  }
}

}  // namespace

std::size_t StudyRuns::count(const std::string& wanted) const {
  return static_cast<std::size_t>(std::count_if(of.begin(), of.end(), [&](const RunOutcome& o) { return o.status == wanted; }));
}

std::size_t StudyRuns::done() const { return of.size() - count(""); }

std::vector<double> StudyRuns::metric(std::size_t k) const {
  std::vector<double> v(of.size(), nan);
  for (std::size_t i = 0; i < of.size(); ++i)
    if (k < of[i].metrics.size()) v[i] = of[i].metrics[k];
  return v;
}

StudyResults results_of(const StudyWork& work, const StudyRuns& runs) {
  const Study& s = *work.study;
  const double confidence = s.spec.confidence.value();
  StudyResults out;
  Effects& e = out.effects;
  switch (s.spec.design.type) {
    case DesignType::one_at_a_time:
      e.kind = EffectKind::tornado;
      e.columns = {{"low_setting", "lowest value of the parameter"}, {"high_setting", "highest value of the parameter"}, {"at_low", "metric at the lowest value", true},
                   {"at_base", "metric of the base scenario", true}, {"at_high", "metric at the highest value", true}};
      break;
    case DesignType::morris:
      e.kind = EffectKind::morris;
      e.columns = {{"mu", "mean effect of a way through the whole range", true}, {"mu_star", "mean size of the effect", true},
                   {"mu_star_half_width", "half of the interval of mu_star, 95 %", true}, {"sigma", "deviation of the effect: curvature and interaction", true}};
      break;
    case DesignType::saltelli:
      e.kind = EffectKind::sobol;
      e.columns = {{"first_order", "share of the variance that the parameter explains alone"}, {"first_order_half_width", "half of its interval, 95 %"},
                   {"total", "share of the variance in which the parameter takes part"}, {"total_half_width", "half of its interval, 95 %"}};
      break;
    case DesignType::latin_hypercube:
    case DesignType::sobol:
    case DesignType::monte_carlo:
      e.kind = EffectKind::rank_correlation;
      e.columns = {{"rank_correlation", "of parameter and metric (Spearman)"}, {"rank_correlation_low", "lower end of its interval"}, {"rank_correlation_high", "upper end of its interval"}};
      break;
    case DesignType::grid:
    case DesignType::list: break;
  }
  if (s.parameters.empty()) e = {};
  for (std::size_t k = 0; k < work.outputs.size(); ++k) {
    out.metrics.push_back(result_of(work.outputs[k], runs, k, confidence));
    if (e.kind == EffectKind::none) continue;
    e.of.emplace_back();
    e.size.emplace_back();
    auto& of = e.of.back();
    auto& size = e.size.back();
    const auto values = runs.metric(k);
    const auto rows = by_row(s, values);
    if (e.kind == EffectKind::tornado) tornado(s, rows, of, size);
    if (e.kind == EffectKind::rank_correlation) ranks(s, values, confidence, of, size);
    if (e.kind == EffectKind::morris)
      for (const MorrisEffect& m : morris_effects(s.design.u, rows, s.parameters.size(), s.spec.seed)) {
        of.push_back({m.mu, m.mu_star, m.mu_star_half_width, m.sigma});
        size.push_back(m.mu_star);
      }
    if (e.kind == EffectKind::sobol) {
      out.sobol.push_back(sobol_indices(rows, s.parameters.size(), s.spec.design.second_order, s.spec.seed));
      const SobolIndices& i = out.sobol.back();
      for (std::size_t j = 0; j < s.parameters.size(); ++j) {
        of.push_back({i.first[j].value, i.first[j].half_width, i.total[j].value, i.total[j].half_width});
        size.push_back(i.total[j].value);
      }
    }
  }
  return out;
}

std::optional<std::string> stop_after(const StudyWork& work, const std::vector<RunOutcome>& of, std::size_t runs) {
  const StopSpec& stop = *work.study->spec.stop;
  std::size_t k = 0;
  while (k < work.outputs.size() && work.outputs[k].name != stop.output) ++k;
  if (k == work.outputs.size()) return std::nullopt;
  std::vector<double> v(runs, nan);
  for (std::size_t i = 0; i < runs; ++i) v[i] = of[i].metrics[k];
  const MeanEstimate e = estimate_mean(v, stop.confidence.value());
  if (e.count < static_cast<std::size_t>(std::max(2, stop.at_least))) return std::nullopt;
  const double wanted = std::max(stop.half_width, stop.relative * std::abs(e.mean));
  if (!(e.half_width <= wanted)) return std::nullopt;
  return fmt::format("{}: {:.5g} +- {:.2g} ({:.0f} %) after {} runs, {:.2g} was asked for", stop.output, e.mean, e.half_width, 100 * stop.confidence.value(), runs, wanted);
}

}  // namespace netsuden::app
