// SPDX-License-Identifier: Apache-2.0
#include "sim/cooling/manifold.hpp"

#include <algorithm>
#include <cmath>

namespace netsuden {

void describe(Describe& d, ManifoldParams& p) {
  d.integer("branches", p.branches, {.range = {1, 10000, "at least one"}, .text = "Parallel branches of a rack, each with the same number of plates.", .default_text = "one a node"});
  d.quantity("header_drop", p.header_drop, {.unit = "kPa", .range = {0, 1000, "not negative"}, .text = "Pressure drop of the headers to the farthest branch and back, at rated flow equally divided.", .source = "assumption; physics reference 4.1: 50 to 150 kPa of a rack in all"});
  d.numbers("resistances", p.resistances, {.range = {0.1, 10, "branches of one kind"}, .text = "Resistance of each branch over that of a plate, from the connections of the manifold on; without, all are 1.", .source = "assumption"});
}

FlowDivision divide_flow(const ManifoldParams& p, int branches, Pressure branch_drop, double exponent) {
  const auto n = static_cast<std::size_t>(std::max(1, branches));
  const double count = static_cast<double>(n), a = branch_drop.si();
  const auto resistance = [&](std::size_t i) { return i < p.resistances.size() ? p.resistances[i] : 1.0; };
  double equal = 0;  // headers with equal flows
  for (std::size_t i = 0; i < n; ++i) equal += std::pow((count - static_cast<double>(i)) / count, exponent);
  const double h = p.header_drop.si() / equal;
  FlowDivision r;
  r.share.assign(n, 1);
  double sum = 0, dp = a * resistance(n - 1);
  for (std::size_t i = n; i-- > 0;) {
    r.share[i] = std::pow(dp / (a * resistance(i)), 1 / exponent);
    sum += r.share[i];
    dp += h * std::pow(sum / count, exponent);
  }
  const double scale = count / sum;
  for (double& x : r.share) x *= scale;
  r.least = *std::min_element(r.share.begin(), r.share.end());
  r.drop = Pressure::from_si(dp * std::pow(scale, exponent));
  return r;
}

}  // namespace netsuden
