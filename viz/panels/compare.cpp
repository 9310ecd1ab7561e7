// SPDX-License-Identifier: Apache-2.0
#include "viz/panels/compare.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "viz/model/epoch.hpp"
#include "viz/panels/figures.hpp"
#include "viz/panels/time_plots.hpp"
#include "viz/plot/decimate.hpp"

namespace netsuden::viz {
namespace {

constexpr int columns = 600;

struct Run {
  int number = 0;
  std::string letter, name, site;
  std::shared_ptr<const RunFacts> facts;
  double shift = 0;  ///< added to its times, so that it stands where the first run stands
  Color color{};
};

std::vector<Run> runs_of(PanelContext& ctx) {
  std::vector<Run> out;
  for (int i = 0; i < ctx.library.count() && out.size() < 8; ++i) {
    const auto f = ctx.library.facts(i);
    if (!f || f->sites().empty()) continue;
    Run r;
    r.number = i;
    r.letter = std::string(1, static_cast<char>('A' + out.size()));
    r.name = f->name.empty() ? f->path : f->name;
    r.facts = f;
    const auto& sites = f->sites();
    r.site = std::find(sites.begin(), sites.end(), ctx.site()) != sites.end() ? ctx.site() : sites.front();
    r.color = ctx.theme.category(out.size());
    if (ctx.view.alignment == Alignment::start) r.shift = ctx.facts->t0 - f->t0;
    out.push_back(std::move(r));
  }
  return out;
}

std::shared_ptr<const TraceSeries> series_of(PanelContext& ctx, const Run& r, const SignalName& s) {
  const SeriesKey k = r.facts->find(s.group, s.channel, s.group == "site" ? r.site : s.entity);
  return k.valid() ? ctx.hold(ctx.library.series(r.number, k)) : nullptr;
}

/// The same frame on the times of another run.
Frame shifted(Frame f, double shift) {
  f.time.t0 -= shift, f.time.t1 -= shift;
  return f;
}

TimePlot overlay(PanelContext& ctx, const std::vector<Run>& runs, const SignalName& signal, const AxisUnit& unit) {
  TimePlot p;
  p.name = "overlay";
  p.title = signal.channel;
  std::replace(p.title.begin(), p.title.end(), '_', ' ');
  p.title[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(p.title[0])));
  p.subtitle = "Where do the runs part?";
  p.unit = unit;
  p.weight = 1.6;
  double low = 1e300, high = -1e300;
  std::vector<std::pair<Run, std::shared_ptr<const TraceSeries>>> drawn;
  for (const Run& r : runs) {
    const auto s = series_of(ctx, r, signal);
    if (!s) continue;
    const RangeSummary all = s->over(ctx.view.range().t0 - r.shift, ctx.view.range().t1 - r.shift);
    if (all.count > 0) low = std::min(low, all.min), high = std::max(high, all.max);
    p.custom_legend.push_back({r.letter, r.color, Swatch::line});
    drawn.emplace_back(r, s);
  }
  p.from_zero = low >= 0 && low < 0.6 * high;
  if (low <= high) p.least_high = high, p.most_low = low;
  p.custom = [drawn](PanelContext& c, Frame& f) {
    for (std::size_t i = 0; i < drawn.size(); ++i) draw_line(c.canvas, shifted(f, drawn[i].first.shift), drawn[i].second->view(), {drawn[i].first.color.alpha(i == 0 ? 1 : 0.8), i == 0 ? 1.8 : 1.3});
  };
  return p;
}

TimePlot difference(PanelContext& ctx, const std::vector<Run>& runs, const SignalName& signal, const AxisUnit& unit) {
  TimePlot p;
  p.name = "difference";
  p.title = runs.size() == 2 ? "B less A" : "Each run less A";
  p.subtitle = "By how much, and when?";
  p.unit = unit.symbol == "\u00B0C" ? axis_units::celsius_from_kelvin_difference() : unit;
  p.from_zero = true;
  const TimeRange& r = ctx.view.range();
  std::vector<double> t;
  for (int c = 0; c < columns; ++c) t.push_back(r.t0 + r.length() * c / columns);
  const std::vector<double>& times = ctx.keep(std::move(t));
  const auto first = series_of(ctx, runs[0], signal);
  std::vector<std::pair<Color, const std::vector<double>*>> curves;
  double low = 0, high = 0;
  for (std::size_t k = 1; k < runs.size() && first; ++k) {
    const auto s = series_of(ctx, runs[k], signal);
    if (!s) continue;
    const auto a = column_means(first->view(), {r.t0 - runs[0].shift, r.t1 - runs[0].shift, columns});
    auto b = column_means(s->view(), {r.t0 - runs[k].shift, r.t1 - runs[k].shift, columns});
    for (std::size_t c = 0; c < b.size(); ++c) {
      b[c] -= a[c];
      if (std::isfinite(b[c])) low = std::min(low, b[c]), high = std::max(high, b[c]);
    }
    curves.emplace_back(runs[k].color, &ctx.keep(std::move(b)));
  }
  p.least_high = high, p.most_low = low;
  p.custom = [&times, curves](PanelContext& c, Frame& f) {
    c.canvas.fill_rect({f.plot.x, c.canvas.snap_line(f.y(0)) - 0.5, f.plot.w, 1}, c.theme.axis);
    for (const auto& k : curves) draw_line(c.canvas, f, Series{times, *k.second, Hold::until_next}, {k.first, 1.4});
  };
  return p;
}

struct Metric {
  const char* name;
  AxisUnit unit;
  double (*of)(PanelContext&, const Run&);
};

double meter(PanelContext& ctx, const Run& r, const char* channel) {
  const auto s = series_of(ctx, r, {"site", channel, ""});
  const TimeRange& v = ctx.view.range();
  return s ? metered(*s, epoch_of(*r.facts), v.t0 - r.shift, v.t1 - r.shift) : no_value;
}
double highest(PanelContext& ctx, const Run& r, const char* channel) {
  const auto s = series_of(ctx, r, {"site", channel, ""});
  if (!s) return no_value;
  const RangeSummary all = s->over(ctx.view.range().t0 - r.shift, ctx.view.range().t1 - r.shift);
  return all.count > 0 ? all.max : no_value;
}
double tightest(PanelContext& ctx, const Run& r) {
  const auto all = ctx.library.limits(r.number, ctx.view.range().t0 - r.shift, ctx.view.range().t1 - r.shift);
  if (!all) return ++ctx.scene.loading, no_value;
  const auto peaks = peaks_of_site(*r.facts, *all, r.site);
  return peaks.empty() ? no_value : peaks.front().utilisation;
}

void table(PanelContext& ctx, const Rect& box, const std::vector<Run>& runs) {
  static const std::vector<Metric> metrics{
      {"IT energy", axis_units::watt_hour_from_joule(), [](PanelContext& c, const Run& r) { return meter(c, r, "it_energy"); }},
      {"Facility energy", axis_units::watt_hour_from_joule(), [](PanelContext& c, const Run& r) { return meter(c, r, "facility_energy"); }},
      {"PUE", axis_units::plain(), [](PanelContext& c, const Run& r) { return meter(c, r, "facility_energy") / meter(c, r, "it_energy"); }},
      {"WUE", {"L/kWh", false, 1}, [](PanelContext& c, const Run& r) { return meter(c, r, "water") / (meter(c, r, "it_energy") / 3.6e6); }},
      {"Peak import", axis_units::watt(), [](PanelContext& c, const Run& r) { return highest(c, r, "grid_import_max"); }},
      {"Peak IT", axis_units::watt(), [](PanelContext& c, const Run& r) { return highest(c, r, "it_power_max"); }},
      {"Tightest limit", axis_units::percent_from_share(), tightest},
      {"CO\u2082", {"t", true, 0.001}, [](PanelContext& c, const Run& r) { return meter(c, r, "carbon_mass"); }},
      {"Cost", {"", true, 1}, [](PanelContext& c, const Run& r) { return meter(c, r, "cost"); }}};
  ctx.card(box);
  const double label_w = 120, w = std::min(300.0, (box.w - label_w - 12) / static_cast<double>(runs.size()));
  for (std::size_t k = 0; k < runs.size(); ++k) {
    const double x = box.x + label_w + w * static_cast<double>(k + 1) - 10;
    ctx.canvas.fill_rect({x - w + 22, box.y + 10, 9, 9}, runs[k].color);
    ctx.text({x - w + 36, box.y + 15}, runs[k].letter + "  " + runs[k].name, ctx.strong(), w - 40);
  }
  double y = box.y + 30;
  const double row = std::min(22.0, (box.h - 36) / static_cast<double>(metrics.size()));
  for (const Metric& m : metrics) {
    ctx.text({box.x + 12, y + row / 2}, m.name, ctx.label());
    double first = no_value;
    for (std::size_t k = 0; k < runs.size(); ++k) {
      const double v = m.of(ctx, runs[k]);
      if (k == 0) first = v;
      const double x = box.x + label_w + w * static_cast<double>(k + 1) - 10;
      std::string words = std::isfinite(v) ? format_value(v, m.unit, 4) : "-";
      if (m.of == tightest) words = load_text(v);
      else if (k > 0 && std::isfinite(v) && first != 0 && std::isfinite(first)) words += fmt::format("  {}{:.1f} %", v >= first ? "+" : "\u2212", std::abs(100 * (v - first) / first));
      ctx.text({x, y + row / 2}, words, ctx.strong(HAlign::right), w - 14);
      ctx.say(std::string("compare.") + runs[k].letter + "." + m.name, v, "");
    }
    y += row;
  }
}

}  // namespace

void draw_compare(PanelContext& ctx, const Rect& area) {
  const std::vector<Run> runs = runs_of(ctx);
  if (runs.size() < 2)
    return ctx.notice(area, "Open two runs: netsuden-viewer A.h5 B.h5, or drop a second file on the window.");
  const std::array<std::pair<const char*, const char*>, 7> choices{{{"Facility", "site/facility_power"}, {"IT", "site/it_power"}, {"Import", "site/grid_import_max"}, {"Cooling", "site/cooling_power"}, {"PUE", "site/pue"}, {"WUE", "site/wue"}, {"Wet bulb", "site/wet_bulb"}}};
  double x = area.x;
  for (const auto& c : choices) {
    const double w = ctx.canvas.text_width(c.first, ctx.strong()) + 24;
    const std::string signal = c.second;
    ctx.button("compare/" + signal, {x, area.y, w, 24}, c.first, ctx.view.compared == signal, [signal](View& v) { v.compared = signal; });
    x += w + 4;
  }
  const bool start = ctx.view.alignment == Alignment::start;
  ctx.button("compare/start", {area.right() - 236, area.y, 116, 24}, "from the start", start, [](View& v) { v.alignment = Alignment::start; });
  ctx.button("compare/calendar", {area.right() - 116, area.y, 116, 24}, "by calendar", !start, [](View& v) { v.alignment = Alignment::calendar; });
  const SignalName signal = SignalName::parse(ctx.view.compared).value_or(SignalName{"site", "facility_power", ""});
  const SeriesKey key = ctx.facts->find(signal.group, signal.channel, ctx.site());
  const AxisUnit unit = key.valid() ? shown_unit(ctx.facts->channel_of(key), ctx.facts->currency) : axis_units::plain();
  const double foot = std::min(246.0, area.h * 0.36);
  draw_time_plots(ctx, {area.x, area.y + 34, area.w, area.h - 34 - foot - 16}, {overlay(ctx, runs, signal, unit), difference(ctx, runs, signal, unit)});
  table(ctx, {area.x, area.bottom() - foot, area.w, foot}, runs);
}

}  // namespace netsuden::viz
