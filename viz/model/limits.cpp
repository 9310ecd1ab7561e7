// SPDX-License-Identifier: Apache-2.0
#include "viz/model/limits.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "io/trace/reader.hpp"

namespace netsuden::viz {
namespace {

std::size_t index(int i) { return static_cast<std::size_t>(i); }

std::string site_of(const RunFacts& facts, const std::string& constraint) {
  std::string found;
  for (const auto& s : facts.sites())
    if (constraint.starts_with(s + ".") && s.size() > found.size()) found = s;
  return found;
}

/// Blocks of the columns that are judged together, in steps of whole chunks.
struct Block {
  std::vector<double> value, limit, firm, margin, utilisation, binding, stranded;
};

class Columns {
 public:
  Columns(const TraceReader& r, const RunFacts& f) : r_(r), group_(f.group("capacity")) {}
  bool there() const { return group_ >= 0; }
  std::size_t group() const { return index(group_); }
  std::vector<double> read(const char* channel, std::size_t first, std::size_t count) const {
    const int c = r_.find_channel(group(), channel);
    if (c < 0) return std::vector<double>(count * r_.entities(group()), no_value);
    return r_.read_block(group(), index(c), first, count);
  }

 private:
  const TraceReader& r_;
  int group_;
};

}  // namespace

std::string limit_title(const std::string& name, const std::string& site) {
  std::string s = name;
  if (!site.empty() && s.starts_with(site + ".")) s = s.substr(site.size() + 1);
  for (const char* folder : {"power.", "cooling.", "halls."})
    if (s.starts_with(folder)) s = s.substr(std::string(folder).size());
  const std::size_t dot = s.rfind('.');
  if (dot != std::string::npos) {
    s[dot] = ' ';
    std::replace(s.begin() + static_cast<std::ptrdiff_t>(dot), s.end(), '_', ' ');
  }
  return s;
}

std::vector<LimitName> limit_names(const RunFacts& facts) {
  std::vector<LimitName> out;
  const int g = facts.group("capacity");
  if (g < 0) return out;
  const RecordGroup& group = facts.group_at(g);
  const auto &kinds = labels_of(group, "kind"), &assets = labels_of(group, "asset"), &units = labels_of(group, "unit");
  for (std::size_t i = 0; i < group.entities.size(); ++i) {
    LimitName n;
    n.entity = static_cast<int>(i);
    n.name = group.entities[i];
    n.site = site_of(facts, n.name);
    n.title = limit_title(n.name, n.site);
    if (i < kinds.size()) n.kind = kinds[i];
    if (i < assets.size()) n.asset = assets[i];
    if (i < units.size()) n.unit = units[i];
    out.push_back(std::move(n));
  }
  return out;
}

std::shared_ptr<const LimitSummary> judge_limits(const TraceReader& reader, const RunFacts& facts, const TimeColumn& time, double t0,
                                                 double t1) {
  auto out = std::make_shared<LimitSummary>();
  out->t0 = t0, out->t1 = t1;
  const Columns columns(reader, facts);
  if (!columns.there()) return out;
  const std::size_t n = reader.entities(columns.group());
  std::vector<LimitPeak> peaks(n);
  for (std::size_t e = 0; e < n; ++e) peaks[e].entity = static_cast<int>(e);
  const auto first = static_cast<std::size_t>(std::upper_bound(time.ends.begin(), time.ends.end(), t0) - time.ends.begin());
  const auto last = static_cast<std::size_t>(std::lower_bound(time.starts.begin(), time.starts.end(), t1) - time.starts.begin());
  const std::size_t step = std::max<std::size_t>(reader.chunk_rows(columns.group()), 1);
  for (std::size_t at = first; at < last;) {
    const std::size_t count = std::min(last - at, step - at % step);
    const Block b{columns.read("value", at, count),   columns.read("limit", at, count),   columns.read("firm_limit", at, count),
                  columns.read("margin", at, count),  columns.read("utilisation", at, count), columns.read("binding", at, count),
                  columns.read("stranded_power", at, count)};
    for (std::size_t r = 0; r < count; ++r) {
      const double start = time.starts[at + r], end = time.ends[at + r];
      const double length = std::max(0.0, std::min(end, t1) - std::max(start, t0));
      out->covered_s += length;
      for (std::size_t e = 0; e < n; ++e) {
        const std::size_t i = r * n + e;
        LimitPeak& p = peaks[e];
        const double u = b.utilisation[i];
        if (b.binding[i] > 0.5) {
          p.binds_s += length;
          if (std::isfinite(b.stranded[i]) && !(p.stranded_w >= b.stranded[i])) p.stranded_w = b.stranded[i];
        }
        // A limit is broken where its margin is negative; utilisation counts from a reference and may be rounded.
        if (b.margin[i] < 0) p.over_s += length;
        if (!std::isfinite(u)) continue;
        if (b.value[i] > b.firm[i]) p.over_firm_s += length;
        if (!(p.utilisation >= u)) {
          p.utilisation = u;
          p.start = start, p.time = end;
          p.value = b.value[i], p.limit = b.limit[i], p.firm = b.firm[i], p.margin = b.margin[i];
        }
      }
    }
    at += count;
  }
  for (const LimitPeak& p : peaks)
    if (std::isfinite(p.utilisation)) out->peaks.push_back(p);
  std::stable_sort(out->peaks.begin(), out->peaks.end(), [](const LimitPeak& a, const LimitPeak& b) { return a.utilisation > b.utilisation; });
  return out;
}

std::shared_ptr<const BindingSeries> read_binding(const TraceReader& reader, const RunFacts& facts, std::shared_ptr<const TimeColumn> time,
                                                  const std::string& site) {
  auto out = std::make_shared<BindingSeries>();
  out->time = std::move(time);
  const Columns columns(reader, facts);
  if (!columns.there()) return out;
  const std::size_t n = reader.entities(columns.group()), rows = std::min(reader.rows(columns.group()), out->time->starts.size());
  const std::vector<LimitName>& names = facts.limits;
  std::map<std::size_t, int> place;
  const std::size_t step = std::max<std::size_t>(reader.chunk_rows(columns.group()), 1);
  for (std::size_t at = 0; at < rows;) {
    const std::size_t count = std::min(rows - at, step - at % step);
    const auto binding = columns.read("binding", at, count), utilisation = columns.read("utilisation", at, count);
    for (std::size_t r = 0; r < count; ++r) {
      int state = -1;
      float u = std::nanf("");
      for (std::size_t e = 0; e < n && state < 0; ++e) {
        if (!(binding[r * n + e] > 0.5) || names[e].site != site) continue;
        const auto known = place.find(e);
        if (known != place.end()) {
          state = known->second;
        } else {
          state = static_cast<int>(out->names.size());
          place[e] = state;
          out->names.push_back(names[e].title);
        }
        u = static_cast<float>(utilisation[r * n + e]);
      }
      out->state.push_back(state);
      out->utilisation.push_back(u);
    }
    at += count;
  }
  return out;
}

}  // namespace netsuden::viz
