// SPDX-License-Identifier: Apache-2.0
#include "sim/cooling/heat_recovery.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using namespace netsuden;

namespace {

constexpr double cp = constants::cp_water;

HeatRecoveryParams with_pump(double share = 0.5) {
  HeatRecoveryParams p;
  p.heat_pump = HeatPumpParams{Fraction(share), 10};
  p.approach = 3_K;
  return p;
}

HeatRecoveryInputs inputs(double source_c, double kg_s, double most_w, double asked_w, double supply_c) {
  return {Temperature::celsius(source_c), MassFlow::from_si(kg_s), HeatFlow::from_si(most_w), {HeatFlow::from_si(asked_w), Temperature::celsius(supply_c)}};
}

double cop(const HeatRecoveryOutputs& o) { return o.lifted.si() / o.power.si(); }

}  // namespace

TEST_CASE("heat recovery: COP 4 to 6 from 30 to 40 degC to 60 to 70 degC, and by hand eta T_h over T_h - T_c") {
  // Physics reference 5.5. With a flow without end the water leaves as warm as it came.
  for (const double eta : {0.45, 0.5, 0.55})
    for (const auto& [source, supply] : {std::pair{30.0, 60.0}, std::pair{35.0, 65.0}, std::pair{40.0, 70.0}}) {
      const HeatRecoveryOutputs o = recover_heat(with_pump(eta), inputs(source, 1e9, 1e9, 1e6, supply));
      CHECK(cop(o) == Approx(eta * (supply + 273.15) / (supply - source)).epsilon(1e-6));
      CHECK(cop(o) > 4);
      CHECK(cop(o) < 6.5);
      CHECK(o.delivered.si() == Approx(1e6));
      CHECK(o.outside_validity == 0);
    }
}

TEST_CASE("heat recovery: three supplies of a heat pump behind a data centre, simulated with Aspen HYSYS") {
  // Zangeneh and Oi, SIMS 2023: water of 45 degC, supply of 60, 70 and 80 degC: COP 5.5, 4.3 and 3.5. To what the water is cooled is not in
  // the abstract: 30 degC is what the first of the three comes to at half of Carnot; the others follow from it.
  for (const auto& [supply, published] : {std::pair{60.0, 5.5}, std::pair{70.0, 4.3}, std::pair{80.0, 3.5}}) {
    HeatRecoveryParams p = with_pump();
    p.network.ret = 50_degC;  // no preheating
    const double flow = 20, taken = flow * cp * 15;
    const HeatRecoveryOutputs o = recover_heat(p, inputs(45, flow, taken, 1e9, supply));
    CHECK(o.taken.si() == Approx(taken));
    CHECK(cop(o) == Approx(published).epsilon(0.012));
  }
}

TEST_CASE("heat recovery: what is delivered is what was taken and the electricity, and COP is that of the water that leaves") {
  HeatRecoveryParams p = with_pump();
  for (const double source : {15.0, 28.0, 38.0, 47.0, 52.0, 60.0, 75.0, 90.0})
    for (const double flow : {2.0, 20.0, 200.0})
      for (const double most : {1e4, 3e5, 5e6})
        for (const double asked : {1e3, 4e5, 6e6}) {
          CAPTURE(source, flow, most, asked);
          const HeatRecoveryOutputs o = recover_heat(p, inputs(source, flow, most, asked, 65));
          CHECK(o.delivered.si() == Approx(o.taken.si() + o.power.si()).epsilon(1e-12));
          CHECK(o.taken.si() <= most * (1 + 1e-12));
          CHECK(o.delivered.si() <= asked * (1 + 1e-12));
          CHECK(o.delivered.si() > 0);
          CHECK(o.power.si() >= 0);
          // Either all that is asked, or all that there is.
          CHECK((o.delivered.si() > asked * (1 - 1e-9) || o.taken.si() > most * (1 - 1e-9)));
          const double direct = o.delivered.si() - o.lifted.si(), warm = source - 3 - 45;
          CHECK(direct <= std::max(0.0, flow * cp * warm) * (1 + 1e-9) + 1e-6);  // never closer than the approach at the cold end
          CHECK(direct <= o.delivered.si() * std::min(1.0, std::max(0.0, warm / 20)) * (1 + 1e-9) + 1e-6);  // nor at the warm end
          if (o.lifted.si() > 1e-6 * o.delivered.si()) {
            const double left_c = source - o.taken.si() / (flow * cp), carnot = 0.5 * 338.15 / (65 - left_c);
            CHECK(cop(o) == Approx(left_c < 65 ? std::min(10.0, std::max(1.05, carnot)) : 10.0).epsilon(1e-6));
            CHECK((o.outside_validity != 0) == (65 - left_c < 10 || 65 - left_c > 70));
          }
        }
}

TEST_CASE("heat recovery: without a heat pump only water as warm as the network wants, within the approach") {
  HeatRecoveryParams p;
  p.approach = 3_K;
  CHECK(recover_heat(p, inputs(67.4, 50, 1e7, 1e6, 65)).delivered.si() == 0);
  CHECK(recover_heat(p, inputs(67.75, 50, 1e7, 1e6, 65)).delivered.si() == Approx(0.5e6));
  const HeatRecoveryOutputs warm = recover_heat(p, inputs(68, 50, 1e7, 1e6, 65));
  CHECK(warm.delivered.si() == Approx(1e6));
  CHECK(warm.taken.si() == Approx(1e6));
  CHECK(warm.power.si() == 0);
  // A return of 45 degC cools the water to 48 degC and no further.
  CHECK(recover_heat(p, inputs(68, 5, 1e7, 1e7, 65)).delivered.si() == Approx(5 * cp * 20));
  p.rated_heat = HeatFlow::from_si(2e5);
  CHECK(recover_heat(p, inputs(68, 50, 1e7, 1e6, 65)).delivered.si() == Approx(2e5));
  CHECK(recover_heat(p, inputs(68, 50, 1e7, 0, 65)).delivered.si() == 0);
  CHECK(recover_heat(p, inputs(68, 0, 1e7, 1e6, 65)).delivered.si() == 0);
}

TEST_CASE("heat recovery: more or warmer water never gives less, and costs no more electricity for the same heat") {
  for (const bool pump : {false, true}) {
    HeatRecoveryParams p = with_pump();
    if (!pump) p.heat_pump.reset();
    double before = 0, power = 1e300;
    for (double source = 20; source < 85; source += 0.25) {
      const HeatRecoveryOutputs o = recover_heat(p, inputs(source, 30, 2e6, 1e6, 65));
      CHECK(o.delivered.si() >= before * (1 - 1e-12));
      if (pump) CHECK(o.power.si() <= power * (1 + 1e-12));
      before = o.delivered.si();
      power = o.power.si();
    }
    CHECK(before == Approx(1e6));
  }
}

TEST_CASE("heat recovery: what a network asks, by weather, by month and hour, or always") {
  HeatNetworkParams n;
  n.heat = 10_MWt;
  CHECK(network_demand(n, Temperature::celsius(-20), 1, 0).heat.si() == Approx(10e6));
  n.demand = NetworkDemandKind::outdoor;
  n.coldest = Temperature::celsius(-10);
  n.heating_limit = 15_degC;
  n.base = Fraction(0.2);
  n.coldest_supply = 90_degC;
  CHECK(network_demand(n, 20_degC, 7, 12).heat.si() == Approx(2e6));
  CHECK(network_demand(n, 20_degC, 7, 12).supply.c() == Approx(65));
  CHECK(network_demand(n, 2.5_degC, 1, 0).heat.si() == Approx(6e6));
  CHECK(network_demand(n, 2.5_degC, 1, 0).supply.c() == Approx(77.5));
  CHECK(network_demand(n, Temperature::celsius(-25), 1, 0).heat.si() == Approx(10e6));
  n.demand = NetworkDemandKind::profile;
  n.months[1] = 0.5;
  n.hours[23] = 0.1;
  CHECK(network_demand(n, 0_degC, 2, 23).heat.si() == Approx(0.5e6));
  CHECK(network_demand(n, 0_degC, 1, 22).heat.si() == Approx(10e6));
}
