// SPDX-License-Identifier: Apache-2.0
#include "sim/spec/scenario.hpp"

#include <algorithm>

#include "sim/cooling/envelope.hpp"

namespace netsuden {

std::optional<Temperature> upper_limit(RackClass c) {
  if (c == RackClass::none) return std::nullopt;
  return Temperature::celsius(inlet_envelopes[static_cast<std::size_t>(c)].limit_c);  // the first is the recommended one
}

std::optional<Temperature> upper_limit(CoolantClass c) {
  if (c == CoolantClass::none) return std::nullopt;
  return Temperature::celsius(coolant_envelopes[static_cast<std::size_t>(c) - 1].limit_c);
}

void describe(Describe& d, Horizon& h) {
  d.date("from", h.from, {.required = true, .text = "First instant of the run, in the horizon's time zone."});
  d.date("to", h.to, {.required = true, .text = "End of the run."});
  d.text("timezone", h.timezone, {.text = "IANA name or fixed offset for dates without a zone.", .source = "IANA time zone database"});
}

void describe(Describe& d, Resolution& r) {
  d.quantity("calm", r.calm, {.unit = "s", .range = {0.1, 86400, "longer steps would miss the day"}, .text = "Longest step while nothing changes fast.", .source = "architecture: calm hours take minutes-long steps"});
  d.quantity("transient", r.transient, {.unit = "s", .range = {0.01, 3600, "shorter than any thermal time constant here"}, .text = "First step after a disturbance; steps grow again as the states settle.", .source = "time constants of hall air are 5 s and more"});
  d.quantity("record", r.record, {.unit = "s", .range = {0.1, 2.7e6, "at most a month"}, .text = "Interval of the recorded series, unless `record` says otherwise."});
  d.quantity("control", r.control, {.unit = "s", .range = {0.1, 86400, "at most a day"}, .text = "How often the controls decide."});
  d.fraction("load_step", r.load_step, {.unit = "%", .range = {0.001, 1, "a share"}, .text = "A change of a hall's power by this share of its rating opens a transient.", .source = "architecture, section 3"});
}

CurrencyContext money_of(const CurrencySpec& s) {
  CurrencyContext c;
  c.base = s.unit;
  for (const auto& [name, rate] : s.exchange)
    if (const auto v = parse_number(rate)) c.exchange[name] = *v;
  return c;
}

void describe(Describe& d, CurrencySpec& c) {
  d.text("unit", c.unit, {.text = "Currency of all results, an ISO 4217 code.", .source = "ISO 4217"});
  d.integer("base_year", c.base_year, {.range = {1990, 2100, "real terms of a recent year"}, .text = "Year of whose prices the money is."});
  d.pairs("exchange", c.exchange, ValueType::number, {.text = "Units of `unit` for one of the named currency."});
}

void describe(Describe& d, EventSpec& e) {
  d.date("at", e.at, {.required = true, .text = "When it happens."});
  d.text("trip", e.trip, {.text = "Path of what fails: an asset, or one member of a group as NAME_2."});
  d.text("outage", e.outage, {.text = "What goes dark: the name of a grid, or the path of one connection (sites.SITE.power.NODE)."});
  d.text("dip", e.dip, {.text = "Where the voltage dips to `voltage`: the name of a grid, or the path of one connection (sites.SITE.power.NODE)."});
  d.fraction("voltage", e.voltage, {.unit = "%", .range = {0, 0.99, "0 is a short interruption"}, .text = "Remaining voltage of the dip, of nominal.", .source = "IEC 61000-4-30: residual voltage"});
  d.text("frequency", e.frequency, {.text = "Name of a grid whose frequency deviates by `deviation`."});
  d.plain("deviation", e.deviation, {.range = {-0.1, 0.1, "beyond 10 % a system has collapsed"}, .text = "Frequency less nominal over nominal."});
  d.text("reset", e.reset, {.text = "Path of a power node whose lockouts someone clears: a UPS that refuses the grid or is off, a tripped relay, sets that have failed."});
  d.text("fuel_delivery", e.fuel_delivery, {.text = "Path of a genset node whose tanks get `volume` of fuel, as far as they take it."});
  d.quantity("volume", e.volume, {.unit = "m3", .range = {0, 1e5, "a tank farm"}, .text = "Fuel of the delivery.", .source = "a road tanker (assumption)"});
  d.pairs("set", e.set, ValueType::text, {.text = "Values that change, by path."});
  d.quantity("for", e.duration, {.unit = "h", .range = {0, 1e6, "positive"}, .text = "How long; without it the change stays."});
}

namespace {

void describe_shedding(Describe& v, ControlSpec& c) {
  SheddingParams& s = c.shedding;
  v.text("target", c.target, {.text = "Path of a power node that is watched; empty: every node of every site, generating sets by those on load, site batteries while they carry an island."});
  v.plain("limit", s.limit, {.range = {0.1, 2, "around its rating"}, .text = "Load over rating above which a node is overloaded.", .source = "assumption"});
  v.quantity("delay", s.delay, {.unit = "s", .range = {0, 3600, "shorter than what its protection allows"}, .text = "For how long a node must be overloaded before halls are shed.", .source = "assumption: before an inverse-time relay (IEC 60255-151) trips at moderate overload"});
  v.fraction("margin", s.margin, {.unit = "%", .range = {0, 1, "a share"}, .text = "What a hall is expected to bring back beside what it drew: losses, cooling, charging.", .source = "assumption"});
  v.quantity("hold", s.hold, {.unit = "min", .range = {0.1, 1440, "minutes to hours"}, .text = "For how long a shed hall must have found room before it is taken back; doubles where it is shed again within that time.", .source = "assumption: as the retransfer to a stable grid, physics reference 2.4"});
}

}  // namespace

void describe(Describe& d, ControlSpec& c) {
  d.variant("type", c.type, {{"thermal_throttle", "clocks follow the inlet temperature"}, {"power_cap", "clocks hold a power node below its limit"}, {"demand_response", "clocks hold the import below the limit of a curtailment call"}, {"load_shedding", "halls are switched off by their priority while sources are asked for more than they have"}},
            {.required = true, .text = "What the control does."}, [&c](Describe& v, int i) {
    if (i == static_cast<int>(ControlType::load_shedding)) return describe_shedding(v, c);
    v.fraction("floor", c.floor, {.unit = "%", .range = {0.2, 1, "GPUs run stably down to about a fifth of their clock"}, .text = "Lowest relative clock.", .source = "assumption"});
    if (i == 0) {
      v.temperature("start", c.start, {.unit = "degC", .range = {10, 80, "inlet temperatures"}, .text = "Inlet temperature at which throttling starts.", .source = "ASHRAE A1 allowable upper limit"});
      v.temperature("full", c.full, {.unit = "degC", .range = {10, 90, "inlet temperatures"}, .text = "Inlet temperature at which the clock is at `floor`.", .source = "ASHRAE A2 allowable upper limit"});
      v.choice("per", c.per, {{"rack", "each rack by its own inlet, where a recirculation map tells them apart; a job runs at the clock of its slowest rack"}, {"hall", "all racks of a hall by its hottest inlet"}},
               {.text = "What has a clock of its own.", .source = "servers throttle by their own sensors"});
    } else if (i == 1) {
      v.text("target", c.target, {.text = "Path of a power node; empty: each site's grid connections."});
      v.fraction("limit", c.limit, {.unit = "%", .range = {0.01, 1, "a share"}, .text = "Share of the node's rating that is held.", .source = "assumption"});
    } else {
      v.fraction("margin", c.margin, {.unit = "%", .range = {0, 0.5, "a share"}, .text = "How far below the limit of the call the import is held.", .source = "assumption"});
      v.quantity("lead", c.lead, {.unit = "min", .range = {0, 1440, "a day"}, .text = "How long before a call the clocks begin to fall, but not before its notice.", .source = "assumption"});
    }
  });
}

void describe(Describe& d, ConstraintSpec& c) {
  d.choice("rack_inlet", c.rack_inlet, {{"none", "not limited"}, {"ASHRAE_A1", "32 degC"}, {"ASHRAE_A2", "35 degC"}, {"ASHRAE_A3", "40 degC"}, {"ASHRAE_A4", "45 degC"}},
           {.text = "Class whose allowable upper inlet temperature the racks must keep.", .source = "ASHRAE TC 9.9, 5th ed. 2021"});
  d.choice("coolant", c.coolant, {{"none", "not limited"}, {"W17", "17 degC"}, {"W27", "27 degC"}, {"W32", "32 degC"}, {"W40", "40 degC"}, {"W45", "45 degC"}},
           {.text = "Class whose facility water supply temperature the liquid loops must keep.", .source = "ASHRAE TC 9.9 liquid cooling classes"});
  d.fraction("voltage", c.voltage, {.unit = "%", .range = {0.01, 0.5, "what equipment bears"}, .text = "Deviation from its nominal voltage that a node which feeds halls or plants must keep. Dips of the grid below 90 % have events of their own.", .source = "EN 50160: 10 %"});
  d.quantity("import_limit", c.import_limit, {.unit = "MW", .range = {0, 1e5, "positive"}, .text = "Contract demand of each site that has none by `contract_demand` or the tariff of its grid, beside the capacity of its connections."});
}

void describe(Describe& d, RecordSpec::AroundEvents& a) {
  d.quantity("before", a.before, {.unit = "s", .range = {0, 86400, "at most a day"}, .text = "How much before a disturbance is kept at full resolution."});
  d.quantity("after", a.after, {.unit = "s", .range = {0, 86400, "at most a day"}, .text = "How much after it."});
  d.integer("max_rows", a.max_rows, {.range = {0, 1e8, "bounded memory and disk"}, .text = "Rows of all windows together; then only the index grows."});
}

void describe(Describe& d, RecordSpec& r) {
  const Range any{0.1, 2.7e6, "at most a month"};
  d.quantity("site", r.site, {.unit = "s", .range = any, .text = "Interval of the site series.", .default_text = "resolution.record"});
  d.quantity("capacity", r.capacity, {.unit = "s", .range = any, .text = "Interval of the capacity ledger.", .default_text = "the site series"});
  d.quantity("equipment", r.equipment, {.unit = "s", .range = any, .text = "Interval of the equipment series.", .default_text = "the site series"});
  d.quantity("racks", r.racks, {.unit = "s", .range = any, .text = "Interval of the rack series.", .default_text = "the site series, at least 1 h"});
  d.boolean("racks_enabled", r.racks_enabled, {.text = "Whether single racks are recorded."});
  d.boolean("jobs", r.jobs, {.text = "Whether each job gets a row."});
  d.quantity("checkpoint", r.checkpoint, {.unit = "h", .range = {0.01, 1e6, "positive"}, .text = "Interval of the checkpoints; without it one at every tenth of the horizon."});
  d.object("around_events", r.around_events, {.text = "Full resolution around disturbances."});
}

bool sets_later(const Scenario& s, const std::string& path) {
  const auto sets = [&](const auto& dated) { return std::any_of(dated.set.begin(), dated.set.end(), [&](const auto& v) { return v.first == path; }); };
  return std::any_of(s.events.begin(), s.events.end(), sets) || std::any_of(s.build_plan.begin(), s.build_plan.end(), sets);
}

void describe(Describe& x, DrawSpec& d) {
  x.text("path", d.path, {.required = true, .text = "Path of the value, e.g. sites.virginia.power.ups.modes.v_min."});
  x.text("unit", d.unit, {.text = "Unit of the drawn numbers; without it a plain number."});
  x.boolean("whole", d.whole, {.text = "Whether the number is rounded to a whole one."});
  describe(x, d.distribution);
}

void describe(Describe& d, Scenario& s) {
  d.integer("netsuden", s.version, {.required = true, .range = {1, 1, "this program reads version 1 of the format"}, .text = "Version of the scenario format: 1."});
  d.text("name", s.name, {.required = true, .text = "Title of the run."});
  d.text("description", s.description, {.text = "What the scenario is for."});
  d.object("horizon", s.horizon, {.required = true, .text = "What span of time is simulated."});
  d.object("resolution", s.resolution, {.text = "Step lengths."});
  d.integer("seed", s.seed, {.range = {0, 9e15, "a whole number"}, .text = "Seed of all random streams; 0 is a seed."});
  d.object("currency", s.currency, {.text = "Money."});
  d.object("catalogue", s.catalogue, {.text = "Equipment that `model:` refers to; adds to the built-in catalogue."});
  d.map("grids", s.grids, {.text = "Grid areas with price and carbon."});
  d.map("sites", s.sites, {.required = true, .text = "The sites of the campus."});
  d.list("draws", s.draws, {.text = "Values that are drawn from distributions with the seed, for each copy of a site its own."});
  d.object("workload", s.workload, {.text = "What the halls compute."});
  d.list("build_plan", s.build_plan, {.text = "The investment plan: steps with dates, lead times, dependencies, slips and costs; those that change the facility do so during the run."});
  d.list("control", s.control, {.text = "Controls that act on the work."});
  d.object("constraints", s.constraints, {.text = "Limits beside the ratings of the equipment."});
  d.list("events", s.events, {.text = "Disturbances."});
  d.object("finance", s.finance, {.text = "What the investment costs and brings.", .default_text = "absent: energy and demand charge alone"});
  d.object("reliability", s.reliability, {.text = "How often equipment fails, what takes several at once, windows of maintenance.", .default_text = "absent: the figures of the catalogue, nothing fails at random in a run"});
  d.object("record", s.record, {.text = "What is recorded, how often."});
}

}  // namespace netsuden
