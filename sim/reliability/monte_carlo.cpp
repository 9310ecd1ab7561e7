// SPDX-License-Identifier: Apache-2.0
#include "sim/reliability/monte_carlo.hpp"

#include <algorithm>
#include <cmath>

#include "sim/base/running_stats.hpp"

namespace netsuden {
namespace {

Estimate estimate(const RunningStats& s) { return {s.mean(), s.count() > 1 ? s.standard_error() : 0, s.count()}; }

}  // namespace

bool Estimate::agrees(double value, double errors) const {
  if (standard_error <= 0) return mean == value || value < 3.0 / static_cast<double>(std::max<std::int64_t>(1, samples));
  return std::abs(mean - value) <= errors * standard_error;
}

Estimate share_of(std::int64_t failed, std::int64_t samples) {
  const double n = static_cast<double>(samples), u = static_cast<double>(failed) / n;
  return {u, samples > 1 ? std::sqrt(u * (1 - u) / (n - 1)) : 0, samples};
}

Estimate sample_failures(const std::function<bool(RandomStream&)>& fails, std::int64_t samples, RandomStream& stream) {
  std::int64_t failed = 0;
  for (std::int64_t i = 0; i < samples; ++i) failed += fails(stream) ? 1 : 0;
  return share_of(failed, samples);
}

namespace {

/// From one change of state to the next, as a birth and death process; `visit(failed, from, until)` sees each.
template <class Visit>
void walk_group(const RepairableGroup& g, RandomStream& s, double until, const Visit& visit) {
  int failed = 0;
  for (double t = 0; t < until;) {
    const double out = g.failing(failed), back = g.returning(failed);
    const double next = t + s.exponential(1 / (out + back));
    if (!visit(failed, t, std::min(next, until))) return;
    t = next;
    failed += s.uniform() * (out + back) < out ? 1 : -1;
  }
}

}  // namespace

GroupHistory follow(const RepairableGroup& g, double length, int replications, RandomStream& s) {
  RunningStats down, failures;
  for (int r = 0; r < replications; ++r) {
    const double run_in = 10 / g.mu;
    double gone = 0;
    int times = 0, last = 0;
    walk_group(g, s, run_in + length, [&](int failed, double from, double until) {
      if (failed > g.n - g.k && until > run_in) {
        gone += until - std::max(from, run_in);
        if (last <= g.n - g.k && from > run_in) ++times;
      }
      last = failed;
      return true;
    });
    down.add(gone / length);
    failures.add(times / length);
  }
  return {estimate(down), estimate(failures)};
}

Estimate first_failure(const RepairableGroup& g, int replications, RandomStream& s) {
  RunningStats times;
  for (int r = 0; r < replications; ++r)
    walk_group(g, s, 1e300, [&](int failed, double from, double) {
      if (failed <= g.n - g.k) return true;
      times.add(from);
      return false;
    });
  return estimate(times);
}

GroupHistory follow_series(const std::vector<RepairableUnit>& units, double length, int replications, RandomStream& s) {
  RunningStats down, failures;
  for (int r = 0; r < replications; ++r) {
    struct State {
      bool up = true;
      double until = 0;
    };
    std::vector<State> states;
    double run_in = 0;
    for (const RepairableUnit& u : units) {
      states.push_back({true, s.exponential(1 / u.failure_rate)});
      run_in = std::max(run_in, 10 * u.repair_time);
    }
    double t = 0, gone = 0;
    int times = 0;
    std::size_t off = 0;
    while (t < run_in + length) {
      const auto next = static_cast<std::size_t>(std::min_element(states.begin(), states.end(), [](const State& a, const State& b) { return a.until < b.until; }) - states.begin());
      const double until = std::min(states[next].until, run_in + length);
      if (off > 0 && until > run_in) gone += until - std::max(t, run_in);
      t = states[next].until;
      State& x = states[next];
      x.up = !x.up;
      if (!x.up) {
        if (off == 0 && t > run_in && t < run_in + length) ++times;
        ++off;
      } else {
        --off;
      }
      x.until = t + s.exponential(x.up ? 1 / units[next].failure_rate : units[next].repair_time);
    }
    down.add(gone / length);
    failures.add(times / length);
  }
  return {estimate(down), estimate(failures)};
}

}  // namespace netsuden
