// SPDX-License-Identifier: Apache-2.0
// ExaDigiT RAPS on Frontier (tests/cases/raps_frontier/README.md): starts to the second, power to 1e-6, losses.
#include <catch2/catch.hpp>

#include <cmath>
#include <filesystem>
#include <map>

#include "io/import/csv.hpp"
#include "sim/workload/rack_supply.hpp"
#include "tests/invariants/run_scenario.hpp"

namespace netsuden::test {
namespace {

const std::string scenario = NETSUDEN_SOURCE_DIR "/tests/cases/raps_frontier/scenario.yaml";
const std::string data = NETSUDEN_DATA_DIR "/cases/raps_frontier/";
constexpr double pumps_w = 25 * 8473.47;

CsvTable read_csv(const std::string& path) {
  Diagnostics d;
  auto t = CsvTable::read(path, d);
  INFO(d.render());
  REQUIRE(t);
  return std::move(*t);
}

double cell(const CsvTable& t, std::size_t row, const char* name) {
  const auto c = t.column(name);
  REQUIRE(c);
  const auto v = t.try_number(row, *c);
  return v ? *v : std::nan("");
}

/// The loss that RAPS prints, from the jobs as the twin ran them, W.
double raps_loss(const RackModel& rack, const Result& r, const std::map<std::int64_t, std::pair<double, double>>& utils, double t) {
  const Table& jobs = r.table("job");
  double components = 0, walls = 0, idle = 9472;
  for (const auto& row : jobs.rows) {
    const double start = row[2], end = std::isnan(row[3]) ? 1e18 : row[3];
    if (std::isnan(start) || start > t + 0.5 || end < t + 0.5) continue;
    const auto [cpu, gpu] = utils.at(static_cast<std::int64_t>(row[0]));
    components += row[4] * node_power(rack.params.node, cpu, gpu).si();
    walls += row[4] * node_wall_power(rack, cpu, gpu).si();
    idle -= row[4];
  }
  components += idle * node_idle_power(rack.params.node).si();
  walls += idle * rack.node_idle.si();
  // Every stage is linear: 74 racks that share the sums lose what the racks lose.
  const RackLosses l = rack_losses(rack, ActivePower::from_si(components / 74), ActivePower::from_si(walls / 74), 128);
  return 74 * (l.dcdc + l.rectifier).si() + 900;
}

void compare(const std::string& prefix, const std::string& to, std::size_t samples, double mean_mw, int started, int completed) {
  if (!std::filesystem::exists(data)) {
    WARN("SKIPPED: " + prefix + ": the shared data folder is absent");
    return;
  }
  Request q;
  q.file = scenario;
  q.set = {"workload.jobs.0.trace.file=" + data + prefix + "_jobs.csv", "horizon.to=" + to};
  const Result r = run(q);
  REQUIRE(r.status == "complete");

  const CsvTable jobs = read_csv(data + prefix + "_jobs.csv");
  std::map<std::int64_t, std::pair<double, double>> starts, utils;
  for (const auto& row : r.table("job").rows) starts[static_cast<std::int64_t>(row[0])] = {row[2], row[3]};
  int wrong = 0, seen_started = 0, seen_completed = 0;
  for (std::size_t i = 0; i < jobs.rows(); ++i) {
    const auto id = static_cast<std::int64_t>(cell(jobs, i, "id"));
    utils[id] = {cell(jobs, i, "cpu_util_0to1"), cell(jobs, i, "gpu_util_0to4") / 4};
    const auto it = starts.find(id);
    const double start = it == starts.end() ? std::nan("") : it->second.first, end = it == starts.end() ? std::nan("") : it->second.second;
    const double wanted = cell(jobs, i, "sim_start_s");
    const std::string state(jobs.text(i, *jobs.column("state")));
    if (std::isnan(wanted) != std::isnan(start) || std::abs(wanted - start) > 1e-6) {
      UNSCOPED_INFO("job " << id << " starts at " << start << " instead of " << wanted);
      ++wrong;
    }
    if (state == "COMPLETED" && !(std::abs(end - cell(jobs, i, "sim_end_s")) <= 1e-6)) {
      UNSCOPED_INFO("job " << id << " ends at " << end << " instead of " << cell(jobs, i, "sim_end_s"));
      ++wrong;
    }
    seen_started += std::isnan(start) ? 0 : 1;
    seen_completed += state == "COMPLETED" ? 1 : 0;
  }
  CHECK(wrong == 0);
  if (started >= 0) CHECK(seen_started == started);
  if (completed >= 0) CHECK(seen_completed == completed);
  if (completed >= 0) CHECK(r.jobs.completed == completed);

  const CsvTable power = read_csv(data + prefix + "_power.csv");
  REQUIRE(power.rows() == samples);
  const Table& hall = r.table("equipment/hall");
  const auto times = hall.times(), it = hall.column("it_power"), pump = r.table("equipment/cdu").column("pump_power");
  const RackModel rack = make_rack(load(q).first.scenario.sites[0].halls[0].racks.params);
  double worst = 0, worst_loss = 0, sum = 0;
  for (std::size_t i = 0; i < power.rows(); ++i) {
    const double t = cell(power, i, "t_s");
    const auto row = static_cast<std::size_t>(t);  // the row that ends at t + 1
    REQUIRE(times.at(row) == Approx(t + 1).margin(1e-6));
    CHECK(pump[row] == Approx(pumps_w).epsilon(1e-12));
    const double ours = it[row] + pump[row], theirs = cell(power, i, "total_power_kw") * 1e3;
    worst = std::max(worst, std::abs(ours / theirs - 1));
    sum += ours;
    const double loss = cell(power, i, "conversion_loss_kw") * 1e3;
    worst_loss = std::max(worst_loss, std::abs(raps_loss(rack, r, utils, t) / loss - 1));
  }
  CHECK(worst < 1e-6);
  CHECK(worst_loss < 1e-6);
  CHECK(sum / static_cast<double>(power.rows()) / 1e6 == Approx(mean_mw).margin(1e-6));
}

/// All nodes at one utilisation, W with the pumps of the CDUs.
double steady(double utilisation) {
  Request q;
  q.file = scenario;
  TempFolder folder;
  const std::string jobs = "id,submit_s,nodes,run_s,limit_s,cpu_util_0to1,gpu_util_0to4\n1,0,9472,10800,10801," +
                           std::to_string(utilisation) + "," + std::to_string(4 * utilisation) + "\n";
  q.set = {"workload.jobs.0.trace.file=" + folder.write("jobs.csv", jobs), "horizon.to=2024-01-01T00:02"};
  const Result r = run(q);
  REQUIRE(r.status == "complete");
  const Table& hall = r.table("equipment/hall");
  const auto it = hall.column("it_power"), pump = r.table("equipment/cdu").column("pump_power");
  REQUIRE(it.size() == 120);
  for (const double w : it) CHECK(w == Approx(it.back()).margin(1e-3));
  return it.back() + pump.back();
}

}  // namespace

TEST_CASE("RAPS case A: Frontier idle and at its peak to 1 W") {
  CHECK(std::abs(steady(0) - 7306523.8248) < 1);
  CHECK(std::abs(steady(1) - 28227884.3690) < 1);
}
TEST_CASE("RAPS case A: the files of RAPS") {
  compare("raps_idle", "2024-01-01T00:01", 4, 7.3065238248, 1, -1);
  compare("raps_peak", "2024-01-01T00:01", 4, 28.2278843690, 1, -1);
}
TEST_CASE("RAPS case A': 100 random jobs for an hour") { compare("raps_rand1h", "2024-01-01T01:00", 240, 16.687577, -1, -1); }
TEST_CASE("RAPS case B: 1000 random jobs for a day") { compare("raps_fcfs24h", "2024-01-02", 5760, 15.902844, 30, 20); }

}  // namespace netsuden::test
