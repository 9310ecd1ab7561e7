// SPDX-License-Identifier: Apache-2.0
// Measures work in a process of its own: SimGrid has one engine a process, and peak memory belongs to a process.
#pragma once

#include <benchmark/benchmark.h>

#include <functional>
#include <string>
#include <vector>

namespace netsuden::bench {

/// Set by --quick: horizons and counts are cut to a hundredth or so, to see that everything runs.
extern bool quick;

struct Cost {
  double thread_cpu_s = 0;  ///< of the thread that did the work: the simulation thread
  double total_cpu_s = 0;   ///< of the process, with the worker that compresses the trace
  double wall_s = 0;
  double peak_mb = 0;
  double file_mb = 0;
  double extra[4] = {};     ///< what the work itself counts
};

/// Runs `work` in a child process; what it writes into the cost's `extra` and `file_mb` comes back. Throws if it fails.
Cost in_child(const std::function<void(Cost&)>& work);

struct RunRequest {
  std::string text, file;  ///< the scenario: its text, or where it stands
  std::vector<std::string> set;
  bool trace = true;
};

/// Loads and runs a scenario as `netsuden run` does: with its trace, in a child process. extra: steps, jobs completed,
/// seconds of loading, relative energy residual.
Cost whole_run(const RunRequest&);

/// Reports the thread's CPU as the time of an iteration, the rest as counters.
void report(benchmark::State&, const Cost&, double target_s);

}  // namespace netsuden::bench
