// SPDX-License-Identifier: Apache-2.0
#include "sim/twin/records.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/twin/dispatcher.hpp"

namespace netsuden {
namespace {
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

Channel mean(const char* n, const char* unit, const char* text) { return {n, unit, text, "time: mean", DType::f4, 0, {}}; }
Channel maximum(const char* n, const char* unit, const char* text) { return {n, unit, text, "time: maximum", DType::f4, 0, {}}; }
Channel point(const char* n, const char* unit, const char* text) { return {n, unit, text, "time: point", DType::f4, 0, {}}; }
Channel meter(const char* n, const char* unit, const char* text) { return {n, unit, text, "time: point", DType::f8, 0, {}}; }

/// IT power that the second tightest limit of a site would still allow and the binding one does not: limits of power,
/// heat and air scale with the IT power, temperatures do not.
double stranded_power(const CapacityLedger& ledger, const SiteModel& site, int binding) {
  const double it = site.outputs().it_w;
  double tightest = std::numeric_limits<double>::infinity(), next = tightest;
  for (const int i : site.site_constraints()) {
    const ConstraintState& s = ledger.state(i);
    const ConstraintKind kind = ledger.constraint(i).kind;
    if (!s.active || kind == ConstraintKind::rack_inlet || kind == ConstraintKind::coolant_supply || !(s.window_value > 0)) continue;
    const double more = it * (s.limit / s.window_value - 1);
    if (i == binding) tightest = more;
    else next = std::min(next, more);
  }
  return std::isfinite(tightest) && std::isfinite(next) ? std::max(0.0, next - std::max(0.0, tightest)) : nan;
}

std::vector<Cell> cells_of(const std::vector<Channel>& channels) {
  std::vector<Cell> c;
  for (const auto& ch : channels)
    c.push_back(ch.cell_methods == "time: mean"      ? Cell::mean
                : ch.cell_methods == "time: maximum" ? Cell::maximum
                : ch.cell_methods == "time: minimum" ? Cell::minimum
                                                     : Cell::point);
  return c;
}
}  // namespace

const std::vector<std::string>& event_code_names() {
  static const std::vector<std::string> n{"violation_begin", "violation_end", "commission", "retire", "trip", "restore", "outage",
                                          "outage_end", "set", "throttle", "job_refused", "dark", "powered", "outside_validity", "run_end", "thermal_shutdown", "thermal_restart"};
  return n;
}

Records::Records(const Scenario& s, const Inputs& in, const std::vector<std::unique_ptr<SiteModel>>& sites,
                 const CapacityLedger& ledger)
    : scenario_(s), inputs_(in), sites_(sites), ledger_(ledger) {
  series_.reserve(16);
  build_site();
  build_equipment();
  build_capacity();
  build_racks();
  build_tables();
}

Records::Series& Records::add(RecordGroup g, std::vector<Cell> cells, double every_s, std::vector<std::vector<int>> at,
                              std::function<void(const SiteModel&, const Series&, std::vector<double>&)> fill) {
  g.cadence_s = every_s;
  g.expected_rows = inputs_.duration() / every_s + 1;
  Series r;
  r.group = groups_.size();
  r.every_s = every_s;
  r.cells = std::move(cells);
  r.at = std::move(at);
  r.fill = std::move(fill);
  const std::size_t entities = std::max<std::size_t>(1, g.entities.size()), n = g.channels.size() * entities;
  r.sum.assign(n, 0);
  r.extreme.assign(n, nan);
  r.last.assign(n, nan);
  r.seconds.assign(entities, 0);
  scratch_.resize(std::max(scratch_.size(), n));
  groups_.push_back(std::move(g));
  series_.push_back(std::move(r));
  return series_.back();
}

void Records::build_site() {
  RecordGroup g;
  g.path = "site";
  g.entity = "site";
  g.description = "Totals of each site; meters count from the start of the horizon.";
  std::vector<std::vector<int>> at;
  for (std::size_t i = 0; i < sites_.size(); ++i) {
    g.entities.push_back(sites_[i]->spec().name);
    at.push_back({static_cast<int>(i)});
    topology_.push_back({"sites." + sites_[i]->spec().name, "site", "", "", "", 0, 0, inputs_.duration()});
  }
  g.channels = {
      mean("it_power", "W", "IT power at the input of the racks"),
      maximum("it_power_max", "W", "highest IT power"),
      mean("facility_power", "W", "import of the site: IT, cooling, losses, other"),
      mean("cooling_power", "W", "chillers, towers, pumps, CRAH fans, CDU pumps"),
      mean("loss_power", "W", "losses of transformers, UPS and PDUs"),
      mean("other_power", "W", "lighting, offices, security"),
      mean("grid_import", "W", "power imported at the grid connections"),
      maximum("grid_import_max", "W", "highest import of a step"),
      mean("wet_bulb", "degC", "outdoor wet bulb"),
      mean("dry_bulb", "degC", "outdoor dry bulb"),
      point("price", "1 kWh-1", "energy price, money of the scenario for a kWh"),
      point("carbon", "kg kWh-1", "carbon intensity of the grid"),
      mean("water_flow", "kg s-1", "make-up water"),
      meter("it_energy", "J", "meter of the IT energy"),
      meter("facility_energy", "J", "meter of the imported energy"),
      meter("cooling_energy", "J", "meter of the cooling energy"),
      meter("water", "kg", "meter of the make-up water"),
      meter("carbon_mass", "kg", "meter of the CO2 of imports"),
      meter("cost", "1", "meter of the energy cost, money of the scenario"),
      meter("electrical_residual", "J", "meter of the absolute imbalance of electricity"),
      meter("thermal_residual", "J", "meter of the absolute imbalance of heat"),
      {"pue", "1", "facility power over IT power of the interval", "time: mean", DType::f4},
      {"wue", "l kWh-1", "make-up water over IT energy of the interval", "time: mean", DType::f4},
  };
  auto cells = cells_of(g.channels);
  const std::size_t n = sites_.size();
  add(std::move(g), std::move(cells), scenario_.record.site.value_or(scenario_.resolution.record).si(), std::move(at),
      [n](const SiteModel& s, const Series&, std::vector<double>& v) {
        const SiteOutputs& o = s.outputs();
        const SiteMeters& m = s.meters();
        const double values[] = {o.it_w, std::max(o.it_w, o.it_peak_w), o.import_w, o.cooling_w, o.loss_w, o.other_w, o.import_w, o.import_w,
                                 o.weather.wet_bulb.c(), o.weather.dry_bulb.c(), o.price_per_j * 3.6e6, o.carbon_kg_per_j * 3.6e6,
                                 o.water_kg_s, m.it_j, m.import_j, m.cooling_j, m.water_kg, m.carbon_kg, m.cost,
                                 m.electrical_residual_j, m.thermal_residual_j, 0, 0};
        const auto i = static_cast<std::size_t>(s.index());
        for (std::size_t c = 0; c < std::size(values); ++c) v[c * n + i] = values[c];
      });
}

void Records::build_equipment() {
  const Duration every = scenario_.record.equipment.value_or(scenario_.record.site.value_or(scenario_.resolution.record));
  const auto group = [&](const char* kind, const char* text, std::vector<Channel> channels, auto&& count, auto&& name, auto&& fill_one) {
    RecordGroup g;
    g.path = std::string("equipment/") + kind;
    g.entity = kind;
    g.description = text;
    g.channels = std::move(channels);
    std::vector<std::vector<int>> at(sites_.size()), which(sites_.size());
    for (std::size_t s = 0; s < sites_.size(); ++s)
      for (int i = 0; i < count(*sites_[s]); ++i) {
        const std::string entity = name(*sites_[s], i);
        if (entity.empty()) continue;
        at[s].push_back(static_cast<int>(g.entities.size()));
        which[s].push_back(i);
        g.entities.push_back(entity);
      }
    if (g.entities.empty()) return;
    auto cells = cells_of(g.channels);
    const std::size_t n = g.entities.size();
    add(std::move(g), std::move(cells), every.si(), at,
        [n, which, fill_one](const SiteModel& s, const Series& r, std::vector<double>& v) {
          const auto site = static_cast<std::size_t>(s.index());
          for (std::size_t k = 0; k < which[site].size(); ++k)
            fill_one(s, which[site][k], [&, k](std::size_t channel, double x) {
              v[channel * n + static_cast<std::size_t>(r.at[site][k])] = x;
            });
        });
  };
  const auto topology = [&](const SiteModel& s, const std::string& name, const char* kind, const std::string& feeds, const char* unit, double rating) {
    topology_.push_back({"sites." + s.spec().name + "." + name, kind, "sites." + s.spec().name, feeds, unit, rating, 0, inputs_.duration()});
  };
  for (const auto& s : sites_) {
    for (const auto& n : s->chain().nodes()) {
      static const char* kinds[] = {"grid_connection", "transformer", "switchboard", "ups", "pdu"};
      std::string feeds;
      for (const int p : n.parents) feeds += (feeds.empty() ? "" : ",") + s->chain().nodes()[static_cast<std::size_t>(p)].spec.name;
      topology(*s, "power." + n.spec.name, kinds[static_cast<int>(n.spec.type)], feeds, n.spec.type == PowerNodeType::ups ? "W" : "VA", n.rating(std::max(1, n.spec.count)));
    }
    for (const auto& p : s->plants()) topology(*s, "cooling." + p.spec().name, "plant", p.spec().fed_by.empty() ? "" : p.spec().fed_by.front(), "W", p.design_heat_w());
    for (const auto& h : s->halls()) {
      std::string feeds;
      for (const auto& f : h.spec().fed_by) feeds += (feeds.empty() ? "" : ",") + f;
      topology(*s, "halls." + h.spec().name, "hall", feeds, "W", h.rated_it_w());
    }
  }
  const std::vector<Channel> node_channels{
      mean("load", "W", "power delivered"), maximum("load_max", "W", "highest power delivered"), mean("loss", "W", "loss"),
      mean("input", "W", "power taken"), {"state", "1", "share of the time with power", "time: mean"}};
  static const std::pair<PowerNodeType, const char*> kinds[] = {{PowerNodeType::grid_connection, "grid_connection"}, {PowerNodeType::transformer, "transformer"},
                                                                {PowerNodeType::switchboard, "switchboard"}, {PowerNodeType::ups, "ups"}, {PowerNodeType::pdu, "pdu"}};
  for (const auto& [type, kind] : kinds) {
    group(kind, "Nodes of the electrical graph.", node_channels,
          [](const SiteModel& s) { return static_cast<int>(s.chain().nodes().size()); },
          [type = type](const SiteModel& s, int i) {
            const auto& n = s.chain().nodes()[static_cast<std::size_t>(i)];
            return n.spec.type == type ? s.spec().name + "." + n.spec.name : std::string();
          },
          [](const SiteModel& s, int i, auto&& put) {
            const auto& n = s.chain().nodes()[static_cast<std::size_t>(i)];
            put(0, n.load_w);
            put(1, n.load_w);
            put(2, n.loss_w);
            put(3, n.input_w);
            put(4, n.energized ? 1 : 0);
          });
  }
  group("hall", "Air and liquid of the halls.",
        {mean("it_power", "W", "IT power at the input of the racks"), maximum("it_power_max", "W", "highest mean IT power of a step"),
         mean("inlet_temperature", "degC", "rack inlet (cold aisle)"), maximum("inlet_temperature_max", "degC", "highest rack inlet"),
         mean("hot_aisle_temperature", "degC", "hot aisle"), mean("return_temperature", "degC", "air returning to the CRAHs"),
         mean("supply_temperature", "degC", "air supplied by the CRAHs"), mean("air_flow", "kg s-1", "supply air of the CRAHs"),
         mean("crah_fan_power", "W", "CRAH fans"), mean("coil_heat", "W", "heat taken by the coils"), mean("liquid_heat", "W", "heat taken by liquid"),
         mean("cdu_pump_power", "W", "CDU pumps"), mean("coolant_supply_temperature", "degC", "technology loop supply"),
         mean("clock", "1", "relative clock"), point("busy_nodes", "1", "nodes held by jobs")},
        [](const SiteModel& s) { return static_cast<int>(s.halls().size()); },
        [](const SiteModel& s, int i) { return s.spec().name + "." + s.halls()[static_cast<std::size_t>(i)].spec().name; },
        [](const SiteModel& s, int i, auto&& put) {
          const auto k = static_cast<std::size_t>(i);
          const HallStep& h = s.outputs().halls[k];
          const double it = s.outputs().hall_it_w[k];
          const double values[] = {it, it, h.air.mean_inlet.c(), std::max(h.air.mean_inlet.c(), h.air.end.cold.c()), h.air.mean_hot.c(), h.air.mean_return.c(),
                                   h.air.mean_supply.c(), h.air.flows.crah.si(), h.crah_fan_w, h.coil_w, h.liquid_heat_w, h.cdu_pump_w,
                                   h.coolant_supply_c, s.load(i).clock(), static_cast<double>(s.load(i).busy_nodes())};
          for (std::size_t c = 0; c < std::size(values); ++c) put(c, values[c]);
        });
  const auto plants = [](const SiteModel& s) { return static_cast<int>(s.plants().size()); };
  const auto plant_name = [](const SiteModel& s, int i) { return s.spec().name + "." + s.plants()[static_cast<std::size_t>(i)].spec().name; };
  group("loop", "Water loops of the cooling plants.",
        {mean("supply_temperature", "degC", "supply of the loop"), maximum("supply_temperature_max", "degC", "highest supply"),
         mean("heat", "W", "heat into the loop, with its pumps"), mean("heat_out", "W", "heat taken out of the loop"),
         mean("available", "W", "heat that the plant can take"), mean("pump_power", "W", "pumps of loop and towers"),
         {"limited", "1", "share of the time in which the set-point was not held", "time: mean"}},
        plants, plant_name, [](const SiteModel& s, int i, auto&& put) {
          const PlantStep& p = s.outputs().plants[static_cast<std::size_t>(i)];
          const double values[] = {p.mean_supply.c(), std::max(p.mean_supply.c(), p.end_supply.c()), p.heat_in_w, p.heat_out_w, p.available_w,
                                   p.primary_pump_w + p.condenser_pump_w, p.limited ? 1.0 : 0.0};
          for (std::size_t c = 0; c < std::size(values); ++c) put(c, values[c]);
        });
  group("chiller", "Chillers of a plant together.",
        {mean("power", "W", "compressors"), mean("part_load", "1", "part-load ratio of a running chiller"), mean("cop", "1", "cooling over power"),
         mean("running", "1", "chillers that run"), mean("condenser_temperature", "degC", "water entering the condensers")},
        plants, [plant_name](const SiteModel& s, int i) {
          return s.plants()[static_cast<std::size_t>(i)].spec().type == PlantType::chilled_water ? plant_name(s, i) : std::string();
        },
        [](const SiteModel& s, int i, auto&& put) {
          const PlantStep& p = s.outputs().plants[static_cast<std::size_t>(i)];
          const double values[] = {p.chiller_w, p.part_load, p.cop, static_cast<double>(p.chillers_running), p.condenser_in.c()};
          for (std::size_t c = 0; c < std::size(values); ++c) put(c, values[c]);
        });
  group("tower", "Cooling towers of a plant together.",
        {mean("heat", "W", "heat rejected"), mean("fan_power", "W", "fans"), mean("air_ratio", "1", "air flow over design"),
         mean("leaving_temperature", "degC", "water leaving the towers"), mean("water_flow", "kg s-1", "make-up water")},
        plants, plant_name, [](const SiteModel& s, int i, auto&& put) {
          const PlantStep& p = s.outputs().plants[static_cast<std::size_t>(i)];
          const double values[] = {p.rejected_w, p.tower_fan_w, p.air_ratio, p.tower_leaving.c(), p.water_kg_s};
          for (std::size_t c = 0; c < std::size(values); ++c) put(c, values[c]);
        });
}

void Records::build_capacity() {
  RecordGroup g;
  g.path = "capacity";
  g.entity = "constraint";
  g.description = "The capacity ledger: each limit with its highest value of the interval.";
  for (std::size_t i = 0; i < ledger_.size(); ++i) g.entities.push_back(ledger_.constraint(static_cast<int>(i)).name);
  g.channels = {point("limit", "1", "limit, in the unit of the constraint"), point("firm_limit", "1", "limit with the redundant units down"),
                maximum("value", "1", "highest value of the interval"), {"margin", "1", "limit less highest value", "time: minimum"},
                maximum("utilisation", "1", "value over limit, both above the constraint's reference"),
                {"binding", "1", "1 for the constraint of a site with the highest utilisation", "time: point", DType::i1},
                point("stranded_power", "W", "IT power that the next tighter limits would still allow and the binding one does not")};
  Series& r = add(std::move(g), {}, scenario_.record.capacity.value_or(scenario_.record.site.value_or(scenario_.resolution.record)).si(), {}, {});
  r.capacity = true;
}

void Records::build_racks() {
  if (!scenario_.record.racks_enabled) return;
  RecordGroup g;
  g.path = "rack";
  g.entity = "rack";
  g.description = "Single racks; the inlet is that of their hall's cold aisle.";
  for (const auto& s : sites_)
    for (const auto& h : s->halls())
      for (int r = 1; r <= h.spec().racks.count; ++r) g.entities.push_back(s->spec().name + "." + h.spec().name + ".rack_" + std::to_string(r));
  g.channels = {mean("power", "W", "input power"), mean("inlet_temperature", "degC", "inlet"), maximum("inlet_temperature_max", "degC", "highest inlet"),
                point("throttle", "1", "1 less the relative clock")};
  const double site = scenario_.record.site.value_or(scenario_.resolution.record).si();
  const double every = scenario_.record.racks ? scenario_.record.racks->si() : std::max(site, 3600.0);
  // Hall inlets between two readings: mean and maximum of each hall.
  std::vector<std::vector<int>> halls(sites_.size());
  std::size_t total = 0;
  for (std::size_t s = 0; s < sites_.size(); ++s)
    for (std::size_t h = 0; h < sites_[s]->halls().size(); ++h) halls[s].push_back(static_cast<int>(total++));
  Series& r = add(std::move(g), {}, every, halls, [](const SiteModel&, const Series&, std::vector<double>&) {});
  r.racks = true;
  const std::vector<std::string> racks = groups_[r.group].entities;
  if (every < 86400 && inputs_.duration() >= 2 * 86400.0) {  // a coarser level, for looking at years
    RecordGroup day;
    day.path = "rack_daily";
    day.entity = "rack";
    day.entities = racks;
    day.description = "Power of single racks by day, from the rows of /rack.";
    day.channels = {{"power_min", "W", "lowest", "time: minimum", DType::f4, 0, {}}, mean("power_mean", "W", "mean"), maximum("power_max", "W", "highest")};
    day.cadence_s = 86400;
    day.expected_rows = inputs_.duration() / 86400 + 1;
    daily_group_ = static_cast<int>(groups_.size());
    groups_.push_back(std::move(day));
    daily_.assign(3 * racks.size(), nan);
  }
  r.sum.assign(total, 0);
  r.extreme.assign(total, nan);
  r.seconds.assign(total, 0);
}

void Records::build_tables() {
  const auto table = [&](RecordGroup g) {
    groups_.push_back(std::move(g));
    return groups_.size() - 1;
  };
  for (auto& t : topology_) {
    topology_paths_.push_back(t.path);
    for (const auto& p : scenario_.build_plan) {
      std::string message;
      const auto date = parse_time(p.date, inputs_.zone, message);
      if (!date) continue;
      if (p.commission == t.path) t.in_service_from_s = *date - inputs_.start_unix;
      if (p.retire == t.path) t.in_service_until_s = *date - inputs_.start_unix;
    }
  }
  RecordGroup e;
  e.path = "event";
  e.description = "What happened.";
  e.expected_rows = 10000;
  e.channels = {{"severity", "1", "severity", "", DType::i1, 0, {"info", "warning", "critical"}}, {"code", "1", "kind of event", "", DType::i4, 0, event_code_names()},
                {"asset", "1", "row of /topology, -1 for none", "", DType::i4}, {"value", "1", "value that belongs to it", "", DType::f8},
                {"text", "", "words", "", DType::text, 160}};
  event_group_ = table(e);
  jobs_ = scenario_.record.jobs && !inputs_.jobs.empty();
  if (jobs_) {
    RecordGroup j;
    j.path = "job";
    j.row_dim = "job";
    j.description = "One row a job, in the order in which they ended; then what still ran or waited at the end.";
    j.expected_rows = static_cast<double>(inputs_.jobs.size());
    std::vector<std::string> halls;
    for (const auto& s : sites_)
      for (const auto& h : s->halls()) halls.push_back(s->spec().name + "." + h.spec().name);
    j.channels = {{"id", "1", "number of the job in its source", "", DType::i8}, {"submitted", "s", "submission, from the start of the horizon", "", DType::f8},
                  {"started", "s", "last start", "", DType::f8}, {"ended", "s", "end", "", DType::f8}, {"nodes", "1", "nodes", "", DType::i4},
                  {"energy", "J", "energy at the input of its nodes", "", DType::f8}, {"node_hours", "h", "nodes times run time", "", DType::f8},
                  {"tenant", "1", "tenant, -1 for none", "", DType::i4, 0, inputs_.tenants}, {"hall", "1", "hall, -1 for none", "", DType::i4, 0, halls},
                  {"outcome", "1", "how it ended", "", DType::i1, 0, {"pending", "queued", "running", "completed", "refused", "killed"}},
                  {"restarts", "1", "starts lost to a dark hall", "", DType::i4}};
    job_group_ = table(j);
  }
  RecordGroup c;
  c.path = "checkpoint";
  c.entity = "state";
  c.description = "State of the facility at checkpoints; /checkpoint_job has the jobs.";
  for (const auto& s : sites_)
    for (const auto& n : s->state_names()) c.entities.push_back(n);
  c.channels = {{"value", "1", "state", "time: point", DType::f8}};
  c.expected_rows = 11;
  checkpoint_group_ = table(c);
  RecordGroup cj;
  cj.path = "checkpoint_job";
  cj.row_dim = "entry";
  cj.description = "Running jobs with what remains of them, then queued ones, for each checkpoint.";
  cj.channels = {{"checkpoint", "1", "row of /checkpoint", "", DType::i4}, {"id", "1", "number of the job in its source", "", DType::i8},
                 {"row", "1", "place in the order of submission", "", DType::i4}, {"hall", "1", "hall, -1 while queued", "", DType::i4},
                 {"remaining", "s", "run time at full clock that remains", "", DType::f8}, {"started", "s", "start", "", DType::f8}, {"energy", "J", "energy so far", "", DType::f8}};
  cj.expected_rows = 1000;
  checkpoint_job_group_ = table(cj);
  windows_ = scenario_.record.around_events.has_value();
  if (windows_) {
    RecordGroup w;
    w.path = "window/steps";
    w.entity = "hall";
    w.description = "Every step around disturbances.";
    for (const auto& s : sites_)
      for (const auto& h : s->halls()) w.entities.push_back(s->spec().name + "." + h.spec().name);
    w.channels = {point("it_power", "W", "mean IT power of the step"), point("inlet_temperature", "degC", "rack inlet at the end of the step"),
                  point("hot_aisle_temperature", "degC", "hot aisle at the end of the step"), point("supply_temperature", "degC", "supply air at the end of the step"),
                  point("water_temperature", "degC", "loop supply at the end of the step"), point("import", "W", "mean import of the site"),
                  {"step", "s", "length of the step", "time: point", DType::f8}};
    w.expected_rows = std::min<double>(scenario_.record.around_events->max_rows, 200000);
    window_group_ = table(w);
    RecordGroup i;
    i.path = "window/index";
    i.row_dim = "window";
    i.description = "One row a window: cause, asset, first and last row of /window/steps.";
    i.expected_rows = 1000;
    i.channels = {{"start", "s", "start", "", DType::f8}, {"end", "s", "end", "", DType::f8}, {"cause", "1", "what opened it", "", DType::i4, 0, event_code_names()},
                  {"asset", "1", "row of /topology, -1 for none", "", DType::i4}, {"first_row", "1", "first row", "", DType::i8}, {"last_row", "1", "last row", "", DType::i8}};
    window_index_ = table(i);
  }
}

TraceLayout Records::layout(const std::string& written, const std::string& resolved) const {
  TraceLayout l;
  l.groups = groups_;
  l.topology = topology_;
  l.scenario_written = written;
  l.scenario_resolved = resolved;
  l.epoch_unix_s = inputs_.start_unix;
  l.end_s = inputs_.duration();
  return l;
}

int Records::topology_index(const std::string& path) const {
  const auto it = std::find(topology_paths_.begin(), topology_paths_.end(), path.starts_with("sites.") ? path : "sites." + path);
  return it == topology_paths_.end() ? -1 : static_cast<int>(it - topology_paths_.begin());
}

void Records::accumulate(const SiteModel& s) {
  const double dt = s.outputs().dt_s;
  const auto site = static_cast<std::size_t>(s.index());
  for (Series& r : series_) {
    if (r.capacity) continue;
    if (r.racks) {
      for (std::size_t h = 0; h < r.at[site].size(); ++h) {
        const auto k = static_cast<std::size_t>(r.at[site][h]);
        const HallAirStep& a = s.outputs().halls[h].air;
        r.sum[k] += a.mean_inlet.c() * dt;
        r.seconds[k] += dt;
        const double top = std::max(a.mean_inlet.c(), a.end.cold.c());
        if (!(r.extreme[k] >= top)) r.extreme[k] = top;
      }
      continue;
    }
    r.fill(s, r, scratch_);
    const std::size_t entities = r.seconds.size();
    for (const int e : r.at[site]) r.seconds[static_cast<std::size_t>(e)] += dt;
    for (std::size_t c = 0; c < r.cells.size(); ++c)
      for (const int e : r.at[site]) {
        const std::size_t k = c * entities + static_cast<std::size_t>(e);
        const double x = scratch_[k];
        switch (r.cells[c]) {
          case Cell::mean: r.sum[k] += x * dt; break;
          case Cell::maximum: if (!(r.extreme[k] >= x)) r.extreme[k] = x; break;
          case Cell::minimum: if (!(r.extreme[k] <= x)) r.extreme[k] = x; break;
          case Cell::point: r.last[k] = x; break;
        }
      }
  }
  if (windows_) window_row(s);
}

double Records::next_due() const {
  double next = std::numeric_limits<double>::infinity();
  for (const Series& r : series_) next = std::min(next, static_cast<double>(r.n + 1) * r.every_s);
  return next;
}

void Records::write_due(double t_s, CapacityLedger& ledger) {
  for (Series& r : series_) {
    if (static_cast<double>(r.n + 1) * r.every_s > t_s + 1e-6) continue;
    ++r.n;
    write(r, t_s, ledger);
  }
}

void Records::write(Series& r, double t_s, CapacityLedger& ledger) {
  const RecordGroup& g = groups_[r.group];
  const std::size_t entities = std::max<std::size_t>(1, g.entities.size());
  row_.assign(1 + g.channels.size() * entities, nan);
  row_[0] = t_s;
  if (r.racks) {
    write_racks(r, t_s);
  } else if (r.capacity) {
    for (std::size_t i = 0; i < entities; ++i) {
      const ConstraintState& s = ledger.state(static_cast<int>(i));
      if (!s.active || s.window_value < -1e299) {
        row_[1 + 5 * entities + i] = 0;
        continue;
      }
      const double values[] = {s.limit, s.firm_limit, s.window_value, s.limit - s.window_value, s.window_utilisation, 0};
      for (std::size_t c = 0; c < 6; ++c) row_[1 + c * entities + i] = values[c];
    }
    for (std::size_t site = 0; site < sites_.size(); ++site) {
      const int b = ledger.binding(static_cast<int>(site));
      if (b < 0) continue;
      row_[1 + 5 * entities + static_cast<std::size_t>(b)] = 1;
      row_[1 + 6 * entities + static_cast<std::size_t>(b)] = stranded_power(ledger, *sites_[site], b);
    }
    ledger.start_window();
  } else {
    for (std::size_t c = 0; c < g.channels.size(); ++c)
      for (std::size_t e = 0; e < entities; ++e) {
        const std::size_t k = c * entities + e;
        double x = r.last[k];
        if (r.cells[c] == Cell::mean) x = r.seconds[e] > 0 ? r.sum[k] / r.seconds[e] : nan;
        else if (r.cells[c] != Cell::point) x = r.extreme[k];
        row_[1 + k] = x;
      }
    if (r.group == 0) {  // ratios of the interval's energies
      for (std::size_t e = 0; e < entities; ++e) {
        const double it = row_[1 + e];
        row_[1 + 21 * entities + e] = it > 0 ? row_[1 + 2 * entities + e] / it : nan;
        row_[1 + 22 * entities + e] = it > 0 ? row_[1 + 12 * entities + e] / (it / 3.6e6) : nan;
      }
    }
    std::fill(r.sum.begin(), r.sum.end(), 0.0);
    std::fill(r.extreme.begin(), r.extreme.end(), nan);
    std::fill(r.seconds.begin(), r.seconds.end(), 0.0);
  }
  if (sink_) sink_->append(r.group, row_);
}

void Records::write_racks(Series& r, double t_s) {
  const std::size_t racks = groups_[r.group].entities.size();
  std::size_t at = 0, hall = 0;
  for (const auto& s : sites_)
    for (std::size_t h = 0; h < s->halls().size(); ++h, ++hall) {
      HallLoad& load = s->load(static_cast<int>(h));
      const auto n = static_cast<std::size_t>(load.racks());
      load.take_rack_means(t_s, &row_[1 + at]);
      const bool air = s->halls()[h].spec().air.has_value();
      const double inlet = air && r.seconds[hall] > 0 ? r.sum[hall] / r.seconds[hall] : nan;
      for (std::size_t i = 0; i < n; ++i) {
        row_[1 + racks + at + i] = inlet;
        row_[1 + 2 * racks + at + i] = air ? r.extreme[hall] : nan;
        row_[1 + 3 * racks + at + i] = 1 - load.clock();
      }
      at += n;
    }
  std::fill(r.sum.begin(), r.sum.end(), 0.0);
  std::fill(r.extreme.begin(), r.extreme.end(), nan);
  std::fill(r.seconds.begin(), r.seconds.end(), 0.0);
  if (daily_group_ >= 0) add_to_day(t_s, racks);
}

void Records::add_to_day(double t_s, std::size_t racks) {
  ++daily_rows_;
  for (std::size_t i = 0; i < racks; ++i) {
    const double p = row_[1 + i];
    if (!(daily_[i] <= p)) daily_[i] = p;
    daily_[racks + i] = daily_rows_ == 1 ? p : daily_[racks + i] + p;
    if (!(daily_[2 * racks + i] >= p)) daily_[2 * racks + i] = p;
  }
  if (std::floor(t_s / 86400 + 1e-9) <= static_cast<double>(days_)) return;
  days_ = static_cast<std::int64_t>(std::floor(t_s / 86400 + 1e-9));
  std::vector<double> day{t_s};
  for (std::size_t k = 0; k < daily_.size(); ++k) day.push_back(k / racks == 1 ? daily_[k] / static_cast<double>(daily_rows_) : daily_[k]);
  if (sink_) sink_->append(static_cast<std::size_t>(daily_group_), day);
  std::fill(daily_.begin(), daily_.end(), nan);
  daily_rows_ = 0;
}

void Records::event(double t_s, int severity, EventCode code, const std::string& asset, double value, const std::string& text) {
  ++events_;
  if (!sink_) return;
  const double row[] = {t_s, static_cast<double>(severity), static_cast<double>(code), static_cast<double>(topology_index(asset)), value};
  const std::string_view texts[] = {text};
  sink_->append(event_group_, row, texts);
}

void Records::job(const Job& j, const JobState& s) {
  if (!jobs_ || !sink_) return;
  const bool ran = std::isfinite(s.start_s);
  const double until = std::isfinite(s.end_s) ? s.end_s : s.since_s;
  const double row[] = {static_cast<double>(j.id), j.submit_s, s.start_s, s.end_s, static_cast<double>(j.nodes), s.energy_j,
                        ran && s.outcome != JobOutcome::queued ? (until - s.start_s) / 3600 * j.nodes : 0, static_cast<double>(j.tenant),
                        static_cast<double>(s.hall), static_cast<double>(s.outcome), static_cast<double>(s.restarts)};
  sink_->append(job_group_, row);
}

void Records::checkpoint(double t_s, Dispatcher* d) {
  row_.clear();
  row_.push_back(t_s);
  for (const auto& s : sites_)
    for (const double x : s->state()) row_.push_back(x);
  if (sink_) sink_->append(checkpoint_group_, row_);
  if (d && sink_) {
    const auto entry = [&](int job, int hall, double remaining) {
      const Job& j = d->jobs()[static_cast<std::size_t>(job)];
      const JobState& s = d->state(job);
      const double row[] = {static_cast<double>(checkpoints_), static_cast<double>(j.id), static_cast<double>(job), static_cast<double>(hall), remaining, s.start_s, s.energy_j};
      sink_->append(checkpoint_job_group_, row);
    };
    d->for_each_running([&](int job, double remaining, int hall) { entry(job, hall, remaining); });
    for (const int job : d->queue()) entry(job, -1, d->jobs()[static_cast<std::size_t>(job)].run_s);
  }
  ++checkpoints_;
}

// ---- windows ---------------------------------------------------------------------------------------------------------

void Records::window_row(const SiteModel& s) {
  const std::size_t halls = groups_[window_group_].entities.size(), channels = groups_[window_group_].channels.size();
  WindowRow w;
  w.t = s.outputs().t_s;
  w.values.assign(channels * halls, nan);
  std::size_t first = 0;
  for (int i = 0; i < s.index(); ++i) first += sites_[static_cast<std::size_t>(i)]->halls().size();
  for (std::size_t h = 0; h < s.halls().size(); ++h) {
    const HallStep& o = s.outputs().halls[h];
    const int loop = s.halls()[h].air_loop >= 0 ? s.halls()[h].air_loop : s.halls()[h].liquid_loop;
    const double values[] = {s.outputs().hall_it_w[h], o.air.end.cold.c(), o.air.end.hot.c(), o.air.end_supply.c(),
                             loop >= 0 ? s.plants()[static_cast<std::size_t>(loop)].supply().c() : nan, s.outputs().import_w, s.outputs().dt_s};
    for (std::size_t c = 0; c < channels; ++c) w.values[c * halls + first + h] = values[c];
  }
  if (w.t <= window_until_) return emit_window(w);
  if (window_until_ >= 0) close_window();
  past_.push_back(std::move(w));
  const double keep = scenario_.record.around_events->before.si();
  std::size_t old = 0;
  while (old + 1 < past_.size() && past_[old].t < past_.back().t - keep) ++old;
  if (old > 64 || old > past_.size() / 2) past_.erase(past_.begin(), past_.begin() + static_cast<std::ptrdiff_t>(old));
}

void Records::emit_window(const WindowRow& w) {
  if (window_rows_ >= scenario_.record.around_events->max_rows) return;
  ++window_rows_;
  if (!sink_) return;
  row_.assign(1, w.t);
  row_.insert(row_.end(), w.values.begin(), w.values.end());
  sink_->append(window_group_, row_);
}

void Records::open_window(double t_s, EventCode cause, const std::string& asset) {
  if (!windows_) return;
  const auto& a = *scenario_.record.around_events;
  if (window_until_ < 0) {
    window_first_ = window_rows_;
    window_start_ = t_s;
    window_cause_ = static_cast<int>(cause);
    window_asset_ = topology_index(asset);
    for (const WindowRow& w : past_)
      if (w.t >= t_s - a.before.si()) {
        window_start_ = std::min(window_start_, w.t);
        emit_window(w);
      }
    past_.clear();
  }
  window_until_ = std::max(window_until_, t_s + a.after.si());
}

void Records::close_window() {
  if (window_until_ < 0) return;
  if (sink_) {
    const double row[] = {window_start_, window_until_, static_cast<double>(window_cause_), static_cast<double>(window_asset_),
                          static_cast<double>(window_first_), static_cast<double>(window_rows_ - 1)};
    sink_->append(window_index_, row);
  }
  window_until_ = -1;
}

}  // namespace netsuden
