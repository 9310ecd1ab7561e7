// SPDX-License-Identifier: Apache-2.0
// The investment of a scenario: its payments of capital, what it costs to run, what it is worth.
//
//   payments       each on its date, again at the end of each life where it is renewed; before the end of the time that is looked at
//   running costs  staff and others by calendar years; maintenance: share x cost x calendar years since the payment, while the asset lives
//   valued         over the horizon, or over `annualise.years` years that are each `annualise.factor` runs
//   NPV            -capital (1+r)^-t + (revenue - opex) (1+r)^-end of its period + book value (1+r)^-T; t in calendar years from the start
//   LCOGH          capital as annuities CRF(r, life) of the time in service, with opex, over GPU-hours; both discounted at ends of periods
// Source: horizon reference 2.4, 2.6 (timing). Range: real prices that stay as they are. Left out: tax, debt, price paths of
// GPU-hours, fiscal years. Verified by tests/unit/horizon/investment_test.cpp.
#pragma once

#include <string>
#include <vector>

#include "sim/base/calendar.hpp"
#include "sim/base/unit_table.hpp"
#include "sim/finance/cash_flow.hpp"
#include "sim/ledger/finance.hpp"
#include "sim/spec/finance.hpp"

namespace netsuden {

struct Payment {
  double t_s = 0;            ///< from the start of the horizon; negative: before it
  double until_s = 0;        ///< end of its life
  std::size_t item = 0;
  bool renewal = false;
  double amount = 0;
};

/// What the run metered of a period, all sites together; money of the scenario.
struct Operation {
  int year = 0;
  double from_s = 0, until_s = 0;
  double energy = 0, demand_charge = 0, curtailment = 0;
  double water_m3 = 0, carbon_kg = 0, fuel_m3 = 0;
  double gpu_hours = 0, rated_mw_years = 0;
};

class Investment {
 public:
  /// `base_year` and `money` are those of the scenario's currency; amounts are in it already but for the budgets of years, which are words.
  Investment(const FinanceSpec&, int base_year, const CurrencyContext& money, UnixSeconds start, TimeZone);

  const FinanceSpec& spec() const { return spec_; }
  double cost(const CapexSpec&) const;
  /// Those at or before an instant, in order of time.
  std::vector<Payment> payments(double until_s) const;
  double maintenance(const std::vector<Payment>&, double from_s, double until_s) const;
  /// Staff and other costs of so many calendar years.
  double upkeep_staff(double years) const;
  double upkeep_other(double years) const;
  double priced(double water_m3, double carbon_kg, double fuel_m3) const;
  /// Budget of a calendar year; NaN where it is not limited.
  double budget(int year) const;
  int year_of(double t_s) const;
  /// Calendar years from the start to an instant.
  double years_to(double t_s) const;

  /// `simulated_s`: how far the run came.
  FinanceSummary value(const std::vector<Operation>&, double simulated_s) const;

 private:
  FinanceYear accounts(const Operation&, const std::vector<Payment>&) const;
  void appraise(FinanceSummary&, const std::vector<Operation>&, double end_s) const;
  std::vector<Operation> valued_periods(const std::vector<Operation>&) const;

  FinanceSpec spec_;
  int base_year_;
  UnixSeconds start_;
  TimeZone zone_;
  std::vector<std::pair<int, double>> budgets_;
};

}  // namespace netsuden
