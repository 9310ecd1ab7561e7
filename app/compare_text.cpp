// SPDX-License-Identifier: Apache-2.0
#include "app/compare_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "io/report/shown.hpp"
#include "viz/canvas/utf8.hpp"

namespace netsuden::app {
namespace {

using json = nlohmann::ordered_json;

json number(double x) { return std::isfinite(x) ? json(x) : json(nullptr); }

/// Columns as wide as their widest cell; numbers to the right.
class Table {
 public:
  explicit Table(std::vector<std::string> head, std::size_t left) : left_(left) { rows_.push_back(std::move(head)); }
  void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }
  std::string str() const {
    std::vector<std::size_t> width;
    for (const auto& row : rows_)
      for (std::size_t i = 0; i < row.size(); ++i) {
        if (width.size() <= i) width.push_back(0);
        width[i] = std::max(width[i], length(row[i]));
      }
    std::string t;
    for (const auto& row : rows_) {
      std::string line = " ";
      for (std::size_t i = 0; i < row.size(); ++i) {
        const std::string space(width[i] - length(row[i]), ' ');
        line += fmt::format(" {} ", i < left_ ? row[i] + space : space + row[i]);
      }
      t += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
    }
    return t;
  }

 private:
  static std::size_t length(const std::string& s) {
    std::size_t n = 0;
    for (std::size_t at = 0; at < s.size(); ++n) viz::next_code_point(s, at);
    return n;
  }
  std::vector<std::vector<std::string>> rows_;
  std::size_t left_;
};

std::string cut(const std::string& s, std::size_t most = 44) {
  if (s.size() <= most) return s;
  std::size_t end = most - 3;
  while (end > 0 && (static_cast<unsigned char>(s[end]) & 0xC0) == 0x80) --end;
  return s.substr(0, end) + "...";
}

std::string cell(const ValueDifference& d, bool of_a, const TimeZone& zone) {
  if (!(of_a ? d.in_a : d.in_b)) return "not there";
  if (d.kind == SummaryValue::Kind::words) return cut(of_a ? d.a_words : d.b_words);
  const double v = of_a ? d.a : d.b;
  if (d.kind == SummaryValue::Kind::date) return std::isnan(v) ? "never" : format_compact(v, zone);
  return shown_value(v, d.unit, 6);
}

std::string change(const ValueDifference& d) {
  if (std::isnan(d.difference)) return "-";
  return d.kind == SummaryValue::Kind::date ? fmt::format("{:+.6g} s", d.difference) : fmt::format("{}{}", d.difference > 0 ? "+" : "", shown_value(d.difference, d.unit == "degC" ? "K" : d.unit, 4));
}

std::string runs_text(const Comparison& c) {
  std::string t;
  for (const auto& [letter, r] : {std::pair{"A", &c.a}, std::pair{"B", &c.b}})
    t += fmt::format("{}  {}: {}, {}, seed {}, run {} by netsuden {} ({})\n", letter, r->path, r->name, r->killed ? "killed" : r->status, r->seed, r->run_id, r->version, r->revision);
  for (const std::string& n : c.notes) t += "   " + n + "\n";
  return t;
}

std::string scenario_text(const Comparison& c) {
  if (c.keys == 0) return "";
  if (c.scenario.empty()) return fmt::format("\nscenario: the same in all {} keys\n", c.keys);
  std::string t = fmt::format("\nscenario: {} of {} keys {}\n", c.scenario.size(), c.keys, c.scenario.size() == 1 ? "differs" : "differ");
  Table table({"key", "A", "B"}, 3);
  for (const KeyDifference& d : c.scenario) table.add({d.key, d.a ? cut(*d.a) : "not there", d.b ? cut(*d.b) : "not there"});
  return t + table.str();
}

std::string results_text(const Comparison& c, const CompareOptions& o, bool all) {
  std::size_t differ = 0, beyond = 0;
  Table table({"quantity", "A", "B", "B less A", "relative", ""}, 1);
  for (const ValueDifference& d : c.results) {
    differ += !d.equal, beyond += !d.within;
    if (d.within && !all) continue;
    table.add({d.name, cell(d, true, c.zone), cell(d, false, c.zone), d.equal ? "" : change(d), d.equal || std::isnan(d.relative) ? "" : shown_change(d.relative), d.equal ? "equal" : d.within ? "within" : o.tolerance ? "BEYOND" : ""});
  }
  std::string t = differ == 0 ? fmt::format("\nresults: all {} quantities are the same\n", c.results.size()) : fmt::format("\nresults: {} of {} quantities differ", differ, c.results.size());
  if (differ > 0) t += o.tolerance ? fmt::format(", {} of them by more than the tolerance of {:.4g} %\n", beyond, 100 * *o.tolerance) : "\n";
  return beyond > 0 || all ? t + table.str() : t;
}

std::string series_text(const Comparison& c, const CompareOptions& o, bool all) {
  std::size_t differ = 0, beyond = 0;
  Table table({"column, worst value", "of", "when", "A", "B", "B less A", "of the largest", "values"}, 3);
  for (const SeriesDifference& d : c.series) {
    differ += !d.equal(), beyond += !d.within();
    if (d.within() && !all) continue;
    const bool words = !d.a_words.empty() || !d.b_words.empty();
    const std::string when = d.equal() ? "" : std::isnan(d.at_s) ? fmt::format("row {}", d.row) : format_compact(d.at_s, c.zone);
    table.add({d.column, d.entity, when, d.equal() ? "equal" : words ? cut(d.a_words, 30) : shown_value(d.a, d.unit, 6), d.equal() ? "" : words ? cut(d.b_words, 30) : shown_value(d.b, d.unit, 6),
               d.equal() || words ? "" : shown_value(d.difference, d.unit == "degC" ? "K" : d.unit, 4), d.equal() || words ? "" : fmt::format("{:.3g} %", 100 * std::abs(d.relative)), fmt::format("{} of {}", d.different, d.compared)});
  }
  std::string t = differ == 0 ? fmt::format("\nrecorded rows: all {} columns are the same\n", c.series.size()) : fmt::format("\nrecorded rows: {} of {} columns differ", differ, c.series.size());
  if (differ > 0) t += o.tolerance ? fmt::format(", {} of them by more than the tolerance\n", beyond) : "\n";
  if (beyond > 0 || all) t += table.str();
  for (const std::string& n : c.not_comparable) t += "  not compared: " + n + "\n";
  return t;
}

std::string events_text(const Comparison& c) {
  if (!c.events || c.events->equal) return c.events ? fmt::format("\nevents: the same {}\n", c.events->in_a) : "";
  const EventDifference& e = *c.events;
  const auto one = [&](double at, const std::string& text) { return std::isnan(at) ? std::string("none") : format_compact(at, c.zone) + "  " + text; };
  return fmt::format("\nevents: {} in A, {} in B; the first that is not the same\n  A  {}\n  B  {}\n", e.in_a, e.in_b, one(e.a_at_s, e.a_text), one(e.b_at_s, e.b_text));
}

json run_json(const ComparedRun& r, const TimeZone& zone) {
  return {{"file", r.path}, {"name", r.name}, {"status", r.killed ? "killed" : r.status}, {"run_id", r.run_id}, {"seed", r.seed}, {"code_version", r.version}, {"git_sha", r.revision}, {"format", r.format},
          {"start", format_iso(r.start_s, zone)}, {"end", format_iso(r.end_s, zone)}, {"recorded_until", format_iso(r.recorded_until_s, zone)}};
}

}  // namespace

std::string comparison_text(const Comparison& c, const CompareOptions& o, bool all) {
  std::string t = runs_text(c) + scenario_text(c) + results_text(c, o, all);
  if (o.series) t += series_text(c, o, all);
  t += events_text(c);
  const std::string within = o.tolerance ? "within the tolerance" : "the same";
  return t + (c.within() ? fmt::format("\nall that was compared is {}\n", within) : fmt::format("\nnot all that was compared is {}\n", within));
}

std::string comparison_json(const Comparison& c, const CompareOptions& o, bool all) {
  json j = {{"a", run_json(c.a, c.zone)}, {"b", run_json(c.b, c.zone)}, {"tolerance", o.tolerance ? json(*o.tolerance) : json(nullptr)}, {"within", c.within()}, {"notes", c.notes}, {"keys", c.keys},
            {"scenario", json::array()}, {"results_compared", c.results.size()}, {"results", json::array()}, {"columns_compared", c.series.size()}, {"series", json::array()}, {"not_compared", c.not_comparable}};
  for (const KeyDifference& d : c.scenario) j["scenario"].push_back({{"key", d.key}, {"a", d.a ? json(*d.a) : json(nullptr)}, {"b", d.b ? json(*d.b) : json(nullptr)}});
  for (const ValueDifference& d : c.results) {
    if (d.equal && !all) continue;
    const auto value = [&](bool of_a) {
      if (!(of_a ? d.in_a : d.in_b)) return json(nullptr);
      if (d.kind == SummaryValue::Kind::words) return json(of_a ? d.a_words : d.b_words);
      const double v = of_a ? d.a : d.b;
      return d.kind == SummaryValue::Kind::date && std::isfinite(v) ? json(format_iso(v, c.zone)) : number(v);
    };
    j["results"].push_back({{"name", d.name}, {"unit", d.kind == SummaryValue::Kind::date ? "s" : d.unit}, {"a", value(true)}, {"b", value(false)}, {"in_a", d.in_a}, {"in_b", d.in_b}, {"difference", number(d.difference)}, {"relative", number(d.relative)}, {"within", d.within}});
  }
  for (const SeriesDifference& d : c.series) {
    if (d.equal() && !all) continue;
    const bool words = !d.a_words.empty() || !d.b_words.empty();
    j["series"].push_back({{"column", d.column}, {"unit", d.unit}, {"entity", d.entity}, {"at", std::isnan(d.at_s) ? json(nullptr) : json(format_iso(d.at_s, c.zone))}, {"row", d.row}, {"a", words ? json(d.a_words) : number(d.a)}, {"b", words ? json(d.b_words) : number(d.b)},
                           {"difference", number(d.difference)}, {"relative_to_largest", number(d.relative)}, {"values", d.compared}, {"different", d.different}, {"beyond", d.beyond}, {"within", d.within()}});
  }
  if (c.events) j["events"] = {{"a", c.events->in_a}, {"b", c.events->in_b}, {"equal", c.events->equal}};
  return j.dump(1, ' ', false, json::error_handler_t::replace) + "\n";
}

}  // namespace netsuden::app
