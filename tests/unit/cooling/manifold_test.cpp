// SPDX-License-Identifier: Apache-2.0
// The division of a rack's coolant: parallel resistances in closed form, and Kirchhoff's laws of a ladder.
#include <catch2/catch.hpp>

#include <cmath>
#include <numeric>

#include "sim/base/random.hpp"
#include "sim/cooling/manifold.hpp"

using namespace netsuden;

TEST_CASE("manifold: branches without headers divide the flow as parallel resistances do") {
  // dp = k V^2: V_i = sqrt(dp / k_i), 1/sqrt(k) = sum of 1/sqrt(k_i). With 1, 4 and 9: conductances 1, 1/2, 1/3 of 11/6 in all.
  ManifoldParams p;
  p.header_drop = Pressure::from_si(0);
  p.resistances = {1, 4, 9};
  const FlowDivision d = divide_flow(p, 3, 40_kPa, 2);
  CHECK(d.share[0] == Approx(3 * 6.0 / 11).epsilon(1e-12));
  CHECK(d.share[1] == Approx(3 * 3.0 / 11).epsilon(1e-12));
  CHECK(d.share[2] == Approx(3 * 2.0 / 11).epsilon(1e-12));
  CHECK(d.least == d.share[2]);
  CHECK(d.drop.si() == Approx(40e3 * std::pow(18.0 / 11, 2)).epsilon(1e-12));
  // Laminar: in proportion to 1/k.
  p.resistances = {1, 2};
  CHECK(divide_flow(p, 2, 40_kPa, 1).share[0] == Approx(4.0 / 3).epsilon(1e-12));
}

TEST_CASE("manifold: equal branches without headers take equal flows at the drop of one") {
  ManifoldParams p;
  p.header_drop = Pressure::from_si(0);
  const FlowDivision d = divide_flow(p, 18, 70_kPa, 1.85);
  for (const double x : d.share) CHECK(x == Approx(1).epsilon(1e-12));
  CHECK(d.drop.si() == Approx(70e3).epsilon(1e-12));
}

TEST_CASE("manifold: two branches behind headers, by the quadratic equation") {
  // k per segment with equal flows: h (1 + 1/4) = header drop. x1^2 = x2^2 (1 + (h/4)/a), x1 + x2 = 2.
  ManifoldParams p;
  p.header_drop = 20_kPa;
  const double a = 50e3, h = 20e3 / 1.25, ratio = std::sqrt(1 + h / 4 / a);
  const FlowDivision d = divide_flow(p, 2, Pressure::from_si(a), 2);
  CHECK(d.share[0] / d.share[1] == Approx(ratio).epsilon(1e-12));
  CHECK(d.share[0] + d.share[1] == Approx(2).epsilon(1e-12));
  CHECK(d.least == Approx(2 / (1 + ratio)).epsilon(1e-12));
  CHECK(d.drop.si() == Approx(a * d.share[0] * d.share[0] + h).epsilon(1e-12));
}

TEST_CASE("manifold: what flows in flows out, and each mesh closes") {
  RandomStream random(5, "manifold");
  for (int round = 0; round < 300; ++round) {
    const int n = 1 + static_cast<int>(random.uniform(0, 40));
    const double m = random.uniform(1, 2), a = random.uniform(1e3, 2e5);
    ManifoldParams p;
    p.header_drop = Pressure::from_si(random.uniform(0, 3e5));
    if (round % 2) for (int i = 0; i < n; ++i) p.resistances.push_back(random.uniform(0.1, 10));
    const FlowDivision d = divide_flow(p, n, Pressure::from_si(a), m);
    CHECK(std::accumulate(d.share.begin(), d.share.end(), 0.0) == Approx(n).epsilon(1e-12));
    double equal = 0;
    for (int i = 0; i < n; ++i) equal += std::pow((n - i) / static_cast<double>(n), m);
    const double h = p.header_drop.si() / equal;
    double past = n, dp = d.drop.si();
    for (int i = 0; i < n; ++i) {
      const auto k = static_cast<std::size_t>(i);
      dp -= h * std::pow(past / n, m);
      past -= d.share[k];
      const double b = p.resistances.empty() ? 1 : p.resistances[k];
      REQUIRE(a * b * std::pow(d.share[k], m) == Approx(dp).epsilon(1e-9).margin(1e-9 * d.drop.si()));
      REQUIRE(d.share[k] >= d.least);
    }
    if (p.resistances.empty()) CHECK(d.least == d.share.back());  // the farthest
  }
}
