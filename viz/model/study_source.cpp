// SPDX-License-Identifier: Apache-2.0
#include "viz/model/study_source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "io/trace/part_file.hpp"
#include "sim/base/errors.hpp"

namespace netsuden::viz {
namespace {

void take_extremes(StudyColumn& c) {
  for (double& v : c.values) {
    if (std::isinf(v)) v = no_value;
    if (std::isnan(v)) continue;
    if (!(c.low <= v)) c.low = v;
    if (!(c.high >= v)) c.high = v;
  }
}

StudyColumn column_of(const IndexedColumn& from, StudyKind kind, const std::string& currency) {
  StudyColumn c;
  c.name = from.name, c.about = from.long_name, c.unit = from.unit, c.kind = kind;
  c.date = from.unit.starts_with("seconds since 1970-01-01");
  c.shown = c.date ? axis_units::plain() : shown_unit(from.unit, currency);
  // A parameter is written in the unit that someone chose for it: no other prefix.
  if (kind == StudyKind::parameter && from.unit != "degC") c.shown = {c.shown.factor == 1 ? c.shown.symbol : from.unit, false, 1};
  if (kind == StudyKind::metric && from.unit == currency && !currency.empty()) c.shown.prefixes = true;
  if (from.words.empty()) {
    c.values = from.numbers;
  } else {
    std::map<std::string, double> codes;
    for (const std::string& w : from.words) {
      const auto [at, fresh] = codes.emplace(w, static_cast<double>(codes.size()));
      if (fresh) c.words.push_back(w);
      c.values.push_back(at->second);
    }
  }
  take_extremes(c);
  return c;
}

double number_at(const IndexedTable& t, const char* name, std::size_t row) {
  const IndexedColumn* c = t.find(name);
  return c != nullptr && row < c->numbers.size() ? c->numbers[row] : no_value;
}
std::string word_at(const IndexedTable& t, const char* name, std::size_t row) {
  const IndexedColumn* c = t.find(name);
  return c != nullptr && row < c->words.size() ? c->words[row] : "";
}

void take_statistics(const IndexTables& t, StudyData& d) {
  for (std::size_t i = 0; i < t.statistics.rows.size(); ++i) {
    const auto of = [&](const char* name) { return number_at(t.statistics, name, i); };
    StudyStatistic s;
    s.column = d.find(t.statistics.rows[i]);
    if (s.column < 0) continue;
    s.runs = of("runs"), s.mean = of("mean"), s.half_width = of("mean_half_width"), s.deviation = of("deviation"), s.min = of("min"), s.max = of("max"), s.share_never = of("share_never");
    s.p10 = {of("p10"), of("p10_low"), of("p10_high")}, s.p50 = {of("p50"), of("p50_low"), of("p50_high")}, s.p90 = {of("p90"), of("p90_low"), of("p90_high")};
    d.statistics.push_back(s);
  }
}

void take_effects(const IndexedTable& t, StudyData& d) {
  d.effects_kind = t.find("at_low") != nullptr ? EffectKind::tornado : t.find("mu_star") != nullptr ? EffectKind::morris : t.find("total") != nullptr ? EffectKind::sobol : t.find("rank_correlation") != nullptr ? EffectKind::rank_correlation : EffectKind::none;
  for (std::size_t i = 0; i < t.rows.size() && d.effects_kind != EffectKind::none; ++i) {
    const auto of = [&](const char* name) { return number_at(t, name, i); };
    StudyEffect e;
    e.metric = d.find(word_at(t, "metric", i));
    e.parameter_name = word_at(t, "parameter", i);
    e.parameter = d.find(e.parameter_name);
    if (e.metric < 0) continue;
    e.base = 0, e.low = 0;
    const auto around = [&e](double value, double half) { e.interval_low = value - half, e.interval_high = value + half; };
    switch (d.effects_kind) {
      case EffectKind::tornado:
        e.low = of("at_low"), e.high = of("at_high"), e.base = of("at_base"), e.low_setting = of("low_setting"), e.high_setting = of("high_setting");
        e.size = std::max({e.low, e.high, e.base}) - std::min({e.low, e.high, e.base});
        break;
      case EffectKind::morris:
        e.high = of("mu_star"), e.other = of("sigma"), e.size = e.high;
        around(e.high, of("mu_star_half_width"));
        break;
      case EffectKind::sobol:
        e.high = of("total"), e.other = of("first_order"), e.size = e.high;
        around(e.high, of("total_half_width"));
        break;
      default:
        e.high = of("rank_correlation"), e.size = std::abs(e.high), e.interval_low = of("rank_correlation_low"), e.interval_high = of("rank_correlation_high");
    }
    d.effects.push_back(std::move(e));
  }
}

std::shared_ptr<StudyData> data_of(IndexTables& t, const std::string& path) {
  auto d = std::make_shared<StudyData>();
  d->path = path;
  const auto folder = std::filesystem::path(path).parent_path();
  d->folder = folder.empty() ? "" : folder.string() + "/";
  d->name = t.attribute("title"), d->status = t.attribute("status"), d->design = t.attribute("design"), d->base = t.attribute("base"), d->currency = t.attribute("currency");
  std::string message;
  d->zone = TimeZone::find(t.attribute("timezone"), message).value_or(TimeZone());
  d->attributes = t.attributes;
  d->runs = t.runs;
  const auto numbers = [&](const char* name) {
    const IndexedColumn* c = t.run_column(name);
    return c != nullptr && c->words.empty() ? c->numbers : std::vector<double>(t.runs, no_value);
  };
  const auto words = [&](const char* name) {
    const IndexedColumn* c = t.run_column(name);
    return c != nullptr && c->numbers.empty() ? c->words : std::vector<std::string>(t.runs);
  };
  d->row = numbers("row"), d->replication = numbers("replication"), d->seed = numbers("seed"), d->messages = words("message"), d->run_ids = words("run_id");
  if (const IndexedColumn* s = t.run_column("status")) d->states = s->flags;
  if (d->states.size() > 200) d->states.resize(200);
  d->states.emplace_back("unknown");
  for (const double code : numbers("status")) d->state.push_back(static_cast<unsigned char>(code >= 0 && code < static_cast<double>(d->states.size()) ? code : static_cast<double>(d->states.size() - 1)));
  StudyColumn run;
  run.name = run.title = "run", run.kind = StudyKind::number;
  for (std::size_t i = 0; i < t.runs; ++i) run.values.push_back(static_cast<double>(i));
  take_extremes(run);
  d->columns.push_back(std::move(run));
  std::vector<std::string> names{"run"}, units{""};
  for (const auto& [from, kind] : {std::pair{&t.parameters, StudyKind::parameter}, {&t.metrics, StudyKind::metric}})
    for (const IndexedColumn& c : *from) {
      if (d->find(c.name) >= 0) continue;
      names.push_back(c.name), units.push_back(c.unit);
      d->columns.push_back(column_of(c, kind, d->currency));
    }
  const auto titles = short_titles(names, units);
  for (std::size_t i = 0; i < titles.size(); ++i) d->columns[i].title = titles[i];
  take_statistics(t, *d);
  take_effects(t.sensitivity, *d);
  for (const IndexedSeries& s : t.series) {
    StudySeries one;
    one.group = s.group, one.channel = s.channel, one.unit = s.unit, one.entity_kind = s.entity, one.entities = s.entities, one.rows = s.rows;
    Channel channel;
    channel.name = s.channel, channel.unit = s.unit;
    one.shown = shown_unit(channel, d->currency);
    d->series.push_back(std::move(one));
  }
  d->study_text = std::move(t.study_text), d->report = std::move(t.report);
  return d;
}

/// How far the study in a folder is that has no index yet.
std::string words_of_journal(const std::string& folder) {
  std::ifstream in(folder + "runs.jsonl");
  std::string line;
  long all = 0, done = 0;
  while (std::getline(in, line) && !in.eof()) {
    if (all == 0) {
      const std::size_t at = line.find("\"runs\":");
      all = at == std::string::npos ? 0 : std::atol(line.c_str() + at + 7);
      if (all <= 0) break;
    } else {
      ++done;
    }
  }
  const std::string so_far = all > 0 ? fmt::format(": {} of {} runs are done", done, all) : "";
  if (WriterLock::held(folder + "study.lock")) return fmt::format("the study in this folder still runs{}; its index.h5 is written when it ends", so_far);
  return fmt::format("the study in this folder has not ended{}, and nobody works on it; `netsuden study STUDY.yaml -o {} --resume` goes on, and writes index.h5", so_far, folder);
}

}  // namespace

std::string index_of_study(const std::string& path) {
  std::error_code ec;
  if (!std::filesystem::is_directory(path, ec)) return path;
  const std::string folder = path.ends_with('/') ? path : path + "/", index = folder + "index.h5";
  if (std::filesystem::exists(index, ec)) return index;
  if (std::filesystem::exists(folder + "runs.jsonl", ec)) throw IoError(path, words_of_journal(folder));
  throw IoError(path, "is a folder without a study: there is no index.h5 in it, as `netsuden study STUDY.yaml -o DIR` writes");
}

StudySource::StudySource(const std::string& index) : file_(index) {
  IndexTables t = file_.tables();
  data_ = data_of(t, index);
  series_ = std::move(t.series);
}

std::shared_ptr<const StudyMatrix> StudySource::matrix(int series, int entity, const std::atomic<bool>& stop, std::atomic<std::size_t>& read) {
  if (series < 0 || static_cast<std::size_t>(series) >= series_.size() || entity < 0) return nullptr;
  if (kept_ && kept_of_ == std::pair{series, entity}) return kept_;
  const IndexedSeries& s = series_[static_cast<std::size_t>(series)];
  if (static_cast<std::size_t>(entity) >= s.columns) return nullptr;
  auto m = std::make_shared<StudyMatrix>();
  m->runs = data_->runs;
  m->joined = (s.rows + StudyMatrix::most_columns - 1) / StudyMatrix::most_columns;
  m->columns = (s.rows + m->joined - 1) / m->joined;
  if (m->runs * m->columns > 50'000'000) throw IoError(data_->path, "series/" + s.group + "/" + s.channel + " of so many runs is more than can be shown");
  RecordGroup group;
  group.path = s.group;
  Channel channel;
  channel.name = s.channel, channel.unit = s.unit, channel.cell_methods = s.cell_methods, channel.type = s.wide ? DType::f8 : DType::f4;
  m->hold = hold_of(group, channel);
  for (std::size_t c = 0; c < m->columns; ++c) {
    const std::size_t first = c * m->joined;
    if (m->hold == Hold::until_next) m->times.push_back(s.epoch_unix_s + (first > 0 ? s.ends_s[first - 1] : 0));
    else m->times.push_back(s.epoch_unix_s + s.ends_s[std::min(s.rows, first + m->joined) - 1]);
    if (c > 0 && !(m->times[c] >= m->times[c - 1])) m->times[c] = m->times[c - 1];
  }
  m->mean.assign(m->runs * m->columns, std::nanf(""));
  if (m->joined > 1) m->low = m->high = m->mean;
  for (std::size_t r = 0; r < m->runs; ++r) {
    if (stop) return nullptr;
    read = r;
    const std::vector<double> v = file_.series(s, r, static_cast<std::size_t>(entity));
    bool any = false;
    for (std::size_t c = 0; c < m->columns; ++c) {
      double sum = 0, low = INFINITY, high = -INFINITY;
      std::size_t n = 0;
      for (std::size_t i = c * m->joined; i < std::min(s.rows, (c + 1) * m->joined); ++i) {
        if (!std::isfinite(v[i])) continue;
        sum += v[i], low = std::min(low, v[i]), high = std::max(high, v[i]), ++n;
      }
      if (n == 0) continue;
      any = true;
      m->mean[r * m->columns + c] = static_cast<float>(sum / static_cast<double>(n));
      if (m->joined > 1) m->low[r * m->columns + c] = static_cast<float>(low), m->high[r * m->columns + c] = static_cast<float>(high);
    }
    if (any) ++m->with_values;
  }
  kept_ = m, kept_of_ = {series, entity};
  return kept_;
}

void read_what_opening_a_study_reads(const std::string& index) {
  const IndexFile file(index);
  const IndexTables t = file.tables();
  for (const IndexedSeries& s : t.series)
    if (t.runs > 0) file.series(s, 0, 0);
}

}  // namespace netsuden::viz
