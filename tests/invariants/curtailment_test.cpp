// SPDX-License-Identifier: Apache-2.0
// Whole runs with curtailment calls: what they ask for, what the halls do, what it costs, from the recorded import.
#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <string>

#include "sim/site/curtailment.hpp"
#include "tests/invariants/run_scenario.hpp"

namespace netsuden::test {
namespace {

constexpr double hour = 3600;
using Times = std::vector<double>;

/// Three days of a hall of 20 DGX racks at constant load and weather; `programmes` stand at the site.
std::string days(const std::string& programmes, const std::string& tail = "", const std::string& profile = "mean: 60 %") {
  return R"(netsuden: 1
name: curtailment
horizon: {from: 2026-08-04, to: 2026-08-07, timezone: Asia/Tokyo}
resolution: {record: 1 min}
grids: {g: {price: {flat: 10 JPY/kWh}, carbon: {flat: 500 g/kWh}}}
sites:
  s:
    weather: {constant: {dry_bulb: 33 degC, relative_humidity: 55 %}}
    grid: g
    curtailment:
)" + programmes + "\n" + twenty_racks + R"(record: {racks_enabled: false}
workload: {profiles: [{)" + profile + "}]}\n" + tail;
}

const std::string response = "control: [{type: demand_response, floor: 30 %, lead: 10 min}]\n";
const std::string call = "      p: {level: 550 kW, notice: 3 h, promised: 200 kW, payment: 4000 JPY/kW, penalty: 100 JPY/kWh, called: dated, events: [{at: 2026-08-05T14:00, for: 2 h}]}";

std::vector<double> import_of(const Result& r) { return r.table("site").column("grid_import", "s"); }
/// Row of the minute that ends at a time of the second day.
std::size_t minute(double h) { return static_cast<std::size_t>((24 + h) * 60) - 1; }

}  // namespace

TEST_CASE("Called with notice, the halls lower their clocks before the call, keep its limit, and are back afterwards") {
  const Result r = run_text(days(call, response));
  CHECK(r.event_times("curtailment_notice") == Times{35 * hour});
  CHECK(r.event_times("curtailment") == Times{38 * hour});
  CHECK(r.event_times("curtailment_end") == Times{40 * hour});
  CHECK(r.event_times("violation_begin").empty());
  const auto import = import_of(r), limit = r.table("site").column("curtailment_limit", "s");
  CHECK(import[minute(13)] > 600e3);  // else there would be nothing to shed
  for (std::size_t i = minute(14) + 1; i <= minute(16); ++i) {
    CHECK(import[i] <= 550e3);
    CHECK(limit[i] == Approx(550e3));
  }
  CHECK(std::isnan(limit[minute(14)]));
  CHECK(std::isnan(limit[minute(16) + 1]));
  // No clock falls earlier than ten minutes ahead, none stays low.
  CHECK(import[minute(13.8)] == Approx(import[minute(13)]).epsilon(1e-3));
  CHECK(r.event_times("throttle").front() >= 38 * hour - 600);
  CHECK(r.event_times("throttle").back() <= 40 * hour + 60);
  CHECK(import[minute(19)] == Approx(import[minute(13)]).epsilon(1e-3));
  REQUIRE(r.curtailment.size() == 1);
  const CurtailmentSummary& p = r.curtailment[0];
  CHECK(p.calls == 1);
  CHECK(p.calls_kept == 1);
  CHECK(p.called_s == Approx(2 * hour));
  CHECK(p.kept_s == Approx(2 * hour));
  CHECK(p.over_j == 0);
  CHECK(p.penalty == 0);
  CHECK(p.payment == Approx(4000.0 * 200 * 3 / 365).epsilon(1e-9));  // three days of 2026
  CHECK(r.sites[0].cost() == Approx(r.sites[0].import_j / 3.6e6 * 10 - p.payment).epsilon(1e-9));
  const ConstraintSummary& c = r.constraint("s.curtailment.p");
  CHECK(c.kind == "curtailment");
  CHECK(c.peak_utilisation > 0.8);
  CHECK(c.peak_utilisation <= 1);
}

TEST_CASE("Where nothing answers, the energy above the limit is fined") {
  const Result r = run_text(days(call));
  const auto import = import_of(r);
  double kwh = 0;
  for (std::size_t i = minute(14) + 1; i <= minute(16); ++i) kwh += std::max(0.0, import[i] - 550e3) / 60 / 1e3;
  CHECK(kwh > 100);
  const CurtailmentSummary& p = r.curtailment[0];
  CHECK(p.calls_kept == 0);
  CHECK(p.kept_s == 0);
  CHECK(p.over_j / 3.6e6 == Approx(kwh).epsilon(1e-9));
  CHECK(p.penalty == Approx(100 * kwh).epsilon(1e-9));
  CHECK(r.sites[0].curtailment_penalty == p.penalty);
  CHECK(r.constraint("s.curtailment.p").time_over_s == Approx(2 * hour));
  CHECK(r.event_times("violation_begin").size() == 1);
  CHECK(r.event_times("violation_end") == Times{40 * hour});
  CHECK(r.table("site").column("curtailment_cost", "s").back() == Approx(p.penalty - p.payment).epsilon(1e-12));
}

TEST_CASE("A floor that is too high keeps what it can, and the rest is fined") {
  const Result r = run_text(days(call, "control: [{type: demand_response, floor: 90 %}]\n"));
  const Result free = run_text(days(call));
  CHECK(r.curtailment[0].over_j > 0);
  CHECK(r.curtailment[0].over_j < free.curtailment[0].over_j);
  const auto clock = r.table("equipment/hall").column("clock", "s.h1");
  CHECK(*std::min_element(clock.begin(), clock.end()) == Approx(0.9));
}

TEST_CASE("A reduction is counted from the hour before the notice") {
  const Result r = run_text(days("      p: {reduction: 25 %, notice: 2 h, called: dated, penalty: 1 JPY/kWh, events: [{at: 2026-08-05T14:00, for: 1 h}]}", response, "mean: 60 %, daily_amplitude: 0.3"));
  const auto import = import_of(r), limit = r.table("site").column("curtailment_limit", "s");
  double mean = 0;
  for (std::size_t i = minute(11) + 1; i <= minute(12); ++i) mean += import[i] / 60;
  CHECK(limit[minute(15)] == Approx(0.75 * mean).epsilon(1e-9));
  for (std::size_t i = minute(14) + 1; i <= minute(15); ++i) CHECK(import[i] <= 0.75 * mean);
  CHECK(r.curtailment[0].kept_s == Approx(hour));
}

TEST_CASE("Without the grid a call is kept") {
  const Result r = run_text(days(call, "events: [{at: 2026-08-05T14:30, outage: g, for: 1 h}]\n"));
  CHECK(r.curtailment[0].kept_s == Approx(hour).epsilon(1e-9));
  CHECK(r.curtailment[0].called_s == Approx(2 * hour));
}

TEST_CASE("A call without notice is answered within two decisions of the control") {
  const Result r = run_text(days("      p: {level: 550 kW, notice: 0 h, called: dated, events: [{at: 2026-08-05T14:02:30, for: 1 h}]}", response));
  CHECK(r.curtailment[0].called_s == Approx(hour));
  CHECK(r.curtailment[0].kept_s > hour - 400);  // the loops and the chiller follow the halls
  CHECK(r.curtailment[0].kept_s < hour);
  const auto throttled = r.event_times("throttle");
  REQUIRE_FALSE(throttled.empty());
  CHECK(throttled.front() >= (24 + 14) * hour + 150);
  CHECK(throttled.front() <= (24 + 14) * hour + 270);
}

TEST_CASE("A call that is on when the run begins counts with what is left of it") {
  const Result r = run_text(days("      p: {level: 550 kW, notice: 3 h, called: dated, events: [{at: 2026-08-03T23:00, for: 2 h}]}", response));
  CHECK(r.curtailment[0].called_s == Approx(hour));
  CHECK(r.event_times("curtailment_notice").empty());
  CHECK(r.event_times("curtailment_end") == Times{hour});
}

TEST_CASE("Two programmes at once: the lower limit holds, each has its own account") {
  const Result r = run_text(days("      a: {level: 600 kW, called: dated, events: [{at: 2026-08-05T14:00, for: 2 h}]}\n"
                                 "      b: {level: 500 kW, called: dated, events: [{at: 2026-08-05T15:00, for: 2 h}]}", response));
  const auto import = import_of(r), limit = r.table("site").column("curtailment_limit", "s");
  CHECK(limit[minute(14.5)] == Approx(600e3));
  CHECK(limit[minute(15.5)] == Approx(500e3));
  CHECK(limit[minute(16.5)] == Approx(500e3));
  for (std::size_t i = minute(15) + 1; i <= minute(17); ++i) CHECK(import[i] <= 500e3);
  REQUIRE(r.curtailment.size() == 2);
  for (const auto& p : r.curtailment) CHECK(p.kept_s == Approx(2 * hour));
}

TEST_CASE("Random calls of the run are those of the draw, and sites of one grid are called together") {
  const std::string programme = "{reduction: 10 %, notice: 2 h, hours_per_year: 700 h, called: random, from_hour: 9, to_hour: 19}";
  const std::string hall = ", halls: {h1: {racks: {model: dgx_h100, count: 4}}}}\n";
  const Result r = run_text("netsuden: 1\nname: two\nseed: 7\nhorizon: {from: 2026-08-04, to: 2026-08-14, timezone: Asia/Tokyo}\ngrids: {g: {}, h: {}}\nsites:\n  a: {grid: g, curtailment: {p: " + programme +
                            "}" + hall + "  b: {grid: g, curtailment: {p: " + programme + "}" + hall + "  c: {grid: h, curtailment: {p: " + programme + "}" + hall +
                            "workload: {profiles: [{mean: 60 %}]}\ncontrol: [{type: demand_response, floor: 30 %}]\nrecord: {racks_enabled: false}\n");
  CurtailmentProgramme p;
  p.notice = 2_h;
  p.hours_per_year = 700_h;
  p.called = CallSource::random;
  p.window = {9, 19};
  std::string message;
  const TimeZone tokyo = *TimeZone::find("Asia/Tokyo", message);
  const double from = from_civil(2026, 8, 4, 0, 0, 0, tokyo), to = from_civil(2026, 8, 14, 0, 0, 0, tokyo);
  const auto g = curtailment_calls(p, from, to, tokyo, tokyo, 7, "curtailment.g.p"), h = curtailment_calls(p, from, to, tokyo, tokyo, 7, "curtailment.h.p");
  REQUIRE(g.size() >= 3);
  Times expected;
  for (const auto* list : {&g, &g, &h})
    for (const auto& c : *list) expected.push_back(c.from - from);
  std::sort(expected.begin(), expected.end());
  CHECK(r.event_times("curtailment") == expected);
  double seconds = 0;
  for (const auto& c : g) seconds += c.until - c.from;
  REQUIRE(r.curtailment.size() == 3);
  CHECK(r.curtailment[0].called_s == Approx(seconds));
  CHECK(r.curtailment[1].called_s == Approx(seconds));
  CHECK(r.curtailment[0].kept_s == Approx(seconds));
}

}  // namespace netsuden::test
