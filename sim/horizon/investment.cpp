// SPDX-License-Identifier: Apache-2.0
#include "sim/horizon/investment.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "sim/base/unit_table.hpp"
#include "sim/finance/levelised.hpp"
#include "sim/finance/money.hpp"

namespace netsuden {
namespace {

constexpr double shortest_year_s = 364.5 * 86400;

}  // namespace

Investment::Investment(const FinanceSpec& s, int base_year, const CurrencyContext& money, UnixSeconds start, TimeZone zone) : spec_(s), base_year_(base_year), start_(start), zone_(std::move(zone)) {
  if (!s.budget) return;
  for (const auto& [year, text] : s.budget->by_year) {
    std::string message;
    const auto y = parse_number(year), amount = to_si(text, dims::money, Want::number, money, message);
    if (y && amount) budgets_.emplace_back(static_cast<int>(*y), *amount);  // the checks have spoken
  }
}

double Investment::cost(const CapexSpec& c) const {
  const double stated = c.amount ? c.amount->si() : c.each ? c.each->si() * c.count.value_or(1) : c.price && c.it_power ? *c.price * *c.it_power / Money::from_si(1) : 0;
  const PriceBasis base{"", base_year_};  // exchange is done by the units of the scenario
  return restate(Amount(stated, {"", c.price_year.value_or(base_year_)}), {base, {}, spec_.inflation.value()}).value();
}

std::vector<Payment> Investment::payments(double until_s) const {
  std::vector<Payment> all;
  for (std::size_t i = 0; i < spec_.capex.size(); ++i) {
    const CapexSpec& c = spec_.capex[i];
    const auto phase = std::find_if(spec_.phases.begin(), spec_.phases.end(), [&](const PhaseSpec& p) { return p.name == c.phase; });
    const std::string date = c.date ? *c.date : phase != spec_.phases.end() ? phase->date : std::string();
    std::string message;
    const double first = c.due_unix_s ? *c.due_unix_s - start_ : date.empty() ? 0 : parse_time(date, zone_, message).value_or(start_) - start_;
    const double life_months = c.life.si() / constants::year_s * 12;
    for (int n = 0; n < 1000; ++n) {
      // Whole months by the calendar, so that a life of five years ends on the day on which it began.
      const auto after = [&](double months) { return add_months(start_ + first, static_cast<int>(months), zone_) - start_ + (months - std::floor(months)) * constants::year_s / 12; };
      const double t = n == 0 ? first : after(n * life_months);
      if (t > until_s - (n > 0 ? 1 : 0)) break;  // what would be renewed at the very end is not
      all.push_back({t, after((n + 1) * life_months), i, n > 0, cost(c)});
      if (!c.renew) break;
    }
  }
  std::stable_sort(all.begin(), all.end(), [](const Payment& a, const Payment& b) { return a.t_s < b.t_s; });
  return all;
}

double Investment::maintenance(const std::vector<Payment>& paid, double from_s, double until_s) const {
  double sum = 0;
  for (const Payment& p : paid) sum += spec_.capex[p.item].maintenance.value() * p.amount * std::max(0.0, years_to(std::min(until_s, p.until_s)) - years_to(std::max(from_s, p.t_s)));
  return sum;
}

double Investment::upkeep_staff(double years) const { return spec_.staff ? spec_.staff->count * spec_.staff->cost.si() * constants::year_s * years : 0; }

double Investment::upkeep_other(double years) const {
  double sum = 0;
  for (const YearlyCostSpec& c : spec_.other) sum += c.cost.si() * constants::year_s * years;
  return sum;
}

double Investment::priced(double water_m3, double carbon_kg, double fuel_m3) const { return water_m3 * spec_.water_price.si() + carbon_kg * spec_.carbon_price.si() + fuel_m3 * spec_.fuel_price.si(); }

double Investment::budget(int year) const {
  for (const auto& [y, money] : budgets_)
    if (y == year) return money;
  return FinanceSummary::none;
}

int Investment::year_of(double t_s) const { return zone_.to_civil(start_ + t_s).year; }

double Investment::years_to(double t_s) const {
  int whole = static_cast<int>(std::floor(t_s / constants::year_s));
  const auto at = [&](int years) { return add_years(start_, years, zone_) - start_; };
  while (at(whole + 1) <= t_s + 0.5) ++whole;
  while (at(whole) > t_s + 0.5) --whole;
  const double within = (t_s - at(whole)) / (at(whole + 1) - at(whole));
  return whole + (within < 1e-7 ? 0 : within);
}

FinanceYear Investment::accounts(const Operation& o, const std::vector<Payment>& paid) const {
  FinanceYear y;
  y.year = o.year;
  y.energy = o.energy;
  y.demand_charge = o.demand_charge;
  y.curtailment = o.curtailment;
  y.water = priced(o.water_m3, 0, 0);
  y.carbon = priced(0, o.carbon_kg, 0);
  y.fuel = priced(0, 0, o.fuel_m3);
  const double years = years_to(o.until_s) - years_to(o.from_s);
  y.staff = upkeep_staff(years);
  y.other = upkeep_other(years);
  y.maintenance = maintenance(paid, o.from_s, o.until_s);
  y.gpu_hours = o.gpu_hours * (spec_.revenue ? spec_.revenue->sold.value() : 1);
  if (spec_.revenue) y.revenue = y.gpu_hours * spec_.revenue->price.si() * 3600;
  return y;
}

FinanceSummary Investment::value(const std::vector<Operation>& run, double simulated_s) const {
  FinanceSummary f;
  f.base_year = base_year_;
  f.discount_rate = spec_.discount_rate.value();
  f.has_revenue = spec_.revenue.has_value();
  if (spec_.budget && spec_.budget->total) f.budget_total = spec_.budget->total->si();
  const std::vector<Payment> paid = payments(simulated_s);
  for (const Operation& o : run) {
    f.years.push_back(accounts(o, paid));
    f.years.back().budget = budget(o.year);
  }
  for (const Payment& p : paid) {
    const CapexSpec& c = spec_.capex[p.item];
    f.capex.push_back({year_of(p.t_s), c.name, c.phase, capex_category_names[static_cast<std::size_t>(c.category)], format_compact(start_ + p.t_s, zone_), p.renewal, p.amount});
    for (FinanceYear& y : f.years)
      if (y.year == f.capex.back().year || (&y == &f.years.front() && f.capex.back().year < y.year)) y.capex += p.amount;  // what was bought before counts in the first
  }
  if (spec_.annualise) {
    f.factor = spec_.annualise->factor;
    f.valued_years = spec_.annualise->years;
    appraise(f, valued_periods(run), add_years(start_, spec_.annualise->years, zone_) - start_);
  } else if (simulated_s >= shortest_year_s) {
    f.valued_years = years_to(simulated_s);
    appraise(f, run, simulated_s);
  } else {
    f.not_valued = fmt::format("{} are no year, and no factor makes them one (finance.annualise): NPV, rate of return, payback and levelised costs are left out", format_duration(simulated_s));
  }
  return f;
}

std::vector<Operation> Investment::valued_periods(const std::vector<Operation>& run) const {
  const AnnualiseSpec& a = *spec_.annualise;
  Operation year;
  for (const Operation& o : run) {
    year.energy += o.energy * a.factor;
    year.demand_charge += o.demand_charge * a.factor;
    year.curtailment += o.curtailment * a.factor;
    year.water_m3 += o.water_m3 * a.factor;
    year.carbon_kg += o.carbon_kg * a.factor;
    year.fuel_m3 += o.fuel_m3 * a.factor;
    year.gpu_hours += o.gpu_hours * a.factor;
    year.rated_mw_years += o.rated_mw_years * a.factor;
  }
  std::vector<Operation> periods;
  for (int n = 0; n < a.years; ++n) {
    year.from_s = add_years(start_, n, zone_) - start_;
    year.until_s = add_years(start_, n + 1, zone_) - start_;
    year.year = year_of(year.from_s);
    periods.push_back(year);
  }
  return periods;
}

void Investment::appraise(FinanceSummary& f, const std::vector<Operation>& periods, double end_s) const {
  const double r = f.discount_rate;
  const std::vector<Payment> paid = payments(end_s);
  CashFlows flows, hours, megawatts;
  std::map<std::string, CashFlows> costs;
  std::vector<std::string> order;
  const auto cost = [&](const std::string& name, double t, double money) {
    if (money == 0) return;
    if (!costs.contains(name)) order.push_back(name);
    costs[name].push_back({t, money});
  };
  for (const Payment& p : paid) {
    const CapexSpec& c = spec_.capex[p.item];
    const double bought = years_to(p.t_s), life = c.life.si() / constants::year_s;
    flows.push_back({bought, -p.amount});
    const double over = std::min(end_s, p.until_s), salvage = c.salvage.value() * p.amount;
    const double left = p.until_s <= end_s + 1 ? salvage : book_value({p.amount, salvage, life, c.depreciation, r}, years_to(end_s) - bought);
    flows.push_back({years_to(over), left});
    if (p.until_s > end_s + 1) f.residual += left;
    const double annuity = (p.amount - salvage * discount_factor(r, life)) * capital_recovery(r, life);
    for (const Operation& o : periods) {
      const double from = std::max(o.from_s, p.t_s), until = std::min(o.until_s, p.until_s);
      if (until > from) cost(fmt::format("capital: {}", capex_category_names[static_cast<std::size_t>(c.category)]), years_to(o.until_s), annuity * (years_to(until) - years_to(from)));
    }
  }
  for (const Operation& o : periods) {
    const FinanceYear y = accounts(o, paid);
    const double t = years_to(o.until_s);
    flows.push_back({t, y.revenue - y.opex()});
    hours.push_back({t, y.gpu_hours});
    megawatts.push_back({t, o.rated_mw_years});
    f.gpu_hours += y.gpu_hours;
    for (const auto& [name, money] : {std::pair{"energy", y.energy}, {"demand charge", y.demand_charge}, {"curtailment", y.curtailment}, {"water", y.water}, {"carbon", y.carbon}, {"fuel", y.fuel}, {"staff", y.staff}, {"maintenance", y.maintenance}, {"other", y.other}})
      cost(name, t, money);
  }
  std::vector<CostLine> lines;
  CashFlows all;
  for (const std::string& name : order) {
    lines.push_back({name, costs[name]});
    all.insert(all.end(), costs[name].begin(), costs[name].end());
  }
  for (const LevelisedLine& l : levelised_lines(r, lines, hours)) f.lines.push_back({l.name, l.present_value, l.per_unit, l.share});
  f.lcogh = levelised_cost(r, all, hours);
  f.per_mw_year = levelised_cost(r, all, megawatts);
  f.npv = npv(r, flows);
  if (!f.has_revenue) return;
  f.irr = irr(flows);
  f.payback_years = payback(flows).value_or(FinanceSummary::none);
  f.discounted_payback_years = payback(flows, r).value_or(FinanceSummary::none);
}

}  // namespace netsuden
