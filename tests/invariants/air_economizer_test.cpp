// SPDX-License-Identifier: Apache-2.0
// Whole runs with outdoor air in front of the coils: mixing by hand, energy, and what it carries when the chillers are gone.
#include <catch2/catch.hpp>

#include <string>

#include "tests/invariants/run_scenario.hpp"

namespace netsuden::test {
namespace {

Result in_weather(const std::string& weather, const std::string& economizer, const std::string& tail = "") {
  std::string text = R"(netsuden: 1
name: outdoor air
horizon: {from: 2026-08-04, to: 2026-08-05, timezone: Asia/Tokyo}
resolution: {calm: 5 min, transient: 1 s, record: 1 min}
record: {racks_enabled: false}
grids: {g: {}}
sites:
  s:
    weather: {constant: )" + weather + R"(}
    grid: g
)" + twenty_racks + "workload: {profiles: [{mean: 70 %}]}\n" + tail;
  if (!economizer.empty()) text.replace(text.find("supply: 24 degC"), 15, "supply: 24 degC, economizer: " + economizer);
  return run_text(text);
}
double hall(const Result& r, const char* channel, std::size_t row = 720) { return r.table("equipment/hall").column(channel, "s.h1")[row]; }

}  // namespace

TEST_CASE("Cold outdoor air takes all of the heat of a hall, by the share that mixing asks for") {
  const Result r = in_weather("{dry_bulb: 12 degC, relative_humidity: 60 %}", "{}"), plain = in_weather("{dry_bulb: 12 degC, relative_humidity: 60 %}", "");
  CHECK(hall(r, "coil_heat") == 0);
  CHECK(hall(r, "outdoor_air_heat") == Approx(hall(plain, "coil_heat")).epsilon(1e-6));
  // The fans warm the mixture to the supply of 24 degC.
  const double back = hall(r, "return_temperature"), mixed = 24 - hall(r, "crah_fan_power") / (hall(r, "air_flow") * 1006);
  CHECK(hall(r, "outdoor_air_share") == Approx((back - mixed) / (back - 12)).epsilon(1e-3));
  CHECK(hall(r, "inlet_temperature") == Approx(hall(plain, "inlet_temperature")).epsilon(1e-9));
  CHECK(r.sites[0].chiller_j < 0.02 * plain.sites[0].chiller_j);  // the heat of the pumps is left
  CHECK(r.sites[0].air_economizer_j > 0);
  CHECK(r.thermal_residual < 1e-9);
  CHECK(r.electrical_residual < 1e-9);
  CHECK(r.sites[0].import_j < plain.sites[0].import_j);
}

TEST_CASE("Mild air is cooled on to the supply, half of it by half, and moist or hot air stays outdoors") {
  // 28 degC at 30 % has a dew point of 8.8 degC.
  const Result all = in_weather("{dry_bulb: 28 degC, relative_humidity: 30 %}", "{}"), half = in_weather("{dry_bulb: 28 degC, relative_humidity: 30 %}", "{outdoor_share: 50 %}");
  const double flow = hall(all, "air_flow") * 1006, back = hall(all, "return_temperature");
  CHECK(hall(all, "outdoor_air_share") == Approx(1).epsilon(1e-9));
  CHECK(hall(all, "coil_heat") == Approx(flow * (28 - 24) + hall(all, "crah_fan_power")).epsilon(2e-3));
  CHECK(hall(all, "outdoor_air_heat") == Approx(flow * (back - 28)).epsilon(2e-3));
  CHECK(hall(half, "outdoor_air_heat") == Approx(hall(all, "outdoor_air_heat") / 2).epsilon(2e-3));
  for (const char* weather : {"{dry_bulb: 28 degC, relative_humidity: 60 %}", "{dry_bulb: 41 degC, relative_humidity: 10 %}", "{dry_bulb: -15 degC, relative_humidity: 60 %}"}) {
    const Result r = in_weather(weather, "{}");
    CHECK(hall(r, "outdoor_air_heat") == 0);
    CHECK(hall(r, "outdoor_air_share") == 0);
    CHECK(r.thermal_residual < 1e-9);
  }
}

TEST_CASE("Without chillers outdoor air keeps the inlets, as cold as it is or as it can") {
  const std::string trip = "events: [{at: 2026-08-04T10:00, trip: sites.s.cooling.cold.chillers_1, for: 6 h}]\n";
  const Result cold = in_weather("{dry_bulb: 12 degC, relative_humidity: 60 %}", "{}", trip);
  CHECK(hall(cold, "inlet_temperature_max", 900) < 26);
  const Result mild = in_weather("{dry_bulb: 28 degC, relative_humidity: 30 %}", "{}", trip), none = in_weather("{dry_bulb: 28 degC, relative_humidity: 30 %}", "", trip);
  // Outdoor air alone: the supply comes to 28 degC and the heat of the fans.
  CHECK(hall(mild, "supply_temperature", 900) == Approx(28 + hall(mild, "crah_fan_power", 900) / (hall(mild, "air_flow", 900) * 1006)).margin(0.2));
  CHECK(none.event_times("thermal_shutdown").size() > 0);
  CHECK(mild.event_times("thermal_shutdown").empty());
  for (const Result* r : {&cold, &mild}) CHECK(r->thermal_residual < 1e-9);
}

}  // namespace netsuden::test
