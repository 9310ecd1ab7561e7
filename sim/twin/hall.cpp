// SPDX-License-Identifier: Apache-2.0
#include "sim/twin/hall.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace netsuden {
namespace {
int up(const std::vector<char>& v) { return static_cast<int>(std::count(v.begin(), v.end(), char{1})); }
}  // namespace

Hall::Hall(const HallSpec& s, const RackModel& rack) : rack_(rack) { reload(s); }

void Hall::reload(const HallSpec& s) {
  spec_ = s;
  const double air_share = 1 - rack_.params.liquid_share.value();
  const HeatFlow rated_air = HeatFlow::from_si(std::max(1.0, rated_it_w() * air_share));
  if (spec_.air) {
    air_ = size_hall_air(spec_.air->hall, *spec_.area, rated_air);
    coil_ = size_coil(spec_.air->crahs.params.coil);
    crah_up.resize(static_cast<std::size_t>(spec_.air->crahs.count.value_or(1)), 1);
  }
  if (spec_.liquid) cdu_up.resize(static_cast<std::size_t>(spec_.liquid->cdus.count.value_or(1)), 1);
}

int Hall::cdus_up() const { return up(cdu_up); }

double Hall::crah_flow_available() const { return spec_.air ? up(crah_up) * spec_.air->crahs.params.fan.rated_flow.si() : 0; }

double Hall::crah_flow_firm() const {
  if (!spec_.air) return 0;
  const auto& g = spec_.air->crahs;
  return std::min(up(crah_up), firm_count(g.count.value_or(1), g.redundancy)) * g.params.fan.rated_flow.si();
}

HallAirInputs Hall::air_inputs(const HallInputs& in, double air_heat_w, double* fan_w, double* coil_w_k) const {
  HallAirInputs a;
  a.server_heat = HeatFlow::from_si(air_heat_w);
  a.ambient = in.ambient;
  a.supply_set_point = spec_.air->supply;
  a.water_supply = in.water_supply;
  // Servers that are off draw no air; running CRAHs push theirs through them, else it circulates by itself.
  a.server_flow = in.racks_on || in.powered ? server_air_flow(air_, a.server_heat) : air_.design_server_flow * air_.natural_circulation.value();
  const int units = in.powered ? up(crah_up) : 0;
  const FanParams& fan = spec_.air->crahs.params.fan;
  a.crah_flow_available = MassFlow::from_si(units * fan.rated_flow.si());
  const HallAirFlows flows = hall_air_flows(air_, a);
  *fan_w = *coil_w_k = 0;
  if (units > 0) {
    *fan_w = units * fan_power(fan, MassFlow::from_si(flows.crah.si() / units)).si();
    a.fan_heat = HeatFlow::from_si(*fan_w);
    const MassFlow water = MassFlow::from_si(coil_.water_flow.si() * units);
    a.coil = coil_performance(coil_, flows.crah, water, units).eps_c_min;
    *coil_w_k = a.coil.si();
  }
  return a;
}

HallStep Hall::evaluate(const HallInputs& in) const {
  HallStep out;
  out.liquid_heat_w = spec_.liquid ? rack_.params.liquid_share.value() * in.it_w : 0;
  out.air_heat_w = in.it_w - out.liquid_heat_w;
  const HallAirInputs a = air_inputs(in, out.air_heat_w, &out.crah_fan_w, &out.coil_capacity_w_k);
  out.air = advance(air_, state_, a, Duration::from_si(in.dt_s), &memo_);
  out.coil_w = out.air.coil_heat.si() / in.dt_s;
  if (spec_.liquid) {
    const CduParams& c = spec_.liquid->cdus.params;
    const int units = in.powered ? up(cdu_up) : 0;
    if (units > 0) {
      const double share = out.liquid_heat_w / (units * c.rated_heat.si());
      const double flow = c.pump_control == PumpControl::constant ? 1.0 : std::clamp(share, c.minimum_flow.value(), 1.0);
      out.cdu_pump_w = units * c.pump_power.si() * flow * flow * flow;
      out.coolant_approach_k = c.approach.si() * share;
    }
    out.liquid_loop_w = out.liquid_heat_w + out.cdu_pump_w;
  }
  set_water(in, out);
  return out;
}

bool Hall::set_water(const HallInputs& in, HallStep& s) const {
  s.coolant_supply_c = in.facility_water.c() + s.coolant_approach_k;
  return in.water_supply < s.air.held_below;
}

double Hall::time_to_inlet(const HallInputs& in, Temperature threshold, double horizon_s) const {
  double fan = 0, coil = 0;
  const double liquid = spec_.liquid ? rack_.params.liquid_share.value() * in.it_w : 0;
  const HallAirInputs a = air_inputs(in, in.it_w - liquid, &fan, &coil);
  return netsuden::time_to_inlet(air_, state_, a, threshold, Duration::from_si(horizon_s)).si();
}

void Hall::settle(const HallInputs& in) {
  double fan = 0, coil = 0;
  const double liquid = spec_.liquid ? rack_.params.liquid_share.value() * in.it_w : 0;
  const HallAirInputs a = air_inputs(in, in.it_w - liquid, &fan, &coil);
  if (a.crah_flow_available.si() > 0 && a.coil.si() > 0) state_ = steady_state(air_, a);
}

}  // namespace netsuden
