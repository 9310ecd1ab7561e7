// SPDX-License-Identifier: Apache-2.0
// A run is a point. Runs without a value stand apart, as crosses beside the axes; where there are more runs than a picture has places, those of
// a place of three pixels are one mark in the mean of their colours.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "viz/panels/study_parts.hpp"

namespace netsuden::viz {
namespace {

constexpr std::size_t single_up_to = 4000, named_up_to = 400;
constexpr double cell = 3, reach = 10, beside = 20;

struct Places {
  Rect plot;
  StudyScale x, y;
  double x_none = 0, y_none = 0;  ///< where runs without a value stand; 0: there are none
  Point of(std::size_t run) const {
    const double vx = x.column->values[run], vy = y.column->values[run];
    return {std::isnan(vx) ? x_none : plot.x + plot.w * std::clamp(x.share(vx), -1.0, 2.0), std::isnan(vy) ? y_none : plot.bottom() - plot.h * std::clamp(y.share(vy), -1.0, 2.0)};
  }
  bool apart(std::size_t run) const { return std::isnan(x.column->values[run]) || std::isnan(y.column->values[run]); }
  bool seen(Point p) const { return p.x >= (x_none > 0 ? x_none - 6 : plot.x - 1) && p.x <= plot.right() + 1 && p.y >= plot.y - 1 && p.y <= (y_none > 0 ? y_none + 6 : plot.bottom() + 1); }
  double value_x(double px) const { return x.value(std::clamp((px - plot.x) / plot.w, 0.0, 1.0)); }
  double value_y(double py) const { return y.value(std::clamp((plot.bottom() - py) / plot.h, 0.0, 1.0)); }
};

/// The run in sight that stands nearest; -1 where none is within reach.
int nearest(const Places& places, const StudyData& d, const RunSelection& selection, Point at) {
  int best = -1;
  double least = reach * reach;
  for (std::size_t r = 0; r < d.runs; ++r) {
    const Point p = places.of(r);
    const double dx = p.x - at.x, dy = p.y - at.y;
    const double far = dx * dx + dy * dy + (selection.in[r] ? 0 : 16);
    if (far < least && places.seen(p)) least = far, best = static_cast<int>(r);
  }
  return best;
}

void zoom(StudyView& v, const Places& p, Point at, double factor) {
  const double x = p.value_x(at.x), y = p.value_y(at.y);
  v.zoom_x = {x + (p.x.low - x) * factor, x + (p.x.high - x) * factor};
  v.zoom_y = {y + (p.y.low - y) * factor, y + (p.y.high - y) * factor};
}

void touch(View& view, const Touch& t, const Places& p, const StudyData& d, const RunSelection& selection) {
  StudyView& v = view.study;
  if (t.twice) {
    const int run = nearest(p, d, selection, t.at);
    if (run >= 0) v.run = run, view.request = "open run";
    else v.zoom_x.reset(), v.zoom_y.reset();
    return;
  }
  if (!t.moved) {
    if (!t.done || t.button != MouseButton::left) return;
    v.run = nearest(p, d, selection, t.at);
    v.words.clear();
    return;
  }
  if (t.button == MouseButton::right || t.modifiers.shift) {
    if (!t.done) return;
    const double x0 = p.value_x(t.from.x), x1 = p.value_x(t.at.x), y0 = p.value_y(t.from.y), y1 = p.value_y(t.at.y);
    if (x0 != x1 && y0 != y1) v.zoom_x = {std::min(x0, x1), std::max(x0, x1)}, v.zoom_y = {std::min(y0, y1), std::max(y0, y1)};
    return;
  }
  if (t.button != MouseButton::left) return;
  brush(v, *p.x.column, p.value_x(t.from.x), p.value_x(t.at.x));
  if (p.x.column != p.y.column) brush(v, *p.y.column, p.value_y(t.from.y), p.value_y(t.at.y));
}

void axes(PanelContext& ctx, const Places& p) {
  const TextStyle value = ctx.style(ctx.theme.label_size, ctx.theme.text_dim, HAlign::right, VAlign::middle), below = ctx.style(ctx.theme.label_size, ctx.theme.text_dim, HAlign::center, VAlign::top);
  const double hair = ctx.canvas.device_pixel(), left = p.x_none > 0 ? p.x_none - 10 : p.plot.x, bottom = p.y_none > 0 ? p.y_none + 10 : p.plot.bottom();
  ctx.canvas.fill_rect({left, p.plot.y, p.plot.right() - left, bottom - p.plot.y}, ctx.theme.panel);
  for (std::size_t i = 0; i < p.y.at.size(); ++i) {
    const double y = ctx.canvas.snap_line(p.plot.bottom() - p.plot.h * p.y.share(p.y.at[i]));
    ctx.canvas.fill_rect({p.plot.x, y - hair / 2, p.plot.w, hair}, ctx.theme.grid);
    ctx.text({left - 7, y}, p.y.label[i], value, 90);
  }
  double taken = -1e9;
  for (std::size_t i = 0; i < p.x.at.size(); ++i) {
    const double x = ctx.canvas.snap_line(p.plot.x + p.plot.w * p.x.share(p.x.at[i]));
    ctx.canvas.fill_rect({x - hair / 2, p.plot.y, hair, p.plot.h}, ctx.theme.grid);
    const double w = ctx.canvas.text_width(p.x.label[i], below);
    if (x - w / 2 < taken + 8) continue;
    ctx.canvas.text({x, bottom + 6}, p.x.label[i], below);
    taken = x + w / 2;
  }
  ctx.canvas.fill_rect({p.plot.x, p.plot.bottom() - hair, p.plot.w, hair}, ctx.theme.axis);
  const TextStyle none = ctx.style(ctx.theme.small_size, ctx.theme.over, HAlign::right, VAlign::middle);
  if (p.y_none > 0) ctx.text({left - 7, p.y_none}, "none", none);
  if (p.x_none > 0) {
    ctx.canvas.fill_rect({p.plot.x - hair, p.plot.y, hair, p.plot.h}, ctx.theme.axis);
    if (!(p.y_none > 0)) ctx.text({p.x_none + 9, bottom + 10}, "none", none);
  }
}

/// Many runs: a mark a place. Those that are not in sight first.
void draw_cells(StudyParts& s, const Places& p) {
  const auto columns = static_cast<std::size_t>(p.plot.w / cell) + 1, rows = static_cast<std::size_t>(p.plot.h / cell) + 1;
  struct Cell {
    float in = 0, out = 0, sum = 0, valued = 0;
  };
  std::vector<Cell> cells(columns * rows);
  const bool by_number = s.colors.by_number();
  for (std::size_t r = 0; r < s.data->runs; ++r) {
    if (p.apart(r)) continue;
    const Point at = p.of(r);
    if (!p.plot.contains(at)) continue;
    Cell& c = cells[static_cast<std::size_t>((at.y - p.plot.y) / cell) * columns + static_cast<std::size_t>((at.x - p.plot.x) / cell)];
    if (!s.in(r)) {
      c.out += 1;
      continue;
    }
    c.in += 1;
    const double v = s.colors.value(r);
    if (std::isnan(v)) continue;
    if (by_number) c.sum += static_cast<float>(v), c.valued += 1;
    else c.sum = static_cast<float>(v), c.valued = 1;  // words have no mean: the last
  }
  for (const bool in : {false, true})
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const Cell& c = cells[i];
      if (in ? !(c.in > 0) : !(c.out > 0 && c.in == 0)) continue;
      const Rect box{p.plot.x + cell * static_cast<double>(i % columns), p.plot.y + cell * static_cast<double>(i / columns), cell, cell};
      const double strong = std::min(1.0, 0.55 + 0.15 * std::log2(1 + static_cast<double>(in ? c.in : c.out)));
      s.ctx.canvas.fill_rect(box, (in ? s.colors.at(c.valued > 0 ? static_cast<double>(c.sum / c.valued) : no_value) : s.ctx.theme.axis.alpha(0.5)).alpha(strong));
    }
}

void draw_points(StudyParts& s, const Places& p) {
  PanelContext& ctx = s.ctx;
  const StudyData& d = *s.data;
  const double r = d.runs <= 120 ? 4.2 : d.runs <= 800 ? 3.4 : 2.6;
  const bool cells = d.runs > single_up_to;
  if (cells) draw_cells(s, p);
  std::size_t apart = 0;
  for (const bool in : {false, true})
    for (std::size_t run = 0; run < d.runs; ++run) {
      if (s.in(run) != in || (cells && !p.apart(run))) continue;
      const Point at = p.of(run);
      if (!p.seen(at)) continue;
      const Color color = in ? s.colors.of(run) : ctx.theme.axis.alpha(0.55);
      if (p.apart(run) || !d.numbers(run)) {
        if (++apart < 5000) draw_cross(ctx.canvas, at, 3.6, in ? ctx.theme.over : color);
      } else if (!d.complete(run)) {
        draw_ring(ctx.canvas, at, r, color, 1.6);
      } else {
        draw_disc(ctx.canvas, at, r, color);
      }
    }
}

/// The colour scale, or the words of its colours.
void legend(StudyParts& s, const Rect& box) {
  PanelContext& ctx = s.ctx;
  const StudyColumn* c = s.colors.column();
  if (s.colors.by_number()) {
    const StudyScale scale = study_scale(*s.data, s.color, StudyView::Range{c->low, c->high > c->low ? c->high : c->low + 1}, 5);
    const Rect bar{box.x, box.y + 26, 10, std::max(20.0, box.h - 32)};
    const int steps = std::max(8, static_cast<int>(bar.h / 2));
    for (int i = 0; i < steps; ++i) {
      const double top = bar.y + bar.h * i / steps;
      ctx.canvas.fill_rect({bar.x, top, bar.w, bar.h / steps + 0.5}, study_color(ctx.theme, 1 - (i + 0.5) / steps));
    }
    if (std::isfinite(c->low))
      for (std::size_t i = 0; i < scale.at.size(); ++i) {
        const double y = bar.bottom() - bar.h * scale.share(scale.at[i]);
        ctx.canvas.fill_rect({bar.right(), y - 0.5, 3, 1}, ctx.theme.axis);
        ctx.text({bar.right() + 6, y}, scale.label[i], ctx.style(ctx.theme.small_size, ctx.theme.text_dim, HAlign::left, VAlign::middle), box.right() - bar.right() - 6);
      }
    return;
  }
  double y = box.y + 34;
  const auto line = [&](const std::string& words, Color color, int mark, std::size_t n) {
    if (y > box.bottom() - 6) return;
    const Point at{box.x + 5, y};
    if (mark == 0) draw_disc(ctx.canvas, at, 4, color);
    else if (mark == 1) draw_ring(ctx.canvas, at, 4, color, 1.6);
    else draw_cross(ctx.canvas, at, 3.6, color);
    ctx.text({box.x + 14, y}, fmt::format("{} {}", n, words), ctx.small(), box.w - 14);
    y += 16;
  };
  if (c != nullptr) {
    std::vector<std::size_t> n(c->words.size(), 0);
    for (const double v : c->values)
      if (std::isfinite(v)) ++n[static_cast<std::size_t>(v)];
    for (std::size_t i = 0; i < c->words.size(); ++i) line(c->words[i], s.colors.at(static_cast<double>(i)), 0, n[i]);
    return;
  }
  for (std::size_t i = 0; i < s.data->states.size(); ++i)
    if (const std::size_t n = s.data->count(s.data->states[i]); n > 0) line(s.data->states[i], s.colors.at(static_cast<double>(i)), s.data->states[i] == "complete" ? 0 : s.data->states[i] == "invalid" ? 1 : 2, n);
}

}  // namespace

void draw_scatter(StudyParts& s, const Rect& box) {
  PanelContext& ctx = s.ctx;
  const StudyData& d = *s.data;
  const Rect body = figure_head(ctx, box, "Runs", d.runs > single_up_to ? "Which runs are better, and what moves them? Runs at one place are joined." : "Which runs are better, and what moves them?");
  Places p;
  p.x = study_scale(d, s.x, s.view.zoom_x, std::max(3, static_cast<int>(box.w / 90)));
  p.y = study_scale(d, s.y, s.view.zoom_y, std::max(3, static_cast<int>(box.h / 45)));
  // Runs at the ends stand free of the frame.
  const auto widen = [](StudyScale& scale, bool zoomed) {
    if (zoomed || scale.column->date || !scale.column->words.empty() || scale.column->kind == StudyKind::number) return;
    const double margin = 0.025 * (scale.high - scale.low);
    scale.low -= margin, scale.high += margin;
  };
  widen(p.x, s.view.zoom_x.has_value()), widen(p.y, s.view.zoom_y.has_value());
  bool x_none = false, y_none = false;
  for (std::size_t r = 0; r < d.runs && !(x_none && y_none); ++r) x_none = x_none || std::isnan(p.x.column->values[r]), y_none = y_none || std::isnan(p.y.column->values[r]);
  const TextStyle label = ctx.style(ctx.theme.label_size, ctx.theme.text_dim);
  double gutter = y_none ? 34 : 10;
  for (const std::string& l : p.y.label) gutter = std::max(gutter, std::min(90.0, ctx.canvas.text_width(l, label) + 12));
  const double right = s.colors.by_number() ? 74 : 116, foot = 42;
  p.plot = {ctx.canvas.snap(body.x + gutter + (x_none ? beside : 0)), ctx.canvas.snap(body.y + 22), 0, 0};
  p.plot.w = ctx.canvas.snap(body.right() - right) - p.plot.x, p.plot.h = ctx.canvas.snap(body.bottom() - foot - (y_none ? beside : 0)) - p.plot.y;
  if (p.plot.w < 40 || p.plot.h < 30) return;
  if (x_none) p.x_none = p.plot.x - beside / 2;
  if (y_none) p.y_none = p.plot.bottom() + beside / 2;
  axes(ctx, p);
  menu_button(ctx, "y", {body.x, body.y + 8}, p.y.title(), p.plot.w * 0.7);
  menu_button(ctx, "x", {p.plot.x + p.plot.w / 2, body.bottom() - 11}, p.x.title() + (p.x.context.empty() ? "" : ", " + p.x.context), p.plot.w);
  std::string color_words = "how it ended";
  if (s.colors.column() != nullptr) {
    color_words = s.colors.column()->title;
    if (s.colors.by_number()) {
      const std::string unit = study_scale(d, s.color, std::nullopt, 5).unit;
      if (!unit.empty()) color_words += ", " + unit;
    }
  }
  menu_button(ctx, "color", {body.right(), body.y + 8}, color_words, body.w * 0.4, HAlign::right);
  legend(s, {p.plot.right() + 14, body.y, right - 14, p.plot.bottom() - body.y});
  const Rect whole{x_none ? p.x_none - 10 : p.plot.x, p.plot.y, p.plot.right() - (x_none ? p.x_none - 10 : p.plot.x), (y_none ? p.y_none + 10 : p.plot.bottom()) - p.plot.y};
  {
    const ClipScope clip(ctx.canvas, {whole.x - 6, whole.y - 6, whole.w + 12, whole.h + 12});
    // Ranges of either column as bands.
    const auto bx = s.view.brushes.find(p.x.column->name), by = s.view.brushes.find(p.y.column->name);
    const Color shade = ctx.theme.palette[0].alpha(0.12), edge = ctx.theme.palette[0].alpha(0.8);
    const auto place = [&](double share, double from, double length) { return from + length * std::clamp(share, 0.0, 1.0); };
    Rect ranges = p.plot;
    if (bx != s.view.brushes.end()) {
      ranges.x = place(p.x.share(bx->second.first), p.plot.x, p.plot.w);
      ranges.w = place(p.x.share(bx->second.second), p.plot.x, p.plot.w) - ranges.x;
    }
    if (by != s.view.brushes.end()) {
      ranges.y = place(1 - p.y.share(by->second.second), p.plot.y, p.plot.h);
      ranges.h = place(1 - p.y.share(by->second.first), p.plot.y, p.plot.h) - ranges.y;
    }
    if (bx != s.view.brushes.end() || by != s.view.brushes.end()) {
      ctx.canvas.fill_rect(ranges, shade);
      ctx.canvas.stroke_rect({ranges.x + 0.5, ranges.y + 0.5, std::max(1.0, ranges.w - 1), std::max(1.0, ranges.h - 1)}, {edge, 1});
    }
    draw_points(s, p);
    if (s.hovered < 0 && ctx.pointer && whole.contains(*ctx.pointer) && s.view.menu.empty()) s.hovered = nearest(p, d, *s.selection, *ctx.pointer);
    for (const int run : {s.hovered, s.view.run})
      if (run >= 0 && static_cast<std::size_t>(run) < d.runs && p.seen(p.of(static_cast<std::size_t>(run)))) draw_ring(ctx.canvas, p.of(static_cast<std::size_t>(run)), run == s.view.run ? 8 : 6.5, ctx.theme.text, run == s.view.run ? 2 : 1.2);
  }
  Hit h;
  h.name = "study/scatter", h.box = whole;
  const auto data = s.data;
  const auto selection = s.selection;
  h.touch = [p, data, selection](View& v, const Touch& t) { touch(v, t, p, *data, *selection); };
  h.wheel = [p](View& v, Point at, double notches) { zoom(v.study, p, at, std::pow(1.18, -notches)); };
  h.click = [](View&) {};
  ctx.hit(h);
  if (d.runs <= named_up_to)
    for (std::size_t run = 0; run < d.runs; ++run) {
      const Point at = p.of(run);
      if (!p.seen(at)) continue;
      h.name = fmt::format("study/run/{}", run), h.box = {at.x - 5, at.y - 5, 10, 10};
      h.click = [run](View& v) { v.study.run = static_cast<int>(run); };
      ctx.hit(h);
    }
}

}  // namespace netsuden::viz
