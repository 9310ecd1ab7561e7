// SPDX-License-Identifier: Apache-2.0
#include "sim/power/radial_sweep.hpp"

#include <cmath>
#include <limits>

namespace netsuden::grid {

Outcome sweep(const Model& m, std::vector<Complex>& u, SweepCurrents& currents, double tolerance, int max_sweeps) {
  Outcome out;
  auto& [from, to, series, taken] = currents;
  taken.resize(m.nodes);
  series.resize(m.branches.size());
  from.resize(m.branches.size());
  to.resize(m.branches.size());
  while (out.iterations < max_sweeps && !out.converged) {
    ++out.iterations;
    for (int i = 0; i < m.nodes; ++i) {
      const double v2 = std::norm(u[i]);
      taken[i] = (std::conj(m.load_at(i, std::sqrt(v2))) / v2 + m.shunt[i]) * u[i];
    }
    for (auto it = m.order.rbegin(); it != m.order.rend(); ++it) {
      const int i = *it, k = m.parent_branch[i];
      if (k < 0) continue;
      const Branch& b = m.branches[k];
      if (b.to == i) {
        series[k] = taken[i] + b.y_half * u[i];
        to[k] = -taken[i];
        from[k] = (series[k] + b.y_half * u[b.from] * b.one_over_t) * std::conj(b.one_over_t);
        taken[b.from] += from[k];
      } else {
        series[k] = std::conj(b.t) * taken[i] + b.y_half * u[i] * b.one_over_t;
        from[k] = -taken[i];
        to[k] = series[k] + b.y_half * u[b.to];
        taken[b.to] += to[k];
      }
    }
    double most = 0;  // squared
    out.worst_node = -1;
    const auto move = [&](int i, Complex now) {
      const double change = std::norm(now - u[i]);
      if (!(change <= most) && !std::isnan(most)) most = change, out.worst_node = i;  // what is no number stays
      u[i] = now;
    };
    for (const Feed& f : m.feeds) move(f.node, f.emf - f.z * taken[f.node]);
    for (const int i : m.order) {
      const int k = m.parent_branch[i];
      if (k < 0) continue;
      const Branch& b = m.branches[k];
      move(i, b.to == i ? u[b.from] * b.one_over_t - b.z * series[k] : b.t * (u[b.to] - b.z * series[k]));
    }
    out.mismatch = std::isfinite(most) ? std::sqrt(most) : std::numeric_limits<double>::infinity();
    if (std::isinf(out.mismatch)) break;
    out.converged = out.mismatch <= tolerance;
  }
  return out;
}

}  // namespace netsuden::grid
