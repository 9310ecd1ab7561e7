// SPDX-License-Identifier: Apache-2.0
#include "viz/panels/energy_flows.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "viz/panels/figures.hpp"

namespace netsuden::viz {
namespace {

constexpr double seen = 1e-6;  ///< share of the whole below which nothing is drawn

/// Heat of the vapour that coils take out of the air: those on water, or CRACs.
double latent_heat(PanelContext& ctx, bool of_cracs, bool range) {
  double sum = 0;
  const int g = ctx.facts->group("equipment/humidity"), cracs = ctx.facts->group("equipment/crac");
  for (const int e : entities_of_site(*ctx.facts, g, ctx.site())) {
    if ((ctx.facts->entity(cracs, ctx.facts->group_at(g).entities[static_cast<std::size_t>(e)]) >= 0) != of_cracs) continue;
    const auto s = ctx.series(ctx.facts->find(g, "latent_heat", e));
    const double v = !s ? no_value : range ? mean_over(*s, ctx.view.range().t0, ctx.view.range().t1) : s->at(ctx.view.cursor());
    if (std::isfinite(v)) sum += v;
  }
  return sum;
}

}  // namespace

Sankey power_flows(PanelContext& ctx, bool range) {
  Sankey s;
  s.of = "of the supply";
  s.says = "energy.";
  const Theme& t = ctx.theme;
  const std::string site = ctx.site();
  const auto of_site = [&](const char* channel) {
    const auto c = ctx.series("site", channel, site);
    const double v = !c ? no_value : range ? mean_over(*c, ctx.view.range().t0, ctx.view.range().t1) : c->at(ctx.view.cursor());
    return std::isfinite(v) ? v : 0;
  };
  const double import = of_site("grid_import"), generation = of_site("generation"), storage = of_site("storage_power");
  const double it = of_site("it_power"), cooling = of_site("cooling_power"), losses = of_site("loss_power"), other = of_site("other_power");
  // Over a range a battery both takes and gives; its two directions are known where it is recorded as such.
  double given = storage < 0 ? -storage : 0;
  const double bess = site_sum(ctx, "bess", "supplied", range);
  if (std::isfinite(bess)) given = std::max(given, std::abs(bess));
  const double taken = storage + given;
  const double supply = s.whole = import + generation + given;
  const std::size_t hub = s.add("Supply", supply, t.text_dim, 1);
  const auto source = [&](const char* name, double v, Color c) {
    if (v > seen * supply && v > 0) s.link(s.add(name, v, c, 0), hub, v, c);
  };
  source("Grid", import, t.role(Role::storage));
  source("Generation", generation, t.role(Role::generation));
  source("Batteries give", given, t.palette[3]);
  const auto sink = [&](const char* name, double v, Color c) -> std::size_t {
    if (!(v > seen * supply) || !(v > 0)) return 0;
    const std::size_t n = s.add(name, v, c, 2);
    s.link(hub, n, v, c);
    return n;
  };
  sink("IT", it, t.role(Role::it));
  const std::size_t c = sink("Cooling", cooling, t.role(Role::cooling));
  const std::size_t l = sink("Losses", losses, t.role(Role::losses));
  sink("Other", other, t.role(Role::other));
  sink("Batteries take", taken, t.palette[3]);
  const auto part = [&](std::size_t of, const char* name, double v) {
    if (of == 0 || !(v > seen * supply)) return;
    const Color color = s.nodes[of].color;
    s.link(of, s.add(name, v, color, 3), v, color);
  };
  part(c, "Chillers", site_sum(ctx, "chiller", "power", range));
  part(c, "CRACs", site_sum(ctx, "crac", "power", range));
  part(c, "Heat pumps", site_sum(ctx, "heat_recovery", "power", range));
  part(c, "Tower fans", site_sum(ctx, "tower", "fan_power", range));
  part(c, "Dry cooler fans", site_sum(ctx, "dry_cooler", "fan_power", range));
  part(c, "Pumps", site_sum(ctx, "loop", "pump_power", range));
  part(c, ctx.facts->group("equipment/crac") >= 0 ? "Hall fans" : "CRAH fans", site_sum(ctx, "hall", "crah_fan_power", range));
  part(c, "Door fans", site_sum(ctx, "rear_door", "fan_power", range));
  part(c, "CDU pumps", site_sum(ctx, "cdu", "pump_power", range));
  part(l, "Transformers", site_sum(ctx, "transformer", "loss", range));
  part(l, "UPS", site_sum(ctx, "ups", "loss", range));
  part(l, "Rectifiers", site_sum(ctx, "rectifier", "loss", range));
  part(l, "PDUs", site_sum(ctx, "pdu", "loss", range));
  part(l, "Busways", site_sum(ctx, "busway", "loss", range));
  part(l, "Switches", site_sum(ctx, "transfer_switch", "loss", range));
  return s;
}

Sankey heat_flows(PanelContext& ctx, bool range) {
  Sankey s;
  s.of = "of the heat of the halls";
  s.says = "heat.";
  const Theme& t = ctx.theme;
  const auto sum = [&](const char* kind, const char* channel) {
    const double v = site_sum(ctx, kind, channel, range);
    return std::isfinite(v) ? v : 0.0;
  };
  // Halls: electricity becomes heat, and goes into liquid or air; what nothing takes stays in walls, floors and servers, or leaves through them.
  const double it = sum("hall", "it_power"), cdu_pumps = sum("cdu", "pump_power"), fans = sum("hall", "crah_fan_power") + sum("rear_door", "fan_power");
  const double cdus = sum("cdu", "heat"), doors = sum("rear_door", "heat"), cracs = sum("crac", "heat"), coils = sum("hall", "coil_heat") - cracs, outdoor = sum("hall", "outdoor_air_heat");
  const double moist_coils = latent_heat(ctx, false, range), moist_cracs = latent_heat(ctx, true, range), moisture = moist_coils + moist_cracs;
  const double hall_rest = it + cdu_pumps + fans + moisture - cdus - doors - cracs - coils - outdoor;
  s.whole = it + cdu_pumps + fans;
  if (!(s.whole > 0)) return s;
  const double least = seen * s.whole;
  const auto node = [&](const char* name, double v, Color c, int column) { return v > least ? std::optional(s.add(name, v, c, column)) : std::nullopt; };
  const auto join = [&](const std::optional<std::size_t>& a, const std::optional<std::size_t>& b, double v, Color c) {
    if (a && b && v > least) s.link(*a, *b, v, c);
  };
  const Color blue = t.role(Role::it), green = t.role(Role::cooling), warm = t.palette[1], grey = t.role(Role::other), purple = t.palette[3];
  const Color wet = t.palette[5];
  const auto from_it = node("IT", it, blue, 0), from_fans = node(cdu_pumps > least ? "Fans, CDU pumps" : "Fans", cdu_pumps + fans, green, 0), from_walls = node("Out of the walls", -hall_rest, grey, 0), from_moisture = node("Moisture", moisture, wet, 0);
  struct Taker {
    std::optional<std::size_t> node;
    double heat, latent;
    Color color;
  };
  // What goes to the loops stands together, from above: they are not crossed by what does not.
  const bool loops_there = !entities_of_site(*ctx.facts, ctx.facts->group("equipment/loop"), ctx.site()).empty();
  const double pumps = sum("loop", "pump_power"), chillers = sum("chiller", "power"), heat_pumps = sum("heat_recovery", "power"), compressors = sum("crac", "power");
  const double towers = sum("tower", "heat"), dry_coolers = sum("dry_cooler", "heat"), network = sum("heat_recovery", "heat");
  const double stores = std::isfinite(sum("store", "heat")) ? sum("store", "heat") : 0;
  const double into_loops = loops_there ? cdus + doors + coils + pumps + chillers + heat_pumps : 0, into_stores = std::max(0.0, stores), of_stores = std::max(0.0, -stores), loop_rest = into_loops + of_stores - into_stores - towers - dry_coolers - network;
  const Taker liquid{node("CDUs", cdus, blue, 1), cdus, 0, blue};
  const Taker at_doors{node("Rear doors", doors, t.palette[0], 1), doors, 0, t.palette[0]}, at_coils{node("Air coils", coils, green, 1), coils, moist_coils, green};
  const auto by_chillers = node("Chillers", chillers, purple, 1), by_pumps = node("Pumps", pumps, purple, 1), by_heat_pumps = node("Heat pumps", heat_pumps, purple, 1), from_stores = node("Stores, charged", of_stores, grey, 1), from_water = node("Out of the water", -loop_rest, grey, 1);
  const Taker at_cracs{node("CRACs", cracs, warm, 1), cracs, moist_cracs, warm};
  const auto by_compressors = node("CRAC power", compressors, purple, 1);
  const std::vector<Taker> of_air{at_doors, at_coils, at_cracs,
                                  {node("Outdoor air", outdoor, t.palette[4], 1), outdoor, 0, t.palette[4]},
                                  {node("Walls and servers", hall_rest, grey, 1), std::max(0.0, hall_rest), 0, grey}};
  // The pumps of CDUs warm their coolant, the rest of it comes from IT; what IT has beyond, fans and walls are mixed in the air.
  const double pumps_in = std::min(cdu_pumps, std::max(0.0, cdus)), it_in = std::clamp(cdus - pumps_in, 0.0, it);
  join(from_it, liquid.node, it_in, liquid.color);
  join(from_fans, liquid.node, pumps_in, liquid.color);
  const double it_air = it - it_in, fans_air = cdu_pumps + fans - pumps_in, walls_air = std::max(0.0, -hall_rest), air = it_air + fans_air + walls_air;
  for (const Taker& a : of_air) {
    if (!(air > 0)) break;
    const double dry = a.heat - a.latent;
    join(from_it, a.node, dry * it_air / air, a.color);
    join(from_fans, a.node, dry * fans_air / air, a.color);
    join(from_walls, a.node, dry * walls_air / air, a.color);
    join(from_moisture, a.node, a.latent, wet);
  }
  // Plants: the loops take it, with the power of their machines, and give it to outdoors, to networks, or keep it.
  const auto loops = node("Water loops", std::max(into_loops + of_stores, into_loops + of_stores - loop_rest), t.palette[0], 2);
  join(liquid.node, loops, cdus, liquid.color);
  join(at_doors.node, loops, doors, at_doors.color);
  join(at_coils.node, loops, coils, at_coils.color);
  join(by_chillers, loops, chillers, purple);
  join(by_pumps, loops, pumps, purple);
  join(by_heat_pumps, loops, heat_pumps, purple);
  join(from_stores, loops, of_stores, grey);
  join(from_water, loops, -loop_rest, grey);
  join(loops, node("Stores", into_stores, grey, 3), into_stores, grey);
  join(loops, node("Towers", towers, green, 3), towers, green);
  join(loops, node("Dry coolers", dry_coolers, green, 3), dry_coolers, green);
  join(loops, node("District networks", network, purple, 3), network, purple);
  join(loops, node("Water and rooms", loop_rest, grey, 3), loop_rest, grey);
  const auto condensers = node("CRAC condensers", sum("crac", "rejected"), warm, 2);
  join(at_cracs.node, condensers, cracs, warm);
  join(by_compressors, condensers, compressors, purple);
  return s;
}

}  // namespace netsuden::viz
