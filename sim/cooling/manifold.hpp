// SPDX-License-Identifier: Apache-2.0
// Rack manifold: how the coolant of a rack divides over its branches, which hang between a supply and a return header with both
// connections at one end.
//
//   branch i, counted from there:   dp_i = a b_i x_i^m             x: flow over the mean of all branches, b: relative resistance
//   segment of the headers before i: dp_(i-1) - dp_i = h (S_i/N)^m  S_i = x_i + ... + x_N, supply and return in one
// One exponent m holds throughout, so that the division does not change with the flow: it is found from the far end inwards with x_N = 1,
// then scaled to a sum of N. Without headers x_i ~ b_i^(-1/m), which is that of parallel resistances.
//
// Source: Kirchhoff's laws for networks of pipes; m = 1.85 by Modelica Buildings ColdPlateR_P; 50 to 150 kPa of a rack by physics reference
// 4.1. Range: any positive resistance. Left out: static pressure of headers (momentum), valves, height. Verified by
// tests/unit/cooling/manifold_test.cpp.
#pragma once

#include <optional>
#include <vector>

#include "sim/base/describe.hpp"
#include "sim/base/units.hpp"

namespace netsuden {

struct ManifoldParams {
  std::optional<int> branches;      ///< absent: one a node
  Pressure header_drop = 10_kPa;    ///< to the far end and back, at rated flow equally divided
  std::vector<double> resistances;  ///< b; empty: all 1
};
void describe(Describe&, ManifoldParams&);

struct FlowDivision {
  std::vector<double> share;        ///< x of each branch, from the connections on; their mean is 1
  double least = 1;
  Pressure drop;                    ///< of the rack at rated flow
};
/// `branch_drop`: a, of a branch at rated flow; `resistances` is empty or has one number a branch.
FlowDivision divide_flow(const ManifoldParams&, int branches, Pressure branch_drop, double exponent);

}  // namespace netsuden
