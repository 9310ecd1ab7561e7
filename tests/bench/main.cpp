// SPDX-License-Identifier: Apache-2.0
// netsuden-bench: CPU of the work on one core, beside it the target, total CPU, wall time, peak memory, file size.
#include <benchmark/benchmark.h>

#include <cstdio>
#include <cstring>
#include <vector>

#include "tests/bench/whole_run.hpp"

int main(int argc, char** argv) {
  std::vector<char*> rest;
  for (int i = 0; i < argc; ++i) {
    if (std::strcmp(argv[i], "--quick") == 0) netsuden::bench::quick = true;
    else rest.push_back(argv[i]);
    if (std::strcmp(argv[i], "--help") == 0 || std::strcmp(argv[i], "-h") == 0) {
      std::puts("netsuden-bench: prints what Netsuden's work costs, with the targets of its design.\n"
                "Whole runs and SimGrid facts are measured in processes of their own; their time is CPU of the simulation thread.\n"
                "  --quick                     cuts horizons and counts, to see that everything runs\n"
                "  --benchmark_filter=REGEX    e.g. --benchmark_filter=run/ for whole runs only\n"
                "  --benchmark_format=json     for machines\n"
                "Example: netsuden-bench --benchmark_filter=run/frontier\n");
      return 0;
    }
  }
  int count = static_cast<int>(rest.size());
  benchmark::Initialize(&count, rest.data());
  if (benchmark::ReportUnrecognizedArguments(count, rest.data())) return 2;
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}
