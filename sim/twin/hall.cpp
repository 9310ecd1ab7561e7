// SPDX-License-Identifier: Apache-2.0
#include "sim/twin/hall.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

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
    coil_ = size_coil(spec_.air->crahs.params.coil);
    crah_up.resize(static_cast<std::size_t>(spec_.air->crahs.count.value_or(1)), 1);
  }
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
  cdu_ = size_cdu(spec_.liquid->cdus.params, units > 0 ? units : static_cast<int>(cdu_up.size()));
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
  return spec_.air && spec_.air->valves && followed_s_ > 0 && moves(valve_, supply_set_point()) ? followed_s_ : std::numeric_limits<double>::infinity();
}

void Hall::respond(Duration dt) {
  const AirResetParams& r = *spec_.air->supply_reset;
  if (interval_over(since_response_ += dt, r.interval)) asked_ = trim_and_respond({r.trim, r.respond, r.most, r.lowest, r.highest}, asked_, inlet_requests(hottest_inlet(), r.inlet));
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
  const auto& r = spec_.racks.inlet_response;
  if (!r || !spec_.air || !(it_w > 0)) return 0;
  return inlet_power(*r, spec_.racks.count * rack_.params.nodes_per_rack, ActivePower::from_si(it_w), state_.cold).si();
}

void Hall::spread(const std::vector<double>& rack_w) {
  const HallAir air = air_now();
  std::vector<double>&heat = place_heat_w_, &flow = place_flow_, &rise = place_rise_k_;
  for (auto* v : {&heat, &flow, &rise}) v->assign(map_.places(), 0);
  for (std::size_t r = 0; r < rack_w.size(); ++r) {
    const std::size_t p = place_of(static_cast<int>(r));
    const HeatFlow w = HeatFlow::from_si(rack_air_w(rack_w[r]));
    heat[p] += w.si();
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

double Hall::crah_flow_available() const { return spec_.air ? up(crah_up) * spec_.air->crahs.params.fan.rated_flow.si() : 0; }

double Hall::crah_flow_firm() const {
  if (!spec_.air) return 0;
  const auto& g = spec_.air->crahs;
  return std::min(up(crah_up), firm_count(g.count.value_or(1), g.redundancy)) * g.params.fan.rated_flow.si();
}

HallAirInputs Hall::air_inputs(const HallInputs& in, double air_heat_w, double* fan_w, double* coil_w_k, Fraction* outdoor) const {
  HallAirInputs a;
  a.server_heat = HeatFlow::from_si(air_heat_w);
  a.ambient = in.ambient;
  a.supply_set_point = supply_set_point();
  a.water_supply = in.water_supply;
  // Servers that are off draw no air; running CRAHs push theirs through them, else it circulates by itself.
  a.server_flow = in.racks_on || in.powered ? (spec_.racks.inlet_response ? server_air_flow(air_now(), a.server_heat) : server_air_flow(air_, a.server_heat)) : air_.design_server_flow * air_.natural_circulation.value();
  const int units = in.powered ? up(crah_up) : 0;
  const FanParams& fan = spec_.air->crahs.params.fan;
  a.crah_flow_available = MassFlow::from_si(units * fan.rated_flow.si());
  const HallAirFlows flows = hall_air_flows(air_, a);
  *fan_w = *coil_w_k = 0;
  *outdoor = Fraction(0.0);
  if (units > 0) {
    *fan_w = units * fan_power(fan, MassFlow::from_si(flows.crah.si() / units)).si();
    a.fan_heat = HeatFlow::from_si(*fan_w);
    const MassFlow water = MassFlow::from_si(in.coil_water_kg_s >= 0 ? in.coil_water_kg_s : coil_.water_flow.si() * units);
    a.coil = coil_performance(coil_, flows.crah, water, units).eps_c_min;
    *coil_w_k = a.coil.si();
    if (spec_.air->economizer) *outdoor = outdoor_share(*spec_.air->economizer, in.ambient, in.dew_point, state_.hot);
    if (outdoor->value() > 0) {
      const CombinedCoil c = with_outdoor_air(a.coil, in.water_supply, flows.crah, *outdoor, in.ambient, state_.hot);
      a.coil = c.k;
      a.water_supply = c.water;
    }
  }
  return a;
}

HallStep Hall::evaluate(const HallInputs& in) const {
  HallStep out;
  out.liquid_heat_w = spec_.liquid ? rack_.params.liquid_share.value() * in.it_w : 0;
  out.air_heat_w = in.it_w - out.liquid_heat_w;
  out.dt_s = in.dt_s;
  out.supply_set_point = supply_set_point();
  out.follows_valves = spec_.air && spec_.air->valves && valve_.started && in.dt_s <= followed_s_ * (1 + 1e-9);
  HallAirInputs a = air_inputs(in, out.air_heat_w, &out.crah_fan_w, &out.coil_capacity_w_k, &out.outdoor);
  const Conductance open = a.coil;
  if (out.follows_valves) {
    a.coil = open * valve_.valve;
    a.supply_set_point = Temperature::celsius(-100);  // the valves alone decide
  }
  out.air = advance(air_, state_, a, Duration::from_si(in.dt_s), &memo_);
  out.coil_most_w = std::max(0.0, (open * (out.air.end_return - a.water_supply)).si());
  out.coil_w = out.air.coil_heat.si() / in.dt_s;
  split_free_heat(in, out);
  if (in.coil_water_kg_s >= 0) coil_valve(in, out);
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
  return {s.liquid_heat_w, in.busiest, s.coolant_kg_s, in.facility_water + TemperatureDiff::from_si(std::isfinite(s.coolant_approach_k) ? s.coolant_approach_k : 0)};
}

/// The water with which the coils take just the heat that they took.
void Hall::coil_valve(const HallInputs& in, HallStep& s) const {
  const int units = in.powered ? up(crah_up) : 0;
  s.coil_wants_kg_s = 0;
  if (units == 0) return;
  const bool open = s.air.regime == SupplyRegime::saturated || s.air.end_supply > s.supply_set_point + held_within;
  if (open) s.coil_wants_kg_s = std::numeric_limits<double>::infinity();
  if (open || !(s.coil_w > 0)) return;
  const double air_w_k = s.air.flows.crah.si() * constants::cp_air;
  const double gap_k = (s.air.mean_return - in.water_supply).si() - s.free_w / air_w_k;
  const auto conductance = [&](double kg_s) { return coil_performance(coil_, s.air.flows.crah, MassFlow::from_si(kg_s), units).eps_c_min.si(); };
  double low = 0, high = in.coil_water_kg_s, f_low = -s.coil_w, f_high = high > 0 ? conductance(high) * gap_k - s.coil_w : f_low;
  s.coil_wants_kg_s = high;
  if (!(f_high > 1e-6 * s.coil_w)) return;
  for (int i = 0, side = 0; i < 60; ++i) {  // conductance rises with the water: regula falsi
    const double x = low + (high - low) * (f_low / (f_low - f_high)), f = conductance(x) * gap_k - s.coil_w;
    s.coil_wants_kg_s = x;
    if (std::abs(f) < 1e-6 * s.coil_w) return;
    if (f < 0) {
      low = x;
      f_low = f;
      if (side == 1) f_high *= 0.5;
      side = 1;
    } else {
      high = x;
      f_high = f;
      if (side == -1) f_low *= 0.5;
      side = -1;
    }
  }
}

CduInputs Hall::cdu_inputs(const HallInputs& in, double heat_w) const {
  CduInputs c;
  c.heat = HeatFlow::from_si(heat_w);
  c.facility_supply = in.facility_water;
  c.set_point = in.coolant_set_point;
  if (!in.powered || cdus_up() == 0) return c;  // both waters stand
  c.facility_flow = MassFlow::from_si(in.cdu_water_kg_s);
  c.technology_flow = netsuden::technology_flow(cdu_, c.heat);
  return c;
}

/// From the heat of the racks and the water that the branch has for the CDUs.
void Hall::technology_loop(const HallInputs& in, HallStep& s) const {
  const double heat_w = s.liquid_heat_w + s.cdu_pump_w;
  const CduInputs c = cdu_inputs(in, heat_w);
  const Temperature start = coolant_return_.value_or(run_cdu(cdu_, c).technology_return);
  const CduStep step = advance(cdu_, std::isfinite(start.k()) ? start : in.coolant_set_point, c, Duration::from_si(in.dt_s));
  s.coolant_stored_j = step.stored.si();
  s.liquid_loop_w = heat_w - s.coolant_stored_j / in.dt_s;
  s.coolant_return = step.technology_return;
  s.coolant_end = step.end.technology_supply;
  s.coolant_rate_k_s = coolant_return_ ? (s.coolant_end - coolant_supply_).si() / in.dt_s : 0;
  s.coolant_followed = true;
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
  if (spec_.liquid && in.cdu_water_kg_s >= 0) technology_loop(in, s);  // never with cold plates
  else s.coolant_supply_c = in.facility_water.c() + s.coolant_approach_k;
  if (plates_) {
    s.plates = plates_->step(plates_inputs(in, s), in.dt_s);
    s.liquid_loop_w = s.liquid_heat_w - s.plates.stored_w + s.cdu_pump_w;
  }
  if (!(s.outdoor.value() > 0)) return in.water_supply < s.air.held_below;
  return with_outdoor_air(Conductance::from_si(s.coil_capacity_w_k), in.water_supply, s.air.flows.crah, s.outdoor, in.ambient, state_.hot).water < s.air.held_below;
}

double Hall::time_to_inlet(const HallInputs& in, Temperature threshold, double horizon_s) const {
  double fan = 0, coil = 0;
  Fraction outdoor;
  const double liquid = spec_.liquid ? rack_.params.liquid_share.value() * in.it_w : 0;
  const HallAirInputs a = air_inputs(in, in.it_w - liquid, &fan, &coil, &outdoor);
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
  return time_to_supply(cdu_, *coolant_return_, cdu_inputs(in, s.liquid_heat_w + s.cdu_pump_w), threshold, Duration::from_si(horizon_s)).si();
}

void Hall::settle(const HallInputs& in) {
  const double liquid = spec_.liquid ? rack_.params.liquid_share.value() * in.it_w : 0;
  if (plates_) {
    HallStep s;
    s.liquid_heat_w = liquid;
    run_cdus(in, s);
    plates_->settle(plates_inputs(in, s));
  }
  if (spec_.liquid && in.cdu_water_kg_s >= 0) {
    const CduOutputs c = run_cdu(cdu_, cdu_inputs(in, liquid));
    coolant_return_ = std::isfinite(c.technology_return.k()) ? c.technology_return : in.coolant_set_point;
    coolant_supply_ = std::isfinite(c.technology_supply.k()) ? c.technology_supply : in.coolant_set_point;
  }
  if (!spec_.air) return;
  double fan = 0, coil = 0;
  Fraction outdoor;
  const HallAirInputs a = air_inputs(in, in.it_w - liquid, &fan, &coil, &outdoor);
  if (a.crah_flow_available.si() > 0 && a.coil.si() > 0) state_ = steady_state(air_, a);
}

}  // namespace netsuden
