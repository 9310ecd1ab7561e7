// SPDX-License-Identifier: Apache-2.0
// Vapour of a hall: closed forms and balance.
#include <catch2/catch.hpp>

#include <cmath>

#include "sim/base/random.hpp"
#include "sim/cooling/hall_humidity.hpp"

using namespace netsuden;

TEST_CASE("hall humidity: outdoor air alone is an exponential") {
  HallHumidityInputs in;
  in.air_kg = 1200;
  in.outdoor_kg_s = 0.5;
  in.outdoor_w = 0.014;
  const HallHumidityStep s = advance_humidity(0.006, in, 30_min);
  CHECK(s.end_w == Approx(0.014 - 0.008 * std::exp(-0.5 * 1800 / 1200)).epsilon(1e-12));
  CHECK(s.brought_kg == Approx(s.stored_kg).epsilon(1e-12));
  CHECK(s.condensate_kg == 0);
}

TEST_CASE("hall humidity: with a coil it comes to where both balance, or below the surface to that of outdoors") {
  HallHumidityInputs in;
  in.air_kg = 1200;
  in.outdoor_kg_s = 0.5;
  in.outdoor_w = 0.014;
  in.surface_w = 0.008;
  in.condensate_kg_s = 0.004;  // at 0.010: 2 kg/s of air through the surface
  const HallHumidityStep s = advance_humidity(0.010, in, Duration::from_si(1e6));
  CHECK(s.end_w == Approx((0.5 * 0.014 + 2 * 0.008) / 2.5).epsilon(1e-9));
  CHECK(s.condensate_kg == Approx(2 * (s.end_w - 0.008) * 1e6).epsilon(1e-3));
  in.outdoor_w = 0.004;
  const HallHumidityStep dry = advance_humidity(0.010, in, Duration::from_si(1e6));
  CHECK(dry.end_w == Approx(0.004).epsilon(1e-9));
  CHECK(dry.condensate_kg > 0);
}

TEST_CASE("hall humidity: what comes is condensed or stays, whatever the inputs") {
  RandomStream random(7, "humidity");
  for (int i = 0; i < 5000; ++i) {
    HallHumidityInputs in;
    in.air_kg = random.uniform(10, 1e5);
    in.outdoor_kg_s = i % 5 == 0 ? 0 : random.uniform(0, 200);
    in.outdoor_w = random.uniform(0, 0.03);
    in.surface_w = random.uniform(0, 0.02);
    in.condensate_kg_s = i % 3 == 0 ? 0 : random.uniform(0, 1);
    in.held = i % 7 == 0;
    const double w = random.uniform(0, 0.03);
    const HallHumidityStep s = advance_humidity(w, in, Duration::from_si(random.uniform(0.1, 3600)));
    REQUIRE(s.end_w >= -1e-15);
    REQUIRE(s.end_w <= 0.03 + 1e-12);
    REQUIRE(s.condensate_kg >= 0);
    REQUIRE(s.brought_kg - s.condensate_kg - s.stored_kg == Approx(0).margin(1e-9 * (std::abs(s.brought_kg) + s.condensate_kg + in.air_kg * 0.03)));
    if (in.held) REQUIRE(s.end_w == w);
  }
}

TEST_CASE("hall humidity: air that leaves a coil is at most saturated, what is above has condensed") {
  HallHumidityInputs in;
  in.air_kg = 1000;
  in.outdoor_kg_s = 1;
  in.outdoor_w = 0.02;
  in.most_w = 0.012;
  const HallHumidityStep s = advance_humidity(0.011, in, 1_h);
  CHECK(s.end_w == 0.012);
  CHECK(s.condensate_kg > 0);
  CHECK(s.brought_kg == Approx(s.condensate_kg + s.stored_kg).epsilon(1e-12));
}
