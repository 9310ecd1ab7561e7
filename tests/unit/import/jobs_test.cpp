// SPDX-License-Identifier: Apache-2.0
// Statistics of the data files: README.md beside the data; expected fields are lines of the files themselves.
#include "io/import/jobs.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>

#include "tests/unit/import/temp_file.hpp"

using namespace netsuden;
using Catch::Matchers::Contains;

namespace {

const std::string data_dir = NETSUDEN_DATA_DIR;

std::vector<JobRecord> read(const JobImport& import) {
  Diagnostics d;
  auto jobs = read_jobs(import, d);
  INFO(d.render());
  REQUIRE(jobs.has_value());
  return *jobs;
}

std::string refusal(const JobImport& import) {
  Diagnostics d;
  CHECK_FALSE(read_jobs(import, d).has_value());
  CHECK(d.has_errors());
  return d.render();
}

bool missing(const std::string& file) {
  if (std::filesystem::exists(file)) return false;
  WARN("SKIPPED: " << file);
  return true;
}

bool by_submission(const std::vector<JobRecord>& jobs) {
  return std::is_sorted(jobs.begin(), jobs.end(), [](const auto& a, const auto& b) { return a.submit_s < b.submit_s; });
}

}  // namespace

TEST_CASE("RAPS jobs hold their nodes one second longer") {
  JobImport import;
  import.format = JobFormat::raps;
  import.file = data_dir + "/cases/raps_frontier/raps_fcfs24h_jobs.csv";
  if (missing(import.file)) return;
  const auto jobs = read(import);
  REQUIRE(jobs.size() == 1000);
  CHECK(by_submission(jobs));
  const JobRecord& first = jobs.front();  // 0,-100,103,21600,21600,0.2448...,0.5581...,0,21601,COMPLETED
  CHECK(first.id == 0);
  CHECK(first.submit_s == -100);
  CHECK(first.nodes == 103);
  CHECK(first.run_s == 21601);
  CHECK(first.limit_s >= first.run_s);
  CHECK(first.cpu_util == Approx(0.24489185380347622).epsilon(1e-6));
  CHECK(first.gpu_util == Approx(0.5581517141005756).epsilon(1e-6));
  CHECK(first.recorded_start_s == 0);
  const auto is = [](std::int64_t id) { return [id](const JobRecord& j) { return j.id == id; }; };
  const auto zero = std::find_if(jobs.begin(), jobs.end(), is(13));  // run 0: held from 39953 to 39954
  REQUIRE(zero != jobs.end());
  CHECK(zero->run_s == 1);
  CHECK(zero->recorded_start_s == 39953);
  const auto pending = std::find_if(jobs.begin(), jobs.end(), is(147));
  REQUIRE(pending != jobs.end());
  CHECK(std::isnan(pending->recorded_start_s));
  CHECK(std::count_if(jobs.begin(), jobs.end(), [](const auto& j) { return j.submit_s < 0; }) == 4);
  CHECK(std::count_if(jobs.begin(), jobs.end(), [](const auto& j) { return !std::isnan(j.recorded_start_s); }) == 30);

  import.file = data_dir + "/cases/raps_frontier/raps_peak_jobs.csv";
  const auto peak = read(import);
  REQUIRE(peak.size() == 1);
  CHECK(peak[0].gpu_util == 4);
  CHECK(peak[0].nodes == 9472);
}

TEST_CASE("Philly jobs: nodes from GPUs") {
  JobImport import;
  import.format = JobFormat::philly;
  import.file = data_dir + "/workload/philly_vc_ee9e8c_gavel.csv";
  import.gpus_per_node = 8;
  import.tenant = "lab";
  if (missing(import.file)) return;
  const auto jobs = read(import);
  REQUIRE(jobs.size() == 2000);
  CHECK(by_submission(jobs));
  double gpus = 0, gpu_hours = 0;
  int two_nodes = 0, four_nodes = 0;
  std::vector<double> run;
  for (const JobRecord& j : jobs) {
    const double n = static_cast<double>(j.gpu_util) * j.nodes * 8;
    gpus += n;
    gpu_hours += n * j.run_s / 3600;
    run.push_back(j.run_s);
    two_nodes += j.nodes == 2;
    four_nodes += j.nodes == 4;
    CHECK(j.tenant == "lab");
  }
  CHECK(gpus / 2000 == Approx(4.29).margin(0.005));
  CHECK(gpu_hours == Approx(202699).margin(1));
  std::sort(run.begin(), run.end());
  CHECK((run[999] + run[1000]) / 2 / 3600 == Approx(6.8).margin(0.05));
  CHECK(two_nodes == 106);  // `cut -d, -f2 | sort | uniq -c`: 106 jobs of 16 GPUs, 5 of 32
  CHECK(four_nodes == 5);
}

TEST_CASE("SURF Lisa jobs by a column mapping") {
  JobImport import;
  import.file = data_dir + "/workload/surf_lisa_jobs.csv";
  import.columns.id = "id";
  import.columns.submit = "start_s";
  import.columns.gpus = "cpu_count";  // 16 cores a node
  import.gpus_per_node = 16;
  import.columns.run = "duration_s";
  import.columns.cpu_util = "mean_cpu_util";
  import.missing_util = 0;
  if (missing(import.file)) return;
  const auto jobs = read(import);
  REQUIRE(jobs.size() == 7850);
  double sum = 0, longest = 0;
  std::vector<double> run;
  for (const JobRecord& j : jobs) {
    sum += j.run_s;
    longest = std::max(longest, j.run_s);
    run.push_back(j.run_s);
    CHECK(std::isnan(j.limit_s));
  }
  std::sort(run.begin(), run.end());
  CHECK(sum / 7850 / 3600 == Approx(2.47).margin(0.005));
  CHECK(longest / 3600 == Approx(120).margin(0.5));
  CHECK((run[3924] + run[3925]) / 2 == Approx(48).margin(0.5));
  import.columns.submit = "start_utc";  // dates: the zero is the earliest, which is second 0 of start_s
  const auto dated = read(import);
  for (std::size_t i = 0; i < jobs.size(); ++i) REQUIRE(dated[i].submit_s == jobs[i].submit_s);
  import.missing_util = std::numeric_limits<float>::quiet_NaN();
  CHECK_THAT(refusal(import), Contains("CPU utilisation \"nan\" is not a number"));
}

TEST_CASE("bad lines are reported together, order is by submission, then by line") {
  const TempFile f("job,at,n,t,who\n1,50,2,10,a\n2,0,1,20,\n3,50,4,30,b\n");
  JobImport import;
  import.file = f.path;
  import.columns = {"job", "at", "n", "", "t", "", "", "", "who", "", ""};
  import.tenant = "default";
  const auto jobs = read(import);
  REQUIRE(jobs.size() == 3);
  CHECK(jobs[0].id == 2);
  CHECK(jobs[0].tenant == "default");
  CHECK(jobs[1].id == 1);
  CHECK(jobs[2].id == 3);
  CHECK(jobs[2].tenant == "b");

  const TempFile bad(
      "job,at,n,t,who\n1,x,2,10,a\n2,0,0,20,\n3,50,1.5,30,b\n4,50,1,-3,b\n5,2026-04-01,1,1,\n6,7,1,nan,\n");
  import.file = bad.path;
  const std::string out = refusal(import);
  CHECK_THAT(out, Contains(bad.path + ":2:3: error[job]: submission \"x\""));
  CHECK_THAT(out, Contains(bad.path + ":3:5: error[job]: number of nodes 0 is not a whole number 1 to"));
  CHECK_THAT(out, Contains(bad.path + ":4:6: error[job]: number of nodes 1.5"));
  CHECK_THAT(out, Contains(bad.path + ":5:8: error[job]: run time -3"));
  CHECK_THAT(out, Contains(bad.path + ":6:3: error[job]: submission \"2026-04-01\": the file mixes dates and seconds"));
  CHECK_THAT(out, Contains(bad.path + ":7:7: error[job]: run time \"nan\" is not a number"));

  import.columns.run = "duration";
  CHECK_THAT(refusal(import), Contains("has no column \"duration\""));
  import.columns.run = "";
  CHECK_THAT(refusal(import), Contains("do not say which holds \"run\""));
  std::string many = "job,at,n,t,who\n";
  for (int i = 0; i < 33; ++i) many += "1,x,1,1,a\n";
  const TempFile lots(many);
  import.file = lots.path;
  import.columns.run = "t";
  CHECK_THAT(refusal(import), Contains("and 13 more of this kind"));
}
