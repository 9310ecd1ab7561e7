// SPDX-License-Identifier: Apache-2.0
#include "sim/cooling/coil.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using namespace netsuden;

TEST_CASE("ACC-TH-03: effectiveness of counter, cross and parallel flow") {
  const double table[][5] = {{1, .5, .5647, .5448, .5179},
                             {2, .5, .7746, .7388, .6335},
                             {3, .75, .8171, .7553, .5684},
                             {2, 1, .6667, .6154, .4908}};
  for (const auto& t : table) {
    CHECK(effectiveness(FlowArrangement::counter, t[0], t[1]) == Approx(t[2]).epsilon(0).margin(5.1e-5));
    CHECK(effectiveness(FlowArrangement::cross_unmixed, t[0], t[1]) == Approx(t[3]).epsilon(0).margin(5.1e-5));
    CHECK(effectiveness(FlowArrangement::parallel, t[0], t[1]) == Approx(t[4]).epsilon(0).margin(5.1e-5));
  }
  CHECK(ntu_from_effectiveness(FlowArrangement::phase_change, .01, 1) == Approx(0.0100503359).epsilon(1e-8));
  CHECK(ntu_from_effectiveness(FlowArrangement::counter, .01, 1) == Approx(0.01 / 0.99).epsilon(1e-12));
}

TEST_CASE("ACC-TH-03: inverse round trip over the path of the Modelica example") {
  constexpr double pi = 3.14159265358979323846;
  for (int i = 0; i <= 200; ++i) {
    const double t = 2 * pi * i / 200, z = std::abs(std::cos(t)), eps = .01 + .98 * std::abs(std::sin(t)) / (1 + z);
    for (const FlowArrangement a :
         {FlowArrangement::counter, FlowArrangement::parallel, FlowArrangement::cross_unmixed,
          FlowArrangement::cross_c_min_unmixed, FlowArrangement::cross_c_min_mixed, FlowArrangement::phase_change}) {
      const double ntu = ntu_from_effectiveness(a, eps, z);
      INFO("arrangement " << static_cast<int>(a) << " eps " << eps << " Z " << z);
      if (std::isfinite(ntu)) CHECK(effectiveness(a, ntu, z) == Approx(eps).epsilon(1e-9));
    }
  }
}

TEST_CASE("effectiveness: within 0 and 1, rising with N, the arrangements in their order, smooth at Z = 1 and 0") {
  for (double z = 0; z <= 1.0001; z += 0.05) {
    double last = 0;
    for (double n = 0.01; n < 20; n *= 1.3) {
      const double zz = std::min(z, 1.0);
      const double counter = effectiveness(FlowArrangement::counter, n, zz);
      const double cross = effectiveness(FlowArrangement::cross_unmixed, n, zz);
      const double parallel = effectiveness(FlowArrangement::parallel, n, zz);
      CHECK(counter >= last);
      CHECK(counter <= 1);
      CHECK(parallel > 0);
      CHECK(counter >= parallel - 1e-12);
      CHECK(cross <= 1);
      last = counter;
    }
  }
  CHECK(effectiveness(FlowArrangement::counter, 2, 1 - 1e-9) == Approx(2.0 / 3).epsilon(1e-8));
  CHECK(effectiveness(FlowArrangement::cross_unmixed, 2, 1e-13) == Approx(1 - std::exp(-2)));
  CHECK(std::isinf(ntu_from_effectiveness(FlowArrangement::parallel, .6, 1)));
}

TEST_CASE("coil: the design point comes back, and less flow means less heat") {
  const CoilParams p;
  const Coil c = size_coil(p);
  REQUIRE(c.feasible);
  const CoilPerformance d = coil_performance(c, c.air_flow, c.water_flow);
  const double heat = (d.eps_c_min * (p.air_in - p.water_in)).si();
  CHECK(heat == Approx(p.rated_heat.si()).epsilon(1e-9));
  CHECK(coil_performance(c, c.air_flow * 14, c.water_flow * 14, 14).eps_c_min.si() ==
        Approx(14 * d.eps_c_min.si()).epsilon(1e-12));
  double last = 0;
  for (double x = 0.1; x <= 1.5; x += 0.1) {
    const double now = coil_performance(c, c.air_flow * x, c.water_flow).eps_c_min.si();
    CHECK(now > last);
    last = now;
  }
  CHECK(coil_performance(c, MassFlow{}, c.water_flow).eps_c_min.si() == 0);
  CoilParams impossible;
  impossible.air_drop = 30_K;  // 36 degC air below the water of 18 degC
  CHECK_FALSE(size_coil(impossible).feasible);
}

TEST_CASE("UA correction: 1 at design, exponents at the limits") {
  const UaCorrection u;
  CHECK(u.ratio(1, 1) == Approx(1));
  // Little air: its resistance 1/(0.5 v^0.8) is all, against 1/0.5 + 1 = 3 at design.
  CHECK(u.ratio(1e-6, 1) == Approx(3 * 0.5 * std::pow(1e-6, 0.8)).epsilon(1e-3));
  CHECK(u.ratio(0, 1) == 0);
}
