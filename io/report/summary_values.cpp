// SPDX-License-Identifier: Apache-2.0
#include "io/report/summary_values.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string_view>

#include "sim/base/calendar.hpp"

namespace netsuden {
namespace {

using json = nlohmann::ordered_json;
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// The ending of a key says its unit (as `netsuden study` reads it, app/metrics.cpp).
std::string unit_of(std::string_view key) {
  static constexpr std::array<std::pair<std::string_view, const char*>, 18> units{{
      {"_l_per_kwh", "l kW-1 h-1"}, {"_kg_per_kwh", "kg kW-1 h-1"}, {"_w_per_s", "W s-1"}, {"_gpu_hours", "h"}, {"_hours", "h"}, {"_kwh", "kW h"}, {"_degc", "degC"}, {"_flop", "1"}, {"_hz", "Hz"},
      {"_years", "year"}, {"_days", "d"}, {"_m3", "m3"}, {"_h", "h"}, {"_s", "s"}, {"_w", "W"}, {"_t", "t"}, {"_l", "l"}, {"_d", "d"}}};
  if (key == "seconds") return "s";
  if (key == "gpu_hours") return "h";
  for (const auto& [ending, unit] : units)
    if (key.ends_with(ending)) return unit;
  return "1";
}

/// Keys of money, wherever they stand.
bool is_money(std::string_view key) {
  static const std::set<std::string_view> keys{"cost", "energy_cost", "demand_charge", "curtailment_penalty", "curtailment_payment", "penalty", "payment", "capital", "revenue", "capex", "energy", "curtailment",
                                               "water", "carbon", "fuel", "staff", "maintenance", "other", "opex", "budget", "over_budget", "budget_total", "spent", "residual", "npv", "lcogh", "levelised_per_mw_year",
                                               "amount", "present_value", "per_gpu_hour"};
  return keys.contains(key);
}

/// Keys whose unit stands beside them, in the member `unit` of their object.
bool in_named_unit(std::string_view key) { return key == "peak_value" || key == "limit" || key == "margin" || key == "before" || key == "load" || key == "rating"; }

std::string udunits(const std::string& unit) { return unit == "VA" ? "V A" : unit; }

class Flattener {
 public:
  explicit Flattener(std::string currency) : currency_(std::move(currency)) {}
  std::vector<SummaryValue> out;

  void walk(const json& j, const std::string& name, const std::string& key, const std::string& unit) {
    if (j.is_object()) return object(j, name, key, unit);
    if (j.is_array()) return list(j, name, key, unit);
    if (j.is_string()) {
      std::string ignored;
      const auto t = j.get_ref<const std::string&>().find('T') == 10 ? parse_time(j.get<std::string>(), TimeZone(), ignored) : std::nullopt;
      if (t) out.push_back({name, "seconds since 1970-01-01", SummaryValue::Kind::date, *t, {}});
      else out.push_back({name, "", SummaryValue::Kind::words, nan, j.get<std::string>()});
      return;
    }
    const std::string own = unit_of(key);
    const std::string what = own != "1" ? own : !unit.empty() ? unit : is_money(key) ? currency_ : own;
    if (j.is_boolean()) out.push_back({name, "1", SummaryValue::Kind::number, j.get<bool>() ? 1.0 : 0.0, {}});
    else out.push_back({name, what, SummaryValue::Kind::number, j.is_number() ? j.get<double>() : nan, {}});
  }

 private:
  static std::string below(const std::string& name, const std::string& key) { return name.empty() ? key : name + "." + key; }

  void object(const json& j, const std::string& name, const std::string& key, const std::string& unit) {
    const std::string outer = unit_of(key) != "1" ? unit_of(key) : unit;  // unserved_by_cause_kwh: {grid: ...}
    const std::string named = j.contains("unit") && j["unit"].is_string() ? udunits(j["unit"].get<std::string>()) : "";
    for (const auto& [k, v] : j.items()) {
      if (k == "unit" && !named.empty()) continue;
      walk(v, below(name, k), k, !named.empty() && in_named_unit(k) ? (k == "margin" && named == "degC" ? "K" : named) : outer);
    }
  }

  void list(const json& j, const std::string& name, const std::string& key, const std::string& unit) {
    std::map<std::string, int> met;
    for (std::size_t i = 0; i < j.size(); ++i) {
      std::string label = std::to_string(i);
      for (const char* by : {"name", "asset", "what", "hall"})
        if (j[i].is_object() && j[i].contains(by) && j[i][by].is_string()) {
          label = j[i][by].get<std::string>();
          break;
        }
      if (const int n = met[label]++; n > 0) label += fmt::format("#{}", n + 1);  // two payments of one name
      walk(j[i], below(name, label), key, unit);
    }
  }

  std::string currency_;
};

}  // namespace

std::vector<SummaryValue> summary_values(const std::string& text) {
  const json root = json::parse(text, nullptr, false);
  if (!root.is_object()) return {};
  const bool has = root.contains("currency") && root["currency"].is_string();
  Flattener f(has ? root["currency"].get<std::string>() : "1");
  f.walk(root, "", "", "");
  return std::move(f.out);
}

}  // namespace netsuden
