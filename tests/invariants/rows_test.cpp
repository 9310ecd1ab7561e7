// SPDX-License-Identifier: Apache-2.0
// Whole runs of a hall whose rows are zones of their own: by hand, against a map of the same shares, with air that fails.
#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "tests/invariants/recirculation_hall.hpp"

namespace netsuden::test {
namespace {

std::string with_rows(const std::string& shares, const std::string& tail, const std::string& calm = "5 min") {
  std::string text = mapped_hall("", ", rows: 4", "", tail);
  text.replace(text.find("supply: 24 degC"), 15, "supply: 24 degC, surface_transfer: 0 W/K/m2, crahs: {model: crah_120kw, count: 8}, rows: {recirculation: [" + shares + "]}");
  text.replace(text.find("calm: 5 min"), 11, "calm: " + calm);
  return text;
}

constexpr std::size_t noon = 71;  // row of /rack that ends at 12:00
double own(double a) { return a / (1 - a) * 16; }
std::vector<double> of_row(const Result& r, const char* channel, int row) { return r.table("equipment/row").column(channel, "s.h1.row_" + std::to_string(row)); }
double rack(const Result& r, const char* channel, int n, std::size_t at = noon) { return r.table("rack").column(channel, "s.h1.rack_" + std::to_string(n))[at]; }

}  // namespace

TEST_CASE("Rows: a row without containment draws its own air, and the others do not notice") {
  const std::string work = "workload: {profiles: [{mean: 70 %}]}\n";
  const Result r = run_text(with_rows("0.02, 0.02, 0.1, 0.3", work));
  // Without walls the closed form holds: a share a of its own air is a / (1 - a) of its rise.
  for (const auto& [row, share] : {std::pair{2, 0.02}, std::pair{3, 0.1}, std::pair{4, 0.3}})
    CHECK(rack(r, "inlet_temperature", 5 * row) - rack(r, "inlet_temperature", 1) == Approx(own(share) - own(0.02)).epsilon(1e-3).margin(1e-6));
  CHECK(rack(r, "inlet_temperature", 1) == Approx(rack(r, "inlet_temperature", 5)).epsilon(1e-12));
  CHECK(of_row(r, "inlet_temperature", 4)[720] == Approx(rack(r, "inlet_temperature", 20)).margin(1e-3));
  CHECK(of_row(r, "hot_aisle_temperature", 4)[720] - of_row(r, "inlet_temperature", 4)[720] == Approx(16).margin(0.01));
  double heat = 0;
  for (int i = 1; i <= 4; ++i) heat += of_row(r, "air_heat", i)[720];
  CHECK(heat == Approx(r.table("equipment/hall").column("it_power", "s.h1")[720]).epsilon(1e-6));
  CHECK(r.constraint("s.halls.h1.rack_inlet").peak_value == Approx(rack(r, "inlet_temperature", 20)).margin(0.1));
  // A map whose rows draw from themselves alone says the same.
  TempFolder folder;
  std::string text = mapped_hall(folder.write("map.csv", map_csv(4, [](std::size_t i, std::size_t j) { return i != j ? 0 : i < 2 ? 0.02 : i == 2 ? 0.1 : 0.3; })), ", rows: 4", "", work);
  text.replace(text.find("supply: 24 degC"), 15, "supply: 24 degC, surface_transfer: 0 W/K/m2, crahs: {model: crah_120kw, count: 8}");
  const Result map = run_text(text);
  for (int i = 1; i <= 20; ++i) CHECK(rack(r, "inlet_temperature", i) == Approx(rack(map, "inlet_temperature", i)).margin(0.01));
  CHECK(r.table("equipment/hall").column("coil_heat", "s.h1")[720] == Approx(map.table("equipment/hall").column("coil_heat", "s.h1")[720]).epsilon(1e-9));
}

TEST_CASE("Rows: those that work warm their own aisles, idle ones do not, and none is below the supply") {
  TempFolder folder;
  const std::string jobs = folder.write("jobs.csv", "id,submit_s,nodes,run_s,utilization\n1,21600,20,86400,0.9\n");  // of 80 nodes the first 20: row 1
  const Result r = run_text(with_rows("0.2, 0.2, 0.2, 0.2", "workload: {jobs: [{trace: {file: " + jobs + "}}]}\n"));
  const double busy = rack(r, "outlet_temperature", 1) - rack(r, "inlet_temperature", 1), idle = rack(r, "outlet_temperature", 20) - rack(r, "inlet_temperature", 20);
  REQUIRE(busy > idle + 1);
  CHECK(rack(r, "inlet_temperature", 1) - rack(r, "inlet_temperature", 20) == Approx(0.25 * (busy - idle)).epsilon(0.01));
  CHECK(rack(r, "inlet_temperature", 6) == Approx(rack(r, "inlet_temperature", 20)).epsilon(1e-9));
  for (const int n : {1, 6, 20}) CHECK(rack(r, "inlet_temperature", n) > 24);
  // Before the job all rows are alike; after it the first warms with the time constant of its servers, minutes, not at once.
  const auto inlet = of_row(r, "inlet_temperature", 1), other = of_row(r, "inlet_temperature", 4);
  CHECK(inlet[355] == Approx(other[355]).margin(1e-6));
  const double end = inlet[719] - other[719];
  CHECK(inlet[360] - other[360] < 0.5 * end);
  CHECK(inlet[390] - other[390] > 0.9 * end);
}

TEST_CASE("Rows: a busy row without containment beside an idle one with it, and the other way round, by hand") {
  TempFolder folder;
  const std::string jobs = folder.write("jobs.csv", "id,submit_s,nodes,run_s,utilization\n1,0,20,86400,1.0\n");  // row 1
  for (const auto& [first, second] : {std::pair{0.3, 0.03}, std::pair{0.03, 0.3}, std::pair{0.03, 0.6}}) {
    INFO(first << " " << second);
    const Result r = run_text(with_rows(std::to_string(first) + ", " + std::to_string(second) + ", 0.03, 0.03", "workload: {jobs: [{trace: {file: " + jobs + "}}]}\n"));
    for (const auto& [row, share] : {std::pair{1, first}, std::pair{2, second}, std::pair{4, 0.03}}) {
      const double inlet = of_row(r, "inlet_temperature", row)[720], hot = of_row(r, "hot_aisle_temperature", row)[720], rise = rack(r, "outlet_temperature", 5 * row) - rack(r, "inlet_temperature", 5 * row);
      CHECK(inlet == Approx(24 + share / (1 - share) * rise).margin(0.02));
      CHECK(hot - inlet == Approx(rise).margin(0.02));
      CHECK(inlet > 24);
    }
    // The hall's cold aisle is that of all rows, by what they draw.
    double mean = 0, all = 0;
    for (int row = 1; row <= 4; ++row) {
      const double flow = of_row(r, "air_heat", row)[720] / (of_row(r, "hot_aisle_temperature", row)[720] - of_row(r, "inlet_temperature", row)[720]);
      mean += flow * of_row(r, "inlet_temperature", row)[720];
      all += flow;
    }
    CHECK(r.table("equipment/hall").column("inlet_temperature", "s.h1")[720] == Approx(mean / all).margin(0.7));  // idle servers warm the air less
  }
}

TEST_CASE("Rows: without CRAHs the aisles mix, and the answers do not depend on the step") {
  const std::string work = "workload: {profiles: [{mean: 70 %}]}\n";
  std::string trips = "events: [";
  for (int i = 1; i <= 8; ++i) trips += (i > 1 ? ", " : "") + ("{at: 2026-08-04T12:05, trip: sites.s.halls.h1.crahs_" + std::to_string(i)) + ", for: 1 h}";
  const Result dark = run_text(with_rows("0.02, 0.02, 0.02, 0.4", work + trips + "]\n"));
  const auto gap = [&](std::size_t at) { return of_row(dark, "inlet_temperature", 4)[at] - of_row(dark, "inlet_temperature", 1)[at]; };
  CHECK(gap(720) > 8);
  CHECK(gap(728) < 0.35 * gap(720));
  const Result fine = run_text(with_rows("0.02, 0.1, 0.02, 0.3", work, "1 min")), coarse = run_text(with_rows("0.02, 0.1, 0.02, 0.3", work));
  for (int i = 1; i <= 20; ++i) CHECK(rack(fine, "inlet_temperature", i) == Approx(rack(coarse, "inlet_temperature", i)).margin(0.05));
}

}  // namespace netsuden::test
