// SPDX-License-Identifier: Apache-2.0
// Power and temperatures of a site around a moment: every step where the run recorded a disturbance, else its ordinary rows.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "viz/canvas/svg_canvas.hpp"
#include "viz/plot/layout.hpp"
#include "viz/plot/marks.hpp"
#include "viz/plot/theme.hpp"
#include "viz/report/page.hpp"
#include "viz/report/words_canvas.hpp"

namespace netsuden::viz {
namespace {

constexpr std::size_t least_steps = 6;
constexpr double width = 812, height = 250;

/// Curves on one time axis; means hold over the interval that ends at their time.
struct Moment {
  double t0 = 0, t1 = 0;
  std::vector<double> t;  ///< POSIX, ends of rows
  std::vector<double> it_w, import_w, hottest_c, supply_c, case_c;
};

class Table {
 public:
  Table(const TraceReader& r, const char* path) : r_(r), g_(r.find_group(path)) {
    if (g_ >= 0) times_ = r.times(group());
  }
  bool there() const { return g_ >= 0 && !times_.empty(); }
  std::size_t group() const { return static_cast<std::size_t>(g_); }
  const std::vector<double>& times() const { return times_; }
  const std::vector<std::string>& entities() const { return r_.groups()[group()].entities; }
  /// Rows whose time is within, and one before.
  std::pair<std::size_t, std::size_t> rows(double from, double until) const {
    const auto first = std::lower_bound(times_.begin(), times_.end(), from), last = std::upper_bound(first, times_.end(), until);
    return {static_cast<std::size_t>(first - times_.begin()), static_cast<std::size_t>(last - times_.begin())};
  }
  std::vector<double> read(const char* channel, std::size_t entity, std::size_t first, std::size_t last) const {
    const int c = r_.find_channel(group(), channel);
    return c < 0 ? std::vector<double>(last - first, no_value) : r_.read(group(), static_cast<std::size_t>(c), entity, first, last - first);
  }
  /// Over the entities of the site: the sum or the highest.
  std::vector<double> fold(const char* channel, const std::string& site, std::size_t first, std::size_t last, bool sum) const {
    std::vector<double> out(last - first, no_value);
    for (std::size_t e = 0; e < entities().size(); ++e) {
      if (!entities()[e].starts_with(site + ".") && entities()[e] != site) continue;
      const auto v = read(channel, e, first, last);
      for (std::size_t i = 0; i < v.size(); ++i)
        if (std::isfinite(v[i])) out[i] = !std::isfinite(out[i]) ? v[i] : sum ? out[i] + v[i] : std::max(out[i], v[i]);
    }
    return out;
  }

 private:
  const TraceReader& r_;
  int g_;
  std::vector<double> times_;
};

double usual_step(const std::vector<double>& t) {
  if (t.size() < 2) return 900;
  return (t.back() - t.front()) / static_cast<double>(t.size() - 1);
}

/// The highest of a column in the rows of another group, held on these times.
std::vector<double> held(const Table& from, const char* channel, const std::string& site, const std::vector<double>& t) {
  if (!from.there()) return std::vector<double>(t.size(), no_value);
  std::vector<double> out;
  for (const double at : t) {
    const auto it = std::lower_bound(from.times().begin(), from.times().end(), at - 1e-6);
    if (it == from.times().end()) {
      out.push_back(no_value);
      continue;
    }
    const auto row = static_cast<std::size_t>(it - from.times().begin());
    out.push_back(from.fold(channel, site, row, row + 1, false).front());
  }
  return out;
}

Moment moment_of(const TraceReader& r, const std::string& site, std::size_t site_index, double at) {
  Moment m;
  const Table steps(r, "window/steps"), rows(r, "site"), halls(r, "equipment/hall"), plates(r, "equipment/cold_plate");
  if (!rows.there()) return m;
  const double step = usual_step(rows.times()), end = rows.times().back();
  // As wide as the disturbance was recorded, at least ten minutes before and twenty after.
  if (steps.there()) {
    const double before = std::max(0.0, at - 600), after = std::min(end, at + 2400);
    const auto [first, last] = steps.rows(before, after);
    if (last - first >= least_steps) {
      m.t0 = before, m.t1 = after;
      const auto [first_row, last_row] = rows.rows(before, after + step);
      struct Row {
        double t, it, import, hot, supply, hot_case;
      };
      std::vector<Row> all;
      const auto it = steps.fold("it_power", site, first, last, true), import = steps.fold("import", site, first, last, false), hot = steps.fold("inlet_temperature", site, first, last, false), supply = steps.fold("supply_temperature", site, first, last, false);
      const auto hot_case = held(plates, "case_temperature_max", site, {steps.times().begin() + static_cast<std::ptrdiff_t>(first), steps.times().begin() + static_cast<std::ptrdiff_t>(last)});
      for (std::size_t i = 0; i < it.size(); ++i) all.push_back({steps.times()[first + i], it[i], import[i], hot[i], supply[i], hot_case[i]});
      // Ordinary rows fill what is calm in between.
      const auto row_it = rows.read("it_power", site_index, first_row, last_row), row_import = rows.read("grid_import", site_index, first_row, last_row);
      const std::vector<double> row_t(rows.times().begin() + static_cast<std::ptrdiff_t>(first_row), rows.times().begin() + static_cast<std::ptrdiff_t>(last_row));
      const auto row_hot = held(halls, "inlet_temperature", site, row_t), row_supply = held(halls, "supply_temperature", site, row_t), row_case = held(plates, "case_temperature_max", site, row_t);
      for (std::size_t i = 0; i < row_it.size(); ++i) {
        const double begin = first_row + i == 0 ? 0 : rows.times()[first_row + i - 1];
        const bool told = std::any_of(all.begin(), all.end(), [&](const Row& x) { return x.t > begin + 1e-6 && x.t <= row_t[i] + 1e-6; });
        if (!told) all.push_back({row_t[i], row_it[i], row_import[i], row_hot[i], row_supply[i], row_case[i]});
      }
      std::stable_sort(all.begin(), all.end(), [](const Row& a, const Row& b) { return a.t < b.t; });
      for (const Row& x : all) m.t.push_back(x.t), m.it_w.push_back(x.it), m.import_w.push_back(x.import), m.hottest_c.push_back(x.hot), m.supply_c.push_back(x.supply), m.case_c.push_back(x.hot_case);
    }
  }
  if (m.t.empty()) {
    m.t0 = std::max(0.0, at - 8 * step), m.t1 = std::min(end, at + 24 * step);
    const auto [first, last] = rows.rows(m.t0, m.t1 + step);
    m.t.assign(rows.times().begin() + static_cast<std::ptrdiff_t>(first), rows.times().begin() + static_cast<std::ptrdiff_t>(last));
    m.it_w = rows.read("it_power", site_index, first, last);
    m.import_w = rows.read("grid_import", site_index, first, last);
    m.hottest_c = held(halls, "inlet_temperature_max", site, m.t);
    m.supply_c = held(halls, "supply_temperature", site, m.t);
    m.case_c = held(plates, "case_temperature_max", site, m.t);
  }
  for (double* t : {&m.t0, &m.t1}) *t += r.epoch_unix_s();
  for (double& t : m.t) t += r.epoch_unix_s();
  return m;
}

bool any(const std::vector<double>& v) {
  return std::any_of(v.begin(), v.end(), [](double x) { return std::isfinite(x); });
}

void panel(Canvas& canvas, const Theme& theme, const Rect& place, const TimeAxis& axis, FrameSpec spec, const Moment& m, const std::vector<std::pair<const std::vector<double>*, Color>>& curves, bool from_zero, double at) {
  std::vector<Series> series;
  for (const auto& c : curves) series.push_back({m.t, *c.first, Hold::since_last});
  const ValueRange range = fit_range(series, axis, from_zero, spec.unit);
  spec.low = range.low, spec.high = range.high;
  const Frame frame = make_frame(canvas, theme, place, axis, spec);
  canvas.begin_group(spec.title);
  draw_frame(canvas, theme, frame, spec);
  for (std::size_t i = 0; i < series.size(); ++i) draw_line(canvas, frame, series[i], {curves[i].second, 1.5});
  const std::vector<TimeMarker> marker{{at, ""}};
  draw_markers(canvas, theme, frame, marker, false);
  draw_frame_edge(canvas, theme, frame);
  canvas.end_group();
}

}  // namespace

std::string event_figure(Page& p, std::size_t site_index, double at_s) {
  const int g = p.trace.find_group("site");
  if (g < 0 || site_index >= p.trace.groups()[static_cast<std::size_t>(g)].entities.size()) return "";
  const std::string site = p.trace.groups()[static_cast<std::size_t>(g)].entities[site_index];
  const Moment m = moment_of(p.trace, site, site_index, at_s - p.trace.epoch_unix_s());
  if (m.t.size() < 2 || !(m.t1 > m.t0)) return "";
  SvgOptions options;
  options.title = p.t("{0}: power and temperatures around {1}", {site, p.when(at_s)});
  options.description = p.t("The vertical line is the moment of the event.");
  options.background = {0, 0, 0, 0};
  options.id_prefix = p.id_prefix();
  SvgCanvas svg({width, height}, options);
  WordsCanvas canvas(svg, p.t);
  const Theme& theme = light_theme();
  const TimeAxis axis{m.t0, m.t1, p.facts.zone};
  const bool thermal = any(m.hottest_c) || any(m.case_c);
  const double w = thermal ? (width - 24) / 2 : width;
  FrameSpec power;
  power.title = "Power";
  power.unit = axis_units::watt();
  power.gutter_right = 6;
  std::vector<std::pair<const std::vector<double>*, Color>> curves{{&m.it_w, theme.role(Role::it)}};
  power.legend.push_back({"IT", theme.role(Role::it), Swatch::line});
  if (any(m.import_w)) curves.emplace_back(&m.import_w, theme.role(Role::losses)), power.legend.push_back({"Grid import", theme.role(Role::losses), Swatch::line});
  panel(canvas, theme, {0, 0, w, height}, axis, power, m, curves, true, at_s);
  if (thermal) {
    FrameSpec heat;
    heat.title = "Temperature";
    heat.unit = axis_units::celsius();
    heat.gutter_right = 6;
    curves.clear();
    if (any(m.hottest_c)) curves.emplace_back(&m.hottest_c, theme.role(Role::temperature_max)), heat.legend.push_back({"Hottest inlet", theme.role(Role::temperature_max), Swatch::line});
    if (any(m.supply_c)) curves.emplace_back(&m.supply_c, theme.role(Role::temperature_mean)), heat.legend.push_back({"Warmest supply air", theme.role(Role::temperature_mean), Swatch::line});
    if (any(m.case_c)) curves.emplace_back(&m.case_c, theme.role(Role::losses)), heat.legend.push_back({"Hottest case", theme.role(Role::losses), Swatch::line});
    panel(canvas, theme, {w + 24, 0, w, height}, axis, heat, m, curves, false, at_s);
  }
  return svg.str();
}

}  // namespace netsuden::viz
