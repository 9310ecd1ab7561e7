// SPDX-License-Identifier: Apache-2.0
// Experimental designs: which points of the unit cube a study runs. A coordinate of NaN leaves the parameter as the base scenario has it.
//
//   grid             every combination of levels, the last parameter runs fastest
//   latin hypercube  one point in each of n slices of every coordinate; of some drawings the one whose nearest points are farthest apart
//   Sobol sequence   scrambled (sequence.hpp)
//   Monte Carlo      independent; of row i and parameter NAME the stream "NAME row i": a longer study begins as a shorter one did
//   one at a time    the base, then each parameter at each of its levels
//   Morris           r trajectories over p levels, each step changes one coordinate by p / (2 (p - 1))
//   Saltelli         A, B and mixtures: n (d + 2) rows, or n (2 d + 2) for interactions of second order; row order of SALib
//
// Rank correlations by a Gaussian copula: the correlation of the normal variables is 2 sin(pi r / 6).
// Source: M. D. McKay, R. J. Beckman, W. J. Conover, Technometrics 21, 1979; M. D. Morris, Technometrics 33, 1991; A. Saltelli et al., Comput.
// Phys. Commun. 181, 2010; K. Pearson 1907 for the copula. Verified by tests/unit/study/design_test.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace netsuden {

struct Design {
  std::size_t columns = 0;
  std::vector<double> u;  ///< row by row

  std::size_t rows() const { return columns == 0 ? 0 : u.size() / columns; }
  double at(std::size_t row, std::size_t column) const { return u[row * columns + column]; }
};

using Levels = std::vector<std::vector<double>>;  ///< of each parameter

Design full_grid(const Levels&);
Design one_at_a_time(const Levels&);
Design latin_hypercube(std::size_t rows, std::size_t columns, std::uint64_t seed);
Design sobol_design(std::size_t rows, std::size_t columns, std::uint64_t seed);
Design monte_carlo(std::size_t rows, const std::vector<std::string>& names, std::uint64_t seed);
Design morris(std::size_t trajectories, std::size_t columns, std::size_t levels, std::uint64_t seed);
Design saltelli(std::size_t samples, std::size_t columns, bool second_order, std::uint64_t seed);

/// Rank correlations as a full symmetric matrix, row by row. False where no distribution has them (the matrix is not positive definite).
bool correlate(Design&, const std::vector<double>& rank_correlations);

}  // namespace netsuden
