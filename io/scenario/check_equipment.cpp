// SPDX-License-Identifier: Apache-2.0
// Plants, halls and racks: the second law, curves at their own reference, counts that carry their load.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "io/scenario/check_context.hpp"
#include "sim/spec/complete.hpp"

namespace netsuden {
namespace {

constexpr int most_machines = 100000;  // as the keys `count` allow

template <class Params>
void group(const CheckContext& c, const Group<Params>& g, const std::string& at) {
  const int count = g.count.value_or(1);
  if (count > most_machines)
    c.error("count", at, fmt::format("its load takes more than {} machines of this size", most_machines), "larger machines, or fewer racks");
  const int spare = g.redundancy == Redundancy::n ? 0 : g.redundancy == Redundancy::n_plus_2 ? 2 : 1;
  if (count <= spare)
    c.warn("redundancy", at, fmt::format("{} {} cannot have {} to spare", count, count == 1 ? "machine" : "machines", spare),
           "more machines, or redundancy: N");
}

void chiller(const CheckContext& c, const ChillerParams& p, const std::string& at) {
  const ChillerCheck k = check_chiller(p);
  if (k.above_carnot)
    c.error("carnot", at + ".reference_cop",
            fmt::format("COP of {:.2f} at reference is above the Carnot limit of {:.2f}", p.reference_cop, k.carnot_cop),
            fmt::format("between {:.1f} and {:.1f} degC no machine reaches that: check the COP and the reference temperatures",
                        p.reference_leaving.c(), p.reference_condenser.c()));
  const auto factor = [&](const char* key, double f) {
    if (!(f >= 0.8 && f <= 1.3))
      c.error("curve", at + "." + key,
              fmt::format("`{}` is {} at its own reference point; allowed: 0.8 to 1.3", key,
                          std::isfinite(f) ? fmt::format("{:.3g}", f) : "not a number"),
              "a performance curve is 1 where its reference is: check the coefficients and the reference temperatures");
    else if (std::abs(f - 1) > 0.05)
      c.warn("curve", at + "." + key, fmt::format("`{}` is {:.3f} at its own reference point, far from 1", key, f));
  };
  const auto rising = [&](const char* low_key, Temperature low, const char* high_key, Temperature high) {
    if (!(low < high))
      c.error("limits", at + "." + low_key,
              fmt::format("`{}` of {:.2f} degC is not below `{}` of {:.2f} degC", low_key, low.c(), high_key, high.c()));
  };
  for (const auto& [key, least] : {std::pair{"min_part_load", p.min_part_load}, {"min_unloading", p.min_unloading}})
    if (least > p.max_part_load) c.error("limits", at + "." + key, fmt::format("`{}` of {:.2g} is above `max_part_load` of {:.2g}", key, least, p.max_part_load), "shares of the available capacity, the least below the largest");
  if (p.model == ChillerModel::eir) {
    factor("capacity_curve", k.capacity_factor);
    factor("eir_curve", k.eir_factor);
    rising("min_leaving", p.min_leaving, "max_leaving", p.max_leaving);
    rising("min_condenser", p.min_condenser, "max_condenser", p.max_condenser);
  }
  factor("part_load_curve", k.part_load_factor);
}

void crac(const CheckContext& c, const CracParams& p, const std::string& at) {
  const CracCheck k = check_crac(p);
  const auto factor = [&](const char* key, double f) {
    if (!(f >= 0.8 && f <= 1.3))
      c.error("curve", at + "." + key, fmt::format("`{}` is {} at its own reference point; allowed: 0.8 to 1.3", key, std::isfinite(f) ? fmt::format("{:.3g}", f) : "not a number"), "a performance curve is 1 where its reference is: 19.44 degC wet bulb, 35 degC outdoors, the rated air flow, full load");
    else if (std::abs(f - 1) > 0.05) c.warn("curve", at + "." + key, fmt::format("`{}` is {:.3f} at its own reference point, far from 1", key, f));
  };
  factor("capacity_curve", k.capacity);
  factor("eir_curve", k.eir);
  factor("capacity_flow_curve", k.capacity_flow);
  factor("eir_flow_curve", k.eir_flow);
  factor("part_load_curve", k.part_load);
  const auto rising = [&](const char* low_key, Temperature low, const char* high_key, Temperature high) {
    if (!(low < high)) c.error("limits", at + "." + low_key, fmt::format("`{}` of {:.2f} degC is not below `{}` of {:.2f} degC", low_key, low.c(), high_key, high.c()));
  };
  rising("min_wet_bulb", p.min_wet_bulb, "max_wet_bulb", p.max_wet_bulb);
  rising("head_pressure_outdoor", p.head_pressure_outdoor, "max_outdoor", p.max_outdoor);
  if (!size_crac(p).feasible)
    c.error("coil", at + ".rated_sensible", fmt::format("no coil takes {} out of {:.3g} kg/s of air of 26.67 degC and 19.44 degC wet bulb with {:.0f} % of it sensible: the line through its outlet misses saturation", format_si(p.rated_capacity.si(), "W", 3), p.fan.rated_flow.si(), 100 * p.rated_sensible.value()), "a smaller rated_sensible, or another air flow: 0.06 to 0.08 kg/s a kW are usual");
}

/// Doors whose water is below the dew point of their air; design points that break the second law.
void rear_doors(const CheckContext& c, const SiteSpec& site, const HallSpec& h, const std::string& at) {
  const RearDoorsSpec& d = *h.rear_doors;
  if (!size_coil(d.params.coil).feasible) c.error("coil", at + ".coil", "the design point of the coil breaks the second law", "air leaves warmer than water enters, water leaves colder than air enters");
  if (d.loop.empty()) c.error("loop", at, "several chilled-water plants: which one do the rear doors use?", "add loop: the plant whose water they take");
  for (const auto& p : site.cooling) {
    if (p.name != d.loop) continue;
    const bool stated = h.air && h.air->humidity && h.air->humidity->dew_point;
    const Temperature dew = stated ? *h.air->humidity->dew_point : 15_degC;  // the highest that ASHRAE recommends
    if (p.supply < dew)
      c.warn("condensation", at, fmt::format("water of {:.1f} degC is below the dew point of {:.1f} degC that the hall {}: the doors drip, which is not reckoned with", p.supply.c(), dew.c(), stated ? "has" : "may have"), "water 2 K above the dew point, or a stated humidity of drier air");
    if (d.params.leaving && *d.params.leaving <= p.supply) c.error("second-law", at + ".leaving", fmt::format("air of {:.1f} degC cannot be made with water of {:.1f} degC", d.params.leaving->c(), p.supply.c()), "colder water, or warmer air");
    if (const auto& r = p.supply_reset; r && d.params.leaving && p.supply < *d.params.leaving && r->highest >= *d.params.leaving)
      c.warn("reset", at + ".leaving", fmt::format("`{}` resets its water up to {:.1f} degC: then air of {:.1f} degC is not held", p.name, r->highest.c(), d.params.leaving->c()), "a lower `highest` of its supply_reset, or warmer air");
  }
}

void tower(const CheckContext& c, const TowerParams& p, const std::string& at) {
  if (size_tower(p).feasible) return;
  c.error("tower", at + ".approach",
          fmt::format("no tower of this method has an approach of {:.2f} K with a range of {:.2f} K at a wet bulb of {:.2f} degC", p.approach.si(),
                      p.range.si(), p.wet_bulb.c()),
          "another design point, or the other method");
}

void dry_cooler(const CheckContext& c, const DryCoolerParams& p, const std::string& at) {
  if (p.water_in <= p.water_out || p.water_in <= p.air_in)
    return c.error("second-law", at, fmt::format("water of {:.1f} degC is not cooled to {:.1f} degC by air of {:.1f} degC", p.water_in.c(), p.water_out.c(), p.air_in.c()), "water_in above water_out and above air_in");
  if (!size_dry_cooler(p).coil.feasible)
    c.error("infeasible", at, fmt::format("no coil cools water from {:.1f} to {:.1f} degC with air of {:.1f} degC that warms by {:.1f} K", p.water_in.c(), p.water_out.c(), p.air_in.c(), p.air_rise.si()), "less air_rise, or warmer water");
}

void rack(const CheckContext& c, const RackPowerParams& p, const std::string& at) {
  if (p.supply == RackSupply::psu) {
    const LossCurveParams& l = p.psu;
    if (l.load.size() != l.efficiency.size())
      c.error("curve", at + ".psu.efficiency", fmt::format("{} efficiencies for {} loads", l.efficiency.size(), l.load.size()),
              "`load` and `efficiency` have one number a point");
    else if (!LossCurve(l).valid())
      c.error("curve", at + ".psu.load", "the loads of the power supply do not rise from above 0", "for example load: [0.1, 0.2, 0.5, 1.0]");
  }
  const NodePowerParams& n = p.node;
  const auto below = [&](const char* low_key, ActivePower low, const char* high_key, ActivePower high) {
    if (low > high)
      c.error("limits", at + ".node." + low_key,
              fmt::format("`{}` of {} is above `{}` of {}", low_key, format_si(low.si(), "W"), high_key, format_si(high.si(), "W")),
              "a node at work draws more than an idle one");
  };
  if (n.model == NodeModel::curve) {
    below("idle", n.idle, "max", n.max);
    if (n.curve == UtilizationCurve::points && n.curve_points.size() < 2)
      c.error("curve", at + ".node.curve", "`curve: points` needs `curve_points`", "for example curve_points: [0, 0.4, 0.75, 1]");
  } else {
    below("cpu_idle", n.cpu_idle, "cpu_max", n.cpu_max);
    below("gpu_idle", n.gpu_idle, "gpu_max", n.gpu_max);
  }
  const RackModel r = make_rack(p);
  if (const ActivePower idle = r.fixed + r.node_idle * p.nodes_per_rack; p.rated_power && r.rated < idle)
    c.error("rating", at, fmt::format("the rack idles at {}, above its rated power of {}", format_si(idle.si(), "W"), format_si(r.rated.si(), "W")));
}

/// Stages that would alternate, margins of an economizer that would.
void staging(const CheckContext& c, const PlantSpec& p, const std::string& at) {
  if (p.type != PlantType::chilled_water) return;
  if (p.staging.down_below >= p.staging.up_above)
    c.error("staging", at + ".staging", fmt::format("down_below {:.0f} % is not below up_above {:.0f} %: chillers would start and stop for ever", 100 * p.staging.down_below.value(), 100 * p.staging.up_above.value()), "down_below some per cent below up_above");
  const bool towers = p.rejects_to == RejectsTo::towers;
  if (const Temperature design = towers ? p.towers.params.wet_bulb + p.towers.params.approach : p.dry_coolers.params.water_out; p.condenser_set_point > design)
    c.warn("rating", at + ".condenser_set_point", fmt::format("condenser water of {:.1f} degC is warmer than the {:.1f} degC that the {} give at their design point: the chillers pay for it all year", p.condenser_set_point.c(), design.c(), towers ? "towers" : "dry coolers"), "the fans hold this while they can: 20 to 25 degC, or the coldest that the chillers bear");
  if (p.store)
    if (const double lasts = store_capacity(p.store->tank).si() * p.rise.si() / p.store->power.si(); lasts < 120)
      c.warn("rating", at + ".store", fmt::format("a tank of {:g} m3 lasts {:.0f} s at {}", p.store->tank.volume.si(), lasts, format_si(p.store->power.si(), "W", 3)), "more water, or less power");
  if (p.store && p.store->free_cooling && !p.economizer)
    c.error("store", at + ".store.free_cooling", fmt::format("`{}` has no economizer that could charge it", p.name), "economizer: {}, or leave free_cooling out");
  if (p.store && p.store->charge_below && p.store->discharge_above && *p.store->charge_below >= *p.store->discharge_above)
    c.error("store", at + ".store.charge_below", "it would be charged and give at the same price", "charge_below under discharge_above");
  if (p.economizer && p.economizer->off_margin.si() > 0.5 * p.economizer->on_margin.si())
    c.error("economizer", at + ".economizer", fmt::format("off_margin {:.1f} K is more than half of on_margin {:.1f} K: it would start and stop for ever", p.economizer->off_margin.si(), p.economizer->on_margin.si()), "a smaller off_margin, or a larger on_margin");
}

/// A network that water or heat pump cannot serve; limits that nobody can keep.
void recovery(const CheckContext& c, const PlantSpec& p, const std::string& at) {
  if (!p.heat_recovery) return;
  const HeatRecoveryParams& r = *p.heat_recovery;
  const HeatNetworkParams& n = r.network;
  const bool condenser = r.from == RecoverySource::condenser;
  if (condenser && p.type != PlantType::chilled_water)
    return c.error("heat-recovery", at + ".heat_recovery.from", fmt::format("`{}` has no chillers, hence no condensers", p.name), "from: loop");
  if (n.ret >= n.supply)
    return c.error("second-law", at + ".heat_recovery.network", fmt::format("the network gives back water of {:.1f} degC, no colder than its supply of {:.1f} degC", n.ret.c(), n.supply.c()), "return below supply");
  if (n.demand == NetworkDemandKind::outdoor) {
    if (n.coldest >= n.heating_limit)
      c.error("heat-recovery", at + ".heat_recovery.network.coldest", fmt::format("the coldest day of {:.1f} degC is no colder than the heating limit of {:.1f} degC", n.coldest.c(), n.heating_limit.c()), "coldest below heating_limit");
    if (n.coldest_supply && *n.coldest_supply < n.supply)
      c.error("heat-recovery", at + ".heat_recovery.network.coldest_supply", fmt::format("a supply of {:.1f} degC on the coldest day is below the {:.1f} degC of the others", n.coldest_supply->c(), n.supply.c()), "the supply of a network that slides rises as it gets colder");
  }
  const TemperatureDiff range = p.rejects_to == RejectsTo::towers ? p.towers.params.range : p.dry_coolers.params.water_in - p.dry_coolers.params.water_out;
  const Temperature warmest = condenser ? p.condenser_set_point + range : p.supply + p.rise;
  if (!r.heat_pump && warmest - r.approach < n.supply)
    c.warn("heat-recovery", at + ".heat_recovery", fmt::format("water of {:.1f} degC at design, less an approach of {:.1f} K, does not make the {:.1f} degC that the network wants: it takes nothing", warmest.c(), r.approach.si(), n.supply.c()), "warmer water, a network that wants less, or a heat_pump");
}

void water_limit(const CheckContext& c, const std::optional<WaterLimitSpec>& w, bool pads, const std::string& at) {
  if (w && w->when_short == WhenShort::dry && !pads)
    c.warn("water-limit", at + ".water_limit", "no adiabatic cooler stands behind this limit: nothing runs dry, it is exceeded and told", "rejects_to: dry_coolers with adiabatic: true, or when_short: warn");
}

bool has_pads(const PlantSpec& p) { return p.rejects_to == RejectsTo::dry_coolers && p.dry_coolers.params.adiabatic; }

void cold_plate(const CheckContext& c, const ColdPlateParams& p, const CoolantProperties& coolant, const std::string& at) {
  if (!table_holds(p)) {
    c.error("curve", at + ".table_flow", fmt::format("{} resistances for {} flows, or flows that do not rise, or resistances that do", p.table_resistance.size(), p.table_flow.size()),
            "`table_flow` rises, `table_resistance` has as many numbers and does not rise");
    return;
  }
  const double r = plate_resistance(p, p.flow, {1e9, 1e9}).si(), least = 1 / (coolant.rho * coolant.cp * p.flow.si());
  if (r < least)
    c.error("second-law", at + ".flow", fmt::format("a plate of {:.4g} K/W with {:.3g} L/min would give coolant that leaves warmer than the case", r, p.flow.si() * 6e4),
            fmt::format("more flow, or a resistance of at least {:.4g} K/W", least));
}

/// Cold plates of a hall: its limits, its manifold, its coolant, and the cases at full racks.
void cold_plates(const CheckContext& c, const HallSpec& h, const HallRatings& r, const std::string& at) {
  const ColdPlateSpec& s = *h.liquid->cold_plate;
  const CduParams& cdu = h.liquid->cdus.params;
  const CoolantProperties coolant = coolant_properties(cdu.coolant);
  cold_plate(c, s.plate, coolant, at);
  if (h.shutdown.case_temperature <= s.plate.limit)
    c.error("limits", at + ".limit", fmt::format("cases may have {:.1f} degC, but the racks shut down at {:.1f} degC (`shutdown.case_temperature`)", s.plate.limit.c(), h.shutdown.case_temperature.c()), "a limit some kelvins below the shutdown");
  const int branches = s.manifold.branches.value_or(1), plates = s.plates.value_or(1);
  if (!s.manifold.resistances.empty() && static_cast<int>(s.manifold.resistances.size()) != branches)
    return c.error("manifold", at + ".manifold.resistances", fmt::format("{} resistances for {} branches", s.manifold.resistances.size(), branches), "one a branch, or none");
  if (plates % branches != 0)
    return c.error("manifold", at + ".plates", fmt::format("{} plates do not divide over {} branches", plates, branches), "`manifold.branches` of which each has the same number of plates");
  if (!(r.liquid_w > 0)) return c.warn("cold-plate", at, "no heat of these racks goes to liquid: their cold plates are of no account", "racks with a `liquid_share`");
  if (!table_holds(s.plate)) return;
  const FlowDivision d = divide_flow(s.manifold, branches, s.plate.pressure_drop, s.plate.pressure_exponent);
  const double all = static_cast<double>(h.racks.count) * plates / s.heat_share.value(), wanted = all * s.plate.flow.si();
  const double cdus = h.liquid->cdus.count.value_or(1) * cdu.rated_heat.si() / (cdu.technology_rise.si() * coolant.cp * coolant.rho);
  if (wanted > cdus * (1 + 1e-9))
    c.warn("rating", at + ".flow", fmt::format("the plates want {:.0f} L/min at full racks, the CDUs give {:.0f} L/min", wanted * 6e4, cdus * 6e4), "more CDUs, or less flow");
  if (cdu.head && *cdu.head < d.drop)
    c.warn("rating", at + ".pressure_drop", fmt::format("a rack takes {:.0f} kPa at rated flow, the pumps of the CDUs have {:.0f} kPa: less flow than rated", d.drop.si() / 1e3, cdu.head->si() / 1e3), "more head, or less flow");
}

/// Resets that would stand on their heads, or do nothing.
void resets(const CheckContext& c, const SiteSpec& site, const PlantSpec& p, const std::string& at) {
  if (const auto& r = p.supply_reset) {
    const std::string here = at + ".supply_reset";
    if (r->highest <= p.supply) c.error("reset", here, fmt::format("`highest` of {:.1f} degC is not above the supply of {:.1f} degC: there is nothing to reset", r->highest.c(), p.supply.c()), "`supply` is the coldest, `highest` the warmest water");
    if (r->by == SupplyResetBy::outdoor_air && r->cold >= r->warm) c.error("reset", here, fmt::format("`cold` of {:.1f} degC is not below `warm` of {:.1f} degC", r->cold.c(), r->warm.c()), "outdoor air: at or below `cold` the water is warmest, at or above `warm` it is at `supply`");
    if (r->by == SupplyResetBy::load && r->low >= r->full) c.error("reset", here, fmt::format("`low` of {:.0f} % is not below `full` of {:.0f} %", 100 * r->low.value(), 100 * r->full.value()), "at or below `low` the water is warmest, at or above `full` it is at `supply`");
  }
  if (const auto& r = p.supply_reset; r && r->by == SupplyResetBy::requests) {
    const HallSpec* silent = nullptr;
    bool heard = false;
    for (const HallSpec& h : site.halls) {
      const bool doors = h.rear_doors && h.rear_doors->loop == p.name;
      heard = heard || (h.air && h.air->loop == p.name) || (doors && h.rear_doors->params.leaving);
      if (doors && !h.rear_doors->params.leaving) silent = &h;
    }
    if (silent && !heard)
      c.error("reset", at + ".supply_reset", fmt::format("`supply_reset` by requests warms the water until a hall asks for colder: the `rear_doors` of `{}` take what they can and ask for nothing", silent->name), "`leaving` of the rear_doors, which their valves then hold, or another `by`");
  }
  if (const auto& r = p.condenser_reset; r && p.type == PlantType::chilled_water && r->lowest > r->highest)
    c.error("reset", at + ".condenser_reset", fmt::format("`lowest` of {:.1f} degC is above `highest` of {:.1f} degC", r->lowest.c(), r->highest.c()), "lowest at or below highest");
}

constexpr TemperatureDiff most_rise = 40_K;  // of water through a hall: that of no design

/// Pumps that do for what hangs on them.
void circuit(const CheckContext& c, const SiteSpec& site, const PlantSpec& p, const std::string& at) {
  double flow = 0, most_pa = 0;
  const auto serve = [&](const HallSpec& h, const auto& side, const char* key, double rated_w) {
    if (!side || side->loop != p.name || !side->branch || !side->branch->flow) return;
    const double branch = side->branch->flow->si(), rise_k = rated_w / (branch * constants::rho_water * constants::cp_water);
    flow += branch;
    most_pa = std::max(most_pa, open_drop(*side->branch).si());
    if (rise_k > most_rise.si())
      c.warn("rating", "sites." + site.name + ".halls." + h.name + key, fmt::format("{} at full racks warm the {:.3g} m3/s of this branch by {:.0f} K", format_si(rated_w, "W", 3), branch, rise_k), "a larger `flow`, or leave it out");
  };
  for (const HallSpec& h : site.halls) {
    const HallRatings r = ratings(h);
    serve(h, h.air, ".air.branch", r.air_w);
    serve(h, h.liquid, ".liquid.branch", r.liquid_w);
    serve(h, h.rear_doors, ".rear_doors.branch", r.air_w);
  }
  const HydraulicsSpec& s = *p.hydraulics;
  const CircuitPumpParams& pump = s.pumps.params;
  const int duty = firm_count(s.pumps.count, s.pumps.redundancy);
  if (!(flow > 0)) return c.error("hydraulics", at, fmt::format("no hall takes water from `{}`: its pumps have nothing to serve", p.name), "name it as the `loop` of a hall's air or liquid cooling or rear doors, or leave `hydraulics` out");
  if (!pump.rated_flow || !pump.rated_head || !s.differential_pressure) return;  // of a plant that was refused before
  if (s.pumps.count <= 1 && s.pumps.redundancy != Redundancy::n) c.warn("redundancy", at + ".pumps", "1 pump cannot have one to spare", "more pumps, or redundancy: N");
  const CircuitPump curve(pump);
  if (pump.curve && !curve.valid())
    return c.error("pump-curve", at + ".pumps.curve", "the points are no pump curve", "`flow` rises from 0 on, `head` falls and stays at or above 0, `efficiency` is above 0 beyond no flow; one number a point in each, two points or more");
  if (!pump.curve && !curve.valid())
    return c.error("pump-curve", at + ".pumps.shut_off_head", fmt::format("a shut-off head of {} is not above the rated head of {}", format_si(pump.shut_off_head ? pump.shut_off_head->si() : 0, "Pa"), format_si(pump.rated_head->si(), "Pa")), "the head of a pump falls with its flow: look at flow 0 of its curve");
  const double wanted = s.differential_pressure->si() + s.plant_drop.si(), can = curve.head_pa(flow / duty, 1);
  if (can < wanted * (1 - 1e-9))
    c.warn("rating", at + ".pumps", fmt::format("{} pump{} on duty give{} {} at the design flow of the branches ({:.4g} m3/s), {} are wanted", duty, duty == 1 ? "" : "s", duty == 1 ? "s" : "", format_si(std::max(0.0, can), "Pa", 3), flow, format_si(wanted, "Pa", 3)), "larger or more pumps, or less pressure drop");
  if (s.differential_pressure->si() < most_pa * (1 - 1e-9))
    c.warn("rating", at + ".differential_pressure", fmt::format("{} across the branches is less than the {} that one of them needs at its design flow", format_si(s.differential_pressure->si(), "Pa", 3), format_si(most_pa, "Pa", 3)), "leave it out to hold what the branch with the highest drop needs");
}

std::string plants_of(const SiteSpec& site, PlantType type) {
  std::vector<std::string> names;
  for (const auto& p : site.cooling)
    if (p.type == type) names.push_back(p.name);
  return fmt::format("add loop: one of {}", fmt::join(names, ", "));
}

}  // namespace

void check_catalogue(const CheckContext& c) {
  for (const auto& e : c.scenario.catalogue.cracs) crac(c, e.params, "catalogue.cracs." + e.name);
  for (const auto& e : c.scenario.catalogue.chillers) chiller(c, e.params, "catalogue.chillers." + e.name);
  for (const auto& e : c.scenario.catalogue.towers) tower(c, e.params, "catalogue.towers." + e.name);
  for (const auto& e : c.scenario.catalogue.dry_coolers) dry_cooler(c, e.params, "catalogue.dry_coolers." + e.name);
  for (const auto& e : c.scenario.catalogue.cold_plates) cold_plate(c, e.params, coolant_properties(Coolant::water), "catalogue.cold_plates." + e.name);
  for (const auto& e : c.scenario.catalogue.racks) rack(c, e.params, "catalogue.racks." + e.name);
}

void check_cooling(const CheckContext& c, const SiteSpec& site) {
  water_limit(c, site.water_limit, std::any_of(site.cooling.begin(), site.cooling.end(), has_pads), "sites." + site.name);
  for (const auto& p : site.cooling) {
    const std::string at = "sites." + site.name + ".cooling." + p.name;
    const std::string outdoors = std::string(".") + p.outdoor_group();
    if (p.rejects_to == RejectsTo::towers) {
      group(c, p.towers, at + outdoors);
      tower(c, p.towers.params, at + outdoors);
    } else {
      group(c, p.dry_coolers, at + outdoors);
      dry_cooler(c, p.dry_coolers.params, at + outdoors);
    }
    staging(c, p, at);
    recovery(c, p, at);
    water_limit(c, p.water_limit, has_pads(p), at);
    resets(c, site, p, at);
    if (p.hydraulics) circuit(c, site, p, at + ".hydraulics");
    const PlantRatings r = ratings(site, p);
    const auto carries = [&](const std::string& key, const char* machines, double can, double wanted) {
      if (wanted > can) c.warn("rating", at + key, fmt::format("the {} of `{}` take {} of {} that its halls give at full racks", machines, p.name, format_si(can, "W", 3), format_si(wanted, "W", 3)), "more of them, or fewer racks");
    };
    carries(outdoors, p.rejects_to == RejectsTo::towers ? "towers" : "dry coolers", p.outdoor_rated().si() * p.outdoor_count(), r.rejected_w);
    if (p.type != PlantType::chilled_water) continue;
    carries(".chillers", "chillers", p.chillers.params.reference_capacity.si() * p.chillers.count.value_or(1), r.heat_w);
    group(c, p.chillers, at + ".chillers");
    chiller(c, p.chillers.params, at + ".chillers");
    const auto& k = p.chillers.params;
    if (k.model == ChillerModel::eir && k.min_leaving < k.max_leaving && (p.supply > k.max_leaving || p.supply < k.min_leaving))
      c.warn("validity", at + ".supply",
             fmt::format("supply of {:.1f} degC lies outside the chiller's curves ({:.2f} to {:.2f} degC): they are held at their limit",
                         p.supply.c(), k.min_leaving.c(), k.max_leaving.c()),
             "take a chiller with `method: carnot` for warm chilled water");
  }
}

void check_hall(const CheckContext& c, const SiteSpec& site, const HallSpec& h) {
  const std::string at = "sites." + site.name + ".halls." + h.name;
  const auto plant = [&](const std::string& name) -> const PlantSpec* {
    for (const auto& p : site.cooling)
      if (p.name == name) return &p;
    return nullptr;
  };
  if (h.air) {
    if (h.air->cracs) {
      const auto& g = h.air->cracs->units;
      group(c, g, at + ".air.cracs");
      crac(c, g.params, at + ".air.cracs");
      if (h.air->valves) c.error("cracs", at + ".air.valves", "`air.valves` are those of coils with water: the units of `air.cracs` have none, their compressors hold the supply", "leave out `valves`, or take `crahs` in place of `cracs`");
      if (h.air->crahs_beside_cracs) c.error("cracs", at + ".air.cracs", "a hall has CRACs or CRAHs, not both", "leave out `cracs` or `crahs`; two halls where there are two kinds");
      if (const double can = g.count.value_or(1) * crac_design_w(*h.air), wanted = ratings(h).air_w; wanted > can)
        c.warn("rating", at + ".air.cracs", fmt::format("the CRACs take {} of {} that the racks give to air, at 35 degC outdoors", format_si(can, "W", 3), format_si(wanted, "W", 3)), "more of them, or fewer racks");
    } else {
      group(c, h.air->crahs, at + ".air.crahs");
    }
    if (const auto& rows = h.air->rows) {
      const std::string here = at + ".air.rows";
      if (const auto n = rows->recirculation.size(); n > 0 && n != static_cast<std::size_t>(h.racks.rows))
        c.error("rows", here + ".recirculation", fmt::format("{} share{} for {} row{} of racks", n, n == 1 ? "" : "s", h.racks.rows, h.racks.rows == 1 ? "" : "s"), "one a row of `racks.rows`, or none");
      if (!h.air->recirculation_map.empty()) c.error("rows", here, "rows as zones and a map from CFD say both who draws whose air", "leave out `rows` or `recirculation_map`");
      else if (!rows->recirculation.empty() && c.reader.given(at + ".air.recirculation")) c.warn("rows", at + ".air.recirculation", "each row has a recirculation of its own in `rows`: this one is of no account", "leave it out, or leave `rows.recirculation` out");
      if (h.racks.rows == 1) c.warn("rows", here, "one row is the hall itself: its zone tells nothing more", "`racks.rows`, or leave out `rows`");
    }
    if (const auto& e = h.air->economizer; e && e->lowest_dew_point >= e->highest_dew_point)
      c.error("air-economizer", at + ".air.economizer", fmt::format("no outdoor air has a dew point between {:.1f} and {:.1f} degC", e->lowest_dew_point.c(), e->highest_dew_point.c()), "lowest_dew_point below highest_dew_point");
    if (h.air->cracs) {
    } else if (h.air->loop.empty())
      c.error("loop", at + ".air", "several chilled-water plants: which one do the CRAHs use?", plants_of(site, PlantType::chilled_water));
    else if (const PlantSpec* p = plant(h.air->loop); p && p->supply >= h.air->supply)
      c.error("second-law", at + ".air.supply",
              fmt::format("supply air of {:.1f} degC cannot be made with water of {:.1f} degC", h.air->supply.c(), p->supply.c()),
              "colder water, or warmer air");
    const double back = h.air->hall.recirculation.value();
    if (const Temperature inlet = h.air->supply + h.air->hall.server_temperature_rise * (back / std::max(1e-9, 1 - back)); inlet >= h.shutdown.inlet)
      c.warn("inlet", at + ".air.recirculation", fmt::format("with {:.0f} % of the racks' hot air drawn in again their inlets come to {:.0f} degC: they stop at {:.0f} degC", 100 * back, inlet.c(), h.shutdown.inlet.c()), "less recirculation, or colder air");
    const PlantSpec* water = h.air->cracs ? nullptr : plant(h.air->loop);
    if (const Temperature again = h.shutdown.inlet - h.shutdown.reset, coldest = water ? std::min(water->supply, h.air->supply) : h.air->supply; again < coldest)
      c.warn("inlet", at + ".shutdown.reset", fmt::format("racks that have shut down by heat start again at {:.1f} degC, and nothing here is colder than {:.1f} degC: they never do", again.c(), coldest.c()), fmt::format("a reset below {:.0f} K", (h.shutdown.inlet - coldest).si()));
    if (h.air->humidity && h.air->humidity->dew_point && *h.air->humidity->dew_point > h.air->supply)
      c.error("humidity", at + ".air.humidity.dew_point", fmt::format("supply air of {:.1f} degC cannot have a dew point of {:.1f} degC", h.air->supply.c(), h.air->humidity->dew_point->c()), "a dew point at or below the supply air, or leave it out: it then follows outdoor air and coils");
    if (const auto& r = h.air->supply_reset) {
      const std::string here = at + ".air.supply_reset";
      if (r->lowest > r->highest) c.error("reset", here, fmt::format("`lowest` of {:.1f} degC is above `highest` of {:.1f} degC", r->lowest.c(), r->highest.c()), "lowest at or below highest");
      if (r->inlet < r->lowest) c.warn("reset", here, fmt::format("no inlet of {:.1f} degC comes of supply air of {:.1f} degC and more: it stays at `lowest`", r->inlet.c(), r->lowest.c()), "a lower `lowest`, or a higher `inlet`");
    }
    if (const PlantSpec* p = plant(h.air->loop); p && p->supply_reset && p->supply_reset->highest >= h.air->supply && p->supply < h.air->supply)
      c.warn("reset", at + ".air.supply", fmt::format("`{}` resets its water up to {:.1f} degC: then supply air of {:.1f} degC is not held", p->name, p->supply_reset->highest.c(), h.air->supply.c()), "a lower `highest` of its supply_reset, or warmer air");
    if (!h.air->cracs && !size_coil(h.air->crahs.params.coil).feasible)
      c.error("coil", at + ".air.crahs.coil", "the design point of the coil breaks the second law",
              "air leaves warmer than water enters, water leaves colder than air enters");
    if (const auto limit = upper_limit(c.scenario.constraints.rack_inlet); limit && h.air->supply >= *limit)
      c.warn("inlet", at + ".air.supply",
             fmt::format("supply air of {:.1f} degC is at or above the inlet limit of {:.1f} degC", h.air->supply.c(), limit->c()));
  }
  const auto branch = [&](const auto& side, const char* key) {
    if (!side || !side->branch || side->loop.empty()) return;
    if (const PlantSpec* p = plant(side->loop); p && !p->hydraulics)
      c.error("hydraulics", at + key, fmt::format("`branch` says nothing while plant `{}` has no `hydraulics`", p->name), fmt::format("add `hydraulics: {{}}` to {}.cooling.{}, or leave `branch` out", site.name, p->name));
  };
  branch(h.air, ".air.branch");
  branch(h.liquid, ".liquid.branch");
  branch(h.rear_doors, ".rear_doors.branch");
  if (const auto& response = h.racks.inlet_response; response && response->full_at < response->slow_at)
    c.error("inlet-response", at + ".racks.inlet_response.full_at", fmt::format("the fans run at full speed from {:.1f} degC and slowly up to {:.1f} degC", response->full_at.c(), response->slow_at.c()), "full_at at or above slow_at");
  if (h.liquid && h.liquid->loop.empty())
    c.error("loop", at + ".liquid", "several facility-water plants: which one do the CDUs use?", plants_of(site, PlantType::facility_water));
  if (h.rear_doors) rear_doors(c, site, h, at + ".rear_doors");
  const HallRatings r = ratings(h);
  if (h.liquid) {
    const CduParams& p = h.liquid->cdus.params;
    group(c, h.liquid->cdus, at + ".liquid.cdus");
    if (p.spare_pumps >= p.pumps)
      c.error("pumps", at + ".liquid.cdus.spare_pumps", fmt::format("{} of {} pump{} to spare leaves none to run", p.spare_pumps, p.pumps, p.pumps == 1 ? "" : "s"), "`pumps` above `spare_pumps`");
    if (p.facility_rise >= p.technology_rise + p.approach)
      c.error(
          "second-law", at + ".liquid.cdus.facility_rise",
          fmt::format("facility water warms by {:.1f} K: it would leave above the coolant that warms it ({:.1f} K of rise and {:.1f} K of approach)",
                      p.facility_rise.si(), p.technology_rise.si(), p.approach.si()),
          "a smaller facility_rise, or a wider approach");
    const double cdus = p.rated_heat.si() * h.liquid->cdus.count.value_or(1);
    if (r.liquid_w > cdus)
      c.warn("rating", at + ".liquid.cdus",
             fmt::format("the CDUs take {} of {} that the racks give to liquid", format_si(cdus, "W"), format_si(r.liquid_w, "W")),
             "more CDUs, or fewer racks");
    if (h.liquid->cold_plate) cold_plates(c, h, r, at + ".liquid.cold_plate");
  }
  rack(c, h.racks.params, at + ".racks");
  if (h.racks.rows > h.racks.count) c.error("rows", at + ".racks.rows", fmt::format("{} rows for {} racks", h.racks.rows, h.racks.count));
  if (h.power_groups > h.racks.count)
    c.error("rows", at + ".power_groups", fmt::format("{} power groups for {} racks", h.power_groups, h.racks.count));
}

}  // namespace netsuden
