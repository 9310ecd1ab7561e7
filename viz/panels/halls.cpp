// SPDX-License-Identifier: Apache-2.0
#include "viz/panels/halls.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "viz/model/assets.hpp"
#include "viz/panels/figures.hpp"
#include "viz/panels/time_plots.hpp"
#include "viz/plot/heatmap.hpp"

namespace netsuden::viz {
namespace {

constexpr int heat_columns = 480, heat_rows = 96;

struct MetricInfo {
  HallMetric metric;
  const char* name;
  const char* word;
  const char* over_time;  ///< the channel whose maximum is shown
  const char* now;
};
constexpr std::array<MetricInfo, 3> metrics{{{HallMetric::power, "power", "Power", "power", "power"},
                                             {HallMetric::inlet, "inlet", "Inlet temperature", "inlet_temperature_max", "inlet_temperature"},
                                             {HallMetric::throttle, "throttle", "Throttling", "throttle", "throttle"}}};

struct Racks {
  int group = -1, first = 0, count = 0;
};
Racks racks_of(const RunFacts& f, const std::string& hall) {
  Racks r;
  r.group = f.group("rack");
  if (r.group < 0) return r;
  const auto& names = f.group_at(r.group).entities;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (!names[i].starts_with(hall + ".")) continue;
    if (r.count == 0) r.first = static_cast<int>(i);
    ++r.count;
  }
  return r;
}

AxisUnit unit_of(HallMetric m) {
  return m == HallMetric::inlet ? axis_units::celsius() : m == HallMetric::power ? axis_units::watt() : axis_units::percent_from_share();
}

/// The highest of each rack over the range in sight; while that is being read, what was read last, at its own times.
std::shared_ptr<const HeatMatrix> heat_in_sight(PanelContext& ctx, const MetricInfo& m, const Racks& racks) {
  const TimeRange& r = ctx.view.range();
  const std::string of = std::to_string(ctx.view.run) + " " + std::to_string(racks.first) + " " + m.name;
  if (auto heat = ctx.library.heat(ctx.view.run, racks.group, ctx.facts->channel(racks.group, m.over_time), racks.first, racks.count, r.t0, r.t1, heat_columns, heat_rows)) {
    ctx.memory.heat = heat, ctx.memory.heat_of = of;
    return heat;
  }
  ++ctx.scene.loading;
  return ctx.memory.heat_of == of ? ctx.memory.heat : nullptr;
}

/// Of the colours of the racks, on the floor as over time.
ValueRange colour_range(const HeatMatrix* heat, HallMetric m) {
  if (heat == nullptr || !std::isfinite(heat->low)) return {0, 1};
  return nice_range(static_cast<double>(heat->low), static_cast<double>(heat->high), m != HallMetric::inlet, unit_of(m));
}

TimePlot rack_heat(PanelContext& ctx, const MetricInfo& m, const Racks& racks, const std::shared_ptr<const HeatMatrix>& heat, const ValueRange& range, double limit) {
  TimePlot p;
  p.name = "racks";
  p.title = std::string(m.word) + " of each rack";
  p.subtitle = m.metric == HallMetric::inlet ? "Does any rack get too warm, and when?" : m.metric == HallMetric::power ? "Which racks are loaded, and when?" : "Which racks run below their clock, and when?";
  p.weight = 2.6;
  p.min_height = 90;
  p.unit = unit_of(m.metric);
  std::vector<std::string> names;
  if (heat) {
    for (std::size_t i = 0; i < heat->first_entity.size(); ++i) {
      const int e = heat->first_entity[i];
      names.push_back(e < 0 ? "" : last_of(ctx.facts->group_at(racks.group).entities[static_cast<std::size_t>(e)]));
      std::replace(names.back().begin(), names.back().end(), '_', ' ');
    }
  }
  const AxisUnit unit = p.unit;
  p.gutter_right = color_bar_gutter(ctx.canvas, ctx.theme, range.low, range.high, unit);
  p.custom_gutter = std::max(52.0, heat_gutter(ctx.canvas, ctx.theme, names) - 2);  // wider where names need it
  p.custom = [heat, names, range, unit, limit](PanelContext& c, Frame& f) {
    f.unit = unit;
    if (!heat || !std::isfinite(heat->low)) return draw_notice(c.canvas, c.theme, f, heat ? "no rows of racks in this range" : "reading");
    std::vector<Values> rows;
    for (const auto& row : heat->rows) rows.emplace_back(row);
    HeatMapData data;
    data.t = heat->edges;
    data.rows = rows;
    data.names = names;
    data.low = range.low, data.high = range.high;
    if (std::isfinite(limit)) data.limit = limit;
    draw_heatmap(c.canvas, c.theme, f, data);
    draw_color_bar(c.canvas, c.theme, f, range.low, range.high, data.limit);
    if (c.pointer && f.plot.contains(*c.pointer)) {
      const auto row = static_cast<std::size_t>((c.pointer->y - f.plot.y) / f.plot.h * static_cast<double>(heat->rows.size()));
      const auto column = static_cast<std::size_t>(std::clamp((f.time_at(c.pointer->x) - heat->t0) / (heat->t1 - heat->t0), 0.0, 0.9999) * heat->columns);
      if (row < heat->rows.size())
        c.hit("racks/here", f.plot, {}, names[row] + ": " + format_value(static_cast<double>(heat->rows[row][column]), unit, 4) + " at most");
    }
  };
  return p;
}

/// The racks of a hall in rows, by number, at the cursor.
void floor_plan(PanelContext& ctx, const Rect& box, const MetricInfo& m, const Racks& racks, double limit, const ValueRange& range) {
  ctx.text({box.x, box.y + 13}, "The floor at the cursor", ctx.style(ctx.theme.title_size, ctx.theme.text, HAlign::left, VAlign::baseline, true));
  const Rect floor{box.x, box.y + 38, box.w, box.h - 38};
  ctx.card(floor);
  const auto now = ctx.hold(ctx.library.row(ctx.view.run, racks.group, ctx.facts->channel(racks.group, m.now), ctx.view.cursor()));
  if (!now || now->values.size() < static_cast<std::size_t>(racks.first + racks.count)) {
    if (now) ctx.text({floor.x + 12, floor.y + 20}, "no row of racks at the cursor", ctx.label());
    return;
  }
  const double aspect = floor.w / std::max(1.0, floor.h);
  // As the scenario has them; one long row, and racks of traces without rows, are folded to fill the floor.
  const std::vector<std::string>& labels = labels_of(ctx.facts->group_at(racks.group), "row");
  std::vector<int> row_of(static_cast<std::size_t>(racks.count), 0), place_of(row_of);
  int built = 0, longest = 0;
  for (std::size_t i = 0; i < row_of.size() && labels.size() >= static_cast<std::size_t>(racks.first) + row_of.size(); ++i) {
    row_of[i] = std::max(0, std::atoi(labels[static_cast<std::size_t>(racks.first) + i].c_str()) - 1);
    place_of[i] = i > 0 && row_of[i] == row_of[i - 1] ? place_of[i - 1] + 1 : 0;
    built = std::max(built, row_of[i] + 1);
    longest = std::max(longest, place_of[i] + 1);
  }
  int columns = std::clamp(static_cast<int>(std::ceil(std::sqrt(racks.count * aspect * 1.6))), 1, racks.count);
  for (int wider = columns; wider <= columns + columns / 3; ++wider)  // rows that are full, where there are such
    if (racks.count % wider == 0) {
      columns = wider;
      break;
    }
  ctx.text({box.x, box.y + 29}, built > 1 ? "racks by number, in the rows of their hall" : "racks by number", ctx.label(HAlign::left, VAlign::baseline));
  if (built > 1) columns = longest;
  const int rows = built > 1 ? built : (racks.count + columns - 1) / columns;
  if (built <= 1)
    for (int i = 0; i < racks.count; ++i) row_of[static_cast<std::size_t>(i)] = i / columns, place_of[static_cast<std::size_t>(i)] = i % columns;
  const double w = (floor.w - 16) / columns, h = std::min((floor.h - 16) / rows, w * 2.4);
  for (int i = 0; i < racks.count; ++i) {
    const double v = now->values[static_cast<std::size_t>(racks.first + i)];
    const int row = row_of[static_cast<std::size_t>(i)];
    const Rect cell{floor.x + 8 + place_of[static_cast<std::size_t>(i)] * w, floor.y + 8 + row * h, std::max(1.0, w - 1.5), std::max(1.0, h - (row % 2 == 1 ? 4 : 1.5))};
    const bool over = std::isfinite(limit) && v > limit;
    const Color color = !std::isfinite(v) ? ctx.theme.grid : over ? ctx.theme.over : viridis((v - range.low) / std::max(range.high - range.low, 1e-12));
    ctx.canvas.fill_rect(cell, color);
    if (over) draw_hatch(ctx.canvas, cell, ctx.theme.page, 4);
    if (cell.w > 21 && cell.h > 12) ctx.text({cell.x + cell.w / 2, cell.y + cell.h / 2}, std::to_string(i + 1), ctx.style(9, Theme::text_on(color), HAlign::center, VAlign::middle), cell.w);
    if (ctx.hovered(cell))
      ctx.hit("rack/here", cell, {}, last_of(ctx.facts->group_at(racks.group).entities[static_cast<std::size_t>(racks.first + i)]) + ": " + format_value(v, unit_of(m.metric), 4));
  }
  double sum = 0;
  for (int i = 0; i < racks.count; ++i) sum += now->values[static_cast<std::size_t>(racks.first + i)];
  ctx.say("halls.floor.sum", sum, "");
}

/// Whether the hall is one of the group: older traces have no such groups.
bool has(PanelContext& ctx, const char* group, const std::string& hall) { return ctx.facts->entity(ctx.facts->group(group), hall) >= 0; }

struct NumberLine {
  const char* name;
  const char* group;
  const char* channel;
  AxisUnit unit;
};

/// What is said of a hall at the cursor; of doors, CRACs and humidity where it has them.
std::vector<NumberLine> lines_of(PanelContext& ctx, const std::string& hall) {
  const AxisUnit watt = axis_units::watt(), celsius = axis_units::celsius(), percent = axis_units::percent_from_share();
  const char *air = "equipment/hall", *crac = "equipment/crac", *door = "equipment/rear_door", *humidity = "equipment/humidity";
  const bool dx = has(ctx, crac, hall);
  std::vector<NumberLine> out{{"IT power", air, "it_power", watt},
                              {"Inlet, mean", air, "inlet_temperature", celsius},
                              {"Inlet, hottest", air, "inlet_temperature_max", celsius},
                              {"Supply air", air, "supply_temperature", celsius},
                              {"Hot aisle", air, "hot_aisle_temperature", celsius},
                              {"Heat to liquid", air, "liquid_heat", watt},
                              {dx ? "Heat to CRACs" : "Heat to coils", air, "coil_heat", watt},
                              {"Clock", air, "clock", percent}};
  const auto add = [&](std::initializer_list<NumberLine> more) {
    for (const NumberLine& l : more)
      if (ctx.facts->find(l.group, l.channel, hall).valid()) out.push_back(l);
  };
  add({{"CRACs can take", crac, "available", watt}, {"CRACs, compressors run", crac, "running", axis_units::plain()}, {"CRACs, part load", crac, "part_load", percent}, {"CRACs, power", crac, "power", watt}, {"CRACs, COP", crac, "cop", axis_units::plain()}, {"CRACs reject outdoors", crac, "rejected", watt},
       {"Heat to rear doors", door, "heat", watt}, {"Doors take of the air's heat", door, "capture", percent}, {"Rack outlet, before doors", door, "outlet_temperature", celsius}, {"Door fans", door, "fan_power", watt}, {"Server fans pay for doors", door, "server_fan_power", watt},
       {"Dew point", humidity, "dew_point", celsius}, {"Moisture, of dry air", humidity, "humidity_ratio", {"g/kg", false, 1000}}, {"Latent heat of coils", humidity, "latent_heat", watt}, {"Condensate", humidity, "condensate", {"kg/h", false, 3600}}});
  return out;
}

constexpr double number_row = 178.0 / 9;

void numbers(PanelContext& ctx, const Rect& box, const std::string& hall, const std::string& path, const std::vector<NumberLine>& lines, std::size_t shown) {
  ctx.card(box);
  double y = box.y + 6;
  const double row = (box.h - 12) / static_cast<double>(shown + 1);
  for (std::size_t i = 0; i < shown; ++i) {
    const NumberLine& l = lines[i];
    double v = ctx.value(l.group, l.channel, hall);
    if (std::string(l.channel) == "it_power") ctx.say("halls.it_power", v, "W");
    if (std::string(l.group) != "equipment/hall") ctx.say(std::string("halls.") + (l.group + 10) + "." + l.channel, v, ctx.facts->channel_of(ctx.facts->find(l.group, l.channel, hall)).unit);
    if (std::abs(v) < 1e-6) v = 0;  // heat that nothing takes, to the last bit
    const double taken = ctx.text({box.right() - 12, y + row / 2}, std::isfinite(v) ? format_value(v, l.unit, 4) : "-", ctx.strong(HAlign::right));
    ctx.text({box.x + 12, y + row / 2}, l.name, ctx.label(), box.w - 34 - taken);
    y += row;
  }
  double stranded = 0;
  const int g = ctx.facts->group("capacity");
  for (const int e : asset_limits(*ctx.facts, path)) {
    const double w = ctx.value(ctx.facts->find(g, "stranded_power", e));
    if (w > 0) stranded = std::max(stranded, w);
  }
  ctx.text({box.x + 12, y + row / 2}, "Strands, by its limits", ctx.label());
  ctx.text({box.right() - 12, y + row / 2}, stranded > 0 ? format_value(stranded, axis_units::watt(), 3) : "nothing", ctx.strong(HAlign::right));
}

/// What cools the hall beside coils and CDUs, over time.
void cooling_plots(PanelContext& ctx, const std::string& hall, std::vector<TimePlot>& plots) {
  const auto line = [&](TimePlot& p, const char* label, Color color, const char* group, const char* channel, double width = 1.4, std::array<double, 2> dash = {0, 0}) {
    p.lines.push_back(line_of(ctx, label, color, ctx.facts->find(group, channel, hall), width, dash));
  };
  const bool dx = has(ctx, "equipment/crac", hall), doors = has(ctx, "equipment/rear_door", hall);
  if (dx || doors) {
    TimePlot p;
    p.name = "hall_heat";
    p.title = "Heat out of the air";
    p.subtitle = dx && doors ? "Do CRACs and doors take it, and what do the CRACs draw?" : dx ? "Can the CRACs take it, and what do they draw?" : "What do the doors take, and what is left for the coils?";
    p.unit = axis_units::watt();
    if (dx) line(p, "CRACs can take", ctx.theme.palette[1], "equipment/crac", "available", 1, {5, 3});
    if (doors) line(p, "Rear doors", ctx.theme.palette[0], "equipment/rear_door", "heat", 1.8);
    line(p, dx ? "CRACs" : "Air coils", dx ? ctx.theme.palette[1] : ctx.theme.palette[2], "equipment/hall", "coil_heat", 1.8);
    if (dx) line(p, "Power of the CRACs", ctx.theme.palette[3], "equipment/crac", "power", 1.2);
    plots.push_back(std::move(p));
  }
  if (has(ctx, "equipment/humidity", hall)) {
    TimePlot p;
    p.name = "hall_dew_point";
    p.title = "Moisture of the air";
    p.subtitle = "How near is the supply air to the dew point?";
    p.unit = axis_units::celsius();
    p.from_zero = false;
    line(p, "Supply", ctx.theme.palette[2], "equipment/hall", "supply_temperature", 1.2);
    line(p, "Dew point", ctx.theme.palette[0], "equipment/humidity", "dew_point", 1.8);
    for (const PlotLine& l : p.lines) {  // a kelvin around them: both may stand still
      const RangeSummary r = l.series ? l.series->over(ctx.view.range().t0, ctx.view.range().t1) : RangeSummary{};
      if (r.count == 0) continue;
      p.most_low = std::isfinite(p.most_low) ? std::min(p.most_low, r.min - 1) : r.min - 1;
      p.least_high = std::isfinite(p.least_high) ? std::max(p.least_high, r.max + 1) : r.max + 1;
    }
    plots.push_back(std::move(p));
    TimePlot latent;
    latent.name = "hall_latent";
    latent.title = "Latent heat";
    latent.subtitle = "Do the coils take water out of the air?";
    latent.unit = axis_units::watt();
    line(latent, "Latent heat of the coils", ctx.theme.palette[5], "equipment/humidity", "latent_heat");
    latent.weight = 0.7;
    plots.push_back(std::move(latent));
  }
}

}  // namespace

void draw_halls(PanelContext& ctx, const Rect& area) {
  const int g = ctx.facts->group("equipment/hall");
  const auto halls = entities_of_site(*ctx.facts, g, ctx.site());
  if (halls.empty()) return ctx.notice(area, "The site has no halls.");
  int chosen = halls.front();
  for (const int e : halls)
    if (const std::string& name = ctx.facts->group_at(g).entities[static_cast<std::size_t>(e)]; ctx.view.hall.empty() ? ctx.view.asset == "sites." + ctx.site() + ".halls." + last_of(name) : name == ctx.view.hall) chosen = e;
  const std::string hall = ctx.facts->group_at(g).entities[static_cast<std::size_t>(chosen)];
  const std::string path = "sites." + ctx.site() + ".halls." + last_of(hall);
  double x = area.x;
  for (const int e : halls) {
    const std::string name = ctx.facts->group_at(g).entities[static_cast<std::size_t>(e)];
    const double w = std::clamp(ctx.canvas.text_width(last_of(name), ctx.strong()) + 26, 60.0, 160.0);
    if (x + w > area.x + area.w * 0.6) break;
    ctx.button("hall/" + name, {x, area.y, w, 24}, last_of(name), e == chosen, [name](View& v) { v.hall = name; });
    x += w + 4;
  }
  const MetricInfo* metric = &metrics[0];
  double right = area.right();
  for (std::size_t i = metrics.size(); i-- > 0;) {
    const MetricInfo& m = metrics[i];
    if (m.metric == ctx.view.metric) metric = &m;
    const double w = ctx.canvas.text_width(m.word, ctx.strong()) + 26;
    right -= w;
    const HallMetric to = m.metric;
    ctx.button(std::string("metric/") + m.name, {right, area.y, w, 24}, m.word, m.metric == ctx.view.metric, [to](View& v) { v.metric = to; });
    right -= 4;
  }
  const Rect body{area.x, area.y + 34, area.w, area.h - 34};
  const Racks racks = racks_of(*ctx.facts, hall);
  const int inlet_limit = ctx.facts->entity(ctx.facts->group("capacity"), ctx.site() + ".halls." + last_of(hall) + ".rack_inlet");
  const auto limit = inlet_limit < 0 ? nullptr : ctx.series(ctx.facts->find(ctx.facts->group("capacity"), "limit", inlet_limit));
  const RangeSummary limits = limit ? limit->over(ctx.facts->t0, ctx.facts->t1) : RangeSummary{};
  const double heat_limit = metric->metric == HallMetric::inlet && limits.count > 0 ? limits.min : no_value;
  std::vector<TimePlot> plots;
  const auto heat = racks.count > 0 ? heat_in_sight(ctx, *metric, racks) : nullptr;
  const ValueRange colours = colour_range(heat.get(), metric->metric);
  if (racks.count > 0) plots.push_back(rack_heat(ctx, *metric, racks, heat, colours, heat_limit));
  TimePlot inlet;
  inlet.name = "inlet";
  inlet.title = "Air of the hall";
  inlet.subtitle = "Are the inlets below their limit?";
  inlet.unit = axis_units::celsius();
  inlet.from_zero = false;
  const auto add = [&](TimePlot& p, const char* label, Color color, const char* channel, double width, const char* group = "equipment/hall") {
    p.lines.push_back(line_of(ctx, label, color, ctx.facts->find(group, channel, hall), width));
  };
  if (has(ctx, "equipment/rear_door", hall)) add(inlet, "Rack outlet", ctx.theme.palette[3], "outlet_temperature", 1, "equipment/rear_door");
  add(inlet, "Hot aisle", ctx.theme.palette[6], "hot_aisle_temperature", 1);
  add(inlet, "Supply", ctx.theme.palette[2], "supply_temperature", 1);
  add(inlet, "Inlet, mean", ctx.theme.role(Role::temperature_mean), "inlet_temperature", 2.2);
  add(inlet, "Inlet, hottest", ctx.theme.role(Role::temperature_max), "inlet_temperature_max", 1.2);
  inlet.judged = inlet.lines.back().series;
  inlet.limit = limit;
  if (limits.count > 0) inlet.limit_label = "inlet limit " + format_setting(limits.min, inlet.unit);
  inlet.weight = 1.4;
  plots.push_back(std::move(inlet));
  if (const int plated = ctx.facts->group("equipment/cold_plate"); plated >= 0 && ctx.facts->entity(plated, hall) >= 0) {
    TimePlot cases;
    cases.name = "hall_cases";
    cases.title = "Devices under cold plates";
    cases.subtitle = "Are the cases below their limit?";
    cases.unit = axis_units::celsius();
    cases.from_zero = false;
    add(cases, "Coolant supply", ctx.theme.palette[2], "coolant_supply_temperature", 1, "equipment/cdu");
    add(cases, "Case, mean", ctx.theme.role(Role::temperature_mean), "case_temperature", 2.2, "equipment/cold_plate");
    add(cases, "Case, hottest", ctx.theme.role(Role::temperature_max), "case_temperature_max", 1.2, "equipment/cold_plate");
    cases.judged = cases.lines.back().series;
    const int case_limit = ctx.facts->entity(ctx.facts->group("capacity"), ctx.site() + ".halls." + last_of(hall) + ".case_temperature");
    cases.limit = case_limit < 0 ? nullptr : ctx.series(ctx.facts->find(ctx.facts->group("capacity"), "limit", case_limit));
    if (const RangeSummary of = cases.limit ? cases.limit->over(ctx.facts->t0, ctx.facts->t1) : RangeSummary{}; of.count > 0) cases.limit_label = "case limit " + format_setting(of.min, cases.unit);
    cases.weight = 1.2;
    plots.push_back(std::move(cases));
  }
  cooling_plots(ctx, hall, plots);
  TimePlot power;
  power.name = "hall_power";
  power.title = "IT power";
  power.subtitle = "How much does the hall draw?";
  power.unit = axis_units::watt();
  add(power, "Mean", ctx.theme.role(Role::it), "it_power", 1.4);
  add(power, "Highest", ctx.theme.role(Role::temperature_max), "it_power_max", 1);
  plots.push_back(std::move(power));
  const double side = body.w > 900 ? 330 : 0;
  draw_time_plots(ctx, {body.x, body.y, body.w - (side > 0 ? side + 18 : 0), body.h}, std::move(plots));
  if (side <= 0) return;
  // The floor keeps its room: what of the numbers does not fit is left out.
  const std::vector<NumberLine> lines = lines_of(ctx, hall);
  const auto room = static_cast<std::size_t>(std::max(0.0, (body.h - 14 - 150 - 12) / number_row - 1));
  const std::size_t shown = std::min(lines.size(), std::max<std::size_t>(8, room));
  const double h = 12 + number_row * static_cast<double>(shown + 1);
  if (racks.count <= 0) {
    numbers(ctx, {body.right() - side, body.y + 38, side, h}, hall, path, lines, shown);
    ctx.text({body.right() - side, body.y + h + 58}, "No single racks are recorded: record.racks_enabled is false.", ctx.small(), side);
    return;
  }
  floor_plan(ctx, {body.right() - side, body.y, side, body.h - h - 14}, *metric, racks, heat_limit, colours);
  numbers(ctx, {body.right() - side, body.bottom() - h, side, h}, hall, path, lines, shown);
}

}  // namespace netsuden::viz
