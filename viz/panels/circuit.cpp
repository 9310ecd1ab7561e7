// SPDX-License-Identifier: Apache-2.0
#include "viz/panels/circuit.hpp"

#include <algorithm>
#include <cmath>

#include "viz/model/assets.hpp"
#include "viz/panels/figures.hpp"
#include "viz/panels/machine.hpp"

namespace netsuden::viz {
namespace {

constexpr const char *pump_path = "equipment/pump", *branch_path = "equipment/water_branch";
constexpr double widest = 10, header_room = 22, least_slot = 122, widest_slot = 210;
const AxisUnit flow_unit{"kg/s", false, 1};

struct Kind {
  const char* what;
  const char* loop;  ///< key of its hall that names the plant
  const char* flow;
  const char* valve;
};
constexpr std::array<Kind, 3> kinds{{{"coils", ".air.loop", "coil_flow", "coil_valve"}, {"CDUs", ".liquid.loop", "cdu_flow", "cdu_valve"}, {"rear doors", ".rear_doors.loop", "door_flow", "door_valve"}}};

bool ever(PanelContext& ctx, const SeriesKey& key) {
  const auto s = ctx.series(key);
  return s && s->over(ctx.facts->t0, ctx.facts->t1).count > 0;
}

std::string flow_words(double v) { return std::isfinite(v) ? format_value(std::abs(v) < 1e-6 ? 0 : v, flow_unit, 3) : "-"; }

/// Water in a pipe: as wide as its flow, a thin broken line where it stands.
void pipe(PanelContext& ctx, Point a, Point b, double flow, double most, Color color) {
  if (!(flow > 1e-9 * most)) {
    ctx.canvas.line(a, b, {ctx.theme.axis, 1, {4, 4}});
    return;
  }
  const double wide = std::clamp(widest * flow / most, 1.5, widest) / 2;
  const double x0 = std::min(a.x, b.x) - (a.x == b.x ? wide : 0), x1 = std::max(a.x, b.x) + (a.x == b.x ? wide : 0);
  const double y0 = std::min(a.y, b.y) - (a.y == b.y ? wide : 0), y1 = std::max(a.y, b.y) + (a.y == b.y ? wide : 0);
  ctx.canvas.fill_rect({x0, y0, x1 - x0, y1 - y0}, color);
}

void arrow(PanelContext& ctx, Point tip, double to_x, Color color) {
  const double k = widest / 2 + 4, back = to_x > 0 ? tip.x - 11 : tip.x + 11;
  const std::array<Point, 3> points{Point{back, tip.y - k}, tip, {back, tip.y + k}};
  ctx.canvas.fill_polygon(points, color);
}

void branch_card(PanelContext& ctx, const Rect& card, const CircuitPart& b, double flow, double lift, bool short_of_flow) {
  const std::string hall = last_of(b.hall), kind = b.what == "coils" ? "coil" : b.what == "CDUs" ? "cdu" : "door";
  ctx.canvas.fill_rect(card, ctx.hovered(card) ? mix(ctx.theme.panel, ctx.theme.axis, 0.3) : ctx.theme.panel);
  ctx.canvas.stroke_rect({card.x + 0.5, card.y + 0.5, card.w - 1, card.h - 1}, {ctx.theme.axis, 1});
  const std::string name = hall + " " + b.what, water = flow_words(flow);
  // The flow beside the name, or below it where the card is narrow.
  const bool below = card.h > 50 && ctx.canvas.text_width(name, ctx.label()) + ctx.canvas.text_width(water, ctx.strong()) > card.w - 26;
  const double lines = below ? 3 : 2, row = std::min(18.0, (card.h - 8) / lines);
  double y = card.y + (card.h - lines * row) / 2 + row / 2;
  const double taken = ctx.text({card.right() - 9, below ? y + row : y}, water, ctx.strong(HAlign::right));
  ctx.text({card.x + 9, y}, name, ctx.label(), card.w - (below ? 18 : 26 + taken));
  if (below) ctx.text({card.x + 9, y += row}, "flow", ctx.label());
  y += row;
  const std::string words = share_words(lift);
  const double share = ctx.text({card.right() - 9, y}, words, ctx.strong(HAlign::right)), word = ctx.text({card.x + 9, y}, "valve", ctx.label());
  const Rect bar{card.x + 17 + word, y - 3, card.w - 34 - word - share, 6};
  if (bar.w > 12) {
    ctx.canvas.fill_rect(bar, ctx.theme.grid);
    if (lift > 0) ctx.canvas.fill_rect({bar.x, bar.y, bar.w * std::min(1.0, lift), bar.h}, short_of_flow && lift > 0.99 ? ctx.theme.over : ctx.theme.palette[0]);
  }
  const std::string full = b.hall;
  ctx.hit("plant/branch/" + b.hall + "/" + kind, card, [full](View& v) { v.hall = full, v.open("halls"); }, b.hall + ", " + b.what + ": click: the hall");
  ctx.say("plant." + hall + "." + kind + "_flow", flow, "kg/s");
  ctx.say("plant." + hall + "." + kind + "_valve", lift, "1");
}

}  // namespace

std::vector<CircuitShown> circuits_of(PanelContext& ctx) {
  std::vector<CircuitShown> out;
  const int pumps = ctx.facts->group(pump_path), halls = ctx.facts->group(branch_path);
  for (const int e : entities_of_site(*ctx.facts, pumps, ctx.site())) out.push_back({ctx.facts->group_at(pumps).entities[static_cast<std::size_t>(e)], {}});
  if (out.empty()) return out;
  for (const int e : entities_of_site(*ctx.facts, halls, ctx.site())) {
    const std::string hall = ctx.facts->group_at(halls).entities[static_cast<std::size_t>(e)];
    for (const Kind& k : kinds) {
      const CircuitPart part{hall, k.what, ctx.facts->find(halls, k.flow, e), ctx.facts->find(halls, k.valve, e)};
      if (!part.flow.valid()) continue;
      // The trace says what flows in a hall, its scenario from which plant it comes.
      const std::string plant = setting_of(*ctx.facts, "sites." + ctx.site() + ".halls." + last_of(hall) + k.loop);
      for (CircuitShown& c : out)
        if (last_of(c.plant) == plant || (plant.empty() && out.size() == 1 && ever(ctx, part.flow))) c.branches.push_back(part);
    }
  }
  return out;
}

void draw_circuit(PanelContext& ctx, const Rect& box, const CircuitShown& c) {
  const std::string plant = last_of(c.plant);
  const auto at = [&](const char* channel) {
    const SeriesKey key = ctx.facts->find(pump_path, channel, c.plant);
    const double v = ctx.value(key);
    if (key.valid()) ctx.say("plant." + plant + ".pump." + channel, v, ctx.facts->channel_of(key).unit);
    return v;
  };
  const double flow = at("flow"), wanted = at("flow_wanted"), running = at("running"), shortage = at("short_of_flow");
  const double to_halls = at("water_temperature"), back = at("return_temperature"), across = at("differential_pressure"), delay = at("delay_max"), heat = at("hall_heat");
  const Rect pumps{box.x, box.y, std::clamp(box.w * 0.19, 130.0, 190.0), box.h};
  draw_machine(ctx, pumps, "Pumps of " + plant, "",
               {{"Running", fixed(running, 1), running < 0.05},
                {"Flow", flow_words(flow), false},
                {"Flow wanted", flow_words(wanted), false},
                {"Head", pressure_words(at("head")), false},
                {"Speed", share_words(at("speed")), false},
                {"Short of flow", share_words(shortage), shortage > 0},
                {"Power", power_words(at("power")), false},
                {"Efficiency", share_words(at("efficiency")), false}},
               shortage > 0 ? ctx.theme.over : ctx.theme.palette[0], "sites." + ctx.site() + ".cooling." + plant);
  const double top = box.y + header_room, foot = box.bottom() - header_room, from = pumps.right();
  const Color cool = ctx.theme.palette[0], warm = ctx.theme.palette[1];
  const auto history = ctx.series(pump_path, "flow", c.plant);
  const double most = history ? std::max(1e-9, history->over(ctx.facts->t0, ctx.facts->t1).max) : 1;
  // As many branches as have room for their words.
  const double room = box.right() - from - 30;
  const std::size_t fit = static_cast<std::size_t>(std::max(0.0, std::floor(room / least_slot))), n = std::min(c.branches.size(), fit);
  const bool cut = n < c.branches.size();
  const double slot = n > 0 ? std::min(widest_slot, (room - (cut ? 60 : 0)) / static_cast<double>(n)) : room;
  struct Place {
    double x, flow, lift;
  };
  std::vector<Place> places;
  for (std::size_t i = 0; i < n; ++i) {
    const CircuitPart& b = c.branches[i];
    const double f = ctx.value(b.flow);
    places.push_back({from + 30 + slot * (static_cast<double>(i) + 0.5), f, ctx.value(b.valve)});
  }
  // The mains carry what the branches after them take.
  double left = std::isfinite(flow) ? flow : 0, x = from;
  for (const Place& p : places) {
    pipe(ctx, {x, top}, {p.x, top}, left, most, cool);
    pipe(ctx, {x, foot}, {p.x, foot}, left, most, warm);
    x = p.x;
    left -= std::isfinite(p.flow) ? p.flow : 0;
    if (left < 1e-3 * most) left = 0;
  }
  if (cut) {
    pipe(ctx, {x, top}, {box.right() - 8, top}, left, most, cool);
    pipe(ctx, {x, foot}, {box.right() - 8, foot}, left, most, warm);
    ctx.text({box.right() - 8, (top + foot) / 2}, std::to_string(c.branches.size() - n) + " more", ctx.label(HAlign::right));
  }
  if (flow > 1e-9 * most) arrow(ctx, {from + 24, top}, 1, cool), arrow(ctx, {from + 13, foot}, -1, warm);
  for (std::size_t i = 0; i < n; ++i) {
    const Place& p = places[i];
    const Rect card{p.x - (slot - 12) / 2, top + 15, slot - 12, foot - top - 30};
    pipe(ctx, {p.x, top}, {p.x, card.y}, p.flow, most, cool);
    pipe(ctx, {p.x, card.bottom()}, {p.x, foot}, p.flow, most, warm);
    if (card.h > 28) branch_card(ctx, card, c.branches[i], p.flow, p.lift, shortage > 0);
  }
  const double right = cut ? box.right() : std::min(box.right(), from + std::max(30 + slot * static_cast<double>(n), 460.0)), words_w = (right - from) / 2 - 14;
  std::string on_the_way = temperature_words(to_halls) + " to the halls";
  if (delay > 0) on_the_way += ", " + span_text(delay) + " on the way";
  ctx.text({from + 16, top - 10}, on_the_way, ctx.style(ctx.theme.small_size, ctx.theme.text), words_w);
  ctx.text({right, top - 10}, pressure_words(across) + " across the branches", ctx.style(ctx.theme.small_size, ctx.theme.text, HAlign::right), words_w);
  ctx.text({from + 16, foot + 18}, temperature_words(back) + " back at the plant", ctx.style(ctx.theme.small_size, ctx.theme.text), words_w);
  ctx.text({right, foot + 18}, power_words(heat) + " out of the halls", ctx.style(ctx.theme.small_size, ctx.theme.text, HAlign::right), words_w);
}

std::vector<TimePlot> circuit_plots(PanelContext& ctx, const CircuitShown& c) {
  const auto pump = [&](const char* channel) { return ctx.facts->find(pump_path, channel, c.plant); };
  const std::string plant = last_of(c.plant);
  TimePlot flow, pressure, valves;
  flow.name = "circuit_flow";
  flow.title = "Water of " + plant;
  flow.subtitle = "Do the halls get the flow that they want?";
  flow.unit = flow_unit;
  flow.lines.push_back(line_of(ctx, "Wanted", ctx.theme.text_dim, pump("flow_wanted"), 1.2, {5, 3}));
  flow.lines.push_back(line_of(ctx, "Lowest", ctx.theme.palette[6], pump("flow_min"), 1));
  flow.lines.push_back(line_of(ctx, "Flow", ctx.theme.palette[0], pump("flow"), 1.8));
  pressure.name = "circuit_pressure";
  pressure.title = "Pressures";
  pressure.subtitle = "What do the pumps give, and what of it is left for the branches?";
  pressure.unit = pascal_unit();
  pressure.lines.push_back(line_of(ctx, "Head of the pumps", ctx.theme.palette[3], pump("head")));
  pressure.lines.push_back(line_of(ctx, "Across the branches", ctx.theme.palette[2], pump("differential_pressure")));
  valves.name = "circuit_valves";
  valves.title = "Speed and valves";
  valves.subtitle = "Can the pumps still run faster, the valves open further?";
  valves.unit = axis_units::percent_from_share();
  valves.least_high = 1;
  valves.lines.push_back(line_of(ctx, "Pumps", ctx.theme.text_dim, pump("speed"), 2));
  for (std::size_t i = 0; i < std::min<std::size_t>(c.branches.size(), 6); ++i) {
    const CircuitPart& b = c.branches[i];
    valves.lines.push_back(line_of(ctx, last_of(b.hall) + " " + b.what, ctx.theme.category(i), b.valve, 1.2));
  }
  return {flow, pressure, valves};
}

}  // namespace netsuden::viz
