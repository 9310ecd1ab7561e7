// SPDX-License-Identifier: Apache-2.0
#include "sim/power/network_summary.hpp"

#include <algorithm>
#include <cmath>

namespace netsuden {
namespace {

using Power = NetworkSummary::Power;

constexpr double voltage_margin_pu = 1e-6, reactive_margin_pu = 1e-6;

void add(Power& sum, const Power& p, double sign = 1) {
  sum.p += p.p * sign;
  sum.q += p.q * sign;
}

/// How far a bus is outside its limits: above zero, below, or 0.
double outside_pu(const Network::Bus& limits, double magnitude_pu) {
  if (limits.v_max_pu > 0 && magnitude_pu > limits.v_max_pu + voltage_margin_pu) return magnitude_pu - limits.v_max_pu;
  if (limits.v_min_pu > 0 && magnitude_pu < limits.v_min_pu - voltage_margin_pu) return magnitude_pu - limits.v_min_pu;
  return 0;
}

void voltages(const Network& n, const PowerFlowSolution& s, NetworkSummary& out) {
  const auto magnitude = [&](int i) { return s.buses[i].magnitude_pu; };
  const auto outside = [&](int i) { return outside_pu(n.buses[i], magnitude(i)); };
  for (int i = 0; i < static_cast<int>(n.buses.size()); ++i) {
    if (!s.buses[i].energized) {
      ++out.dark_buses;
      continue;
    }
    if (n.buses[i].star_point) continue;
    if (out.lowest < 0 || magnitude(i) < magnitude(out.lowest)) out.lowest = i;
    if (out.highest < 0 || magnitude(i) > magnitude(out.highest)) out.highest = i;
    if (outside(i) < 0) out.too_low.push_back(i);
    if (outside(i) > 0) out.too_high.push_back(i);
  }
  const auto farther = [&](int a, int b) { return std::abs(outside(a)) > std::abs(outside(b)); };
  std::stable_sort(out.too_low.begin(), out.too_low.end(), farther);
  std::stable_sort(out.too_high.begin(), out.too_high.end(), farther);
}

void reactive_powers(const Network& n, const PowerFlowSolution& s, NetworkSummary& out) {
  std::vector<NetworkSummary::Reactive> at(n.buses.size());
  const auto count = [&](int bus, ReactivePower q, const Network::ReactiveLimits& limits) {
    auto& r = at[bus];
    r.limits = r.bus < 0 ? limits : Network::ReactiveLimits{r.limits.min + limits.min, r.limits.max + limits.max};
    r.bus = bus;
    r.q += q;
  };
  for (std::size_t i = 0; i < n.sources.size(); ++i)
    if (const auto& u = n.sources[i]; u.in_service && s.buses[u.bus].energized) count(u.bus, s.sources[i].q, u.q_limits);
  for (std::size_t i = 0; i < n.generators.size(); ++i)
    if (const auto& u = n.generators[i]; u.in_service && s.buses[u.bus].energized) count(u.bus, s.generators[i].q, u.q_limits);
  const ReactivePower margin = ReactivePower::from_si(reactive_margin_pu * n.base.si());
  for (const auto& r : at)
    if (r.bus >= 0 && (r.q > r.limits.max + margin || r.q < r.limits.min - margin)) out.reactive_outside.push_back(r);
}

void branches(const Network& n, const PowerFlowSolution& s, NetworkSummary& out) {
  for (std::size_t i = 0; i < n.branches.size(); ++i) {
    if (!s.branches[i].energized) continue;
    out.by_power.push_back(static_cast<int>(i));
    if (n.branches[i].rating.si() > 0 || n.branches[i].ampacity.si() > 0) out.by_loading.push_back(static_cast<int>(i));
  }
  std::stable_sort(out.by_power.begin(), out.by_power.end(), [&](int a, int b) { return through(s.branches[a]) > through(s.branches[b]); });
  std::stable_sort(out.by_loading.begin(), out.by_loading.end(), [&](int a, int b) { return s.branches[a].loading > s.branches[b].loading; });
  out.overloaded = static_cast<int>(std::count_if(out.by_loading.begin(), out.by_loading.end(), [&](int b) { return s.branches[b].loading > 1; }));
}

}  // namespace

ApparentPower through(const PowerFlowSolution::Branch& b) {
  return ApparentPower::from_si(std::max(std::hypot(b.p_from.si(), b.q_from.si()), std::hypot(b.p_to.si(), b.q_to.si())));
}

NetworkSummary summarise(const Network& n, const PowerFlowSolution& s) {
  NetworkSummary out;
  out.generated_at.resize(n.buses.size());
  out.load_at.resize(n.buses.size());
  for (std::size_t i = 0; i < n.sources.size(); ++i) {
    add(out.from_sources, s.sources[i]);
    add(out.generated_at[n.sources[i].bus], s.sources[i]);
  }
  for (std::size_t i = 0; i < n.generators.size(); ++i) add(out.generated_at[n.generators[i].bus], s.generators[i]);
  for (std::size_t i = 0; i < n.loads.size(); ++i) {
    const auto& l = n.loads[i];
    if (l.generates) add(out.generated_at[l.bus], s.loads[i], -1);
    else add(out.load_at[l.bus], s.loads[i]);
    if (l.in_service && !l.generates && !s.buses[l.bus].energized) out.dark_load += l.p;
  }
  for (const Power& p : out.generated_at) add(out.generation, p);
  for (const Power& p : out.load_at) add(out.load, p);
  for (const Power& p : s.shunts) add(out.shunts, p);
  out.losses = s.losses;
  voltages(n, s, out);
  reactive_powers(n, s, out);
  branches(n, s, out);
  return out;
}

}  // namespace netsuden
