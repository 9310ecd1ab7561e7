// SPDX-License-Identifier: Apache-2.0
// A recorded series over all runs in sight: the lowest to the highest, P10 to P90, the median, and the run that is chosen. The I/O thread computes the
// bands; until new ones are there the old ones stand.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "viz/panels/study_parts.hpp"
#include "viz/plot/marks.hpp"

namespace netsuden::viz {
namespace {

struct Moment {
  std::size_t i = 0;
  bool known = false;
};
/// The row of the bands that holds at t.
Moment row_at(const StudyBands& b, double t) {
  if (b.times.empty() || t < b.times.front()) return {};
  return {static_cast<std::size_t>(std::upper_bound(b.times.begin(), b.times.end(), t) - b.times.begin()) - 1, true};
}

std::vector<float> row_of(const StudyMatrix& m, int run) {
  const float* from = m.of(m.mean, static_cast<std::size_t>(run));
  return {from, from + m.columns};
}

double last_time(const std::vector<double>& t) { return t.size() > 1 ? 2 * t.back() - t[t.size() - 2] : t.back() + 1; }

void readout(StudyParts& s, const StudyBands& b, const StudyMatrix* m, const AxisUnit& unit, Point at, double t, const Rect& inside) {
  PanelContext& ctx = s.ctx;
  const Moment now = row_at(b, t);
  if (!now.known) return;
  std::vector<std::pair<std::string, double>> lines{{"highest", b.max[now.i]}, {"P90", b.p90[now.i]}, {"P50", b.p50[now.i]}, {"P10", b.p10[now.i]}, {"lowest", b.min[now.i]}};
  if (m != nullptr && s.view.run >= 0 && static_cast<std::size_t>(s.view.run) < m->runs && now.i < m->columns) lines.emplace_back(fmt::format("run {}", s.view.run), static_cast<double>(m->of(m->mean, static_cast<std::size_t>(s.view.run))[now.i]));
  const double w = 168, h = 26 + 16 * static_cast<double>(lines.size());
  Rect box{at.x + 14, at.y - h / 2, w, h};
  if (box.right() > inside.right()) box.x = at.x - 14 - w;
  box.y = std::clamp(box.y, 4.0, std::max(4.0, ctx.canvas.size().h - h - 4));
  ctx.canvas.fill_rect(box, mix(ctx.theme.panel, ctx.theme.page, 0.15));
  ctx.canvas.stroke_rect({box.x + 0.5, box.y + 0.5, w - 1, h - 1}, {ctx.theme.axis, 1});
  ctx.text({box.x + 10, box.y + 13}, format_compact(std::round(b.times[now.i]), s.data->zone), ctx.strong());
  double y = box.y + 32;
  for (const auto& [name, v] : lines) {
    ctx.text({box.x + 10, y}, name, ctx.label());
    ctx.text({box.right() - 10, y}, format_value(v, unit, 5), ctx.strong(HAlign::right));
    y += 16;
  }
}

}  // namespace

void draw_bands(StudyParts& s, const Rect& box) {
  PanelContext& ctx = s.ctx;
  const StudyData& d = *s.data;
  if (s.series < 0) {
    const Rect body = figure_head(ctx, box, "Over time", "How far do the runs spread, and when?");
    return ctx.notice(body, d.runs > 1000 ? "An index keeps series of at most 1000 runs." : "The study keeps no series: add `series: [site.it_power]` to its file.");
  }
  const StudySeries& series = d.series[static_cast<std::size_t>(s.series)];
  const int entity = std::clamp(s.view.entity, 0, std::max(0, static_cast<int>(series.entities.size()) - 1));
  std::string name = short_titles({series.channel}, {"1"}).front();
  if (!series.entities.empty()) name += " of " + series.entities[static_cast<std::size_t>(entity)];
  StudyMemory& memory = *ctx.memory.study;
  const auto fresh = ctx.hold(ctx.library.bands(ctx.view.study.document, s.series, entity, s.selection->stamp != 0 ? s.selection : nullptr));
  const std::string key = fmt::format("{} {} {}", d.path, s.series, entity);
  if (fresh) memory.bands = fresh, memory.bands_of = key;
  const auto bands = fresh ? fresh : memory.bands_of == key ? memory.bands : nullptr;
  const std::string unread = ctx.library.words(ctx.view.study.document);
  const double menu = menu_button(ctx, "series", {box.right(), box.y + 8}, name, box.w * 0.6, HAlign::right);
  if (!bands) {
    const Rect body = figure_head(ctx, box, "Over time", "How far do the runs spread, and when?", menu + 8);
    return ctx.notice(body, !unread.empty() ? unread : ctx.library.idle() ? "The traces of this series are not there." : fmt::format("reading {} of {} runs", ctx.library.runs_read(), d.runs));
  }
  std::string question = "How far do the runs spread, and when?";
  if (bands->joined > 1) question += fmt::format(" Means of {} rows.", bands->joined);
  if (bands->runs == 0 || bands->times.empty()) {
    const Rect body = figure_head(ctx, box, "Over time", question, menu + 8);
    return ctx.notice(body, s.selection->count < d.runs ? "No run in sight has recorded this series." : "The traces of this series are not there.");
  }
  const auto matrix = s.view.run >= 0 ? ctx.hold(ctx.library.matrix(ctx.view.study.document, s.series, entity)) : nullptr;
  const double t0 = bands->times.front(), t1 = last_time(bands->times);
  const StudyView::Range span = s.view.span.value_or(StudyView::Range{t0, t1});
  double low = INFINITY, high = -INFINITY;
  for (std::size_t i = 0; i < bands->times.size(); ++i) {
    if ((i + 1 < bands->times.size() && bands->times[i + 1] < span.first) || bands->times[i] > span.second) continue;
    if (std::isfinite(bands->min[i])) low = std::min(low, bands->min[i]), high = std::max(high, bands->max[i]);
  }
  const ValueRange range = nice_range(low, high, low >= 0 && low < 0.35 * high, series.shown);
  FrameSpec spec;
  spec.unit = series.shown, spec.low = range.low, spec.high = range.high, spec.gutter_right = 8;
  figure_head(ctx, box, "Over time", question, menu + 8);
  const Rect body{box.x, box.y + 30, box.w, box.h - 30};
  const Color color = ctx.theme.palette[0];
  spec.legend = {{"lowest to highest", color.alpha(0.25), Swatch::area}, {"P10 to P90", color.alpha(0.5), Swatch::area}, {"P50", color, Swatch::line}};
  const bool run = matrix && static_cast<std::size_t>(s.view.run) < matrix->runs;
  if (run) spec.legend.push_back({fmt::format("run {}", s.view.run), ctx.theme.palette[1], Swatch::line});
  Frame f = make_frame(ctx.canvas, ctx.theme, body, {span.first, span.second, d.zone}, spec);
  if (!f.drawable() || f.plot.h < 30) return;
  draw_frame(ctx.canvas, ctx.theme, f, spec);
  const auto of = [&](const std::vector<double>& v) { return Series{bands->times, v, bands->hold}; };
  draw_band(ctx.canvas, f, of(bands->min), of(bands->max), color.alpha(0.18));
  draw_band(ctx.canvas, f, of(bands->p10), of(bands->p90), color.alpha(0.32));
  draw_line(ctx.canvas, f, of(bands->p50), {color, 1.8});
  if (run) {
    const std::vector<float> own = row_of(*matrix, s.view.run);
    draw_line(ctx.canvas, f, Series{matrix->times, own, matrix->hold}, {ctx.theme.palette[1], 1.6});
  }
  draw_frame_edge(ctx.canvas, ctx.theme, f);
  if (s.view.at && *s.view.at >= span.first && *s.view.at <= span.second) {
    ctx.canvas.fill_rect({ctx.canvas.snap(f.x(*s.view.at)) - 0.5, f.plot.y, 1, f.plot.h}, ctx.theme.text);
    if (const Moment now = row_at(*bands, *s.view.at); now.known) {
      for (const auto& [word, v] : {std::pair{"min", &bands->min}, {"p10", &bands->p10}, {"p50", &bands->p50}, {"p90", &bands->p90}, {"max", &bands->max}}) ctx.say(fmt::format("study.bands.{}.{}", series.name(), word), (*v)[now.i], series.unit);
      if (!ctx.pointer || !f.plot.contains(*ctx.pointer)) readout(s, *bands, matrix.get(), series.shown, {f.x(*s.view.at), f.plot.y + f.plot.h / 2}, *s.view.at, box);
    }
  }
  ctx.say("study.bands.runs", static_cast<double>(bands->runs), "");
  if (ctx.pointer && f.plot.contains(*ctx.pointer) && s.view.menu.empty()) {
    ctx.canvas.fill_rect({ctx.canvas.snap(ctx.pointer->x) - 0.5, f.plot.y, 1, f.plot.h}, ctx.theme.text_dim);
    readout(s, *bands, matrix.get(), series.shown, *ctx.pointer, f.time_at(ctx.pointer->x), box);
  }
  Hit h;
  h.name = "study/bands", h.box = f.plot;
  h.click = [](View&) {};
  h.touch = [f, t0, t1](View& view, const Touch& t) {
    StudyView& v = view.study;
    const auto show = [&](double a, double b) {
      const double length = std::clamp(b - a, (t1 - t0) * 1e-5, t1 - t0);
      a = std::clamp(a, t0, t1 - length);
      if (length >= (t1 - t0) * (1 - 1e-9)) v.span.reset();
      else v.span = {a, a + length};
    };
    if (t.twice) return v.span.reset();
    if (!t.moved) {
      if (t.done) v.at = f.time_at(t.at.x);
      return;
    }
    if (t.button == MouseButton::right || t.modifiers.shift) {
      if (t.done && t.at.x != t.from.x) show(f.time_at(std::min(t.from.x, t.at.x)), f.time_at(std::max(t.from.x, t.at.x)));
      return;
    }
    if (t.begin) v.held = v.span.value_or(StudyView::Range{t0, t1});
    if (!v.held) return;
    const double by = (t.from.x - t.at.x) / f.plot.w * (v.held->second - v.held->first);
    if (v.span) show(v.held->first + by, v.held->second + by);
    if (t.done) v.held.reset();
  };
  h.wheel = [f, t0, t1, span](View& view, Point at, double notches) {
    const double t = f.time_at(at.x), factor = std::pow(1.18, -notches);
    const double a = std::max(t0, t + (span.first - t) * factor), b = std::min(t1, t + (span.second - t) * factor);
    if (b - a < (t1 - t0) * 1e-5) return;
    if (a <= t0 && b >= t1) view.study.span.reset();
    else view.study.span = {a, b};
  };
  ctx.hit(h);
}

}  // namespace netsuden::viz
