// SPDX-License-Identifier: Apache-2.0
// A build plan in whole runs: what its parts cannot meet is stranded, by hand and as the twin has it; money by horizon reference 2.6.
#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <string>

#include "sim/spec/complete.hpp"
#include "sim/twin/plan_account.hpp"
#include "tests/invariants/run_scenario.hpp"

namespace netsuden::test {
namespace {

constexpr double hour = 3600, day = 24 * hour;

std::string scenario(const std::string& horizon, const std::string& power, const std::string& tail) {
  return "netsuden: 1\nname: plan\nhorizon: {" + horizon + ", timezone: Asia/Tokyo}\nresolution: {calm: 1 h, transient: 1 min, record: 1 h}\nseed: 3\ncurrency: {unit: JPY, base_year: 2026, exchange: {USD: 150}}\n" + R"(
grids: {g: {price: {flat: 10 JPY/kWh}}}
sites:
  s:
    weather: {constant: {dry_bulb: 20 degC, relative_humidity: 60 %}}
    grid: g
)" + power + "workload: {profiles: [{mean: 60 %}]}\nrecord: {racks_enabled: false}\n" + tail;
}

/// Two halls of 20 racks, each behind nothing but the feeder `f` at a power factor of 1; what cools them hangs on `c`.
const std::string two_halls = R"(    power:
      c: {type: grid_connection, capacity: 5 MVA}
      f: {type: grid_connection, capacity: 1 MVA, power_factor: 1}
    cooling:
      cold: {type: chilled_water, supply: 18 degC, fed_by: c, chillers: {model: centrifugal_warm_2mw, count: 2}, towers: {model: tower_3mw, count: 2}}
    halls:
      h1: {racks: {model: dgx_h100, count: 20, boot: 0 s}, fed_by: f, air: {loop: cold, supply: 24 degC, crahs: {model: crah_120kw, count: 12, fed_by: c}}}
      h2: {racks: {model: dgx_h100, count: 20, boot: 0 s}, fed_by: f, air: {loop: cold, supply: 24 degC, crahs: {model: crah_120kw, count: 12, fed_by: c}}}
)";

std::pair<LoadedScenario, Inputs> read(const std::string& text) {
  Request q;
  q.text = text;
  return load(q);
}

PlanSummary plan_of(const std::string& text) {
  const auto [loaded, inputs] = read(text);
  return plan_summary(loaded.scenario, inputs, inputs.duration());
}

double rated_w(const std::string& text, std::size_t hall) { return ratings(read(text).first.scenario.sites[0].halls[hall]).it_w; }

}  // namespace

TEST_CASE("Racks before power strand their rating until the feeder comes, and the run has their accelerators dark for as long") {
  const std::string text = scenario("from: 2026-04-01, to: 2026-04-12", twenty_racks, R"(build_plan:
- {name: feeder, kind: feeder, date: 2026-04-05, slip: {type: fixed, by: 3 d}, commission: sites.s.power.feeder}
- {name: racks, kind: racks, date: 2026-04-03, commission: sites.s.halls.h1}
)");
  const PlanSummary p = plan_of(text);
  REQUIRE(p.stranded.size() == 1);
  const StrandedSummary& s = p.stranded[0];
  CHECK(s.what == "s.h1");
  CHECK(s.cause == "power");
  CHECK(s.by == "power.feeder");
  CHECK(s.waited_for == "feeder");
  CHECK(s.from_s == 2 * day);
  CHECK(s.until_s == 7 * day);
  CHECK(s.w == Approx(rated_w(text, 0)).epsilon(1e-12));
  CHECK(s.mw_days() == Approx(5 * rated_w(text, 0) / 1e6).epsilon(1e-12));
  CHECK(s.gpu_days == Approx(5 * 640));  // 20 racks of four nodes of eight
  REQUIRE(p.energised.size() == 1);
  CHECK(p.energised[0].asked_s == 2 * day);
  CHECK(p.energised[0].full_s == 7 * day);
  REQUIRE(p.steps.size() == 2);
  CHECK(p.steps[0].late_s() == 3 * day);
  CHECK(std::isnan(p.steps[0].cost));
  const Result r = run_text(text);
  CHECK(r.sites[0].gpu_powered_s / day == Approx(9 * 640 - s.gpu_days).epsilon(1e-4));
  const Table& halls = r.table("equipment/hall");
  const auto t = halls.times(), w = halls.column("it_power", "s.h1");
  for (std::size_t i = 0; i < t.size(); ++i) {
    INFO(t[i] / day);
    CHECK((w[i] > 0) == (t[i] > 7 * day + 1));
  }
  const Table& capacity = r.table("capacity");
  const auto installed = capacity.column("installed", "s.power.feeder.capacity"), racks = capacity.column("installed", "s.halls.h1.rack_power");
  CHECK(installed[10] == 0);
  CHECK(installed.back() == 3e6);
  CHECK(racks[10] == 0);
  CHECK(racks[3 * 24] == Approx(rated_w(text, 0)));
}

TEST_CASE("A feeder too small for two halls strands what is above its rating, of both alike, until it grows") {
  const std::string text = scenario("from: 2026-04-01, to: 2026-04-21", two_halls, R"(build_plan:
- {name: second, date: 2026-04-05, commission: sites.s.halls.h2}
- {name: works, kind: feeder, date: 2026-04-15, set: {sites.s.power.f.capacity: 2 MVA}}
)");
  const double w = rated_w(text, 0);
  REQUIRE(w < 1e6);
  REQUIRE(2 * w > 1e6);
  const PlanSummary p = plan_of(text);
  REQUIRE(p.stranded.size() == 2);
  double all_w = 0;
  for (const StrandedSummary& s : p.stranded) {
    CHECK(s.cause == "power");
    CHECK(s.by == "power.f");
    CHECK(s.waited_for == "works");
    CHECK(s.from_s == 4 * day);
    CHECK(s.until_s == 14 * day);
    all_w += s.w;
  }
  CHECK(all_w == Approx(2 * w - 1e6).epsilon(1e-9));
  CHECK(p.stranded[0].gpu_days == Approx(640 * 10 * (1 - 1e6 / (2 * w))).epsilon(1e-9));
  REQUIRE(p.energised.size() == 1);
  CHECK(p.energised[0].full_s == 14 * day);
}

TEST_CASE("Of power and cooling that are both late, the one that comes last is the cause") {
  const auto text = [](const char* feeder, const char* plant) {
    return scenario("from: 2026-04-01, to: 2026-04-21", two_halls, std::string("build_plan:\n- {name: racks, date: 2026-04-03, commission: [sites.s.halls.h1, sites.s.halls.h2]}\n- {name: power, date: ") + feeder +
                    ", commission: sites.s.power.f}\n- {name: plant, date: " + plant + ", commission: sites.s.cooling.cold}\n- {name: works, date: 2026-04-02, set: {sites.s.power.f.capacity: 2 MVA}}\n");
  };
  const PlanSummary warm = plan_of(text("2026-04-05", "2026-04-11")), dark = plan_of(text("2026-04-11", "2026-04-05"));
  for (const auto& [p, cause, step] : {std::tuple{&warm, "cooling", "plant"}, {&dark, "power", "power"}}) {
    REQUIRE(p->stranded.size() == 2);
    for (const StrandedSummary& s : p->stranded) {
      CHECK(s.cause == cause);
      CHECK(s.waited_for == step);
      CHECK(s.from_s == 2 * day);
      CHECK(s.until_s == 10 * day);
    }
  }
  // One that never comes.
  const PlanSummary never = plan_of(text("2027-04-05", "2026-04-05"));
  REQUIRE(never.stranded.size() == 2);
  CHECK(never.stranded[0].until_s == 20 * day);
  CHECK(never.stranded[0].waited_for == "power");  // beyond the horizon
  CHECK(never.energised[0].full_s > 300 * day);
}

TEST_CASE("Racks without a plant run hot and stop in the run, which the plan has as stranded by cooling") {
  const std::string text = scenario("from: 2026-04-01, to: 2026-04-04", twenty_racks, "build_plan: [{name: plant, kind: cooling, date: 2026-04-03, commission: sites.s.cooling.cold}]\n");
  const PlanSummary p = plan_of(text);
  REQUIRE(p.stranded.size() == 1);
  CHECK(p.stranded[0].cause == "cooling");
  CHECK(p.stranded[0].mw_days() == Approx(2 * rated_w(text, 0) / 1e6));
  const Result r = run_text(text);
  CHECK_FALSE(r.event_times("thermal_shutdown").empty());
  CHECK(r.event_times("thermal_shutdown").front() < 2 * hour);
  CHECK(r.sites[0].gpu_powered_s < 0.6 * 640 * 3 * day);
}

TEST_CASE("Capital that stands idle for a year is its annuity: the cost of delay of the worked example") {
  // Horizon reference 2.6: IT 645.12 M$ over 5 years and a facility of 256.608 M$ over 15 at 8 %: 161.574 and 29.979 M$ a year, 10.1 M$ for
  // each of 19.008 MW.
  const PlanSummary p = plan_of(scenario("from: 2026-04-01, to: 2028-04-01", twenty_racks, R"(build_plan:
- {name: facility, kind: shell, date: 2026-04-01, adds: 19.008 MW, cost: {amount: 256.608e6 USD, life: 15 year, category: building}}
- {name: racks, kind: racks, date: 2026-04-01, commission: sites.s.halls.h1, cost: {amount: 645.12e6 USD, life: 5 year, category: it}}
- {name: feeder, kind: feeder, date: 2026-10-01, slip: {type: fixed, by: 182 d}, commission: sites.s.power.feeder}
- {name: service, after: [facility, feeder]}
finance: {discount_rate: 8 %, revenue: {price: 3 USD/h, of: powered, sold: 85 %}}
)"));
  REQUIRE(p.stranded.size() == 2);
  const auto of = [&](const std::string& what) { return *std::find_if(p.stranded.begin(), p.stranded.end(), [&](const StrandedSummary& s) { return s.what == what; }); };
  const StrandedSummary facility = of("facility"), hall = of("s.h1");
  CHECK(facility.until_s == 365 * day);
  CHECK(facility.cause == "feeder");
  CHECK(facility.waited_for == "feeder");
  CHECK(hall.until_s == 365 * day);
  CHECK(facility.capital / 150 / 1e6 == Approx(29.979).epsilon(1e-4));
  CHECK(hall.capital / 150 / 1e6 == Approx(161.574).epsilon(1e-5));
  CHECK((facility.capital + hall.capital) / 150 / 19.008e6 == Approx(10.1).margin(0.05));
  CHECK(hall.revenue / 150 == Approx(640 * 365 * 24 * 3 * 0.85));
  CHECK(p.steps[1].cost == Approx(645.12e6 * 150));
}

TEST_CASE("The cost of a step is paid when it is done, and counts against the budget of that year") {
  const auto years = [](const char* slip) {
    return run_text(scenario("from: 2026-12-20, to: 2027-01-10", twenty_racks, std::string("build_plan: [{name: more, date: 2026-12-25, slip: {type: fixed, by: ") + slip +
                             "}, set: {sites.s.other_load: 10 kW}, cost: {amount: 7e6 JPY}}]\nfinance: {capex: {first: {amount: 1e6 JPY}}, annualise: {factor: 17.38, years: 1}, budget: {by_year: {2026: 5e6 JPY}}}\n"));
  };
  const Result early = years("0 d"), late = years("10 d");
  REQUIRE(early.finance_years.size() == 2);
  CHECK(early.finance_years[0].capex == 8e6);
  CHECK(early.constraint("budget.2026").first_violation_s == Approx(5 * day).margin(1));
  CHECK(late.finance_years[0].capex == 1e6);
  CHECK(late.finance_years[1].capex == 7e6);
  CHECK(std::isnan(late.constraint("budget.2026").first_violation_s));
}

TEST_CASE("A refresh puts other racks into the place of those of a hall within one run") {
  const std::string text = scenario("from: 2026-04-01, to: 2026-04-11", two_halls, R"(build_plan:
- {name: works, date: 2026-04-01, set: {sites.s.power.f.capacity: 4 MVA}}
- {name: new, kind: refresh, date: 2026-04-06, refresh: {hall: sites.s.halls.h1, with: small, as: h1b, count: 10, down: 2 d}}
catalogue: {racks: {small: {source: a test, nodes_per_rack: 2, node: {power_model: curve, gpus: 4, idle: 1 kW, max: 3 kW, curve: linear}, supply: shelf, dcdc_constant: 0 W, dcdc_efficiency: 100 %, rectifiers: 1, rectifier_constant: 0 W, rectifier_efficiency: 100 %, switches: 0, liquid_share: 0 %}}}
)");
  const auto [loaded, inputs] = read(text);
  REQUIRE(loaded.scenario.sites[0].halls.size() == 3);
  const HallSpec& h = loaded.scenario.sites[0].halls[2];
  CHECK(h.name == "h1b");
  CHECK(h.replaces == "h1");
  CHECK(h.racks.count == 10);
  CHECK(halls_at_once(loaded.scenario.sites[0]).size() == 2);
  const Result r = run_text(text);
  const Table& halls = r.table("equipment/hall");
  const auto t = halls.times(), old = halls.column("it_power", "s.h1"), fresh = halls.column("it_power", "s.h1b"), other = halls.column("it_power", "s.h2");
  const double node = 1000 + 0.6 * 2000, expected = 10 * 2 * node;
  for (std::size_t i = 0; i < t.size(); ++i) {
    INFO(t[i] / day);
    if (t[i] <= 3 * day) CHECK(old[i] == Approx(other[i]).epsilon(1e-6));
    else CHECK(old[i] == 0);
    if (t[i] <= 5 * day) CHECK(fresh[i] == 0);
    else CHECK(fresh[i] == Approx(expected).epsilon(1e-3));
  }
  const double gpus_old = 640, gpus_new = 80;
  CHECK(r.sites[0].gpu_powered_s / day == Approx(gpus_old * 10 + gpus_old * 3 + gpus_new * 5).epsilon(1e-3));
  // What is written out runs again as it is.
  const auto again = read(loaded.resolved);
  CHECK(again.first.scenario.sites[0].halls.size() == 3);
  CHECK(again.first.resolved == loaded.resolved);
}

}  // namespace netsuden::test
