// SPDX-License-Identifier: Apache-2.0
#include "sim/twin/plant.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/base/errors.hpp"
#include "sim/twin/machines_up.hpp"

namespace netsuden {
namespace {

constexpr double cp_w = constants::cp_water, rho_w = constants::rho_water;
constexpr int bisect_from = 16;        // rounds of substitution before the outdoor water is found by bisection
constexpr TemperatureDiff settled_k = TemperatureDiff::from_si(0.01);  // of the outdoor water
constexpr Temperature hottest = Temperature::celsius(96);  // above what a tower returns
constexpr double control_s = 300;                          // see the header
constexpr TemperatureDiff lost_by = 1_K;                   // assumption; 2 F in ASHRAE Guideline 36
constexpr double least_flow = 0.02;                         // of the design flow, in temperatures of the water that comes back
constexpr double least_outdoor_flow = 0.3;                 // assumption: of the design flow, lowest speed of pumps
constexpr double least_fill_flow = 0.4;                    // assumption: the fill of towers must stay wet

/// Of a flow that is taken as more than it is for the sake of temperatures, what there is.
double really(const PlantInputs& in, double flow_kg_s) { return in.flow_kg_s >= 0 ? in.flow_kg_s : flow_kg_s; }

/// Keeps the flags of machines that exist already; new ones are up.
void resize_flags(std::vector<char>& flags, int count) { flags.resize(static_cast<std::size_t>(std::max(0, count)), 1); }

}  // namespace

Plant::Plant(const PlantSpec& s) : supply_(s.supply), condenser_(s.condenser_set_point), set_point_(s.supply), condenser_set_point_(s.condenser_set_point), asked_(s.supply) { reload(s); }

void Plant::aim(Temperature wet_bulb, Temperature dry_bulb) {
  set_point_ = spec_.supply;
  condenser_set_point_ = spec_.condenser_set_point;
  if (const auto& r = spec_.supply_reset) {
    const Temperature highest = std::max(r->highest, spec_.supply);
    asked_ = std::clamp(asked_, spec_.supply, highest);
    set_point_ = r->by == SupplyResetBy::outdoor_air ? linear_reset(dry_bulb.k(), r->cold.k(), r->warm.k(), highest, spec_.supply)
                 : r->by == SupplyResetBy::load      ? linear_reset(last_load_, r->low.value(), r->full.value(), highest, spec_.supply)
                                                     : asked_;
  }
  if (spec_.condenser_reset) condenser_set_point_ = reset(*spec_.condenser_reset, spec_.rejects_to == RejectsTo::towers ? wet_bulb : dry_bulb);
  if (command.supply) set_point_ = *command.supply;
  if (command.condenser) condenser_set_point_ = *command.condenser;
}

void Plant::respond(int requests, Duration dt) {
  if (interval_over(since_response_ += dt, spec_.supply_reset->interval)) asked_ = reset_answer(requests);
}

Temperature Plant::reset_answer(int requests) const {
  const SupplyResetParams& r = *spec_.supply_reset;
  return trim_and_respond({r.trim, r.respond, r.respond * 3, spec_.supply, std::max(r.highest, spec_.supply)}, asked_, requests);
}

double Plant::next_response_s(int requests) const {
  return reset_answer(requests) == asked_ ? std::numeric_limits<double>::infinity() : (spec_.supply_reset->interval - since_response_).si();
}

void Plant::reload(const PlantSpec& s) {
  spec_ = s;
  if (!s.supply_reset && !command.supply) set_point_ = s.supply;  // else `aim` has it
  if (!s.condenser_reset && !command.condenser) condenser_set_point_ = s.condenser_set_point;
  const bool chilled = s.type == PlantType::chilled_water, towers = s.rejects_to == RejectsTo::towers;
  resize_flags(outdoor_up, s.outdoor_count());
  resize_flags(chiller_up, chilled ? s.chillers.count.value_or(1) : 0);
  if (!s.store || !chilled) store_ = {};
  else if (static_cast<int>(store_.kelvin.size()) != s.store->tank.layers) {
    store_ = full_store(s.store->tank, s.supply);
    for (int i = 0; i < s.store->tank.layers; ++i)  // cold below; the layer between by its share
      store_.kelvin[static_cast<std::size_t>(i)] += s.rise.si() * std::clamp(i + 1 - s.store->charge.value() * s.store->tank.layers, 0.0, 1.0);
  }
  restart_.resize(chiller_up.size());
  on_.resize(chiller_up.size(), 0);
  staged_.resize(chiller_up.size(), 0);
  if (!s.restart) std::fill(restart_.begin(), restart_.end(), ChillerRestart{});
  outdoor_ = towers ? HeatRejection(s.towers.params) : HeatRejection(s.dry_coolers.params);
  const double outdoors = outdoor_.rated_heat().si() * s.outdoor_count();
  design_heat_w_ = chilled ? s.chillers.params.reference_capacity.si() * s.chillers.count.value_or(1) : outdoors;
  design_flow_kg_s_ = design_heat_w_ / (cp_w * s.rise.si());
  const double volume = s.volume ? s.volume->si() : design_flow_kg_s_ / rho_w * 180.0;
  capacity_j_k_ = volume * rho_w * cp_w;
  condenser_flow_kg_s_ = outdoor_.design_water().si() * s.outdoor_count();
  if (s.economizer) exchanger_ = size_economizer(*s.economizer, HeatFlow::from_si(design_heat_w_), s.rise, outdoor_.range());
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

double Plant::loop_flow_kg_s(const PlantInputs& in) const {
  if (in.flow_kg_s >= 0) return std::max(in.flow_kg_s, least_flow * design_flow_kg_s_);
  return std::clamp(in.heat_w / (cp_w * spec_.rise.si()), 0.1 * design_flow_kg_s_, design_flow_kg_s_);
}

void Plant::pumps(const PlantInputs& in, PlantStep& out, double running_share) const {
  if (!in_service) return;
  if (in.pumps_powered) out.primary_pump_w = in.flow_kg_s >= 0 ? in.pump_w : pump_power(primary_, VolumeFlow::from_si(loop_flow_kg_s(in) / rho_w)).si();
  if (!in.powered) return;
  const double outdoors = condenser_flow_kg_s_ * std::clamp(running_share, 0.0, 1.0);
  out.condenser_pump_w = pump_power(condenser_pump_, VolumeFlow::from_si(outdoors / rho_w)).si();
}

namespace {
const CircuitPumpParams usual_pumps;
}

PumpSpeed Plant::pumped(bool driven, double dt) const {
  if (driven && pump_speed_ >= 1) return {1, 1};
  return driven ? drive(pump_speed_, 1, usual_pumps.run_up.si(), dt) : coast(pump_speed_, usual_pumps.run_down.si(), dt);
}

double Plant::next_pump_s(bool driven) const {
  if (driven ? pump_speed_ >= 1 : pump_speed_ <= 0) return std::numeric_limits<double>::infinity();
  return std::max(1.0, driven ? 0.1 * usual_pumps.run_up.si() : 0.25 * usual_pumps.run_down.si() / pump_speed_);
}

/// The pumps' power is that of the flow while they are driven.
void Plant::limit_flow(PlantInputs& in, double share) const {
  const double flow = std::min(loop_flow_kg_s(in), share * design_flow_kg_s_);
  in.pump_w = in.pumps_powered && flow > 0 ? pump_power(primary_, VolumeFlow::from_si(flow / rho_w)).si() : 0;
  in.flow_kg_s = flow;
}

bool Plant::gives(const PlantInputs& in, RecoverySource from) const {
  return spec_.heat_recovery && spec_.heat_recovery->from == from && in.powered && in_service && in.network.heat.si() > 0 &&
         (from != RecoverySource::loop || in.flow_kg_s != 0);  // out of water that flows
}

/// What a heat network takes out of water of `source`, at most `most_w`.
double Plant::give(const PlantInputs& in, Temperature source, double flow_kg_s, double most_w, PlantStep& out) const {
  const HeatRecoveryOutputs r = recover_heat(*spec_.heat_recovery, {source, MassFlow::from_si(flow_kg_s), HeatFlow::from_si(most_w), in.network});
  out.taken_w = r.taken.si();
  out.reused_w = r.delivered.si();
  out.lifted_w = r.lifted.si();
  out.heat_pump_w = r.power.si();
  out.outside_validity |= r.outside_validity;
  return out.taken_w;
}

/// Pads without water leave the air as dry as it is.
Outdoors Plant::outdoors(const PlantInputs& in) const {
  const bool dry = in.dry_pads && spec_.rejects_to == RejectsTo::dry_coolers;
  return {dry ? in.dry_bulb : in.wet_bulb, in.dry_bulb};
}

PlantStep Plant::evaluate(const PlantInputs& in) const {
  PlantStep s = spec_.type == PlantType::chilled_water ? chilled(in) : facility(in);
  if (spec_.heat_recovery) s.asked_w = in.network.heat.si();
  return s;
}

PlantStep Plant::chilled(const PlantInputs& in) const {
  if (!spec_.economizer || !in.powered || !in_service) return staged(in, false);
  const EconomizerParams& p = *spec_.economizer;
  const double flow = loop_flow_kg_s(in);
  Temperature back = this->back(in);
  if (gives(in, RecoverySource::loop)) {
    PlantStep at_first;
    back = back - TemperatureDiff::from_si(give(in, back, really(in, flow), in.heat_w, at_first) / (flow * cp_w));
  }
  if (machines_up(outdoor_up) == 0 || (!economizer_.on && !economizer_starts(p, economizer_, back, coldest(in, in.heat_w)))) return staged(in, false);
  const PlantStep with = staged(in, true);
  const EconomizerTrial t = trial(in, with);
  // In a step as long as its shortest run it may stop.
  const bool stops = Duration::from_si(in.dt_s) >= p.minimum_on && economizer_stops(p, advance_economizer(economizer_, true, Duration::from_si(in.dt_s)), t);
  return stops || (!economizer_.on && !economizer_pays(p, t)) ? staged(in, false) : with;
}

double Plant::exchanger_rating() const { return spec_.economizer && spec_.economizer->rated_heat ? spec_.economizer->rated_heat->si() / design_heat_w_ : 1; }

/// Outdoor water through the exchanger follows the heat over its rating, where its pumps do.
double Plant::exchanger_share(double heat_w) const { return spec_.condenser.control == PumpControl::constant ? 1 : std::clamp(heat_w / (design_heat_w_ * exchanger_rating()), least_outdoor_flow, 1.0); }

/// Water that what is in service outdoors gives now at full fans, with this heat through the exchanger.
Temperature Plant::coldest(const PlantInputs& in, double heat_w) const {
  const double share = std::clamp(exchanger_share(heat_w) * exchanger_rating(), least_outdoor_flow, 1.0);
  return outdoor_.coldest(HeatFlow::from_si(heat_w / std::max(1, machines_up(outdoor_up))), Fraction(share), outdoors(in));
}

EconomizerTrial Plant::trial(const PlantInputs& in, const PlantStep& s) const {
  return {TemperatureDiff::from_si(s.economizer_could_w / (loop_flow_kg_s(in) * cp_w)), s.load <= 0, s.load <= s.stages, !s.limited};
}

/// With as many chillers as are on; in a long step, and in the first, with as many as its load takes.
PlantStep Plant::staged(const PlantInputs& in, bool economizes) const {
  const int available = in.powered && in_service ? machines_up(chiller_up) : 0;
  const StagingParams& p = spec_.staging;
  if (command.chillers) return solve(in, running(in, std::clamp(*command.chillers, 0, available)), economizes);
  int n = stages_.running < 0 ? available : std::min(stages_.running, available);
  PlantStep out = solve(in, running(in, n), economizes);
  // The first waits for nothing; behind an economizer as the others do, unless the set-point is lost.
  if (n == 0 && out.load > 0 && available > 0 && (!economizes || !spec_.economizer->integrated || out.lost)) out = solve(in, running(in, n = 1), economizes);
  if (stages_.running >= 0 && Duration::from_si(in.dt_s) < p.delay) return out;
  int from = stages_.running < 0 ? -1 : n, direction = 0;
  for (int round = 0; round <= available; ++round) {
    const int next = settled_stages(p, from, out.load, available), way = next > n ? 1 : next < n ? -1 : 0;
    if (way == 0 || way * direction < 0) break;  // capacity moves with the stages: no way back within a step
    direction = from < 0 ? 0 : way;
    from = n = next;
    out = solve(in, running(in, n), economizes);
  }
  return out;
}

/// The economizer alone where it carries all, else with the chillers that are on: their condenser water runs with them.
PlantStep Plant::solve(const PlantInputs& in, const Running& on, bool economizes) const {
  if (!economizes || on.count == 0) return settle(in, on, economizes);
  PlantStep alone = settle(in, {}, true);
  if (alone.load > 0) return settle(in, on, true);
  alone.stages = on.count;
  return alone;
}

/// With the outdoor water that comes of it.
PlantStep Plant::settle(const PlantInputs& in, const Running& on, bool economizes, bool may_charge) const {
  PlantStep out;
  const int machines = in.powered && in_service ? machines_up(outdoor_up) : 0, available = in.powered && in_service ? machines_up(chiller_up) : 0;
  const Outdoors air = outdoors(in);
  const ChillerParams& c = spec_.chillers.params;
  const int installed = std::max(1, spec_.chillers.count.value_or(1));
  // Leaving water no warmer than the loop and no colder than the set-point.
  const Temperature leaving = std::max(std::min(supply_, set_point_ + 10_K), set_point_);
  const Temperature floor = outdoor_.floor(air);
  pumps(in, out, 0);
  out.heat_in_w = in.heat_w + out.primary_pump_w;
  out.stages = on.count;
  out.economizes = economizes;
  double need = std::max(0.0, out.heat_in_w - capacity_j_k_ * (supply_ - set_point_).si() * std::expm1(-in.dt_s / control_s) / in.dt_s);
  const double flow = loop_flow_kg_s(in);
  if (in.flow_kg_s >= 0) need = std::min(need, std::max(0.0, out.heat_in_w + in.flow_kg_s * cp_w * (supply_ - set_point_).si()));
  Temperature back = supply_ + TemperatureDiff::from_si(out.heat_in_w / (flow * cp_w));
  const double asked = need;
  double from_loop = 0;  // by a heat network
  if (gives(in, RecoverySource::loop)) {
    from_loop = give(in, back, really(in, flow), need, out);
    need -= from_loop;
    back = back - TemperatureDiff::from_si(from_loop / (flow * cp_w));
  }
  const bool condensers_give = gives(in, RecoverySource::condenser);
  // Of dear energy the store gives first.
  const double shift = shifts_w(in);
  const StoreSpec* store = spec_.store ? &*spec_.store : nullptr;
  const double outdoor_rated_w = spec_.outdoor_rated().si() * machines;
  const bool charges = !store || ((!store->charge_below || in.price <= *store->charge_below) && (!store->discharge_above || in.price < *store->discharge_above));
  const double charge_asked = economizes && on.count == 0 && may_charge ? free_charge_w(in, need, back) : 0;
  const double through_exchanger = economizes ? exchanger_share(out.heat_in_w + charge_asked) : 0;
  const double economizer_flow = std::min(1.0, through_exchanger * exchanger_rating());  // of the plant's outdoor water
  Temperature held = condenser_set_point_;  // of the last round, with the share of the outdoor water
  double outdoor_share = least_outdoor_flow;
  Temperature t_c = condenser_, low = std::min(air.wet_bulb, air.dry_bulb) - 1_K, high = hottest;
  double q_av = 0, one = 0, economizer_av = 0;
  MassFlow store_flow;
  ChillerOutputs unit;
  RejectionOutputs rejection;
  bool settled = machines == 0 || (on.count == 0 && !economizes);
  rejection.leaving = condenser_;
  if (settled) {
    if (machines > 0) one = chiller_available(c, leaving, std::max(t_c, coldest(in, need))).si(), out.load = one > 0 ? need / one : 0;
    store_flow = use_store(in, shift > 0 && available > 0 ? std::min(need, shift) : need, 0, 0, back, out);
    if (shift > 0) out.load = one > 0 ? beside_store(need, out) / one : 0;
    out.heat_out_w = from_loop + std::max(0.0, out.store_w);
  }
  for (int round = 0; round < 50 && !settled; ++round) {
    Temperature set_point = std::max(condenser_set_point_, floor);
    out.economizer_w = 0;
    out.economizer_store_w = 0;
    if (charge_asked > 0) {  // it carries the loop alone and cools water of the store beside it
      const double warm_k = (store_.top() - set_point_).si(), through = charge_asked / (cp_w * warm_k), all = need + charge_asked;
      const Temperature mixed = Temperature::kelvin((back.k() * flow + store_.top().k() * through) / (flow + through));
      const EconomizerDuty d = economizer_duty(exchanger_, HeatFlow::from_si(all), mixed, MassFlow::from_si(flow + through), t_c, exchanger_.cold_flow * through_exchanger);
      const double taken = t_c < d.holds_at + settled_k ? all : d.heat.si();
      out.economizer_could_w = std::max(d.could.si(), taken);
      economizer_av = std::max(0.0, d.eps_c_min.si() * (back - (supply_ - set_point_) - t_c).si());
      out.economizer_w = std::min(need, taken);
      store_flow = use_store(in, 0, 0, taken - out.economizer_w, back, out);
      out.economizer_store_w = std::max(0.0, -out.store_w);
      set_point = std::max(d.holds_at, floor);
    } else if (economizes) {
      const EconomizerDuty d = economizer_duty(exchanger_, HeatFlow::from_si(need), back, MassFlow::from_si(flow), t_c, exchanger_.cold_flow * through_exchanger);
      // While fans hold the water for little heat it is warmer than it could be.
      out.economizer_could_w = t_c < d.holds_at + settled_k ? std::max(d.could.si(), d.eps_c_min.si() * (back - coldest(in, need)).si()) : d.could.si();
      economizer_av = std::max(0.0, d.eps_c_min.si() * (back - (supply_ - set_point_) - t_c).si());  // with the loop at its set-point
      out.economizer_w = on.count == 0 && t_c < d.holds_at + settled_k ? need : d.heat.si();
      set_point = std::max(d.holds_at, floor);
    }
    const Temperature condenser = economizes ? std::max(t_c, c.min_condenser) : t_c;  // by a bypass
    one = chiller_available(c, leaving, condenser).si();
    q_av = one * on.machines;
    double left = need - out.economizer_w;
    if (shift > 0 && left > 0) {
      store_flow = use_store(in, std::max(std::min(left, shift), left - q_av), 0, 0, back, out);
      left = beside_store(left, out);
    }
    // One that is to run alone gives way once the chillers that are on can take all: they are staged for all.
    const double to_stage = economizes && !spec_.economizer->integrated ? beside_store(need, out) : left;
    out.load = left > 1e-9 * design_heat_w_ && one > 0 ? to_stage / one : 0;
    const double chilled = std::clamp(left, 0.0, q_av);
    if (charge_asked <= 0 && !(shift > 0 && out.store_w > 0)) {
      // No more than chillers and what rejects their heat can do beside the halls.
      const double busy = std::min(1.0, spec_.staging.up_above.value()), cop = unit.cop > 0 ? unit.cop : c.reference_cop;
      const double spare = charges ? std::min(busy * q_av, busy * outdoor_rated_w / (1 + 1 / cop)) - left : 0;
      store_flow = use_store(in, left, q_av, spare, back, out);
    }
    const double produced = out.chillers_w = chilled + std::max(0.0, -out.store_w) - out.economizer_store_w;
    out.heat_out_w = from_loop + out.economizer_w + chilled + std::max(0.0, out.store_w);
    out.rejected_w = 0;
    if (condensers_give) out.taken_w = out.reused_w = out.lifted_w = out.heat_pump_w = 0, out.outside_validity = 0;
    out.chillers_running = produced > 0 ? on.active : 0;
    unit = {};
    rejection = {};
    rejection.leaving = need > 0 ? set_point : t_c;
    out.condenser_pump_w = 0;
    if (out.economizer_w + out.economizer_store_w + produced > 0) {
      const int with_water = economizes ? on.active : out.chillers_running;
      if (produced > 0) unit = run_chiller(c, {HeatFlow::from_si(produced / on.active), leaving, condenser});
      pumps(in, out, static_cast<double>(with_water) / installed + economizer_flow);
      double reject = out.economizer_w + out.economizer_store_w + out.chillers_running * unit.condenser.si() + out.condenser_pump_w;
      // What is in service outdoors shares the water of what runs.
      const double share = static_cast<double>(with_water) / std::max(1, available) + economizer_flow;
      outdoor_share = std::clamp(share, least_outdoor_flow, 1.0);
      held = set_point;
      if (condensers_give) {
        const double through = outdoor_.design_water().si() * machines * outdoor_share;
        reject -= give(in, t_c + TemperatureDiff::from_si(reject / (through * cp_w)), through, reject, out);
      }
      if (reject > 0) rejection = outdoor_.run({HeatFlow::from_si(reject), Fraction(outdoor_share), set_point, machines}, air);
      out.rejected_w = reject;
    }
    settled = std::abs((rejection.leaving - t_c).si()) < settled_k.si();
    if (round < bisect_from) {
      t_c = rejection.leaving;
      continue;
    }
    (rejection.leaving > t_c ? low : high) = t_c;
    t_c = low + (high - low) * 0.5;
  }
  if (charge_asked > 0 && out.load > 0) return settle(in, on, economizes, false);  // no chiller starts for the store's sake
  if (!settled)
    throw SimulationError(fmt::format("{}: the water from outdoors did not settle (heat {:.0f} W, wet bulb {:.2f} degC, water {:.2f} degC)",
                                      name, in.heat_w, in.wet_bulb.c(), t_c.c()));
  if (out.taken_w > 0 && machines > 0) {
    const RejectionOutputs without = outdoor_.run({HeatFlow::from_si(out.rejected_w + out.taken_w), Fraction(outdoor_share), std::max(held, floor), machines}, air);
    out.water_saved_kg_s = std::max(0.0, (without.water.make_up - rejection.water.make_up).si());
  }
  out.available_w = one * machines_available(in) + economizer_av;
  const int firm = firm_count(installed, spec_.chillers.redundancy);
  out.firm_available_w = available > 0 ? std::min(out.available_w, one * firm + economizer_av) : 0;
  if (machines == 0) out.available_w = out.firm_available_w = 0;
  out.available_w += store_could_w(in, back);  // no firm capacity: it empties
  out.available_w += from_loop;  // no firm capacity: the network may stop taking
  out.chiller_w = out.chillers_running * unit.power.si();
  out.fan_w = rejection.fan_power.si();
  out.water_kg_s = rejection.water.make_up.si();
  out.evaporation_kg_s = rejection.water.evaporation.si();
  out.blow_down_kg_s = rejection.water.blow_down.si();
  out.part_load = unit.part_load;
  out.cop = unit.cop;
  out.air_ratio = rejection.air_ratio;
  out.outdoor_leaving = rejection.leaving;
  out.condenser_in = economizes ? std::max(rejection.leaving, c.min_condenser) : rejection.leaving;
  out.outside_validity |= unit.outside_validity | rejection.outside_validity;
  close(in, out, settled_k);
  const bool short_of = out.heat_out_w < asked - 1e-6 * design_heat_w_;  // else it is on its way back
  out.limited = out.limited && short_of;
  out.lost = (short_of && out.end_supply > set_point_ + lost_by) || out.store_w > shift * (1 + 1e-6);
  if (spec_.store) {
    const StoreStep s = advance_store(spec_.store->tank, store_, store_flow, store_flow.si() > 0 ? back : set_point_, in.dry_bulb, Duration::from_si(in.dt_s));
    out.store_end = s.end;
    out.walls_w = s.through_walls.si() / in.dt_s;
    out.store_gain_w = s.gained.si() / in.dt_s;
  }
  return out;
}

/// Of all in service: those that start count with what they can take in the middle of the step.
double Plant::machines_available(const PlantInputs& in) const {
  double sum = 0;
  if (!in.powered || !in_service) return sum;
  if (!spec_.restart) return machines_up(chiller_up);
  for (std::size_t i = 0; i < chiller_up.size(); ++i)
    if (chiller_up[i] != 0) sum += restart_[i].holds ? chiller_share(*spec_.restart, restart_[i], Duration::from_si(in.dt_s / 2)).value() : 1;
  return sum;
}

// ---- warm water ------------------------------------------------------------------------------------------------------

PlantStep Plant::facility(const PlantInputs& in) const {
  PlantStep out;
  const bool runs = in.powered && in_service;
  const int machines = runs ? machines_up(outdoor_up) : 0, installed = std::max(1, spec_.outdoor_count());
  const Outdoors air = outdoors(in);
  const double capacity_now = outdoor_.rated_heat().si() * machines;
  double taken = 0;  // by a heat network
  if (gives(in, RecoverySource::loop)) {
    pumps(in, out, 0);
    const double heat = in.heat_w + out.primary_pump_w, flow = loop_flow_kg_s(in);
    taken = give(in, supply_ + TemperatureDiff::from_si(heat / (flow * cp_w)), really(in, flow), heat, out);
  }
  const double least = outdoor_.evaporates() ? least_fill_flow : least_outdoor_flow;
  const auto share_of = [&](double heat_w) { return machines > 0 ? std::clamp(heat_w / capacity_now, least, 1.0) : 0; };
  const double flow_share = share_of(in.heat_w - taken);
  const bool all_taken = taken > 0 && taken >= (in.heat_w + out.primary_pump_w) * (1 - 1e-9);
  pumps(in, out, all_taken ? 0 : flow_share * machines / installed);
  out.heat_in_w = in.heat_w + out.primary_pump_w;
  const double rest = out.heat_in_w - taken;
  out.heat_out_w = taken;
  const auto reject = [&](double heat_w, double share) {
    const TemperatureDiff approach = spec_.exchanger_approach * (heat_w / std::max(capacity_now, 1.0));
    return outdoor_.run({HeatFlow::from_si(heat_w + out.condenser_pump_w), Fraction(share), std::max(set_point_ - approach, outdoor_.floor(air)), machines}, air);
  };
  RejectionOutputs rejection;
  rejection.leaving = condenser_;
  if (machines > 0 && !all_taken && rest + out.condenser_pump_w > 0) {
    const TemperatureDiff approach = spec_.exchanger_approach * (rest / std::max(capacity_now, 1.0));
    rejection = reject(rest, flow_share);
    const Temperature target = std::max(set_point_, rejection.leaving + approach);
    const double tau = capacity_j_k_ / ((in.flow_kg_s >= 0 ? std::max(in.flow_kg_s, 1e-12) : design_flow_kg_s_) * cp_w);
    out.end_supply = target + (supply_ - target) * std::exp(-in.dt_s / tau);
    out.heat_out_w = std::max(taken, out.heat_in_w - capacity_j_k_ * (out.end_supply - supply_).si() / in.dt_s);
    // Where the loop is colder than what the outdoor side would give nothing leaves it: fans and outdoor pumps rest.
    if (!(out.heat_out_w > taken)) {
      rejection = {};
      rejection.leaving = condenser_;
      out.condenser_pump_w = 0;
    }
    out.fan_w = rejection.fan_power.si();
    // Heat that the loop still holds back is not evaporated yet.
    const double share = rest > 0 ? std::clamp((out.heat_out_w - taken) / rest, 0.0, 2.0) : 0;
    out.water_kg_s = share * rejection.water.make_up.si();
    out.evaporation_kg_s = share * rejection.water.evaporation.si();
    out.blow_down_kg_s = share * rejection.water.blow_down.si();
  }
  if (taken > 0 && machines > 0) out.water_saved_kg_s = std::max(0.0, (reject(out.heat_in_w, share_of(in.heat_w)).water.make_up - rejection.water.make_up).si());
  out.rejected_w = out.heat_out_w - taken + (machines > 0 ? out.condenser_pump_w : 0);  // 0: what rejects it is idle
  const HeatFlow one = machines > 0 ? outdoor_.available(set_point_, spec_.exchanger_approach, HeatFlow::from_si(out.heat_in_w / machines), air) : HeatFlow{};
  out.available_w = machines * one.si();
  out.firm_available_w = std::min(out.available_w, one.si() * firm_count(installed, spec_.outdoor_redundancy()));
  out.available_w += taken;  // no firm capacity: the network may stop taking
  out.air_ratio = rejection.air_ratio;
  out.outdoor_leaving = out.condenser_in = rejection.leaving;
  out.outside_validity |= rejection.outside_validity;
  close(in, out, TemperatureDiff::from_si(0.05));
  return out;
}

/// What is not taken out warms the loop.
void Plant::close(const PlantInputs& in, PlantStep& out, TemperatureDiff tolerance) const {
  out.stored_j = (out.heat_in_w - out.heat_out_w) * in.dt_s;
  out.end_supply = supply_ + TemperatureDiff::from_si(out.stored_j / capacity_j_k_);
  out.mean_supply = supply_ + (out.end_supply - supply_) * 0.5;
  out.limited = out.end_supply - set_point_ > tolerance;
}

void Plant::commit(const PlantStep& s, const PlantInputs& in) {
  const Duration dt = Duration::from_si(in.dt_s);
  const bool runs = in.powered && in_service;
  if (in.dt_s > 0)
    for (ChillerRestart& r : restart_)
      if (r.holds) r = advance_restart(*spec_.restart, r, runs, dt);
  if (runs && machines_up(outdoor_up) > 0 && !chiller_up.empty() && in.dt_s > 0) stage(s, in, dt);  // else nothing can be asked of them
  last_load_ = s.heat_in_w / design_heat_w_;
  supply_ = s.end_supply;
  condenser_ = s.outdoor_leaving;
  if (spec_.store && in.dt_s > 0) store_ = s.store_end;
}

}  // namespace netsuden
