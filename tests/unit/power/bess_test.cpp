// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <cmath>

#include "sim/base/random.hpp"
#include "sim/power/bess.hpp"
#include "sim/power/timing.hpp"
#include "tests/unit/described.hpp"

using namespace netsuden;

namespace {
constexpr double year_s = 31557600;
BessParams ideal() {
  BessParams p;
  p.energy = 10_MWh;
  p.self_discharge = {};
  return p;
}
BessInputs command(ActivePower w) {
  BessInputs in;
  in.command = w;
  return in;
}
}  // namespace

TEST_CASE("ACC-ELEC-08: charge 1 MWh, discharge to the same state, get 0.9025 MWh") {
  const BessParams p = ideal();
  const BessState start = new_bess(p, 0.5);
  const BessStep in = advance_bess(p, start, command(1_MW), 1_h);
  CHECK(in.out.charged.in(1_MWh) == Approx(1).epsilon(1e-12));
  const Duration back = Duration::from_si((in.state.stored - start.stored).si() * 0.95 / 1e6);
  const BessStep out = advance_bess(p, in.state, command(-1_MW), back);
  CHECK(out.state.stored.si() == Approx(start.stored.si()).epsilon(1e-12));
  CHECK(out.out.discharged.in(1_MWh) == Approx(0.9025).epsilon(1e-12));
}

TEST_CASE("BESS: power within the C-rate, charge within its bounds, and the moment it hits them") {
  const BessParams p = ideal();  // 10 MWh, 5 MW
  CHECK(bess_power(p, 9_MW).in(1_MW) == Approx(5));
  CHECK(bess_power(p, -9_MW).in(1_MW) == Approx(-5));
  const BessState half = new_bess(p, 0.5);
  CHECK(next_bess_event(p, half, command(2_MW)).in(1_h) == Approx(4.5 / (0.95 * 2)));
  CHECK(next_bess_event(p, half, command(-2_MW)).in(1_h) == Approx(4.5 * 0.95 / 2));
  const BessStep full = advance_bess(p, half, command(5_MW), 10_h);
  CHECK(full.state.state_of_charge() == Approx(0.95).epsilon(1e-12));
  CHECK(full.out.charged.in(1_MWh) == Approx(4.5 / 0.95));
  CHECK(full.out.power.si() == 0);
  CHECK(full.out.limited.in(1_h) == Approx(10 - 4.5 / 0.95 / 5));
  BessInputs reserve = command(-5_MW);
  reserve.reserve = Fraction(0.4);
  CHECK(advance_bess(p, half, reserve, 10_h).state.state_of_charge() == Approx(0.4).epsilon(1e-12));
}

TEST_CASE("BESS: cycling leaves the charge, costs both ways and counts as cycles, and headroom stops charging early") {
  const BessParams p = ideal();
  const BessState half = new_bess(p, 0.5);
  BessInputs in;
  in.cycling = 1_MW;
  const BessStep s = advance_bess(p, half, in, 10_h);
  CHECK(s.state.stored.si() == half.stored.si());
  CHECK(s.out.discharged.in(1_MWh) == Approx(10).epsilon(1e-12));
  CHECK(s.out.charged.in(1_MWh) == Approx(10 / (0.95 * 0.95)).epsilon(1e-12));
  CHECK(s.out.loss.si() == Approx((s.out.charged - s.out.discharged).si()).epsilon(1e-12));
  CHECK(s.state.full_cycles == Approx(10 / 0.95 / 10).epsilon(1e-12));  // of 10 MWh
  CHECK(s.out.limited.si() == 0);
  in.command = 5_MW;
  in.headroom = Fraction(0.15);
  CHECK(advance_bess(p, half, in, 10_h).state.state_of_charge() == Approx(0.8).epsilon(1e-12));
  CHECK(next_bess_event(p, half, in).in(1_h) == Approx(3 / (0.95 * 5)));
}

TEST_CASE("BESS: self-discharge is an exponential, and holding it full takes what it loses") {
  BessParams p;
  p.self_discharge = Frequency::from_si(0.1 / 86400);
  const BessState s = new_bess(p, 0.9);
  const BessStep idle = advance_bess(p, s, command({}), 24_h * 3);
  CHECK(idle.state.stored.si() == Approx(s.stored.si() * std::exp(-0.3)).epsilon(1e-12));
  CHECK(idle.out.loss.si() == Approx(s.stored.si() * (1 - std::exp(-0.3))).epsilon(1e-12));
  const BessStep held = advance_bess(p, new_bess(p, 0.95), command(1_MW), 24_h);
  CHECK(held.state.state_of_charge() == Approx(0.95).epsilon(1e-12));
  CHECK(held.out.charged.si() == Approx(0.95 * p.energy.si() * 0.1 / 0.95).epsilon(1e-9));
  CHECK(held.out.auxiliaries.in(1_MWh) == Approx(0.2));  // 1 % of 20 MWh a day
  // Time to the upper bound against self-discharge: E' = 0.95 P - lambda E.
  const double a = 0.95 * 1e6, l = 0.1 / 86400, e0 = 0.5 * 72e9, e1 = 0.95 * 72e9;
  CHECK(next_bess_event(p, new_bess(p, 0.5), command(1_MW)).si() ==
        Approx(std::log((a / l - e0) / (a / l - e1)) / l).epsilon(1e-10));
  CHECK(next_bess_event(p, new_bess(p, 0.5), command(1_MW * 0.05)) == never);  // cannot make up for the losses
}

TEST_CASE("BESS: calendar ageing with the root of time, doubling as Arrhenius says, and cycles by throughput") {
  BessParams p = ideal();
  const BessState s = new_bess(p, 0.5);
  BessState y = advance_bess(p, s, command({}), Duration::from_si(year_s)).state;
  CHECK(bess_capacity_loss(p, y) == Approx(0.02).epsilon(1e-9));
  y = advance_bess(p, y, command({}), Duration::from_si(3 * year_s)).state;
  CHECK(bess_capacity_loss(p, y) == Approx(0.04).epsilon(1e-9));
  BessInputs hot;
  hot.temperature = 35_degC;
  const BessState h = advance_bess(p, s, hot, Duration::from_si(year_s)).state;
  CHECK(bess_capacity_loss(p, h) == Approx(0.02 * std::exp(6000 * (1 / 298.15 - 1 / 308.15))).epsilon(1e-9));
  BessState fuller = advance_bess(p, new_bess(p, 0.9), command({}), Duration::from_si(year_s)).state;
  CHECK(bess_capacity_loss(p, fuller) == Approx(0.02 * std::sqrt(1.4)).epsilon(1e-9));
  p.calendar_loss = Fraction(0);
  BessState c = s;
  c.full_cycles = 6000;
  CHECK(bess_capacity_loss(p, c) == Approx(0.2));
  const AgedBess aged = age_bess(p, c);
  CHECK(aged.state.capacity.in(1_MWh) == Approx(8));
  c.stored = 9.5_MWh;
  CHECK(age_bess(p, c).lost.in(1_MWh) == Approx(1.5));
}

TEST_CASE("BESS: random courses in one step or in a thousand, and energy closes, and charge within bounds") {
  RandomStream random(11, "bess");
  for (int course = 0; course < 40; ++course) {
    BessParams p;
    p.self_discharge = Frequency::from_si(random.below(2) ? 0 : random.uniform(0, 0.05) / 86400);
    BessState once = new_bess(p, random.uniform(0.05, 0.95)), many = once;
    for (int leg = 0; leg < 12; ++leg) {
      BessInputs in = command(ActivePower::from_si(random.uniform(-14e6, 14e6)));
      in.reserve = Fraction(random.below(3) ? 0 : 0.3);
      in.temperature = Temperature::celsius(random.uniform(10, 45));
      const Duration t = Duration::from_si(random.uniform(10, 20000));
      const BessStep a = advance_bess(p, once, in, t);
      CHECK((a.out.charged - a.out.discharged - a.out.loss - a.out.stored_change).si() ==
            Approx(0).margin(1e-12 * p.energy.si()));
      CHECK((a.state.stored - once.stored - a.out.stored_change).si() == Approx(0).margin(1e-12 * p.energy.si()));
      CHECK((a.out.loss.si() >= 0 && a.out.charged.si() >= 0 && a.out.discharged.si() >= 0));
      ActiveEnergy charged, discharged;
      Duration limited;
      for (int i = 0; i < 1000; ++i) {
        const BessStep b = advance_bess(p, many, in, t / 1000);
        many = b.state;
        charged += b.out.charged;
        discharged += b.out.discharged;
        limited += b.out.limited;
      }
      once = a.state;
      CHECK(charged.si() == Approx(a.out.charged.si()).margin(1e-11 * p.energy.si()));
      CHECK(discharged.si() == Approx(a.out.discharged.si()).margin(1e-11 * p.energy.si()));
      CHECK(limited.si() == Approx(a.out.limited.si()).margin(1e-6));
      CHECK(many.stored.si() == Approx(once.stored.si()).epsilon(1e-11));
      CHECK(many.calendar == Approx(once.calendar).epsilon(1e-10));
      CHECK(many.full_cycles == Approx(once.full_cycles).margin(1e-10));
      CHECK((once.state_of_charge() > 0.04 && once.state_of_charge() <= 0.95 + 1e-12));
    }
  }
}

TEST_CASE("BESS parameters are described") { CHECK(described<BessParams>() == 15); }
