// SPDX-License-Identifier: Apache-2.0
#include "io/report/shown.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "sim/base/unit_table.hpp"
#include "sim/ledger/finance.hpp"

namespace netsuden {

bool is_currency(const std::string& unit) {
  return unit.size() == 3 && std::all_of(unit.begin(), unit.end(), [](char x) { return x >= 'A' && x <= 'Z'; });
}

std::string shown_unit_name(const std::string& u) {
  static const std::map<std::string, std::string> names{{"1", ""}, {"kW h", "kWh"}, {"l kW-1 h-1", "L/kWh"}, {"kg kW-1 h-1", "kg/kWh"}, {"kW-1 h-1", "/kWh"}, {"W s-1", "W/s"}, {"V A", "VA"}, {"kg s-1", "kg/s"},
                                                        {"m3 s-1", "m3/s"}, {"l", "L"}, {"seconds since 1970-01-01", ""}};
  const auto it = names.find(u);
  return it == names.end() ? u : it->second;
}

std::string shown_value(double v, const std::string& unit, int digits) {
  if (std::isnan(v)) return "-";
  if (unit == "W" || unit == "Pa") return format_si(v, unit, digits);
  if (unit == "V A" || unit == "VA") return format_si(v, "VA", digits);
  if (unit == "W s-1" || unit == "W/s") return format_si(v, "W", digits) + "/s";
  if (unit == "kW h") return format_si(v * 3.6e6, "Wh", digits);
  if (unit == "J") return format_si(v, "Wh", digits);
  if (is_currency(unit)) return std::abs(v) < 100 ? fmt::format("{:.{}g} {}", v, digits, unit) : money_text(v, unit);
  const std::string name = shown_unit_name(unit);
  return fmt::format("{:.{}g}{}{}", v, digits, name.empty() ? "" : " ", name);
}

std::string shown_change(double relative) {
  if (std::isnan(relative)) return "-";
  if (relative >= 1) return fmt::format("x {:.3g}", 1 + relative);
  return fmt::format("{:+.3g} %", 100 * relative);
}

}  // namespace netsuden
