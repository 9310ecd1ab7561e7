// SPDX-License-Identifier: Apache-2.0
// Liquid cooling of a hall: its CDUs, its technology loop, the devices under cold plates.
#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "sim/base/root.hpp"
#include "sim/twin/hall.hpp"
#include "sim/twin/machines_up.hpp"

namespace netsuden {

double Hall::cdu_flow_firm() const {
  return spec_.liquid ? std::min(cdu_flow_up_, static_cast<double>(firm_count(spec_.liquid->cdus.count.value_or(1), spec_.liquid->cdus.redundancy))) : 0;
}

void Hall::size_cdus() {
  if (!spec_.liquid) return;
  const CduParams& p = spec_.liquid->cdus.params;
  const auto pumps = static_cast<std::size_t>(p.pumps);
  cdu_pump_up.resize(cdu_up.size() * pumps, 1);
  cdus_up_ = 0;
  cdu_flow_up_ = 0;
  for (std::size_t i = 0; i < cdu_up.size(); ++i) {
    const auto first = cdu_pump_up.begin() + static_cast<std::ptrdiff_t>(i * pumps);
    const auto up = cdu_up[i] != 0 ? std::count(first, first + static_cast<std::ptrdiff_t>(pumps), char{1}) : 0;
    cdus_up_ += up > 0 ? 1 : 0;
    cdu_flow_up_ += std::min(1.0, static_cast<double>(up) / std::max(1, p.pumps - p.spare_pumps));
  }
  const auto installed = static_cast<double>(cdu_up.size());
  cdu_ = size_cdu(spec_.liquid->cdus.params, cdus_up() > 0 ? cdus_up() : static_cast<int>(cdu_up.size()));
  cdu_.loop = cdu_.loop * (installed / cdu_.count);  // pipes and racks keep their coolant
}

void Hall::run_cdus(const HallInputs& in, HallStep& out) const {
  const CduParams& c = spec_.liquid->cdus.params;
  const int units = in.cdus_powered ? cdus_up() : 0;
  if (units > 0) {
    const double share = out.liquid_heat_w / (units * c.rated_heat.si());
    const double most = cdu_flow_up_ / units;  // below 1 where pumps have failed
    double flow = std::min(most, c.pump_control == PumpControl::constant ? 1.0 : std::clamp(share, c.minimum_flow.value(), 1.0));
    if (plates_) {
      flow = plates_->pump_share(out.liquid_heat_w, units, cdu_flow_up_);
      out.coolant_kg_s = flow * units * plates_->rated_kg_s();
    }
    // Constant pumps draw what they draw whatever the racks let through.
    const double speed = c.pump_control == PumpControl::constant ? 1.0 : flow / most;  // of those that run
    out.cdu_pump_w = cdu_flow_up_ * c.pump_power.si() * speed * speed * speed;
    out.coolant_approach_k = c.approach.si() * share;
  }
  out.liquid_loop_w = out.liquid_heat_w + out.cdu_pump_w;
}

PlatesInputs Hall::plates_inputs(const HallInputs& in, const HallStep& s) const {
  PlatesInputs x{s.liquid_heat_w, in.busiest, s.coolant_kg_s, in.facility_water};
  if (coolant_return_) x.supply = s.coolant_followed ? s.coolant_mean : coolant_supply_;
  else if (std::isfinite(s.coolant_approach_k)) x.supply = in.facility_water + TemperatureDiff::from_si(s.coolant_approach_k + s.coolant_excess_k);
  return x;
}

/// `heat_w` comes into the technology loop: of the racks, of what their plates do not keep, of the pumps.
CduInputs Hall::cdu_inputs(const HallInputs& in, const HallStep& s, double heat_w) const {
  CduInputs c;
  c.heat = HeatFlow::from_si(heat_w);
  c.facility_supply = in.facility_water;
  c.set_point = in.coolant_set_point;
  if (!in.cdus_powered || cdus_up() == 0) return c;  // both waters stand
  c.facility_flow = *in.cdu_water;
  c.technology_flow = plates_ ? MassFlow::from_si(s.coolant_kg_s) : std::min(netsuden::technology_flow(cdu_, c.heat), cdu_.technology_flow * (cdu_flow_up_ / cdu_.count));
  return c;
}

/// From the heat of the racks and the water that the branch has for the CDUs. Plates keep what makes their case follow the coolant, and the
/// coolant warms by what they do not keep: the more they are taken to keep, the less they do. Where water flows the second reacts by a few per
/// cent of the first, and a few rounds settle both; where it stands, in long steps, the two ends of a round hold the root between them.
void Hall::technology_loop(const HallInputs& in, HallStep& s) const {
  double heat_w = 0;
  CduInputs c;
  CduStep step;
  const auto kept_of_w = [&](double kept_w) {
    heat_w = s.liquid_heat_w + s.cdu_pump_w - kept_w;
    c = cdu_inputs(in, s, heat_w);
    const Temperature start = coolant_return_.value_or(run_cdu(cdu_, c).technology_return);
    step = advance(cdu_, std::isfinite(start.k()) ? start : in.coolant_set_point, c, Duration::from_si(in.dt_s));
    s.coolant_mean = step.mean_supply;
    s.coolant_followed = true;
    if (!plates_) return kept_w;
    s.plates = plates_->step(plates_inputs(in, s), in.dt_s);
    return s.plates.stored_w;
  };
  double taken_w = 0, kept_w = kept_of_w(taken_w);
  const double tolerance_w = 1e-10 * std::max({s.liquid_heat_w, s.cdu_pump_w, std::abs(kept_w), 1.0});
  for (int round = 0; round < 6 && std::abs(kept_w - taken_w) > tolerance_w; ++round) kept_w = kept_of_w(taken_w = kept_w);
  if (std::abs(kept_w - taken_w) > tolerance_w) {
    const auto more_w = [&](double w) { return kept_of_w(w) - w; };
    const double other = kept_of_w(kept_w), low = std::min(taken_w, kept_w), high = std::max(taken_w, kept_w);
    const double at_taken = kept_w - taken_w, at_kept = other - kept_w;
    // Shifted by `low`: the root finder counts from a positive end.
    taken_w = low + falling_root([&](double w) { return more_w(low + w); }, 0.0, high - low, taken_w < kept_w ? at_taken : at_kept, taken_w < kept_w ? at_kept : at_taken, tolerance_w);
    kept_of_w(taken_w);
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

/// What the water cannot take the coolant keeps, and gives it back once the water moves. Plates see the mean of the step, and keep little of it
/// beside the loop: a few rounds settle both.
void Hall::keep_coolant(const HallInputs& in, HallStep& s) const {
  constexpr double gone_k = 1e-3;
  const double m = cdu_.loop.si(), dt = in.dt_s, start = coolant_excess_k_, rate = in.cdu_pumped * cdu_.technology_flow.si() * cdu_.coolant.cp / m;
  const double lets_w = in.cdu_pumped * cdu_.rated_heat.si();
  double heat_w = 0, kept_w = 0;
  const auto with_heat = [&] {
    heat_w = s.liquid_heat_w + s.cdu_pump_w - kept_w;
    const double rise_k_s = (in.cdu_pumped < 1 ? std::max(0.0, heat_w - lets_w) : 0) / m;
    // First-order lag, exact; a pure ramp where the water stands.
    const double x = rate * dt, decays = std::exp(-x), turn = x > 1e-9 ? -std::expm1(-x) / rate : dt;
    s.coolant_excess_end_k = start * decays + rise_k_s * turn;
    s.coolant_excess_k = x > 1e-9 ? (start * turn + rise_k_s * (dt - turn) / rate) / dt : start + 0.5 * rise_k_s * dt;
    if (in.cdu_pumped >= 1 && std::abs(s.coolant_excess_end_k) < gone_k) s.coolant_excess_end_k = 0;
  };
  for (int round = 0; round < 8; ++round) {
    with_heat();
    if (!plates_) break;
    s.plates = plates_->step(plates_inputs(in, s), dt);
    if (std::abs(s.plates.stored_w - kept_w) <= 1e-10 * std::max(s.liquid_heat_w, 1.0)) break;
    kept_w = s.plates.stored_w;
  }
  with_heat();
  s.coolant_stored_j = m * (s.coolant_excess_end_k - start);
  s.coolant_rate_k_s = (s.coolant_excess_end_k - start) / dt;
  s.liquid_loop_w = heat_w - s.coolant_stored_j / dt;
}

void Hall::settle_liquid(const HallInputs& in) {
  HallStep s;
  s.liquid_heat_w = liquid_heat_w(in.it_w);
  run_cdus(in, s);
  if (in.cdu_water) {
    const CduOutputs c = run_cdu(cdu_, cdu_inputs(in, s, s.liquid_loop_w));
    const auto finite = [&](Temperature t) { return std::isfinite(t.k()) ? t : in.coolant_set_point; };
    // No warmer than where the racks stop.
    const TemperatureDiff over = std::max(TemperatureDiff{}, finite(c.technology_supply) - spec_.shutdown.coolant);
    coolant_return_ = finite(c.technology_return) - over;
    coolant_supply_ = finite(c.technology_supply) - over;
  }
  if (plates_) plates_->settle(plates_inputs(in, s), spec_.shutdown.case_temperature);
}

double Hall::time_to_case(const HallInputs& in, Temperature threshold) const {
  HallStep s;
  s.liquid_heat_w = liquid_heat_w(in.it_w);
  run_cdus(in, s);
  s.coolant_excess_k = coolant_excess_k_;
  return plates_->time_to_worst_s(plates_inputs(in, s), threshold);
}

double Hall::time_to_coolant(const HallInputs& in, Temperature threshold, double horizon_s) const {
  if (!coolant_return_) return std::numeric_limits<double>::infinity();
  HallStep s;
  s.liquid_heat_w = liquid_heat_w(in.it_w);
  run_cdus(in, s);
  return time_to_supply(cdu_, *coolant_return_, cdu_inputs(in, s, s.liquid_heat_w + s.cdu_pump_w), threshold, Duration::from_si(horizon_s)).si();
}

}  // namespace netsuden
