// SPDX-License-Identifier: Apache-2.0
// Whole runs against closed forms: what a trip, an outage, a cap and a shutdown must come to, worked out by hand.
#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <string>

#include "sim/workload/rack_supply.hpp"
#include "tests/invariants/run_scenario.hpp"

namespace netsuden::test {
namespace {

/// A hall of 20 DGX racks on chilled water, constant weather; `tail` adds workload, events, controls.
std::string hall(const std::string& tail, const std::string& resolution = "{calm: 5 min, transient: 1 s, record: 1 min}") {
  return "netsuden: 1\nname: story\nhorizon: {from: 2026-08-04, to: 2026-08-05, timezone: Asia/Tokyo}\nresolution: " + resolution + R"(
grids: {g: {price: {flat: 10 JPY/kWh}, carbon: {flat: 500 g/kWh}}}
sites:
  s:
    weather: {constant: {dry_bulb: 33 degC, relative_humidity: 55 %}}
    grid: g
    power:
      feeder: {type: grid_connection, capacity: 3 MVA, power_factor: 0.95}
      tx: {type: transformer, model: cast_resin_2500kva, feeds_from: feeder}
      ups: {type: ups, model: modular_1500kw, feeds_from: tx}
    cooling:
      cold: {type: chilled_water, supply: 18 degC, volume: 40 m3, fed_by: tx, chillers: {model: centrifugal_warm_2mw, count: 1}, towers: {model: tower_3mw, count: 1}}
    halls:
      h1: {racks: {model: dgx_h100, count: 20, boot: 0 s}, fed_by: ups, air: {loop: cold, supply: 24 degC}}
)" + tail;
}

double row_value(const Table& t, const std::string& channel, const std::string& entity, double time) {
  const auto times = t.times();
  const auto it = std::lower_bound(times.begin(), times.end(), time - 1e-6);
  REQUIRE(it != times.end());
  return t.column(channel, entity)[static_cast<std::size_t>(it - times.begin())];
}

}  // namespace

TEST_CASE("Without chillers the loop warms by its heat over its heat capacity") {
  const Result r = run_text(hall("workload: {profiles: [{mean: 70 %}]}\nevents: [{at: 2026-08-04T12:00, trip: sites.s.cooling.cold.chillers_1, for: 10 min}]\n"));
  const Table& loop = r.table("equipment/loop");
  // Between minutes 1 and 3 after the trip: C dT/dt = Q, C = 40 m3 x 998 kg/m3 x 4186 J/(kg K); a mean lies half a minute back.
  const double t0 = row_value(loop, "supply_temperature", "s.cold", 43260), t1 = row_value(loop, "supply_temperature", "s.cold", 43380);
  // heat of minute 2 wholly, of minutes 1 and 3 half; the heat falls slowly, so the trapezoid is good to a per mille
  const double expected = (row_value(loop, "heat", "s.cold", 43260) * 30 + row_value(loop, "heat", "s.cold", 43320) * 60 + row_value(loop, "heat", "s.cold", 43380) * 30) / (40 * 998.0 * 4186);
  CHECK(t1 - t0 == Approx(expected).epsilon(5e-3));
  CHECK(row_value(loop, "supply_temperature", "s.cold", 43200) == Approx(18).margin(0.02));
  CHECK(row_value(loop, "heat_out", "s.cold", 43320) == 0);
  // With the chiller back the set-point is regained.
  CHECK(row_value(loop, "supply_temperature", "s.cold", 43200 + 7200) == Approx(18).margin(0.02));
}

TEST_CASE("In an outage nothing is imported and no energy is used, and afterwards it is as before") {
  const Result r = run_text(hall("workload: {profiles: [{mean: 60 %}]}\nevents: [{at: 2026-08-04T10:00:30, outage: g, for: 9 min}]\n"));
  const Table& site = r.table("site");
  const auto import = site.column("grid_import"), it = site.column("it_power");
  const double before = it[599];
  for (std::size_t i = 601; i < 609; ++i) {
    CHECK(import[i] == 0);
    CHECK(it[i] == 0);
  }
  CHECK(it[600] == Approx(before / 2).epsilon(1e-9));  // half of the minute in which it began
  CHECK(it[609] == Approx(before / 2).epsilon(1e-9));
  CHECK(it[620] == Approx(before).epsilon(1e-9));
  const double full = before * 86400;
  CHECK(r.sites[0].it_j == Approx(full - before * 540).epsilon(1e-9));
  CHECK(r.event_times("outage") == std::vector<double>{36030});
  CHECK(r.event_times("outage_end") == std::vector<double>{36570});
  CHECK(r.event_times("dark").size() == 1);
}

TEST_CASE("Racks whose power comes back boot before they work, and those of the build plan have booted") {
  TempFolder folder;
  const std::string jobs = folder.write("jobs.csv", "id,submit_s,nodes,run_s,utilization\n1,32400,8,7200,0.9\n");
  const std::string outage = "events: [{at: 2026-08-04T10:00, outage: g, for: 10 min}]\n";
  const auto with = [](std::string text, const std::string& boot) { return text.replace(text.find("boot: 0 s"), 9, "boot: " + boot); };
  const auto it = [](const Result& r) { return r.table("site").column("it_power"); };
  const Result profile = run_text(with(hall("workload: {profiles: [{mean: 60 %}]}\n" + outage), "7 min")), idle = run_text(hall("workload: {profiles: [{mean: 0 %}]}\n"));
  CHECK(it(profile)[608] == 0);
  for (const std::size_t minute : {610, 613, 616}) CHECK(it(profile)[minute] == Approx(it(idle)[300]).epsilon(1e-9));
  CHECK(it(profile)[617] == Approx(it(profile)[500]).epsilon(1e-9));
  // A job that the outage stopped begins anew once its racks are ready.
  const Result job = run_text(with(hall("workload: {jobs: [{trace: {file: " + jobs + "}}]}\n" + outage), "7 min"));
  CHECK(job.jobs.completed == 1);
  CHECK(job.table("job").rows.at(0)[3] == Approx(36000 + 600 + 420 + 7200).margin(1e-3));
  // A hall that loses its power again while it boots begins again.
  const Result twice = run_text(with(hall("workload: {jobs: [{trace: {file: " + jobs + "}}]}\nevents:\n- {at: 2026-08-04T10:00, outage: g, for: 10 min}\n- {at: 2026-08-04T10:14, outage: g, for: 2 min}\n"), "7 min"));
  CHECK(twice.table("job").rows.at(0)[3] == Approx(36000 + 960 + 420 + 7200).margin(1e-3));
  // What is asked for is what was drawn before the first outage, not what booting racks drew.
  const Result held = run_text(with(hall("workload: {profiles: [{mean: 60 %}]}\nevents:\n- {at: 2026-08-04T10:00, outage: g, for: 2 min}\n- {at: 2026-08-04T10:04, outage: g, for: 10 min}\n"), "7 min"));
  const auto demand = held.table("equipment/hall").column("load_demand", "s.h1");
  CHECK(demand[610] == Approx(demand[601]).epsilon(0.02));
  const Result plan = run_text(with(hall("workload: {jobs: [{trace: {file: " + jobs + "}}]}\nbuild_plan: [{date: 2026-08-04T10:00, commission: sites.s.halls.h1}]\n"), "7 min"));
  CHECK(plan.table("job").rows.at(0)[3] == Approx(36000 + 7200).margin(1e-3));
  // Each boot ends in an event, and its time is counted; the one that the second outage broke off too.
  CHECK(profile.event_times("booted") == std::vector<double>{36600 + 420});
  CHECK(twice.event_times("booted") == std::vector<double>{36960 + 420});
  CHECK(twice.halls.front().demand.boot_s == Approx(4 * 60 + 420).margin(1e-6));
  CHECK(plan.event_times("booted").empty());
}

TEST_CASE("A hall that comes into service has been run in: its air begins in balance with its load") {
  const Result r = run_text(hall("workload: {profiles: [{mean: 90 %}]}\nbuild_plan: [{date: 2026-08-04T10:00, commission: sites.s.halls.h1}]\n"));
  const auto inlet = r.table("equipment/hall").column("inlet_temperature_max", "s.h1");
  for (std::size_t i = 600; i < 700; ++i) CHECK(inlet[i] == Approx(inlet[1200]).margin(0.05));
  CHECK(r.constraint("s.halls.h1.rack_inlet").time_over_s == 0);
}

TEST_CASE("A job under a lower clock ends when its work is done") {
  // One job of 40 nodes and an hour of work; a hall at half clock from minute 20 on does the other 40 minutes in 80.
  TempFolder folder;
  const std::string jobs = folder.write("jobs.csv", "id,submit_s,nodes,run_s,utilization\n1,0,40,3600,0.9\n");
  // The cap is out of reach until the connection shrinks; then the clock falls to its floor, within a few control intervals.
  const Result r = run_text(hall("workload: {jobs: [{trace: {file: " + jobs + "}}]}\ncontrol: [{type: power_cap, limit: 90 %, floor: 50 %}]\n"
                                 "events: [{at: 2026-08-04T00:20, set: {sites.s.power.feeder.capacity: 0.05 MVA}}]\n"));
  const auto& row = r.table("job").rows.at(0);
  const Table& h = r.table("equipment/hall");
  const auto clock = h.column("clock");
  // The work done is the integral of the clock over the run: minute means until the end, its last minute in part.
  double work = 0;
  const double end = row[3];
  for (std::size_t i = 0; i < clock.size() && 60.0 * static_cast<double>(i) < end; ++i) work += clock[i] * std::min(60.0, end - 60.0 * static_cast<double>(i));
  CHECK(work == Approx(3600).epsilon(1e-6));
  CHECK(clock[19] == 1);
  CHECK(clock[40] == Approx(0.5));
  CHECK(end > 3600 + 35 * 60);
}

TEST_CASE("A hall that loses its cooling shuts down at the stated inlet, cools and starts again") {
  const std::string tail = "workload: {profiles: [{mean: 90 %}]}\nevents: [{at: 2026-08-04T12:00, trip: sites.s.cooling.cold, for: 2 h}]\n";
  const Result r = run_text(hall(tail));
  const auto down = r.event_times("thermal_shutdown"), up = r.event_times("thermal_restart");
  REQUIRE(down.size() >= 1);
  REQUIRE(up.size() >= 1);
  CHECK(down[0] > 43200);
  CHECK(up[0] > down[0]);
  const Table& h = r.table("equipment/hall");
  double highest = 0;
  for (const double x : h.column("inlet_temperature_max")) highest = std::max(highest, x);
  CHECK(highest >= 45 - 1e-6);
  // What the servers hold comes out into air that stands: no further than the hot aisle had been.
  double hot = 0;
  for (const double x : h.column("hot_aisle_temperature")) hot = std::max(hot, x);
  CHECK(highest < hot);
  CHECK(row_value(h, "it_power", "s.h1", down[0] + 120) == 0);
  const auto& told = r.table("event").texts;
  CHECK(std::any_of(told.begin(), told.end(), [](const std::string& t) { return t.find("rack_inlet is no longer judged: the racks are off") != std::string::npos; }));
  CHECK(row_value(h, "crah_fan_power", "s.h1", down[0] + 120) > 0);  // fans have power and go on
  // The moment does not depend on how long the calm steps are: it is predicted.
  const Result fine = run_text(hall(tail, "{calm: 1 s, transient: 1 s, record: 1 min}"));
  const double trip = 43200;
  CHECK(fine.event_times("thermal_shutdown").at(0) - trip == Approx(down[0] - trip).epsilon(3e-3));
  CHECK(fine.event_times("violation_begin").at(0) - trip == Approx(r.event_times("violation_begin").at(0) - trip).epsilon(3e-3));
}

TEST_CASE("Cost and carbon are energy times price and intensity, and the apparent power is that of the connection") {
  const Result r = run_text(hall("workload: {profiles: [{mean: 50 %, daily_amplitude: 0.4}]}\n"));
  const SiteMeters& m = r.sites[0];
  CHECK(m.cost() == Approx(m.import_j / 3.6e6 * 10).epsilon(1e-12));
  CHECK(m.carbon_kg == Approx(m.import_j / 3.6e6 * 0.5).epsilon(1e-12));
  const ConstraintSummary& c = r.constraint("s.power.feeder.capacity");
  const Table& feeder = r.table("equipment/grid_connection");
  const auto active = feeder.column("load", "s.feeder"), reactive = feeder.column("reactive_power", "s.feeder");
  double apparent = 0;
  for (std::size_t i = 0; i < active.size(); ++i) apparent = std::max(apparent, std::hypot(active[i], reactive[i]));
  CHECK(c.peak_value == Approx(apparent).epsilon(5e-3));
  CHECK(c.limit == 3e6);
  CHECK(c.peak_utilisation == Approx(c.peak_value / 3e6).epsilon(1e-12));
}

TEST_CASE("A disturbance is resolved in seconds, calm hours in minutes") {
  const Result calm = run_text(hall("workload: {profiles: [{mean: 70 %}]}\n", "{calm: 15 min, transient: 1 s, record: 1 h}"));
  CHECK(calm.steps < 96 + 24 + 60);
  const Result trip = run_text(hall("workload: {profiles: [{mean: 70 %}]}\nevents: [{at: 2026-08-04T12:00, trip: sites.s.cooling.cold.chillers_1, for: 10 min}]\n",
                                    "{calm: 15 min, transient: 1 s, record: 1 h}"));
  CHECK(trip.steps > calm.steps + 30);
  CHECK(trip.steps < calm.steps + 3000);
}

}  // namespace netsuden::test
