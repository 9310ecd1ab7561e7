// SPDX-License-Identifier: Apache-2.0
#include "sim/twin/hall.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "sim/base/root.hpp"
#include "sim/site/psychrometrics.hpp"

namespace netsuden {
namespace {
constexpr TemperatureDiff held_within = TemperatureDiff::from_si(1e-3);  // of a set-point: else its valve is open
int up(const std::vector<char>& v) { return static_cast<int>(std::count(v.begin(), v.end(), char{1})); }
}  // namespace

Hall::Hall(const HallSpec& s, const RackModel& rack) : rack_(rack) {
  reload(s);
  if (s.air) asked_ = s.air->supply;
}

void Hall::reload(const HallSpec& s) {
  spec_ = s;
  const double air_share = 1 - rack_.params.liquid_share.value();
  const HeatFlow rated_air = HeatFlow::from_si(std::max(1.0, rated_it_w() * air_share));
  if (spec_.air) {
    air_ = size_hall_air(spec_.air->hall, *spec_.area, rated_air);
    if (has_single_inlets()) air_.recirculation = map_.recirculation();
    crah_up.resize(static_cast<std::size_t>(spec_.air->units()), 1);
    if (spec_.air->cracs) {
      const CracParams& p = spec_.air->cracs->units.params;
      crac_ = size_crac(p);
      // Less air would freeze their coils: what the servers do not draw bypasses them.
      const double least = p.minimum_flow.value() * p.fan.rated_flow.si() * spec_.air->units() / air_.design_crah_flow().si();
      air_.minimum_crah_flow = Fraction(std::clamp(least, air_.minimum_crah_flow.value(), 1.0));
    } else {
      coil_ = size_coil(spec_.air->crahs.params.coil);
    }
    crac_restart_.resize(spec_.air->cracs ? crah_up.size() : 0);
  }
  if (spec_.rear_doors) door_coil_ = size_coil(spec_.rear_doors->params.coil);
  if (!spec_.liquid) return;
  cdu_up.resize(static_cast<std::size_t>(spec_.liquid->cdus.count.value_or(1)), 1);
  size_cdus();
  if (!spec_.liquid->cold_plate || !(rack_.params.liquid_share.value() > 0)) plates_.reset();
  else if (plates_) plates_->reload(spec_, rack_);
  else plates_.emplace(spec_, rack_);
}

void Hall::size_cdus() {
  if (!spec_.liquid) return;
  const int units = cdus_up();
  const int installed = static_cast<int>(cdu_up.size());
  cdu_ = size_cdu(spec_.liquid->cdus.params, units > 0 ? units : installed);
  cdu_.loop = size_cdu(spec_.liquid->cdus.params, installed).loop;  // pipes and racks keep their coolant
}

void Hall::commit(const HallStep& s) {
  if (spec_.air && spec_.air->valves) commit_valves(s);
  state_ = s.air.end;
  if (plates_) plates_->commit(s.plates);
  if (s.coolant_followed) {
    coolant_return_ = s.coolant_return;
    coolant_supply_ = s.coolant_end;
  }
  server_flow_ = s.air.flows.server.si();
  humidity_ = std::isfinite(s.humidity) ? s.humidity : -1;
  capture_ = s.air_heat_w > 0 ? std::clamp(s.door_w / s.air_heat_w, 0.0, 1.0) : 0;
  if (has_single_inlets()) mixing_ = std::max(0.0, 1 - s.air.flows.recirculation.value()) / (1 - map_.recirculation().value());
}

/// The loop goes on from the step: as it was followed, or from where a longer one leaves the valves.
void Hall::commit_valves(const HallStep& s) {
  const ValveLoopParams& p = *spec_.air->valves;
  const double gain_k = s.air.flows.crah.si() > 0 ? s.coil_most_w / (s.air.flows.crah.si() * constants::cp_air) : 0;
  followed_s_ = longest_followed(p, gain_k).si();
  const Temperature set = supply_set_point();
  if (s.coil_most_w > 0 && s.follows_valves) valve_ = advance_valve(p, valve_, s.air.mean_supply, set, Duration::from_si(s.dt_s));
  else if (s.coil_most_w > 0) valve_ = valve_at(p, coil_share(s), s.air.end_supply, set);
  else if (valve_.started) valve_ = valve_at(p, valve_.valve, set, set);  // no fan runs: they stay where they are
}

double Hall::longest_step_s() const {
  double longest = spec_.air && spec_.air->valves && followed_s_ > 0 && moves(valve_, supply_set_point()) ? followed_s_ : std::numeric_limits<double>::infinity();
  // A set-point that moves is decided upon at its dates.
  if (spec_.air && spec_.air->supply_reset && reset_answer() != asked_) longest = std::min(longest, (spec_.air->supply_reset->interval - since_response_).si());
  return longest;
}

Temperature Hall::reset_answer() const {
  const AirResetParams& r = *spec_.air->supply_reset;
  return trim_and_respond({r.trim, r.respond, r.most, r.lowest, r.highest}, asked_, inlet_requests(hottest_inlet(), r.inlet));
}

void Hall::respond(Duration dt) {
  if (interval_over(since_response_ += dt, spec_.air->supply_reset->interval)) asked_ = reset_answer();
}

void Hall::set_recirculation(const RecirculationShares& s) {
  map_ = RecirculationMap(s);
  above_k_.assign(map_.places(), 0);
  above_in_the_end_k_ = above_k_;
  air_.recirculation = map_.recirculation();
}

HallAir Hall::air_now() const {
  HallAir a = air_;
  if (const auto& r = spec_.racks.inlet_response) a.minimum_server_flow = Fraction(std::max(a.minimum_server_flow.value(), server_fan_speed(*r, state_.cold)));
  return a;
}

double Hall::inlet_power_w(double it_w) const {
  if (!(it_w > 0)) return 0;
  double w = 0;
  const double into_liquid = spec_.liquid ? rack_.params.liquid_share.value() * it_w : 0;
  if (plates_) w += case_leakage(plates_->params(), ActivePower::from_si(into_liquid * spec_.liquid->cold_plate->heat_share.value()), plates_->mean()).si();
  if (!spec_.air) return w;
  if (const auto& r = spec_.racks.inlet_response) w += inlet_power(*r, spec_.racks.count * rack_.params.nodes_per_rack, ActivePower::from_si(it_w - into_liquid), state_.cold).si();
  if (spec_.rear_doors) w += door_resistance_power(spec_.rear_doors->params, door_coil_, server_air_flow(air_now(), HeatFlow::from_si(rack_air_w(it_w))), spec_.racks.count).si();
  return w;
}

void Hall::spread(const std::vector<double>& rack_w) {
  const HallAir air = air_now();
  std::vector<double>&heat = place_heat_w_, &flow = place_flow_, &rise = place_rise_k_;
  for (auto* v : {&heat, &flow, &rise}) v->assign(map_.places(), 0);
  for (std::size_t r = 0; r < rack_w.size(); ++r) {
    const std::size_t p = place_of(static_cast<int>(r));
    const HeatFlow w = HeatFlow::from_si(rack_air_w(rack_w[r]));
    heat[p] += w.si() * (1 - capture_);  // behind doors, where there are some
    flow[p] += rack_air_flow(air, spec_.racks.count, w).si();
  }
  for (std::size_t p = 0; p < heat.size(); ++p) rise[p] = flow[p] > 0 ? heat[p] / (flow[p] * constants::cp_air) : 0;
  std::vector<double>& above = above_in_the_end_k_;
  map_.rises(rise, above);
  // The cold aisle is r / (1 - r) of the hall's rise above the supply: with that taken off, an inlet is x above it.
  const HeatFlow all = HeatFlow::from_si(std::accumulate(heat.begin(), heat.end(), 0.0));
  const double r = map_.recirculation().value(), hall_w_k = server_air_flow(air, all).si() * constants::cp_air;
  for (double& k : above) k -= hall_w_k > 0 ? r / (1 - r) * all.si() / hall_w_k : 0;
}

void Hall::follow_spread(double dt_s) {
  const HallAir air = air_now();
  const double flow_w_k = air.design_server_flow.si() * air.minimum_server_flow.value() * constants::cp_air;
  const double drawn_w_k = std::max(flow_w_k, server_flow_ * constants::cp_air);
  const double tau = air.servers.si() / (drawn_w_k * -std::expm1(-air.server_transfer.si() / drawn_w_k));
  const double left = std::exchange(spread_, true) ? std::exp(-dt_s / tau) : 0;
  hottest_k_ = -std::numeric_limits<double>::infinity();
  for (std::size_t p = 0; p < above_k_.size(); ++p) {
    above_k_[p] = above_in_the_end_k_[p] + (above_k_[p] - above_in_the_end_k_[p]) * left;
    hottest_k_ = std::max(hottest_k_, above_k_[p]);
  }
}

TemperatureDiff Hall::outlet_rise(double rack_w) const { return server_rise(air_now(), spec_.racks.count, HeatFlow::from_si(rack_air_w(rack_w))); }

int Hall::cdus_up() const { return up(cdu_up); }

int Hall::crahs_up() const { return up(crah_up); }

double Hall::crah_flow_available() const { return spec_.air ? up(crah_up) * spec_.air->fan().rated_flow.si() : 0; }

double Hall::crah_flow_firm() const {
  if (!spec_.air) return 0;
  return std::min(up(crah_up), firm_count(spec_.air->units(), spec_.air->redundancy())) * spec_.air->fan().rated_flow.si();
}

HallAirInputs Hall::air_inputs(const HallInputs& in, double air_heat_w, AirSide& side) const {
  HallAirInputs a;
  side = {};
  a.server_heat = HeatFlow::from_si(air_heat_w);
  a.ambient = in.ambient;
  a.supply_set_point = supply_set_point();
  a.water_supply = in.water_supply;
  const bool fans_on = spec_.air->cracs ? in.cracs_powered : in.powered;
  // Servers that are off draw no air; running CRAHs push theirs through them, else it circulates by itself.
  a.server_flow = in.racks_on || fans_on ? (spec_.racks.inlet_response ? server_air_flow(air_now(), a.server_heat) : server_air_flow(air_, a.server_heat)) : air_.design_server_flow * air_.natural_circulation.value();
  const int units = fans_on ? up(crah_up) : 0;
  const FanParams& fan = spec_.air->fan();
  a.crah_flow_available = MassFlow::from_si(units * fan.rated_flow.si());
  const HallAirFlows flows = hall_air_flows(air_, a);
  if (units > 0) {
    side.fan_w = units * fan_power(fan, MassFlow::from_si(flows.crah.si() / units)).si();
    a.fan_heat = HeatFlow::from_si(side.fan_w);
    if (spec_.air->economizer) side.outdoor = outdoor_share(*spec_.air->economizer, in.ambient, in.dew_point, state_.hot);
    if (!line_of_coils(in, flows, units, side.outdoor, a) && !spec_.air->cracs) a.coil = coil_performance(coil_, flows.crah, coil_water(in, units), units).eps_c_min;
    side.coil_w_k = a.coil.si();
    if (side.outdoor.value() > 0) {
      const CombinedCoil c = with_outdoor_air(a.coil, a.water_supply, flows.crah, side.outdoor, in.ambient, state_.hot);
      a.coil = c.k;
      a.water_supply = c.water;
    }
  }
  if (spec_.rear_doors) {
    a.door = door_conductance(door_coil_, flows.server, door_water(in), spec_.racks.count);
    a.door_water = in.door_water;
    a.door_leaving = spec_.rear_doors->params.leaving;
    if (in.powered) side.door_fan_w = door_fan_power(spec_.rear_doors->params, flows.server, spec_.racks.count).si();
    a.door_fan_heat = HeatFlow::from_si(side.door_fan_w);
  }
  return a;
}

// ---- CRACs and humidity ----------------------------------------------------------------------------------------------

void Hall::stop_cracs() {
  int place = 0;
  if (!spec_.air || !spec_.air->cracs) return;
  for (std::size_t i = 0; i < crac_restart_.size(); ++i)
    crac_restart_[i] = stop_chiller(spec_.air->cracs->units.params.restart, crac_restart_[i], crah_up[i] != 0 ? place++ : 0);
}

void Hall::restart_crac(std::size_t i) {
  if (i < crac_restart_.size()) crac_restart_[i] = call_chiller(spec_.air->cracs->units.params.restart);
}

int Hall::cracs_restarting() const {
  int n = 0;
  for (std::size_t i = 0; i < crac_restart_.size(); ++i) n += crac_restart_[i].holds && crah_up[i] != 0 ? 1 : 0;
  return n;
}

double Hall::next_crac_s() const {
  Duration next = Duration::from_si(std::numeric_limits<double>::infinity());
  for (std::size_t i = 0; i < crac_restart_.size(); ++i)
    if (crah_up[i] != 0 && crac_restart_[i].holds) next = std::min(next, next_restart_event(spec_.air->cracs->units.params.restart, crac_restart_[i]));
  return next.si();
}

void Hall::advance_cracs(bool powered, double dt_s) {
  for (ChillerRestart& r : crac_restart_)
    if (r.holds) r = advance_restart(spec_.air->cracs->units.params.restart, r, powered, Duration::from_si(dt_s));
}

double Hall::crac_machines(const HallInputs& in) const {
  double n = 0;
  if (!in.cracs_powered) return n;
  for (std::size_t i = 0; i < crac_restart_.size(); ++i)
    if (crah_up[i] != 0) n += chiller_share(spec_.air->cracs->units.params.restart, crac_restart_[i], Duration::from_si(in.dt_s / 2)).value();
  return n;
}

std::optional<double> Hall::humidity(const HallInputs& in) const {
  if (!spec_.air || !spec_.air->humidity) return {};
  const auto& dew = spec_.air->humidity->dew_point;
  if (!dew && humidity_ >= 0) return humidity_;
  return psychro::humidity_ratio_from_dew_point((dew ? *dew : in.dew_point).c(), in.pressure.si());
}

std::optional<double> Hall::coil_humidity(const HallInputs& in, double share) const {
  std::optional<double> w = humidity(in);
  if (w && share > 0) *w += share * (psychro::humidity_ratio_from_dew_point(in.dew_point.c(), in.pressure.si()) - *w);
  return w;
}

CracInputs Hall::crac_inputs(const HallInputs& in, Temperature back, double share, const HallAirFlows& flows, int units) const {
  CracInputs x;
  x.air_in = back + (in.ambient - back) * share;
  x.humidity_ratio = coil_humidity(in, share);
  x.outdoor = in.ambient;
  x.air = MassFlow::from_si(flows.crah.si() / units);
  x.pressure = in.pressure;
  return x;
}

MassFlow Hall::coil_water(const HallInputs& in, int units) const {
  return in.coil_water_kg_s >= 0 ? MassFlow::from_si(in.coil_water_kg_s) : coil_.water_flow * static_cast<double>(units);
}

bool Hall::line_of_coils(const HallInputs& in, const HallAirFlows& flows, int units, Fraction outdoor, HallAirInputs& a) const {
  constexpr TemperatureDiff apart = TemperatureDiff::from_si(0.2);
  const Temperature back = state_.hot + (supply_set_point() - state_.hot) * flows.bypass.value();
  const double share = outdoor.value();
  const auto line = [&](Temperature air_in, double now_w, double warmer_w) {
    const double k = std::max((warmer_w - now_w) / apart.si(), 1e-3 * now_w);
    a.coil = Conductance::from_si(k);
    a.water_supply = air_in - TemperatureDiff::from_si(now_w / k);
  };
  if (spec_.air->cracs) {
    const double machines = crac_machines(in);
    const CracParams& p = spec_.air->cracs->units.params;
    CracInputs x = crac_inputs(in, back, share, flows, units);
    const Temperature air_in = x.air_in;
    const double now_w = machines * crac_full_load(p, crac_, x).sensible.si();
    if (!(now_w > 0)) return false;
    x.air_in = air_in + apart;
    line(air_in, now_w, machines * crac_full_load(p, crac_, x).sensible.si());
    return true;
  }
  const std::optional<double> w = coil_humidity(in, share);
  const MassFlow water = coil_water(in, units);
  if (!w || !(water.si() > 0)) return false;
  const WetCoilSides sides = wet_coil_sides(coil_, flows.crah, water, units);
  const Temperature air_in = back + (in.ambient - back) * share;
  const WetCoilResult now = run_wet_coil(sides, air_in, *w, in.water_supply, in.pressure);
  if (!now.wet) return false;
  const WetCoilResult warmer = run_wet_coil(sides, air_in + apart, *w, in.water_supply, in.pressure);
  line(air_in, units * now.sensible.si(), units * warmer.sensible.si());
  return true;
}

/// Power and latent heat of the CRACs from the mean of the step.
double Hall::take_crac(const HallInputs& in, HallStep& s) const {
  const int units = in.cracs_powered ? up(crah_up) : 0;
  if (units == 0) return 0;
  const Group<CracParams>& g = spec_.air->cracs->units;
  const double machines = crac_machines(in);
  const CracFullLoad full = crac_full_load(g.params, crac_, crac_inputs(in, s.air.mean_return, s.outdoor_share, s.air.flows, units));
  s.crac_available_w = machines * full.total.si();
  s.crac_firm_w = std::min(machines, static_cast<double>(firm_count(spec_.air->units(), g.redundancy))) * full.total.si();
  if (!(s.coil_w > 0) || !(machines > 0) || !(full.sensible.si() > 0)) return 0;
  s.crac_part_load = s.coil_w / (machines * full.sensible.si());
  s.crac_running = machines * crac_runtime(g.params, s.crac_part_load);
  s.crac_w = s.crac_running * full.power.si();
  s.latent_w = s.coil_w * (full.total / full.sensible - 1);
  s.outside_validity |= full.outside_validity;
  return full.apparatus_humidity;
}

/// The water in the air of a hall whose humidity is known, and what the coils take of it.
void Hall::take_vapour(const HallInputs& in, HallStep& s, double surface_w) const {
  const std::optional<double> now = humidity(in);
  if (!now) return;
  const double share = s.outdoor_share;
  if (!spec_.air->cracs && s.coil_w > 0 && in.powered) {
    const int units = up(crah_up);
    const Temperature air_in = s.air.mean_return + (in.ambient - s.air.mean_return) * share;
    const WetCoilResult r = throttled_wet_coil(coil_, s.air.flows.crah, coil_water(in, units), units, air_in, *coil_humidity(in, share), in.water_supply, in.pressure, HeatFlow::from_si(s.coil_w));
    if (r.wet && r.sensible.si() > 0) {
      s.latent_w = s.coil_w * r.condensate_kg_s * latent_heat_j_kg / r.sensible.si();
      surface_w = r.surface_humidity;
    }
  }
  HallHumidityInputs x;
  x.air_kg = spec_.area->si() * spec_.air->hall.height.si() * 1.2;
  x.outdoor_kg_s = x.air_kg * spec_.air->humidity->air_changes_per_hour / 3600 + share * s.air.flows.crah.si();
  x.outdoor_w = psychro::humidity_ratio_from_dew_point(in.dew_point.c(), in.pressure.si());
  x.condensate_kg_s = s.latent_w / latent_heat_j_kg;
  x.surface_w = surface_w;
  x.held = spec_.air->humidity->dew_point.has_value();
  if (s.air.flows.crah.si() > 0) x.most_w = psychro::saturation_humidity_ratio(s.air.end_supply.c(), in.pressure.si());
  const HallHumidityStep h = advance_humidity(*now, x, Duration::from_si(in.dt_s));
  s.humidity = h.end_w;
  s.condensate_kg_s = h.condensate_kg / in.dt_s;
  s.latent_w = s.condensate_kg_s * latent_heat_j_kg;
  s.vapour_w = h.brought_kg / in.dt_s * latent_heat_j_kg;
  s.vapour_stored_w = h.stored_kg / in.dt_s * latent_heat_j_kg;
  s.coil_w += s.latent_w;
}

void Hall::take_doors(const HallInputs& in, HallStep& s) const {
  if (!spec_.rear_doors) return;
  s.door_w = s.air.door_heat.si() / in.dt_s;
  if (in.door_water_kg_s >= 0) door_valves(in, s);
  if (in.racks_on) s.door_server_w = door_resistance_power(spec_.rear_doors->params, door_coil_, s.air.flows.server, spec_.racks.count).si();
  if (!std::isnan(s.humidity) && s.door_w > 0 && psychro::dew_point_from_humidity_ratio(s.humidity, in.pressure.si()) > in.door_water.c()) s.outside_validity |= validity::condensation;
}

// ---- a step ----------------------------------------------------------------------------------------------------------

HallStep Hall::evaluate(const HallInputs& in) const {
  HallStep out;
  out.liquid_heat_w = spec_.liquid ? rack_.params.liquid_share.value() * in.it_w : 0;
  out.air_heat_w = in.it_w - out.liquid_heat_w;
  out.dt_s = in.dt_s;
  out.supply_set_point = supply_set_point();
  out.follows_valves = spec_.air && spec_.air->valves && valve_.started && in.dt_s <= followed_s_ * (1 + 1e-9);
  AirSide side;
  HallAirInputs a = air_inputs(in, out.air_heat_w, side);
  out.crah_fan_w = side.fan_w;
  out.coil_capacity_w_k = side.coil_w_k;
  out.door_fan_w = side.door_fan_w;
  out.outdoor = side.outdoor;
  const Conductance open = a.coil;
  if (out.follows_valves) {
    a.coil = open * valve_.valve;
    a.supply_set_point = Temperature::celsius(-100);  // the valves alone decide
  }
  out.air = advance(air_, state_, a, Duration::from_si(in.dt_s), &memo_);
  out.outside_validity |= out.air.outside_validity;
  out.coil_most_w = std::max(0.0, (open * (out.air.end_return - a.water_supply)).si());
  out.coil_w = out.air.coil_heat.si() / in.dt_s;
  split_free_heat(in, out);
  out.dx = spec_.air->cracs.has_value();
  if (in.coil_water_kg_s >= 0) coil_valve(in, out);
  take_vapour(in, out, out.dx ? take_crac(in, out) : 0);
  if (out.dx) out.rejected_w = out.coil_w + out.crac_w;
  take_doors(in, out);
  if (spec_.liquid) run_cdus(in, out);
  set_water(in, out);
  return out;
}

void Hall::run_cdus(const HallInputs& in, HallStep& out) const {
  const CduParams& c = spec_.liquid->cdus.params;
  const int units = in.powered ? up(cdu_up) : 0;
  if (units > 0) {
    const double share = out.liquid_heat_w / (units * c.rated_heat.si());
    double flow = c.pump_control == PumpControl::constant ? 1.0 : std::clamp(share, c.minimum_flow.value(), 1.0);
    if (plates_) {
      flow = plates_->pump_share(out.liquid_heat_w, units);
      out.coolant_kg_s = flow * units * plates_->rated_kg_s();
    }
    // Constant pumps draw what they draw whatever the racks let through.
    const double speed = c.pump_control == PumpControl::constant ? 1.0 : flow;
    out.cdu_pump_w = units * c.pump_power.si() * speed * speed * speed;
    out.coolant_approach_k = c.approach.si() * share;
  }
  out.liquid_loop_w = out.liquid_heat_w + out.cdu_pump_w;
}

PlatesInputs Hall::plates_inputs(const HallInputs& in, const HallStep& s) const {
  PlatesInputs x{s.liquid_heat_w, in.busiest, s.coolant_kg_s, in.facility_water};
  if (coolant_return_) x.supply = s.coolant_followed ? s.coolant_mean : coolant_supply_;
  else if (std::isfinite(s.coolant_approach_k)) x.supply = in.facility_water + TemperatureDiff::from_si(s.coolant_approach_k);
  return x;
}

namespace {

/// The water, at most `most_kg_s`, with which `heat_w(water)` is just `wanted_w`.
template <class Heat>
double water_for(double wanted_w, double most_kg_s, const Heat& heat_w) {
  if (!(most_kg_s > 0)) return most_kg_s;
  const auto lacks_w = [&](double kg_s) { return wanted_w - heat_w(kg_s); };
  const double at_most = lacks_w(most_kg_s);
  return at_most > -1e-6 * wanted_w ? most_kg_s : falling_root(lacks_w, 0, most_kg_s, wanted_w, at_most, 1e-6 * wanted_w);
}

}  // namespace

/// The water with which the coils take just the sensible heat that they took.
void Hall::coil_valve(const HallInputs& in, HallStep& s) const {
  const int units = in.powered ? up(crah_up) : 0;
  s.coil_wants_kg_s = 0;
  if (units == 0) return;
  const bool open = s.follows_valves ? valve_.valve >= 1 : s.air.regime == SupplyRegime::saturated || s.air.end_supply > s.supply_set_point + held_within;
  if (open) s.coil_wants_kg_s = std::numeric_limits<double>::infinity();
  if (open || !(s.coil_w > 0)) return;
  const Temperature air_in = s.air.mean_return - TemperatureDiff::from_si(s.free_w / (s.air.flows.crah.si() * constants::cp_air));
  const std::optional<double> humid = coil_humidity(in, s.outdoor_share);
  const auto sensible_w = [&](double kg_s) {
    const MassFlow water = MassFlow::from_si(kg_s);
    if (humid) return units * run_wet_coil(wet_coil_sides(coil_, s.air.flows.crah, water, units), air_in, *humid, in.water_supply, in.pressure).sensible.si();
    return coil_performance(coil_, s.air.flows.crah, water, units).eps_c_min.si() * (air_in - in.water_supply).si();
  };
  s.coil_wants_kg_s = water_for(s.coil_w, in.coil_water_kg_s, sensible_w);
}

MassFlow Hall::door_water(const HallInputs& in) const {
  return in.door_water_kg_s >= 0 ? MassFlow::from_si(in.door_water_kg_s) : door_coil_.water_flow * static_cast<double>(spec_.racks.count);
}

/// The same for the doors; all of it where no leaving temperature is asked for, or held.
void Hall::door_valves(const HallInputs& in, HallStep& s) const {
  const auto full_w = [&](double kg_s) {
    return door_conductance(door_coil_, s.air.flows.server, MassFlow::from_si(kg_s), spec_.racks.count).si() * (s.air.mean_outlet - in.door_water).si();
  };
  const bool held = spec_.rear_doors->params.leaving && full_w(in.door_water_kg_s) > s.door_w * (1 + 1e-6);
  s.door_wants_kg_s = !held ? std::numeric_limits<double>::infinity() : s.door_w > 0 ? water_for(s.door_w, in.door_water_kg_s, full_w) : 0;
}

/// `heat_w` comes into the technology loop: of the racks, of what their plates do not keep, of the pumps.
CduInputs Hall::cdu_inputs(const HallInputs& in, const HallStep& s, double heat_w) const {
  CduInputs c;
  c.heat = HeatFlow::from_si(heat_w);
  c.facility_supply = in.facility_water;
  c.set_point = in.coolant_set_point;
  if (!in.powered || cdus_up() == 0) return c;  // both waters stand
  c.facility_flow = MassFlow::from_si(in.cdu_water_kg_s);
  c.technology_flow = plates_ ? MassFlow::from_si(s.coolant_kg_s) : netsuden::technology_flow(cdu_, c.heat);
  return c;
}

/// From the heat of the racks and the water that the branch has for the CDUs. Plates keep what makes their case follow the coolant, and the
/// coolant warms by what they do not keep: the second reacts by a few per cent of the first, so that a few rounds settle both.
void Hall::technology_loop(const HallInputs& in, HallStep& s) const {
  double kept_w = 0, heat_w = 0;
  CduInputs c;
  CduStep step;
  for (int round = 0; round < 20; ++round) {
    heat_w = s.liquid_heat_w + s.cdu_pump_w - kept_w;
    c = cdu_inputs(in, s, heat_w);
    const Temperature start = coolant_return_.value_or(run_cdu(cdu_, c).technology_return);
    step = advance(cdu_, std::isfinite(start.k()) ? start : in.coolant_set_point, c, Duration::from_si(in.dt_s));
    s.coolant_mean = step.mean_supply;
    s.coolant_followed = true;
    if (!plates_) break;
    s.plates = plates_->step(plates_inputs(in, s), in.dt_s);
    if (std::abs(std::exchange(kept_w, s.plates.stored_w) - s.plates.stored_w) <= 1e-9 * s.liquid_heat_w) break;
  }
  s.coolant_stored_j = step.stored.si();
  s.liquid_loop_w = heat_w - s.coolant_stored_j / in.dt_s;
  s.coolant_return = step.technology_return;
  s.coolant_end = step.end.technology_supply;
  s.coolant_rate_k_s = coolant_return_ ? (s.coolant_end - coolant_supply_).si() / in.dt_s : 0;
  const bool flows = c.technology_flow.si() > 0;
  s.cdu_wants_kg_s = !flows ? 0 : s.coolant_end > in.coolant_set_point + held_within ? std::numeric_limits<double>::infinity() : step.end.facility_flow.si();
  s.coolant_supply_c = flows ? step.mean_supply.c() : std::numeric_limits<double>::quiet_NaN();
  s.coolant_approach_k = flows ? (step.mean_supply - in.facility_water).si() : std::numeric_limits<double>::quiet_NaN();
}

/// Of the heat of a step, what outdoor air takes instead of the coils; as means.
void Hall::split_free_heat(const HallInputs& in, HallStep& s) const {
  if (!(s.outdoor.value() > 0)) return;
  const double air_w_k = s.air.flows.crah.si() * constants::cp_air, gap_k = (s.air.mean_return - in.ambient).si();
  s.free_w = free_heat(HeatFlow::from_si(s.coil_w), s.air.flows.crah, s.outdoor, in.ambient, s.air.mean_return).si();
  s.coil_w -= s.free_w;
  s.outdoor_share = air_w_k * gap_k > 0 ? s.free_w / (air_w_k * gap_k) : 0;
}

bool Hall::set_water(const HallInputs& in, HallStep& s) const {
  if (spec_.liquid && in.cdu_water_kg_s >= 0) technology_loop(in, s);
  else s.coolant_supply_c = in.facility_water.c() + s.coolant_approach_k;
  if (plates_ && !s.coolant_followed) {
    s.plates = plates_->step(plates_inputs(in, s), in.dt_s);
    s.liquid_loop_w = s.liquid_heat_w - s.plates.stored_w + s.cdu_pump_w;
  }
  if (follows_water()) return false;
  if (s.dx) return true;
  if (!(s.outdoor.value() > 0)) return in.water_supply < s.air.held_below;
  return with_outdoor_air(Conductance::from_si(s.coil_capacity_w_k), in.water_supply, s.air.flows.crah, s.outdoor, in.ambient, state_.hot).water < s.air.held_below;
}

double Hall::time_to_inlet(const HallInputs& in, Temperature threshold, double horizon_s) const {
  AirSide side;
  const double liquid = spec_.liquid ? rack_.params.liquid_share.value() * in.it_w : 0;
  const HallAirInputs a = air_inputs(in, in.it_w - liquid, side);
  return netsuden::time_to_inlet(air_, state_, a, threshold, Duration::from_si(horizon_s)).si();
}

double Hall::time_to_case(const HallInputs& in, Temperature threshold) const {
  HallStep s;
  s.liquid_heat_w = rack_.params.liquid_share.value() * in.it_w;
  run_cdus(in, s);
  return plates_->time_to_worst_s(plates_inputs(in, s), threshold);
}

double Hall::time_to_coolant(const HallInputs& in, Temperature threshold, double horizon_s) const {
  if (!coolant_return_) return std::numeric_limits<double>::infinity();
  HallStep s;
  s.liquid_heat_w = rack_.params.liquid_share.value() * in.it_w;
  run_cdus(in, s);
  return time_to_supply(cdu_, *coolant_return_, cdu_inputs(in, s, s.liquid_heat_w + s.cdu_pump_w), threshold, Duration::from_si(horizon_s)).si();
}

void Hall::settle(const HallInputs& in) {
  const double liquid = spec_.liquid ? rack_.params.liquid_share.value() * in.it_w : 0;
  if (spec_.liquid) {
    HallStep s;
    s.liquid_heat_w = liquid;
    run_cdus(in, s);
    if (in.cdu_water_kg_s >= 0) {
      const CduOutputs c = run_cdu(cdu_, cdu_inputs(in, s, liquid + s.cdu_pump_w));
      coolant_return_ = std::isfinite(c.technology_return.k()) ? c.technology_return : in.coolant_set_point;
      coolant_supply_ = std::isfinite(c.technology_supply.k()) ? c.technology_supply : in.coolant_set_point;
      const TemperatureDiff over = std::max(TemperatureDiff{}, coolant_supply_ - spec_.shutdown.coolant);
      coolant_return_ = *coolant_return_ - over;
      coolant_supply_ = coolant_supply_ - over;
    }
    if (plates_) plates_->settle(plates_inputs(in, s), spec_.shutdown.case_temperature);
  }
  if (!spec_.air) return;
  AirSide side;
  const HallAirInputs a = air_inputs(in, in.it_w - liquid, side);
  if (a.crah_flow_available.si() > 0 && a.coil.si() > 0) state_ = steady_state(air_, a);
  // With racks that would stop for it they begin at that limit.
  if (const TemperatureDiff over = state_.cold - spec_.shutdown.inlet; over > TemperatureDiff{})
    for (Temperature* t : {&state_.cold, &state_.hot, &state_.servers, &state_.building}) *t = *t - over;
  const double holds = psychro::saturation_humidity_ratio(supply_set_point().c(), in.pressure.si());
  if (const auto w = humidity(in)) humidity_ = spec_.air->humidity->dew_point ? *w : std::min(*w, holds);
}

}  // namespace netsuden
