// SPDX-License-Identifier: Apache-2.0
// The Sobol sequence, and its scrambling.
//
//   x_n,j = 0.b1 b2 b3...   the first 2^m points of any m and of every coordinate hold one point an interval of length 2^-m
//   scrambled: bit k of a coordinate is turned by a random bit that depends on the coordinate and on the bits 1 ... k-1 before it
//
// Source: S. Joe, F. Y. Kuo, "Constructing Sobol sequences with better two-dimensional projections", SIAM J. Sci. Comput. 30, 2008 (direction
// numbers new-joe-kuo-6.21201, as Boost.Random has them; points in the order of the Gray code, Antonov and Saleev 1979);
// A. B. Owen, "Randomly permuted (t,m,s)-nets and (t,s)-sequences", 1995 (nested uniform scrambling; the random bits are SplitMix64 of seed,
// coordinate and prefix). Range: up to 3,667 coordinates, 2^32 points. Verified by tests/unit/study/sequence_test.cpp.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace netsuden {

inline constexpr std::size_t sobol_dimensions = 3667;

/// The first `points` of the sequence, point by point. Unscrambled they begin with the origin; scrambled they lie within (0, 1).
std::vector<double> sobol_points(std::size_t points, std::size_t dimensions, std::optional<std::uint64_t> scramble_seed);

}  // namespace netsuden
