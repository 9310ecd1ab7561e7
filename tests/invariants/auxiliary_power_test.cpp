// SPDX-License-Identifier: Apache-2.0
// Whole runs in which fans and pumps of the cooling hang on power nodes of their own: what goes dark stops, what does not goes on.
#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "tests/invariants/run_scenario.hpp"

namespace netsuden::test {
namespace {

/// Twenty racks at 70 % on a UPS; the mechanical board goes dark with the grid for a minute at 10:10.
std::string hall(const std::string& plant, const std::string& air, const std::string& tail) {
  return "netsuden: 1\nname: auxiliaries\nhorizon: {from: 2026-08-04T10:00, to: 2026-08-04T10:40, timezone: Asia/Tokyo}\nresolution: {calm: 10 s, transient: 1 s, record: 1 s}\n"
         "record: {racks_enabled: false}\ngrids: {g: {}}\nsites:\n  s:\n    weather: {constant: {dry_bulb: 30 degC, relative_humidity: 55 %}}\n    grid: g\n    power:\n"
         "      feeder: {type: grid_connection, capacity: 4 MVA}\n      board: {type: switchboard, rating: 4 MVA, feeds_from: feeder}\n"
         "      ups: {type: ups, model: modular_1500kw, count: 2, feeds_from: board, modes: {battery: {capacity: 200 kWh}}}\n"
         "    cooling:\n      cold: {type: chilled_water, supply: 18 degC, volume: 20 m3, fed_by: board, chillers: {model: centrifugal_warm_2mw, count: 2}, restart: {boot: 45 s}" + plant + "}\n"
         "    halls:\n      h1: {racks: {model: dgx_h100, count: 20, boot: 0 s}, fed_by: ups, air: {loop: cold, supply: 24 degC, crahs: {model: crah_120kw, count: 5" + air + "}}, shutdown: {inlet: 75 degC}}\n"
         "workload: {profiles: [{mean: 70 %, daily_amplitude: 0, weekend_drop: 0}]}\n" + tail;
}
const std::string outage = "events: [{at: 2026-08-04T10:10, outage: g, for: 60 s}]\n";

std::vector<double> of_hall(const Result& r, const char* channel) { return r.table("equipment/hall").column(channel, "s.h1"); }
std::size_t row(double t) { return static_cast<std::size_t>(t) - 1; }  // of the second that ends there

}  // namespace

TEST_CASE("CRAHs on a board that goes dark stop while the racks run on, as if they had all failed") {
  const Result dark = run_text(hall("", ", fed_by: board", outage));
  std::string trips = "events: [{at: 2026-08-04T10:10, outage: g, for: 60 s}";
  for (int i = 1; i <= 5; ++i) trips += ", {at: 2026-08-04T10:10, trip: sites.s.halls.h1.crahs_" + std::to_string(i) + ", for: 60 s}";
  const Result failed = run_text(hall("", "", trips + "]\n")), on_ups = run_text(hall("", "", outage));
  CHECK(of_hall(dark, "crah_fan_power")[row(590)] > 1e3);
  for (double t = 605; t < 660; t += 5) {
    CHECK(of_hall(dark, "crah_fan_power")[row(t)] == 0);
    CHECK(of_hall(dark, "it_power")[row(t)] == Approx(of_hall(on_ups, "it_power")[row(t)]).epsilon(1e-9));
    CHECK(of_hall(dark, "inlet_temperature")[row(t)] == Approx(of_hall(failed, "inlet_temperature")[row(t)]).margin(0.02));
    CHECK(of_hall(on_ups, "crah_fan_power")[row(t)] > 1e3);
  }
  // Air of the aisles mixes within the minute: the racks have no cold air any more, those on the UPS have.
  CHECK(of_hall(dark, "inlet_temperature")[row(655)] > of_hall(on_ups, "inlet_temperature")[row(655)] + 5);
  CHECK(of_hall(dark, "crah_fan_power")[row(670)] > 1e3);
  // What hangs on the mechanical board is asked for and not served.
  CHECK(dark.event_times("cooling_dark").size() == 2);  // the plant, the CRAHs
  CHECK(on_ups.event_times("cooling_dark").size() == 1);
  CHECK(of_hall(dark, "unserved")[row(630)] == Approx(of_hall(dark, "crah_fan_power")[row(590)]).epsilon(0.02));
  CHECK(of_hall(on_ups, "unserved")[row(630)] == 0);
  // There is no air to be had from them meanwhile.
  CHECK(dark.constraint("s.halls.h1.crah_air_flow").time_over_s > 55);
  CHECK(on_ups.constraint("s.halls.h1.crah_air_flow").time_over_s == 0);
}

TEST_CASE("Pumps on a UPS carry the cold of the store to the hall while the chillers are dark") {
  const std::string store = ", store: {volume: 60 m3, power: 2 MW}", circuit = ", hydraulics: {pumps: {run_down: 3 s, run_up: 10 s}, pipes: {supply: 1 m3, return: 1 m3}}";
  const Result with = run_text(hall(store + circuit + ", pumps_fed_by: ups", "", outage)), without = run_text(hall(store + circuit, "", outage));
  const auto pump = [](const Result& r, const char* channel, double t) { return r.table("equipment/pump").column(channel, "s.cold")[row(t)]; };
  const auto store_w = [](const Result& r, double t) { return r.table("equipment/store").column("heat", "s.cold")[row(t)]; };
  CHECK(pump(with, "power", 630) > 1e3);
  CHECK(pump(without, "power", 630) == 0);
  CHECK(pump(without, "flow", 630) < 0.1 * pump(without, "flow", 590));  // they coast
  CHECK(store_w(with, 650) == Approx(of_hall(with, "coil_heat")[row(650)]).epsilon(0.1));
  CHECK(store_w(without, 650) == 0);
  for (double t = 600; t < 2400; t += 30) CHECK(of_hall(with, "inlet_temperature")[row(t)] < 26);
  const std::vector<double> warm = of_hall(without, "inlet_temperature");
  CHECK(*std::max_element(warm.begin() + 600, warm.begin() + 720) > 27);
  // The UPS carries the pumps: what it delivers is racks, CRAHs and pumps, with the grid and without.
  for (const double t : {500.0, 630.0})
    CHECK(with.table("equipment/ups").column("load", "s.ups")[row(t)] == Approx(of_hall(with, "it_power")[row(t)] + of_hall(with, "crah_fan_power")[row(t)] + pump(with, "power", t)).epsilon(1e-6));
  CHECK(with.event_times("cooling_dark").size() == 1);
  // While the store has cold water the plant can take the heat; without pumps it cannot.
  CHECK(with.constraint("s.cooling.cold.chiller_capacity").time_over_s == 0);
  CHECK(without.constraint("s.cooling.cold.chiller_capacity").time_over_s > 50);
}

TEST_CASE("A store is charged with what chillers and towers have to spare, no more") {
  // Two towers of 3 MW; three chillers of 2 MW could charge it with all that they have.
  std::string text = hall(", store: {volume: 30 m3, power: 6 MW, charge: 0 %}", "", "");
  text.replace(text.find("count: 2}, restart"), 18, "count: 3}, towers: {model: tower_3mw, count: 2}, restart");
  const Result r = run_text(text);
  const auto store = r.table("equipment/store").column("heat", "s.cold"), rejected = r.table("equipment/tower").column("heat", "s.cold");
  CHECK(*std::min_element(store.begin(), store.end()) < -1e6);
  CHECK(*std::max_element(rejected.begin(), rejected.end()) < 6e6);
  CHECK(r.constraint("s.cooling.cold.tower_capacity").time_over_s == 0);
}

}  // namespace netsuden::test
