// SPDX-License-Identifier: Apache-2.0
#include "sim/horizon/topology_class.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "sim/spec/complete.hpp"

namespace netsuden {
namespace {

/// Halls that stop when a component has so many units fewer.
std::vector<std::string> stopped(const SiteSystem& s, std::size_t component, bool whole) {
  const auto& c = s.components()[component];
  std::vector<std::string> halls;
  if (!whole && c.installed > c.needed) return halls;
  std::vector<char> up(s.components().size(), 1);
  up[component] = 0;
  for (std::size_t h = 0; h < s.halls(); ++h)
    if (!s.works(h, up)) halls.push_back(s.hall(h));
  return halls;
}

/// Whether power comes to a node behind a battery, whatever way it takes.
bool behind_battery(const SiteSpec& site, const std::string& node, int depth = 0) {
  const auto n = std::find_if(site.power.begin(), site.power.end(), [&](const PowerNodeSpec& x) { return x.name == node; });
  if (n == site.power.end() || depth > 64) return false;
  if (n->is_ups() && n->modes) return true;
  return !n->feeds_from.empty() && std::all_of(n->feeds_from.begin(), n->feeds_from.end(), [&](const std::string& f) { return behind_battery(site, f, depth + 1); });
}

}  // namespace

TopologyClass topology_class(const Scenario& scenario, const SiteSpec& site, const std::vector<BrokenBy>& broken) {
  const SiteSystem system(scenario, site);
  TopologyClass out;
  out.verdicts.push_back({"I", "capacity for the load (N)", true, {}});
  TopologyVerdict two{"II", "machines to spare", true, {}}, three{"III", "concurrently maintainable", true, {}}, four{"IV", "fault tolerant", true, {}};
  const auto against = [](TopologyVerdict& v, std::string words) {
    if (std::find(v.evidence.begin(), v.evidence.end(), words) == v.evidence.end()) v.evidence.push_back(std::move(words));
    v.holds = false;
  };
  for (const BrokenBy& b : broken) {
    const auto& nodes = site.power;
    const auto node = std::find_if(nodes.begin(), nodes.end(), [&](const PowerNodeSpec& n) { return n.name == b.element; });
    const bool machine = node != nodes.end() && (node->is_ups() || node->type == PowerNodeType::genset || node->type == PowerNodeType::transformer);
    if (b.unit || (machine && node->count == 1)) against(two, fmt::format("{}power.{}: {}", b.unit ? "one unit of " : "", b.element, b.what));
    if (!b.unit) against(three, fmt::format("power.{}: {}", b.element, b.what));
  }
  for (std::size_t i = 0; i < system.components().size(); ++i) {
    const auto& c = system.components()[i];
    if (c.path) continue;  // power is judged under load
    if (const auto halls = stopped(system, i, false); !halls.empty()) {
      const std::string words = fmt::format("one unit of {} ({} of {} needed): stops {}", c.name, c.needed, c.installed, fmt::join(halls, ", "));
      against(two, words);
      against(three, words);
    }
  }
  for (const HallSpec& h : site.halls) {
    int ways = 0;
    for (const std::string& f : h.fed_by) ways += behind_battery(site, f) ? 1 : 0;
    if (ways < 2) against(four, fmt::format("halls.{} has {} way{} behind a battery, two are asked for", h.name, ways == 0 ? "no" : "one", ways == 0 ? "" : ""));
    const auto cooled = [&](const std::string& name, const std::string& what) {
      const auto p = std::find_if(site.cooling.begin(), site.cooling.end(), [&](const PlantSpec& x) { return x.name == name; });
      if (p == site.cooling.end() || p->store) return;
      if (std::none_of(p->fed_by.begin(), p->fed_by.end(), [&](const std::string& f) { return behind_battery(site, f); })) against(four, fmt::format("{} ({}) stops with the grid until sets run: no store, and no feed behind a battery", "cooling." + p->name, what));
    };
    if (h.air && !h.air->cracs) cooled(h.air->loop, "air of halls." + h.name);
    if (h.liquid) cooled(h.liquid->loop, "liquid of halls." + h.name);
    for (const FedApart& a : fed_apart(h))
      if (std::none_of(a.fed_by->begin(), a.fed_by->end(), [&](const std::string& f) { return behind_battery(site, f); }))
        against(four, fmt::format("halls.{}.{} stop with the grid until sets run: no feed behind a battery", h.name, a.path));
  }
  const bool sets = std::any_of(site.power.begin(), site.power.end(), [](const PowerNodeSpec& n) { return n.type == PowerNodeType::genset; });
  if (!sets) out.notes.push_back("no generating sets: the Institute wants them on every tier");
  out.notes.push_back("not judged: pipes and valves, compartments, controls");
  for (TopologyVerdict* v : {&two, &three, &four}) {
    const bool below = out.verdicts.back().holds;
    if (!below) v->evidence.insert(v->evidence.begin(), fmt::format("class {} does not hold", out.verdicts.back().tier));
    v->holds = v->holds && below;
    if (v->holds) ++out.tier;
    out.verdicts.push_back(*v);
  }
  return out;
}

}  // namespace netsuden
