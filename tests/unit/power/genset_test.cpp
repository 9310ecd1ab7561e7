// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <cmath>

#include "sim/base/random.hpp"
#include "sim/power/genset.hpp"
#include "sim/power/timing.hpp"
#include "tests/unit/described.hpp"

using namespace netsuden;

namespace {
using Phase = GensetPhase;
GensetInputs call(ActivePower load, bool bus_live = false) {
  GensetInputs in;
  in.call = true;
  in.load = load;
  in.bus_live = bus_live;
  return in;
}
}  // namespace

TEST_CASE("ACC-ELEC-07: fuel of a generating set") {
  GensetParams p;
  p.rating = 40_kW;
  const auto litres_an_hour = [](VolumeFlow f) { return f.si() * 3600 * 1000; };
  CHECK(litres_an_hour(fuel_rate(p, 20_kW)) == Approx(8.178).margin(1e-3));
  p.rating = 2500_kW;
  CHECK(litres_an_hour(fuel_rate(p, 1875_kW)) == Approx(664.9).margin(0.05));
}

TEST_CASE(
    "genset: confirm, crank, run up, and onto a dead bus within ten seconds, and onto a live one after synchronising") {
  const GensetParams p;
  GensetState s = genset_at_rest(p);
  CHECK(genset_start_time(p, false) <= 10_s);  // NFPA 110 type 10
  CHECK(next_genset_event(p, s, call(1_MW)).si() == 0);
  s = advance_genset(p, s, call(1_MW), {}).state;
  const struct {
    Phase phase;
    double s;
  } sequence[] = {{Phase::confirm, 2}, {Phase::cranking, 3}, {Phase::run_up, 4}, {Phase::synchronising, 3}};
  for (const auto& [phase, seconds] : sequence) {
    CHECK(s.phase == phase);
    CHECK(next_genset_event(p, s, call(1_MW, true)).si() == Approx(seconds));
    s = advance_genset(p, s, call(1_MW, true), Duration::from_si(seconds)).state;
  }
  CHECK(s.phase == Phase::on_load);
  // The other source goes while it synchronises: nothing left to wait for.
  s = advance_genset(p, genset_at_rest(p), call(1_MW, true), 10_s).state;
  CHECK(s.phase == Phase::synchronising);
  CHECK(advance_genset(p, s, call(1_MW), {}).state.phase == Phase::on_load);
  s = advance_genset(p, genset_at_rest(p), call(1_MW), Duration::from_si(8.999)).state;
  CHECK(s.phase == Phase::run_up);
  CHECK(advance_genset(p, s, call(1_MW), Duration::from_si(0.001)).state.phase == Phase::on_load);
}

TEST_CASE("genset: load in steps of ISO 8528-5, the rest refused") {
  const GensetParams p;  // 2.5 MW: 50, 80, 100 % every 5 s
  GensetState s = advance_genset(p, genset_at_rest(p), call(2.4_MW), 9_s).state;
  REQUIRE(s.phase == Phase::on_load);
  const GensetStep r = advance_genset(p, s, call(2.4_MW), 20_s);
  CHECK(r.out.served.si() == Approx(1e6 * (1.25 * 5 + 2.0 * 5 + 2.4 * 10)));
  CHECK(r.out.refused.si() == Approx(1e6 * (1.15 * 5 + 0.4 * 5)));
  CHECK(r.out.power.in(1_MW) == Approx(2.4));
  CHECK(next_genset_event(p, s, call(2.4_MW)).si() == Approx(5));
}

TEST_CASE("genset: a gas engine takes load along a ramp") {
  GensetParams p;
  p.acceptance = LoadAcceptance::ramp;
  p.rating = 10_MW;  // 2 MW at once, then 2 MW a minute
  GensetState s = advance_genset(p, genset_at_rest(p), call(6_MW), 9_s).state;
  CHECK(next_genset_event(p, s, call(6_MW)).in(1_min) == Approx(2));
  const GensetStep r = advance_genset(p, s, call(6_MW), 5_min);
  CHECK(r.out.served.in(1_MWh) == Approx((2 * 4 + 3 * 6) / 60.0));
  CHECK(r.out.power.in(1_MW) == Approx(6));
  CHECK(r.out.refused.in(1_MWh) == Approx(2 * 2 / 60.0));
}

TEST_CASE("genset: a start that fails is tried three times, and stays failed until reset") {
  const GensetParams p;
  GensetInputs in = call(1_MW);
  in.start_fails = true;
  const Duration t = Duration::from_si(2 + 3 * 10 + 2 * 10);
  CHECK(advance_genset(p, genset_at_rest(p), in, t - Duration::from_si(0.01)).state.phase == Phase::cranking);
  GensetState s = advance_genset(p, genset_at_rest(p), in, t).state;
  CHECK((s.phase == Phase::failed && s.starts == 0));
  CHECK(advance_genset(p, s, call(1_MW), 1_h).out.served.si() == 0);
  GensetInputs reset = call(1_MW);
  reset.reset = true;
  CHECK(advance_genset(p, s, reset, 9_s).state.phase == Phase::on_load);
  s = advance_genset(p, s, reset, {}).state;  // a new demand has all its attempts again
  CHECK(advance_genset(p, s, in, t - Duration::from_si(0.01)).state.phase == Phase::cranking);
  // The second attempt may succeed: what fails is drawn outside.
  s = advance_genset(p, genset_at_rest(p), in, Duration::from_si(15)).state;
  CHECK(s.phase == Phase::resting);
  CHECK(advance_genset(p, s, call(1_MW), Duration::from_si(7 + 3 + 4)).state.phase == Phase::on_load);
}

TEST_CASE("genset: cool-down after the call, and a call in between takes it back at once") {
  const GensetParams p;
  GensetState s = advance_genset(p, genset_at_rest(p), call(1_MW), 1_min).state;
  GensetInputs off;
  s = advance_genset(p, s, off, 1_min).state;
  CHECK(s.phase == Phase::cool_down);
  CHECK(next_genset_event(p, s, off).in(1_min) == Approx(4));
  CHECK(advance_genset(p, s, call(1_MW), {}).state.phase == Phase::on_load);
  CHECK(advance_genset(p, s, off, 4_min).state.phase == Phase::stopped);
  // A flicker shorter than the confirmation starts nothing.
  s = advance_genset(p, genset_at_rest(p), call(1_MW), 1_s).state;
  CHECK(advance_genset(p, s, off, {}).state.phase == Phase::stopped);
}

TEST_CASE("genset: the tank runs dry when it says, a delivery tops it up, a reset starts it again") {
  GensetParams p;
  p.tank = Volume::from_si(1);
  GensetState s = advance_genset(p, genset_at_rest(p), call(2_MW), 9_s).state;
  s = advance_genset(p, s, call(2_MW), 10_s).state;
  const Duration t = fuel_autonomy(p, s, 2_MW);
  CHECK(next_genset_event(p, s, call(2_MW)).si() == Approx(t.si()));
  const GensetStep r = advance_genset(p, s, call(2_MW), t + 1_min);
  CHECK((r.state.phase == Phase::failed && r.state.out_of_fuel));
  CHECK(r.out.served.in(1_MWh) == Approx(2 * t.in(1_h)));
  CHECK(r.state.fuel.si() == Approx(0).margin(1e-12));
  GensetState dry = r.state;
  CHECK(refuel(p, dry, Volume::from_si(3)).si() == Approx(1));
  GensetInputs reset = call(2_MW);
  reset.reset = true;
  CHECK(advance_genset(p, dry, reset, 9_s).state.phase == Phase::on_load);
}

TEST_CASE("genset: fuel energy is electricity and heat, and carbon follows the fuel") {
  const GensetParams p;
  const GensetState s = advance_genset(p, genset_at_rest(p), call(2_MW), 1_min).state;
  const GensetStep r = advance_genset(p, s, call(2_MW), 1_h);
  CHECK(r.out.fuel.si() * 1000 == Approx(0.08145 * 2500 + 0.246 * 2000).epsilon(1e-9));
  CHECK(r.out.served.si() + r.out.heat(p).si() == Approx(r.out.fuel.si() * 1000 * 36e6).epsilon(1e-12));
  CHECK(r.out.carbon(p).si() == Approx(r.out.fuel.si() * 1000 * 2.63).epsilon(1e-12));
  CHECK(r.out.served.in(1_MWh) / (r.out.fuel.si() * 10) < 0.45);  // below any diesel's efficiency limit
}

TEST_CASE("genset: the frequency dip of a step against a fine integration of the swing equation") {
  GensetParams p;
  p.fuel_lag = Duration::from_si(0.6);
  p.inertia = Duration::from_si(1.2);
  double f = 0, mechanical = 0, dt = 1e-5;
  for (int i = 0; i < 1000000; ++i) {
    f += (mechanical - 0.4) / (2 * 1.2) * dt;
    mechanical += (0.4 - mechanical) / 0.6 * dt;
  }
  CHECK(frequency_dip(p, 0.4) == Approx(-f).epsilon(1e-4));
  CHECK(frequency_dip(p, largest_step(p)) == Approx(0.10));
  CHECK(largest_step(GensetParams{}) == Approx(0.4));  // within the 35 to 50 % of engines with high mean pressure
}

TEST_CASE("genset: random courses in one step, in a thousand and from event to event, and fuel and energy add up") {
  RandomStream random(5, "genset");
  for (int course = 0; course < 40; ++course) {
    GensetParams p;
    if (random.below(2)) p.acceptance = LoadAcceptance::ramp;
    if (random.below(2)) p.tank = Volume::from_si(0.05);
    GensetState once = genset_at_rest(p), many = once, events = once;
    for (int leg = 0; leg < 10; ++leg) {
      GensetInputs in = call(p.rating * random.uniform(0, 1.2), random.below(2) == 0);
      in.call = random.below(4) > 0;
      in.start_fails = random.below(4) == 0;
      in.reset = random.below(5) == 0;
      const Duration t = Duration::from_si(random.below(2) ? random.uniform(0.1, 12) : random.uniform(20, 900));
      const GensetStep a = advance_genset(p, once, in, t);
      ActiveEnergy served;
      Volume fuel;
      for (int i = 0; i < 1000; ++i) {
        const GensetStep b = advance_genset(p, many, in, t / 1000);
        many = b.state;
        served += b.out.served;
        fuel += b.out.fuel;
      }
      double left = t.si();
      for (int guard = 0; left > 0 && guard < 1000; ++guard) {
        const Duration h = std::min(Duration::from_si(left), next_genset_event(p, events, in));
        events = advance_genset(p, events, in, h).state;
        left -= h.si();
      }
      once = a.state;
      const double scale = (p.rating * t).si();
      CHECK(served.si() == Approx(a.out.served.si()).margin(1e-9 * scale));
      CHECK(fuel.si() == Approx(a.out.fuel.si()).margin(1e-9));
      CHECK((a.out.served + a.out.refused).si() == Approx((in.load * t).si()).epsilon(1e-12).margin(1e-6));
      for (const GensetState* other : {&many, &events}) {
        CHECK((other->phase == once.phase && other->attempts == once.attempts && other->starts == once.starts));
        CHECK(other->fuel.si() == Approx(once.fuel.si()).margin(1e-9));
        CHECK(other->running.si() == Approx(once.running.si()).margin(1e-6));
      }
      CHECK((once.fuel.si() >= 0 && once.fuel <= p.tank));
    }
  }
}

TEST_CASE("genset: it gives at most its overload, fuel is that of what it gives, and a lasting overload trips it") {
  GensetParams p;
  p.rating = 1_MW;
  p.steps.clear();
  GensetState s = genset_at_rest(p);
  s.phase = Phase::on_load;
  const auto step = [&](ActivePower load, Duration dt) {
    GensetStep r = advance_genset(p, s, call(load), dt);
    s = r.state;
    return r.out;
  };
  GensetOutputs o = step(1.1_MW, 3600_s);  // 110 % is given for ever
  CHECK(s.phase == Phase::on_load);
  CHECK(o.given.si() == Approx(1.1 * 3.6e9));
  CHECK(o.fuel.si() == Approx((fuel_rate(p, 1.1_MW) * 3600_s).si()));
  o = step(17_MW, 10_s);
  CHECK(o.given.si() == Approx(1.1e7));
  CHECK(o.given.si() / (o.fuel * p.heating_value).si() < 0.45);  // no engine does better
  step(0.5_MW, 1_s);
  step(1.2_MW, 19_s);
  CHECK(next_genset_event(p, s, call(1.2_MW)).si() == Approx(1));
  step(0.5_MW, 1_s);  // a break: the time counts anew
  step(1.2_MW, 19_s);
  CHECK(s.phase == Phase::on_load);
  step(1.2_MW, 1_s);
  CHECK(s.phase == Phase::failed);
  CHECK(s.overloaded);
  GensetInputs reset;
  reset.reset = true;
  s = advance_genset(p, s, reset, {}).state;
  CHECK(s.phase == Phase::stopped);
  CHECK_FALSE(s.overloaded);
}

TEST_CASE("genset: a failed one is repaired, unless it waits for a reset, and a trip stops one without cooling down") {
  GensetParams p;
  GensetState s = genset_at_rest(p);
  s.phase = Phase::failed;
  CHECK(next_genset_event(p, s, call(1_MW)).si() == Approx(24 * 3600));
  CHECK(advance_genset(p, s, {}, 23_h).state.phase == Phase::failed);
  CHECK(advance_genset(p, s, {}, 24_h).state.phase == Phase::stopped);
  p.repair = Duration{};
  CHECK(advance_genset(p, s, {}, Duration::from_si(1e9)).state.phase == Phase::failed);
  for (const Phase phase : {Phase::on_load, Phase::run_up, Phase::cool_down, Phase::cranking}) {
    s = genset_at_rest(p);
    s.phase = phase;
    GensetInputs trip;
    trip.trip = true;
    const GensetStep r = advance_genset(p, s, trip, 60_s);
    CHECK(r.state.phase == Phase::stopped);
    CHECK(r.out.fuel.si() == 0);
  }
}

TEST_CASE("genset parameters are described") { CHECK(described<GensetParams>() > 20); }
