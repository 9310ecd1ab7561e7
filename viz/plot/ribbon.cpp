// SPDX-License-Identifier: Apache-2.0
#include "viz/plot/ribbon.hpp"

#include <algorithm>
#include <numeric>

#include "viz/plot/decimate.hpp"

namespace netsuden::viz {
namespace {

double end_of(const StateSeries& s, std::size_t i) {
  return i + 1 < s.size() ? s.t[i + 1] : s.t[i] + last_interval(s.t.first(s.size()));
}
bool known(const StateSeries& s, int state) { return state >= 0 && static_cast<std::size_t>(state) < s.names.size(); }

}  // namespace

std::vector<double> state_shares(const StateSeries& s, const TimeAxis& time) {
  std::vector<double> shares(s.names.size(), 0.0);
  if (!(time.t1 > time.t0)) return shares;
  for (std::size_t i = 0; i < s.size(); ++i) {
    if (!known(s, s.state[i])) continue;
    const double held = std::min(end_of(s, i), time.t1) - std::max(s.t[i], time.t0);
    if (held > 0) shares[static_cast<std::size_t>(s.state[i])] += held / (time.t1 - time.t0);
  }
  return shares;
}

std::vector<Color> state_colors(const StateSeries& s, const TimeAxis& time, const Theme& theme) {
  const std::vector<double> shares = state_shares(s, time);
  std::vector<std::size_t> order(shares.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return shares[a] > shares[b]; });
  std::vector<Color> colors(shares.size());
  for (std::size_t rank = 0; rank < order.size(); ++rank) colors[order[rank]] = theme.category(rank);
  return colors;
}

std::vector<RibbonPiece> ribbon_pieces(const StateSeries& s, const TimeAxis& time, const Rect& area, int columns) {
  std::vector<RibbonPiece> out;
  const Columns grid{time.t0, time.t1, columns};
  const std::size_t n = s.size();
  if (n == 0 || !grid.valid() || area.empty()) return out;
  const auto at = column_bounds(s.t, n, grid);
  std::vector<double> held(s.names.size() + 1, 0.0);
  std::vector<std::size_t> touched;
  for (int c = 0; c < columns; ++c) {
    const auto k = static_cast<std::size_t>(c);
    const double from = grid.edge(c), to = grid.edge(c + 1);
    int best = -1;
    double best_time = 0;
    for (std::size_t i = at[k] > 0 ? at[k] - 1 : 0; i < at[k + 1]; ++i) {
      if (!known(s, s.state[i])) continue;
      const double part = std::min(end_of(s, i), to) - std::max(s.t[i], from);
      if (!(part > 0)) continue;
      const auto state = static_cast<std::size_t>(s.state[i]);
      if (held[state] == 0) touched.push_back(state);
      held[state] += part;
    }
    for (const std::size_t state : touched) {
      if (held[state] > best_time) best_time = held[state], best = static_cast<int>(state);
      held[state] = 0;
    }
    touched.clear();
    const double x0 = area.x + area.w * c / columns, x1 = area.x + area.w * (c + 1) / columns;
    if (!out.empty() && out.back().state == best)
      out.back().x1 = x1;
    else
      out.push_back({x0, x1, best});
  }
  return out;
}

void draw_ribbon(Canvas& canvas, const Theme& theme, const TimeAxis& time, const Rect& area, const StateSeries& s,
                 std::span<const Color> colors) {
  if (area.empty() || !(time.t1 > time.t0)) return;
  const ClipScope clip(canvas, area);
  canvas.fill_rect(area, theme.panel);
  const int columns = std::clamp(static_cast<int>(std::ceil(area.w / canvas.device_pixel())), 1, 16384);
  TextStyle style{.size = theme.small_size, .v = VAlign::middle};
  for (const RibbonPiece& p : ribbon_pieces(s, time, area, columns)) {
    if (p.state < 0) continue;
    const auto state = static_cast<std::size_t>(p.state);
    const Color color = state < colors.size() ? colors[state] : theme.text_faint;
    canvas.fill_rect({p.x0, area.y, p.x1 - p.x0, area.h}, color);
    if (p.x1 - p.x0 < 34 || area.h < theme.small_size + 2) continue;
    style.color = Theme::text_on(color);
    const std::string label = fit_text(canvas, s.names[state], style, p.x1 - p.x0 - 12);
    // A name of which only a letter or two is left says nothing.
    if (label.size() >= std::min<std::size_t>(s.names[state].size(), 7))
      canvas.text({p.x0 + 6, area.y + area.h / 2}, label, style);
  }
}

}  // namespace netsuden::viz
