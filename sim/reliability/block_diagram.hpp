// SPDX-License-Identifier: Apache-2.0
// Exact availability of a system whose working is a function of which of its components are up, be they in series, parallel, k of n or a net.
//
//   A = sum over disjoint events: a minimal set of components with which the system works is found, p_1 ... p_m; then
//   A = prod A(p) + sum_i (prod_{j<i} A(p_j)) U(p_i) A(system | p_1 ... p_{i-1} up, p_i down)
// Events less likely than `negligible` are left out; what they come to is given as the width of the answer.
// importance  I_i = A(system | i up) - A(system | i down) (Birnbaum); frequency w = sum I_i A_i lambda_i
//
// Source: Dotson and Gobien, IEEE Trans. Circuits Syst. 26 (1979) 909 (disjoint events by paths); Birnbaum 1969. Range: coherent systems
// (what comes up never breaks one), independent components. Verified by tests/unit/reliability/block_diagram_test.cpp.
#pragma once

#include <functional>
#include <optional>
#include <vector>

namespace netsuden {

/// Whether the system works with these components up (1) and down (0).
using Structure = std::function<bool(const std::vector<char>& up)>;

struct ExactAvailability {
  double unavailability = 0;
  double width = 0;           ///< it lies between `unavailability` and that much more
  long long evaluations = 0;
};

/// Nothing where it takes more than `most` evaluations of the structure: then Monte Carlo.
std::optional<ExactAvailability> exact_availability(const Structure&, const std::vector<double>& component_unavailability, double negligible = 1e-16, long long most = 4'000'000);

/// Sets of at most two components without which the system does not work, and of which none contains another.
std::vector<std::vector<int>> minimal_cuts(const Structure&, int components, bool pairs = true);

}  // namespace netsuden
