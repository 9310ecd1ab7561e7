// SPDX-License-Identifier: Apache-2.0
// The assets of a site by path: which there are, what is in service, what a changed scenario makes of them; the state that a
// checkpoint keeps.
#include <algorithm>
#include <string>
#include <utility>

#include "sim/spec/asset_path.hpp"
#include "sim/twin/site_model.hpp"

namespace netsuden {
AssetRef SiteModel::find(const std::string& path) const {
  using What = AssetRef::What;
  const std::size_t dot = path.find('.');
  if (dot == std::string::npos) return {};
  const std::string section = path.substr(0, dot);
  std::string rest = path.substr(dot + 1), inner;
  if (const std::size_t d = rest.find('.'); d != std::string::npos) {
    inner = rest.substr(d + 1);
    rest = rest.substr(0, d);
  }
  const auto member_of = [&](const std::string& group, const std::vector<char>& flags, What what, int index) -> AssetRef {
    const auto [name, member] = split_member(inner);
    if (name == group && member >= 0 && member < static_cast<int>(flags.size())) return {what, index, member};
    return {};
  };
  if (section == "power") {
    if (const int i = chain_.find(rest); i >= 0) return {What::power_node, i, -1};
    const auto [name, member] = split_member(rest);
    const int i = chain_.find(name);
    if (i >= 0 && member >= 0 && member < static_cast<int>(chain_.nodes()[static_cast<std::size_t>(i)].unit_up.size()))
      return {What::power_unit, i, member};
  } else if (section == "cooling") {
    const int i = index_of(spec_.cooling, rest);
    if (i < 0) return {};
    if (inner.empty()) return {What::plant, i, -1};
    const Plant& p = plants_[static_cast<std::size_t>(i)];
    if (const auto r = member_of("chillers", p.chiller_up, What::chiller, i); r.what != What::none) return r;
    if (const WaterLoop* w = water(i))
      if (const auto r = member_of("pumps", w->pump_up, What::pump, i); r.what != What::none) return r;
    return member_of(p.spec().outdoor_group(), p.outdoor_up, What::outdoor, i);
  } else if (section == "halls") {
    const int i = index_of(spec_.halls, rest);
    if (i < 0) return {};
    if (inner.empty()) return {What::hall, i, -1};
    const Hall& h = halls_[static_cast<std::size_t>(i)];
    if (const auto r = member_of(h.spec().air ? h.spec().air->unit_group() : "crahs", h.crah_up, What::crah, i); r.what != What::none) return r;
    if (const auto r = member_of("cdu_pumps", h.cdu_pump_up, What::cdu_pump, i); r.what != What::none) return r;
    return member_of("cdus", h.cdu_up, What::cdu, i);
  }
  return {};
}

int SiteModel::missing(AssetRef::What what, std::size_t index) const {
  return static_cast<int>(std::count_if(not_there_.begin(), not_there_.end(), [&](const AssetRef& a) { return a.what == what && a.index == static_cast<int>(index) && a.member >= 0; }));
}

bool SiteModel::stands(AssetRef::What what, std::size_t index) const { return std::find(not_there_.begin(), not_there_.end(), AssetRef{what, static_cast<int>(index), -1}) == not_there_.end(); }

void SiteModel::set_in_service(const AssetRef& a, bool on, bool there) {
  using What = AssetRef::What;
  std::erase(not_there_, a);
  if (!there) not_there_.push_back(a);
  installed_is_old_ = true;
  const auto i = static_cast<std::size_t>(a.index), m = static_cast<std::size_t>(a.member);
  // A changed count may have taken the member away.
  const auto put = [&](std::vector<char>& flags) {
    if (m < flags.size()) flags[m] = on ? 1 : 0;
  };
  switch (a.what) {
    case What::none: break;
    case What::power_node: chain_.nodes()[i].in_service = on; break;
    case What::power_unit: put(chain_.nodes()[i].unit_up); break;
    case What::plant: plants_[i].in_service = on; break;
    case What::chiller:
      if (on && m < plants_[i].chiller_up.size() && plants_[i].chiller_up[m] == 0) plants_[i].restart_chiller(m);
      put(plants_[i].chiller_up);
      break;
    case What::outdoor: put(plants_[i].outdoor_up); break;
    case What::hall:
      halls_[i].in_service = on;
      halls_[i].there = there;
      break;
    case What::crah:
      if (on && m < halls_[i].crah_up.size() && halls_[i].crah_up[m] == 0) halls_[i].restart_crac(m);
      put(halls_[i].crah_up);
      break;
    case What::pump: put(water_[i]->pump_up); break;
    case What::cdu:
    case What::cdu_pump:
      put(a.what == What::cdu ? halls_[i].cdu_up : halls_[i].cdu_pump_up);
      halls_[i].size_cdus();
      break;
  }
}

bool SiteModel::in_service(const AssetRef& a) const {
  using What = AssetRef::What;
  const auto i = static_cast<std::size_t>(a.index), m = static_cast<std::size_t>(a.member);
  switch (a.what) {
    case What::none: return false;
    case What::power_node: return chain_.nodes()[i].in_service;
    case What::power_unit: return chain_.nodes()[i].unit_up[m] != 0;
    case What::plant: return plants_[i].in_service;
    case What::chiller: return plants_[i].chiller_up[m] != 0;
    case What::outdoor: return plants_[i].outdoor_up[m] != 0;
    case What::pump: return water_[i]->pump_up[m] != 0;
    case What::hall: return halls_[i].in_service;
    case What::crah: return halls_[i].crah_up[m] != 0;
    case What::cdu: return halls_[i].cdu_up[m] != 0;
    case What::cdu_pump: return halls_[i].cdu_pump_up[m] != 0;
  }
  return false;
}

void SiteModel::reload(const SiteSpec& s) {
  spec_ = s;
  installed_is_old_ = true;
  grid_account_.reload(scenario_, s);
  chain_.reload(s.power);
  chain_.set_cycling(nullptr);
  swing_.forget();
  for (std::size_t i = 0; i < plants_.size() && i < s.cooling.size(); ++i) plants_[i].reload(s.cooling[i]);
  for (std::size_t i = 0; i < halls_.size() && i < s.halls.size(); ++i) halls_[i].reload(s.halls[i]);
  order_plants();
}

int SiteModel::live_cords(int h) const {
  const Hall& hall = halls_[static_cast<std::size_t>(h)];
  return netsuden::live_cords(*hall.spec().rack_feed, static_cast<int>(hall.feeds.size()), chain_.live_feeds(hall.feeds));
}

double SiteModel::cord_w(int h) const {
  const int live = live_cords(h);
  return live > 0 ? rack_peak_w_[static_cast<std::size_t>(h)] / live : 0;
}

std::vector<double> SiteModel::state() const {
  std::vector<double> v{t_, meters_.it_j, meters_.import_j, meters_.cost(), meters_.carbon_kg, meters_.water_kg};
  for (const auto& h : halls_) {
    const HallAirState& s = h.state();
    v.insert(v.end(), {s.cold.k(), s.hot.k(), s.servers.k(), s.building.k()});
  }
  for (const auto& l : loads_) v.insert(v.end(), {l->power_w(), static_cast<double>(l->busy_nodes()), l->mean_clock()});
  for (const auto& p : plants_)
    for (const double x : p.state()) v.push_back(x);
  for (const auto& h : halls_)
    if (const HallPlates* plates = h.plates()) v.insert(v.end(), {plates->mean().k(), plates->worst().k()});
  for (const auto& w : water_)
    if (w)
      for (const double x : w->state()) v.push_back(x);
  for (const auto& h : halls_)
    if (const auto t = h.coolant_supply()) v.push_back(t->k());
  return v;
}

std::vector<std::string> SiteModel::state_names() const {
  const std::string p = spec_.name + ".";
  std::vector<std::string> v{p + "time_s", p + "it_energy_j", p + "import_energy_j", p + "cost", p + "carbon_kg", p + "water_kg"};
  for (const auto& h : halls_)
    for (const char* n : {"cold_k", "hot_k", "servers_k", "building_k"}) v.push_back(p + h.spec().name + "." + n);
  for (const auto& h : halls_)
    for (const char* n : {"it_w", "busy_nodes", "clock"}) v.push_back(p + h.spec().name + "." + n);
  for (const auto& c : spec_.cooling)
    for (const char* n : {"supply_k", "condenser_k", "chillers", "economizer", "store_charge"}) v.push_back(p + c.name + "." + n);
  for (const auto& h : halls_)
    if (h.plates())
      for (const char* n : {"case_k", "case_worst_k"}) v.push_back(p + h.spec().name + "." + n);
  for (std::size_t i = 0; i < water_.size(); ++i)
    if (water_[i])
      for (const char* n : WaterLoop::state_names()) v.push_back(p + plants_[i].spec().name + "." + n);
  for (std::size_t h = 0; h < halls_.size(); ++h)
    if (branch_[h][static_cast<std::size_t>(BranchKind::cdus)] >= 0) v.push_back(p + halls_[h].spec().name + ".coolant_supply_k");
  return v;
}

}  // namespace netsuden
