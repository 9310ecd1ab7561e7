// SPDX-License-Identifier: Apache-2.0
#include "viz/plot/marks.hpp"

#include <algorithm>

#include "viz/plot/decimate.hpp"

namespace netsuden::viz {
namespace {

Columns columns_of(const Canvas& canvas, const Frame& f) { return {f.time.t0, f.time.t1, f.columns(canvas)}; }

/// The corners of the curve through samples without a gap.
std::vector<Point> curve(const Frame& f, std::span<const Sample> run, Hold hold, double tail) {
  std::vector<Point> out;
  for (std::size_t i = 0; i < run.size(); ++i) {
    const Point p = f.at(run[i].t, run[i].v);
    if (i > 0 && hold == Hold::until_next) out.push_back({p.x, out.back().y});
    if (i > 0 && hold == Hold::since_last) out.push_back({out.back().x, p.y});
    if (i == 0 && hold == Hold::since_last && tail > 0) out.push_back({f.x(run[i].t - tail), p.y});
    out.push_back(p);
  }
  if (hold == Hold::until_next && tail > 0 && !run.empty()) out.push_back({f.x(run.back().t + tail), out.back().y});
  return out;
}

}  // namespace

void draw_line(Canvas& canvas, const Frame& frame, const Series& series, const LineStyle& style) {
  if (!frame.drawable()) return;
  const std::vector<Sample> samples = thin_line(series, columns_of(canvas, frame));
  const double tail = series.hold == Hold::linear ? 0 : last_interval(series.t.first(series.size()));
  const ClipScope clip(canvas, frame.plot);
  std::size_t from = 0;
  while (from < samples.size()) {
    if (samples[from].gap()) {
      ++from;
      continue;
    }
    std::size_t to = from;
    while (to < samples.size() && !samples[to].gap()) ++to;
    std::vector<Point> points = curve(frame, std::span(samples).subspan(from, to - from), series.hold, 0);
    // A step curve holds over the interval at its open end too: into the gap, or to the end of the last interval.
    if (series.hold == Hold::until_next) {
      const double end = to < samples.size() ? samples[to].t : samples[to - 1].t + tail;
      points.push_back({frame.x(end), points.back().y});
    } else if (series.hold == Hold::since_last) {
      const double begin = from > 0 ? samples[from - 1].t : samples[from].t - tail;
      points.insert(points.begin(), Point{frame.x(begin), points.front().y});
    }
    const bool dot =
        points.size() == 1 || std::all_of(points.begin(), points.end(), [&](Point p) { return p == points.front(); });
    if (dot) {
      const double r = std::max(1.5, style.width);
      canvas.fill_rect({points[0].x - r, points[0].y - r, 2 * r, 2 * r}, style.color);
    } else {
      canvas.polyline(points, {style.color, style.width, style.dash});
    }
    from = to;
  }
}

void draw_band(Canvas& canvas, const Frame& frame, const Series& low, const Series& high, Color color) {
  if (!frame.drawable()) return;
  const Columns columns = columns_of(canvas, frame);
  const std::vector<double> bottom = column_means(low, columns), top = column_means(high, columns);
  const ClipScope clip(canvas, frame.plot);
  std::vector<BandPoint> band;
  const auto flush = [&] {
    canvas.fill_band(band, color);
    band.clear();
  };
  for (int c = 0; c < columns.n; ++c) {
    const double b = bottom[static_cast<std::size_t>(c)], t = top[static_cast<std::size_t>(c)];
    if (std::isnan(b) || std::isnan(t))
      flush();
    else
      band.push_back({frame.x(columns.middle(c)), frame.y(b), frame.y(t)});
  }
  flush();
}

void draw_stack(Canvas& canvas, const Frame& frame, std::span<const double> t, Hold hold,
                std::span<const StackLayer> layers) {
  if (!frame.drawable() || layers.empty() || t.empty()) return;
  const Columns columns = columns_of(canvas, frame);
  std::vector<std::vector<double>> means;
  for (const StackLayer& l : layers) means.push_back(column_means({t, l.v, hold}, columns));
  std::vector<double> base(static_cast<std::size_t>(columns.n), 0.0);
  for (std::size_t c = 0; c < base.size(); ++c) {
    for (const auto& m : means) {
      if (std::isnan(m[c])) base[c] = no_value;
    }
  }
  const ClipScope clip(canvas, frame.plot);
  for (std::size_t k = 0; k < layers.size(); ++k) {
    std::vector<BandPoint> band;
    const double half = frame.plot.w / columns.n / 2;
    const auto flush = [&] {
      if (band.size() == 1) band.push_back({band[0].x + 2 * half, band[0].y0, band[0].y1});
      if (!band.empty()) {  // to the borders of the outermost columns
        band.front().x -= half;
        band.back().x += half;
      }
      canvas.fill_band(band, layers[k].color);
      band.clear();
    };
    for (std::size_t c = 0; c < base.size(); ++c) {
      if (std::isnan(base[c])) {
        flush();
        continue;
      }
      const double top = base[c] + means[k][c];
      const BandPoint p{frame.x(columns.middle(static_cast<int>(c))), frame.y(base[c]), frame.y(top)};
      base[c] = top;
      // On a level stretch only the ends are kept.
      const std::size_t n = band.size();
      if (n >= 2 && band[n - 1].y0 == p.y0 && band[n - 1].y1 == p.y1 && band[n - 2].y0 == p.y0 &&
          band[n - 2].y1 == p.y1)
        band.back() = p;
      else
        band.push_back(p);
    }
    flush();
  }
}

void draw_markers(Canvas& canvas, const Theme& theme, const Frame& frame, std::span<const TimeMarker> markers,
                  bool labels) {
  if (!frame.drawable()) return;
  const Rect& p = frame.plot;
  const TextStyle style{.size = theme.small_size, .color = theme.text_dim, .v = VAlign::top};
  const double hair = canvas.device_pixel();
  double taken = -1e300;
  for (const TimeMarker& m : markers) {
    if (!(m.t >= frame.time.t0 && m.t <= frame.time.t1)) continue;
    const double x = canvas.snap_line(frame.x(m.t));
    canvas.line({x, p.y}, {x, p.bottom()}, {theme.text_faint, hair, {2, 3}});
    if (!labels || m.label.empty() || p.h < 90) continue;
    const double width = canvas.text_width(m.label, style);
    const double at = x + 5 + width <= p.right() - 2 ? x + 5 : x - 5 - width;
    if (at < taken + 8 || at < p.x) continue;
    canvas.fill_rect({at - 2, p.y + 3, width + 4, theme.small_size + 3}, theme.panel.alpha(0.8));
    canvas.text({at, p.y + 5}, m.label, style);
    taken = at + width;
  }
}

void draw_notice(Canvas& canvas, const Theme& theme, const Frame& frame, const std::string& text) {
  if (!frame.drawable()) return;
  const TextStyle style{.size = theme.label_size, .color = theme.text_faint, .h = HAlign::center, .v = VAlign::middle};
  canvas.text({frame.plot.x + frame.plot.w / 2, frame.plot.y + frame.plot.h / 2},
              fit_text(canvas, text, style, frame.plot.w), style);
}

}  // namespace netsuden::viz
