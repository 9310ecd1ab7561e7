// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <cmath>

#include "sim/power/timing.hpp"
#include "sim/power/ups_battery.hpp"
#include "tests/unit/described.hpp"

using namespace netsuden;

TEST_CASE("ACC-ELEC-04: Peukert's law, 100 Ah in 20 h at 10 A") {
  CHECK(peukert_time(20_h, 100, 10, 1.2).in(1_h) == Approx(8.706).margin(5e-4));
  CHECK(peukert_time(20_h, 100, 10, 1).in(1_h) == Approx(10));
}

TEST_CASE("battery: constant power lasts as long as Peukert says") {
  UpsBatteryParams p = lead_acid_battery();
  p.peukert = 1.2;
  p.capacity = 100_kWh;
  const UpsBattery b = full_battery(p);
  CHECK(battery_time_left(p, b, 10_kW, 10_kW, 1_s).in(1_h) == Approx(8.706).margin(5e-4));
  CHECK(battery_depletion(p, b, 10_kW, 10_kW, battery_time_left(p, b, 10_kW, 10_kW, 1_s)).in(100_kWh) ==
        Approx(1).epsilon(1e-12));
  // Below the rated power the energy counts, not the law: 2 kW for 50 h.
  CHECK(battery_time_left(p, b, 2_kW, 2_kW, 1_s).in(1_h) == Approx(50));
  CHECK(battery_time_left(p, b, {}, {}, 1_s) == never);
  p.cutoff = Fraction(0.25);
  CHECK(battery_time_left(p, b, 2_kW, 2_kW, 1_s).in(1_h) == Approx(37.5));
}

TEST_CASE("battery: a falling power across the rated rate, against a fine sum") {
  UpsBatteryParams p = lead_acid_battery();
  p.peukert = 1.25;
  p.capacity = 20_kWh;  // rated 1 kW in 20 h
  const UpsBattery b = full_battery(p);
  double sum = 0;
  const int n = 200000;
  for (int i = 0; i < n; ++i) {
    const double kw = 8 * (1 - (i + 0.5) / n);
    sum += kw * std::pow(std::max(1.0, kw), 0.25) * (600.0 / n) / 3600;
  }
  CHECK(battery_depletion(p, b, 8_kW, {}, 10_min).in(1_kWh) == Approx(sum).epsilon(1e-8));
  UpsBattery low = b;
  low.stored = 1_kWh * 0.7;
  const Duration t = battery_time_left(p, low, 8_kW, {}, 10_min);
  REQUIRE(t < 10_min);
  CHECK(battery_depletion(p, low, 8_kW, 8_kW * (1 - t / 10_min), t).in(1_kWh) == Approx(0.7).epsilon(1e-12));
  low.stored = 1_kWh * (sum + 0.01);
  CHECK(battery_time_left(p, low, 8_kW, {}, 10_min) == never);
}

TEST_CASE("battery: recharge is constant, then tapers with its exponential, and in one step or in a thousand") {
  UpsBatteryParams p;
  p.capacity = 100_kWh;
  p.charge_efficiency = Fraction(0.9);
  p.taper_from = Fraction(0.8);
  UpsBattery b{20_kWh, 100_kWh, 0};
  // 50 kW: 60 kWh to 80 % takes 60/0.9/50 h; beyond, the missing 20 kWh fade with tau = 20 / (0.9 50) h.
  const double knee_h = 60 / 0.9 / 50, tau_h = 20 / (0.9 * 50);
  CHECK(recharge_battery(p, b, 50_kW, 50_kW, Duration::from_si(knee_h * 3600)).stored.in(1_kWh) == Approx(60));
  const Recharge r = recharge_battery(p, b, 50_kW, 50_kW, 3_h);
  CHECK(r.stored.in(1_kWh) == Approx(80 - 20 * std::exp(-(3 - knee_h) / tau_h)).epsilon(1e-12));
  CHECK(r.drawn / r.stored == Approx(1 / 0.9).epsilon(1e-12));
  CHECK(r.end.in(1_kW) == Approx(50 * std::exp(-(3 - knee_h) / tau_h)).epsilon(1e-11));
  UpsBattery many = b;
  for (int i = 0; i < 1000; ++i) many.stored += recharge_battery(p, many, 50_kW, 50_kW, 3_h / 1000).stored;
  CHECK(many.stored.si() == Approx((b.stored + r.stored).si()).epsilon(1e-12));
  // With less to spare the taper begins later: at 20 kW where 50 (1 - SoC)/0.2 = 20, SoC 0.92.
  const double late_h = 72 / 0.9 / 20;
  CHECK(recharge_battery(p, b, 50_kW, 20_kW, Duration::from_si(late_h * 3600)).stored.in(1_kWh) == Approx(72));
  CHECK(recharge_battery(p, b, 50_kW, {}, 1_h).drawn.si() == 0);
  CHECK(recharge_battery(p, {100_kWh, 100_kWh, 0}, 50_kW, 50_kW, 1_h).drawn.si() == 0);
}

TEST_CASE("battery: ten kelvin halve the life, cycles wear it, the capacity test takes both into account") {
  const UpsBatteryParams p = lead_acid_battery();
  CHECK(battery_wear(p, p.life, 20_degC, {}) == Approx(0.2));
  CHECK(battery_wear(p, p.life, 30_degC, {}) == Approx(0.4));
  CHECK(battery_wear(p, {}, 20_degC, p.capacity * 300) == Approx(0.2));
  UpsBattery b = full_battery(p);
  b.wear = 0.1;
  const CapacityTest t = renew_capacity(p, b);
  CHECK(t.battery.capacity.si() == Approx(0.9 * p.capacity.si()));
  CHECK((t.lost + t.battery.stored).si() == Approx(b.stored.si()));
}

TEST_CASE("battery: more power never lasts longer, and never gives more energy") {
  const UpsBatteryParams p = lead_acid_battery();
  const UpsBattery b = full_battery(p);
  Duration last = never;
  double last_j = 1e300;
  for (double kw = 1; kw < 5000; kw *= 1.3) {
    const ActivePower w = ActivePower::from_si(kw * 1e3);
    const Duration t = battery_time_left(p, b, w, w, 1_s);
    CHECK(t < last);
    CHECK((w * t).si() <= last_j * (1 + 1e-12));
    last = t;
    last_j = (w * t).si();
  }
}

TEST_CASE("battery parameters are described") { CHECK(described<UpsBatteryParams>() == 13); }
