// SPDX-License-Identifier: Apache-2.0
// Counts of the published files: the README of the data folder, and the lines of the files themselves.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>

#include "io/import/jobs.hpp"

using namespace netsuden;
using Catch::Matchers::Contains;

namespace {

JobImport of(JobFormat format, const std::string& file) {
  JobImport import;
  import.format = format;
  import.file = file;
  return import;
}

bool missing(const std::string& file) {
  if (std::filesystem::exists(file)) return false;
  WARN("SKIPPED: " << file);
  return true;
}

std::string refusal(const std::string& text, JobFormat format) {
  Diagnostics d;
  CHECK_FALSE(parse_jobs(text, of(format, "log.csv"), d).has_value());
  CHECK(d.has_errors());
  return d.render();
}

const std::string pods = "name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec,qos,pod_phase,creation_time,deletion_time,scheduled_time\n";
const std::string instances = "instance_sn,role,app_name,cpu_request,gpu_request,creation_time,scheduled_time,deletion_time\n";

}  // namespace

TEST_CASE("Alibaba 2023 whole: pods with a GPU that were placed") {
  const std::string file = NETSUDEN_DATA_DIR "/workload/alibaba_gpu_v2023_openb_pod_list_default.csv";
  if (missing(file)) return;
  Diagnostics d;
  const auto jobs = read_jobs(of(JobFormat::alibaba_2023, file), d);
  INFO(d.render());
  REQUIRE(jobs);
  CHECK_FALSE(d.has_errors());
  // 8,152 pods, 7,064 with GPU (README of the data)
  CHECK_THAT(d.render(), Contains("left out: 1088 that ask for no GPU"));
  std::size_t fractional = 0, most = 0;
  for (const JobRecord& j : *jobs) {
    fractional += j.gpus == 1 && j.gpu_util < 0.1249f ? 1 : 0;
    most = std::max(most, static_cast<std::size_t>(j.gpus));
    CHECK(j.run_s >= 0);
    CHECK(j.recorded_start_s >= j.submit_s);
  }
  CHECK(most == 8);
  CHECK(fractional > 2000);  // 3,078 pods of a part of a GPU, some of them never placed
  CHECK(std::is_sorted(jobs->begin(), jobs->end(), [](const auto& a, const auto& b) { return a.submit_s < b.submit_s; }));
  const JobRecord& first = jobs->front();  // openb-pod-0000,12000,16384,1,1000,,LS,Running,0,12537496,0
  CHECK(first.id == 0);
  CHECK(first.tenant == "qos_LS");
  CHECK(first.submit_s == 0);
  CHECK(first.run_s == 12537496);
  CHECK(first.gpus == 1);
  CHECK(first.nodes == 1);
  CHECK(first.gpu_util == Approx(0.125));
  const auto second = std::find_if(jobs->begin(), jobs->end(), [](const JobRecord& j) { return j.id == 1; });  // 460 thousandths, from 427061 to 12902960
  REQUIRE(second != jobs->end());
  CHECK(second->gpu_util == Approx(0.46 / 8));
  CHECK(second->submit_s == 427061);
  CHECK(second->run_s == 12902960 - 427061);
  CHECK(second->recorded_start_s == 427061);
}

TEST_CASE("Alibaba 2025 whole: instances with a GPU") {
  const std::string file = NETSUDEN_DATA_DIR "/workload/alibaba_gpu_v2025_disaggregated_DLRM_trace.csv";
  if (missing(file)) return;
  Diagnostics d;
  const auto jobs = read_jobs(of(JobFormat::alibaba_2025, file), d);
  INFO(d.render());
  REQUIRE(jobs);
  CHECK(jobs->size() == 7386);  // of 23,871 instances (README of the data)
  CHECK_THAT(d.render(), Contains("left out: 16485 that ask for no GPU"));
  double last = 0;
  for (const JobRecord& j : *jobs) last = std::max(last, j.recorded_start_s + j.run_s);
  CHECK(last / 86400 == Approx(31).margin(1));
  const JobRecord& first = jobs->front();  // instance_0,HN,app_0,...,1,...,,, : there before and after
  CHECK(first.id == 0);
  CHECK(first.tenant == "app_0");
  CHECK(first.submit_s == 0);
  CHECK(first.run_s == last);
}

TEST_CASE("Alibaba: GPUs become whole nodes with their share") {
  Diagnostics d;
  JobImport import = of(JobFormat::alibaba_2023, "log.csv");
  import.gpus_per_node = 4;
  const auto jobs = parse_jobs(pods + "openb-pod-0007,1,1,8,1000,,BE,Running,50,90,60\nopenb-pod-0006,1,1,6,1000,,,Running,10,90,60\nopenb-pod-0009,1,1,1,1000,,BE,Pending,10,90,\nx,1,1,0,0,,BE,Running,1,2,1\n", import, d);
  INFO(d.render());
  REQUIRE(jobs);
  REQUIRE(jobs->size() == 2);
  CHECK((*jobs)[0].id == 6);
  CHECK((*jobs)[0].nodes == 2);
  CHECK((*jobs)[0].gpu_util == Approx(0.75));
  CHECK((*jobs)[0].tenant.empty());
  CHECK((*jobs)[1].nodes == 2);
  CHECK((*jobs)[1].run_s == 30);
  CHECK((*jobs)[1].recorded_start_s == 60);
  CHECK_THAT(d.render(), Contains("left out: 1 that were never placed"));
}

TEST_CASE("Alibaba: every bad line is said by its number") {
  const std::string said = refusal(pods + "a-1,1,1,x,1000,,BE,Running,1,9,2\na-2,1,1,1,1001,,BE,Running,1,9,2\na-3,1,1,1,0,,BE,Running,1,9,2\na-4,1,1,1,500,,BE,Running,5,9,2\na-5,1,1,1,500,,BE,Running,1,3,4\na-6,1,1,1,500,,BE,Running,,3,4\na-7,1,1,1.5,500,,BE,Running,1,,2\n", JobFormat::alibaba_2023);
  for (const char* what : {"log.csv:2:", "number of GPUs \"x\" is not a number", "log.csv:3:", "gpu_milli 1001", "log.csv:4:", "gpu_milli 0 is not a whole number 1 to 1000", "log.csv:5:", "scheduled_time 2 is before creation_time 5", "log.csv:6:",
                           "deletion_time 3 is before scheduled_time 4", "log.csv:7:", "creation_time \"\" is not a number", "log.csv:8:", "number of GPUs 1.5 is not a whole number", "deletion_time \"\" is not a number"})
    CHECK_THAT(said, Contains(what));
  CHECK_THAT(refusal("name,num_gpu\na,1\n", JobFormat::alibaba_2023), Contains("gpu_milli") && Contains("creation_time"));
  CHECK_THAT(refusal(instances + "i_0,CN,app_0,1,0,,,\n", JobFormat::alibaba_2025), Contains("no job asks for a GPU"));
  CHECK_THAT(refusal(instances + "i_0,HN,app_0,1,1,-5,2,9\n", JobFormat::alibaba_2025), Contains("log.csv:2:") && Contains("creation_time -5"));
}
