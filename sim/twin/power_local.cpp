// SPDX-License-Identifier: Apache-2.0
// PV and batteries at a board: what they leave of its load is what it takes from its feeds.
//
//   rest     = load + auxiliaries of the batteries - PV, as it could be;  each battery follows its policy on what is left before it
//   charging from a surplus of PV goes before any policy; discharging never exceeds the rest: nothing is exported
//   taken    = max(0, rest + batteries),  curtailed = max(0, -(rest + batteries)),  PV = as it could be - curtailed
//   smoothing  one battery of a site follows the import of the site from step to step (bess_smoothing.hpp) on top of its policy, which
//            has the power and the charge that this leaves; what swings within steps costs it losses and cycles at no mean power
//   island   the batteries that may carry the rest, within power and charge; what they cannot carry is unserved, and after ten
//            seconds of it they trip
//   dark     PV stands, auxiliaries too, batteries lose what they lose by themselves
// While sets or a UPS that asks for them feed the board, batteries rest. Import limits are those of the site: a battery counts
// what the site took beside its board in the last step.
// Source: ours (assumption); machines and policies sim/power/bess.hpp, bess_policy.hpp, pv.hpp.
// Verified by tests/unit/twin/power_local_test.cpp, tests/invariants/solar_storage_test.cpp.
#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/power/timing.hpp"
#include "sim/twin/power_chain.hpp"

namespace netsuden {
namespace {
constexpr Duration ageing_step = Duration::from_si(86400);
constexpr Duration island_overload = 10_s;  // assumption: what a grid-forming inverter bears above its rating

/// It is asked for more than it gives.
bool overloaded_island(const SiteBattery& b) { return b.carries && b.asked_w > std::max(0.0, -b.power_w) * (1 + 1e-6) + 1; }

}  // namespace

bool PowerChain::can_carry(const Node& n) {
  if (!n.battery || !n.spec.island || !n.available() || n.battery->spent) return false;
  BessInputs full;
  full.command = -(n.spec.bess.energy * n.spec.bess.discharge_rate);
  return advance_bess(n.spec.bess, n.battery->state, full, Duration{}).out.power < ActivePower{};
}

double PowerChain::next_battery_event_s(const Node& n) {
  const SiteBattery& b = *n.battery;
  const double trip = overloaded_island(b) ? remaining_s(Duration::from_si(b.over_s), island_overload) : std::numeric_limits<double>::infinity();
  return std::min({trip, next_bess_event(n.spec.bess, b.state, b.held).si(), remaining_s(Duration::from_si(b.since_aged_s), ageing_step)});
}

/// What the arrays at a board could give.
double PowerChain::solar_power(const Node& board) {
  double w = 0;
  for (const int i : board.local) {
    Node& n = at(i);
    if (!n.solar) continue;
    *n.solar = {};
    const PvOutputs o = pv_power(n.spec.pv, sky_);
    n.solar->plane_w_m2 = o.plane.si();
    if (board.energized && n.available()) w += n.solar->possible_w = o.ac.si();
  }
  return w;
}

/// What the site took beside the battery's board in the last step.
double PowerChain::beside(const Node& n) const {
  return std::isnan(n.battery->import_w) ? 0 : std::max(0.0, last_import_w_ - n.battery->import_w);
}

const PowerChain::Node* PowerChain::smoothing_battery() const {
  const auto it = std::find_if(nodes_.begin(), nodes_.end(), [](const Node& n) { return n.battery && n.spec.smoothing; });
  return it == nodes_.end() ? nullptr : &*it;
}

/// The command of the policy stays within the power and the charge that smoothing leaves it; what follows the load comes on top.
void PowerChain::smooth(Node& n, double rest_w, double dt_s, BessInputs& in) {
  const BessSmoothingParams& p = *n.spec.smoothing;
  const BessParams& bess = n.spec.bess;
  SiteBattery& b = *n.battery;
  const double kept = p.kept(bess) / b.state.capacity, soc = b.state.state_of_charge();
  const double floor = std::max(bess.soc_min.value(), in.reserve.value()), top = bess.soc_max.value();
  // Come to the end of what it may use, a policy rests until a tenth of what is kept is gone: no trickle.
  b.topped = soc >= top - (b.topped ? 1.1 : 1) * kept - 1e-9;
  b.drained = soc <= floor + (b.drained ? 1.1 : 1) * kept + 1e-9;
  in.command = std::clamp(in.command, std::min(ActivePower{}, p.power - bess.energy * bess.discharge_rate), std::max(ActivePower{}, bess.energy * bess.charge_rate - p.power));
  if (in.command > ActivePower{} ? b.topped : b.drained) in.command = {};
  if (in.command > ActivePower{}) in.headroom = Fraction(kept);
  if (in.command < ActivePower{}) in.reserve = Fraction(floor + kept);
  b.smooths = std::min(soc - floor, top - soc) >= kept / 2 - 1e-9;
  if (!b.smooths) return;
  const double load = rest_w + in.command.si() + beside(n);
  const double from = std::isnan(b.reference_w) ? load : b.reference_w;
  const double wanted = follow_load(p, p.power.si(), from, load, dt_s).mean_w;
  const double command = std::max(in.command.si() + wanted, -std::max(0.0, rest_w));  // nothing is exported
  b.smoothing_w = command - in.command.si();
  b.cycling_w = cycling_ ? cycling_->both_ways(command) : 0;
  if (dt_s > 0) b.reference_w = from - b.smoothing_w * dt_s / p.tau().si();
  in.command = ActivePower::from_si(command);
  in.cycling = ActivePower::from_si(b.cycling_w);
}

/// The command for a battery whose board would take `rest_w` without it.
ActivePower PowerChain::dispatch(const Node& n, double rest_w, double dt_s) const {
  const SiteBattery& b = *n.battery;
  const ActivePower rest = ActivePower::from_si(rest_w);
  const bool first = std::isnan(b.import_w);
  DispatchInputs in;
  in.load = rest;
  in.price = signals_.price;
  in.curtailed = signals_.curtailed;
  if (signals_.import_limit) {
    in.import_limit = *signals_.import_limit - ActivePower::from_si(beside(n));
    in.allowed_import = std::max(*in.import_limit, ActivePower{});
  }
  in.previous_import = first ? rest : ActivePower::from_si(b.import_w);
  in.state_of_charge = b.state.state_of_charge();
  if (n.spec.smoothing) in.state_of_charge -= n.spec.smoothing->kept(n.spec.bess) / b.state.capacity;  // kept above the reserve
  ActivePower command = bess_command(n.spec.bess, n.spec.dispatch, in, Duration::from_si(dt_s));
  if (rest < ActivePower{}) command = std::max(command, bess_power(n.spec.bess, -rest));
  return std::max(command, -std::max(rest, ActivePower{}));
}

/// Advances a battery; its mean power at the board, > 0 charges.
double PowerChain::operate_battery(const Node& board, Node& n, double rest_w, double dt_s) {
  SiteBattery& b = *n.battery;
  const bool island = board.island_by >= 0;
  BessInputs in;
  in.temperature = n.spec.cells;
  b.rest_w = std::max(0.0, rest_w);
  b.asked_w = b.smoothing_w = b.cycling_w = 0;
  b.smooths = false;
  if (board.energized && n.available()) {
    if (island) {
      if (n.spec.island) in.command = ActivePower::from_si(-rest_w);
      if (b.carries) b.asked_w = std::max(0.0, rest_w);
    } else {
      b.spent = b.overloaded = false;
      if (!board.on_generator && !board.wants_generator) {
        in.command = dispatch(n, rest_w, dt_s);
        in.reserve = n.spec.dispatch.reserve;
        if (n.spec.smoothing) smooth(n, rest_w, dt_s, in);
      }
    }
  }
  if (!b.smooths) b.reference_w = std::numeric_limits<double>::quiet_NaN();
  b.held = in;
  const BessStep s = advance_bess(n.spec.bess, b.state, in, Duration::from_si(dt_s));
  if (dt_s > 0) {
    const bool limited = s.out.limited.si() > 0;  // full or empty, or as its policy asks
    restless_ = restless_ || limited != b.limited;
    b.limited = limited;
    b.state = s.state;
    const double both = n.spec.bess.charge_efficiency.value() * n.spec.bess.discharge_efficiency.value();
    const double extra = in.cycling.si() * (1 / both - 1);
    // Followed throughout, the command is the mean, without the rounding of an energy over its time.
    b.power_w = s.out.limited.si() > 0 ? (s.out.charged - s.out.discharged).si() / dt_s : bess_power(n.spec.bess, in.command).si() + extra;
    n.loss_w += s.out.loss.si() / dt_s;
    n.stored_w = s.out.stored_change.si() / dt_s;
    charged_w_ += s.out.charged.si() / dt_s;
    discharged_w_ += s.out.discharged.si() / dt_s;
    if (b.carries && in.command < ActivePower{} && s.out.power.si() == 0) b.spent = true;
    b.over_s = overloaded_island(b) ? b.over_s + dt_s : 0;
    if (b.over_s > 0 && expired(Duration::from_si(b.over_s), island_overload)) b.spent = b.overloaded = true;
    b.since_aged_s += dt_s;
    if (expired(Duration::from_si(b.since_aged_s), ageing_step)) {
      b.since_aged_s = 0;
      const AgedBess aged = age_bess(n.spec.bess, b.state);
      b.state = aged.state;
      n.loss_w += aged.lost.si() / dt_s;
      n.stored_w -= aged.lost.si() / dt_s;
    }
    b.import_w = std::max(0.0, rest_w + b.power_w);
  } else {  // of the instant, without self-discharge
    b.power_w = s.out.power.si();
    const double loss = b.power_w > 0 ? b.power_w * (1 - n.spec.bess.charge_efficiency.value()) : -b.power_w * (1 / n.spec.bess.discharge_efficiency.value() - 1);
    n.loss_w += loss;
    n.stored_w = b.power_w - loss;
    (b.power_w > 0 ? charged_w_ : discharged_w_) += std::abs(b.power_w);
  }
  return b.power_w;
}

void PowerChain::serve_local(Node& board, double dt_s) {
  const bool island = board.island_by >= 0;
  const double possible = solar_power(board);
  double taken_on_top = 0;  // of the board beyond its load: auxiliaries, charging
  for (const int i : board.local) {
    Node& n = at(i);
    n.load_w = n.loss_w = n.input_w = n.stored_w = n.unserved_w = 0;
    n.swing = i == board.island_by ? board.swing : Excursion{};
    if (n.battery && n.energized) taken_on_top += n.loss_w = (n.spec.bess.energy * n.spec.bess.auxiliaries).si();
  }
  double rest = board.load_w + taken_on_top - possible;
  for (const int i : board.local) {
    Node& n = at(i);
    if (!n.battery) continue;
    const double w = operate_battery(board, n, rest, dt_s);
    rest += w;
    taken_on_top += std::max(0.0, w);
    n.load_w = std::max(0.0, -w);
    n.input_w = std::max(0.0, w);
  }
  const double surplus = std::min(std::max(0.0, -rest), possible);
  for (const int i : board.local) {
    Node& n = at(i);
    if (n.solar && possible > 0) {
      n.solar->curtailed_w = n.solar->possible_w * surplus / possible;
      n.load_w = n.solar->possible_w - n.solar->curtailed_w;
      solar_w_ += n.load_w;
      generated_w_ += n.load_w;
      curtailed_w_ += n.solar->curtailed_w;
    }
    if (island && i == board.island_by) unserved_w_ += n.unserved_w = std::max(0.0, rest);
    loss_w_ += n.loss_w;
    stored_w_ += n.stored_w;
  }
  board.load_w += taken_on_top;
  board.input_w = island ? 0 : std::max(0.0, rest);
  if (board.input_w > 0) return;
  past_ups_w_ += board.it_ups_w;
  past_pdu_w_ += board.it_pdu_w;
}

}  // namespace netsuden
