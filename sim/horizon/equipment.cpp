// SPDX-License-Identifier: Apache-2.0
#include "sim/horizon/equipment.hpp"

#include <algorithm>
#include <cmath>

#include "sim/spec/asset_path.hpp"

namespace netsuden {

ReliabilityParams figures_of(const Scenario& s, const std::string& equipment_class, const std::string& path) {
  ReliabilityParams p;
  for (const auto& e : s.catalogue.reliability)
    if (e.name == equipment_class) p = e.params;
  if (!s.reliability) return p;
  const auto said = [&](const std::string& of) { return std::find_if(s.reliability->figures.begin(), s.reliability->figures.end(), [&](const FigureSpec& f) { return f.of == of; }); };
  auto f = said(path);
  if (f == s.reliability->figures.end()) f = said(equipment_class);
  return f == s.reliability->figures.end() ? p : f->params;
}

std::vector<std::string> units_of(const Scenario& s, const std::string& path) {
  for (const SiteSpec& site : s.sites)
    for (const EquipmentGroup& g : equipment_of(s, site)) {
      if (g.path != path || g.in_power) continue;
      std::vector<std::string> units;
      for (int i = 0; i < g.installed; ++i) units.push_back(g.unit(i));
      return units;
    }
  return {path};
}

std::vector<EquipmentGroup> equipment_of(const Scenario& s, const SiteSpec& site) {
  std::vector<EquipmentGroup> all;
  const auto add = [&](const std::string& path, const char* of, int installed, int needed, bool in_power) {
    EquipmentGroup g{path, of, std::max(1, installed), std::max(1, needed), in_power, figures_of(s, of, path)};
    for (const MaintenanceSpec& m : s.reliability ? s.reliability->maintenance : std::vector<MaintenanceSpec>{}) {
      const bool member = is_member_of(m.asset, path);
      if (!m.every || (m.asset != path && !member)) continue;
      const double of_year = m.duration / *m.every * constants::year_s;
      g.figures.maintenance += Duration::from_si(of_year / (member ? g.installed : 1));  // the mean of its units
    }
    all.push_back(std::move(g));
  };
  const std::string at = "sites." + site.name + ".";
  for (const PowerNodeSpec& n : site.power)
    if (!n.is_local()) add(at + "power." + n.name, name_of(n.type), n.count, firm_count(std::max(1, n.count), n.redundancy), true);
  for (const PlantSpec& p : site.cooling) {
    const std::string plant = at + "cooling." + p.name + ".";
    const int chillers = p.chillers.count.value_or(1);
    if (p.type == PlantType::chilled_water) add(plant + "chillers", "chiller", chillers, firm_count(chillers, p.chillers.redundancy), false);
    add(plant + p.outdoor_group(), p.rejects_to == RejectsTo::towers ? "tower" : "dry_cooler", p.outdoor_count(), firm_count(p.outdoor_count(), p.outdoor_redundancy()), false);
    if (p.hydraulics) add(plant + "pumps", "pump", p.hydraulics->pumps.count, firm_count(p.hydraulics->pumps.count, p.hydraulics->pumps.redundancy), false);
  }
  for (const HallSpec& h : site.halls) {
    const std::string hall = at + "halls." + h.name + ".";
    if (h.air) add(hall + h.air->unit_group(), h.air->cracs ? "crac" : "crah", h.air->units(), firm_count(h.air->units(), h.air->redundancy()), false);
    if (h.liquid) add(hall + "cdus", "cdu", h.liquid->cdus.count.value_or(1), firm_count(h.liquid->cdus.count.value_or(1), h.liquid->cdus.redundancy), false);
  }
  return all;
}

}  // namespace netsuden
