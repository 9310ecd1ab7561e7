// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <cmath>

#include "sim/power/pv.hpp"
#include "tests/unit/described.hpp"

using namespace netsuden;

namespace {

Irradiance w_m2(double v) { return Irradiance::from_si(v); }
UnixSeconds utc(int y, int mo, int d, int h, int mi, double s = 0) {
  return from_civil(y, mo, d, h, mi, s, TimeZone{});
}
const Place golden{39.742476, -105.1786, Length::from_si(1830.14)};

}  // namespace

TEST_CASE("ACC-PV-01: DC power of PVWatts") {
  CHECK(pv_dc_power(ActivePower::from_si(100), w_m2(900), 30_degC, PerKelvin::from_si(-0.003)).si() == Approx(88.65));
}

TEST_CASE("ACC-PV-02: the inverter of PVWatts") {
  const auto ac = [](double dc, double rating) {
    return pv_inverter_power(ActivePower::from_si(dc), ActivePower::from_si(rating), 0.95).si();
  };
  CHECK(ac(90, 100) == Approx(85.58556604752516).epsilon(1e-12));
  CHECK(ac(50, 100) == Approx(47.60843624).epsilon(1e-9));
  CHECK(ac(100, 100) == Approx(95));
  CHECK(ac(130, 100) == Approx(95));
  CHECK(ac(0.001, 1) == 0);
  CHECK(ac(-5, 100) == 0);
}

TEST_CASE("ACC-PV-03: the default losses multiply to 14.08 %") {
  CHECK(PvLosses{}.total() == Approx(0.14075660688264469).epsilon(1e-12));
}

TEST_CASE("ACC-PV-04: cell temperature of the Sandia model") {
  const Temperature cell = pv_cell_temperature(w_m2(900), 20_degC, Speed::from_si(5), -3.47, -0.0594, 3_K);
  CHECK(cell.c() == Approx(43.509).epsilon(1e-3));
  CHECK(cell.c() - 2.7 == Approx(40.809).epsilon(1e-3));  // the module's back
}

TEST_CASE("ACC-PV-05: the example of the NREL solar position report, and its intermediate values") {
  const UnixSeconds t = utc(2003, 10, 17, 19, 30, 30);
  const SunPosition s = sun_position(t, golden, Pressure::from_si(82000), 11_degC, 67);
  CHECK(90 - s.apparent_deg == Approx(50.111622).margin(0.003));
  CHECK(s.azimuth_deg == Approx(194.340241).margin(0.003));
  CHECK(s.elevation_deg == Approx(39.872046).margin(0.003));
  CHECK(s.declination_deg == Approx(-9.314340).margin(0.001));
  CHECK(s.distance_au == Approx(0.9965422974).margin(3e-5));
  CHECK(s.equation_of_time_min == Approx(14.641511).margin(0.01));
  CHECK(s.apparent_deg - s.elevation_deg == Approx(0.016332).margin(1e-5));
  // pvlib's test at the same place and time: angle on a plane of 30 degrees facing 190: 25.187 (report, table A5.1).
  CHECK(std::acos(pv_incidence_cosine(30, 170, s.apparent_deg, s.azimuth_deg)) * 180 / M_PI ==
        Approx(25.187).margin(0.005));
}

TEST_CASE("sun: declination at the almanac's equinoxes and solstices, distance at perihelion and aphelion") {
  // US Naval Observatory, seasons of 2024 and 2030.
  CHECK(std::abs(sun_position(utc(2024, 3, 20, 3, 6), golden).declination_deg) < 0.003);
  CHECK(std::abs(sun_position(utc(2024, 9, 22, 12, 44), golden).declination_deg) < 0.003);
  CHECK(sun_position(utc(2024, 6, 20, 20, 51), golden).declination_deg == Approx(23.4385).margin(0.003));
  CHECK(sun_position(utc(2024, 12, 21, 9, 21), golden).declination_deg == Approx(-23.4385).margin(0.003));
  CHECK(std::abs(sun_position(utc(2030, 3, 20, 13, 51), golden).declination_deg) < 0.003);
  CHECK(sun_position(utc(2024, 1, 3, 0, 39), golden).distance_au == Approx(0.98331).margin(1e-4));
  CHECK(sun_position(utc(2024, 7, 5, 5, 6), golden).distance_au == Approx(1.01673).margin(1e-4));
}

TEST_CASE("sun: highest due south at noon of the north, due north of the south, and always under in the polar night") {
  for (const double latitude : {52.0, 35.7, -33.9}) {
    const Place place{latitude, 139.77, {}};
    double best = -90, azimuth = 0;
    for (int minute = 0; minute < 1440; ++minute) {
      const SunPosition s = sun_position(utc(2026, 6, 21, 0, minute), place);
      if (s.elevation_deg > best) best = s.elevation_deg, azimuth = s.azimuth_deg;
    }
    CHECK(best == Approx(90 - std::abs(latitude - 23.44)).margin(0.02));
    CHECK(std::abs(std::remainder(azimuth - (latitude > 23.44 ? 180 : 0), 360)) < 0.6);
  }
  for (int hour = 0; hour < 24; ++hour) CHECK(sun_position(utc(2026, 12, 21, hour, 0), {80, 20, {}}).apparent_deg < 0);
}

TEST_CASE("ACC-PV-06: isotropic sky, and the reflection of glass as in pvlib") {
  CHECK(pv_sky_diffuse(w_m2(100), 40).si() == Approx(88.30222215594891).epsilon(1e-12));
  const double angle[] = {0, 22.5, 45, 67.5, 90}, iam[] = {1, 0.99926198, 0.98797788, 0.8893998, 0};
  for (int i = 0; i < 5; ++i)
    CHECK(pv_reflection_factor(std::cos(angle[i] * M_PI / 180)) == Approx(iam[i]).margin(1e-7));
}

TEST_CASE("PV: a whole chain by hand, the energy closes, the inverter clips") {
  PvParams p;
  p.tilt_deg = 0;
  PvInputs in;
  in.diffuse = in.global = w_m2(500);  // overcast
  const PvOutputs o = pv_power(p, in);
  const double cell = 20 + 500 * std::exp(-3.47 - 0.0594) + 1.5;
  const double dc = 1e6 * 0.5 * (1 - 0.0035 * (cell - 25)) * (1 - 0.14075660688264469);
  CHECK(o.dc.si() == Approx(dc).epsilon(1e-12));
  const double rating = 1e6 / 1.2 / 0.96, zeta = dc / rating;
  CHECK(o.ac.si() == Approx(dc * 0.96 / 0.9637 * (-0.0162 * zeta - 0.0059 / zeta + 0.9858)).epsilon(1e-12));
  for (double g = 0; g < 1400; g += 20) {
    in.global = in.diffuse = w_m2(g);
    in.air = Temperature::celsius(-5);
    const PvOutputs x = pv_power(p, in);
    CHECK((x.dc - x.ac - x.inverter_loss - x.clipped).si() == Approx(0).margin(1e-6));
    CHECK((x.inverter_loss.si() >= 0 && x.clipped.si() >= 0 && x.ac <= 1_MW / 1.2 * (1 + 1e-12)));
  }
  CHECK(pv_power(p, in).clipped.si() > 0);
  p.tilt_deg = 90;  // a wall would face a sun just below the horizon
  in.sun_elevation_deg = -3;
  in.direct_normal = w_m2(50);
  in.global = in.diffuse = {};
  CHECK(pv_power(p, in).ac.si() == 0);
}

TEST_CASE("PV: more light, cold air and wind never give less") {
  const PvParams p;
  PvInputs in;
  in.sun_elevation_deg = 50;
  in.direct_normal = w_m2(400);
  in.diffuse = w_m2(100);
  in.global = w_m2(400);
  const PvOutputs base = pv_power(p, in);
  PvInputs better = in;
  better.direct_normal = w_m2(450);
  CHECK(pv_power(p, better).ac > base.ac);
  better = in;
  better.air = 10_degC;
  CHECK(pv_power(p, better).ac > base.ac);
  better = in;
  better.wind = Speed::from_si(4);
  CHECK(pv_power(p, better).ac > base.ac);
}

TEST_CASE("PV parameters are described") { CHECK(described<PvParams>() > 15); }
