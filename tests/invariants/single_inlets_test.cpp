// SPDX-License-Identifier: Apache-2.0
// Whole runs with a recirculation map: single inlets by hand, and what is judged by the hottest of them.
#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "tests/invariants/recirculation_hall.hpp"

namespace netsuden::test {
namespace {

/// A map in which each place draws a share of its own air alone.
std::string own_air(const std::vector<double>& share) {
  return map_csv(share.size(), [&](std::size_t i, std::size_t j) { return i == j ? share[i] : 0; });
}

std::string hall(const std::string& map, const std::string& racks, const std::string& tail) { return mapped_hall(map, racks, "", tail); }

constexpr std::size_t noon = 71;  // row of /rack that ends at 12:00
double own(double a) { return 24 + a / (1 - a) * 16; }

}  // namespace

TEST_CASE("Inlet and outlet of single racks by their map, with the hottest judged") {
  TempFolder folder;
  std::vector<double> share(20, 0.02);
  share[19] = 0.4;
  share[7] = 0.2;
  const Result r = run_text(hall(folder.write("map.csv", own_air(share)), "", "workload: {profiles: [{mean: 70 %}]}\n"));
  const Table& racks = r.table("rack");
  const auto inlet = [&](int rack) { return racks.column("inlet_temperature", "s.h1.rack_" + std::to_string(rack))[noon]; };
  // The walls warm the cold aisle by a tenth of a kelvin; between the racks the map alone counts.
  CHECK(inlet(1) == Approx(own(0.02)).margin(0.15));
  CHECK(inlet(8) - inlet(1) == Approx(own(0.2) - own(0.02)).epsilon(1e-6));
  CHECK(inlet(20) - inlet(1) == Approx(own(0.4) - own(0.02)).epsilon(1e-6));
  CHECK(racks.column("inlet_temperature_max", "s.h1.rack_20")[noon] == Approx(inlet(20)).margin(0.02));
  CHECK(racks.column("outlet_temperature", "s.h1.rack_20")[noon] == Approx(inlet(20) + 16).epsilon(1e-9));
  const Table& halls = r.table("equipment/hall");
  CHECK(halls.column("inlet_temperature_max", "s.h1")[720] == Approx(inlet(20)).margin(0.02));
  double mean = 0;
  for (int i = 1; i <= 20; ++i) mean += inlet(i) / 20;
  CHECK(halls.column("inlet_temperature", "s.h1")[720] == Approx(mean).margin(0.02));
  // 34.7 degC: above the recommended and A1, within A2.
  CHECK(r.constraint("s.halls.h1.rack_inlet").peak_value == Approx(own(0.4)).margin(0.15));
  CHECK(r.constraint("s.halls.h1.rack_inlet").time_over_s == 0);
  // The CRAHs are asked for what they give: by the recirculation of the map, not that of the hall's default.
  CHECK(r.constraint("s.halls.h1.crah_air_flow").peak_value == Approx(halls.column("air_flow", "s.h1")[720]).epsilon(1e-3));
  const EnvelopeTimes& above = r.halls.at(0).envelope;
  CHECK(above.inlet_s[0] == Approx(86400).margin(60));
  CHECK(above.inlet_s[1] == Approx(86400).margin(1800));
  CHECK(above.inlet_s[2] == 0);
  CHECK(above.with_inlet_s == Approx(86400).margin(1e-6));
  CHECK(above.with_coolant_s == 0);
}

TEST_CASE("A map of rows gives the racks of a row one inlet, and idle rows heat none") {
  TempFolder folder;
  const std::string jobs = folder.write("jobs.csv", "id,submit_s,nodes,run_s,utilization\n1,0,20,86400,0.9\n");  // of 80 nodes the first 20
  const std::string map = folder.write("map.csv", "1,2,3,4\n0.02,0.3,0,0\n0,0.02,0,0\n0,0,0.02,0\n0,0,0,0.02\n");
  const Result r = run_text(hall(map, ", rows: 4", "workload: {jobs: [{trace: {file: " + jobs + "}}]}\n"));
  const Table& racks = r.table("rack");
  const auto inlet = [&](int rack) { return racks.column("inlet_temperature", "s.h1.rack_" + std::to_string(rack))[noon]; };
  const auto rise = [&](int rack) { return racks.column("outlet_temperature", "s.h1.rack_" + std::to_string(rack))[noon] - inlet(rack); };
  CHECK(inlet(1) == Approx(inlet(5)).epsilon(1e-12));
  CHECK(inlet(6) == Approx(inlet(10)).epsilon(1e-12));
  CHECK(rise(1) == Approx(16).epsilon(1e-6));  // busy
  CHECK(rise(20) < 16);                        // idle, at the least flow
  // Row 2 draws 0.3 of row 1's outlet; what its own and row 1's air come to, against row 3, which draws its own alone.
  const double x1 = 0.02 / 0.98 * rise(1), x3 = 0.02 / 0.98 * rise(11), x2 = (0.3 * (x1 + rise(1)) + 0.02 * rise(6)) / 0.98;
  CHECK(inlet(1) - inlet(11) == Approx(x1 - x3).margin(1e-3));
  CHECK(inlet(6) - inlet(11) == Approx(x2 - x3).margin(1e-3));
}

TEST_CASE("Idle racks beside busy ones: each inlet is its own air above the supply, none below it") {
  TempFolder folder;
  std::vector<double> share(20, 0.02);
  share[19] = 0.4;  // idle
  share[2] = 0.3;   // busy
  const std::string jobs = folder.write("jobs.csv", "id,submit_s,nodes,run_s,utilization\n1,0,20,86400,0.9\n");  // the first 5 racks
  const Result r = run_text(hall(folder.write("map.csv", own_air(share)), "", "workload: {jobs: [{trace: {file: " + jobs + "}}]}\n"));
  const Table& racks = r.table("rack");
  const auto at = [&](const char* channel, int rack) { return racks.column(channel, "s.h1.rack_" + std::to_string(rack))[noon]; };
  for (const int rack : {1, 3, 12, 20}) {
    const double a = share[static_cast<std::size_t>(rack - 1)], rise = at("outlet_temperature", rack) - at("inlet_temperature", rack);
    INFO("rack " << rack << ", rise " << rise);
    const double own_k = a / (1 - a) * rise;
    CHECK(at("inlet_temperature", rack) == Approx(24 + own_k).margin(0.3));  // the walls
    CHECK(at("inlet_temperature", rack) - at("inlet_temperature", 1) == Approx(own_k - 0.02 / 0.98 * 16).margin(1e-3));
    CHECK(at("inlet_temperature", rack) > 24);
  }
  CHECK(at("outlet_temperature", 20) - at("inlet_temperature", 20) < 15);
}

TEST_CASE("Controls throttle by the hottest rack, and without CRAHs the aisles mix") {
  TempFolder folder;
  std::vector<double> share(20, 0.02);
  share[19] = 0.4;
  const std::string map = folder.write("map.csv", own_air(share)), work = "workload: {profiles: [{mean: 70 %}]}\n";
  const std::string control = "control: [{type: thermal_throttle, start: 30 degC, full: 40 degC, floor: 50 %}]\n";
  CHECK(run_text(hall("", "", work + control)).event_times("throttle").empty());
  CHECK_FALSE(run_text(hall(map, "", work + control)).event_times("throttle").empty());
  const Result dark = run_text(hall(map, "", work + "events: [{at: 2026-08-04T12:05, outage: g, for: 1 h}]\n"));
  const Table& racks = dark.table("rack");
  const auto gap = [&](std::size_t row) { return racks.column("inlet_temperature", "s.h1.rack_20")[row] - racks.column("inlet_temperature", "s.h1.rack_1")[row]; };
  CHECK(gap(noon) == Approx(own(0.4) - own(0.02)).epsilon(1e-3));
  CHECK(gap(noon + 4) < 0.1 * gap(noon));
}

TEST_CASE("Servers draw more in warm air, by their fans and their leakage, and the heat of it is cooled") {
  const std::string work = "workload: {profiles: [{mean: 70 %}]}\n", response = ", inlet_response: {fans: 700 W, leakage_per_10k: 6 %}";
  const auto warm = [&](const std::string& racks) {
    std::string text = hall("", racks, work);
    return run_text(text.replace(text.find("supply: 24 degC"), 15, "supply: 29 degC"));
  };
  const Result plain = warm(""), r = warm(response);
  const auto of = [](const Result& q, const char* channel) { return q.table("equipment/hall").column(channel, "s.h1")[720]; };
  const double inlet = of(r, "inlet_temperature"), base = of(plain, "it_power");
  REQUIRE(inlet > 29.2);
  const double phi = 0.4 + 0.04 * (inlet - 20), at_reference = 0.56;
  const double fans = 80 * 700 * (phi * phi * phi - at_reference * at_reference * at_reference), leakage = base * 0.006 * (inlet - 24);
  CHECK(of(r, "it_power") == Approx(base + fans + leakage).epsilon(1e-5));
  CHECK(of(plain, "it_power") == Approx(base));
  // More air at the same heat: a smaller rise, and more of the CRAHs.
  CHECK(of(r, "air_flow") > of(plain, "air_flow"));
  const Table& racks = r.table("rack");
  double sum = 0;
  for (int i = 1; i <= 20; ++i) sum += racks.column("power", "s.h1.rack_" + std::to_string(i))[noon];
  CHECK(sum == Approx(of(r, "it_power")).epsilon(1e-4));
  CHECK(r.electrical_residual < 1e-9);
  CHECK(r.thermal_residual < 1e-9);
  CHECK(r.sites[0].it_j > plain.sites[0].it_j);
}

}  // namespace netsuden::test
