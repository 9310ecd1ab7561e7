// SPDX-License-Identifier: Apache-2.0
#include "sim/power/network_contingency.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace netsuden {
namespace {

/// Those of `now` that are not among `before`, in their order.
std::vector<int> new_ones(const std::vector<int>& now, std::vector<int> before) {
  std::sort(before.begin(), before.end());
  std::vector<int> out;
  std::copy_if(now.begin(), now.end(), std::back_inserter(out), [&](int i) { return !std::binary_search(before.begin(), before.end(), i); });
  return out;
}

std::vector<int> overloaded(const NetworkSummary& s) { return {s.by_loading.begin(), s.by_loading.begin() + s.overloaded}; }

/// What hangs on the buses that only the outage darkens.
void count_dark(const Network& n, const std::vector<bool>& lit_before, const PowerFlow& flow, BranchOutage& out) {
  const auto dark_now = [&](int bus) { return lit_before[bus] && !flow.energized(bus); };
  for (std::size_t i = 0; i < n.buses.size(); ++i) out.dark_buses += dark_now(static_cast<int>(i)) && !n.buses[i].star_point;
  for (const auto& l : n.loads)
    if (l.in_service && dark_now(l.bus)) (l.generates ? out.cut_off : out.unserved) += l.generates ? -l.p : l.p;
  for (const auto& g : n.generators)
    if (g.in_service && dark_now(g.bus)) out.cut_off += g.p;
}

BranchOutage outage(Network n, int branch, const std::vector<bool>& lit_before, const NetworkSummary& before, const PowerFlowOptions& o) {
  BranchOutage out;
  out.branch = branch;
  n.branches[branch].from_closed = n.branches[branch].to_closed = false;
  PowerFlow flow(std::move(n));
  PowerFlowOptions options = o;
  if (!flow.is_radial() && options.method == PowerFlowOptions::Method::radial) options.method = PowerFlowOptions::Method::automatic;
  const PowerFlowSolution& s = flow.solve(options);
  out.converged = s.converged;
  out.iterations = s.iterations;
  count_dark(flow.network(), lit_before, flow, out);
  if (!s.converged) {
    out.worst_bus = s.worst_bus;
    out.mismatch_pu = s.mismatch_pu;
    return out;
  }
  const NetworkSummary sum = summarise(flow.network(), s);
  out.lowest = sum.lowest;
  out.highest = sum.highest;
  if (sum.lowest >= 0) out.lowest_pu = s.buses[sum.lowest].magnitude_pu, out.highest_pu = s.buses[sum.highest].magnitude_pu;
  if (!sum.by_loading.empty()) out.most_loaded = sum.by_loading.front(), out.loading = s.branches[out.most_loaded].loading;
  out.too_low = new_ones(sum.too_low, before.too_low);
  out.too_high = new_ones(sum.too_high, before.too_high);
  out.overloaded = new_ones(overloaded(sum), overloaded(before));
  return out;
}

}  // namespace

std::vector<int> Contingencies::by_severity() const {
  std::vector<int> order(outages.size());
  std::iota(order.begin(), order.end(), 0);
  const auto rank = [&](int i) {
    const BranchOutage& a = outages[i];
    return std::tuple(a.converged, -a.unserved.si(), a.overloaded.empty(), a.overloaded.empty() ? 0 : -a.loading, a.too_low.empty(), a.too_low.empty() ? 0 : a.lowest_pu,
                      a.too_high.empty(), a.too_high.empty() ? 0 : -a.highest_pu, -a.loading);
  };
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) { return rank(a) < rank(b); });
  return order;
}

Contingencies n_minus_1(const Network& n, const PowerFlowSolution& base, const PowerFlowOptions& options, const std::function<void(int done, int all)>& progress) {
  const NetworkSummary before = summarise(n, base);
  std::vector<bool> lit;
  for (const auto& b : base.buses) lit.push_back(b.energized);
  std::vector<int> branches;
  for (std::size_t i = 0; i < n.branches.size(); ++i)
    if (n.branches[i].from_closed && n.branches[i].to_closed && base.branches[i].energized) branches.push_back(static_cast<int>(i));
  Contingencies out;
  for (const int b : branches) {
    out.outages.push_back(outage(n, b, lit, before, options));
    if (progress) progress(static_cast<int>(out.outages.size()), static_cast<int>(branches.size()));
  }
  return out;
}

}  // namespace netsuden
