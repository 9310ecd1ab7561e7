// SPDX-License-Identifier: Apache-2.0
// Writing a trace: what a sample costs the simulation thread (design: 1 to 2 ns), and its share of a run (target: 5 %).
#include <unistd.h>

#include <cmath>
#include <filesystem>

#include "io/trace/writer.hpp"
#include "tests/bench/whole_run.hpp"

namespace netsuden::bench {
namespace {

void append(benchmark::State& state) {
  const std::size_t entities = 2000, rows = quick ? 100 : 9000;
  for (auto _ : state) {
    const Cost c = in_child([&](Cost& cost) {
      TraceLayout l;
      l.end_s = static_cast<double>(rows) * 3600;
      RecordGroup g;
      g.path = "rack";
      g.entity = "rack";
      g.cadence_s = 3600;
      g.expected_rows = static_cast<double>(rows);
      for (std::size_t i = 0; i < entities; ++i) g.entities.push_back("rack_" + std::to_string(i));
      for (const char* n : {"power", "inlet", "inlet_max", "throttle"}) g.channels.push_back({n, "1", n, "time: mean", DType::f4, 0, {}});
      l.groups.push_back(g);
      const std::string path = (std::filesystem::temp_directory_path() / ("netsuden-bench-" + std::to_string(::getpid()) + ".h5")).string();
      std::vector<double> row(1 + 4 * entities);
      TraceWriter w(path, l);
      for (std::size_t i = 0; i < rows; ++i) {
        row[0] = static_cast<double>(i + 1) * 3600;
        for (std::size_t k = 1; k < row.size(); ++k) row[k] = 1e5 + static_cast<double>((i * 7919 + k * 104729) % 4096);
        w.append(0, row);
      }
      cost.extra[0] = static_cast<double>(rows * (row.size() - 1));
      w.close("complete");
      std::error_code ec;
      cost.file_mb = static_cast<double>(std::filesystem::file_size(path, ec)) / 1e6;
      std::filesystem::remove(path, ec);
    });
    report(state, c, 0);
    state.counters["ns_per_sample_with_filling"] = c.thread_cpu_s / c.extra[0] * 1e9;
  }
}
BENCHMARK(append)->Name("trace/append_2000_racks")->UseManualTime()->Iterations(1)->Unit(benchmark::kMillisecond);

void share(benchmark::State& state) {
  RunRequest q{.text = {}, .file = NETSUDEN_SOURCE_DIR "/scenarios/tokyo-hall.yaml", .set = {}};
  if (quick) q.set = {"horizon.to=2027-01-03", "events=[]"};
  for (auto _ : state) {
    double with = 1e9, without = 1e9;  // the least disturbed of three
    for (int i = 0; i < (quick ? 1 : 3); ++i) {
      q.trace = true;
      with = std::min(with, whole_run(q).thread_cpu_s);
      q.trace = false;
      without = std::min(without, whole_run(q).thread_cpu_s);
    }
    state.SetIterationTime(with);
    state.counters["without_s"] = without;
    state.counters["share_%"] = (with / without - 1) * 100;
    state.counters["target_share_%"] = 5;
  }
}
BENCHMARK(share)->Name("trace/share_of_a_year_of_the_tokyo_hall")->UseManualTime()->Iterations(1)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace netsuden::bench
