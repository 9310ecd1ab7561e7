// SPDX-License-Identifier: Apache-2.0
#include "sim/reliability/block_diagram.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "sim/base/random.hpp"
#include "sim/reliability/availability.hpp"

using namespace netsuden;

namespace {

using Up = std::vector<char>;

/// Over all states.
double by_enumeration(const Structure& works, const std::vector<double>& u) {
  double sum = 0;
  for (unsigned state = 0; state < 1u << u.size(); ++state) {
    Up up(u.size());
    double p = 1;
    for (std::size_t i = 0; i < u.size(); ++i) {
      up[i] = static_cast<char>(state >> i & 1u);
      p *= up[i] ? 1 - u[i] : u[i];
    }
    if (!works(up)) sum += p;
  }
  return sum;
}

bool series_of(const Up& up) {
  for (const char x : up)
    if (!x) return false;
  return true;
}

}  // namespace

TEST_CASE("block diagram: series, parallel and k of n as their formulas have them") {
  const std::vector<double> u{0.1, 0.02, 0.003};
  CHECK(exact_availability(series_of, u)->unavailability == Approx(1 - 0.9 * 0.98 * 0.997).epsilon(1e-12));
  CHECK(exact_availability([](const Up& x) { return x[0] || x[1] || x[2]; }, u)->unavailability == Approx(0.1 * 0.02 * 0.003).epsilon(1e-12));
  const Structure four_of_five = [](const Up& x) { return x[0] + x[1] + x[2] + x[3] + x[4] >= 4; };
  const auto chillers = exact_availability(four_of_five, std::vector<double>(5, 1 - 0.99876864));
  CHECK(chillers->unavailability == Approx(1.512513e-5).epsilon(1e-5));
  CHECK(chillers->width < 1e-15);
}

TEST_CASE("block diagram: two chains of the reference, with a tie between them") {
  const double q[] = {0.5 * 2, 0.006 * 200, 0.002 * 30, 0.05 * 10, 0.01 * 6};
  std::vector<double> u;
  for (int side = 0; side < 2; ++side)
    for (const double x : q) u.push_back(1 - 1 / (1 + x / 8760));
  const Structure two_chains = [](const Up& x) { return (x[0] && x[1] && x[2] && x[3] && x[4]) || (x[5] && x[6] && x[7] && x[8] && x[9]); };
  CHECK(exact_availability(two_chains, u)->unavailability * 8760 * 3600 == Approx(3.267).epsilon(2e-4));
  u.push_back(1e-4);
  const Structure bridged = [](const Up& x) {  // a tie behind the switchgear
    const bool a = x[0] && x[1] && x[2], b = x[5] && x[6] && x[7];
    return ((a || (b && x[10])) && x[3] && x[4]) || ((b || (a && x[10])) && x[8] && x[9]);
  };
  CHECK(exact_availability(bridged, u)->unavailability == Approx(by_enumeration(bridged, u)).epsilon(1e-9));
}

TEST_CASE("block diagram: random coherent systems as by enumeration of all their states") {
  RandomStream s(7, "diagrams");
  for (int trial = 0; trial < 60; ++trial) {
    const std::size_t n = 3 + s.below(8);
    std::vector<std::vector<std::size_t>> paths(1 + s.below(5));
    for (auto& p : paths)
      for (std::size_t i = 0; i < n; ++i)
        if (s.uniform() < 0.4) p.push_back(i);
    const Structure works = [&](const Up& up) {
      for (const auto& p : paths) {
        bool all = true;
        for (const std::size_t i : p) all = all && up[i];
        if (all) return true;
      }
      return false;
    };
    std::vector<double> u;
    for (std::size_t i = 0; i < n; ++i) u.push_back(s.uniform() < 0.1 ? (s.uniform() < 0.5 ? 0 : 1) : s.uniform());
    const auto exact = exact_availability(works, u);
    INFO("trial " << trial);
    CHECK(exact->unavailability == Approx(by_enumeration(works, u)).margin(1e-12));
  }
}

TEST_CASE("block diagram: what it leaves out is within the width that it states, and it gives up in time") {
  const Structure two_of_twelve = [](const Up& x) {
    int up = 0;
    for (const char c : x) up += c;
    return up >= 2;
  };
  const std::vector<double> u(12, 0.3);
  const double truth = by_enumeration(two_of_twelve, u);
  const auto rough = exact_availability(two_of_twelve, u, 1e-5);
  CHECK(rough->width > 0);
  CHECK(rough->unavailability <= truth);
  CHECK(rough->unavailability + rough->width >= truth);
  CHECK_FALSE(exact_availability(two_of_twelve, u, 1e-16, 100).has_value());
}

TEST_CASE("block diagram: minimal cuts of one and of two") {
  const Structure works = [](const Up& x) { return x[0] && (x[1] || x[2]) && (x[3] || x[4] || x[5]); };
  const auto cuts = minimal_cuts(works, 6);
  REQUIRE(cuts.size() == 2);
  CHECK(cuts[0] == std::vector<int>{0});
  CHECK(cuts[1] == std::vector<int>{1, 2});
}
