// SPDX-License-Identifier: Apache-2.0
// Published logs, whole, under each policy: start by start as a second implementation has it (tests/support/plain_scheduler.*), and what the
// literature says of their order: backfilling of either kind waits less than first come first served (Mu'alem and Feitelson, IEEE TPDS 12(6), 2001).
#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "io/import/jobs.hpp"
#include "tests/support/plain_scheduler.hpp"

namespace netsuden::test {
namespace {

/// `time_scale` below 1 presses the submissions together: a higher load.
Log published(const std::string& name, std::vector<int> halls, double time_scale, int procs_per_node) {
  const std::string file = std::string(NETSUDEN_DATA_DIR "/workload/") + name;
  if (!std::filesystem::exists(file)) {
    WARN("SKIPPED: " + file);
    return {};
  }
  JobImport import;
  import.format = JobFormat::swf;
  import.file = file;
  import.missing_util = 1;
  import.swf.procs_per_node = procs_per_node;
  Diagnostics d;
  const auto jobs = read_jobs(import, d);
  INFO(d.render());
  REQUIRE(jobs);
  Log log;
  log.halls = std::move(halls);
  for (const JobRecord& j : *jobs) log.jobs.push_back({j.submit_s * time_scale, j.nodes, std::max(j.run_s, 1e-6), std::isnan(j.limit_s) ? std::max(j.run_s, 1e-6) : j.limit_s, -1, -1, 0});
  return log;
}

/// Waits by rule: fcfs, easy, conservative.
std::vector<Waits> replay(const Log& log, int depth) {
  std::vector<Waits> all;
  for (const Rule rule : {Rule::fcfs, Rule::easy, Rule::conservative}) {
    INFO("rule " << static_cast<int>(rule));
    const auto ran = by_scheduler(log, rule, QueueOrder::submission, depth);
    CHECK(difference(ran, by_hand(log, rule, QueueOrder::submission, depth)) == "");
    CHECK(std::all_of(ran.begin(), ran.end(), [](const Ran& r) { return std::isfinite(r.end_s); }));
    all.push_back(waits(log, ran));
    UNSCOPED_INFO("mean wait " << all.back().mean_s << " s, bounded slowdown " << all.back().slowdown);
  }
  return all;
}

}  // namespace

TEST_CASE("the NASA iPSC log whole under each policy, as it came and pressed together") {
  for (const double scale : {1.0, 0.65}) {
    const Log log = published("NASA-iPSC-1993-3.1-cln.swf.gz", {128}, scale, 1);
    if (log.jobs.empty()) return;
    const auto w = replay(log, 100);
    INFO(scale << ": mean waits " << w[0].mean_s << " " << w[1].mean_s << " " << w[2].mean_s << " s, slowdowns " << w[0].slowdown << " " << w[1].slowdown << " " << w[2].slowdown);
    CHECK(w[1].mean_s <= w[0].mean_s);
    CHECK(w[2].mean_s <= w[0].mean_s);
    CHECK(w[1].slowdown <= w[0].slowdown);
    CHECK(w[2].slowdown <= w[0].slowdown);
  }
}

TEST_CASE("the MetaCentrum log whole under each policy in two halls") {
  // Its two clusters have 2,176 cores; nodes of eight.
  const Log log = published("metacentrum_wagap_2013.swf", {136, 136}, 1, 8);
  if (log.jobs.empty()) return;
  const auto w = replay(log, 20);
  INFO("mean waits " << w[0].mean_s << " " << w[1].mean_s << " " << w[2].mean_s << " s, slowdowns " << w[0].slowdown << " " << w[1].slowdown << " " << w[2].slowdown);
  CHECK(w[1].mean_s <= w[0].mean_s);
  CHECK(w[2].mean_s <= w[0].mean_s);
  CHECK(w[1].slowdown <= w[0].slowdown);
  CHECK(w[2].slowdown <= w[0].slowdown);
}

}  // namespace netsuden::test
