// SPDX-License-Identifier: Apache-2.0
#include "viz/plot/frame.hpp"

#include <algorithm>

#include "viz/plot/decimate.hpp"

namespace netsuden::viz {
namespace {

constexpr double swatch_width = 14, swatch_gap = 5, entry_gap = 14, tick_gap = 7, title_gap = 20;

TextStyle label_style(const Theme& theme, HAlign h, VAlign v) {
  return {.size = theme.label_size, .color = theme.text_dim, .h = h, .v = v};
}
TextStyle title_style(const Theme& theme) {
  return {.size = theme.title_size, .color = theme.text, .v = VAlign::baseline, .bold = true};
}
TextStyle subtitle_style(const Theme& theme) {
  return {.size = theme.label_size, .color = theme.text_dim, .v = VAlign::baseline};
}

double row_height(const Theme& theme) { return std::ceil(theme.title_size * 1.45); }

double subtitle_height(const Theme& theme) { return std::ceil(theme.label_size * 1.45); }

double header_of(const Theme& theme, const FrameSpec& spec, double legend_rows) {
  double h = 5;
  if (!spec.title.empty() || !spec.legend.empty()) h += row_height(theme) * (1 + legend_rows);
  if (!spec.subtitle.empty()) h += subtitle_height(theme);
  return h;
}

int wanted_ticks(double height) { return std::clamp(static_cast<int>(height / 28), 2, 8); }

/// Legend entries in rows, right-aligned: the first row shares its height with the title while there is room.
std::vector<PlacedLegend> place_legend(const Canvas& canvas, const Theme& theme, const FrameSpec& spec,
                                       const Rect& header, double& rows) {
  std::vector<PlacedLegend> placed;
  rows = 0;
  if (spec.legend.empty()) return placed;
  const TextStyle style = label_style(theme, HAlign::left, VAlign::baseline);
  const double title = canvas.text_width(spec.title, title_style(theme));
  const double row = row_height(theme);
  double total = -entry_gap;
  std::vector<double> widths;
  for (const LegendEntry& e : spec.legend) {
    widths.push_back(swatch_width + swatch_gap + canvas.text_width(e.text, style));
    total += widths.back() + entry_gap;
  }
  const bool beside = title + title_gap + total <= header.w;
  double x = beside ? header.right() - total : header.x, y = beside ? header.y : header.y + row;
  if (!beside) rows = 1;
  for (std::size_t i = 0; i < widths.size(); ++i) {
    if (!beside && x > header.x && x + widths[i] > header.right()) {
      x = header.x;
      y += row;
      rows += 1;
    }
    placed.push_back({{x, y, widths[i], row}, i});
    x += widths[i] + entry_gap;
  }
  return placed;
}

}  // namespace

double Frame::x(double t) const {
  const double share = (t - time.t0) / (time.t1 - time.t0);
  return plot.x + plot.w * std::clamp(share, -4.0, 5.0);
}

double Frame::y(double v) const {
  const double share = high > low ? (v - low) / (high - low) : 0.5;
  return plot.bottom() - plot.h * (std::isnan(share) ? share : std::clamp(share, -8.0, 9.0));
}

int Frame::columns(const Canvas& canvas) const {
  return std::clamp(static_cast<int>(std::ceil(plot.w / canvas.device_pixel())), 1, 16384);
}

ValueRange nice_range(double low, double high, bool from_zero, const AxisUnit& unit, int ticks) {
  if (!std::isfinite(low) || !std::isfinite(high) || low > high) return {0, 1 / unit.factor};
  if (from_zero) low = std::min(low, 0.0), high = std::max(high, 0.0);
  const double size = std::max(std::abs(low), std::abs(high));
  if (!(high - low > size * 1e-9)) {  // constant: around it
    const double around = size > 0 ? size * 0.05 : 0.5 / unit.factor;
    if (!from_zero || size == 0) low -= around;
    high += around;
    if (from_zero) low = std::min(0.0, low + (size == 0 ? around : 0));
  }
  const double least = low, most = high;
  widen_to_ticks(low, high, ticks, unit);
  // A line along an edge would lie under the frame; that of zero is the ground.
  const double room = 0.04 * (high - low);
  if (low != 0 && least - low < 0.25 * room) low -= room;
  if (high != 0 && high - most < 0.25 * room) high += room;
  return {low, high};
}

ValueRange fit_range(std::span<const Series> series, const TimeAxis& time, bool from_zero, const AxisUnit& unit) {
  double low = 1e300, high = -1e300;
  for (const Series& s : series) {
    const Columns all{time.t0, time.t1, 1};
    if (!all.valid() || s.size() == 0) continue;
    const auto at = column_bounds(s.t, s.size(), all);
    // With the neighbours: the line towards them, or the step from them, is in the picture too.
    const RangeSummary r = summarise(s, at[0] > 0 ? at[0] - 1 : 0, at[1] + 1);
    if (r.count == 0) continue;
    low = std::min(low, r.min);
    high = std::max(high, r.max);
  }
  return nice_range(low, high, from_zero, unit);
}

double needed_gutter(const Canvas& canvas, const Theme& theme, const FrameSpec& spec) {
  if (!spec.value_axis) return 0;
  const ValueTicks t = value_ticks(spec.low, spec.high, 5, spec.unit);
  const TextStyle style = label_style(theme, HAlign::right, VAlign::middle);
  double width = canvas.text_width(t.style.unit, style);
  for (const std::string& l : t.label) width = std::max(width, canvas.text_width(l, style));
  return std::ceil(width + tick_gap + 4);
}

double header_height(const Canvas& canvas, const Theme& theme, const FrameSpec& spec, double plot_width) {
  double legend_rows = 0;
  place_legend(canvas, theme, spec, {0, 0, plot_width, row_height(theme)}, legend_rows);
  return header_of(theme, spec, legend_rows);
}

double time_label_height(const Theme& theme) { return std::ceil(theme.label_size * 3.1); }

Frame make_frame(const Canvas& canvas, const Theme& theme, const Rect& outer, const TimeAxis& time,
                 const FrameSpec& spec) {
  Frame f;
  f.outer = outer;
  f.time = time;
  f.low = spec.low;
  f.high = spec.high;
  f.unit = spec.unit;
  f.value_axis = spec.value_axis;
  f.time_labels = spec.time_labels;
  const double gutter = spec.gutter_left > 0 ? spec.gutter_left : needed_gutter(canvas, theme, spec);
  const double left = canvas.snap(outer.x + gutter), right = canvas.snap(outer.right() - spec.gutter_right);
  const double row = row_height(theme);
  double legend_rows = 0;
  f.legend = place_legend(canvas, theme, spec, {left, outer.y, right - left, row}, legend_rows);
  f.title_y = canvas.snap(outer.y + theme.title_size * 1.05);
  if (!spec.subtitle.empty()) {
    f.subtitle_y = canvas.snap(outer.y + row + theme.label_size * 0.95);
    if (legend_rows > 0) {
      for (PlacedLegend& p : f.legend) p.box.y += subtitle_height(theme);
    }
  }
  const double header = header_of(theme, spec, legend_rows);
  const double foot = spec.time_labels ? time_label_height(theme) : 4;
  const double top = canvas.snap(outer.y + header), bottom = canvas.snap(outer.bottom() - foot);
  f.plot = {left, top, std::max(0.0, right - left), std::max(0.0, bottom - top)};
  if (!f.drawable()) return f;
  if (spec.value_axis) f.value_ticks = value_ticks(spec.low, spec.high, wanted_ticks(f.plot.h), spec.unit);
  const TextStyle style = label_style(theme, HAlign::center, VAlign::top);
  const double spacing = canvas.text_width("00:00:00", style) + 22;
  f.time_ticks = time_ticks(time.t0, time.t1, std::max(2, static_cast<int>(f.plot.w / spacing)), time.zone);
  return f;
}

void draw_swatch(Canvas& canvas, const Rect& box, Color color, Swatch swatch) {
  const double middle = canvas.snap(box.y + box.h / 2);
  switch (swatch) {
    case Swatch::line:
      canvas.fill_rect({box.x, middle - 1, box.w, 2}, color);
      break;
    case Swatch::dashed:
      canvas.fill_rect({box.x, middle - 1, box.w * 0.38, 2}, color);
      canvas.fill_rect({box.x + box.w * 0.62, middle - 1, box.w * 0.38, 2}, color);
      break;
    case Swatch::area:
    case Swatch::area_hatched: {
      const Rect square{box.x + box.w - 10, middle - 5, 10, 10};
      canvas.fill_rect(square, swatch == Swatch::area ? color : color.alpha(0.3));
      if (swatch == Swatch::area_hatched) draw_hatch(canvas, square, color, 4);
      break;
    }
  }
}

void draw_hatch(Canvas& canvas, const Rect& area, Color color, double spacing) {
  if (area.empty() || !(spacing > 1)) return;
  const ClipScope clip(canvas, area);
  // Anchored to the picture, not to the area: neighbouring areas hatch as one.
  const double from = std::floor((area.x + area.y) / spacing) * spacing;
  for (double s = from; s < area.right() + area.bottom(); s += spacing)
    canvas.line({s - area.y, area.y}, {s - area.bottom(), area.bottom()}, {color, 1});
}

void draw_frame(Canvas& canvas, const Theme& theme, const Frame& frame, const FrameSpec& spec) {
  const Rect& p = frame.plot;
  const double title_room =
      (!frame.legend.empty() && frame.legend.front().box.y <= frame.outer.y ? frame.legend.front().box.x - 8
                                                                            : frame.outer.right()) -
      p.x;
  canvas.text({p.x, frame.title_y}, fit_text(canvas, spec.title, title_style(theme), title_room), title_style(theme));
  if (!spec.subtitle.empty())
    canvas.text({p.x, frame.subtitle_y},
                fit_text(canvas, spec.subtitle, subtitle_style(theme), frame.outer.right() - p.x),
                subtitle_style(theme));
  for (const PlacedLegend& l : frame.legend) {
    const LegendEntry& e = spec.legend[l.entry];
    const double base = l.box.y + (frame.title_y - frame.outer.y);
    draw_swatch(canvas, {l.box.x, base - theme.label_size * 0.36 - 5, swatch_width, 10}, e.color, e.swatch);
    canvas.text({l.box.x + swatch_width + swatch_gap, base}, e.text,
                label_style(theme, HAlign::left, VAlign::baseline));
  }
  if (!frame.drawable()) return;
  canvas.fill_rect(p, theme.panel);

  const double hair = canvas.device_pixel();
  if (frame.value_axis) {
    const TextStyle style = label_style(theme, HAlign::right, VAlign::middle);
    for (std::size_t i = 0; i < frame.value_ticks.at.size(); ++i) {
      const double y =
          std::clamp(canvas.snap_line(frame.y(frame.value_ticks.at[i])), p.y + hair / 2, p.bottom() - hair / 2);
      canvas.fill_rect({p.x, y - hair / 2, p.w, hair}, theme.grid);
      canvas.text({p.x - tick_gap, y}, frame.value_ticks.label[i], style);
    }
    if (!frame.value_ticks.style.unit.empty()) {
      // Above the highest label; beside the subtitle's line, which has nothing in the gutter.
      TextStyle unit = label_style(theme, HAlign::right, VAlign::baseline);
      unit.color = theme.text_faint;
      canvas.text({p.x - tick_gap, canvas.snap(p.y - 7)}, frame.value_ticks.style.unit, unit);
    }
  }

  const double label_y = p.bottom() + 7, context_y = label_y + std::ceil(theme.label_size * 1.3);
  const TextStyle label = label_style(theme, HAlign::center, VAlign::top);
  TextStyle context = label_style(theme, HAlign::left, VAlign::top);
  context.color = theme.text_faint;
  double taken = -1e300, context_taken = -1e300;
  // The context of the left border, if the next one leaves it room.
  double first_change = p.right();
  for (const TimeTick& t : frame.time_ticks.ticks) {
    if (!t.context.empty()) {
      first_change = frame.x(t.at);
      break;
    }
  }
  if (frame.time_labels && !frame.time_ticks.first_context.empty() &&
      p.x + canvas.text_width(frame.time_ticks.first_context, context) + 8 <= first_change - 14) {
    canvas.text({p.x, context_y}, frame.time_ticks.first_context, context);
    context_taken = p.x + canvas.text_width(frame.time_ticks.first_context, context);
  }
  for (const TimeTick& t : frame.time_ticks.ticks) {
    const double x = std::clamp(canvas.snap_line(frame.x(t.at)), p.x + hair / 2, p.right() - hair / 2);
    canvas.fill_rect({x - hair / 2, p.y, hair, p.h}, t.context.empty() ? theme.grid : mix(theme.grid, theme.axis, 0.6));
    if (!frame.time_labels) continue;
    const double width = canvas.text_width(t.label, label);
    if (x - width / 2 > taken + 6 && x + width / 2 <= frame.outer.right() + 2 && x - width / 2 >= frame.outer.x - 2) {
      canvas.fill_rect({x - hair / 2, p.bottom(), hair, 4}, theme.axis);
      canvas.text({x, label_y}, t.label, label);
      taken = x + width / 2;
    }
    if (t.context.empty()) continue;
    const double start = x - std::min(width / 2, 14.0), wide = canvas.text_width(t.context, context);
    if (start > context_taken + 8 && start + wide <= frame.outer.right() + 2) {
      canvas.text({start, context_y}, t.context, context);
      context_taken = start + wide;
    }
  }
}

void draw_frame_edge(Canvas& canvas, const Theme& theme, const Frame& frame) {
  if (!frame.drawable()) return;
  const double hair = canvas.device_pixel();
  canvas.fill_rect({frame.plot.x, frame.plot.bottom() - hair, frame.plot.w, hair}, theme.axis);
}

}  // namespace netsuden::viz
