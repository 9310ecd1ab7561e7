// SPDX-License-Identifier: Apache-2.0
// Recorded rows of two runs at the instants that both have.
//
// A mean, an extreme or a sum belongs to the interval that ends at its instant: two of them are the same quantity only where the intervals begin together.
// Where they never do (records every 5 and every 15 minutes), the column is not comparable, and that is said. Values at an instant, meters and states are.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "io/report/compare.hpp"
#include "io/trace/start.hpp"
#include "sim/base/unit_table.hpp"

namespace netsuden {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN(), same_instant_s = 1e-6;
constexpr std::size_t most_values = 1u << 22;  // read at a time

struct Pair {
  std::size_t a = 0, b = 0;
  bool same_interval = true;
};

struct Rows {
  std::vector<Pair> pairs;
  std::vector<double> at_s;  ///< POSIX, of each pair; empty for tables
  bool some_interval_differs = false, any_interval_same = false;
};

/// Ends of intervals of two runs, of which the first ones begin at `start`.
Rows rows_in_common(const std::vector<double>& a, const std::vector<double>& b, double epoch_a, double epoch_b, double start_a, double start_b) {
  Rows rows;
  const double shift = epoch_b - epoch_a;
  for (std::size_t i = 0, k = 0; i < a.size() && k < b.size();) {
    const double d = a[i] - (b[k] + shift);
    if (std::abs(d) <= same_instant_s) {
      const double begin_a = i == 0 ? start_a : a[i - 1], begin_b = (k == 0 ? start_b : b[k - 1]) + shift;
      const bool same = std::abs(begin_a - begin_b) <= same_instant_s;
      rows.pairs.push_back({i, k, same});
      rows.at_s.push_back(epoch_a + a[i]);
      (same ? rows.any_interval_same : rows.some_interval_differs) = true;
      ++i, ++k;
    } else if (d < 0) {
      ++i;
    } else {
      ++k;
    }
  }
  return rows;
}

bool of_an_interval(const Channel& c) {
  for (const char* method : {"mean", "maximum", "minimum", "sum"})
    if (c.cell_methods.find(method) != std::string::npos) return true;
  return false;
}

std::string usual_interval(const std::vector<double>& t) {
  if (t.size() < 2) return "one row";
  std::vector<double> steps;
  for (std::size_t i = 1; i < t.size(); ++i) steps.push_back(t[i] - t[i - 1]);
  const auto middle = steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 2);
  std::nth_element(steps.begin(), middle, steps.end());
  return format_duration(*middle);
}

std::string word_of(const Channel& c, double code) {
  if (std::isnan(code)) return "-";
  const auto i = static_cast<long long>(code);
  return i >= 0 && static_cast<std::size_t>(i) < c.flags.size() ? c.flags[static_cast<std::size_t>(i)] : fmt::format("{}", i);
}

/// One column of all entities that both have.
class ColumnComparer {
 public:
  ColumnComparer(const TraceReader& a, const TraceReader& b, std::size_t group_a, std::size_t group_b, const CompareOptions& o) : a_(a), b_(b), ga_(group_a), gb_(group_b), o_(o) {
    const auto& names_b = b.groups()[gb_].entities;
    std::map<std::string, std::size_t> in_b;
    for (std::size_t i = 0; i < names_b.size(); ++i) in_b.emplace(names_b[i], i);
    if (a.groups()[ga_].entity.empty()) {
      entities_.push_back({0, 0});
      return;
    }
    const auto& names = a.groups()[ga_].entities;
    for (std::size_t i = 0; i < names.size(); ++i)
      if (const auto it = in_b.find(names[i]); it != in_b.end()) entities_.push_back({i, it->second});
  }
  const std::vector<std::pair<std::size_t, std::size_t>>& entities() const { return entities_; }

  SeriesDifference compare(std::size_t channel_a, std::size_t channel_b, const Rows& rows, bool intervals) const {
    const RecordGroup& group = a_.groups()[ga_];
    const Channel& c = group.channels[channel_a];
    SeriesDifference d;
    d.column = group.path + "/" + c.name;
    d.unit = c.unit;
    d.long_name = c.long_name;
    d.at_s = d.a = d.b = nan;
    d.difference = d.relative = 0;
    if (c.type == DType::text) {
      if (group.entity.empty()) texts(channel_a, channel_b, rows, d);
      return d;
    }
    // Entities in blocks, so that each chunk of the file is unpacked once.
    const std::size_t rows_most = std::max<std::size_t>({a_.rows(ga_), b_.rows(gb_), 1}), step = std::max<std::size_t>(1, most_values / rows_most);
    for (std::size_t from = 0; from < entities_.size(); from += step) {
      const std::size_t until = std::min(entities_.size(), from + step);
      const Block block_a(a_, ga_, channel_a, entities_, from, until, true), block_b(b_, gb_, channel_b, entities_, from, until, false);
      for (std::size_t e = from; e < until; ++e) one(c, b_.groups()[gb_].channels[channel_b], e, block_a, block_b, rows, intervals, d);
    }
    return d;
  }

 private:
  /// The columns of some entities, from the lowest to the highest of them.
  struct Block {
    Block(const TraceReader& r, std::size_t group, std::size_t channel, const std::vector<std::pair<std::size_t, std::size_t>>& entities, std::size_t from, std::size_t until, bool of_a) {
      std::size_t high = 0;
      low = static_cast<std::size_t>(-1);
      for (std::size_t e = from; e < until; ++e) {
        const std::size_t i = of_a ? entities[e].first : entities[e].second;
        low = std::min(low, i), high = std::max(high, i);
      }
      width = high - low + 1;
      values = r.read_block(group, channel, 0, TraceReader::all, low, width);
    }
    double at(std::size_t row, std::size_t entity) const { return values[row * width + entity - low]; }
    std::size_t low = 0, width = 1;
    std::vector<double> values;
  };

  void one(const Channel& c, const Channel& other, std::size_t e, const Block& in_a, const Block& in_b, const Rows& rows, bool intervals, SeriesDifference& d) const {
    const auto [ea, eb] = entities_[e];
    const bool codes = !c.flags.empty();
    double scale = 0;
    for (const Pair& p : rows.pairs)
      for (const double v : {in_a.at(p.a, ea), in_b.at(p.b, eb)})
        if (std::isfinite(v)) scale = std::max(scale, std::abs(v));
    const double floor = floor_for(o_, d.column, c.unit);
    const std::string entity = a_.groups()[ga_].entity.empty() ? "" : a_.groups()[ga_].entities[ea];
    for (std::size_t i = 0; i < rows.pairs.size(); ++i) {
      const Pair& p = rows.pairs[i];
      if (intervals && !p.same_interval) continue;
      const double va = in_a.at(p.a, ea), vb = in_b.at(p.b, eb);
      ++d.compared;
      const bool equal = va == vb || (std::isnan(va) && std::isnan(vb));
      const bool same = codes ? word_of(c, va) == word_of(other, vb) : equal;
      if (same) continue;
      ++d.different;
      if (codes || !values_agree(va, vb, scale, floor, o_.tolerance)) ++d.beyond;
      const double by = std::isnan(va) || std::isnan(vb) ? 0 : std::abs(vb - va) / (scale > 0 ? scale : 1);
      const bool first = std::isnan(d.at_s) && d.a_words.empty() && std::isnan(d.a) && std::isnan(d.b);
      if (!first && !(by > std::abs(d.relative))) continue;
      d.entity = entity;
      d.at_s = rows.at_s.empty() ? nan : rows.at_s[i];
      d.row = p.a;
      d.a = va, d.b = vb;
      d.difference = vb - va;
      d.relative = std::isnan(d.difference) ? 0 : d.difference / (scale > 0 ? scale : 1);
      if (codes) d.a_words = word_of(c, va), d.b_words = word_of(other, vb);
      if (const std::string named = unit_of_entity(c, ea); !named.empty()) d.unit = named;
    }
  }

  /// Limits have units of their own, in a label of the group; what is in it has the unit "1".
  std::string unit_of_entity(const Channel& c, std::size_t entity) const {
    const bool in_it = c.name == "value" || c.name == "limit" || c.name == "firm_limit" || c.name == "margin" || c.name == "installed";
    if (!in_it) return "";
    for (const EntityLabel& l : a_.groups()[ga_].labels)
      if (l.name == "unit" && entity < l.values.size()) return l.values[entity] == "1" ? "" : l.values[entity];
    return "";
  }

  void texts(std::size_t channel_a, std::size_t channel_b, const Rows& rows, SeriesDifference& d) const {
    const auto in_a = a_.read_text(ga_, channel_a), in_b = b_.read_text(gb_, channel_b);
    for (std::size_t i = 0; i < rows.pairs.size(); ++i) {
      const Pair& p = rows.pairs[i];
      ++d.compared;
      if (in_a[p.a] == in_b[p.b]) continue;
      if (d.different++ == 0) d.a_words = in_a[p.a], d.b_words = in_b[p.b], d.row = p.a, d.at_s = rows.at_s.empty() ? nan : rows.at_s[i];
      ++d.beyond;
    }
  }

  const TraceReader &a_, &b_;
  std::size_t ga_, gb_;
  const CompareOptions& o_;
  std::vector<std::pair<std::size_t, std::size_t>> entities_;
};

/// The state between steps, events (compared by themselves) and the list of windows are no recorded series.
bool passed_over(const RecordGroup& g) { return g.path == "event" || g.path.starts_with("checkpoint") || g.path == "window/index"; }

std::string some_names(const std::vector<std::string>& names) {
  const std::size_t shown = std::min<std::size_t>(names.size(), 4);
  std::string t;
  for (std::size_t i = 0; i < shown; ++i) t += (i ? ", " : "") + names[i];
  return names.size() > shown ? fmt::format("{} and {} more", t, names.size() - shown) : t;
}

void only_in_one(const RecordGroup& g, const std::vector<std::string>& in_a, const std::vector<std::string>& in_b, Comparison& c) {
  const auto missing = [](const std::vector<std::string>& from, const std::vector<std::string>& in) {
    std::vector<std::string> out;
    for (const auto& x : from)
      if (std::find(in.begin(), in.end(), x) == in.end()) out.push_back(x);
    return out;
  };
  if (const auto x = missing(in_a, in_b); !x.empty()) c.not_comparable.push_back(fmt::format("{}: only A has {}", g.path, some_names(x)));
  if (const auto x = missing(in_b, in_a); !x.empty()) c.not_comparable.push_back(fmt::format("{}: only B has {}", g.path, some_names(x)));
}

}  // namespace

void compare_series(const TraceReader& a, const TraceReader& b, const CompareOptions& o, Comparison& c) {
  const auto ignored = [&](const std::string& name) { return std::any_of(o.ignore.begin(), o.ignore.end(), [&](const std::string& p) { return name_matches(name, p); }); };
  for (std::size_t ga = 0; ga < a.groups().size(); ++ga) {
    const RecordGroup& g = a.groups()[ga];
    if (passed_over(g)) continue;
    const int found = b.find_group(g.path);
    if (found < 0) {
      c.not_comparable.push_back(fmt::format("{}: only A has it", g.path));
      continue;
    }
    const auto gb = static_cast<std::size_t>(found);
    if (g.row_dim != b.groups()[gb].row_dim || g.entity.empty() != b.groups()[gb].entity.empty()) {
      c.not_comparable.push_back(fmt::format("{}: of another form in A than in B", g.path));
      continue;
    }
    only_in_one(g, g.entities, b.groups()[gb].entities, c);
    Rows rows;
    const bool timed = g.row_dim == "time";
    const auto ta = a.times(ga), tb = b.times(gb);
    if (timed) {
      rows = rows_in_common(ta, tb, a.epoch_unix_s(), b.epoch_unix_s(), start_s(a), start_s(b));
      if (ta.empty() && tb.empty()) continue;
      if (rows.pairs.empty()) {
        c.not_comparable.push_back(fmt::format("{}: no instant in common ({} rows in A, {} in B)", g.path, ta.size(), tb.size()));
        continue;
      }
      if (!rows.any_interval_same)
        c.not_comparable.push_back(fmt::format("{}: means and extremes, over intervals of {} in A and {} in B; values at an instant are compared at the {} in common", g.path, usual_interval(ta), usual_interval(tb), rows.pairs.size()));
      else if (rows.pairs.size() < std::max(ta.size(), tb.size()) || rows.some_interval_differs)
        c.not_comparable.push_back(fmt::format("{}: compared at {} instants in common, of {} in A and {} in B{}", g.path, rows.pairs.size(), ta.size(), tb.size(), rows.some_interval_differs ? "; means and extremes where their intervals begin together" : ""));
    } else {
      if (a.rows(ga) != b.rows(gb)) {
        c.not_comparable.push_back(fmt::format("{}: {} rows in A, {} in B", g.path, a.rows(ga), b.rows(gb)));
        continue;
      }
      for (std::size_t i = 0; i < a.rows(ga); ++i) rows.pairs.push_back({i, i, true});
    }
    const ColumnComparer comparer(a, b, ga, gb, o);
    if (comparer.entities().empty() || rows.pairs.empty()) continue;
    std::vector<std::string> names_a, names_b;
    for (const Channel& x : g.channels) names_a.push_back(x.name);
    for (const Channel& x : b.groups()[gb].channels) names_b.push_back(x.name);
    only_in_one(g, names_a, names_b, c);
    for (std::size_t ca = 0; ca < g.channels.size(); ++ca) {
      const Channel& channel = g.channels[ca];
      const int cb = b.find_channel(gb, channel.name);
      if (cb < 0 || ignored(g.path + "/" + channel.name)) continue;
      const Channel& other = b.groups()[gb].channels[static_cast<std::size_t>(cb)];
      if ((channel.type == DType::text) != (other.type == DType::text) || channel.unit != other.unit) {
        c.not_comparable.push_back(fmt::format("{}/{}: {} in A, {} in B", g.path, channel.name, channel.unit.empty() ? "words" : channel.unit, other.unit.empty() ? "words" : other.unit));
        continue;
      }
      const bool intervals = timed && of_an_interval(channel);
      if (intervals && !rows.any_interval_same) continue;
      SeriesDifference d = comparer.compare(ca, static_cast<std::size_t>(cb), rows, intervals);
      if (d.compared > 0) c.series.push_back(std::move(d));
    }
  }
  for (const RecordGroup& g : b.groups())
    if (!passed_over(g) && a.find_group(g.path) < 0) c.not_comparable.push_back(fmt::format("{}: only B has it", g.path));
}

}  // namespace netsuden
