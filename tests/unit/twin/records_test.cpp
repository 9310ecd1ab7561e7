// SPDX-License-Identifier: Apache-2.0
// What is recorded agrees with the meters, with itself and with the clock.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>

#include "tests/invariants/run_scenario.hpp"

using namespace netsuden;

namespace {

/// Two days: jobs in one hall, a profile in the other, half an hour without a chiller.
test::Result two_days() {
  test::Request q;
  q.text = R"(
netsuden: 1
name: records
horizon: {from: 2026-07-01, to: 2026-07-03, timezone: Asia/Tokyo}
resolution: {calm: 5 min, transient: 1 s, record: 15 min}
seed: 5
grids: {g: {price: {mean: 12 JPY/kWh, daily_amplitude: 0.5}, carbon: {flat: 457 g/kWh}}}
sites:
  lab:
    weather: {climate: tokyo}
    halls:
      jobs: {racks: {model: dgx_h100, count: 12}}
      steady: {racks: {model: dgx_h100, count: 6}}
workload:
  jobs: [{synthetic: {rate: 200 /d, nodes: {type: uniform, min: 1, max: 10}, duration_h: {type: exponential, mean: 1}, utilization: {type: uniform, min: 0.2, max: 1}}}]
  profiles: [{halls: [lab.steady], mean: 60 %, daily_amplitude: 0.3}]
events: [{at: 2026-07-02T12:00:30, trip: sites.lab.cooling.chilled_water.chillers_1, for: 30 min}]
record: {racks: 30 min, around_events: {before: 2 min, after: 5 min}}
)";
  return test::run(q);
}

double energy(const test::Table& t, const std::string& channel, const std::string& entity, double every_s) {
  const auto v = t.column(channel, entity);
  return std::accumulate(v.begin(), v.end(), 0.0) * every_s;
}

}  // namespace

TEST_CASE("records: rows carry the end of their interval, means add up to the meters, peaks lie above the means") {
  const test::Result r = two_days();
  REQUIRE(r.status == "complete");
  const test::Table& site = r.table("site");
  const auto t = site.times();
  REQUIRE(t.size() == 192);
  for (std::size_t i = 0; i < t.size(); ++i) CHECK(t[i] == Approx(900.0 * static_cast<double>(i + 1)).epsilon(0).margin(1e-6));
  const SiteMeters& m = r.sites[0];
  CHECK(m.seconds == Approx(172800));
  CHECK(energy(site, "it_power", "lab", 900) == Approx(m.it_j).epsilon(1e-9));
  CHECK(energy(site, "facility_power", "lab", 900) == Approx(m.import_j).epsilon(1e-9));
  CHECK(energy(site, "cooling_power", "lab", 900) == Approx(m.cooling_j).epsilon(1e-9));
  CHECK(energy(site, "loss_power", "lab", 900) == Approx(m.loss_j).epsilon(1e-9));
  CHECK(energy(site, "water_flow", "lab", 900) == Approx(m.water_kg).epsilon(1e-9));
  CHECK(site.column("it_energy", "lab").back() == Approx(m.it_j).epsilon(1e-12));
  CHECK(site.column("cost", "lab").back() == Approx(m.cost()).epsilon(1e-12));
  CHECK(m.carbon_kg == Approx(0.457 * m.import_j / 3.6e6).epsilon(1e-9));
  const auto it = site.column("it_power", "lab"), top = site.column("it_power_max", "lab"), pue = site.column("pue", "lab"),
             import = site.column("facility_power", "lab");
  for (std::size_t i = 0; i < it.size(); ++i) {
    CHECK(top[i] >= it[i] * (1 - 1e-12));
    CHECK(pue[i] == Approx(import[i] / it[i]).epsilon(1e-9));
  }
  CHECK(*std::max_element(top.begin(), top.end()) == Approx(m.it_max_w).epsilon(1e-9));
}

TEST_CASE("records: halls and racks add up to the site, in every interval") {
  const test::Result r = two_days();
  const test::Table &site = r.table("site"), &hall = r.table("equipment/hall"), &rack = r.table("rack");
  const auto whole = site.column("it_power", "lab"), a = hall.column("it_power", "lab.jobs"), b = hall.column("it_power", "lab.steady");
  REQUIRE(a.size() == whole.size());
  for (std::size_t i = 0; i < whole.size(); ++i) CHECK(a[i] + b[i] == Approx(whole[i]).epsilon(1e-9));
  CHECK(rack.entities.size() == 12 + 6);
  const auto t = rack.times();
  REQUIRE(t.size() == 96);
  for (std::size_t k = 0; k < t.size(); ++k) {
    double sum = 0;
    for (const auto& e : rack.entities) sum += rack.column(rack.channels[0], e)[k];
    CHECK(sum == Approx((whole[2 * k] + whole[2 * k + 1]) / 2).epsilon(1e-9));
  }
}

TEST_CASE("records: every job that came has a row, every change an event, and a disturbance its window") {
  const test::Result r = two_days();
  CHECK(static_cast<std::int64_t>(r.table("job").rows.size()) == r.jobs.submitted);
  CHECK(r.jobs.submitted == r.jobs.completed + r.jobs.running + r.jobs.queued + r.jobs.refused);
  const double trip = 129630;  // 12:00:30 on the second day
  REQUIRE(r.event_times("trip").size() == 1);
  CHECK(r.event_times("trip")[0] == Approx(trip).epsilon(0).margin(1e-5));
  CHECK(r.event_times("restore")[0] == Approx(trip + 1800).epsilon(0).margin(1e-5));
  CHECK(r.event_times("run_end") == std::vector<double>{172800});
  for (const auto& table : r.tables) {
    if (!table.timed || table.path.starts_with("checkpoint")) continue;
    INFO(table.path);
    const auto t = table.times();
    CHECK(std::is_sorted(t.begin(), t.end()));
  }
  const auto window = r.table("window/steps").times();
  REQUIRE_FALSE(window.empty());
  CHECK(window.front() >= trip - 120 - 300 - 1e-6);  // the step that ends inside the two minutes before
  CHECK(std::any_of(window.begin(), window.end(), [&](double t) { return t < trip; }));
  // At a second after the trip and at five minutes: the steps are short.
  CHECK(std::any_of(window.begin(), window.end(), [&](double t) { return t > trip && t <= trip + 1.001; }));
  CHECK(std::any_of(window.begin(), window.end(), [&](double t) { return t > trip + 200 && t < trip + 300 + 1; }));
  CHECK(std::none_of(window.begin(), window.end(), [&](double t) { return t > trip + 1000 && t < trip + 1500; }));
}
