// SPDX-License-Identifier: Apache-2.0
// A measured day of Frontier as input (tests/cases/frontier_replay/README.md, ACC-LIQ-05).
#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <string>
#include <tuple>

#include "io/import/csv.hpp"
#include "tests/invariants/run_scenario.hpp"

namespace netsuden::test {
namespace {
const std::string scenario = NETSUDEN_SOURCE_DIR "/tests/cases/frontier_replay/scenario.yaml";
const std::string file = NETSUDEN_DATA_DIR "/workload/frontier_cdu_power_wetbulb_2024-04-07_15s.csv";

double correlation(const std::vector<double>& a, const std::vector<double>& b) {
  double ma = 0, mb = 0, ab = 0, aa = 0, bb = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    ma += a[i];
    mb += b[i];
  }
  ma /= static_cast<double>(a.size());
  mb /= static_cast<double>(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    ab += (a[i] - ma) * (b[i] - mb);
    aa += (a[i] - ma) * (a[i] - ma);
    bb += (b[i] - mb) * (b[i] - mb);
  }
  return ab / std::sqrt(aa * bb);
}
}  // namespace

TEST_CASE("Frontier 2024-04-07: measured power is met exactly and the facility answers") {
  if (!std::filesystem::exists(file)) {
    WARN("SKIPPED: the shared data folder is absent");
    return;
  }
  Diagnostics d;
  const auto csv = CsvTable::read(file, d);
  REQUIRE(csv);
  REQUIRE(csv->rows() == 5761);
  std::vector<double> power, wet;
  for (std::size_t i = 0; i < csv->rows(); ++i) {
    double w = 0;
    for (int c = 1; c <= 25; ++c) w += *csv->try_number(i, *csv->column("cdu" + std::to_string(c) + "_W"));
    power.push_back(w);
    wet.push_back(*csv->try_number(i, *csv->column("oa_wetbulb_C")));
  }
  double sum = 0;
  for (const double w : power) sum += w;  // whole watts: exact
  const auto [lowest, highest] = std::minmax_element(power.begin(), power.end());

  Request q;
  q.file = scenario;
  q.set = {"workload.replay.0.file=" + file, "sites.olcf.weather.file=" + file};
  const Result r = run(q);
  REQUIRE(r.status == "complete");
  const SiteMeters& m = r.sites.at(0);
  REQUIRE(m.seconds == Approx(86415).epsilon(1e-12));
  CHECK(m.it_j == Approx(sum * 15).epsilon(1e-12));
  CHECK(m.it_min_w == *lowest);
  CHECK(m.it_max_w == *highest);
  // The figures that the data's description prints.
  CHECK(std::abs(m.it_j / m.seconds / 1e6 - 16.1245) < 0.5e-4);
  CHECK(std::abs(m.it_min_w / 1e6 - 5.2043) < 0.5e-4);
  CHECK(std::abs(m.it_max_w / 1e6 - 26.6060) < 0.5e-4);

  const Table& site = r.table("site");
  const auto it = site.column("it_power"), facility = site.column("facility_power"), outside = site.column("wet_bulb");
  REQUIRE(it.size() == 5761);
  for (std::size_t i = 0; i < it.size(); ++i) {  // row i ends at 15 (i + 1) s and holds sample i
    if (std::abs(it[i] / power[i] - 1) > 1e-12) FAIL("IT power of row " << i << " is " << it[i] << " W instead of " << power[i]);
    if (std::abs(outside[i] - wet[i]) > 1e-9) FAIL("wet bulb of row " << i << " is " << outside[i] << " instead of " << wet[i]);
    if (!(facility[i] > it[i])) FAIL("row " << i << " imports less than its IT power");
  }

  const auto [coldest, warmest] = std::minmax_element(outside.begin(), outside.end());
  CHECK(*coldest == Approx(*std::min_element(wet.begin(), wet.end())).margin(1e-9));
  CHECK(*warmest == Approx(*std::max_element(wet.begin(), wet.end())).margin(1e-9));
  CHECK(std::abs(*coldest - 2.89) < 0.5e-2);
  CHECK(std::abs(*warmest - 13.17) < 0.5e-2);

  CHECK(r.electrical_residual < 1e-9);
  CHECK(r.thermal_residual < 1e-9);
  CHECK(correlation(it, facility) > 0.99);  // of the facility's power, nine tenths and more are IT power
  const auto rejected = r.table("equipment/tower").column("heat", "olcf.loop_htw");
  CHECK(correlation(it, rejected) > 0.9);  // the loop's three minutes smooth it
  CHECK(m.pue() > 1.01);
  CHECK(m.pue() < 1.2);  // warm water on a cool day; Frontier's design says 1.03 (public figure)
  // Each rack has the mean of its own CDU group: racks 1 to 3 the first, 73 and 74 the last.
  const Table& rack = r.table("rack");
  for (const auto& [name, group, size] : {std::tuple{"olcf.frontier.rack_1", 1, 3}, {"olcf.frontier.rack_3", 1, 3}, {"olcf.frontier.rack_74", 25, 2}}) {
    double mean = 0;
    for (std::size_t i = 0; i < 60; ++i) mean += *csv->try_number(i, *csv->column("cdu" + std::to_string(group) + "_W")) / 60 / size;
    CHECK(rack.column("power", name).at(0) == Approx(mean).epsilon(1e-9));
  }
  // What the towers give off is what came in, but for what air and walls take and what is stored.
  double pumps = m.pump_j + m.chiller_j;
  CHECK(m.heat_rejected_j == Approx(m.it_j + m.crah_j + m.cdu_j + pumps - m.heat_to_ambient_j).epsilon(2e-3));
}

}  // namespace netsuden::test
