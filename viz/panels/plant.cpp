// SPDX-License-Identifier: Apache-2.0
#include "viz/panels/plant.hpp"

#include <algorithm>
#include <cmath>

#include "viz/panels/figures.hpp"
#include "viz/panels/time_plots.hpp"

namespace netsuden::viz {
namespace {

struct Fact {
  std::string name, value;
  bool loud = false;
};

/// A machine of the flow diagram: a name and what it does.
void machine(PanelContext& ctx, const Rect& box, const std::string& name, const std::string& words, const std::vector<Fact>& facts, Color edge, const std::string& asset) {
  ctx.canvas.fill_rect(box, ctx.hovered(box) ? mix(ctx.theme.panel, ctx.theme.axis, 0.3) : ctx.theme.panel);
  ctx.canvas.stroke_rect({box.x + 0.75, box.y + 0.75, box.w - 1.5, box.h - 1.5}, {edge, 1.5});
  ctx.text({box.x + 12, box.y + 17}, name, ctx.style(ctx.theme.title_size, ctx.theme.text, HAlign::left, VAlign::baseline, true), box.w - 24);
  double y = box.y + 27;
  if (!words.empty() && box.h > 128) ctx.text({box.x + 12, box.y + 33}, words, ctx.style(ctx.theme.small_size, ctx.theme.text_dim), box.w - 24), y = box.y + 42;
  const double row = std::clamp((box.bottom() - 6 - y) / std::max<double>(1, static_cast<double>(facts.size())), 12.5, 18.0);
  for (const Fact& f : facts) {
    if (y + row > box.bottom() - 2) break;  // the first matter most
    TextStyle s = ctx.strong(HAlign::right);
    if (f.loud) s.color = ctx.theme.over;
    const double taken = ctx.text({box.right() - 12, y + row / 2}, f.value, s, box.w * 0.55);
    ctx.text({box.x + 12, y + row / 2}, f.name, ctx.label(), box.w - 30 - taken);
    y += row;
  }
  if (!asset.empty()) ctx.hit("plant/" + name + "@" + asset, box, [asset](View& v) { v.asset = asset, v.open("inspector"); }, asset + ": click for all its values");
}

/// A flow of heat: as wide as it is large, with its value.
void flow(PanelContext& ctx, Point a, Point b, double watts, double most, Color color) {
  if (!(watts > 0)) {
    ctx.canvas.line(a, b, {ctx.theme.axis, 1, {4, 4}});
    return;
  }
  const double h = std::clamp(26 * watts / most, 1.5, 26.0);
  std::vector<BandPoint> band;
  for (int i = 0; i <= 24; ++i) {
    const double u = i / 24.0, w = u * u * (3 - 2 * u), y = a.y + (b.y - a.y) * w;
    band.push_back({a.x + (b.x - a.x - 8) * u, y - h / 2, y + h / 2});
  }
  ctx.canvas.fill_band(band, color.alpha(0.55));
  const double k = std::max(6.0, h / 2 + 4);
  const std::array<Point, 3> tip{Point{b.x - 9, b.y - k}, {b.x, b.y}, {b.x - 9, b.y + k}};
  ctx.canvas.fill_polygon(tip, color);
  ctx.text({(a.x + b.x) / 2, (a.y + b.y) / 2 - h / 2 - 4}, format_value(watts, axis_units::watt(), 3), ctx.style(ctx.theme.small_size, ctx.theme.text, HAlign::center, VAlign::bottom));
}

std::string temperature(double v) { return std::isfinite(v) ? format_value(v, axis_units::celsius(), 3) : "-"; }
std::string power(double v) { return std::isfinite(v) ? format_value(v, axis_units::watt(), 3) : "-"; }

constexpr const char *tower_group = "equipment/tower", *dry_cooler_group = "equipment/dry_cooler";

struct LoopState {
  std::string name, path;
  bool chillers = false;
  const char* outdoors = nullptr;  ///< group of what it rejects to
  double heat = 0, out = 0, supply = 0, available = 0, limited = 0, pumps = 0, economizer = 0, network = 0;
};

void loop_row(PanelContext& ctx, const Rect& row, const LoopState& l, double most, Point halls) {
  const double gap = 74, w = (row.w - 3 * gap) / 3;
  const double y = row.y + row.h / 2;
  const Color warm = ctx.theme.palette[1], cool = ctx.theme.palette[0];
  Rect box{row.x + gap, row.y, w, row.h};
  flow(ctx, halls, {box.x, y}, l.heat, most, warm);
  const double share = l.available > 0 ? l.heat / l.available : no_value;
  machine(ctx, box, last_of(l.name), "water loop",
          {{"Supply", temperature(l.supply), false},
           {"Heat in", power(l.heat), false},
           {"Heat it can take", power(l.available), false},
           {"Load", load_text(share), share > 1},
           {"Set-point not held", fixed(100 * l.limited, 0, "%"), l.limited > 0},
           l.network > 0      ? Fact{"To the network", power(l.network), false}
           : l.economizer > 0 ? Fact{"Free cooling", power(l.economizer), false}
                              : Fact{"Pumps", power(l.pumps), false}},
          ctx.load_color(share), l.path);
  ctx.say("plant." + last_of(l.name) + ".heat", l.heat, "W");
  Point from{box.right(), y};
  if (l.chillers) {
    const Rect c{box.right() + gap, row.y, w, row.h};
    const double heat = ctx.value("equipment/chiller", "heat", l.name), p = ctx.value("equipment/chiller", "power", l.name);
    flow(ctx, from, {c.x, y}, heat, most, warm);
    machine(ctx, c, "Chillers", "compressors of " + last_of(l.name),
            {{"Running", fixed(ctx.value("equipment/chiller", "running", l.name), 1), false},
             {"Heat taken", power(heat), false},
             {"Power", power(p), false},
             {"COP", fixed(ctx.value("equipment/chiller", "cop", l.name), 2), false},
             {"Part load", fixed(100 * ctx.value("equipment/chiller", "part_load", l.name), 0, "%"), false},
             {"Condenser water", temperature(ctx.value("equipment/chiller", "condenser_temperature", l.name)), false}},
            cool, l.path);
    from = {c.right(), y};
  } else {
    const double wide = std::isfinite(l.out) ? std::clamp(26 * l.out / most, 1.5, 26.0) : 1.5;
    ctx.canvas.line(from, {box.right() + gap + w, y}, {warm.alpha(0.55), wide});
    ctx.text({box.right() + gap + w / 2, y - wide / 2 - 5}, "no chillers", ctx.style(ctx.theme.small_size, ctx.theme.text_dim, HAlign::center, VAlign::bottom));
    from = {box.right() + gap + w, y};
  }
  if (l.outdoors) {
    const Rect t{box.x + 2 * (w + gap), row.y, w, row.h};
    const auto at = [&](const char* c) { return ctx.value(l.outdoors, c, l.name); };
    const bool towers = l.outdoors == tower_group;
    const double heat = at("heat");
    flow(ctx, from, {t.x, y}, heat, most, warm);
    machine(ctx, t, towers ? "Towers" : "Dry coolers", "to the outside air",
            {{"Heat rejected", power(heat), false},
             {"Leaving water", temperature(at("leaving_temperature")), false},
             {towers ? "Wet bulb" : "Dry bulb", temperature(ctx.value("site", towers ? "wet_bulb" : "dry_bulb", ctx.site())), false},
             {"Air flow", fixed(100 * at("air_ratio"), 0, "%"), false},
             {"Fans", power(at("fan_power")), false},
             {"Make-up water", fixed(at("water_flow"), 2, "kg/s"), false}},
            ctx.theme.palette[2], l.path);
  }
}

}  // namespace

void draw_plant(PanelContext& ctx, const Rect& area) {
  const int g = ctx.facts->group("equipment/loop");
  const auto loops = entities_of_site(*ctx.facts, g, ctx.site());
  if (loops.empty()) return ctx.notice(area, "The site has no water loops.");
  std::vector<LoopState> all;
  double most = 1;
  for (const int e : loops) {
    LoopState l;
    l.name = ctx.facts->group_at(g).entities[static_cast<std::size_t>(e)];
    l.path = "sites." + ctx.site() + ".cooling." + last_of(l.name);
    const auto at = [&](const char* c) { return ctx.value("equipment/loop", c, l.name); };
    l.heat = at("heat"), l.out = at("heat_out"), l.supply = at("supply_temperature"), l.available = at("available"), l.limited = at("limited"), l.pumps = at("pump_power"), l.economizer = at("economizer");
    l.chillers = ctx.facts->find("equipment/chiller", "heat", l.name).valid();
    if (ctx.facts->find("equipment/heat_recovery", "heat", l.name).valid()) l.network = ctx.value("equipment/heat_recovery", "source_heat", l.name);
    for (const char* kind : {tower_group, dry_cooler_group})
      if (ctx.facts->find(kind, "heat", l.name).valid()) l.outdoors = kind;
    most = std::max(most, std::isfinite(l.heat) ? l.heat : 0.0);
    all.push_back(std::move(l));
  }
  const double diagram = std::min(area.h * (area.h < 600 ? 0.52 : 0.56), 150.0 * static_cast<double>(all.size()) + 10);
  ctx.text({area.x, area.y + 10}, "at " + ctx.when(ctx.view.cursor()), ctx.strong());
  const Rect body{area.x, area.y + 26, area.w, diagram - 26};
  const double row_gap = 18, row = (body.h - row_gap * static_cast<double>(all.size() - 1)) / static_cast<double>(all.size());
  // The halls, as tall as the loops together.
  const Rect halls{body.x, body.y, 190, body.h};
  double liquid = site_sum(ctx, "hall", "liquid_heat", false), coil = site_sum(ctx, "hall", "coil_heat", false), it = site_sum(ctx, "hall", "it_power", false);
  double hottest = no_value;
  const int hall_group = ctx.facts->group("equipment/hall");
  for (const int e : entities_of_site(*ctx.facts, hall_group, ctx.site())) {
    const double v = ctx.value(ctx.facts->find(hall_group, "inlet_temperature_max", e));
    if (!(hottest >= v) && std::isfinite(v)) hottest = v;
  }
  machine(ctx, halls, "Halls", "all of the site", {{"IT power", power(it), false}, {"Heat to liquid", power(liquid), false}, {"Heat to air coils", power(coil), false}, {"Hottest inlet", temperature(hottest), false}}, ctx.theme.palette[0], "");
  ctx.hit("plant/halls", halls, [](View& v) { v.open("halls"); }, "click: the halls");
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Rect place{halls.right(), body.y + static_cast<double>(i) * (row + row_gap), body.right() - halls.right(), row};
    loop_row(ctx, place, all[i], most, {halls.right(), place.y + place.h / 2});
  }
  TimePlot supply, heat;
  supply.name = "loops";
  supply.title = "Supply temperatures";
  supply.subtitle = "Do the loops hold their set-points?";
  supply.unit = axis_units::celsius();
  supply.from_zero = false;
  heat.name = "loop_heat";
  heat.title = "Heat into the loops";
  heat.subtitle = "How near is the plant to what it can take?";
  heat.unit = axis_units::watt();
  for (std::size_t i = 0; i < all.size(); ++i) {
    const LoopState& l = all[i];
    const auto key = [&](const char* c) { return ctx.facts->find("equipment/loop", c, l.name); };
    const Color color = ctx.theme.category(i);
    supply.lines.push_back(line_of(ctx, last_of(l.name), color, key("supply_temperature_max")));
    heat.lines.push_back(line_of(ctx, last_of(l.name) + " can take", color.alpha(0.7), key("available"), 1, {5, 3}));
    heat.lines.push_back(line_of(ctx, last_of(l.name), color, key("heat")));
  }
  supply.lines.push_back(line_of(ctx, "Wet bulb", ctx.theme.text_dim, ctx.facts->find("site", "wet_bulb", ctx.site()), 1));
  draw_time_plots(ctx, {area.x, area.y + diagram + 18, area.w, area.h - diagram - 18}, {supply, heat});
}

}  // namespace netsuden::viz
