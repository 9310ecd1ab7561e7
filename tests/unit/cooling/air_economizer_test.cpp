// SPDX-License-Identifier: Apache-2.0
// Outdoor air in front of the coils: change-over and mixing by hand.
#include <catch2/catch.hpp>

#include "sim/base/random.hpp"
#include "sim/cooling/air_economizer.hpp"

using namespace netsuden;

TEST_CASE("air economizer: outdoor air is taken where it is colder than the return, neither too moist nor too dry") {
  AirEconomizerParams p;
  p.outdoor_share = Fraction(0.9);
  const auto share = [&](double out_c, double dew_c) { return outdoor_share(p, Temperature::celsius(out_c), Temperature::celsius(dew_c), 35_degC).value(); };
  CHECK(share(10, 5) == 0.9);
  CHECK(share(34, 12) == 0.9);
  CHECK(share(34.5, 12) == 0);
  CHECK(share(25, 15.1) == 0);
  CHECK(share(-5, -9.1) == 0);
}

TEST_CASE("air economizer: one coil stands for outdoor air and coil together") {
  RandomStream random(7, "air economizer");
  for (int i = 0; i < 1000; ++i) {
    const double f = random.uniform(0.01, 1), m = random.uniform(1, 100), k = random.uniform(0, 2e5);
    const double out = random.uniform(-10, 40), ret = out + random.uniform(0.1, 40), water = random.uniform(5, 40);
    const CombinedCoil c = with_outdoor_air(Conductance::from_si(k), Temperature::celsius(water), MassFlow::from_si(m), Fraction(f), Temperature::celsius(out), Temperature::celsius(ret));
    const double mixed = (1 - f) * ret + f * out, both = f * m * 1006 * (ret - out) + (mixed > water ? k * (mixed - water) : 0);
    REQUIRE(c.k.si() * (ret - c.water.c()) == Approx(both).epsilon(1e-9));
    const HeatFlow q = HeatFlow::from_si(random.uniform(0, 1.0) * both);
    const double free = free_heat(q, MassFlow::from_si(m), Fraction(f), Temperature::celsius(out), Temperature::celsius(ret)).si();
    REQUIRE(free >= 0);
    REQUIRE(free <= q.si());
    REQUIRE(free == Approx(std::min(q.si(), f * m * 1006 * (ret - out))).epsilon(1e-9));
  }
  CHECK(free_heat(HeatFlow::from_si(1e5), MassFlow::from_si(10), Fraction(1.0), 30_degC, 20_degC).si() == 0);  // warmer outdoors
}
