// SPDX-License-Identifier: Apache-2.0
// Finances and reliability: costs that are stated once, dates within the horizon, budgets of years that are run, assets that exist.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "io/scenario/check_context.hpp"
#include "sim/base/calendar.hpp"
#include "sim/horizon/equipment.hpp"

namespace netsuden {
namespace {

class Finances {
 public:
  Finances(const CheckContext& c, const FinanceSpec& f) : c_(c), f_(f) {
    std::string message;
    zone_ = TimeZone::find(c.scenario.horizon.timezone, message).value_or(TimeZone());
    from_ = parse_time(c.scenario.horizon.from, zone_, message).value_or(0);
    to_ = parse_time(c.scenario.horizon.to, zone_, message).value_or(0);
  }

  void check() {
    for (const PhaseSpec& p : f_.phases) dated(p.date, "finance.phases." + p.name + ".date");
    for (const CapexSpec& k : f_.capex) capital(k, "finance.capex." + k.name);
    if (f_.revenue && f_.revenue->of == SoldHours::jobs && c_.scenario.workload.jobs.empty() && c_.scenario.workload.training.empty())
      c_.warn("revenue", "finance.revenue", "nothing is sold: the workload has no jobs and no training", "state of: powered, with the share that is sold");
    if (f_.budget) budget(*f_.budget);
    if (f_.annualise) {
      const double years = f_.annualise->factor * (to_ - from_) / constants::year_s;
      if (std::abs(years - 1) > 0.02)
        c_.warn("annualise", "finance.annualise.factor", fmt::format("{:g} times this horizon of {} are {:.3g} years, not one", f_.annualise->factor, format_duration(to_ - from_), years),
                fmt::format("a year is {:.6g} times the horizon", constants::year_s / (to_ - from_)));
    }
  }

 private:
  friend void netsuden::check_capital(const CheckContext&, const FinanceSpec&, const CapexSpec&, const std::string&);
  void dated(const std::string& date, const std::string& at) {
    const auto t = check_date(c_, date, zone_, at);
    const double looked_at = f_.annualise ? add_years(from_, f_.annualise->years, zone_) : to_;
    if (t && *t > looked_at) c_.warn("date", at, fmt::format("{} lies after the end of the horizon: it is never paid", date));
  }

  void capital(const CapexSpec& k, const std::string& at) {
    const int ways = (k.amount ? 1 : 0) + (k.each ? 1 : 0) + (k.price ? 1 : 0);
    const char* help = "give exactly one: amount: 4.2e9 JPY; or each: 6e8 JPY with count: 144; or price: 2000 JPY/W with it_power: 20 MW";
    if (ways != 1) c_.error("capex", at, ways == 0 ? fmt::format("`{}` has no cost", k.name) : fmt::format("`{}` states its cost more than once", k.name), help);
    else if (k.each && !k.count) c_.error("capex", at + ".each", fmt::format("`each` is the cost of one, and `{}` does not say how many", k.name), "add count: 144");
    else if (k.price && !k.it_power) c_.error("capex", at + ".price", fmt::format("`price` is the cost of a watt, and `{}` does not say of how many", k.name), "add it_power: 20 MW");
    if (k.count && !k.each) c_.warn("unused", at + ".count", "`count` does nothing without `each`");
    if (k.it_power && !k.price) c_.warn("unused", at + ".it_power", "`it_power` does nothing without `price`");
    if (!k.phase.empty() && !contains(names_of(f_.phases), k.phase)) {
      const std::string near = nearest_name(k.phase, names_of(f_.phases));
      c_.error("phase", at + ".phase", fmt::format("there is no phase `{}`", k.phase),
               !near.empty() ? fmt::format("did you mean `{}`?", near) : f_.phases.empty() ? "declare it under finance.phases" : fmt::format("there are: {}", fmt::join(names_of(f_.phases), ", ")));
    }
    if (k.date) dated(*k.date, at + ".date");
    if (k.price_year && *k.price_year != c_.scenario.currency.base_year && f_.inflation.value() <= 0)
      c_.warn("price-year", at + ".price_year", fmt::format("prices of {} count as those of {}: finance.inflation is 0", *k.price_year, c_.scenario.currency.base_year), "add inflation: 2 %");
  }

  void budget(const BudgetSpec& b) {
    const int first = zone_.to_civil(from_).year, last = zone_.to_civil(to_ - 1e-3).year;
    for (const auto& [key, text] : b.by_year) {
      const std::string at = "finance.budget.by_year." + key;
      const auto year = parse_number(key);
      std::string message;
      if (!year || *year != std::floor(*year)) c_.error("budget", at, fmt::format("`{}` is no calendar year", key), "as in by_year: {2027: 40e9 JPY}");
      else if (*year < first || *year > last)
        c_.warn("budget", at, fmt::format("the horizon has no part of {:.0f}: this budget limits nothing", *year), fmt::format("its years are {} to {}", first, last));
      const auto money = to_si(text, dims::money, Want::number, c_.currency, message, c_.scenario.currency.unit);
      if (!money) c_.error("budget", at, fmt::format("`{}`: {}", at, message));
      else if (*money < 0) c_.error("budget", at, fmt::format("`{}`: a budget is not negative", at));
    }
  }

  const CheckContext& c_;
  const FinanceSpec& f_;
  TimeZone zone_;
  double from_ = 0, to_ = 0;
};

class Reliability {
 public:
  Reliability(const CheckContext& c, const ReliabilitySpec& r) : c_(c), r_(r) {
    for (const SiteSpec& site : c.scenario.sites)
      for (const EquipmentGroup& g : equipment_of(c.scenario, site)) {
        groups_.push_back(g.path);
        for (int i = 0; i < g.installed; ++i) units_.insert(g.unit(i));
      }
  }

  void check() {
    std::set<std::string> seen;
    int i = 0;
    for (const FigureSpec& f : r_.figures) {
      const std::string at = fmt::format("reliability.figures.{}.of", i++);
      const bool is_class = std::any_of(equipment_classes.begin(), equipment_classes.end(), [&](const char* of) { return f.of == of; });
      if (!is_class && !contains(groups_, f.of)) {
        std::vector<std::string> known(equipment_classes.begin(), equipment_classes.end());
        known.insert(known.end(), groups_.begin(), groups_.end());
        const std::string near = nearest_name(f.of, known);
        c_.error("figures", at, fmt::format("`{}` is neither a class of equipment nor a group of machines", f.of), near.empty() ? fmt::format("classes are {}", fmt::join(equipment_classes, ", ")) : fmt::format("did you mean `{}`?", near));
      }
      if (!seen.insert(f.of).second) c_.error("figures", at, fmt::format("`{}` has figures twice", f.of), "one entry for each");
    }
    for (const CommonCauseSpec& k : r_.common_causes) {
      const std::string at = "reliability.common_causes." + k.name;
      if (k.takes.empty() && k.start_failure_factor <= 1) c_.error("common-cause", at, fmt::format("`{}` takes nothing", k.name), "add takes: [tokyo, sites.SITE.power.NODE]");
      for (std::size_t t = 0; t < k.takes.size(); ++t) taken(k.takes[t], fmt::format("{}.takes", at));
    }
    for (const MaintenanceSpec& m : r_.maintenance) {
      const std::string at = "reliability.maintenance." + m.name;
      if (!units_.contains(m.asset) && !contains(groups_, m.asset)) asset(m.asset, at + ".asset");
      else if (!asset_problem(c_.scenario, m.asset).empty()) asset(m.asset, at + ".asset");
      std::string message;
      check_date(c_, m.at, TimeZone::find(c_.scenario.horizon.timezone, message).value_or(TimeZone()), at + ".at");
      if (m.every && *m.every <= m.duration) c_.error("maintenance", at + ".every", fmt::format("`{}` begins again before it ends: for {}, every {}", m.name, format_duration(m.duration.si()), format_duration(m.every->si())), "a longer `every`");
    }
  }

 private:
  void taken(const std::string& what, const std::string& at) {
    if (!what.starts_with("sites.")) {
      if (contains(names_of(c_.scenario.grids), what)) return;
      c_.error("common-cause", at, fmt::format("there is no grid `{}`", what), c_.scenario.grids.empty() ? "name assets like sites.SITE.power.NODE" : fmt::format("grids are: {}; assets are named like sites.SITE.power.NODE", fmt::join(names_of(c_.scenario.grids), ", ")));
    } else if (!units_.contains(what) && !contains(groups_, what)) {
      asset(what, at);
    }
  }

  void asset(const std::string& path, const std::string& at) {
    std::string wrong = asset_problem(c_.scenario, path);
    if (wrong.empty()) wrong = "nothing is known of how it fails: batteries, photovoltaics, plants and halls as a whole are not taken";
    c_.error("asset", at, fmt::format("`{}`: {}", path, wrong), "a power node, a group of machines or one of its members: sites.SITE.cooling.PLANT.chillers_2");
  }

  const CheckContext& c_;
  const ReliabilitySpec& r_;
  std::vector<std::string> groups_;
  std::set<std::string> units_;
};

}  // namespace

void check_investment(const CheckContext& c) {
  if (c.scenario.finance) Finances(c, *c.scenario.finance).check();
  if (c.scenario.reliability) Reliability(c, *c.scenario.reliability).check();
}

void check_capital(const CheckContext& c, const FinanceSpec& f, const CapexSpec& k, const std::string& at) { Finances(c, f).capital(k, at); }

}  // namespace netsuden
