// SPDX-License-Identifier: Apache-2.0
#include "viz/model/study_data.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstring>

#include "io/study/index.hpp"

namespace netsuden::viz {
namespace {

/// Ends of names that say the unit, which stands beside them anyway.
constexpr std::array<std::string_view, 16> unit_ends{"_l_per_kwh", "_kg_per_kwh", "_per_kwh", "_gpu_h", "_node_h", "_kwh", "_mwh", "_wh", "_kw", "_mw", "_w", "_kg", "_m3", "_l", "_s", "_h"};

std::vector<std::string> parts_of(const std::string& name) {
  std::vector<std::string> out(1);
  for (const char c : name)
    if (c == '.') out.emplace_back();
    else out.back() += c;
  return out;
}

std::string end_of(const std::vector<std::string>& parts, std::size_t n) {
  std::string out;
  for (std::size_t i = parts.size() - std::min(n, parts.size()); i < parts.size(); ++i) out += (out.empty() ? "" : " ") + parts[i];
  return out;
}

std::string for_people(std::string s, const std::string& unit) {
  if (!unit.empty() && unit != "1")
    for (const auto end : unit_ends)
      if (s.size() > end.size() && s.ends_with(end)) {
        s.resize(s.size() - end.size());
        break;
      }
  std::replace(s.begin(), s.end(), '_', ' ');
  for (const auto& [word, written] : {std::pair<const char*, const char*>{"pue", "PUE"}, {"wue", "WUE"}, {"cue", "CUE"}, {"it", "IT"}, {"co2", "CO\u2082"}, {"npv", "NPV"}, {"lcogh", "LCOGH"}, {"gpu", "GPU"}}) {
    const std::size_t n = std::strlen(word);
    for (std::size_t at = s.find(word); at != std::string::npos; at = s.find(word, at + n))
      if ((at == 0 || s[at - 1] == ' ') && (at + n == s.size() || s[at + n] == ' ')) s.replace(at, n, written);
  }
  return s;
}

}  // namespace

std::string StudyColumn::text(double v, const TimeZone& zone, int digits) const {
  if (!words.empty()) {
    const double code = std::round(v);
    return code >= 0 && code < static_cast<double>(words.size()) ? words[static_cast<std::size_t>(code)] : "\u2013";
  }
  if (!std::isfinite(v)) return "\u2013";
  if (date) return std::abs(v) < 1e11 ? format_compact(std::round(v), zone) : "\u2013";
  if (kind == StudyKind::number) return fmt::format("{:.0f}", v);
  return format_setting(v, shown, digits);
}

int StudyData::find(const std::string& wanted) const {
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (columns[i].name == wanted) return static_cast<int>(i);
  return -1;
}

std::size_t StudyData::count(const std::string& word) const {
  return static_cast<std::size_t>(std::count_if(state.begin(), state.end(), [&](unsigned char s) { return states[s] == word; }));
}

std::string StudyData::trace_of(std::size_t run) const { return folder + trace_of_run(run); }

std::string StudyData::command_of(std::size_t run) const { return fmt::format("netsuden run {} --repeat {} -o run-{}.h5", path, run, run); }

std::vector<const StudyEffect*> StudyData::effects_on(int metric) const {
  std::vector<const StudyEffect*> out;
  for (const StudyEffect& e : effects)
    if (e.metric == metric) out.push_back(&e);
  std::stable_sort(out.begin(), out.end(), [](const StudyEffect* a, const StudyEffect* b) { return a->size > b->size || (std::isnan(b->size) && !std::isnan(a->size)); });
  return out;
}

int StudyData::first(StudyKind kind, std::size_t place) const {
  std::size_t seen = 0;
  int any = -1;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].kind != kind) continue;
    if (any < 0) any = static_cast<int>(i);
    if (columns[i].high > columns[i].low && seen++ == place) return static_cast<int>(i);
  }
  return place == 0 ? any : -1;
}

std::vector<std::string> short_titles(const std::vector<std::string>& names, const std::vector<std::string>& units) {
  std::vector<std::vector<std::string>> parts;
  std::size_t longest = 1;
  for (const auto& n : names) parts.push_back(parts_of(n)), longest = std::max(longest, parts.back().size());
  std::vector<std::string> out(names.size());
  std::vector<char> open(names.size(), 1);
  for (std::size_t n = 1; n <= longest; ++n) {
    std::map<std::string, int> seen;
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (open[i]) out[i] = for_people(end_of(parts[i], n), units[i]);
      ++seen[out[i]];
    }
    for (std::size_t i = 0; i < names.size(); ++i) open[i] = seen[out[i]] > 1;
  }
  for (std::size_t i = 0; i < names.size(); ++i)
    if (open[i]) out[i] = names[i];
  return out;
}

std::uint64_t stamp_of(const Brushes& brushes) {
  // FNV-1a over names and bounds; no brushes is 0.
  if (brushes.empty()) return 0;
  std::uint64_t h = 14695981039346656037ULL;
  const auto take = [&h](const void* data, std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) h = (h ^ static_cast<const unsigned char*>(data)[i]) * 1099511628211ULL;
  };
  for (const auto& [name, range] : brushes) {
    take(name.data(), name.size() + 1);
    take(&range.first, sizeof range.first);
    take(&range.second, sizeof range.second);
  }
  return h == 0 ? 1 : h;
}

std::shared_ptr<const RunSelection> select_runs(const StudyData& data, const Brushes& brushes) {
  auto s = std::make_shared<RunSelection>();
  s->stamp = stamp_of(brushes);
  s->in.assign(data.runs, 1);
  for (const auto& [name, range] : brushes) {
    const int c = data.find(name);
    if (c < 0) continue;
    const auto& v = data.column(c).values;
    for (std::size_t i = 0; i < data.runs; ++i)
      if (!(v[i] >= range.first && v[i] <= range.second)) s->in[i] = 0;
  }
  s->count = static_cast<std::size_t>(std::count(s->in.begin(), s->in.end(), 1));
  return s;
}

std::optional<std::pair<double, double>> parse_brush(const StudyColumn& c, const TimeZone& zone, const std::string& text, std::string& message) {
  const std::size_t dots = text.find("..");
  if (dots == std::string::npos) {
    message = "\"" + text + "\" is no range; write LOW..HIGH";
    return std::nullopt;
  }
  const auto value = [&](const std::string& s, double missing) -> std::optional<double> {
    if (s.empty()) return missing;
    for (std::size_t i = 0; i < c.words.size(); ++i)
      if (c.words[i] == s) return static_cast<double>(i);
    if (c.date) return parse_time(s, zone, message);
    double v = 0;
    const auto [end, wrong] = std::from_chars(s.data(), s.data() + s.size(), v);
    if (wrong != std::errc() || end != s.data() + s.size() || !std::isfinite(v)) return message = "\"" + s + "\" is no number", std::nullopt;
    return v;
  };
  const auto low = value(text.substr(0, dots), -1e300), high = value(text.substr(dots + 2), 1e300);
  if (!low || !high) return std::nullopt;
  if (*low > *high) return message = "\"" + text + "\" ends below where it begins", std::nullopt;
  return std::pair{*low, *high};
}

std::size_t StudyMatrix::bytes() const { return 4 * (mean.size() + low.size() + high.size()) + 8 * times.size() + 128; }

double quantile_of(const std::vector<float>& sorted, double p) {
  if (sorted.empty()) return no_value;
  const double place = p * static_cast<double>(sorted.size() - 1);
  const auto i = static_cast<std::size_t>(place);
  const double below = static_cast<double>(sorted[i]);
  if (i + 1 >= sorted.size()) return below;
  return below + (place - static_cast<double>(i)) * (static_cast<double>(sorted[i + 1]) - below);
}

std::shared_ptr<const StudyBands> bands_of(const StudyMatrix& m, const RunSelection* selection) {
  auto b = std::make_shared<StudyBands>();
  b->times = m.times, b->hold = m.hold, b->joined = m.joined;
  std::vector<std::size_t> runs;
  for (std::size_t r = 0; r < m.runs; ++r) {
    if (selection != nullptr && (r >= selection->in.size() || !selection->in[r])) continue;
    const float* v = m.of(m.mean, r);
    if (std::any_of(v, v + m.columns, [](float x) { return std::isfinite(x); })) runs.push_back(r);
  }
  b->runs = runs.size();
  const bool joined = !m.low.empty();
  std::vector<float> here;
  for (std::size_t c = 0; c < m.columns; ++c) {
    here.clear();
    float low = INFINITY, high = -INFINITY;
    for (const std::size_t r : runs) {
      const float v = m.of(m.mean, r)[c];
      if (!std::isfinite(v)) continue;
      here.push_back(v);
      low = std::min(low, joined ? m.of(m.low, r)[c] : v), high = std::max(high, joined ? m.of(m.high, r)[c] : v);
    }
    std::sort(here.begin(), here.end());
    b->p10.push_back(quantile_of(here, 0.1));
    b->p50.push_back(quantile_of(here, 0.5));
    b->p90.push_back(quantile_of(here, 0.9));
    b->min.push_back(here.empty() ? no_value : static_cast<double>(low));
    b->max.push_back(here.empty() ? no_value : static_cast<double>(high));
  }
  return b;
}

}  // namespace netsuden::viz
