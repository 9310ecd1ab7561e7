// SPDX-License-Identifier: Apache-2.0
// Values of the ASHRAE Handbook and of PsychroLib's tests, as in physics.md section 6 (ACC-PSY-01 to 09), with the
// tolerances printed there.
#include "sim/site/psychrometrics.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <sstream>
#include <string>
#include <vector>

using namespace netsuden;
using namespace netsuden::psychro;

namespace {

constexpr double sea_level = 101325;
Approx rel(double expected, double tolerance) { return Approx(expected).epsilon(tolerance).scale(0); }
Approx within(double expected, double tolerance) { return Approx(expected).epsilon(0).margin(tolerance); }

/// Fields of a CSV line with double quotes.
std::vector<std::string> fields(const std::string& line) {
  std::vector<std::string> out(1);
  bool quoted = false;
  for (const char c : line) {
    if (c == '"')
      quoted = !quoted;
    else if (c == ',' && !quoted)
      out.emplace_back();
    else if (c != '\r')
      out.back() += c;
  }
  return out;
}

}  // namespace

TEST_CASE("ACC-PSY-01: saturation pressure") {
  CHECK(saturation_pressure_pa(-60) == within(1.08, 0.01));
  const std::map<double, double> table{{-20, 103.24}, {-5, 401.74},    {5, 872.6},     {25, 3169.7},
                                       {50, 12351.3}, {100, 101418.0}, {150, 476101.4}};
  for (const auto& [t, p] : table) CHECK(saturation_pressure_pa(t) == rel(p, 3e-4));
}

TEST_CASE("ACC-PSY-02 and 03: saturated humidity ratio and enthalpy at 101,325 Pa") {
  const auto w = [](double t) { return saturation_humidity_ratio(t, sea_level); };
  CHECK(w(-50) == rel(2.43e-5, 0.01));
  CHECK(w(-20) == rel(6.373e-4, 0.01));
  CHECK(w(-5) == rel(0.0024863, 0.005));
  CHECK(w(5) == rel(0.005425, 0.005));
  CHECK(w(25) == rel(0.020173, 0.005));
  CHECK(w(50) == rel(0.086863, 0.01));
  CHECK(w(85) == rel(0.838105, 0.02));
  const auto h = [](double t) { return saturated_enthalpy_j_kg(t, sea_level); };
  CHECK(h(-50) == rel(-50222, 0.01));
  CHECK(h(-20) == rel(-18542, 0.01));
  CHECK(h(-5) == rel(1164, 0.03));
  CHECK(h(5) == rel(18639, 0.01));
  CHECK(h(25) == rel(76504, 0.01));
  CHECK(h(50) == rel(275353, 0.01));
  CHECK(h(85) == rel(2307539, 0.01));
}

TEST_CASE("ACC-PSY-04: humidity ratio and wet bulb, both ways") {
  CHECK(humidity_ratio(3169.7, 95461) == rel(0.0213603998047487, 1e-6));
  CHECK(humidity_ratio_from_wet_bulb(30, 25, 95461) == rel(0.0192281274241096, 3e-4));
  CHECK(humidity_ratio_from_wet_bulb(-1, -5, 95461) == rel(0.00120399819933844, 3e-4));
  CHECK(wet_bulb_from_humidity_ratio(30, humidity_ratio_from_wet_bulb(30, 25, 95461), 95461) == within(25, 1e-3));
  CHECK(wet_bulb_from_humidity_ratio(-1, humidity_ratio_from_wet_bulb(-1, -5, 95461), 95461) == within(-5, 1e-3));
  CHECK(wet_bulb_from_rh(7, 0.61, 1e5) == rel(3.92667433781955, 1e-3));
  for (double t = -40; t <= 60; t += 2.5)
    for (const double depression : {0.0, 0.5, 2.0, 5.0}) {
      const double s = t - depression;
      const double w = humidity_ratio_from_wet_bulb(t, s, sea_level);
      if (w <= 1.01e-7) continue;  // held at the least humidity ratio: drier than dry
      INFO("dry bulb " << t << " wet bulb " << s);
      // With ice just below 0 degC the water formula may answer as well; then the water solution is the answer.
      if (s < 0 && s > -1 && t > 0) continue;
      CHECK(wet_bulb_from_humidity_ratio(t, w, sea_level) == within(s, 1e-6));
    }
}

TEST_CASE("ACC-PSY-05 and 06: enthalpy, volume, density, standard atmosphere") {
  CHECK(enthalpy_j_kg(25, 0) == rel(25148, 3e-4));
  CHECK(specific_volume_m3_kg(25, 0, sea_level) == rel(0.8443, 1e-3));
  CHECK(enthalpy_j_kg(30, 0.02) == rel(81316, 3e-4));
  CHECK(specific_volume_m3_kg(30, 0.02, 95461) == rel(0.940855374352943, 3e-4));
  CHECK(density_kg_m3(30, 0.02, 95461) == rel(1.08411986348219, 3e-4));
  const std::map<double, double> heights{{-500, 107478}, {0, 101325},   {500, 95461},
                                         {1000, 89875},  {4000, 61640}, {10000, 26436}};
  for (const auto& [z, p] : heights) {
    CHECK(standard_pressure_pa(z) == within(p, 1));
    CHECK(standard_pressure(Length::from_si(z)).si() == within(p, 1));
  }
}

TEST_CASE("ACC-PSY-07: ASHRAE example 1") {
  const double w = humidity_ratio_from_wet_bulb(40, 20, sea_level);
  CHECK(w == within(0.0065, 1e-4));
  CHECK(dew_point_from_humidity_ratio(w, sea_level) == within(7, 0.5));
  CHECK(rh_from_humidity_ratio(40, w, sea_level) == within(0.14, 0.01));
  CHECK(relative_humidity(40_degC, 20_degC, Pressure::from_si(sea_level)).value() == within(0.14, 0.01));
  CHECK(enthalpy_j_kg(40, w) == within(56700, 100));
  CHECK(specific_volume_m3_kg(40, w, sea_level) == rel(0.896, 0.01));
}

TEST_CASE("ACC-PSY-08: no failure over the whole range") {
  for (int t = -100; t < 200; ++t)
    for (int rh = 0; rh < 10; ++rh)
      for (int p = 60; p <= 110; p += 10) {
        const double s = wet_bulb_from_rh(t, rh / 10.0, p * 1e3);
        const double d = dew_point_from_rh(t, rh / 10.0);
        if (!(std::isfinite(s) && s <= t && std::isfinite(d) && d <= t)) {
          INFO("T " << t << " RH " << rh / 10.0 << " p " << p << " kPa: wet bulb " << s << ", dew point " << d);
          REQUIRE(false);
        }
        // The wet bulb solves its equation, away from the bounds that hold it.
        const double p_w = rh / 10.0 * saturation_pressure_pa(t);
        if (rh == 0 || t < -60 || p_w > 0.9 * p * 1e3) continue;
        const double w = humidity_ratio(p_w, p * 1e3);
        if (std::abs(humidity_ratio_from_wet_bulb(t, s, p * 1e3) - w) > 1e-7 * std::max(w, 1e-3)) {
          // In between the two formulas (jump at 0 degC) no wet bulb solves exactly.
          INFO("T " << t << " RH " << rh / 10.0 << " p " << p << " kPa: wet bulb " << s << " W " << w);
          REQUIRE(false);
        }
      }
}

TEST_CASE("ACC-PSY-09: states computed with PsychroLib") {
  const auto check = [](double t, double rh, double w, double wet, double dew, double h, double v) {
    const MoistAir a = moist_air(Temperature::celsius(t), Fraction(rh), Pressure::from_si(sea_level));
    CHECK(a.humidity_ratio == within(w, 1e-6));
    CHECK(a.wet_bulb.c() == within(wet, 1e-3));
    if (dew > -99) CHECK(a.dew_point.c() == within(dew, 1e-3));
    if (h > 0) CHECK(a.enthalpy_j_kg == within(h, 1));
    if (v > 0) CHECK(a.specific_volume_m3_kg == within(v, 1e-5));
  };
  check(35, 0.5, 0.017765, 26.1414, 23.0204, 80798, 0.89789);
  check(25, 0.5, 0.009881, 17.8894, 13.8640, 50322, 0.85804);
  check(10, 0.8, 0.006089, 8.2903, 6.7130, 0, 0);
  check(-5, 0.7, 0.001731, -6.3348, -100, 0, 0);
}

TEST_CASE("dew point inverts the saturation pressure, dry bulb the wet bulb") {
  for (double t = -90; t < 180; t += 1.7)
    CHECK(dew_point_from_vapour_pressure(saturation_pressure_pa(t)) == within(t, 1e-7));
  for (const double rh : {0.2, 0.65, 1.0})
    for (double t = -20; t < 45; t += 3.3) {
      const double s = wet_bulb_from_rh(t, rh, sea_level);
      // Across the jump between the ice and the water formula two dry bulbs may share a wet bulb.
      CHECK(wet_bulb_from_rh(dry_bulb_from_wet_bulb(s, rh, sea_level), rh, sea_level) == within(s, 1e-6));
      if (s > 0.5 || t < -0.5) CHECK(dry_bulb_from_wet_bulb(s, rh, sea_level) == within(t, 1e-5));
    }
}

TEST_CASE("wet bulb lies between dew point and dry bulb and rises with humidity") {
  for (double t = -30; t <= 50; t += 0.7) {
    double before = -1e9;
    for (double rh = 0.05; rh <= 1.0001; rh += 0.05) {
      const double s = wet_bulb_from_rh(t, rh, sea_level);
      CHECK(s <= t);
      CHECK(s >= dew_point_from_rh(t, rh) - 1e-9);
      CHECK(s > before);
      before = s;
    }
    CHECK(wet_bulb_from_rh(t, 1, sea_level) == within(t, 1e-9));
  }
}

TEST_CASE("every applicable row of PsychroLib's own test file") {
  const std::string path = std::string(NETSUDEN_DATA_DIR) + "/equipment/psychrolib_si_expected.csv";
  std::ifstream in(path);
  if (!in) {
    WARN("SKIPPED: " << path);
    return;
  }
  using F = std::function<double(const std::vector<double>&)>;
  const std::map<std::string, F> functions{
      {"GetTCelsiusFromTKelvin", [](const auto& x) { return Temperature::kelvin(x[0]).c(); }},
      {"GetSatVapPres", [](const auto& x) { return saturation_pressure_pa(x[0]); }},
      {"GetSatHumRatio", [](const auto& x) { return saturation_humidity_ratio(x[0], x[1]); }},
      {"GetSatAirEnthalpy", [](const auto& x) { return saturated_enthalpy_j_kg(x[0], x[1]); }},
      {"GetDryAirEnthalpy", [](const auto& x) { return enthalpy_j_kg(x[0], 0); }},
      {"GetDryAirVolume", [](const auto& x) { return specific_volume_m3_kg(x[0], 0, x[1]); }},
      {"GetDryAirDensity", [](const auto& x) { return density_kg_m3(x[0], 0, x[1]); }},
      {"GetTDryBulbFromEnthalpyAndHumRatio", [](const auto& x) { return dry_bulb_from_enthalpy(x[0], x[1]); }},
      {"GetHumRatioFromEnthalpyAndTDryBulb", [](const auto& x) { return humidity_ratio_from_enthalpy(x[0], x[1]); }},
      {"GetMoistAirEnthalpy", [](const auto& x) { return enthalpy_j_kg(x[0], x[1]); }},
      {"GetMoistAirVolume", [](const auto& x) { return specific_volume_m3_kg(x[0], x[1], x[2]); }},
      {"GetMoistAirDensity", [](const auto& x) { return density_kg_m3(x[0], x[1], x[2]); }},
      {"GetStandardAtmPressure", [](const auto& x) { return standard_pressure_pa(x[0]); }},
      {"GetStandardAtmTemperature", [](const auto& x) { return standard_temperature_c(x[0]); }},
  };
  std::string line;
  std::getline(in, line);
  int checked = 0, dew_points = 0;
  while (std::getline(in, line)) {
    const auto f = fields(line);
    REQUIRE(f.size() == 5);
    INFO(line);
    const double tolerance = std::stod(f[4]);
    const double expected = f[2] == "1/0.8443" ? 1 / 0.8443 : std::stod(f[2]);
    const auto approx = f[3] == "abs" ? within(expected, tolerance) : rel(expected, tolerance);
    if (f[0] == "GetTDewPointFromVapPres") {  // round trip: "VapPres" is the saturation pressure at the expected value
      CHECK(dew_point_from_vapour_pressure(saturation_pressure_pa(expected)) == approx);
      ++dew_points;
      continue;
    }
    const auto it = functions.find(f[0]);
    if (it == functions.end()) continue;  // specific humidity, sea-level reduction, moist-volume inverse: not ours
    std::vector<double> args;
    std::stringstream list(f[1]);
    for (std::string a; std::getline(list, a, ',');) args.push_back(std::stod(a));
    CHECK(it->second(args) == approx);
    ++checked;
  }
  CHECK(dew_points == 3);
  CHECK(checked == 43);  // of 50 rows: 3 dew points, 4 functions that the project has no use for
}
