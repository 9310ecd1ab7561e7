// SPDX-License-Identifier: Apache-2.0
// Newton-Raphson in polar form: unknowns are the angles of all nodes but the slacks, and the magnitudes of load nodes.
//
//   s_ij = U_i conj(Y_ij U_j);  S_i = sum_j s_ij;  F_i = S_i + S_load,i(V_i)
//   dS_i/dtheta_j = -j s_ij,  V_j dS_i/dV_j = s_ij;   dS_i/dtheta_i = j (S_i - s_ii),  V_i dS_i/dV_i = S_i + s_ii
//   J (dtheta, dV/V) = -F;  ends when |P|, |Q| <= tolerance + 8 eps |Y_ii| V_i^2 at every node (eps: what the sum of the
//   flows is rounded to where a branch is very short)
//
// The pattern of J is analysed once (sparse LU with column ordering) and only its numbers are filled in afterwards. A slack
// behind a very small impedance moves to E - Z I before each step.
// Source: Tinney and Hart 1967; MATPOWER manual 4.1. Range, left out: as power_flow.hpp.
// Verified by tests/unit/power/power_flow_test.cpp.
#pragma once

#include <memory>

#include "sim/power/grid_model.hpp"

namespace netsuden::grid {

struct Outcome {
  bool converged = false;
  int iterations = 0;
  double mismatch = 0;
  int worst_node = -1;
};

class Newton {
 public:
  explicit Newton(const Model&);
  Newton(Newton&&) noexcept;
  ~Newton();
  /// `u` holds the start and becomes the solution.
  Outcome solve(const Model&, std::vector<Complex>& u, double tolerance, int max_iterations);

 private:
  struct Work;
  std::unique_ptr<Work> work_;
};

}  // namespace netsuden::grid
