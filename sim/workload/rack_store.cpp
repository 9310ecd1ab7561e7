// SPDX-License-Identifier: Apache-2.0
#include "sim/workload/rack_store.hpp"

#include <algorithm>
#include <cmath>

namespace netsuden {

void describe(Describe& d, RackStoreParams& p) {
  d.quantity("energy_per_gpu", p.energy_per_gpu,
             {.unit = "J",
              .range = {0, 1e5, "capacitors"},
              .text = "Usable energy for each GPU.",
              .source = "physics reference 1.4: GB300 shelf"});
  d.plain("gpus", p.gpus,
          {.range = {1, 1e6, "a rack to a hall"}, .text = "GPUs behind the store.", .source = "assumption: NVL72"});
  d.quantity("rated_power", p.rated_power,
             {.unit = "kW",
              .range = {0.1, 1e6, "a rack to a hall"},
              .text = "Largest load behind the store.",
              .source = "assumption"});
  d.quantity("time_constant", p.time_constant,
             {.unit = "ms",
              .range = {1, 600000, "longer is a battery"},
              .text = "Time constant with which the grid power follows the load.",
              .source = "assumption",
              .default_text = "the store's energy over the rated power"});
}

RackStoreState rack_store_at(const RackStoreParams& p, ActivePower load) {
  const ActiveEnergy used = std::min(p.capacity(), p.tau() * load);
  return {load, p.capacity() - used};
}

namespace {

/// g along u0 + a t from g0: u - a tau + c e^(-t/tau)
struct Follower {
  double u0, a, tau, c;
  Follower(double u, double slope, double time_constant, double g0)
      : u0(u), a(slope), tau(time_constant), c(g0 - u + slope * time_constant) {}
  double at(double t) const { return u0 + a * (t - tau) + c * std::exp(-t / tau); }
  /// The time of the extremum of g, or 0.
  double turning() const {
    const double x = c != 0 ? a * tau / c : 0;
    return x > 0 && x < 1 ? -tau * std::log(x) : 0;
  }
  /// First time in (0, h] at which g leaves [low, high]; h + 1 if it stays.
  double leaves(double low, double high, double h) const {
    double from = 0;
    for (const double to : {std::min(turning(), h), h}) {
      if (to <= from) continue;
      const double g = at(to);
      if (g < low || g > high) {
        double inside = from, outside = to;
        for (double m = 0.5 * (inside + outside); m > inside && m < outside; m = 0.5 * (inside + outside)) {
          const double value = at(m);
          (value < low || value > high ? outside : inside) = m;
        }
        return outside;
      }
      from = to;
    }
    return h + 1;
  }
};

}  // namespace

RackStoreStep advance_rack_store(const RackStoreParams& p, const RackStoreState& start, ActivePower from,
                                 ActivePower to, Duration dt) {
  const double cap = p.capacity().si(), tau = p.tau().si(), slope = dt.si() > 0 ? (to - from).si() / dt.si() : 0;
  double g = start.grid.si(), e = start.stored.si(), u = from.si(), left = dt.si();
  RackStoreStep r;
  if (!(tau > 0)) {  // no store
    r.state = {to, start.stored};
    r.from_grid = r.to_load = (from + to) * 0.5 * dt;
    return r;
  }
  while (left > 0) {
    const bool empty = e <= 0 && (u > g || (u == g && slope > 0));
    const bool full = e >= cap && (u < g || (u == g && slope < 0));
    if (empty || full) {
      r.jump = std::max(r.jump, ActivePower::from_si(std::abs(u - g)));
      g = u;
      if (empty ? slope >= 0 : slope <= 0) {
        if (slope != 0) r.saturated += Duration::from_si(left);
        g = to.si();
        break;
      }
    }
    const Follower f(u, slope, tau, g);
    // E = e - tau (g' - g): the bounds of E are bounds of g. A bound at which it stands is left to the other side.
    const double low = g - (cap - e) / tau, high = g + e / tau, slack = 1e-12 * (std::abs(g) + cap / tau);
    const double t = f.leaves(low - slack, high + slack, left);
    const double h = std::min(t, left), g1 = f.at(h);
    if (t <= left)
      e = g1 > g ? 0 : cap;
    else
      e = std::clamp(e - tau * (g1 - g), 0.0, cap);
    g = g1;
    u += slope * h;
    left -= h;
  }
  r.state = {ActivePower::from_si(g), ActiveEnergy::from_si(e)};
  r.to_load = (from + to) * 0.5 * dt;
  r.from_grid = r.to_load + (r.state.stored - start.stored);
  return r;
}

}  // namespace netsuden
