// SPDX-License-Identifier: Apache-2.0
#include "sim/twin/facility.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "sim/base/errors.hpp"
#include "sim/base/unit_table.hpp"
#include "sim/spec/path_set.hpp"

namespace netsuden {
namespace {
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double precision_s = 1e-6;  // of the engine's clock

/// For people; constraints keep temperatures in degC.
std::string amount(double value, const std::string& unit, int digits) {
  if (unit.size() == 3 && unit[0] >= 'A' && unit[0] <= 'Z' && unit[2] >= 'A' && unit[2] <= 'Z') return money_text(value, unit);
  if (unit == "W/s") return format_si(value, "W", digits) + "/s";
  if (unit == "1") return fmt::format("{:.{}f} %", 100 * value, digits - 2);
  return unit == "degC" ? fmt::format("{:.{}f} degC", value, digits - 2) : format_si(value, unit, digits);
}

}  // namespace

double checkpoint_interval_s(const Scenario& s, const Inputs& in) { return s.record.checkpoint ? s.record.checkpoint->si() : in.duration() / 10; }

Facility::Facility(Scenario& scenario, const Inputs& inputs, std::vector<std::unique_ptr<SiteModel>>& sites,
                   CapacityLedger& ledger, Records& records, Dispatcher& dispatcher, const std::vector<double>& no_op_wakes, const std::string& controller_program)
    : Model("facility"), scenario_(scenario), inputs_(inputs), sites_(sites), ledger_(ledger), records_(records),
      dispatcher_(dispatcher), changes_(dated_changes(scenario, inputs)), wakes_(no_op_wakes), base_(scenario) {
  const std::size_t n = sites_.size();
  next_tick_.assign(n, 0);
  step_.assign(n, 0);
  forced_.assign(n, 0);
  machine_modes_.resize(n);
  for (const auto& s : sites_) restarting_.emplace_back(s->plants().size() + s->halls().size(), 0);
  for (const auto& s : sites_) pumps_.emplace_back(s->plants().size());
  outside_.assign(n, 0);
  int halls = 0;
  for (const auto& s : sites_) {
    first_hall_.push_back(halls);
    halls += static_cast<int>(s->halls().size());
    shedding_.emplace_back(scenario.control, *s);
    controllers_.push_back(std::make_unique<SiteController>(*s, controller_program));
    has_controllers_ = has_controllers_ || controllers_.back()->exists();
  }
  for (auto* v : {&clock_, &control_clock_, &case_clock_}) v->assign(static_cast<std::size_t>(halls), 1.0);
  guard_racks();
  control_s_ = scenario.resolution.control.si();
  calm_s_ = scenario.resolution.calm.si();
  transient_s_ = std::min(scenario.resolution.transient.si(), calm_s_);
  load_step_ = scenario.resolution.load_step.value();
  checkpoint_s_ = checkpoint_interval_s(scenario, inputs);
  next_checkpoint_ = checkpoint_s_;
  currency_ = money_of(scenario.currency);
  for (const CalendarYear& y : calendar_years(inputs.start_unix, inputs.duration(), inputs.zone)) year_ends_.emplace_back(y.until_s, y.year);
}

void Facility::start() {
  if (finer_from_s <= 0) refine(0);
  if (has_controllers_) start_controllers();
  for (const std::string& path : not_there_at_first(scenario_, inputs_))
    if (Service* a = service(path)) {
      a->there = false;
      sites_[a->site]->set_in_service(a->asset, false, false);
    }
  // Resolved before anything changes: a member is itself whatever becomes of the count of its group.
  for (const Change& c : changes_)
    if (c.what <= Change::What::maintenance_end) service(c.target);
  for (std::size_t s = 0; s < sites_.size(); ++s) machine_modes_[s] = modes_at_rest(*sites_[s]);
  while (next_change_ < changes_.size() && changes_[next_change_].t_s <= 0) apply(changes_[next_change_++], 0);
  for (std::size_t s = 0; s < sites_.size(); ++s) {
    sites_[s]->apply_inputs(0);
    apply_power(s, 0, Cause::fault);
    sites_[s]->settle_at_start();
    step_[s] = calm_s_;
    open_transient(s, 0);
    forced_[s] = 0;
    plan_step(s, 0);
  }
  any_forced_ = false;
  if (budget) account_budget(0);
}

AssetRef Facility::find(const std::string& path, std::size_t* site) const {
  if (!path.starts_with("sites.")) return {};
  const std::string rest = path.substr(6);
  for (std::size_t s = 0; s < sites_.size(); ++s) {
    const std::string& name = sites_[s]->spec().name;
    if (rest.size() > name.size() && rest.starts_with(name) && rest[name.size()] == '.') {
      *site = s;
      return sites_[s]->find(rest.substr(name.size() + 1));
    }
  }
  return {};
}

Facility::Service* Facility::service(const std::string& path) {
  if (const auto known = service_of_.find(path); known != service_of_.end()) return &services_[known->second];
  Service a;
  a.asset = find(path, &a.site);
  if (a.asset.what == AssetRef::What::none) return nullptr;
  const auto same = std::find_if(services_.begin(), services_.end(), [&](const Service& b) {
    return b.site == a.site && b.asset.what == a.asset.what && b.asset.index == a.asset.index && b.asset.member == a.asset.member;
  });
  service_of_[path] = static_cast<std::size_t>(same - services_.begin());
  return same != services_.end() ? &*same : &services_.emplace_back(a);
}

bool Facility::stands(const std::string& path) const {
  for (std::size_t dot = path.rfind('.'); dot != std::string::npos && dot > 0; dot = path.rfind('.', dot - 1))
    if (const auto part_of = service_of_.find(path.substr(0, dot)); part_of != service_of_.end() && !services_[part_of->second].there) return false;
  return true;
}

double Facility::next_occurring_event(double now) {
  if (any_forced_) return 0;
  double next = std::min(records_.next_due(), next_checkpoint_);
  for (const double t : next_tick_) next = std::min(next, t);
  if (next_change_ < changes_.size()) next = std::min(next, changes_[next_change_].t_s);
  if (next_wake_ < wakes_.size()) next = std::min(next, wakes_[next_wake_]);
  next = std::min(next, finer_from_s);
  if (next_year_ < year_ends_.size()) next = std::min(next, year_ends_[next_year_].first);
  if (budget) next = std::min(next, next_payment_);
  return next == infinity ? -1 : std::max(0.0, next - now);
}

void Facility::update_actions_state(double now, double) {
  if (stop && stop->load(std::memory_order_relaxed)) throw Interrupted();
  const double t = now + precision_s;
  while (next_wake_ < wakes_.size() && wakes_[next_wake_] <= t) ++next_wake_;
  const bool change = next_change_ < changes_.size() && changes_[next_change_].t_s <= t;
  const bool record = records_.next_due() <= t;
  const bool checkpoint = next_checkpoint_ <= t;
  const bool year = next_year_ < year_ends_.size() && year_ends_[next_year_].first <= t;
  const bool payment = budget && next_payment_ <= t, finer = finer_from_s <= t;
  any_forced_ = false;
  bool advanced = false;
  for (std::size_t s = 0; s < sites_.size(); ++s) {
    if (!(change || record || checkpoint || year || payment || finer || forced_[s] || next_tick_[s] <= t)) continue;
    advance_site(s, now);
    advanced = true;
  }
  if (budget && advanced) account_budget(now);
  if (record) records_.write_due(now, ledger_);
  if (finer) refine(now);
  if (year) {
    std::vector<SiteMeters> meters;
    for (const auto& s : sites_) meters.push_back(s->meters());
    yearly.emplace_back(year_ends_[next_year_++].second, std::move(meters));
  }
  while (next_change_ < changes_.size() && changes_[next_change_].t_s <= t) apply(changes_[next_change_++], now);
  if (has_controllers_) ask_controllers(now);
  // Controls decide at the facility's own dates, not whenever the engine wakes for somebody else's.
  if (advanced && (!scenario_.control.empty() || has_controllers_) && now >= last_control_ + control_s_ - precision_s) {
    control(now);
    last_control_ = now;
  }
  if (checkpoint) {
    if (recorded_from_s <= t) {
      recorded_from_s = infinity;
      on_recorded(now);
    }
    dispatcher_.settle(now);
    records_.checkpoint(now, &dispatcher_);
    dispatcher_.rebind();
    next_checkpoint_ = static_cast<double>(++checkpoint_n_ + 1) * checkpoint_s_;
  }
  if (on_progress) on_progress(now);
}

void Facility::advance_site(std::size_t s, double now) {
  SiteModel& site = *sites_[s];
  if (const double dt = now - site.time(); dt > 1e-9) {
    ++steps_;
    site.advance(now, [&](const CapacityLedger::Crossing& c) { violation(c, now); });
    records_.accumulate(site);
    if (site.protect()) {
      apply_power(s, now, Cause::heat);
      open_transient(s, now);
    }
    protect_racks(s, now);
    if (site.supply_changed()) {
      apply_power(s, now, Cause::fault);
      open_transient(s, now);
    }
    for (const int h : site.take_ready(now)) {
      if (site.takes_jobs(h)) dispatcher_.set_accepts(global_hall(static_cast<int>(s), h), true, now);
      const std::string asset = site.hall_path(static_cast<std::size_t>(h));
      records_.event(now, severity_info, EventCode::booted, asset, site.load(h).power_w(), asset + ": the racks have booted");
    }
    note_machines(s, now);
    note_chillers(s, now);
    note_pumps(s, now);
    note_validity(s, now);
    shed(s, now, dt);
    throttle_by_case(s, now);
  }
  // A replayed or profiled power that jumps opens a transient like a job does.
  if (site.apply_inputs(now)) {
    site.note_power();
    for (std::size_t h = 0; h < site.halls().size(); ++h)
      if (site.load_change(static_cast<int>(h)) > load_step_) forced_[s] = 1;
  }
  if (forced_[s]) {
    forced_[s] = 0;
    step_[s] = transient_s_;
  } else {
    step_[s] = site.next_step(calm_s_, transient_s_, step_[s]);
  }
  plan_step(s, now);
}

namespace {
/// Why a limit that was broken is out of force.
const char* no_longer_judged(ConstraintKind kind) {
  switch (kind) {
    case ConstraintKind::curtailment: return "the call is over";
    case ConstraintKind::voltage: return "dark, or in a dip";
    case ConstraintKind::rack_inlet:
    case ConstraintKind::facility_water:
    case ConstraintKind::case_temperature: return "the racks are off";
    case ConstraintKind::rack_feed: return "its feeds are dark";
    case ConstraintKind::genset: return "no set runs";
    case ConstraintKind::bess: return "it carries no island";
    case ConstraintKind::ramp:
    case ConstraintKind::power_range:
    case ConstraintKind::oscillation: return "nothing is imported";
    case ConstraintKind::budget: return "the year is over";
    default: return "out of service";
  }
}
}  // namespace

void Facility::violation(const CapacityLedger::Crossing& c, double now) {
  const Constraint& k = ledger_.constraint(c.constraint);
  const ConstraintState& state = ledger_.state(c.constraint);
  std::string text = k.name;
  if (!c.began && !state.active) {
    text += fmt::format(" is no longer judged: {}", no_longer_judged(k.kind));
  } else {
    std::string value, limit;  // as many digits as tell them apart
    for (int digits = 3; digits <= 6 && value == limit; ++digits) {
      value = amount(state.value, k.unit, digits);
      limit = amount(state.limit, k.unit, digits);
    }
    text += fmt::format(" is {}: {} of {}", c.began ? "over its limit" : "within its limit again", value, limit);
  }
  const EventCode code = c.began ? EventCode::violation_begin : EventCode::violation_end;
  records_.event(now, c.began ? severity_critical : severity_info, code, k.asset, state.value, text);
  if (c.began) records_.open_window(now, EventCode::violation_begin, k.asset);
}

void Facility::account_budget(double now) {
  if (meters_.empty())
    for (const auto& s : sites_) meters_.push_back(&s->meters());
  budget->update(now, meters_, [&](const CapacityLedger::Crossing& c) { violation(c, now); });
  next_payment_ = budget->next_payment_s(now + precision_s);
}

void Facility::plan_step(std::size_t s, double now) {
  SiteModel& site = *sites_[s];
  double next = now + step_[s];
  if (step_[s] >= calm_s_) next = (std::floor(now / calm_s_ + 1e-9) + 1) * calm_s_;
  next = std::min(next, site.next_input_change(now));
  if (has_controllers_) next = std::min(next, controllers_[s]->next_s(now));
  if (near_control(s)) next = std::min(next, (std::floor(now / control_s_ + 1e-9) + 1) * control_s_);
  next = std::min(next, now + std::max(std::min({site.chain().next_event_s(), site.next_drop_out_s(), site.next_ready_s(), site.next_in_line_s(), site.next_chiller_s(), site.next_pump_s(), next_rack_s(s, now), shedding_[s].next_event_s()}), precision_s));
  const double crossing = site.predicted_crossing(next - now);
  if (std::isfinite(crossing)) next = std::min(next, now + std::max(crossing, transient_s_ * 0.01) * (1 + 1e-9));
  next_tick_[s] = next;
}

void Facility::refine(double now) {
  finer_from_s = infinity;
  records_.quicken(now, finer_record_s, ledger_);
  if (!(finer_step_s > 0)) return;
  calm_s_ = std::min(calm_s_, finer_step_s);
  transient_s_ = std::min(transient_s_, finer_step_s);
  for (std::size_t s = 0; s < sites_.size(); ++s) open_transient(s, now);
}

void Facility::open_transient(std::size_t s, double now) {
  (void)now;
  forced_[s] = 1;
  any_forced_ = true;
  step_[s] = transient_s_;
}

void Facility::on_load_change(int hall, double now) {
  std::size_t s = sites_.size() - 1;
  while (first_hall_[s] > hall) --s;
  SiteModel& site = *sites_[s];
  site.note_power();
  if (forced_[s] || site.load_change(hall - first_hall_[s]) <= load_step_) return;
  open_transient(s, now);
}

void Facility::on_training_clock(int run, double clock) { sites_[static_cast<std::size_t>(inputs_.training[static_cast<std::size_t>(run)].site)]->swing().set_clock(run, clock); }

void Facility::on_training(int run, bool on, double now) {
  const auto s = static_cast<std::size_t>(inputs_.training[static_cast<std::size_t>(run)].site);
  sites_[s]->swing().set_running(run, on, now);
  open_transient(s, now);
}

void Facility::apply(const Change& c, double now) {
  using What = Change::What;
  switch (c.what) {
    case What::commission:
    case What::retire:
    case What::trip:
    case What::restore:
    case What::maintenance:
    case What::maintenance_end: return apply_service(c, now);
    case What::outage:
    case What::outage_end:
    case What::dip:
    case What::dip_end:
    case What::frequency:
    case What::frequency_end: return apply_grid(c, now);
    case What::reset: return apply_reset(c, now);
    case What::fuel_delivery: return apply_fuel(c, now);
    case What::set:
    case What::unset: return apply_set(c, now);
    case What::look_at_import:
    case What::curtailment_notice:
    case What::call_out:
    case What::curtailment:
    case What::curtailment_end: return apply_call(c, now);
  }
}

void Facility::apply_service(const Change& c, double now) {
  using What = Change::What;
  Service* a = service(c.target);
  if (!a) throw SimulationError(fmt::format("t = {:.0f} s: there is no asset {}", now, c.target));
  const bool ran = a->runs(), worked = ran && stands(c.target);
  EventCode code = EventCode::commission;
  std::string text = c.target;
  switch (c.what) {
    case What::commission:
      a->there = true;
      text += a->runs() ? " enters service" : " enters service, held down by a trip";
      break;
    case What::retire:
      a->there = false;
      code = EventCode::retire;
      text += " leaves service";
      break;
    case What::trip:
      ++a->trips;
      code = EventCode::trip;
      text += worked ? " trips" : " trips; it was out of service";
      break;
    case What::maintenance:
      ++a->trips;
      code = EventCode::maintenance;
      text += worked ? " is out for maintenance" : " is out for maintenance; it was out of service";
      break;
    default:
      --a->trips;
      if (!a->runs()) return;  // another trip holds it down, or it is not there
      code = EventCode::restore;
      text += " is back";
  }
  const bool runs = a->runs();
  records_.event(now, c.what == What::trip && worked ? severity_critical : severity_info, code, c.target, runs ? 1 : 0, text);
  records_.open_window(now, code, c.target);
  if (runs == ran) return;
  sites_[a->site]->set_in_service(a->asset, runs, a->there);
  apply_power(a->site, now, c.what == What::trip || c.what == What::restore ? Cause::fault : Cause::plan);
  if (c.what == What::commission && a->asset.what == AssetRef::What::hall) sites_[a->site]->settle_hall(a->asset.index, now);
  note_machines(a->site, now);
  open_transient(a->site, now);
}

void Facility::apply_set(const Change& c, double now) {
  const auto in_force = [&]() -> const Change* {
    const auto it = std::find_if(active_sets_.rbegin(), active_sets_.rend(), [&](const Change& a) { return a.target == c.target; });
    return it == active_sets_.rend() ? nullptr : &*it;
  };
  if (c.what == Change::What::set) {
    active_sets_.push_back(c);
  } else {
    const bool shows = in_force() && in_force()->set == c.set;
    std::erase_if(active_sets_, [&](const Change& a) { return a.set == c.set; });
    if (!shows) return;  // a later one holds the value
  }
  reload(now);
  const Change* now_set = in_force();
  records_.event(now, severity_info, EventCode::set, "", 0, now_set ? c.target + " = " + now_set->value : c.target + " back to what it was");
}

void Facility::reload(double now) {
  Scenario fresh = base_;
  for (const Change& c : active_sets_)
    if (const std::string wrong = set_by_path(fresh, c.target, c.value, currency_); !wrong.empty())
      throw SimulationError(fmt::format("t = {:.0f} s: {}: {}", now, c.target, wrong));
  scenario_.constraints = fresh.constraints;
  for (std::size_t g = 0; g < fresh.grids.size(); ++g) scenario_.grids[g].tariff = fresh.grids[g].tariff;
  for (std::size_t i = 0; i < sites_.size(); ++i) {
    sites_[i]->reload(fresh.sites[i]);
    machine_modes_[i] = modes_now(*sites_[i]);  // there may be more or fewer of them
  }
  // A member that a smaller count took away comes back as it is now, not as new.
  for (const Service& a : services_) sites_[a.site]->set_in_service(a.asset, a.runs(), a.there);
  for (std::size_t i = 0; i < sites_.size(); ++i) {
    apply_power(i, now, Cause::fault);
    open_transient(i, now);
  }
}

void Facility::finish(double end) {
  for (std::size_t s = 0; s < sites_.size(); ++s)
    if (end - sites_[s]->time() > 1e-9) advance_site(s, end);
  if (budget) account_budget(end);
  if (records_.next_due() <= end + precision_s) records_.write_due(end, ledger_);
  while (next_year_ < year_ends_.size() && year_ends_[next_year_].first <= end + precision_s) {
    std::vector<SiteMeters> meters;
    for (const auto& s : sites_) meters.push_back(s->meters());
    yearly.emplace_back(year_ends_[next_year_++].second, std::move(meters));
  }
  records_.finish(end, ledger_);
}

}  // namespace netsuden
