// SPDX-License-Identifier: Apache-2.0
#include "sim/ledger/campus_capacity.hpp"

#include <algorithm>
#include <cmath>

namespace netsuden {

CampusCapacity campus_capacity(const std::vector<ResourceCapacity>& all) {
  CampusCapacity c;
  for (std::size_t i = 0; i < all.size(); ++i)
    if (all[i].available_w < c.capacity_w) c.capacity_w = all[i].available_w, c.binding = static_cast<int>(i);
  for (const ResourceCapacity& r : all) c.stranded_w.push_back(r.available_w - c.capacity_w);
  return c;
}

double capacity_gain(const std::vector<ResourceCapacity>& all, std::size_t resource, double more_w) {
  std::vector<ResourceCapacity> with = all;
  with[resource].available_w += more_w;
  return campus_capacity(with).capacity_w - campus_capacity(all).capacity_w;
}

double years_to_violation(double capacity_w, double used_w, double growth_w_per_year) {
  if (used_w > capacity_w) return 0;
  return growth_w_per_year > 0 ? (capacity_w - used_w) / growth_w_per_year : std::numeric_limits<double>::infinity();
}

CurtailableLoad curtailable_load(std::span<const double> load_w, double step_h, double capacity_w, double rho) {
  CurtailableLoad out;
  if (load_w.empty() || !(step_h > 0)) return out;
  const auto n = static_cast<double>(load_w.size());
  const auto cut = [&](double x) {
    double sum = 0;
    for (const double l : load_w) sum += std::clamp(l + x - capacity_w, 0.0, x);  // no more of it than there is
    return sum;
  };
  double low = 0, high = std::max(0.0, capacity_w);
  if (cut(high) <= rho * high * n) low = high;
  for (int i = 0; i < 200 && high - low > 1e-9 * capacity_w; ++i) {
    const double x = (low + high) / 2;
    (cut(x) <= rho * x * n ? low : high) = x;
  }
  out.w = low;
  if (!(out.w > 0)) return out;
  double sum = 0, run_h = 0;
  for (const double l : load_w) {
    const double c = std::clamp(l + out.w - capacity_w, 0.0, out.w);
    sum += c;
    out.deepest_w = std::max(out.deepest_w, c);
    if (c > 1e-9 * out.w) {
      if (run_h == 0) ++out.events;
      run_h += step_h;
      out.hours += step_h;
      out.longest_h = std::max(out.longest_h, run_h);
    } else {
      run_h = 0;
    }
  }
  out.rate = sum / (out.w * n);
  out.mean_h = out.events > 0 ? out.hours / out.events : 0;
  out.mean_cut_w = out.hours > 0 ? sum * step_h / out.hours : 0;
  return out;
}

}  // namespace netsuden
