// SPDX-License-Identifier: Apache-2.0
// Which columns the panel shows, how they lie on scales, which colours runs have.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "viz/panels/study_parts.hpp"

namespace netsuden::viz {
namespace {

int named(const StudyData& d, const std::string& name, int otherwise) {
  const int c = name.empty() ? -1 : d.find(name);
  return c >= 0 ? c : otherwise;
}

/// The parameter with the largest effect on a metric; -1: not known.
int main_driver(const StudyData& d, int metric) {
  for (const StudyEffect* e : d.effects_on(metric))
    if (std::isfinite(e->size) && e->parameter >= 0 && d.column(e->parameter).high > d.column(e->parameter).low) return e->parameter;
  return -1;
}

}  // namespace

int y_of(const StudyView& v, const StudyData& d) {
  int y = d.first(StudyKind::metric);
  if (y < 0) y = std::max(0, d.first(StudyKind::parameter, 1));
  return named(d, v.y, y);
}

int x_of(const StudyView& v, const StudyData& d) {
  int x = main_driver(d, y_of(v, d));
  if (x < 0) x = d.first(StudyKind::parameter);
  return named(d, v.x, std::max(x, 0));
}

int color_of(const StudyView& v, const StudyData& d) {
  if (v.color == "status") return -1;
  const int x = x_of(v, d), y = y_of(v, d);
  int c = d.first(StudyKind::metric, d.column(y).kind == StudyKind::metric ? 1 : 0);
  if (c < 0 || c == x || c == y) c = d.first(StudyKind::parameter, x == d.first(StudyKind::parameter) ? 1 : 0);
  return named(d, v.color, c == x || c == y ? -1 : c);
}

int metric_of(const StudyView& v, const StudyData& d) {
  const int y = y_of(v, d), m = named(d, v.metric, d.column(y).kind == StudyKind::metric ? y : d.first(StudyKind::metric));
  return m;
}

int series_of(const StudyView& v, const StudyData& d) {
  for (std::size_t i = 0; i < d.series.size(); ++i)
    if (d.series[i].name() == v.series) return static_cast<int>(i);
  return d.series.empty() ? -1 : 0;
}

std::vector<int> axes_of(const StudyView& v, const StudyData& d, std::size_t most) {
  std::vector<int> out;
  for (const std::string& name : v.axes)
    if (const int c = d.find(name); c >= 0) out.push_back(c);
  if (out.empty()) {
    // Parameters and metrics that vary; of either at least the larger half of what there is room for.
    std::vector<int> parameters, metrics;
    for (std::size_t i = 0; i < d.columns.size(); ++i) {
      const StudyColumn& c = d.columns[i];
      if (c.kind != StudyKind::number && (c.high > c.low || d.runs < 2)) (c.kind == StudyKind::parameter ? parameters : metrics).push_back(static_cast<int>(i));
    }
    const std::size_t half = (most + 1) / 2, p = std::min(parameters.size(), std::max(half, most - std::min(most, metrics.size())));
    parameters.resize(p);
    metrics.resize(std::min(metrics.size(), most - std::min(most, p)));
    out = parameters;
    out.insert(out.end(), metrics.begin(), metrics.end());
  }
  if (out.size() > most) out.resize(most);
  return out;
}

std::string StudyScale::title() const {
  std::string t = column->title;
  if (!unit.empty()) t += ", " + unit;
  return t;
}

StudyScale study_scale(const StudyData& d, int number, const std::optional<StudyView::Range>& zoom, int ticks) {
  StudyScale s;
  s.column = &d.column(number);
  const StudyColumn& c = *s.column;
  s.low = c.low, s.high = c.high;
  if (!std::isfinite(s.low) || !std::isfinite(s.high)) s.low = 0, s.high = 1;
  if (!c.words.empty()) {
    s.low = -0.5, s.high = static_cast<double>(c.words.size()) - 0.5;
    if (zoom) s.low = zoom->first, s.high = zoom->second;
    const std::size_t step = std::max<std::size_t>(1, (c.words.size() + static_cast<std::size_t>(ticks) * 2 - 1) / (static_cast<std::size_t>(ticks) * 2));
    for (std::size_t i = 0; i < c.words.size(); i += step)
      if (static_cast<double>(i) >= s.low && static_cast<double>(i) <= s.high) s.at.push_back(static_cast<double>(i)), s.label.push_back(c.words[i]);
    return s;
  }
  if (c.date) {
    const double around = std::max(1800.0, 0.04 * (s.high - s.low));
    s.low -= around, s.high += around;
    if (zoom) s.low = zoom->first, s.high = zoom->second;
    if (std::abs(s.low) > 1e11 || std::abs(s.high) > 1e11) return s;  // no calendar goes so far
    const TimeTicks t = time_ticks(s.low, s.high, std::max(2, ticks), d.zone);
    s.context = t.first_context;
    for (const TimeTick& tick : t.ticks) {
      s.at.push_back(tick.at), s.label.push_back(tick.label);
      if (s.context.empty()) s.context = tick.context;
    }
    return s;
  }
  if (zoom) {
    s.low = zoom->first, s.high = zoom->second;
  } else if (c.kind == StudyKind::number) {
    const double around = std::max(0.5, 0.03 * (s.high - s.low));
    s.low -= around, s.high += around;
  } else {
    const ValueRange r = nice_range(s.low, s.high, false, c.shown, ticks);
    s.low = r.low, s.high = r.high;
  }
  if (!(s.high > s.low)) s.high = s.low + 1;
  const ValueTicks t = value_ticks(s.low, s.high, std::max(2, ticks), c.shown);
  s.at = t.at, s.label = t.label, s.unit = t.style.unit;
  return s;
}

Color study_color(const Theme& theme, double share) {
  share = std::isfinite(share) ? std::clamp(share, 0.0, 1.0) : 0;
  // The dark end is lost on a dark panel, the yellow end on a light one.
  return theme.dark ? viridis(0.22 + 0.78 * share) : viridis(0.88 * share);
}

RunColors::RunColors(const Theme& theme, const StudyData& data, int column) : theme_(theme), data_(data), column_(column >= 0 ? &data.column(column) : nullptr) {}

Color RunColors::at(double v) const {
  if (!std::isfinite(v)) return theme_.text_faint;
  if (column_ == nullptr) {
    const auto s = static_cast<std::size_t>(v);
    if (s >= data_.states.size()) return theme_.text_faint;
    return data_.states[s] == "complete" ? theme_.palette[0] : data_.states[s] == "invalid" ? theme_.palette[1] : theme_.over;
  }
  if (!column_->words.empty()) return theme_.category(static_cast<std::size_t>(std::max(0.0, v)));
  return study_color(theme_, column_->high > column_->low ? (v - column_->low) / (column_->high - column_->low) : 0.5);
}

Color RunColors::of(std::size_t run) const { return at(value(run)); }

Rect figure_head(PanelContext& ctx, const Rect& box, const std::string& title, const std::string& question, double right) {
  ctx.text({box.x, box.y + 12}, title, ctx.style(ctx.theme.title_size, ctx.theme.text, HAlign::left, VAlign::baseline, true), box.w - right);
  ctx.text({box.x, box.y + 28}, question, ctx.style(ctx.theme.label_size, ctx.theme.text_dim), box.w - right);
  return {box.x, box.y + 38, box.w, std::max(0.0, box.h - 38)};
}

double menu_button(PanelContext& ctx, const std::string& menu, Point at, const std::string& words, double width, HAlign h) {
  const TextStyle s = ctx.style(ctx.theme.label_size, ctx.theme.text, HAlign::left, VAlign::middle, true);
  const std::string fitted = fit_text(ctx.canvas, words, s, std::max(10.0, width - 24));
  const double w = ctx.canvas.text_width(fitted, s) + 24;
  const double x = h == HAlign::right ? at.x - w : h == HAlign::center ? at.x - w / 2 : at.x;
  const Rect box{x, at.y - 10, w, 20};
  const bool open = ctx.view.study.menu == menu;
  if (open || ctx.hovered(box)) ctx.canvas.fill_rect(box, mix(ctx.theme.panel, ctx.theme.axis, 0.45));
  ctx.canvas.text({x + 6, at.y}, fitted, s);
  const double tx = x + w - 12;
  const std::array<Point, 3> triangle{Point{tx - 3.5, at.y - 2}, {tx + 3.5, at.y - 2}, {tx, at.y + 3}};
  ctx.canvas.fill_polygon(triangle, ctx.theme.text_dim);
  ctx.hit("study/menu/" + menu, box, [menu](View& v) { v.study.menu = v.study.menu == menu ? "" : menu, v.study.menu_at = 0; });
  return w;
}

void draw_cross(Canvas& canvas, Point p, double r, Color color, double width) {
  canvas.line({p.x - r, p.y - r}, {p.x + r, p.y + r}, {color, width});
  canvas.line({p.x - r, p.y + r}, {p.x + r, p.y - r}, {color, width});
}

void draw_disc(Canvas& canvas, Point p, double r, Color color) {
  std::array<Point, 10> circle;
  for (std::size_t i = 0; i < circle.size(); ++i) {
    const double a = 2 * M_PI * (static_cast<double>(i) + 0.5) / static_cast<double>(circle.size());
    circle[i] = {p.x + r * std::cos(a), p.y + r * std::sin(a)};
  }
  canvas.fill_polygon(circle, color);
}

void draw_ring(Canvas& canvas, Point p, double r, Color color, double width) {
  std::array<Point, 21> circle;
  for (std::size_t i = 0; i < circle.size(); ++i) {
    const double a = 2 * M_PI * static_cast<double>(i) / static_cast<double>(circle.size() - 1);
    circle[i] = {p.x + r * std::cos(a), p.y + r * std::sin(a)};
  }
  canvas.polyline(circle, {color, width});
}

void brush(StudyView& v, const StudyColumn& c, double a, double b) {
  v.brushes[c.name] = {std::min(a, b), std::max(a, b)};
  v.words.clear();
}

}  // namespace netsuden::viz
