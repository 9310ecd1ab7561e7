// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "sim/workload/node_power.hpp"

using namespace netsuden;

namespace {
double curve_power(UtilizationCurve curve, double parameter) {
  NodePowerParams p;
  p.idle = 200_W;
  p.max = 350_W;
  p.curve = curve;
  p.curve_parameter = parameter;
  return node_power(p, 0.5, 0).si();
}
}  // namespace

TEST_CASE("ACC-IT-01: node power at half utilisation") {
  CHECK(curve_power(UtilizationCurve::linear, 1) == Approx(275.000).epsilon(0).margin(1e-3));
  CHECK(curve_power(UtilizationCurve::square_root, 1) == Approx(306.066).epsilon(0).margin(1e-3));
  CHECK(curve_power(UtilizationCurve::square, 1) == Approx(237.500).epsilon(0).margin(1e-3));
  CHECK(curve_power(UtilizationCurve::cubic, 1) == Approx(218.750).epsilon(0).margin(1e-3));
  CHECK(curve_power(UtilizationCurve::mse, 1.4) == Approx(293.161).epsilon(0).margin(1e-3));
  CHECK(curve_power(UtilizationCurve::asymptotic, 0.3) == Approx(298.334).epsilon(0).margin(1e-3));
  CHECK(curve_power(UtilizationCurve::asymptotic_dvfs, 0.3) == Approx(234.932).epsilon(0).margin(1e-3));
}

TEST_CASE("node power: points, zero idle, clamping of the utilisation") {
  NodePowerParams p;
  p.idle = 100_W;
  p.max = 200_W;
  p.curve = UtilizationCurve::points;
  p.curve_points = {0, 0.5, 1};  // at u = 0, 0.5, 1
  CHECK(node_power(p, 0.25, 0).si() == Approx(125));
  CHECK(node_power(p, 1.7, 0).si() == Approx(200));
  CHECK(node_power(p, -1, 0).si() == Approx(100));
  p.zero_idle = true;
  CHECK(node_power(p, 0, 0).si() == 0);
  CHECK(node_power(p, 0.5, 0).si() == Approx(150));
  CHECK(utilization_curve(UtilizationCurve::asymptotic, 1, 0.3) < 1);
}

TEST_CASE("ACC-IT-02: Frontier node, idle, HPL and full") {
  NodePowerParams p;
  p.model = NodeModel::additive;
  CHECK(node_idle_power(p).si() == Approx(626.26).epsilon(0).margin(1e-9));
  CHECK(node_max_power(p).si() == Approx(2704.26).epsilon(0).margin(1e-9));
  CHECK(node_power(p, 0.33, 3.16 / 4).si() == Approx(2180.48).epsilon(0).margin(1e-9));
}

TEST_CASE("ACC-IT-03: air temperature rise through DGX H100 and B200") {
  constexpr double m3_s_per_cfm = 0.3048 * 0.3048 * 0.3048 / 60;
  CHECK(air_temperature_rise(HeatFlow::from_si(10.2e3), VolumeFlow::from_si(1105 * m3_s_per_cfm)).si() ==
        Approx(16.3).margin(0.3));
  CHECK(air_temperature_rise(HeatFlow::from_si(14.3e3), VolumeFlow::from_si(1550 * m3_s_per_cfm)).si() ==
        Approx(16.3).margin(0.3));
}

TEST_CASE("clock law: within the stated residual of the measured H100 points") {
  // arXiv 2604.11391: draw over mean SM clock, ViT-L/16 inference; P = 167.6 W + dynamic part, residual at most 13 W.
  const double mhz[] = {625, 1132, 1501, 1731, 1889, 1969}, watts[] = {199, 298, 395, 493, 591, 647};
  const double full = 36.76 * 1.980 + 52.46 * 1.980 * 1.980 * 1.980;
  for (int i = 0; i < 6; ++i) CHECK(167.6 + full * dynamic_power_share(mhz[i] / 1980) == Approx(watts[i]).margin(13.5));
  CHECK(dynamic_power_share(1) == 1);
  for (double share = 0.05; share <= 1; share += 0.05)
    CHECK(dynamic_power_share(clock_for_dynamic_share(share)) == Approx(share).epsilon(1e-12));
}

TEST_CASE("clock acts on the dynamic part only") {
  NodePowerParams p;
  p.model = NodeModel::additive;
  const double dynamic = node_max_power(p).si() - node_idle_power(p).si();
  CHECK(node_power(p, 1, 1, 0.5).si() == Approx(626.26 + dynamic * dynamic_power_share(0.5)));
  CHECK(node_power(p, 0, 0, 0.5).si() == Approx(626.26));
}
