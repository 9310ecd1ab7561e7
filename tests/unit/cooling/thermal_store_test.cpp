// SPDX-License-Identifier: Apache-2.0
#include "sim/cooling/thermal_store.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>
#include <random>

using namespace netsuden;

namespace {

ThermalStoreParams still(double m3, int layers = 20) {
  ThermalStoreParams p;
  p.volume = Volume::from_si(m3);
  p.layers = layers;
  p.mixing = 0;
  p.wall_w_m2k = 0;
  return p;
}

double energy_j(const ThermalStoreParams& p, const ThermalStore& s) {
  return std::accumulate(s.kelvin.begin(), s.kelvin.end(), 0.0) / static_cast<double>(s.kelvin.size()) * store_capacity(p).si();
}

}  // namespace

TEST_CASE("ACC-TES-01: 1000 m3 and 10 K hold 10,444 kWh at a figure of merit of 0.9") {
  // 10,444 / 0.9 kWh, all of it, by plug flow.
  const ThermalStoreParams p = still(1000);
  ThermalStore s = full_store(p, 8_degC);
  double heat = 0;
  for (int i = 0; i < 100; ++i) {  // exactly one tank
    const StoreStep step = advance_store(p, s, MassFlow::from_si(constants::rho_water * 1000 / 36000.0), 18_degC, 20_degC, 360_s);
    heat += step.gained.si();
    s = step.end;
  }
  CHECK(store_capacity(p).si() * 10 * 0.9 / 3.6e6 == Approx(10444).epsilon(1e-3));
  // Its own figure of merit, by what is mixed within twenty layers, lies in the range of built tanks: 0.85 to 0.95.
  CHECK(heat / (store_capacity(p).si() * 10) > 0.85);
  CHECK(heat / (store_capacity(p).si() * 10) < 0.95);
}

TEST_CASE("thermal store: what enters less what leaves and what the walls give is what it gains, for any step") {
  std::mt19937_64 random(3);
  const auto uniform = [&](double a, double b) { return std::uniform_real_distribution<double>(a, b)(random); };
  for (int k = 0; k < 500; ++k) {
    ThermalStoreParams p;
    p.volume = Volume::from_si(std::exp(uniform(0, 8)));
    p.layers = static_cast<int>(uniform(2, 60));
    p.mixing = uniform(0, 100);
    p.wall_w_m2k = uniform(0, 5);
    p.height_over_diameter = uniform(0.3, 4);
    ThermalStore s = full_store(p, 10_degC);
    for (double& t : s.kelvin) t += uniform(0, 12);
    std::sort(s.kelvin.begin(), s.kelvin.end());
    for (int i = 0; i < 10; ++i) {
      const Temperature in = Temperature::celsius(uniform(8, 30)), ambient = Temperature::celsius(uniform(-10, 40));
      const double turns = uniform(-2.5, 2.5), dt = std::exp(uniform(0, 9));
      const StoreStep step = advance_store(p, s, MassFlow::from_si(turns * p.volume.si() * constants::rho_water / dt), in, ambient, Duration::from_si(dt));
      const double before = energy_j(p, s), after = energy_j(p, step.end);
      REQUIRE(after - before == Approx(step.gained.si()).epsilon(1e-9).margin(1e-9 * before));
      for (const double t : step.end.kelvin) REQUIRE((t >= 263.1 && t <= 313.2));
      s = step.end;
    }
  }
}

TEST_CASE("thermal store: plug flow does not mind how a step is cut where layers are many") {
  const ThermalStoreParams p = still(100, 100);
  const double full_turn_s = 3600;
  const MassFlow flow = MassFlow::from_si(100 * constants::rho_water / full_turn_s);
  ThermalStore once = full_store(p, 10_degC), often = once;
  once = advance_store(p, once, flow, 20_degC, 20_degC, Duration::from_si(0.5 * full_turn_s)).end;
  for (int i = 0; i < 50; ++i) often = advance_store(p, often, flow, 20_degC, 20_degC, Duration::from_si(0.01 * full_turn_s)).end;  // a layer each
  for (std::size_t i = 0; i < 100; ++i) CHECK(often.kelvin[i] == Approx(once.kelvin[i]).margin(1e-9));
  CHECK(store_charge(once, 10_degC, 20_degC) == Approx(0.5));
  CHECK(once.bottom().c() == Approx(10));
  CHECK(once.top().c() == Approx(20));
}

TEST_CASE("thermal store: the duty is the flow that takes what is wanted, until it is empty") {
  const ThermalStoreParams p = still(50);
  const ThermalStore cold = full_store(p, 10_degC);
  const StoreDuty d = discharge_duty(p, cold, 1_MWt, 20_degC, MassFlow::from_si(100), 20_degC, 60_s);
  CHECK(d.heat.si() == Approx(1e6).epsilon(1e-8));
  CHECK(d.flow.si() == Approx(1e6 / (constants::cp_water * 10)).epsilon(1e-8));
  // At most the flow there is.
  CHECK(discharge_duty(p, cold, 9_MWt, 20_degC, MassFlow::from_si(50), 20_degC, 60_s).heat.si() == Approx(50 * constants::cp_water * 10).epsilon(1e-9));
  // A step longer than the tank lasts: what it holds, and no more.
  const StoreDuty all = discharge_duty(p, cold, 5_MWt, 20_degC, MassFlow::from_si(1000), 20_degC, 1_h);
  CHECK(all.heat.si() * 3600 <= store_capacity(p).si() * 10 * (1 + 1e-9));
  CHECK(discharge_duty(p, full_store(p, 25_degC), 1_MWt, 20_degC, MassFlow::from_si(100), 20_degC, 60_s).heat.si() == 0);
}

TEST_CASE("thermal store: a thermocline widens by conduction, walls warm it to its surroundings") {
  ThermalStoreParams p = still(100, 50);
  p.mixing = 50;
  ThermalStore s = full_store(p, 10_degC);
  for (std::size_t i = 25; i < 50; ++i) s.kelvin[i] += 10;
  const double before = energy_j(p, s);
  for (int i = 0; i < 200; ++i) s = advance_store(p, s, {}, 10_degC, 10_degC, 1_h).end;
  CHECK(energy_j(p, s) == Approx(before).epsilon(1e-12));
  CHECK(s.kelvin[20] > 283.15 + 0.5);
  CHECK(std::is_sorted(s.kelvin.begin(), s.kelvin.end()));
  p.wall_w_m2k = 1;
  for (int i = 0; i < 20000; ++i) s = advance_store(p, s, {}, 10_degC, 25_degC, 6_h).end;
  CHECK(s.bottom().c() == Approx(25).margin(0.01));
}

TEST_CASE("thermal store: water that comes back colder than its warm layers is cooled by the cold ones alone") {
  ThermalStoreParams p;
  p.volume = Volume::from_si(10);
  p.wall_w_m2k = 0;
  p.mixing = 0;
  ThermalStore s = full_store(p, 18_degC);
  for (std::size_t i = 2; i < 20; ++i) s.kelvin[i] += 10;  // a tenth of it is cold
  for (const double seconds : {60.0, 600.0, 3600.0, 36000.0}) {
    const Duration dt = Duration::from_si(seconds);
    const StoreDuty d = discharge_duty(p, s, HeatFlow::from_si(1e6), 23_degC, MassFlow::from_si(50), 23_degC, dt);
    const StoreStep step = advance_store(p, s, d.flow, 23_degC, 23_degC, dt);
    INFO(seconds);
    CHECK(d.heat.si() > 0);
    // What it gives is what its water gains; at most 1 m3 over 5 K.
    CHECK(d.heat.si() * seconds == Approx(step.gained.si()).epsilon(1e-9));
    CHECK(d.heat.si() * seconds <= 998 * 4186 * 5.0 * (1 + 1e-9));
    CHECK(std::is_sorted(step.end.kelvin.begin(), step.end.kelvin.end()));
  }
  CHECK(discharge_duty(p, s, HeatFlow::from_si(1e6), 17_degC, MassFlow::from_si(50), 23_degC, 1_h).flow.si() == 0);
}

TEST_CASE("thermal store: colder water above warmer water mixes, and no heat is lost by it") {
  ThermalStoreParams p;
  p.volume = Volume::from_si(50);
  p.wall_w_m2k = 0;
  ThermalStore s = full_store(p, 20_degC);
  const StoreStep step = advance_store(p, s, MassFlow::from_si(5), 12_degC, 20_degC, 10_min);  // cold water enters above
  CHECK(std::is_sorted(step.end.kelvin.begin(), step.end.kelvin.end()));
  CHECK(step.end.bottom() < 20_degC);
  CHECK(energy_j(p, step.end) - energy_j(p, s) == Approx(step.gained.si()).epsilon(1e-9));
}
