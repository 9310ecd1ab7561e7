// SPDX-License-Identifier: Apache-2.0
// Rules and limits under every policy, on random jobs: nobody stands where he is barred, no limit is passed, everyone who can run does.
#include "sim/workload/placement.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>

#include "sim/base/random.hpp"
#include "sim/workload/scheduler.hpp"

using namespace netsuden;

namespace {

Placement two_rules(int lent) {
  PlacementRule own{{Refusal::none, Refusal::country, Refusal::none}, {2, 0, 1}, {{{-1, -1}}, {{-1, -1}}, {{-1, -1}}}};
  PlacementRule guest{{Refusal::none, Refusal::none, Refusal::contract}, {1, 0, 2}, {{{0, -1}}, {{-1, -1}}, {{-1, -1}}}};
  return Placement({own, guest}, {lent});
}

}  // namespace

TEST_CASE("A rule says where, in which order and how much") {
  Placement p = two_rules(10);
  CHECK(p.has_limits());
  CHECK(p.barred(0, 1) == Refusal::country);
  CHECK(p.barred(-1, 1) == Refusal::none);
  CHECK(p.hall(0, 0) == 2);
  CHECK(p.hall(-1, 1) == 1);
  CHECK(p.most(1, 0) == 10);
  p.hold(1, 0, 7);
  CHECK(p.room(1, 0) == 3);
  p.hold(1, 1, 50);
  CHECK(p.room(1, 0) == 3);
  p.hold(1, 0, -7);
  CHECK(p.room(1, 0) == 10);
  CHECK_FALSE(p.same_limits(1, 0, 1));
}

TEST_CASE("Halls are taken in the order of the rule, and partners' only up to the contract") {
  SchedulerParams params;
  params.placement = two_rules(10);
  Scheduler s(params);
  for (int h = 0; h < 3; ++h) s.add_hall(20);
  s.submit({.job = 0, .nodes = 15, .limit_s = 100, .rule = 0});
  s.submit({.job = 1, .nodes = 15, .limit_s = 100, .rule = 0});
  s.submit({.job = 2, .nodes = 15, .limit_s = 100, .rule = 1});
  s.submit({.job = 3, .nodes = 8, .limit_s = 100, .rule = 1});
  const std::vector<JobStart> starts = s.pass(0);
  std::map<int, int> hall;
  for (const JobStart& w : starts) hall[w.job.job] = w.hall;
  CHECK(hall == std::map<int, int>{{0, 2}, {1, 0}, {2, 1}});  // 3: five nodes are left in each, and two of its contract cannot help
}

TEST_CASE("No policy passes a limit or a bar, and all work gets done") {
  for (std::size_t policy = 0; policy < scheduling_policies().size(); ++policy)
    for (int seed = 0; seed < 20; ++seed) {
      RandomStream random(static_cast<std::uint64_t>(seed), "placement");
      SchedulerParams params;
      params.policy = policy;
      params.placement = two_rules(6 + seed % 10);
      const Placement rules = params.placement;
      Scheduler s(params);
      for (int h = 0; h < 3; ++h) s.add_hall(20);
      struct Running {
        double end;
        HeldNodes held;
        bool operator<(const Running& o) const { return end != o.end ? end < o.end : held.job < o.held.job; }
      };
      std::vector<Running> running;
      std::vector<double> submit, run;
      std::vector<QueuedJob> jobs;
      double t = 0;
      for (int i = 0; i < 150; ++i) {
        t += 20 * random.uniform();
        submit.push_back(t);
        run.push_back(10 + 300 * random.uniform());
        const int rule = static_cast<int>(random.uniform() * 3) - 1;
        jobs.push_back({.job = i, .nodes = 1 + static_cast<int>(random.uniform() * 19), .limit_s = run.back() * (1 + random.uniform()), .rule = rule});
      }
      std::size_t next = 0, done = 0;
      double now = 0;
      int guard = 0;
      while (done < jobs.size() && ++guard < 5000) {
        const double sub = next < jobs.size() ? submit[next] : 1e18, end = running.empty() ? 1e18 : std::min_element(running.begin(), running.end())->end;
        now = std::min(sub, end);
        REQUIRE(now < 1e18);  // nobody waits for ever
        for (std::size_t i = 0; i < running.size();)
          if (running[i].end <= now) {
            s.ended(running[i].held, now);
            running.erase(running.begin() + static_cast<std::ptrdiff_t>(i));
            ++done;
          } else {
            ++i;
          }
        while (next < jobs.size() && submit[next] <= now) s.submit(jobs[next++]);
        for (const JobStart& w : s.pass(now)) {
          REQUIRE(rules.barred(w.job.rule, static_cast<std::size_t>(w.hall)) == Refusal::none);
          running.push_back({now + run[static_cast<std::size_t>(w.job.job)], {w.end_s, w.job.job, w.job.nodes, w.hall, w.job.tenant, w.job.rule}});
        }
        int lent = 0, in[3] = {0, 0, 0};
        for (const Running& r : running) {
          in[r.held.hall] += r.held.nodes;
          if (r.held.rule == 1 && r.held.hall == 0) lent += r.held.nodes;
        }
        REQUIRE(lent <= rules.most(1, 0));
        REQUIRE(lent == s.placement().held(0));
        for (const int n : in) REQUIRE(n <= 20);
      }
      CHECK(done == jobs.size());
    }
}
