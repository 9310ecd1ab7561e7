// SPDX-License-Identifier: Apache-2.0
#include "io/report/rows_summary.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <numeric>

#include "io/trace/start.hpp"
#include "sim/base/calendar.hpp"
#include "sim/ledger/capacity.hpp"

namespace netsuden {
namespace {

using json = nlohmann::ordered_json;
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

json number(double x) { return std::isfinite(x) ? json(x) : json(nullptr); }

class Group {
 public:
  Group(const TraceReader& r, const char* path) : r_(r), group_(r.find_group(path)) {}
  bool there() const { return group_ >= 0; }
  std::size_t index() const { return static_cast<std::size_t>(group_); }
  std::vector<double> column(const char* channel, std::size_t entity) const {
    const int c = r_.find_channel(index(), channel);
    return c < 0 ? std::vector<double>() : r_.read(index(), static_cast<std::size_t>(c), entity);
  }
  std::string label(const char* name, std::size_t entity) const {
    for (const EntityLabel& l : r_.groups()[index()].labels)
      if (l.name == name && entity < l.values.size()) return l.values[entity];
    return "";
  }
  const std::vector<std::string>& entities() const { return r_.groups()[index()].entities; }

 private:
  const TraceReader& r_;
  int group_;
};

double last(const std::vector<double>& v) { return v.empty() ? nan : v.back(); }
/// Place of the highest; the size where there is none.
std::size_t highest(const std::vector<double>& v) {
  std::size_t best = v.size();
  for (std::size_t i = 0; i < v.size(); ++i)
    if (std::isfinite(v[i]) && (best == v.size() || v[i] > v[best])) best = i;
  return best;
}

/// The value that `share` of the time lies at or below.
double percentile(const std::vector<double>& v, const std::vector<double>& length, double share) {
  std::vector<std::size_t> order;
  double all = 0;
  for (std::size_t i = 0; i < std::min(v.size(), length.size()); ++i)
    if (std::isfinite(v[i])) order.push_back(i), all += length[i];
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return v[a] < v[b]; });
  double below = 0;
  for (const std::size_t i : order)
    if ((below += length[i]) >= share * all) return v[i];
  return nan;
}

/// Of intervals, the first of which begins at `start`.
std::vector<double> lengths(const std::vector<double>& ends, double start) {
  std::vector<double> out(ends.size());
  for (std::size_t i = 0; i < ends.size(); ++i) out[i] = ends[i] - (i == 0 ? start : ends[i - 1]);
  return out;
}

template <class Date>
json site_json(const Group& g, std::size_t s, const std::vector<double>& t, double start, const Date& date) {
  const double it_j = last(g.column("it_energy", s)), facility_j = last(g.column("facility_energy", s)), cooling_j = last(g.column("cooling_energy", s));
  const double water_kg = last(g.column("water", s)), carbon_kg = last(g.column("carbon_mass", s)), unserved_j = last(g.column("unserved_energy", s));
  const std::vector<double> span = lengths(t, start);
  const auto integral = [&](const char* channel) {  // of means over the intervals
    const auto v = g.column(channel, s);
    double sum = 0;
    for (std::size_t i = 0; i < v.size(); ++i)
      if (std::isfinite(v[i])) sum += v[i] * span[i];
    return v.empty() ? nan : sum;
  };
  const auto it_max = g.column("it_power_max", s), import_max = g.column("grid_import_max", s);
  const std::size_t it_at = highest(it_max), import_at = highest(import_max);
  const double seconds = last(t), it_kwh = it_j / 3.6e6;
  return {{"seconds", number(seconds)},
          {"it_energy_kwh", number(it_kwh)}, {"facility_energy_kwh", number(facility_j / 3.6e6)}, {"cooling_energy_kwh", number(cooling_j / 3.6e6)},
          {"loss_energy_kwh", number(integral("loss_power") / 3.6e6)}, {"other_energy_kwh", number(integral("other_power") / 3.6e6)}, {"unserved_energy_kwh", number(unserved_j / 3.6e6)},
          {"demand_energy_kwh", number(integral("load_demand") / 3.6e6)},
          {"pue", number(facility_j / it_j)}, {"wue_l_per_kwh", number(water_kg / 0.998 / it_kwh)}, {"cue_kg_per_kwh", number(carbon_kg / it_kwh)},
          {"water_m3", number(water_kg / 998)}, {"carbon_t", number(carbon_kg / 1e3)}, {"cost", number(last(g.column("cost", s)))}, {"energy_cost", number(last(g.column("energy_cost", s)))},
          {"demand_charge", number(last(g.column("demand_charge", s)))}, {"it_power_mean_w", number(it_j / seconds)},
          {"it_power_max_w", it_at < it_max.size() ? number(it_max[it_at]) : json(nullptr)}, {"it_power_max_at", it_at < it_max.size() ? date(t[it_at]) : json(nullptr)},
          {"import_peak_w", import_at < import_max.size() ? number(import_max[import_at]) : json(nullptr)}, {"import_peak_at", import_at < import_max.size() ? date(t[import_at]) : json(nullptr)}};
}

template <class Date>
json limit_json(const Group& g, std::size_t c, const std::vector<double>& t, double start, const Date& date) {
  const auto utilisation = g.column("utilisation", c), value = g.column("value", c), limit = g.column("limit", c), margin = g.column("margin", c), firm = g.column("firm_limit", c);
  const std::vector<double> span = lengths(t, start);
  const std::size_t at = highest(utilisation);
  if (at == utilisation.size()) return nullptr;
  double over_s = 0, over_firm_s = 0, first = nan;
  for (std::size_t i = 0; i < utilisation.size(); ++i) {
    if (i < margin.size() && margin[i] < 0) {
      over_s += span[i];
      if (std::isnan(first)) first = i == 0 ? start : t[i - 1];
    }
    if (i < firm.size() && i < value.size() && std::isfinite(utilisation[i]) && value[i] > firm[i]) over_firm_s += span[i];
  }
  const auto of = [&](const std::vector<double>& v) { return at < v.size() ? number(v[at]) : json(nullptr); };
  return {{"name", g.entities()[c]}, {"kind", g.label("kind", c)}, {"asset", g.label("asset", c)}, {"unit", g.label("unit", c)}, {"peak_utilisation", number(utilisation[at])},
          {"p95_utilisation", number(percentile(utilisation, span, 0.95))}, {"peak_value", of(value)}, {"limit", of(limit)}, {"margin", of(margin)}, {"peak_at", date(t[at])},
          {"time_over_s", over_s}, {"time_over_firm_s", over_firm_s}, {"first_violation", std::isnan(first) ? json(nullptr) : date(first)}};
}

}  // namespace

double recorded_until_s(const TraceReader& r) {
  const Group site(r, "site");
  return site.there() && r.rows(site.index()) > 0 ? r.times(site.index(), r.rows(site.index()) - 1).front() : 0;
}

std::string rows_summary(const TraceReader& r) {
  std::string ignored;
  const TimeZone zone = TimeZone::find(r.attribute("timezone"), ignored).value_or(TimeZone());
  const auto date = [&](double t) { return json(format_iso(r.epoch_unix_s() + t, zone)); };
  const double until = recorded_until_s(r), start = start_s(r);
  json root = {{"name", r.attribute("scenario_name")}, {"status", r.was_killed() ? "killed" : r.status()}, {"from_rows", true}, {"start", date(0)}, {"end", date(until)},
               {"simulated_s", until}, {"horizon_s", r.end_s()}, {"currency", r.attribute("currency")}, {"sites", json::object()}};
  if (const Group site(r, "site"); site.there()) {
    const auto t = r.times(site.index());
    for (std::size_t s = 0; s < site.entities().size() && !t.empty(); ++s) root["sites"][site.entities()[s]] = site_json(site, s, t, start, date);
    // Residuals over what went through: as the twin judges them at its end.
    double electrical = 0, thermal = 0, throughput = 0;
    for (std::size_t s = 0; s < site.entities().size() && !t.empty(); ++s) {
      electrical = std::max(electrical, std::abs(last(site.column("electrical_residual", s))));
      thermal = std::max(thermal, std::abs(last(site.column("thermal_residual", s))));
      throughput = std::max(throughput, last(site.column("facility_energy", s)));
    }
    if (throughput > 0) root["residual"] = {{"electrical", number(electrical / throughput)}, {"thermal", number(thermal / throughput)}};
  }
  std::vector<json> limits;
  if (const Group capacity(r, "capacity"); capacity.there()) {
    const auto t = r.times(capacity.index());
    for (std::size_t c = 0; c < capacity.entities().size(); ++c)
      if (json j = limit_json(capacity, c, t, start, date); !j.is_null()) limits.push_back(std::move(j));
  }
  // The tightest first; nameplates of racks last unless exceeded, as the ledger has it.
  const auto rank = [](const json& j) { return j["kind"] == name_of(ConstraintKind::rack_power) && j["peak_utilisation"] <= 1 ? -1.0 : j["peak_utilisation"].get<double>(); };
  std::stable_sort(limits.begin(), limits.end(), [&](const json& a, const json& b) { return rank(a) > rank(b); });
  root["constraints"] = limits;
  if (const int events = r.find_group("event"); events >= 0) root["events"] = r.rows(static_cast<std::size_t>(events));
  return root.dump(1, ' ', false, json::error_handler_t::replace) + "\n";
}

std::string summary_or_rows(const TraceReader& r) {
  const std::string stored = r.summary_json();
  return stored.empty() ? rows_summary(r) : stored;
}

}  // namespace netsuden
