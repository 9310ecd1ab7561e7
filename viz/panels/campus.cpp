// SPDX-License-Identifier: Apache-2.0
#include "viz/panels/campus.hpp"

#include <algorithm>
#include <cmath>

#include "viz/model/assets.hpp"
#include "viz/model/epoch.hpp"
#include "viz/panels/figures.hpp"
#include "viz/panels/time_plots.hpp"

namespace netsuden::viz {
namespace {

void block(PanelContext& ctx, const Rect& box, const TopologyRow& a, const std::vector<std::string>& lines, const char* panel) {
  const double share = fullest_limit(ctx, a.path, false);
  const Color color = ctx.load_color(share);
  ctx.canvas.fill_rect(box, ctx.hovered(box) ? mix(ctx.theme.panel, ctx.theme.axis, 0.35) : ctx.theme.panel);
  ctx.canvas.stroke_rect({box.x + 1, box.y + 1, box.w - 2, box.h - 2}, {color, 2});
  const bool dark = ctx.value(asset_channel(*ctx.facts, a.path, "state")) < 0.5, open = dark && a.kind == "bus_coupler";
  const std::string load = open ? "open" : dark ? "DARK" : std::isfinite(share) ? load_text(share) : "";
  const double lw = ctx.text({box.right() - 12, box.y + 18}, load, ctx.style(ctx.theme.label_size, open ? ctx.theme.text_dim : dark ? ctx.theme.over : color, HAlign::right, VAlign::middle, true));
  ctx.text({box.x + 12, box.y + 18}, last_of(a.path), ctx.style(ctx.theme.title_size, ctx.theme.text, HAlign::left, VAlign::middle, true), box.w - 36 - lw);
  double y = box.y + 36;
  for (const std::string& l : lines) {
    if (y > box.bottom() - 20) break;
    ctx.text({box.x + 12, y}, l, ctx.label(), box.w - 24);
    y += 17;
  }
  ctx.load_bar({box.x + 12, box.bottom() - 12, box.w - 24, 5}, share, color);
  const std::string path = a.path, target = panel, hall = a.kind == "hall" ? ctx.site() + "." + last_of(path) : ctx.view.hall;
  ctx.hit("campus/" + path, box, [path, target, hall](View& v) { v.asset = path, v.hall = hall, v.open(target); }, a.kind + " " + path + ": click for its evidence");
}

/// A hall without recorded racks: its power in sight.
void spark(PanelContext& ctx, const Rect& box, const std::string& asset) {
  const auto s = ctx.series(asset_channel(*ctx.facts, asset, "it_power_max"));
  if (!s || box.h < 24) return;
  Frame f;
  f.plot = box;
  f.time = ctx.axis();
  const RangeSummary all = s->over(f.time.t0, f.time.t1);
  f.low = 0, f.high = all.count > 0 && all.max > 0 ? 1.1 * all.max : 1;
  ctx.canvas.fill_rect({box.x, box.bottom() - 1, box.w, 1}, ctx.theme.grid);
  draw_line(ctx.canvas, f, s->view(), {ctx.theme.role(Role::it), 1.2});
  draw_cursor(ctx, f);
  ctx.text({box.x, box.y - 2}, "IT power in sight, up to " + format_value(all.max, axis_units::watt(), 3), ctx.small());
}

/// Racks of a hall as small cells, at the cursor.
void mini_racks(PanelContext& ctx, const Rect& box, const std::string& hall) {
  const int g = ctx.facts->group("rack");
  if (g < 0) return spark(ctx, {box.x, box.y + 10, box.w, box.h - 16}, "sites." + ctx.site() + ".halls." + last_of(hall));
  if (box.h < 14) return;
  const auto now = ctx.hold(ctx.library.row(ctx.view.run, g, ctx.facts->channel(g, "power"), ctx.view.cursor()));
  if (!now || now->values.empty()) return;
  const auto& names = ctx.facts->group_at(g).entities;
  std::vector<double> values;
  for (std::size_t i = 0; i < names.size() && i < now->values.size(); ++i)
    if (names[i].starts_with(hall + ".")) values.push_back(now->values[i]);
  if (values.empty()) return;
  double most = 1;
  for (const double v : values) most = std::isfinite(v) ? std::max(most, v) : most;
  const auto n = static_cast<double>(values.size());
  const double columns = std::max(1.0, std::ceil(std::sqrt(n * box.w / std::max(1.0, box.h) * 1.5))), rows = std::ceil(n / columns);
  const double w = box.w / columns, h = std::min(box.h / rows, w * 2);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double c = std::fmod(static_cast<double>(i), columns), r = std::floor(static_cast<double>(i) / columns);
    ctx.canvas.fill_rect({box.x + c * w, box.y + r * h, std::max(1.0, w - 1), std::max(1.0, h - 1)}, std::isfinite(values[i]) ? viridis(values[i] / most) : ctx.theme.grid);
  }
}

std::string watts(double v) { return std::isfinite(v) ? format_value(v, axis_units::watt(), 3) : "-"; }

std::vector<std::string> words_of(PanelContext& ctx, const TopologyRow& a) {
  const auto read = [&](const char* channel, const char* kind = "") { return ctx.value(asset_channel(*ctx.facts, a.path, channel, kind)); };
  if (a.kind == "hall") return {watts(read("it_power")) + " of IT", "inlet " + fixed(read("inlet_temperature_max"), 1, "\u00B0C")};
  if (a.kind == "plant") return {watts(read("heat", "loop")) + " of heat", "supply " + fixed(read("supply_temperature"), 1, "\u00B0C")};
  if (a.kind == "bess") return {watts(std::abs(read("power"))) + (read("power") < 0 ? " out" : " in"), "charge " + fixed(100 * read("charge"), 0, "%")};
  if (a.kind == "pv") return {watts(read("power"))};
  if (a.kind == "genset") return {watts(read("load")), fixed(read("running"), 0, "running")};
  return {watts(read("load"))};
}

const char* evidence_of(const std::string& kind) { return kind == "hall" ? "halls" : kind == "plant" ? "plant" : kind == "bess" || kind == "pv" ? "inspector" : "electrical"; }

/// One yard of the map: a title and blocks in a grid.
void yard(PanelContext& ctx, const Rect& box, const std::string& title, const std::vector<const TopologyRow*>& assets, double block_h,
          double block_w = 300) {
  ctx.text({box.x, box.y + 10}, title, ctx.style(ctx.theme.label_size, ctx.theme.text_dim, HAlign::left, VAlign::middle, true));
  if (assets.empty()) {
    ctx.text({box.x, box.y + 34}, "none", ctx.small());
    return;
  }
  const double gap = 12, top = box.y + 24, room = box.bottom() - top;
  const auto n = static_cast<double>(assets.size());
  double columns = std::clamp(std::floor((box.w + gap) / (190 + gap)), 1.0, n);
  double rows = std::ceil(n / columns);
  while (rows * (64 + gap) - gap > room && columns < n) columns += 1, rows = std::ceil(n / columns);
  const double w = std::min(block_w, (box.w - gap * (columns - 1)) / columns), h = std::clamp((room - gap * (rows - 1)) / rows, 40.0, block_h);
  for (std::size_t i = 0; i < assets.size(); ++i) {
    const double c = std::fmod(static_cast<double>(i), columns), r = std::floor(static_cast<double>(i) / columns);
    const Rect place{box.x + c * (w + gap), top + r * (h + gap), w, h};
    if (place.bottom() > box.bottom() + 1) break;
    block(ctx, place, *assets[i], words_of(ctx, *assets[i]), evidence_of(assets[i]->kind));
    if (assets[i]->kind == "hall") mini_racks(ctx, {place.x + 12, place.y + 66, place.w - 24, place.h - 86}, ctx.site() + "." + last_of(assets[i]->path));
  }
}

}  // namespace

void draw_campus(PanelContext& ctx, const Rect& area) {
  std::vector<const TopologyRow*> grid, power, halls, plant;
  for (const TopologyRow& a : ctx.facts->topology) {
    if (a.kind == "site" || site_of_asset(a.path) != ctx.site()) continue;
    const double t = ctx.view.cursor() - epoch_of(*ctx.facts);
    if (t < a.in_service_from_s || t > a.in_service_until_s) continue;  // not built yet, or gone
    if (a.kind == "grid_connection" || a.kind == "pv" || a.kind == "genset" || a.kind == "bess") grid.push_back(&a);
    else if (a.kind == "hall") halls.push_back(&a);
    else if (a.kind == "plant") plant.push_back(&a);
    else power.push_back(&a);
  }
  const double side = area.w > 900 ? 360 : 0;
  const Rect map{area.x, area.y, area.w - (side > 0 ? side + 20 : 0), area.h};
  const double g = 14;
  // Where power comes from at the top, where it is used in the middle, where heat goes at the foot.
  const double k = std::clamp(area.h / 760, 0.6, 1.0);  // a small picture has lower blocks
  const double sources = 24 + 96 * k, boards = 24 + (power.size() > 6 ? 150 : 82) * k, cooling = 24 + 100 * k;
  double y = map.y;
  yard(ctx, {map.x, y, map.w, sources}, "Where power comes from", grid, 96);
  y += sources + g;
  yard(ctx, {map.x, y, map.w, boards}, "Transformers, boards, UPS", power, 82);
  y += boards + g;
  const double middle = map.bottom() - cooling - g - y;
  yard(ctx, {map.x, y, map.w, middle}, "Halls", halls, ctx.facts->group("rack") < 0 ? 260 : 420, 560);
  yard(ctx, {map.x, map.bottom() - cooling, map.w, cooling}, "Where heat goes", plant, 100);
  if (side <= 0) return;
  const Rect right{area.right() - side, area.y, side, area.h};
  struct Line {
    const char* name;
    const char* channel;
    AxisUnit unit;
  };
  const std::array<Line, 8> lines{{{"IT", "it_power", axis_units::watt()}, {"Facility", "facility_power", axis_units::watt()}, {"Grid import", "grid_import", axis_units::watt()}, {"Cooling", "cooling_power", axis_units::watt()},
                                   {"PUE", "pue", axis_units::plain()}, {"Dry bulb", "dry_bulb", axis_units::celsius()}, {"Wet bulb", "wet_bulb", axis_units::celsius()}, {"Water", "water_flow", shown_unit("kg s-1")}}};
  ctx.card({right.x, right.y, right.w, 158});
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const double x = right.x + 14 + (i % 2 == 1 ? right.w / 2 : 0), ly = right.y + 20 + 36.0 * std::floor(static_cast<double>(i) / 2);
    const double v = ctx.value("site", lines[i].channel, ctx.site());
    ctx.text({x, ly - 5}, lines[i].name, ctx.small());
    ctx.text({x, ly + 10}, std::isfinite(v) ? format_value(v, lines[i].unit, 4) : "-", ctx.style(14, ctx.theme.text, HAlign::left, VAlign::middle, true));
    ctx.say(std::string("campus.") + lines[i].channel, v, "");
  }
  TimePlot power_plot, weather;
  power_plot.name = "site_power";
  power_plot.title = "Power of the site";
  power_plot.subtitle = "How does now compare with the rest?";
  power_plot.unit = axis_units::watt();
  power_plot.lines.push_back(line_of(ctx, "Facility", ctx.theme.role(Role::import_power), ctx.facts->find("site", "facility_power", ctx.site()), 1.3));
  power_plot.lines.push_back(line_of(ctx, "IT", ctx.theme.role(Role::it), ctx.facts->find("site", "it_power", ctx.site()), 1.3));
  weather.name = "weather";
  weather.title = "Outdoors";
  weather.subtitle = "What does the weather do?";
  weather.unit = axis_units::celsius();
  weather.from_zero = false;
  weather.lines.push_back(line_of(ctx, "Dry bulb", ctx.theme.palette[1], ctx.facts->find("site", "dry_bulb", ctx.site()), 1.2));
  weather.lines.push_back(line_of(ctx, "Wet bulb", ctx.theme.role(Role::wet_bulb), ctx.facts->find("site", "wet_bulb", ctx.site()), 1.2));
  draw_time_plots(ctx, {right.x, right.y + 166, right.w, right.h - 166}, {power_plot, weather});
}

}  // namespace netsuden::viz
