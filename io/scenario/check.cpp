// SPDX-License-Identifier: Apache-2.0
#include "io/scenario/check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "sim/base/calendar.hpp"
#include "sim/spec/complete.hpp"
#include "sim/spec/path_set.hpp"

namespace netsuden {
namespace {

template <class T>
std::vector<std::string> names_of(const std::vector<T>& v) {
  std::vector<std::string> n;
  for (const auto& x : v) n.push_back(x.name);
  return n;
}

bool contains(const std::vector<std::string>& v, const std::string& s) { return std::find(v.begin(), v.end(), s) != v.end(); }

const SiteSpec* site_of(const Scenario& s, const std::string& path) {
  for (const auto& site : s.sites)
    if (path.starts_with("sites." + site.name + ".")) return &site;
  return nullptr;
}

/// "_3" at the end: member 2 of a group; the name before it.
std::pair<std::string, int> member(const std::string& s) {
  const std::size_t u = s.rfind('_');
  if (u == std::string::npos || u + 1 >= s.size() || s.size() - u > 7) return {s, -1};
  for (std::size_t i = u + 1; i < s.size(); ++i)
    if (s[i] < '0' || s[i] > '9') return {s, -1};
  return {s.substr(0, u), std::stoi(s.substr(u + 1)) - 1};
}

/// "" when `path` names an asset, or one of its members; else what is wrong.
std::string asset_problem(const Scenario& s, const std::string& path) {
  std::vector<std::string> parts;
  std::size_t from = 0;
  for (;;) {
    const std::size_t dot = path.find('.', from);
    parts.push_back(path.substr(from, dot == std::string::npos ? dot : dot - from));
    if (dot == std::string::npos) break;
    from = dot + 1;
  }
  const auto unknown = [](const char* what, const std::string& name, const std::vector<std::string>& all) {
    const std::string near = nearest_name(name, all);
    return fmt::format("there is no {} `{}`{}", what, name, near.empty() ? fmt::format(" (there are: {})", fmt::join(all, ", ")) : fmt::format("; did you mean `{}`?", near));
  };
  if (parts.size() < 4 || parts[0] != "sites") return "an asset is named like sites.SITE.cooling.PLANT.chillers_2 or sites.SITE.power.NODE";
  const auto site = std::find_if(s.sites.begin(), s.sites.end(), [&](const auto& x) { return x.name == parts[1]; });
  if (site == s.sites.end()) return unknown("site", parts[1], names_of(s.sites));
  const auto group = [&](const std::vector<std::pair<std::string, int>>& groups) -> std::string {
    if (parts.size() == 4) return "";
    if (parts.size() > 5) return "the path goes too deep";
    const auto [name, m] = member(parts[4]);
    std::vector<std::string> all;
    for (const auto& [g, count] : groups) {
      if (g == name && m >= 0) return m < count ? "" : fmt::format("`{}` has {} members", name, count);
      all.push_back(g + "_1");
    }
    return unknown("member", parts[4], all);
  };
  if (parts[2] == "power") {
    if (parts.size() != 4) return "the path goes too deep";
    if (contains(names_of(site->power), parts[3])) return "";
    const auto [name, m] = member(parts[3]);
    for (const auto& n : site->power)
      if (n.name == name && m >= 0) return m < n.count ? "" : fmt::format("`{}` has {} units", name, n.count);
    return unknown("power node", parts[3], names_of(site->power));
  }
  if (parts[2] == "cooling") {
    for (const auto& p : site->cooling)
      if (p.name == parts[3]) return group({{"chillers", p.type == PlantType::chilled_water ? p.chillers.count.value_or(1) : 0}, {"towers", p.towers.count.value_or(1)}});
    return unknown("plant", parts[3], names_of(site->cooling));
  }
  if (parts[2] == "halls") {
    for (const auto& h : site->halls)
      if (h.name == parts[3]) return group({{"crahs", h.air ? h.air->crahs.count.value_or(1) : 0}, {"cdus", h.liquid ? h.liquid->cdus.count.value_or(1) : 0}});
    return unknown("hall", parts[3], names_of(site->halls));
  }
  return fmt::format("`{}` is none of power, cooling, halls", parts[2]);
}

class Physics {
 public:
  Physics(const Scenario& s, const Reader& r, const CurrencyContext& c, Diagnostics& d) : s_(s), r_(r), currency_(c), d_(d) {}

  void run() {
    horizon();
    for (const auto& site : s_.sites) this->site(site);
    for (const auto& e : s_.catalogue.chillers) chiller(e.params, "catalogue.chillers." + e.name);
    workload();
    changes();
  }

 private:
  void error(const char* code, const std::string& path, std::string message, std::string help = {}) { d_.error(code, r_.where(path), std::move(message), std::move(help)); }
  void warn(const char* code, const std::string& path, std::string message, std::string help = {}) { d_.warning(code, r_.where(path), std::move(message), std::move(help)); }

  void horizon() {
    std::string message;
    const auto zone = TimeZone::find(s_.horizon.timezone, message);
    if (!zone) return error("timezone", "horizon.timezone", message);
    const auto from = parse_time(s_.horizon.from, *zone, message), to = parse_time(s_.horizon.to, *zone, message);
    if (!from) return error("date", "horizon.from", message);
    if (!to) return error("date", "horizon.to", message);
    from_ = *from;
    to_ = *to;
    if (*to <= *from) error("horizon", "horizon.to", fmt::format("the horizon ends ({}) before it starts ({})", s_.horizon.to, s_.horizon.from));
    else if (*to - *from > 60 * 366 * 86400.0) error("horizon", "horizon.to", "the horizon is longer than 60 years", "the clock keeps its precision over decades, but models of this kind do not");
    zone_ = *zone;
    dated_ = true;
    if (s_.resolution.transient > s_.resolution.calm) error("resolution", "resolution.transient", "the transient step is longer than the calm step");
    for (const auto& site : s_.sites)
      if (site.timezone && !TimeZone::find(*site.timezone, message)) error("timezone", "sites." + site.name + ".timezone", message);
  }

  void site(const SiteSpec& site) {
    const std::string at = "sites." + site.name;
    const auto& w = site.weather;
    const int given = (w.climate.empty() ? 0 : 1) + (w.normals ? 1 : 0) + (w.file.empty() ? 0 : 1) + (w.constant ? 1 : 0);
    if (given > 1) error("weather", at + ".weather", "more than one of `climate`, `normals`, `file`, `constant`", "give exactly one");
    graph(site, at);
    for (const auto& p : site.cooling) {
      const std::string pp = at + ".cooling." + p.name;
      if (!size_tower(p.towers.params).feasible)
        error("tower", pp + ".towers", "no tower of this kind reaches its design point", "a wider approach, a wider range, or more air for the heat (`air_per_heat`)");
      if (p.type != PlantType::chilled_water) continue;
      chiller(p.chillers.params, pp + ".chillers");
      const auto& c = p.chillers.params;
      if (c.model == ChillerModel::eir && (p.supply > c.max_leaving || p.supply < c.min_leaving))
        warn("validity", pp + ".supply", fmt::format("supply of {:.1f} degC lies outside the chiller's curves ({:.2f} to {:.2f} degC): they are held at their limit", p.supply.c(), c.min_leaving.c(), c.max_leaving.c()),
             "take a chiller with `method: carnot` for warm chilled water");
    }
    for (const auto& h : site.halls) hall(site, h, at + ".halls." + h.name);
    if (s_.grids.size() > 1 && site.grid.empty()) error("grid", at, fmt::format("site `{}` names no grid and there are {}", site.name, s_.grids.size()), "add grid: NAME");
  }

  void graph(const SiteSpec& site, const std::string& at) {
    const auto names = names_of(site.power);
    bool any_grid = false;
    std::map<std::string, std::vector<std::string>> parents;
    for (const auto& n : site.power) {
      any_grid = any_grid || n.type == PowerNodeType::grid_connection;
      parents[n.name] = n.feeds_from;
      for (const auto& f : n.feeds_from)
        if (f == n.name) error("power-loop", at + ".power." + n.name + ".feeds_from", fmt::format("`{}` feeds itself", n.name));
    }
    if (!any_grid && !site.power.empty()) error("power-source", at + ".power", "no grid connection: nothing feeds the site", "add a node of type grid_connection");
    // A loop: walk up from each node; a node met twice on the way closes it.
    for (const auto& n : site.power) {
      std::vector<std::string> trail{n.name};
      if (walk(parents, n.name, n.name, trail, 0)) {
        if (trail.size() > 1)
          error("power-loop", at + ".power." + n.name + ".feeds_from", fmt::format("`{}` feeds itself over {}", n.name, fmt::join(trail, " < ")), "open the loop: one of them must not feed the other");
        return;
      }
    }
    // Ratings along a feeder: what a node feeds must not exceed it by far.
    std::map<std::string, double> rated;
    for (const auto& h : site.halls) {
      const double w = ratings(h).it_w;
      for (const auto& f : h.fed_by) rated[f] += w / static_cast<double>(h.fed_by.size());
    }
    for (const auto& n : site.power) {
      const auto it = rated.find(n.name);
      if (it == rated.end()) continue;
      const double rating = n.type == PowerNodeType::ups ? n.ups.rating.si() * n.count
                            : n.type == PowerNodeType::pdu ? n.pdu.rating.si() * n.count
                            : n.type == PowerNodeType::transformer ? n.transformer.rating.si() * n.count
                            : n.type == PowerNodeType::switchboard ? n.rating.si() : n.capacity.si();
      if (it->second > rating)
        warn("rating", at + ".power." + n.name, fmt::format("`{}` is rated {} for racks of {}", n.name, format_si(rating, n.type == PowerNodeType::ups ? "W" : "VA"), format_si(it->second, "W")),
             "at full load it will be over its rating: more units, or fewer racks");
    }
  }
  bool walk(const std::map<std::string, std::vector<std::string>>& parents, const std::string& start, const std::string& at, std::vector<std::string>& trail, int depth) {
    if (depth > 256) return false;
    const auto it = parents.find(at);
    if (it == parents.end()) return false;
    for (const auto& p : it->second) {
      if (p == start && at != start) return true;
      if (p == at) continue;
      if (std::find(trail.begin(), trail.end(), p) != trail.end()) continue;
      trail.push_back(p);
      if (walk(parents, start, p, trail, depth + 1)) return true;
      trail.pop_back();
    }
    return false;
  }

  void chiller(const ChillerParams& c, const std::string& at) {
    const ChillerCheck k = check_chiller(c);
    if (k.above_carnot)
      error("carnot", at + ".reference_cop", fmt::format("COP of {:.2f} at reference is above the Carnot limit of {:.2f}", c.reference_cop, k.carnot_cop),
            fmt::format("between {:.1f} and {:.1f} degC no machine reaches that: check the COP and the reference temperatures", c.reference_leaving.c(), c.reference_condenser.c()));
    const auto factor = [&](const char* key, double f) {
      if (f < 0.8 || f > 1.3)
        error("curve", at + "." + key, fmt::format("`{}` is {:.3f} at its own reference point; allowed: 0.8 to 1.3", key, f), "a performance curve is 1 where its reference is: check the coefficients and the reference temperatures");
      else if (std::abs(f - 1) > 0.05)
        warn("curve", at + "." + key, fmt::format("`{}` is {:.3f} at its own reference point, far from 1", key, f));
    };
    if (c.model == ChillerModel::eir) {
      factor("capacity_curve", k.capacity_factor);
      factor("eir_curve", k.eir_factor);
    }
    factor("part_load_curve", k.part_load_factor);
  }

  void hall(const SiteSpec& site, const HallSpec& h, const std::string& at) {
    const auto plant = [&](const std::string& name) -> const PlantSpec* {
      for (const auto& p : site.cooling)
        if (p.name == name) return &p;
      return nullptr;
    };
    if (h.fed_by.empty()) error("hall-feed", at, fmt::format("nothing feeds `{}`", h.name), "add fed_by: NODE");
    if (h.air) {
      if (h.air->loop.empty()) error("loop", at + ".air", "several chilled-water plants: which one do the CRAHs use?", "add loop: NAME");
      else if (const PlantSpec* p = plant(h.air->loop); p && p->supply >= h.air->supply)
        error("second-law", at + ".air.supply", fmt::format("supply air of {:.1f} degC cannot be made with water of {:.1f} degC", h.air->supply.c(), p->supply.c()), "colder water, or warmer air");
      if (!size_coil(h.air->crahs.params.coil).feasible)
        error("coil", at + ".air.crahs.coil", "the design point of the coil breaks the second law", "air leaves warmer than water enters, water leaves colder than air enters");
      if (const auto limit = upper_limit(s_.constraints.rack_inlet); limit && h.air->supply >= *limit)
        warn("inlet", at + ".air.supply", fmt::format("supply air of {:.1f} degC is at or above the inlet limit of {:.1f} degC", h.air->supply.c(), limit->c()));
    }
    if (h.liquid && h.liquid->loop.empty()) error("loop", at + ".liquid", "several facility-water plants: which one do the CDUs use?", "add loop: NAME");
    const HallRatings r = ratings(h);
    if (r.liquid_w > 0 && h.liquid) {
      const double cdus = h.liquid->cdus.params.rated_heat.si() * h.liquid->cdus.count.value_or(1);
      if (r.liquid_w > cdus)
        warn("rating", at + ".liquid.cdus", fmt::format("the CDUs take {} of {} that the racks give to liquid", format_si(cdus, "W"), format_si(r.liquid_w, "W")), "more CDUs, or fewer racks");
    }
    const RackModel rack = make_rack(h.racks.params);
    if (rack.params.supply == RackSupply::psu && !rack.psu_loss.valid())
      error("loss-curve", at + ".racks.psu", "`load` and `efficiency` give no loss curve", "as many efficiencies as loads, loads rising and above 0");
    if (rack.node_max < rack.node_idle)
      error("rating", at + ".racks.node", fmt::format("a node draws {} at full load, less than the {} that it idles at", format_si(rack.node_max.si(), "W"), format_si(rack.node_idle.si(), "W")));
    if (rack.params.rated_power && rack.rated < (rack.fixed + rack.node_idle * rack.params.nodes_per_rack))
      error("rating", at + ".racks", fmt::format("the rack idles at {}, above its rated power of {}", format_si((rack.fixed + rack.node_idle * rack.params.nodes_per_rack).si(), "W"), format_si(rack.rated.si(), "W")));
    if (h.racks.rows > h.racks.count) error("rows", at + ".racks.rows", fmt::format("{} rows for {} racks", h.racks.rows, h.racks.count));
  }

  void workload() {
    int i = 0;
    for (const auto& j : s_.workload.jobs) {
      const std::string at = fmt::format("workload.jobs.{}", i++);
      if (j.trace.has_value() == j.synthetic.has_value()) error("jobs", at, "a source of jobs is either `trace` or `synthetic`", "give exactly one");
    }
    for (const auto& g : s_.grids) {
      const auto one = [&](auto& spec, const char* key) {
        const int given = (spec.flat ? 1 : 0) + (spec.file.empty() ? 0 : 1) + (spec.mean ? 1 : 0);
        const std::string at = "grids." + g.name + "." + key;
        if (given > 1) error("series", at, "more than one of `flat`, `file`, `mean`", "give exactly one");
        if (!spec.file.empty() && spec.column.empty()) error("series", at, "`file` needs a `column`");
      };
      one(g.price, "price");
      one(g.carbon, "carbon");
    }
    std::map<std::string, std::string> replayed;
    i = 0;
    for (const auto& r : s_.workload.replay) {
      const std::string at = fmt::format("workload.replay.{}", i++);
      if (!replayed.emplace(r.hall, at).second) error("replay", at + ".hall", fmt::format("`{}` is replayed twice", r.hall));
    }
  }

  void changes() {
    if (!dated_) return;
    int i = 0;
    const auto date = [&](const std::string& text, const std::string& at) {
      std::string message;
      const auto t = parse_time(text, zone_, message);
      if (!t) return error("date", at, message);
      if (*t > to_) warn("date", at, fmt::format("{} lies after the end of the horizon: it never happens", text));
    };
    Scenario trial = s_;
    const auto assignments = [&](const Pairs& set, const std::string& at) {
      for (const auto& [path, value] : set)
        if (const std::string wrong = set_by_path(trial, path, value, currency_); !wrong.empty())
          d_.error("set-path", r_.where(at + ".set." + path), fmt::format("`{}`: {}", path, wrong));
    };
    const auto asset = [&](const std::optional<std::string>& path, const std::string& at) {
      if (!path) return;
      if (const std::string wrong = asset_problem(s_, *path); !wrong.empty()) error("asset", at, fmt::format("`{}`: {}", *path, wrong));
    };
    for (const auto& p : s_.build_plan) {
      const std::string at = fmt::format("build_plan.{}", i++);
      date(p.date, at + ".date");
      asset(p.commission, at + ".commission");
      asset(p.retire, at + ".retire");
      assignments(p.set, at);
      if (!p.commission && !p.retire && p.set.empty()) error("plan", at, "a step of the build plan commissions, retires or sets something");
    }
    i = 0;
    for (const auto& e : s_.events) {
      const std::string at = fmt::format("events.{}", i++);
      date(e.at, at + ".at");
      asset(e.trip, at + ".trip");
      assignments(e.set, at);
      if (e.outage && !contains(names_of(s_.grids), *e.outage))
        error("grid", at + ".outage", fmt::format("there is no grid `{}`", *e.outage), fmt::format("there are: {}", fmt::join(names_of(s_.grids), ", ")));
      if (e.outage)
        warn("outage", at + ".outage", "UPS batteries and generators are not modelled yet: an outage darkens the halls at once");
      if (!e.trip && !e.outage && e.set.empty()) error("event", at, "an event trips, sets, or is an outage");
    }
    i = 0;
    for (const auto& c : s_.control) {
      const std::string at = fmt::format("control.{}", i++);
      if (c.type == ControlType::thermal_throttle && c.full <= c.start) error("control", at + ".full", "`full` must be above `start`");
      if (c.type == ControlType::power_cap && !c.target.empty())
        if (const std::string wrong = asset_problem(s_, c.target); !wrong.empty()) error("asset", at + ".target", fmt::format("`{}`: {}", c.target, wrong));
    }
  }

  const Scenario& s_;
  const Reader& r_;
  const CurrencyContext& currency_;
  Diagnostics& d_;
  TimeZone zone_;
  double from_ = 0, to_ = 0;
  bool dated_ = false;
};

}  // namespace

void check_references(const Scenario& s, const Reader& r, Diagnostics& d) {
  std::vector<std::string> halls;
  for (const auto& site : s.sites)
    for (const auto& h : site.halls) halls.push_back(site.name + "." + h.name);
  for (const auto& use : r.references()) {
    std::vector<std::string> known;
    std::string declared_in;
    const SiteSpec* site = site_of(s, use.path);
    if (use.kind == "power node" && site) {
      known = names_of(site->power);
      declared_in = "sites." + site->name + ".power";
    } else if (use.kind == "loop" && site) {
      known = names_of(site->cooling);
      declared_in = "sites." + site->name + ".cooling";
    } else if (use.kind == "grid") {
      known = names_of(s.grids);
      declared_in = "grids";
    } else if (use.kind == "hall") {
      known = halls;
      declared_in = "sites";
    } else {
      continue;
    }
    if (contains(known, use.name)) continue;
    const std::string near = nearest_name(use.name, known);
    auto& diag = d.error("reference", use.where, fmt::format("`{}` names the {} `{}`, which is not declared", use.path, use.kind, use.name),
                         !near.empty()    ? fmt::format("did you mean `{}`?", near)
                         : known.empty() ? fmt::format("declare it under `{}`", declared_in)
                                          : fmt::format("declared under `{}`: {}", declared_in, fmt::join(known, ", ")));
    if (!near.empty() && r.given(declared_in + "." + near)) diag.related.emplace_back(r.where(declared_in + "." + near), fmt::format("`{}` is declared here", near));
  }
}

void check_physics(const Scenario& s, const Reader& r, const CurrencyContext& c, Diagnostics& d) { Physics(s, r, c, d).run(); }

}  // namespace netsuden
