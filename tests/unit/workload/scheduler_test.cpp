// SPDX-License-Identifier: Apache-2.0
// Schedulers against a second implementation (tests/support/plain_scheduler.*), against what they promise, and against examples by hand.
#include "sim/workload/scheduler.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <map>

#include "sim/base/random.hpp"
#include "sim/workload/node_profile.hpp"
#include "tests/support/plain_scheduler.hpp"

using namespace netsuden;
using namespace netsuden::test;

namespace {

struct Kind {
  bool exact = false;      ///< requests are the run times
  bool overstay = false;   ///< some requests are too short
  bool changes = false, quotas = false, bound = false;
};

int whole(RandomStream& r, int from, int to) { return std::min(to, from + static_cast<int>(r.uniform() * (to - from + 1))); }

/// Small numbers, so that dates are equal, halls are full and promises meet.
Log random_log(RandomStream& r, const Kind& kind, int jobs) {
  Log log;
  const int halls = whole(r, 1, 3);
  for (int h = 0; h < halls; ++h) log.halls.push_back(whole(r, 2, 9));
  double t = 0;
  for (int i = 0; i < jobs; ++i) {
    LogJob j;
    if (r.uniform() < 0.6) t += whole(r, 0, 6);
    j.submit_s = t;
    j.nodes = whole(r, 1, r.uniform() < 0.1 ? 10 : 6);
    j.run_s = whole(r, 1, 20);
    j.limit_s = kind.exact ? j.run_s : j.run_s + (r.uniform() < 0.6 ? whole(r, 0, 20) : 0);
    if (kind.overstay && r.uniform() < 0.3) j.limit_s = whole(r, 1, static_cast<int>(j.run_s));
    if (kind.bound && r.uniform() < 0.3) j.hall = whole(r, 0, halls - 1);
    if (kind.quotas) j.tenant = whole(r, -1, 2);
    j.priority = whole(r, 0, 3);
    log.jobs.push_back(j);
  }
  if (kind.quotas) log.quotas = {whole(r, 1, 8), whole(r, 3, 12), std::numeric_limits<int>::max()};
  if (kind.changes) {
    double at = 0;
    for (int k = whole(r, 1, 4); k > 0; --k) {
      const int hall = whole(r, 0, halls - 1);
      at += whole(r, 1, 30);
      log.changes.push_back({at, hall, r.uniform() < 0.5 ? 0 : whole(r, 1, log.halls[static_cast<std::size_t>(hall)])});
      at += whole(r, 1, 30);
      log.changes.push_back({at, hall, log.halls[static_cast<std::size_t>(hall)]});
    }
  }
  return log;
}

std::string words(const Log& log) {
  std::string s = "halls";
  for (const int n : log.halls) s += " " + std::to_string(n);
  for (std::size_t i = 0; i < log.jobs.size(); ++i) {
    const LogJob& j = log.jobs[i];
    s += "\n" + std::to_string(i) + ": at " + std::to_string(j.submit_s) + " nodes " + std::to_string(j.nodes) + " run " + std::to_string(j.run_s) + " limit " + std::to_string(j.limit_s) + " hall " +
         std::to_string(j.hall) + " tenant " + std::to_string(j.tenant);
  }
  for (const HallChange& c : log.changes) s += "\nat " + std::to_string(c.at_s) + " hall " + std::to_string(c.hall) + " has " + std::to_string(c.nodes);
  return s;
}

constexpr Rule rules[] = {Rule::fcfs, Rule::easy, Rule::conservative};

void compare(const char* stream, const Kind& kind, int logs, QueueOrder order = QueueOrder::submission) {
  RandomStream r(7, stream);
  int different = 0, backfilled = 0;
  for (int k = 0; k < logs; ++k) {
    const Log log = random_log(r, kind, whole(r, 4, 24));
    const int depth = r.uniform() < 0.3 ? whole(r, 1, 4) : 100;
    for (const Rule rule : rules) {
      const auto a = by_scheduler(log, rule, order, depth), b = by_hand(log, rule, order, depth);
      const std::string d = difference(a, b);
      for (const Ran& x : a) backfilled += x.backfilled ? 1 : 0;
      if (!d.empty() && different++ < 3) FAIL_CHECK("log " << k << " rule " << static_cast<int>(rule) << " depth " << depth << ": " << d << "\n" << words(log));
    }
  }
  CHECK(different == 0);
  CHECK(backfilled > logs / 2);
}

}  // namespace

TEST_CASE("scheduler: random logs run as by hand, whatever the requests") {
  compare("loose", {}, 3000);
  compare("exact", {.exact = true}, 1500);
  compare("overstay", {.overstay = true}, 1500);
}

TEST_CASE("scheduler: random logs run as by hand where halls go dark and jobs name their hall") {
  compare("dark", {.changes = true}, 1500);
  compare("all", {.overstay = true, .changes = true, .bound = true}, 1500);
}

TEST_CASE("scheduler: random logs run as by hand in other orders and under quotas") {
  compare("priority", {.bound = true}, 800, QueueOrder::priority);
  compare("shortest", {}, 800, QueueOrder::shortest);
  compare("largest", {.changes = true}, 800, QueueOrder::largest);
  compare("quotas", {.quotas = true}, 1500);
  compare("quotas and dark", {.overstay = true, .changes = true, .quotas = true, .bound = true}, 1500, QueueOrder::priority);
}

TEST_CASE("scheduler: no promise gets later while requests are kept") {
  RandomStream r(3, "promises");
  std::int64_t promises = 0, moved = 0;
  for (int k = 0; k < 3000; ++k) {
    const Log log = random_log(r, {.exact = k % 3 == 0, .bound = k % 4 == 0}, whole(r, 4, 40));
    for (const Rule rule : {Rule::easy, Rule::conservative}) {
      std::map<int, double> promised;
      const Watch watch = [&](double, const Scheduler& s) {
        for (const Reservation& p : s.reservations()) {
          ++promises;
          const auto [at, first] = promised.emplace(p.job, p.start_s);
          if (first) continue;
          if (p.start_s > at->second) FAIL("log " << k << ": job " << p.job << " was promised " << at->second << ", now " << p.start_s << "\n" << words(log));
          moved += p.start_s < at->second ? 1 : 0;
          at->second = p.start_s;
        }
      };
      const auto ran = by_scheduler(log, rule, QueueOrder::submission, 100, watch);
      for (const auto& [job, start] : promised)
        if (ran[static_cast<std::size_t>(job)].start_s > start) FAIL("log " << k << ": job " << job << " was promised " << start << ", starts at " << ran[static_cast<std::size_t>(job)].start_s);
    }
  }
  CHECK(promises > 10000);
  CHECK(moved > 1000);
}

TEST_CASE("scheduler: never more nodes than there are, none that nobody could use") {
  RandomStream r(5, "nodes");
  for (int k = 0; k < 2000; ++k) {
    const Log log = random_log(r, {.overstay = true, .changes = true, .quotas = k % 2 == 0, .bound = true}, whole(r, 4, 30));
    for (const Rule rule : rules) {
      const Watch watch = [&](double now, const Scheduler& s) {
        double held_nodes = 0;
        std::map<int, int> of_tenant;
        for (const HallNodes& h : s.halls()) {
          int held = 0;
          for (const HeldNodes& j : h.held) {
            held += j.nodes;
            of_tenant[j.tenant] += j.nodes;
          }
          held_nodes += held;
          if (h.free < 0 || h.free > h.nodes || (rule != Rule::fcfs && h.free + held != h.nodes)) FAIL("log " << k << " at " << now << ": " << h.free << " of " << h.nodes << " nodes are free\n" << words(log));
        }
        for (const auto& [tenant, n] : of_tenant)
          if (tenant >= 0 && !log.quotas.empty() && n > log.quotas[static_cast<std::size_t>(tenant)]) FAIL("log " << k << " at " << now << ": tenant " << tenant << " has " << n << " nodes");
        if (rule == Rule::fcfs || held_nodes > 0) return;
        // Nothing runs: what waits has no hall with its nodes.
        s.queue().walk([&](const QueuedJob& j) {
          for (std::size_t h = 0; h < s.halls().size(); ++h)
            if (s.halls()[h].nodes >= j.nodes && (j.hall < 0 || j.hall == static_cast<int>(h))) FAIL("log " << k << " at " << now << ": job " << j.job << " waits while nothing runs\n" << words(log));
          return true;
        });
      };
      by_scheduler(log, rule, QueueOrder::submission, 100, watch);
    }
  }
}

TEST_CASE("scheduler: EASY starts what leaves the head its date") {
  // Ten nodes, six until 100 s; the head wants eight. Two nodes are over when it starts: 1 ends before it, 2 fits beside it, 3 does not.
  Log log;
  log.halls = {10};
  log.jobs = {{0, 6, 100, 100}, {1, 8, 50, 50}, {2, 4, 98, 98}, {100, 2, 500, 500}, {100, 2, 500, 500}};
  auto ran = by_scheduler(log, Rule::easy, QueueOrder::submission, 100);
  CHECK(ran[1].start_s == 100);
  CHECK(ran[2].start_s == 2);
  CHECK(ran[2].backfilled);
  CHECK(ran[3].start_s == 100);
  CHECK_FALSE(ran[3].backfilled);
  CHECK(ran[4].start_s == 150);
  log.jobs[2].limit_s = log.jobs[2].run_s = 99;  // one second too long
  ran = by_scheduler(log, Rule::easy, QueueOrder::submission, 100);
  CHECK(ran[2].start_s == 150);
  // Under fcfs nobody passes the head.
  log.jobs[2].limit_s = log.jobs[2].run_s = 98;
  ran = by_scheduler(log, Rule::fcfs, QueueOrder::submission, 100);
  CHECK(ran[2].start_s == 150);
}

TEST_CASE("scheduler: EASY delays others than the head, conservative nobody") {
  // Ten nodes: five are busy until 10 s, three until 20 s. 2 is the head and leaves one of the seven nodes of 10 s; 3 wants all of them, at 20 s.
  // 4 wants that one node until 27 s: beside the head it may have it, beside 3 it may not.
  Log log;
  log.halls = {10};
  log.jobs = {{0, 5, 10, 10}, {0, 3, 20, 20}, {1, 6, 10, 10}, {1, 10, 10, 10}, {2, 1, 25, 25}};
  const auto easy = by_scheduler(log, Rule::easy, QueueOrder::submission, 100), all = by_scheduler(log, Rule::conservative, QueueOrder::submission, 100);
  CHECK(easy[2].start_s == 10);
  CHECK(easy[4].start_s == 2);
  CHECK(easy[3].start_s == 27);
  CHECK(all[2].start_s == 10);
  CHECK(all[3].start_s == 20);
  CHECK(all[4].start_s == 30);
}

TEST_CASE("scheduler: a reservation is in the hall that has the nodes first, of two the first") {
  Log log;
  log.halls = {8, 8, 8};
  log.jobs = {{0, 8, 30, 30}, {0, 8, 20, 20}, {0, 8, 20, 20}, {1, 8, 5, 5}};
  const auto ran = by_scheduler(log, Rule::easy, QueueOrder::submission, 100);
  CHECK(ran[3].hall == 1);
  CHECK(ran[3].start_s == 20);
}

TEST_CASE("scheduler: fair share looks first at who has used least over its share") {
  SchedulerParams p;
  p.order = QueueOrder::fair_share;
  p.half_life_s = 1000;
  p.tenants = {{.share = 1}, {.share = 3}, {.share = 1}};
  Scheduler s(p);
  s.add_hall(4);
  const auto ask = [&](int job, int tenant) { s.submit({job, 4, -1, tenant, 100, 0}); };
  std::vector<int> order;
  int next = 0;
  for (int round = 0; round < 3; ++round)
    for (int tenant = 0; tenant < 2; ++tenant)
      for (int k = 0; k < 20; ++k) ask(next++, tenant);
  std::vector<int> starts(3, 0);
  for (int k = 0; k < 40; ++k) {
    const auto& started = s.pass(k * 100.0);
    REQUIRE(started.size() == 1);
    const JobStart one = started.front();
    ++starts[static_cast<std::size_t>(one.job.tenant)];
    s.ended({one.end_s, one.job.job, one.job.nodes, one.hall, one.job.tenant}, (k + 1) * 100.0);
  }
  // Shares of 1 and 3: a quarter and three quarters of the starts.
  CHECK(starts[0] == Approx(10).margin(1));
  CHECK(starts[1] == Approx(30).margin(1));
}

TEST_CASE("tenant use: what is held decays with its half-life, exactly") {
  TenantUse u({{.share = 2}}, 1000);
  u.hold(0, 10, 0);
  // Integral of 10 nodes x 2^(-(t - x)/T) over [0, 1000], T = 1000: 10 T / ln 2 x 1/2; over the share of 2.
  CHECK(u.used_over_share(0, 1000) == Approx(10 * 1000 / std::log(2.0) * 0.5 / 2).epsilon(1e-12));
  u.hold(0, -10, 1000);
  CHECK(u.used_over_share(0, 3000) == Approx(10 * 1000 / std::log(2.0) * 0.5 / 2 / 4).epsilon(1e-12));
  CHECK(u.held(0) == 0);
  TenantUse forever({{}}, 1e18);  // no decay: node-seconds
  forever.hold(0, 3, 0);
  forever.hold(0, -3, 500);
  CHECK(forever.used_over_share(0, 1e6) == Approx(1500).epsilon(1e-9));
  CHECK(forever.used_over_share(-1, 1e6) == 0);
}

TEST_CASE("node profile: as counted second by second") {
  RandomStream r(11, "profile");
  for (int k = 0; k < 500; ++k) {
    NodeProfile p(0, 4);
    std::vector<int> plain(200, 4);
    int now = 0;
    for (int step = 0, from = 0; step < 3; ++step) {
      p.then(from += whole(r, 0, 9), 2);
      for (int t = from; t < 200; ++t) plain[static_cast<std::size_t>(t)] += 2;
    }
    for (int op = 0; op < 30; ++op) {
      const int from = now + whole(r, 0, 40), to = from + whole(r, 1, 40), n = whole(r, -3, 3);
      p.add(from, to, n);
      for (int t = from; t < to && t < 200; ++t) plain[static_cast<std::size_t>(t)] += n;
      if (r.uniform() < 0.2) p.trim(now += whole(r, 0, 3));
      const int nodes = whole(r, 1, 12), length = whole(r, 1, 30);
      double expected = std::numeric_limits<double>::infinity();
      for (int t = now; t + length <= 200 && std::isinf(expected); ++t) {
        bool fits = true;
        for (int x = t; x < t + length && fits; ++x) fits = plain[static_cast<std::size_t>(x)] >= nodes;
        if (fits) expected = t;
      }
      CHECK(p.earliest(now, nodes, length, 1e9) == expected);
    }
  }
}
