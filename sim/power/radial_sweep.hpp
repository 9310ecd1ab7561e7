// SPDX-License-Identifier: Apache-2.0
// The backward/forward sweep over trees that hang on one slack each.
//
//   backward, from the leaves: J_i = conj(S_load(|U_i|)/U_i) + y_shunt U_i + what the branches to the children take
//     parent on the `from` side:  I_s = J + y_s/2 U_c;         I_p = (I_s + y_s/2 U_p/t)/conj(t)
//     parent on the `to` side:    I_s = conj(t) J + y_s/2 U_c/t;  I_p = I_s + y_s/2 U_p
//   forward, from the slack:      U_c = U_p/t - Z I_s;  U_c = t (U_p - Z I_s)
//   ends when no voltage changes by more than the tolerance
//
// The order of the nodes comes from the model. Flows are those of the currents of the last sweep, so that they balance at every
// node to rounding even where a branch is very short.
// Source: Shirmohammadi et al. 1988; physics reference 2.8. Range: to within some per cent of collapse, where it takes ever more
// sweeps. Left out: loops, generators that hold a voltage. Verified through power_flow.hpp.
// Verified by tests/unit/power/power_flow_test.cpp.
#pragma once

#include "sim/power/newton.hpp"

namespace netsuden::grid {

struct SweepCurrents {
  std::vector<Complex> from, to;      ///< into each branch
  std::vector<Complex> series, taken;  ///< kept from call to call
};

Outcome sweep(const Model&, std::vector<Complex>& u, SweepCurrents&, double tolerance, int max_sweeps);

}  // namespace netsuden::grid
