// SPDX-License-Identifier: Apache-2.0
// Air and water of a site in a step, how long the next step may be, and when a temperature is reached.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/base/errors.hpp"
#include "sim/power/timing.hpp"
#include "sim/twin/site_model.hpp"

namespace netsuden {

/// As things are now; the step is still to be said.
HallInputs SiteModel::hall_inputs(std::size_t h, double it_w, const WeatherSample& weather) const {
  HallInputs in;
  in.it_w = it_w;
  in.ambient = weather.dry_bulb;
  in.dew_point = weather.dew_point;
  in.powered = hall_powered_[h] != 0;
  in.racks_on = racks_on_[h] != 0;
  if (halls_[h].air_loop >= 0) in.water_supply = plants_[static_cast<std::size_t>(halls_[h].air_loop)].supply();
  if (any_water_) water_of(h, in, 0, nullptr);
  return in;
}

PlantInputs SiteModel::plant_inputs(std::size_t p, double heat_w, double dt) const {
  PlantInputs in;
  in.heat_w = heat_w;
  in.dt_s = dt;
  in.wet_bulb = out_.weather.wet_bulb;
  in.dry_bulb = out_.weather.dry_bulb;
  in.powered = plant_powered_[p] != 0;
  if (water_[p]) {
    in.flow_kg_s = water_[p]->step().flow_kg_s;
    in.pump_w = water_[p]->step().pump_w;
  }
  return in;
}

/// Without the voltage that its chillers need.
bool SiteModel::plant_is_low(std::size_t p) const {
  const auto& restart = plants_[p].spec().restart;
  return restart && (plant_powered_[p] == 0 || chain_.voltage_of(plant_feeds_[p]) < restart->undervoltage.value());
}

double SiteModel::next_chiller_s() const {
  double next = std::numeric_limits<double>::infinity();
  for (std::size_t p = 0; p < plants_.size(); ++p) {
    if (!plants_[p].in_service) continue;
    if (plant_powered_[p] != 0) next = std::min(next, plants_[p].next_stage_s());
    if (!plants_[p].spec().restart) continue;
    const Duration low = Duration::from_si(plant_low_s_[p]), hold = plants_[p].spec().restart->hold;
    if (plant_is_low(p) && !expired(low, hold)) next = std::min(next, remaining_s(low, hold));
    if (plant_powered_[p] != 0) next = std::min(next, plants_[p].next_restart_s());
  }
  return next;
}

void SiteModel::thermal(double dt) {
  const std::size_t np = plants_.size(), nh = halls_.size();
  std::vector<double>&guess = loop_guess_, &last_guess = loop_last_guess_, &last_miss = loop_last_miss_, &heat = loop_heat_, &last_heat = loop_last_heat_;
  for (std::size_t p = 0; p < np; ++p) guess[p] = plants_[p].supply().k();
  bool solving = any_water_;  // the flows; then they are held
  constexpr int max_rounds = 60, water_rounds = 4;
  constexpr double tolerance_k = 1e-6;
  for (int round = 0;; ++round) {
    std::fill(heat.begin(), heat.end(), 0.0);
    bool coupled = any_water_;  // whether a hall's heat depends on the water temperature
    bool moved = false;
    if (solving) {
      moved = solve_water(dt);
      solving = (round == 0 || moved) && round + 1 < water_rounds;
    }
    for (std::size_t h = 0; h < nh; ++h) {
      HallInputs in = hall_inputs(h, out_.hall_it_w[h], out_.weather);
      in.dt_s = dt;
      const Hall& hall = halls_[h];
      if (hall.air_loop >= 0) in.water_supply = Temperature::kelvin(guess[static_cast<std::size_t>(hall.air_loop)]);
      if (hall.liquid_loop >= 0) in.facility_water = Temperature::kelvin(guess[static_cast<std::size_t>(hall.liquid_loop)]);
      if (any_water_) water_of(h, in, dt, &guess);
      HallStep& s = out_.halls[h];
      if (round == 0 || moved || !hall.set_water(in, s)) s = hall.evaluate(in);
      if (any_water_) note_wants(h);
      if (hall.air_loop >= 0) heat[static_cast<std::size_t>(hall.air_loop)] += s.coil_w;
      if (hall.liquid_loop >= 0) heat[static_cast<std::size_t>(hall.liquid_loop)] += s.liquid_loop_w;
      coupled = coupled || s.air.regime == SupplyRegime::saturated;
    }
    double worst = 0;
    std::size_t worst_plant = 0;
    for (std::size_t p = 0; p < np; ++p) {
      if (water_[p]) heat[p] = water_[p]->evaluate(Temperature::kelvin(guess[p]), heat[p], dt).arriving_w;
      if (round == 0 || moved || heat[p] != last_heat[p]) {  // the same heat would come to the same
        last_heat[p] = heat[p];
        out_.plants[p] = plants_[p].evaluate(plant_inputs(p, heat[p], dt));
      }
      const double miss = out_.plants[p].mean_supply.k() - guess[p];
      if (std::abs(miss) > worst) {
        worst = std::abs(miss);
        worst_plant = p;
      }
      double next = guess[p] + miss;
      if (round > 0 && !moved && miss != last_miss[p]) {  // secant on miss(guess), which falls monotonically
        const double slope = (miss - last_miss[p]) / (guess[p] - last_guess[p]);
        if (slope < -0.05) next = guess[p] - miss / slope;
      }
      last_guess[p] = guess[p];
      last_miss[p] = miss;
      guess[p] = next;
    }
    if ((worst < tolerance_k && !solving) || (!coupled && round > 0)) break;
    if (round >= max_rounds)
      throw SimulationError(fmt::format("t = {:.1f} s: {}: water and air temperatures did not settle (miss {:.3g} K after {} rounds)",
                                        t_, plants_[worst_plant].name, worst, max_rounds));
  }
  air_change_k_ = loop_change_k_ = 0;
  for (std::size_t h = 0; h < nh; ++h) {
    const HallAirState& before = halls_[h].state();
    const HallAirState& after = out_.halls[h].air.end;
    air_change_k_ = std::max({air_change_k_, std::abs((after.cold - before.cold).si()), std::abs((after.hot - before.hot).si())});
    if (!std::isfinite(after.cold.k()) || !std::isfinite(after.hot.k()))
      throw SimulationError(fmt::format("t = {:.1f} s: {}.halls.{}: air temperature is not a number", t_, path(), halls_[h].spec().name));
    if (out_.halls[h].coolant_followed) air_change_k_ = std::max(air_change_k_, std::abs(out_.halls[h].coolant_rate_k_s) * dt);
    halls_[h].commit(out_.halls[h]);
  }
  ValidityBits bits = 0;
  for (std::size_t p = 0; p < np; ++p) {
    const double change = (out_.plants[p].end_supply - plants_[p].supply()).si();
    loop_change_k_ = std::max(loop_change_k_, std::abs(change));
    loop_rate_k_s_[p] = change / dt;
    plants_[p].commit(out_.plants[p], plant_inputs(p, last_heat[p], dt));
    if (water_[p]) {
      water_[p]->commit(dt);
      if (water_[p]->step().outside_curve) bits |= validity::water_flow;
    }
    plant_low_s_[p] = plant_is_low(p) ? plant_low_s_[p] + dt : 0;
    if (plant_low_s_[p] > 0 && expired(Duration::from_si(plant_low_s_[p]), plants_[p].spec().restart->hold)) plants_[p].stop_chillers();
    bits |= out_.plants[p].outside_validity;
  }
  validity_ |= bits;
  for (std::size_t b = 0; b < validity_s_.size(); ++b)
    if (bits & (1u << b)) validity_s_[b] += dt;
}

void SiteModel::spread_air(double dt_s) {
  for (std::size_t h = 0; h < halls_.size(); ++h) {
    if (!halls_[h].has_single_inlets()) continue;
    rack_w_.resize(static_cast<std::size_t>(loads_[h]->racks()));
    loads_[h]->rack_powers_w(rack_w_.data());
    const double at_reference = out_.hall_it_w[h] - out_.hall_inlet_w[h];
    if (at_reference > 0)
      for (double& w : rack_w_) w *= out_.hall_it_w[h] / at_reference;
    halls_[h].spread(rack_w_);
    halls_[h].follow_spread(dt_s);
  }
}

bool SiteModel::protect() {
  bool any = false;
  for (std::size_t h = 0; h < halls_.size(); ++h) {
    if (racks_on_[h] == 0 && shut_down_[h] == 0) continue;  // dark
    const ShutdownSpec& limit = halls_[h].spec().shutdown;
    const bool air = halls_[h].spec().air.has_value();
    const TemperatureDiff band = shut_down_[h] != 0 ? limit.reset : TemperatureDiff{};
    // Without a running CDU the technology loop has no supply: the facility water stands for it.
    const int loop = halls_[h].liquid_loop;
    // Without a running CDU the technology loop stands: the racks stop within seconds.
    const bool still = halls_[h].spec().liquid && halls_[h].rack().params.liquid_share.value() > 0 && halls_[h].cdus_up() == 0;
    const bool hot = still || (air && halls_[h].state().cold >= limit.inlet - band) ||
                     (loop >= 0 && coolant_now(h) >= limit.coolant - band);
    const char now = hot ? 1 : 0;
    any = any || now != shut_down_[h];
    shut_down_[h] = now;
  }
  return any;
}

double SiteModel::next_step(double calm_s, double transient_s, double last_dt_s) const {
  // Controller on the largest temperature changes of the last step: of air below 0.1 K it doubles, above 0.5 K it halves.
  // Halls see the mean water temperature of a step, the ramp within it is lost: a fifth of that for the loops.
  double dt = last_dt_s;
  const double change = std::max(air_change_k_, 5 * loop_change_k_);
  if (change < 0.1) dt *= 2;
  else if (change > 0.5) dt /= 2;
  return std::clamp(dt, std::min(transient_s, calm_s), calm_s);
}

double SiteModel::predicted_crossing(double horizon_s) const {
  double next = std::numeric_limits<double>::infinity();
  const auto inlet_limit = upper_limit(scenario_.constraints.rack_inlet), coolant_limit = upper_limit(scenario_.constraints.coolant);
  for (std::size_t h = 0; h < halls_.size(); ++h) {
    if (!halls_[h].in_service) continue;
    const ShutdownSpec& shutdown = halls_[h].spec().shutdown;
    const auto inlet = [&](Temperature limit) {
      const HallAirStep& a = out_.halls[h].air;
      const double gap = (limit - a.end.cold).si();
      // Worth the bisection only where twice the present rate would reach the limit.
      if (gap <= 0 || a.cold_rate_k_s * 2 * horizon_s < gap) return;
      const HallInputs in = hall_inputs(h, loads_[h]->power_w(), out_.weather);
      next = std::min(next, halls_[h].time_to_inlet(in, limit, horizon_s));
    };
    // A loop warms no faster than it did, but for a step of the load: the straight line comes early, and is drawn again there.
    const auto coolant = [&](Temperature limit) {
      const auto p = static_cast<std::size_t>(halls_[h].liquid_loop);
      const double gap = (limit - facility_water(h)).si();
      if (gap > 0 && loop_rate_k_s_[p] * horizon_s >= gap) next = std::min(next, gap / loop_rate_k_s_[p]);
    };
    if (halls_[h].spec().air) {
      if (hall_inlet_[h] >= 0) inlet(*inlet_limit - halls_[h].hottest_above());
      if (racks_on_[h] != 0) inlet(shutdown.inlet);
    }
    if (halls_[h].liquid_loop >= 0) {
      if (coolant_limit) coolant(*coolant_limit);
      const double approach = out_.halls[h].coolant_approach_k;
      if (racks_on_[h] != 0 && halls_[h].coolant_supply()) {  // a technology loop of its own
        const double gap = (shutdown.coolant - *halls_[h].coolant_supply()).si();
        if (gap > 0 && out_.halls[h].coolant_rate_k_s * 2 * horizon_s >= gap) next = std::min(next, halls_[h].time_to_coolant(hall_inputs(h, loads_[h]->power_w(), out_.weather), shutdown.coolant, horizon_s));
      } else if (racks_on_[h] != 0) coolant(shutdown.coolant - TemperatureDiff::from_si(std::isfinite(approach) ? approach : 0));
    }
  }
  return next;
}

}  // namespace netsuden
