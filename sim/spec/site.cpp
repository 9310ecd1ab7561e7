// SPDX-License-Identifier: Apache-2.0
#include "sim/spec/site.hpp"

#include <cmath>

namespace netsuden {

int firm_count(int count, Redundancy r) {
  switch (r) {
    case Redundancy::n: return count;
    case Redundancy::n_plus_1: return count > 1 ? count - 1 : count;
    case Redundancy::n_plus_2: return count > 2 ? count - 2 : count;
    case Redundancy::two_n: return (count + 1) / 2;
  }
  return count;
}

bool rated_in_watts(const PowerNodeSpec& n) {
  return n.is_ups() || n.type == PowerNodeType::genset || n.is_local() || (n.type == PowerNodeType::busway && n.busway.system == CableSystem::direct_current);
}

double node_rating(const PowerNodeSpec& n, int units) {
  switch (n.type) {
    case PowerNodeType::grid_connection: return n.capacity.si();
    case PowerNodeType::switchboard:
    case PowerNodeType::transfer_switch:
    case PowerNodeType::bus_coupler: return n.rating.si();
    case PowerNodeType::transformer: return units * n.transformer.rating.si();
    case PowerNodeType::ups:
    case PowerNodeType::rectifier: return units * n.ups.rating.si();
    case PowerNodeType::pdu: return units * n.pdu.rating.si();
    case PowerNodeType::genset: return units * n.genset.rating.si();
    case PowerNodeType::bess: return (n.bess.energy * n.bess.discharge_rate).si();
    case PowerNodeType::pv: return n.pv.dc_rating.si() / n.pv.dc_ac_ratio;
    case PowerNodeType::busway: {
      const double phases = n.busway.system == CableSystem::direct_current ? 1 : std::sqrt(3.0);
      return units * phases * n.busway.voltage.si() * n.busway.ampacity.si() * n.busway.derating * n.busway.parallel;
    }
  }
  return 0;
}

namespace {

const std::vector<Choice>& redundancies() {
  static const std::vector<Choice> c{{"N", "none to spare"}, {"N+1", "one may fail"}, {"N+2", "two may fail"}, {"2N", "half may fail"}};
  return c;
}
const Range counts{1, 100000, "at least one"};

/// The keys of a group of equal machines, then those of one machine.
template <class P>
void describe_group(Describe& d, Group<P>& g, const char* section, const char* count_default = "sized by its load") {
  d.model(g.model, section, {.text = "Entry of the catalogue from which all parameters come that are not given here."});
  d.integer("count", g.count, {.range = counts, .text = "Machines installed.", .default_text = count_default});
  d.choice("redundancy", g.redundancy, redundancies(), {.text = "Machines that may fail without harm; decides the firm capacity."});
  describe(d, g.params);
}

}  // namespace

// Found by argument-dependent lookup from Describe::object.
#define NETSUDEN_GROUP(Params, section) \
  static void describe(Describe& d, Group<Params>& g) { describe_group(d, g, section); }
NETSUDEN_GROUP(CracParams, "cracs")
NETSUDEN_GROUP(ChillerParams, "chillers")
NETSUDEN_GROUP(TowerParams, "towers")
NETSUDEN_GROUP(DryCoolerParams, "dry_coolers")
#undef NETSUDEN_GROUP
#define NETSUDEN_FED_GROUP(Params, section, machines)                                                                                     \
  static void describe(Describe& d, FedGroup<Params>& g) {                                                                                \
    describe_group(d, static_cast<Group<Params>&>(g), section);                                                                           \
    d.references("fed_by", g.fed_by, "power node", {.text = "Power nodes of the " machines ".", .default_text = "those of the racks"}); \
  }
NETSUDEN_FED_GROUP(CrahParams, "crahs", "CRAHs' fans")
NETSUDEN_FED_GROUP(CduParams, "cdus", "CDUs' pumps")
#undef NETSUDEN_FED_GROUP

void describe(Describe& d, CrahParams& c) {
  d.object("coil", c.coil, {.text = "Chilled-water coil by its design point."});
  d.object("fan", c.fan, {.text = "Fans of one unit together."});
}

void describe(Describe& d, WeatherSpec::Constant& c) {
  d.temperature("dry_bulb", c.dry_bulb, {.unit = "degC", .range = {-60, 60, "weather on Earth"}, .text = "Dry-bulb temperature."});
  d.fraction("relative_humidity", c.relative_humidity, {.unit = "%", .range = {0.01, 1, "a share"}, .text = "Relative humidity."});
}

void describe(Describe& d, WeatherSpec& w) {
  d.text("climate", w.climate, {.text = "Built-in climate normals for the synthetic weather.", .default_text = "tokyo where nothing else is given"});
  d.object("normals", w.normals, {.text = "Climate normals for the synthetic weather."});
  d.path("file", w.file, {.text = "EPW or CSV weather file."});
  d.object("constant", w.constant, {.text = "The same weather all the time."});
  d.boolean("repeat_years", w.repeat_years, {.text = "Replay the file's years in order, by calendar date, over the horizon."});
  d.pairs("replay", w.replay, ValueType::number, {.text = "Year of the horizon -> year of the file that it replays."});
  d.text("time", w.time, {.text = "CSV column of the time (local, fixed offset)."});
  d.text("dry_bulb", w.dry_bulb, {.text = "CSV column of the dry bulb, degC."});
  d.text("relative_humidity", w.relative_humidity, {.text = "CSV column of the relative humidity, %."});
  d.text("wet_bulb", w.wet_bulb, {.text = "CSV column of the wet bulb, degC; given, it is used instead of the humidity."});
  d.text("dew_point", w.dew_point, {.text = "CSV column of the dew point, degC."});
  d.text("pressure", w.pressure, {.text = "CSV column of the station pressure, Pa."});
  d.text("wind", w.wind, {.text = "CSV column of the wind speed, m/s."});
  d.choice("interpolation", w.interpolation, {{"linear", "Straight lines between samples."}, {"hold", "Each sample holds until the next, as replayed power does."}}, {.text = "Between the samples of the file."});
  d.boolean("seconds", w.seconds, {.text = "The time column counts seconds from the horizon's start."});
  d.text("utc_offset", w.utc_offset, {.text = "Offset of the file's local time from UTC."});
  d.fraction("assumed_humidity", w.assumed_humidity, {.unit = "%", .range = {0.01, 1, "a share"}, .text = "Relative humidity from which the dry bulb follows where a file has only the wet bulb.", .source = "assumption"});
  d.fraction("clearness", w.clearness, {.unit = "%", .range = {0, 1, "a share"}, .text = "Share of a clear sky's irradiance that photovoltaics get where the weather has none (only EPW files and CSV files with a column ghi_w_m2 have).", .source = "assumption", .default_text = "65 %, with a warning"});
  d.plain("warming_k_per_decade", w.warming_k_per_decade, {.range = {-2, 5, "beyond any projection"}, .text = "Warming added to the dry bulb, K per decade from the horizon's start; relative humidity stays."});
  d.quantity("elevation", w.elevation, {.unit = "m", .range = {-430, 6000, "inhabited land"}, .text = "Height above sea level, for the pressure."});
}

void describe(Describe& d, TransformerAgeingSpec& a) {
  d.choice("regime", a.regime, {{"normal_cyclic", "hot spot 120 degC, load 1.3 to 1.5 of the rating"}, {"long_emergency", "hot spot 140 degC"}, {"short_emergency", "hot spot 160 degC"}},
           {.text = "Loading regime whose limits the temperatures are judged by.", .source = "IEC 60076-7:2018, table 2"});
  describe(d, a.params);
}

namespace {

const char* catalogue_section(PowerNodeType type) {
  switch (type) {
    case PowerNodeType::transformer: return "transformers";
    case PowerNodeType::ups:
    case PowerNodeType::rectifier: return "ups";
    case PowerNodeType::transfer_switch: return "transfer_switches";
    case PowerNodeType::busway: return "busways";
    default: return "pdus";
  }
}

void describe_local(Describe& v, PowerNodeSpec& n, PowerNodeType type) {
  v.references("feeds_from", n.feeds_from, "power node", {.required = true, .text = "The switchboard to which it is connected. It feeds nothing beyond what that board carries."});
  if (type == PowerNodeType::pv) return describe(v, n.pv);
  v.fraction("charge", n.charge, {.unit = "%", .range = {0, 1, "a share"}, .text = "State of charge at the start.", .source = "assumption"});
  v.temperature("cells", n.cells, {.unit = "degC", .range = {-20, 60, "cells live between"}, .text = "Temperature of the cells, for their ageing.", .source = "assumption: containers are cooled"});
  v.boolean("island", n.island, {.text = "Carries its board while nothing else feeds it, until it is empty; generating sets take over when they run."});
  describe(v, n.dispatch);
  v.object("smoothing", n.smoothing, {.text = "Takes part in smoothing the swings of the site at its point of connection.", .default_text = "absent: none"});
  describe(v, n.bess);
}

/// `type` is not in the node yet while it is read.
void describe_feeds(Describe& v, PowerNodeSpec& n, PowerNodeType type) {
  const bool switched = type == PowerNodeType::transfer_switch;
  if (type == PowerNodeType::bus_coupler) {
    v.references("feeds_from", n.feeds_from, "power node", {.required = true, .text = "The two boards between which it stands."});
    return;
  }
  v.references("feeds_from", n.feeds_from, "power node", {.required = true, .text = switched ? "The two sources, the first is the one that `preferred` counts as 0." : "The nodes that feed it, generating sets only where nothing else does."});
  if (!switched) v.choice("sharing", n.sharing, {{"equal", "all live ones share equally"}, {"priority", "the first live one carries everything"}, {"impedance", "all live ones, as the impedances of the network have it (AC power flow)"}}, {.text = "How several feeds share the load."});
}

const std::vector<Choice>& node_types() {
  static const std::vector<Choice> types{{"grid_connection", "the point of connection to the grid"}, {"transformer", "one or more in parallel"}, {"switchboard", "a board: no loss, a rating"}, {"ups", "modules in parallel"}, {"pdu", "power distribution units"}, {"genset", "generating sets: what they feed takes from them while nothing else feeds it"}, {"transfer_switch", "static or automatic: one load, two sources"}, {"bus_coupler", "between two boards, closed while one of them has no feed of its own"}, {"busway", "cables or busways, three-phase or direct current, in parallel"}, {"rectifier", "from AC to 800 V DC, rectifiers or solid-state transformers in parallel"}, {"bess", "a site battery at a board; load and import of its policy are those of the board, smoothing looks at the import of the site"}, {"pv", "photovoltaic array with inverter at a board; what the board cannot take is curtailed"}};
  return types;
}

}  // namespace

const char* name_of(PowerNodeType t) { return node_types()[static_cast<std::size_t>(t)].name; }

void describe(Describe& d, PowerNodeSpec& n) {
  d.variant("type", n.type,
            node_types(),
            {.required = true, .text = "What the node is."}, [&n](Describe& v, int i) {
    const auto type = static_cast<PowerNodeType>(i);
    const auto protection = [&] { v.object("protection", n.protection, {.text = "Overcurrent relay of each unit, which sees its current at the output voltage; of a board with PV or batteries that of its feed. What trips stays off until an event resets it.", .default_text = "absent: nothing trips"}); };
    const auto output = [&] { v.quantity("voltage", n.output_voltage, {.unit = "V", .range = {40, 1.1e6, "from rack buses to transmission"}, .text = "Nominal voltage at its output.", .default_text = "that of what feeds it"}); };
    if (type == PowerNodeType::grid_connection) {
      v.quantity("capacity", n.capacity, {.unit = "MVA", .range = {0, 1e5, "not negative"}, .text = "Apparent power that the connection may carry.", .source = "assumption"});
      v.quantity("voltage", n.voltage, {.unit = "kV", .range = {0.1, 1100, "transmission voltages end at 1,100 kV"}, .text = "Nominal voltage."});
      v.plain("power_factor", n.power_factor, {.range = {0.5, 1, "a power factor"}, .text = "Power factor of the loads behind it, lagging. What transformers, cables and UPS add and capacitors take away follows from the graph.", .source = "assumption; drives and power supplies 0.95 to 0.99 (physics reference 2.7)"});
      v.quantity("fault_level", n.fault_level, {.unit = "MVA", .range = {1, 1e6, "from a village to the largest substations"}, .text = "Three-phase short-circuit power of the grid at the connection.", .default_text = "absent: it holds its voltage whatever the load"});
      v.plain("fault_r_over_x", n.fault_r_over_x, {.range = {0, 2, "resistance over reactance"}, .text = "Resistance over reactance of the grid behind the connection.", .source = "IEC 60909-0: 0.1 where nothing is known"});
      v.object("disturbances", n.disturbances, {.text = "Random outages and dips of this connection, beside those of its grid; drawn with the seed.", .default_text = "absent: none"});
      return protection();
    }
    if (type == PowerNodeType::genset) {
      v.integer("count", n.count, {.range = counts, .text = "Sets in parallel."});
      v.choice("redundancy", n.redundancy, redundancies(), {.text = "Sets that may fail without harm; decides the firm capacity."});
      describe(v, n.genset);
      v.fraction("fuel", n.fuel, {.unit = "%", .range = {0, 1, "a share"}, .text = "Level of the tanks at the start."});
      v.object("delivery", n.delivery, {.text = "Fuel that is ordered as the tanks empty.", .default_text = "absent: only the fuel of the tanks, and of events"});
      v.boolean("curtailment", n.curtailment, {.text = "The sets answer curtailment calls: they carry the boards that they feed from `curtailment_lead` before a call until its end."});
      v.quantity("curtailment_lead", n.curtailment_lead, {.unit = "min", .range = {0, 1440, "a day"}, .text = "How long before a call they start, but not before its notice.", .source = "assumption"});
      return;
    }
    if (type == PowerNodeType::bess || type == PowerNodeType::pv) return describe_local(v, n, type);
    describe_feeds(v, n, type);
    if (type == PowerNodeType::switchboard || type == PowerNodeType::bus_coupler || type == PowerNodeType::transfer_switch)
      v.quantity("rating", n.rating, {.unit = "MVA", .range = {0, 1e5, "not negative"}, .text = "Apparent power that it may carry.", .source = "assumption"});
    if (type == PowerNodeType::switchboard) {
      v.quantity("compensation", n.compensation, {.unit = "Mvar", .range = {0, 1e4, "not negative"}, .text = "Rating of its switched capacitors, which give what its loads ask for, up to this times the square of the voltage.", .default_text = "0 Mvar"});
      v.quantity("retransfer", n.retransfer, {.unit = "min", .range = {0, 1440, "minutes to hours"}, .text = "For how long its feeds must have been good again before it leaves the generating sets or the coupler.", .source = "physics reference 2.4: 5 to 30 min"});
      return protection();
    }
    if (type == PowerNodeType::bus_coupler) {
      v.choice("position", n.coupler, {{"automatic", "closes when one board has lost its feeds, opens when they are back"}, {"open", "stays open"}}, {.text = "What it does."});
      v.quantity("delay", n.coupler_delay, {.unit = "s", .range = {0, 600, "from a fast transfer to an operator"}, .text = "Time without feeds before it closes.", .source = "assumption"});
      return;
    }
    v.model(n.model, catalogue_section(type), {.text = "Entry of the catalogue."});
    if (type == PowerNodeType::transfer_switch) return describe(v, n.transfer_switch);
    if (type == PowerNodeType::busway) {
      v.integer("count", n.count, {.range = counts, .text = "Busways side by side, with equal shares."});
      v.choice("redundancy", n.redundancy, redundancies(), {.text = "Busways that may fail without harm; decides the firm capacity."});
      describe(v, n.busway);
      return protection();
    }
    v.integer("count", n.count, {.range = counts, .text = "Units in parallel."});
    v.choice("redundancy", n.redundancy, redundancies(), {.text = "Units that may fail without harm; decides the firm capacity."});
    output();
    if (type == PowerNodeType::transformer) {
      describe(v, n.transformer);
      v.object("taps", n.taps, {.text = "Tap changer: on load it holds the output voltage.", .default_text = "absent: the main tap"});
      v.object("ageing", n.ageing, {.text = "Temperatures and loss of life of an oil-immersed transformer outdoors.", .default_text = "absent: not followed"});
      protection();
    }
    if (type == PowerNodeType::ups || type == PowerNodeType::rectifier) {
      describe(v, n.ups);
      v.plain("input_power_factor", n.input_power_factor, {.range = {0.5, 1, "a power factor"}, .text = "Power factor of what it takes in double conversion.", .source = "physics reference 2.7: 0.99"});
      v.object("modes", n.modes, {.text = "Battery, walk-in and transfer rules; without, the output follows the input at once.", .default_text = "absent: no battery"});
    }
    if (type == PowerNodeType::pdu) {
      describe(v, n.pdu);
      protection();
    }
  });
}

void describe(Describe& d, FuelDeliverySpec& f) {
  d.fraction("below", f.below, {.unit = "%", .range = {0, 0.95, "full tanks order nothing"}, .text = "Fuel is ordered when a tank is down to this level.", .source = "assumption"});
  d.quantity("lead", f.lead, {.unit = "h", .range = {0.1, 8760, "from minutes to a year"}, .text = "From the order to the delivery.", .source = "assumption"});
  d.quantity("volume", f.volume, {.unit = "m3", .range = {0.001, 1e5, "a tank farm"}, .text = "Fuel of an order; what the tanks do not take goes back.", .source = "assumption: a road tanker"});
}

void describe(Describe& d, PlantPumps& p) {
  d.quantity("head", p.head, {.unit = "kPa", .range = {1, 2000, "building services"}, .text = "Head at design flow.", .source = "assumption"});
  d.fraction("efficiency", p.efficiency, {.unit = "%", .range = {0.05, 0.95, "hydraulic times motor times drive"}, .text = "Efficiency from the wire to the water.", .source = "ACC-LIQ-03: 0.65 of a Wilo Stratos 80/1-12"});
  d.choice("control", p.control, {{"variable", "speed follows the flow"}, {"constant", "full power when it runs"}}, {.text = "Speed control."});
}

void describe(Describe& d, StoreSpec& s) {
  describe(d, s.tank);
  d.quantity("power", s.power, {.unit = "kW", .range = {1, 1e6, "positive"}, .text = "Heat that its pumps can take from the loop, or give to the chillers.", .source = "assumption"});
  d.fraction("charge", s.charge, {.unit = "%", .range = {0, 1, "a share"}, .text = "Share of the tank that is cold at the start."});
  d.boolean("free_cooling", s.free_cooling, {.text = "The plant's economizer charges it while it carries the loop alone and could do more.", .default_text = "false: by chillers alone"});
  const Range prices{-1000, 10000, "prices may be negative"};
  d.quantity("charge_below", s.charge_below, {.unit = "JPY/kWh", .range = prices, .text = "Chillers charge it only at or below this price.", .default_text = "at any price"});
  d.quantity("discharge_above", s.discharge_above, {.unit = "JPY/kWh", .range = prices, .text = "At or above this price it gives before the chillers do, down to `reserve`.", .default_text = "never: it is kept for what they cannot take"});
  d.fraction("reserve", s.reserve, {.unit = "%", .range = {0, 1, "a share"}, .text = "Charge that is kept for what the chillers cannot take, whatever the price.", .source = "assumption"});
}

void describe(Describe& d, WaterLimitSpec& w) {
  d.quantity("flow", w.flow, {.unit = "m3/h", .range = {0, 1e6, "not negative"}, .text = "The most make-up water.", .default_text = "no limit"});
  d.quantity("yearly", w.yearly, {.unit = "m3", .range = {0, 1e9, "not negative"}, .text = "The most make-up water of a calendar year, from the start of the horizon in the first.", .default_text = "no limit"});
  d.choice("when_short", w.when_short, {{"warn", "the limit is exceeded, and told"}, {"dry", "adiabatic coolers run with dry pads where they would exceed it"}}, {.text = "What happens at the limit. Towers cannot do without water."});
}

void describe(Describe& d, CircuitPumpsSpec& p) {
  d.integer("count", p.count, {.range = {1, 100, "pumps on one header"}, .text = "Pumps installed.", .source = "assumption"});
  d.choice("redundancy", p.redundancy, redundancies(), {.text = "Pumps to spare: they stand until one on duty fails, or those on duty do not do."});
  describe(d, p.params);
}

void describe(Describe& d, MainsSpec& m) {
  d.quantity("supply", m.supply, {.unit = "m3", .range = {0, 1e5, "not negative"}, .text = "Water between plant and halls.", .source = "assumption"});
  d.quantity("return", m.back, {.unit = "m3", .range = {0, 1e5, "not negative"}, .text = "Water between halls and plant.", .source = "assumption"});
}

void describe(Describe& d, HydraulicsSpec& h) {
  d.object("pumps", h.pumps, {.text = "Pumps of the loop, in place of `primary`."});
  d.quantity("plant_drop", h.plant_drop, {.unit = "kPa", .range = {0, 2000, "building services"}, .text = "Pressure drop of chillers or exchanger, strainers and mains at the design flow of all branches.", .source = "assumption"});
  d.quantity("differential_pressure", h.differential_pressure, {.unit = "kPa", .range = {1, 2000, "building services"}, .text = "Pressure that variable pumps hold across the branches.", .default_text = "what the branch with the highest drop needs with its valve open"});
  d.object("pipes", h.pipes, {.text = "Water on its way: transport delay by plug flow.", .default_text = "absent: no delay"});
}

void describe(Describe& d, PlantSpec& p) {
  d.variant("type", p.type, {{"chilled_water", "chillers"}, {"facility_water", "warm water, cooled outdoors through a heat exchanger"}},
            {.required = true, .text = "What makes the cold."}, [&p](Describe& v, int i) {
    v.temperature("supply", p.supply, {.unit = "degC", .range = {3, 60, "water loops of halls"}, .text = "Supply set-point of the loop.", .source = "assumption"});
    v.object("supply_reset", p.supply_reset, {.text = "Warmer supply while that is enough, with `supply` as its coldest.", .default_text = "absent: `supply` all year"});
    v.quantity("rise", p.rise, {.unit = "K", .range = {1, 40, "water loops of halls"}, .text = "Return minus supply at design load.", .source = "assumption"});
    v.quantity("volume", p.volume, {.unit = "m3", .range = {0.01, 1e6, "positive"}, .text = "Water in the loop and its buffer.", .default_text = "3 min of the design flow"});
    v.variant("rejects_to", p.rejects_to, {{"towers", "cooling towers"}, {"dry_coolers", "dry or adiabatic coolers"}}, {.text = "What it rejects its heat with."}, [&p](Describe& w, int kind) {
      if (kind == static_cast<int>(RejectsTo::towers)) w.object("towers", p.towers, {.text = "Cooling towers."});
      else w.object("dry_coolers", p.dry_coolers, {.text = "Dry coolers."});
    });
    v.object("primary", p.primary, {.text = "Pumps of the loop."});
    v.object("condenser", p.condenser, {.text = "Pumps of the water to towers or dry coolers."});
    v.object("hydraulics", p.hydraulics, {.text = "Pumps, valves and pipes of the loop: flows come from their curves.", .default_text = "absent: the flow follows the heat"});
    if (i == static_cast<int>(PlantType::chilled_water)) {
      v.object("chillers", p.chillers, {.text = "Chillers."});
      v.object("restart", p.restart, {.text = "Its chillers after a loss of their power.", .default_text = "they carry their load at once, which no machine does"});
      v.object("staging", p.staging, {.text = "When chillers start and stop."});
      v.object("economizer", p.economizer, {.text = "Water-side economizer.", .default_text = "absent: chillers take all of the heat"});
      v.object("store", p.store, {.text = "Stratified tank of chilled water: it gives what the chillers cannot, and is charged by what they have to spare.", .default_text = "absent: the loop's own water alone"});
      v.temperature("condenser_set_point", p.condenser_set_point, {.unit = "degC", .range = {5, 60, "condenser water"}, .text = "Water from towers or dry coolers that the fans hold while they can; colder than full fans give, or within 1.2 K of wet bulb or air, it only costs fan power.", .source = "assumption"});
      v.object("condenser_reset", p.condenser_reset, {.text = "Condenser water that follows the outdoor air; it takes the place of `condenser_set_point`.", .default_text = "absent: `condenser_set_point` all year"});
    } else {
      v.quantity("exchanger_approach", p.exchanger_approach, {.unit = "K", .range = {0.2, 20, "plate heat exchangers"}, .text = "Loop supply above the water from outdoors.", .source = "physics reference 4.2: 2 to 4 K"});
    }
    v.object("heat_recovery", p.heat_recovery, {.text = "Heat that goes to a district network; what it does not take goes outdoors.", .default_text = "absent: all heat goes outdoors"});
    v.object("water_limit", p.water_limit, {.text = "Limit of its make-up water.", .default_text = "absent: none of its own"});
    v.references("fed_by", p.fed_by, "power node", {.text = "Power nodes of its machines.", .default_text = "the node nearest to the grid"});
    v.references("pumps_fed_by", p.pumps_fed_by, "power node", {.text = "Power nodes of the pumps of the loop: on a UPS they go on with what its water and its store hold while the chillers are dark. In the dark they coast to rest, and no water moves.", .default_text = "as its other machines"});
  });
}

void describe(Describe& d, CracsSpec& c) {
  describe(d, c.units);
  d.references("fed_by", c.fed_by, "power node", {.text = "Power nodes of compressors and fans.", .default_text = "the node nearest to the grid"});
}

void describe(Describe& d, RowsSpec& r) {
  d.numbers("recirculation", r.recirculation, {.range = {0, 0.9, "beyond it there is no aisle to speak of"}, .text = "Share of its own hot air in what the servers of each row draw, a number each (0.05 for 5 %), in the place of `air.recirculation`: a row without containment, or without blanking panels.", .source = "assumption: 2 to 5 % contained, 10 to 30 % open aisles", .default_text = "`air.recirculation` in each"});
}

void describe(Describe& d, AirSpec& a) {
  d.object("cracs", a.cracs, {.text = "Direct-expansion units, which reject their heat outdoors and take no water; they stand in the place of CRAHs.", .default_text = "absent: CRAHs"});
  const Doc crahs{.text = "Computer-room air handlers."};
  if (a.cracs) {  // said where both are written
    std::optional<FedGroup<CrahParams>> beside;
    d.object("crahs", beside, crahs);
    a.crahs_beside_cracs = beside.has_value();
  } else {
    d.object("crahs", a.crahs, crahs);
    d.reference("loop", a.loop, "loop", {.text = "Cooling plant whose water the coils take.", .default_text = "the site's only chilled-water plant"});
  }
  d.temperature("supply", a.supply, {.unit = "degC", .range = {10, 40, "ASHRAE A4 allows 5 to 45 degC inlets"}, .text = "Supply air set-point.", .source = "assumption, inside ASHRAE recommended 18 to 27 degC"});
  d.object("supply_reset", a.supply_reset, {.text = "Supply air that follows the hottest inlet by trim and respond, from `supply`.", .default_text = "absent: `supply` all year"});
  d.object("valves", a.valves, {.text = "Valves of the coils on a PI loop of the supply air.", .default_text = "absent: the coils hold the set-point as far as they can"});
  d.path("recirculation_map", a.recirculation_map, {.text = "CSV from CFD: a header with a name for each inlet, then a line for each outlet with the shares of its air that the inlets draw; as many as the hall has racks, or rows. It takes the place of `recirculation`."});
  d.object("rows", a.rows, {.text = "The rows of the racks as zones of their own, each with its cold aisle, hot aisle and servers: inlets follow the power and the containment of the row.", .default_text = "absent: one cold and one hot aisle"});
  d.object("branch", a.branch, {.text = "Water side of the coils together, for a plant with `hydraulics`.", .default_text = "as its keys say, where the plant has `hydraulics`"});
  d.object("economizer", a.economizer, {.text = "Air-side economizer: outdoor air in front of the coils.", .default_text = "absent: the coils take all of the heat"});
  d.object("humidity", a.humidity, {.text = "Humidity of the air of the hall: wet coils take latent heat and give condensate.", .default_text = "absent: nothing is known of it, coils are dry"});
  describe(d, a.hall);
}

void describe(Describe& d, ColdPlateSpec& c) {
  describe(d, c.plate);
  d.integer("plates", c.plates, {.range = {1, 100000, "at least one"}, .text = "Plates of a rack whose devices are followed.", .default_text = "one an accelerator"});
  d.fraction("heat_share", c.heat_share, {.unit = "%", .range = {0.01, 1, "a share"}, .text = "Of the heat of a rack into liquid, that of these devices; plates of the rest have coolant in proportion to theirs.", .source = "assumption: 72 GPUs of 1.2 kW of the 115 kW of an NVL72"});
  d.object("manifold", c.manifold, {.text = "How the coolant of a rack divides over its plates."});
}

void describe(Describe& d, RearDoorsSpec& r) {
  d.reference("loop", r.loop, "loop", {.text = "Cooling plant whose water the doors take.", .default_text = "the site's only chilled-water plant"});
  d.object("branch", r.branch, {.text = "Water side of the doors together, for a plant with `hydraulics`.", .default_text = "as its keys say, where the plant has `hydraulics`"});
  describe(d, r.params);
}

void describe(Describe& d, LiquidSpec& l) {
  d.object("cdus", l.cdus, {.text = "Coolant distribution units."});
  d.object("cold_plate", l.cold_plate, {.text = "Cold plates: case temperatures of the devices, with their limit; the racks say how much coolant they want.", .default_text = "absent: cases are not followed, racks without a running CDU stop at once"});
  d.reference("loop", l.loop, "loop", {.text = "Cooling plant whose water the CDUs take.", .default_text = "the site's only facility-water plant"});
  d.object("branch", l.branch, {.text = "Facility-water side of the CDUs together, for a plant with `hydraulics`.", .default_text = "as its keys say, where the plant has `hydraulics`"});
}

void describe(Describe& d, RacksSpec& r) {
  d.model(r.model, "racks", {.text = "Entry of the catalogue."});
  d.integer("count", r.count, {.required = true, .range = {1, 100000, "at least one"}, .text = "Racks."});
  d.integer("rows", r.rows, {.range = {1, 10000, "at least one"}, .text = "Rows in which they stand."});
  d.quantity("boot", r.boot, {.unit = "min", .range = {0, 86400, "servers start within a day"}, .text = "From power that has come back until the racks take work again; they draw the power of idle racks meanwhile.", .source = "assumption"});
  d.object("inlet_response", r.inlet_response, {.text = "How the power of air-cooled racks follows their inlet: server fans and leakage. Without it, it does not."});
  describe(d, r.params);
}

void describe(Describe& d, ShutdownSpec& s) {
  d.temperature("inlet", s.inlet, {.unit = "degC", .range = {30, 80, "no server works above"}, .text = "The racks shut down when the cold aisle reaches this, each one by its own inlet where a recirculation map tells them apart.", .source = "assumption: the upper allowable inlet of ASHRAE class A4, near which servers protect themselves"});
  d.temperature("coolant", s.coolant, {.unit = "degC", .range = {30, 90, "GPUs shut down at 90 to 92 degC"}, .text = "The racks shut down when the technology loop's supply reaches this.", .source = "assumption: GPUs shut down at 90 degC, 25 K above the water of their cold plates"});
  d.temperature("case_temperature", s.case_temperature, {.unit = "degC", .range = {35, 200, "cases of devices"}, .text = "The racks shut down when the hottest case of a device under a cold plate reaches this (`liquid.cold_plate`).", .source = "assumption: 10 K above its limit"});
  d.quantity("reset", s.reset, {.unit = "K", .range = {0.5, 60, "a band that does not chatter"}, .text = "They start again when inlet, coolant and cases are this far below.", .source = "assumption"});
}

void describe(Describe& d, HallSpec& h) {
  d.object("racks", h.racks, {.required = true, .text = "What stands in the hall."});
  d.integer("power_groups", h.power_groups, {.range = {0, 100000, "groups of racks"}, .text = "Groups of neighbouring racks that are metered together: a replay with a column for each group gives its racks their own power."});
  d.integer("priority", h.priority, {.range = {-1000, 1000, "an order"}, .text = "Of load shedding: a hall of higher priority is kept longer and taken back sooner; of equal ones the first is."});
  d.references("fed_by", h.fed_by, "power node", {.text = "Power nodes that feed the racks; several share the load equally.", .default_text = "the site's last power node"});
  d.object("rack_feed", h.rack_feed, {.text = "Cords of each rack, and what they carry.", .default_text = "absent: not judged"});
  d.quantity("area", h.area, {.unit = "m2", .range = {1, 1e6, "a hall"}, .text = "White space.", .default_text = "4 m2 a rack"});
  d.object("air", h.air, {.text = "Air cooling.", .default_text = "CRAHs sized for the heat that does not go to liquid"});
  d.object("liquid", h.liquid, {.text = "Liquid cooling of the racks.", .default_text = "CDUs where the racks are liquid-cooled"});
  d.object("rear_doors", h.rear_doors, {.text = "Rear-door heat exchangers, one a rack; what they do not take goes into the hot aisle.", .default_text = "absent: none"});
  d.object("shutdown", h.shutdown, {.text = "Thermal shutdown of the racks; fans and pumps go on."});
  d.text("replaces", h.replaces, {.text = "Hall of the site in whose place it stands, one after the other, as a refresh of the build plan makes them: sizes count the larger of the two.", .default_text = "none"});
}

void describe(Describe& d, SiteSpec& s) {
  d.integer("copies", s.copies, {.range = {1, 10000, "a fleet"}, .text = "Sites like this one, named NAME_1, NAME_2 and so on; `draws` tell them apart."});
  d.text("operator", s.operator_name, {.text = "Who runs the site."});
  d.text("jurisdiction", s.jurisdiction, {.text = "Country whose law applies, ISO 3166 code."});
  d.text("operator_jurisdiction", s.operator_jurisdiction, {.text = "Country of the operator, for tenants of level L3 and L4.", .default_text = "as `jurisdiction`"});
  d.text("control_jurisdiction", s.control_jurisdiction, {.text = "Country from which it is run: control plane, keys, backups and support, for tenants of level L4.", .default_text = "as `operator_jurisdiction`"});
  d.text("timezone", s.timezone, {.text = "Zone of weather and tariff.", .default_text = "the horizon's"});
  d.plain("latitude", s.latitude_deg, {.range = {-90, 90, "degrees"}, .text = "Latitude, degrees north; photovoltaics need it."});
  d.plain("longitude", s.longitude_deg, {.range = {-180, 180, "degrees"}, .text = "Longitude, degrees east; photovoltaics need it."});
  d.object("weather", s.weather, {.text = "Weather."});
  d.reference("grid", s.grid, "grid", {.text = "Grid area that supplies the site.", .default_text = "the only grid, or one without price and carbon"});
  d.quantity("contract_demand", s.contract_demand, {.unit = "MW", .range = {0, 1e5, "not negative"}, .text = "Contract demand of the connection: a limit of the mean import of each demand interval.", .default_text = "that of the grid's tariff, else `constraints.import_limit`"});
  d.map("curtailment", s.curtailment, {.text = "Programmes by which the grid may ask the site to import less. Programmes of one name at sites of one grid are called together."});
  d.object("water_limit", s.water_limit, {.text = "Limit of the make-up water of all its plants, as a permit has it.", .default_text = "absent: none"});
  d.object("load_sequence", s.load_sequence, {.text = "After a loss of power, cooling on boards of its own is switched on group by group: pumps, CRAHs and CRACs, CDUs, plants.", .default_text = "absent: all at once"});
  d.object("controller", s.controller, {.text = "A controller of your own: a shared library that chooses set-points, chillers and a power cap.", .default_text = "absent: the built-in control alone"});
  d.quantity("other_load", s.other_load, {.unit = "kW", .range = {0, 1e6, "not negative"}, .text = "Lighting, offices, security: a constant load beside IT and cooling."});
  d.map("power", s.power, {.text = "The electrical graph: each node names what feeds it.", .default_text = "grid connection, transformers, UPS and PDUs sized by the racks"});
  d.map("cooling", s.cooling, {.text = "Cooling plants.", .default_text = "plants sized by the halls"});
  d.map("halls", s.halls, {.required = true, .text = "Halls."});
}

void describe(Describe& d, Catalogue& c) {
  d.map("racks", c.racks, {.text = "Racks and what stands in them."});
  d.map("power_supplies", c.power_supplies, {.text = "Power supplies of nodes."});
  d.map("transformers", c.transformers, {.text = "Transformers."});
  d.map("ups", c.ups, {.text = "UPS modules."});
  d.map("pdus", c.pdus, {.text = "Power distribution units."});
  d.map("transfer_switches", c.transfer_switches, {.text = "Static and automatic transfer switches."});
  d.map("busways", c.busways, {.text = "Cables and busways."});
  d.map("crahs", c.crahs, {.text = "Air handlers."});
  d.map("cracs", c.cracs, {.text = "Direct-expansion units."});
  d.map("cdus", c.cdus, {.text = "Coolant distribution units."});
  d.map("cold_plates", c.cold_plates, {.text = "Cold plates of devices."});
  d.map("chillers", c.chillers, {.text = "Chillers."});
  d.map("towers", c.towers, {.text = "Cooling towers."});
  d.map("dry_coolers", c.dry_coolers, {.text = "Dry and adiabatic coolers."});
  d.map("reliability", c.reliability, {.text = "Failure rates and repair times: by the name of a class of equipment its usual figures, others for `reliability.figures`."});
  d.map("serving", c.serving, {.text = "Language models on accelerators: what an instance writes and draws."});
}

}  // namespace netsuden
