// SPDX-License-Identifier: Apache-2.0
#include "sim/twin/site_model.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "sim/power/itic.hpp"
#include "sim/power/timing.hpp"

namespace netsuden {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Of the racks' power supplies.
const VoltageTolerance& supply_tolerance() {
  static const VoltageTolerance itic;
  return itic;
}

}  // namespace

SiteModel::SiteModel(const Scenario& scenario, int site, const Inputs& inputs, CapacityLedger& ledger)
    : scenario_(scenario), inputs_(inputs), ledger_(ledger), spec_(scenario.sites[static_cast<std::size_t>(site)]),
      index_(site), zone_(zone_of(spec_, inputs)), chain_(spec_.power, RandomStream(scenario.seed, "gensets." + spec_.name)), grid_account_(scenario, site, inputs),
      swing_(scenario, site, inputs, ledger, all_constraints_) {
  for (const auto& p : spec_.cooling) {
    plants_.emplace_back(p);
    plants_.back().name = path() + ".cooling." + p.name;
  }
  for (const auto& h : spec_.halls) {
    const RackModel rack = make_rack(h.racks.params);
    halls_.emplace_back(h, rack);
    Hall& hall = halls_.back();
    hall.feeds = feeds_of(h.fed_by);
    if (h.air) hall.air_loop = index_of(spec_.cooling, h.air->loop);
    if (h.liquid) hall.liquid_loop = index_of(spec_.cooling, h.liquid->loop);
    if (h.rear_doors) hall.door_loop = index_of(spec_.cooling, h.rear_doors->loop);
    loads_.push_back(std::make_unique<HallLoad>(rack, h.racks.count));
    if (hall.plates()) loads_.back()->follow_highest();
    LoadMode mode = LoadMode::jobs;
    const HallReplay* replay = nullptr;
    const ProfileSpec* profile = nullptr;
    for (const auto& p : scenario.workload.profiles) {
      const std::string name = spec_.name + "." + h.name;
      if (p.halls.empty() || std::find(p.halls.begin(), p.halls.end(), name) != p.halls.end()) profile = &p;
    }
    for (const auto& r : inputs.replay)
      if (r.site == site && r.hall == static_cast<int>(halls_.size()) - 1) replay = &r;
    if (replay) mode = LoadMode::replay;
    else if (profile) mode = LoadMode::profile;
    mode_.push_back(mode);
    replay_.push_back(replay);
    profile_.push_back(profile);
    replay_cursor_.push_back(0);
  }
  build_water();
  build_auxiliaries();
  // Whatever is not IT or cooling hangs on the board nearest to the grid.
  other_feeds_ = plants_.empty() ? (halls_.empty() ? std::vector<int>{} : halls_.front().feeds) : auxiliaries_.front().feeds;
  ways_ = node_ways(chain_);
  const auto add_ways = [&](SupplyWay::To to, std::size_t target, const std::vector<int>& from) {
    if (from.size() < 2) return;
    for (const int f : from) ways_.push_back({to, static_cast<int>(target), f});
  };
  for (std::size_t h = 0; h < halls_.size(); ++h) add_ways(SupplyWay::To::hall, h, halls_[h].feeds);
  for (std::size_t p = 0; p < plants_.size(); ++p) add_ways(SupplyWay::To::plant, p, auxiliaries_[p].feeds);
  hall_powered_.assign(halls_.size(), 1);
  racks_on_.assign(halls_.size(), 1);
  low_voltage_s_.assign(halls_.size(), 0);
  hall_voltage_.assign(halls_.size(), 1);
  shut_down_.assign(halls_.size(), 0);
  shed_.assign(halls_.size(), 0);
  rack_demand_.resize(halls_.size());
  hall_cooling_demand_.resize(halls_.size());
  hall_demand_meters_.resize(halls_.size());
  out_.hall_demand.resize(halls_.size());
  out_.hall_shed.resize(halls_.size());
  for (const HallRecirculation& r : inputs.recirculation)
    if (r.site == site) halls_[static_cast<std::size_t>(r.hall)].set_recirculation(r.shares);
  envelope_.resize(halls_.size());
  plant_year_kg_.assign(plants_.size(), 0);
  order_plants();
  case_tally_.resize(halls_.size());
  busiest_.assign(halls_.size(), 1);
  loop_rate_k_s_.assign(plants_.size(), 0);
  plant_low_s_.assign(plants_.size(), 0);
  crac_low_s_.assign(halls_.size(), 0);
  hall_asked_w_.assign(halls_.size(), 0);
  highest_.halls.assign(halls_.size(), 0);
  highest_.auxiliaries.assign(auxiliaries_.size(), 0);
  last_energy_j_.assign(halls_.size(), 0);
  last_profile_.assign(halls_.size(), -1);
  ready_s_.assign(halls_.size(), infinity);
  drew_w_.assign(halls_.size(), -1);
  power_at_step_w_.assign(halls_.size(), 0);
  hall_peak_w_.assign(halls_.size(), 0);
  rack_at_step_w_.assign(halls_.size(), 0);
  rack_peak_w_.assign(halls_.size(), 0);
  out_.halls.resize(halls_.size());
  out_.hall_it_w.resize(halls_.size());
  out_.hall_response_w.assign(halls_.size(), 0);
  out_.hall_swing.assign(halls_.size(), {});
  out_.plants.resize(plants_.size());
  for (auto* v : {&loop_guess_, &loop_last_guess_, &loop_last_miss_, &loop_heat_, &loop_last_heat_}) v->resize(plants_.size());
  add_constraints();
}

double SiteModel::profile_at(const ProfileSpec& p, double t_s) const {
  const UnixSeconds now = inputs_.start_unix + t_s;
  const CivilTime c = zone_.to_civil(now);
  double u = p.mean.value();
  if (p.from) {
    std::string message;
    const auto from = parse_time(*p.from, inputs_.zone, message);
    const double since = from ? now - *from : 0;
    if (since < 0) return 0;
    if (p.ramp.si() > 0) u *= std::min(1.0, since / p.ramp.si());
  }
  const double hour = c.hour + c.minute / 60.0 + c.second / 3600.0;
  u *= 1 + p.daily_amplitude * std::cos((hour - p.peak_hour) / 24 * 2 * M_PI);
  if (c.weekday >= 5) u *= 1 - p.weekend_drop;
  return std::clamp(u, 0.0, 1.0);
}

bool SiteModel::apply_inputs(double t_s) {
  bool any = false;
  for (std::size_t h = 0; h < halls_.size(); ++h) {
    if (mode_[h] == LoadMode::replay) {
      const HallReplay& r = *replay_[h];
      const double w = r.power_w.at(t_s, replay_cursor_[h]);
      if (!r.groups_w.empty()) {
        groups_w_.clear();
        for (const StepSeries& g : r.groups_w) groups_w_.push_back(g.values()[replay_cursor_[h]]);  // on the same times
        loads_[h]->set_replayed(t_s, groups_w_);
      } else if (w != last_profile_[h]) {
        loads_[h]->set_replayed(t_s, w);
      }
      any = any || w != last_profile_[h];
      last_profile_[h] = w;
    } else if (mode_[h] == LoadMode::profile) {
      const double u = boots(static_cast<int>(h)) ? 0 : profile_at(*profile_[h], t_s);
      if (u != last_profile_[h]) {
        loads_[h]->set_profile(t_s, u);
        last_profile_[h] = u;
        any = true;
      }
    }
  }
  return any;
}

std::vector<int> SiteModel::take_ready(double t_s) {
  std::vector<int> ready;
  for (std::size_t h = 0; h < halls_.size(); ++h) {
    if (ready_s_[h] > t_s + 1e-6) continue;
    ready_s_[h] = infinity;
    ready.push_back(static_cast<int>(h));
  }
  return ready;
}

void SiteModel::refresh_profile(int h, double t_s) {
  const auto k = static_cast<std::size_t>(h);
  if (mode_[k] == LoadMode::profile) loads_[k]->set_profile(t_s, last_profile_[k]);
}

double SiteModel::next_input_change(double t_s) {
  double next = grid_account_.next_change(t_s);
  for (std::size_t h = 0; h < halls_.size(); ++h)
    if (mode_[h] == LoadMode::replay) next = std::min(next, replay_[h]->power_w.next_change(t_s, replay_cursor_[h]));
  return next;
}

std::vector<int> SiteModel::energize() {
  chain_.energize(grid_supply_);
  switch_auxiliaries();
  std::vector<int> changed;
  for (std::size_t h = 0; h < halls_.size(); ++h) {
    hall_voltage_[h] = chain_.voltage_of(halls_[h].feeds);
    hall_powered_[h] = would_run(h) ? 1 : 0;
    const char on = hall_powered_[h] != 0 && shut_down_[h] == 0 ? 1 : 0;
    if (on == racks_on_[h]) continue;
    if (on == 0 && !boots(static_cast<int>(h))) drew_w_[h] = loads_[h]->power_w() + out_.hall_response_w[h];
    racks_on_[h] = on;
    ready_s_[h] = infinity;
    changed.push_back(static_cast<int>(h));
  }
  hold_demand();
  return changed;
}

bool SiteModel::would_run(std::size_t h) const { return halls_[h].in_service && shed_[h] == 0 && rides_on(h); }

/// What the tolerance curve of IT supplies says of the voltage that a hall gets, by now.
bool SiteModel::rides_on(std::size_t h) const {
  const double v = hall_voltage_[h];
  if (v >= steady_voltage) return true;
  if (v <= 0) return false;  // breaks within the hold-up time are the transfer switches' affair
  return !expired(Duration::from_si(low_voltage_s_[h]), tolerated_time(supply_tolerance(), v));
}

double SiteModel::next_drop_out_s() const {
  double next = infinity;
  for (std::size_t h = 0; h < halls_.size(); ++h)
    if (hall_powered_[h] != 0 && hall_voltage_[h] < steady_voltage)
      next = std::min(next, remaining_s(Duration::from_si(low_voltage_s_[h]), tolerated_time(supply_tolerance(), hall_voltage_[h])));
  return next;
}

bool SiteModel::supply_changed() const {
  for (std::size_t h = 0; h < halls_.size(); ++h)
    if ((hall_powered_[h] != 0) != would_run(h)) return true;
  return chain_.changed() || next_in_line_s() <= 0;
}

double SiteModel::note_power() {
  double w = 0;
  for (const auto& l : loads_) w += l->power_w();
  peak_w_ = std::max(peak_w_, w);
  low_w_ = std::min(low_w_, w);
  return w;
}

double SiteModel::load_change(int h) const {
  const auto k = static_cast<std::size_t>(h);
  return std::abs(loads_[k]->power_w() - power_at_step_w_[k]) / std::max(1.0, loads_[k]->rated_w());
}

void SiteModel::settle_at_start() {
  peak_w_ = low_w_ = 0;
  for (std::size_t h = 0; h < halls_.size(); ++h) {
    power_at_step_w_[h] = loads_[h]->power_w();
    peak_w_ += power_at_step_w_[h];
  }
  low_w_ = peak_w_;
  if (any_water_) solve_water(1);
  const WeatherSample w = inputs_.weather[static_cast<std::size_t>(index_)].at(inputs_.start_unix);
  for (std::size_t h = 0; h < halls_.size(); ++h)
    halls_[h].settle(hall_inputs(h, loads_[h]->power_w(), w));
  if (any_water_) settle_water(w);
}

void SiteModel::settle_hall(int h, double t_s) {
  const auto k = static_cast<std::size_t>(h);
  if (halls_[k].spec().air && hall_powered_[k] != 0) halls_[k].settle(hall_inputs(k, loads_[k]->power_w(), inputs_.weather[static_cast<std::size_t>(index_)].at(inputs_.start_unix + t_s)));
}

void SiteModel::advance(double t_s, const std::function<void(const CapacityLedger::Crossing&)>& on_crossing) {
  const double dt = t_s - t_;
  if (dt <= 1e-9) return;
  out_.t_s = t_s;
  out_.dt_s = dt;
  out_.weather = inputs_.weather[static_cast<std::size_t>(index_)].at(inputs_.start_unix + t_ + dt / 2);
  out_.rates = grid_account_.at(t_);
  out_.it_w = 0;
  double responses_w = 0;
  for (std::size_t h = 0; h < halls_.size(); ++h) {  // workload: mean IT power since the last step
    const double e = loads_[h]->energy_j(t_s);
    hall_peak_w_[h] = loads_[h]->take_peak();
    if (halls_[h].spec().rack_feed) {
      const double at_reference = out_.hall_it_w[h] - out_.hall_response_w[h];  // of the step before
      const double rack = loads_[h]->highest_rack_w() * (at_reference > 0 ? out_.hall_it_w[h] / at_reference : 1);
      rack_peak_w_[h] = std::max(rack, std::exchange(rack_at_step_w_[h], rack));
    }
    const double at_reference = (e - last_energy_j_[h]) / dt;
    if (halls_[h].plates()) {
      const double highest = loads_[h]->take_highest_j() / dt * loads_[h]->racks();
      busiest_[h] = at_reference > 0 ? std::max(1.0, highest / at_reference) : 1;
    }
    out_.hall_response_w[h] = racks_on_[h] != 0 ? halls_[h].response_w(at_reference) : 0;
    responses_w += out_.hall_response_w[h];
    hall_peak_w_[h] += out_.hall_response_w[h];
    out_.hall_it_w[h] = at_reference + out_.hall_response_w[h];
    last_energy_j_[h] = e;
    out_.it_w += out_.hall_it_w[h];
  }
  out_.it_peak_w = peak_w_ + responses_w;
  // What inlets change is in proportion to what draws.
  meters_.it_min_w = std::min(meters_.it_min_w, low_w_ + responses_w * (out_.it_w > responses_w ? std::min(1.0, low_w_ / (out_.it_w - responses_w)) : 0));
  peak_w_ = low_w_ = 0;
  for (std::size_t h = 0; h < halls_.size(); ++h) {
    power_at_step_w_[h] = loads_[h]->power_w();
    peak_w_ += power_at_step_w_[h];
  }
  low_w_ = peak_w_;
  thermal(dt);     // hall air and liquid, loops, plant
  spread_air(dt);  // single inlets
  respond(dt);     // set-points of the next step
  swings_ahead(t_s);
  electrical(dt);  // the chain with its losses, batteries, sets, grid import
  account(dt);     // meters and balances
  note_highest_loads();
  t_ = t_s;
  judge(dt, on_crossing);  // constraints
  if (!swing_.present()) return;
  const double served = out_.it_w + out_.cooling_w + out_.other_w, growth = chain_.swing_growth();
  SiteSwing::Step swing{t_s, dt, out_.import_w, growth > 0 ? growth : served > 0 ? (served + out_.loss_w) / served : 1};
  swing.connected = std::any_of(chain_.nodes().begin(), chain_.nodes().end(), [](const PowerNode& n) { return n.is(PowerNodeType::grid_connection) && n.energized; });
  if (const PowerChain::Node* n = chain_.smoothing_battery()) {
    swing.smoothing_w = n->battery->smoothing_w;
    swing.cycling_w = n->battery->cycling_w;
    swing.rest_w = n->battery->rest_w;
    swing.cycling_loss_w = swing.cycling_w * (1 / (n->spec.bess.charge_efficiency.value() * n->spec.bess.discharge_efficiency.value()) - 1);
  }
  swing_.step(swing, loads_, on_crossing);
}

/// Who trains in the step ahead, and what the battery that smooths is to take of it.
void SiteModel::swings_ahead(double until_s) {
  if (!swing_.present()) return;
  std::optional<SiteSwing::Battery> battery;
  if (const PowerChain::Node* n = chain_.smoothing_battery(); n && n->battery->smooths)
    battery = SiteSwing::Battery{&*n->spec.smoothing, n->spec.smoothing->kept(n->spec.bess) * 0.5, ActivePower::from_si(n->battery->rest_w)};
  chain_.set_cycling(swing_.prepare(until_s, loads_, battery));
  chain_.set_swing(swing_.smoothed_by_battery(), swing_.spread());
  bool any = false;
  for (std::size_t h = 0; h < halls_.size(); ++h) {
    const int i = static_cast<int>(h);
    out_.hall_swing[h] = racks_on_[h] != 0 ? swing_.of_hall(i) : Excursion{};
    any = any || out_.hall_swing[h].high > 0;
    if (racks_on_[h] != 0 && halls_[h].spec().rack_feed) rack_peak_w_[h] = std::max(rack_peak_w_[h], swing_.highest_rack_w(i, loads_));
  }
  if (any) out_.it_peak_w = std::max(out_.it_peak_w, out_.it_w + swing_.of_site().high);
}

DispatchSignals SiteModel::signals() const {
  DispatchSignals s;
  s.price = EnergyPrice::from_si(out_.rates.price_per_j);
  s.import_limit = grid_account_.contract();
  if (const double call = grid_account_.limit_w(t_, 0); std::isfinite(call)) {
    s.curtailed = true;
    s.import_limit = std::min(s.import_limit.value_or(ActivePower::from_si(infinity)), ActivePower::from_si(call));
  }
  return s;
}

void SiteModel::electrical(double dt_s) {
  chain_.clear_loads();
  out_.cooling_w = 0;
  for (std::size_t h = 0; h < halls_.size(); ++h) {
    const double cooling = on_racks_nodes_w(h);
    // A hall without power draws none: its meter stands, its fans and pumps too.
    hall_asked_w_[h] = out_.hall_it_w[h] + cooling;
    chain_.add_load(halls_[h].feeds, hall_asked_w_[h], out_.hall_it_w[h]);
    if (out_.hall_swing[h].any()) chain_.add_swing(halls_[h].feeds, out_.hall_swing[h]);
    out_.cooling_w += cooling;
  }
  for (const Auxiliary& a : auxiliaries_)
    if (const double w = auxiliary_w(a); w > 0 && chain_.add_load(a.feeds, w)) out_.cooling_w += w;
  out_.other_w = spec_.other_load.si() > 0 && chain_.add_load(other_feeds_, spec_.other_load.si()) ? spec_.other_load.si() : 0;
  chain_.set_ambient(out_.weather.dry_bulb);
  if (chain_.has_batteries()) chain_.set_signals(signals());
  if (chain_.has_solar()) chain_.set_sky(sky(t_, dt_s));
  chain_.solve(dt_s);
  for (std::size_t h = 0; h < halls_.size(); ++h) {
    const double v = hall_voltage_[h];
    low_voltage_s_[h] = v > 0 && v < steady_voltage ? low_voltage_s_[h] + dt_s : 0;
  }
  out_.loss_w = chain_.loss_w();
  out_.import_w = chain_.import_w();
  out_.generated_w = chain_.generated_w();
  out_.stored_w = chain_.stored_w();
  out_.missing_w = chain_.unserved_w();
  out_.ups_out_w = chain_.it_behind_ups_w();
  out_.pdu_out_w = chain_.it_behind_pdu_w();
  out_.water_kg_s = 0;
  for (const auto& p : out_.plants) out_.water_kg_s += p.water_kg_s;
  out_.served_share = 1;
  if (out_.missing_w > 0) cut_to_served();
}

bool SiteModel::way_closed(const SupplyWay& w) const {
  if (w.to == SupplyWay::To::node) return node_way_closed(chain_, w.from, w.target);
  const auto t = static_cast<std::size_t>(w.target);
  return chain_.is_live(w.to == SupplyWay::To::hall ? halls_[t].feeds : auxiliaries_[t].feeds, w.from);
}

/// Loads share equally among their live feeds.
double SiteModel::way_w(const SupplyWay& w) const {
  if (w.to == SupplyWay::To::node) return node_way_w(chain_, w.from, w.target);
  if (!way_closed(w)) return 0;
  const auto t = static_cast<std::size_t>(w.target);
  const bool hall = w.to == SupplyWay::To::hall;
  const double served = 1 - chain_.nodes()[static_cast<std::size_t>(w.from)].shortfall;
  return served * (hall ? hall_asked_w_[t] : auxiliary_w(auxiliaries_[t])) / chain_.live_feeds(hall ? halls_[t].feeds : auxiliaries_[t].feeds);
}

/// What batteries and sets could not give was not used: of every watt the same share, of losses too. Its heat has been reckoned with.
void SiteModel::cut_to_served() {
  double cut = 0;
  const double asked_it_w = out_.it_w;
  const auto less = [&](double& sum, double w, const std::vector<int>& feeds) {
    const double lacks = w * chain_.shortfall(feeds);
    sum -= lacks;
    cut += lacks;
    return lacks;
  };
  for (std::size_t h = 0; h < halls_.size(); ++h) {
    const double cooling = hall_asked_w_[h] - out_.hall_it_w[h];
    out_.hall_it_w[h] -= less(out_.it_w, out_.hall_it_w[h], halls_[h].feeds);
    less(out_.cooling_w, cooling, halls_[h].feeds);
  }
  for (const Auxiliary& a : auxiliaries_)
    if (a.powered) less(out_.cooling_w, auxiliary_w(a), a.feeds);
  less(out_.other_w, out_.other_w, other_feeds_);
  out_.loss_w -= out_.missing_w - cut;
  if (asked_it_w > 0) out_.served_share = out_.it_w / asked_it_w;
  out_.ups_out_w *= out_.served_share;
  out_.pdu_out_w *= out_.served_share;
}

}  // namespace netsuden
