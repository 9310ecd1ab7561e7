// SPDX-License-Identifier: Apache-2.0
// Voltages, reactive power and the losses that depend on them: one backward/forward sweep over the graph in each step.
//
//   backward, from the loads (in PowerChain::solve): P and Q of each node with its loss at the input voltage of the last sweep
//   forward, from the sources: V_out of each node from V_in, P and Q
//     transformer, busway  exact solution of the two nodes (sim/power/transformer.hpp, cable.hpp), transformers with their tap
//     grid connection      the grid's voltage, behind the impedance U^2 / S_k" where its fault level is stated
//     UPS, rectifier       in double conversion the output is held, on bypass and in eco mode it is the input
//     capacitors of a board give the reactive power that its loads ask for, up to their rating times V^2
//     several feeds        the mean of theirs, by their shares
// A sweep a step: where the load changes, the losses of that step are those at the voltages before it. What switches (transfer
// switches, undervoltage, supplies of racks) sees the supply's voltage, without the drop of the load: a load that leaves does not
// call itself back.
//
// Below 0.7 of nominal loads leave or live on their capacitors, no load draws its power: what flows is taken as at 0.7, and voltages
// fall together.
//
// Source: physics reference 2.8; Shirmohammadi et al. 1988. Range: trees and equal parallel feeds; unequal ones by `sharing:
// impedance` (chain_network.hpp). Left out: charging of cables, drop in PDUs and generating sets, reactive power of inverters.
// Verified by tests/unit/twin/power_voltage_test.cpp (against sim/power/power_flow.hpp).
#include <algorithm>
#include <cmath>

#include "sim/power/series_impedance.hpp"
#include "sim/twin/chain_network.hpp"
#include "sim/twin/power_chain.hpp"

namespace netsuden {
namespace {

constexpr double least = 0.7;  // of nominal, at which constant power is believed

/// Voltage behind the impedance of the grid, for what is taken there.
double behind_grid(const PowerNode& n) {
  if (!n.spec.fault_level) return n.voltage;
  const double sk = n.spec.fault_level->si(), ratio = n.spec.fault_r_over_x, x = 1 / std::hypot(1, ratio);  // per unit of the fault level
  const double held = std::max(n.voltage, least);
  return n.voltage / held * std::sqrt(series_flow(ratio * x, x, n.load_w / sk, n.load_var / sk, held).end2);
}

struct Carried {
  double loss_w = 0, input_var = 0, compensated_var = 0, level = 1;
};

/// Loss, reactive power at the input and output voltage for what a node delivers, with a voltage at its input.
Carried carried(const PowerNode& n, double load_w, double load_var, double input_level) {
  const int up = n.units_up();
  const ActivePower each = ActivePower::from_si(load_w / up);
  const ReactivePower reactive = ReactivePower::from_si(load_var / up);
  const double held = std::max(input_level, least), below = input_level / held;
  Carried c{0, load_var, 0, input_level};
  switch (n.spec.type) {
    case PowerNodeType::transformer: {
      const TransformerFlow f = transformer_flow(n.spec.transformer, each, reactive, n.spec.taps ? tapped(*n.spec.taps, n.taps, held) : held);
      return {up * f.loss.si(), load_var + up * f.reactive_loss.si(), 0, below * f.voltage};
    }
    case PowerNodeType::busway: {
      const CableFlow f = cable_flow(n.spec.busway, each, reactive, held);
      return {up * f.loss.si(), load_var + up * f.reactive_loss.si(), 0, below * (f.end_voltage / n.spec.busway.voltage)};
    }
    case PowerNodeType::ups:
    case PowerNodeType::rectifier: c.loss_w = up * ups_loss(n.spec.ups, each).si(); break;
    case PowerNodeType::pdu: c.loss_w = up * pdu_loss(n.spec.pdu, ApparentPower::from_si((n.rated_in_w() ? load_w : std::hypot(load_w, load_var)) / up)).si(); break;
    case PowerNodeType::switchboard:
      c.compensated_var = std::clamp(load_var, 0.0, n.spec.compensation.si() * input_level * input_level);
      c.input_var -= c.compensated_var;
      break;
    case PowerNodeType::grid_connection:
    case PowerNodeType::genset:
    case PowerNodeType::transfer_switch:
    case PowerNodeType::bus_coupler:
    case PowerNodeType::bess:  // with its board
    case PowerNodeType::pv: break;
  }
  return c;
}

}  // namespace

void PowerChain::carry(Node& n) {
  const Carried c = carried(n, n.load_w, n.load_var, n.input_level);
  n.loss_w = c.loss_w;
  n.input_var = c.input_var;
  n.compensated_var = c.compensated_var;
  n.level = c.level;
}

/// Loss with another load of the same power factor, by the present mode.
double PowerChain::loss_at(const Node& n, double load_w) {
  const double p = std::abs(load_w), q = n.load_w > 0 ? n.load_var * (p / n.load_w) : n.load_var;
  if (!n.ups) return carried(n, p, q, n.input_level).loss_w;
  UpsLossParams converting = n.spec.ups;
  converting.mode = UpsMode::double_conversion;
  return n.units_up() * ups_loss(converting, ActivePower::from_si(p / n.units_up())).si() * (n.converts() ? 1 : converting.eco_share);
}

/// What a machine takes that was advanced by itself, or decouples its output from its input.
void PowerChain::take_reactive(Node& n) {
  if (!n.energized || (n.spec.is_ups() && n.input_w <= 0)) n.input_var = 0;
  else if (n.spec.is_ups()) n.input_var = n.converts() ? reactive_from(ActivePower::from_si(n.input_w), n.spec.input_power_factor).si() : n.load_var;
}

/// The voltage at the input of an energised node, share of nominal.
double PowerChain::input_level(const Node& n) const {
  if (n.feeding.empty()) return n.voltage;
  double sum = 0;
  for (std::size_t k = 0; k < n.feeding.size(); ++k) sum += n.share(k) * (at(n.feeding[k]).battery ? 1 : at(n.feeding[k]).level);
  return sum;
}

/// Power flow is solved again where the load of a board has changed by one per cent of its rating.
bool PowerChain::shares_are_old() const {
  return std::any_of(nodes_.begin(), nodes_.end(), [](const Node& n) {
    return n.spec.sharing == FeedSharing::impedance && n.feeding.size() > 1 && std::abs(n.load_w - n.shared_w) > 0.01 * n.rating(1);
  });
}

void PowerChain::share_by_impedance() {
  const auto shares = impedance_shares(*this);
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    nodes_[i].shares = shares[i].active;
    nodes_[i].var_shares = shares[i].reactive;
    nodes_[i].shared_w = nodes_[i].load_w;
  }
}

/// From the sources down; losses of this step are paid already. `settle_taps`: they begin where the first load brings them.
void PowerChain::drop_voltages(bool settle_taps) {
  for (auto it = flow_order_.rbegin(); it != flow_order_.rend(); ++it) {
    Node& n = at(*it);
    if (!n.energized) {
      n.level = 0;
      n.input_level = 1;
    } else if (n.is_source()) {
      n.level = behind_grid(n);
    } else if (n.spec.is_local()) {
      n.level = at(n.parents.front()).level;
    } else {
      const double input = input_level(n);
      const bool known = input == n.input_level && n.level > 0;  // by the sweep backward
      n.input_level = input;
      if (n.spec.is_ups()) n.level = n.converts() ? n.voltage : input;
      else if (!known) n.level = carried(n, n.load_w, n.load_var, input).level;
      if (settle_taps && n.spec.taps && n.spec.taps->position == 0) {
        n.taps = settled_tap_changer(*n.spec.taps, n.taps, n.level);
        n.level = carried(n, n.load_w, n.load_var, input).level;
      }
    }
  }
}

}  // namespace netsuden
