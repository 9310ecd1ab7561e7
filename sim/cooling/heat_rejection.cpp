// SPDX-License-Identifier: Apache-2.0
#include "sim/cooling/heat_rejection.hpp"

#include <algorithm>

namespace netsuden {
namespace {

DryCoolerInputs dry_inputs(const DryCooler& d, HeatFlow heat, double flow, int count, Temperature set_point, const Outdoors& o) {
  DryCoolerInputs in;
  in.heat = heat;
  in.water = d.coil.water_flow * (flow * count);
  in.dry_bulb = o.dry_bulb;
  in.wet_bulb = std::min(o.wet_bulb, o.dry_bulb);
  in.set_point = set_point;
  in.count = count;
  return in;
}

}  // namespace

HeatRejection::HeatRejection(const TowerParams& p) : machine_(size_tower(p)) {}
HeatRejection::HeatRejection(const DryCoolerParams& p) : machine_(size_dry_cooler(p)) {}

HeatFlow HeatRejection::rated_heat() const {
  return evaporates() ? std::get<Tower>(machine_).params.rated_heat : std::get<DryCooler>(machine_).params.rated_heat;
}

MassFlow HeatRejection::design_water() const {
  return evaporates() ? MassFlow::from_si(std::get<Tower>(machine_).design_water_kg_s) : std::get<DryCooler>(machine_).coil.water_flow;
}

TemperatureDiff HeatRejection::range() const {
  if (evaporates()) return std::get<Tower>(machine_).params.range;
  const DryCoolerParams& p = std::get<DryCooler>(machine_).params;
  return p.water_in - p.water_out;
}

RejectionOutputs HeatRejection::run(const RejectionInputs& in, const Outdoors& o) const {
  const double n = in.count;
  if (const Tower* t = std::get_if<Tower>(&machine_)) {
    const TowerOutputs one = run_tower(*t, {in.heat / n, MassFlow::from_si(t->design_water_kg_s * in.flow.value()), o.wet_bulb, in.set_point, o.dry_bulb});
    const TowerWater& w = one.water;
    return {one.leaving, one.air_ratio, one.fan_power * n, {w.evaporation * n, w.drift * n, w.blow_down * n, w.make_up * n}, one.outside_validity};
  }
  const DryCoolerOutputs all = run_dry_cooler(std::get<DryCooler>(machine_), dry_inputs(std::get<DryCooler>(machine_), in.heat, in.flow.value(), in.count, in.set_point, o));
  return {all.leaving, all.air_ratio, all.fan_power, {all.water_use, {}, {}, all.water_use}, all.outside_validity};
}

Temperature HeatRejection::floor(const Outdoors& o) const { return sink(o) + closest_to_sink; }

Temperature HeatRejection::sink(const Outdoors& o) const {
  return evaporates() ? o.wet_bulb : dry_cooler_air(std::get<DryCooler>(machine_).params, o.dry_bulb, o.wet_bulb);
}

Temperature HeatRejection::coldest(HeatFlow one, Fraction flow, const Outdoors& o) const {
  const Temperature least = Temperature::celsius(-100);
  if (!(one.si() > 0)) return sink(o);
  if (const Tower* t = std::get_if<Tower>(&machine_)) return run_tower_full(*t, {one, MassFlow::from_si(t->design_water_kg_s * flow.value()), o.wet_bulb, least}).leaving;
  const DryCooler& d = std::get<DryCooler>(machine_);
  return run_dry_cooler(d, dry_inputs(d, one, flow.value(), 1, least, o)).leaving;
}

HeatFlow HeatRejection::available(Temperature supply, TemperatureDiff approach, HeatFlow near, const Outdoors& o) const {
  const HeatFlow rated = rated_heat();
  if (const Tower* t = std::get_if<Tower>(&machine_))
    if (o.wet_bulb <= t->params.wet_bulb && supply >= t->params.wet_bulb + t->params.approach + approach) return rated;
  const double room_k = (supply - sink(o)).si();
  if (room_k <= 0) return {};
  // Leaving water rises above the sink about in proportion to the heat, at full fans and full flow.
  const HeatFlow at = std::clamp(near, rated * 0.1, rated);
  const double k_per_w = (coldest(at, Fraction(1), o) - sink(o)).si() / at.si() + approach.si() / rated.si();
  return std::min(rated, HeatFlow::from_si(room_k / k_per_w));
}

}  // namespace netsuden
