// SPDX-License-Identifier: Apache-2.0
#include "viz/panels/machine.hpp"

#include <algorithm>
#include <cmath>

namespace netsuden::viz {
namespace {

constexpr double widest = 26;

double width_of(double watts, double most) { return watts > 0 && most > 0 ? std::clamp(widest * watts / most, 1.5, widest) : 1.5; }

}  // namespace

void draw_machine(PanelContext& ctx, const Rect& box, const std::string& name, const std::string& words, const std::vector<Fact>& facts, Color edge, const std::string& asset) {
  ctx.canvas.fill_rect(box, ctx.hovered(box) ? mix(ctx.theme.panel, ctx.theme.axis, 0.3) : ctx.theme.panel);
  ctx.canvas.stroke_rect({box.x + 0.75, box.y + 0.75, box.w - 1.5, box.h - 1.5}, {edge, 1.5});
  ctx.text({box.x + 12, box.y + 17}, name, ctx.style(ctx.theme.title_size, ctx.theme.text, HAlign::left, VAlign::baseline, true), box.w - 24);
  double y = box.y + 27;
  if (!words.empty() && box.h > 128) ctx.text({box.x + 12, box.y + 33}, words, ctx.style(ctx.theme.small_size, ctx.theme.text_dim), box.w - 24), y = box.y + 42;
  const double row = std::clamp((box.bottom() - 6 - y) / std::max<double>(1, static_cast<double>(facts.size())), 12.5, 18.0);
  for (const Fact& f : facts) {
    if (y + row > box.bottom() - 2) break;
    TextStyle s = ctx.strong(HAlign::right);
    if (f.loud) s.color = ctx.theme.over;
    const double taken = ctx.text({box.right() - 12, y + row / 2}, f.value, s, box.w * 0.55);
    ctx.text({box.x + 12, y + row / 2}, f.name, ctx.label(), box.w - 30 - taken);
    y += row;
  }
  if (!asset.empty()) ctx.hit("plant/" + name + "@" + asset, box, [asset](View& v) { v.asset = asset, v.open("inspector"); }, asset + ": click for all its values");
}

void draw_passage(PanelContext& ctx, Point a, Point b, double watts, double most, Color color, const std::string& words) {
  const double wide = width_of(watts, most);
  if (watts > 1e-3) ctx.canvas.line(a, b, {color.alpha(0.55), wide});
  else ctx.canvas.line(a, b, {ctx.theme.axis, 1, {4, 4}});
  ctx.text({(a.x + b.x) / 2, a.y - wide / 2 - 5}, words, ctx.style(ctx.theme.small_size, ctx.theme.text_dim, HAlign::center, VAlign::bottom));
}

void draw_flow(PanelContext& ctx, Point a, Point b, double watts, double most, Color color, const std::string& words) {
  if (!(watts > 1e-3)) {
    ctx.canvas.line(a, b, {ctx.theme.axis, 1, {4, 4}});
    return;
  }
  const double h = width_of(watts, most);
  std::vector<BandPoint> band;
  const double way = b.x < a.x ? -1 : 1;
  const Point from = way > 0 ? a : Point{b.x + 8, b.y}, to = way > 0 ? Point{b.x - 8, b.y} : a;  // bands go to the right
  for (int i = 0; i <= 24; ++i) {
    const double u = i / 24.0, w = u * u * (3 - 2 * u), y = from.y + (to.y - from.y) * w;
    band.push_back({from.x + (to.x - from.x) * u, y - h / 2, y + h / 2});
  }
  ctx.canvas.fill_band(band, color.alpha(0.55));
  const double k = std::max(6.0, h / 2 + 4);
  const std::array<Point, 3> tip{Point{b.x - 9 * way, b.y - k}, {b.x, b.y}, {b.x - 9 * way, b.y + k}};
  ctx.canvas.fill_polygon(tip, color);
  ctx.text({(a.x + b.x) / 2, (a.y + b.y) / 2 - h / 2 - 4}, (words.empty() ? "" : words + " ") + format_value(watts, axis_units::watt(), 3), ctx.style(ctx.theme.small_size, ctx.theme.text, HAlign::center, VAlign::bottom));
}

std::string temperature_words(double v) { return std::isfinite(v) ? format_value(v, axis_units::celsius(), 3) : "-"; }
std::string power_words(double v) { return std::isfinite(v) ? format_value(std::abs(v) < 1e-3 ? 0 : v, axis_units::watt(), 3) : "-"; }
std::string pressure_words(double v) { return std::isfinite(v) ? format_value(std::abs(v) < 1e-3 ? 0 : v, pascal_unit(), 3) : "-"; }
std::string share_words(double v) { return fixed(100 * v, 0, "%"); }

}  // namespace netsuden::viz
