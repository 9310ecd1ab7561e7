// SPDX-License-Identifier: Apache-2.0
#include "sim/twin/twin.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "sim/base/errors.hpp"
#include "sim/twin/dispatcher.hpp"
#include "sim/twin/facility.hpp"
#include "sim/twin/finance_account.hpp"
#include "sim/twin/plan_account.hpp"
#include "sim/twin/service_host.hpp"
#include "sim/twin/simgrid.hpp"
#include "sim/twin/sovereign_account.hpp"
#include "sim/twin/twin_impl.hpp"

namespace netsuden {

namespace {

/// Why a job can run nowhere.
std::string refusal_words(Refusal why, const std::string& tenant) {
  switch (why) {
    case Refusal::none:
    case Refusal::size: return "more than any hall has";
    case Refusal::quota: return fmt::format("more than the quota of {}", tenant);
    case Refusal::country: return "no site in a country in which it may run";
    case Refusal::site: return "none of the sites at which it may run";
    case Refusal::operated_by: return "no site of an operator that it may use";
    case Refusal::control: return fmt::format("no site that is run from the country of {}", tenant);
    case Refusal::contract: return fmt::format("no contract or quota of {} that goes so far", tenant);
  }
  return "";
}

}  // namespace

constexpr int lanes_per_hall = 32;
constexpr double closure_tolerance = 1e-9;  // relative to the throughput (architecture, section 3)

Twin::Twin(Scenario scenario, Inputs inputs) : impl_(std::make_unique<Impl>()) {
  impl_->scenario = std::move(scenario);
  impl_->inputs = std::move(inputs);
  for (std::size_t s = 0; s < impl_->scenario.sites.size(); ++s)
    impl_->sites.push_back(std::make_unique<SiteModel>(impl_->scenario, static_cast<int>(s), impl_->inputs, impl_->ledger));
  impl_->budget = BudgetAccount::of(impl_->scenario, impl_->inputs, impl_->ledger);
  impl_->records = std::make_unique<Records>(impl_->scenario, impl_->inputs, impl_->sites, impl_->ledger);
}

Twin::~Twin() = default;

std::string Twin::simgrid_version() { return sg::version(); }

TraceLayout Twin::layout(const std::string& written, const std::string& resolved) const {
  TraceLayout l = impl_->records->layout(written, resolved);
  if (impl_->fork) l.end_s = impl_->fork->until_s;
  return l;
}

RunSummary Twin::run(TraceSink* sink, const RunOptions& options) {
  Impl& m = *impl_;
  const bool replays = m.fork && m.fork->from_s > 0;
  m.records->set_sink(replays ? options.replayed : sink);
  // SimGrid frees its models and what still runs on them in an order of its own at exit, however the run ends: it keeps them
  // until the process is gone, and so do we.
  static auto* kept = new std::vector<std::shared_ptr<void>>;
  const auto keep = [](auto p) {
    kept->push_back(p);
    return p;
  };
  const std::shared_ptr<sg::s4u::Engine> engine = keep(std::shared_ptr<sg::s4u::Engine>(sg::make_engine()));
  const sg::Zone zone = sg::make_zone(*engine, "campus");
  Facility* facility_ptr = nullptr;
  Dispatcher* dispatcher_ptr = nullptr;
  const auto dispatcher = keep(std::make_shared<Dispatcher>(
      m.inputs.jobs, m.dispatching(), [&](int hall, double now) { if (facility_ptr) facility_ptr->on_load_change(hall, now); },
      [&](int job) {
        const Job& j = dispatcher_ptr->jobs()[static_cast<std::size_t>(job)];
        const JobState& s = dispatcher_ptr->state(job);
        m.records->job(j, s);
        if (s.outcome == JobOutcome::refused) {
          m.records->event(std::max(0.0, j.submit_s), 1, EventCode::job_refused, "", j.nodes,
                           fmt::format("job {} asks for {} nodes: {}", j.id, j.nodes, refusal_words(s.refusal, j.tenant < 0 ? std::string() : m.inputs.tenants[static_cast<std::size_t>(j.tenant)])));
          return;
        }
        if (s.outcome == JobOutcome::completed) {
          m.node_hours += (s.end_s - s.start_s) / 3600 * j.nodes;
          m.job_energy_j += s.energy_j;
        }
        const double wait = s.first_start_s - std::max(0.0, j.submit_s);
        m.wait_sum_s += wait;
        m.wait_max_s = std::max(m.wait_max_s, wait);
      }));
  dispatcher_ptr = dispatcher.get();
  if (!m.inputs.training.empty()) {
    dispatcher->on_training_clock = [&](int run, double clock) { if (facility_ptr) facility_ptr->on_training_clock(run, clock); };
    dispatcher->on_training = [&](int run, bool on, double now) { if (facility_ptr) facility_ptr->on_training(run, on, now); };
  }
  int number = 0;
  const std::vector<int> reserved = reserved_nodes(m.scenario);
  for (const auto& s : m.sites)
    for (std::size_t h = 0; h < s->halls().size(); ++h) {
      std::vector<sg::s4u::Host*> lanes;
      ++number;
      for (int lane = 0; lane < lanes_per_hall; ++lane) {
        lanes.push_back(sg::make_host(zone, fmt::format("hall{}.{}", number, lane), clock_levels()));
        lanes.back()->set_core_count(s->load(static_cast<int>(h)).nodes());
      }
      dispatcher->add_hall(std::move(lanes), &s->load(static_cast<int>(h)), s->takes_jobs(static_cast<int>(h)), reserved[static_cast<std::size_t>(number - 1)]);
    }
  std::shared_ptr<ServiceHost> services;
  if (!m.scenario.workload.services.empty()) {
    services = keep(std::make_shared<ServiceHost>(
        m.scenario, m.inputs, m.sites, *dispatcher, [&](int hall, double now) { if (facility_ptr) facility_ptr->on_load_change(hall, now); },
        [&](const ServiceFleet& f, bool is_short, double now) {
          m.records->event(now, is_short ? 1 : 0, is_short ? EventCode::service_short : EventCode::service_met, "", f.rate() - f.admitted(),
                           is_short ? fmt::format("{} refuses {:.3g} of {:.3g} requests/s", f.spec().name, f.rate() - f.admitted(), f.rate()) : fmt::format("{} serves all of {:.3g} requests/s again", f.spec().name, f.rate()));
        }));
    dispatcher->set_guest(services.get());
    m.records->set_services(services.get());
  }
  zone->seal();
  const auto facility = keep(std::make_shared<Facility>(m.scenario, m.inputs, m.sites, m.ledger, *m.records, *dispatcher, options.no_op_wakes, options.controller_program));
  facility_ptr = facility.get();
  const struct EndControllers {
    Facility& facility;
    ~EndControllers() { facility.end_controllers(); }
  } end_controllers{*facility};
  facility->on_progress = options.on_progress;
  facility->stop = options.stop;
  facility->budget = m.budget.get();
  if (m.fork) {
    const bool finer = m.fork->step_s > 0 || m.fork->record_s > 0;
    if (finer) facility->finer_from_s = m.fork->at_s;
    facility->finer_step_s = m.fork->step_s;
    facility->finer_record_s = m.fork->record_s;
    if (replays) facility->recorded_from_s = m.fork->from_s;
    facility->on_recorded = [&](double now) { m.begin_recording(*facility, now, sink); };
  }
  engine->add_model(dispatcher);
  if (services) engine->add_model(services);
  engine->add_model(facility);

  const double horizon = m.fork ? std::min(m.fork->until_s, m.inputs.duration()) : m.inputs.duration();
  std::string status = "complete", message;
  double end = horizon;
  if (options.on_engine) options.on_engine();
  try {
    if (services) services->begin();
    facility->start();
    engine->run_until(horizon);
    facility->finish(horizon);
  } catch (const Interrupted&) {
    status = "interrupted";
    end = sg::s4u::Engine::get_clock();
    facility->finish(end);
  } catch (const SimulationError& e) {
    status = "failed";
    message = e.what();
    end = sg::s4u::Engine::get_clock();
  }
  dispatcher->settle(std::min(end, sg::s4u::Engine::get_clock()));
  for (std::size_t j = 0; j < dispatcher->jobs().size(); ++j) {
    const JobState& s = dispatcher->state(static_cast<int>(j));
    if (s.outcome == JobOutcome::running || s.outcome == JobOutcome::queued || s.outcome == JobOutcome::pending)
      m.records->job(dispatcher->jobs()[j], s);
  }
  RunSummary summary = m.summarize(facility.get(), dispatcher.get(), end);
  if (m.fork) m.count_from_fork(summary, *facility);
  for (std::size_t i = 0; services && i < services->size(); ++i) summary.services.push_back(services->fleet(i).summary(end));
  summary.status = status;
  summary.message = message;
  if (status == "complete" && (summary.electrical_residual > closure_tolerance || summary.thermal_residual > closure_tolerance)) {
    summary.status = "invalid";
    summary.message = fmt::format("energy does not close: electrical {:.3g}, thermal {:.3g} of the throughput (allowed {:.0e})",
                                  summary.electrical_residual, summary.thermal_residual, closure_tolerance);
  }
  m.records->event(end, 0, EventCode::run_end, "", 0, summary.status);
  return summary;
}

namespace {

AgeingSummary ageing_of(const PowerNode& n) {
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  if (n.thermal) return {n.spec.name, "transformer", n.thermal->aged.si(), none, none};
  if (n.ups) return {n.spec.name, "ups_battery", none, n.ups->battery.wear, none};
  return {n.spec.name, "bess", none, 1 - n.battery->state.capacity / n.spec.bess.energy, n.battery->state.full_cycles};
}

/// What of the demand was not served, the fuel of the sets, and the life that is used.
void summarize_supply(const SiteModel& site, const SiteShedding& shedding, SiteSummary& s) {
  for (std::size_t h = 0; h < site.halls().size(); ++h) {
    const SiteShedding::Tally& t = shedding.tally(static_cast<int>(h));
    s.halls.push_back({site.halls()[h].spec().name, site.hall_demand_meters(static_cast<int>(h)), t.times, t.times > 0 ? t.first_s : std::numeric_limits<double>::quiet_NaN(), site.envelope_times(static_cast<int>(h))});
    if (!site.halls()[h].plates()) continue;
    const SiteModel::CaseTally& cases = site.case_tally(static_cast<int>(h));
    s.halls.back().case_hottest_c = cases.hottest_c;
    s.halls.back().case_hottest_s = cases.hottest_s;
    s.halls.back().case_above_s = cases.above_s;
  }
  for (const PowerNode& n : site.chain().nodes()) {
    if (n.thermal || n.ups || n.battery) s.ageing.push_back(ageing_of(n));
    if (n.sets.empty()) continue;
    const int sets = static_cast<int>(n.sets.size());
    const double load = n.fuel.highest_load_w > 0 ? n.fuel.highest_load_w : n.rating(sets);
    const double flow = (fuel_rate(n.spec.genset, ActivePower::from_si(load / sets)) * static_cast<double>(sets)).si();
    s.fuel.push_back({n.spec.name, n.tank_m3(), n.fuel_m3(), n.fuel.lowest_m3, n.burnt_m3(), n.fuel.delivered_m3, n.fuel.deliveries, load, n.tank_m3() / flow, n.fuel_m3() / flow});
  }
}

}  // namespace

Dispatcher::Params Twin::Impl::dispatching() const {
  const SchedulerSpec& s = scenario.workload.scheduler;
  Dispatcher::Params p;
  p.kill_at_limit = s.wall_limit == WallLimit::kill;
  p.usage = inputs.usage;
  p.scheduler = {static_cast<std::size_t>(s.policy), s.order, s.backfill_depth, s.half_life.si(), {}, Placement(inputs.placement, inputs.placement_limits)};
  int nodes = 0;
  for (const auto& site : sites)
    for (std::size_t h = 0; h < site->halls().size(); ++h)
      if (site->takes_jobs(static_cast<int>(h))) nodes += site->load(static_cast<int>(h)).nodes();
  for (const std::string& name : inputs.tenants) {
    TenantTerms terms;
    for (const TenantSpec& t : scenario.workload.tenants) {
      if (t.name != name) continue;
      terms.share = t.share;
      if (t.quota_nodes) terms.quota = *t.quota_nodes;
      if (t.quota) terms.quota = std::min(terms.quota, static_cast<int>(t.quota->value() * nodes * (1 + 1e-12)));
    }
    p.scheduler.tenants.push_back(terms);
  }
  return p;
}

namespace {

struct Waits {
  double mean_s = 0, median_s = 0, max_s = 0, slowdown = 0;
};

/// Of jobs that have ended; `jobs` are their numbers.
Waits waits_of(const Dispatcher& d, const std::vector<int>& jobs) {
  constexpr double bound_s = 10;  // of the slowdown: Feitelson et al., JSSPP 1997
  Waits w;
  if (jobs.empty()) return w;
  std::vector<double> all;
  all.reserve(jobs.size());
  for (const int i : jobs) {
    const JobState& s = d.state(i);
    const double wait = std::max(0.0, s.first_start_s - std::max(0.0, d.jobs()[static_cast<std::size_t>(i)].submit_s)), run = s.end_s - s.start_s;
    all.push_back(wait);
    w.mean_s += wait;
    w.max_s = std::max(w.max_s, wait);
    w.slowdown += std::max(1.0, (wait + run) / std::max(run, bound_s));
  }
  const auto n = static_cast<double>(all.size());
  w.mean_s /= n;
  w.slowdown /= n;
  const auto middle = all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2);
  std::nth_element(all.begin(), middle, all.end());
  w.median_s = all.size() % 2 == 1 ? *middle : (*middle + *std::max_element(all.begin(), middle)) / 2;
  return w;
}

}  // namespace

std::vector<TrainingSummary> Twin::Impl::summarize_training(const Dispatcher& dispatcher, double end) const {
  std::vector<TrainingSummary> all;
  for (std::size_t i = 0; i < inputs.training.size(); ++i) {
    const TrainingRun& run = inputs.training[i];
    const TrainingSpec& spec = scenario.workload.training[i];
    all.push_back({.name = spec.name, .hall = spec.hall, .state = job_outcome_names[0], .gpus = run.gpus});
    all.back().mfu = spec.mfu.value();
    all.back().asked_flop = run.asked_s * run.flop_per_s;
    all.back().done_flop = 0 * run.flop_per_s;
  }
  std::map<int, double> left_s;
  if (!all.empty()) dispatcher.for_each_running([&](int job, double left, int) { left_s[job] = left; });
  for (std::size_t j = 0; j < dispatcher.jobs().size() && !all.empty(); ++j) {
    const Job& job = dispatcher.jobs()[j];
    if (job.training < 0) continue;
    const JobState& s = dispatcher.state(static_cast<int>(j));
    const TrainingRun& run = inputs.training[static_cast<std::size_t>(job.training)];
    TrainingSummary& t = all[static_cast<std::size_t>(job.training)];
    const bool runs = s.outcome == JobOutcome::running;
    const double done_s = s.outcome == JobOutcome::completed ? job.run_s : runs ? job.run_s - left_s[static_cast<int>(j)] : s.done_s;
    const double part = done_s / job.run_s, gpu_h = run.gpus / 3600, held_s = s.held_s + (runs ? end - s.start_s : 0);
    t.state = job_outcome_names[static_cast<std::size_t>(s.outcome)];
    t.energy_j = s.energy_j;
    t.done_flop = part * run.times.work.si() * run.flop_per_s;
    t.held_h = held_s * gpu_h;
    t.work_h = part * run.times.work.si() * gpu_h;
    t.checkpoint_h = part * run.times.checkpoints.si() * gpu_h;
    t.lost_h = part * run.times.lost.si() * gpu_h;
    t.restart_h = part * run.times.restarting.si() * gpu_h;
    t.dark_h = s.lost_s * gpu_h;
    t.slowed_h = std::max(0.0, held_s - done_s - s.lost_s) * gpu_h;
    t.failures = part * run.times.failures;
  }
  return all;
}

std::vector<int> Twin::Impl::accelerators() const {
  std::vector<int> of_node;
  for (const auto& s : sites)
    for (const auto& h : s->halls()) of_node.push_back(h.rack().params.node.gpus);
  return of_node;
}

std::vector<TenantSummary> Twin::Impl::summarize_tenants(const Dispatcher& dispatcher, double end) const {
  const std::vector<int> gpus_per_node = accelerators();
  std::vector<TenantSummary> tenants;
  for (const auto& name : inputs.tenants) tenants.push_back({.name = name});
  tenants.push_back({.name = no_tenant});
  std::vector<const TenantSpec*> specs(tenants.size(), nullptr);
  for (std::size_t k = 0; k < tenants.size(); ++k)
    for (const TenantSpec& t : scenario.workload.tenants)
      if (t.name == tenants[k].name) specs[k] = &t;
  std::map<int, double> left_s;
  dispatcher.for_each_running([&](int job, double left, int) { left_s[job] = left; });
  std::vector<std::vector<int>> ended(tenants.size());
  for (std::size_t i = 0; i < dispatcher.jobs().size(); ++i) {
    const Job& j = dispatcher.jobs()[i];
    const JobState& s = dispatcher.state(static_cast<int>(i));
    if (s.outcome == JobOutcome::pending) continue;
    const std::size_t who = j.tenant < 0 ? tenants.size() - 1 : static_cast<std::size_t>(j.tenant);
    TenantSummary& t = tenants[who];
    ++t.submitted;
    const double done_s = s.outcome == JobOutcome::completed ? j.run_s : s.outcome == JobOutcome::running ? j.run_s - left_s[static_cast<int>(i)] : s.outcome == JobOutcome::killed ? s.end_s - s.start_s : s.done_s;
    account_job(scenario, specs[who], j, {s.outcome, s.refusal, s.hall, done_s}, gpus_per_node, t.sovereign);
    t.node_hours_asked += j.nodes * j.run_s / 3600;
    t.energy_j += s.energy_j;
    if (s.outcome == JobOutcome::refused) ++t.refused;
    if (s.outcome == JobOutcome::queued) ++t.waiting;
    if (s.outcome == JobOutcome::completed) ++t.completed;
    if (s.outcome == JobOutcome::killed) ++t.killed;
    if (!held_nodes(s.outcome)) continue;
    const bool over = s.outcome != JobOutcome::running;
    if (over) ended[who].push_back(static_cast<int>(i));
    if (s.backfilled) ++t.backfilled;
    const double held_h = ((over ? s.end_s : end) - s.start_s) / 3600;
    t.node_hours_served += held_h * j.nodes;
    t.gpu_hours_served += held_h * accelerators_of(j, gpus_per_node[static_cast<std::size_t>(s.hall)]);
  }
  for (std::size_t k = 0; k < tenants.size(); ++k) {
    const Waits w = waits_of(dispatcher, ended[k]);
    TenantSummary& t = tenants[k];
    t.mean_wait_s = w.mean_s;
    t.median_wait_s = w.median_s;
    t.max_wait_s = w.max_s;
    t.slowdown = w.slowdown;
  }
  if (tenants.back().submitted == 0) tenants.pop_back();
  return tenants;
}

RunSummary Twin::Impl::summarize(const Facility* facility, const Dispatcher* dispatcher, double end) const {
  RunSummary r;
  r.name = scenario.name;
  r.currency = scenario.currency.unit;
  r.start_unix_s = inputs.start_unix;
  r.simulated_s = end;
  r.horizon_s = inputs.duration();
  double throughput_e = 0, throughput_q = 0, residual_e = 0, residual_q = 0;
  for (std::size_t i = 0; i < sites.size(); ++i) {
    SiteSummary s;
    s.name = sites[i]->spec().name;
    s.meters = sites[i]->meters();
    s.years = years_of(*facility, i, SiteMeters{});
    for (std::size_t b = 0; b < std::size(validity::names); ++b)
      if (sites[i]->validity_time_s(static_cast<int>(b)) > 0)
        s.outside_validity_s.emplace_back(validity::names[b], sites[i]->validity_time_s(static_cast<int>(b)));
    s.curtailment = sites[i]->grid_account().results();
    summarize_supply(*sites[i], facility->shedding(i), s);
    s.contingency = sites[i]->contingency();
    s.demand_charged = sites[i]->grid_account().has_demand_charge();
    if (sites[i]->swing().present()) s.swing = sites[i]->swing().summary();
    throughput_e += s.meters.supply_j();
    throughput_q += s.meters.heat_in_j;
    residual_e += s.meters.electrical_residual_j;
    residual_q += s.meters.thermal_residual_j;
    r.sites.push_back(std::move(s));
  }
  r.electrical_residual = throughput_e > 0 ? residual_e / throughput_e : 0;
  r.thermal_residual = throughput_q > 0 ? residual_q / throughput_q : 0;
  for (const int i : ledger.tightest(static_cast<int>(ledger.size()))) {
    const Constraint& c = ledger.constraint(i);
    const ConstraintState& s = ledger.state(i);
    ConstraintSummary k;
    k.name = c.name;
    k.kind = name_of(c.kind);
    k.asset = c.asset;
    k.unit = c.unit;
    k.peak_utilisation = s.peak_utilisation;
    k.p95_utilisation = ledger.p95(i);
    k.peak_value = s.peak_value;
    k.limit = s.peak_limit;
    k.margin = s.peak_limit - s.peak_value;
    k.peak_time_s = s.peak_time_s;
    k.time_over_s = s.time_over_s;
    k.time_over_firm_s = s.time_over_firm_s;
    k.first_violation_s = s.first_violation_s.value_or(std::numeric_limits<double>::quiet_NaN());
    r.constraints.push_back(std::move(k));
  }
  r.training = summarize_training(*dispatcher, end);
  std::vector<double> pue;
  for (const SiteSummary& s : r.sites) pue.push_back(s.meters.pue());
  r.largest_training = largest_training(scenario, inputs, pue);
  r.tenants = summarize_tenants(*dispatcher, end);
  if (!scenario.build_plan.empty()) r.plan = plan_summary(scenario, inputs, end);
  r.finance = finance_summary(scenario, inputs, r, *dispatcher, accelerators());
  for (const auto& t : r.tenants) {
    r.jobs.submitted += t.submitted;
    r.jobs.backfilled += t.backfilled;
  }
  std::vector<int> ended;
  for (std::size_t i = 0; i < dispatcher->jobs().size(); ++i)
    if (const JobOutcome o = dispatcher->state(static_cast<int>(i)).outcome; o == JobOutcome::completed || o == JobOutcome::killed) ended.push_back(static_cast<int>(i));
  const Waits w = waits_of(*dispatcher, ended);
  r.jobs.killed = dispatcher->at_limit();
  r.jobs.median_wait_s = w.median_s;
  r.jobs.slowdown = w.slowdown;
  const Scheduler& scheduler = dispatcher->scheduler();
  if (const double there = scheduler.there_node_s(end); there > 0) r.jobs.node_use = scheduler.held_node_s(end) / there;
  static const char* const orders[] = {"", ", by priority", ", by fair share", ", the shortest first", ", the largest first"};
  r.scheduler = std::string(scheduling_policies()[static_cast<std::size_t>(scenario.workload.scheduler.policy)].name) + orders[static_cast<int>(scenario.workload.scheduler.order)];
  r.jobs.started = dispatcher->started();
  r.jobs.completed = dispatcher->completed();
  r.jobs.running = dispatcher->running();
  r.jobs.queued = static_cast<std::int64_t>(dispatcher->queued());
  r.jobs.refused = dispatcher->refused();
  r.jobs.lost_starts = dispatcher->killed();
  r.jobs.node_hours = node_hours;
  r.jobs.energy_j = job_energy_j;
  r.jobs.mean_wait_s = r.jobs.completed + r.jobs.killed > 0 ? std::max(0.0, wait_sum_s) / static_cast<double>(r.jobs.completed + r.jobs.killed) : 0;
  r.jobs.max_wait_s = wait_max_s;
  r.steps = facility->steps();
  r.events = records->events();
  return r;
}

}  // namespace netsuden
