// SPDX-License-Identifier: Apache-2.0
// On a real SimGrid engine. An engine lives as long as its process: ctest gives each TEST_CASE one.
#include "sim/twin/dispatcher.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <map>

#include "sim/base/random.hpp"
#include "tests/support/plain_scheduler.hpp"

using namespace netsuden;

namespace {

/// Nodes of up to 300 W without losses, ten in a rack, nothing else in it.
RackModel plain_rack(double idle_w) {
  RackPowerParams p;
  p.nodes_per_rack = 10;
  p.node.idle = ActivePower::from_si(idle_w);
  p.node.max = ActivePower::from_si(300);
  p.switches = 0;
  p.psu.load = {1};
  p.psu.efficiency = {1};
  p.psu.no_load_loss = Fraction(0);
  return make_rack(p);
}

/// Does things on their dates, after the dispatcher has been at the date, as the facility does.
class Agenda final : public sg::Model {
 public:
  Agenda() : Model("agenda") {}
  std::multimap<double, std::function<void(double)>> todo;
  double every_s = 0, end_s = 0;
  double next_occurring_event(double now) override {
    double next = todo.empty() ? end_s : std::min(end_s, todo.begin()->first);
    if (every_s > 0) next = std::min(next, (std::floor(now / every_s + 1e-9) + 1) * every_s);
    return std::max(0.0, next - now);
  }
  void update_actions_state(double now, double) override {
    while (!todo.empty() && todo.begin()->first <= now + 1e-6) {
      const auto f = std::move(todo.begin()->second);
      todo.erase(todo.begin());
      f(now);
    }
  }
};

/// Halls on an engine. SimGrid keeps its models until the process is gone: so does the bench.
struct Bench {
  std::unique_ptr<sg::s4u::Engine> engine = sg::make_engine();
  std::vector<std::unique_ptr<HallLoad>> loads;
  std::shared_ptr<Dispatcher> dispatcher;
  std::shared_ptr<Agenda> agenda = std::make_shared<Agenda>();
  std::vector<int> done;

  Bench(std::vector<Job> jobs, std::vector<int> racks, int lanes = 2, double idle_w = 100, const Dispatcher::Params& params = {}) {
    const sg::Zone zone = sg::make_zone(*engine, "campus");
    dispatcher = std::make_shared<Dispatcher>(
        std::move(jobs), params, [](int, double) {}, [this](int job) { done.push_back(job); });
    for (std::size_t h = 0; h < racks.size(); ++h) {
      loads.push_back(std::make_unique<HallLoad>(plain_rack(idle_w), racks[h]));
      std::vector<sg::s4u::Host*> hosts;
      for (int lane = 0; lane < lanes; ++lane) {
        hosts.push_back(sg::make_host(zone, "hall" + std::to_string(h) + "." + std::to_string(lane), clock_levels()));
        hosts.back()->set_core_count(loads.back()->nodes());
      }
      dispatcher->add_hall(std::move(hosts), loads.back().get(), true);
    }
    zone->seal();
    engine->add_model(dispatcher);
    engine->add_model(agenda);
  }
  void at(double t, std::function<void(double)> f) { agenda->todo.emplace(t, std::move(f)); }
  void run(double end) {
    agenda->end_s = end;
    engine->run_until(end);
    dispatcher->settle(end);
  }
  const JobState& state(int job) const { return dispatcher->state(job); }
};

/// Never destroyed, see Bench.
Bench& bench(std::vector<Job> jobs, std::vector<int> racks = {1}) { return *new Bench(std::move(jobs), std::move(racks)); }

Job job(double submit_s, int nodes, double run_s, float util = 0) {
  Job j;
  j.submit_s = submit_s;
  j.nodes = nodes;
  j.run_s = run_s;
  j.cpu_util = j.gpu_util = util;
  return j;
}

Dispatcher::Params policy(const std::string& name) {
  Dispatcher::Params p;
  while (scheduling_policies().at(p.scheduler.policy).name != name) ++p.scheduler.policy;
  return p;
}

/// To the timing precision that the engine is given.
Approx second(double t) { return Approx(t).epsilon(0).margin(2e-6); }

}  // namespace

TEST_CASE("dispatcher: jobs start when they come and end when they have run") {
  Bench& b = bench({job(0, 3, 100), job(10, 7, 50.5), job(200, 10, 1)});
  b.run(300);
  CHECK(b.state(0).start_s == second(0));
  CHECK(b.state(0).end_s == second(100));
  CHECK(b.state(1).start_s == second(10));
  CHECK(b.state(1).end_s == second(60.5));
  CHECK(b.state(2).end_s == second(201));
  CHECK(b.done == std::vector<int>{1, 0, 2});
  CHECK(b.dispatcher->completed() == 3);
  CHECK(b.dispatcher->running() == 0);
  CHECK(b.loads[0]->busy_nodes() == 0);
  CHECK(b.dispatcher->hall(0).pool.free_nodes() == 10);
}

TEST_CASE("dispatcher: jobs that were queued before the start begin at the start, in order") {
  Bench& b = bench({job(-500, 6, 100), job(-10, 6, 100), job(-5, 4, 50)});
  b.run(300);
  CHECK(b.state(0).start_s == second(0));
  CHECK(b.state(1).start_s == second(100));
  CHECK(b.state(2).start_s == second(100));
}

TEST_CASE("dispatcher: the head of the queue blocks those behind it") {
  // 10 nodes: six are busy until 100 s; eight are asked for at 1 s; two that would fit at 2 s wait behind them.
  Bench& b = bench({job(0, 6, 100), job(1, 8, 100), job(2, 2, 10), job(2, 9, 10)});
  b.at(50, [&](double) {
    CHECK(b.dispatcher->queued() == 3);
    CHECK(b.dispatcher->queue() == std::deque<int>{1, 2, 3});
    CHECK(b.dispatcher->running() == 1);
  });
  b.run(500);
  CHECK(b.state(1).start_s == second(100));
  CHECK(b.state(2).start_s == second(100));
  CHECK(b.state(3).start_s == second(200));
  CHECK(b.dispatcher->started() == 4);
}

TEST_CASE("dispatcher: jobs of one instant keep their order, in the first hall with room") {
  Bench& b = bench({job(5, 10, 100), job(5, 8, 100), job(5, 5, 100), job(5, 12, 100)}, {1, 2});
  b.run(1000);
  CHECK(b.state(0).hall == 0);
  CHECK(b.state(1).hall == 1);
  CHECK(b.state(2).hall == 1);
  CHECK(b.state(3).hall == 1);
  CHECK(b.state(2).start_s == second(5));
  CHECK(b.state(3).start_s == second(105));
}

TEST_CASE("dispatcher: a job larger than any hall is refused and holds nobody up") {
  Bench& b = bench({job(0, 21, 100), job(0, 20, 100)}, {1, 2});
  b.run(200);
  CHECK(b.state(0).outcome == JobOutcome::refused);
  CHECK(std::isnan(b.state(0).start_s));
  CHECK(b.state(1).end_s == second(100));
  CHECK(b.dispatcher->refused() == 1);
  CHECK(b.done == std::vector<int>{0, 1});
}

TEST_CASE("dispatcher: a change of the clock moves the completion to the exact time") {
  Bench& b = bench({job(0, 2, 1000, 1), job(0, 2, 250, 1), job(400, 1, 100, 1)});
  b.at(300, [&](double t) { b.dispatcher->set_clock(0, 0.5, t); });
  b.at(900, [&](double t) { b.dispatcher->set_clock(0, 1, t); });
  b.run(2000);
  // 300 s at full clock, 600 s at half: 600 s done by 900 s, 400 s to go.
  CHECK(b.state(0).end_s == second(1300));
  CHECK(b.state(1).end_s == second(250));
  CHECK(b.state(2).end_s == second(600));
  // Power above idle falls with the clock: (36.76 f + 52.46 f^3) over the same at 1.98 GHz, f in GHz.
  const auto phi = [](double f) { return (36.76 * f + 52.46 * f * f * f) / (36.76 * 1.98 + 52.46 * 1.98 * 1.98 * 1.98); };
  const double full = 300, half = 100 + 200 * phi(0.99);
  CHECK(b.state(0).energy_j == Approx(2 * (700 * full + 600 * half)).epsilon(1e-9));
  CHECK(b.state(1).energy_j == Approx(2 * 250 * full).epsilon(1e-9));
  CHECK(b.state(2).energy_j == Approx(200 * half).epsilon(1e-9));
}

TEST_CASE("dispatcher: jobs of a series of use draw as it says, from their start on, none beyond full use") {
  std::vector<Job> jobs{job(0, 2, 1000, 0.5), job(0, 1, 1000, 0.8f), job(0, 1, 1000, 0.5), job(300, 1, 100, 0.25)};
  for (const int i : {0, 1, 3}) jobs[static_cast<std::size_t>(i)].usage = 0;  // the third is as it is
  Dispatcher::Params p;
  p.usage = {StepSeries({0, 250, 350, 5000}, {1, 2, 0, 1})};
  Bench& b = *new Bench(jobs, {1}, 2, 100, p);
  b.run(2000);
  // Above idle, 100 W: 200 W at full use.
  CHECK(b.state(0).energy_j == Approx(2 * (250 * 200 + 100 * 300 + 650 * 100)).epsilon(1e-6));
  CHECK(b.state(1).energy_j == Approx(250 * 260 + 100 * 300 + 650 * 100).epsilon(1e-6));
  CHECK(b.state(2).energy_j == Approx(1000 * 200).epsilon(1e-6));
  CHECK(b.state(3).energy_j == Approx(50 * 200 + 50 * 100).epsilon(1e-6));
  for (const int i : {0, 1, 2}) CHECK(b.state(i).end_s == second(1000));  // it changes no run time
  CHECK(b.state(3).end_s == second(400));
}

TEST_CASE("dispatcher: clocks are levels of 5 %, the highest that does not exceed what is asked for") {
  CHECK(clock_levels().size() == 17);
  CHECK(clock_levels()[clock_level(1)] == 1);
  CHECK(clock_levels()[clock_level(0.99)] == 0.95);
  CHECK(clock_levels()[clock_level(0.5)] == 0.5);
  CHECK(clock_levels()[clock_level(0.01)] == 0.2);
}

TEST_CASE("dispatcher: a hall that goes dark loses the work of its jobs and returns them to the head of the queue in order") {
  // 2, 0, 1 run (the third slot is reused, so that slots and submissions differ); 3 and 4 wait.
  Bench& b = bench({job(0, 1, 20), job(1, 4, 300), job(2, 4, 300), job(25, 2, 300), job(30, 5, 300), job(31, 1, 300)});
  b.at(100, [&](double t) {
    b.dispatcher->set_accepts(0, false, t);
    CHECK(b.dispatcher->queue() == std::deque<int>{1, 2, 3, 4, 5});
    CHECK(b.dispatcher->running() == 0);
    CHECK(b.loads[0]->busy_nodes() == 0);
    CHECK(b.dispatcher->hall(0).pool.free_nodes() == 10);
    CHECK(b.state(1).energy_j == Approx(4 * 100.0 * 99));  // idle power from 1 s on
  });
  b.at(200, [&](double t) { b.dispatcher->set_accepts(0, true, t); });
  b.run(1000);
  for (const int i : {1, 2, 3}) {
    INFO(i);
    CHECK(b.state(i).start_s == second(200));
    CHECK(b.state(i).end_s == second(500));  // from the beginning
    CHECK(b.state(i).restarts == 1);
  }
  CHECK(b.state(4).start_s == second(500));
  CHECK(b.state(4).restarts == 0);
  CHECK(b.dispatcher->killed() == 3);
  CHECK(b.dispatcher->completed() == 6);
}

TEST_CASE("dispatcher: other halls take what a dark hall gives back") {
  Bench& b = bench({job(0, 8, 300), job(0, 8, 100)}, {1, 1});
  b.at(50, [&](double t) { b.dispatcher->set_accepts(0, false, t); });
  b.run(600);
  CHECK(b.state(0).hall == 1);
  CHECK(b.state(0).start_s == second(100));
  CHECK(b.state(0).end_s == second(400));
}

TEST_CASE("dispatcher: rebinding running jobs changes no end and no energy") {
  std::vector<Job> jobs;
  for (int i = 0; i < 40; ++i) jobs.push_back(job(i * 3.7, 1 + i % 4, 100 + 13.3 * i, 0.5f));
  Bench& b = bench(jobs, {20});
  for (int i = 1; i < 60; ++i) b.at(i * 9.1, [&](double) { b.dispatcher->rebind(); });
  b.at(200, [&](double t) {
    b.dispatcher->set_clock(0, 0.8, t);
    b.dispatcher->rebind();
  });
  double before = 0;
  b.at(300, [&](double t) {
    b.dispatcher->for_each_running([&](int, double s, int) { before += s; });
    b.dispatcher->rebind();
    double after = 0;
    b.dispatcher->for_each_running([&](int, double s, int) { after += s; });
    CHECK(after == Approx(before).epsilon(1e-12));
    b.dispatcher->set_clock(0, 1, t);
  });
  b.run(2000);
  CHECK(before > 0);
  for (int i = 0; i < 40; ++i) {
    INFO(i);
    const double start = jobs[static_cast<std::size_t>(i)].submit_s, work = jobs[static_cast<std::size_t>(i)].run_s;
    // Full clock outside [200, 300] s, 0.8 within.
    double end = start + work;
    if (end > 200) {
      const double left = work - (200 - start);
      end = left <= 80 ? 200 + left / 0.8 : 300 + left - 80;
    }
    CHECK(b.state(i).start_s == second(start));
    CHECK(b.state(i).end_s == Approx(end).epsilon(0).margin(2e-5));  // each of up to 60 rebinds may cost the engine's 1e-6 s
  }
}

TEST_CASE("dispatcher: where idle nodes draw nothing, the jobs' energies add up to the hall's") {
  std::vector<Job> jobs;
  for (int i = 0; i < 200; ++i) jobs.push_back(job(i * 7, 1 + (i * 5) % 9, 20 + (i * 31) % 400, static_cast<float>(i % 11) / 10));
  Bench& b = *new Bench(jobs, {3}, 2, 0);
  b.at(500, [&](double t) { b.dispatcher->set_clock(0, 0.7, t); });
  b.at(900, [&](double t) { b.dispatcher->set_accepts(0, false, t); });
  b.at(1000, [&](double t) { b.dispatcher->set_accepts(0, true, t); });
  b.run(20000);
  double energy = 0;
  for (int i = 0; i < 200; ++i) energy += b.state(i).energy_j;
  CHECK(energy == Approx(b.loads[0]->energy_j(20000)).epsilon(1e-12));
  CHECK(b.dispatcher->completed() == 200);
  CHECK(b.dispatcher->killed() > 0);
}

TEST_CASE("dispatcher: over ten years the clock stays within a microsecond, ticks and completions") {
  const double year = 365.25 * 86400, end = 10 * year;
  std::vector<Job> jobs;
  for (int i = 0; i < 20000; ++i) jobs.push_back(job(i * end / 20000 * 0.999 + 0.123456, 1, 3600.7 + 17.000013 * (i % 4001)));
  Bench& b = bench(jobs, {10});
  b.agenda->every_s = 3600;
  double last_tick = 0, worst_tick = 0;
  for (int y = 1; y < 10; ++y)
    b.at(y * year + 0.25, [&, y](double t) {
      last_tick = t;
      worst_tick = std::max(worst_tick, std::abs(t - (y * year + 0.25)));
    });
  b.run(end);
  CHECK(last_tick > 9 * year);
  CHECK(worst_tick < 1e-6);
  double worst_start = 0, worst_end = 0;
  for (int i = 0; i < 20000; ++i) {
    const Job& j = jobs[static_cast<std::size_t>(i)];
    worst_start = std::max(worst_start, std::abs(b.state(i).start_s - j.submit_s));
    worst_end = std::max(worst_end, std::abs(b.state(i).end_s - (j.submit_s + j.run_s)));
  }
  CHECK(b.dispatcher->completed() == 20000);
  CHECK(worst_start < 1e-6);
  CHECK(worst_end < 2e-6);
}

namespace {
void as_by_hand(const char* name, test::Rule rule) {
  RandomStream r(17, name);
  test::Log log;
  log.halls = {20, 30};
  std::vector<Job> jobs;
  double t = 0;
  for (int i = 0; i < 400; ++i) {
    t += r.uniform(0, 60);
    Job j = job(t, 1 + static_cast<int>(r.uniform(0, 18)), 10 + r.uniform(0, 300));
    j.limit_s = j.run_s + r.uniform(0, 200);
    jobs.push_back(j);
    log.jobs.push_back({t, j.nodes, j.run_s, j.limit_s + Dispatcher::grace_s, -1, -1, 0});
  }
  const auto expected = test::by_hand(log, rule, QueueOrder::submission, 100);
  Bench& b = *new Bench(jobs, {2, 3}, 2, 100, policy(name));
  b.run(100000);
  int backfilled = 0;
  for (int i = 0; i < 400; ++i) {
    INFO(name << " " << i);
    const test::Ran& e = expected[static_cast<std::size_t>(i)];
    CHECK(b.state(i).start_s == Approx(e.start_s).epsilon(0).margin(1e-3));
    CHECK(b.state(i).hall == e.hall);
    CHECK(b.state(i).backfilled == e.backfilled);
    backfilled += b.state(i).backfilled ? 1 : 0;
  }
  CHECK(backfilled > 20);
  CHECK(b.dispatcher->completed() == 400);
}
}  // namespace

TEST_CASE("dispatcher: EASY on the engine starts jobs as a second implementation does") { as_by_hand("easy_backfill", test::Rule::easy); }

TEST_CASE("dispatcher: conservative backfilling on the engine starts jobs as a second implementation does") { as_by_hand("conservative_backfill", test::Rule::conservative); }

TEST_CASE("dispatcher: the end of one instant is seen before its submissions where a policy looks ahead") {
  // At 100 s job 0 leaves hall 0 and job 2 comes: it finds hall 0 free.
  Bench& b = *new Bench({job(0, 10, 100), job(0, 10, 500), job(100, 5, 10)}, {1, 1, 1}, 2, 100, policy("easy_backfill"));
  b.run(1000);
  CHECK(b.state(2).start_s == second(100));
  CHECK(b.state(2).hall == 0);
}

TEST_CASE("dispatcher: a job that loses its hall waits for another one by its place, beside reservations") {
  // Hall 0 goes dark at 50 s. Job 0 is the head again, and those behind it may pass it where they do not delay it.
  std::vector<Job> jobs{job(0, 8, 300), job(0, 8, 100), job(10, 8, 100), job(60, 2, 30), job(60, 2, 200)};
  Bench& b = *new Bench(jobs, {1, 1}, 2, 100, policy("easy_backfill"));
  b.at(50, [&](double t) { b.dispatcher->set_accepts(0, false, t); });
  b.at(150, [&](double t) { b.dispatcher->set_accepts(0, true, t); });
  b.run(1000);
  CHECK(b.state(0).hall == 1);
  CHECK(b.state(0).start_s == second(100));
  CHECK(b.state(0).restarts == 1);
  CHECK(b.state(3).start_s == second(60));  // beside the ten nodes of hall 1: two are free, and it ends before 100 s
  CHECK(b.state(4).start_s == second(60 + 30));
  CHECK(b.state(2).start_s == second(150));
  CHECK(b.dispatcher->completed() == 5);
}

TEST_CASE("dispatcher: jobs that pass their wall time are killed where that is asked for") {
  std::vector<Job> jobs{job(0, 4, 100), job(0, 4, 100), job(0, 4, 100)};
  jobs[0].limit_s = 60;
  jobs[1].limit_s = 100;  // ends with its time
  Dispatcher::Params params;
  params.kill_at_limit = true;
  Bench& b = *new Bench(jobs, {1}, 2, 100, params);
  b.run(1000);
  CHECK(b.state(0).outcome == JobOutcome::killed);
  CHECK(b.state(0).end_s == Approx(60).epsilon(0).margin(2e-3));
  CHECK(b.state(0).energy_j == Approx(4 * 100.0 * b.state(0).end_s).epsilon(1e-9));
  CHECK(b.state(1).outcome == JobOutcome::completed);
  CHECK(b.state(2).start_s == Approx(60).epsilon(0).margin(2e-3));
  CHECK(b.state(2).outcome == JobOutcome::completed);  // of unknown wall time
  CHECK(b.dispatcher->at_limit() == 1);
  CHECK(b.dispatcher->completed() == 2);
  CHECK(b.loads[0]->busy_nodes() == 0);
}

TEST_CASE("dispatcher: at half the clock a job overstays, and those behind it are held by what is known") {
  std::vector<Job> jobs{job(0, 6, 100), job(1, 8, 100), job(2, 2, 95)};
  Bench& b = *new Bench(jobs, {1}, 2, 100, policy("easy_backfill"));
  b.at(10, [&](double t) { b.dispatcher->set_clock(0, 0.5, t); });
  b.run(2000);
  CHECK(b.state(2).start_s == second(2));    // 97 s, and the head is promised 100 s
  CHECK(b.state(0).end_s == second(190));
  CHECK(b.state(1).start_s == second(190));  // job 2: 8 s at full clock, 87 s at half: 184 s
}

TEST_CASE("dispatcher: a quota holds a tenant back and nobody else, and refuses what never fits") {
  std::vector<Job> jobs{job(0, 4, 100), job(0, 4, 100), job(0, 2, 50), job(0, 6, 10)};
  jobs[0].tenant = jobs[1].tenant = jobs[3].tenant = 0;
  jobs[2].tenant = 1;
  Dispatcher::Params params;
  params.scheduler.tenants = {{.share = 1, .quota = 5}, {}};
  Bench& b = *new Bench(jobs, {1}, 2, 100, params);
  b.run(1000);
  CHECK(b.state(0).start_s == second(0));
  CHECK(b.state(1).start_s == second(100));
  CHECK(b.state(2).start_s == second(0));
  CHECK(b.state(3).outcome == JobOutcome::refused);
}
