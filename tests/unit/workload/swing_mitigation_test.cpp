// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <cmath>

#include "sim/base/random.hpp"
#include "sim/workload/power_smoothing.hpp"
#include "sim/workload/rack_store.hpp"
#include "tests/unit/described.hpp"

using namespace netsuden;

namespace {

TrainingSwingParams plain() {
  TrainingSwingParams p;
  p.duty = Fraction(0.6);
  p.high = ActivePower::from_si(1000);
  p.low = ActivePower::from_si(400);
  p.idle = ActivePower::from_si(100);
  p.slew = PowerRamp::from_si(2000);
  p.jitter = Fraction(0);
  return p;
}
PowerSmoothingParams only_floor(double floor_w) {
  PowerSmoothingParams p;
  p.floor = ActivePower::from_si(floor_w);
  p.ramp_up = p.ramp_down = PowerRamp::from_si(1e7);
  return p;
}

}  // namespace

TEST_CASE("smoothing: the energy that a floor burns is the closed form") {
  TrainingSwingParams p = plain();
  p.idle = p.low;  // whole periods from the first
  const SwingTrace in = training_trace(p, 20_s, nullptr);
  for (const double floor : {500.0, 700.0, 950.0}) {
    PowerSmoothingParams f = only_floor(floor);
    f.hysteresis = 1_min;
    const SmoothedTrace out = smooth_power(f, in);
    // 10 valleys, but for the jump to the floor at the start.
    CHECK(out.filler.si() == Approx(10 * swing_floor_energy(p, ActivePower::from_si(floor)).si()).epsilon(1e-3));
    CHECK(trace_energy_j(out.out) == Approx(trace_energy_j(in) + out.filler.si() - out.deferred.si()).epsilon(1e-12));
    for (const SwingPoint& x : out.out) CHECK(x.p_w >= floor - 1e-6);
  }
}

TEST_CASE("smoothing: an hour of idle after the job costs the floor only for the hysteresis, then the ramp down") {
  PowerSmoothingParams p;
  p.floor = ActivePower::from_si(900);
  p.ramp_down = PowerRamp::from_si(100);
  p.hysteresis = 2_s;
  const SmoothedTrace out = smooth_power(p, {{0, 1000}, {10, 1000}, {10, 100}, {60, 100}});
  CHECK(trace_value(out.out, 10.5) == Approx(950));  // ramp down at once
  CHECK(trace_value(out.out, 11.5) == Approx(900));  // then the floor
  CHECK(trace_value(out.out, 14) == Approx(700));    // released at 12 s
  CHECK(trace_value(out.out, 20.5) == Approx(100));
  // Above 100 W: a triangle to the floor, two seconds in all of which one at the floor, and 8 s of ramp.
  CHECK(out.filler.si() == Approx(0.5 * (900 + 800) * 1 + 800 * 1 + 0.5 * 800 * 8));
  CHECK(out.deferred.si() == Approx(0).margin(1e-9));
}

TEST_CASE("smoothing: a slow rise defers work") {
  PowerSmoothingParams p = only_floor(0);
  p.ramp_up = PowerRamp::from_si(200);
  const SmoothedTrace out = smooth_power(p, {{0, 100}, {1, 100}, {1, 900}, {10, 900}});
  CHECK(trace_value(out.out, 3) == Approx(500));
  CHECK(trace_value(out.out, 5) == Approx(900));
  CHECK(out.deferred.si() == Approx(0.5 * 800 * 4));
  CHECK(out.filler.si() == Approx(0).margin(1e-9));
}

TEST_CASE("smoothing: random traces keep ramps and balance, and cutting the input's lines in pieces changes nothing") {
  RandomStream random(2, "smoothing");
  for (int trial = 0; trial < 50; ++trial) {
    PowerSmoothingParams p;
    p.floor = ActivePower::from_si(random.uniform(200, 900));
    p.ramp_up = PowerRamp::from_si(random.uniform(100, 5000));
    p.ramp_down = PowerRamp::from_si(random.uniform(100, 5000));
    p.hysteresis = Duration::from_si(random.uniform(0, 2));
    SwingTrace in{{0, 100}}, pieces = in;
    for (int i = 0; i < 60; ++i) {
      const double t = in.back().t_s, w = in.back().p_w;
      const SwingPoint next{t + random.uniform(0.01, 1.5), random.below(3) ? random.uniform(50, 1100) : w};
      for (int k = 1; k < 20; ++k) pieces.push_back({t + (next.t_s - t) * k / 20, w + (next.p_w - w) * k / 20});
      in.push_back(next);
      pieces.push_back(next);
    }
    const SmoothedTrace a = smooth_power(p, in), b = smooth_power(p, pieces);
    CHECK(trace_energy_j(a.out) == Approx(trace_energy_j(in) + a.filler.si() - a.deferred.si()).epsilon(1e-12));
    CHECK(b.filler.si() == Approx(a.filler.si()).epsilon(1e-9));
    CHECK(b.deferred.si() == Approx(a.deferred.si()).epsilon(1e-9).margin(1e-7));
    CHECK(b.out.back().p_w == Approx(a.out.back().p_w).epsilon(1e-9));
    CHECK(a.out.back().t_s == Approx(in.back().t_s));
    for (std::size_t i = 1; i < a.out.size(); ++i) {
      const double dt = a.out[i].t_s - a.out[i - 1].t_s, dw = a.out[i].p_w - a.out[i - 1].p_w;
      CHECK(dw <= p.ramp_up.si() * dt + 1e-6);
      CHECK(-dw <= p.ramp_down.si() * dt + 1e-6);
    }
  }
}

TEST_CASE("ACC-IT-05: 65 J carry 1.4 kW for 46.4 ms, or a swing of 350 W for half a period of 186 ms") {
  RackStoreParams p;
  p.gpus = 1;
  p.rated_power = ActivePower::from_si(1400);
  CHECK(p.tau().si() == Approx(0.0464).margin(5e-5));
  // A time constant far above the period holds the grid at the mean: the store gives 65 J in 186 ms and is empty.
  p.time_constant = 1000_s;
  RackStoreState s{ActivePower::from_si(1050), p.capacity()};
  const auto after = [&](double t) {
    return advance_rack_store(p, s, ActivePower::from_si(1400), ActivePower::from_si(1400), Duration::from_si(t));
  };
  CHECK(after(0.1855).jump.si() == 0);
  CHECK(after(0.1860).jump.si() == Approx(350).margin(0.1));
  CHECK(after(0.1860).state.stored.si() == 0);
  CHECK(after(0.1860).state.grid.si() == Approx(1400));
}

TEST_CASE("rack store: the gain over frequency is that of a first-order filter: 3 Hz is cut, 0.2 Hz passes") {
  RackStoreParams p;
  p.gpus = 1;
  p.rated_power = ActivePower::from_si(1400);
  for (const double f : {0.2, 1.0, 3.43, 10.0}) {
    RackStoreState s = rack_store_at(p, ActivePower::from_si(700));
    const double dt = 1 / f / 4000;
    double low = 1e9, high = 0, u = 700;
    for (int i = 1; i <= 40000; ++i) {
      const double next = 700 + 300 * std::sin(2 * M_PI * f * i * dt);
      s = advance_rack_store(p, s, ActivePower::from_si(u), ActivePower::from_si(next), Duration::from_si(dt)).state;
      u = next;
      if (i > 36000) low = std::min(low, s.grid.si()), high = std::max(high, s.grid.si());
    }
    const double x = 2 * M_PI * f * p.tau().si();
    CHECK((high - low) / 600 == Approx(1 / std::sqrt(1 + x * x)).epsilon(1e-3));
  }
}

TEST_CASE("rack store: with its own time constant it never saturates between no load and the rated power") {
  const RackStoreParams p;
  RandomStream random(9, "store");
  RackStoreState s = rack_store_at(p, {});
  ActivePower u;
  for (int i = 0; i < 2000; ++i) {
    const ActivePower next = p.rated_power * random.uniform();
    const RackStoreStep r =
        advance_rack_store(p, s, random.below(2) ? u : next, next, Duration::from_si(random.uniform(0.001, 0.3)));
    CHECK((r.saturated.si() == 0 && r.jump.si() == 0));
    s = r.state;
    u = next;
    CHECK((p.capacity() - s.stored).si() == Approx((p.tau() * s.grid).si()).margin(1e-6));
  }
}

TEST_CASE(
    "rack store: random loads that empty and fill it, in one step or in a thousand, and the grid's energy is its power's") {
  RackStoreParams p;
  p.gpus = 10;
  p.time_constant = Duration::from_si(0.5);
  RandomStream random(4, "store");
  for (int course = 0; course < 20; ++course) {
    RackStoreState once = rack_store_at(p, 2_kW), many = once;
    ActivePower u = 2_kW;
    double saturated = 0;
    for (int leg = 0; leg < 20; ++leg) {
      const ActivePower from = random.below(2) ? u : 14_kW * random.uniform();
      const ActivePower to = random.below(4) ? 14_kW * random.uniform() : from;
      const Duration t = Duration::from_si(random.uniform(0.005, 1));
      const RackStoreStep a = advance_rack_store(p, once, from, to, t);
      ActiveEnergy grid;
      Duration full;
      double by_power = 0;
      for (int i = 0; i < 1000; ++i) {
        const ActivePower x = from + (to - from) * (i / 1000.0), y = from + (to - from) * ((i + 1) / 1000.0);
        const RackStoreStep b = advance_rack_store(p, many, x, y, t / 1000);
        by_power += 0.5 * (many.grid + b.state.grid).si() * t.si() / 1000;
        many = b.state;
        grid += b.from_grid;
        full += b.saturated;
      }
      once = a.state;
      u = to;
      saturated += a.saturated.si();
      CHECK(many.grid.si() == Approx(once.grid.si()).epsilon(1e-8));
      CHECK(many.stored.si() == Approx(once.stored.si()).margin(1e-6));
      CHECK(grid.si() == Approx(a.from_grid.si()).epsilon(1e-9));
      CHECK(full.si() == Approx(a.saturated.si()).margin(1e-6));
      // A jump inside one of the thousand steps shifts that step's trapezoid by half of it.
      CHECK(by_power == Approx(a.from_grid.si()).epsilon(1e-5).margin(a.jump.si() * t.si() / 1000));
      CHECK((once.stored.si() >= 0 && once.stored <= p.capacity()));
    }
    CHECK(saturated > 0);
  }
}

TEST_CASE("smoothing and store parameters are described") {
  CHECK(described<PowerSmoothingParams>() == 5);
  CHECK(described<RackStoreParams>() == 4);
}
