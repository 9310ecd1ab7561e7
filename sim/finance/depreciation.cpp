// SPDX-License-Identifier: Apache-2.0
#include "sim/finance/depreciation.hpp"

#include <algorithm>
#include <cmath>

#include "sim/finance/cash_flow.hpp"

namespace netsuden {

double book_value(const Depreciated& d, double age_years) {
  const double age = std::max(0.0, age_years), left = d.life_years - age;
  if (left <= 0) return d.salvage;
  switch (d.method) {
    case Depreciation::straight_line: return d.cost - (d.cost - d.salvage) * age / d.life_years;
    case Depreciation::declining_balance: return std::max(d.salvage, d.cost * std::pow(std::max(0.0, 1 - 2 / d.life_years), age));
    case Depreciation::annuity: {
      const double salvage_now = d.salvage * discount_factor(d.rate, d.life_years);
      return (d.cost - salvage_now) * capital_recovery(d.rate, d.life_years) / capital_recovery(d.rate, left) + d.salvage * discount_factor(d.rate, left);
    }
  }
  return 0;
}

}  // namespace netsuden
