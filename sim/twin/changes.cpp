// SPDX-License-Identifier: Apache-2.0
#include "sim/twin/changes.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "sim/base/random.hpp"
#include "sim/horizon/equipment.hpp"
#include "sim/spec/synthetic_jobs.hpp"
#include "sim/twin/grid_account.hpp"
#include "sim/twin/plan_account.hpp"

namespace netsuden {
namespace {

double seconds_at(const std::string& date, const Inputs& in) {
  std::string message;
  return parse_time(date, in.zone, message).value_or(in.start_unix) - in.start_unix;
}

/// Disturbances of one kind at a grid or a connection.
void add_random(std::vector<Change>& list, std::uint64_t seed, const Inputs& in, const std::string& where, const char* kind,
                const std::optional<RandomDisturbance>& r, Change::What begins, Change::What ends, double low, double high) {
  if (!r || r->rate.si() <= 0) return;
  RandomStream gaps(seed, "disturbances " + where + " " + kind), sizes(seed, "disturbance sizes " + where + " " + kind);
  for (double t = gaps.exponential(1 / r->rate.si()); t < in.duration(); t += gaps.exponential(1 / r->rate.si())) {
    const double lasts = std::max(1e-3, draw(r->duration_s, sizes)), amount = std::clamp(draw(r->amount, sizes), low, high);
    list.push_back({t, begins, where, "", amount, 0, -1});
    list.push_back({t + lasts, ends, where, "", amount, 0, -1});
  }
}

void add_random(std::vector<Change>& list, std::uint64_t seed, const Inputs& in, const std::string& where, const ConnectionDisturbancesSpec& d) {
  using What = Change::What;
  add_random(list, seed, in, where, "outages", d.outages, What::outage, What::outage_end, 0, 0);
  add_random(list, seed, in, where, "dips", d.dips, What::dip, What::dip_end, 0, 0.99);
}

/// Windows of maintenance, once or again and again.
void add_maintenance(std::vector<Change>& list, const ReliabilitySpec& r, const Inputs& in) {
  for (const MaintenanceSpec& m : r.maintenance)
    for (double t = seconds_at(m.at, in); t < in.duration(); t += m.every->si()) {
      if (t + m.duration.si() > 0) {
        list.push_back({t, Change::What::maintenance, m.asset, "", 0, 0, -1});
        list.push_back({t + m.duration.si(), Change::What::maintenance_end, m.asset, "", 0, 0, -1});
      }
      if (!m.every) break;
    }
}

/// Failures of single units, some of them of all units of the group; what else there are grids and connections without disturbances of
/// their own. Times to failure and to repair are exponential; a unit that fails again while it is repaired stays down until both are over.
void add_failures(std::vector<Change>& list, const Scenario& s, const Inputs& in) {
  using What = Change::What;
  const auto draw_failures = [&](const std::string& stream, const ReliabilityParams& p, const auto& fails) {
    if (!(p.failure_rate.si() > 0)) return;
    RandomStream gaps(s.seed, "failures " + stream), lengths(s.seed, "repairs " + stream), common(s.seed, "common failures " + stream);
    for (double t = gaps.exponential(1 / p.failure_rate.si()); t < in.duration();) {
      const double back = t + std::max(1e-3, lengths.exponential(p.repair.si()));
      fails(t, back, common.uniform() < p.common_cause.value());
      t = back + gaps.exponential(1 / p.failure_rate.si());
    }
  };
  const auto add = [&](What begins, What ends, const std::string& what, double from, double until) {
    list.push_back({from, begins, what, "", 0, 0, -1});
    list.push_back({until, ends, what, "", 0, 0, -1});
  };
  for (const GridSpec& g : s.grids)
    if (!g.disturbances || !g.disturbances->outages)
      draw_failures(g.name, figures_of(s, "grid", g.name), [&](double from, double until, bool) { add(What::outage, What::outage_end, g.name, from, until); });
  for (const SiteSpec& site : s.sites)
    for (const EquipmentGroup& e : equipment_of(s, site)) {
      const auto node = std::find_if(site.power.begin(), site.power.end(), [&](const PowerNodeSpec& n) { return e.path == "sites." + site.name + ".power." + n.name; });
      const bool connection = node != site.power.end() && node->type == PowerNodeType::grid_connection;
      if (connection && node->disturbances && node->disturbances->outages) continue;
      for (int k = 0; k < e.installed; ++k)
        draw_failures(e.unit(k), e.figures, [&](double from, double until, bool all) {
          if (connection) return add(What::outage, What::outage_end, e.path, from, until);
          for (int i = 0; i < e.installed; ++i)
            if (i == k || all) add(What::trip, What::restore, e.unit(i), from, until);
        });
    }
  for (const CommonCauseSpec& c : s.reliability->common_causes) {
    ReliabilityParams p;
    p.failure_rate = c.rate;
    p.repair = c.duration;
    RandomStream which(s.seed, "common cause takes " + c.name);
    draw_failures("common cause " + c.name, p, [&](double from, double until, bool) {
      for (const std::string& what : c.takes) {
        if (which.uniform() >= c.probability.value()) continue;
        if (what.starts_with("sites.")) {
          for (const std::string& unit : units_of(s, what)) add(What::trip, What::restore, unit, from, until);
        } else {
          add(What::outage, What::outage_end, what, from, until);
        }
      }
    });
  }
}

}  // namespace

std::vector<Change> dated_changes(const Scenario& s, const Inputs& in) {
  std::vector<Change> list;
  using What = Change::What;
  int sets = 0;
  const auto rank = [](What w) {
    switch (w) {
      case What::restore:
      case What::maintenance_end:
      case What::outage_end:
      case What::dip_end:
      case What::frequency_end:
      case What::unset:
      case What::curtailment_end: return 0;
      case What::commission:
      case What::retire: return 1;
      default: return 2;
    }
  };
  const PlanSchedule plan = plan_schedule(s, in);
  for (std::size_t i = 0; i < s.build_plan.size(); ++i) {
    const double t = plan.done_s(i);
    for (const AssetChange& c : asset_changes(s.build_plan[i])) list.push_back({t - c.before_s, c.enters ? What::commission : What::retire, c.asset, "", 0, 0, -1});
    for (const auto& [path, value] : s.build_plan[i].set) list.push_back({t, What::set, path, value, 0, 0, sets++});
  }
  for (const auto& e : s.events) {
    const double t = seconds_at(e.at, in);
    const double end = e.duration ? t + e.duration->si() : -1;
    if (e.trip) {
      list.push_back({t, What::trip, *e.trip, "", 0, 0, -1});
      if (e.duration) list.push_back({end, What::restore, *e.trip, "", 0, 0, -1});
    }
    const auto grid = [&](const std::optional<std::string>& name, What begins, What ends, double amount) {
      if (!name) return;
      list.push_back({t, begins, *name, "", amount, 0, -1});
      if (e.duration) list.push_back({end, ends, *name, "", amount, 0, -1});
    };
    grid(e.outage, What::outage, What::outage_end, 0);
    grid(e.dip, What::dip, What::dip_end, e.voltage.value());
    grid(e.frequency, What::frequency, What::frequency_end, e.deviation);
    if (e.fuel_delivery) list.push_back({t, What::fuel_delivery, *e.fuel_delivery, "", e.volume.si(), 0, -1});
    if (e.reset) list.push_back({t, What::reset, *e.reset, "", 0, 0, -1});
    for (const auto& [path, value] : e.set) {
      list.push_back({t, What::set, path, value, 0, 0, sets});
      if (e.duration) list.push_back({end, What::unset, path, "", 0, 0, sets});
      ++sets;
    }
  }
  for (const auto& g : s.grids) {
    if (!g.disturbances) continue;
    add_random(list, s.seed, in, g.name, *g.disturbances);
    add_random(list, s.seed, in, g.name, "frequency", g.disturbances->frequency, What::frequency, What::frequency_end, -0.1, 0.1);
  }
  for (const auto& site : s.sites)
    for (const auto& n : site.power)
      if (n.disturbances) add_random(list, s.seed, in, "sites." + site.name + ".power." + n.name, *n.disturbances);
  for (std::size_t site = 0; site < s.sites.size(); ++site) {
    int call = 0;
    for (const SiteCall& c : site_calls(s, static_cast<int>(site), in)) {
      const auto add = [&](double unix_s, What w) { list.push_back({unix_s - in.start_unix, w, s.sites[site].name, "", 0, 0, call}); };
      add(c.when.notice - baseline_s, What::look_at_import);
      add(c.when.notice, What::curtailment_notice);
      for (const auto& n : s.sites[site].power)
        if (n.curtailment) add(std::max(c.when.notice, c.when.from - n.curtailment_lead.si()), What::call_out);
      add(c.when.from, What::curtailment);
      add(c.when.until, What::curtailment_end);
      ++call;
    }
  }
  if (s.reliability) add_maintenance(list, *s.reliability, in);
  if (s.reliability && s.reliability->simulate) add_failures(list, s, in);
  std::erase_if(list, [&](const Change& c) { return c.t_s > in.duration(); });
  for (auto& c : list) c.order = rank(c.what);
  std::stable_sort(list.begin(), list.end(), [](const Change& a, const Change& b) {
    return a.t_s != b.t_s ? a.t_s < b.t_s : a.order < b.order;
  });
  return list;
}

std::vector<std::string> not_there_at_first(const Scenario& s, const Inputs& in) {
  std::map<std::string, std::pair<double, bool>> first;  // asset -> when, and whether it enters
  const auto note = [&](const AssetChange& c, double t) {
    const auto [it, added] = first.try_emplace(c.asset, t, c.enters);
    if (!added && t < it->second.first) it->second = {t, c.enters};
  };
  const PlanSchedule plan = plan_schedule(s, in);
  for (std::size_t i = 0; i < s.build_plan.size(); ++i)
    for (const AssetChange& c : asset_changes(s.build_plan[i])) note(c, plan.done_s(i) - c.before_s);
  std::vector<std::string> assets;
  for (const auto& [asset, what] : first)
    if (what.second) assets.push_back(asset);
  return assets;
}

}  // namespace netsuden
