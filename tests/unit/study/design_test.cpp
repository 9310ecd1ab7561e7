// SPDX-License-Identifier: Apache-2.0
#include "sim/study/design.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>
#include <set>

#include "sim/study/marginal.hpp"
#include "sim/study/sequence.hpp"
#include "sim/study/statistics.hpp"

using namespace netsuden;

namespace {
std::vector<double> column(const Design& d, std::size_t j) {
  std::vector<double> v;
  for (std::size_t i = 0; i < d.rows(); ++i) v.push_back(d.at(i, j));
  return v;
}
}  // namespace

TEST_CASE("marginals at quantiles of the tables", "[study]") {
  CHECK(quantile({MarginalType::uniform, 10, 20}, 0.25) == 12.5);
  CHECK(quantile({MarginalType::log_uniform, 1, 100}, 0.5) == Approx(10));
  CHECK(quantile({MarginalType::triangular, 0, 10, 2}, 0.2) == Approx(2));              // F(mode) = 2/10
  CHECK(quantile({MarginalType::triangular, 0, 10, 2}, 0.5) == Approx(10 - std::sqrt(40.0)));
  Marginal normal{.type = MarginalType::normal, .middle = 100, .spread = 15};
  CHECK(quantile(normal, 0.975) == Approx(100 + 15 * 1.959963984540054));
  normal.min = 100;  // half a normal: its median is the upper quartile of the whole
  CHECK(quantile(normal, 0.5) == Approx(100 + 15 * 0.6744897501960817));
  CHECK(quantile(normal, 0) == Approx(100));
  Marginal far{.type = MarginalType::normal, .min = 10, .max = 11, .middle = 0, .spread = 1};  // deep in the tail, no rounding
  CHECK(quantile(far, 0.5) > 10.05);
  CHECK(quantile(far, 0.5) < 10.08);  // tail falls as exp(-10 x): median at ln 2 / 10 about
  const Marginal lognormal{.type = MarginalType::lognormal, .middle = 12, .spread = 1.1};
  CHECK(quantile(lognormal, 0.5) == Approx(12));
  CHECK(quantile(lognormal, 0.8413447460685429) == Approx(12 * std::exp(1.1)));
  const Marginal three{.type = MarginalType::values, .count = 3};
  CHECK(quantile(three, 0) == 0);
  CHECK(quantile(three, 0.34) == 1);
  CHECK(quantile(three, 1) == 2);
}

TEST_CASE("a grid has every combination and the last parameter runs fastest", "[study]") {
  const Design d = full_grid({{0, 1}, {0.25, 0.5, 0.75}});
  REQUIRE(d.rows() == 6);
  CHECK(column(d, 0) == std::vector<double>{0, 0, 0, 1, 1, 1});
  CHECK(column(d, 1) == std::vector<double>{0.25, 0.5, 0.75, 0.25, 0.5, 0.75});
}

TEST_CASE("one at a time begins with the base", "[study]") {
  const Design d = one_at_a_time({{0.1, 0.9}, {0.5}});
  REQUIRE(d.rows() == 4);
  CHECK((std::isnan(d.at(0, 0)) && std::isnan(d.at(0, 1))));
  CHECK((d.at(1, 0) == 0.1 && std::isnan(d.at(1, 1))));
  CHECK((std::isnan(d.at(3, 0)) && d.at(3, 1) == 0.5));
}

TEST_CASE("a latin hypercube has one point a slice", "[study]") {
  const Design d = latin_hypercube(50, 4, 9);
  for (std::size_t j = 0; j < 4; ++j) {
    std::set<int> slices;
    for (const double u : column(d, j)) slices.insert(static_cast<int>(u * 50));
    CHECK(slices.size() == 50);
  }
  CHECK(latin_hypercube(50, 4, 9).u == d.u);
  CHECK(latin_hypercube(50, 4, 10).u != d.u);
}

TEST_CASE("a longer Monte Carlo study begins as a shorter one", "[study]") {
  const Design a = monte_carlo(20, {"x", "y"}, 5), b = monte_carlo(40, {"x", "y"}, 5);
  CHECK(std::equal(a.u.begin(), a.u.end(), b.u.begin()));
  const Design more = monte_carlo(20, {"x", "z", "y"}, 5);  // one parameter more leaves the others
  CHECK(column(more, 0) == column(a, 0));
  CHECK(column(more, 2) == column(a, 1));
}

TEST_CASE("correlations of ranks come out as asked", "[study]") {
  Design d = monte_carlo(20000, {"a", "b", "c", "d"}, 3);
  const Design before = d;
  std::vector<double> rank(16, 0);
  for (std::size_t i = 0; i < 4; ++i) rank[i * 4 + i] = 1;
  rank[1] = rank[4] = 0.6;
  rank[2] = rank[8] = -0.3;
  REQUIRE(correlate(d, rank));
  CHECK(rank_correlation(column(d, 0), column(d, 1)) == Approx(0.6).margin(0.015));   // three deviations of 20,000
  CHECK(rank_correlation(column(d, 0), column(d, 2)) == Approx(-0.3).margin(0.02));
  CHECK(rank_correlation(column(d, 1), column(d, 2)) == Approx(0).margin(0.022));
  CHECK(column(d, 0) == column(before, 0));
  CHECK(column(d, 3) == column(before, 3));
  // Each stays uniform: its deciles.
  for (std::size_t j = 0; j < 4; ++j) CHECK(sorted_quantile(sorted_numbers(column(d, j)), 0.9) == Approx(0.9).margin(0.007));
  std::vector<double> impossible = rank;
  impossible[1] = impossible[4] = impossible[2] = impossible[8] = 0.95;
  impossible[6] = impossible[9] = -0.95;
  CHECK_FALSE(correlate(d, impossible));
}

TEST_CASE("Morris trajectories change one coordinate a step", "[study]") {
  const Design d = morris(10, 3, 4, 1);
  REQUIRE(d.rows() == 40);
  for (std::size_t t = 0; t < 10; ++t) {
    std::set<std::size_t> moved;
    for (std::size_t k = 4 * t; k < 4 * t + 3; ++k)
      for (std::size_t j = 0; j < 3; ++j) {
        const double step = d.at(k + 1, j) - d.at(k, j);
        if (step == 0) continue;
        CHECK(std::abs(step) == Approx(2.0 / 3));
        moved.insert(j);
      }
    CHECK(moved.size() == 3);
  }
  for (const double u : d.u) CHECK(u * 3 == Approx(std::round(u * 3)).margin(1e-12));
}

TEST_CASE("Saltelli rows stand in the order of SALib", "[study]") {
  const Design d = saltelli(4, 2, true, 8);
  REQUIRE(d.rows() == 4 * 6);
  const auto p = sobol_points(4, 4, 8);
  for (std::size_t i = 0; i < 4; ++i) {
    const double a0 = p[4 * i], a1 = p[4 * i + 1], b0 = p[4 * i + 2], b1 = p[4 * i + 3];
    const double expected[6][2] = {{a0, a1}, {b0, a1}, {a0, b1}, {a0, b1}, {b0, a1}, {b0, b1}};
    for (std::size_t k = 0; k < 6; ++k) {
      CHECK(d.at(6 * i + k, 0) == expected[k][0]);
      CHECK(d.at(6 * i + k, 1) == expected[k][1]);
    }
  }
  CHECK(saltelli(4, 2, false, 8).rows() == 16);
}
