// SPDX-License-Identifier: Apache-2.0
#include "viz/plot/heatmap.hpp"

#include <algorithm>

#include "viz/plot/decimate.hpp"

namespace netsuden::viz {
namespace {

constexpr double bar_width = 12, bar_gap = 16, label_gap = 7;
constexpr int shades = 64;  // of the colour scale: neighbours that look alike are drawn as one

TextStyle label_style(const Theme& theme, HAlign h) {
  return {.size = theme.label_size, .color = theme.text_dim, .h = h, .v = VAlign::middle};
}

}  // namespace

ValueRange heat_range(std::span<const double> t, std::span<const Values> rows, const TimeAxis& time,
                      const AxisUnit& unit) {
  std::vector<Series> series;
  for (const Values& v : rows) series.push_back({t, v, Hold::until_next});
  return fit_range(series, time, false, unit);
}

double heat_gutter(const Canvas& canvas, const Theme& theme, std::span<const std::string> names) {
  double width = 0;
  for (const std::string& n : names) width = std::max(width, canvas.text_width(n, label_style(theme, HAlign::right)));
  return std::ceil(std::min(width, 160.0) + label_gap + 10);
}

double color_bar_gutter(const Canvas& canvas, const Theme& theme, double low, double high, const AxisUnit& unit) {
  const ValueTicks ticks = value_ticks(low, high, 5, unit);
  double width = canvas.text_width(ticks.style.unit, label_style(theme, HAlign::left));
  for (const std::string& l : ticks.label)
    width = std::max(width, canvas.text_width(l, label_style(theme, HAlign::left)));
  return std::ceil(bar_gap + bar_width + label_gap + width + 4);
}

void draw_heatmap(Canvas& canvas, const Theme& theme, const Frame& frame, const HeatMapData& data) {
  if (!frame.drawable() || data.rows.empty()) return;
  const Columns columns{frame.time.t0, frame.time.t1, frame.columns(canvas)};
  const double height = frame.plot.h / static_cast<double>(data.rows.size());
  const double gap = height >= 6 ? canvas.device_pixel() : 0;
  const TextStyle style = label_style(theme, HAlign::right);
  const std::size_t every = static_cast<std::size_t>(std::max(1.0, std::ceil((theme.label_size + 3) / height)));
  const double span = data.high - data.low;
  constexpr std::size_t over = shades, empty = shades + 1;
  const auto shade_of = [&](double v) {
    if (std::isnan(v)) return empty;
    if (data.limit && v > *data.limit) return over;
    return span > 0 ? static_cast<std::size_t>(std::clamp((v - data.low) / span * shades, 0.0, shades - 1.0))
                    : std::size_t{0};
  };
  std::vector<std::vector<Rect>> cells(shades + 2);
  std::vector<Rect> hot_rows;
  for (std::size_t r = 0; r < data.rows.size(); ++r) {
    const double y0 = canvas.snap(frame.plot.y + height * static_cast<double>(r));
    const double y1 = canvas.snap(frame.plot.y + height * static_cast<double>(r + 1)) - gap;
    const std::vector<double> max = column_max({data.t, data.rows[r], data.hold}, columns);
    bool any_over = false;
    std::size_t from = 0, shade = shade_of(max[0]);
    for (std::size_t c = 1; c <= max.size(); ++c) {
      const std::size_t next = c < max.size() ? shade_of(max[c]) : empty + 1;
      if (next == shade) continue;
      const auto x_of = [&](std::size_t k) { return frame.plot.x + frame.plot.w * static_cast<double>(k) / columns.n; };
      cells[shade].push_back({x_of(from), y0, x_of(c) - x_of(from), y1 - y0});
      any_over = any_over || shade == over;
      from = c;
      shade = next;
    }
    if (any_over) hot_rows.push_back({frame.plot.x - 5, y0, 3, y1 - y0});
    if (r % every == 0 && r < data.names.size()) {
      const std::string name = fit_text(canvas, data.names[r], style, frame.plot.x - frame.outer.x - label_gap - 8);
      canvas.text({frame.plot.x - label_gap - 4, 0.5 * (y0 + y1)}, name, style);
    }
  }
  canvas.fill_rects(hot_rows, theme.over);
  const ClipScope clip(canvas, frame.plot);
  for (std::size_t i = 0; i < shades; ++i)
    canvas.fill_rects(cells[i], viridis((static_cast<double>(i) + 0.5) / shades));
  canvas.fill_rects(cells[over], theme.over);
  for (const Rect& cell : cells[over]) {
    if (cell.w >= 4) draw_hatch(canvas, cell, Color::hex(0x101317, 0.55), 5);
  }
}

void draw_color_bar(Canvas& canvas, const Theme& theme, const Frame& frame, double low, double high,
                    std::optional<double> limit) {
  if (!frame.drawable() || !(high > low)) return;
  const Rect bar{canvas.snap(frame.plot.right() + bar_gap), frame.plot.y, bar_width, frame.plot.h};
  const auto y_of = [&](double v) { return bar.bottom() - bar.h * (v - low) / (high - low); };
  for (int i = 0; i < shades; ++i) {
    const double from = bar.bottom() - bar.h * (i + 1) / shades, to = bar.bottom() - bar.h * i / shades;
    canvas.fill_rect({bar.x, canvas.snap(from), bar.w, canvas.snap(to) - canvas.snap(from)},
                     viridis((i + 0.5) / shades));
  }
  const ValueTicks ticks = value_ticks(low, high, std::clamp(static_cast<int>(bar.h / 34), 2, 8), frame.unit);
  const TextStyle style = label_style(theme, HAlign::left);
  const bool limit_inside = limit && *limit > low && *limit < high;
  for (std::size_t i = 0; i < ticks.at.size(); ++i) {
    const double y = y_of(ticks.at[i]);
    if (limit_inside && std::abs(y - y_of(*limit)) < theme.label_size + 2)
      continue;  // the limit's own label stands there
    canvas.fill_rect({bar.right(), canvas.snap_line(y) - 0.5, 3, 1}, theme.axis);
    canvas.text({bar.right() + label_gap, y}, ticks.label[i], style);
  }
  TextStyle unit = style;
  unit.color = theme.text_faint;
  unit.v = VAlign::baseline;
  canvas.text({bar.x, canvas.snap(bar.y - 7)}, ticks.style.unit, unit);
  if (!limit || !(*limit < high)) return;
  const Rect over{bar.x, bar.y, bar.w, std::clamp(y_of(*limit), bar.y, bar.bottom()) - bar.y};
  canvas.fill_rect(over, theme.over);
  draw_hatch(canvas, over, Color::hex(0x101317, 0.55), 5);
  if (!limit_inside) return;
  TextStyle word = style;
  word.color = theme.over;
  word.bold = true;
  const NumberStyle number = style_for(std::max(std::abs(low), std::abs(high)), *limit, frame.unit);
  canvas.fill_rect({bar.right(), canvas.snap_line(y_of(*limit)) - 0.5, 4, 1}, theme.over);
  canvas.text({bar.right() + label_gap, y_of(*limit)}, format_number(*limit, number), word);
}

}  // namespace netsuden::viz
