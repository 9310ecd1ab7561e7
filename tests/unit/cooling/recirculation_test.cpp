// SPDX-License-Identifier: Apache-2.0
// Single inlets of a hall against the closed forms of physics reference 3.1.
#include <Eigen/Dense>
#include <catch2/catch.hpp>
#include <cmath>

#include "sim/base/random.hpp"
#include "sim/cooling/recirculation.hpp"

using namespace netsuden;

namespace {
HallAir hall(double recirculation, double rated_w) {
  HallAirParams p;
  p.recirculation = Fraction(recirculation);
  return size_hall_air(p, Area::from_si(200), HeatFlow::from_si(rated_w));
}
}  // namespace

TEST_CASE("recirculation: a place that draws a share a of its own air is a/(1-a) of its rise above the supply (ACC-TH-00)") {
  for (const double a : {0.0, 0.05, 0.3, 0.8}) {
    const RecirculationMap m({1, {a}});
    double theta = 16, x = 0;
    m.rises({&theta, 1}, {&x, 1});
    CHECK(x == Approx(a / (1 - a) * 16).epsilon(1e-12));
    CHECK(m.recirculation().value() == Approx(a));
  }
}

TEST_CASE("recirculation: at equal flows it is the matrix of Tang, Gupta and Varsamopoulos") {
  RandomStream random(5, "recirculation");
  const int n = 12;
  RecirculationShares s{n, {}};
  Eigen::MatrixXd a(n, n);
  for (int i = 0; i < n; ++i)
    for (int j = 0; j < n; ++j) {
      a(i, j) = random.uniform(0, 0.5 / n);
      s.share.push_back(a(i, j));
    }
  REQUIRE(mistakes(s).empty());
  const double k = 1.4 * 1006;  // m cp
  const Eigen::MatrixXd identity = Eigen::MatrixXd::Identity(n, n), d = (k * identity - k * a.transpose()).inverse() - identity / k;
  Eigen::VectorXd p(n);
  std::vector<double> theta(n), x(n);
  for (int i = 0; i < n; ++i) theta[static_cast<std::size_t>(i)] = (p(i) = random.uniform(2e3, 40e3)) / k;
  RecirculationMap(s).rises(theta, x);
  const Eigen::VectorXd expected = d * p;
  for (int i = 0; i < n; ++i) CHECK(x[static_cast<std::size_t>(i)] == Approx(expected(i)).epsilon(1e-12));
}

TEST_CASE("recirculation: its mean is that of the hall with the same share") {
  // Any map whose inlets all draw r: in balance the cold aisle is r/(1-r) of the rise above the supply (ACC-TH-00).
  const RecirculationShares s{3, {0.1, 0.0, 0.02, 0.0, 0.1, 0.08, 0.05, 0.05, 0.05}};
  const RecirculationMap m(s);
  CHECK(m.recirculation().value() == Approx(0.15));
  std::vector<double> theta(3, 16.0), x(3);
  m.rises(theta, x);
  for (const double k : x) CHECK(k == Approx(0.15 / 0.85 * 16).epsilon(1e-12));
}

TEST_CASE("recirculation: hotter outlets never make an inlet colder") {
  RandomStream random(6, "recirculation");
  for (int trial = 0; trial < 200; ++trial) {
    const std::size_t n = 1 + random.below(8);
    RecirculationShares s{n, {}};
    for (std::size_t i = 0; i < n * n; ++i) s.share.push_back(random.uniform(0, 0.9 / static_cast<double>(n)));
    REQUIRE(mistakes(s).empty());
    const RecirculationMap m(s);
    std::vector<double> theta(n), x(n), y(n);
    for (double& t : theta) t = random.uniform(0, 30);
    m.rises(theta, x);
    theta[random.below(n)] += 10;
    m.rises(theta, y);
    for (std::size_t j = 0; j < n; ++j) {
      REQUIRE(std::isfinite(x[j]));
      REQUIRE(x[j] >= -1e-12);
      REQUIRE(y[j] >= x[j] - 1e-12);
    }
  }
}

TEST_CASE("recirculation: what no hall can do is told") {
  using Words = std::vector<std::string>;
  CHECK(mistakes({1, {1.2}}) == Words{"outlet 1, inlet 1: 1.2 is no share of 0 to 1"});
  CHECK(mistakes({1, {NAN}}) == Words{"outlet 1, inlet 1: nan is no share of 0 to 1"});
  CHECK(mistakes({2, {0.6, 0.6, 0, 0}}) == Words{"outlet 1 gives 1.2 times its air to the inlets"});
  CHECK(mistakes({2, {0.5, 0, 0.5, 0}}) == Words{"inlet 1 draws 1 of its air from outlets: 0.9 is the most that a hall with cooling has"});
  CHECK(mistakes({2, {0.5, 0.5, 0.3, 0.5}}).size() == 1);  // the second inlet
}

TEST_CASE("recirculation: a rack draws the air for its rise, within what its fans can") {
  const HallAir air = hall(0.05, 100 * 10e3);
  CHECK(server_rise(air, 100, HeatFlow::from_si(10e3)).si() == Approx(16));
  CHECK(server_rise(air, 100, HeatFlow::from_si(6e3)).si() == Approx(16));
  CHECK(server_rise(air, 100, HeatFlow::from_si(1.5e3)).si() == Approx(8));   // at the minimum flow of 30 %
  CHECK(server_rise(air, 100, HeatFlow::from_si(15e3)).si() == Approx(24));   // at the design flow
  CHECK(server_rise(air, 100, HeatFlow{}).si() == 0);
  CHECK(rack_air_flow(air, 100, HeatFlow::from_si(10e3)).si() * 100 == Approx(air.design_server_flow.si()));
}
