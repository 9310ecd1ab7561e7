// SPDX-License-Identifier: Apache-2.0
#include "sim/study/sequence.hpp"

#include <boost/random/sobol.hpp>
#include <catch2/catch.hpp>
#include <cmath>
#include <set>

using namespace netsuden;

TEST_CASE("the Sobol sequence begins as Joe and Kuo publish it", "[study]") {
  // Output of their program for ten points in three dimensions with new-joe-kuo-6.21201 (web.maths.unsw.edu.au/~fkuo/sobol).
  const double published[10][3] = {{0, 0, 0},          {0.5, 0.5, 0.5},      {0.75, 0.25, 0.25},  {0.25, 0.75, 0.75},       {0.375, 0.375, 0.625},
                                   {0.875, 0.875, 0.125}, {0.625, 0.125, 0.875}, {0.125, 0.625, 0.375}, {0.1875, 0.3125, 0.9375}, {0.6875, 0.8125, 0.4375}};
  const auto points = sobol_points(10, 3, std::nullopt);
  for (std::size_t i = 0; i < 10; ++i)
    for (std::size_t j = 0; j < 3; ++j) CHECK(points[i * 3 + j] == published[i][j]);
}

TEST_CASE("the Sobol sequence is that of Boost in many dimensions", "[study]") {
  constexpr std::size_t dimensions = 200, n = 300;
  const auto points = sobol_points(n, dimensions, std::nullopt);
  boost::random::sobol_engine<boost::uint_least64_t, 32u> engine(dimensions);
  std::size_t different = 0;
  // Boost leaves the origin out.
  for (std::size_t k = dimensions; k < n * dimensions; ++k) different += points[k] == std::ldexp(static_cast<double>(engine()), -32) ? 0 : 1;
  CHECK(different == 0);
}

TEST_CASE("scrambling keeps one point in each interval", "[study]") {
  constexpr std::size_t n = 256, dimensions = 12;
  for (const std::uint64_t seed : {0u, 1u, 77u}) {
    const auto points = sobol_points(n, dimensions, seed);
    for (std::size_t j = 0; j < dimensions; ++j) {
      std::set<int> cells;
      for (std::size_t i = 0; i < n; ++i) {
        CHECK(points[i * dimensions + j] > 0);
        CHECK(points[i * dimensions + j] < 1);
        cells.insert(static_cast<int>(points[i * dimensions + j] * n));
      }
      CHECK(cells.size() == n);
    }
    // The first two coordinates are a (0, 8, 2)-net: one point in each box of 1/16 by 1/16.
    std::set<int> boxes;
    for (std::size_t i = 0; i < n; ++i) boxes.insert(16 * static_cast<int>(points[i * dimensions] * 16) + static_cast<int>(points[i * dimensions + 1] * 16));
    CHECK(boxes.size() == n);
  }
  CHECK(sobol_points(8, 2, 1) != sobol_points(8, 2, 2));
  CHECK(sobol_points(8, 2, 1) == sobol_points(8, 2, 1));
}

TEST_CASE("a scrambled sequence integrates far better than independent points", "[study]") {
  // The mean of x y z over the cube is 1/8; independent points of that number would be off by 2e-3 on average.
  double worst = 0;
  for (const std::uint64_t seed : {3u, 4u, 5u, 6u}) {
    const auto p = sobol_points(4096, 3, seed);
    double sum = 0;
    for (std::size_t i = 0; i < 4096; ++i) sum += p[3 * i] * p[3 * i + 1] * p[3 * i + 2];
    worst = std::max(worst, std::abs(sum / 4096 - 0.125));
  }
  CHECK(worst < 1e-4);
}
