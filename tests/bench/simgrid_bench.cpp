// SPDX-License-Identifier: Apache-2.0
// The facts about SimGrid on which the twin rests (design, section 2), measured again: each in a process of its own.
#include <algorithm>
#include <cmath>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "sim/base/random.hpp"
#include "sim/twin/dispatcher.hpp"
#include "sim/twin/simgrid.hpp"
#include "tests/bench/whole_run.hpp"

namespace netsuden::bench {
namespace {

/// Wakes every `every` seconds and does `work`.
class Ticker final : public sg::Model {
 public:
  Ticker(double every, double end, std::function<void(double)> work = {}) : Model("ticker"), every_(every), end_(end), work_(std::move(work)) {}
  double next_occurring_event(double now) override {
    const double next = static_cast<double>(ticks + 1) * every_;
    return next > end_ ? -1 : std::max(0.0, next - now);
  }
  void update_actions_state(double now, double) override {
    while (static_cast<double>(ticks + 1) * every_ <= now + 1e-6) {
      worst = std::max(worst, std::abs(now - static_cast<double>(ticks + 1) * every_));
      ++ticks;
      if (work_) work_(now);
    }
  }
  std::int64_t ticks = 0;
  double worst = 0;

 private:
  double every_, end_;
  std::function<void(double)> work_;
};

/// Models, and the engine that they must outlive, are left to the end of the process, as the twin does.
template <class T>
T& keep(std::shared_ptr<T> p) {
  static auto* kept = new std::vector<std::shared_ptr<void>>;
  kept->push_back(p);
  return *p;
}

struct Setup {
  Setup() : engine(keep(std::shared_ptr<sg::s4u::Engine>(sg::make_engine()))), zone(sg::make_zone(engine, "campus")) {}
  template <class M>
  M& add(std::shared_ptr<M> m) {
    engine.add_model(m);
    return keep(m);
  }
  sg::s4u::Engine& engine;
  sg::Zone zone;
};

void tick(benchmark::State& state) {
  const double n = quick ? 1e4 : 2e6;
  for (auto _ : state) {
    const Cost c = in_child([&](Cost& cost) {
      Setup s;
      sg::make_host(s.zone, "hall", {1.0});
      s.zone->seal();
      const Ticker& t = s.add(std::make_shared<Ticker>(60, n * 60));
      s.engine.run_until(n * 60);
      cost.extra[0] = static_cast<double>(t.ticks);
    });
    report(state, c, 0);
    state.counters["us_per_tick"] = c.thread_cpu_s / c.extra[0] * 1e6;
    state.counters["design_us_per_tick"] = 0.2;
  }
}
BENCHMARK(tick)->Name("simgrid/tick_of_a_model")->UseManualTime()->Iterations(1)->Unit(benchmark::kMillisecond);

void pstate(benchmark::State& state) {
  for (auto _ : state) {
    const Cost c = in_child([&](Cost& cost) {
      Setup s;
      auto* host = sg::make_host(s.zone, "hall", {1.0, 0.5});
      host->set_core_count(100);
      s.zone->seal();
      double done = -1;
      sg::on_exec_completion([&](sg::s4u::Exec const&) { done = sg::s4u::Engine::get_clock(); });
      s.add(std::make_shared<Ticker>(600, 600, [&](double) { host->set_pstate(1); }));
      auto exec = sg::s4u::Exec::init();
      exec->set_flops_amount(1000);
      exec->set_thread_count(64);
      exec->set_host(host);
      sg::start(exec);
      s.engine.run_until(5000);
      cost.extra[0] = done;
    });
    report(state, c, 0);
    // 600 s at full clock, the remaining 400 s of work at half of it: 600 + 800.
    state.counters["completes_at_s"] = c.extra[0];
    state.counters["error_s"] = std::abs(c.extra[0] - 1400);
    if (!(std::abs(c.extra[0] - 1400) < 1e-6)) state.SkipWithError("the completion did not move to 1400 s");
  }
}
BENCHMARK(pstate)->Name("simgrid/pstate_moves_a_completion")->UseManualTime()->Iterations(1)->Unit(benchmark::kMillisecond);

constexpr int busy_racks = 9;  // of 18 nodes: halls that are nearly full, so that jobs wait and are backfilled

/// Gang jobs of our dispatcher in `halls` halls, one-minute ticks, a power cap that switches every hour.
Cost gang_jobs(double days, double per_day, int halls, const Dispatcher::Params& params = {}, bool requests = false) {
  return in_child([=](Cost& cost) {
    const double horizon = days * 86400;
    RandomStream r(1, "bench");
    std::vector<Job> jobs;
    for (double t = 0; (t += -std::log(1 - r.uniform(0, 1)) * 86400 / per_day) < horizon;) {
      Job j;
      j.id = static_cast<std::int64_t>(jobs.size());
      j.submit_s = t;
      j.nodes = static_cast<int>(std::exp(r.uniform(0, std::log(64.0))));
      j.run_s = std::exp(r.uniform(std::log(600.0), std::log(40000.0)));
      j.cpu_util = j.gpu_util = 0.8F;
      if (requests) j.limit_s = j.run_s * r.uniform(1, 5);
      jobs.push_back(j);
    }
    Setup s;
    RackPowerParams p;
    p.supply = RackSupply::shelf;
    p.nodes_per_rack = 18;
    const RackModel rack = make_rack(p);
    auto& dispatcher = s.add(std::make_shared<Dispatcher>(std::move(jobs), params, [](int, double) {}, [](int) {}));
    std::vector<std::unique_ptr<HallLoad>> loads;
    for (int h = 0; h < halls; ++h) {
      loads.push_back(std::make_unique<HallLoad>(rack, requests ? busy_racks : 60));
      std::vector<sg::s4u::Host*> lanes;
      for (int lane = 0; lane < 32; ++lane) {
        lanes.push_back(sg::make_host(s.zone, "hall" + std::to_string(h) + "." + std::to_string(lane), clock_levels()));
        lanes.back()->set_core_count(loads.back()->nodes());
      }
      dispatcher.add_hall(lanes, loads.back().get(), true);
    }
    s.zone->seal();
    s.add(std::make_shared<Ticker>(60, horizon, [&, n = 0](double now) mutable {
      if (++n % 60 == 0)
        for (int h = 0; h < halls; ++h) dispatcher.set_clock(h, n / 60 % 2 ? 0.8 : 1.0, now);
    }));
    s.engine.run_until(horizon);
    cost.extra[0] = static_cast<double>(dispatcher.completed());
    cost.extra[1] = dispatcher.scheduler().held_node_s(horizon) / dispatcher.scheduler().there_node_s(horizon);
    for (std::size_t i = 0; i < dispatcher.jobs().size(); ++i) cost.extra[2] += dispatcher.state(static_cast<int>(i)).backfilled ? 1 : 0;
    keep(std::make_shared<std::vector<std::unique_ptr<HallLoad>>>(std::move(loads)));
  });
}

void gang(benchmark::State& state) {
  for (auto _ : state) {
    const Cost c = gang_jobs(quick ? 10 : 1461, 700, 10);
    report(state, c, 0);
    state.counters["design_total_s"] = 3.7;
    state.counters["jobs"] = c.extra[0];
  }
}
BENCHMARK(gang)->Name("simgrid/1M_gang_jobs_4_years_minute_ticks_hourly_cap")->UseManualTime()->Iterations(1)->Unit(benchmark::kMillisecond);

/// The same with a queue: smaller halls, wall times of one to five times the run times.
void backfilled_gang(benchmark::State& state) {
  Dispatcher::Params params;
  params.scheduler.policy = static_cast<std::size_t>(state.range(0));
  for (auto _ : state) {
    const Cost c = gang_jobs(quick ? 10 : 1461, 700, 10, params, true);
    report(state, c, 0);
    state.counters["target_cpu_s"] = 20;
    state.counters["jobs"] = c.extra[0];
    state.counters["node_use"] = c.extra[1];
    state.counters["backfilled"] = c.extra[2];
  }
}
BENCHMARK(backfilled_gang)->Name("simgrid/1M_jobs_4_years_ten_halls_policy")->Arg(0)->Arg(1)->Arg(2)->UseManualTime()->Iterations(1)->Unit(benchmark::kMillisecond);

void ten_year_clock(benchmark::State& state) {
  for (auto _ : state) {
    const double horizon = (quick ? 30 : 3653) * 86400.0;
    const Cost c = in_child([&](Cost& cost) {
      Setup s;
      auto* host = sg::make_host(s.zone, "hall", {1.0});
      host->set_core_count(1000000);
      s.zone->seal();
      // Each completion starts the next Exec of a stream of 110 s jobs and compares its date with the sum.
      double expected = 0, worst = 0;
      std::int64_t execs = 0;
      bool pending = true;
      sg::s4u::ExecPtr running, ended;
      sg::on_exec_completion([&](sg::s4u::Exec const&) {
        expected += 110;
        worst = std::max(worst, std::abs(sg::s4u::Engine::get_clock() - expected));
        ++execs;
        pending = true;
      });
      struct Starter final : sg::Model {
        Starter(bool& p, std::function<void()> f) : Model("starter"), pending(p), start(std::move(f)) {}
        double next_occurring_event(double) override { return pending ? 0 : -1; }
        void update_actions_state(double, double) override {
          if (std::exchange(pending, false)) start();
        }
        bool& pending;
        std::function<void()> start;
      };
      s.add(std::make_shared<Starter>(pending, [&] {
        ended = std::move(running);
        running = sg::s4u::Exec::init();
        running->set_flops_amount(110);
        running->set_host(host);
        sg::start(running);
      }));
      const Ticker& t = s.add(std::make_shared<Ticker>(300, horizon));
      s.engine.run_until(horizon);
      cost.extra[0] = static_cast<double>(execs);
      cost.extra[1] = worst;
      cost.extra[2] = t.worst;
    });
    report(state, c, 0);
    state.counters["execs"] = c.extra[0];
    state.counters["worst_completion_s"] = c.extra[1];
    state.counters["worst_tick_s"] = c.extra[2];
    state.counters["design_worst_s"] = 4e-7;
  }
}
BENCHMARK(ten_year_clock)->Name("simgrid/ten_years_5_min_ticks_and_execs")->UseManualTime()->Iterations(1)->Unit(benchmark::kMillisecond);

/// `n` Execs run at any time, each end starts another; 20,000 in all.
void concurrent(benchmark::State& state) {
  const auto n = static_cast<int>(state.range(0));
  const int total = quick ? n + 200 : 20000;
  for (auto _ : state) {
    const Cost c = in_child([&](Cost& cost) {
      Setup s;
      std::vector<Job> jobs;
      RandomStream r(2, "bench");
      for (int i = 0; i < total; ++i) {
        Job j;
        j.id = i;
        j.nodes = 1;
        j.run_s = r.uniform(1000, 9000);
        j.cpu_util = j.gpu_util = 0.5F;
        jobs.push_back(j);
      }
      RackPowerParams p;
      p.supply = RackSupply::shelf;
      p.nodes_per_rack = 1;
      HallLoad load(make_rack(p), n);
      auto& d = s.add(std::make_shared<Dispatcher>(std::move(jobs), [](int, double) {}, [](int) {}));
      std::vector<sg::s4u::Host*> lanes;
      for (int lane = 0; lane < 32; ++lane) {
        lanes.push_back(sg::make_host(s.zone, "hall." + std::to_string(lane), clock_levels()));
        lanes.back()->set_core_count(n);
      }
      d.add_hall(lanes, &load, true);
      s.zone->seal();
      s.engine.run_until(1e9);
      cost.extra[0] = static_cast<double>(d.completed());
    });
    report(state, c, 0);
    state.counters["us_per_job"] = c.thread_cpu_s / c.extra[0] * 1e6;
  }
}
BENCHMARK(concurrent)->Name("simgrid/concurrent_execs")->Arg(100)->Arg(1000)->Arg(5000)->UseManualTime()->Iterations(1)->Unit(benchmark::kMillisecond);

void actors(benchmark::State& state) {
  const int n = quick ? 1000 : 115000;
  for (auto _ : state) {
    const Cost c = in_child([&](Cost&) {
      Setup s;
      auto* host = sg::make_host(s.zone, "hall", {1.0});
      s.zone->seal();
      // A job starts a job: at most a few hundred live at once, as in a hall.
      RandomStream r(3, "bench");
      std::vector<double> at, run;
      double t = 0;
      for (int i = 0; i < n; ++i) {
        at.push_back(t += r.uniform(0, 60));
        run.push_back(r.uniform(100, 10000));
      }
      const auto sleep = [&](double seconds) { return [seconds] { sg::s4u::this_actor::sleep_for(seconds); }; };
      const auto spawner = [&] {
        for (std::size_t i = 0; i < at.size(); ++i) {
          sg::s4u::this_actor::sleep_until(at[i]);
          sg::start_actor(host, "job", sleep(run[i]));
        }
      };
      sg::start_actor(host, "source", spawner);
      s.engine.run();
    });
    report(state, c, 0);
    state.counters["design_total_s"] = 4.1;
  }
}
BENCHMARK(actors)->Name("simgrid/an_actor_per_job_115k_for_comparison")->UseManualTime()->Iterations(1)->Unit(benchmark::kMillisecond);

void zone(benchmark::State& state) {
  const bool full = state.range(0) != 0;
  const int n = quick ? 200 : 9472;
  for (auto _ : state) {
    const Cost c = in_child([&](Cost&) {
      auto& engine = keep(std::shared_ptr<sg::s4u::Engine>(sg::make_engine()));
      const sg::Zone z = full ? sg::make_full_zone(engine, "campus") : sg::make_zone(engine, "campus");
      for (int i = 0; i < n; ++i) sg::make_host(z, "node" + std::to_string(i), {1.0});
      z->seal();
    });
    report(state, c, 0);
    state.counters["design_MB"] = full ? 750 : 50;
  }
}
BENCHMARK(zone)->Name("simgrid/zone_of_9472_hosts/full")->Arg(0)->Arg(1)->UseManualTime()->Iterations(1)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace netsuden::bench
