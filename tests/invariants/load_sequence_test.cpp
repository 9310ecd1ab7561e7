// SPDX-License-Identifier: Apache-2.0
// Cooling on boards of its own comes back in turn.
#include <catch2/catch.hpp>

#include <string>
#include <vector>

#include "tests/invariants/run_scenario.hpp"

namespace netsuden::test {
namespace {

/// A hall on a UPS; its plant, the pumps of the loop and the CRAHs hang on the board without it.
std::string hall(const std::string& site, const std::string& events) {
  return "netsuden: 1\nname: sequence\nhorizon: {from: 2026-08-04T10:00, to: 2026-08-04T10:40, timezone: Asia/Tokyo}\nresolution: {calm: 10 s, transient: 1 s, record: 1 s}\n"
         "grids: {g: {}}\nsites:\n  s:\n    weather: {constant: {dry_bulb: 30 degC, relative_humidity: 55 %}}\n    grid: g\n" + site +
         "    power:\n      feeder: {type: grid_connection, capacity: 3 MVA}\n      board: {type: switchboard, rating: 3 MVA, feeds_from: feeder}\n"
         "      ups: {type: ups, model: modular_1500kw, count: 2, feeds_from: board, modes: {battery: {capacity: 200 kWh}}}\n"
         "    cooling:\n      cold: {type: chilled_water, supply: 18 degC, volume: 60 m3, fed_by: board, pumps_fed_by: board, chillers: {model: centrifugal_warm_2mw, count: 2},\n"
         "             hydraulics: {pumps: {count: 2, redundancy: N+1}}}\n"
         "    halls:\n      h1: {racks: {model: dgx_h100, count: 20}, fed_by: ups, air: {crahs: {model: crah_120kw, count: 4, fed_by: board}, loop: cold, supply: 24 degC}}\n"
         "workload: {profiles: [{mean: 70 %}]}\nevents: [" + events + "]\n";
}
constexpr const char* outage = "{at: 2026-08-04T10:10, outage: g, for: 60 s}";
const std::string sequence = "    load_sequence: {delay: 4 s, step: 15 s}\n";

}  // namespace

TEST_CASE("After an outage the pumps of a loop start first, then the CRAHs, then the plant, each a step after the other") {
  const Result r = run_text(hall(sequence, outage));
  // Dark from 600 s to 660 s, UPS on battery.
  CHECK(r.event_times("cooling_dark") == std::vector<double>(3, 600.0));
  const std::vector<double> on = r.event_times("cooling_powered");
  REQUIRE(on.size() == 3);
  CHECK(on[0] == Approx(664).margin(1e-6));
  CHECK(on[1] == Approx(679).margin(1e-6));
  CHECK(on[2] == Approx(694).margin(1e-6));
  const auto fans = r.table("equipment/hall").column("crah_fan_power", "s.h1");
  CHECK(fans[590] > 0);
  for (std::size_t t = 602; t < 679; ++t) CHECK(fans[t - 1] == Approx(0).margin(1e-9));
  CHECK(fans[679] > 0);  // the step that begins then
  const auto chillers = r.table("equipment/loop").column("available", "s.cold");
  CHECK(chillers[690] == Approx(0).margin(1e-9));
  CHECK(chillers[700] > 0.9 * chillers[590]);
}

TEST_CASE("A second outage while groups still wait puts all of them in line anew") {
  // Back at 620 s, dark again at 630 s before the last group has started, back at 650 s: first, second and third a step apart from then.
  const std::vector<double> on = run_text(hall(sequence, "{at: 2026-08-04T10:10, outage: g, for: 20 s}, {at: 2026-08-04T10:10:30, outage: g, for: 20 s}")).event_times("cooling_powered");
  REQUIRE(on.size() == 4);
  CHECK(on[0] == Approx(624).margin(1e-6));
  CHECK(on[1] == Approx(654).margin(1e-6));
  CHECK(on[2] == Approx(669).margin(1e-6));
  CHECK(on[3] == Approx(684).margin(1e-6));
}

TEST_CASE("Without a sequence all come back at once, and a break shorter than the hold time drops nothing out") {
  CHECK(run_text(hall("", outage)).event_times("cooling_powered") == std::vector<double>(3, 660.0));
  const std::string gap = "{at: 2026-08-04T10:10, outage: g, for: 80 ms}";
  const std::vector<double> on = run_text(hall(sequence, gap)).event_times("cooling_powered");
  REQUIRE(on.size() == 3);
  for (const double t : on) CHECK(t == Approx(600.08).margin(1e-6));
  CHECK(run_text(hall("    load_sequence: {delay: 4 s, step: 15 s, hold: 0 s}\n", gap)).event_times("cooling_powered").back() == Approx(600.08 + 34).margin(1e-6));
}

}  // namespace netsuden::test
