// SPDX-License-Identifier: Apache-2.0
// Events and build plans that overlap: an asset, a grid, a value is what all that hold it make of it together, and what they
// say of it reads well.
#include <catch2/catch.hpp>
#include <cmath>

#include <string>
#include <vector>

#include "tests/invariants/run_scenario.hpp"

namespace netsuden::test {
namespace {

constexpr double hour = 3600;

/// A day of a hall of 20 DGX racks at constant load and weather, with 10 kW of other load; `tail` adds what happens.
Result day(const std::string& tail, double load = 0.6) {
  Request q;
  q.text = R"(netsuden: 1
name: events
horizon: {from: 2026-08-04, to: 2026-08-05, timezone: Asia/Tokyo}
resolution: {record: 1 min}
grids: {g: {price: {flat: 10 JPY/kWh}, carbon: {flat: 500 g/kWh}}}
sites:
  s:
    weather: {constant: {dry_bulb: 33 degC, relative_humidity: 55 %}}
    grid: g
    other_load: 10 kW
    power:
      feeder: {type: grid_connection, capacity: 3 MVA, power_factor: 0.95}
      tx: {type: transformer, model: cast_resin_2500kva, feeds_from: feeder}
      ups: {type: ups, model: modular_1500kw, count: 2, feeds_from: tx}
    cooling:
      cold: {type: chilled_water, supply: 18 degC, volume: 40 m3, fed_by: tx, chillers: {model: centrifugal_warm_2mw, count: 1}, towers: {model: tower_3mw, count: 1}}
    halls:
      h1: {racks: {model: dgx_h100, count: 20, boot: 0 s}, fed_by: ups, air: {loop: cold, supply: 24 degC}}
workload: {profiles: [{mean: )" + std::to_string(load) + "}]}\n" + tail;
  Result r = run(q);
  INFO(r.message);
  REQUIRE(r.status == "complete");
  return r;
}

/// Hours of the day during which the racks drew their (constant) power.
double hours_on(const Result& r) {
  static const double full_w = day("").sites[0].it_j / 86400;
  return r.sites[0].it_j / full_w / hour;
}

double other_kwh(const Result& r) { return r.sites[0].other_j / 3.6e6; }

/// Texts of the events of a code.
std::vector<std::string> said(const Result& r, const std::string& code, int severity) {
  std::vector<std::string> texts;
  const auto times = r.event_times(code);
  const Table& t = r.table("event");
  for (std::size_t i = 0, n = 0; i < t.rows.size() && n < times.size(); ++i) {
    Result one;
    one.tables.push_back({t.path, t.channels, t.entities, t.timed, {t.rows[i]}, {}});
    if (one.event_times(code).empty()) continue;
    ++n;
    if (t.rows[i][1] == severity) texts.push_back(t.texts[i]);
  }
  return texts;
}

constexpr int info = 0, critical = 2;
using Times = std::vector<double>;
using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("A grid is back when the last of its outages ends") {
  const Result r = day("events:\n- {at: 2026-08-04T10:00, outage: g, for: 2 h}\n- {at: 2026-08-04T11:00, outage: g, for: 4 h}\n");
  CHECK(hours_on(r) == Approx(24 - 5).epsilon(1e-9));
  CHECK(r.event_times("outage") == Times{10 * hour});
  CHECK(r.event_times("outage_end") == Times{15 * hour});
  CHECK(r.event_times("powered") == Times{15 * hour});
}

TEST_CASE("A short outage within a long one does not end it") {
  CHECK(hours_on(day("events:\n- {at: 2026-08-04T10:00, outage: g, for: 6 h}\n- {at: 2026-08-04T11:00, outage: g, for: 1 h}\n")) == Approx(18).epsilon(1e-9));
}

TEST_CASE("An asset is back when the last of its trips ends") {
  const Result r = day("events:\n- {at: 2026-08-04T10:00, trip: sites.s.power.tx, for: 2 h}\n- {at: 2026-08-04T11:00, trip: sites.s.power.tx, for: 4 h}\n");
  CHECK(hours_on(r) == Approx(24 - 5).epsilon(1e-9));
  CHECK(r.event_times("trip") == Times{10 * hour, 11 * hour});
  CHECK(r.event_times("restore") == Times{15 * hour});
  // Without an end, nobody else's end brings it back.
  CHECK(hours_on(day("events:\n- {at: 2026-08-04T10:00, trip: sites.s.power.tx}\n- {at: 2026-08-04T11:00, trip: sites.s.power.tx, for: 1 h}\n")) ==
        Approx(10).epsilon(1e-9));
}

TEST_CASE("A member of a group is back when the last of its trips ends, by whatever spelling") {
  const Result r = day("events:\n- {at: 2026-08-04T10:00, trip: sites.s.cooling.cold.chillers_1, for: 4 min}\n"
                       "- {at: 2026-08-04T10:02, trip: sites.s.cooling.cold.chillers_01, for: 6 min}\n", 0.2);
  const Times expected{10 * hour + 480};
  CHECK(r.event_times("restore") == expected);
  // No heat leaves the loop while its only chiller is down.
  const Table& loop = r.table("equipment/loop");
  const auto out = loop.column("heat_out", "s.cold");
  const auto times = loop.times();
  int within = 0;
  for (std::size_t i = 0; i < times.size(); ++i)
    if (times[i] > 10 * hour + 60 && times[i] <= 10 * hour + 480) {
      CHECK(out[i] == 0);
      ++within;
    }
  CHECK(within >= 1);
}

TEST_CASE("A tripped member stays tripped though a count takes it away and brings it back") {
  // Two UPS of 1.5 MW; the second trips for good, then the count goes to one and back to two; then the first trips: all dark.
  const Result r = day("events:\n- {at: 2026-08-04T01:00, trip: sites.s.power.ups_2}\n- {at: 2026-08-04T02:00, set: {sites.s.power.ups.count: 1}, for: 1 h}\n"
                       "- {at: 2026-08-04T04:00, trip: sites.s.power.ups_1}\n");
  CHECK(hours_on(r) == Approx(4).epsilon(1e-9));
}

TEST_CASE("Each set is undone by its own end") {
  const std::string at = "- {at: 2026-08-04T", load = "set: {sites.s.other_load: ";
  const auto set = [&](const char* when, const char* kw, const char* tail) { return at + when + ":00, " + load + kw + " kW}" + tail + "}\n"; };
  // 10 kW, but 100 kW from 10 to 11 h and 200 kW from 11 to 15 h.
  CHECK(other_kwh(day("events:\n" + set("10", "100", ", for: 2 h") + set("11", "200", ", for: 4 h"))) == Approx(19 * 10 + 100 + 4 * 200).epsilon(1e-9));
  // One within the other: the outer one is in force again.
  CHECK(other_kwh(day("events:\n" + set("10", "100", ", for: 4 h") + set("11", "200", ", for: 1 h"))) == Approx(20 * 10 + 3 * 100 + 200).epsilon(1e-9));
  // Written in the other order it is the same.
  CHECK(other_kwh(day("events:\n" + set("11", "200", ", for: 1 h") + set("10", "100", ", for: 4 h"))) == Approx(20 * 10 + 3 * 100 + 200).epsilon(1e-9));
}

TEST_CASE("A set of the build plan stays when an event's set ends") {
  const Result r = day("events: [{at: 2026-08-04T10:00, set: {sites.s.other_load: 100 kW}, for: 2 h}]\n"
                       "build_plan: [{date: 2026-08-04T11:00, set: {sites.s.other_load: 300 kW}}]\n");
  CHECK(other_kwh(r) == Approx(10 * 10 + 100 + 13 * 300).epsilon(1e-9));
  // An event during it hands back to it.
  const Result later = day("events: [{at: 2026-08-04T12:00, set: {sites.s.other_load: 100 kW}, for: 2 h}]\n"
                           "build_plan: [{date: 2026-08-04T11:00, set: {sites.s.other_load: 300 kW}}]\n");
  CHECK(other_kwh(later) == Approx(11 * 10 + 2 * 100 + 11 * 300).epsilon(1e-9));
}

TEST_CASE("What is first retired and then commissioned is there from the start") {
  const Result r = day("build_plan:\n- {date: 2026-08-04T12:00, commission: sites.s.power.tx}\n- {date: 2026-08-04T08:00, retire: sites.s.power.tx}\n");
  CHECK(hours_on(r) == Approx(20).epsilon(1e-9));
  // A planned darkness alarms nobody.
  CHECK(said(r, "dark", critical).empty());
  CHECK(said(r, "dark", info) == Texts{"sites.s.halls.h1 is dark"});
  CHECK(said(r, "powered", info) == Texts{"sites.s.halls.h1 has power"});
}

TEST_CASE("What is first commissioned is not there before, whatever trips it") {
  const std::string plan = "build_plan: [{date: 2026-08-04T12:00, commission: sites.s.power.tx}]\n";
  CHECK(hours_on(day(plan)) == Approx(12).epsilon(1e-9));
  const Result early = day(plan + "events: [{at: 2026-08-04T06:00, trip: sites.s.power.tx, for: 1 h}]\n");
  CHECK(hours_on(early) == Approx(12).epsilon(1e-9));
  CHECK(early.event_times("restore").empty());
  // A trip that lasts beyond the date holds it down.
  CHECK(hours_on(day(plan + "events: [{at: 2026-08-04T11:00, trip: sites.s.power.tx, for: 2 h}]\n")) == Approx(11).epsilon(1e-9));
  // A trip that ends after the retirement brings nothing back.
  CHECK(hours_on(day("build_plan: [{date: 2026-08-04T12:00, retire: sites.s.power.tx}]\nevents: [{at: 2026-08-04T11:00, trip: sites.s.power.tx, for: 2 h}]\n")) ==
        Approx(11).epsilon(1e-9));
}

TEST_CASE("Equipment of a hall that has not come yet fails without alarm, and is down when it comes") {
  const Result r = day("build_plan: [{date: 2026-08-04T12:00, commission: sites.s.halls.h1}]\nevents: [{at: 2026-08-04T06:00, trip: sites.s.halls.h1.crahs_1, for: 12 h}]\n");
  CHECK(said(r, "trip", critical).empty());
  CHECK(said(r, "trip", info) == Texts{"sites.s.halls.h1.crahs_1 trips; it was out of service"});
  const Result there = day("events: [{at: 2026-08-04T06:00, trip: sites.s.halls.h1.crahs_1, for: 12 h}]\n");
  CHECK(said(there, "trip", critical) == Texts{"sites.s.halls.h1.crahs_1 trips"});
  // One CRAH less in both from 12:00 to 18:00: the same air.
  const auto fans = r.table("equipment/hall").column("crah_fan_power", "s.h1"), fans_there = there.table("equipment/hall").column("crah_fan_power", "s.h1");
  REQUIRE(fans.size() == fans_there.size());
  const std::size_t at = fans.size() * 17 / 24;
  CHECK(fans[at] == Approx(fans_there[at]).epsilon(1e-3));
}

TEST_CASE("What is commissioned after the end of the horizon is not there at all") {
  CHECK(day("build_plan: [{date: 2027-01-01, commission: sites.s.power.tx}]\n").sites[0].it_j == 0);
}

TEST_CASE("Violations say what is over its limit, in units for people") {
  const Result r = day("events: [{at: 2026-08-04T10:00, set: {sites.s.power.feeder.capacity: 0.1 MVA}, for: 1 h}]\n");
  const auto begin = said(r, "violation_begin", critical), end = said(r, "violation_end", info);
  REQUIRE(begin.size() == 1);
  REQUIRE(end.size() == 1);
  // The load in kVA: import over the stated power factor, constant all day.
  const Table& feeder = r.table("equipment/grid_connection");
  const int kva = static_cast<int>(std::hypot(feeder.column("load", "s.feeder").back(), feeder.column("reactive_power", "s.feeder").back()) / 1e3 + 0.5);
  CHECK(begin[0] == "s.power.feeder.capacity is over its limit: " + std::to_string(kva) + " kVA of 100 kVA");
  CHECK(end[0] == "s.power.feeder.capacity is within its limit again: " + std::to_string(kva) + " kVA of 3.00 MVA");
}

TEST_CASE("A hall of air alone shuts down by heat without a word of coolant") {
  const Result r = day("events: [{at: 2026-08-04T10:00, trip: sites.s.cooling.cold, for: 2 h}]\n", 0.9);
  const auto texts = said(r, "thermal_shutdown", critical);
  REQUIRE_FALSE(texts.empty());
  CHECK(texts[0] == "sites.s.halls.h1: the racks shut down by heat at an inlet of 45.0 degC");
}

TEST_CASE("Dark halls are not throttled") {
  // In the outage the hall warms towards the 33 degC outside.
  const Result r = day("control: [{type: thermal_throttle, start: 25 degC, full: 32 degC}]\nevents: [{at: 2026-08-04T10:00, outage: g, for: 8 h}]\n");
  int before = 0;
  for (const double t : r.event_times("throttle")) {
    if (t < 10 * hour) ++before;
    CHECK((t < 10 * hour || t >= 18 * hour));
  }
  CHECK(before == 0);  // at 24 degC there is no reason to
}

TEST_CASE("Feeder A dips while feeder B stands: the switch goes over, the UPS carries its half, nothing is dark") {
  Request q;
  q.file = NETSUDEN_SOURCE_DIR "/scenarios/two-feeders.yaml";
  q.edit = [](Scenario& s, Inputs&) {
    s.events.clear();
    EventSpec e;
    e.at = "2027-08-04T14:00";
    e.dip = "sites.koto.power.feeder_a";
    e.voltage = Fraction(0.6);
    e.duration = Duration::from_si(0.4);
    s.events.push_back(e);
    e.at = "2027-08-04T14:00:00.2";  // deeper, within it
    e.voltage = Fraction(0.3);
    e.duration = Duration::from_si(0.1);
    s.events.push_back(e);
  };
  const Result r = run(q);
  REQUIRE(r.status == "complete");
  CHECK(r.event_times("dark").empty());
  CHECK(said(r, "dip", 1) == std::vector<std::string>{"sites.koto.power.feeder_a dips to 60 %", "sites.koto.power.feeder_a dips to 30 %"});
  CHECK(said(r, "dip_end", 0) == std::vector<std::string>{"sites.koto.power.feeder_a is at 60 % again", "sites.koto.power.feeder_a is at 100 % again"});
  CHECK(said(r, "transfer", 0) == std::vector<std::string>{"sts is on lv_b", "sts is on lv_a"});
  const std::size_t at = 24;  // from 14:00 on, by 5 min
  const Table& boards = r.table("equipment/switchboard");
  CHECK(boards.column("voltage_min", "koto.bus_a")[at] == Approx(0.3).epsilon(0.01));  // less the drop of the load
  CHECK(boards.column("voltage_min", "koto.bus_b")[at] > 0.98);
  const Table& batteries = r.table("equipment/battery");
  CHECK(batteries.column("on_battery", "koto.ups_a")[at] > 0);
  CHECK(batteries.column("on_battery", "koto.ups_b")[at] == 0);
}

}  // namespace netsuden::test
