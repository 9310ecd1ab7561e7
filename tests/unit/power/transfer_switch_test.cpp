// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "sim/base/random.hpp"
#include "sim/power/itic.hpp"
#include "sim/power/timing.hpp"
#include "sim/power/transfer_switch.hpp"
#include "tests/unit/described.hpp"

using namespace netsuden;

namespace {
constexpr Duration ms(double v) { return Duration::from_si(v / 1000); }
TransferSwitchInputs volts(double a, double b) {
  TransferSwitchInputs in;
  in.voltage = {a, b};
  return in;
}
}  // namespace

TEST_CASE("static switch: a lost source is left within 4 to 8 ms, and IT supplies ride through") {
  const TransferSwitchParams p;
  const TransferSwitchStep s = advance_transfer_switch(p, {}, volts(0, 1), 1_s);
  CHECK(s.state.source == 1);
  CHECK(s.out.transfers == 1);
  CHECK(s.out.interrupted.si() == Approx(0.006));  // 2 ms to see it, 4 ms between the sources
  CHECK(rides_through({}, 0, s.out.interrupted));
  CHECK((s.out.supplied && s.out.voltage == 1));
}

TEST_CASE("automatic switch: seconds without supply, which nothing but a UPS rides through") {
  const TransferSwitchParams p = automatic_transfer_switch();
  const TransferSwitchStep s = advance_transfer_switch(p, {}, volts(0, 1), 1_min);
  CHECK(s.out.interrupted.si() == Approx(1.15));
  CHECK_FALSE(rides_through({}, 0, s.out.interrupted));
}

TEST_CASE("transfer switch: break before make, never on two sources, each event foretold") {
  const TransferSwitchParams p;
  TransferSwitchState s;
  CHECK(next_transfer_event(p, s, volts(1, 1)) == never);
  CHECK(next_transfer_event(p, s, volts(0, 1)).si() == Approx(0.002));
  s = advance_transfer_switch(p, s, volts(0, 1), ms(2)).state;
  CHECK(s.open);
  CHECK(next_transfer_event(p, s, volts(0, 1)).si() == Approx(0.004));
  const TransferSwitchStep r = advance_transfer_switch(p, s, volts(0, 1), ms(4));
  CHECK_FALSE(r.state.open);
  CHECK(r.state.source == 1);
}

TEST_CASE("transfer switch: returns to the preferred source after its delay, in phase") {
  const TransferSwitchParams p;
  TransferSwitchState s = advance_transfer_switch(p, {}, volts(0.5, 1), 1_s).state;
  REQUIRE(s.source == 1);
  CHECK(next_transfer_event(p, s, volts(1, 1)).si() == Approx(10));
  TransferSwitchInputs apart = volts(1, 1);
  apart.in_phase = false;
  s = advance_transfer_switch(p, s, apart, 20_s).state;
  CHECK(s.source == 1);
  CHECK(advance_transfer_switch(p, s, volts(1, 1), ms(4)).state.source == 0);
  // A flicker of the preferred source starts the delay anew.
  s = advance_transfer_switch(p, {}, volts(0.5, 1), 1_s).state;
  s = advance_transfer_switch(p, s, volts(1, 1), 9_s).state;
  s = advance_transfer_switch(p, s, volts(0, 1), ms(1)).state;
  CHECK(next_transfer_event(p, s, volts(1, 1)).si() == Approx(10));
}

TEST_CASE("transfer switch: no transfer with a fault downstream, to a dead source or to one not yet confirmed") {
  const TransferSwitchParams p;
  TransferSwitchInputs fault = volts(0, 1);
  fault.downstream_fault = true;
  CHECK(advance_transfer_switch(p, {}, fault, 1_s).out.transfers == 0);
  const TransferSwitchStep dead = advance_transfer_switch(p, {}, volts(0, 0), 1_s);
  CHECK(dead.out.transfers == 0);
  CHECK(dead.out.interrupted.si() == Approx(1));
  CHECK(next_transfer_event(p, dead.state, volts(0, 1)).si() == Approx(0.020));
  CHECK(next_transfer_event(p, dead.state, volts(1, 0)) == never);
}

TEST_CASE("transfer switch: random courses in one step or in a thousand, dark time plus supplied time is all time") {
  RandomStream random(7, "transfer switch");
  const double levels[] = {0, 0.7, 0.9, 1, 1, 1, 1.2};
  for (int course = 0; course < 40; ++course) {
    TransferSwitchParams p;
    p.retransfer_delay = Duration::from_si(0.05);
    TransferSwitchState once, many;
    for (int leg = 0; leg < 12; ++leg) {
      TransferSwitchInputs in = volts(levels[random.below(7)], levels[random.below(7)]);
      in.in_phase = random.below(4) > 0;
      const Duration t = Duration::from_si(random.uniform(0.001, 0.1));
      const TransferSwitchStep a = advance_transfer_switch(p, once, in, t);
      Duration dark;
      int transfers = 0;
      for (int i = 0; i < 1000; ++i) {
        const TransferSwitchStep b = advance_transfer_switch(p, many, in, t / 1000);
        many = b.state;
        dark += b.out.interrupted;
        transfers += b.out.transfers;
      }
      once = a.state;
      CHECK(dark.si() == Approx(a.out.interrupted.si()).margin(1e-9));
      CHECK(transfers == a.out.transfers);
      CHECK((many.source == once.source && many.open == once.open));
      CHECK(a.out.interrupted <= t * (1 + 1e-12));
    }
  }
}

TEST_CASE("ITIC: the corners of the curve") {
  const VoltageTolerance itic;
  CHECK(tolerated_time(itic, 0).si() == Approx(0.020));
  CHECK(tolerated_time(itic, 0.69).si() == Approx(0.020));
  CHECK(tolerated_time(itic, 0.70).si() == Approx(0.5));
  CHECK(tolerated_time(itic, 0.80).si() == Approx(10));
  CHECK(tolerated_time(itic, 0.90) == never);
  CHECK(tolerated_time(itic, 1.10) == never);
  CHECK(tolerated_time(itic, 1.20).si() == Approx(0.5));
  CHECK(tolerated_time(itic, 1.40).si() == Approx(0.003));
  CHECK(tolerated_time(itic, 5).si() == 0);
  CHECK(rides_through(itic, 0.75, ms(500)));
  CHECK_FALSE(rides_through(itic, 0.75, ms(501)));
  CHECK(rides_through(semi_f47(), 0.5, ms(200)));
  CHECK_FALSE(rides_through(semi_f47(), 0.49, ms(1)));
  Duration last{};
  for (double v = 0; v < 1; v += 0.01) {  // a deeper dip is never tolerated longer
    CHECK(tolerated_time(itic, v) >= last);
    last = tolerated_time(itic, v);
  }
}

TEST_CASE("transfer switch and tolerance parameters are described") {
  CHECK(described<TransferSwitchParams>() == 8);
  CHECK(described<VoltageTolerance>() > 2);
}
