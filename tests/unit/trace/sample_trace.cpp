// SPDX-License-Identifier: Apache-2.0
// Writes the sample trace: for the tests that kill a writer, follow it, or read the file with other programs.
//   sample_trace PATH ROWS [flush=SECONDS] [pause=MICROSECONDS] [stall=SECONDS] [overwrite]
//   sample_trace bench PATH: cost of append() a sample
#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <random>
#include <thread>

#include "io/trace/writer.hpp"
#include "sample.hpp"

using namespace netsuden;

namespace {

double seconds_since(std::chrono::steady_clock::time_point t) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - t).count();
}

/// The producer alone: a chunk row of a group never fills while it is timed, so that no back-pressure counts.
void bench(const std::string& path) {
  for (const std::size_t entities : {1, 20, 150, 1000}) {
    TraceLayout l;
    RecordGroup g;
    g.path = "rack";
    g.entity = "rack";
    for (std::size_t i = 0; i < entities; ++i) g.entities.push_back(std::to_string(i));
    g.channels = {{"a", "W", "", ""}, {"b", "W", "", ""}, {"c", "W", "", ""}, {"d", "W", "", ""}};
    l.groups.push_back(g);
    TraceWriter w(path, l, {.overwrite = true});
    std::vector<double> row(1 + 4 * entities);
    std::mt19937_64 random(1);
    std::normal_distribution<double> noise(300, 20);
    for (auto& x : row) x = noise(random);
    const std::size_t chunk = entities > 64 ? 1024 : entities == 1 ? 8192 : 2048;
    double best = 1e9, whole = 0;
    for (int pass = 0; pass < 12; ++pass) {
      const auto start = std::chrono::steady_clock::now();
      for (std::size_t r = 0; r + 1 < chunk; ++r) w.append(0, row);
      best = std::min(best, seconds_since(start) / static_cast<double>((chunk - 1) * row.size()));
      w.append(0, row);
    }
    const auto start = std::chrono::steady_clock::now();
    for (auto& x : row) x = noise(random);
    for (std::size_t r = 0; r < chunk * 8; ++r) {
      row[r % row.size()] += 1.0 / 3;
      w.append(0, row);
    }
    w.close("complete");
    whole = seconds_since(start) / static_cast<double>(chunk * 8 * row.size());
    fmt::print("{:5} entities x 4: append {:.2f} ns a sample; with compression, disk and closing {:.1f} ns\n", entities, best * 1e9, whole * 1e9);
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  try {
    if (std::string(argv[1]) == "bench") {
      bench(argv[2]);
      return 0;
    }
    WriterOptions options;
    long pause = 0;
    double stall = 0;
    for (int i = 3; i < argc; ++i) {
      const std::string a = argv[i];
      if (a.starts_with("flush=")) options.partial_flush_s = std::atof(a.c_str() + 6);
      if (a.starts_with("pause=")) pause = std::atol(a.c_str() + 6);
      if (a.starts_with("stall=")) stall = std::atof(a.c_str() + 6);
      if (a == "overwrite") options.overwrite = true;
    }
    TraceWriter w(argv[1], sample::layout(), options);
    const long rows = std::atol(argv[2]);
    for (long r = 0; r < rows; ++r) {
      sample::append_row(w, static_cast<std::size_t>(r));
      if (pause) std::this_thread::sleep_for(std::chrono::microseconds(pause));
    }
    if (stall > 0) std::this_thread::sleep_for(std::chrono::duration<double>(stall));
    TraceSummary s;
    s.json = "{\"name\": \"サンプル\"}\n";
    s.tables = {{"site", {"osaka", "東京"}, {{"it_energy", "J", "IT energy", {1.5e12, sample::no_value}, {}}, {"binding", "", "tightest limit", {}, {"ups", "なし"}}}, "By site."}};
    w.close("complete", s);
  } catch (const std::exception& e) {
    fmt::print(stderr, "{}\n", e.what());
    return 5;
  }
}
