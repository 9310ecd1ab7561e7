// SPDX-License-Identifier: Apache-2.0
#include "sim/power/bess_smoothing.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <utility>

namespace netsuden {

void describe(Describe& d, BessSmoothingParams& p) {
  d.quantity("corner", p.corner, {.unit = "Hz", .range = {1e-4, 1, "hours to a second"}, .text = "Corner frequency: slower swings pass, faster ones are taken.", .source = "assumption"});
  d.quantity("power", p.power, {.unit = "MW", .range = {0, 1e5, "not negative"}, .text = "Power that it keeps for this; the policy has the rest.", .source = "assumption"});
  d.quantity("response", p.response, {.unit = "ms", .range = {0, 500, "20 to 100 ms usual"}, .text = "Time constant of the inverter.", .source = "physics reference 2.5"});
  d.quantity("energy", p.energy, {.unit = "kWh", .range = {0, 1e8, "not negative"}, .text = "Energy that policies leave in store for this, and free above it; half of it serves swings within seconds.", .source = "assumption", .default_text = "a tenth of the rated energy"});
}

Duration BessSmoothingParams::tau() const { return Duration::from_si(1 / (2 * std::numbers::pi * corner.si())); }

SmoothedLoad smooth_load(const BessSmoothingParams& p, ActiveEnergy energy, const std::vector<double>& load, double rate_hz, double start_w) {
  const double tau = p.tau().si(), lag = p.response.si(), power = p.power.si(), bound = energy.si(), dt = 1 / rate_hz;
  const double decay = lag > 0 ? std::exp(-dt / lag) : 0;
  SmoothedLoad r;
  r.import_w.reserve(load.size());
  r.battery_w.reserve(load.size());
  double reference = start_w, stored = 0, b = 0, from = 0;
  for (std::size_t i = 0; i < load.size(); ++i) {
    const auto wanted = [&](double ref) { return std::clamp(ref - load[i], -power, power); };
    if (i == 0) {
      b = from = wanted(reference);
    } else {
      // The command goes straight from one sample to the next, and depends on where the reference ends: two rounds settle it.
      double to = wanted(reference - b * dt / tau), next = to;
      for (int round = 0; round < 2; ++round) {
        const double slope = (to - from) / dt;
        next = to - slope * lag + (b - from + slope * lag) * decay;
        to = wanted(reference - 0.5 * (b + next) * dt / tau);
      }
      const double change = 0.5 * (b + next) * dt;
      if (std::abs(stored + change) > bound && change * stored >= 0) {
        stored = std::copysign(bound, change);
        reference = load[i];
        to = next = 0;
        r.saturated_s += dt;
      } else {
        stored += change;
        reference -= change / tau;
      }
      b = next;
      from = to;
    }
    r.battery_w.push_back(b);
    r.import_w.push_back(load[i] + b);
  }
  return r;
}

FollowStep follow_load(const BessSmoothingParams& p, double power_w, double reference_w, double load_w, double dt_s) {
  const double tau = p.tau().si(), gap = reference_w - load_w;
  FollowStep r{reference_w, std::clamp(gap, -power_w, power_w), std::clamp(gap, -power_w, power_w)};
  if (!(dt_s > 0)) return r;
  double left = dt_s, g = gap;
  if (std::abs(g) > power_w) {  // at its power
    const double t = power_w > 0 ? std::min(left, tau * (std::abs(g) / power_w - 1)) : left;
    g -= std::copysign(power_w * t / tau, gap);
    left -= t;
  }
  if (left > 0) g *= std::exp(-left / tau);
  r.reference_w = load_w + g;
  r.mean_w = tau * (gap - g) / dt_s;
  r.end_w = std::clamp(g, -power_w, power_w);
  return r;
}

Cycling::Cycling(std::vector<double> battery_w) : sorted_(std::move(battery_w)) {
  if (sorted_.empty()) return;
  const double mean = std::accumulate(sorted_.begin(), sorted_.end(), 0.0) / static_cast<double>(sorted_.size());
  for (double& s : sorted_) s -= mean;
  std::sort(sorted_.begin(), sorted_.end());
  highest_w_ = std::max(-sorted_.front(), sorted_.back());
  sums_.assign(1, 0);
  for (const double s : sorted_) sums_.push_back(sums_.back() + s);
}

double Cycling::both_ways(double mean_w) const {
  if (sorted_.empty()) return 0;
  const double n = static_cast<double>(sorted_.size());
  if (mean_w >= 0) {  // what is given: where m + s < 0
    const auto k = std::lower_bound(sorted_.begin(), sorted_.end(), -mean_w) - sorted_.begin();
    return std::max(0.0, -(sums_[static_cast<std::size_t>(k)] + mean_w * static_cast<double>(k)) / n);
  }
  const auto k = std::upper_bound(sorted_.begin(), sorted_.end(), -mean_w) - sorted_.begin();
  return std::max(0.0, (sums_.back() - sums_[static_cast<std::size_t>(k)] + mean_w * (n - static_cast<double>(k))) / n);
}

}  // namespace netsuden
