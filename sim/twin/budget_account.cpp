// SPDX-License-Identifier: Apache-2.0
#include "sim/twin/budget_account.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/base/calendar.hpp"
#include "sim/twin/plan_account.hpp"

namespace netsuden {

Investment investment_of(const Scenario& s, const Inputs& in) { return Investment(with_plan_costs(s, in), s.currency.base_year, money_of(s.currency), in.start_unix, in.zone); }

std::unique_ptr<BudgetAccount> BudgetAccount::of(const Scenario& s, const Inputs& in, CapacityLedger& ledger) {
  if (!s.finance || !s.finance->budget || s.sites.empty()) return nullptr;
  std::unique_ptr<BudgetAccount> b(new BudgetAccount(investment_of(s, in), in, ledger));
  const std::string asset = s.sites.front().name;  // of all sites; an asset is one that the topology has
  for (Year& y : b->years_)
    if (const double limit = b->investment_.budget(y.year); !std::isnan(limit)) {
      y.limit = limit;
      y.constraint = ledger.add({fmt::format("budget.{}", y.year), ConstraintKind::budget, asset, s.currency.unit, -1});
    }
  if (s.finance->budget->total) {
    b->total_limit_ = s.finance->budget->total->si();
    b->total_ = ledger.add({"budget.total", ConstraintKind::budget, asset, s.currency.unit, -1});
  }
  return b;
}

BudgetAccount::BudgetAccount(Investment i, const Inputs& in, CapacityLedger& ledger) : investment_(std::move(i)), ledger_(ledger), payments_(investment_.payments(in.duration())) {
  for (const CalendarYear& y : calendar_years(in.start_unix, in.duration(), in.zone)) years_.push_back({y.year, -1, y.from_s, y.until_s, 0});
}

double BudgetAccount::running(const std::vector<const SiteMeters*>& meters) const {
  double sum = accrued_;
  for (const SiteMeters* m : meters) sum += m->cost() + investment_.priced(m->water_kg / constants::rho_water, m->carbon_kg, m->fuel_m3);
  return sum;
}

double BudgetAccount::next_payment_s(double now_s) const {
  for (const Payment& p : payments_)
    if (p.t_s > now_s) return p.t_s;
  return std::numeric_limits<double>::infinity();
}

void BudgetAccount::update(double now_s, const std::vector<const SiteMeters*>& meters, const std::function<void(const CapacityLedger::Crossing&)>& on_crossing) {
  if (years_.empty() || now_s < time_) return;
  const double dt = now_s - time_;
  if (dt > 0) {
    const double years = investment_.years_to(now_s) - investment_.years_to(time_);
    accrued_ += investment_.upkeep_staff(years) + investment_.upkeep_other(years) + investment_.maintenance(payments_, time_, now_s);
  }
  const double spent = running(meters);
  const auto capital = [&](double from_s, bool first) {
    double sum = 0;
    for (const Payment& p : payments_)
      if (p.t_s <= now_s && (first || p.t_s >= from_s)) sum += p.amount;
    return sum;
  };
  const auto judge = [&](int constraint, double value, double limit) {
    if (constraint < 0) return;
    if (const auto crossing = ledger_.update(constraint, now_s, dt, value, limit, limit)) on_crossing(*crossing);
  };
  const Year& y = years_[year_];
  // What is paid at the first instant of a year belongs to that year.
  double of_year = capital(y.from_s, year_ == 0);
  for (const Payment& p : payments_)
    if (p.t_s <= now_s && p.t_s >= y.until_s && year_ + 1 < years_.size()) of_year -= p.amount;
  judge(y.constraint, of_year + spent - spent_before_, y.limit);
  judge(total_, capital(0, true) + spent, total_limit_);
  if (now_s >= y.until_s - 1e-6 && year_ + 1 < years_.size()) {
    if (y.constraint >= 0)
      if (const auto crossing = ledger_.set_inactive(y.constraint)) on_crossing(*crossing);
    spent_before_ = spent;
    ++year_;
  }
  time_ = now_s;
}

}  // namespace netsuden
