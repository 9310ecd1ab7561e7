// SPDX-License-Identifier: Apache-2.0
#include "io/scenario/check.hpp"

#include <fmt/format.h>

#include <map>
#include <set>

#include "io/scenario/check_context.hpp"
#include "sim/base/calendar.hpp"
#include "sim/spec/complete.hpp"
#include "sim/spec/expand.hpp"

namespace netsuden {
namespace {

/// Declared names of a kind, looked up once.
struct Declared {
  std::string under;
  std::vector<std::string> names;
  std::set<std::string> index;
};

Declared declared(std::string under, std::vector<std::string> names) {
  std::set<std::string> index(names.begin(), names.end());
  return {std::move(under), std::move(names), std::move(index)};
}

bool is_currency(const std::string& s) {
  std::string message;
  return s.size() == 3 && std::all_of(s.begin(), s.end(), [](char c) { return c >= 'A' && c <= 'Z'; }) &&
         !parse_unit(s, CurrencyContext{"---", {}}, message);
}

void currency(const CurrencySpec& spec, const CheckContext& c) {
  const char* help = "three capital letters, as in JPY, USD, EUR";
  if (!is_currency(spec.unit)) c.error("currency", "currency.unit", fmt::format("`{}` is not a currency code", spec.unit), help);
  for (const auto& [name, rate] : spec.exchange) {
    if (!is_currency(name)) c.error("currency", "currency.exchange." + name, fmt::format("`{}` is not a currency code", name), help);
    if (name == spec.unit)
      c.error("currency", "currency.exchange." + name, fmt::format("`{}` is the unit itself", name), "name the other currencies");
  }
}

}  // namespace

std::string asset_problem(const Scenario& s, const std::string& path) {
  const std::vector<std::string> parts = path_parts(path);
  const auto unknown = [](const char* what, const std::string& name, const std::vector<std::string>& all) {
    const std::string near = nearest_name(name, all);
    return fmt::format("there is no {} `{}`{}", what, name,
                       near.empty() ? fmt::format(" (there are: {})", fmt::join(all, ", ")) : fmt::format("; did you mean `{}`?", near));
  };
  if (parts.size() < 4 || parts[0] != "sites") return "an asset is named like sites.SITE.cooling.PLANT.chillers_2 or sites.SITE.power.NODE";
  const auto site = std::find_if(s.sites.begin(), s.sites.end(), [&](const auto& x) { return x.name == parts[1]; });
  if (site == s.sites.end()) return unknown("site", parts[1], names_of(s.sites));
  const auto group = [&](const std::vector<std::pair<std::string, int>>& groups) -> std::string {
    if (parts.size() == 4) return "";
    if (parts.size() > 5) return "the path goes too deep";
    const auto [name, m] = split_member(parts[4]);
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
    const auto [name, m] = split_member(parts[3]);
    for (const auto& n : site->power)
      if (n.name == name && m >= 0) return m < n.count ? "" : fmt::format("`{}` has {} units", name, n.count);
    return unknown("power node", parts[3], names_of(site->power));
  }
  if (parts[2] == "cooling") {
    for (const auto& p : site->cooling)
      if (p.name == parts[3]) {
        std::vector<std::pair<std::string, int>> groups{{"chillers", p.type == PlantType::chilled_water ? p.chillers.count.value_or(1) : 0}, {p.outdoor_group(), p.outdoor_count()}};
        if (p.hydraulics) groups.emplace_back("pumps", p.hydraulics->pumps.count);
        return group(groups);
      }
    return unknown("plant", parts[3], names_of(site->cooling));
  }
  if (parts[2] == "halls") {
    for (const auto& h : site->halls)
      if (h.name == parts[3])
        return group({{h.air ? h.air->unit_group() : "crahs", h.air ? h.air->units() : 0}, {"cdus", h.liquid ? h.liquid->cdus.count.value_or(1) : 0}, {"cdu_pumps", h.liquid ? h.liquid->cdus.count.value_or(1) * h.liquid->cdus.params.pumps : 0}});
    return unknown("hall", parts[3], names_of(site->halls));
  }
  return fmt::format("`{}` is none of power, cooling, halls", parts[2]);
}

void check_references(const Scenario& s, const Reader& r, const CurrencyContext& money, Diagnostics& d) {
  const CheckContext c{s, r, money, d};
  currency(s.currency, c);
  std::map<std::string, Declared> known;  // by kind, or kind and site
  std::vector<std::string> halls;
  for (const auto& site : s.sites) {
    const std::string at = "sites." + site.name;
    known["power node " + at] = declared(at + ".power", names_of(site.power));
    known["loop " + at] = declared(at + ".cooling", names_of(site.cooling));
    for (const auto& h : site.halls) {
      halls.push_back(site.name + "." + h.name);
      if (const double w = ratings(h).it_w; !(w < largest_hall_w))
        c.error("size", at + ".halls." + h.name,
                fmt::format("the racks of `{}` draw {}; allowed: below {}", h.name, format_si(w, "W"), format_si(largest_hall_w, "W")),
                "several halls");
    }
    const auto& w = site.weather;
    if (!w.climate.empty() && !built_in_climate(w.climate)) {
      const auto climates = built_in_climates();
      const std::string near = nearest_name(w.climate, climates);
      c.error("climate", at + ".weather.climate", fmt::format("there are no built-in climate normals `{}`", w.climate),
              near.empty() ? fmt::format("there are: {}", fmt::join(climates, ", ")) : fmt::format("did you mean `{}`?", near));
    }
  }
  known["site"] = declared("sites", names_of(s.sites));
  known["tenant"] = declared("workload.tenants", names_of(s.workload.tenants));
  std::vector<std::string> steps;
  for (const PlanStep& p : s.build_plan)
    if (!p.name.empty()) steps.push_back(p.name);
  known["plan step"] = declared("build_plan", std::move(steps));
  known["grid"] = declared("grids", names_of(s.grids));
  known["hall"] = declared("sites", std::move(halls));
  for (const auto& use : r.references()) {
    std::string key = use.kind;
    if (use.kind == "power node" || use.kind == "loop") key.append(" ").append(use.path, 0, use.path.find('.', 6));  // sites.NAME
    const auto it = known.find(key);
    if (it == known.end() || it->second.index.contains(use.name)) continue;
    const Declared& k = it->second;
    const std::string near = nearest_name(use.name, k.names);
    auto& diag = d.error("reference", use.where, fmt::format("`{}` names the {} `{}`, which is not declared", use.path, use.kind, use.name),
                         !near.empty()     ? fmt::format("did you mean `{}`?", near)
                         : k.names.empty() ? fmt::format("declare it under `{}`", k.under)
                                           : fmt::format("declared under `{}`: {}", k.under, fmt::join(k.names, ", ")));
    if (!near.empty() && r.given(k.under + "." + near))
      diag.related.emplace_back(r.where(k.under + "." + near), fmt::format("`{}` is declared here", near));
  }
}

bool check_physics(const Scenario& s, const Reader& r, const CurrencyContext& money, Diagnostics& d) {
  const CheckContext c{s, r, money, d};
  const bool dated = check_horizon(c);
  for (const auto& site : s.sites) {
    const std::string at = "sites." + site.name;
    for (int k = 0; site.copies > 1 && k < site.copies; ++k)
      if (contains(names_of(s.sites), copy_name(site, k)))
        c.error("name", at + ".copies", fmt::format("`{}` is also copy {} of `{}`", copy_name(site, k), k + 1, site.name), "give one of the two another name");
    for (const auto& replay : s.workload.replay)
      if (site.copies > 1 && replay.hall.starts_with(site.name + ".")) c.error("copies", at + ".copies", fmt::format("a replay names the hall `{}`, of which there are {}", replay.hall, site.copies), "replay into a site without copies");
    const auto& w = site.weather;
    const int given = (w.climate.empty() ? 0 : 1) + (w.normals ? 1 : 0) + (w.file.empty() ? 0 : 1) + (w.constant ? 1 : 0);
    if (given > 1) c.error("weather", at + ".weather", "more than one of `climate`, `normals`, `file`, `constant`", "give exactly one");
    if (w.normals && w.normals->lowest_dry_bulb && w.normals->highest_dry_bulb && !(*w.normals->lowest_dry_bulb < *w.normals->highest_dry_bulb))
      c.error("climate", at + ".weather.normals.lowest_dry_bulb", "the lowest dry bulb is not below the highest");
    if (s.grids.size() > 1 && site.grid.empty())
      c.error("grid", at, fmt::format("site `{}` names no grid and there are {}", site.name, s.grids.size()),
              fmt::format("add grid: one of {}", fmt::join(names_of(s.grids), ", ")));
    check_electrical(c, site);
    check_cooling(c, site);
    for (const auto& h : site.halls) check_hall(c, site, h);
  }
  check_catalogue(c);
  check_workload(c);
  check_training(c);
  check_services(c);
  check_sovereign(c);
  if (dated) check_supply(c);
  const Scenario fleet = expand_copies(s);  // events and plans name the copies
  if (dated) check_changes({fleet, r, money, d});
  if (dated) check_plan({fleet, r, money, d});
  if (dated) check_investment({fleet, r, money, d});
  return dated;
}

}  // namespace netsuden
