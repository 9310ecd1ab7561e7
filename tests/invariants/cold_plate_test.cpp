// SPDX-License-Identifier: Apache-2.0
// Whole runs with cold plates: cases by hand, coolant that halves and that stands, clocks and racks that follow.
#include <catch2/catch.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "tests/invariants/run_scenario.hpp"

namespace netsuden::test {
namespace {

/// 20 racks of 72 devices at constant load; 0.75 of the liquid heat under their plates. Two hours from midnight, a record a second.
std::string hall(const std::string& cdus, const std::string& plate, const std::string& of_hall, const std::string& tail, const std::string& profile = "mean: 80 %") {
  return fmt::format(R"(netsuden: 1
name: cold plates
horizon: {{from: 2026-08-04, to: 2026-08-04T02:00, timezone: Asia/Tokyo}}
resolution: {{calm: 5 min, transient: 1 s, record: 1 s}}
record: {{racks_enabled: false}}
grids: {{g: {{}}}}
sites:
  s:
    weather: {{constant: {{dry_bulb: 18 degC, relative_humidity: 50 %}}}}
    grid: g
    cooling: {{warm: {{type: facility_water, supply: 32 degC, towers: {{model: tower_3mw, count: 2}}}}}}
    halls:
      h1: {{racks: {{model: gb200_nvl72, count: 20, boot: 0 s}}, liquid: {{loop: warm, cdus: {{model: cdu_1350kw, count: 2{}}}, cold_plate: {{model: ocp_oam_1kw_pg25{}}}}}{}}}
workload: {{profiles: [{{{}, daily_amplitude: 0, weekend_drop: 0}}]}}
{})",
                     cdus, plate, of_hall, profile, tail);
}

constexpr double plates = 20 * 72 / 0.75, hour = 3600, rho = 1020, cp = 3930;
constexpr double cdu_kg_s = 1350e3 / (10 * cp);

/// OCP OAI guidelines, figure 7, straight lines between.
double resistance(double l_min) {
  static const std::vector<double> v{0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.2, 1.4, 1.6, 1.8, 2.0, 2.2, 2.4};
  static const std::vector<double> r{0.0389, 0.0325, 0.0300, 0.0280, 0.0265, 0.0255, 0.0245, 0.0230, 0.0220, 0.0214, 0.0209, 0.0204, 0.0200, 0.0197};
  if (l_min <= v.front()) return r.front() * v.front() / l_min;
  const auto i = static_cast<std::size_t>(std::upper_bound(v.begin(), v.end() - 1, l_min) - v.begin());
  return r[i - 1] + (r[i] - r[i - 1]) * (l_min - v[i - 1]) / (v[i] - v[i - 1]);
}

struct Seen {
  const Result& r;
  double operator()(const std::string& group, const std::string& channel, double t) const {
    const Table& table = r.table("equipment/" + group);
    const std::vector<double> time = table.times(), x = table.column(channel, "s.h1");
    const auto i = std::lower_bound(time.begin(), time.end(), t - 1e-3) - time.begin();
    return x.at(static_cast<std::size_t>(i));
  }
};

constexpr const char* trip_all = "events: [{at: 2026-08-04T01:00, trip: sites.s.halls.h1.cdus_1, for: 10 min}, {at: 2026-08-04T01:00, trip: sites.s.halls.h1.cdus_2, for: 10 min}]\n";
constexpr const char* no_headers = ", pressure_exponent: 2, manifold: {header_drop: 0 kPa}";  // of `cold_plate`

}  // namespace

TEST_CASE("Cold plates: case of the mean and of the worst plate by hand") {
  // 17 branches of one resistance and one of four times that: 1/2 of 17.5 with a mean of 1.
  std::string b = "1";
  for (int i = 0; i < 16; ++i) b += ", 1";
  const Result r = run_text(hall("", ", pressure_exponent: 2, manifold: {header_drop: 0 kPa, resistances: [" + b + ", 4]}", "", ""));
  const Seen at{r};
  const double heat = at("hall", "liquid_heat", hour), supply = at("cdu", "coolant_supply_temperature", hour);
  const double load = heat / (20 * 132e3 * 0.87), flow = 1.5 * load, least = flow * 0.5 * 18 / 17.5;
  CHECK(at("cold_plate", "coolant_flow", hour) == Approx(plates * flow * 1e-3 / 60 * rho).epsilon(1e-6));
  CHECK(at("cold_plate", "flow", hour) == Approx(flow).epsilon(1e-6));
  CHECK(at("cold_plate", "flow_min", hour) == Approx(least).epsilon(1e-6));
  CHECK(at("cold_plate", "case_temperature", hour) == Approx(supply + heat / plates * resistance(flow)).margin(1e-3));
  CHECK(at("cold_plate", "case_temperature_max", hour) == Approx(supply + heat / plates * resistance(least)).margin(1e-3));
  CHECK(at("cold_plate", "junction_margin_min", hour) == Approx(90 - supply - heat / plates * (resistance(least) + 0.008)).margin(1e-3));
  CHECK(at("cold_plate", "stored_heat", hour) == Approx(0).margin(1e-3 * heat));
  CHECK(r.constraint("s.halls.h1.case_temperature").peak_value == Approx(supply + heat / plates * resistance(least)).margin(0.05));
  CHECK(r.constraint("s.halls.h1.coolant_flow").limit == Approx(2 * cdu_kg_s).epsilon(1e-9));
  CHECK(r.halls.front().case_hottest_c == Approx(r.constraint("s.halls.h1.case_temperature").peak_value).margin(0.05));
  CHECK(r.halls.front().case_above_s == 0);
}

TEST_CASE("Cold plates: leakage of warm devices adds what their case says, and its heat is cooled") {
  const Result plain = run_text(hall("", "", "", "")), r = run_text(hall("", ", leakage_per_10k: 8 %, leakage_reference: 50 degC", "", ""));
  const Seen at{r}, before{plain};
  CHECK(r.thermal_residual < 1e-9);
  const double base = before("hall", "it_power", hour), case_c = at("cold_plate", "case_temperature", hour);
  REQUIRE(case_c > before("cold_plate", "case_temperature", hour));
  // The devices have 0.75 of the 0.87 that goes into liquid.
  CHECK(at("hall", "it_power", hour) == Approx(base * (1 + 0.87 * 0.75 * 0.008 * (case_c - 50))).epsilon(1e-5));
  CHECK(at("cdu", "heat", hour) - before("cdu", "heat", hour) > 0.8 * 0.87 * (at("hall", "it_power", hour) - base));
}

TEST_CASE("Cold plates: the coolant halves and the cases rise as the law says") {
  const std::string trip = "events: [{at: 2026-08-04T01:00, trip: sites.s.halls.h1.cdus_1}]\n";
  const Result r = run_text(hall(", pump_control: constant", no_headers, "", trip, "mean: 50 %"));
  const Seen at{r};
  double last = 0;
  for (const double t : {hour, 2 * hour - 300}) {
    const double units = t > hour ? 1 : 2, flow = units * cdu_kg_s / rho * 6e4 / plates;
    const double heat = at("hall", "liquid_heat", t), supply = at("cdu", "coolant_supply_temperature", t);
    CHECK(at("cold_plate", "flow", t) == Approx(flow).epsilon(1e-6));
    const double above = at("cold_plate", "case_temperature", t) - supply;
    CHECK(above == Approx(heat / plates * resistance(flow)).margin(2e-3));
    CHECK(above > last);
    last = above;
  }
}

TEST_CASE("Cold plates: coolant that stands warms them by heat over capacity, to the limit and to the shutdown") {
  const Result r = run_text(hall("", std::string(no_headers) + ", floor: 100 %", "", trip_all));
  const Seen at{r};
  const double heat = at("hall", "liquid_heat", hour) / plates, before = at("cold_plate", "case_temperature_max", hour - 1);
  const double to_limit = 1500 * (80 - before) / heat, to_shutdown = 1500 * (90 - before) / heat;
  REQUIRE(to_limit > 20);
  const std::vector<double> over = r.event_times("violation_begin"), down = r.event_times("thermal_shutdown"), back = r.event_times("thermal_restart");
  CHECK(std::any_of(over.begin(), over.end(), [&](double t) { return std::abs(t - hour - to_limit) < 0.05; }));
  REQUIRE(down.size() == 1);
  CHECK(down.front() == Approx(hour + to_shutdown).margin(0.05));
  for (const double s : {5.0, 17.0, 30.0}) CHECK(at("cold_plate", "case_temperature_max", hour + s) == Approx(before + heat * s / 1500).margin(0.02));
  CHECK(at("cold_plate", "stored_heat", hour + 10) == Approx(heat * plates).epsilon(1e-4));
  CHECK(at("cdu", "heat", hour + 10) == Approx(0).margin(1));
  // It stays warm until a pump runs again; the racks come back 15 K below, within minutes.
  CHECK(at("cold_plate", "case_temperature_max", hour + 590) == Approx(90).margin(0.2));
  REQUIRE(back.size() == 1);
  CHECK(back.front() > hour + 600);
  CHECK(back.front() < hour + 720);
  CHECK(r.halls.front().case_hottest_c == Approx(90).margin(0.2));
  CHECK(r.halls.front().case_hottest_s == Approx(down.front()).margin(1));
  CHECK(r.halls.front().case_above_s > 500);
}

TEST_CASE("Cold plates: clocks fall between limit and shutdown, and win time") {
  const Result plain = run_text(hall("", std::string(no_headers) + ", floor: 100 %", "", trip_all)), r = run_text(hall("", std::string(no_headers) + ", floor: 30 %", "", trip_all));
  const std::vector<double> clocks = r.event_times("throttle");
  REQUIRE(clocks.size() >= 3);
  CHECK(clocks.front() >= r.event_times("violation_begin").front());
  REQUIRE(r.event_times("thermal_shutdown").size() == 1);
  CHECK(r.event_times("thermal_shutdown").front() > plain.event_times("thermal_shutdown").front() + 1);
  CHECK(plain.event_times("throttle").empty());
}

TEST_CASE("Cold plates: too little coolant is throttled for, without hunting") {
  // One CDU for two: 67.7 degC at full clock.
  const std::string trip = "events: [{at: 2026-08-04T00:30, trip: sites.s.halls.h1.cdus_1}]\n";
  const Result r = run_text(hall("", std::string(no_headers) + ", limit: 63 degC, floor: 30 %", ", shutdown: {case_temperature: 69 degC}", trip, "mean: 100 %"));
  const Seen at{r};
  CHECK(at("hall", "clock", 1700) == 1);
  CHECK(at("cold_plate", "case_temperature_max", 2 * hour - 60) < 65);
  CHECK(at("cold_plate", "case_temperature_max", 2 * hour - 60) > 55);
  CHECK(at("hall", "clock", 2 * hour - 60) < 1);
  CHECK(at("hall", "clock", 2 * hour - 60) > 0.3);
  CHECK(r.event_times("throttle").size() < 15);
  CHECK(r.event_times("thermal_shutdown").empty());
  const ConstraintSummary& flow = r.constraint("s.halls.h1.coolant_flow");
  CHECK(flow.limit == Approx(cdu_kg_s).epsilon(1e-9));
  CHECK(flow.time_over_s > 0);
}

TEST_CASE("Cold plates: no more coolant than the head drives through the racks") {
  // A quarter of the drop of a rack, quadratic: half of the rated flow.
  const Result r = run_text(hall(", head: 17.5 kPa", no_headers, "", ""));
  const Seen at{r};
  CHECK(at("cold_plate", "flow", hour) == Approx(0.75).epsilon(1e-6));
  CHECK(r.constraint("s.halls.h1.coolant_flow").limit == Approx(plates * 0.75e-3 / 60 * rho).epsilon(1e-9));
}

TEST_CASE("Pumps of CDUs: a spare one takes over, without it flow and power follow those that are left") {
  const auto trip = [](const std::vector<int>& pumps) {
    std::string e = "events: [";
    for (const int p : pumps) e += (e.back() == '[' ? "" : ", ") + fmt::format("{{at: 2026-08-04T00:30, trip: sites.s.halls.h1.cdu_pumps_{}}}", p);
    return e + "]\n";
  };
  const std::string busy = "mean: 100 %";
  const Result whole = run_text(hall("", no_headers, "", "", busy)), spare = run_text(hall(", pumps: 2, spare_pumps: 1", no_headers, "", trip({1}), busy));
  const Seen at_whole{whole}, at_spare{spare};
  for (const double t : {1700.0, 2000.0, hour}) {
    CHECK(at_spare("cdu", "pump_power", t) == Approx(at_whole("cdu", "pump_power", t)).epsilon(1e-12));
    CHECK(at_spare("cold_plate", "case_temperature_max", t) == Approx(at_whole("cold_plate", "case_temperature_max", t)).margin(1e-9));
  }
  // Two of two wanted. One that fails leaves 1.5 of 2 units, which turn faster; one of each unit leaves half of the rated flow, which is too little.
  const Result one = run_text(hall(", pumps: 2", no_headers, "", trip({2}), busy)), half = run_text(hall(", pumps: 2", no_headers, "", trip({2, 4}), busy));
  const Seen at_one{one}, at{half};
  const double wanted = plates * 1.5e-3 / 60 * rho * at("hall", "liquid_heat", hour) / (20 * 132e3 * 0.87), whole_speed = wanted / (2 * cdu_kg_s);
  REQUIRE(wanted > cdu_kg_s);
  REQUIRE(wanted < 1.5 * cdu_kg_s);
  CHECK(at_one("cdu", "pumps_available", hour) == Approx(0.75).epsilon(1e-12));
  CHECK(at_one("cold_plate", "coolant_flow", hour) == Approx(wanted).epsilon(1e-3));
  CHECK(at_one("cdu", "pump_power", hour) == Approx(at_one("cdu", "pump_power", 1700) * std::pow(2 / 1.5, 2)).epsilon(1e-3));
  CHECK(at("cdu", "pumps_available", hour) == Approx(0.5).epsilon(1e-12));
  CHECK(at("cold_plate", "coolant_flow", hour) == Approx(cdu_kg_s).epsilon(1e-6));
  CHECK(half.constraint("s.halls.h1.coolant_flow").limit == Approx(cdu_kg_s).epsilon(1e-9));
  CHECK(at("cdu", "pump_power", hour) == Approx(at("cdu", "pump_power", 1700) * 0.5 / std::pow(whole_speed, 3)).epsilon(1e-3));
  CHECK(at("cold_plate", "case_temperature_max", hour) > at("cold_plate", "case_temperature_max", 1700) + 1);
  // Without any pump a unit is as good as away.
  const Result none = run_text(hall(", pumps: 2, spare_pumps: 1", no_headers, "", trip({1, 2}), busy)), unit = run_text(hall("", no_headers, "", "events: [{at: 2026-08-04T00:30, trip: sites.s.halls.h1.cdus_1}]\n", busy));
  const Seen at_none{none}, at_unit{unit};
  for (const double t : {1810.0, 2000.0, hour}) {
    CHECK(at_none("cdu", "pump_power", t) == Approx(at_unit("cdu", "pump_power", t)).epsilon(1e-12));
    CHECK(at_none("cold_plate", "case_temperature_max", t) == Approx(at_unit("cold_plate", "case_temperature_max", t)).margin(1e-9));
  }
}

TEST_CASE("CDUs above their rating while the water of the facility stands: what plates keep and what the coolant keeps add up") {
  for (const char* unit : {"700 kW", "800 kW", "900 kW"})
    for (const char* length : {"0.5 h", "10 min"}) {
      std::string text = hall(std::string(", rated_heat: ") + unit, "", "", std::string("events: [{at: 2026-08-04T01:00, trip: sites.s.cooling.warm, for: ") + length + "}]\n", "mean: 100 %");
      text.replace(text.find("warm: {type: facility_water,"), 28, "warm: {type: facility_water, hydraulics: {},");
      INFO(unit << " " << length);
      const Result r = run_text(text);
      CHECK(r.thermal_residual < 1e-9);
      const std::vector<std::string>& texts = r.table("event").texts;
      CHECK(std::none_of(texts.begin(), texts.end(), [](const std::string& t) { return t.find("freeze or boil") != std::string::npos; }));
    }
}

TEST_CASE("Without cold plates racks whose CDUs are dark stop at once, as those without a CDU do") {
  for (const char* event : {"trip: sites.s.power.board, for: 10 min", "trip: sites.s.halls.h1.cdu_pumps_1, for: 10 min}, {at: 2026-08-04T01:00, trip: sites.s.halls.h1.cdu_pumps_2, for: 10 min"}) {
    std::string text = hall(", fed_by: board", "", "", std::string("events: [{at: 2026-08-04T01:00, ") + event + "}]\n");
    text.replace(text.find(", cold_plate: {model: ocp_oam_1kw_pg25}"), 39, "");
    text.replace(text.find("    cooling: {warm:"), 19, "    power:\n      feeder: {type: grid_connection, capacity: 9 MVA}\n      board: {type: switchboard, rating: 5 MVA, feeds_from: feeder}\n      it: {type: switchboard, rating: 5 MVA, feeds_from: feeder}\n    cooling: {warm:");
    text.replace(text.find("warm: {type: facility_water,"), 28, "warm: {type: facility_water, fed_by: it,");
    text.replace(text.find("liquid: {loop"), 13, "fed_by: it, liquid: {loop");
    const Result r = run_text(text);
    REQUIRE(r.event_times("thermal_shutdown").size() == 1);
    CHECK(r.event_times("thermal_shutdown").front() < hour + 10);
    CHECK(r.event_times("thermal_restart").size() == 1);
  }
}

TEST_CASE("CDUs on nodes of their own go dark while the racks run on") {
  std::string text = hall(", fed_by: board", std::string(no_headers) + ", floor: 100 %", "", "events: [{at: 2026-08-04T01:00, trip: sites.s.power.board, for: 10 s}]\n");
  text.replace(text.find("    cooling: {warm:"), 19, "    power:\n      feeder: {type: grid_connection, capacity: 9 MVA}\n      board: {type: switchboard, rating: 5 MVA, feeds_from: feeder}\n      it: {type: switchboard, rating: 5 MVA, feeds_from: feeder}\n    cooling: {warm:");
  text.replace(text.find("warm: {type: facility_water,"), 28, "warm: {type: facility_water, fed_by: it,");
  text.replace(text.find("liquid: {loop"), 13, "fed_by: it, liquid: {loop");
  const Result r = run_text(text);
  const Seen at{r};
  // The coolant stands: cases keep all of the heat, 1500 J/K each.
  const double heat = at("hall", "liquid_heat", hour) / plates, before = at("cold_plate", "case_temperature_max", hour);
  for (const double s : {3.0, 9.0}) CHECK(at("cold_plate", "case_temperature_max", hour + s) == Approx(before + heat * s / 1500).margin(0.1));
  CHECK(at("cdu", "pump_power", hour + 5) == 0);
  CHECK(at("hall", "it_power", hour + 5) == Approx(at("hall", "it_power", hour)).epsilon(1e-9));
  const std::vector<std::string>& texts = r.table("event").texts;
  for (const char* words : {"sites.s.halls.h1: its CDUs are dark", "sites.s.halls.h1: its CDUs have power"}) CHECK(std::count(texts.begin(), texts.end(), words) == 1);
}

TEST_CASE("Cold plates: the worst is in the rack that draws most, from when it does") {
  TempFolder folder;
  const std::string jobs = folder.write("jobs.csv", "id,submit_s,nodes,run_s,utilization\n1,3600,18,1800,1\n");
  std::string text = hall("", no_headers, "", "");
  text.replace(text.find("workload:"), std::string::npos, "workload: {jobs: [{trace: {file: " + jobs + "}}]}\n");
  const Result r = run_text(text);
  const Seen at{r};
  const double idle = at("hall", "it_power", hour), busy = at("hall", "it_power", hour + 600) - idle, heat = 0.87 * (idle / 20 + busy) / 96;
  const double rk = resistance(at("cold_plate", "flow", hour + 600)), before = at("cold_plate", "case_temperature_max", hour - 1);
  const double end = at("cdu", "coolant_supply_temperature", hour + 600) + heat * rk;
  REQUIRE(end > before + 15);
  CHECK(at("cold_plate", "case_temperature_max", hour) == Approx(before).margin(0.01));
  for (const double s : {5.0, 20.0, 60.0}) CHECK(at("cold_plate", "case_temperature_max", hour + s) == Approx(end + (before - end) * std::exp(-s / (1500 * rk))).margin(0.3));
  CHECK(at("cold_plate", "case_temperature_max", hour + 600) == Approx(end).margin(0.01));
  CHECK(at("cold_plate", "case_temperature", hour + 600) < before + 3);  // the mean of twenty racks
}

TEST_CASE("Cold plates: a dark hall keeps its heat, and balances close through an outage and towers that fail") {
  const std::string events = "events: [{at: 2026-08-04T00:20, outage: g, for: 4 min}, {at: 2026-08-04T00:50, trip: sites.s.cooling.warm.towers_1, for: 20 min}, {at: 2026-08-04T00:50, trip: sites.s.cooling.warm.towers_2, for: 20 min}]\n";
  const Result r = run_text(hall("", "", "", events));
  const Seen at{r};
  CHECK(at("cold_plate", "case_temperature_max", 1210) == Approx(at("cold_plate", "case_temperature_max", 1430)).margin(0.01));
  CHECK(at("cold_plate", "case_temperature_max", 3600) > at("cold_plate", "case_temperature_max", 2990));
}

TEST_CASE("Cold plates behind rear doors: liquid takes its share, the doors part of the rest, and cases are those of a hall without doors") {
  const std::string trip = "events: [{at: 2026-08-04T01:00, trip: sites.s.cooling.warm.towers_1, for: 20 min}]\n";
  const Result plain = run_text(hall("", "", "", trip));
  for (const char* loop : {"warm", "cold"}) {  // on the water of the plates, or on colder
    std::string text = hall("", "", ", rear_doors: {loop: " + std::string(loop) + ", coil: {rated_heat: 15 kW, air_in: 45 degC}}", trip);
    text.replace(text.find("    cooling: {warm:"), 19, "    cooling: {cold: {type: chilled_water, supply: 20 degC}, warm:");
    const Result r = run_text(text);
    const Seen seen{r}, without{plain};
    INFO(loop);
    CHECK(seen("rear_door", "heat", 3000) > 0.2 * (seen("hall", "it_power", 3000) - seen("hall", "liquid_heat", 3000)));
    CHECK(seen("rear_door", "heat", 3000) + seen("hall", "coil_heat", 3000) == Approx(seen("hall", "it_power", 3000) - seen("hall", "liquid_heat", 3000) + seen("hall", "crah_fan_power", 3000)).epsilon(0.02));
    CHECK(seen("cold_plate", "case_temperature_max", 3000) == Approx(without("cold_plate", "case_temperature_max", 3000)).margin(0.3));
    CHECK(r.thermal_residual < 1e-9);
    CHECK(r.electrical_residual < 1e-9);
  }
}

}  // namespace netsuden::test
