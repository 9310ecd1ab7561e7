// SPDX-License-Identifier: Apache-2.0
// The budget while a run is on: what has been spent so far in each calendar year, and in all, against what may be.
//
//   spent = capital paid since the start of the year + energy, demand charge, curtailment, water, carbon, fuel as metered + staff, others
//           and maintenance by time
// Each limited year is a constraint "budget.YEAR", in force within that year; "budget.total" over the horizon. What was paid before the
// horizon counts in its first year. Verified by tests/invariants/finance_test.cpp.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "sim/horizon/investment.hpp"
#include "sim/ledger/capacity.hpp"
#include "sim/ledger/meters.hpp"
#include "sim/spec/inputs.hpp"
#include "sim/spec/scenario.hpp"

namespace netsuden {

/// The investment of a scenario on the calendar of a run; the scenario has one.
Investment investment_of(const Scenario&, const Inputs&);

class BudgetAccount {
 public:
  /// Adds the constraints to the ledger. Nothing where no budget is stated.
  static std::unique_ptr<BudgetAccount> of(const Scenario&, const Inputs&, CapacityLedger&);

  /// To be called after each step, with the meters of all sites together.
  void update(double now_s, const std::vector<const SiteMeters*>&, const std::function<void(const CapacityLedger::Crossing&)>&);
  /// When the next capital is paid after an instant; infinity without.
  double next_payment_s(double now_s) const;

 private:
  BudgetAccount(Investment, const Inputs&, CapacityLedger&);
  double running(const std::vector<const SiteMeters*>&) const;

  Investment investment_;
  CapacityLedger& ledger_;
  std::vector<Payment> payments_;
  struct Year {
    int year = 0, constraint = -1;
    double from_s = 0, until_s = 0, limit = 0;
  };
  std::vector<Year> years_;
  std::size_t year_ = 0;
  int total_ = -1;
  double total_limit_ = 0;
  double time_ = 0, accrued_ = 0;            ///< staff, others, maintenance since the start
  double spent_before_ = 0;                  ///< running costs up to the start of the year
};

}  // namespace netsuden
