// SPDX-License-Identifier: Apache-2.0
#include "tests/support/redundancy.hpp"

#include <algorithm>
#include <limits>

namespace netsuden {

ActivePower RedundantSystem::total_load() const {
  ActivePower sum;
  for (const RedundantLoad& l : loads) sum += l.power;
  return sum;
}

UnitShares unit_shares(const RedundantSystem& system, const Failures& failed, bool interlock) {
  std::vector<bool> unit_lives(system.units.size(), true), bus_lives(system.buses, false);
  for (const std::size_t u : failed.units) unit_lives[u] = false;
  std::vector<ActivePower> capacity(system.buses), load(system.buses);
  for (std::size_t u = 0; u < system.units.size(); ++u)
    if (unit_lives[u]) {
      capacity[system.units[u].bus] += system.units[u].capacity;
      bus_lives[system.units[u].bus] = true;
    }
  for (const std::size_t b : failed.buses) bus_lives[b] = false;

  UnitShares r;
  for (const RedundantLoad& l : system.loads) {
    std::vector<std::size_t> feeds;
    std::copy_if(l.feeds.begin(), l.feeds.end(), std::back_inserter(feeds),
                 [&](std::size_t b) { return bus_lives[b]; });
    if (l.sharing == FeedSplit::transfer && feeds.size() > 1) feeds.erase(feeds.begin() + 1, feeds.end());
    const bool refused = interlock && l.sharing == FeedSplit::transfer && !feeds.empty() && feeds[0] != l.feeds[0] &&
                         load[feeds[0]] + l.power > capacity[feeds[0]];
    if (feeds.empty() || refused) {
      r.unserved += l.power;
      continue;
    }
    for (const std::size_t b : feeds) load[b] += l.power / static_cast<double>(feeds.size());
  }
  for (std::size_t u = 0; u < system.units.size(); ++u) {
    const std::size_t b = system.units[u].bus;
    const bool carries = unit_lives[u] && bus_lives[b];
    r.unit.push_back(carries ? load[b] * (system.units[u].capacity / capacity[b]) : ActivePower{});
    // Shares that add up to the capacity do so to rounding.
    r.overloaded = r.overloaded || r.unit[u] > system.units[u].capacity * (1 + 1e-12);
  }
  return r;
}

namespace {

/// By how much the loads can grow with these failures.
double headroom(const RedundantSystem& system, const Failures& failed) {
  const UnitShares s = unit_shares(system, failed);
  if (s.unserved > ActivePower{}) return 0;
  double scale = std::numeric_limits<double>::infinity();
  for (std::size_t u = 0; u < s.unit.size(); ++u)
    if (s.unit[u] > ActivePower{}) scale = std::min(scale, system.units[u].capacity / s.unit[u]);
  return scale;
}

/// The least headroom over all ways to fail up to `left` elements from `first` on (units, then buses).
double worst(const RedundantSystem& system, std::size_t elements, std::size_t first, int left, Failures& failed) {
  double scale = headroom(system, failed);
  if (left == 0) return scale;
  for (std::size_t e = first; e < elements && scale > 0; ++e) {
    const bool unit = e < system.units.size();
    auto& list = unit ? failed.units : failed.buses;
    list.push_back(unit ? e : e - system.units.size());
    scale = std::min(scale, worst(system, elements, e + 1, left - 1, failed));
    list.pop_back();
  }
  return scale;
}

}  // namespace

ActivePower firm_load(const RedundantSystem& system, int failures, FailureScope scope) {
  Failures none;
  const std::size_t elements = system.units.size() + (scope == FailureScope::units_and_buses ? system.buses : 0);
  return system.total_load() * worst(system, elements, 0, failures, none);
}

namespace {

void add_units(RedundantSystem& s, std::size_t bus, int count, ActivePower capacity) {
  for (int i = 0; i < count; ++i) s.units.push_back({capacity, bus});
}

}  // namespace

RedundantSystem parallel_system(int needed, int spare, ActivePower capacity) {
  RedundantSystem s;
  s.buses = 1;
  add_units(s, 0, needed + spare, capacity);
  s.loads.push_back({capacity * needed, {0}, FeedSplit::equal});
  return s;
}

RedundantSystem dual_system(int needed, int spare, ActivePower capacity) {
  RedundantSystem s;
  s.buses = 2;
  for (std::size_t b = 0; b < 2; ++b) add_units(s, b, needed + spare, capacity);
  s.loads.push_back({capacity * needed, {0, 1}, FeedSplit::equal});
  return s;
}

RedundantSystem distributed_system(int systems, ActivePower capacity) {
  RedundantSystem s;
  s.buses = static_cast<std::size_t>(systems);
  for (std::size_t b = 0; b < s.buses; ++b) add_units(s, b, 1, capacity);
  for (std::size_t a = 0; a < s.buses; ++a)
    for (std::size_t b = a + 1; b < s.buses; ++b)
      s.loads.push_back({capacity * (2.0 / systems), {a, b}, FeedSplit::equal});
  return s;
}

RedundantSystem catcher_system(int blocks, ActivePower capacity) {
  RedundantSystem s;
  const std::size_t reserve = static_cast<std::size_t>(blocks);
  s.buses = reserve + 1;
  for (std::size_t b = 0; b < s.buses; ++b) add_units(s, b, 1, capacity);
  for (std::size_t b = 0; b < reserve; ++b) s.loads.push_back({capacity, {b, reserve}, FeedSplit::transfer});
  return s;
}

}  // namespace netsuden
