// SPDX-License-Identifier: Apache-2.0
// Budgets, windows of maintenance and drawn failures in whole runs.
#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <string>

#include "tests/invariants/run_scenario.hpp"

namespace netsuden::test {
namespace {

constexpr double hour = 3600, day = 24 * hour;

std::string scenario(const std::string& horizon, const std::string& tail, const std::string& power = twenty_racks, const std::string& resolution = "{record: 1 h}") {
  return "netsuden: 1\nname: money\nhorizon: {" + horizon + ", timezone: Asia/Tokyo}\nresolution: " + resolution + R"(
grids: {g: {price: {flat: 10 JPY/kWh}, carbon: {flat: 500 g/kWh}}}
sites:
  s:
    weather: {constant: {dry_bulb: 20 degC, relative_humidity: 60 %}}
    grid: g
    other_load: 10 kW
)" + power + "workload: {profiles: [{mean: 60 %}]}\nrecord: {racks_enabled: false}\n" + tail;
}

std::size_t count(const Result& r, const std::string& code) { return r.event_times(code).size(); }

}  // namespace

TEST_CASE("A budget is a limit of the ledger: it breaks when the capital of the year is paid, and holds for its year alone") {
  const Result r = run_text(scenario("from: 2026-12-29, to: 2027-01-03", R"(finance:
  capex:
    ups: {date: 2026-12-30T12:00, amount: 5e6 JPY, maintenance: 10 %}
    chiller: {date: 2027-01-02, amount: 3e6 JPY}
  staff: {count: 2, cost: 8.76e6 JPY/year}
  water_price: 300 JPY/m3
  carbon_price: 5000 JPY/t
  budget: {total: 100e6 JPY, by_year: {2026: 4e6 JPY, 2027: 9e6 JPY}}
)"));
  const ConstraintSummary &first = r.constraint("budget.2026"), &second = r.constraint("budget.2027"), &total = r.constraint("budget.total");
  CHECK(first.kind == "budget");
  CHECK(first.unit == "JPY");
  CHECK(first.first_violation_s == Approx(1.5 * day).margin(1));
  CHECK(first.time_over_s == Approx(1.5 * day).margin(400));
  CHECK(first.limit == 4e6);
  // What was spent in 2026: the UPS, energy at 10 JPY, water, carbon, staff and maintenance of three days.
  REQUIRE(r.years.size() == 2);
  const auto running = [](const SiteMeters& m) { return m.energy_cost + 300 * m.water_kg / 998 + 5 * m.carbon_kg; };
  const double staff = 2 * 8.76e6 / 365, upkeep = 0.1 * 5e6 / 365;
  CHECK(first.peak_value == Approx(5e6 + running(r.years[0].second) + 3 * staff + 1.5 * upkeep).epsilon(2e-4));
  CHECK(first.margin == Approx(4e6 - first.peak_value));
  CHECK(second.time_over_s == 0);
  CHECK(second.peak_value == Approx(3e6 + running(r.years[1].second) + 2 * staff + 2 * upkeep).epsilon(2e-4));
  CHECK(total.peak_value == Approx(first.peak_value + second.peak_value).epsilon(1e-9));
  CHECK(count(r, "violation_begin") == 1);
  const Table& events = r.table("event");
  CHECK(std::any_of(events.texts.begin(), events.texts.end(), [](const std::string& t) { return t.starts_with("budget.2026 is over its limit: 5.") && t.find("million JPY of 4.000 million JPY") != std::string::npos; }));
  CHECK(std::any_of(events.texts.begin(), events.texts.end(), [](const std::string& t) { return t == "budget.2026 is no longer judged: the year is over"; }));
}

TEST_CASE("Finances without a budget change nothing of a run") {
  const std::string plain = scenario("from: 2026-04-01, to: 2026-04-02", "");
  const Result a = run_text(plain), b = run_text(plain + "finance: {capex: {ups: {amount: 5e6 JPY}}, revenue: {price: 400 JPY/h, of: powered}}\nreliability: {common_causes: {quake: {rate: 0.02 /year, takes: [g]}}}\n");
  CHECK(a.steps == b.steps);
  CHECK(a.sites[0].import_j == b.sites[0].import_j);
  CHECK(a.events == b.events);
}

TEST_CASE("Accelerators count while they have power: an outage and a window of maintenance take their hours") {
  const Result r = run_text(scenario("from: 2026-04-01, to: 2026-04-03", R"(events: [{at: 2026-04-01T06:00, trip: sites.s.power.ups, for: 3 h}]
reliability: {maintenance: {ups: {asset: sites.s.power.ups, at: 2026-04-01T20:00, for: 2 h, every: 1 d}}}
)"));
  const double gpus = 20 * 4 * 8;  // 20 racks of four nodes of eight
  CHECK(r.sites[0].gpu_powered_s / gpus == Approx(48 * hour - (3 + 2 + 2) * hour).margin(5));
  CHECK(r.sites[0].rated_it_j == Approx(r.constraint("s.halls.h1.rack_power").limit * 2 * day).epsilon(1e-9));
  const auto out = r.event_times("maintenance");
  REQUIRE(out.size() == 2);
  CHECK(out[0] == Approx(20 * hour));
  CHECK(out[1] == Approx(44 * hour));
  CHECK(count(r, "trip") == 1);
  CHECK(count(r, "restore") == 3);
}

TEST_CASE("Hours of jobs are sold while they hold their nodes, of one that is killed at its limit too") {
  TempFolder folder;
  const std::string jobs = folder.write("jobs.csv", "id,submit_s,nodes,run_s,utilization,limit\n1,0,4,7200,0.5,10000\n2,0,2,36000,0.5,18000\n3,0,1,864000,0.5,900000\n");
  std::string text = scenario("from: 2026-04-01, to: 2026-04-02", "finance: {capex: {ups: {amount: 5e6 JPY}}, revenue: {price: 400 JPY/h, of: jobs}, annualise: {factor: 365, years: 1}}\n");
  text.replace(text.find("workload: {profiles: [{mean: 60 %}]}"), 36, "workload: {scheduler: {wall_limit: kill}, jobs: [{trace: {file: " + jobs + ", limit: limit}}]}");
  const Result r = run_text(text);
  CHECK(r.jobs.killed == 1);
  // Eight accelerators a node: two hours of four nodes, five of two, a day of one.
  REQUIRE(r.finance_years.size() == 1);
  CHECK(r.finance_years[0].gpu_hours == Approx(8 * (4 * 2 + 2 * 5 + 24)).epsilon(1e-6));
  CHECK(r.finance_years[0].revenue == Approx(400 * 8 * (4 * 2 + 2 * 5 + 24)).epsilon(1e-6));
}

TEST_CASE("Drawn failures: as many as their rate has it, and as much darkness as their repair, within three standard errors") {
  std::string none;  // every class but the UPS
  for (const char* of : {"grid", "grid_connection", "transformer", "chiller", "tower", "crah"}) none += std::string("    - {of: ") + of + ", failure_rate: 0 /year, repair: 1 h}\n";
  const Result r = run_text(scenario("from: 2026-01-01, to: 2028-01-01", "seed: 4\nreliability:\n  simulate: true\n  figures:\n    - {of: ups, failure_rate: 100 /year, repair: 6 h, common_cause: 0 %}\n" + none, twenty_racks, "{calm: 6 h, transient: 10 min, record: 1 d}"));
  const double years = 2 * 365 / 365.25, cycle_h = 8766.0 / 100 + 6, expected = years * 8766 / cycle_h, u = 6 / cycle_h;
  const double trips = static_cast<double>(count(r, "trip"));
  INFO(trips << " failures, " << expected << " expected");
  // A renewal process: the variance of its count is N (c_up^2 + c_down^2) with the shares of both in a cycle.
  const double up = 1 - u, spread = up * up + u * u;
  CHECK(std::abs(trips - expected) < 3 * std::sqrt(expected * spread));
  const double dark = 1 - r.sites[0].gpu_powered_s / (640 * 730 * day);
  INFO(dark << " dark, " << u << " by formula");
  CHECK(std::abs(dark - u) < 3 * u * up * std::sqrt(2 / expected));
  CHECK(trips > 100);
  // The same seed, the same failures; another seed, others.
  const auto failures = [&](const char* seed) {
    return run_text(scenario("from: 2026-01-01, to: 2026-03-01", std::string("seed: ") + seed + "\nreliability:\n  simulate: true\n  figures:\n    - {of: ups, failure_rate: 100 /year, repair: 6 h, common_cause: 0 %}\n" + none, twenty_racks, "{calm: 6 h, transient: 10 min, record: 1 d}")).event_times("trip");
  };
  const auto once = failures("4");
  REQUIRE(once.size() > 3);
  CHECK(once == failures("4"));
  CHECK(once != failures("5"));
}

}  // namespace netsuden::test
