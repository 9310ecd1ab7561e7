// SPDX-License-Identifier: Apache-2.0
#include "sim/finance/levelised.hpp"

#include <limits>

namespace netsuden {

double levelised_cost(double rate, const CashFlows& costs, const CashFlows& product) {
  const double q = npv(rate, product);
  return q > 0 ? npv(rate, costs) / q : std::numeric_limits<double>::quiet_NaN();
}

double gpu_hours_of_year(double gpus, double availability, double utilisation) { return gpus * hours_of_year * availability * utilisation; }

std::vector<LevelisedLine> levelised_lines(double rate, const std::vector<CostLine>& costs, const CashFlows& product) {
  std::vector<LevelisedLine> lines;
  double sum = 0;
  for (const CostLine& c : costs) {
    lines.push_back({c.name, npv(rate, c.costs), levelised_cost(rate, c.costs, product), 0});
    sum += lines.back().present_value;
  }
  for (LevelisedLine& l : lines) l.share = sum != 0 ? l.present_value / sum : 0;
  return lines;
}

}  // namespace netsuden
