// SPDX-License-Identifier: Apache-2.0
#include "sim/twin/plan_state.hpp"

#include <algorithm>
#include <tuple>
#include <vector>

#include "sim/spec/asset_path.hpp"
#include "sim/spec/path_set.hpp"
#include "sim/twin/changes.hpp"
#include "sim/twin/plan_account.hpp"

namespace netsuden {

std::pair<std::string, std::string> site_and_asset(const std::string& path) {
  if (!path.starts_with("sites.")) return {};
  const std::size_t dot = path.find('.', 6);
  if (dot == std::string::npos) return {};
  return {path.substr(6, dot - 6), path.substr(dot + 1)};
}

std::vector<PlanDeed> plan_deeds(const Scenario& s, const PlanSchedule& schedule) {
  std::vector<PlanDeed> all;
  for (std::size_t i = 0; i < s.build_plan.size(); ++i) {
    const double t = schedule.done_s(i);
    for (const AssetChange& c : asset_changes(s.build_plan[i])) {
      PlanDeed& d = all.emplace_back();
      d.t_s = t - c.before_s;
      d.step = i;
      std::tie(d.site, d.asset) = site_and_asset(c.asset);
      d.enters = c.enters;
    }
    for (const auto& [path, value] : s.build_plan[i].set) {
      PlanDeed& d = all.emplace_back();
      d.t_s = t;
      d.step = i;
      d.site = site_and_asset(path).first;
      d.path = path;
      d.value = value;
    }
  }
  std::stable_sort(all.begin(), all.end(), [](const PlanDeed& a, const PlanDeed& b) { return a.t_s < b.t_s; });
  return all;
}

PlanState plan_state(const Scenario& s, const Inputs& in, double t_s) {
  PlanState p{s, {}};
  const CurrencyContext money = money_of(s.currency);
  for (const std::string& path : not_there_at_first(s, in)) {
    const auto [site, asset] = site_and_asset(path);
    p.absent[site].insert(asset);
  }
  for (const PlanDeed& d : plan_deeds(s, plan_schedule(s, in))) {
    if (d.t_s > t_s + 1e-3) break;
    if (d.asset.empty()) set_by_path(p.scenario, d.path, d.value, money);
    else if (d.enters) p.absent[d.site].erase(d.asset);
    else p.absent[d.site].insert(d.asset);
  }
  return p;
}

SiteSpec standing_site(const SiteSpec& whole, const std::set<std::string>& absent) {
  SiteSpec s = whole;
  const auto gone = [&](const std::string& path) { return absent.contains(path); };
  const auto fewer = [&](auto& count, const std::string& group, int all) {
    const auto n = std::count_if(absent.begin(), absent.end(), [&](const std::string& a) { return is_member_of(a, group); });
    if (n > 0) count = std::max(0, all - static_cast<int>(n));
  };
  for (PowerNodeSpec& n : s.power) fewer(n.count, "power." + n.name, std::max(1, n.count));
  std::erase_if(s.power, [&](const PowerNodeSpec& n) { return gone("power." + n.name) || n.count < 1; });
  const auto there = [&](std::vector<std::string>& feeds) {
    std::erase_if(feeds, [&](const std::string& f) { return std::none_of(s.power.begin(), s.power.end(), [&](const PowerNodeSpec& n) { return n.name == f; }); });
  };
  for (PowerNodeSpec& n : s.power) there(n.feeds_from);
  std::erase_if(s.power, [](const PowerNodeSpec& n) { return n.type == PowerNodeType::bus_coupler && n.feeds_from.size() < 2; });
  for (PowerNodeSpec& n : s.power) {
    there(n.feeds_from);
    if (n.type != PowerNodeType::transfer_switch || n.feeds_from.size() > 1) continue;
    n.rating = ApparentPower::from_si(node_rating(n, std::max(1, n.count)));  // with one source it switches nothing
    n.type = PowerNodeType::switchboard;
  }
  std::erase_if(s.cooling, [&](const PlantSpec& p) { return gone("cooling." + p.name); });
  for (PlantSpec& p : s.cooling) {
    const std::string at = "cooling." + p.name + ".";
    fewer(p.chillers.count, at + "chillers", p.chillers.count.value_or(1));
    fewer(p.towers.count, at + "towers", p.towers.count.value_or(1));
    fewer(p.dry_coolers.count, at + "dry_coolers", p.dry_coolers.count.value_or(1));
    there(p.fed_by);
    there(p.pumps_fed_by);
  }
  std::erase_if(s.halls, [&](const HallSpec& h) { return gone("halls." + h.name); });
  for (HallSpec& h : s.halls) {
    h.replaces.clear();
    there(h.fed_by);
    if (h.air) there(h.air->crahs.fed_by);
    if (h.air && h.air->cracs) there(h.air->cracs->fed_by);
    if (h.liquid) there(h.liquid->cdus.fed_by);
  }
  return s;
}

}  // namespace netsuden
