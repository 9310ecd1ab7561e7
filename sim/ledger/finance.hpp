// SPDX-License-Identifier: Apache-2.0
// What an investment came to. Money is real, of the scenario's currency and base year.
#pragma once

#include <limits>
#include <string>
#include <vector>

namespace netsuden {

/// A payment of capital.
struct CapexSummary {
  int year = 0;
  std::string name, phase, category, date;
  bool renewal = false;
  double amount = 0;
};

/// A calendar year of the run.
struct FinanceYear {
  int year = 0;
  double capex = 0, energy = 0, demand_charge = 0, curtailment = 0;  ///< curtailment: penalties less payments
  double water = 0, carbon = 0, fuel = 0, staff = 0, maintenance = 0, other = 0;
  double gpu_hours = 0, revenue = 0;
  double budget = std::numeric_limits<double>::quiet_NaN();          ///< NaN: not limited
  double opex() const { return energy + demand_charge + curtailment + water + carbon + fuel + staff + maintenance + other; }
  double spent() const { return capex + opex(); }
};

struct FinanceLine {
  std::string name;
  double present_value = 0, per_gpu_hour = 0, share = 0;
};

struct FinanceSummary {
  static constexpr double none = std::numeric_limits<double>::quiet_NaN();
  int base_year = 0;
  double discount_rate = 0;
  std::vector<CapexSummary> capex;
  std::vector<FinanceYear> years;
  double budget_total = none;
  /// Why nothing is valued below; empty where it is.
  std::string not_valued;
  double valued_years = 0, factor = none;   ///< factor NaN: the horizon as it is
  bool has_revenue = false;
  double residual = 0;                      ///< book value at the end
  double npv = none, payback_years = none, discounted_payback_years = none;
  std::vector<double> irr;                  ///< each; none where the flows do not change sign
  double gpu_hours = 0;                     ///< in the time that is valued
  double lcogh = none, per_mw_year = none;  ///< per GPU-hour; per MW of rated IT and year
  std::vector<FinanceLine> lines;           ///< of the LCOGH
  double spent() const {
    double sum = 0;
    for (const FinanceYear& y : years) sum += y.spent();
    return sum;
  }
};

/// How payments are dated, said with every result.
inline constexpr const char* finance_timing = "capital on its date, operation and revenue at the end of each calendar year or of the run, what is left at the end; all discounted to the start, real";

/// For people: "12.345 billion JPY".
std::string money_text(double, const std::string& currency);

}  // namespace netsuden
