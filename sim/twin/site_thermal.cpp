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
  in.pressure = weather.pressure;
  in.powered = hall_powered_[h] != 0;
  in.air_powered = air_powered(h);
  in.cdus_powered = cdus_powered(h);
  in.racks_on = racks_on_[h] != 0;
  if (halls_[h].air_loop >= 0) in.water_supply = plants_[static_cast<std::size_t>(halls_[h].air_loop)].supply();
  if (halls_[h].door_loop >= 0) in.door_water = plants_[static_cast<std::size_t>(halls_[h].door_loop)].supply();
  if (halls_[h].plates()) {
    if (halls_[h].liquid_loop >= 0) in.facility_water = plants_[static_cast<std::size_t>(halls_[h].liquid_loop)].supply();
    in.busiest = busiest_now(h);
  }
  if (any_water_) water_of(h, in, 0, nullptr);
  pumped_water(h, in, 0);
  return in;
}

double SiteModel::busiest_now(std::size_t h) const {
  const double mean = loads_[h]->power_w() / loads_[h]->racks();
  return mean > 0 ? std::max(1.0, loads_[h]->highest_rack_w() / mean) : 1;
}

PlantInputs SiteModel::plant_inputs(std::size_t p, double heat_w, double dt) const {
  PlantInputs in;
  in.heat_w = heat_w;
  in.dt_s = dt;
  in.wet_bulb = out_.weather.wet_bulb;
  in.dry_bulb = out_.weather.dry_bulb;
  in.powered = plant_powered(p);
  in.pumps_powered = pumps_powered(p);
  const PlantSpec& spec = plants_[p].spec();
  if (spec.heat_recovery) {
    const HeatNetworkParams& n = spec.heat_recovery->network;
    const CivilTime now = n.demand == NetworkDemandKind::profile ? zone_.to_civil(inputs_.start_unix + t_ + dt / 2) : CivilTime{};
    in.network = network_demand(n, in.dry_bulb, now.month, now.hour);
  }
  if (spec.store) in.price = EnergyPrice::from_si(out_.rates.price_per_j);
  in.dry_pads = water_left_kg_s(p, dt) <= 0;
  if (water_[p]) {
    in.flow_kg_s = water_[p]->step().flow_kg_s;
    in.pump_w = water_[p]->step().pump_w;
  } else if (const double share = pumped(p, dt); share < 1) {
    plants_[p].limit_flow(in, share);
  }
  return in;
}

namespace {

/// Mean flow of make-up water that a limit leaves in a step; infinite where it asks nobody to run dry.
double left_of(const std::optional<WaterLimitSpec>& limit, double year_kg, double others_kg_s, double dt) {
  double left = std::numeric_limits<double>::infinity();
  if (!limit || limit->when_short != WhenShort::dry) return left;
  if (limit->flow) left = std::min(left, limit->flow->si() * constants::rho_water - others_kg_s);
  if (limit->yearly) left = std::min(left, (limit->yearly->si() * constants::rho_water - year_kg) / dt - others_kg_s);
  return left;
}

}  // namespace

double SiteModel::water_left_kg_s(std::size_t p, double dt) const {
  const PlantSpec& spec = plants_[p].spec();
  if (spec.rejects_to != RejectsTo::dry_coolers || (!spec.water_limit && !spec_.water_limit)) return std::numeric_limits<double>::infinity();
  double year = 0, others = 0;
  for (std::size_t q = 0; q < plants_.size(); ++q) {
    year += plant_year_kg_[q];
    if (q != p) others += out_.plants[q].water_kg_s;
  }
  return std::min(left_of(spec.water_limit, plant_year_kg_[p], 0, dt), left_of(spec_.water_limit, year, others, dt));
}

/// Pads that would exceed a limit stay dry for the step.
void SiteModel::run_plant(std::size_t p, double heat_w, double dt) {
  PlantInputs in = plant_inputs(p, heat_w, dt);
  PlantStep& s = out_.plants[p];
  s = plants_[p].evaluate(in);
  if (!in.dry_pads && s.water_kg_s > water_left_kg_s(p, dt)) {
    in.dry_pads = true;
    s = plants_[p].evaluate(in);
  }
  s.dry_pads = in.dry_pads && s.rejected_w > 0 && dry_cooler_air(plants_[p].spec().dry_coolers.params, in.dry_bulb, in.wet_bulb) < in.dry_bulb;
}

/// Those whose pads may stay dry for the sake of others come last.
void SiteModel::order_plants() {
  const auto last = [&](std::size_t p) { return plants_[p].spec().rejects_to == RejectsTo::dry_coolers; };
  plant_order_.clear();
  for (const bool dry : {false, true})
    for (std::size_t p = 0; p < plants_.size(); ++p)
      if (last(p) == dry) plant_order_.push_back(p);
  pads_share_ = spec_.water_limit && spec_.water_limit->when_short == WhenShort::dry && plants_.size() > 1 && last(plant_order_.back());
}

/// Meters of the calendar year start again.
void SiteModel::start_water_year() {
  std::fill(plant_year_kg_.begin(), plant_year_kg_.end(), 0.0);
  year_end_s_ = add_years(start_of_year(inputs_.start_unix + t_ + 1e-3, inputs_.zone), 1, inputs_.zone) - inputs_.start_unix;
}

namespace {
/// A break of just the hold is borne, as by the contactors of sim/cooling/load_sequence.hpp.
bool outlasts(double low_s, Duration hold) { return low_s > hold.si() + same_instant_s; }
double until_outlasted(double low_s, Duration hold) { return outlasts(low_s, hold) ? never_s : std::max(hold.si() - low_s, 0.0) + 5e-7; }
}  // namespace

/// Without the voltage that its chillers need.
bool SiteModel::plant_is_low(std::size_t p) const {
  const auto& restart = plants_[p].spec().restart;
  return restart && (!plant_powered(p) || chain_.voltage_of(auxiliaries_[p].feeds) < restart->undervoltage.value());
}

double SiteModel::next_chiller_s() const {
  double next = std::numeric_limits<double>::infinity();
  for (std::size_t p = 0; p < plants_.size(); ++p) {
    if (!plants_[p].in_service) continue;
    if (plant_powered(p)) next = std::min(next, plants_[p].next_stage_s());
    if (!plants_[p].spec().restart) continue;
    if (plant_is_low(p)) next = std::min(next, until_outlasted(plant_low_s_[p], plants_[p].spec().restart->hold));
    if (plant_powered(p)) next = std::min(next, plants_[p].next_restart_s());
  }
  for (std::size_t h = 0; h < halls_.size(); ++h) {
    if (!has_cracs(h) || !halls_[h].in_service) continue;
    if (crac_is_low(h)) next = std::min(next, until_outlasted(crac_low_s_[h], halls_[h].spec().air->cracs->units.params.restart.hold));
    if (air_powered(h)) next = std::min(next, halls_[h].next_crac_s());
  }
  return next;
}

/// Without the voltage that its CRACs need.
bool SiteModel::crac_is_low(std::size_t h) const {
  return has_cracs(h) && (!air_powered(h) || chain_.voltage_of(air_apart_[h] < 0 ? halls_[h].feeds : apart(air_apart_[h]).feeds) < halls_[h].spec().air->cracs->units.params.restart.undervoltage.value());
}

void SiteModel::step_cracs(double dt) {
  for (std::size_t h = 0; h < halls_.size(); ++h) {
    if (!has_cracs(h)) continue;
    halls_[h].advance_cracs(air_powered(h), dt);
    crac_low_s_[h] = crac_is_low(h) ? crac_low_s_[h] + dt : 0;
    if (outlasts(crac_low_s_[h], halls_[h].spec().air->cracs->units.params.restart.hold)) halls_[h].stop_cracs();
  }
}


namespace {
ValidityBits water_range(Temperature t) { return t < 0_degC || t > 95_degC ? validity::water_temperature : 0; }
}  // namespace

void SiteModel::thermal(double dt) {
  const std::size_t np = plants_.size(), nh = halls_.size();
  if (t_ >= year_end_s_ - 1e-6) start_water_year();
  std::vector<double>&guess = loop_guess_, &last_guess = loop_last_guess_, &last_miss = loop_last_miss_, &heat = loop_heat_, &last_heat = loop_last_heat_;
  for (std::size_t p = 0; p < np; ++p) {
    plants_[p].aim(out_.weather.wet_bulb, out_.weather.dry_bulb);
    guess[p] = plants_[p].supply().k();
  }
  bool solving = any_water_;  // the flows; then they are held
  constexpr int max_rounds = 60, plate_rounds = 8, water_rounds = 4;
  constexpr double tolerance_k = 1e-6;
  for (int round = 0;; ++round) {
    std::fill(heat.begin(), heat.end(), 0.0);
    bool coupled = any_water_, plated = false;  // whether a hall's heat depends on the water temperature; by what its plates store, a little
    bool moved = false;
    if (solving) {
      moved = solve_water(dt);
      solving = (round == 0 || moved) && round + 1 < water_rounds;
    }
    for (std::size_t h = 0; h < nh; ++h) {
      HallInputs in = hall_inputs(h, out_.hall_it_w[h], out_.weather);
      in.dt_s = dt;
      in.busiest = busiest_[h];
      pumped_water(h, in, dt);
      const Hall& hall = halls_[h];
      if (hall.air_loop >= 0) in.water_supply = Temperature::kelvin(guess[static_cast<std::size_t>(hall.air_loop)]);
      if (hall.liquid_loop >= 0) in.facility_water = Temperature::kelvin(guess[static_cast<std::size_t>(hall.liquid_loop)]);
      if (hall.door_loop >= 0) in.door_water = Temperature::kelvin(guess[static_cast<std::size_t>(hall.door_loop)]);
      if (any_water_) water_of(h, in, dt, &guess);
      HallStep& s = out_.halls[h];
      if (round == 0 || moved || !hall.set_water(in, s)) s = hall.evaluate(in);
      if (any_water_) note_wants(h);
      give_heat(h, heat);
      coupled = coupled || (s.air.regime == SupplyRegime::saturated && !s.dx) || hall.follows_water();
      plated = plated || hall.plates();
    }
    double worst = 0;
    std::size_t worst_plant = 0;
    for (const std::size_t p : plant_order_) {
      if (water_[p]) heat[p] = water_[p]->evaluate(Temperature::kelvin(guess[p]), heat[p], dt).arriving_w;
      if (round == 0 || moved || heat[p] != last_heat[p] || pads_share_) {  // the same heat would come to the same
        last_heat[p] = heat[p];
        run_plant(p, heat[p], dt);
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
    if ((worst < tolerance_k && !solving) || (!coupled && round > (plated ? plate_rounds : 0))) break;  // heat is as given in any case
    if (round >= max_rounds)
      throw SimulationError(fmt::format("t = {:.1f} s: {}: water and air temperatures did not settle (miss {:.3g} K after {} rounds)",
                                        t_, plants_[worst_plant].name, worst, max_rounds));
  }
  ValidityBits bits = 0;
  air_change_k_ = loop_change_k_ = case_change_k_ = 0;
  for (std::size_t h = 0; h < nh; ++h) {
    const HallAirState& before = halls_[h].state();
    const HallAirState& after = out_.halls[h].air.end;
    air_change_k_ = std::max({air_change_k_, std::abs((after.cold - before.cold).si()), std::abs((after.hot - before.hot).si())});
    if (!std::isfinite(after.cold.k()) || !std::isfinite(after.hot.k()))
      throw SimulationError(fmt::format("t = {:.1f} s: {}.halls.{}: air temperature is not a number", t_, path(), halls_[h].spec().name));
    if (const HallPlates* plates = halls_[h].plates()) {
      const Temperature worst = out_.halls[h].plates.worst;
      if (!std::isfinite(worst.k()))
        throw SimulationError(fmt::format("t = {:.1f} s: {}.halls.{}: case temperature is not a number", t_, path(), halls_[h].spec().name));
      if (worst > plates->params().limit - 2_K) case_change_k_ = std::max(case_change_k_, std::abs((worst - plates->worst()).si()));
      bits |= out_.halls[h].plates.outside_validity;
    }
    if (out_.halls[h].coolant_followed || out_.halls[h].coolant_rate_k_s != 0) air_change_k_ = std::max(air_change_k_, std::abs(out_.halls[h].coolant_rate_k_s) * dt);
    if (out_.halls[h].coolant_followed) bits |= water_range(out_.halls[h].coolant_end) | water_range(out_.halls[h].coolant_return);
    halls_[h].commit(out_.halls[h]);
    bits |= out_.halls[h].outside_validity;
  }
  step_cracs(dt);
  for (std::size_t p = 0; p < np; ++p) {
    const double change = (out_.plants[p].end_supply - plants_[p].supply()).si();
    loop_change_k_ = std::max(loop_change_k_, std::abs(change));
    loop_rate_k_s_[p] = change / dt;
    plants_[p].commit(out_.plants[p], plant_inputs(p, last_heat[p], dt));
    if (!water_[p]) plants_[p].move_pumps(moves_water(p), dt);
    if (water_[p]) {
      water_[p]->commit(dt);
      if (water_[p]->step().outside_curve) bits |= validity::pump_curve;
    }
    plant_low_s_[p] = plant_is_low(p) ? plant_low_s_[p] + dt : 0;
    if (const auto& r = plants_[p].spec().restart; r && outlasts(plant_low_s_[p], r->hold)) plants_[p].stop_chillers();
    bits |= out_.plants[p].outside_validity | water_range(out_.plants[p].end_supply);
    if (water_[p]) bits |= water_range(water_[p]->step().back);
  }
  validity_ |= bits;
  for (std::size_t b = 0; b < validity_s_.size(); ++b)
    if (bits & (1u << b)) validity_s_[b] += dt;
}

namespace {
/// Valves of coils that are open further than `ask`, and those of rear doors that hold a leaving temperature and are fully open.
bool asks_for_colder(const Hall& hall, const HallStep& s, int plant, double ask) {
  return (hall.air_loop == plant && coil_share(s) > ask) || (hall.door_loop == plant && hall.spec().rear_doors->params.leaving && s.air.door == DoorRegime::full);
}
}  // namespace

int SiteModel::requests_of(std::size_t p) const {
  const double ask = plants_[p].spec().supply_reset->ask.value();
  int requests = 0;
  for (std::size_t h = 0; h < halls_.size(); ++h)
    requests += hall_powered_[h] != 0 && asks_for_colder(halls_[h], out_.halls[h], static_cast<int>(p), ask) ? 1 : 0;
  return requests;
}

/// Set-points that follow requests, after a step.
void SiteModel::respond(double dt_s) {
  const Duration dt = Duration::from_si(dt_s);
  for (std::size_t p = 0; p < plants_.size(); ++p) {
    if (!plants_[p].resets_by_requests()) continue;
    plants_[p].respond(requests_of(p), dt);
  }
  for (std::size_t h = 0; h < halls_.size(); ++h)
    if (halls_[h].spec().air && halls_[h].spec().air->supply_reset && hall_powered_[h] != 0) halls_[h].respond(dt);
}

void SiteModel::spread_air(double dt_s) {
  for (std::size_t h = 0; h < halls_.size(); ++h) {
    if (!halls_[h].has_single_inlets()) continue;
    rack_w_.resize(static_cast<std::size_t>(loads_[h]->racks()));
    loads_[h]->rack_powers_w(rack_w_.data());
    const double at_reference = out_.hall_it_w[h] - out_.hall_response_w[h];
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
    // Without a running CDU the technology loop stands: the racks stop within seconds; where the cases are followed, when they are too hot.
    const HallPlates* plates = halls_[h].plates();
    const bool still = !plates && halls_[h].spec().liquid && halls_[h].rack().params.liquid_share.value() > 0 && (halls_[h].cdus_up() == 0 || !cdus_powered(h));
    const bool hot = still || (plates && plates->worst() >= limit.case_temperature - band) || (air && halls_[h].state().cold >= limit.inlet - band) ||
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
  // Where clocks follow cases a tenth of a kelvin of theirs.
  const double change = std::max({air_change_k_, 5 * loop_change_k_, 0.1 * case_change_k_});
  if (change < 0.1) dt *= 2;
  else if (change > 0.5) dt /= 2;
  for (const Hall& h : halls_) dt = std::min(dt, h.longest_step_s());
  for (std::size_t p = 0; p < plants_.size(); ++p)
    if (plants_[p].resets_by_requests()) dt = std::min(dt, plants_[p].next_response_s(requests_of(p)));
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
      if (racks_on_[h] != 0 && halls_[h].has_single_inlets()) inlet(shutdown.inlet - halls_[h].hottest_above());
    }
    if (const HallPlates* plates = halls_[h].plates(); plates && racks_on_[h] != 0) {
      const double w = loads_[h]->power_w();
      const HallInputs in = hall_inputs(h, w + halls_[h].response_w(w), out_.weather);
      constexpr TemperatureDiff over = TemperatureDiff::from_si(2e-4);  // by more than the ledger takes for rounding
      for (const Temperature limit : {plates->params().limit + over, shutdown.case_temperature})
        if (const double t = halls_[h].time_to_case(in, limit); t > 0 && t <= horizon_s) next = std::min(next, t);
    }
    if (halls_[h].liquid_loop >= 0) {
      if (coolant_limit) coolant(*coolant_limit);
      const double approach = out_.halls[h].coolant_approach_k;
      if (racks_on_[h] != 0 && halls_[h].coolant_supply()) {  // a technology loop of its own
        const double gap = (shutdown.coolant - *halls_[h].coolant_supply()).si();
        if (gap > 0 && out_.halls[h].coolant_rate_k_s * 2 * horizon_s >= gap) next = std::min(next, halls_[h].time_to_coolant(hall_inputs(h, loads_[h]->power_w(), out_.weather), shutdown.coolant, horizon_s));
      } else if (racks_on_[h] != 0) {
        coolant(shutdown.coolant - TemperatureDiff::from_si(std::isfinite(approach) ? approach : 0) - halls_[h].coolant_excess());
        if (const double gap = (shutdown.coolant - coolant_now(h)).si(), rate = out_.halls[h].coolant_rate_k_s; gap > 0 && rate * horizon_s >= gap) next = std::min(next, gap / rate);
      }
    }
  }
  return next;
}

}  // namespace netsuden
