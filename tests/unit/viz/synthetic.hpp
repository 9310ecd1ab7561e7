// SPDX-License-Identifier: Apache-2.0
// Made-up data for pictures and tests: a campus over two years. No result of the model stands here.
#pragma once

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "viz/plot/overview.hpp"

namespace netsuden::viz::synthetic {

class Random {
 public:
  explicit Random(std::uint64_t seed) : s_(seed * 2862933555777941757ULL + 3037000493ULL) {}
  double uniform() {
    s_ = s_ * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<double>(s_ >> 11) * 0x1p-53;
  }
  double around() { return uniform() + uniform() + uniform() - 1.5; }  ///< standard deviation 0.5

 private:
  std::uint64_t s_;
};

inline OverviewData campus(int days = 730, double step_s = 3600) {
  OverviewData d;
  d.site = "Kawasaki campus";
  d.scenario = "reference scenario, seed 1";
  d.zone = TimeZone::fixed(9 * 3600);
  const double start = 1775001600 - 9 * 3600;  // 2026-04-01 in Japan
  Random random(7);
  const auto n = static_cast<std::size_t>(days * 86400 / step_s);
  d.constraints = {"Grid connection", "White space", "Chillers", "UPS block B"};
  double wander = 0, heat = 0;
  constexpr double turn = 6.283185307179586;
  for (std::size_t i = 0; i < n; ++i) {
    const double t = start + static_cast<double>(i) * step_s, year = (t - start) / 31557600.0;
    const double hour = std::fmod(t / 3600 + 9, 24), share = static_cast<double>(i) / static_cast<double>(n);
    wander = 0.98 * wander + 0.2 * random.around();
    heat = 0.995 * heat + 0.12 * random.around();
    const double capacity = share < 0.4 ? 30e6 : share < 0.75 ? 44e6 : 58e6;
    const double ramp = std::min(1.0, 0.62 + 0.9 * (share < 0.4 ? share : share < 0.75 ? share - 0.32 : share - 0.62));
    const double it =
        std::min(capacity, capacity * ramp * (1 + 0.05 * wander) + 1.2e6 * std::sin(turn * (hour - 9) / 24));
    const double wet = 14 + 10.5 * std::sin(turn * (year - 0.08)) + 2.2 * std::sin(turn * (hour - 10) / 24) + 3 * heat;
    const double cooling = it * (0.09 + 0.0042 * std::max(0.0, wet - 8));
    const double losses = it * 0.055 + 0.4e6, other = 0.9e6 + 0.1e6 * random.uniform();
    const double utilisation_grid = (it + cooling + losses + other) / (share < 0.55 ? 45e6 : 72e6);
    const double utilisation_space = it / capacity,
                 utilisation_cooling = 0.62 + 0.012 * std::max(0.0, wet - 5) + 0.2 * (ramp - 0.8);
    d.t.push_back(t);
    const bool gap = i > n / 7 && i < n / 7 + 300;
    d.it_w.push_back(gap ? no_value : it);
    d.cooling_w.push_back(cooling);
    d.losses_w.push_back(losses);
    d.other_w.push_back(other);
    d.inlet_mean_c.push_back(gap ? no_value : 22.5 + 0.05 * std::max(0.0, wet - 10) + 0.25 * random.around());
    d.inlet_max_c.push_back(gap ? no_value : 24 + 0.11 * std::max(0.0, wet - 14) + 0.8 * std::abs(random.around()));
    d.wet_bulb_c.push_back(wet);
    d.pue.push_back(gap ? no_value : (it + cooling + losses + other) / it);
    const double best = std::max({utilisation_grid, utilisation_space, utilisation_cooling});
    d.binding.push_back(best == utilisation_grid ? 0 : best == utilisation_space ? 1 : 2);
    d.utilisation.push_back(gap ? no_value : best);
  }
  d.inlet_limit_c = 27;
  d.pue_target = 1.3;
  d.limit_t = {start, start + days * 86400 * 0.55};
  d.limit_w = {45e6, 72e6};
  d.markers = {{start + days * 86400 * 0.4, "Hall 2"},
               {start + days * 86400 * 0.55, "2nd feeder"},
               {start + days * 86400 * 0.75, "Hall 3"}};
  return d;
}

}  // namespace netsuden::viz::synthetic
