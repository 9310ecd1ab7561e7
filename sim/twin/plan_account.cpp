// SPDX-License-Identifier: Apache-2.0
#include "sim/twin/plan_account.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "sim/finance/cash_flow.hpp"
#include "sim/horizon/investment.hpp"
#include "sim/spec/asset_path.hpp"
#include "sim/spec/complete.hpp"
#include "sim/spec/path_set.hpp"
#include "sim/twin/budget_account.hpp"
#include "sim/twin/changes.hpp"
#include "sim/twin/plan_state.hpp"
#include "sim/twin/plant.hpp"
#include "sim/twin/standing.hpp"

namespace netsuden {
namespace {

constexpr int samples = 1000;  // of the spread: its percentiles are good to about a percent of rank

/// From one date of the plan to the next, of one site.
struct Interval {
  double from_s = 0;
  Standing stands;
  std::vector<const PlanDeed*> began;   ///< what changed at its start
  const StandingHall* hall(const std::string& name) const {
    for (const StandingHall& h : stands.halls)
      if (h.name == name) return &h;
    return nullptr;
  }
};

std::vector<Interval> intervals_of(const Scenario& s, const Inputs& in, std::size_t site, const std::vector<PlanDeed>& deeds) {
  ContingencyOptions design;
  const UnixSeconds end = in.start_unix + in.duration();
  double wet = -1e9, dry = -1e9;
  const WeatherSeries within = in.weather[site].between(in.start_unix, end);  // outlives the loop over its samples
  for (const WeatherSample& w : within.samples()) wet = std::max(wet, w.wet_bulb.c()), dry = std::max(dry, w.dry_bulb.c());
  if (const WeatherSample w = in.weather[site].at(in.start_unix); wet < -1e8) wet = w.wet_bulb.c(), dry = w.dry_bulb.c();
  design.wet_bulb = Temperature::celsius(wet);
  design.dry_bulb = Temperature::celsius(std::max(wet, dry));
  const std::string& name = s.sites[site].name;
  std::set<std::string> absent;
  for (const std::string& path : not_there_at_first(s, in))
    if (const auto [of, asset] = site_and_asset(path); of == name) absent.insert(asset);
  Scenario changed = s;
  const CurrencyContext money = money_of(s.currency);
  std::vector<Interval> all(1);
  const auto apply = [&](const PlanDeed& d) {
    if (d.asset.empty()) set_by_path(changed, d.path, d.value, money);
    else if (d.enters) absent.erase(d.asset);
    else absent.insert(d.asset);
  };
  std::size_t next = 0;
  for (; next < deeds.size() && deeds[next].t_s <= 0; ++next)
    if (deeds[next].site == name) apply(deeds[next]);
  all.back().stands = standing(changed.sites[site], absent, design);
  while (next < deeds.size()) {
    const double t = deeds[next].t_s;
    std::vector<const PlanDeed*> began;
    for (; next < deeds.size() && deeds[next].t_s <= t + 1e-3; ++next)
      if (deeds[next].site == name) {
        apply(deeds[next]);
        began.push_back(&deeds[next]);
      }
    if (!began.empty()) all.push_back({t, standing(changed.sites[site], absent, design), std::move(began)});
  }
  return all;
}

class Idle {
 public:
  Idle(const Scenario& s, const Inputs& in, const PlanSchedule& schedule, double end_s) : s_(s), in_(in), schedule_(schedule), end_s_(end_s) {
    if (!s.finance) return;
    investment_.emplace(investment_of(s, in));
    for (std::size_t i = 0; i < s.build_plan.size(); ++i) {
      if (!s.build_plan[i].cost) continue;
      const CapexSpec& c = *s.build_plan[i].cost;
      const double r = s.finance->discount_rate.value(), life = c.life.si() / constants::year_s, cost = investment_->cost(c);
      annuity_[i] = (cost - c.salvage.value() * cost * discount_factor(r, life)) * capital_recovery(r, life);
    }
  }

  void add_to(PlanSummary& out, const std::vector<PlanDeed>& deeds) const {
    std::vector<StrandedSummary>& all = out.stranded;
    for (std::size_t site = 0; site < s_.sites.size(); ++site) {
      const std::vector<Interval> intervals = intervals_of(s_, in_, site, deeds);
      std::set<std::string> halls;
      for (const PlanDeed& d : deeds)
        if (d.site == s_.sites[site].name && d.enters && d.asset.starts_with("halls.") && d.asset.find('.', 6) == std::string::npos) energised(d, intervals, out.energised);
      for (const Interval& i : intervals)
        for (const StandingHall& h : i.stands.halls) halls.insert(h.name);
      for (const std::string& h : halls) of_hall(s_.sites[site].name, h, intervals, all);
    }
    waiting(all);
    std::stable_sort(all.begin(), all.end(), [](const StrandedSummary& a, const StrandedSummary& b) { return a.from_s < b.from_s; });
  }

 private:
  void energised(const PlanDeed& d, const std::vector<Interval>& intervals, std::vector<EnergisedSummary>& all) const {
    EnergisedSummary x;
    const std::string name = d.asset.substr(6);
    x.hall = d.site + "." + name;
    x.step = schedule_.labels()[d.step];
    x.asked_s = schedule_.times()[d.step].planned.finish;
    x.there_s = d.t_s;
    for (const Interval& i : intervals) {
      const StandingHall* h = i.hall(name);
      if (!h || i.from_s < d.t_s - 1e-3) continue;
      x.it_w = h->it_w;
      if (h->served() < 1 - 1e-9) continue;
      x.full_s = std::max(i.from_s, d.t_s);
      break;
    }
    all.push_back(std::move(x));
  }

  double years(double from_s, double until_s) const { return investment_->years_to(until_s) - investment_->years_to(from_s); }

  void of_hall(const std::string& site, const std::string& name, const std::vector<Interval>& intervals, std::vector<StrandedSummary>& all) const {
    const std::size_t first = all.size();
    for (std::size_t k = 0; k < intervals.size(); ++k) {
      const double from = std::max(0.0, intervals[k].from_s), until = std::min(end_s_, k + 1 < intervals.size() ? intervals[k + 1].from_s : end_s_);
      const StandingHall* h = intervals[k].hall(name);
      if (!h || until <= from || !(h->served() < 1 - 1e-9)) continue;
      std::size_t better = k + 1;  // where more of it can be served
      for (; better < intervals.size(); ++better) {
        const StandingHall* then = intervals[better].hall(name);
        if (!then || then->served() > h->served() + 1e-9) break;
      }
      const bool ends = better < intervals.size() && intervals[better].hall(name);
      const StandingHall& eve = *intervals[better - 1].hall(name);
      StrandedSummary x;
      x.what = site + "." + name;
      const bool power = eve.power <= eve.cooling;
      x.cause = power ? "power" : "cooling";
      x.by = power ? eve.power_by : eve.cooling_by;
      if (ends) x.waited_for = schedule_.labels()[step_of(intervals[better], name, x)];
      x.from_s = from;
      x.until_s = until;
      x.w = (1 - h->served()) * h->it_w;
      if (all.size() > first && all.back().until_s == from && all.back().waited_for == x.waited_for && all.back().cause == x.cause && std::abs(all.back().w - x.w) < 1e-6 * h->it_w) {
        all.back().until_s = until;
        all.back().by = x.by;
      } else {
        all.push_back(std::move(x));
      }
      account(all.back(), site, name, h->gpus * (1 - h->served()), 1 - h->served());
    }
  }

  /// Of the steps of a date, the one that brought what was missing.
  std::size_t step_of(const Interval& i, const std::string& hall, const StrandedSummary& x) const {
    const auto fits = [&](const PlanDeed& d) {
      const std::string asset = d.asset.empty() ? site_and_asset(d.path).second : d.asset;
      return asset == x.by || asset.starts_with(x.by + ".") || is_member_of(asset, x.by) ? 3 : asset.starts_with(x.cause + ".") ? 2 : asset.starts_with("halls." + hall + ".") ? 1 : 0;
    };
    return (*std::max_element(i.began.begin(), i.began.end(), [&](const PlanDeed* a, const PlanDeed* b) { return fits(*a) < fits(*b); }))->step;
  }
  /// GPU-days and money of a row as long as it is by now.
  void account(StrandedSummary& x, const std::string& site, const std::string& hall, double gpus, double share) const {
    const double days = (x.until_s - x.from_s) / 86400;
    x.gpu_days = gpus * days;
    if (!s_.finance) return;
    x.capital = 0;
    const std::string path = "sites." + site + ".halls." + hall;
    for (std::size_t i = 0; i < s_.build_plan.size(); ++i)
      for (const AssetChange& c : asset_changes(s_.build_plan[i]))
        if (c.enters && (c.asset == path || c.asset.starts_with(path + "."))) {
          x.capital += annuity_of(i) * years(x.from_s, x.until_s) * share;
          break;
        }
    if (s_.finance->revenue) x.revenue = x.gpu_days * 24 * 3600 * s_.finance->revenue->price.si() * s_.finance->revenue->sold.value();
  }

  double annuity_of(std::size_t step) const {
    const auto it = annuity_.find(step);
    return it == annuity_.end() ? 0 : it->second;
  }

  /// Deliveries that change nothing by themselves.
  void waiting(std::vector<StrandedSummary>& all) const {
    for (std::size_t i = 0; i < s_.build_plan.size(); ++i) {
      const PlanStep& step = s_.build_plan[i];
      if (step.changes() || !step.adds || step.name.empty()) continue;
      double until = std::numeric_limits<double>::infinity();
      std::size_t next = 0;
      for (std::size_t k = 0; k < s_.build_plan.size(); ++k)
        if (const auto& after = s_.build_plan[k].after; std::find(after.begin(), after.end(), step.name) != after.end() && schedule_.times()[k].actual.start < until) until = schedule_.times()[k].actual.start, next = k;
      if (!std::isfinite(until)) continue;
      const int driver = schedule_.times()[next].actual.driver;
      const double from = std::clamp(schedule_.done_s(i), 0.0, end_s_), to = std::min(until, end_s_);
      if (to <= from + 1 || driver == static_cast<int>(i)) continue;
      StrandedSummary x;
      x.what = step.name;
      const std::size_t by = driver >= 0 ? static_cast<std::size_t>(driver) : next;
      x.cause = step_kind_names[static_cast<std::size_t>(s_.build_plan[by].kind)];
      x.by = x.waited_for = schedule_.labels()[by];
      x.from_s = from;
      x.until_s = to;
      x.w = step.adds->si();
      if (s_.finance) x.capital = annuity_of(i) * years(from, to);
      all.push_back(std::move(x));
    }
  }

  const Scenario& s_;
  const Inputs& in_;
  const PlanSchedule& schedule_;
  double end_s_;
  std::optional<Investment> investment_;
  std::map<std::size_t, double> annuity_;  ///< of the steps' costs, a year
};

/// Rated IT power of the halls that a step commissions; without any the least rating of its nodes and plants, which carry each other's load.
double rated_w(const Scenario& s, const PlanStep& step) {
  double halls_w = 0, least_w = std::numeric_limits<double>::infinity();
  for (const AssetChange& c : asset_changes(step)) {
    const auto [name, asset] = site_and_asset(c.asset);
    if (!c.enters) continue;
    for (const SiteSpec& site : s.sites) {
      if (site.name != name) continue;
      for (const HallSpec& h : site.halls)
        if (asset == "halls." + h.name) halls_w += ratings(h).it_w;
      for (const PlantSpec& p : site.cooling)
        if (asset == "cooling." + p.name) least_w = std::min(least_w, Plant(p).design_heat_w());
      for (const PowerNodeSpec& n : site.power) {
        if (asset == "power." + n.name) least_w = std::min(least_w, node_rating(n, std::max(1, n.count)));
        else if (is_member_of(asset, "power." + n.name)) least_w = std::min(least_w, node_rating(n, 1));
      }
    }
  }
  return halls_w > 0 ? halls_w : std::isfinite(least_w) ? least_w : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace

PlanSchedule plan_schedule(const Scenario& s, const Inputs& in) { return PlanSchedule(s.build_plan, s.seed, in.start_unix, in.zone); }

FinanceSpec with_plan_costs(const Scenario& s, const Inputs& in) {
  FinanceSpec f = *s.finance;
  if (std::none_of(s.build_plan.begin(), s.build_plan.end(), [](const PlanStep& p) { return p.cost.has_value(); })) return f;
  const PlanSchedule schedule = plan_schedule(s, in);
  for (std::size_t i = 0; i < s.build_plan.size(); ++i) {
    if (!s.build_plan[i].cost) continue;
    CapexSpec c = *s.build_plan[i].cost;
    c.name = schedule.labels()[i];
    if (!c.date) c.due_unix_s = in.start_unix + schedule.done_s(i);
    f.capex.push_back(std::move(c));
  }
  return f;
}

PlanSummary plan_summary(const Scenario& s, const Inputs& in, double end_s) {
  PlanSummary out;
  const PlanSchedule schedule = plan_schedule(s, in);
  const bool slips = std::any_of(s.build_plan.begin(), s.build_plan.end(), [](const PlanStep& p) { return p.slip.has_value(); });
  const std::vector<StepSpread> spread = schedule.spread(slips ? samples : 1);
  std::optional<Investment> investment;
  if (s.finance) investment.emplace(investment_of(s, in));
  for (std::size_t i = 0; i < s.build_plan.size(); ++i) {
    const PlanStep& p = s.build_plan[i];
    const StepTimes& t = schedule.times()[i];
    PlanStepSummary x;
    x.name = schedule.labels()[i];
    x.kind = step_kind_names[static_cast<std::size_t>(p.kind)];
    x.planned_start_s = t.planned.start;
    x.planned_end_s = t.planned.finish;
    x.planned_float_s = t.planned.total_float;
    x.planned_critical = t.planned.critical;
    x.start_s = t.actual.start;
    x.end_s = t.actual.finish;
    x.float_s = t.actual.total_float;
    x.critical = t.actual.critical;
    x.slip_s = t.slip_s;
    if (t.actual.driver >= 0) x.waited_for = schedule.labels()[static_cast<std::size_t>(t.actual.driver)];
    x.p10_s = spread[i].p10_s;
    x.p50_s = spread[i].p50_s;
    x.p90_s = spread[i].p90_s;
    x.adds_w = p.adds ? p.adds->si() : rated_w(s, p);
    if (p.cost && investment) x.cost = investment->cost(*p.cost);
    out.steps.push_back(std::move(x));
  }
  Idle(s, in, schedule, end_s).add_to(out, plan_deeds(s, schedule));
  return out;
}

}  // namespace netsuden
