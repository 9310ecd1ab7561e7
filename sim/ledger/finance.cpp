// SPDX-License-Identifier: Apache-2.0
#include "sim/ledger/finance.hpp"

#include <fmt/format.h>

#include <cmath>

namespace netsuden {

std::string money_text(double v, const std::string& currency) {
  const double a = std::abs(v);
  if (a >= 1e9) return fmt::format("{:.3f} billion {}", v / 1e9, currency);
  if (a >= 1e6) return fmt::format("{:.3f} million {}", v / 1e6, currency);
  return fmt::format("{:.0f} {}", v, currency);
}

}  // namespace netsuden
