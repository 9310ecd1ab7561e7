// SPDX-License-Identifier: Apache-2.0
// Whose GPU-hours were served, and the largest training run of a site, by hand.
#include "sim/twin/sovereign_account.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <string>

#include "sim/spec/complete.hpp"
#include "tests/invariants/run_scenario.hpp"

namespace netsuden::test {
namespace {

using Catch::Matchers::WithinRel;

/// A site at home that a partner runs, one abroad of the tenant's own operator. Nodes of 8 accelerators of 1 PFLOP/s, racks of 20 kW.
std::string campus(const std::string& home, const std::string& tail) {
  return R"(netsuden: 1
name: sovereign
horizon: {from: 2026-04-01, to: 2026-04-11}
catalogue: {racks: {twenty: {source: a test, nodes_per_rack: 4, node: {power_model: curve, gpus: 8, gpu_peak: 1 PFLOP/s, idle: 1 kW, max: 5 kW, curve: linear}, supply: shelf, dcdc_constant: 0 W, dcdc_efficiency: 100 %, rectifiers: 1, rectifier_constant: 0 W, rectifier_efficiency: 100 %, switches: 0, liquid_share: 0 %}}}
sites:
  home:
    operator: partner
    jurisdiction: JP
    weather: {constant: {dry_bulb: 20 degC, relative_humidity: 60 %}}
)" + home + R"(
  abroad:
    operator: own
    jurisdiction: US
    weather: {constant: {dry_bulb: 20 degC, relative_humidity: 60 %}}
    halls: {h: {racks: {model: twenty, count: 5}}}
workload:
  tenants: {t: {jurisdiction: JP, level: L1, operator: own}}
  contracts: [{lender: partner, borrower: t}]
)" + tail;
}

const std::string two_halls = "    halls: {h1: {racks: {model: twenty, count: 10}}, h2: {racks: {model: twenty, count: 30}}}\n";

std::pair<LoadedScenario, Inputs> read(const std::string& text) {
  Request q;
  q.text = text;
  return load(q);
}

Job job(int nodes, int gpus, double run_s) {
  Job j;
  j.nodes = nodes;
  j.gpus = gpus;
  j.run_s = run_s;
  return j;
}

}  // namespace

TEST_CASE("GPU-hours of a tenant by what became of its jobs, by hand") {
  const auto [loaded, inputs] = read(campus(two_halls, ""));
  const Scenario& s = loaded.scenario;
  const TenantSpec* t = &s.workload.tenants[0];
  const std::vector<int> gpus{8, 8, 8};
  SovereignSummary out;
  account_job(s, t, job(4, 0, 7200), {JobOutcome::completed, Refusal::none, 0, 7200}, gpus, out);     // 64 at home, on a partner's site
  account_job(s, t, job(2, 0, 7200), {JobOutcome::running, Refusal::none, 2, 1800}, gpus, out);       // 8 of 32 abroad, 24 left
  account_job(s, t, job(1, 0, 3600), {JobOutcome::refused, Refusal::contract, -1, 0}, gpus, out);     // 8
  account_job(s, t, job(3, 0, 3600), {JobOutcome::refused, Refusal::country, -1, 0}, gpus, out);      // 24
  account_job(s, t, job(5, 0, 3600), {JobOutcome::pending, Refusal::none, -1, 0}, gpus, out);         // 40 left
  account_job(s, t, job(1, 3, 3600), {JobOutcome::completed, Refusal::none, 1, 3600}, gpus, out);     // 3: as many accelerators as it asked for
  CHECK_THAT(out.asked_h, WithinRel(64 + 32 + 8 + 24 + 40 + 3.0));
  CHECK_THAT(out.served_h, WithinRel(64 + 8 + 3.0));
  CHECK_THAT(out.home_h, WithinRel(64 + 3.0));
  CHECK_THAT(out.partner_h, WithinRel(64 + 3.0));
  CHECK_THAT(out.refused_h[static_cast<std::size_t>(Refusal::contract)], WithinRel(8.0));
  CHECK_THAT(out.refused_h[static_cast<std::size_t>(Refusal::country)], WithinRel(24.0));
  CHECK_THAT(out.left_h, WithinRel(24 + 40.0));
  CHECK_THAT(out.served_h + out.refused() + out.left_h, WithinRel(out.asked_h));
  CHECK(out.level == "L1");
  CHECK(out.jurisdiction == "JP");
}

TEST_CASE("The largest training run is accelerators times peak, MFU, goodput and time, or the share that the limit powers") {
  const auto [loaded, inputs] = read(campus("    contract_demand: 600 kW\n    other_load: 50 kW\n" + two_halls, "  largest_training: {time: 10 d, mfu: 40 %, goodput: 90 %}\n"));
  const auto all = largest_training(loaded.scenario, inputs, {1.25, std::nan("")});
  REQUIRE(all.size() == 2);
  // 40 racks of 20 kW at a PUE of 1.25 and 50 kW beside them: 1,050 kW; 600 kW powers (600 - 50) / 1,000 of them.
  CHECK(all[0].site == "home");
  CHECK_THAT(all[0].gpus, WithinRel(1280.0));
  CHECK_THAT(all[0].it_w, WithinRel(800e3, 1e-9));
  CHECK_THAT(all[0].facility_w, WithinRel(1050e3, 1e-9));
  CHECK_THAT(all[0].share, WithinRel(0.55, 1e-9));
  CHECK_THAT(all[0].flop, WithinRel(0.55 * 1280 * 1e15 * 0.4 * 0.9 * 10 * 86400, 1e-9));
  CHECK(all[1].site == "abroad");
  CHECK_THAT(all[1].share, WithinRel(1.0));
  CHECK_THAT(all[1].flop, WithinRel(160 * 1e15 * 0.4 * 0.9 * 10 * 86400, 1e-9));
}

TEST_CASE("A hall that comes, a contract that grows and a hall that goes each open a date of the largest training run") {
  const auto [loaded, inputs] = read(campus("    contract_demand: 600 kW\n" + two_halls, R"(  largest_training: {time: 1 d, mfu: 40 %, goodput: 100 %}
build_plan:
- {name: more, date: 2026-04-03, commission: sites.home.halls.h2}
- {name: power, date: 2026-04-05, set: {sites.home.contract_demand: 900 kW}}
- {name: paint, date: 2026-04-06, set: {sites.abroad.other_load: 1 kW}}
- {name: less, date: 2026-04-08, retire: sites.home.halls.h1}
)"));
  const auto all = largest_training(loaded.scenario, inputs, {1, 1});
  REQUIRE(all.size() == 5);
  const double day = 86400, rack = 32 * 1e15 * 0.4 * day;
  const auto is = [&](std::size_t i, const std::string& site, double date, double racks) {
    INFO(i);
    CHECK(all[i].site == site);
    CHECK(all[i].from_s == date * day);
    CHECK_THAT(all[i].flop, WithinRel(racks * rack, 1e-9));
  };
  is(0, "home", 0, 10);
  is(1, "abroad", 0, 5);
  is(2, "home", 2, 30);  // 600 kW of the 800 kW
  is(3, "home", 4, 40);
  is(4, "home", 7, 30);
}

TEST_CASE("A site that loses all its accelerators says so once") {
  const auto [loaded, inputs] = read(campus(two_halls, "build_plan:\n- {name: end, date: 2026-04-05, retire: [sites.home.halls.h1, sites.home.halls.h2]}\n"));
  const auto all = largest_training(loaded.scenario, inputs, {1, 1});
  REQUIRE(all.size() == 3);
  CHECK(all[2].site == "home");
  CHECK(all[2].gpus == 0);
  CHECK(all[2].flop == 0);
}

}  // namespace netsuden::test
