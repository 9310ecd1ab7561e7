// SPDX-License-Identifier: Apache-2.0
#include "app/study_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <limits>
#include <numeric>

#include "app/command.hpp"
#include "sim/twin/twin.hpp"

namespace netsuden::app {
namespace {

constexpr std::array<const char*, 6> statuses{"complete", "invalid", "failed", "refused", "lost", "pending"};

TimeZone zone_of(const Study& s) {
  std::string ignored;
  return TimeZone::find(s.timezone, ignored).value_or(TimeZone());
}

/// A number for a table of CSV: shortest that reads back, nothing for NaN.
std::string cell(double x) { return std::isfinite(x) ? fmt::format("{}", x) : ""; }
std::string cell(const std::string& s) {
  if (s.find_first_of(",\"\n\r") == std::string::npos) return s;
  std::string out = "\"";
  for (const char c : s) out += c == '"' ? "\"\"" : std::string(1, c);
  return out + "\"";
}
/// A further field of a line.
void add(std::string& line, const std::string& field) {
  line += ',';
  line += field;
}
std::string value_cell(double x, bool date) {
  if (!date) return cell(x);
  return std::isfinite(x) ? format_iso(x, TimeZone()) : std::isinf(x) ? "never" : "";
}

std::vector<std::size_t> by_size(const std::vector<double>& size) {
  std::vector<std::size_t> order(size.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return size[a] > size[b] || (std::isnan(size[b]) && !std::isnan(size[a])); });
  return order;
}

/// Columns of words, the first to the left and the others to the right.
std::string table(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> width;
  for (const auto& r : rows)
    for (std::size_t i = 0; i < r.size(); ++i) {
      if (width.size() <= i) width.push_back(0);
      width[i] = std::max(width[i], r[i].size());
    }
  std::string t;
  for (const auto& r : rows) {
    std::string line = "  ";
    for (std::size_t i = 0; i < r.size(); ++i) line += i == 0 ? fmt::format("{:<{}}", r[i], width[i]) : fmt::format("  {:>{}}", r[i], width[i]);
    t += line + "\n";
  }
  return t;
}

std::string with_interval(const QuantileEstimate& q, bool date, const TimeZone& zone) {
  const std::string value = metric_text(q.value, date, zone);
  return std::isnan(q.low) && std::isnan(q.high) ? value : fmt::format("{} [{}, {}]", value, metric_text(q.low, date, zone), metric_text(q.high, date, zone));
}

std::string first_line(const std::string& s) { return s.substr(0, s.find('\n')); }

}  // namespace

std::string study_report(const StudyWork& work, const StudyRuns& runs, const StudyResults& results) {
  const Study& s = *work.study;
  const TimeZone zone = zone_of(s);
  std::string t = fmt::format("{}: {} runs of {}, {}\n", s.spec.name, runs.of.size(), s.spec.base.written, design_types[static_cast<std::size_t>(s.spec.design.type)].name);
  std::vector<std::string> parts;
  for (const char* status : statuses)
    if (const std::size_t n = runs.count(std::string(status) == "pending" ? "" : status); n > 0) parts.push_back(fmt::format("{} {}", n, status));
  t += fmt::format("  {}\n", fmt::join(parts, ", "));
  if (!runs.stop_words.empty()) t += fmt::format("  stopped by its rule: {}\n", runs.stop_words);
  if (runs.status == "interrupted") t += "  interrupted: --resume goes on\n";
  for (std::size_t j = 0; j < s.parameters.size(); ++j) {
    const StudyParameter& p = s.parameters[j];
    t += fmt::format("  {} = {}{}{}\n", p.name, p.paths[0], p.paths.size() > 1 ? fmt::format(" and {} more", p.paths.size() - 1) : "", p.base_text.empty() ? "" : fmt::format(" (base: {})", p.base_text));
  }
  const int percent = static_cast<int>(std::lround(100 * s.spec.confidence.value()));
  t += fmt::format("\nmetrics; in brackets the {} % interval of each quantile\n", percent);
  std::vector<std::vector<std::string>> rows{{"", "unit", "runs", "mean", "+-", "P10", "P50", "P90", "min", "max"}};
  for (const MetricResult& m : results.metrics) {
    const bool d = m.metric.date;
    rows.push_back({m.metric.name, d ? "date" : m.metric.unit == "1" ? "" : m.metric.unit, std::to_string(m.mean.count), metric_text(m.mean.mean, d, zone), d ? (std::isnan(m.mean.half_width) ? "-" : fmt::format("{:.3g} h", m.mean.half_width / 3600)) : metric_text(m.mean.half_width, false, zone),
                    with_interval(m.p10, d, zone), with_interval(m.p50, d, zone), with_interval(m.p90, d, zone), metric_text(m.min, d, zone), metric_text(m.max, d, zone)});
  }
  t += table(rows);
  for (const MetricResult& m : results.metrics)
    if (m.metric.date && m.share_never > 0) t += fmt::format("  {}: never in {:.1f} % of the runs\n", m.metric.name, 100 * m.share_never);
  const Effects& e = results.effects;
  for (std::size_t k = 0; k < e.of.size(); ++k) {
    const Metric& m = work.outputs[k];
    t += fmt::format("\n{}{}\n", m.name, e.kind == EffectKind::sobol && results.sobol[k].left_out > 0 ? fmt::format("  ({} of {} samples left out: a run of theirs gave no number)", results.sobol[k].left_out, results.sobol[k].left_out + results.sobol[k].samples) : "");
    std::vector<std::string> head{""};
    if (e.kind == EffectKind::tornado) head.insert(head.end(), {"from", "to", "metric from", "base", "to", "swing"});
    if (e.kind == EffectKind::rank_correlation) head.insert(head.end(), {"rank correlation", fmt::format("{} % interval", percent)});
    if (e.kind == EffectKind::morris) head.insert(head.end(), {"mu*", "+-", "mu", "sigma"});
    if (e.kind == EffectKind::sobol) head.insert(head.end(), {"S first", "+-", "S total", "+-"});
    std::vector<std::vector<std::string>> lines{head};
    for (const std::size_t j : by_size(e.size[k])) {
      const StudyParameter& p = s.parameters[j];
      const auto& v = e.of[k][j];
      const auto number = [&](double x) { return metric_text(x, m.date, zone); };
      const auto share = [](double x) { return std::isnan(x) ? std::string("-") : fmt::format("{:.3f}", x); };
      const auto setting = [&](double x) { return std::isnan(x) ? std::string("-") : p.unit.empty() ? fmt::format("{:.5g}", x) : fmt::format("{:.5g} {}", x, p.unit); };
      if (e.kind == EffectKind::tornado) lines.push_back({p.name, setting(v[0]), setting(v[1]), number(v[2]), number(v[3]), number(v[4]), m.date ? fmt::format("{:.3g} h", e.size[k][j] / 3600) : metric_text(e.size[k][j], false, zone)});
      if (e.kind == EffectKind::rank_correlation) lines.push_back({p.name, share(v[0]), fmt::format("{} to {}", share(v[1]), share(v[2]))});
      if (e.kind == EffectKind::morris) lines.push_back({p.name, metric_text(v[1], false, zone), metric_text(v[2], false, zone), metric_text(v[0], false, zone), metric_text(v[3], false, zone)});
      if (e.kind == EffectKind::sobol) lines.push_back({p.name, share(v[0]), share(v[1]), share(v[2]), share(v[3])});
    }
    t += table(lines);
  }
  std::vector<std::string> failures;
  for (std::size_t i = 0; i < runs.of.size(); ++i)
    if (const RunOutcome& o = runs.of[i]; !o.status.empty() && o.status != "complete") failures.push_back(fmt::format("  run {}, {}: {}\n", i, o.status, first_line(o.message)));
  if (!failures.empty()) {
    t += fmt::format("\nruns that are not complete: {}\n", failures.size());
    for (std::size_t i = 0; i < failures.size() && i < 5; ++i) t += failures[i];
    if (failures.size() > 5) t += "  ... all of them in runs.csv\n";
  }
  return t;
}

std::string runs_csv(const StudyWork& work, const StudyRuns& runs) {
  const Study& s = *work.study;
  std::string t = "run,row,replication,seed,status,run_id";
  for (const auto& p : s.parameters) add(t, cell(p.name));
  for (const Metric& m : work.outputs) add(t, cell(m.name));
  t += ",message\n";
  for (std::size_t i = 0; i < runs.of.size(); ++i) {
    const RunOutcome& o = runs.of[i];
    t += fmt::format("{},{},{},{},{},{}", i, s.row_of(i), s.replication_of(i), s.seed_of(i).value_or(s.base_seed), o.status.empty() ? "pending" : o.status, o.run_id);
    for (std::size_t j = 0; j < s.parameters.size(); ++j) {
      const double u = s.design.at(s.row_of(i), j);
      add(t, s.parameters[j].numeric() ? cell(s.parameters[j].number(u)) : cell(s.parameters[j].text(u)));
    }
    for (std::size_t k = 0; k < work.outputs.size(); ++k) add(t, k < o.metrics.size() ? value_cell(o.metrics[k], work.outputs[k].date) : "");
    add(t, cell(o.message));
    t += '\n';
  }
  return t;
}

std::string statistics_csv(const StudyWork&, const StudyResults& results) {
  std::string t = "metric,unit,runs,mean,mean_half_width,deviation,p10,p10_low,p10_high,p50,p50_low,p50_high,p90,p90_low,p90_high,min,max,share_never\n";
  for (const MetricResult& m : results.metrics) {
    const bool d = m.metric.date;
    t += fmt::format("{},{},{},{},{},{}", cell(m.metric.name), d ? "date" : m.metric.unit, m.mean.count, value_cell(m.mean.mean, d), cell(m.mean.half_width), cell(m.mean.deviation));
    for (const QuantileEstimate* q : {&m.p10, &m.p50, &m.p90}) t += fmt::format(",{},{},{}", value_cell(q->value, d), value_cell(q->low, d), value_cell(q->high, d));
    t += fmt::format(",{},{},{}\n", value_cell(m.min, d), value_cell(m.max, d), d ? cell(m.share_never) : "");
  }
  return t;
}

std::string sensitivity_csv(const StudyWork& work, const StudyResults& results) {
  const Effects& e = results.effects;
  if (e.kind == EffectKind::none) return "";
  std::string t = "metric,parameter";
  for (const auto& c : e.columns) add(t, c.name);
  t += "\n";
  const auto& parameters = work.study->parameters;
  for (std::size_t k = 0; k < e.of.size(); ++k) {
    for (std::size_t j = 0; j < e.of[k].size(); ++j) {
      t += cell(work.outputs[k].name);
      add(t, cell(parameters[j].name));
      for (const double x : e.of[k][j]) add(t, cell(x));
      t += "\n";
    }
  }
  if (results.sobol.empty() || results.sobol[0].second.empty()) return t;
  t += "\nmetric,parameter,with,second_order,second_order_half_width\n";
  for (std::size_t k = 0; k < results.sobol.size(); ++k) {
    std::size_t pair = 0;
    for (std::size_t a = 0; a < parameters.size(); ++a)
      for (std::size_t b = a + 1; b < parameters.size(); ++b, ++pair)
        t += fmt::format("{},{},{},{},{}\n", cell(work.outputs[k].name), parameters[a].name, parameters[b].name, cell(results.sobol[k].second[pair].value), cell(results.sobol[k].second[pair].half_width));
  }
  return t;
}

StudyIndex study_index(const StudyWork& work, const StudyRuns& runs, const StudyResults& results, std::string report) {
  const Study& s = *work.study;
  const std::size_t n = runs.of.size();
  StudyIndex x;
  std::error_code ec;
  const auto at = std::filesystem::relative(s.file, work.folder.empty() ? "." : work.folder, ec);
  x.attributes = {{"title", s.spec.name}, {"status", runs.status}, {"study_file", ec ? s.file : at.string()}, {"base", s.spec.base.written}, {"study_sha256", s.sha256}, {"base_sha256", s.base_sha256},
                  {"design", design_types[static_cast<std::size_t>(s.spec.design.type)].name}, {"seed", std::to_string(s.spec.seed)}, {"code_version", version()}, {"git_sha", git_revision()},
                  {"simgrid_version", Twin::simgrid_version()}, {"currency", s.currency}, {"timezone", s.timezone}, {"repeat", "netsuden run index.h5 --repeat RUN -o again.h5"}};
  x.runs = n;
  IndexColumn row{"row", "1", "row of the design", DType::i4}, replication{"replication", "1", "replication of the row", DType::i4}, seed{"seed", "1", "seed of the scenario", DType::i8};
  IndexColumn status{"status", "1", "how the run ended", DType::i1}, message{"message", "", "why it did not end well"}, id{"run_id", "", "hash of resolved scenario, seed and program"};
  for (const char* word : statuses) status.flags.emplace_back(word);
  for (std::size_t i = 0; i < n; ++i) {
    const RunOutcome& o = runs.of[i];
    row.numbers.push_back(static_cast<double>(s.row_of(i)));
    replication.numbers.push_back(static_cast<double>(s.replication_of(i)));
    seed.numbers.push_back(static_cast<double>(s.seed_of(i).value_or(s.base_seed)));
    const auto code = std::find(statuses.begin(), statuses.end(), o.status);
    status.numbers.push_back(static_cast<double>((code == statuses.end() ? statuses.end() - 1 : code) - statuses.begin()));
    message.words.push_back(o.message);
    id.words.push_back(o.run_id);
    if (work.traces && o.trace_bytes > 0) x.traces.push_back({i, trace_of_run(i)});
  }
  x.run_columns = {row, replication, seed, status, message, id};
  for (std::size_t j = 0; j < s.parameters.size(); ++j) {
    const StudyParameter& p = s.parameters[j];
    IndexColumn c{p.name, p.unit.empty() ? "1" : p.unit, p.paths[0]};
    for (std::size_t i = 0; i < n; ++i) {
      const double u = s.design.at(s.row_of(i), j);
      if (p.numeric()) c.numbers.push_back(p.number(u));
      else c.words.push_back(p.text(u));
    }
    x.parameters.push_back(std::move(c));
  }
  for (std::size_t k = 0; k < work.outputs.size(); ++k) x.metrics.push_back({work.outputs[k].name, work.outputs[k].unit, "", DType::f8, runs.metric(k), {}});
  IndexTable statistics{"statistics", "metric", "Each metric over the runs that gave it. A quantile of a date is missing where it never comes in so many runs.", {}, {}};
  const std::pair<const char*, double (*)(const MetricResult&)> columns[] = {
      {"runs", [](const MetricResult& m) { return static_cast<double>(m.mean.count); }}, {"mean", [](const MetricResult& m) { return m.mean.mean; }}, {"mean_half_width", [](const MetricResult& m) { return m.mean.half_width; }},
      {"deviation", [](const MetricResult& m) { return m.mean.deviation; }}, {"min", [](const MetricResult& m) { return m.min; }}, {"max", [](const MetricResult& m) { return m.max; }},
      {"p10", [](const MetricResult& m) { return m.p10.value; }}, {"p10_low", [](const MetricResult& m) { return m.p10.low; }}, {"p10_high", [](const MetricResult& m) { return m.p10.high; }},
      {"p50", [](const MetricResult& m) { return m.p50.value; }}, {"p50_low", [](const MetricResult& m) { return m.p50.low; }}, {"p50_high", [](const MetricResult& m) { return m.p50.high; }},
      {"p90", [](const MetricResult& m) { return m.p90.value; }}, {"p90_low", [](const MetricResult& m) { return m.p90.low; }}, {"p90_high", [](const MetricResult& m) { return m.p90.high; }},
      {"share_never", [](const MetricResult& m) { return m.metric.date ? m.share_never : std::numeric_limits<double>::quiet_NaN(); }}};
  IndexColumn unit{"unit", "", "unit of the metric"};
  for (const MetricResult& m : results.metrics) {
    statistics.rows.push_back(m.metric.name);
    unit.words.push_back(m.metric.unit);
  }
  statistics.columns.push_back(unit);
  for (const auto& [name, get] : columns) {
    IndexColumn c{name, "1", "in the unit of the row"};
    for (const MetricResult& m : results.metrics) c.numbers.push_back(std::isinf(get(m)) ? std::numeric_limits<double>::quiet_NaN() : get(m));
    statistics.columns.push_back(std::move(c));
  }
  x.tables.push_back(std::move(statistics));
  const Effects& e = results.effects;
  if (e.kind != EffectKind::none) {
    IndexTable t{"sensitivity", "effect", "What each parameter does to each metric.", {}, {{"metric", "", ""}, {"parameter", "", ""}}};
    for (const auto& c : e.columns) t.columns.push_back({c.name, "1", c.long_name + (c.of_metric ? ", in its unit" : "")});
    for (std::size_t k = 0; k < e.of.size(); ++k)
      for (std::size_t j = 0; j < e.of[k].size(); ++j) {
        t.rows.push_back(work.outputs[k].name + " / " + s.parameters[j].name);
        t.columns[0].words.push_back(work.outputs[k].name);
        t.columns[1].words.push_back(s.parameters[j].name);
        for (std::size_t c = 0; c < e.columns.size(); ++c) t.columns[2 + c].numbers.push_back(e.of[k][j][c]);
      }
    x.tables.push_back(std::move(t));
  }
  for (const auto& name : s.spec.series)
    if (const std::size_t dot = name.rfind('.'); dot != std::string::npos) {
      std::string group = name.substr(0, dot);
      std::replace(group.begin(), group.end(), '.', '/');
      x.series.push_back({group, name.substr(dot + 1)});
    }
  x.study_text = s.text;
  x.report = std::move(report);
  return x;
}

}  // namespace netsuden::app
