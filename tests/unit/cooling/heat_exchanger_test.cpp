// SPDX-License-Identifier: Apache-2.0
#include "sim/cooling/heat_exchanger.hpp"

#include <catch2/catch.hpp>

using namespace netsuden;

TEST_CASE("heat exchanger: 30-40 over 26-36 degC needs eps 0.714 and N 2.5") {
  const HeatExchanger h = size_heat_exchanger({1_MWt, 4_K, 10_K, 10_K});
  CHECK(h.ua.si() / 100e3 == Approx(2.5).epsilon(1e-9));
  const HeatExchange x = run_heat_exchanger(h, 40_degC, h.hot_flow, 26_degC, h.cold_flow);
  CHECK(x.effectiveness == Approx(10.0 / 14).epsilon(1e-9));
  CHECK(x.heat.si() == Approx(1e6).epsilon(1e-9));
  CHECK(x.hot_out.c() == Approx(30));
  CHECK(x.cold_out.c() == Approx(36));
}

TEST_CASE("heat exchanger: balance, order of temperatures, more flow means more heat") {
  const HeatExchanger h = size_heat_exchanger(HeatExchangerParams{});
  double last = 0;
  for (double x = 0.1; x <= 1.5; x += 0.1) {
    const HeatExchange r = run_heat_exchanger(h, 20_degC, h.hot_flow, 10_degC, h.cold_flow * x);
    CHECK((20_degC - r.hot_out).si() * h.hot_flow.si() * constants::cp_water == Approx(r.heat.si()).epsilon(1e-12));
    CHECK((r.cold_out - 10_degC).si() * h.cold_flow.si() * x * constants::cp_water ==
          Approx(r.heat.si()).epsilon(1e-12));
    CHECK(r.hot_out.c() > 10);
    CHECK(r.cold_out.c() < 20);
    CHECK(r.heat.si() > last);
    last = r.heat.si();
  }
  CHECK(run_heat_exchanger(h, 20_degC, MassFlow{}, 10_degC, h.cold_flow).heat.si() == 0);
  CHECK(run_heat_exchanger(h, 10_degC, h.hot_flow, 20_degC, h.cold_flow).heat.si() < 0);
}
