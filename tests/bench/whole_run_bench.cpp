// SPDX-License-Identifier: Apache-2.0
// Whole runs with their traces: the table of the design, section 7, as far as the twin goes.
#include <string>

#include "tests/bench/whole_run.hpp"

namespace netsuden::bench {
namespace {

const std::string scenarios = NETSUDEN_SOURCE_DIR "/scenarios/";

void run(benchmark::State& state, const RunRequest& q, double target_s) {
  for (auto _ : state) {
    const Cost c = whole_run(q);
    report(state, c, target_s);
    state.counters["steps"] = c.extra[0];
    if (c.extra[1] > 0) state.counters["jobs"] = c.extra[1];
    state.counters["load_s"] = c.extra[2];
    state.counters["residual"] = c.extra[3];
  }
}

/// A campus of `sites` equal sites, each with `halls` halls of `racks` NVL72 racks.
std::string campus(int sites, int halls, int racks, const std::string& head, const std::string& tail) {
  std::string t = "netsuden: 1\nname: bench\n" + head + "sites:\n";
  for (int s = 1; s <= sites; ++s) {
    t += "  s" + std::to_string(s) + ":\n    weather: {climate: tokyo}\n    halls:\n";
    for (int h = 1; h <= halls; ++h) t += "      h" + std::to_string(h) + ": {racks: {model: gb200_nvl72, count: " + std::to_string(racks) + "}}\n";
  }
  return t + tail;
}

std::string million_jobs(double per_day) {
  return "workload:\n  jobs:\n    - synthetic: {rate: " + std::to_string(per_day) + " /d, nodes: {type: log_uniform, min: 1, max: 64}, "
         "duration_h: {type: lognormal, median: 2, sigma: 1}, longest: 48 h, utilization: {type: uniform, min: 0.5, max: 0.95}}\n";
}

void frontier(benchmark::State& state) { run(state, {.text = {}, .file = scenarios + "frontier-day.yaml", .set = {}}, 0.3); }
BENCHMARK(frontier)->Name("run/frontier_24h_with_cooling")->UseManualTime()->Iterations(3)->Unit(benchmark::kMillisecond);

void tokyo(benchmark::State& state) {
  RunRequest q{.text = {}, .file = scenarios + "tokyo-hall.yaml", .set = {}};
  if (quick) q.set = {"horizon.to=2027-01-03", "events=[]"};
  run(state, q, 0);
}
BENCHMARK(tokyo)->Name("run/tokyo_hall_1_year")->UseManualTime()->Iterations(3)->Unit(benchmark::kMillisecond);

void ten_years(benchmark::State& state) {
  const std::string to = quick ? "2026-03-01" : "2036-01-01";
  const std::string head = "horizon: {from: 2026-01-01, to: " + to + ", timezone: Asia/Tokyo}\nresolution: {calm: 1 h, record: 1 h}\n";
  run(state, {.text = campus(1, 1, 96, head, "workload: {profiles: [{mean: 70 %, daily_amplitude: 0.2}]}\nrecord: {racks_enabled: false}\n"), .file = {}, .set = {}}, 1);
}
BENCHMARK(ten_years)->Name("run/ten_years_hourly_profile")->UseManualTime()->Iterations(3)->Unit(benchmark::kMillisecond);

void jobs_ten_halls(benchmark::State& state) {
  const std::string to = quick ? "2026-01-08" : "2030-01-01";
  const std::string head = "horizon: {from: 2026-01-01, to: " + to + ", timezone: Asia/Tokyo}\nresolution: {calm: 5 min, transient: 1 s, record: 1 h}\n";
  run(state, {.text = campus(1, 10, 40, head, million_jobs(685)), .file = {}, .set = {}}, 15);
}
BENCHMARK(jobs_ten_halls)->Name("run/1M_jobs_4_years_10_halls")->UseManualTime()->Iterations(1)->Unit(benchmark::kMillisecond);

void three_sites(benchmark::State& state) {
  const std::string to = quick ? "2026-01-08" : "2030-01-01";
  const std::string head = "horizon: {from: 2026-01-01, to: " + to + ", timezone: Asia/Tokyo}\nresolution: {calm: 5 min, transient: 1 s, record: 1 h}\n";
  run(state, {.text = campus(3, 4, 167, head, million_jobs(685) + "record: {racks: 1 h}\n"), .file = {}, .set = {}}, 30);
}
BENCHMARK(three_sites)->Name("run/1M_jobs_4_years_3_sites_2004_racks")->UseManualTime()->Iterations(1)->Unit(benchmark::kMillisecond);

void outage(benchmark::State& state) {
  std::string t = campus(3, 4, 100, "horizon: {from: 2026-08-04T14:00, to: 2026-08-04T14:20, timezone: Asia/Tokyo}\nresolution: {calm: 100 ms, transient: 100 ms, record: 1 s}\n",
                         "workload: {profiles: [{mean: 80 %}]}\nevents: [{at: 2026-08-04T14:01, outage: g, for: 15 min}]\nrecord: {racks_enabled: false}\n");
  t.insert(t.find("sites:"), "grids: {g: {price: {flat: 12 JPY/kWh}}}\n");
  run(state, {.text = t, .file = {}, .set = {}}, 0.2);
}
BENCHMARK(outage)->Name("run/outage_15_min_at_0.1_s_3_sites_12_halls")->UseManualTime()->Iterations(3)->Unit(benchmark::kMillisecond);

void ride_through(benchmark::State& state) { run(state, {.text = {}, .file = scenarios + "ride-through.yaml", .set = {}}, 0.2); }
BENCHMARK(ride_through)->Name("run/ride_through")->UseManualTime()->Iterations(3)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace netsuden::bench
