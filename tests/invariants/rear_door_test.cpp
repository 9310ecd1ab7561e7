// SPDX-License-Identifier: Apache-2.0
// Whole runs of a hall with doors behind its racks, and of one whose chilled-water coils are wet.
#include <catch2/catch.hpp>

#include <string>

#include "tests/invariants/run_scenario.hpp"

namespace netsuden::test {
namespace {

Result with(const std::string& hall_keys, const std::string& air_keys = "", const std::string& tail = "") {
  std::string text = R"(netsuden: 1
name: doors
horizon: {from: 2026-08-04, to: 2026-08-04T12:00, timezone: Asia/Tokyo}
resolution: {calm: 5 min, transient: 1 s, record: 5 min}
record: {racks_enabled: false}
grids: {g: {}}
sites:
  s:
    weather: {constant: {dry_bulb: 30 degC, relative_humidity: 60 %}}
    grid: g
)" + twenty_racks + "workload: {profiles: [{mean: 70 %}]}\n" + tail;
  text.replace(text.find("supply: 24 degC}"), 16, "supply: 24 degC" + air_keys + "}" + hall_keys);
  return run_text(text);
}
double at(const Result& r, const char* table, const char* channel, std::size_t row = 100) { return r.table(table).column(channel, table == std::string("equipment/loop") ? "s.cold" : "s.h1")[row]; }

}  // namespace

TEST_CASE("Doors take what effectiveness and water say, the hall keeps the rest, and the loop gets both") {
  const Result r = with(", rear_doors: {loop: cold, coil: {rated_heat: 45 kW}}"), plain = with("");
  const double door = at(r, "equipment/rear_door", "heat"), coil = at(r, "equipment/hall", "coil_heat"), outlet = at(r, "equipment/rear_door", "outlet_temperature");
  CHECK(door > 0);
  CHECK(at(r, "equipment/rear_door", "capture") > 0.5);
  CHECK(coil < 0.5 * at(plain, "equipment/hall", "coil_heat"));
  // All of the racks' and fans' heat but for the walls.
  CHECK(door + coil == Approx(at(r, "equipment/hall", "it_power") + at(r, "equipment/hall", "crah_fan_power")).epsilon(0.02));
  // And what the pumps of the loop add, a part of all that pumps draw.
  CHECK(at(r, "equipment/loop", "heat") > door + coil);
  CHECK(at(r, "equipment/loop", "heat") < door + coil + at(r, "equipment/loop", "pump_power"));
  CHECK(outlet > at(r, "equipment/hall", "hot_aisle_temperature") + 3);
  // The servers' fans pay: in the IT power, and nowhere else.
  CHECK(at(r, "equipment/hall", "it_power") - at(plain, "equipment/hall", "it_power") == Approx(at(r, "equipment/rear_door", "server_fan_power")).epsilon(0.02));
  CHECK(r.sites[0].door_fan_j == 0);
  CHECK(r.thermal_residual < 1e-9);
  CHECK(r.electrical_residual < 1e-9);
}

TEST_CASE("Active doors have fans of their own, and a leaving temperature is held") {
  const Result r = with(", rear_doors: {loop: cold, kind: active, leaving: 27 degC, coil: {rated_heat: 75 kW, air_in: 45 degC}}");
  CHECK(r.sites[0].door_fan_j > 0);
  CHECK(at(r, "equipment/rear_door", "server_fan_power") == 0);
  const SiteMeters& m = r.sites[0];
  CHECK(m.cooling_j == Approx(m.chiller_j + m.tower_j + m.pump_j + m.crah_j + m.cdu_j + m.crac_j + m.door_fan_j).epsilon(1e-9));
  // What leaves the doors, warmed by their fans.
  CHECK(at(r, "equipment/hall", "hot_aisle_temperature") == Approx(27).margin(1));
  CHECK(r.thermal_residual < 1e-9);
}

TEST_CASE("Without chillers doors are warmed with their water, and energy closes") {
  const Result r = with(", rear_doors: {loop: cold, coil: {rated_heat: 45 kW}}", "", "events: [{at: 2026-08-04T06:00, trip: sites.s.cooling.cold.chillers_1, for: 1 h}]\n");
  CHECK(r.thermal_residual < 1e-9);
  CHECK(at(r, "equipment/hall", "inlet_temperature_max", 76) > at(r, "equipment/hall", "inlet_temperature_max", 60));
}

TEST_CASE("Coils of a moist hall are wet where their water is below its dew point, else as without a word of it") {
  const Result plain = with(""), dry = with("", ", humidity: {dew_point: 10 degC}"), wet = with("", ", humidity: {dew_point: 23 degC}");
  CHECK(at(dry, "equipment/hall", "coil_heat") == Approx(at(plain, "equipment/hall", "coil_heat")).epsilon(1e-6));
  CHECK(dry.sites[0].condensate_kg == 0);
  CHECK(wet.sites[0].condensate_kg > 0);
  CHECK(wet.sites[0].latent_j == Approx(wet.sites[0].condensate_kg * 2.501e6).epsilon(1e-9));
  // The plant takes the latent heat too.
  CHECK(at(wet, "equipment/loop", "heat") > at(plain, "equipment/loop", "heat") + 0.9 * at(wet, "equipment/humidity", "latent_heat"));
  CHECK(at(wet, "equipment/hall", "coil_heat") - at(wet, "equipment/humidity", "latent_heat") == Approx(at(plain, "equipment/hall", "coil_heat")).epsilon(2e-3));
  for (const Result* r : {&dry, &wet}) {
    CHECK(r->thermal_residual < 1e-9);
    CHECK(r->electrical_residual < 1e-9);
  }
}

TEST_CASE("Valves on a PI loop with wet coils or rear doors: the supply, the heat and the condensate are those of ideal valves") {
  const std::string trip = "events: [{at: 2026-08-04T06:00, trip: sites.s.cooling.cold.chillers_1, for: 10 min}]\n", valves = ", valves: {}";
  const std::string moist = ", humidity: {dew_point: 23 degC}", doors = ", rear_doors: {loop: cold, coil: {rated_heat: 45 kW}}";
  for (const auto& [hall_keys, air_keys] : {std::pair{std::string{}, moist}, {doors, std::string{}}}) {
    INFO("hall" << hall_keys << ", air" << air_keys);
    const Result ideal = with(hall_keys, air_keys, trip), loop = with(hall_keys, air_keys + valves, trip);
    CHECK(loop.steps > ideal.steps);
    for (const std::size_t row : {70ul, 140ul}) {
      // Doors that take all the heat leave the supply below its set-point, with either.
      CHECK(at(loop, "equipment/hall", "supply_temperature", row) == Approx(at(ideal, "equipment/hall", "supply_temperature", row)).margin(0.02));
      if (hall_keys.empty()) CHECK(at(loop, "equipment/hall", "supply_temperature", row) == Approx(24).margin(0.02));
      CHECK(at(loop, "equipment/hall", "coil_heat", row) == Approx(at(ideal, "equipment/hall", "coil_heat", row)).epsilon(2e-3));
    }
    if (!hall_keys.empty()) CHECK(at(loop, "equipment/rear_door", "heat", 140) == Approx(at(ideal, "equipment/rear_door", "heat", 140)).epsilon(1e-3));
    CHECK(loop.sites[0].condensate_kg == Approx(ideal.sites[0].condensate_kg).epsilon(0.02));
    CHECK(loop.thermal_residual < 1e-9);
    CHECK(loop.electrical_residual < 1e-9);
  }
}

TEST_CASE("Behind doors that leave the coils something to do, wet coils on valves settle where ideal valves hold them") {
  // After the trip the valves overshoot, and wring more out of the air for some minutes: rates are compared, not sums.
  const std::string trip = "events: [{at: 2026-08-04T06:00, trip: sites.s.cooling.cold.chillers_1, for: 10 min}]\n", doors = ", rear_doors: {loop: cold, leaving: 30 degC, coil: {rated_heat: 45 kW}}";
  const std::string moist = ", humidity: {dew_point: 21 degC}";
  const Result ideal = with(doors, moist, trip), loop = with(doors, moist + ", valves: {}", trip);
  REQUIRE(at(ideal, "equipment/hall", "coil_heat", 70) > 0);
  for (const std::size_t row : {70ul, 140ul}) {
    CHECK(at(loop, "equipment/hall", "supply_temperature", row) == Approx(24).margin(0.02));
    CHECK(at(loop, "equipment/hall", "coil_heat", row) == Approx(at(ideal, "equipment/hall", "coil_heat", row)).epsilon(2e-3));
    CHECK(at(loop, "equipment/humidity", "condensate", row) == Approx(at(ideal, "equipment/humidity", "condensate", row)).epsilon(1e-3));
  }
  CHECK(at(loop, "equipment/rear_door", "heat", 140) == Approx(at(ideal, "equipment/rear_door", "heat", 140)).epsilon(1e-3));
  CHECK(loop.thermal_residual < 1e-9);
  CHECK(loop.electrical_residual < 1e-9);
}

TEST_CASE("Rear doors ask for colder water: a plant that is reset by requests keeps their leaving temperature") {
  const auto run = [](const std::string& reset) {
    return run_text(R"(netsuden: 1
name: doors
horizon: {from: 2026-08-04, to: 2026-08-04T12:00, timezone: Asia/Tokyo}
resolution: {calm: 5 min, transient: 1 s, record: 5 min}
record: {racks_enabled: false}
sites:
  s:
    weather: {constant: {dry_bulb: 25 degC, relative_humidity: 50 %}}
    cooling: {cold: {type: chilled_water, supply: 18 degC)" + reset + R"(}}
    halls:
      h1: {racks: {model: dgx_h100, count: 20}, air: {cracs: {}}, rear_doors: {loop: cold, kind: active, leaving: 29 degC, coil: {rated_heat: 75 kW, air_in: 45 degC}}}
workload: {profiles: [{mean: 70 %}]}
)");
  };
  const Result plain = run(""), reset = run(", supply_reset: {by: requests, highest: 28 degC}");
  const auto hot = [](const Result& r) { return at(r, "equipment/hall", "hot_aisle_temperature", 140); };
  CHECK(at(reset, "equipment/loop", "supply_set_point", 140) > 19);
  CHECK(at(reset, "equipment/loop", "supply_set_point", 140) < 28);
  CHECK(hot(reset) == Approx(hot(plain)).margin(0.3));
  CHECK(reset.sites[0].chiller_j < plain.sites[0].chiller_j);
  CHECK(reset.thermal_residual < 1e-9);
}

}  // namespace netsuden::test
