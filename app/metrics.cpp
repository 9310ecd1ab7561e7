// SPDX-License-Identifier: Apache-2.0
#include "app/metrics.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "app/summary.hpp"
#include "io/report/compare.hpp"

namespace netsuden::app {
namespace {

using json = nlohmann::ordered_json;
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

bool is_date(const std::string& key) { return key.ends_with("_at") || key.starts_with("first_") || key == "start" || key == "end"; }

/// The ending of a key says its unit.
std::string unit_of(const std::string& key) {
  static const std::pair<const char*, const char*> units[] = {
      {"_l_per_kwh", "l kW-1 h-1"}, {"_kg_per_kwh", "kg kW-1 h-1"}, {"_w_per_s", "W s-1"}, {"_kwh", "kW h"}, {"_hours", "h"}, {"_degc", "degC"},
      {"_flop", "1"}, {"_hz", "Hz"}, {"_m3", "m3"}, {"_h", "h"}, {"_s", "s"}, {"_w", "W"}, {"_t", "t"}, {"_l", "l"}};
  if (key == "seconds") return "s";
  for (const auto& [ending, unit] : units)
    if (key.ends_with(ending)) return unit;
  return "1";
}

class Flattener {
 public:
  std::vector<Metric> out;

  void walk(const json& j, const std::string& name, const std::string& key, const std::string& unit) {
    if (j.is_object()) {
      const bool own = unit_of(key) != "1";  // unserved_by_cause_kwh: {grid: ...}
      for (const auto& [k, v] : j.items()) walk(v, name.empty() ? k : name + "." + k, k, own ? unit_of(key) : unit);
    } else if (j.is_array()) {
      for (std::size_t i = 0; i < j.size(); ++i) walk(j[i], fmt::format("{}.{}", name, i), key, unit);
    } else if (is_date(key)) {
      double t = nan;
      std::string ignored;
      if (j.is_string()) t = parse_time(j.get<std::string>(), TimeZone(), ignored).value_or(nan);
      out.push_back({name, "seconds since 1970-01-01", true, t});
    } else if (j.is_number() || j.is_null()) {
      const std::string own = unit_of(key);
      out.push_back({name, own != "1" || unit.empty() ? own : unit, false, j.is_null() ? nan : j.get<double>()});
    } else if (j.is_boolean()) {
      out.push_back({name, "1", false, j.get<bool>() ? 1.0 : 0.0});
    }
  }
};

}  // namespace

std::vector<Metric> metrics_of(const RunSummary& r, const TimeZone& zone) {
  json root = json::parse(summary_json(r, zone));
  json limits = json::object();
  Flattener f;
  for (json& c : root["constraints"]) {
    const std::string name = c["name"], unit = c["unit"];
    c.erase("name");
    c.erase("unit");
    for (const auto& [key, value] : c.items()) {
      const bool in_unit = key == "peak_value" || key == "limit" || key == "margin";
      const std::string of_margin = key == "margin" && unit == "degC" ? "K" : unit;
      f.walk(value, "constraints." + name + "." + key, key, in_unit ? of_margin : "");
    }
  }
  root.erase("constraints");
  std::vector<Metric> all;
  std::swap(all, f.out);
  f.walk(root, "", "", "");
  f.out.insert(f.out.end(), all.begin(), all.end());
  return std::move(f.out);
}

bool matches(const std::string& name, const std::string& pattern) { return name_matches(name, pattern); }

std::string metric_text(double v, bool date, const TimeZone& zone) {
  if (date) return std::isfinite(v) ? format_compact(std::round(v), zone) : v > 0 ? "never" : "-";
  return std::isnan(v) ? "-" : fmt::format("{:.5g}", v);
}

}  // namespace netsuden::app
