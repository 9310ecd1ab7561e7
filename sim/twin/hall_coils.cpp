// SPDX-License-Identifier: Apache-2.0
// Coils of a hall: CRACs, humidity and wet coils, rear doors, and what their valves want of a circuit.
#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/base/root.hpp"
#include "sim/site/psychrometrics.hpp"
#include "sim/twin/hall.hpp"

namespace netsuden {

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
  if (!in.air_powered) return n;
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
  return in.coil_water.value_or(coil_.water_flow * (in.coil_pumped * units));
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
  const int units = in.air_powered ? crahs_up() : 0;
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
  if (!spec_.air->cracs && s.coil_w > 0 && in.air_powered) {
    const int units = crahs_up();
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
  if (in.door_flow) door_valves(in, s);
  if (in.racks_on) s.door_server_w = door_resistance_power(spec_.rear_doors->params, door_coil_, s.air.flows.server, spec_.racks.count).si();
  if (!std::isnan(s.humidity) && s.door_w > 0 && psychro::dew_point_from_humidity_ratio(s.humidity, in.pressure.si()) > in.door_water.c()) s.outside_validity |= validity::condensation;
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
  const int units = in.air_powered ? crahs_up() : 0;
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
  s.coil_wants_kg_s = water_for(s.coil_w, in.coil_water->si(), sensible_w);
}

MassFlow Hall::door_flow(const HallInputs& in) const {
  return in.door_flow.value_or(door_coil_.water_flow * (in.door_pumped * spec_.racks.count));
}

/// The same for the doors; all of it where no leaving temperature is asked for, or held.
void Hall::door_valves(const HallInputs& in, HallStep& s) const {
  const auto full_w = [&](double kg_s) {
    return door_conductance(door_coil_, s.air.flows.server, MassFlow::from_si(kg_s), spec_.racks.count).si() * (s.air.mean_outlet - in.door_water).si();
  };
  const bool held = spec_.rear_doors->params.leaving && full_w(in.door_flow->si()) > s.door_w * (1 + 1e-6);
  s.door_wants_kg_s = !held ? std::numeric_limits<double>::infinity() : s.door_w > 0 ? water_for(s.door_w, in.door_flow->si(), full_w) : 0;
}

}  // namespace netsuden
