// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/whole_run.hpp"

#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <stdexcept>

#include "io/scenario/load.hpp"
#include "io/trace/writer.hpp"
#include "sim/base/errors.hpp"
#include "sim/twin/twin.hpp"

namespace netsuden::bench {

bool quick = false;

namespace {

double clock_s(clockid_t id) {
  timespec t{};
  ::clock_gettime(id, &t);
  return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) * 1e-9;
}

}  // namespace

Cost in_child(const std::function<void(Cost&)>& work) {
  int ends[2];
  if (::pipe(ends) != 0) throw std::runtime_error("no pipe");
  std::fflush(nullptr);
  const pid_t child = ::fork();
  if (child < 0) throw std::runtime_error("no fork");
  if (child == 0) {
    ::close(ends[0]);
    Cost c;
    int status = 0;
    try {
      const double wall = clock_s(CLOCK_MONOTONIC), thread = clock_s(CLOCK_THREAD_CPUTIME_ID), process = clock_s(CLOCK_PROCESS_CPUTIME_ID);
      work(c);
      c.thread_cpu_s = clock_s(CLOCK_THREAD_CPUTIME_ID) - thread;
      c.total_cpu_s = clock_s(CLOCK_PROCESS_CPUTIME_ID) - process;
      c.wall_s = clock_s(CLOCK_MONOTONIC) - wall;
      rusage u{};
      ::getrusage(RUSAGE_SELF, &u);
      c.peak_mb = static_cast<double>(u.ru_maxrss) / 1024;
    } catch (const std::exception& e) {
      std::fprintf(stderr, "%s\n", e.what());
      status = 1;
    }
    if (::write(ends[1], &c, sizeof c) != static_cast<ssize_t>(sizeof c)) status = 1;
    ::_exit(status);
  }
  ::close(ends[1]);
  Cost c;
  const bool whole = ::read(ends[0], &c, sizeof c) == static_cast<ssize_t>(sizeof c);
  ::close(ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  if (!whole || status != 0) throw std::runtime_error("the benchmark's process failed");
  return c;
}

Cost whole_run(const RunRequest& q) {
  return in_child([&](Cost& c) {
    const double begin = clock_s(CLOCK_THREAD_CPUTIME_ID);
    Diagnostics d;
    ComposeOptions options;
    options.set = q.set;
    auto loaded = q.file.empty() ? load_scenario_text("bench.yaml", q.text, options, d) : load_scenario(q.file, options, d);
    std::optional<Inputs> inputs;
    if (loaded) inputs = load_inputs(*loaded, d);
    if (!inputs) throw std::runtime_error("the scenario is refused:\n" + d.render());
    c.extra[2] = clock_s(CLOCK_THREAD_CPUTIME_ID) - begin;
    Twin twin(loaded->scenario, std::move(*inputs));
    const std::string path = (std::filesystem::temp_directory_path() / ("netsuden-bench-" + std::to_string(::getpid()) + ".h5")).string();
    std::unique_ptr<TraceWriter> writer;
    if (q.trace) writer = std::make_unique<TraceWriter>(path, twin.layout(loaded->written, loaded->resolved));
    const RunSummary s = twin.run(writer.get());
    if (writer) writer->close(s.status);
    if (s.status != "complete") throw std::runtime_error("the run ended as " + s.status + ": " + s.message);
    c.extra[0] = static_cast<double>(s.steps);
    c.extra[1] = static_cast<double>(s.jobs.completed);
    c.extra[3] = std::max(s.electrical_residual, s.thermal_residual);
    std::error_code ec;
    if (writer) c.file_mb = static_cast<double>(std::filesystem::file_size(path, ec)) / 1e6;
    std::filesystem::remove(path, ec);
  });
}

void report(benchmark::State& state, const Cost& c, double target_s) {
  state.SetIterationTime(c.thread_cpu_s);
  state.counters["total_cpu_s"] = c.total_cpu_s;
  state.counters["wall_s"] = c.wall_s;
  state.counters["peak_MB"] = c.peak_mb;
  if (c.file_mb > 0) state.counters["file_MB"] = c.file_mb;
  if (target_s > 0) state.counters["target_s"] = target_s;
}

}  // namespace netsuden::bench
