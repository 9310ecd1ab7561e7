// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "sim/base/random.hpp"
#include "sim/power/timing.hpp"
#include "sim/power/ups_modes.hpp"
#include "tests/unit/described.hpp"

using namespace netsuden;

namespace {

using Op = UpsOperation;

UpsInputs mains(double voltage = 1, ActivePower load = 1_MW) {
  UpsInputs in;
  in.voltage = voltage;
  in.load = load;
  return in;
}
/// A dip to `voltage` of 100 ms, then mains for the rest.
UpsState dip(const UpsModesParams& p, UpsState s, double voltage, Duration rest) {
  s = advance_ups(p, s, mains(voltage), Duration::from_si(0.1)).state;
  return advance_ups(p, s, mains(), rest).state;
}
void closes(const UpsOutputs& o, const UpsInputs& in, Duration dt) {
  const double scale = std::max(1.0, (in.load * dt).si());
  CHECK((o.from_input - o.to_load - o.loss - o.stored_change).si() == Approx(0).margin(1e-12 * scale));
  CHECK((o.to_load + o.unserved).si() == Approx((in.load * dt).si()).epsilon(1e-12).margin(1e-9));
}

}  // namespace

TEST_CASE("UPS: an outage is carried by the battery, then the input is walked in and the battery recharged") {
  UpsModesParams p;
  p.battery.recharge_limit = Fraction(0.1);
  p.battery.taper_from = Fraction(0.99);
  UpsState s = ups_at_rest(p);
  CHECK(next_ups_event(p, s, mains()) == never);
  CHECK(next_ups_event(p, s, mains(0)).si() == 0);
  UpsStep r = advance_ups(p, s, mains(0), 60_s);
  CHECK(r.state.operation == Op::battery);
  CHECK(r.out.from_input.si() == 0);
  CHECK(r.out.dark.si() == 0);
  const ActivePower loss = ups_loss(p.losses, 1_MW);
  CHECK(r.out.battery.si() == Approx((1_MW + loss * 0.6).si()));
  s = r.state;
  // 10 s until the input is trusted, 15 s in which it takes over the load.
  CHECK(next_ups_event(p, s, mains()).si() == Approx(10));
  s = advance_ups(p, s, mains(), 10_s).state;
  CHECK((s.operation == Op::normal && s.walking));
  r = advance_ups(p, s, mains(), Duration::from_si(7.5));
  CHECK(r.out.input.si() == Approx(0.5 * (1_MW + loss).si()));
  CHECK(r.out.from_input.si() == Approx((1_MW + loss).si() * 7.5 / 4));  // a triangle
  r = advance_ups(p, r.state, mains(), Duration::from_si(7.5));
  CHECK_FALSE(r.state.walking);
  CHECK(r.out.input.si() == Approx((1_MW + loss + p.losses.rating * 0.1).si()));  // recharge loads the feeder
}

TEST_CASE("UPS: it goes dark when the battery reaches its cut-off, at the time foretold, and restarts") {
  UpsModesParams p;
  const UpsState s = ups_at_rest(p);
  const Duration t = ups_autonomy(p, s, 1_MW);
  const double watts = (1_MW + ups_loss(p.losses, 1_MW) * 0.6).si();
  const double m = watts / (250e3 / 0.98);  // 250 kWh at the terminals in 1 h, so much more inside
  CHECK(t.si() == Approx(0.9 * 250e3 * 3600 / (watts * std::pow(m, 0.03))));
  CHECK(next_ups_event(p, advance_ups(p, s, mains(0), 1_s).state, mains(0)).si() == Approx(t.si() - 1));
  const UpsStep r = advance_ups(p, s, mains(0), t + 5_min);
  CHECK(r.state.operation == Op::off);
  CHECK(r.out.dark.si() == Approx(300));
  CHECK(r.out.unserved.in(1_MWh) == Approx(300.0 / 3600));
  CHECK(r.state.battery.state_of_charge() == Approx(0.1));
  closes(r.out, mains(0), t + 5_min);
  CHECK(next_ups_event(p, r.state, mains()).si() == Approx(60));
  CHECK(advance_ups(p, r.state, mains(), 60_s).state.operation == Op::normal);
  p.automatic_restart = false;
  CHECK(advance_ups(p, r.state, mains(), 1_h).state.operation == Op::off);
}

TEST_CASE("UPS: an empty battery does not wait for the walk-in when the input is good") {
  const UpsModesParams p;
  UpsState s = advance_ups(p, ups_at_rest(p), mains(0), ups_autonomy(p, ups_at_rest(p), 1_MW) - 3_s).state;
  const UpsStep r = advance_ups(p, s, mains(), 60_s);
  CHECK(r.state.operation == Op::normal);
  CHECK(r.out.dark.si() == 0);
}

TEST_CASE("UPS: three dips within a minute lock the grid out, two do not, and neither do three that are spread") {
  const UpsModesParams p;
  UpsState s = ups_at_rest(p);
  s = dip(p, s, 0.7, 20_s);
  s = dip(p, s, 0.7, 20_s);
  CHECK_FALSE(s.locked);
  UpsState third = advance_ups(p, s, mains(0.7), Duration::from_si(0.1)).state;
  CHECK(third.locked);
  CHECK(advance_ups(p, third, mains(), 60_s).state.operation == Op::battery);
  CHECK(next_ups_event(p, third, mains()) > 60_s);  // nothing until the battery is empty
  s = advance_ups(p, s, mains(), 25_s).state;       // the first dip is 65 s old
  CHECK_FALSE(dip(p, s, 0.7, {}).locked);
  CHECK(dip(p, s, 0.7, {}).operation == Op::battery);
}

TEST_CASE("UPS: a locked-out grid is taken again by hand or after its time, and a generator always") {
  UpsModesParams p;
  p.lockout = 2_min;
  UpsState s = ups_at_rest(p);
  for (int i = 0; i < 3; ++i) s = dip(p, s, 0.6, 5_s);
  REQUIRE(s.locked);
  UpsInputs by_hand = mains();
  by_hand.release = true;
  CHECK_FALSE(advance_ups(p, s, by_hand, {}).state.locked);
  UpsInputs genset = mains();
  genset.generator = true;
  CHECK(advance_ups(p, s, genset, 30_s).state.operation == Op::normal);
  CHECK(advance_ups(p, s, genset, 30_s).state.locked);
  CHECK(next_ups_event(p, s, mains()).si() == Approx(120 - 5).margin(0.2));
  CHECK(advance_ups(p, s, mains(), 140_s).state.operation == Op::normal);
  // Dips of a generator put it on battery but are no strikes against the grid.
  s = ups_at_rest(p);
  UpsInputs weak = genset;
  weak.voltage = 0.6;
  const UpsStep on_generator = advance_ups(p, s, weak, 1_s);
  CHECK((on_generator.state.operation == Op::battery && on_generator.out.strikes == 0));
  p.strikes = 0;  // the rule off
  s = ups_at_rest(p);
  for (int i = 0; i < 8; ++i) s = dip(p, s, 0.6, 1_s);
  CHECK_FALSE(s.locked);
}

TEST_CASE("UPS: depth and duration of a dip decide whether it counts") {
  UpsModesParams p;
  p.v_min = Fraction(0.5);
  p.dip_rules = {{Fraction(0.9), 2_s}, {Fraction(0.7), Duration::from_si(0.02)}};
  const UpsState s = ups_at_rest(p);
  CHECK(advance_ups(p, s, mains(0.8), Duration::from_si(1.9)).state.operation == Op::normal);
  CHECK(next_ups_event(p, s, mains(0.8)).si() == Approx(2));
  UpsStep r = advance_ups(p, s, mains(0.8), 2_s);
  CHECK((r.state.operation == Op::battery && r.out.strikes == 1));
  CHECK(next_ups_event(p, s, mains(0.6)).si() == Approx(0.02));
  // One dip is one strike, however many rules it breaks and however long it lasts.
  r = advance_ups(p, s, mains(0.6), 1_min);
  CHECK(r.out.strikes == 1);
  // A dip below v_min puts it on battery at once but does not count before its duration.
  r = advance_ups(p, s, mains(0.3), Duration::from_si(0.01));
  CHECK((r.state.operation == Op::battery && r.out.strikes == 0));
}

TEST_CASE("UPS: eco mode after its delay, at a third of the losses, and only on good mains with enough load") {
  UpsModesParams p;
  p.losses.mode = UpsMode::eco;
  p.eco_gap = Duration::from_si(0.004);
  UpsState s = ups_at_rest(p);
  CHECK(next_ups_event(p, s, mains()).si() == Approx(60));
  s = advance_ups(p, s, mains(), 60_s).state;
  CHECK(s.operation == Op::eco);
  UpsLossParams dc = p.losses;
  dc.mode = UpsMode::double_conversion;
  UpsStep r = advance_ups(p, s, mains(), 1_h);
  CHECK((r.out.loss / 1_h).si() == Approx(ups_loss(dc, 1_MW).si() / 3));
  UpsInputs bad = mains();
  bad.distortion = 0.08;
  CHECK(advance_ups(p, s, bad, {}).state.operation == Op::normal);
  bad = mains();
  bad.generator = true;
  CHECK(advance_ups(p, s, bad, {}).state.operation == Op::normal);
  CHECK(advance_ups(p, s, mains(1.105), {}).state.operation != Op::eco);
  CHECK(advance_ups(p, s, mains(1, 100_kW), {}).state.operation == Op::normal);
  r = advance_ups(p, s, mains(0), 1_s);
  CHECK((r.state.operation == Op::battery && r.out.gap.si() == Approx(0.004)));
}

TEST_CASE("UPS: overloads last as long as their step allows, add up, recover, and end on bypass") {
  const UpsModesParams p;
  const UpsState s = ups_at_rest(p);
  const ActivePower r = p.losses.rating;
  CHECK(next_ups_event(p, s, mains(1, r * 1.05)).in(1_min) == Approx(60));
  CHECK(next_ups_event(p, s, mains(1, r * 1.2)).in(1_min) == Approx(10));
  CHECK(next_ups_event(p, s, mains(1, r * 1.4)).si() == Approx(60));
  CHECK(advance_ups(p, s, mains(1, r * 1.6), {}).state.operation == Op::bypass);
  UpsState half = advance_ups(p, s, mains(1, r * 1.2), 5_min).state;
  CHECK(half.overload == Approx(0.5));
  CHECK(next_ups_event(p, half, mains(1, r * 1.4)).si() == Approx(30));
  CHECK(advance_ups(p, half, mains(1, r * 0.9), 15_min).state.overload == Approx(0.25));
  UpsState over = advance_ups(p, half, mains(1, r * 1.4), 30_s).state;
  CHECK(over.operation == Op::bypass);
  CHECK(next_ups_event(p, over, mains(1, r * 0.9)).si() == Approx(10));
  CHECK(advance_ups(p, over, mains(1, r * 0.9), 10_s).state.operation == Op::normal);
  CHECK(advance_ups(p, over, mains(0, r * 1.4), {}).state.operation == Op::off);
  CHECK(advance_ups(p, over, mains(0, r * 0.9), {}).state.operation == Op::battery);
  // On battery there is no bypass to fall back on.
  CHECK(advance_ups(p, s, mains(0, r * 1.4), 2_min).state.operation == Op::off);
}

TEST_CASE("UPS: maintenance bypass leaves the load unprotected") {
  const UpsModesParams p;
  UpsInputs in = mains();
  in.maintenance_bypass = true;
  const UpsState s = advance_ups(p, ups_at_rest(p), in, 1_s).state;
  CHECK(s.operation == Op::bypass);
  in.voltage = 0;
  CHECK(advance_ups(p, s, in, 1_s).state.operation == Op::off);
}

TEST_CASE("UPS: recharge gives way to the load and stays off on a generator") {
  UpsModesParams p;
  p.battery.recharge_limit = Fraction(0.3);
  p.battery.taper_from = Fraction(0.99);
  UpsState s = advance_ups(p, ups_at_rest(p), mains(0), 2_min).state;
  s = advance_ups(p, s, mains(), 30_s).state;
  REQUIRE(s.operation == Op::normal);
  const UpsStep full = advance_ups(p, s, mains(1, 1.5_MW), 1_min);
  CHECK(full.out.input.si() == Approx((1.5_MW * 1.25).si()));  // not 1.5 + losses + 0.45 MW
  UpsInputs genset = mains();
  genset.generator = true;
  CHECK(advance_ups(p, s, genset, 1_min).out.stored_change.si() == 0);
}

TEST_CASE(
    "UPS: random courses in one step, in a thousand and from event to event, and energy closes, and charge stays within "
    "bounds") {
  RandomStream random(3, "ups");
  const double levels[] = {0, 0, 0.6, 0.87, 1, 1, 1, 1.05, 1.2};
  for (int course = 0; course < 30; ++course) {
    UpsModesParams p;
    p.losses.mode = random.below(2) ? UpsMode::eco : UpsMode::double_conversion;
    if (random.below(2)) p.battery = lead_acid_battery();
    if (random.below(2)) p.lockout = 3_min;
    p.dip_rules = {{Fraction(0.9), 1_s}, {Fraction(0.7), Duration::from_si(0.02)}};
    p.strike_window = 5_min;
    UpsState once = ups_at_rest(p), many = once, events = once;
    for (int leg = 0; leg < 12; ++leg) {
      UpsInputs in = mains(levels[random.below(9)], p.losses.rating * random.uniform(0.02, 1.3));
      in.generator = random.below(5) == 0;
      in.release = random.below(8) == 0;
      in.maintenance_bypass = random.below(12) == 0;
      const Duration t = Duration::from_si(random.below(3) ? random.uniform(0.01, 3) : random.uniform(10, 400));
      const UpsStep a = advance_ups(p, once, in, t);
      closes(a.out, in, t);
      UpsOutputs sum;
      for (int i = 0; i < 1000; ++i) {
        const UpsStep b = advance_ups(p, many, in, t / 1000);
        many = b.state;
        sum.from_input += b.out.from_input;
        sum.loss += b.out.loss;
        sum.transfers += b.out.transfers;
        sum.strikes += b.out.strikes;
      }
      double left = t.si();
      for (int guard = 0; left > 0 && guard < 1000; ++guard) {
        const Duration h = std::min(Duration::from_si(left), next_ups_event(p, events, in));
        events = advance_ups(p, events, in, h).state;
        left -= h.si();
      }
      once = a.state;
      const double scale = (p.losses.rating * t).si();
      CHECK(sum.from_input.si() == Approx(a.out.from_input.si()).margin(1e-9 * scale));
      CHECK(sum.loss.si() == Approx(a.out.loss.si()).margin(1e-9 * scale));
      CHECK((sum.transfers == a.out.transfers && sum.strikes == a.out.strikes));
      for (const UpsState* other : {&many, &events}) {
        CHECK((other->operation == once.operation && other->walking == once.walking && other->locked == once.locked));
        CHECK(other->battery.stored.si() == Approx(once.battery.stored.si()).epsilon(1e-9).margin(1e-3));
        CHECK(other->battery.wear == Approx(once.battery.wear).epsilon(1e-9));
        CHECK(other->overload == Approx(once.overload).margin(1e-9));
      }
      CHECK(once.battery.stored.si() >= once.battery.cutoff(p.battery).si() * (1 - 1e-9) - 1);
      CHECK(once.battery.stored.si() >= 0);
      CHECK(once.battery.stored <= once.battery.capacity * (1 + 1e-12));
      if (once.operation == Op::battery || once.operation == Op::off) CHECK(a.out.input.si() == 0);
    }
  }
}

TEST_CASE("UPS mode parameters are described") { CHECK(described<UpsModesParams>() > 40); }
