// SPDX-License-Identifier: Apache-2.0
#include "sim/workload/job_usage.hpp"

#include <algorithm>
#include <utility>

namespace netsuden {

double usage_factor(const std::vector<UsageShare>& jobs, double used) {
  if (jobs.empty()) return 1;
  if (!(used > 0)) return 0;
  double full = 0, rest = 0;
  for (const UsageShare& j : jobs) rest += j.w * j.u;
  for (const UsageShare& j : jobs) {  // those before it are at full use
    const double k = (used - full) / rest;
    if (k * j.u <= 1) return k;
    full += j.w;
    rest -= j.w * j.u;
  }
  return 1 / jobs.back().u;
}

UsageFactors usage_factors(std::vector<LoggedRun> runs, const StepSeries& used, double end_s) {
  UsageFactors out;
  std::sort(runs.begin(), runs.end(), [](const LoggedRun& a, const LoggedRun& b) { return a.start_s < b.start_s; });
  const auto& times = used.times();
  std::vector<double> factors;
  std::vector<std::size_t> active;
  std::size_t next = 0;
  for (std::size_t i = 0; i < times.size(); ++i) {
    const double from = times[i], to = i + 1 < times.size() ? times[i + 1] : std::max(end_s, from);
    while (next < runs.size() && runs[next].start_s < to) active.push_back(next++);
    std::erase_if(active, [&](std::size_t r) { return runs[r].start_s + runs[r].run_s <= from; });
    std::vector<UsageShare> jobs;
    double most = 0;
    for (const std::size_t r : active) {
      const double part = to > from ? (std::min(to, runs[r].start_s + runs[r].run_s) - std::max(from, runs[r].start_s)) / (to - from) : 0;
      if (!(part > 0) || !(runs[r].utilisation > 0)) continue;
      jobs.push_back({part * runs[r].nodes, runs[r].utilisation});
      most += jobs.back().w;
    }
    std::sort(jobs.begin(), jobs.end(), [](const UsageShare& a, const UsageShare& b) { return a.u > b.u; });
    const double want = used.values()[i];
    factors.push_back(usage_factor(jobs, want));
    out.used_s += want * (to - from);
    out.unplaced_s += std::max(0.0, want - most) * (to - from);
  }
  out.factor = StepSeries(times, std::move(factors));
  return out;
}

}  // namespace netsuden
