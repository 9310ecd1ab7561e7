// SPDX-License-Identifier: Apache-2.0
// The wet coil against a textbook's example, and its balances of water and heat against psychrometrics.
#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>

#include "sim/base/random.hpp"
#include "sim/cooling/wet_coil.hpp"
#include "sim/site/psychrometrics.hpp"

using namespace netsuden;

namespace {

/// Mitchell and Braun (2012), example SM2-1, as tabulated in Modelica Buildings DryWetCalcs (issue 622).
WetCoilSides sm2_1() {
  WetCoilSides s;
  s.arrangement = FlowArrangement::cross_c_min_unmixed;
  s.air_side = s.water_side = Conductance::from_si(9495.5);
  s.air = MassFlow::from_si(2.646);
  s.water = MassFlow::from_si(3.78);
  return s;
}
const Pressure air_pressure = Pressure::from_si(101352.93);

}  // namespace

TEST_CASE("wet coil: example SM2-1 of Mitchell and Braun, partly wet") {
  // 80 degF, 17.78 degC wet bulb; water of 42 degF. Printed: 50,404.7 W of it 23,769 W in the dry part, which is 0.3624 of the surface; water out
  // 8.73 degC.
  const double w = psychro::humidity_ratio_from_wet_bulb(26.6667, 17.78, air_pressure.si());
  CHECK(w / (1 + w) == Approx(0.0089757).epsilon(2e-3));
  const WetCoilResult r = run_wet_coil(sm2_1(), Temperature::celsius(26.6667), w, Temperature::celsius(5.5556), air_pressure);
  REQUIRE(r.wet);
  CHECK(r.total.si() == Approx(50404.7).epsilon(5e-3));
  CHECK(r.water_out.c() == Approx(8.73).margin(0.02));
}

TEST_CASE("wet coil: the same coil in moist air is wet all over, within 3 % of a coil in pieces") {
  // Modelica Buildings WetCoilEffectivenessNTUCounterFlow: fully wet in counterflow, 0.0173 kg a kg of moist air, water out at 11.0678 degC. Ours takes
  // 2.6 % less: one slope of saturation for all of it.
  WetCoilSides s = sm2_1();
  s.arrangement = FlowArrangement::counter;
  const WetCoilResult r = run_wet_coil(s, Temperature::celsius(26.6667), 0.0173 / (1 - 0.0173), Temperature::celsius(5.5556), Pressure::from_si(101325));
  REQUIRE(r.wet);
  CHECK(r.total.si() == Approx(3.78 * 4186 * (11.0678 - 5.5556)).epsilon(0.03));
}

TEST_CASE("wet coil: heat and condensate have no step from dry to partly wet to wet") {
  double last_q = 0, last_c = 0;
  for (double w = 0.004; w < 0.02; w += 2e-5) {
    const WetCoilResult r = run_wet_coil(sm2_1(), Temperature::celsius(26.6667), w, Temperature::celsius(5.5556), air_pressure);
    CAPTURE(w, r.wet, r.total.si());
    if (last_q > 0) {
      CHECK(r.total.si() > last_q * (1 - 1e-4));
      CHECK(r.total.si() < last_q * 1.01);
      CHECK(r.condensate_kg_s > last_c - 2e-5);
      CHECK(r.condensate_kg_s < last_c + 1e-4);
    }
    last_q = r.total.si();
    last_c = r.condensate_kg_s;
  }
  CHECK(last_c > 0.015);
}

TEST_CASE("wet coil: the dry coil of the same example") {
  const WetCoilResult r = run_wet_coil(sm2_1(), Temperature::celsius(26.6667), 0.0035, Temperature::celsius(5.5556), air_pressure);
  CHECK_FALSE(r.wet);
  // 44,036 W with 1021.6 J/(kg K) and 4199.4 J/(kg K) in the book; ours are 1012.5 and 4186.
  CHECK(r.total.si() == Approx(44036).epsilon(0.006));
  CHECK(r.air_out.c() == Approx(10.38).margin(0.1));
  CHECK(r.condensate_kg_s == 0);
}

TEST_CASE("wet coil: water and heat balance, no air beyond saturation by more than the method, no heat uphill") {
  RandomStream random(7, "wet coil");
  CoilParams design;
  const Coil coil = size_coil(design);
  int wet = 0;
  for (int i = 0; i < 3000; ++i) {
    const double t = random.uniform(15, 45), t_w = random.uniform(4, 25), w = random.uniform(0.2, 1) * psychro::saturation_humidity_ratio(std::min(t, 32.0), 101325);
    const WetCoilSides s = wet_coil_sides(coil, coil.air_flow * random.uniform(0.2, 1.2) * 3.0, coil.water_flow * random.uniform(0.05, 1.2) * 3.0, 3);
    const WetCoilResult r = run_wet_coil(s, Temperature::celsius(t), w, Temperature::celsius(t_w), Pressure::from_si(101325));
    CAPTURE(t, t_w, w, r.total.si(), r.sensible.si(), r.wet);
    REQUIRE(r.sensible.si() >= 0);
    REQUIRE(r.sensible.si() <= r.total.si() * (1 + 1e-9));
    if (!(t > t_w)) continue;
    REQUIRE(r.air_out.c() >= t_w - 1e-6);
    REQUIRE(r.water_out.c() <= t + 1e-6);
    const double h_in = psychro::enthalpy_j_kg(t, w), h_out = psychro::enthalpy_j_kg(r.air_out.c(), r.humidity_out);
    REQUIRE(s.air.si() * (h_in - h_out) == Approx(r.total.si()).epsilon(1e-4));
    REQUIRE(r.condensate_kg_s == Approx(s.air.si() * (w - r.humidity_out)).epsilon(1e-9).margin(1e-12));
    if (!r.wet) continue;
    ++wet;
    // Latent and sensible make up the total.
    REQUIRE(r.sensible.si() + r.condensate_kg_s * (2.501e6 + 1860 * r.air_out.c()) == Approx(r.total.si()).epsilon(1e-6));
    REQUIRE(r.humidity_out <= 1.08 * psychro::saturation_humidity_ratio(r.air_out.c(), 101325));
  }
  CHECK(wet > 500);
}

TEST_CASE("wet coil: throttled to a load it takes that, and dries more the moister the air") {
  const Coil coil = size_coil(CoilParams{});
  double last = -1;
  for (const double dew : {8.0, 12.0, 16.0, 19.0, 21.0, 23.0}) {
    const double w = psychro::humidity_ratio_from_dew_point(dew, 101325);
    const WetCoilResult r = throttled_wet_coil(coil, coil.air_flow, coil.water_flow, 1, 32_degC, w, Temperature::celsius(9), Pressure::from_si(101325), HeatFlow::from_si(105e3));
    CAPTURE(dew, r.condensate_kg_s);
    const double most = run_wet_coil(wet_coil_sides(coil, coil.air_flow, coil.water_flow, 1), 32_degC, w, Temperature::celsius(9), Pressure::from_si(101325)).sensible.si();
    if (r.wet) CHECK(r.sensible.si() == Approx(std::min(most, 105e3)).epsilon(2e-3));
    CHECK(r.condensate_kg_s >= last);
    last = r.condensate_kg_s;
  }
  CHECK(last > 0);
}
