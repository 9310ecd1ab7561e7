// SPDX-License-Identifier: Apache-2.0
#include "sim/twin/hall_plates.hpp"

#include <algorithm>
#include <cmath>

namespace netsuden {

HallPlates::HallPlates(const HallSpec& s, const RackModel& rack) { reload(s, rack); }

void HallPlates::reload(const HallSpec& s, const RackModel& rack) {
  const ColdPlateSpec& spec = *s.liquid->cold_plate;
  const CduParams& cdu = s.liquid->cdus.params;
  plate_ = spec.plate;
  coolant_ = coolant_properties(cdu.coolant);
  variable_ = cdu.pump_control == PumpControl::variable;
  plates_ = static_cast<double>(s.racks.count) * spec.plates.value_or(1) / spec.heat_share.value();
  rated_w_ = std::max(1.0, rack.rated.si() * s.racks.count * rack.params.liquid_share.value());
  cdu_kg_s_ = cdu.rated_heat.si() / (cdu.technology_rise.si() * coolant_.cp);
  least_pump_ = cdu.minimum_flow.value();
  const FlowDivision d = divide_flow(spec.manifold, spec.manifold.branches.value_or(1), plate_.pressure_drop, plate_.pressure_exponent);
  least_ = d.least;
  driven_ = cdu.head ? std::pow(*cdu.head / d.drop, 1 / plate_.pressure_exponent) : std::numeric_limits<double>::infinity();
}

double HallPlates::wanted_kg_s(double liquid_w) const { return plates_ * plate_.flow.si() * coolant_.rho * std::max(0.0, liquid_w) / rated_w_; }

double HallPlates::available_kg_s(double units) const { return std::min(units * cdu_kg_s_, driven_ * wanted_kg_s(rated_w_)); }

double HallPlates::pump_share(double liquid_w, int units, double flow_up) const {
  const double most = available_kg_s(flow_up) / (units * cdu_kg_s_);
  if (!variable_) return most;
  return std::min(most, std::max(least_pump_, wanted_kg_s(liquid_w) / (units * cdu_kg_s_)));
}

VolumeFlow HallPlates::plate_flow(double coolant_kg_s) const { return VolumeFlow::from_si(coolant_kg_s / (coolant_.rho * plates_)); }

PlateInputs HallPlates::plate(const PlatesInputs& in, double busiest, double share, ValidityBits* outside) const {
  return {HeatFlow::from_si(busiest * in.liquid_w / plates_), in.supply, plate_resistance(plate_, plate_flow(in.coolant_kg_s) * share, coolant_, outside)};
}

PlatesStep HallPlates::step(const PlatesInputs& in, double dt_s) const {
  PlatesStep s;
  const Duration dt = Duration::from_si(dt_s);
  const PlateInputs mean = plate(in, 1, 1, &s.outside_validity), worst = plate(in, in.busiest, least_, &s.outside_validity);
  const netsuden::PlateStep m = advance_plate(plate_.capacity, mean_, mean, dt), w = advance_plate(plate_.capacity, worst_, worst, dt);
  s.mean = m.end;
  s.worst = w.end;
  s.steady_worst = steady_case(worst);
  s.stored_w = plates_ * m.stored.si() / dt_s;
  // Its balance gives the mean: what was not stored went through R.
  s.mean_c = std::isfinite(mean.resistance.si()) ? in.supply.c() + (mean.heat.si() - m.stored.si() / dt_s) * mean.resistance.si() : 0.5 * (mean_.c() + m.end.c());
  s.highest_c = std::max(worst_, w.end).c();
  s.margin_k = junction_margin(plate_, std::max(worst_, w.end), worst.heat).si();
  s.flow_m3_s = plate_flow(in.coolant_kg_s).si();
  s.least_m3_s = least_ * s.flow_m3_s;
  return s;
}

void HallPlates::settle(const PlatesInputs& in, Temperature most) {
  const bool flows = in.coolant_kg_s > 0;
  mean_ = std::min(most, flows ? steady_case(plate(in, 1, 1, nullptr)) : in.supply);
  worst_ = std::min(most, flows ? steady_case(plate(in, in.busiest, least_, nullptr)) : in.supply);
}

double HallPlates::time_to_worst_s(const PlatesInputs& in, Temperature threshold) const {
  return time_to_case(plate_.capacity, worst_, plate(in, in.busiest, least_, nullptr), threshold).si();
}

}  // namespace netsuden
