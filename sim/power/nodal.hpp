// SPDX-License-Identifier: Apache-2.0
// The nodal admittance matrix by rows: Y_ii = sum of the branch ends and shunts at i, Y_ij = sum of the transfer admittances.
// Source: any text on power systems. Verified through power_flow.hpp and short_circuit.hpp.
// Verified by tests/unit/power/power_flow_test.cpp.
#pragma once

#include "sim/power/grid_model.hpp"

namespace netsuden::grid {

struct Nodal {
  std::vector<int> first;   ///< of each row, and the end
  std::vector<int> column;  ///< ascending within a row
  std::vector<Complex> value;
  std::vector<int> diagonal_at;

  Complex diagonal(int i) const { return value[diagonal_at[i]]; }
  Complex current(int i, const std::vector<Complex>& u) const {
    Complex sum = 0;
    for (int e = first[i]; e < first[i + 1]; ++e) sum += value[e] * u[column[e]];
    return sum;
  }
};

Nodal nodal_admittance(int nodes, const std::vector<Branch>&, const std::vector<Complex>& shunt);
inline Nodal nodal_admittance(const Model& m) { return nodal_admittance(m.nodes, m.branches, m.shunt); }

}  // namespace netsuden::grid
