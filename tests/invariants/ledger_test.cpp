// SPDX-License-Identifier: Apache-2.0
// What the ledger says of whole runs: limits that bind in this path, categories of PUE, rows that agree with themselves.
#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <string>

#include "tests/invariants/run_scenario.hpp"

namespace netsuden::test {
namespace {

/// Two halls, one on air, one on liquid; constant weather; the electrical chain is the argument.
std::string campus(const std::string& power, const std::string& tail, const std::string& weather = "{dry_bulb: 30 degC, relative_humidity: 55 %}") {
  return "netsuden: 1\nname: ledger\nhorizon: {from: 2026-08-04, to: 2026-08-05, timezone: Asia/Tokyo}\nresolution: {calm: 5 min, transient: 1 s, record: 1 h}\n"
         "sites:\n  s:\n    weather: {constant: " + weather + "}\n    power:\n" + power +
         "    cooling:\n      cold: {type: chilled_water, fed_by: tx, supply: 18 degC}\n      warm: {type: facility_water, fed_by: tx, supply: 32 degC, towers: {model: tower_3mw, count: 1}}\n"
         "    halls:\n      air: {racks: {model: dgx_h100, count: 10}, fed_by: a}\n"
         "      liq: {racks: {model: gb200_nvl72, count: 8}, fed_by: b, liquid: {cdus: {model: cdu_1350kw, count: 1}}}\n" + tail;
}

const std::string plain = "      f: {type: grid_connection, capacity: 5 MVA}\n      tx: {type: transformer, model: cast_resin_2500kva, count: 2, feeds_from: f}\n"
                          "      ups: {type: ups, model: modular_1500kw, count: 2, feeds_from: tx}\n"
                          "      a: {type: pdu, model: pdu_500kva, count: 2, feeds_from: ups}\n      b: {type: pdu, model: pdu_500kva, count: 4, feeds_from: ups}\n";
const std::string steady = "workload: {profiles: [{mean: 80 %}]}\n";

}  // namespace

TEST_CASE("Without a running CDU the racks that need it stop within seconds and come back with it") {
  const Result r = run_text(campus(plain, steady + "events: [{at: 2026-08-04T10:00, trip: sites.s.halls.liq.cdus_1, for: 2 h}]\n"));
  REQUIRE(r.event_times("thermal_shutdown").size() == 1);
  CHECK(r.event_times("thermal_shutdown")[0] - 36000 <= 5);
  CHECK(r.event_times("thermal_restart").at(0) - 43200 <= 60);
  const auto it = r.table("equipment/hall").column("it_power", "s.liq");
  CHECK(it[10] < 0.01 * it[9]);
  CHECK(it[13] == Approx(it[9]).epsilon(0.02));
}

TEST_CASE("PUE of a category is measured next to the racks, or does not exist") {
  const SiteMeters once = run_text(campus(plain, steady)).sites[0];
  // PDUs in series: the boundary is the one at the racks.
  const std::string series = plain + "      a2: {type: pdu, model: pdu_500kva, count: 2, feeds_from: a}\n      b2: {type: pdu, model: pdu_500kva, count: 4, feeds_from: b}\n";
  std::string text = campus(series, steady);
  text.replace(text.find("fed_by: a}"), 10, "fed_by: a2}");
  text.replace(text.find("fed_by: b,"), 10, "fed_by: b2,");
  const SiteMeters twice = run_text(text).sites[0];
  CHECK(once.pdu_out_j == Approx(once.it_j).epsilon(1e-12));
  CHECK(twice.pdu_out_j == Approx(twice.it_j).epsilon(1e-12));
  CHECK(twice.pue2() == Approx(twice.pue()).epsilon(1e-12));
  CHECK(once.pue1() < once.pue2());  // the UPS sees the losses of the PDUs as well
  CHECK(once.pue2() <= once.pue() * (1 + 1e-12));
  // A hall straight on the UPS passes no PDU: there is no category 2.
  std::string direct = campus(plain, steady);
  direct.replace(direct.find("fed_by: a}"), 10, "fed_by: ups}");
  const SiteMeters past = run_text(direct).sites[0];
  CHECK(std::isnan(past.pue2()));
  CHECK(std::isfinite(past.pue1()));
}

TEST_CASE("Each connection has its own power factor") {
  const std::string two = "      f: {type: grid_connection, capacity: 9 MVA, power_factor: 0.7}\n      spare: {type: grid_connection, capacity: 9 MVA, power_factor: 1}\n" + plain.substr(plain.find("      tx"));
  const Result r = run_text(campus(two, steady));
  const Table& t = r.table("equipment/grid_connection");
  const auto active = t.column("load", "s.f"), reactive = t.column("reactive_power", "s.f");
  double apparent = 0;
  for (std::size_t i = 0; i < active.size(); ++i) apparent = std::max(apparent, std::hypot(active[i], reactive[i]));
  const double peak = r.constraint("s.power.f.capacity").peak_value;
  CHECK(peak == Approx(apparent).epsilon(2e-3));
  // Cooling at 0.7, the UPS at its own: between the two.
  CHECK(r.sites[0].import_max_w / peak > 0.75);
  CHECK(r.sites[0].import_max_w / peak < 0.985);
}

TEST_CASE("A row of the ledger agrees with itself where the limit changes within it") {
  const Result r = run_text(campus(plain, steady + "events: [{at: 2026-08-04T10:20, set: {sites.s.power.f.capacity: 1 MVA}, for: 20 min}]\n"));
  const Table& t = r.table("capacity");
  const auto limit = t.column("limit", "s.power.f.capacity"), margin = t.column("margin", "s.power.f.capacity"), used = t.column("utilisation", "s.power.f.capacity");
  CHECK(limit[10] == 1e6);
  CHECK(margin[10] < 0);
  CHECK(used[10] > 1);
  CHECK(limit[11] == 5e6);
  CHECK(margin[11] > 0);
}

TEST_CASE("A horizon that ends within a record has its last record, and time outside validity is time") {
  std::string text = campus(plain, steady, "{dry_bulb: 40 degC, relative_humidity: 90 %}");
  text.replace(text.find("to: 2026-08-05"), 14, "to: 2026-08-04T12:30");
  const Result r = run_text(text);
  const auto times = r.table("site").times(), energy = r.table("site").column("it_energy");
  REQUIRE(times.size() == 13);
  CHECK(times.back() == 45000);
  CHECK(energy.back() == r.sites[0].it_j);
}

TEST_CASE("Towers are limited by the wet bulb, and their limit is over exactly where the set-point is lost") {
  const Result hot = run_text(campus(plain, steady, "{dry_bulb: 40 degC, relative_humidity: 80 %}")), cool = run_text(campus(plain, steady));
  CHECK(hot.constraint("s.cooling.warm.tower_capacity").peak_utilisation > 1);
  CHECK(cool.constraint("s.cooling.warm.tower_capacity").peak_utilisation < 1);
  double highest = 0;
  for (const double c : hot.table("equipment/loop").column("supply_temperature_max", "s.warm")) highest = std::max(highest, c);
  CHECK(highest > 32.5);
}

TEST_CASE("A rack's limit sees the highest power, not the mean of a step, and a percentile is no more than the peak") {
  TempFolder folder;
  const std::string jobs = folder.write("jobs.csv", "id,submit_s,nodes,run_s,utilization\n1,40010,1,20,1\n");
  const Result r = run_text(campus(plain, "workload: {jobs: [{trace: {file: " + jobs + "}}]}\n"));
  const auto it = r.table("equipment/hall").column("it_power", "s.air");
  CHECK(r.constraint("s.halls.air.rack_power").peak_value > it.front() + 7000);  // a node of a DGX H100 at work draws 8 kW more
  for (const auto& c : r.constraints) CHECK(c.p95_utilisation <= c.peak_utilisation + 1e-12);
}

TEST_CASE("With one side dark each live cord has the whole rack") {
  const std::string two = "      fa: {type: grid_connection, capacity: 9 MVA}\n      fb: {type: grid_connection, capacity: 9 MVA}\n"
                          "      a: {type: switchboard, feeds_from: fa}\n      b: {type: switchboard, feeds_from: fb}\n";
  const auto text = [&](const std::string& feed) {
    return "netsuden: 1\nname: cords\nhorizon: {from: 2026-08-04, to: 2026-08-05, timezone: Asia/Tokyo}\nresolution: {record: 1 h}\nsites:\n  s:\n"
           "    weather: {constant: {dry_bulb: 25 degC, relative_humidity: 55 %}}\n    power:\n" + two +
           "    halls:\n      h: {racks: {model: dgx_h100, count: 20}, fed_by: [a, b], rack_feed: {" + feed + "}}\n" + steady + "events: [{at: 2026-08-04T12:00, trip: sites.s.power.fb, for: 2 h}]\n";
  };
  const Result plenty = run_text(text("rating: 60 kW"));
  const auto it = plenty.table("equipment/hall").column("it_power", "s.h");
  const double rack = it[5] / 20;
  const ConstraintSummary& c = plenty.constraint("s.halls.h.rack_feed");
  CHECK(c.peak_value == Approx(rack).epsilon(1e-6));
  CHECK(c.limit == Approx(0.8 * 60e3));  // one cord, 80 %
  CHECK(c.time_over_s == 0);
  CHECK(c.time_over_firm_s == 0);
  const auto cord = plenty.table("equipment/rack_feed").column("cord_power_max", "s.h"), live = plenty.table("equipment/rack_feed").column("live_cords_min", "s.h");
  CHECK(cord[5] == Approx(rack / 2));
  CHECK(cord[12] == Approx(rack));
  CHECK(live[5] == 2);
  CHECK(live[12] == 1);
  // Cords that carry the rack together only: over for the two hours, and over the firm limit all the time.
  const Result half = run_text(text(std::to_string(0.7 * rack / 0.8).insert(0, "rating: ") + " W"));
  const ConstraintSummary& over = half.constraint("s.halls.h.rack_feed");
  CHECK(over.time_over_s == Approx(7200).margin(1));
  CHECK(over.time_over_firm_s == Approx(86400).margin(1));
  CHECK(over.peak_utilisation == Approx(1 / 0.7).epsilon(1e-6));
  CHECK(half.event_times("violation_begin").front() == Approx(43200).margin(301));
}

TEST_CASE("A power cap settles") {
  const Result r = run_text(campus(plain, steady + "control: [{type: power_cap, limit: 28 %, floor: 30 %}]\n"));
  CHECK(r.event_times("throttle").size() < 60);
  CHECK(r.event_times("throttle").size() > 0);
}

}  // namespace netsuden::test
