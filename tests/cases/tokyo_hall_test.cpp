// SPDX-License-Identifier: Apache-2.0
// Five real years of weather and two months of real jobs (tests/cases/tokyo_hall_real/README.md).
#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <string>

#include "io/import/csv.hpp"
#include "tests/invariants/run_scenario.hpp"

namespace netsuden::test {

TEST_CASE("The Tokyo hall on the weather of 2020 to 2024 and the Philly jobs") {
  const std::string weather = NETSUDEN_DATA_DIR "/weather/JPN_Tokyo_OpenMeteo_2020_2024.csv";
  const std::string jobs = NETSUDEN_DATA_DIR "/workload/philly_vc_ee9e8c_gavel.csv";
  if (!std::filesystem::exists(weather)) {
    WARN("SKIPPED: the shared data folder is absent");
    return;
  }
  TempFolder folder;
  Request q;
  q.file = folder.write("tokyo-hall-real.yaml",
                        "extends: " NETSUDEN_SOURCE_DIR "/scenarios/tokyo-hall.yaml\n"
                        "netsuden: 1\n"
                        "horizon: {from: 2020-01-01, to: 2025-01-01, timezone: Asia/Tokyo}\n"
                        "sites: {koto: {weather: {file: " + weather + "}}}\n"
                        "workload: {jobs: [{trace: {file: " + jobs + ", format: philly}}]}\n"
                        "control: []\n"
                        "events: []\n"
                        "record: {racks_enabled: false}\n");
  const Result r = run(q);
  INFO(r.message);
  REQUIRE(r.status == "complete");
  CHECK(r.electrical_residual < 1e-9);
  CHECK(r.thermal_residual < 1e-9);
  REQUIRE(r.sites.size() == 1);
  CHECK(r.sites[0].seconds == Approx(1827 * 86400.0).epsilon(1e-12));  // 5 x 365 + 2 leap days

  // Years of 366, 365, 365, 365, 366 days.
  REQUIRE(r.years.size() == 5);
  for (const auto& [year, m] : r.years) CHECK(m.seconds == Approx((year % 4 == 0 ? 366 : 365) * 86400.0).epsilon(1e-12));

  // The hourly record of the weather: an hour's mean lies on the mean of its two ends, the leap day of 2024 included.
  Diagnostics d;
  const auto csv = CsvTable::read(weather, d);
  REQUIRE(csv);
  const auto file_dry = *csv->column("drybulb_C");
  const auto dry = r.table("site").column("dry_bulb");
  REQUIRE(dry.size() == 1827 * 24);
  REQUIRE(csv->rows() == dry.size());
  for (std::size_t i = 0; i < dry.size(); ++i) {
    const double a = *csv->try_number(i, file_dry), b = i + 1 < dry.size() ? *csv->try_number(i + 1, file_dry) : a;
    if (std::abs(dry[i] - (a + b) / 2) > 1e-3) FAIL("hour " << i << ": " << dry[i] << " degC, in the file " << a << " to " << b);
  }
  double mean_2024 = 0;
  const std::size_t first = (366 + 3 * 365) * 24;
  for (std::size_t i = first; i < dry.size(); ++i) mean_2024 += dry[i] / (366 * 24);
  CHECK(std::abs(mean_2024 - 16.72) < 0.01);  // printed with the data
  double wet = 0;
  for (const double w : r.table("site").column("wet_bulb")) wet += w / static_cast<double>(dry.size());
  CHECK(std::abs(wet - 13.96) < 0.6);  // printed for one of the years; the years differ by a degree

  // Every job of the log runs for its time on as many nodes of 4 GPUs as it asks for.
  const auto log = CsvTable::read(jobs, d);
  REQUIRE(log);
  const Table& table = r.table("job");
  REQUIRE(table.rows.size() == log->rows());
  std::map<std::int64_t, const std::vector<double>*> by_id;
  for (const auto& row : table.rows) by_id[static_cast<std::int64_t>(row[0])] = &row;
  int wrong = 0;
  for (std::size_t i = 0; i < log->rows(); ++i) {
    const auto it = by_id.find(static_cast<std::int64_t>(i));
    REQUIRE(it != by_id.end());
    const auto& row = *it->second;
    const double gpus = *log->try_number(i, *log->column("num_gpus")), time = *log->try_number(i, *log->column("duration_s_on_v100"));
    if (row[4] != std::ceil(gpus / 4) || std::abs(row[3] - row[2] - time) > 1e-6 || row[2] < row[1] - 1e-6) ++wrong;
  }
  CHECK(wrong == 0);
  CHECK(r.jobs.completed == static_cast<std::int64_t>(log->rows()));
  // The IT energy: an idle hall and what the jobs add to it, each counted apart.
  double job_j = 0, busy_s = 0;
  for (const auto& row : table.rows) {
    job_j += row[5];
    busy_s += row[4] * (row[3] - row[2]);
  }
  const RackModel rack = make_rack(load(q).first.scenario.sites[0].halls[0].racks.params);
  const double seconds = r.sites[0].seconds;
  const double idle_j = 96 * rack.fixed.si() * seconds + rack.node_idle.si() * (96 * 18 * seconds - busy_s);
  CHECK(r.sites[0].it_j == Approx(idle_j + job_j).epsilon(1e-9));
}

}  // namespace netsuden::test
