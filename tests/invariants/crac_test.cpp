// SPDX-License-Identifier: Apache-2.0
// Whole runs of a hall that CRACs cool: no plant, N+1, blackout and restart, weather.
#include <catch2/catch.hpp>

#include <algorithm>
#include <string>

#include "tests/invariants/run_scenario.hpp"

namespace netsuden::test {
namespace {

/// Twenty racks at 70 % on a UPS with a battery; CRACs on the board in front of it, or behind it.
std::string hall(const std::string& cracs, const std::string& events = "", const std::string& weather = "{dry_bulb: 33 degC, relative_humidity: 50 %}", const std::string& air = "") {
  return "netsuden: 1\nname: cracs\nhorizon: {from: 2026-08-04T10:00, to: 2026-08-04T12:00, timezone: Asia/Tokyo}\nresolution: {calm: 1 min, transient: 1 s, record: 1 min}\n"
         "record: {racks_enabled: false}\ngrids: {g: {}}\nsites:\n  s:\n    weather: {constant: " + weather + "}\n    grid: g\n    power:\n"
         "      feeder: {type: grid_connection, capacity: 3 MVA}\n      board: {type: switchboard, rating: 3 MVA, feeds_from: feeder}\n"
         "      ups: {type: ups, model: modular_1500kw, count: 2, feeds_from: board, modes: {battery: {capacity: 400 kWh}}}\n"
         "    halls:\n      h1: {racks: {model: dgx_h100, count: 20, boot: 0 s}, fed_by: ups, air: {supply: 22 degC, cracs: {" + cracs + "}" + air + "}}\n"
         "constraints: {rack_inlet: ASHRAE_A1}\nworkload: {profiles: [{mean: 70 %}]}\nevents: [" + events + "]\n";
}

double last(const Result& r, const char* channel, const char* table = "equipment/crac", std::size_t row = 60) { return r.table(table).column(channel, "s.h1")[row]; }

}  // namespace

TEST_CASE("CRACs cool a hall without any plant, their heat and power leave outdoors, and count") {
  const Result r = run_text(hall(""));
  const SiteMeters& m = r.sites[0];
  CHECK(last(r, "supply_temperature", "equipment/hall") == Approx(22).margin(1e-6));
  CHECK(last(r, "heat") == Approx(last(r, "it_power", "equipment/hall") + last(r, "crah_fan_power", "equipment/hall")).epsilon(0.02));  // less the walls
  CHECK(last(r, "rejected") == Approx(last(r, "heat") + last(r, "power")).epsilon(1e-9));
  // COP of the rating is 3.2 with air of 19.44 degC wet bulb and 35 degC outdoors; cycling takes up to 15 %.
  CHECK(last(r, "cop") > 2.5);
  CHECK(last(r, "cop") < 4);
  CHECK(m.crac_j > 0);
  CHECK(m.chiller_j == 0);
  CHECK(m.cooling_j == Approx(m.crac_j + m.crah_j).epsilon(1e-9));
  CHECK(m.heat_rejected_j == Approx(m.it_j + m.crac_j + m.crah_j - m.heat_to_ambient_j).epsilon(5e-3));
  CHECK(m.condensate_kg == 0);
  CHECK(r.thermal_residual < 1e-9);
  CHECK(r.electrical_residual < 1e-9);
  CHECK(m.pue() > 1.2);
  CHECK(m.pue() < 1.7);
  CHECK(r.constraint("s.halls.h1.crac_capacity").peak_value > 0);
}

TEST_CASE("A CRAC that trips: N+1 holds the supply and the others take its share, N does not") {
  const std::string trip = "{at: 2026-08-04T10:30, trip: sites.s.halls.h1.cracs_2, for: 1 h}";
  const Result whole = run_text(hall("count: 9, redundancy: N+1")), held = run_text(hall("count: 9, redundancy: N+1", trip));
  CHECK(last(held, "supply_temperature", "equipment/hall") == Approx(22).margin(0.05));
  CHECK(held.event_times("violation_begin").empty());
  // Each with an eighth more air, which raises its capacity: CAPFF by 1.7 %, and with the apparatus dew point the wet bulb of the curve.
  CHECK(last(held, "available") > last(whole, "available") * 8 / 9 * 1.017);
  CHECK(last(held, "available") < last(whole, "available") * 8 / 9 * 1.06);
  CHECK(last(held, "part_load") == Approx(last(whole, "part_load") * 9 / 8).epsilon(0.04));
  CHECK(last(held, "heat") == Approx(last(whole, "heat")).epsilon(5e-3));
  // Some 650 kW: six carry it with 113 kW each at their full air and 33 degC outdoors, five do not.
  const Result lost = run_text(hall("count: 6, redundancy: N", trip));
  CHECK(last(lost, "supply_temperature", "equipment/hall", 25) == Approx(22).margin(0.05));
  CHECK(lost.constraint("s.halls.h1.crac_capacity").peak_value > 600e3);
  CHECK(last(lost, "inlet_temperature_max", "equipment/hall", 85) > last(held, "inlet_temperature_max", "equipment/hall", 85) + 1);
  CHECK_FALSE(lost.event_times("violation_begin").empty());
  for (const Result* r : {&whole, &held, &lost}) CHECK(r->thermal_residual < 1e-9);
}

TEST_CASE("CRACs stop in the dark, racks on the UPS warm the hall, compressors come back after their delay") {
  const Result r = run_text(hall("", "{at: 2026-08-04T10:30, outage: g, for: 90 s}"));
  const auto heat = r.table("equipment/crac").column("heat", "s.h1"), inlet = r.table("equipment/hall").column("inlet_temperature_max", "s.h1"), fans = r.table("equipment/hall").column("crah_fan_power", "s.h1");
  CHECK(r.event_times("cooling_dark").size() == 1);
  CHECK(r.event_times("cooling_powered").size() == 1);
  REQUIRE(r.event_times("chillers_stop").size() == 1);
  REQUIRE(r.event_times("chillers_run").size() == 1);
  CHECK(r.event_times("chillers_stop")[0] == Approx(1800.05).margin(1e-6));
  // Three minutes from the stop to the start, five seconds from unit to unit, 30 s of loading.
  CHECK(r.event_times("chillers_run")[0] > 1800 + 180 + 30);
  CHECK(r.event_times("chillers_run")[0] < 1800 + 180 + 30 + 5 * 15);
  CHECK(heat[30] == 0);   // the minute from 10:30 on
  CHECK(heat[32] == Approx(0).margin(1e-3));   // fans run again, compressors wait
  CHECK(fans[30] == 0);
  CHECK(fans[32] > 0);
  CHECK(inlet[32] > inlet[29] + 3);
  CHECK(heat[36] > 0);
  CHECK(inlet[100] == Approx(inlet[29]).margin(0.2));
  CHECK(r.event_times("dark").empty());  // the racks go on
  CHECK(r.sites[0].demand.unserved_j != ByCause{});
  CHECK(r.thermal_residual < 1e-9);
}

TEST_CASE("CRACs behind the UPS go on, and a dip stops those on the board by its depth and length") {
  CHECK(run_text(hall("fed_by: ups", "{at: 2026-08-04T10:30, outage: g, for: 90 s}")).event_times("chillers_stop").empty());
  const auto stops = [](const std::string& dip, const std::string& cracs = "") { return run_text(hall(cracs, "{at: 2026-08-04T10:30, dip: g, " + dip + "}")).event_times("chillers_stop").size(); };
  CHECK(stops("voltage: 60 %, for: 120 ms") == 1);
  CHECK(stops("voltage: 60 %, for: 40 ms") == 0);
  CHECK(stops("voltage: 75 %, for: 500 ms") == 0);
  CHECK(stops("voltage: 60 %, for: 120 ms", "restart: {undervoltage: 50 %}") == 0);
}

TEST_CASE("Hot weather costs CRACs power and capacity, beyond their curves it is told, and outdoor air in front of them saves it") {
  const Result mild = run_text(hall("", "", "{dry_bulb: 22 degC, relative_humidity: 50 %}")), hot = run_text(hall("", "", "{dry_bulb: 42 degC, relative_humidity: 20 %}"));
  CHECK(last(hot, "cop") < last(mild, "cop") * 0.75);
  CHECK(last(hot, "available") < last(mild, "available"));
  const Result free = run_text(hall("", "", "{dry_bulb: 12 degC, relative_humidity: 60 %}", ", economizer: {}"));
  CHECK(last(free, "heat") == 0);
  CHECK(last(free, "power") == 0);
  CHECK(free.thermal_residual < 1e-9);
}

TEST_CASE("With moist air CRACs dry it: latent heat, condensate, and energy and water close") {
  const Result r = run_text(hall("", "", "{dry_bulb: 33 degC, relative_humidity: 70 %}", ", humidity: {dew_point: 17 degC}")), dry = run_text(hall(""));
  const SiteMeters& m = r.sites[0];
  CHECK(m.condensate_kg > 0);
  CHECK(m.latent_j == Approx(m.condensate_kg * 2.501e6).epsilon(1e-9));
  CHECK(last(r, "dew_point", "equipment/humidity") == Approx(17).margin(1e-6));
  CHECK(last(r, "heat") - last(r, "latent_heat", "equipment/humidity") == Approx(last(dry, "heat")).epsilon(5e-3));
  CHECK(m.crac_j > dry.sites[0].crac_j);
  CHECK(r.thermal_residual < 1e-9);
  // Followed from outdoors: the coils hold it near their surface.
  const Result open = run_text(hall("", "", "{dry_bulb: 33 degC, relative_humidity: 70 %}", ", humidity: {air_changes_per_hour: 2}"));
  CHECK(last(open, "dew_point", "equipment/humidity", 118) < 26);
  CHECK(open.sites[0].condensate_kg > 0);
  CHECK(open.thermal_residual < 1e-9);
}

TEST_CASE("CRACs hold supply air that is reset by the hottest inlet, and less of their work is left") {
  const std::string reset = ", supply_reset: {inlet: 26 degC, lowest: 20 degC, highest: 26 degC, interval: 1 min}, humidity: {dew_point: 17 degC}";
  const Result plain = run_text(hall("", "", "{dry_bulb: 33 degC, relative_humidity: 50 %}", ", humidity: {dew_point: 17 degC}")), r = run_text(hall("", "", "{dry_bulb: 33 degC, relative_humidity: 50 %}", reset));
  const auto set = r.table("equipment/hall").column("supply_set_point", "s.h1"), supply = r.table("equipment/hall").column("supply_temperature", "s.h1");
  CHECK(set.back() > 23);
  CHECK(set.back() <= 26);
  CHECK(r.table("equipment/hall").column("inlet_temperature_max", "s.h1").back() == Approx(26).margin(0.25));
  for (std::size_t i = 1; i < set.size(); ++i) CHECK(supply[i] == Approx(set[i]).margin(0.12));
  CHECK(r.sites[0].crac_j < plain.sites[0].crac_j);  // warmer air in, of a higher COP
  CHECK(r.sites[0].condensate_kg <= plain.sites[0].condensate_kg);
  CHECK(r.thermal_residual < 1e-9);
  CHECK(r.electrical_residual < 1e-9);
}

}  // namespace netsuden::test
