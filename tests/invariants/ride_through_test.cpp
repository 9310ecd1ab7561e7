// SPDX-License-Identifier: Apache-2.0
// Outages on batteries and generating sets: who carries what, for how long, and that no energy is lost or made.
#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <string>

#include "sim/power/ups_modes.hpp"
#include "tests/invariants/run_scenario.hpp"

namespace netsuden::test {
namespace {

/// A hall of 20 DGX racks at 80 % on two UPS modules with 100 kWh each; `feeds` names what feeds the board.
std::string hall(const std::string& sets, const std::string& feeds, const std::string& tail) {
  return "netsuden: 1\nname: ride\nhorizon: {from: 2026-08-04T10:00, to: 2026-08-04T13:00, timezone: Asia/Tokyo}\nresolution: {calm: 10 s, transient: 100 ms, record: 10 s}\n"
         "grids: {g: {price: {flat: 10 JPY/kWh}, carbon: {flat: 500 g/kWh}}}\nsites:\n  s:\n    weather: {constant: {dry_bulb: 30 degC, relative_humidity: 55 %}}\n    grid: g\n    power:\n"
         "      feeder: {type: grid_connection, capacity: 3 MVA}\n      tx: {type: transformer, model: cast_resin_2500kva, feeds_from: feeder}\n" + sets +
         "      board: {type: switchboard, rating: 3 MVA, feeds_from: " + feeds + "}\n"
         "      ups: {type: ups, model: modular_1500kw, count: 2, feeds_from: board, modes: {battery: {capacity: 100 kWh}, retransfer_delay: 10 s, walk_in: 15 s}}\n"
         "    cooling:\n      cold: {type: chilled_water, supply: 18 degC, volume: 60 m3, fed_by: board}\n    halls:\n      h1: {racks: {model: dgx_h100, count: 20}, fed_by: ups}\n"
         "workload: {profiles: [{mean: 80 %}]}\n" + tail;
}
/// Water flows on: racks that run on batteries for long keep their temperature.
std::string with_pumps_on_ups(std::string text) { return text.replace(text.find("volume: 60 m3"), 13, "volume: 60 m3, pumps_fed_by: ups"); }
const std::string sets = "      sets: {type: genset, count: 3, rating: 1 MW, start_failure: 0 %}\n";
const std::string outage = "events: [{at: 2026-08-04T10:30, outage: g, for: 30 min}]\n";

}  // namespace

TEST_CASE("Batteries bridge to the generating sets: no rack notices, and every joule has a place") {
  const Result r = run_text(hall(sets, "[tx, sets]", outage));
  CHECK(r.event_times("dark").empty());
  const Table& site = r.table("site");
  const auto it = site.column("it_power"), import = site.column("grid_import"), generated = site.column("generation"), stored = site.column("storage_power");
  for (const double w : it) CHECK(w == Approx(it.front()).epsilon(1e-12));
  CHECK(stored[179] == Approx(0).margin(1e-6));   // before
  CHECK(import[181] == 0);
  CHECK(stored[180] < -0.9 * it[180] * 0.8);      // the battery carries the racks
  CHECK(generated[250] > it[250]);                // then the sets carry everything
  CHECK(import[250] == 0);
  // On load 9 s after the call: confirm 2, crank 3, run up 4.
  const auto running = r.table("equipment/genset").column("running", "s.sets");
  CHECK(running[180] < 1);
  CHECK(running[185] == 3);
  const SiteMeters& m = r.sites[0];
  CHECK(m.missing_j == Approx(0).margin(1));
  CHECK(m.import_j + m.generated_j == Approx(m.it_j + m.cooling_j + m.loss_j + m.other_j + m.stored_j).epsilon(1e-9));
  // Charged again at the end: the battery holds what it held.
  const auto charge = r.table("equipment/battery").column("charge", "s.ups");
  CHECK(charge.back() > 0.99);
  CHECK(*std::min_element(charge.begin(), charge.end()) > 0.9);
  CHECK(std::abs(m.stored_j) < 0.02 * 2 * 100 * 3.6e6);
  // Fuel by HOMER's line: F0 of the rating while they run, F1 of the energy (ACC-ELEC-07's coefficients).
  double hours = 0;
  const auto load = r.table("equipment/genset").column("load", "s.sets");
  for (const double n : running) hours += n * 10 / 3600;
  const double litres = 0.08145 * 1000 * hours + 0.246 * m.generated_j / 3.6e6;
  CHECK(m.fuel_m3 * 1000 == Approx(litres).epsilon(0.25));  // run-up and cool-down burn without load on top
  CHECK(m.fuel_m3 * 1000 > litres);
  CHECK(m.carbon_kg == Approx(m.import_j / 3.6e6 * 0.5 + m.fuel_m3 * 1000 * 2.63).epsilon(1e-9));
}

TEST_CASE("Without generating sets the racks go dark when the batteries are empty, at the predicted second") {
  const Result r = run_text(with_pumps_on_ups(hall("", "tx", outage)));
  REQUIRE(r.event_times("dark").size() == 1);
  // Constant power: hall and its fans on two modules; what the inverter loses comes from the battery too.
  UpsModesParams p;
  Request q;
  q.text = with_pumps_on_ups(hall("", "tx", outage));
  const auto loaded = load(q);
  for (const auto& n : loaded.first.scenario.sites[0].power)
    if (n.modes) {
      p = *n.modes;
      p.losses = n.ups;
    }
  const double output = r.table("equipment/ups").column("load", "s.ups")[185];
  UpsState on_battery = ups_at_rest(p);
  on_battery.operation = UpsOperation::battery;
  const double expected = ups_autonomy(p, on_battery, ActivePower::from_si(output / 2)).si();
  CHECK(r.event_times("dark")[0] - 1800 == Approx(expected).epsilon(0.01));
  CHECK(r.event_times("powered").size() == 1);
  CHECK(r.event_times("powered")[0] >= 3600);
}

TEST_CASE("Sets that do not start leave the batteries alone") {
  const Result r = run_text(with_pumps_on_ups(hall("      sets: {type: genset, count: 3, rating: 1 MW, start_failure: 100 %}\n", "[tx, sets]", outage)));
  CHECK(r.event_times("dark").size() == 1);
  CHECK(r.sites[0].generated_j == 0);
}

TEST_CASE("A set that is tripped beforehand leaves its share to the others, over their limit if it must be") {
  const Result r = run_text(hall("      sets: {type: genset, count: 3, redundancy: N+1, rating: 500 kW, start_failure: 0 %}\n", "[tx, sets]",
                                 "events: [{at: 2026-08-04T10:20, trip: sites.s.power.sets_2}, {at: 2026-08-04T10:30, outage: g, for: 30 min}]\n"));
  const auto running = r.table("equipment/genset").column("running", "s.sets");
  CHECK(running[250] == 2);
  CHECK(r.constraint("s.power.sets.capacity").peak_utilisation > 0.7);
}

}  // namespace netsuden::test
