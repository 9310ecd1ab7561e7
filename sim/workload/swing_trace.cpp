// SPDX-License-Identifier: Apache-2.0
#include "sim/workload/swing_trace.hpp"

#include <algorithm>

namespace netsuden {

namespace {

double between(const SwingPoint& a, const SwingPoint& b, double t_s) {
  return b.t_s > a.t_s ? a.p_w + (b.p_w - a.p_w) * ((t_s - a.t_s) / (b.t_s - a.t_s)) : b.p_w;
}

}  // namespace

double trace_value(const SwingTrace& trace, double t_s) {
  if (trace.empty()) return 0;
  if (t_s <= trace.front().t_s) return trace.front().p_w;
  const auto after =
      std::upper_bound(trace.begin(), trace.end(), t_s, [](double t, const SwingPoint& p) { return t < p.t_s; });
  return after == trace.end() ? trace.back().p_w : between(*(after - 1), *after, t_s);
}

double trace_energy_j(const SwingTrace& trace) {
  double sum = 0;
  for (std::size_t i = 1; i < trace.size(); ++i)
    sum += 0.5 * (trace[i].p_w + trace[i - 1].p_w) * (trace[i].t_s - trace[i - 1].t_s);
  return sum;
}

void add_samples(const SwingTrace& trace, double from_s, double dt_s, double gpus, double fixed_w,
                 std::vector<double>& sum_w) {
  if (trace.empty()) return;
  std::size_t at = 0;
  for (std::size_t i = 0; i < sum_w.size(); ++i) {
    const double t = from_s + static_cast<double>(i) * dt_s;
    while (at + 1 < trace.size() && trace[at + 1].t_s <= t) ++at;
    const bool inside = at + 1 < trace.size() && t > trace[at].t_s;
    sum_w[i] += gpus * (inside ? between(trace[at], trace[at + 1], t) : trace[at].p_w) + fixed_w;
  }
}

}  // namespace netsuden
