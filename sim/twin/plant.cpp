// SPDX-License-Identifier: Apache-2.0
#include "sim/twin/plant.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>

#include "sim/base/errors.hpp"

namespace netsuden {
namespace {

constexpr double cp_w = constants::cp_water, rho_w = constants::rho_water;
constexpr double staging_share = 0.9;  // assumption: the next chiller starts above 90 % of the capacity that runs
constexpr int bisect_from = 16;        // rounds of substitution before the condenser water is found by bisection
constexpr Temperature hottest = Temperature::celsius(96);  // above what a tower returns

int up(const std::vector<char>& v) { return static_cast<int>(std::count(v.begin(), v.end(), char{1})); }

/// How many chillers of these shares, the largest first, carry so much together; all where they do not.
int stage(const std::vector<double>& shares, double wanted) {
  double sum = 0;
  for (std::size_t i = 0; i < shares.size(); ++i)
    if ((sum += shares[i]) >= wanted) return static_cast<int>(i) + 1;
  return static_cast<int>(shares.size());
}

/// Keeps the flags of machines that exist already; new ones are up.
void resize_flags(std::vector<char>& flags, int count) { flags.resize(static_cast<std::size_t>(std::max(0, count)), 1); }

}  // namespace

Plant::Plant(const PlantSpec& s) : supply_(s.supply), condenser_(s.condenser_set_point) { reload(s); }

void Plant::reload(const PlantSpec& s) {
  spec_ = s;
  const bool chilled = s.type == PlantType::chilled_water;
  resize_flags(tower_up, s.towers.count.value_or(1));
  resize_flags(chiller_up, chilled ? s.chillers.count.value_or(1) : 0);
  restart_.resize(chiller_up.size());
  if (!s.restart) std::fill(restart_.begin(), restart_.end(), ChillerRestart{});
  const double towers = s.towers.params.rated_heat.si() * s.towers.count.value_or(1);
  design_heat_w_ = chilled ? s.chillers.params.reference_capacity.si() * s.chillers.count.value_or(1) : towers;
  design_flow_kg_s_ = design_heat_w_ / (cp_w * s.rise.si());
  const double volume = s.volume ? s.volume->si() : design_flow_kg_s_ / rho_w * 180.0;
  capacity_j_k_ = volume * rho_w * cp_w;
  one_tower_ = size_tower(s.towers.params);
  condenser_flow_kg_s_ = one_tower_.design_water_kg_s * s.towers.count.value_or(1);
  const auto pump = [](const PlantPumps& p, double kg_s) {
    PumpParams q;
    q.rated_flow = VolumeFlow::from_si(kg_s / rho_w);
    q.rated_head = p.head;
    q.efficiency = p.efficiency;
    q.control = p.control;
    return q;
  };
  primary_ = pump(s.primary, design_flow_kg_s_);
  condenser_pump_ = pump(s.condenser, condenser_flow_kg_s_);
}

void Plant::pumps(const PlantInputs& in, PlantStep& out, double running_share) const {
  if (!in.powered || !in_service) return;
  const double flow = std::clamp(in.heat_w / (cp_w * spec_.rise.si()), 0.1 * design_flow_kg_s_, design_flow_kg_s_);
  out.primary_pump_w = pump_power(primary_, VolumeFlow::from_si(flow / rho_w)).si();
  const double towers = condenser_flow_kg_s_ * std::clamp(running_share, 0.0, 1.0);
  out.condenser_pump_w = pump_power(condenser_pump_, VolumeFlow::from_si(towers / rho_w)).si();
}

PlantStep Plant::evaluate(const PlantInputs& in) const {
  return spec_.type == PlantType::chilled_water ? chilled(in) : facility(in);
}

void Plant::stop_chillers() {
  int place = 0;
  if (!spec_.restart) return;
  for (std::size_t i = 0; i < restart_.size(); ++i) restart_[i] = stop_chiller(*spec_.restart, restart_[i], chiller_up[i] != 0 ? place++ : 0);
}

void Plant::restart_chiller(std::size_t i) {
  if (!spec_.restart) return;
  restart_[i] = stop_chiller(*spec_.restart, {}, 0);
  restart_[i].since_stop = spec_.restart->stop_to_start;
}

int Plant::chillers_restarting() const {
  int n = 0;
  if (!spec_.restart) return n;
  for (std::size_t i = 0; i < restart_.size(); ++i) n += restart_[i].holds && chiller_up[i] != 0 ? 1 : 0;
  return n;
}

double Plant::next_restart_s() const {
  Duration next = Duration::from_si(std::numeric_limits<double>::infinity());
  for (std::size_t i = 0; i < restart_.size(); ++i)
    if (chiller_up[i] != 0 && restart_[i].holds) next = std::min(next, next_restart_event(*spec_.restart, restart_[i]));
  return next.si();
}

std::vector<double> Plant::shares(const PlantInputs& in) const {
  std::vector<double> s;
  for (std::size_t i = 0; i < restart_.size(); ++i) {
    const double share = chiller_up[i] != 0 ? chiller_share(*spec_.restart, restart_[i], Duration::from_si(in.dt_s / 2)).value() : 0;
    if (share > 0) s.push_back(share);
  }
  std::sort(s.begin(), s.end(), std::greater<>());
  return s;
}

PlantStep Plant::chilled(const PlantInputs& in) const {
  PlantStep out;
  const bool runs = in.powered && in_service;
  const bool restarting = runs && chillers_restarting() > 0;
  const std::vector<double> starting = restarting ? shares(in) : std::vector<double>{};
  const int chillers = restarting ? static_cast<int>(starting.size()) : runs ? up(chiller_up) : 0, towers = runs ? up(tower_up) : 0;
  const double capacity = restarting ? std::accumulate(starting.begin(), starting.end(), 0.0) : chillers;  // of one chiller
  const ChillerParams& c = spec_.chillers.params;
  const int installed = std::max(1, spec_.chillers.count.value_or(1));
  // Leaving water no warmer than the loop and no colder than the set-point.
  const Temperature leaving = std::max(std::min(supply_, spec_.supply + 10_K), spec_.supply);
  // Fans at full speed cannot go below wet bulb plus approach; asking for less only wastes their power.
  const Temperature set_point = std::max(spec_.condenser_set_point, in.wet_bulb + spec_.towers.params.approach);
  Temperature t_c = condenser_, low = in.wet_bulb, high = hottest;
  double q_av = 0;
  ChillerOutputs unit;
  TowerOutputs tower;
  int n = 0;
  bool settled = chillers == 0 || towers == 0;
  for (int round = 0; round < 50 && !settled; ++round) {
    const double one = chiller_available(c, leaving, t_c).si();
    q_av = one * capacity;
    pumps(in, out, 0);
    out.heat_in_w = in.heat_w + out.primary_pump_w;
    const double need = out.heat_in_w + capacity_j_k_ * (supply_ - spec_.supply).si() / in.dt_s;
    out.heat_out_w = std::clamp(need, 0.0, q_av);
    out.rejected_w = 0;
    n = 0;
    unit = {};
    tower = {};
    tower.leaving = need > 0 ? set_point : t_c;
    if (out.heat_out_w > 0) {
      // Where two stages alternate, each with condenser water that asks for the other, all chillers run.
      n = round >= bisect_from ? chillers : std::clamp(static_cast<int>(std::ceil(out.heat_out_w / (staging_share * one) - 1e-9)), 1, chillers);
      if (restarting) n = stage(starting, out.heat_out_w / (staging_share * one));
      unit = run_chiller(c, {HeatFlow::from_si(out.heat_out_w / n), leaving, t_c});
      pumps(in, out, static_cast<double>(n) / installed);
      const double reject = n * unit.condenser.si() + out.condenser_pump_w;
      // The towers in service share the condenser water of the running chillers.
      const double water = one_tower_.design_water_kg_s * towers * std::clamp(static_cast<double>(n) / chillers, 0.3, 1.0);
      tower = run_tower(one_tower_, {HeatFlow::from_si(reject / towers), MassFlow::from_si(water / towers), in.wet_bulb, set_point, in.dry_bulb});
      out.rejected_w = reject;
    }
    settled = std::abs((tower.leaving - t_c).si()) < 0.01;
    if (round < bisect_from) {
      t_c = tower.leaving;
      continue;
    }
    (tower.leaving > t_c ? low : high) = t_c;
    t_c = low + (high - low) * 0.5;
  }
  if (!settled)
    throw SimulationError(fmt::format("{}: condenser water did not settle (heat {:.0f} W, wet bulb {:.2f} degC, condenser {:.2f} degC)",
                                      name, in.heat_w, in.wet_bulb.c(), t_c.c()));
  if (chillers == 0 || towers == 0) {
    pumps(in, out, 0);
    out.heat_in_w = in.heat_w + out.primary_pump_w;
    out.heat_out_w = 0;
    tower.leaving = condenser_;
  }
  out.available_w = q_av;
  out.firm_available_w = q_av * firm_count(installed, spec_.chillers.redundancy) / installed;
  if (chillers > 0) out.firm_available_w = std::min(q_av, q_av / chillers * firm_count(installed, spec_.chillers.redundancy));
  out.chiller_w = n * unit.power.si();
  out.tower_fan_w = n > 0 ? towers * tower.fan_power.si() : 0;
  out.water_kg_s = n > 0 ? towers * tower.water.make_up.si() : 0;
  out.evaporation_kg_s = n > 0 ? towers * tower.water.evaporation.si() : 0;
  out.blow_down_kg_s = n > 0 ? towers * tower.water.blow_down.si() : 0;
  out.chillers_running = n;
  out.part_load = unit.part_load;
  out.cop = unit.cop;
  out.air_ratio = tower.air_ratio;
  out.tower_leaving = out.condenser_in = tower.leaving;
  out.outside_validity = unit.outside_validity | tower.outside_validity;
  out.stored_j = (out.heat_in_w - out.heat_out_w) * in.dt_s;
  out.end_supply = supply_ + TemperatureDiff::from_si(out.stored_j / capacity_j_k_);
  out.mean_supply = supply_ + (out.end_supply - supply_) * 0.5;
  out.limited = (out.end_supply - spec_.supply).si() > 0.01;
  return out;
}

/// Heat with which one tower still holds the loop's set-point at a wet bulb: leaving water rises above wet bulb about in
/// proportion to the heat, at full fans and full water flow, and the exchanger adds its approach. At most the rating.
double Plant::tower_available(Temperature wet_bulb, double heat_w) const {
  const TowerParams& p = spec_.towers.params;
  const double rated = p.rated_heat.si();
  if (wet_bulb <= p.wet_bulb && spec_.supply >= p.wet_bulb + p.approach + spec_.exchanger_approach) return rated;
  const double room_k = (spec_.supply - wet_bulb).si();
  if (room_k <= 0) return 0;
  const double at_w = std::clamp(heat_w, 0.1 * rated, rated);
  const TowerOutputs full = run_tower_full(one_tower_, {HeatFlow::from_si(at_w), MassFlow::from_si(one_tower_.design_water_kg_s), wet_bulb, spec_.supply});
  const double k_per_w = (full.leaving - wet_bulb).si() / at_w + spec_.exchanger_approach.si() / rated;
  return std::min(rated, room_k / k_per_w);
}

PlantStep Plant::facility(const PlantInputs& in) const {
  PlantStep out;
  const bool runs = in.powered && in_service;
  const int towers = runs ? up(tower_up) : 0;
  const int installed = std::max(1, spec_.towers.count.value_or(1));
  const double capacity_now = spec_.towers.params.rated_heat.si() * towers;
  // Tower water follows the load down to 40 % of the design flow: the fill must stay wet (assumption).
  const double flow_share = towers > 0 ? std::clamp(in.heat_w / capacity_now, 0.4, 1.0) : 0;
  pumps(in, out, flow_share * towers / installed);
  out.heat_in_w = in.heat_w + out.primary_pump_w;
  TowerOutputs tower;
  tower.leaving = condenser_;
  if (towers > 0 && out.heat_in_w + out.condenser_pump_w > 0) {
    const double reject = out.heat_in_w + out.condenser_pump_w;
    const double approach_k = spec_.exchanger_approach.si() * out.heat_in_w / std::max(capacity_now, 1.0);
    tower = run_tower(one_tower_, {HeatFlow::from_si(reject / towers), MassFlow::from_si(one_tower_.design_water_kg_s * flow_share), in.wet_bulb,
                                   spec_.supply - TemperatureDiff::from_si(approach_k), in.dry_bulb});
    const Temperature reached = tower.leaving + TemperatureDiff::from_si(approach_k);
    const Temperature target = std::max(spec_.supply, reached);
    const double tau = capacity_j_k_ / (design_flow_kg_s_ * cp_w);
    out.end_supply = target + (supply_ - target) * std::exp(-in.dt_s / tau);
    out.heat_out_w = out.heat_in_w - capacity_j_k_ * (out.end_supply - supply_).si() / in.dt_s;
    if (out.heat_out_w < 0) out.heat_out_w = 0;
    out.tower_fan_w = towers * tower.fan_power.si();
    // Heat that the loop still holds back is not evaporated yet.
    const double share = std::clamp(out.heat_out_w / out.heat_in_w, 0.0, 2.0);
    out.water_kg_s = share * towers * tower.water.make_up.si();
    out.evaporation_kg_s = share * towers * tower.water.evaporation.si();
    out.blow_down_kg_s = share * towers * tower.water.blow_down.si();
  }
  out.rejected_w = out.heat_out_w + (towers > 0 ? out.condenser_pump_w : 0);
  out.available_w = towers * tower_available(in.wet_bulb, out.heat_in_w / std::max(1, towers));
  out.firm_available_w = std::min(out.available_w, out.available_w / std::max(1, towers) * firm_count(installed, spec_.towers.redundancy));
  out.air_ratio = tower.air_ratio;
  out.tower_leaving = out.condenser_in = tower.leaving;
  out.outside_validity = tower.outside_validity;
  out.stored_j = (out.heat_in_w - out.heat_out_w) * in.dt_s;
  out.end_supply = supply_ + TemperatureDiff::from_si(out.stored_j / capacity_j_k_);
  out.mean_supply = supply_ + (out.end_supply - supply_) * 0.5;
  out.limited = (out.end_supply - spec_.supply).si() > 0.05;
  return out;
}

void Plant::commit(const PlantStep& s, const PlantInputs& in) {
  if (in.dt_s > 0)
    for (ChillerRestart& r : restart_)
      if (r.holds) r = advance_restart(*spec_.restart, r, in.powered && in_service, Duration::from_si(in.dt_s));
  supply_ = s.end_supply;
  condenser_ = s.condenser_in;
}

}  // namespace netsuden
