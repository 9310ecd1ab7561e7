// SPDX-License-Identifier: Apache-2.0
// Levelised cost: what a unit of the product must bring in real terms so that all costs are paid with interest.
//
//   LC = (sum C_t / (1 + r)^t) / (sum Q_t / (1 + r)^t)       C: costs, salvage as a negative cost; Q: GPU-hours, or MW-years of IT
//   with costs as annuities: LC = (CRF C_0 + yearly costs) / yearly quantity, the same where lives divide the horizon
//   GPU-hours of a year = GPUs x 8760 h x availability x utilisation
//
// Timing: capital at the start of its year, everything else and the product at the end of a year. Source: NREL ATB 2024 and Short
// 1995 (fixed charge method); horizon reference 2.4 and 2.6. Verified by tests/unit/finance/levelised_test.cpp.
#pragma once

#include <string>
#include <vector>

#include "sim/finance/cash_flow.hpp"

namespace netsuden {

inline constexpr double hours_of_year = 8760;

/// Costs are positive here. NaN without any product.
double levelised_cost(double rate, const CashFlows& costs, const CashFlows& product);

double gpu_hours_of_year(double gpus, double availability, double utilisation);

/// A cost with its share of the levelised cost.
struct LevelisedLine {
  std::string name;
  double present_value = 0;  ///< of the costs
  double per_unit = 0, share = 0;
};
struct CostLine {
  std::string name;
  CashFlows costs;
};
std::vector<LevelisedLine> levelised_lines(double rate, const std::vector<CostLine>&, const CashFlows& product);

}  // namespace netsuden
