// SPDX-License-Identifier: Apache-2.0
// Published logs, whole, in a hall with its engine: the dates of starts of first come first served are those of a second implementation.
#include <catch2/catch.hpp>

#include <cmath>
#include <filesystem>
#include <map>

#include "io/import/jobs.hpp"
#include "tests/invariants/run_scenario.hpp"
#include "tests/support/plain_scheduler.hpp"

namespace netsuden::test {
namespace {

struct Published {
  const char* file;
  const char* horizon;
  int racks, procs_per_node;  ///< racks of four nodes
  std::size_t jobs;
  double time_scale;
};

void replay(const Published& p, const std::string& policy) {
  const std::string file = std::string(NETSUDEN_DATA_DIR "/workload/") + p.file;
  if (!std::filesystem::exists(file)) {
    WARN("SKIPPED: " + file);
    return;
  }
  INFO(p.file << " " << policy);
  const Result r = run_text("netsuden: 1\nname: log\nhorizon: {" + std::string(p.horizon) + "}\nresolution: {calm: 1 h, record: 1 d}\nsites: {s: {weather: {constant: {dry_bulb: 25 degC, relative_humidity: 55 %}}, halls: {h: {racks: {model: dgx_h100, count: " +
                            std::to_string(p.racks) + "}}}}}\nrecord: {racks_enabled: false}\nworkload: {scheduler: {policy: " + policy + "}, jobs: [{trace: {file: " + file + ", format: swf, procs_per_node: " + std::to_string(p.procs_per_node) +
                            ", tenant_of: group, time_scale: " + std::to_string(p.time_scale) + "}}]}\n");
  CHECK(r.jobs.submitted == static_cast<std::int64_t>(p.jobs));
  CHECK(r.jobs.completed == r.jobs.submitted);
  CHECK((policy == "fcfs") == (r.jobs.backfilled == 0));
  if (policy != "fcfs") return;
  JobImport import;
  import.format = JobFormat::swf;
  import.file = file;
  import.missing_util = 1;
  import.swf.procs_per_node = p.procs_per_node;
  Diagnostics d;
  const auto jobs = read_jobs(import, d);
  REQUIRE(jobs);
  Log log;
  log.halls = {4 * p.racks};
  for (const JobRecord& j : *jobs) log.jobs.push_back({j.submit_s * p.time_scale, j.nodes, std::max(j.run_s, 1e-6), 1, -1, -1, 0});
  const auto expected = by_hand(log, Rule::fcfs, QueueOrder::submission, 1);
  std::map<std::int64_t, double> starts;
  for (std::size_t i = 0; i < jobs->size(); ++i) starts[(*jobs)[i].id] = expected[i].start_s;
  double worst = 0;
  for (const auto& row : r.table("job").rows) worst = std::max(worst, std::abs(row[2] - starts.at(static_cast<std::int64_t>(row[0]))));
  CHECK(worst < 0.01);  // a microsecond of the engine for each job that a start waits for
}

}  // namespace

// Its submissions are its starts: nothing waits unless they are pressed together.
TEST_CASE("The NASA iPSC log whole on an engine under each policy") {
  for (const std::string policy : {"fcfs", "easy_backfill", "conservative_backfill"}) replay({"NASA-iPSC-1993-3.1-cln.swf.gz", "from: 1993-10-01, to: 1994-01-05", 32, 1, 18239, 0.65}, policy);
}

TEST_CASE("The MetaCentrum log whole on an engine under each policy") {
  for (const std::string policy : {"fcfs", "easy_backfill", "conservative_backfill"}) replay({"metacentrum_wagap_2013.swf", "from: 2013-01-01, to: 2013-07-01", 68, 8, 17898, 1}, policy);
}

}  // namespace netsuden::test
