// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "sim/power/bess_policy.hpp"
#include "tests/unit/described.hpp"

using namespace netsuden;

namespace {
EnergyPrice yen(double per_kwh) { return EnergyPrice::from_si(per_kwh / 3.6e6); }
PowerRamp mw_per_s(double v) { return PowerRamp::from_si(v * 1e6); }
}  // namespace

TEST_CASE("peak shaving holds the import at the threshold from both sides") {
  CHECK(shave_peak(12_MW, 10_MW).in(1_MW) == Approx(-2));
  CHECK(shave_peak(7_MW, 10_MW).in(1_MW) == Approx(3));
}

TEST_CASE("arbitrage charges when cheap, discharges when dear, never exports") {
  CHECK(arbitrage(yen(7), yen(8), yen(20), 3_MW, 5_MW).in(1_MW) == Approx(5));
  CHECK(arbitrage(yen(12), yen(8), yen(20), 3_MW, 5_MW).si() == 0);
  CHECK(arbitrage(yen(25), yen(8), yen(20), 30_MW, 5_MW).in(1_MW) == Approx(-5));
  CHECK(arbitrage(yen(25), yen(8), yen(20), 3_MW, 5_MW).in(1_MW) == Approx(-3));
  CHECK(arbitrage(yen(25), yen(8), yen(20), -1_MW, 5_MW).si() == 0);
}

TEST_CASE("curtailment covers the call and never charges in it, and the reserve only fills") {
  CHECK(follow_curtailment(true, 12_MW, 8_MW, 5_MW).in(1_MW) == Approx(-4));
  CHECK(follow_curtailment(true, 6_MW, 8_MW, 5_MW).si() == 0);
  CHECK(follow_curtailment(false, 6_MW, 8_MW, 5_MW).in(1_MW) == Approx(5));
  CHECK(keep_reserve(0.5, 0.8, 20_MWh, 5_MW, 60_s).in(1_MW) == Approx(5));
  CHECK(keep_reserve(0.9, 0.8, 20_MWh, 5_MW, 60_s).si() == 0);
  // A tenth of a per cent of 20 MWh, with a quarter of an hour: in one step of an hour as in sixty.
  CHECK(keep_reserve(0.799, 0.8, 20_MWh, 5_MW, Duration::from_si(1e-3)).in(1_MW) == Approx(0.08).epsilon(1e-4));
  double charge = 0.799;
  for (int i = 0; i < 60; ++i) charge += keep_reserve(charge, 0.8, 20_MWh, 5_MW, 60_s).in(1_MW) / 60 / 20;
  CHECK(charge == Approx(0.799 + keep_reserve(0.799, 0.8, 20_MWh, 5_MW, 1_h).in(1_MW) / 20).epsilon(1e-9));
  CHECK(keep_reserve(0.799, 0.8, 20_MWh, 5_MW, Duration::from_si(86400)).in(1_MW) * 24 / 20 <= 0.001 * (1 + 1e-9));
}

TEST_CASE("ramp limit: the import moves no faster than allowed in either direction") {
  const auto import = [](ActivePower load, ActivePower before) {
    return load + limit_ramp(load, {}, before, mw_per_s(0.5), mw_per_s(0.2), 2_s);
  };
  CHECK(import(20_MW, 10_MW).in(1_MW) == Approx(11));
  CHECK(import(2_MW, 10_MW).in(1_MW) == Approx(9.6));
  CHECK(import(10.5_MW, 10_MW).in(1_MW) == Approx(10.5));
  CHECK((20_MW + limit_ramp(20_MW, {}, 10_MW, std::nullopt, mw_per_s(0.2), 2_s)).in(1_MW) == Approx(20));
}

TEST_CASE("a command never exceeds the rated power nor lifts the import above its limit") {
  const BessParams bess;  // 10 MW
  BessPolicyParams p;
  DispatchInputs in;
  in.import_limit = 12_MW;
  for (const BessPolicy policy :
       {BessPolicy::peak_shaving, BessPolicy::arbitrage, BessPolicy::curtailment, BessPolicy::reserve}) {
    p.policy = policy;
    for (double load = 0; load < 40; load += 0.7)
      for (const double price : {0.0, 10.0, 40.0}) {
        in.load = ActivePower::from_si(load * 1e6);
        in.price = yen(price);
        in.state_of_charge = 0.1;
        const ActivePower c = bess_command(bess, p, in, 1_s);
        CHECK(abs(c) <= 10_MW * (1 + 1e-12));
        if (c > ActivePower{}) CHECK(in.load + c <= 12_MW * (1 + 1e-12));
      }
  }
}

TEST_CASE("battery policies are described") { CHECK(described<BessPolicyParams>() == 7); }
