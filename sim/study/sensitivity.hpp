// SPDX-License-Identifier: Apache-2.0
// Which parameter matters: indices of Sobol and of Morris, with the error that so many runs leave in them.
//
//   first order   S_i  = mean(f(B) (f(A_B^i) - f(A))) / V                    f less its mean before (Saltelli 2010)
//   total         ST_i = mean((f(A) - f(A_B^i))^2) / (2 V)                   (Jansen 1999)
//   second order  S_ij = mean(f(B_A^i) f(A_B^j) - f(A) f(B)) / V - S_i - S_j
//   elementary effect  (f(x + D e_i) - f(x)) / D in the unit cube; mu* = mean |.|, sigma its deviation (Campolongo 2007)
//   error: half of the 95 % interval of 1,000 resamplings of whole rows of samples (trajectories), 1.96 times their deviation
//
// Source: A. Saltelli et al., Comput. Phys. Commun. 181, 2010, 259-270; M. D. Morris, Technometrics 33, 1991; F. Campolongo et al., Environ.
// Model. Softw. 22, 2007; G. E. B. Archer et al., J. Stat. Comput. Simul. 58, 1997 (bootstrap). Samples with a run that gave no number are left
// out whole. Verified by tests/unit/study/sensitivity_test.cpp.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace netsuden {

struct Index {
  double value = 0, half_width = 0;
};

struct SobolIndices {
  std::size_t samples = 0, left_out = 0;
  double mean = 0, variance = 0;
  std::vector<Index> first, total;
  std::vector<Index> second;  ///< of pairs (0,1), (0,2), ..., (1,2), ...; empty without second order
};
/// `y` in the order of `saltelli`.
SobolIndices sobol_indices(std::span<const double> y, std::size_t parameters, bool second_order, std::uint64_t seed);

struct MorrisEffect {
  double mu = 0, mu_star = 0, sigma = 0, mu_star_half_width = 0;
};
/// `u` and `y` in the order of `morris`; effects for a step through the whole range of a parameter.
std::vector<MorrisEffect> morris_effects(std::span<const double> u, std::span<const double> y, std::size_t parameters, std::uint64_t seed);

}  // namespace netsuden
