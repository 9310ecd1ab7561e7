// SPDX-License-Identifier: Apache-2.0
// Which capacity to order when: a mixed-integer linear programme on the capacity ledger, solved by COIN-OR Cbc.
//
//   minimise   sum_t d_t (sum_o cost_o n_ot + sum_r price_r o_rt + sum_j unserved_j u_jt)        d_t = (1 + rate)^-(t - 1)
//   demand     sum_i s_jit + u_jt = D_jt                       s_jit = 0 where demand j may not stand at site i
//   resource   per_it_k sum_j s_jit <= there_k + sum_{o of k} adds_o sum_{t' + lead_o <= t} n_ot' + sum_{r of k} o_rt
//   rented     o_rt <= up_to_r;   budget   sum_o cost_o n_ot <= B_t;   n_ot whole, at most so many a period and in all
//
// Periods are years; what is ordered in one is there `lead` periods later, from the start. Capacities are firm ones: N+1 is what is left
// with the spare unit down.
// Source: horizon reference, section 8. Range: one number a year for demand and capacity; what happens within a year (weather, transients,
// failures) only a run of the twin knows. Ratios of largest to smallest number beyond 1e9 are beyond the solver's tolerances.
// Verified by tests/unit/expansion/expansion_test.cpp.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace netsuden {

struct ExpansionResource {
  std::string name;
  int site = 0;
  double per_it = 1;              ///< W of it that a W of IT takes
  double there_w = 0;             ///< firm capacity in the first period
};

/// Bought in whole units.
struct ExpansionOption {
  std::string name;
  int resource = 0;
  double adds_w = 0, cost = 0;    ///< of a unit
  int lead = 0;                   ///< periods
  std::optional<int> most_in_period, most;
};

/// Had for a period, as much as is needed.
struct ExpansionRental {
  std::string name;
  int resource = 0;
  double up_to_w = 0, price = 0;  ///< of a W for a period
};

struct ExpansionDemand {
  std::string name;
  std::vector<double> power_w;    ///< IT, one a period
  double unserved_price = 0;      ///< of a W that is not served for a period
  std::vector<int> sites;         ///< where it may stand
};

struct ExpansionProblem {
  int periods = 1, sites = 1;
  double rate = 0;                ///< of discount
  std::vector<ExpansionResource> resources;
  std::vector<ExpansionOption> options;
  std::vector<ExpansionRental> rentals;
  std::vector<ExpansionDemand> demands;
  std::vector<double> budget;     ///< of orders in each period; empty: none
};

struct ExpansionGoal {
  enum class Kind { cheapest, served_at_least, most_served } kind = Kind::cheapest;
  int period = 0;                 ///< from 0
  double served_w = 0;            ///< of all demands together, in that period
};

struct ExpansionPlan {
  bool feasible = false;
  double cost = 0, bound = 0;     ///< present value; that without whole numbers
  std::vector<std::vector<int>> ordered;                   ///< [option][period]
  std::vector<std::vector<double>> rented_w;               ///< [rental][period]
  std::vector<std::vector<std::vector<double>>> served_w;  ///< [demand][site][period]
  std::vector<std::vector<double>> unserved_w;             ///< [demand][period]
  std::vector<double> option_cost, rental_cost, unserved_cost;  ///< present value of each

  double served(int period) const;
};

/// Throws SimulationError where the solver gives up (not where there is no plan). The same problem gives the same plan.
ExpansionPlan solve(const ExpansionProblem&, const ExpansionGoal& = {});

/// Firm capacity and what is taken of it, W of the resource.
double capacity_of(const ExpansionProblem&, const ExpansionPlan&, int resource, int period);
double taken_of(const ExpansionProblem&, const ExpansionPlan&, int resource, int period);

/// What `more_w` of a resource from the start would save, a W: a finite difference, as a dual exists only for fixed whole numbers.
double value_of(const ExpansionProblem&, const ExpansionPlan&, int resource, double more_w);

/// The first period in which so much can be served, with the cheapest plan that does; none: not within the periods.
struct EarliestPlan {
  int period = 0;
  ExpansionPlan plan;
};
std::optional<EarliestPlan> earliest(const ExpansionProblem&, double served_w);

/// The problem in MPS, for other solvers: MW, and money in millions.
std::string mps_of(const ExpansionProblem&, const ExpansionGoal& = {});

}  // namespace netsuden
