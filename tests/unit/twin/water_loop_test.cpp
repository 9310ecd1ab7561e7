// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "sim/twin/water_loop.hpp"

using namespace netsuden;

namespace {

constexpr double rho = constants::rho_water, cp = constants::cp_water, open_valve = std::numeric_limits<double>::infinity();

/// Two branches of 60 and 40 L/s with 120 kPa each, 80 kPa before them; pumps that do that with two of three.
HydraulicsSpec three_pumps() {
  HydraulicsSpec s;
  s.plant_drop = 80_kPa;
  s.differential_pressure = 120_kPa;
  s.pumps.params.rated_flow = VolumeFlow::from_si(0.05);
  s.pumps.params.rated_head = 200_kPa;
  s.pumps.params.shut_off_head = 260_kPa;
  return s;
}

WaterLoop loop(const HydraulicsSpec& s) {
  std::vector<WaterLoop::Branch> b(2);
  b[0].params.flow = VolumeFlow::from_si(0.06);
  b[1].params.flow = VolumeFlow::from_si(0.04);
  return {s, b, 18_degC};
}

void run(WaterLoop& w, double seconds, double dt = 1, bool powered = true) {
  for (double t = 0; t < seconds - 1e-9; t += dt) {
    w.solve(dt, powered);
    w.evaluate(18_degC, 0, dt);
    w.commit(dt);
  }
}

void want(WaterLoop& w, double first, double second) {
  w.branches()[0].wants_kg_s = first;
  w.branches()[1].wants_kg_s = second;
}

}  // namespace

TEST_CASE("water loop: at design two of three pumps run at their rated point, with the valves open") {
  WaterLoop w = loop(three_pumps());
  want(w, open_valve, open_valve);
  run(w, 5);
  const WaterLoopStep& s = w.step();
  CHECK(s.running == 2);
  CHECK(s.speed == Approx(1).epsilon(1e-9));
  CHECK(s.flow_kg_s == Approx(100 * rho / 1000).epsilon(1e-6));
  CHECK(s.head_pa == Approx(200e3).epsilon(1e-6));
  CHECK(s.header_pa == Approx(120e3).epsilon(1e-6));
  CHECK(s.pump_w == Approx(2 * 0.05 * 200e3 / 0.7).epsilon(1e-6));
  CHECK(s.hydraulic_w == Approx(0.1 * 200e3).epsilon(1e-6));
  CHECK(w.branches()[0].lift == Approx(1).epsilon(1e-4));
  CHECK(s.firm_pa == Approx(200e3).epsilon(1e-6));
  CHECK(s.most_pa > s.firm_pa);  // the third could help
  CHECK_FALSE(s.short_of_flow);
}

TEST_CASE("water loop: at part load the speed holds the differential pressure, and the valves what is wanted") {
  WaterLoop w = loop(three_pumps());
  want(w, 0.03 * rho, 0.02 * rho);
  run(w, 5);
  const WaterLoopStep& s = w.step();
  // 120 kPa across the branches, a quarter of 80 kPa before them, 25 L/s a pump of 260 kPa r^2 - 24e6 V^2.
  const double head = 140e3, r = std::sqrt((head + 24e6 * 0.025 * 0.025) / 260e3);
  CHECK(s.speed == Approx(r).epsilon(1e-9));
  CHECK(s.header_pa == Approx(120e3).epsilon(1e-6));
  CHECK(s.flow_kg_s == Approx(0.05 * rho).epsilon(1e-9));
  // Half the design flow: a quarter of 60 kPa is the coils', 105 kPa the valve's: Kv / Kvs = 0.5 sqrt(60 / 105).
  CHECK(w.branches()[0].lift == Approx(1 + std::log(0.5 * std::sqrt(60.0 / 105)) / std::log(50.0)).epsilon(1e-6));
  CHECK(w.branches()[0].most_kg_s == Approx(0.06 * rho).epsilon(1e-6));  // it could have all
}

TEST_CASE("water loop: one that fails is replaced, the flow dips meanwhile and is back when the other has run up") {
  WaterLoop w = loop(three_pumps());
  want(w, open_valve, open_valve);
  run(w, 30);
  const double before = w.step().flow_kg_s;
  REQUIRE(w.called()[2] == 0);
  w.pump_up[0] = 0;
  double lowest = before;
  for (int t = 0; t < 30; ++t) {
    run(w, 1);
    lowest = std::min(lowest, w.step().flow_kg_s);
    if (t == 2) {
      CHECK(w.speeds()[0] == Approx(1 / (1 + 3 / 3.0)).epsilon(1e-6));  // coasts with 3 s
      CHECK(w.speeds()[1] == Approx(1).epsilon(1e-6));
      CHECK(w.speeds()[2] == Approx(0.3).epsilon(1e-6));                // runs up in 10 s
      CHECK(w.step().wanted_pa > w.step().most_pa);                     // it cannot be reached
      CHECK(w.step().short_of_flow);
    }
  }
  CHECK(w.called()[2] == 1);
  CHECK(lowest < 0.85 * before);
  // One pump alone on open valves: r^2 H0 - a V^2 = (80 + 120) kPa (V / 0.1)^2
  CHECK(lowest >= std::sqrt(260e3 / (24e6 + 20e6)) * rho * (1 - 1e-6));
  CHECK(w.step().flow_kg_s == Approx(before).epsilon(1e-6));
  CHECK(w.speeds()[0] < 0.1);
  CHECK(w.step().wanted_pa <= w.step().most_pa * (1 + 1e-6));
}

TEST_CASE("water loop: without one to spare the others speed up, go on along their curve, and open branches share what there is") {
  HydraulicsSpec s = three_pumps();
  s.pumps.count = 2;
  s.pumps.redundancy = Redundancy::n;
  WaterLoop w = loop(s);
  want(w, 0.03 * rho, 0.02 * rho);
  run(w, 10);
  w.pump_up[1] = 0;
  run(w, 60);
  // 50 L/s through one: 140 kPa, which it has at r = sqrt((140 + 60) / 260).
  CHECK(w.step().flow_kg_s == Approx(0.05 * rho).epsilon(1e-9));
  CHECK(w.speeds()[0] == Approx(std::sqrt(200.0 / 260)).epsilon(1e-6));
  want(w, open_valve, open_valve);
  run(w, 60);
  const double alone = std::sqrt(260e3 / (24e6 + 20e6));
  CHECK(w.step().flow_kg_s == Approx(alone * rho).epsilon(1e-6));
  CHECK(w.branches()[0].flow_kg_s / w.branches()[1].flow_kg_s == Approx(1.5).epsilon(1e-6));
  CHECK(w.step().short_of_flow);
  CHECK(w.step().most_pa < w.step().wanted_pa);
  CHECK(w.branches()[0].most_kg_s == Approx(w.branches()[0].flow_kg_s).epsilon(1e-9));
}

TEST_CASE("water loop: dark it coasts as the closed form says, the flow with the speed, and it comes back") {
  WaterLoop w = loop(three_pumps());
  want(w, open_valve, open_valve);
  run(w, 10);
  const double full = w.step().flow_kg_s;
  for (int t = 1; t <= 60; ++t) {
    run(w, 1, 1, false);
    CHECK(w.speeds()[0] == Approx(1 / (1 + t / 3.0)).epsilon(1e-6));
    // Mean of the second: 3 s ln((1 + t/3) / (1 + (t-1)/3)).
    CHECK(w.step().flow_kg_s == Approx(full * 3 * std::log((1 + t / 3.0) / (1 + (t - 1) / 3.0))).epsilon(1e-6));
    CHECK(w.step().pump_w == 0);
    CHECK(w.step().most_pa == 0);
  }
  run(w, 120, 1, false);
  CHECK(w.turning() == 0);
  CHECK(w.step().flow_kg_s == 0);
  run(w, 11);
  CHECK(w.step().flow_kg_s == Approx(full).epsilon(1e-6));
  // In one long step the same water has moved.
  WaterLoop once = loop(three_pumps());
  want(once, open_valve, open_valve);
  run(once, 10);
  run(once, 60, 60, false);
  CHECK(once.step().flow_kg_s * 60 == Approx(full * 3 * std::log(1 + 60 / 3.0)).epsilon(1e-6));
}

TEST_CASE("water loop: heat of the halls comes to the plant with the delay of the pipes, and none is lost") {
  HydraulicsSpec s = three_pumps();
  s.pipes.emplace();  // 5 m3 each: 50 s at 100 L/s
  WaterLoop w = loop(s);
  want(w, open_valve, open_valve);
  double arrived = 0, kept = 0;
  for (int t = 0; t < 100; ++t) {
    w.solve(1, true);
    w.evaluate(18_degC, 2e6, 1);
    w.commit(1);
    if (t < 49) CHECK(w.step().arriving_w == Approx(0).margin(1));
    if (t > 51) CHECK(w.step().arriving_w == Approx(2e6).epsilon(1e-6));
    if (t > 51) CHECK(w.step().back.c() == Approx(18 + 2e6 / (0.1 * rho * cp)).epsilon(1e-6));
    arrived += w.step().arriving_w;
    kept += w.step().stored_j;
  }
  CHECK(w.step().delay_s == Approx(50).epsilon(1e-6));
  CHECK(arrived + kept == Approx(2e8).epsilon(1e-9));
  CHECK(kept == Approx(5 * 2e6 / 0.1).epsilon(1e-6));
}

TEST_CASE("water loop: a branch with fewer machines takes less, one without any nothing") {
  WaterLoop w = loop(three_pumps());
  want(w, open_valve, open_valve);
  w.branches()[0].in_service = 0.5;
  run(w, 20);
  CHECK(w.branches()[0].flow_kg_s == Approx(0.03 * rho).epsilon(1e-6));
  CHECK(w.branches()[1].flow_kg_s == Approx(0.04 * rho).epsilon(1e-6));
  w.branches()[0].in_service = 0;
  run(w, 20);
  CHECK(w.branches()[0].flow_kg_s == 0);
  w.branches()[1].in_service = 0;
  run(w, 20);
  CHECK(w.step().flow_kg_s == 0);
  CHECK(std::isfinite(w.step().pump_w));
}

TEST_CASE("water loop: pumps of constant speed run at their curve, the pressure is what is left") {
  HydraulicsSpec s = three_pumps();
  s.pumps.params.control = PumpControl::constant;
  WaterLoop w = loop(s);
  want(w, 0.03 * rho, 0.02 * rho);
  run(w, 5);
  CHECK(w.step().speed == 1);
  CHECK(w.step().flow_kg_s == Approx(0.05 * rho).epsilon(1e-9));
  CHECK(w.step().head_pa == Approx(260e3 - 24e6 * 0.025 * 0.025).epsilon(1e-6));
}
