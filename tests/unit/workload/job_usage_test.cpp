// SPDX-License-Identifier: Apache-2.0
// By hand, and the defining sum on random logs.
#include "sim/workload/job_usage.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

using namespace netsuden;

TEST_CASE("job usage: one factor for all, until the first is at full use") {
  const std::vector<UsageShare> jobs{{1, 0.8}, {2, 0.4}};  // 1.6 nodes' worth
  CHECK(usage_factor(jobs, 0.8) == Approx(0.5));
  CHECK(usage_factor(jobs, 2.0) == Approx(1.25));
  CHECK(usage_factor(jobs, 2.5) == Approx(0.75 * 2.5));  // the first holds 1, the other two 0.75 each
  CHECK(usage_factor(jobs, 3.0) == Approx(2.5));
  CHECK(usage_factor(jobs, 4.0) == Approx(2.5));  // more than there is
  CHECK(usage_factor(jobs, 0) == 0);
  CHECK(usage_factor({}, 1) == 1);
}

TEST_CASE("job usage: runs count with the part of a step in which they run") {
  // Job 1 over both steps, job 2 over the second half of the first; what is used in the third step has no job.
  const UsageFactors f = usage_factors({{0, 20, 1, 0.5}, {5, 5, 2, 0.5}}, StepSeries({0, 10, 20}, {0.5, 1, 0.25}), 30);
  REQUIRE(f.factor.values().size() == 3);
  CHECK(f.factor.values()[0] == Approx(0.5));  // 1 x 0.5 + 0.5 x 2 x 0.5 = 1 at factor 1
  CHECK(f.factor.values()[1] == Approx(2));
  CHECK(f.used_s == Approx(5 + 10 + 2.5));
  CHECK(f.unplaced_s == Approx(2.5));
}

TEST_CASE("job usage: the jobs that run come to what is used, whatever they are") {
  std::mt19937 random(0);
  std::uniform_real_distribution<double> any(0, 1);
  for (int log = 0; log < 200; ++log) {
    std::vector<LoggedRun> runs;
    for (int j = 0; j < 12; ++j) runs.push_back({100 * any(random), 60 * any(random), std::floor(1 + 4 * any(random)), any(random) < 0.1 ? 0 : any(random)});
    std::vector<double> t, v;
    for (int s = 0; s < 16; ++s) {
      t.push_back(10.0 * s);
      v.push_back(12 * any(random));
    }
    const UsageFactors f = usage_factors(runs, StepSeries(t, v), 160);
    double unplaced = 0;
    for (std::size_t s = 0; s < t.size(); ++s) {
      double got = 0, most = 0;
      for (const LoggedRun& r : runs) {
        const double part = std::max(0.0, std::min(t[s] + 10, r.start_s + r.run_s) - std::max(t[s], r.start_s)) / 10;
        got += part * r.nodes * std::min(1.0, f.factor.values()[s] * r.utilisation);
        most += r.utilisation > 0 ? part * r.nodes : 0;
      }
      CHECK(got == Approx(std::min(v[s], most)).margin(1e-9));
      unplaced += 10 * std::max(0.0, v[s] - most);
    }
    CHECK(f.unplaced_s == Approx(unplaced).margin(1e-9));
  }
}
