// SPDX-License-Identifier: Apache-2.0
#include "viz/panels/energy.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "viz/panels/energy_flows.hpp"
#include "viz/panels/figures.hpp"
#include "viz/panels/time_plots.hpp"

namespace netsuden::viz {
namespace {

void draw_sankey(PanelContext& ctx, const Rect& area, Sankey s, double seconds) {
  if (s.nodes.empty() || !(s.whole > 0)) return ctx.notice(area, "No power at this time.");
  constexpr double bar = 14, least_gap = 26;
  const AxisUnit unit = seconds > 0 ? axis_units::watt_hour_from_joule() : axis_units::watt();
  const auto words_of = [&](const SankeyNode& n) {
    const double v = seconds > 0 ? n.value * seconds : n.value;
    return n.column < 3 ? format_value(v, unit, 4) + fmt::format("   {:.1f} %", 100 * n.value / s.whole) : format_value(v, unit, 3);
  };
  double label_w = 150;  // beside the last column
  for (const SankeyNode& n : s.nodes)
    if (n.column == 3) label_w = std::max(label_w, std::min(0.3 * area.w, ctx.canvas.text_width(n.name, ctx.strong()) + ctx.canvas.text_width(words_of(n), ctx.label()) + 18));
  std::array<double, 4> sums{};
  std::array<int, 4> counts{};
  for (const SankeyNode& n : s.nodes) sums[static_cast<std::size_t>(n.column)] += n.value, counts[static_cast<std::size_t>(n.column)]++;
  // One scale for all: the column that is tightest decides.
  double scale = 1e300;
  for (std::size_t c = 0; c < 4; ++c)
    if (counts[c] > 0) scale = std::min(scale, (area.h - least_gap * (counts[c] - 1) - 8) / sums[c]);
  scale = std::max(scale, 0.0);
  const double step = (area.w - label_w - bar) / 3;
  for (int c = 0; c < 4; ++c) {
    const double used = sums[static_cast<std::size_t>(c)] * scale;
    const int n = counts[static_cast<std::size_t>(c)];
    const double gap = n > 1 ? std::min(46.0, (area.h - 8 - used) / (n - 1)) : 0;
    double y = area.y + (area.h - used - gap * std::max(0, n - 1)) / 2;
    for (SankeyNode& node : s.nodes) {
      if (node.column != c) continue;
      node.box = {area.x + c * step, y, bar, std::max(1.0, node.value * scale)};
      y += std::max(1.0, node.value * scale) + gap;
    }
  }
  for (const SankeyLink& l : s.links) {
    SankeyNode &a = s.nodes[l.from], &b = s.nodes[l.to];
    const double h = std::max(1.0, l.value * scale), ya = a.box.y + a.out, yb = b.box.y + b.in;
    a.out += h, b.in += h;
    std::vector<BandPoint> band;
    for (int i = 0; i <= 40; ++i) {
      const double u = i / 40.0, w = u * u * (3 - 2 * u);
      const double y = ya + (yb - ya) * w;
      band.push_back({a.box.right() + u * (b.box.x - a.box.right()), y, y + h});
    }
    ctx.canvas.fill_band(band, l.color.alpha(0.42));
  }
  for (const SankeyNode& n : s.nodes) {
    ctx.canvas.fill_rect(n.box, n.color);
    const double y = n.box.y + n.box.h / 2, x = n.box.right() + 8;
    const double v = seconds > 0 ? n.value * seconds : n.value;
    const std::string share = fmt::format("{:.1f} %", 100 * n.value / s.whole);
    const std::string value = words_of(n);
    const double wn = ctx.canvas.text_width(n.name, ctx.strong()), wv = ctx.canvas.text_width(value, ctx.label());
    const Color paper = ctx.theme.page.alpha(0.72);  // so that flows behind the words do not cross them
    if (n.box.h > 34) {
      ctx.canvas.fill_rect({x - 4, y - 16, std::max(wn, wv) + 8, 32}, paper);
      ctx.text({x, y - 7}, n.name, ctx.strong());
      ctx.text({x, y + 8}, value, ctx.label());
    } else {
      ctx.canvas.fill_rect({x - 4, y - 9, wn + wv + 16, 18}, paper);
      ctx.text({x, y}, n.name, ctx.strong());
      ctx.text({x + wn + 8, y}, value, ctx.label());
    }
    ctx.hit("energy/" + n.name, {n.box.x - 4, n.box.y - 2, 130, n.box.h + 4}, {}, n.name + ": " + format_value(v, unit, 5) + ", " + share + " " + s.of);
    ctx.say(s.says + n.name, v, seconds > 0 ? "J" : "W");
  }
}

}  // namespace

void draw_energy(PanelContext& ctx, const Rect& area) {
  const bool range = ctx.view.sankey == SankeyMode::range;
  ctx.button("energy/range", {area.x, area.y, 130, 24}, "range in sight", range, [](View& v) { v.sankey = SankeyMode::range; });
  ctx.button("energy/at_cursor", {area.x + 134, area.y, 130, 24}, "at the cursor", !range, [](View& v) { v.sankey = SankeyMode::at_cursor; });
  const bool heat = ctx.view.flows == FlowKind::heat;
  ctx.button("energy/heat", {area.right() - 80, area.y, 80, 24}, "heat", heat, [](View& v) { v.flows = FlowKind::heat; }, "where heat arises, and on which way it leaves");
  ctx.button("energy/power", {area.right() - 164, area.y, 80, 24}, "power", !heat, [](View& v) { v.flows = FlowKind::power; }, "where electricity comes from, and what takes it");
  const auto facility = ctx.series("site", "facility_power", ctx.site());
  const TimeRange& r = ctx.view.range();
  const double seconds = range && facility ? recorded_s(*facility, r.t0, r.t1) : 0;
  ctx.text({area.x + 280, area.y + 12}, range ? ctx.when(r.t0) + " to " + ctx.when(std::min(r.t1, ctx.progress.last_time)) : ctx.when(ctx.view.cursor()), ctx.strong());
  const double foot = std::clamp(area.h * 0.34, 150.0, 260.0);
  draw_sankey(ctx, {area.x, area.y + 36, area.w, area.h - 36 - foot - 18}, heat ? heat_flows(ctx, range) : power_flows(ctx, range), seconds);
  const auto one = [&](const char* name, const char* title, const char* question, Role role, const char* channel, const AxisUnit& unit) {
    TimePlot p;
    p.name = name;
    p.title = title;
    p.subtitle = question;
    p.unit = unit;
    p.from_zero = false;
    p.lines.push_back(line_of(ctx, title, ctx.theme.role(role), ctx.facts->find("site", channel, ctx.site()), 1.3));
    p.lines.back().legend = false;
    return p;
  };
  const double half = (area.w - 24) / 2;
  draw_time_plots(ctx, {area.x, area.bottom() - foot, half, foot}, {one("pue", "PUE", "How much power does a watt of IT take?", Role::pue, "pue", axis_units::plain())});
  draw_time_plots(ctx, {area.x + half + 24, area.bottom() - foot, half, foot}, {one("wue", "WUE", "How much water does a kWh of IT take?", Role::water, "wue", shown_unit("l kW-1 h-1"))});
}

}  // namespace netsuden::viz
