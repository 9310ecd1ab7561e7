// SPDX-License-Identifier: Apache-2.0
#include "viz/model/trace_source.hpp"

#include <algorithm>
#include <cmath>

#include "io/trace/start.hpp"

namespace netsuden::viz {
namespace {

std::size_t index(int i) { return static_cast<std::size_t>(i); }

}  // namespace

TraceSource::TraceSource(const std::string& path) : given_(path), reader_(path) {}

std::shared_ptr<const RunFacts> TraceSource::facts() {
  if (facts_) return facts_;
  auto f = std::make_shared<RunFacts>();
  f->path = reader_.path();
  f->name = reader_.attribute("scenario_name");
  f->currency = reader_.attribute("currency");
  f->t0 = reader_.epoch_unix_s() + start_s(reader_);
  f->t1 = std::max(reader_.epoch_unix_s() + reader_.end_s(), f->t0 + 1e-3);
  std::string message;
  f->zone = TimeZone::find(reader_.attribute("timezone"), message).value_or(TimeZone());
  f->attributes = reader_.attributes();
  f->groups = reader_.groups();
  f->topology = reader_.topology();
  f->summary = reader_.summary_tables();
  f->scenario_written = reader_.scenario_written();
  f->scenario_resolved = reader_.scenario_resolved();
  f->limits = limit_names(*f);
  facts_ = f;
  return f;
}

RunProgress TraceSource::progress() const {
  RunProgress p;
  p.status = reader_.status();
  p.running = p.status == "running" && reader_.writer_alive();
  p.died = p.status == "running" && !p.running;
  p.bytes = reader_.file_bytes();
  p.last_time = reader_.epoch_unix_s() + start_s(reader_);
  for (std::size_t g = 0; g < reader_.groups().size(); ++g) {
    const std::size_t n = reader_.rows(g);
    p.rows.push_back(n);
    // Groups are flushed at their own times: a run is as far as the rows of its sites.
    if (n > 0 && reader_.groups()[g].path == "site") {
      const auto last = reader_.times(g, n - 1, 1);
      if (!last.empty()) p.last_time = std::max(p.last_time, reader_.epoch_unix_s() + last.front());
    }
  }
  return p;
}

bool TraceSource::refresh(bool& replaced) {
  replaced = false;
  if (reader_.status() == "running" && reader_.finished_elsewhere()) {
    TraceReader finished(given_);
    reader_ = std::move(finished);
    replaced = true;
    facts_ = nullptr;
    return true;
  }
  return reader_.refresh();
}

bool TraceSource::has(int group, int channel) const {
  return group >= 0 && index(group) < reader_.groups().size() && channel >= 0 &&
         index(channel) < reader_.groups()[index(group)].channels.size() &&
         reader_.groups()[index(group)].channels[index(channel)].type != DType::text;
}

const std::shared_ptr<const TimeColumn>& TraceSource::time_of(int group) {
  auto& kept = times_[group];
  const std::size_t rows = reader_.rows(index(group)), had = kept ? kept->ends.size() : 0;
  if (kept && had >= rows) return kept;
  auto t = std::make_shared<TimeColumn>();
  if (kept) *t = *kept;
  const double epoch = reader_.epoch_unix_s();
  const std::vector<double> tail = reader_.times(index(group), had);
  double before = had > 0 ? t->ends.back() : epoch + start_s(reader_);
  for (const double s : tail) {
    const double end = epoch + s;
    t->starts.push_back(std::min(before, end));
    t->ends.push_back(end);
    before = end;
  }
  kept = std::move(t);
  return kept;
}

std::shared_ptr<const TraceSeries> TraceSource::series(const SeriesKey& k) {
  if (!has(k.group, k.channel) || index(k.entity) >= reader_.entities(index(k.group))) return nullptr;
  const auto& time = time_of(k.group);
  if (time->ends.empty() && reader_.rows(index(k.group)) > 0) return nullptr;  // a table without time
  const Channel& c = reader_.groups()[index(k.group)].channels[index(k.channel)];
  return std::make_shared<TraceSeries>(time, reader_.read(index(k.group), index(k.channel), index(k.entity)), c.type,
                                       hold_of(reader_.groups()[index(k.group)], c));
}

std::shared_ptr<const TraceSeries> TraceSource::extended(const SeriesKey& k, const std::shared_ptr<const TraceSeries>& before) {
  const std::size_t rows = reader_.rows(index(k.group));
  if (rows <= before->size()) return before;
  return std::make_shared<TraceSeries>(*before, time_of(k.group),
                                       reader_.read(index(k.group), index(k.channel), index(k.entity), before->size()));
}

std::shared_ptr<const HeatMatrix> TraceSource::heat(int group, int channel, int first_entity, int entity_count, double t0, double t1, int columns,
                                                   int most_rows) {
  if (!has(group, channel) || first_entity < 0 || entity_count < 1 || columns < 1 || most_rows < 1 || !(t1 > t0)) return nullptr;
  const std::size_t g = index(group), all = reader_.entities(g), first_e = std::min(index(first_entity), all),
                    entities = std::min(index(entity_count), all - first_e);
  auto m = std::make_shared<HeatMatrix>();
  m->t0 = t0, m->t1 = t1, m->columns = columns;
  const std::size_t rows = std::min(entities, index(most_rows)), n = index(columns);
  const auto row_of = [&](std::size_t entity) { return entity * rows / std::max<std::size_t>(entities, 1); };
  m->rows.assign(rows, std::vector<float>(n, std::nanf("")));
  m->first_entity.assign(rows, -1);
  for (std::size_t e = entities; e-- > 0;) m->first_entity[row_of(e)] = static_cast<int>(first_e + e);
  for (std::size_t c = 0; c < n; ++c) m->edges.push_back(t0 + (t1 - t0) * static_cast<double>(c) / static_cast<double>(n));
  const auto& time = *time_of(group);
  const auto first = static_cast<std::size_t>(std::upper_bound(time.ends.begin(), time.ends.end(), t0) - time.ends.begin());
  const auto last = static_cast<std::size_t>(std::lower_bound(time.starts.begin(), time.starts.end(), t1) - time.starts.begin());
  const auto column_of = [&](double t) { return (t - t0) / (t1 - t0) * static_cast<double>(n); };
  float low = std::nanf(""), high = std::nanf("");
  // Chunk by chunk, so that each is decompressed once and no more than one row of them is in memory.
  const std::size_t step = std::max<std::size_t>(reader_.chunk_rows(g), 1);
  for (std::size_t at = first; at < last;) {
    const std::size_t count = std::min(last - at, step - at % step);
    const std::vector<double> block = reader_.read_block(g, index(channel), at, count, first_e, entities);
    for (std::size_t r = 0; r < count && (r + 1) * entities <= block.size(); ++r) {
      const double most = static_cast<double>(n), from = std::clamp(column_of(time.starts[at + r]), 0.0, most), to = std::clamp(column_of(time.ends[at + r]), 0.0, most);
      if (std::isnan(from) || std::isnan(to)) continue;  // a damaged time
      const auto c0 = std::min(static_cast<std::size_t>(from), n - 1);
      const auto c1 = std::clamp(static_cast<std::size_t>(std::ceil(to)), c0 + 1, std::max(n, c0 + 1));
      for (std::size_t e = 0; e < entities; ++e) {
        const auto v = static_cast<float>(block[r * entities + e]);
        if (!std::isfinite(v)) continue;
        if (!(low <= v)) low = v;
        if (!(high >= v)) high = v;
        std::vector<float>& cells = m->rows[row_of(e)];
        for (std::size_t c = c0; c < c1 && c < n; ++c)
          if (!(cells[c] >= v)) cells[c] = v;
      }
    }
    at += count;
  }
  m->low = low, m->high = high;
  return m;
}

std::shared_ptr<const RowValues> TraceSource::row(int group, int channel, double t) {
  if (!has(group, channel)) return nullptr;
  const auto& time = *time_of(group);
  auto r = std::make_shared<RowValues>();
  r->time = t;
  const auto i = static_cast<std::size_t>(std::upper_bound(time.starts.begin(), time.starts.end(), t) - time.starts.begin());
  if (i == 0 || (i == time.starts.size() && t > time.ends.back())) return r;
  r->time = time.starts[i - 1];
  r->values = reader_.read_block(index(group), index(channel), i - 1, 1);
  return r;
}

std::shared_ptr<const TraceTable> TraceSource::table(int group) const {
  if (group < 0 || index(group) >= reader_.groups().size()) return nullptr;
  const std::size_t g = index(group);
  const RecordGroup& r = reader_.groups()[g];
  if (!r.entity.empty()) return nullptr;
  auto t = std::make_shared<TraceTable>();
  t->rows_in_file = reader_.rows(g);
  t->rows = std::min(t->rows_in_file, most_table_rows);
  for (const double s : reader_.times(g, 0, t->rows)) t->time.push_back(reader_.epoch_unix_s() + s);
  for (std::size_t c = 0; c < r.channels.size(); ++c) {
    t->numbers.emplace_back();
    t->texts.emplace_back();
    if (r.channels[c].type == DType::text) t->texts.back() = reader_.read_text(g, c, 0, t->rows);
    else t->numbers.back() = reader_.read(g, c, 0, 0, t->rows);
  }
  return t;
}

std::shared_ptr<const LimitSummary> TraceSource::limits(double t0, double t1) {
  const int g = reader_.find_group("capacity");
  return judge_limits(reader_, *facts(), g < 0 ? TimeColumn() : *time_of(g), t0, t1);
}

std::shared_ptr<const BindingSeries> TraceSource::binding(const std::string& site) {
  const int g = reader_.find_group("capacity");
  return read_binding(reader_, *facts(), g < 0 ? std::make_shared<TimeColumn>() : time_of(g), site);
}

}  // namespace netsuden::viz
