// SPDX-License-Identifier: Apache-2.0
// Single racks and heat: which racks throttle and stop by their own inlets, and what becomes of the jobs there.
#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "tests/invariants/recirculation_hall.hpp"

namespace netsuden::test {
namespace {

/// 20 racks of which the last draws a share of what leaves the first.
std::string hall(double share, const std::string& tail, const std::string& more = "") {
  static TempFolder folder;
  const std::string csv = map_csv(20, [&](std::size_t i, std::size_t j) { return i == 0 && j == 19 ? share : 0; });
  return mapped_hall(folder.write("map" + std::to_string(share) + ".csv", csv), "", more, tail);
}

const std::string work = "workload: {profiles: [{mean: 70 %}]}\n";
/// One job on the first 18 racks, one on the other two, of two hours each.
std::string two_jobs() {
  static TempFolder folder;
  return "workload: {jobs: [{trace: {file: " + folder.write("jobs.csv", "id,submit_s,nodes,run_s,utilization\n1,0,72,7200,0.9\n2,0,8,7200,0.9\n") + "}}]}\n";
}
/// 24 + 0.65 x 16 = 34.4 degC and the walls' part: 0.44 of the way to half of the clock, a level of 0.75.
std::string throttle(const std::string& per) { return "control: [{type: thermal_throttle, start: 30 degC, full: 40 degC, floor: 50 %" + per + "}]\n"; }

double at(const Result& r, const char* channel, int rack, std::size_t row) { return r.table("rack").column(channel, "s.h1.rack_" + std::to_string(rack))[row]; }

}  // namespace

TEST_CASE("A hot rack throttles alone, by the law of its clock") {
  const Result r = run_text(hall(0.65, work + throttle("")));
  const Result idle = run_text(hall(0.65, "workload: {profiles: [{mean: 0 %}]}\n"));
  constexpr std::size_t noon = 71;
  CHECK(at(r, "throttle", 20, noon) == Approx(0.25));
  for (const int rack : {1, 2, 19}) CHECK(at(r, "throttle", rack, noon) == 0);
  // Dynamic power goes with 36.76 f + 52.46 f^3 of the clock in GHz, 1.98 at most.
  const auto law = [](double f) { return 36.76 * f + 52.46 * f * f * f; };
  const double least = at(idle, "power", 1, noon), full = at(r, "power", 1, noon);
  CHECK((at(r, "power", 20, noon) - least) / (full - least) == Approx(law(0.75 * 1.98) / law(1.98)).epsilon(0.02));
  CHECK(r.table("equipment/hall").column("clock", "s.h1")[720] == Approx(19.75 / 20).epsilon(1e-9));
  CHECK(r.table("equipment/hall").column("it_power", "s.h1")[720] == Approx(19 * full + at(r, "power", 20, noon)).epsilon(1e-4));
  CHECK(r.event_times("throttle").size() == 1);
  // By hall, all of them.
  const Result all = run_text(hall(0.65, work + throttle(", per: hall")));
  CHECK(at(all, "throttle", 1, noon) == Approx(0.25));
  CHECK(all.table("equipment/hall").column("clock", "s.h1")[720] == Approx(0.75));
}

TEST_CASE("A job runs at the clock of its slowest rack, and its work is done all the same") {
  const Result r = run_text(hall(0.65, two_jobs() + throttle("")));
  const auto& rows = r.table("job").rows;
  const auto ended = [&](double id) { return (*std::find_if(rows.begin(), rows.end(), [&](const std::vector<double>& row) { return row[0] == id; }))[3]; };
  CHECK(r.jobs.completed == 2);
  CHECK(ended(1) == Approx(7200).margin(1e-3));
  // The hall's clock is the mean of 20 racks of which one differs: its integral is the work.
  const auto clock = r.table("equipment/hall").column("clock");
  double done = 0;
  for (std::size_t i = 0; 60.0 * static_cast<double>(i) < ended(2); ++i) done += (20 * clock[i] - 19) * std::min(60.0, ended(2) - 60.0 * static_cast<double>(i));
  CHECK(done == Approx(7200).epsilon(1e-5));
  CHECK(ended(2) > 1.2 * 7200);
  // With the job of rack 1 over, rack 20 cools: the second one gathers speed.
  CHECK(ended(2) < 7200 / 0.75);
}

TEST_CASE("A rack that is too hot stops alone, what it lacks is unserved, and it boots when it has cooled") {
  std::string text = hall(0.65, work + "events: [{at: 2026-08-04T13:00, set: {sites.s.halls.h1.air.supply: 22 degC}}]\n", ", shutdown: {inlet: 34 degC, reset: 1 K}");
  text.replace(text.find("boot: 0 s"), 9, "boot: 30 min");
  const Result r = run_text(text);
  REQUIRE(r.event_times("thermal_shutdown").size() == 1);
  REQUIRE(r.event_times("thermal_restart").size() == 1);
  const auto& told = r.table("event").texts;
  CHECK(std::any_of(told.begin(), told.end(), [](const std::string& t) { return t.find("s.halls.h1: shut down by heat: rack_20 at 34.") != std::string::npos; }));
  const double down = r.event_times("thermal_shutdown").front(), up = r.event_times("thermal_restart").front();
  CHECK(down < 300);
  CHECK(up > 13 * 3600);
  CHECK(up < 13.5 * 3600);
  CHECK(at(r, "power", 20, 71) == Approx(0).margin(1e-6));
  CHECK(at(r, "power", 1, 71) > 0);
  CHECK(at(r, "power", 20, 143) == Approx(at(r, "power", 1, 143)).epsilon(1e-9));
  const Result idle = run_text(hall(0.65, "workload: {profiles: [{mean: 0 %}]}\n"));
  const auto booting = static_cast<std::size_t>(up / 600) + 1;
  CHECK(at(r, "power", 20, booting) == Approx(at(idle, "power", 1, 71)).epsilon(1e-9));
  // One rack's power for as long.
  const DemandMeters& d = r.halls.front().demand;
  CHECK(d.unserved_j[static_cast<std::size_t>(UnservedCause::heat)] == Approx(at(r, "power", 1, 71) * (up - down)).epsilon(1e-6));
  CHECK(d.demand_j == Approx(d.served_j + sum(d.unserved_j)).epsilon(1e-12));
}

TEST_CASE("The jobs of a rack that stops go back to the queue, and nothing is placed there meanwhile") {
  const Result r = run_text(hall(0.65, two_jobs(), ", shutdown: {inlet: 34 degC, reset: 1 K}"));
  const auto& rows = r.table("job").rows;
  REQUIRE(r.event_times("thermal_shutdown").size() >= 1);
  CHECK(r.event_times("thermal_shutdown").front() < 60);
  CHECK(r.jobs.completed == 2);
  // Eight nodes are not free until the first job ends: rack 19 has four.
  const auto& second = *std::find_if(rows.begin(), rows.end(), [](const std::vector<double>& row) { return row[0] == 2; });
  CHECK(second[3] == Approx(14400).margin(1e-3));
}

}  // namespace netsuden::test
