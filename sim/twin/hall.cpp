// SPDX-License-Identifier: Apache-2.0
#include "sim/twin/hall.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/site/psychrometrics.hpp"
#include "sim/twin/machines_up.hpp"

namespace netsuden {
Hall::Hall(const HallSpec& s, const RackModel& rack) : rack_(rack) {
  reload(s);
  if (s.air) asked_ = s.air->supply;
}

void Hall::reload(const HallSpec& s) {
  spec_ = s;
  const double air_share = 1 - rack_.params.liquid_share.value();
  // Fans of racks that give all their heat to liquid still move the hall's air: as for a hundredth of it (assumption).
  const HeatFlow rated_air = HeatFlow::from_si(std::max(1.0, rated_it_w() * std::max(0.01, air_share)));
  if (spec_.air) {
    air_ = size_hall_air(spec_.air->hall, *spec_.area, rated_air);
    if (spec_.air->rows) divide_into_rows();
    else if (has_single_inlets()) air_.recirculation = map_.recirculation();
    air_.least_crah_flow = spec_.air->fan().rated_flow * spec_.air->fan().minimum_speed.value();
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

void Hall::commit(const HallStep& s) {
  if (spec_.air && spec_.air->valves) commit_valves(s);
  state_ = s.air.end;
  if (plates_) plates_->commit(s.plates);
  if (s.coolant_followed) {
    coolant_return_ = s.coolant_return;
    coolant_supply_ = s.coolant_end;
  }
  coolant_excess_k_ = s.coolant_excess_end_k;
  server_flow_ = s.air.flows.server.si();
  humidity_ = std::isfinite(s.humidity) ? s.humidity : -1;
  capture_ = s.air_heat_w > 0 ? std::clamp(s.door_w / s.air_heat_w, 0.0, 1.0) : 0;
  if (!has_single_inlets()) return;
  own_share_ = std::clamp((1 - s.air.flows.recirculation.value()) / (1 - air_.recirculation.value()), 0.0, 1.0);
  mixing_ = rows_.empty() ? own_share_ : 1;
  supplied_ = s.air.mean_supply;
  hot_mean_ = s.air.mean_hot;
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

HallAir Hall::air_now() const {
  HallAir a = air_;
  if (const auto& r = spec_.racks.inlet_response) a.minimum_server_flow = Fraction(std::max(a.minimum_server_flow.value(), server_fan_speed(*r, state_.cold)));
  return a;
}

double Hall::response_w(double it_w) const {
  if (!(it_w > 0)) return 0;
  double w = 0;
  const double into_liquid = liquid_heat_w(it_w);
  if (plates_) w += case_leakage(plates_->params(), ActivePower::from_si(into_liquid * spec_.liquid->cold_plate->heat_share.value()), plates_->mean()).si();
  if (!spec_.air) return w;
  if (const auto& r = spec_.racks.inlet_response) w += inlet_power(*r, spec_.racks.count * rack_.params.nodes_per_rack, ActivePower::from_si(it_w - into_liquid), state_.cold).si();
  if (spec_.rear_doors) w += door_resistance_power(spec_.rear_doors->params, door_coil_, server_air_flow(air_now(), HeatFlow::from_si(rack_air_w(it_w))), spec_.racks.count).si();
  return w;
}

TemperatureDiff Hall::outlet_rise(double rack_w) const { return server_rise(air_now(), spec_.racks.count, HeatFlow::from_si(rack_air_w(rack_w))); }

int Hall::crahs_up() const { return machines_up(crah_up); }

double Hall::crah_flow_available() const { return spec_.air ? crahs_up() * spec_.air->fan().rated_flow.si() : 0; }

double Hall::crah_flow_firm() const {
  if (!spec_.air) return 0;
  return std::min(crahs_up(), firm_count(spec_.air->units(), spec_.air->redundancy())) * spec_.air->fan().rated_flow.si();
}

HallAirInputs Hall::air_inputs(const HallInputs& in, double air_heat_w, AirSide& side) const {
  HallAirInputs a;
  side = {};
  a.server_heat = HeatFlow::from_si(air_heat_w);
  a.ambient = in.ambient;
  a.supply_set_point = supply_set_point();
  a.water_supply = in.water_supply;
  const bool fans_on = in.air_powered;
  // Servers that are off draw no air; running CRAHs push theirs through them, else it circulates by itself.
  a.server_flow = in.racks_on || fans_on ? (spec_.racks.inlet_response ? server_air_flow(air_now(), a.server_heat) : server_air_flow(air_, a.server_heat)) : air_.design_server_flow * air_.natural_circulation.value();
  const int units = fans_on ? crahs_up() : 0;
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
    a.door = door_conductance(door_coil_, flows.server, door_flow(in), spec_.racks.count);
    a.door_water = in.door_water;
    a.door_leaving = spec_.rear_doors->params.leaving;
    if (in.powered) side.door_fan_w = door_fan_power(spec_.rear_doors->params, flows.server, spec_.racks.count).si();
    a.door_fan_heat = HeatFlow::from_si(side.door_fan_w);
  }
  return a;
}

// ---- a step ----------------------------------------------------------------------------------------------------------

HallStep Hall::evaluate(const HallInputs& in) const {
  HallStep out;
  out.liquid_heat_w = liquid_heat_w(in.it_w);
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
  if (in.coil_water) coil_valve(in, out);
  take_vapour(in, out, out.dx ? take_crac(in, out) : 0);
  if (out.dx) out.rejected_w = out.coil_w + out.crac_w;
  take_doors(in, out);
  if (spec_.liquid) run_cdus(in, out);
  set_water(in, out);
  return out;
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
  if (spec_.liquid && in.cdu_water) technology_loop(in, s);
  else if (spec_.liquid && (in.cdu_pumped < 1 || coolant_excess_k_ != 0)) keep_coolant(in, s);
  else if (plates_) {
    s.plates = plates_->step(plates_inputs(in, s), in.dt_s);
    s.liquid_loop_w = s.liquid_heat_w - s.plates.stored_w + s.cdu_pump_w;
  }
  if (!s.coolant_followed) s.coolant_supply_c = in.facility_water.c() + s.coolant_approach_k + s.coolant_excess_k;
  if (follows_water()) return false;
  if (s.dx) return true;
  if (!(s.outdoor.value() > 0)) return in.water_supply < s.air.held_below;
  return with_outdoor_air(Conductance::from_si(s.coil_capacity_w_k), in.water_supply, s.air.flows.crah, s.outdoor, in.ambient, state_.hot).water < s.air.held_below;
}

double Hall::time_to_inlet(const HallInputs& in, Temperature threshold, double horizon_s) const {
  AirSide side;
  const HallAirInputs a = air_inputs(in, rack_air_w(in.it_w), side);
  return netsuden::time_to_inlet(air_, state_, a, threshold, Duration::from_si(horizon_s)).si();
}

void Hall::settle(const HallInputs& in) {
  if (spec_.liquid) settle_liquid(in);
  if (!spec_.air) return;
  AirSide side;
  const HallAirInputs a = air_inputs(in, rack_air_w(in.it_w), side);
  if (a.crah_flow_available.si() > 0 && a.coil.si() > 0) state_ = steady_state(air_, a);
  // With racks that would stop for it they begin at that limit.
  if (const TemperatureDiff over = state_.cold - spec_.shutdown.inlet; over > TemperatureDiff{})
    for (Temperature* t : {&state_.cold, &state_.hot, &state_.servers, &state_.building}) *t = *t - over;
  const double holds = psychro::saturation_humidity_ratio(supply_set_point().c(), in.pressure.si());
  if (const auto w = humidity(in)) humidity_ = spec_.air->humidity->dew_point ? *w : std::min(*w, holds);
}

}  // namespace netsuden
