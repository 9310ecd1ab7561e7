// SPDX-License-Identifier: Apache-2.0
// Whole runs under each scheduler: what a trace says of jobs holds together, whatever happens to the halls.
#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

#include "tests/invariants/run_scenario.hpp"

namespace netsuden::test {
namespace {

std::string campus(const std::string& scheduler, const std::string& more = "") {
  return R"(netsuden: 1
name: scheduling
horizon: {from: 2026-08-03, to: 2026-08-10, timezone: Asia/Tokyo}
seed: 5
sites:
  s:
    weather: {constant: {dry_bulb: 25 degC, relative_humidity: 55 %}}
    halls:
      h1: {racks: {model: dgx_h100, count: 8, boot: 0 s}}
      h2: {racks: {model: dgx_h100, count: 4, boot: 0 s}}
record: {racks_enabled: false}
workload:
)" + (scheduler.empty() ? "" : "  scheduler: {" + scheduler + "}\n") + R"(  jobs:
    - synthetic: {rate: 60 /d, nodes: {type: log_uniform, min: 1, max: 32}, duration_h: {type: lognormal, median: 1.2, sigma: 1}, utilization: {type: constant, value: 0.7}, overestimate: {type: uniform, min: 1, max: 5}, tenant: a}
    - synthetic: {rate: 30 /d, nodes: {type: log_uniform, min: 1, max: 16}, duration_h: {type: lognormal, median: 2, sigma: 1}, utilization: {type: constant, value: 0.7}, overestimate: {type: constant, value: 0.5}, tenant: b, priority: 3}
)" + more;
}

const std::string dark = R"(events:
  - {at: 2026-08-05T03:00, trip: sites.s.halls.h1, for: 5 h}
  - {at: 2026-08-07T12:00, trip: sites.s.halls.h2, for: 30 min}
)";

/// What holds of every table of jobs. Nodes of h1 and h2: 32 and 16.
void holds(const Result& r) {
  const Table& t = r.table("job");
  const auto of = [&](const char* name) { return t.column(name); };
  const auto submitted = of("submitted"), started = of("started"), ended = of("ended"), nodes = of("nodes"), hall = of("hall"), outcome = of("outcome"), wait = of("wait"), limit = of("limit"), backfilled = of("backfilled"), restarts = of("restarts");
  REQUIRE(static_cast<std::int64_t>(t.rows.size()) == r.jobs.submitted);
  std::map<int, std::vector<std::pair<double, double>>> changes;
  std::int64_t completed = 0, killed = 0, ahead = 0;
  double waits = 0, longest = 0, n = 0;
  for (std::size_t i = 0; i < t.rows.size(); ++i) {
    INFO("row " << i);
    const bool over = outcome[i] == 3 || outcome[i] == 5;
    completed += outcome[i] == 3 ? 1 : 0;
    killed += outcome[i] == 5 ? 1 : 0;
    CHECK(limit[i] > 0);
    if (std::isnan(started[i])) {
      CHECK(std::isnan(wait[i]));
      CHECK(backfilled[i] == 0);
      continue;
    }
    CHECK(started[i] >= submitted[i] - 1e-6);
    const double to_last_start = std::max(0.0, started[i] - std::max(0.0, submitted[i]));  // waits count to the first
    if (restarts[i] == 0) CHECK(wait[i] == Approx(to_last_start).margin(1e-6));
    else CHECK(wait[i] <= to_last_start + 1e-6);
    if (over) {
      CHECK(ended[i] >= started[i]);
      waits += wait[i];
      longest = std::max(longest, wait[i]);
      n += 1;
    }
    if (outcome[i] == 5) CHECK(ended[i] - started[i] == Approx(limit[i]).margin(0.01));
    if (over || outcome[i] == 2) ahead += backfilled[i] != 0 ? 1 : 0;
    if (!over && outcome[i] != 2) continue;
    changes[static_cast<int>(hall[i])].emplace_back(started[i], nodes[i]);
    changes[static_cast<int>(hall[i])].emplace_back(over ? ended[i] - 1e-5 : 1e9, -nodes[i]);
  }
  for (auto& [h, list] : changes) {
    std::sort(list.begin(), list.end());
    double held = 0, most = 0;
    for (const auto& [at, by] : list) most = std::max(most, held += by);
    CHECK(most <= (h == 0 ? 32 : 16));
  }
  CHECK(r.jobs.completed == completed);
  CHECK(r.jobs.killed == killed);
  CHECK(r.jobs.backfilled == ahead);
  CHECK(r.jobs.mean_wait_s == Approx(waits / n).epsilon(1e-9).margin(1e-6));
  CHECK(r.jobs.max_wait_s == Approx(longest).margin(1e-6));
  CHECK(r.jobs.median_wait_s <= r.jobs.max_wait_s + 1e-6);
  CHECK(r.jobs.slowdown >= 1);
  CHECK((r.jobs.node_use > 0 && r.jobs.node_use <= 1));
}

}  // namespace

TEST_CASE("Under every policy and order the table of jobs holds together, with halls that go dark") {
  for (const std::string policy : {"fcfs", "easy_backfill", "conservative_backfill"})
    for (const std::string order : {"submission", "priority", "fair_share", "shortest", "largest"}) {
      INFO(policy << " " << order);
      const Result r = run_text(campus("policy: " + policy + ", order: " + order, dark));
      holds(r);
      CHECK((policy == "fcfs") == (r.jobs.backfilled == 0));
    }
}

TEST_CASE("Backfilling waits less than first come first served") {
  const Result fcfs = run_text(campus("policy: fcfs")), easy = run_text(campus("policy: easy_backfill")), all = run_text(campus("policy: conservative_backfill"));
  CHECK(easy.jobs.mean_wait_s < fcfs.jobs.mean_wait_s);
  CHECK(all.jobs.mean_wait_s < fcfs.jobs.mean_wait_s);
  CHECK(easy.jobs.slowdown < fcfs.jobs.slowdown);
}

TEST_CASE("Without keys the scheduler is first come first served by submission") {
  const Result bare = run_text(campus("", dark)), said = run_text(campus("policy: fcfs, order: submission, wall_limit: ignore, backfill_depth: 5", dark));
  CHECK(bare.table("job").rows.size() == said.table("job").rows.size());
  for (std::size_t i = 0; i < bare.table("job").rows.size(); ++i)
    for (std::size_t c : {0U, 1U, 4U, 5U, 8U, 9U, 10U}) CHECK(bare.table("job").rows[i][c] == said.table("job").rows[i][c]);
}

TEST_CASE("Jobs are killed at the end of the time that they asked for, and count as such") {
  const std::string short_requests = R"(    - synthetic: {rate: 20 /d, nodes: {type: constant, value: 2}, duration_h: {type: constant, value: 3}, utilization: {type: constant, value: 0.7}, overestimate: {type: constant, value: 1}, tenant: c}
control: [{type: power_cap, limit: 60 %}]
)";
  const Result r = run_text(campus("policy: easy_backfill, wall_limit: kill", short_requests));
  holds(r);
}

TEST_CASE("A quota is never passed, and the jobs of others go on") {
  const Result r = run_text(campus("policy: easy_backfill", "  tenants: {a: {quota: 25 %}, b: {share: 2, quota_nodes: 16}}\n"));
  holds(r);
  const Table& t = r.table("job");
  const auto tenant = t.column("tenant"), started = t.column("started"), ended = t.column("ended"), nodes = t.column("nodes"), outcome = t.column("outcome");
  std::vector<std::pair<double, double>> changes;
  std::int64_t refused = 0;
  for (std::size_t i = 0; i < t.rows.size(); ++i) {
    if (tenant[i] != 0) continue;
    refused += outcome[i] == 4 ? 1 : 0;
    if (std::isnan(started[i])) continue;
    changes.emplace_back(started[i], nodes[i]);
    changes.emplace_back(std::isnan(ended[i]) ? 1e9 : ended[i] - 1e-5, -nodes[i]);
  }
  std::sort(changes.begin(), changes.end());
  double held = 0, most = 0;
  for (const auto& [at, by] : changes) most = std::max(most, held += by);
  CHECK(most <= 12);  // a quarter of 48
  CHECK(most > 6);
  CHECK(refused > 0);
  CHECK(r.jobs.refused == refused);
}

}  // namespace netsuden::test
