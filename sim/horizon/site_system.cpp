// SPDX-License-Identifier: Apache-2.0
#include "sim/horizon/site_system.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "sim/reliability/availability.hpp"
#include "sim/spec/asset_path.hpp"
#include "sim/spec/complete.hpp"
#include "sim/spec/synthetic_jobs.hpp"

namespace netsuden {
namespace {

/// Outages of a grid or a connection: by its disturbances, else by the figures.
void by_disturbances(ReliabilityParams& p, const std::optional<RandomDisturbance>& outages) {
  if (!outages) return;
  p = {};
  p.failure_rate = outages->rate;
  p.repair = Duration::from_si(mean_of(outages->duration_s));
}

double set_unavailability(const ReliabilityParams& p, double outage_h, double worse) {
  const double start = std::min(1.0, p.on_demand.value() * worse);
  const double mttf = p.running_mttf ? p.running_mttf->si() / 3600 : std::numeric_limits<double>::infinity();
  return 1 - ride_through(availability(p), start, outage_h, mttf);
}

}  // namespace

double SiteSystem::Component::unavailability() const { return k_of_n_unavailability(needed, installed, unit_unavailability, common_cause); }

double SiteSystem::Component::frequency() const {
  if (standby) return 0;
  // Exactly the needed units are up, and one of them fails; or all go at once.
  const double u = unit_unavailability * (1 - common_cause), a = 1 - u;
  double ways = 1;
  for (int i = 0; i < installed - needed; ++i) ways *= static_cast<double>(installed - i) / (i + 1);
  return ways * std::pow(a, needed) * std::pow(u, installed - needed) * needed * failures_per_year * (1 - common_cause) + common_cause * failures_per_year;
}

int SiteSystem::add(const EquipmentGroup& g) {
  Component c;
  c.name = g.path;
  c.installed = g.installed;
  c.needed = g.needed;
  c.path = g.in_power;
  c.standby = g.of == "genset";
  c.common_cause = g.figures.common_cause.value();
  c.failures_per_year = g.figures.failure_rate.si() * constants::year_s;
  c.unit_unavailability = c.standby ? set_unavailability(g.figures, outage_h_, 1) : netsuden::unavailability(g.figures);
  components_.push_back(c);
  return static_cast<int>(components_.size()) - 1;
}

SiteSystem::SiteSystem(const Scenario& s, const SiteSpec& site) {
  std::vector<EquipmentGroup> groups = equipment_of(s, site);
  const std::string at = "sites." + site.name + ".";
  const auto grid = std::find_if(s.grids.begin(), s.grids.end(), [&](const GridSpec& g) { return g.name == site.grid; });
  EquipmentGroup area{grid == s.grids.end() ? "grid" : "grid " + grid->name, "grid", 1, 1, true, figures_of(s, "grid", grid == s.grids.end() ? "" : grid->name)};
  if (grid != s.grids.end() && grid->disturbances) by_disturbances(area.figures, grid->disturbances->outages);
  for (const PowerNodeSpec& n : site.power)
    if (n.disturbances)
      for (EquipmentGroup& g : groups)
        if (g.path == at + "power." + n.name) by_disturbances(g.figures, n.disturbances->outages);
  for (const PowerNodeSpec& n : site.power)  // without a figure of its own a set fails to start as its parameters say
    for (EquipmentGroup& g : groups)
      if (g.of == "genset" && g.path == at + "power." + n.name && g.figures.on_demand.value() <= 0) g.figures.on_demand = n.genset.start_failure;
  double rate = area.figures.failure_rate.si(), down = area.figures.failure_rate * area.figures.repair;
  for (const EquipmentGroup& g : groups)
    if (g.of == "grid_connection") {
      rate += g.figures.failure_rate.si();
      down += g.figures.failure_rate * g.figures.repair;
    }
  outage_h_ = rate > 0 ? down / rate / 3600 : 0;
  groups.insert(groups.begin(), area);
  grid_ = 0;
  std::map<std::string, int> by_path;
  for (const EquipmentGroup& g : groups) by_path[g.path] = add(g);
  const auto component = [&](const std::string& path) {
    const auto it = by_path.find(at + path);
    return it == by_path.end() ? -1 : it->second;
  };
  std::map<std::string, int> node_of;
  for (const PowerNodeSpec& n : site.power) {
    node_of[n.name] = static_cast<int>(nodes_.size());
    nodes_.push_back({component("power." + n.name), n.type == PowerNodeType::grid_connection || n.type == PowerNodeType::genset, n.type == PowerNodeType::bus_coupler, {}});
  }
  const auto feeds = [&](const std::vector<std::string>& names) {
    std::vector<int> f;
    for (const std::string& n : names)
      if (const auto it = node_of.find(n); it != node_of.end()) f.push_back(it->second);
    return f;
  };
  for (std::size_t i = 0; i < site.power.size(); ++i) nodes_[i].feeds = feeds(site.power[i].feeds_from);
  const auto group = [&](std::vector<int>& list, const std::string& path) {
    if (const int c = component(path); c >= 0) list.push_back(c);
  };
  for (const PlantSpec& p : site.cooling) {
    Plant plant{feeds(p.fed_by), feeds(p.pumps_fed_by), {}};
    for (const char* g : {"chillers", "towers", "dry_coolers", "pumps"}) group(plant.groups, "cooling." + p.name + "." + g);
    plants_.push_back(std::move(plant));
  }
  for (const HallSpec& h : site.halls) {
    Hall hall{"halls." + h.name, feeds(h.fed_by), {}, {}, {}};
    for (const FedApart& f : fed_apart(h)) hall.apart.push_back(feeds(*f.fed_by));
    for (const char* g : {"crahs", "cracs", "cdus"}) group(hall.groups, "halls." + h.name + "." + g);
    const auto loop = [&](const std::string& name) {
      for (std::size_t p = 0; p < site.cooling.size(); ++p)
        if (site.cooling[p].name == name) hall.plants.push_back(static_cast<int>(p));
    };
    if (h.air && !h.air->cracs) loop(h.air->loop);
    if (h.liquid) loop(h.liquid->loop);
    if (h.rear_doors) loop(h.rear_doors->loop);
    halls_.push_back(std::move(hall));
  }
  add_states(s, site, groups);
  for (Component& c : components_)
    if (c.name.starts_with(at)) c.name = c.name.substr(at.size());
}

void SiteSystem::add_states(const Scenario& s, const SiteSpec& site, const std::vector<EquipmentGroup>& groups) {
  State normal{"", 1, 0, components_, std::vector<double>(components_.size(), 0)};
  states_.push_back(normal);
  if (!s.reliability) return;
  for (const CommonCauseSpec& cause : s.reliability->common_causes) {
    State x = normal;
    x.cause = cause.name;
    x.per_year = cause.rate.si() * constants::year_s;
    const double load = cause.rate * cause.duration;
    x.chance = load / (1 + load);
    bool here = cause.start_failure_factor > 1;
    for (const std::string& path : cause.takes)
      for (std::size_t i = 0; i < groups.size(); ++i) {
        const EquipmentGroup& g = groups[i];
        const bool whole = path == g.path || (i == static_cast<std::size_t>(grid_) && path == site.grid);
        const bool member = !whole && is_member_of(path, g.path);
        if (!whole && !member) continue;
        here = true;
        if (whole) x.taken[i] = 1 - (1 - x.taken[i]) * (1 - cause.probability.value());
        else {  // the mean over its units: one of n is gone with this chance
          Component& c = x.components[i];
          const double p = cause.probability.value();
          if (p >= 1 && c.installed > 1) --c.installed;
          else c.unit_unavailability += (1 - c.unit_unavailability) * p / c.installed;
        }
      }
    if (!here) continue;
    for (std::size_t i = 0; i < groups.size(); ++i)
      if (x.components[i].standby) x.components[i].unit_unavailability = std::max(x.components[i].unit_unavailability, set_unavailability(groups[i].figures, cause.duration.si() / 3600, cause.start_failure_factor));
    for (Component& c : x.components)
      if (c.installed < c.needed) c.unit_unavailability = 1;
    states_.front().chance -= x.chance;
    states_.push_back(std::move(x));
  }
}

std::vector<char> SiteSystem::energised(const std::vector<char>& up) const {
  std::vector<char> on(nodes_.size(), 0);
  const auto there = [&](const Node& n) { return n.component >= 0 && up[static_cast<std::size_t>(n.component)] != 0; };
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      const Node& n = nodes_[i];
      if (on[i] || !there(n)) continue;
      const bool set = n.component >= 0 && components_[static_cast<std::size_t>(n.component)].standby;
      const bool live = n.source && (set || up[static_cast<std::size_t>(grid_)] != 0);
      if (live || std::any_of(n.feeds.begin(), n.feeds.end(), [&](int f) { return on[static_cast<std::size_t>(f)] != 0; })) on[i] = 1, changed = true;
    }
    for (std::size_t i = 0; i < nodes_.size(); ++i)  // a closed coupler gives either board what the other has
      if (nodes_[i].coupler && on[i])
        for (const int f : nodes_[i].feeds)
          if (!on[static_cast<std::size_t>(f)] && there(nodes_[static_cast<std::size_t>(f)])) on[static_cast<std::size_t>(f)] = 1, changed = true;
  }
  return on;
}

namespace {
bool any(const std::vector<int>& feeds, const std::vector<char>& on) {
  return std::any_of(feeds.begin(), feeds.end(), [&](int f) { return on[static_cast<std::size_t>(f)] != 0; });
}
bool all_up(const std::vector<int>& groups, const std::vector<char>& up) {
  return std::all_of(groups.begin(), groups.end(), [&](int g) { return up[static_cast<std::size_t>(g)] != 0; });
}
}  // namespace

bool SiteSystem::powered_hall(const Hall& h, const std::vector<char>& on) const { return any(h.feeds, on); }

bool SiteSystem::cooled_hall(const Hall& h, const std::vector<char>& up, const std::vector<char>& on) const {
  if (!all_up(h.groups, up)) return false;
  if (!std::all_of(h.apart.begin(), h.apart.end(), [&](const std::vector<int>& f) { return f.empty() || any(f, on); })) return false;
  return std::all_of(h.plants.begin(), h.plants.end(), [&](int p) {
    const Plant& plant = plants_[static_cast<std::size_t>(p)];
    return all_up(plant.groups, up) && (plant.feeds.empty() || any(plant.feeds, on)) && (plant.pump_feeds.empty() || any(plant.pump_feeds, on));
  });
}

std::vector<double> SiteSystem::unavailabilities(const State& s) {
  std::vector<double> u;
  for (std::size_t i = 0; i < s.components.size(); ++i) u.push_back(1 - (1 - s.components[i].unavailability()) * (1 - s.taken[i]));
  return u;
}

HallAvailability SiteSystem::by_formula(std::size_t h) const {
  HallAvailability out;
  out.hall = halls_[h].name;
  const Structure system = [&](const std::vector<char>& up) { return works(h, up); };
  const Structure power = [&](const std::vector<char>& up) { return powered(h, up); };
  std::vector<HallAvailability::Share> shares;
  for (const State& s : states_) {
    const std::vector<double> u = unavailabilities(s);
    const auto whole = exact_availability(system, u), fed = exact_availability(power, u);
    if (!whole || !fed) {
      out.exact = false;
      out.unavailability = out.width = out.power_unavailability = out.interruptions = std::numeric_limits<double>::quiet_NaN();
      return out;
    }
    out.unavailability += s.chance * whole->unavailability;
    out.width += s.chance * whole->width;
    out.power_unavailability += s.chance * fed->unavailability;
    if (!s.cause.empty()) {
      out.interruptions += s.per_year * whole->unavailability;
      shares.push_back({"cause " + s.cause, s.chance * whole->unavailability});
      continue;
    }
    const std::vector<char> all(u.size(), 1);
    for (std::size_t i = 0; i < u.size(); ++i) {
      if (u[i] <= 0) continue;
      std::vector<double> changed = u;
      changed[i] = 1;
      const auto without = exact_availability(system, changed, 1e-13);
      changed[i] = 0;
      const auto with = exact_availability(system, changed, 1e-13);
      if (!without || !with) continue;
      const double importance = std::max(0.0, without->unavailability - with->unavailability);
      out.interruptions += s.chance * importance * s.components[i].frequency();
      shares.push_back({components_[i].name, s.chance * importance * u[i]});
    }
  }
  std::stable_sort(shares.begin(), shares.end(), [](const auto& a, const auto& b) { return a.unavailability > b.unavailability; });
  for (auto& x : shares)
    if (x.unavailability > 1e-3 * out.unavailability) out.shares.push_back(std::move(x));
  return out;
}

void SiteSystem::sample(std::vector<HallAvailability>& halls, std::int64_t samples, std::uint64_t seed) const {
  RandomStream stream(seed, "availability");
  std::vector<std::int64_t> failed(halls.size(), 0);
  std::vector<char> up(components_.size(), 1);
  for (std::int64_t n = 0; n < samples; ++n) {
    double x = stream.uniform();
    std::size_t state = 0;
    while (state + 1 < states_.size() && x >= states_[state].chance) x -= states_[state++].chance;
    const State& s = states_[state];
    bool all = true;
    for (std::size_t i = 0; i < up.size(); ++i) {
      const Component& c = s.components[i];
      bool is_up = s.taken[i] <= 0 || stream.uniform() >= s.taken[i];
      if (c.common_cause > 0 && stream.uniform() < c.common_cause * c.unit_unavailability) is_up = false;
      int units = 0;
      for (int k = 0; k < c.installed; ++k) units += stream.uniform() >= c.unit_unavailability * (1 - c.common_cause) ? 1 : 0;
      up[i] = is_up && units >= c.needed ? 1 : 0;
      all = all && up[i] != 0;
    }
    if (all) continue;
    const std::vector<char> on = energised(up);
    for (std::size_t h = 0; h < halls.size(); ++h) failed[h] += powered_hall(halls_[h], on) && cooled_hall(halls_[h], up, on) ? 0 : 1;
  }
  for (std::size_t h = 0; h < halls.size(); ++h) halls[h].sampled = share_of(failed[h], samples);
}

std::vector<HallAvailability> SiteSystem::availability(std::int64_t samples, std::uint64_t seed) const {
  std::vector<HallAvailability> halls;
  for (std::size_t h = 0; h < halls_.size(); ++h) halls.push_back(by_formula(h));
  const bool inexact = std::any_of(halls.begin(), halls.end(), [](const HallAvailability& h) { return !h.exact; });
  if (samples == 0 && inexact) samples = 1'000'000;
  if (samples > 0) sample(halls, samples, seed);
  return halls;
}

}  // namespace netsuden
