// SPDX-License-Identifier: Apache-2.0
#include "viz/plot/limit.hpp"

#include <algorithm>

#include "viz/plot/decimate.hpp"
#include "viz/plot/marks.hpp"

namespace netsuden::viz {
namespace {

double over_by(double value, double limit, LimitSide side) {
  return side == LimitSide::above ? value - limit : limit - value;
}

template <class LimitAt>
std::vector<Violation> find(const Series& s, LimitSide side, LimitAt limit_at) {
  std::vector<Violation> out;
  const std::size_t n = s.size();
  const double tail = last_interval(s.t.first(n));
  bool open = false;
  for (std::size_t i = 0; i < n; ++i) {
    const double by = over_by(s.v[i], limit_at(s.t[i]), side);
    if (!(by > 0)) {  // also where either is not a number
      open = false;
      continue;
    }
    const double before = i > 0 ? s.t[i - 1] : s.t[i] - (s.hold == Hold::since_last ? tail : 0);
    const double after = i + 1 < n ? s.t[i + 1] : s.t[i] + (s.hold == Hold::until_next ? tail : 0);
    double from = s.t[i], to = s.t[i];
    switch (s.hold) {
      case Hold::linear:
        from = 0.5 * (before + s.t[i]), to = 0.5 * (after + s.t[i]);
        break;
      case Hold::until_next:
        to = after;
        break;
      case Hold::since_last:
        from = before;
        break;
    }
    if (!open) out.push_back({from, to, by, s.t[i]});
    Violation& v = out.back();
    v.t1 = to;
    if (by > v.worst) v.worst = by, v.worst_at = s.t[i];
    open = true;
  }
  return out;
}

struct Patch {
  double x0, x1, worst;
};

/// Violations as places, those that touch joined, at least two pixels wide.
std::vector<Patch> patches(const Frame& f, std::span<const Violation> violations) {
  std::vector<Patch> out;
  for (const Violation& v : violations) {
    if (v.t1 < f.time.t0 || v.t0 > f.time.t1) continue;
    double x0 = std::max(f.plot.x, f.x(v.t0)), x1 = std::min(f.plot.right(), f.x(v.t1));
    if (x1 - x0 < 2) {
      x0 = std::clamp(0.5 * (x0 + x1) - 1, f.plot.x, std::max(f.plot.x, f.plot.right() - 2));
      x1 = x0 + 2;
    }
    if (!out.empty() && x0 <= out.back().x1 + 0.5) {
      out.back().x1 = std::max(out.back().x1, x1);
      out.back().worst = std::max(out.back().worst, v.worst);
    } else {
      out.push_back({x0, x1, v.worst});
    }
  }
  return out;
}

}  // namespace

std::vector<Violation> find_violations(const Series& value, const Series& limit, LimitSide side) {
  std::size_t k = 0;
  const std::size_t n = limit.size();
  return find(value, side, [&](double t) {
    while (k + 1 < n && limit.t[k + 1] <= t) ++k;
    return n > 0 && limit.t[k] <= t ? limit.v[k] : no_value;
  });
}

std::vector<Violation> find_violations(const Series& value, double limit, LimitSide side) {
  return find(value, side, [limit](double) { return limit; });
}

double violation_time(std::span<const Violation> violations) {
  double sum = 0;
  for (const Violation& v : violations) sum += v.t1 - v.t0;
  return sum;
}

void draw_violations(Canvas& canvas, const Theme& theme, const Frame& frame, std::span<const Violation> violations) {
  if (!frame.drawable()) return;
  const ClipScope clip(canvas, frame.plot);
  for (const Patch& p : patches(frame, violations)) {
    const Rect area{p.x0, frame.plot.y, p.x1 - p.x0, frame.plot.h};
    canvas.fill_rect(area, theme.over.alpha(theme.dark ? 0.17 : 0.12));
    if (area.w >= 5) draw_hatch(canvas, area, theme.over.alpha(0.22), 7);
    canvas.fill_rect({p.x0, frame.plot.y, p.x1 - p.x0, 3}, theme.over);
  }
}

void draw_violation_labels(Canvas& canvas, const Theme& theme, const Frame& frame,
                           std::span<const Violation> violations, double below_top) {
  if (!frame.drawable()) return;
  std::vector<Patch> all = patches(frame, violations);
  // The worst first: labels that have no room are left out.
  std::stable_sort(all.begin(), all.end(), [](const Patch& a, const Patch& b) { return a.worst > b.worst; });
  const TextStyle style{.size = theme.small_size, .color = theme.over, .v = VAlign::top, .bold = true};
  std::vector<Rect> taken;
  for (std::size_t i = 0; i < all.size() && taken.size() < 6; ++i) {
    const std::string text = "OVER +" + format_value(all[i].worst, frame.unit, 2);
    const double width = canvas.text_width(text, style);
    if (width > frame.plot.w - 8) break;
    const double x =
        std::clamp(0.5 * (all[i].x0 + all[i].x1) - width / 2, frame.plot.x + 4, frame.plot.right() - width - 4);
    const Rect box{x - 4, frame.plot.y + 6 + below_top, width + 8, theme.small_size + 4};
    const bool free =
        std::none_of(taken.begin(), taken.end(), [&](const Rect& r) { return !r.intersect(box).empty(); });
    if (!free) continue;
    canvas.fill_rect(box, theme.page.alpha(0.82));
    canvas.text({x, box.y + 3}, text, style);
    taken.push_back(box);
  }
}

void draw_limit(Canvas& canvas, const Theme& theme, const Frame& frame, const Series& limit, const std::string& label,
                Color color) {
  if (!frame.drawable() || limit.size() == 0) return;
  Series steps = limit;
  steps.hold = Hold::until_next;
  draw_line(canvas, frame, steps, {color, 1.5, {6, 4}});
  const std::size_t n = steps.size();
  const double last = steps.v[n - 1];
  // The last value of a limit holds for good.
  if (std::isfinite(last)) {
    const ClipScope clip(canvas, frame.plot);
    const double from = std::max(steps.t[n - 1] + last_interval(steps.t.first(n)), frame.time.t0);
    if (from < frame.time.t1)
      canvas.line(frame.at(from, last), {frame.plot.right(), frame.y(last)}, {color, 1.5, {6, 4}});
  }
  if (label.empty()) return;
  const auto at = std::upper_bound(steps.t.begin(), steps.t.begin() + static_cast<std::ptrdiff_t>(n), frame.time.t1);
  if (at == steps.t.begin()) return;
  const double v = steps.v[static_cast<std::size_t>(at - steps.t.begin()) - 1];
  if (!std::isfinite(v)) return;
  const double y = frame.y(v);
  if (y < frame.plot.y - 0.5 || y > frame.plot.bottom() + 0.5) return;
  TextStyle style{.size = theme.small_size, .color = color, .h = HAlign::right, .v = VAlign::bottom};
  const double width = canvas.text_width(label, style);
  if (width > frame.plot.w - 12) return;
  // Above the line, if need be in the row of the subtitle, which leaves the right side free.
  const bool above = y - theme.small_size - 3 > frame.plot.y - (frame.subtitle_y > 0 ? theme.small_size + 2 : 2);
  if (!above) style.v = VAlign::top;
  const double text_y = above ? y - 2 : y + 5;
  canvas.fill_rect(
      {frame.plot.right() - width - 9, above ? text_y - theme.small_size - 1 : text_y - 2, width + 6, theme.small_size},
      theme.panel.alpha(0.72));
  canvas.text({frame.plot.right() - 6, text_y}, label, style);
}

void draw_limit(Canvas& canvas, const Theme& theme, const Frame& frame, double limit, const std::string& label,
                Color color) {
  const std::array<double, 2> t{frame.time.t0, frame.time.t1}, v{limit, limit};
  draw_limit(canvas, theme, frame, Series{t, std::span<const double>(v), Hold::until_next}, label, color);
}

}  // namespace netsuden::viz
