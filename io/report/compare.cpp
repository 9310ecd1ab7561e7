// SPDX-License-Identifier: Apache-2.0
#include "io/report/compare.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <string_view>

#include "io/report/rows_summary.hpp"

namespace netsuden {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

ComparedRun run_of(const TraceReader& r) {
  ComparedRun c;
  c.path = r.path();
  c.name = r.attribute("scenario_name");
  c.status = r.status();
  c.killed = r.was_killed();
  c.run_id = r.attribute("run_id");
  c.version = r.attribute("code_version");
  c.revision = r.attribute("git_sha");
  c.seed = r.attribute("seed");
  c.format = fmt::format("{}.{}", r.version_major(), r.version_minor());
  c.start_s = r.epoch_unix_s();
  c.end_s = c.start_s + r.end_s();
  c.recorded_until_s = c.start_s + recorded_until_s(r);
  return c;
}

bool ignored(const CompareOptions& o, const std::string& name) {
  return std::any_of(o.ignore.begin(), o.ignore.end(), [&](const std::string& p) { return name_matches(name, p); });
}

void notes_of(Comparison& c) {
  const auto date = [&](double t) { return format_compact(t, c.zone); };
  if (c.a.version != c.b.version || c.a.revision != c.b.revision)
    c.notes.push_back(fmt::format("written by different programs: A by netsuden {} ({}), B by netsuden {} ({})", c.a.version, c.a.revision, c.b.version, c.b.revision));
  if (c.a.format != c.b.format) c.notes.push_back(fmt::format("of different trace formats: A {}, B {}", c.a.format, c.b.format));
  if (std::abs(c.a.start_s - c.b.start_s) > 1e-6 || std::abs(c.a.end_s - c.b.end_s) > 1e-6)
    c.notes.push_back(fmt::format("different horizons: A {} to {}, B {} to {}; recorded rows are compared at the instants that both have", date(c.a.start_s), date(c.a.end_s), date(c.b.start_s), date(c.b.end_s)));
  for (const auto& [letter, r] : {std::pair{"A", &c.a}, std::pair{"B", &c.b}}) {
    if (r->killed) c.notes.push_back(fmt::format("{} was killed: its results are those of the rows until {}", letter, date(r->recorded_until_s)));
    else if (r->status == "running") c.notes.push_back(fmt::format("{} goes on: its results are those of the rows until {}", letter, date(r->recorded_until_s)));
    else if (r->status != "complete") c.notes.push_back(fmt::format("{} is {}: recorded until {}", letter, r->status, date(r->recorded_until_s)));
  }
  if (c.a.seed != c.b.seed) c.notes.push_back(fmt::format("different seeds: A {}, B {}", c.a.seed, c.b.seed));
}

void compare_scenarios(const TraceReader& a, const TraceReader& b, Comparison& c) {
  std::string message;
  const auto values = [&](const TraceReader& r, const char* letter) {
    auto v = scenario_values(r.scenario_resolved(), message);
    if (!v) c.notes.push_back(fmt::format("the scenario in {} cannot be read ({}): scenarios are not compared", letter, message));
    return v;
  };
  const auto in_a = values(a, "A"), in_b = values(b, "B");
  if (!in_a || !in_b) return;
  c.scenario = scenario_differences(*in_a, *in_b);
  c.keys = in_a->size();
  for (const KeyDifference& d : c.scenario) c.keys += d.a ? 0 : 1;
}

ValueDifference difference_of(const SummaryValue& a, const SummaryValue& b, const CompareOptions& o, double horizon_s) {
  ValueDifference d;
  d.name = a.name;
  d.unit = a.unit == "1" ? b.unit : a.unit;
  d.kind = a.kind == SummaryValue::Kind::date || b.kind == SummaryValue::Kind::date ? SummaryValue::Kind::date : a.kind == b.kind ? a.kind : SummaryValue::Kind::words;
  d.a = a.value, d.b = b.value;
  d.a_words = a.words, d.b_words = b.words;
  d.difference = d.relative = nan;
  if (d.kind == SummaryValue::Kind::words) {
    d.equal = d.within = a.kind == b.kind && a.words == b.words;
    return d;
  }
  const bool none_a = std::isnan(a.value), none_b = std::isnan(b.value);
  d.equal = (none_a && none_b) || a.value == b.value;
  d.difference = b.value - a.value;
  const bool date = d.kind == SummaryValue::Kind::date;
  if (!date && a.value != 0) d.relative = d.difference / std::abs(a.value);
  const double scale = date ? horizon_s : std::max(std::abs(a.value), std::abs(b.value));
  d.within = d.equal || values_agree(a.value, b.value, scale, floor_for(o, d.name, date ? "s" : d.unit), o.tolerance);
  return d;
}

void compare_results(const std::string& json_a, const std::string& json_b, const CompareOptions& o, Comparison& c) {
  const std::vector<SummaryValue> a = summary_values(json_a), b = summary_values(json_b);
  std::map<std::string_view, const SummaryValue*> in_b, in_a;
  for (const SummaryValue& v : b) in_b.emplace(v.name, &v);
  for (const SummaryValue& v : a) in_a.emplace(v.name, &v);
  const double horizon_s = std::max(c.a.end_s - c.a.start_s, c.b.end_s - c.b.start_s);
  const auto one_sided = [&](const SummaryValue& v, bool of_a) {
    ValueDifference d;
    d.name = v.name, d.unit = v.unit, d.kind = v.kind;
    d.in_a = of_a, d.in_b = !of_a;
    d.a = of_a ? v.value : nan, d.b = of_a ? nan : v.value;
    (of_a ? d.a_words : d.b_words) = v.words;
    d.difference = d.relative = nan;
    return d;
  };
  for (const SummaryValue& v : a) {
    if (ignored(o, v.name)) continue;
    const auto other = in_b.find(v.name);
    c.results.push_back(other == in_b.end() ? one_sided(v, true) : difference_of(v, *other->second, o, horizon_s));
  }
  for (const SummaryValue& v : b)
    if (!in_a.contains(v.name) && !ignored(o, v.name)) c.results.push_back(one_sided(v, false));
}

void compare_events(const TraceReader& a, const TraceReader& b, Comparison& c) {
  struct Events {
    std::vector<double> times;
    std::vector<std::string> texts;
  };
  const auto read = [](const TraceReader& r) -> std::optional<Events> {
    const int g = r.find_group("event");
    const int text = g < 0 ? -1 : r.find_channel(static_cast<std::size_t>(g), "text");
    if (text < 0) return std::nullopt;
    Events e{r.times(static_cast<std::size_t>(g)), r.read_text(static_cast<std::size_t>(g), static_cast<std::size_t>(text))};
    for (double& t : e.times) t += r.epoch_unix_s();
    return e;
  };
  const auto in_a = read(a), in_b = read(b);
  if (!in_a || !in_b) return;
  EventDifference d;
  d.in_a = in_a->times.size(), d.in_b = in_b->times.size();
  const std::size_t n = std::max(d.in_a, d.in_b);
  for (std::size_t i = 0; i < n && d.equal; ++i) {
    const bool has_a = i < d.in_a, has_b = i < d.in_b;
    if (has_a && has_b && in_a->times[i] == in_b->times[i] && in_a->texts[i] == in_b->texts[i]) continue;
    d.equal = false;
    d.a_at_s = has_a ? in_a->times[i] : nan, d.b_at_s = has_b ? in_b->times[i] : nan;
    if (has_a) d.a_text = in_a->texts[i];
    if (has_b) d.b_text = in_b->texts[i];
  }
  c.events = d;
}

}  // namespace

double floor_of(const std::string& unit) {
  static constexpr std::array<std::pair<std::string_view, double>, 20> floors{{{"W", 1}, {"V A", 1}, {"W s-1", 1}, {"J", 3600}, {"kW h", 1e-3}, {"degC", 1e-3}, {"K", 1e-3}, {"s", 1e-3}, {"h", 1e-6}, {"d", 1e-6}, {"m3", 1e-3}, {"l", 1e-3},
                                                                              {"kg", 1}, {"t", 1e-3}, {"kg s-1", 1e-3}, {"Pa", 1}, {"l kW-1 h-1", 1e-6}, {"kg kW-1 h-1", 1e-6}, {"A", 1e-2}, {"1", 1e-9}}};
  for (const auto& [name, floor] : floors)
    if (unit == name) return floor;
  const bool currency = unit.size() == 3 && std::all_of(unit.begin(), unit.end(), [](char x) { return x >= 'A' && x <= 'Z'; });
  return currency ? 1e-2 : 1e-9;
}

bool name_matches(const std::string& name, const std::string& pattern) {
  std::size_t n = 0, p = 0, star = std::string::npos, from = 0;
  while (n < name.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      from = n;
    } else if (p < pattern.size() && pattern[p] == name[n]) {
      ++p;
      ++n;
    } else if (star != std::string::npos) {
      p = star + 1;
      n = ++from;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

double floor_for(const CompareOptions& o, const std::string& name, const std::string& unit) {
  double floor = floor_of(unit);
  for (const auto& [pattern, value] : o.floors)
    if (name_matches(name, pattern)) floor = value;
  return floor;
}

bool values_agree(double a, double b, double scale, double floor, const std::optional<double>& tolerance) {
  if (a == b || (std::isnan(a) && std::isnan(b))) return true;
  if (!tolerance || std::isnan(a) || std::isnan(b)) return false;
  return std::abs(a - b) <= std::max(*tolerance * scale, floor);
}

bool Comparison::within() const {
  return std::all_of(results.begin(), results.end(), [](const ValueDifference& d) { return d.within; }) && std::all_of(series.begin(), series.end(), [](const SeriesDifference& d) { return d.within(); });
}

Comparison compare_runs(const TraceReader& a, const TraceReader& b, const CompareOptions& o) {
  Comparison c;
  std::string ignored_message;
  c.zone = TimeZone::find(a.attribute("timezone"), ignored_message).value_or(TimeZone());
  c.a = run_of(a), c.b = run_of(b);
  c.currency = a.attribute("currency");
  c.tolerance = o.tolerance;
  notes_of(c);
  compare_scenarios(a, b, c);
  compare_results(summary_or_rows(a), summary_or_rows(b), o, c);
  compare_events(a, b, c);
  if (o.series) compare_series(a, b, o, c);
  return c;
}

}  // namespace netsuden
