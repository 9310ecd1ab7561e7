// SPDX-License-Identifier: Apache-2.0
#include "viz/panels/plant.hpp"

#include <algorithm>
#include <cmath>

#include "viz/model/assets.hpp"
#include "viz/panels/circuit.hpp"
#include "viz/panels/figures.hpp"
#include "viz/panels/machine.hpp"
#include "viz/panels/time_plots.hpp"

namespace netsuden::viz {
namespace {

constexpr const char *tower_group = "equipment/tower", *dry_cooler_group = "equipment/dry_cooler", *network_group = "equipment/heat_recovery", *store_group = "equipment/store", *crac_group = "equipment/crac";
constexpr double gap = 74, row_gap = 18;

struct LoopState {
  std::string name, path;
  bool chillers = false, gives = false, stores = false;  ///< gives: heat to a network
  const char* outdoors = nullptr;  ///< group of what it rejects to
  double heat = 0, out = 0, supply = 0, available = 0, limited = 0, pumps = 0, economizer = 0, network = 0;
  std::size_t lanes() const { return 1 + (gives ? 1 : 0) + (stores ? 1 : 0); }
};

/// A machine for each column of a row: where it stands.
struct Columns {
  double x, w;  ///< of the first
  Rect box(std::size_t column, double y, double h) const { return {x + static_cast<double>(column) * (w + gap), y, w, h}; }
};

/// How full it is; less than a part in a billion of either sign is nothing.
double load_of(double heat, double available) {
  const double share = available > 0 ? heat / available : no_value;
  return std::abs(share) < 1e-9 ? 0 : share;
}

/// A number of a loop's machine at the cursor, told to whoever listens to what is shown.
double said_value(PanelContext& ctx, const char* group, const LoopState& l, const std::string& machine, const char* channel) {
  const SeriesKey key = ctx.facts->find(group, channel, l.name);
  const double v = ctx.value(key);
  if (key.valid()) ctx.say("plant." + last_of(l.name) + machine + channel, v, ctx.facts->channel_of(key).unit);
  return v;
}

/// Heat that a loop gives to a network, by way of a heat pump where there is one.
void network_lane(PanelContext& ctx, const Columns& columns, double top, double h, const LoopState& l, double most, Point from) {
  const auto at = [&](const char* channel) { return said_value(ctx, network_group, l, ".network.", channel); };
  const double asked = at("demand"), given = at("heat"), source = at("source_heat"), power = at("power"), lifted = at("lifted"), cop = at("cop"), saved = at("water_saved"), y = top + h / 2;
  const Color color = ctx.theme.palette[3];
  const auto pump = ctx.series(network_group, "power", l.name);
  const Rect place = columns.box(1, top, h), network = columns.box(2, top, h);
  if (pump && pump->over(ctx.facts->t0, ctx.facts->t1).max > 0) {
    draw_flow(ctx, from, {place.x, y}, source, most, color);
    draw_machine(ctx, place, "Heat pump", "lifts the heat of " + last_of(l.name),
                 {{"Power", power_words(power), false}, {"COP", fixed(cop, 2), false}, {"Heat lifted", power_words(lifted), false}, {"Heat taken", power_words(source), false}}, color, l.path);
    draw_flow(ctx, {place.right(), y}, {network.x, y}, given, most, color);
  } else {
    draw_passage(ctx, from, {place.right(), y}, source, most, color, "no heat pump");
    draw_flow(ctx, {place.right(), y}, {network.x, y}, given, most, color);
  }
  const bool less = given < asked * (1 - 1e-6);
  draw_machine(ctx, network, "District network", "gets the heat of " + last_of(l.name),
               {{"Heat given", power_words(given), false}, {"Heat asked for", power_words(asked), false}, {"Met", asked > 0 ? share_words(given / asked) : "-", less}, {"Water saved", fixed(saved, 2, "kg/s"), false}}, color, l.path);
}

/// Its store of chilled water: heat that it takes from the loop, or gives back while chillers or economizer cool it.
void store_lane(PanelContext& ctx, const Columns& columns, double top, double h, const LoopState& l, double most, Point from) {
  const auto at = [&](const char* channel) { return said_value(ctx, store_group, l, ".store.", channel); };
  const double heat = at("heat"), charge = at("charge"), bottom = at("bottom_temperature"), above = at("top_temperature");
  const Rect place = columns.box(1, top, h);
  const Point to{place.x, top + h / 2};
  if (heat < 0) draw_flow(ctx, to, from, -heat, most, ctx.theme.palette[1]);
  else draw_flow(ctx, from, to, heat, most, ctx.theme.palette[1]);
  draw_machine(ctx, place, "Store", "chilled water of " + last_of(l.name),
               {{heat < 0 ? "Charged with" : "Takes heat", power_words(std::abs(heat)), false},
                {"Cold", share_words(charge), charge < 0.05},
                {"Bottom", temperature_words(bottom), false},
                {"Top", temperature_words(above), false}},
               ctx.theme.palette[5], l.path);
}

void loop_row(PanelContext& ctx, const Columns& columns, double top, double lane, const LoopState& l, double most, double halls) {
  const double y = top + lane / 2, h = lane * static_cast<double>(l.lanes()) + row_gap * static_cast<double>(l.lanes() - 1);
  const Color warm = ctx.theme.palette[1], cool = ctx.theme.palette[0];
  const Rect box = columns.box(0, top, h);
  draw_flow(ctx, {halls, top + h / 2}, {box.x, top + h / 2}, l.heat, most, warm);
  const double share = load_of(l.heat, l.available);
  draw_machine(ctx, box, last_of(l.name), "water loop",
               {{"Supply", temperature_words(l.supply), false},
                {"Heat in", power_words(l.heat), false},
                {"Heat it can take", power_words(l.available), false},
                {"Load", load_text(share), share > 1},
                {"Set-point not held", share_words(l.limited), l.limited > 0},
                l.network > 0      ? Fact{"To the network", power_words(l.network), false}
                : l.economizer > 0 ? Fact{"Free cooling", power_words(l.economizer), false}
                                   : Fact{"Pumps", power_words(l.pumps), false}},
               ctx.load_color(share), l.path);
  ctx.say("plant." + last_of(l.name) + ".heat", l.heat, "W");
  Point from{box.right(), y};
  double bypassed = 0;
  if (l.chillers) {
    // What the economizer takes goes past them, where there is room to draw it.
    const double past = l.outdoors && lane > 90 && l.economizer > 1e-3 * most ? 30 : 0;
    if (past > 0) draw_flow(ctx, {box.right(), top + 13}, {columns.box(2, top, lane).x, top + 13}, l.economizer, most, cool, "free cooling");
    const Rect c = columns.box(1, top + past, lane - past);
    const double y_c = c.y + c.h / 2;
    from.y = y_c;
    bypassed = past > 0 ? l.economizer : 0;
    const auto at = [&](const char* channel) { return ctx.value("equipment/chiller", channel, l.name); };
    const double heat = at("heat");
    draw_flow(ctx, from, {c.x, y_c}, past > 0 || !(l.economizer > 0) ? heat : heat + l.economizer, most, warm);
    draw_machine(ctx, c, "Chillers", "compressors of " + last_of(l.name),
                 {{"Running", fixed(at("running"), 1), false},
                  {"Heat taken", power_words(heat), false},
                  {"Power", power_words(at("power")), false},
                  {"COP", fixed(at("cop"), 2), false},
                  {"Part load", share_words(at("part_load")), false},
                  {"Condenser water", temperature_words(at("condenser_temperature")), false}},
                 cool, l.path);
    from = {c.right(), y_c};
  } else {
    const double right = columns.box(1, top, lane).right();
    draw_passage(ctx, from, {right, y}, l.out, most, warm, "no chillers");
    from = {right, y};
  }
  if (l.outdoors) {
    const Rect t = columns.box(2, top, lane);
    const auto at = [&](const char* c) { return ctx.value(l.outdoors, c, l.name); };
    const bool towers = l.outdoors == tower_group;
    const double heat = at("heat");
    draw_flow(ctx, from, {t.x, from.y}, heat - bypassed, most, warm);
    draw_machine(ctx, t, towers ? "Towers" : "Dry coolers", "to the outside air",
                 {{"Heat rejected", power_words(heat), false},
                  {"Leaving water", temperature_words(at("leaving_temperature")), false},
                  {towers ? "Wet bulb" : "Dry bulb", temperature_words(ctx.value("site", towers ? "wet_bulb" : "dry_bulb", ctx.site())), false},
                  {"Air flow", share_words(at("air_ratio")), false},
                  {"Fans", power_words(at("fan_power")), false},
                  {"Make-up water", fixed(at("water_flow"), 2, "kg/s"), false}},
                 ctx.theme.palette[2], l.path);
  }
  double below = top + lane + row_gap;
  if (l.gives) {
    network_lane(ctx, columns, below, lane, l, most, {box.right(), below + lane / 2});
    below += lane + row_gap;
  }
  if (l.stores) store_lane(ctx, columns, below, lane, l, most, {box.right(), below + lane / 2});
}

/// The CRACs of all halls of the site: what they take out of the air, and what leaves outdoors.
void crac_row(PanelContext& ctx, const Columns& columns, double top, double h, double most, double halls) {
  const auto sum = [&](const char* channel) { return site_sum(ctx, "crac", channel, false); };
  const double heat = sum("heat"), power = sum("power"), available = sum("available"), rejected = sum("rejected"), y = top + h / 2;
  const double share = load_of(heat, available);
  const Rect box = columns.box(0, top, h), outdoors = columns.box(2, top, h);
  const Color warm = ctx.theme.palette[1];
  draw_flow(ctx, {halls, y}, {box.x, y}, heat, most, warm);
  draw_machine(ctx, box, "CRACs", "of all halls",
               {{"Running", fixed(sum("running"), 1), false},
                {"Heat taken", power_words(heat), false},
                {"Heat they can take", power_words(available), false},
                {"Load", load_text(share), share > 1},
                {"Power", power_words(power), false},
                {"COP", fixed(power > 1e-3 ? heat / power : no_value, 2), false}},
               ctx.load_color(share), "");
  ctx.hit("plant/cracs", box, [](View& v) { v.open("halls"); }, "click: the halls");
  draw_passage(ctx, {box.right(), y}, {outdoors.x - gap, y}, rejected, most, warm, "direct expansion");
  draw_flow(ctx, {outdoors.x - gap, y}, {outdoors.x, y}, rejected, most, warm);
  draw_machine(ctx, outdoors, "Condensers", "of the CRACs, to the outside air",
               {{"Heat rejected", power_words(rejected), false}, {"Dry bulb", temperature_words(ctx.value("site", "dry_bulb", ctx.site())), false}}, ctx.theme.palette[2], "");
  ctx.say("plant.cracs.heat", heat, "W");
  ctx.say("plant.cracs.power", power, "W");
  ctx.say("plant.cracs.rejected", rejected, "W");
}

LoopState state_of(PanelContext& ctx, int group, int entity) {
  LoopState l;
  l.name = ctx.facts->group_at(group).entities[static_cast<std::size_t>(entity)];
  l.path = "sites." + ctx.site() + ".cooling." + last_of(l.name);
  const auto at = [&](const char* c) { return ctx.value("equipment/loop", c, l.name); };
  l.heat = at("heat"), l.out = at("heat_out"), l.supply = at("supply_temperature"), l.available = at("available"), l.limited = at("limited"), l.pumps = at("pump_power"), l.economizer = at("economizer");
  l.chillers = ctx.facts->find("equipment/chiller", "heat", l.name).valid();
  l.gives = ctx.facts->find(network_group, "heat", l.name).valid();
  l.stores = ctx.facts->find(store_group, "heat", l.name).valid();
  if (l.gives) l.network = ctx.value(network_group, "source_heat", l.name);
  for (const char* kind : {tower_group, dry_cooler_group})
    if (ctx.facts->find(kind, "heat", l.name).valid()) l.outdoors = kind;
  return l;
}

void halls_box(PanelContext& ctx, const Rect& box) {
  const double cracs = site_sum(ctx, "crac", "heat", false), doors = site_sum(ctx, "rear_door", "heat", false), coils = site_sum(ctx, "hall", "coil_heat", false);
  double hottest = no_value;
  const int g = ctx.facts->group("equipment/hall");
  for (const int e : entities_of_site(*ctx.facts, g, ctx.site())) {
    const double v = ctx.value(ctx.facts->find(g, "inlet_temperature_max", e));
    if (!(hottest >= v) && std::isfinite(v)) hottest = v;
  }
  std::vector<Fact> facts{{"IT power", power_words(site_sum(ctx, "hall", "it_power", false)), false}, {"Heat to liquid", power_words(site_sum(ctx, "hall", "liquid_heat", false)), false}};
  if (std::isfinite(doors)) facts.push_back({"Heat to rear doors", power_words(doors), false});
  if (std::isfinite(cracs)) facts.push_back({"Heat to CRACs", power_words(cracs), false});
  const double water = coils - (std::isfinite(cracs) ? cracs : 0);
  if (!std::isfinite(cracs) || water > 1) facts.push_back({"Heat to air coils", power_words(water), false});
  facts.push_back({"Hottest inlet", temperature_words(hottest), false});
  draw_machine(ctx, box, "Halls", "all of the site", facts, ctx.theme.palette[0], "");
  ctx.hit("plant/halls", box, [](View& v) { v.open("halls"); }, "click: the halls");
}

/// Loops and CRACs over time; with the water of a circuit at the halls, and what a network asks and gets.
std::vector<TimePlot> heat_plots(PanelContext& ctx, const std::vector<LoopState>& loops, const CircuitShown* circuit, const std::vector<int>& cracs) {
  TimePlot supply, heat, network, store;
  supply.name = "loops";
  supply.title = circuit ? "Water temperatures" : "Supply temperatures";
  supply.subtitle = "Do the loops hold their set-points?";
  supply.unit = axis_units::celsius();
  supply.from_zero = false;
  heat.name = "loop_heat";
  heat.title = loops.empty() ? "Heat into the CRACs" : cracs.empty() ? "Heat into the loops" : "Heat into loops and CRACs";
  heat.subtitle = loops.empty() ? "How near are they to what they can take?" : "How near is the plant to what it can take?";
  heat.unit = axis_units::watt();
  network.name = "network";
  network.title = "Heat to the network";
  network.subtitle = "Does the network get what it asks for, and what does that cost?";
  network.unit = axis_units::watt();
  store.name = "stores";
  store.title = "Cold in the stores";
  store.subtitle = "How much is left, and is it charged again?";
  store.unit = axis_units::percent_from_share();
  store.weight = 0.6;
  for (std::size_t i = 0; i < loops.size(); ++i) {
    const LoopState& l = loops[i];
    const std::string name = last_of(l.name);
    const auto key = [&](const char* c) { return ctx.facts->find("equipment/loop", c, l.name); };
    const Color color = ctx.theme.category(i);
    supply.lines.push_back(line_of(ctx, name, color, key("supply_temperature_max")));
    heat.lines.push_back(line_of(ctx, name + " can take", color.alpha(0.7), key("available"), 1, {5, 3}));
    heat.lines.push_back(line_of(ctx, name, color, key("heat")));
    if (l.stores) store.lines.push_back(line_of(ctx, name, color, ctx.facts->find(store_group, "charge", l.name), 1.6));
    if (!l.gives) continue;
    const auto of_network = [&](const char* c) { return ctx.facts->find(network_group, c, l.name); };
    const std::string of = loops.size() > 1 && std::count_if(loops.begin(), loops.end(), [](const LoopState& o) { return o.gives; }) > 1 ? " " + name : "";
    network.lines.push_back(line_of(ctx, "Asked for" + of, ctx.theme.text_dim, of_network("demand"), 1.2, {5, 3}));
    network.lines.push_back(line_of(ctx, "Given" + of, ctx.theme.palette[3], of_network("heat"), 1.6));
    network.lines.push_back(line_of(ctx, "Heat pump" + of, ctx.theme.palette[1], of_network("power"), 1.2));
  }
  if (circuit) {
    supply.lines.push_back(line_of(ctx, "at the halls", ctx.theme.palette[2], ctx.facts->find("equipment/pump", "water_temperature", circuit->plant), 1.2));
    supply.lines.push_back(line_of(ctx, "back", ctx.theme.palette[6], ctx.facts->find("equipment/pump", "return_temperature", circuit->plant), 1.2));
  }
  supply.lines.push_back(line_of(ctx, "Wet bulb", ctx.theme.text_dim, ctx.facts->find("site", "wet_bulb", ctx.site()), 1));
  const int g = ctx.facts->group(crac_group);
  for (std::size_t i = 0; i < std::min<std::size_t>(cracs.size(), 4); ++i) {
    const std::string name = last_of(ctx.facts->group_at(g).entities[static_cast<std::size_t>(cracs[i])]) + " CRACs";
    const Color color = ctx.theme.category(loops.size() + i);
    heat.lines.push_back(line_of(ctx, name + " can take", color.alpha(0.7), ctx.facts->find(g, "available", cracs[i]), 1, {5, 3}));
    heat.lines.push_back(line_of(ctx, name, color, ctx.facts->find(g, "heat", cracs[i])));
  }
  std::vector<TimePlot> out;
  if (!loops.empty()) out.push_back(std::move(supply));
  out.push_back(std::move(heat));
  if (loops.empty()) {
    TimePlot power, air;
    power.name = "crac_power";
    power.title = "Power of the CRACs";
    power.subtitle = "What do compressors and condenser fans draw?";
    power.unit = axis_units::watt();
    for (std::size_t i = 0; i < std::min<std::size_t>(cracs.size(), 4); ++i)
      power.lines.push_back(line_of(ctx, last_of(ctx.facts->group_at(g).entities[static_cast<std::size_t>(cracs[i])]), ctx.theme.category(i), ctx.facts->find(g, "power", cracs[i])));
    air.name = "outside_air";
    air.title = "Outside air";
    air.subtitle = "How warm is the air into which they reject?";
    air.unit = axis_units::celsius();
    air.from_zero = false;
    air.weight = 0.7;
    air.lines.push_back(line_of(ctx, "Dry bulb", ctx.theme.palette[6], ctx.facts->find("site", "dry_bulb", ctx.site())));
    out.push_back(std::move(power));
    out.push_back(std::move(air));
  }
  if (!network.lines.empty()) out.push_back(std::move(network));
  if (!store.lines.empty()) out.push_back(std::move(store));
  return out;
}

/// The circuit that is shown, with buttons where there are several.
const CircuitShown* chosen_circuit(PanelContext& ctx, const std::vector<CircuitShown>& all, const Rect& line) {
  if (all.empty()) return nullptr;
  const CircuitShown* chosen = &all.front();
  for (const CircuitShown& c : all)
    if (ctx.view.circuit.empty() ? ctx.view.asset == "sites." + ctx.site() + ".cooling." + last_of(c.plant) : c.plant == ctx.view.circuit) chosen = &c;
  double x = line.right();
  for (std::size_t i = all.size(); all.size() > 1 && i-- > 0;) {
    const std::string name = all[i].plant, words = "circuit of " + last_of(name);
    const double w = std::clamp(ctx.canvas.text_width(words, ctx.strong()) + 26, 60.0, 180.0);
    if (x - w < line.x + 170) break;
    x -= w;
    ctx.button("circuit/" + name, {x, line.y, w, 20}, words, &all[i] == chosen, [name](View& v) { v.circuit = name; });
    x -= 4;
  }
  return chosen;
}

}  // namespace

void draw_plant(PanelContext& ctx, const Rect& area) {
  const int g = ctx.facts->group("equipment/loop");
  const auto loops = entities_of_site(*ctx.facts, g, ctx.site()), cracs = entities_of_site(*ctx.facts, ctx.facts->group(crac_group), ctx.site());
  if (loops.empty() && cracs.empty()) return ctx.notice(area, "The site has no water loops.");
  std::vector<LoopState> all;
  double most = cracs.empty() ? 1 : std::max(1.0, site_sum(ctx, "crac", "rejected", false));
  std::size_t lanes = cracs.empty() ? 0 : 1;
  for (const int e : loops) {
    LoopState l = state_of(ctx, g, e);
    most = std::max(most, std::isfinite(l.heat) ? l.heat : 0.0);
    lanes += l.lanes();
    all.push_back(std::move(l));
  }
  const std::vector<CircuitShown> circuits = circuits_of(ctx);
  const CircuitShown* circuit = chosen_circuit(ctx, circuits, {area.x, area.y, area.w, 20});
  const double circuit_h = circuit && area.h > 380 && area.w > 460 ? std::clamp(area.h * 0.18, 108.0, 134.0) : 0;
  const double diagram = std::min(area.h * (circuit_h > 0 ? 0.365 : area.h < 600 ? 0.52 : 0.56), 150.0 * static_cast<double>(lanes) + 10);
  ctx.text({area.x, area.y + 10}, "at " + ctx.when(ctx.view.cursor()), ctx.strong());
  const double above = circuits.size() > 1 ? 34 : 26;  // buttons stand beside the time
  const Rect body{area.x, area.y + above, area.w, diagram - above};
  const double row = (body.h - row_gap * static_cast<double>(lanes - 1)) / static_cast<double>(lanes);
  // The halls, as tall as the loops together.
  const Rect halls{body.x, body.y, 190, body.h};
  halls_box(ctx, halls);
  const Columns columns{halls.right() + gap, (body.right() - halls.right() - 3 * gap) / 3};
  double y = body.y;
  for (const LoopState& l : all) {
    loop_row(ctx, columns, y, row, l, most, halls.right());
    y += (row + row_gap) * static_cast<double>(l.lanes());
  }
  if (!cracs.empty()) crac_row(ctx, columns, y, row, most, halls.right());
  y = area.y + diagram + 18;
  if (circuit_h > 0) {
    draw_circuit(ctx, {area.x, y, area.w, circuit_h}, *circuit);
    y += circuit_h + 18;
  }
  std::vector<TimePlot> plots = heat_plots(ctx, all, circuit, cracs);
  const double left = area.bottom() - y, half = (area.w - 24) / 2;
  if (!circuit) return draw_time_plots(ctx, {area.x, y, area.w, left}, std::move(plots));
  std::vector<TimePlot> water = circuit_plots(ctx, *circuit);
  const auto fit = static_cast<std::size_t>(std::max(1.0, std::floor((left - 30) / 66)));
  for (auto* column : {&plots, &water})
    if (column->size() > fit) column->resize(fit);
  for (auto* column : {&plots, &water})
    for (TimePlot& p : *column) p.min_height = 32;
  draw_time_plots(ctx, {area.x, y, half, left}, std::move(plots));
  draw_time_plots(ctx, {area.x + half + 24, y, half, left}, std::move(water));
}

}  // namespace netsuden::viz
