// SPDX-License-Identifier: Apache-2.0
#include "sim/cooling/cdu.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using namespace netsuden;

namespace {
double rise_k(Coolant c, double l_per_min, double kw) {
  const CoolantProperties p = coolant_properties(c);
  return kw * 1e3 / (l_per_min / 60000 * p.rho * p.cp);
}
CduInputs rated(const Cdu& c) {
  CduInputs in;
  in.heat = c.rated_heat;
  in.facility_supply = 26_degC;
  in.facility_flow = c.facility_flow;
  in.technology_flow = technology_flow(c, in.heat);
  return in;
}
}  // namespace

TEST_CASE("ACC-LIQ-01: 1.5 L/min for each kW") {
  CHECK(rise_k(Coolant::water, 1.5, 1) == Approx(9.59).epsilon(0.02));
  CHECK(rise_k(Coolant::pg25, 1.5, 1) == Approx(9.98).epsilon(0.02));
}

TEST_CASE("ACC-LIQ-02: CHx2000 at rated flow") {
  CHECK(rise_k(Coolant::water, 2125, 2000) == Approx(13.5).epsilon(0.02));
  CHECK(rise_k(Coolant::pg25, 2125, 2000) == Approx(14.1).epsilon(0.02));
}

TEST_CASE("CDU: the rated point has its approach and rises") {
  const Cdu c = size_cdu(CduParams{}, 3);
  const CduOutputs o = run_cdu(c, rated(c));
  CHECK(o.heat_out.si() == Approx(6e6).epsilon(1e-9));
  CHECK(o.approach.si() == Approx(4).epsilon(1e-6));
  CHECK((o.technology_return - o.technology_supply).si() == Approx(10).epsilon(1e-9));
  CHECK(o.facility_return.c() == Approx(36).epsilon(1e-9));
  CHECK(cdu_pump_power(c, c.technology_flow).si() == Approx(3 * 12240));
  CHECK(cdu_pump_power(c, c.technology_flow * 0.5).si() == Approx(3 * 12240 / 8.0));
}

TEST_CASE("CDU: the primary valve holds the supply and throttles the facility flow") {
  const Cdu c = size_cdu(CduParams{});
  CduInputs in = rated(c);
  in.heat = in.heat * 0.5;
  in.technology_flow = technology_flow(c, in.heat);
  in.set_point = 32_degC;
  const CduOutputs o = run_cdu(c, in);
  CHECK(o.technology_supply.c() == Approx(32));
  CHECK(o.facility_flow < in.facility_flow);
  const HeatExchange x =
      run_heat_exchanger(c.exchanger, o.technology_return, in.technology_flow, in.facility_supply, o.facility_flow);
  CHECK(x.heat.si() == Approx(1e6).epsilon(1e-6));
  CHECK((o.facility_return - in.facility_supply).si() * o.facility_flow.si() * constants::cp_water == Approx(1e6));
}

TEST_CASE("CDU: without facility water the loop warms at Q/M, energy closes, the crossing is predicted") {
  const Cdu c = size_cdu(CduParams{});
  CduInputs in = rated(c);
  in.facility_flow = MassFlow{};
  // 1.5 L/kW of PG25: 3 m3, rho 1020, cp 3930
  const double m = 3.0 * 1020 * 3930;
  const CduStep s = advance(c, 40_degC, in, 10_s);
  CHECK((s.technology_return - 40_degC).si() == Approx(2e6 * 10 / m).epsilon(1e-9));
  CHECK(s.heat_out.si() == Approx(0).margin(1e-6));
  const Duration t = time_to_supply(c, 40_degC, in, 45_degC, 600_s);
  CHECK(t.si() == Approx(5 * m / 2e6).epsilon(1e-5));
  CHECK(std::isinf(time_to_supply(c, 40_degC, in, 45_degC, 10_s).si()));
}

TEST_CASE("CDU: one step is many short ones, through all regimes, it ends at the steady state") {
  const Cdu c = size_cdu(CduParams{});
  for (const double set : {-100.0, 27.0, 34.0})
    for (const double start : {20.0, 30.0, 70.0}) {
      INFO("set " << set << " start " << start);
      CduInputs in = rated(c);
      in.set_point = Temperature::celsius(set);
      const Temperature t0 = Temperature::celsius(start);
      const CduStep whole = advance(c, t0, in, 60_s);
      CHECK(whole.heat_in.si() == Approx((whole.heat_out + whole.stored).si()).epsilon(1e-12));
      Temperature t = t0;
      double out = 0, by_rate = 0;
      for (int i = 0; i < 6000; ++i) {
        const CduStep s = advance(c, t, in, Duration::from_si(0.01));
        by_rate += s.end.heat_out.si() * 0.01;
        out += s.heat_out.si();
        t = s.technology_return;
      }
      CHECK(whole.technology_return.k() == Approx(t.k()).epsilon(1e-9));
      CHECK(whole.heat_out.si() == Approx(out).epsilon(1e-6).margin(1));
      CHECK(whole.heat_out.si() == Approx(by_rate).epsilon(2e-3).margin(1));
      CHECK(advance(c, t0, in, 7200_s).technology_return.k() ==
            Approx(run_cdu(c, in).technology_return.k()).epsilon(1e-9));
    }
}

TEST_CASE("CDU: facility water that hardly flows is water that stands") {
  const Cdu cdu = size_cdu({}, 2);
  CduInputs in;
  in.heat = 3_MWt;
  in.facility_supply = 24_degC;
  in.technology_flow = cdu.technology_flow;
  in.set_point = 28_degC;
  const CduStep still = advance(cdu, 40_degC, in, 5_min);
  const double rate = 3e6 / cdu.loop.si();
  CHECK(still.technology_return.c() == Approx(40 + rate * 300).epsilon(1e-12));
  CHECK(still.mean_supply.c() == Approx(40 + rate * 150).epsilon(1e-12));
  for (const double kg_s : {1e-15, 1e-12, 1e-9, 1e-6}) {
    in.facility_flow = MassFlow::from_si(kg_s);
    const CduStep s = advance(cdu, 40_degC, in, 5_min);
    CHECK(s.technology_return.c() == Approx(still.technology_return.c()).epsilon(1e-6));
    CHECK(s.mean_supply.c() == Approx(still.mean_supply.c()).epsilon(1e-6));
    CHECK((s.heat_in - s.heat_out).si() == Approx(s.stored.si()).epsilon(1e-12));
  }
}
