// SPDX-License-Identifier: Apache-2.0
// Whole runs with training: what a swing of 20 MW does to the utility's limits, what a floor changes and costs.
#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <string>

#include "tests/invariants/run_scenario.hpp"

namespace netsuden::test {
namespace {

/// Two halls; in the second a run of 3,200 nodes of 4 GPUs at 6.2 kW each, from 01:00 on for two hours.
std::string campus(const std::string& limits, const std::string& training) {
  return R"(netsuden: 1
name: training
horizon: {from: 2026-08-04, to: 2026-08-04T04:00, timezone: Asia/Tokyo}
resolution: {calm: 5 min, transient: 1 s, record: 1 min}
grids: {g: {)" + (limits.empty() ? "" : "limits: {" + limits + "}") + R"(}}
sites:
  s:
    weather: {constant: {dry_bulb: 30 degC, relative_humidity: 55 %}}
    grid: g
    halls:
      h1: {racks: {model: gb200_nvl72, count: 180}}
      h2: {racks: {model: gb200_nvl72, count: 180}}
record: {racks_enabled: false}
workload:
  training:
    - {name: run, hall: s.h2, from: 2026-08-04T01:00, duration: 2 h, nodes: 3200, utilization: 90 %, )" + training + "}\n";
}

const std::string square = "swing: {period: 2 s, depth: 45 %, duty: 50 %, jitter: 0 %, slew: 10000 kW/s}";
const std::string band = "bands: [{from: 0.1 Hz, to: 1 Hz, amplitude: 5 MW}]";

/// Supply over what it is without the losses, while the run goes on: by it a swing at the racks grows on its way up.
double upstream(const Result& r) {
  const Table& t = r.table("site");
  const double supply = t.column("facility_power")[120], loss = t.column("loss_power")[120];
  return supply / (supply - loss);
}
const std::vector<double>& job(const Result& r) { return r.table("job").rows.at(0); }

}  // namespace

TEST_CASE("A run of 20 MW that swings by 45 % breaks a limit of 5 MW, and a floor of 80 % keeps it for its energy") {
  const Result bare = run_text(campus(band, square));
  // A square wave of duty 1/2 has the mean P (1 - 0.45/2), and 2/pi x 0.45 P at 0.5 Hz; its harmonics lie above 1 Hz.
  const double high = job(bare)[5] / 7200 / (1 - 0.45 / 2);
  CHECK(high == Approx(20e6).epsilon(0.01));
  CHECK(job(bare)[8] == 1);  // the hall that it names, though the first one is free
  const ConstraintSummary& c = bare.constraint("s.grid.0.1_to_1_Hz");
  CHECK(c.peak_value == Approx(2 / M_PI * 0.45 * high * upstream(bare)).epsilon(5e-3));
  CHECK(c.limit == 5e6);
  CHECK(c.time_over_s == Approx(7200).margin(1e-6));
  CHECK(bare.event_times("violation_begin").front() == Approx(3601).margin(1e-3));
  CHECK(bare.table("swing").column("filler_power", "s")[120] == 0);

  const Result floored = run_text(campus(band, square + ", smoothing: {floor: 80 %, ramp_up: 1e7 W/s, ramp_down: 1e7 W/s}"));
  const ConstraintSummary& kept = floored.constraint("s.grid.0.1_to_1_Hz");
  CHECK(kept.peak_value == Approx(2 / M_PI * 0.20 * high * upstream(floored)).epsilon(5e-3));
  CHECK(kept.time_over_s == 0);
  const Table& amplitude = floored.table("swing_band");
  CHECK(amplitude.column("amplitude_unmitigated", "s.0.1_to_1_Hz")[120] == Approx(2 / M_PI * 0.45 * high * upstream(floored)).epsilon(5e-3));
  CHECK(amplitude.column("amplitude", "s.0.1_to_1_Hz")[30] == 0);
  // Half of the time at 80 % in place of 55 %: 12.5 % of the power.
  CHECK(job(floored)[5] == Approx(high * 0.9 * 7200).epsilon(1e-4));
  CHECK(floored.table("swing").column("filler_power", "s")[120] == Approx(high * 0.125).epsilon(1e-3));
  CHECK(floored.sites[0].it_j - bare.sites[0].it_j == Approx(high * 0.125 * 7200).epsilon(1e-3));
  CHECK(floored.sites[0].import_j > bare.sites[0].import_j + high * 0.125 * 7200);
}

TEST_CASE("A run that starts rises from idle within a second, or along the ramp of its GPUs") {
  const std::string limits = "ramp_up: 1 MW/s, ramp_down: 30 MW/s, range: 30 MW";
  const Result bare = run_text(campus(limits, square));
  const double high = job(bare)[5] / 7200 / (1 - 0.45 / 2);
  // Idle as the racks stand before: power of the hall less its switches, which the jump does not touch.
  const Table& halls = bare.table("equipment/hall");
  const auto it = halls.column("it_power", "s.h2");
  const double idle = high * (1 - 0.45 / 2) - (it[120] - it[30]);
  const ConstraintSummary& up = bare.constraint("s.grid.ramp_up");
  CHECK(up.peak_value == Approx((high - idle) * upstream(bare)).epsilon(0.02));  // the rest of the campus moves a little with it
  CHECK(up.peak_time_s == Approx(3601).margin(1e-3));
  CHECK(bare.constraint("s.grid.range").peak_value == Approx((high - idle) * upstream(bare)).epsilon(0.02));
  CHECK(bare.constraint("s.grid.range").time_over_s == 0);
  // 10 W/s for each of 12,800 GPUs; the work is asked as before, but the GPUs flatten it too.
  const Result slow = run_text(campus(limits, square + ", smoothing: {floor: 95 %, ramp_up: 10 W/s, ramp_down: 10 W/s}"));
  // Fans, pumps and losses follow the mean power at once: some 0.2 MW on top.
  CHECK(slow.constraint("s.grid.ramp_up").peak_value > 0.128e6 * upstream(slow));
  CHECK(slow.constraint("s.grid.ramp_up").peak_value < 0.128e6 * upstream(slow) + 0.3e6);
  CHECK(slow.constraint("s.grid.ramp_up").time_over_s == 0);
  CHECK(slow.constraint("s.grid.ramp_down").peak_value < 1e6);
}

TEST_CASE("Two runs of one period add up by their phases, and a run that nothing limits is recorded") {
  const std::string text = campus("", square) + "    - {name: other, hall: s.h1, from: 2026-08-04T02:00, duration: 30 min, nodes: 3200, utilization: 90 %, " + square + "}\n";
  const Result r = run_text(text);
  const auto range = r.table("swing").column("range", "s");
  const double high = job(r)[5] / 1800 / (1 - 0.45 / 2);  // the other one ends first
  const double one = 0.45 * high * upstream(r);
  CHECK(range[110] == Approx(one).epsilon(5e-3));
  CHECK(range[30] < 0.01 * one);
  // In step they would come to twice one, in opposition to nothing; square waves out of step by any other part reach both
  // levels. The range within 60 s is therefore twice one run's unless they oppose each other exactly.
  CHECK(range[140] == Approx(2 * one).epsilon(5e-3));
  CHECK(r.constraint_names.end() == std::find(r.constraint_names.begin(), r.constraint_names.end(), "s.grid.range"));
  // The spectrum is that of both: at 0.5 Hz 2/pi of one, times 2 |cos(half the angle between them)|.
  const Table& lines = r.table("spectrum");
  const auto hz = lines.column("frequency"), amplitude = lines.column("amplitude");
  double peak = 0, at = 0;
  for (std::size_t i = 0; i < hz.size(); ++i)
    if (amplitude[i] > peak) {
      peak = amplitude[i];
      at = hz[i];
    }
  CHECK(at == Approx(0.5).margin(1.0 / 64));
  CHECK(peak > 0);
  CHECK(peak < 2 * 2 / M_PI * 0.45 * high);
}

TEST_CASE("The campus's own jumps are ramps too, with no training at all") {
  TempFolder folder;  // the job ends at 02:00, at the date of a checkpoint: neither disturbs the other
  const std::string jobs = folder.write("jobs.csv", "id,submit_s,nodes,run_s,utilization\n1,3600,3000,3600,0.9\n");
  std::string text = campus("ramp_up: 5 MW/s", square);
  text = text.substr(0, text.find("  training:")) + "  jobs: [{trace: {file: " + jobs + "}}]\n";
  const Result r = run_text(text);
  const auto import = r.table("site").column("grid_import");
  const ConstraintSummary& up = r.constraint("s.grid.ramp_up");
  // The IT power jumps at once, fans and pumps follow: at 01:00 the import of a minute differs from the one before by both.
  CHECK(up.peak_value == Approx(import[61] - import[58]).epsilon(0.1));
  CHECK(up.peak_time_s == Approx(3601).margin(1e-3));
  CHECK(r.jobs.completed == 1);
  CHECK(job(r)[3] == Approx(7200).margin(1e-6));
  CHECK(up.time_over_s > 0);
  CHECK(up.time_over_s < 60);
}

TEST_CASE("Without training and limits nothing of swings is watched or recorded") {
  std::string text = campus("", square);
  text = text.substr(0, text.find("workload:"));
  const Result r = run_text(text);
  for (const Table& t : r.tables) CHECK((t.path != "swing" && t.path != "swing_band" && t.path != "spectrum"));
}

}  // namespace netsuden::test
