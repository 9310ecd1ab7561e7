// SPDX-License-Identifier: Apache-2.0
#include "viz/panels/time_plots.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "viz/plot/decimate.hpp"
#include "viz/plot/layout.hpp"
#include "viz/plot/ribbon.hpp"

namespace netsuden::viz {
namespace {

constexpr double gap = 12;
constexpr std::size_t exact_up_to = 40'000;

/// The range of values in sight of all lines that are not hidden, and of the stack.
ValueRange range_of(PanelContext& ctx, const TimePlot& p, const std::string& prefix) {
  if (const auto by_hand = ctx.view.values(p.name)) return {by_hand->first, by_hand->second};
  const TimeRange& r = ctx.view.range();
  double low = std::numeric_limits<double>::infinity(), high = -low;
  const auto take = [&](const TraceSeries& s) {
    const RangeSummary all = s.over(r.t0, r.t1);
    if (all.count == 0) return;
    low = std::min(low, all.min), high = std::max(high, all.max);
  };
  for (const PlotLine& l : p.lines)
    if (l.series && ctx.view.shown(prefix + l.label)) take(*l.series);
  double top = 0;
  const int n = 256;
  std::vector<double> sum(static_cast<std::size_t>(n), 0.0);
  for (const PlotLine& l : p.stack) {
    if (!l.series || !ctx.view.shown(prefix + l.label)) continue;
    const auto means = column_means(l.series->view(), {r.t0, r.t1, n});
    for (std::size_t i = 0; i < means.size(); ++i)
      if (std::isfinite(means[i])) sum[i] += means[i];
  }
  for (const double s : sum) top = std::max(top, s);
  if (!p.stack.empty()) low = std::min(low, 0.0), high = std::max(high, top);
  if (p.limit) take(*p.limit);
  if (std::isfinite(p.limit_value)) low = std::min(low, p.limit_value), high = std::max(high, p.limit_value);
  if (std::isfinite(p.least_high)) low = std::min(low, p.from_zero ? 0.0 : p.least_high), high = std::max(high, p.least_high);
  if (std::isfinite(p.most_low)) low = std::min(low, p.most_low);
  if (std::isfinite(p.most_high)) high = std::min(high, p.most_high);
  ValueRange out = nice_range(low, high, p.from_zero, p.unit);
  const double limit = p.limit ? p.limit->over(r.t0, r.t1).max : p.limit_value;
  const double span = out.high - out.low;
  if (std::isfinite(limit) && limit > out.high - 0.08 * span) out = nice_range(out.low, out.high + 0.1 * span, p.from_zero, p.unit);
  return out;
}

void legend_of(PanelContext& ctx, TimePlot& p, FrameSpec& spec) {
  const std::string prefix = p.name + ":";
  const auto add = [&](const PlotLine& l, Swatch swatch) {
    if (!l.legend) return;
    const bool shown = ctx.view.shown(prefix + l.label);
    spec.legend.push_back({l.label, shown ? l.color : ctx.theme.axis, swatch});
  };
  for (const PlotLine& l : p.stack) add(l, Swatch::area);
  for (const PlotLine& l : p.lines) add(l, l.dash[0] > 0 ? Swatch::dashed : Swatch::line);
  for (const LegendEntry& e : p.custom_legend) spec.legend.push_back(e);
}

void draw_one(PanelContext& ctx, TimePlot& p, Frame& frame) {
  const std::string prefix = p.name + ":";
  std::vector<Violation> over;
  if (p.judged && (p.limit || std::isfinite(p.limit_value)))
    over = violations_in(ctx.canvas, frame, *p.judged, p.limit.get(), p.limit_value);
  draw_violations(ctx.canvas, ctx.theme, frame, over);
  std::vector<StackLayer> layers;
  Series first;
  for (const PlotLine& l : p.stack) {
    if (!l.series || !ctx.view.shown(prefix + l.label)) continue;
    if (layers.empty()) first = l.series->view();
    layers.push_back({l.series->view().v, l.color.alpha(ctx.theme.dark ? 0.82 : 0.88)});
  }
  if (!layers.empty()) draw_stack(ctx.canvas, frame, first.t, first.hold, layers);
  for (const PlotLine& l : p.lines)
    if (l.series && ctx.view.shown(prefix + l.label)) draw_line(ctx.canvas, frame, l.series->view(), {l.color, l.width, l.dash});
  if (p.limit) draw_limit(ctx.canvas, ctx.theme, frame, p.limit->view(), p.limit_label, ctx.theme.limit);
  else if (std::isfinite(p.limit_value)) draw_limit(ctx.canvas, ctx.theme, frame, p.limit_value, p.limit_label, ctx.theme.limit);
  // By how much a limit of which nothing is left is exceeded has no meaning.
  if (std::isfinite(p.most_high)) std::erase_if(over, [&](const Violation& v) { return v.worst > p.most_high; });
  draw_violation_labels(ctx.canvas, ctx.theme, frame, over);
}

}  // namespace

std::vector<Violation> violations_in(const Canvas& canvas, const Frame& frame, const TraceSeries& value, const TraceSeries* limit,
                                     double limit_value) {
  const Series v = value.view();
  const RangeSummary all = value.over(frame.time.t0, frame.time.t1);
  const double least = limit != nullptr ? limit->over(frame.time.t0, frame.time.t1).min : limit_value;
  if (all.count == 0 || !(all.max > least)) return {};
  if (v.size() <= exact_up_to) return limit != nullptr ? find_violations(v, limit->view()) : find_violations(v, limit_value);
  const Columns columns{frame.time.t0, frame.time.t1, frame.columns(canvas)};
  const std::vector<double> max = column_max(v, columns);
  std::vector<Violation> out;
  for (int c = 0; c < columns.n; ++c) {
    const double bound = limit != nullptr ? limit->over(columns.edge(c), columns.edge(c + 1)).min : limit_value;
    const double by = max[static_cast<std::size_t>(c)] - bound;
    if (by > 0) out.push_back({columns.edge(c), columns.edge(c + 1), by, columns.middle(c)});
  }
  return out;
}

PlotLine line_of(PanelContext& ctx, std::string label, Color color, const SeriesKey& key, double width, std::array<double, 2> dash) {
  return {std::move(label), color, ctx.series(key), width, dash, ctx.facts->dataset(key)};
}

std::vector<PlotLine> consumer_layers(PanelContext& ctx) {
  struct Consumer {
    const char* label;
    Role role;
    const char* channel;
  };
  std::vector<PlotLine> out;
  for (const Consumer& c : {Consumer{"IT", Role::it, "it_power"}, {"Cooling", Role::cooling, "cooling_power"}, {"Losses", Role::losses, "loss_power"}, {"Other", Role::other, "other_power"}}) {
    PlotLine l = line_of(ctx, c.label, ctx.theme.role(c.role), ctx.facts->find("site", c.channel, ctx.site()));
    if (l.series && l.series->over(ctx.facts->t0, ctx.facts->t1).max > 0) out.push_back(std::move(l));
  }
  return out;
}

void draw_cursor(PanelContext& ctx, const Frame& frame) {
  const auto mark = [&](double t, Color color, double width) {
    if (t < frame.time.t0 || t > frame.time.t1) return;
    const double x = ctx.canvas.snap_line(frame.x(t));
    ctx.canvas.fill_rect({x - width / 2, frame.plot.y, width, frame.plot.h}, color);
  };
  if (ctx.view.pin) mark(*ctx.view.pin, ctx.theme.palette[4], 1);
  mark(ctx.view.cursor(), ctx.theme.text.alpha(0.75), 1);
  if (ctx.pointer && frame.plot.contains(*ctx.pointer)) {
    const double y = ctx.canvas.snap_line(ctx.pointer->y);
    ctx.canvas.fill_rect({frame.plot.x, y - 0.5, frame.plot.w, 1}, ctx.theme.text.alpha(0.18));
  }
  if (ctx.pointer && ctx.pointer->x >= frame.plot.x && ctx.pointer->x < frame.plot.right()) {
    const double x = ctx.canvas.snap_line(ctx.pointer->x);
    ctx.canvas.fill_rect({x - 0.5, frame.plot.y, 1, frame.plot.h}, ctx.theme.text.alpha(0.3));
  }
}

void draw_time_plots(PanelContext& ctx, const Rect& area, std::vector<TimePlot> plots, bool foot) {
  if (plots.empty() || area.h < 60 || area.w < 120) return;
  const TimeAxis axis = ctx.axis();
  std::vector<FrameSpec> specs;
  double gutter = 34, right = 4;
  for (TimePlot& p : plots) {
    FrameSpec s;
    s.title = p.title;
    s.subtitle = p.subtitle;
    s.unit = p.unit;
    s.value_axis = !p.custom || p.fixed_height == 0;
    if (p.custom && p.custom_gutter > 0) s.value_axis = false;
    const ValueRange r = range_of(ctx, p, p.name + ":");
    s.low = r.low, s.high = r.high;
    legend_of(ctx, p, s);
    gutter = std::max({gutter, s.value_axis ? needed_gutter(ctx.canvas, ctx.theme, s) : 0.0, p.custom_gutter});
    right = std::max(right, p.gutter_right);
    specs.push_back(std::move(s));
  }
  const double width = area.w - gutter - right, labels = foot ? time_label_height(ctx.theme) : 4;
  // A small picture does without the questions.
  double needed = labels;
  for (std::size_t i = 0; i < plots.size(); ++i)
    needed += gap + header_height(ctx.canvas, ctx.theme, specs[i], width) + (plots[i].fixed_height > 0 ? plots[i].fixed_height + 4 : plots[i].min_height);
  if (needed > area.h)
    for (FrameSpec& s : specs) s.subtitle.clear();
  std::vector<PanelRequest> requests;
  for (std::size_t i = 0; i < plots.size(); ++i) {
    const double header = header_height(ctx.canvas, ctx.theme, specs[i], width);
    const bool fixed = plots[i].fixed_height > 0;
    requests.push_back({fixed ? 0.0 : plots[i].weight, header + (fixed ? plots[i].fixed_height + 4 : plots[i].min_height)});
  }
  const std::vector<Rect> places = stack_panels(area, requests, gap, labels);
  for (std::size_t i = 0; i < plots.size(); ++i) {
    TimePlot& p = plots[i];
    FrameSpec& s = specs[i];
    s.gutter_left = gutter;
    s.gutter_right = right;
    s.time_labels = foot && i + 1 == plots.size();
    Frame frame = make_frame(ctx.canvas, ctx.theme, places[i], axis, s);
    ctx.canvas.begin_group(s.title);
    draw_frame(ctx.canvas, ctx.theme, frame, s);
    if (frame.drawable()) {
      if (p.custom) p.custom(ctx, frame);
      else draw_one(ctx, p, frame);
      draw_frame_edge(ctx.canvas, ctx.theme, frame);
      draw_cursor(ctx, frame);
      PlotHit hit{p.name, frame, {}};
      for (const auto* group : {&p.stack, &p.lines})
        for (const PlotLine& l : *group)
          if (l.series && ctx.view.shown(p.name + ":" + l.label)) hit.readouts.push_back({l.label, l.color, l.series, p.unit, l.dataset});
      if (p.limit) hit.readouts.push_back({"limit", ctx.theme.limit, p.limit, p.unit, {}});
      ctx.scene.plots.push_back(std::move(hit));
    }
    const std::size_t own = s.legend.size() - p.custom_legend.size();
    for (const PlacedLegend& l : frame.legend) {
      if (l.entry >= own) continue;
      const std::string label = p.name + ":" + s.legend[l.entry].text;
      ctx.hit("legend/" + label, l.box, [label](View& v) { v.toggle(label); }, "click: show or hide; Shift-click: alone");
    }
    ctx.canvas.end_group();
  }
}

TimePlot binding_ribbon(PanelContext& ctx, const std::shared_ptr<const BindingSeries>& binding) {
  TimePlot p;
  p.name = "binding";
  p.title = "Binding constraint";
  p.subtitle = "Which limit would have to grow first?";
  p.fixed_height = 24;
  if (!binding) {
    p.custom = [](PanelContext& c, Frame& f) { draw_notice(c.canvas, c.theme, f, "loading"); };
    return p;
  }
  const StateSeries states = binding->states();
  const TimeAxis axis = ctx.axis();
  const std::vector<double> shares = state_shares(states, axis);
  const std::vector<Color> colors = state_colors(states, axis, ctx.theme);
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < shares.size(); ++i)
    if (shares[i] > 0) order.push_back(i);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return shares[a] > shares[b]; });
  if (order.size() > 5) order.resize(5);
  for (const std::size_t i : order) {
    const double percent = 100 * shares[i];
    p.custom_legend.push_back({binding->names[i] + (percent < 0.95 ? std::string(" <1 %") : fmt::format(" {:.0f} %", percent)), colors[i], Swatch::area});
  }
  p.custom = [binding, states, colors](PanelContext& c, Frame& f) {
    draw_ribbon(c.canvas, c.theme, f.time, f.plot, states, colors);
    if (c.pointer && f.plot.contains(*c.pointer)) {
      const double t = f.time_at(c.pointer->x);
      const auto at = std::upper_bound(states.t.begin(), states.t.end(), t);
      if (at != states.t.begin()) {
        const auto i = static_cast<std::size_t>(at - states.t.begin()) - 1;
        const int s = binding->state[i];
        if (s >= 0) {
          const std::string name = binding->names[static_cast<std::size_t>(s)];
          c.hit("binding/here", f.plot, {}, fmt::format("{}: {} full, margin {:.1f} % of the limit", name, load_text(static_cast<double>(binding->utilisation[i])),
                                                       100 * (1 - static_cast<double>(binding->utilisation[i]))));
        }
      }
    }
  };
  return p;
}

}  // namespace netsuden::viz
