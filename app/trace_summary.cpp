// SPDX-License-Identifier: Apache-2.0
// The tables of /summary in a trace.
#include <fmt/format.h>

#include "app/finance_summary.hpp"
#include "app/plan_summary.hpp"
#include "app/summary.hpp"
#include "sim/workload/placement.hpp"

namespace netsuden::app {
namespace {

/// Appends a column: f(row) for each of `rows`.
template <class Rows, class F>
void column(SummaryTable& t, const char* name, const char* unit, const std::string& long_name, const Rows& rows, F&& f) {
  SummaryColumn c{name, unit, long_name, {}, {}};
  for (const auto& r : rows) {
    if constexpr (std::is_convertible_v<decltype(f(r)), double>) c.values.push_back(static_cast<double>(f(r)));
    else c.labels.push_back(f(r));
  }
  t.columns.push_back(std::move(c));
}

void meter_columns(SummaryTable& t, const std::vector<const SiteMeters*>& rows) {
  using M = const SiteMeters*;
  column(t, "it_energy", "kW h", "IT energy", rows, [](M m) { return m->it_j / 3.6e6; });
  column(t, "facility_energy", "kW h", "energy used: imported, generated or out of batteries", rows, [](M m) { return m->supply_j() / 3.6e6; });
  column(t, "cooling_energy", "kW h", "cooling energy", rows, [](M m) { return m->cooling_j / 3.6e6; });
  column(t, "loss_energy", "kW h", "losses of the electrical chain", rows, [](M m) { return m->loss_j / 3.6e6; });
  column(t, "other_energy", "kW h", "lighting, offices, security", rows, [](M m) { return m->other_j / 3.6e6; });
  column(t, "demand_energy", "kW h", "what racks, cooling and other loads asked for", rows, [](M m) { return m->demand.demand_j / 3.6e6; });
  column(t, "unserved_energy", "kW h", "what of it they did not get", rows, [](M m) { return sum(m->demand.unserved_j) / 3.6e6; });
  column(t, "pue", "1", "facility energy over IT energy", rows, [](M m) { return m->pue(); });
  column(t, "wue", "l kW-1 h-1", "make-up water over IT energy, litres for a kWh", rows, [](M m) { return m->wue_l_per_kwh(); });
  column(t, "cue", "kg kW-1 h-1", "CO2 of imports over IT energy, kg for a kWh", rows, [](M m) { return m->cue_kg_per_kwh(); });
  column(t, "water", "m3", "make-up water", rows, [](M m) { return m->water_kg / 998; });
  column(t, "heat_reused", "kW h", "heat handed to district networks", rows, [](M m) { return m->reused_j / 3.6e6; });
  column(t, "heat_reused_source", "kW h", "what of it came out of the plants' water, the rest out of heat pumps", rows, [](M m) { return m->reused_source_j / 3.6e6; });
  column(t, "erf", "1", "energy reuse factor: heat handed to networks over facility energy", rows, [](M m) { return m->erf(); });
  column(t, "ere", "1", "energy reuse effectiveness: facility energy less that heat, over IT energy", rows, [](M m) { return m->ere(); });
  column(t, "water_saved", "m3", "make-up water that this heat would have taken", rows, [](M m) { return m->water_saved_kg / 998; });
  column(t, "carbon", "t", "CO2 of imports", rows, [](M m) { return m->carbon_kg / 1e3; });
  column(t, "carbon_marginal", "t", "CO2 of imports by the marginal intensity of the grid, and of fuel", rows, [](M m) { return m->carbon_marginal_kg / 1e3; });
  column(t, "cost", "1", "all costs: energy, demand charge, curtailment; money of the scenario (attribute currency)", rows, [](M m) { return m->cost(); });
  column(t, "energy_cost", "1", "energy cost, money of the scenario (attribute currency)", rows, [](M m) { return m->energy_cost; });
  column(t, "demand_charge", "1", "demand charge, money of the scenario (attribute currency)", rows, [](M m) { return m->demand_charge; });
  column(t, "curtailment_penalty", "1", "penalties of curtailment calls, money of the scenario (attribute currency)", rows, [](M m) { return m->curtailment_penalty; });
  column(t, "curtailment_payment", "1", "payments of curtailment programmes, money of the scenario (attribute currency)", rows, [](M m) { return m->curtailment_payment; });
}

}  // namespace

TraceSummary summary_for_trace(const RunSummary& r, const TimeZone& zone) {
  SummaryTable site{"site", {}, {}, "Totals of each site over the run."}, year{"year", {}, {}, "Totals of each site and calendar year."};
  std::vector<const SiteMeters*> rows, year_rows;
  for (const auto& s : r.sites) {
    site.rows.push_back(s.name);
    rows.push_back(&s.meters);
    for (const auto& [y, m] : s.years) {
      year.rows.push_back(fmt::format("{} {}", s.name, y));
      year_rows.push_back(&m);
    }
  }
  meter_columns(site, rows);
  column(site, "it_power_max", "W", "highest IT power", rows, [](const SiteMeters* m) { return m->it_max_w; });
  column(site, "grid_import_max", "W", "highest mean import of a step", rows, [](const SiteMeters* m) { return m->import_max_w; });
  column(site, "grid_import_max_time", "s", "end of that step, from the start of the horizon", rows, [](const SiteMeters* m) { return m->import_max_time_s; });
  column(site, "demand_max", "W", "highest mean import of a demand interval, 0 where demand is not metered", rows, [](const SiteMeters* m) { return m->demand_max_w; });
  column(site, "demand_max_time", "s", "end of that interval, from the start of the horizon", rows, [](const SiteMeters* m) { return m->demand_max_time_s; });
  meter_columns(year, year_rows);

  std::vector<SummaryTable> finance;

  using P = const CurtailmentSummary&;
  SummaryTable programme{"programme", {}, {}, "Curtailment programmes of each site over the run."};
  std::vector<CurtailmentSummary> programmes;
  for (const auto& s : r.sites)
    for (P p : s.curtailment) {
      programme.rows.push_back(s.name + "." + p.name);
      programmes.push_back(p);
    }
  column(programme, "calls", "1", "calls begun", programmes, [](P p) { return p.calls; });
  column(programme, "calls_kept", "1", "calls that ended without a step above their limit", programmes, [](P p) { return p.calls_kept; });
  column(programme, "called", "h", "time of calls", programmes, [](P p) { return p.called_s / 3600; });
  column(programme, "kept", "h", "time of calls at or below the limit", programmes, [](P p) { return p.kept_s / 3600; });
  column(programme, "energy_over", "kW h", "energy imported above the limit of a call", programmes, [](P p) { return p.over_j / 3.6e6; });
  column(programme, "penalty", "1", "penalties, money of the scenario (attribute currency)", programmes, [](P p) { return p.penalty; });
  column(programme, "payment", "1", "payments, money of the scenario (attribute currency)", programmes, [](P p) { return p.payment; });

  using H = const HallSummary&;
  SummaryTable hall{"hall", {}, {}, "What each hall asked for over the run and did not get."};
  std::vector<HallSummary> halls;
  for (const auto& s : r.sites)
    for (H h : s.halls) {
      hall.rows.push_back(s.name + "." + h.name);
      halls.push_back(h);
    }
  column(hall, "demand_energy", "kW h", "what racks, fans and pumps asked for", halls, [](H h) { return h.demand.demand_j / 3.6e6; });
  column(hall, "unserved_energy", "kW h", "what of it they did not get", halls, [](H h) { return sum(h.demand.unserved_j) / 3.6e6; });
  static constexpr const char* off[] = {"off_grid", "off_equipment", "off_shed", "off_heat"};
  static constexpr const char* why[] = {"time without power by the grid", "time without power by equipment of the site", "time shed", "time shut down by heat"};
  for (std::size_t c = 0; c < unserved_causes; ++c) column(hall, off[c], "h", why[c], halls, [c](H h) { return h.demand.off_s[c] / 3600; });
  column(hall, "booting", "h", "time in which its racks booted after they had lost power, and took no work", halls, [](H h) { return h.demand.boot_s / 3600; });
  column(hall, "times_shed", "1", "how often it was shed", halls, [](H h) { return h.times_shed; });
  column(hall, "first_shed", "s", "first time from the start of the horizon", halls, [](H h) { return h.first_shed_s; });

  const auto above = [&](const char* what, const auto& envelopes, auto seconds, auto with) {
    for (std::size_t c = 0; c < envelopes.size(); ++c) {
      const Envelope& e = envelopes[c];
      column(hall, e.key, "h", fmt::format("time in which {} was above {:g} degC (ASHRAE {}); NaN without", what, e.limit_c, e.name), halls, [=](H h) { return h.envelope.*with > 0 ? (h.envelope.*seconds)[c] / 3600 : std::numeric_limits<double>::quiet_NaN(); });
    }
  };
  above("the hottest inlet", inlet_envelopes, &EnvelopeTimes::inlet_s, &EnvelopeTimes::with_inlet_s);
  above("the facility water", coolant_envelopes, &EnvelopeTimes::coolant_s, &EnvelopeTimes::with_coolant_s);
  column(hall, "case_hottest", "degC", "hottest case of a device under a cold plate", halls, [](H h) { return h.case_hottest_c; });
  column(hall, "case_hottest_time", "s", "when that was, from the start of the horizon", halls, [](H h) { return h.case_hottest_s; });
  column(hall, "case_above_limit", "h", "time in which the hottest case was above its limit", halls, [](H h) { return h.case_above_s / 3600; });

  using F = const FuelSummary&;
  SummaryTable fuel{"fuel", {}, {}, "Tanks of each node of generating sets over the run."};
  std::vector<FuelSummary> tanks;
  for (const auto& s : r.sites)
    for (F f : s.fuel) {
      fuel.rows.push_back(s.name + "." + f.name);
      tanks.push_back(f);
    }
  column(fuel, "tank", "m3", "full tanks", tanks, [](F f) { return f.tank_m3; });
  column(fuel, "left", "m3", "fuel at the end", tanks, [](F f) { return f.left_m3; });
  column(fuel, "lowest", "m3", "lowest fuel", tanks, [](F f) { return f.lowest_m3; });
  column(fuel, "burnt", "m3", "fuel burnt", tanks, [](F f) { return f.burnt_m3; });
  column(fuel, "delivered", "m3", "fuel delivered", tanks, [](F f) { return f.delivered_m3; });
  column(fuel, "load", "W", "the highest that the sets carried, or their rating where they carried none", tanks, [](F f) { return f.load_w; });
  column(fuel, "autonomy", "h", "for how long full tanks last at that load", tanks, [](F f) { return f.autonomy_s / 3600; });

  using A = const AgeingSummary&;
  SummaryTable ageing{"ageing", {}, {}, "What transformers and batteries have lost of their life over the run."};
  std::vector<AgeingSummary> aged;
  for (const auto& s : r.sites)
    for (A a : s.ageing) {
      ageing.rows.push_back(s.name + "." + a.name);
      aged.push_back(a);
    }
  column(ageing, "kind", "", "transformer, ups_battery or bess", aged, [](A a) { return a.kind; });
  column(ageing, "life_used", "h", "of a transformer, in time at normal ageing (IEC 60076-7)", aged, [](A a) { return a.life_used_s / 3600; });
  column(ageing, "capacity_lost", "1", "of a battery, share of its new capacity", aged, [](A a) { return a.capacity_lost; });
  column(ageing, "full_cycles", "1", "of a site battery, energy taken out of the cells over the rated energy", aged, [](A a) { return a.full_cycles; });

  using O = const FailureSummary&;
  SummaryTable failure{"one_failure", {}, {}, "Each element of the electrical graph fails alone, with the highest loads of the run: what that brings to each node and load."};
  std::vector<FailureSummary> failures;
  std::vector<double> failure_time;
  for (const auto& s : r.sites)
    for (O f : s.contingency.assets) {
      failure.rows.push_back("sites." + s.name + "." + f.asset);
      failures.push_back(f);
      failure_time.push_back(s.contingency.at_s);
    }
  column(failure, "unit", "", "unit of before, load and rating", failures, [](O f) { return std::string(f.in_w ? "W" : "VA"); });
  column(failure, "before", "1", "of a node, load without a failure; NaN of loads", failures, [](O f) { return f.before; });
  column(failure, "load", "1", "the most that it carries after one", failures, [](O f) { return f.load; });
  column(failure, "rating", "1", "what it can carry then, of the units that are left", failures, [](O f) { return f.rating; });
  column(failure, "tripped", "1", "1: its relay opens it", failures, [](O f) { return f.tripped ? 1 : 0; });
  column(failure, "failed", "", "the failure that loads it most; empty where none adds to it", failures, [](O f) { return f.failed; });
  column(failure, "dark_by", "", "of a load: failures that leave it dark, or on batteries alone", failures, [](O f) { return fmt::format("{}", fmt::join(f.dark_by, ", ")); });
  column(failure, "at", "s", "time of these loads from the start of the horizon", failure_time, [](double t) { return t; });

  using T = const TrainingSummary&;
  SummaryTable training{"training", {}, {}, "Synchronous training runs: what they computed, and where the time of their accelerators went."};
  for (T u : r.training) training.rows.push_back(u.name);
  column(training, "state", "", "pending, queued, running, completed or refused, at the end", r.training, [](T u) { return u.state; });
  column(training, "gpus", "1", "accelerators", r.training, [](T u) { return u.gpus; });
  column(training, "asked_flop", "1", "FLOP of the whole run; NaN where no peak is stated", r.training, [](T u) { return u.asked_flop; });
  column(training, "done_flop", "1", "FLOP by the end", r.training, [](T u) { return u.done_flop; });
  column(training, "mfu", "1", "model FLOP utilisation while it works", r.training, [](T u) { return u.mfu; });
  column(training, "gpu_hours", "h", "accelerators times time that it held them", r.training, [](T u) { return u.held_h; });
  column(training, "work_gpu_hours", "h", "of them work", r.training, [](T u) { return u.work_h; });
  column(training, "checkpoint_gpu_hours", "h", "checkpoints", r.training, [](T u) { return u.checkpoint_h; });
  column(training, "failure_gpu_hours", "h", "work that failures lost", r.training, [](T u) { return u.lost_h; });
  column(training, "restart_gpu_hours", "h", "restarts after them", r.training, [](T u) { return u.restart_h; });
  column(training, "dark_gpu_hours", "h", "work that was lost when its hall went dark", r.training, [](T u) { return u.dark_h; });
  column(training, "slowed_gpu_hours", "h", "slower clocks", r.training, [](T u) { return u.slowed_h; });
  column(training, "failures", "1", "failures, in proportion to the part that is done", r.training, [](T u) { return u.failures; });
  column(training, "energy", "kW h", "energy at the input of its nodes", r.training, [](T u) { return u.energy_j / 3.6e6; });

  using V = const ServiceSummary&;
  SummaryTable service{"service", {}, {}, "Services over the run: requests that came, what of them was served, and with what."};
  for (V v : r.services) service.rows.push_back(v.name);
  column(service, "tenant", "", "who owns it", r.services, [](V v) { return v.tenant; });
  column(service, "asked", "1", "requests that came", r.services, [](V v) { return v.meters.asked; });
  column(service, "within", "1", "served, their first token in its time", r.services, [](V v) { return v.meters.within; });
  column(service, "late", "1", "served, their first token later", r.services, [](V v) { return v.meters.late; });
  static constexpr const char* refused[] = {"refused_capacity", "refused_residency", "refused_dark", "refused_throttled", "refused_waking"};
  static constexpr const char* because[] = {"refused: more than the nodes that may be awake serve", "refused: nodes stand where the service may not run", "refused for nodes without power", "refused for low clocks", "refused while nodes were parked or woke up"};
  for (std::size_t k = 0; k < refusal_causes; ++k) column(service, refused[k], "1", because[k], r.services, [k](V v) { return v.meters.refused[k]; });
  column(service, "tokens_in", "1", "tokens of prompts read", r.services, [](V v) { return v.meters.tokens_in; });
  column(service, "tokens_out", "1", "tokens written", r.services, [](V v) { return v.meters.tokens_out; });
  column(service, "first_token", "s", "time to the first token, mean of requests served", r.services, [](V v) { return v.meters.served() > 0 ? v.meters.first_token_s / v.meters.served() : std::numeric_limits<double>::quiet_NaN(); });
  column(service, "token_time", "s", "time per output token, mean of requests served", r.services, [](V v) { return v.meters.served() > 0 ? v.meters.token_s / v.meters.served() : std::numeric_limits<double>::quiet_NaN(); });
  column(service, "rate_max", "s-1", "highest demand of a step", r.services, [](V v) { return v.rate_max; });
  column(service, "rate_max_time", "s", "when that was, from the start of the horizon", r.services, [](V v) { return v.rate_max_s; });
  column(service, "short", "h", "time in which requests were refused", r.services, [](V v) { return v.meters.short_s / 3600; });
  column(service, "first_short", "s", "first such time from the start of the horizon", r.services, [](V v) { return v.first_short_s; });
  column(service, "gpu_hours", "h", "accelerators of awake nodes times time", r.services, [](V v) { return v.meters.gpu_s / 3600; });
  column(service, "awake_node_hours", "h", "awake nodes times time", r.services, [](V v) { return v.meters.awake_s / 3600; });
  column(service, "parked_node_hours", "h", "parked nodes times time", r.services, [](V v) { return v.meters.parked_s / 3600; });
  column(service, "down_node_hours", "h", "nodes without power or blocked by heat, times time", r.services, [](V v) { return v.meters.down_s / 3600; });
  column(service, "energy", "kW h", "energy of its nodes at the input of the racks", r.services, [](V v) { return v.meters.energy_j / 3.6e6; });
  column(service, "power_max", "W", "highest power of its nodes", r.services, [](V v) { return v.power_max_w; });

  using K = const TrainingCapability&;
  SummaryTable capability{"largest_training", {}, {}, "The largest training run that each site can power, from the start and from each date of the build plan on that changes it."};
  for (K k : r.largest_training) capability.rows.push_back(fmt::format("{} {:.0f} s", k.site, k.from_s));
  column(capability, "site", "", "site", r.largest_training, [](K k) { return k.site; });
  column(capability, "from", "s", "from then on, from the start of the horizon", r.largest_training, [](K k) { return k.from_s; });
  column(capability, "gpus", "1", "accelerators with a peak in the halls that are in service", r.largest_training, [](K k) { return k.gpus; });
  column(capability, "it_power", "W", "their racks at full load", r.largest_training, [](K k) { return k.it_w; });
  column(capability, "facility_power", "W", "with cooling and losses by the PUE of the run, and other loads", r.largest_training, [](K k) { return k.facility_w; });
  column(capability, "limit", "W", "what the site may import", r.largest_training, [](K k) { return k.limit_w; });
  column(capability, "powered", "1", "share of the accelerators that it powers", r.largest_training, [](K k) { return k.share; });
  column(capability, "flop", "1", "FLOP in the time, with the MFU and the goodput of workload.largest_training", r.largest_training, [](K k) { return k.flop; });

  static constexpr const char* refused_by[refusals] = {"", "refused_size", "refused_quota", "refused_country", "refused_site", "refused_operator", "refused_control", "refused_contract"};
  static constexpr const char* refused_why[refusals] = {"", "more nodes than any hall has", "more than the quota", "no site in an allowed country", "no allowed site", "no site of an allowed operator", "no site that is run from the country of the tenant", "no contract or site quota that goes so far"};
  using U = const TenantSummary&;
  SummaryTable tenant{"tenant", {}, {}, "Jobs of each tenant over the run."};
  for (U u : r.tenants) tenant.rows.push_back(u.name);
  column(tenant, "submitted", "1", "jobs submitted within the run", r.tenants, [](U u) { return u.submitted; });
  column(tenant, "completed", "1", "jobs completed", r.tenants, [](U u) { return u.completed; });
  column(tenant, "refused", "1", "jobs that can run nowhere", r.tenants, [](U u) { return u.refused; });
  column(tenant, "waiting", "1", "jobs in the queue at the end", r.tenants, [](U u) { return u.waiting; });
  column(tenant, "node_hours_asked", "h", "nodes times run time at full clock, of all submitted", r.tenants, [](U u) { return u.node_hours_asked; });
  column(tenant, "node_hours_served", "h", "nodes times run time, of completed and running jobs", r.tenants, [](U u) { return u.node_hours_served; });
  column(tenant, "gpu_hours_served", "h", "GPUs asked for (or those of the nodes held) times run time, of completed and running jobs", r.tenants, [](U u) { return u.gpu_hours_served; });
  column(tenant, "gpu_hours_asked", "h", "GPUs asked for (or those of the nodes) times run time at full clock, of all submitted", r.tenants, [](U u) { return u.sovereign.asked_h; });
  column(tenant, "gpu_hours_done", "h", "what of it is done", r.tenants, [](U u) { return u.sovereign.served_h; });
  column(tenant, "gpu_hours_at_home", "h", "of that, in the country of the tenant", r.tenants, [](U u) { return u.sovereign.home_h; });
  column(tenant, "gpu_hours_at_partners", "h", "of that, on sites of other operators by contract", r.tenants, [](U u) { return u.sovereign.partner_h; });
  for (std::size_t k = 1; k < refusals; ++k)
    column(tenant, refused_by[k], "h", fmt::format("GPU-hours refused: {}", refused_why[k]), r.tenants, [k](U u) { return u.sovereign.refused_h[k]; });
  column(tenant, "gpu_hours_left", "h", "GPU-hours of jobs that wait, and of what those that run have still to do", r.tenants, [](U u) { return u.sovereign.left_h; });
  column(tenant, "killed", "1", "jobs killed at the end of the wall time that they asked for", r.tenants, [](U u) { return u.killed; });
  column(tenant, "backfilled", "1", "jobs that started ahead of one that stood before them in the queue", r.tenants, [](U u) { return u.backfilled; });
  column(tenant, "wait_mean", "s", "mean wait of the jobs that have ended", r.tenants, [](U u) { return u.mean_wait_s; });
  column(tenant, "wait_median", "s", "median of that wait", r.tenants, [](U u) { return u.median_wait_s; });
  column(tenant, "wait_max", "s", "longest of that wait", r.tenants, [](U u) { return u.max_wait_s; });
  column(tenant, "slowdown", "1", "mean bounded slowdown of the jobs that have ended: wait and run time over run time, or over 10 s if it is shorter, and at least 1", r.tenants, [](U u) { return u.slowdown; });
  column(tenant, "energy", "kW h", "energy at the input of the nodes, with what was lost by restarts", r.tenants, [](U u) { return u.energy_j / 3.6e6; });

  plan_tables(r.plan, finance);
  finance_tables(r.finance, finance);

  using C = const ConstraintSummary&;
  SummaryTable limits{"constraint", {}, {}, "Every limit, the tightest first: its peak and the time over it."};
  for (C c : r.constraints) limits.rows.push_back(c.name);
  column(limits, "kind", "", "kind of limit", r.constraints, [](C c) { return c.kind; });
  column(limits, "asset", "", "path of the asset in /topology that it limits", r.constraints, [](C c) { return "sites." + c.asset; });
  column(limits, "unit", "", "unit of peak_value, limit and margin", r.constraints, [](C c) { return c.unit; });
  column(limits, "peak_utilisation", "1", "highest utilisation", r.constraints, [](C c) { return c.peak_utilisation; });
  column(limits, "p95_utilisation", "1", "95th percentile of the utilisation", r.constraints, [](C c) { return c.p95_utilisation; });
  column(limits, "peak_value", "1", "value at the peak, in the unit of the constraint", r.constraints, [](C c) { return c.peak_value; });
  column(limits, "limit", "1", "limit at the peak, in the unit of the constraint", r.constraints, [](C c) { return c.limit; });
  column(limits, "margin", "1", "limit less value at the peak, in the unit of the constraint", r.constraints, [](C c) { return c.margin; });
  column(limits, "peak_time", "s", "time of the peak from the start of the horizon", r.constraints, [](C c) { return c.peak_time_s; });
  column(limits, "time_over", "s", "time over the limit", r.constraints, [](C c) { return c.time_over_s; });
  column(limits, "time_over_firm", "s", "time over the limit with the redundant units down", r.constraints, [](C c) { return c.time_over_firm_s; });
  column(limits, "first_violation", "s", "first violation from the start of the horizon", r.constraints, [](C c) { return c.first_violation_s; });
  std::vector<SummaryTable> tables{std::move(site), std::move(year), std::move(programme), std::move(hall), std::move(fuel), std::move(ageing), std::move(failure), std::move(tenant), std::move(training), std::move(service), std::move(capability)};
  for (SummaryTable& f : finance) tables.push_back(std::move(f));
  tables.push_back(std::move(limits));
  return {summary_json(r, zone), std::move(tables)};
}

}  // namespace netsuden::app
