// SPDX-License-Identifier: Apache-2.0
// What a loss of power means for chillers within whole runs.
#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <string>

#include "tests/invariants/run_scenario.hpp"

namespace netsuden::test {
namespace {

/// Twenty racks at 70 % on a UPS with a battery; the chillers hang on the board without it.
std::string hall(const std::string& events, const std::string& restart = ", restart: {boot: 45 s}") {
  return "netsuden: 1\nname: restart\nhorizon: {from: 2026-08-04T10:00, to: 2026-08-04T11:00, timezone: Asia/Tokyo}\nresolution: {calm: 10 s, transient: 1 s, record: 10 s}\n"
         "grids: {g: {}}\nsites:\n  s:\n    weather: {constant: {dry_bulb: 30 degC, relative_humidity: 55 %}}\n    grid: g\n    power:\n"
         "      feeder: {type: grid_connection, capacity: 3 MVA}\n      board: {type: switchboard, rating: 3 MVA, feeds_from: feeder}\n"
         "      ups: {type: ups, model: modular_1500kw, count: 2, feeds_from: board, modes: {battery: {capacity: 200 kWh}}}\n"
         "    cooling:\n      cold: {type: chilled_water, supply: 18 degC, volume: 60 m3, fed_by: board, chillers: {model: centrifugal_warm_2mw, count: 2}" + restart + "}\n"
         "    halls:\n      h1: {racks: {model: dgx_h100, count: 20}, fed_by: ups}\n"
         "workload: {profiles: [{mean: 70 %}]}\nevents: [" + events + "]\n";
}

std::vector<double> running(const Result& r) { return r.table("equipment/chiller").column("running", "s.cold"); }

}  // namespace

TEST_CASE("Chillers come back in turn after an outage, and the loop warms by what they do not take meanwhile") {
  const Result r = run_text(hall("{at: 2026-08-04T10:10, outage: g, for: 60 s}"));
  const auto loop = r.table("equipment/loop");
  const auto available = loop.column("available", "s.cold"), supply = loop.column("supply_temperature", "s.cold"), heat = loop.column("heat", "s.cold"), out = loop.column("heat_out", "s.cold");
  // Dark from 600 s to 660 s; the first may start at 780 s (3 min from the stop), the second 30 s later; each has its load 3 min after.
  const auto at = [](double t) { return static_cast<std::size_t>(t / 10) - 1; };  // the row that ends there
  CHECK(available[at(590)] > 3.5e6);
  for (double t = 610; t <= 780; t += 10) CHECK(available[at(t)] == 0);
  const double one = available[at(590)] / 2;
  CHECK(available[at(800)] == Approx(one * (0.15 + 0.85 * 15 / 180)).epsilon(0.03));  // of the ten seconds before: mean at 15 s
  CHECK(available[at(870)] == Approx(one * (0.30 + 0.85 * (85 + 55) / 180)).epsilon(0.03));
  CHECK(available[at(1010)] == Approx(2 * one).epsilon(0.03));
  // 60 m3 of water: what comes in and does not go out warms it.
  double kept_j = 0;
  for (double t = 610; t <= 780; t += 10) kept_j += 10 * (heat[at(t)] - out[at(t)]);
  CHECK(supply[at(780)] - supply[at(600)] == Approx(kept_j / (60 * 998.0 * 4186)).epsilon(0.05));
  CHECK(supply[at(780)] > 18.2);
  CHECK(supply.back() == Approx(18).margin(0.05));
  const auto stop = r.event_times("chillers_stop"), run = r.event_times("chillers_run");
  REQUIRE(stop.size() == 1);
  REQUIRE(run.size() == 1);
  CHECK(stop[0] == Approx(600.05).margin(1e-6));
  CHECK(run[0] == Approx(780 + 30 + 180).margin(1));
}

TEST_CASE("A dip stops chillers by its depth and length, pumps go on, and a scenario may say otherwise") {
  const auto stops = [](const std::string& dip, const std::string& restart = ", restart: {boot: 45 s}") { return run_text(hall("{at: 2026-08-04T10:10, dip: g, " + dip + "}", restart)).event_times("chillers_stop").size(); };
  CHECK(stops("voltage: 60 %, for: 120 ms") == 1);
  CHECK(stops("voltage: 60 %, for: 40 ms") == 0);
  // Just the hold is borne, as by contactors (load_sequence); a millisecond more is not. None at all: any break.
  CHECK(stops("voltage: 60 %, for: 50 ms") == 0);
  CHECK(stops("voltage: 60 %, for: 51 ms") == 1);
  CHECK(stops("voltage: 60 %, for: 100 ms", ", restart: {hold: 100 ms}") == 0);
  CHECK(stops("voltage: 60 %, for: 1 ms", ", restart: {hold: 0 ms}") == 1);
  CHECK(stops("voltage: 75 %, for: 500 ms") == 0);
  CHECK(stops("voltage: 60 %, for: 120 ms", ", restart: {undervoltage: 50 %}") == 0);
  CHECK(stops("voltage: 60 %, for: 120 ms", ", restart: {hold: 200 ms}") == 0);
  CHECK(stops("voltage: 60 %, for: 120 ms", "") == 0);  // nothing is said of it
}

TEST_CASE("A chiller that is repaired boots and loads, and the other does not notice") {
  const Result r = run_text(hall("{at: 2026-08-04T10:10, trip: sites.s.cooling.cold.chillers_1, for: 10 min}"));
  CHECK(r.event_times("chillers_stop").empty());
  CHECK(r.event_times("chillers_run").size() == 1);
  CHECK(r.event_times("chillers_run")[0] == Approx(1200 + 45 + 180).margin(1));
  const auto available = r.table("equipment/loop").column("available", "s.cold");
  const double one = available[50] / 2;
  CHECK(available[122] == Approx(one).epsilon(0.02));
  CHECK(available[145] == Approx(2 * one).epsilon(0.02));
  const auto n = running(r);
  CHECK(*std::max_element(n.begin(), n.end()) <= 2);
}

}  // namespace netsuden::test
