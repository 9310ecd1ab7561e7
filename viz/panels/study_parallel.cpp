// SPDX-License-Identifier: Apache-2.0
// A run is a line across the parameters and metrics (Inselberg, "The plane with parallel coordinates", The Visual Computer 1, 1985). A range that is
// drawn on an axis leaves the runs within it; the others are grey. Where there are very many runs, lines between the same two stretches of
// neighbouring axes are one, stronger the more runs it stands for.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "viz/panels/study_parts.hpp"

namespace netsuden::viz {
namespace {

constexpr std::size_t single_up_to = 1500, most_joined = 12'000;
constexpr double head = 34, reach = 8, beside = 20;

struct Axes {
  std::vector<StudyScale> scales;
  std::vector<double> x;
  double top = 0, bottom = 0, none = 0;  ///< `none`: where lines go that have no value; 0: there are none
  double y(std::size_t axis, std::size_t run) const {
    const double v = scales[axis].column->values[run];
    return std::isnan(v) ? none : bottom - (bottom - top) * scales[axis].share(v);
  }
  double value(std::size_t axis, double py) const { return scales[axis].value(std::clamp((bottom - py) / (bottom - top), 0.0, 1.0)); }
};

int nearest(const Axes& a, const StudyData& d, const RunSelection& selection, Point at) {
  if (a.x.size() < 2 || at.x < a.x.front() || at.x > a.x.back()) return -1;
  std::size_t i = 0;
  while (i + 2 < a.x.size() && at.x > a.x[i + 1]) ++i;
  const double t = (at.x - a.x[i]) / (a.x[i + 1] - a.x[i]);
  int best = -1;
  double least = reach;
  for (std::size_t r = 0; r < d.runs; ++r) {
    if (!selection.in[r]) continue;
    const double y = a.y(i, r) * (1 - t) + a.y(i + 1, r) * t;
    if (std::abs(y - at.y) < least) least = std::abs(y - at.y), best = static_cast<int>(r);
  }
  return best;
}

void draw_single(StudyParts& s, const Axes& a) {
  std::vector<Point> line(a.x.size());
  const auto draw = [&](std::size_t run, Color color, double width) {
    for (std::size_t i = 0; i < a.x.size(); ++i) line[i] = {a.x[i], a.y(i, run)};
    s.ctx.canvas.polyline(line, {color, width});
  };
  const double strong = s.data->runs <= 60 ? 0.9 : s.data->runs <= 300 ? 0.65 : 0.4;
  for (const bool in : {false, true})
    for (std::size_t r = 0; r < s.data->runs; ++r)
      if (s.in(r) == in) draw(r, in ? (s.data->numbers(r) ? s.colors.of(r) : s.ctx.theme.over).alpha(strong) : s.ctx.theme.axis.alpha(0.3), in ? 1.3 : 1);
}

void draw_joined(StudyParts& s, const Axes& a) {
  const std::size_t gaps = a.x.size() - 1;
  const auto bins = static_cast<std::size_t>(std::clamp(std::sqrt(static_cast<double>(most_joined) / static_cast<double>(gaps)), 12.0, 90.0));
  struct Pair {
    float in = 0, out = 0, sum = 0, valued = 0;
  };
  std::vector<Pair> pairs((bins + 1) * (bins + 1));
  const double step = (a.bottom - a.top) / static_cast<double>(bins);
  const auto bin = [&](std::size_t axis, std::size_t run) {
    const double v = a.scales[axis].column->values[run];
    return std::isnan(v) ? bins : std::min(bins - 1, static_cast<std::size_t>(std::clamp(1 - a.scales[axis].share(v), 0.0, 1.0) * static_cast<double>(bins)));
  };
  const auto place = [&](std::size_t b) { return b == bins ? a.none : a.top + step * (static_cast<double>(b) + 0.5); };
  for (std::size_t g = 0; g < gaps; ++g) {
    std::fill(pairs.begin(), pairs.end(), Pair{});
    float most = 1;
    for (std::size_t r = 0; r < s.data->runs; ++r) {
      Pair& p = pairs[bin(g, r) * (bins + 1) + bin(g + 1, r)];
      if (!s.in(r)) {
        p.out += 1;
        continue;
      }
      p.in += 1, most = std::max(most, p.in);
      const double v = s.colors.value(r);
      if (std::isnan(v)) continue;
      if (s.colors.by_number()) p.sum += static_cast<float>(v), p.valued += 1;
      else p.sum = static_cast<float>(v), p.valued = 1;
    }
    for (const bool in : {false, true})
      for (std::size_t i = 0; i < pairs.size(); ++i) {
        const Pair& p = pairs[i];
        if (in ? !(p.in > 0) : !(p.out > 0 && p.in == 0)) continue;
        const Color color = in ? s.colors.at(p.valued > 0 ? static_cast<double>(p.sum / p.valued) : no_value).alpha(0.08 + 0.6 * std::sqrt(static_cast<double>(p.in / most))) : s.ctx.theme.axis.alpha(0.12);
        s.ctx.canvas.line({a.x[g], place(i / (bins + 1))}, {a.x[g + 1], place(i % (bins + 1))}, {color, std::max(1.0, step * 0.5)});
      }
  }
}

void touch_axis(View& view, const Touch& t, const Axes& a, std::size_t axis) {
  StudyView& v = view.study;
  const StudyColumn& c = *a.scales[axis].column;
  if (t.button != MouseButton::left) return;
  v.axis_in_hand = static_cast<int>(axis);
  if (!t.moved) {
    if (t.done || t.twice) v.brushes.erase(c.name);
    return;
  }
  const double from = a.value(axis, t.from.y), to = a.value(axis, t.at.y);
  if (t.begin) {
    v.held.reset();
    if (const auto there = v.brushes.find(c.name); there != v.brushes.end() && from >= there->second.first && from <= there->second.second) v.held = there->second;
  }
  if (v.held) {  // what is there is moved as a whole
    const double by = (t.from.y - t.at.y) / (a.bottom - a.top) * (a.scales[axis].high - a.scales[axis].low);
    brush(v, c, v.held->first + by, v.held->second + by);
  } else {
    brush(v, c, from, to);
  }
  if (t.done) v.held.reset();
}

void draw_axis(StudyParts& s, const Axes& a, std::size_t i, double room) {
  PanelContext& ctx = s.ctx;
  const StudyScale& scale = a.scales[i];
  const double x = ctx.canvas.snap_line(a.x[i]);
  const bool hand = s.view.axis_in_hand == static_cast<int>(i);
  ctx.canvas.fill_rect({x - (hand ? 1 : 0.5), a.top - 4, hand ? 2.0 : 1.0, a.bottom - a.top + 8}, hand ? ctx.theme.palette[0] : ctx.theme.text_dim);
  const Rect name{a.x[i] - room / 2, a.top - head, room, head - 6};
  const HAlign h = i == 0 ? HAlign::left : i + 1 == a.x.size() ? HAlign::right : HAlign::center;
  const double left = i == 0 ? a.x[0] - 30 : i + 1 == a.x.size() ? a.x[i] + 30 : a.x[i];
  ctx.text({left, name.y + 8}, scale.column->title, ctx.style(ctx.theme.label_size, hand ? ctx.theme.palette[0] : ctx.theme.text, h, VAlign::middle, true), room);
  ctx.text({left, name.y + 21}, scale.unit.empty() ? scale.context : scale.unit, ctx.style(ctx.theme.small_size, ctx.theme.text_faint, h, VAlign::middle), room);
  const TextStyle label = ctx.style(ctx.theme.small_size, ctx.theme.text_dim, i + 1 == a.x.size() ? HAlign::right : HAlign::left, VAlign::middle);
  for (std::size_t k = 0; k < scale.at.size(); ++k) {
    const double y = a.bottom - (a.bottom - a.top) * scale.share(scale.at[k]);
    const double w = std::min(ctx.canvas.text_width(scale.label[k], label), room - 8), at = i + 1 == a.x.size() ? x - 6 : x + 6;
    ctx.canvas.fill_rect({x - 3, y - 0.5, 6, 1}, ctx.theme.text_dim);
    ctx.canvas.fill_rect({(i + 1 == a.x.size() ? at - w : at) - 2, y - 6, w + 4, 12}, ctx.theme.panel.alpha(0.78));
    ctx.text({at, y}, scale.label[k], label, room - 8);
  }
  const auto range = s.view.brushes.find(scale.column->name);
  if (range != s.view.brushes.end()) {
    const auto place = [&](double v) { return a.bottom - (a.bottom - a.top) * std::clamp(scale.share(v), 0.0, 1.0); };
    const double y0 = place(range->second.second), y1 = std::max(place(range->second.first), y0 + 2);
    ctx.canvas.fill_rect({x - 6, y0, 12, y1 - y0}, ctx.theme.palette[0].alpha(0.35));
    ctx.canvas.stroke_rect({x - 6, y0, 12, y1 - y0}, {ctx.theme.palette[0], 1.2});
  }
}

}  // namespace

void draw_parallel(StudyParts& s, const Rect& box) {
  PanelContext& ctx = s.ctx;
  const StudyData& d = *s.data;
  const double menu = menu_button(ctx, "axes", {box.right(), box.y + 8}, "axes", 120, HAlign::right);
  const Rect body = figure_head(ctx, box, "Parameters and metrics", "Which settings lead where? Drag along an axis to keep a range.", menu + 8);
  if (s.axes.size() < 2 || body.h < head + 60) return ctx.notice(body, s.axes.size() < 2 ? "Two columns or more are needed: choose them by `axes`." : "too small");
  Axes a;
  bool none = false;
  for (const int c : s.axes) {
    a.scales.push_back(study_scale(d, c, std::nullopt, std::max(3, static_cast<int>(body.h / 60))));
    for (std::size_t r = 0; r < d.runs && !none; ++r) none = std::isnan(d.column(c).values[r]);
  }
  ctx.card({body.x, body.y, body.w, body.h});
  a.top = body.y + head + 6, a.bottom = body.bottom() - 12 - (none ? beside : 0);
  if (none) a.none = a.bottom + beside - 4;
  const double left = body.x + 42, gap = (body.w - 84) / static_cast<double>(s.axes.size() - 1);
  for (std::size_t i = 0; i < s.axes.size(); ++i) a.x.push_back(left + gap * static_cast<double>(i));
  {
    const ClipScope clip(ctx.canvas, body);
    if (d.runs <= single_up_to) draw_single(s, a);
    else draw_joined(s, a);
    const Rect lines{a.x.front(), a.top, a.x.back() - a.x.front(), (none ? a.none + 6 : a.bottom) - a.top};
    if (s.hovered < 0 && ctx.pointer && lines.contains(*ctx.pointer) && s.view.menu.empty()) s.hovered = nearest(a, d, *s.selection, *ctx.pointer);
    std::vector<Point> line(a.x.size());
    for (const int run : {s.hovered, s.view.run}) {
      if (run < 0 || static_cast<std::size_t>(run) >= d.runs) continue;
      for (std::size_t i = 0; i < a.x.size(); ++i) line[i] = {a.x[i], a.y(i, static_cast<std::size_t>(run))};
      ctx.canvas.polyline(line, {ctx.theme.text, run == s.view.run ? 2.6 : 1.6});
      for (const Point& p : line) draw_disc(ctx.canvas, p, 3, ctx.theme.text);
    }
    for (std::size_t i = 0; i < a.x.size(); ++i) draw_axis(s, a, i, gap - 10);
    if (none) ctx.text({body.x + 6, a.none}, "none", ctx.style(ctx.theme.small_size, ctx.theme.over, HAlign::left, VAlign::middle));
    Hit h;
    h.name = "study/lines", h.box = lines;
    const auto data = s.data;
    const auto selection = s.selection;
    h.click = [](View&) {};
    h.touch = [a, data, selection](View& view, const Touch& t) {
      if (t.moved || !(t.done || t.twice) || t.button != MouseButton::left) return;
      const int run = nearest(a, *data, *selection, t.at);
      view.study.run = run, view.study.words.clear();
      if (t.twice && run >= 0) view.request = "open run";
    };
    ctx.hit(h);
    std::set<std::string> named;
    for (std::size_t i = 0; i < a.x.size(); ++i) {
      const StudyColumn& c = *a.scales[i].column;
      if (!named.insert(c.name).second) continue;
      h.name = "study/axis/" + c.name, h.box = {a.x[i] - 10, a.top - 5, 20, a.bottom - a.top + 10};
      h.touch = [a, data, i](View& view, const Touch& t) { touch_axis(view, t, a, i); };
      ctx.hit(h);
      ctx.hit("study/axis-name/" + c.name, {a.x[i] - gap / 2 + 4, a.top - head - 4, gap - 8, head - 6}, [i](View& v) { v.study.axis_in_hand = static_cast<int>(i); }, c.name + (c.about.empty() ? "" : "  (" + c.about + ")"));
    }
  }
}

}  // namespace netsuden::viz
