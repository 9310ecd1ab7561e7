// SPDX-License-Identifier: Apache-2.0
// Power of a node over its utilisation and clock.
//
// curve: P(u) = P_idle + (P_max - P_idle) g(u)
//   linear u | sqrt u^0.5 | square u^2 | cubic u^3 | mse 2u - u^r | asymptotic (1 + u - e^(-u/a))/2 |
//   asymptotic_dvfs (1 + u^3 - e^(-u^3/a))/2 | points: piecewise linear on equally spaced points |
//   zero_idle: any of these, but 0 W at u = 0
// additive (RAPS / ExaDigiT): P = n_c (P_ci + u_c (P_cx - P_ci)) + n_g (P_gi + u_g (P_gx - P_gi)) + P_other
//   P_other: memory, network cards, drives. u_g is a share of (max - idle) GPU power of all GPUs, 0..1.
// Clock: the dynamic part (above idle) is multiplied by
//   phi(f) = (36.76 f + 52.46 f^3) / (same at f_max), f in GHz, f = clock f_max, f_max = 1.980 GHz
//
// Source: physics reference 1.1 (OpenDC, RAPS @6c142bfd), 1.5 (fit to arXiv 2604.11391, one H100; the clock law is
// applied to CPUs too: assumption). Range: clock 0.3..1. Left out: voltage floor, memory-bound phases, leakage over
// temperature. Verified by tests/unit/workload/node_power_test.cpp (ACC-IT-01, ACC-IT-03, ACC-IT-06 fit).
#pragma once

#include <array>
#include <vector>

#include "sim/base/describe.hpp"
#include "sim/base/units.hpp"

namespace netsuden {

enum class UtilizationCurve { linear, square_root, square, cubic, mse, asymptotic, asymptotic_dvfs, points };

/// g(u) for u in [0, 1] (clamped). `parameter` is r (mse) or a (asymptotic).
double utilization_curve(UtilizationCurve, double u, double parameter = 1.4);
/// g(u) on equally spaced points from u = 0 to 1.
double utilization_points(const std::vector<double>& g, double u);

enum class NodeModel { curve, additive };

struct NodePowerParams {
  NodeModel model = NodeModel::curve;
  // curve
  ActivePower idle = ActivePower::from_si(2300), max = ActivePower::from_si(10200);
  UtilizationCurve curve = UtilizationCurve::linear;
  double curve_parameter = 1.4;
  std::vector<double> curve_points;
  bool zero_idle = false;
  int gpus = 4;                ///< both; the curve only counts them
  std::optional<ComputeRate> gpu_peak;  ///< of one of them, dense BF16
  // additive: defaults Frontier
  int cpus = 1;
  ActivePower cpu_idle = ActivePower::from_si(90), cpu_max = ActivePower::from_si(280);
  ActivePower gpu_idle = ActivePower::from_si(88), gpu_max = ActivePower::from_si(560);
  ActivePower other = ActivePower::from_si(184.26);
};
void describe(Describe&, NodePowerParams&);

/// phi(clock), clock = f / f_max in (0, 1].
double dynamic_power_share(double clock);
/// The clock at which phi is `share` (the inverse, for a power cap).
double clock_for_dynamic_share(double share);

/// DC power of the node's components. `cpu_util` is the utilisation of the curve model, where `gpu_util` has no part.
ActivePower node_power(const NodePowerParams&, double cpu_util, double gpu_util, double clock = 1);
ActivePower node_idle_power(const NodePowerParams&);
ActivePower node_max_power(const NodePowerParams&);

/// Temperature rise of the air through a node: P / (rho V cp).
TemperatureDiff air_temperature_rise(HeatFlow, VolumeFlow, double rho_kg_m3 = constants::rho_air);

}  // namespace netsuden
