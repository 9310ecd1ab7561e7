// SPDX-License-Identifier: Apache-2.0
// What an investment costs and brings beside the energy that the run meters: capital by phase and category, staff, prices, revenue, budget.
// Money is real, of the currency and the base year of `currency`.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/base/describe.hpp"
#include "sim/finance/depreciation.hpp"

namespace netsuden {

using MoneyRate = Quantity<dims::money / dims::time>;
using WaterPrice = Quantity<dims::money / dims::volume>;
using MassPrice = Quantity<dims::money / dims::mass>;
using PricePerPower = Quantity<dims::power_price>;

enum class CapexCategory { land, building, electrical, cooling, it, network, grid, other };
inline constexpr const char* capex_category_names[] = {"land", "building", "electrical", "cooling", "it", "network", "grid", "other"};

struct PhaseSpec {
  std::string name, date;
};

struct CapexSpec {
  std::string name, phase;                ///< without a phase it is bought at its own date
  std::optional<std::string> date;        ///< absent: that of its phase, else the horizon's start
  CapexCategory category = CapexCategory::other;
  std::optional<Money> amount, each;      ///< in all; or of each of `count`
  std::optional<int> count;
  std::optional<PricePerPower> price;     ///< of each W of `it_power`
  std::optional<ActivePower> it_power;
  std::optional<int> price_year;          ///< of whose prices; absent: the base year
  Duration life = Duration::from_si(15 * constants::year_s);
  Fraction salvage{0};                    ///< of the cost, at the end of its life
  Depreciation depreciation = Depreciation::straight_line;
  Fraction maintenance{0};                ///< of the cost, each year
  bool renew = false;                     ///< bought again at the end of each life
  std::optional<double> due_unix_s;       ///< of a step of the build plan: when that was done; not written
};

struct StaffSpec {
  double count = 0;
  MoneyRate cost{};                       ///< of one
};

struct YearlyCostSpec {
  std::string name;
  MoneyRate cost{};
};

enum class SoldHours { jobs, powered };

struct RevenueSpec {
  MoneyRate price{};                      ///< of a GPU-hour
  SoldHours of = SoldHours::jobs;
  Fraction sold{1};                       ///< of these hours
};

struct BudgetSpec {
  std::optional<Money> total;
  std::vector<std::pair<std::string, std::string>> by_year;  ///< calendar year -> money as written
};

struct AnnualiseSpec {
  double factor = 1;                      ///< the operation of the run, so many times, is a year
  int years = 1;                          ///< that the investment is looked at
};

struct FinanceSpec {
  Fraction discount_rate{0.08};           ///< real
  Fraction inflation{0};
  std::vector<PhaseSpec> phases;
  std::vector<CapexSpec> capex;
  std::optional<StaffSpec> staff;
  std::vector<YearlyCostSpec> other;
  WaterPrice water_price{}, fuel_price{};
  MassPrice carbon_price{};
  std::optional<RevenueSpec> revenue;
  std::optional<BudgetSpec> budget;
  std::optional<AnnualiseSpec> annualise;
};

void describe(Describe&, PhaseSpec&);
void describe(Describe&, CapexSpec&);
void describe(Describe&, StaffSpec&);
void describe(Describe&, YearlyCostSpec&);
void describe(Describe&, RevenueSpec&);
void describe(Describe&, BudgetSpec&);
void describe(Describe&, AnnualiseSpec&);
void describe(Describe&, FinanceSpec&);

}  // namespace netsuden
