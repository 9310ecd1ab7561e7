// SPDX-License-Identifier: Apache-2.0
#include "sim/twin/record_groups.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/twin/record_parts.hpp"

namespace netsuden {
namespace {

using namespace record_parts;

template <PowerNodeType Type>
std::string node_name(S s, int i) {
  return power_node(s, i).spec.type == Type ? s.spec().name + "." + power_node(s, i).spec.name : "";
}

double demand(S s, int) {
  const auto& m = s.grid_account().demand_meter();
  return m && m->interval_s() > 0 ? m->demand().si() : nan;
}
double billing_demand(S s, int) { return s.grid_account().has_demand_charge() ? s.grid_account().demand_meter()->billing().si() : nan; }
double call_limit(S s) {
  double w = nan;
  for (std::size_t p = 0; p < s.spec().curtailment.size(); ++p)
    if (const auto* call = s.grid_account().active_call(static_cast<int>(p)); call && !(w <= call->limit_w)) w = call->limit_w;
  return w;
}

PartGroup site_group() {
  return {"site", "site", "Totals of each site; meters count from the start of the horizon.", {
    {mean("it_power", "W", "IT power at the input of the racks"), [](S s, int) { return s.outputs().it_w; }},
    {maximum("it_power_max", "W", "highest IT power"), [](S s, int) { return std::max(s.outputs().it_w, s.outputs().it_peak_w); }},
    {mean("facility_power", "W", "what the site uses: IT, cooling, losses, other; imported, generated or out of batteries"), [](S s, int) { return s.outputs().import_w + s.outputs().generated_w - s.outputs().stored_w; }},
    {mean("cooling_power", "W", "chillers, CRACs, towers, pumps, fans of CRAHs and doors, CDU pumps"), [](S s, int) { return s.outputs().cooling_w; }},
    {mean("loss_power", "W", "losses of transformers, UPS and PDUs"), [](S s, int) { return s.outputs().loss_w; }},
    {mean("other_power", "W", "lighting, offices, security"), [](S s, int) { return s.outputs().other_w; }},
    {mean("grid_import", "W", "power imported at the grid connections"), [](S s, int) { return s.outputs().import_w; }},
    {maximum("grid_import_max", "W", "highest import of a step"), [](S s, int) { return s.outputs().import_w; }},
    {mean("generation", "W", "power of generating sets and PV"), [](S s, int) { return s.outputs().generated_w; }},
    {mean("storage_power", "W", "power into batteries; negative while they supply"), [](S s, int) { return s.outputs().stored_w; }},
    {mean("wet_bulb", "degC", "outdoor wet bulb"), [](S s, int) { return s.outputs().weather.wet_bulb.c(); }},
    {mean("dry_bulb", "degC", "outdoor dry bulb"), [](S s, int) { return s.outputs().weather.dry_bulb.c(); }},
    {point("price", "kW-1 h-1", "energy price with levy and adjustment, money of the scenario (attribute currency) for a kWh"), [](S s, int) { return s.outputs().rates.price_per_j * 3.6e6; }},
    {point("carbon", "kg kW-1 h-1", "average carbon intensity of the grid, CO2 for a kWh"), [](S s, int) { return s.outputs().rates.carbon_kg_per_j * 3.6e6; }},
    {point("carbon_marginal", "kg kW-1 h-1", "marginal carbon intensity of the grid, CO2 for one kWh more or less"), [](S s, int) { return s.outputs().rates.carbon_marginal_kg_per_j * 3.6e6; }},
    {point("demand", "W", "mean import of the last whole demand interval"), demand},
    {point("billing_demand", "W", "demand that the running month is charged for, so far"), billing_demand},
    {point("curtailment_limit", "W", "lowest limit of the curtailment calls that are on"), [](S s, int) { return call_limit(s); }},
    {mean("load_demand", "W", "what racks, cooling and other loads ask for: what they draw, or drew when they lost power"), [](S s, int) { return s.outputs().demand.demand_w; }},
    {mean("load_served", "W", "what of it is served"), [](S s, int) { return s.outputs().demand.served_w; }},
    {mean("unserved", "W", "what of it is not"), [](S s, int) { return sum(s.outputs().demand.unserved_w); }},
    {mean("water_flow", "kg s-1", "make-up water"), [](S s, int) { return s.outputs().water_kg_s; }},
    {meter("it_energy", "J", "meter of the IT energy"), [](S s, int) { return s.meters().it_j; }},
    {meter("facility_energy", "J", "meter of the energy used: imported, generated or out of batteries"), [](S s, int) { return s.meters().supply_j(); }},
    {meter("cooling_energy", "J", "meter of the cooling energy"), [](S s, int) { return s.meters().cooling_j; }},
    {meter("unserved_energy", "J", "meter of what racks, cooling and other loads asked for and did not get"), [](S s, int) { return sum(s.meters().demand.unserved_j); }},
    {meter("water", "kg", "meter of the make-up water"), [](S s, int) { return s.meters().water_kg; }},
    {meter("carbon_mass", "kg", "meter of the CO2 of imports and of fuel"), [](S s, int) { return s.meters().carbon_kg; }},
    {meter("carbon_marginal_mass", "kg", "meter of the CO2 that imports cause by the marginal intensity, and of fuel"), [](S s, int) { return s.meters().carbon_marginal_kg; }},
    {meter("cost", "1", "meter of all costs: energy, demand charge, curtailment; money of the scenario (attribute currency)"), [](S s, int) { return s.meters().cost(); }},
    {meter("energy_cost", "1", "meter of the energy cost, money of the scenario (attribute currency)"), [](S s, int) { return s.meters().energy_cost; }},
    {meter("demand_charge", "1", "meter of the demand charge, money of the scenario (attribute currency)"), [](S s, int) { return s.meters().demand_charge; }},
    {meter("curtailment_cost", "1", "meter of the penalties of curtailment calls less the payments, money of the scenario (attribute currency)"), [](S s, int) { return s.meters().curtailment_penalty - s.meters().curtailment_payment; }},
    {meter("storage", "J", "meter of the energy into batteries"), [](S s, int) { return s.meters().stored_j; }},
    {meter("electrical_residual", "J", "meter of the absolute imbalance of electricity"), [](S s, int) { return s.meters().electrical_residual_j; }},
    {meter("thermal_residual", "J", "meter of the absolute imbalance of heat"), [](S s, int) { return s.meters().thermal_residual_j; }},
    {mean("pue", "1", "facility power over IT power of the interval"), nullptr, "facility_power", "it_power"},
    {mean("wue", "l kW-1 h-1", "make-up water over IT energy of the interval, litres for a kWh"), nullptr, "water_flow", "it_power", 3.6e6},
  }, one, site_name};
}

template <PowerNodeType Type>
PartGroup power_node_group(const char* path, const char* entity, const char* description) {
  return {path, entity, description, {
    {mean("load", "W", "power delivered"), [](S s, int i) { return power_node(s, i).served_w(); }},
    {maximum("load_max", "W", "highest power delivered: mean of a step, and what swings of training add within it"), [](S s, int i) { return power_node(s, i).served_w() + power_node(s, i).highest_load_w() - power_node(s, i).load_w; }},
    {mean("loss", "W", "loss"), [](S s, int i) { return power_node(s, i).served_loss_w(); }},
    {mean("input", "W", "power taken"), [](S s, int i) { return power_node(s, i).taken_w(); }},
    {mean("state", "1", "share of the time with power"), [](S s, int i) { return power_node(s, i).energized ? 1.0 : 0.0; }},
    {mean("reactive_power", "V A", "reactive power delivered"), [](S s, int i) { return power_node(s, i).load_var; }},
    {mean("voltage", "1", "voltage at its output, share of nominal"), [](S s, int i) { return power_node(s, i).level; }},
    {minimum("voltage_min", "1", "lowest voltage at its output, share of nominal"), [](S s, int i) { return power_node(s, i).level; }},
  }, power_nodes, node_name<Type>, "power"};
}

const SupplyWay& way(S s, int i) { return at(s.supply_ways(), i); }
int ways(S s) { return static_cast<int>(s.supply_ways().size()); }
std::string way_source(S s, int i) { return s.path() + ".power." + power_node(s, way(s, i).from).spec.name; }
std::string way_target(S s, int i) {
  const int t = way(s, i).target;
  switch (way(s, i).to) {
    case SupplyWay::To::node: return s.path() + ".power." + power_node(s, t).spec.name;
    case SupplyWay::To::hall: return s.hall_path(static_cast<std::size_t>(t));
    case SupplyWay::To::plant: break;
  }
  return s.path() + ".cooling." + at(s.plants(), t).spec().name;
}
std::string way_name(S s, int i) {
  const std::string to = way_target(s, i).substr(s.path().size() + 1);
  return s.spec().name + "." + power_node(s, way(s, i).from).spec.name + ">" + (way(s, i).to == SupplyWay::To::node ? to.substr(to.find('.') + 1) : to);
}

PartGroup feed_group() {
  return {"equipment/feed", "feed", "The feeds of nodes, halls and plants that have several: which side a transfer switch or a coupler is on, how feeds share. What has one feed takes its input from it.", {
    {mean("power", "W", "power taken from it; of a coupler, negative what it gives to a board"), [](S s, int i) { return s.way_w(way(s, i)); }},
    {mean("closed", "1", "share of the time in which it was taken from; of a coupler, in which it was closed"), [](S s, int i) { return s.way_closed(way(s, i)) ? 1.0 : 0.0; }},
  }, ways, way_name, nullptr, {{"source", "path in /topology of what gives", way_source}, {"target", "path in /topology of what takes", way_target}}};
}

std::string thermal_name(S s, int i) { return power_node(s, i).thermal ? s.spec().name + "." + power_node(s, i).spec.name : ""; }

PartGroup transformer_thermal_group() {
  return {"equipment/transformer_thermal", "transformer_thermal", "Temperatures and ageing of transformers by IEC 60076-7; all units of a node alike.", {
    {mean("top_oil_temperature", "degC", "top oil"), [](S s, int i) { return power_node(s, i).thermal->top_oil.c(); }},
    {maximum("hot_spot_temperature_max", "degC", "highest hot spot"), [](S s, int i) { return power_node(s, i).thermal->hot_spot().c(); }},
    {meter("loss_of_life", "s", "life used so far, in time at normal ageing"), [](S s, int i) { return power_node(s, i).thermal->aged.si(); }},
  }, power_nodes, thermal_name, "power"};
}

std::string taps_name(S s, int i) { return power_node(s, i).spec.taps ? s.spec().name + "." + power_node(s, i).spec.name : ""; }

PartGroup tap_changer_group() {
  return {"equipment/tap_changer", "tap_changer", "Tap changers of transformers.", {
    {point("position", "1", "position, steps from the main tap; positive raises the output"), [](S s, int i) { return static_cast<double>(power_node(s, i).taps.position); }},
  }, power_nodes, taps_name, "power"};
}

std::string relay_name(S s, int i) { return power_node(s, i).relay ? s.spec().name + "." + power_node(s, i).spec.name : ""; }

PartGroup relay_group() {
  return {"equipment/relay", "relay", "Overcurrent relays.", {
    {maximum("current_max", "A", "highest current of a unit, with the swings of training"), [](S s, int i) { return power_node(s, i).highest_unit_current().si(); }},
    {maximum("travel_max", "1", "how far it has run towards its trip: 0 at rest, 1 trips"), [](S s, int i) { return power_node(s, i).relay->tripped ? 1.0 : power_node(s, i).relay->travel; }},
  }, power_nodes, relay_name, "power"};
}

std::string battery_name(S s, int i) { return power_node(s, i).ups ? s.spec().name + "." + power_node(s, i).spec.name : ""; }

PartGroup battery_group() {
  return {"equipment/battery", "battery", "Batteries of the UPS.", {
    {mean("power", "W", "into the battery; negative while it supplies"), [](S s, int i) { return power_node(s, i).stored_w; }},
    {point("charge", "1", "state of charge"), [](S s, int i) { return power_node(s, i).ups->battery.state_of_charge(); }},
    {mean("on_battery", "1", "share of the time on battery"), [](S s, int i) { return power_node(s, i).ups->operation == UpsOperation::battery ? 1.0 : 0.0; }},
    {mean("off", "1", "share of the time without output"), [](S s, int i) { return power_node(s, i).ups->operation == UpsOperation::off ? 1.0 : 0.0; }},
    {point("capacity", "J", "energy that the batteries of its units hold when full, by the last monthly test"), [](S s, int i) { return power_node(s, i).ups->battery.capacity.si() * static_cast<double>(power_node(s, i).unit_up.size()); }},
    {meter("wear", "1", "share of the new capacity that is lost so far"), [](S s, int i) { return power_node(s, i).ups->battery.wear; }},
  }, power_nodes, battery_name, "power"};
}

PartGroup genset_group() {
  return {"equipment/genset", "genset", "Generating sets in parallel together.", {
    {mean("load", "W", "power generated"), [](S s, int i) { return power_node(s, i).input_w; }},
    {maximum("load_max", "W", "highest power generated: mean of a step, and what swings of training add within it"), [](S s, int i) { return power_node(s, i).input_w + power_node(s, i).swing.above(power_node(s, i).input_w); }},
    {mean("unserved", "W", "power asked for beyond their overload"), [](S s, int i) { return power_node(s, i).unserved_w; }},
    {mean("reactive_power", "V A", "reactive power delivered"), [](S s, int i) { return power_node(s, i).load_var; }},
    {mean("available", "W", "power that the running sets can take"), [](S s, int i) { return power_node(s, i).sets_available_w(); }},
    {mean("running", "1", "sets on load"), [](S s, int i) { return static_cast<double>(power_node(s, i).sets_on_load()); }},
    {meter("fuel", "m3", "fuel left in the tanks"), [](S s, int i) { return power_node(s, i).fuel_m3(); }},
    {meter("fuel_delivered", "m3", "fuel delivered so far"), [](S s, int i) { return power_node(s, i).fuel.delivered_m3; }},
  }, power_nodes, node_name<PowerNodeType::genset>, "power"};
}

PartGroup bess_group() {
  return {"equipment/bess", "bess", "Site batteries.", {
    {mean("power", "W", "from its board into the battery; negative while it supplies"), [](S s, int i) { return power_node(s, i).battery->power_w; }},
    {mean("supplied", "W", "what it gives to its board: the negative part of power"), [](S s, int i) { return power_node(s, i).load_w; }},
    {mean("loss", "W", "losses, self-discharge and auxiliaries"), [](S s, int i) { return power_node(s, i).loss_w; }},
    {point("charge", "1", "state of charge, of the present capacity"), [](S s, int i) { return power_node(s, i).battery->state.state_of_charge(); }},
    {point("capacity", "J", "energy that it holds when full"), [](S s, int i) { return power_node(s, i).battery->state.capacity.si(); }},
    {meter("full_cycles", "1", "energy taken out of the cells over the rated energy"), [](S s, int i) { return power_node(s, i).battery->state.full_cycles; }},
    {mean("smoothing", "W", "of power, what smooths the import of the site from step to step"), [](S s, int i) { return power_node(s, i).battery->smoothing_w; }},
    {mean("cycling", "W", "what it gives within steps, and takes again, to smooth swings; power has its losses alone"), [](S s, int i) { return power_node(s, i).battery->cycling_w; }},
    {mean("smooths", "1", "share of the time in which it smooths"), [](S s, int i) { return power_node(s, i).battery->smooths ? 1.0 : 0.0; }},
    {mean("island", "1", "share of the time in which it carried its board alone"), [](S s, int i) { return power_node(s, i).battery->carries ? 1.0 : 0.0; }},
  }, power_nodes, node_name<PowerNodeType::bess>, "power"};
}

PartGroup pv_group() {
  return {"equipment/pv", "pv", "Photovoltaic arrays.", {
    {mean("power", "W", "power given, after the inverter"), [](S s, int i) { return power_node(s, i).load_w; }},
    {mean("curtailed", "W", "power that its board could not take"), [](S s, int i) { return power_node(s, i).solar->curtailed_w; }},
    {mean("plane_irradiance", "W m-2", "irradiance on the plane of the array"), [](S s, int i) { return power_node(s, i).solar->plane_w_m2; }},
  }, power_nodes, node_name<PowerNodeType::pv>, "power"};
}

int swings(S s) { return s.swing().present() ? 1 : 0; }
int bands(S s) { return static_cast<int>(s.swing().limits().bands.size()); }
std::string swing_name(S s, int) { return s.spec().name; }
std::string band_of_site(S s, int i) { return s.spec().name + "." + band_name(at(s.swing().limits().bands, i)); }

PartGroup swing_group() {
  return {"swing", "swing", "Swings of sites with training or with limits of their grid, at the point of connection; what happens within steps.", {
    {mean("training_power", "W", "power of training at the racks"), [](S s, int) { return s.swing().now().training_w; }},
    {mean("filler_power", "W", "what smoothing adds to it"), [](S s, int) { return s.swing().now().filler_w; }},
    {maximum("ramp_up", "W s-1", "fastest rise over the ramp window"), [](S s, int) { return s.swing().now().ramp_up; }},
    {maximum("ramp_down", "W s-1", "fastest fall over the ramp window"), [](S s, int) { return s.swing().now().ramp_down; }},
    {maximum("range", "W", "largest difference within the range window"), [](S s, int) { return s.swing().now().range; }},
    {maximum("range_without_bess", "W", "the same without the site battery"), [](S s, int) { return s.swing().now().range_without; }},
  }, swings, swing_name};
}

PartGroup swing_band_group() {
  return {"swing_band", "band", "Amplitude of the swings in the bands that the grid limits: that of the sine with the same power.", {
    {maximum("amplitude", "W", "amplitude in the band"), [](S s, int i) { return at(s.swing().now().bands, i); }},
    {maximum("amplitude_unmitigated", "W", "the same without smoothing, rack stores and site battery"), [](S s, int i) { return at(s.swing().now().bands_asked, i); }},
    {maximum("amplitude_without_bess", "W", "the same without the site battery"), [](S s, int i) { return at(s.swing().now().bands_without, i); }},
  }, bands, band_of_site};
}

RecordGroup table(const char* path, const char* row_dim, const char* entity, const char* description, std::vector<Channel> channels) {
  RecordGroup g;
  g.path = path;
  g.row_dim = row_dim;
  g.entity = entity;
  g.description = description;
  g.channels = std::move(channels);
  return g;
}

}  // namespace

const std::vector<std::string>& event_code_names() {
  static const std::vector<std::string> n{"violation_begin", "violation_end", "commission", "retire", "trip", "restore", "outage",
                                          "outage_end", "set", "throttle", "job_refused", "dark", "powered", "outside_validity", "run_end", "thermal_shutdown", "thermal_restart", "ups", "genset", "lockout", "transfer", "relay", "dip", "dip_end", "frequency", "frequency_end", "reset",
                                          "curtailment_notice", "curtailment", "curtailment_end", "island", "smoothing", "shed", "taken_back", "fuel", "cooling_dark", "cooling_powered", "chillers_stop", "chillers_run", "booted", "controller_failed", "controller_clamped", "pump", "maintenance", "service_short", "service_met"};
  return n;
}

const std::vector<PartGroup>& part_groups() {
  static const std::vector<PartGroup> groups = [] {
    std::vector<PartGroup> all{
        site_group(),
        power_node_group<PowerNodeType::grid_connection>("equipment/grid_connection", "grid_connection", "Connections to the grid."),
        power_node_group<PowerNodeType::transformer>("equipment/transformer", "transformer", "Transformers in parallel together."),
        power_node_group<PowerNodeType::switchboard>("equipment/switchboard", "switchboard", "Switchboards."),
        power_node_group<PowerNodeType::ups>("equipment/ups", "ups", "UPS units in parallel together."),
        power_node_group<PowerNodeType::pdu>("equipment/pdu", "pdu", "PDUs in parallel together."),
        power_node_group<PowerNodeType::transfer_switch>("equipment/transfer_switch", "transfer_switch", "Transfer switches."),
        power_node_group<PowerNodeType::bus_coupler>("equipment/bus_coupler", "bus_coupler", "Bus couplers."),
        power_node_group<PowerNodeType::busway>("equipment/busway", "busway", "Cables and busways in parallel together."),
        power_node_group<PowerNodeType::rectifier>("equipment/rectifier", "rectifier", "Rectifiers in parallel together."),
        feed_group(), transformer_thermal_group(), tap_changer_group(), relay_group(),
        genset_group(), battery_group(), bess_group(), pv_group()};
    for (auto& g : hall_and_cooling_groups()) all.push_back(std::move(g));
    for (auto& g : {swing_group(), swing_band_group()}) all.push_back(g);
    return all;
  }();
  return groups;
}

RecordGroup group_of(const PartGroup& p) {
  RecordGroup g = table(p.path, "time", p.entity, p.description, {});
  for (const auto& c : p.columns) g.channels.push_back(c.channel);
  if (p.section) g.labels = {{"asset", "path of the asset in /topology", {}}};
  for (const PartLabel& l : p.labels) g.labels.push_back({l.name, l.long_name, {}});
  return g;
}

RecordGroup capacity_group() {
  RecordGroup g = table("capacity", "time", "constraint", "The capacity ledger: each limit with its highest value of the interval.",
      {point("limit", "1", "limit, in the unit of the constraint"), point("firm_limit", "1", "limit with the redundant units down, in the unit of the constraint"),
       maximum("value", "1", "highest value of the interval, in the unit of the constraint"),
       minimum("margin", "1", "limit less highest value, in the unit of the constraint"),
       maximum("utilisation", "1", "value over limit, both above the constraint's reference"),
       point("installed", "1", "nameplate of what is there by the build plan, out of service or not, in the unit of the constraint; NaN for what is no capacity"),
       {"binding", "1", "1 for the constraint of a site with the highest utilisation", "time: point", DType::i1},
       point("stranded_power", "W", "IT power that the next tighter limits would still allow and the binding one does not")});
  g.labels = {{"kind", "kind of limit", {}}, {"asset", "path of the asset in /topology that it limits", {}}, {"unit", "unit of limit, value and margin", {}}};
  return g;
}

RecordGroup rack_group() {
  RecordGroup g = table("rack", "time", "rack", "Single racks; without a recirculation map of their hall the inlet is that of its cold aisle.",
      {mean("power", "W", "input power"), mean("inlet_temperature", "degC", "inlet"), maximum("inlet_temperature_max", "degC", "highest inlet"),
       mean("outlet_temperature", "degC", "outlet: the inlet, and the rise through the servers at the mean power"), point("throttle", "1", "1 less the relative clock")});
  g.labels = {{"row", "row of its hall, from 1", {}}};
  return g;
}

RecordGroup rack_daily_group() {
  return table("rack_daily", "time", "rack", "Power of single racks by day, from the rows of /rack.",
      {minimum("power_min", "W", "lowest"), mean("power_mean", "W", "mean"), maximum("power_max", "W", "highest")});
}

RecordGroup service_group() {
  RecordGroup g = table("service", "time", "service", "Services: requests that come, what of them is served in time, and the nodes that do it.",
      {mean("asked", "s-1", "requests that come"), mean("within", "s-1", "served, their first token in its time"), mean("late", "s-1", "served, their first token later"),
       mean("refused", "s-1", "not served: within the targets there was no room"), mean("tokens", "s-1", "tokens that are written"),
       mean("first_token", "s", "time to the first token of the requests served"), mean("token_time", "s", "time per output token of the requests served"),
       mean("batch", "1", "sequences that an instance decodes together"), mean("awake", "1", "nodes that serve"), mean("waking", "1", "nodes that wake up"), mean("parked", "1", "nodes that are parked"),
       mean("power", "W", "power of all its nodes at the input of the racks"), mean("clock", "1", "relative clock of its nodes")});
  g.labels = {{"tenant", "who owns it", {}}};
  return g;
}

RecordGroup event_group() {
  return table("event", "time", "", "What happened.",
      {code("severity", "severity", DType::i1, {"info", "warning", "critical"}), code("code", "kind of event", DType::i4, event_code_names()),
       count("asset", "row of /topology, -1 for none"), number("value", "1", "value that belongs to it, in the unit that the words say"),
       {"text", "", "words", "", DType::text, 160}});
}

RecordGroup job_group() {
  return table("job", "job", "", "One row a job, in the order in which they ended; then what still ran or waited at the end.",
      {count("id", "number of the job in its source", DType::i8), number("submitted", "s", "submission, from the start of the horizon"),
       number("started", "s", "last start, from the start of the horizon"), number("ended", "s", "end, from the start of the horizon"), count("nodes", "nodes"),
       number("energy", "J", "energy at the input of its nodes"), number("node_hours", "h", "nodes times run time"),
       code("tenant", "tenant, -1 for none", DType::i4, {}), code("hall", "hall, -1 for none", DType::i4, {}),
       code("outcome", "how it ended", DType::i1, {std::begin(job_outcome_names), std::end(job_outcome_names)}),
       count("restarts", "starts lost to a dark hall"), code("site", "site, -1 for none", DType::i4, {}),
       number("wait", "s", "from the submission, or the start of the horizon if that is later, to the first start"), number("limit", "s", "wall time that it asked for, NaN where unknown"),
       code("backfilled", "whether its last start was ahead of a job that stood before it in the queue", DType::i1, {"no", "yes"}),
       code("refused_for", "why it was refused", DType::i1, {std::begin(refusal_names), std::end(refusal_names)})});
}

RecordGroup checkpoint_group() {
  return table("checkpoint", "time", "state", "State of the facility at checkpoints; /checkpoint_job has the jobs.", {{"value", "1", "state, in the unit that its name says", "time: point", DType::f8}});
}

RecordGroup checkpoint_job_group() {
  return table("checkpoint_job", "entry", "", "Running jobs with what remains of them, then queued ones, for each checkpoint.",
      {count("checkpoint", "row of /checkpoint"), count("id", "number of the job in its source", DType::i8), count("row", "place in the order of submission"),
       count("hall", "hall, -1 while queued"), number("remaining", "s", "run time at full clock that remains"),
       number("started", "s", "start, from the start of the horizon"), number("energy", "J", "energy so far")});
}

RecordGroup spectrum_group() {
  return table("spectrum", "line", "", "Spectrum of the largest swing of each site at the input of the racks, from the end of the run: that of the training runs that swung most together.",
      {code("site", "site", DType::i4, {}), number("frequency", "Hz", "middle of the line"), number("amplitude", "W", "amplitude of the line: that of the sine with the same power"),
       number("amplitude_unmitigated", "W", "the same without smoothing, rack stores and site battery"), number("amplitude_without_bess", "W", "the same without the site battery")});
}

RecordGroup window_steps_group() {
  return table("window/steps", "time", "hall", "Every step around disturbances.",
      {mean("it_power", "W", "IT power of the step"), point("inlet_temperature", "degC", "rack inlet at the end of the step"),
       point("hot_aisle_temperature", "degC", "hot aisle at the end of the step"), point("supply_temperature", "degC", "supply air at the end of the step"),
       point("water_temperature", "degC", "loop supply at the end of the step"), mean("import", "W", "import of the site in the step"),
       {"step", "s", "length of the step", "time: point", DType::f8}});
}

RecordGroup window_index_group() {
  return table("window/index", "window", "", "One row a window: cause, asset, first and last row of /window/steps.",
      {number("start", "s", "start, from the start of the horizon"), number("end", "s", "end, from the start of the horizon"),
       code("cause", "what opened it", DType::i4, event_code_names()), count("asset", "row of /topology, -1 for none"),
       count("first_row", "first row", DType::i8), count("last_row", "last row", DType::i8)});
}

std::vector<RecordGroup> all_record_groups() {
  std::vector<RecordGroup> all;
  for (const auto& p : part_groups()) all.push_back(group_of(p));
  for (auto* make : {capacity_group, rack_group, rack_daily_group, service_group, event_group, job_group, checkpoint_group, checkpoint_job_group, spectrum_group, window_steps_group, window_index_group})
    all.push_back(make());
  return all;
}

}  // namespace netsuden
