// SPDX-License-Identifier: Apache-2.0
// Whole runs of plants with hydraulics: the same heat, water that takes its time, pumps that fail, coast down and come back.
#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <string>

#include "sim/cooling/wet_coil.hpp"
#include "sim/site/psychrometrics.hpp"
#include "tests/invariants/run_scenario.hpp"

namespace netsuden::test {
namespace {

constexpr double cp = 4186, rho = 998;

/// Twenty racks of air cooling at 70 %; CRAHs and chillers on one board.
std::string air(const std::string& hydraulics, const std::string& tail = "", const std::string& resolution = "{calm: 5 min, transient: 1 s, record: 1 s}", const std::string& to = "2026-08-04T11:00") {
  return "netsuden: 1\nname: water\nhorizon: {from: 2026-08-04T10:00, to: " + to + ", timezone: Asia/Tokyo}\nresolution: " + resolution +
         "\nrecord: {racks_enabled: false}\ngrids: {g: {}}\nsites:\n  s:\n    weather: {constant: {dry_bulb: 28 degC, relative_humidity: 55 %}}\n    grid: g\n    power:\n"
         "      feeder: {type: grid_connection, capacity: 4 MVA}\n      board: {type: switchboard, rating: 4 MVA, feeds_from: feeder}\n      plant_board: {type: switchboard, rating: 3 MVA, feeds_from: feeder}\n"
         "    cooling:\n      cold: {type: chilled_water, supply: 18 degC, volume: 20 m3, fed_by: plant_board, chillers: {model: centrifugal_warm_2mw, count: 2}" + (hydraulics.empty() ? "" : ", hydraulics: " + hydraulics) + "}\n"
         "    halls:\n      h1: {racks: {model: dgx_h100, count: 20, boot: 0 s}, fed_by: board, air: {loop: cold, supply: 24 degC}}\n"
         "workload: {profiles: [{mean: 70 %}]}\n" + tail;
}
const char* piped = "{pumps: {run_down: 3 s, run_up: 10 s}, pipes: {supply: 3 m3, return: 3 m3}}";

struct CrahsOf {
  Coil coil;
  int count = 0;
  explicit CrahsOf(const Request& q) {
    const auto loaded = load(q);
    const auto& crahs = loaded.first.scenario.sites.at(0).halls.at(0).air->crahs;
    coil = size_coil(crahs.params.coil);
    count = crahs.count.value_or(0);
  }
};

std::vector<double> pump(const Result& r, const char* channel) { return r.table("equipment/pump").column(channel, "s.cold"); }
std::size_t row(double t) { return static_cast<std::size_t>(t) - 1; }  // of the second that ends there

}  // namespace

TEST_CASE("A circuit carries the heat of its hall: flow, pressures, power and temperatures belong together") {
  const Result r = run_text(air(piped)), plain = run_text(air(""));
  const std::size_t at = row(3000);
  const double heat = pump(r, "hall_heat")[at], flow = pump(r, "flow")[at];
  CHECK(r.table("equipment/hall").column("coil_heat", "s.h1")[at] == Approx(plain.table("equipment/hall").column("coil_heat", "s.h1")[at]).epsilon(1e-3));
  CHECK(r.table("equipment/hall").column("inlet_temperature", "s.h1")[at] == Approx(plain.table("equipment/hall").column("inlet_temperature", "s.h1")[at]).epsilon(1e-4));
  CHECK(pump(r, "arriving_heat")[at] == Approx(heat).epsilon(1e-4));
  CHECK(pump(r, "return_temperature")[at] - pump(r, "water_temperature")[at] == Approx(heat / (flow * cp)).epsilon(1e-4));
  CHECK(pump(r, "power")[at] == Approx(pump(r, "hydraulic_power")[at] / pump(r, "efficiency")[at]).epsilon(1e-6));
  CHECK(pump(r, "hydraulic_power")[at] == Approx(flow / rho * pump(r, "head")[at]).epsilon(1e-4));
  CHECK(pump(r, "speed")[at] < 1);
  CHECK(pump(r, "speed")[at] > 0.3);
  CHECK(pump(r, "delay_max")[at] == Approx(3 * rho / flow).epsilon(1e-3));
  CHECK(pump(r, "short_of_flow")[at] == 0);
  // 60 kPa and an authority of a half: 120 kPa across the branch; the plant takes 100 kPa at the design flow.
  CHECK(pump(r, "differential_pressure")[at] == Approx(120e3).epsilon(1e-4));
  CHECK(r.table("equipment/loop").column("heat", "s.cold")[at] == Approx(heat + pump(r, "power")[at]).epsilon(1e-4));
  CHECK(r.constraint("s.cooling.cold.pump_head").peak_utilisation < 1);
  CHECK(r.sites[0].circuit_pump_j > 0);
  CHECK(plain.sites[0].circuit_pump_j == 0);
}

TEST_CASE("One of three pumps fails: it coasts, the one to spare runs up, the hall does not notice") {
  const Result r = run_text(air(piped, "events: [{at: 2026-08-04T10:30, trip: sites.s.cooling.cold.pumps_1, for: 10 min}]\n"));
  const auto flow = pump(r, "flow"), speed = pump(r, "speed");
  CHECK(*std::min_element(flow.begin() + 1700, flow.begin() + 1830) <= flow[1790]);
  CHECK(flow[row(1900)] == Approx(flow[row(1790)]).epsilon(1e-3));
  CHECK(pump(r, "running")[row(1790)] == 2);
  CHECK(pump(r, "running")[row(1900)] == 2);
  CHECK(r.event_times("pump").size() == 1);  // the third starts; the first stays to spare when it is back
  CHECK(r.event_times("pump")[0] == Approx(1800).margin(1.1));
  CHECK(r.constraint("s.halls.h1.rack_inlet").peak_utilisation <= 1);
}

TEST_CASE("The only pump on duty fails without another: the flow coasts down, the hall warms, the limit is told, and all comes back") {
  const Result r = run_text(air("{pumps: {count: 1, redundancy: N, run_down: 3 s}, pipes: {supply: 3 m3, return: 3 m3}}", "constraints: {rack_inlet: ASHRAE_A1}\nevents: [{at: 2026-08-04T10:30, trip: sites.s.cooling.cold.pumps_1, for: 4 min}]\n"));
  const auto flow = pump(r, "flow"), head = pump(r, "head");
  // Once the valves are open the flow goes with the speed, 1 / (1 + t / 3 s) on: its reciprocal rises by a straight line.
  const double a = 1 / flow[row(1815)], b = 1 / flow[row(1825)], c = 1 / flow[row(1835)];
  CHECK(b - a == Approx(c - b).epsilon(0.01));
  CHECK(flow[row(1803)] > flow[row(1806)]);
  CHECK(flow[row(1806)] > flow[row(1812)]);
  CHECK(flow[row(2000)] == 0);
  CHECK(head[row(2000)] == 0);
  CHECK(r.table("equipment/hall").column("inlet_temperature_max", "s.h1")[row(2039)] > 26);
  const ConstraintSummary& k = r.constraint("s.cooling.cold.pump_head");
  CHECK(k.peak_utilisation > 1);
  CHECK(k.time_over_s == Approx(240).margin(15));
  CHECK(r.event_times("pump").size() >= 2);  // all stand, and run again
  CHECK(flow[row(2100)] > 0.9 * flow[row(1790)]);
  CHECK(r.table("equipment/hall").column("inlet_temperature", "s.h1")[row(3590)] == Approx(r.table("equipment/hall").column("inlet_temperature", "s.h1")[row(1790)]).margin(0.2));
}

TEST_CASE("A plant goes dark: its pumps coast by their inertia, and are back after their ramp") {
  const Result r = run_text(air(piped, "events: [{at: 2026-08-04T10:30, trip: sites.s.power.plant_board, for: 2 min}]\n"));
  const auto flow = pump(r, "flow"), power = pump(r, "power");
  for (int t = 1802; t < 1900; ++t) CHECK(flow[row(t + 1)] <= flow[row(t)] * (1 + 1e-9));
  CHECK(flow[row(1802)] > 0.3 * flow[row(1790)]);
  CHECK(flow[row(1810)] < 0.6 * flow[row(1790)]);
  for (int t = 1802; t < 1919; ++t) CHECK(power[row(t)] == 0);
  CHECK(flow[row(1935)] > 0.95 * flow[row(1790)]);
  CHECK(r.event_times("cooling_dark").size() == 1);
}

TEST_CASE("Warm water takes its time: chillers are lost, and the halls feel it a pipe later") {
  const Result r = run_text(air(piped, "events: [{at: 2026-08-04T10:30, trip: sites.s.cooling.cold.chillers_1, for: 10 min}, {at: 2026-08-04T10:30, trip: sites.s.cooling.cold.chillers_2, for: 10 min}]\n"));
  const auto plant = r.table("equipment/loop").column("supply_temperature", "s.cold"), halls = pump(r, "water_temperature"), flow = pump(r, "flow");
  const auto passes = [](const std::vector<double>& v, double limit) { return static_cast<double>(std::find_if(v.begin() + 1700, v.end(), [&](double x) { return x > limit; }) - v.begin()); };
  const double here = passes(plant, 18.5), there = passes(halls, 18.5);
  double volume = 0;  // through the pipe between the two
  for (auto t = static_cast<std::size_t>(here); t < static_cast<std::size_t>(there); ++t) volume += flow[t] / rho;
  CHECK(volume == Approx(3).epsilon(0.05));
  CHECK(there - here > 20);
}

TEST_CASE("Five minutes or ten seconds a step come to the same water and the same energy") {
  const std::string tail = "workload: {profiles: [{mean: 60 %, daily_amplitude: 0.3}]}\n";
  const auto text = [&](const char* resolution) {
    std::string t = air(piped, "", resolution, "2026-08-05T10:00");
    t.replace(t.find("workload: "), std::string::npos, tail);
    return t;
  };
  const Result coarse = run_text(text("{calm: 5 min, transient: 1 s, record: 30 min}")), fine = run_text(text("{calm: 10 s, transient: 1 s, record: 30 min}"));
  const auto a = pump(coarse, "water_temperature"), b = pump(fine, "water_temperature"), c = pump(coarse, "return_temperature"), d = pump(fine, "return_temperature");
  for (std::size_t i = 1; i < a.size(); ++i) {
    CHECK(a[i] == Approx(b[i]).margin(0.05));
    CHECK(c[i] == Approx(d[i]).margin(0.05));
  }
  CHECK(coarse.sites[0].plant_heat_j == Approx(fine.sites[0].plant_heat_j).epsilon(1e-3));
  CHECK(coarse.sites[0].circuit_pump_j == Approx(fine.sites[0].circuit_pump_j).epsilon(5e-3));
}

TEST_CASE("Liquid cooling on a circuit: the CDUs take the water that their heat wants, and without flow the coolant climbs to the shutdown") {
  const auto text = [](const std::string& events) {
    return "netsuden: 1\nname: water\nhorizon: {from: 2026-08-04T10:00, to: 2026-08-04T11:00, timezone: Asia/Tokyo}\nresolution: {calm: 1 min, transient: 1 s, record: 1 s}\n"
           "record: {racks_enabled: false}\ngrids: {g: {}}\nsites:\n  s:\n    weather: {constant: {dry_bulb: 24 degC, relative_humidity: 55 %}}\n    grid: g\n"
           "    cooling:\n      warm: {type: facility_water, supply: 32 degC, rise: 10 K, hydraulics: {pumps: {count: 2, redundancy: N, run_down: 3 s}, pipes: {supply: 4 m3, return: 4 m3}}}\n"
           "    halls:\n      h1: {racks: {model: gb200_nvl72, count: 8, boot: 0 s}, liquid: {loop: warm}}\n"
           "workload: {profiles: [{mean: 80 %}]}\n" + events;
  };
  const Result r = run_text(text(""));
  const auto loop = [](const Result& x, const char* c) { return x.table("equipment/pump").column(c, "s.warm"); };
  const auto cdu = [](const Result& x, const char* c) { return x.table("equipment/cdu").column(c, "s.h1"); };
  const std::size_t at = row(3500);
  CHECK(loop(r, "hall_heat")[at] == Approx(cdu(r, "heat")[at]).epsilon(1e-6));
  CHECK(r.table("equipment/water_branch").column("cdu_flow", "s.h1")[at] == Approx(loop(r, "flow")[at]).epsilon(1e-6));
  CHECK(cdu(r, "coolant_supply_temperature")[at] == Approx(36).margin(0.1));  // the plant's 32 degC and an approach of 4 K, held by the valve
  CHECK(loop(r, "return_temperature")[at] - loop(r, "water_temperature")[at] == Approx(cdu(r, "heat")[at] / (loop(r, "flow")[at] * cp)).epsilon(1e-3));
  const Result lost = run_text(text("events: [{at: 2026-08-04T10:30, trip: sites.s.cooling.warm.pumps_1, for: 20 min}, {at: 2026-08-04T10:30, trip: sites.s.cooling.warm.pumps_2, for: 20 min}]\n"));
  REQUIRE(lost.event_times("thermal_shutdown").size() >= 1);
  CHECK(lost.event_times("thermal_shutdown")[0] > 1800);
  CHECK(lost.event_times("thermal_shutdown")[0] < 2400);
  CHECK(cdu(lost, "coolant_supply_temperature_max")[row(lost.event_times("thermal_shutdown")[0]) + 1] == Approx(65).margin(2));
  CHECK(loop(lost, "flow")[row(2300)] == 0);
}

TEST_CASE("A heat network takes its heat out of the water of a circuit, and none while that stands") {
  const std::string recovery = ", heat_recovery: {heat_pump: {}, network: {supply: 65 degC, return: 40 degC, heat: 60 kW}}";
  const std::string lost = "events: [{at: 2026-08-04T10:30, trip: sites.s.cooling.cold.pumps_1, for: 5 min}]\n";
  const Result plain = run_text(air("{}" + recovery)), r = run_text(air(piped + recovery));
  const Result stands = run_text(air("{pumps: {count: 1, redundancy: N, run_down: 3 s}, pipes: {supply: 3 m3, return: 3 m3}}" + recovery, lost));
  for (const Result* x : {&plain, &r, &stands}) {
    INFO(x->message);
    CHECK(x->thermal_residual < 1e-9);
    CHECK(x->electrical_residual < 1e-9);
  }
  const SiteMeters& m = r.sites[0];
  CHECK(m.reused_j == Approx(60e3 * m.seconds).epsilon(1e-3));
  CHECK(r.table("equipment/heat_recovery").column("heat", "s.cold")[row(30)] == Approx(60e3).epsilon(1e-6));
  CHECK(m.reused_j == Approx(m.reused_source_j + m.heat_pump_j).epsilon(1e-9));
  // Out of the water that comes back, and out of the chillers' heat: what they take is what arrives and the pumps' heat, less that.
  const std::size_t at = row(3000);
  const auto loop = [&](const char* c) { return r.table("equipment/loop").column(c, "s.cold")[at]; };
  CHECK(loop("heat") == Approx(pump(r, "arriving_heat")[at] + pump(r, "power")[at]).epsilon(1e-6));
  CHECK(loop("supply_temperature") == Approx(18).margin(0.01));
  CHECK(m.chiller_j < run_text(air(piped)).sites[0].chiller_j);
  const auto heat = stands.table("equipment/heat_recovery").column("heat", "s.cold");
  CHECK(heat[row(1790)] == Approx(60e3).epsilon(1e-6));
  CHECK(heat[row(2050)] == 0);
  CHECK(heat[row(3500)] == Approx(60e3).epsilon(1e-6));
}

TEST_CASE("Set-points that are reset, on a circuit: warmer water comes to the halls a pipe later, and the valves hold what is reset") {
  // 28 degC outdoors: 4 K of 15 K below the warm end are 4/15 of the way from 18 to 21 degC.
  const Result r = run_text(air(std::string(piped) + ", supply_reset: {by: outdoor_air, highest: 21 degC, cold: 17 degC, warm: 32 degC}", "", "{calm: 1 min, transient: 1 s, record: 1 min}"));
  INFO(r.message);
  CHECK(r.thermal_residual < 1e-9);
  const double set = 18 + 3 * 4.0 / 15;
  CHECK(r.table("equipment/loop").column("supply_set_point", "s.cold").back() == Approx(set).margin(1e-9));
  CHECK(pump(r, "water_temperature").back() == Approx(set).margin(0.02));
  CHECK(r.table("equipment/hall").column("supply_temperature", "s.h1").back() == Approx(24).margin(0.01));
  CHECK(pump(r, "flow").back() > pump(run_text(air(piped)), "flow").back());  // for the same heat from warmer water
}

/// Eight racks of 72 devices, all of their liquid heat under cold plates where `plates` says so.
std::string liquid(const std::string& plates, const std::string& events, const std::string& resolution = "{calm: 1 min, transient: 1 s, record: 1 s}") {
  return "netsuden: 1\nname: water\nhorizon: {from: 2026-08-04T10:00, to: 2026-08-04T11:00, timezone: Asia/Tokyo}\nresolution: " + resolution +
         "\nrecord: {racks_enabled: false}\ngrids: {g: {}}\nsites:\n  s:\n    weather: {constant: {dry_bulb: 24 degC, relative_humidity: 55 %}}\n    grid: g\n"
         "    cooling:\n      warm: {type: facility_water, supply: 32 degC, rise: 10 K, hydraulics: {pumps: {count: 1, redundancy: N, run_down: 3 s}, pipes: {supply: 4 m3, return: 4 m3}}}\n"
         "    halls:\n      h1: {racks: {model: gb200_nvl72, count: 8, boot: 0 s}, liquid: {loop: warm, cdus: {model: cdu_1350kw, count: 1}" + plates + "}}\n"
         "workload: {profiles: [{mean: 80 %, daily_amplitude: 0, weekend_drop: 0}]}\n" + events;
}
const char* plates = ", cold_plate: {model: ocp_oam_1kw_pg25}";

TEST_CASE("Cold plates on a circuit: cases above the coolant of the technology loop, and with the pump lost both climb by what all of it can store") {
  const Result r = run_text(liquid(plates, "events: [{at: 2026-08-04T10:30, trip: sites.s.cooling.warm.pumps_1, for: 20 min}]\n"));
  INFO(r.message);
  CHECK(r.thermal_residual < 1e-9);
  const auto plate = [&](const char* c) { return r.table("equipment/cold_plate").column(c, "s.h1"); };
  const auto cdu = [&](const char* c) { return r.table("equipment/cdu").column(c, "s.h1"); };
  const auto cases = plate("case_temperature"), coolant = cdu("coolant_supply_temperature"), heat = r.table("equipment/hall").column("liquid_heat", "s.h1");
  const std::size_t calm = row(1700), lost = row(1905), later = row(1970);
  // One device of 8 x 72 / 0.75, its flow as recorded, the resistance of OCP OAI's figure 7 there by a straight line between 1.0 and 2.0 l/min.
  const double flow = plate("flow")[calm], each = heat[calm] / (8 * 72 / 0.75);
  const std::pair<double, double> figure[] = {{0.8, 0.0265}, {0.9, 0.0255}, {1.0, 0.0245}, {1.2, 0.0230}, {1.4, 0.0220}, {1.6, 0.0214}, {1.8, 0.0209}, {2.0, 0.0204}};
  REQUIRE(flow > 0.8);
  REQUIRE(flow < 2.0);
  const auto* above = std::find_if(std::begin(figure), std::end(figure), [&](const auto& p) { return p.first > flow; });
  const auto* below = above - 1;
  const double resistance = below->second + (above->second - below->second) * (flow - below->first) / (above->first - below->first);
  CHECK(coolant[calm] == Approx(36).margin(0.1));
  CHECK(cases[calm] - coolant[calm] == Approx(each * resistance).epsilon(0.01));
  // 1.5 L a kW of the CDU and 1.5 kJ/K a plate keep all that comes in.
  REQUIRE(r.table("equipment/water_branch").column("cdu_flow", "s.h1")[lost] == 0);
  const double coolant_j_k = 1.5e-6 * 1350e3 * 1020 * 3930, plates_j_k = 8 * 72 / 0.75 * 1500;
  double in = 0;
  for (std::size_t t = lost + 1; t <= later; ++t) in += heat[t] + cdu("pump_power")[t];
  CHECK(coolant_j_k * (coolant[later] - coolant[lost]) + plates_j_k * (cases[later] - cases[lost]) == Approx(in).epsilon(0.005));
  CHECK(coolant[later] - coolant[lost] > 4);
}

TEST_CASE("Cold plates on a circuit: a second or a minute a step come to the same cases and the same heat") {
  const auto ends = [](const char* resolution) {
    const Result r = run_text(liquid(plates, "", resolution));
    CHECK(r.thermal_residual < 1e-9);
    return std::pair{r.table("equipment/cold_plate").column("case_temperature", "s.h1").back(), r.sites[0].plant_heat_j};
  };
  const auto coarse = ends("{calm: 5 min, transient: 1 s, record: 5 min}"), fine = ends("{calm: 1 s, transient: 1 s, record: 5 min}");
  CHECK(coarse.first == Approx(fine.first).margin(0.05));
  CHECK(coarse.second == Approx(fine.second).epsilon(1e-3));
}

TEST_CASE("The valves' PI loop on a circuit holds the supply with the water that its position lets through") {
  const auto text = [](const char* valves) {
    std::string t = air(piped);
    t.replace(t.find("supply: 24 degC}}"), 17, std::string("supply: 24 degC") + valves + "}}");
    return t;
  };
  const Result ideal = run_text(text("")), r = run_text(text(", valves: {}"));
  INFO(r.message);
  CHECK(r.thermal_residual < 1e-9);
  CHECK(r.table("equipment/hall").column("supply_temperature", "s.h1")[row(3500)] == Approx(24).margin(0.05));
  CHECK(pump(r, "flow")[row(3500)] == Approx(pump(ideal, "flow")[row(3500)]).epsilon(0.02));
  CHECK(pump(r, "short_of_flow")[row(3500)] == 0);
}

TEST_CASE("Wet coils on a circuit want more water for the same sensible heat, and their latent heat comes with it") {
  const auto text = [](const char* humidity) {
    std::string t = air(piped);
    t.replace(t.find("supply: 24 degC}}"), 17, std::string("supply: 24 degC") + humidity + "}}");
    t.replace(t.find("supply: 18 degC"), 15, "supply: 12 degC");
    return t;
  };
  const Result dry = run_text(text(", humidity: {dew_point: 5 degC}")), r = run_text(text(", humidity: {dew_point: 22 degC}"));
  INFO(r.message);
  CHECK(r.thermal_residual < 1e-9);
  const std::size_t at = row(3500);
  const auto of = [&](const Result& x, const char* c) { return x.table("equipment/hall").column(c, "s.h1")[at]; };
  const double latent = r.table("equipment/humidity").column("latent_heat", "s.h1")[at];
  REQUIRE(latent > 0);
  CHECK(of(r, "coil_heat") - latent == Approx(of(dry, "coil_heat")).epsilon(1e-3));
  CHECK(pump(r, "hall_heat")[at] == Approx(of(r, "coil_heat")).epsilon(1e-4));
  CHECK(pump(r, "flow")[at] > pump(dry, "flow")[at]);
  // The coils at the recorded water, air and humidity: the model of a wet coil by itself (tests/unit/cooling/wet_coil_test.cpp).
  Request request;
  request.text = text(", humidity: {dew_point: 22 degC}");
  const CrahsOf hall(request);
  const WetCoilResult one = run_wet_coil(wet_coil_sides(hall.coil, MassFlow::from_si(of(r, "air_flow")), MassFlow::from_si(pump(r, "flow")[at]), hall.count), Temperature::celsius(of(r, "return_temperature")),
                                         psychro::humidity_ratio_from_dew_point(22, 101325), Temperature::celsius(pump(r, "water_temperature")[at]), Pressure::from_si(101325));
  REQUIRE(one.wet);
  CHECK(hall.count * one.sensible.si() == Approx(of(r, "coil_heat") - latent).epsilon(2e-3));
  CHECK(hall.count * (one.total - one.sensible).si() == Approx(latent).epsilon(0.05));
}

TEST_CASE("A circuit begins with its water on its way: the heat of the halls arrives from the first second on") {
  const Result r = run_text(air(piped));
  for (const double t : {1.0, 30.0, 120.0, 600.0}) CHECK(pump(r, "arriving_heat")[row(t)] == Approx(pump(r, "hall_heat")[row(t)]).epsilon(0.01));
}

TEST_CASE("A pump beyond its curve, and water that would boil, are told as what they are") {
  const auto words = [](const Result& r) {
    std::string all;
    for (const std::string& t : r.table("event").texts) all += t + "\n";
    return all;
  };
  // Two of four pumps for all of the flow: each beyond 1.6 times its rated one.
  std::string t = air("{pumps: {count: 4, redundancy: N, control: constant, rated_flow: 0.004 m3/s}}", "events: [{at: 2026-08-04T10:20, trip: sites.s.cooling.cold.pumps_1}, {at: 2026-08-04T10:20, trip: sites.s.cooling.cold.pumps_2}, {at: 2026-08-04T10:20, trip: sites.s.cooling.cold.pumps_3}]\n");
  CHECK(words(run_text(t)).find("flow of loop pumps outside their curve") != std::string::npos);
  CHECK(words(run_text(air(piped))).find("outside") == std::string::npos);
}

TEST_CASE("Coolant stays in pipes and racks when CDUs are lost: it warms as fast with one as with all of them") {
  const auto slope = [](const std::string& before) {
    std::string t = liquid("", "events: [" + before + "{at: 2026-08-04T10:30, trip: sites.s.cooling.warm.pumps_1, for: 20 min}]\n");
    t.replace(t.find("count: 1}}}"), 8, "count: 4");
    t.replace(t.find("run_down: 3 s"), 13, "run_down: 0.1 s");
    const Result r = run_text(t);
    INFO(r.message);
    CHECK(r.thermal_residual < 1e-9);
    const auto c = r.table("equipment/cdu").column("coolant_supply_temperature", "s.h1");
    return (c[row(1900)] - c[row(1860)]) / 40;
  };
  const double all = slope(""), one = slope("{at: 2026-08-04T10:20, trip: sites.s.halls.h1.cdus_1}, {at: 2026-08-04T10:20, trip: sites.s.halls.h1.cdus_2}, {at: 2026-08-04T10:20, trip: sites.s.halls.h1.cdus_3}, ");
  CHECK(all == Approx(783.4e3 / (4 * 1.5e-6 * 1350e3 * 1020 * 3930)).epsilon(0.02));  // heat over what four of them hold
  CHECK(one == Approx(all).epsilon(0.02));
}

TEST_CASE("Racks whose coolant cannot be held begin at the temperature at which they stop") {
  std::string t = liquid(", branch: {flow: 0.0001 m3/s}", "");
  const Result r = run_text(t);
  INFO(r.message);
  CHECK(r.thermal_residual < 1e-9);
  for (const double c : r.table("equipment/cdu").column("coolant_supply_temperature_max", "s.h1"))
    if (std::isfinite(c)) CHECK(c < 65 + 10 + 1);  // what comes back is 10 K warmer, and comes round
  CHECK(r.event_times("thermal_shutdown").size() >= 1);
}

TEST_CASE("Rear doors on a circuit: their valves let through what the leaving air wants, all of it where none is asked for, and nothing with the pump lost") {
  const auto text = [](const char* doors, const char* events = "") {
    std::string t = air("{pumps: {count: 1, redundancy: N, run_down: 3 s}, pipes: {supply: 3 m3, return: 3 m3}}", events);
    const std::string hall = "supply: 24 degC}}";
    t.replace(t.find(hall), hall.size(), std::string("supply: 24 degC}, rear_doors: {loop: cold") + doors + "}}");
    return t;
  };
  const auto door = [](const Result& r, const char* c) { return r.table("equipment/rear_door").column(c, "s.h1"); };
  const auto branch = [](const Result& r, const char* c) { return r.table("equipment/water_branch").column(c, "s.h1"); };
  const std::size_t at = row(1700);
  const Result open = run_text(text(""));
  INFO(open.message);
  CHECK(open.thermal_residual < 1e-9);
  CHECK(branch(open, "door_valve")[at] == Approx(1).margin(1e-6));
  CHECK(pump(open, "flow")[at] == Approx(branch(open, "door_flow")[at] + branch(open, "coil_flow")[at]).epsilon(1e-9));
  CHECK(pump(open, "hall_heat")[at] == Approx(door(open, "heat")[at] + open.table("equipment/hall").column("coil_heat", "s.h1")[at]).epsilon(1e-6));
  const Result held = run_text(text(", leaving: 30 degC", "events: [{at: 2026-08-04T10:30, trip: sites.s.cooling.cold.pumps_1, for: 4 min}]\n"));
  INFO(held.message);
  CHECK(held.thermal_residual < 1e-9);
  CHECK(branch(held, "door_flow")[at] < branch(open, "door_flow")[at]);
  CHECK(branch(held, "door_valve")[at] < 0.95);
  CHECK(branch(held, "door_flow")[row(2000)] == 0);
  CHECK(door(held, "heat")[row(2000)] == 0);
  CHECK(door(held, "heat")[at] > 0);
  // Back as before; the valve lags by a part of a step.
  CHECK(door(held, "heat")[row(3500)] == Approx(door(held, "heat")[at]).epsilon(0.01));
}

TEST_CASE("The coolant of CDUs on a circuit follows the water that is reset, cold plates beside it have theirs from a plant without") {
  const Result r = run_text("netsuden: 1\nname: water\nhorizon: {from: 2026-08-04T10:00, to: 2026-08-04T13:00, timezone: Asia/Tokyo}\nresolution: {calm: 1 min, transient: 1 s, record: 1 min}\n"
                            "record: {racks_enabled: false}\ngrids: {g: {}}\nsites:\n  s:\n    weather: {constant: {dry_bulb: 20 degC, relative_humidity: 50 %}}\n    grid: g\n"
                            "    cooling:\n      warm: {type: facility_water, supply: 30 degC, rise: 10 K, supply_reset: {by: outdoor_air, highest: 34 degC, cold: 10 degC, warm: 30 degC}, hydraulics: {pipes: {supply: 4 m3, return: 4 m3}}}\n"
                            "      other: {type: facility_water, supply: 30 degC, rise: 10 K}\n"
                            "    halls:\n      h1: {racks: {model: gb200_nvl72, count: 8, boot: 0 s}, liquid: {loop: warm}}\n"
                            "      h2: {racks: {model: gb200_nvl72, count: 8, boot: 0 s}, liquid: {loop: other, cold_plate: {model: ocp_oam_1kw_pg25}}}\n"
                            "workload: {profiles: [{mean: 80 %}]}\n");
  INFO(r.message);
  CHECK(r.thermal_residual < 1e-9);
  const auto cdu = [&](const char* c, const char* hall) { return r.table("equipment/cdu").column(c, hall).back(); };
  CHECK(cdu("coolant_supply_temperature", "s.h1") == Approx(32 + 4).margin(0.05));
  CHECK(cdu("coolant_supply_temperature", "s.h2") < 30 + 4);
  CHECK(r.table("equipment/cold_plate").column("case_temperature", "s.h2").back() > cdu("coolant_supply_temperature", "s.h2"));
}

TEST_CASE("pump-trip: the spare pump takes over unnoticed, then the cases pass their limit after what the coolant between racks and CDUs can store") {
  const auto of = [](std::vector<std::string> set) {
    Request request;
    request.file = std::string(NETSUDEN_SOURCE_DIR) + "/scenarios/pump-trip.yaml";
    request.set = std::move(set);
    Result r = run(request);
    INFO(r.message);
    CHECK(r.thermal_residual < 1e-9);
    return r;
  };
  const auto first = [](const std::vector<double>& v, const auto& is) { return static_cast<double>(std::find_if(v.begin() + 1800, v.end(), is) - v.begin()) - 1800; };
  const auto too_warm = [](double t) { return t > 80; };
  const Result r = of({});
  const auto cases = r.table("equipment/cold_plate").column("case_temperature_max", "koto.hall1"), flow = r.table("equipment/pump").column("flow", "koto.warm");
  for (std::size_t t = row(600); t < row(1800); ++t) CHECK(cases[t] == Approx(cases[row(590)]).margin(0.1));
  // By hand: the coolant of three CDUs goes from its return, 10 K above its supply, to where it makes cases of 80 degC. Water that still
  // coasts takes some of the heat for as long as it does, plates keep some.
  const double heat = r.table("equipment/hall").column("liquid_heat", "koto.hall1")[row(1700)], gap = 80 - cases[row(1700)];
  const double least = 3 * 1.5e-6 * 1350e3 * 1020 * 3930 * (gap - 10) / heat, in_plates = 16 * 72 / 0.75 * 1500 * gap / heat;
  CHECK(first(cases, too_warm) > least);
  CHECK(first(cases, too_warm) < least + in_plates + first(flow, [](double x) { return x == 0; }));
  const auto with = [&](const char* set) { return first(of({set}).table("equipment/cold_plate").column("case_temperature_max", "koto.hall1"), too_warm); };
  CHECK(with("sites.koto.cooling.warm.volume=60 m3") == first(cases, too_warm));
  CHECK(with("sites.koto.halls.hall1.liquid.cdus.loop_volume=2 L/kW") > first(cases, too_warm) + 20);
}

TEST_CASE("A plant without hydraulics whose board is dark moves no water: its hall is as hot as soon as with them") {
  const auto dark = [](const char* hydraulics) {
    const Result r = run_text(air(hydraulics, "events: [{at: 2026-08-04T10:30, trip: sites.s.power.plant_board, for: 10 min}]\n"));
    CHECK(r.thermal_residual < 1e-9);
    return r;
  };
  const Result with = dark("{pumps: {}}"), plain = dark("");
  const auto hot = [](const Result& r) {  // since the outage
    const auto t = r.table("equipment/hall").column("inlet_temperature_max", "s.h1");
    return static_cast<double>(std::find_if(t.begin() + 1800, t.end(), [](double x) { return x > 32; }) - t.begin()) - 1800;
  };
  INFO(hot(plain) << " s without, " << hot(with) << " s with");
  CHECK(hot(plain) > 10);
  CHECK(hot(plain) < 300);
  CHECK(hot(plain) == Approx(hot(with)).epsilon(0.1));
  const auto coils = plain.table("equipment/hall").column("coil_heat", "s.h1"), loop = plain.table("equipment/loop").column("heat", "s.cold");
  for (const double t : {1990.0, 2100.0, 2399.0}) {
    CHECK(std::abs(coils[row(t)]) < 1);
    CHECK(std::abs(loop[row(t)]) < 1);
  }
  CHECK(coils[row(2405)] > 0);
  const auto inlet = plain.table("equipment/hall").column("inlet_temperature", "s.h1");
  CHECK(inlet[row(3590)] == Approx(inlet[row(1790)]).margin(0.2));
}

TEST_CASE("Pumps on a board of their own go on while the chillers of a plant without hydraulics are dark: the loop's water carries the hall") {
  const auto run = [](const char* fed) {
    std::string t = air("", "events: [{at: 2026-08-04T10:30, trip: sites.s.power.plant_board, for: 2 min}]\n");
    t.replace(t.find("fed_by: plant_board"), 19, std::string("fed_by: plant_board, pumps_fed_by: ") + fed);
    return run_text(t);
  };
  const Result r = run("board"), dark = run("plant_board");
  CHECK(r.thermal_residual < 1e-9);
  // 20 m3 take up what the coils give and the pumps add.
  const auto heat = r.table("equipment/loop").column("heat", "s.cold"), supply = r.table("equipment/loop").column("supply_temperature", "s.cold");
  double in = 0;
  for (std::size_t t = row(1801); t <= row(1920); ++t) in += heat[t];
  CHECK(in > 30e6);
  CHECK(supply[row(1920)] - supply[row(1800)] == Approx(in / (20 * rho * cp)).epsilon(0.02));
  const auto inlet = r.table("equipment/hall").column("inlet_temperature_max", "s.h1");
  CHECK(*std::max_element(inlet.begin() + 1800, inlet.begin() + 1920) < 27);
  CHECK(dark.table("equipment/hall").column("inlet_temperature_max", "s.h1")[row(1919)] > 32);
}

TEST_CASE("Coolant of a plant without hydraulics keeps the heat while the water stands, and gives it back") {
  for (const char* p : {"", plates}) {
    std::string t = liquid(p, "events: [{at: 2026-08-04T10:30, trip: sites.s.power.plant_board, for: 200 s}]\n");
    const auto from = t.find(", hydraulics: "), to = t.find("}\n    halls");
    t.replace(from, to - from, ", fed_by: plant_board");
    t.replace(t.find("    cooling:"), 0, "    power:\n      feeder: {type: grid_connection, capacity: 4 MVA}\n      board: {type: switchboard, rating: 4 MVA, feeds_from: feeder}\n      plant_board: {type: switchboard, rating: 3 MVA, feeds_from: feeder}\n");
    t.replace(t.find("boot: 0 s}"), 10, "boot: 0 s}, fed_by: board");
    const Result r = run_text(t);
    INFO(p << r.message);
    CHECK(r.thermal_residual < 1e-9);
    const auto cdu = [&](const char* c) { return r.table("equipment/cdu").column(c, "s.h1"); };
    const auto coolant = cdu("coolant_supply_temperature"), heat = r.table("equipment/hall").column("liquid_heat", "s.h1"), loop = r.table("equipment/loop").column("heat", "s.warm");
    // By hand: 1.5 L a kW of the CDU, and 1.5 kJ/K a plate whose case rises with it.
    double in = 0, kept = 1.5e-6 * 1350e3 * 1020 * 3930 * (coolant[row(1995)] - coolant[row(1935)]);
    for (std::size_t k = row(1936); k <= row(1995); ++k) in += heat[k] + cdu("pump_power")[k];
    if (*p) {
      const auto cases = r.table("equipment/cold_plate").column("case_temperature", "s.h1");
      kept += 8 * 72 / 0.75 * 1500 * (cases[row(1995)] - cases[row(1935)]);
    }
    CHECK(kept == Approx(in).epsilon(0.005));
    CHECK(coolant[row(1995)] - coolant[row(1935)] > 2);
    CHECK(std::abs(loop[row(1990)]) < 1);
    // All of it comes to the loop in the end.
    CHECK(coolant[row(3500)] == Approx(coolant[row(1790)]).margin(0.05));
    double over = 0;
    for (std::size_t k = row(1801); k <= row(3500); ++k) over += loop[k] - loop[row(1790)];
    CHECK(std::abs(over) < 0.01 * 1700 * loop[row(1790)]);
    CHECK(r.event_times("thermal_shutdown").empty());
  }
}

}  // namespace netsuden::test
