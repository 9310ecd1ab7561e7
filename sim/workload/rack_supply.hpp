// SPDX-License-Identifier: Apache-2.0
// From the components of a node to the input of its rack: conversion stages and what a rack always draws.
//
// shelf (rectifier groups; RAPS / Frontier):
//   P_siv  = (P_node + L_s) / eta_s                                   DC/DC stage of each node
//   P_rack = (sum P_siv + n_sw P_sw + n_rect L_r) / eta_r             switches sit behind the rectifiers
// psu (a loss curve for the power supplies of each node):
//   P_node_wall = P_node + k loss(P_node / k) with k supplies that share the load; switches at switch_efficiency
// both separate exactly: P_rack = rack_fixed_power + sum over nodes of node_wall_power.
//
// Source: physics reference 1.1, 1.3; RAPS @6c142bfd raps/power.py. Range: linear stages 10 to 100 % load. Left out:
// smart load sharing of rectifiers. Verified by tests/unit/workload/rack_supply_test.cpp (ACC-IT-02 to 1 W).
#pragma once

#include <optional>

#include "sim/base/describe.hpp"
#include "sim/base/units.hpp"
#include "sim/power/loss_curve.hpp"
#include "sim/workload/node_power.hpp"

namespace netsuden {

enum class RackSupply { shelf, psu };

struct RackPowerParams {
  int nodes_per_rack = 4;
  NodePowerParams node;
  RackSupply supply = RackSupply::psu;
  // shelf: defaults Frontier
  ActivePower dcdc_constant = ActivePower::from_si(13);
  Fraction dcdc_efficiency{0.98};
  int rectifiers = 32;
  ActivePower rectifier_constant = ActivePower::from_si(17);
  Fraction rectifier_efficiency{0.96};
  // psu
  int supplies_per_node = 6;
  LossCurveParams psu;
  Fraction switch_efficiency{0.94};
  // both
  int switches = 1;
  ActivePower switch_power = ActivePower::from_si(250);
  Fraction liquid_share{0.0};              ///< of the rack's input power, taken up by the technology loop
  std::optional<ActivePower> rated_power;  ///< of the rack's input; default: all nodes at full load
};
void describe(Describe&, RackPowerParams&);

/// A rack type made ready: what depends on parameters only.
struct RackModel {
  RackPowerParams params;
  LossCurve psu_loss;
  ActivePower fixed;                ///< rack_fixed_power
  ActivePower node_off;             ///< wall power of a node without components' power (conversion constants)
  ActivePower node_idle, node_max;  ///< wall power at idle and at full load
  ActivePower rated;                ///< input
};
RackModel make_rack(const RackPowerParams&);

/// Rack input power attributable to one node.
ActivePower node_wall_power(const RackModel&, double cpu_util, double gpu_util, double clock = 1);
/// The same from the power of the node's components.
ActivePower wall_power(const RackModel&, ActivePower node_components);
/// Rack input power that no node causes: switches, constants of the rectifiers.
ActivePower rack_fixed_power(const RackPowerParams&);

/// Losses inside a rack, for the ledger of energy.
struct RackLosses {
  ActivePower dcdc, rectifier;  ///< psu: all of it in `rectifier`
};
/// From the sums over the rack's `nodes` powered nodes of node_power and of wall_power.
RackLosses rack_losses(const RackModel&, ActivePower sum_of_node_components, ActivePower sum_of_walls, int nodes);

}  // namespace netsuden
