// SPDX-License-Identifier: Apache-2.0
// What must not matter does not matter: wake-ups, spelling of units, order of names, a second run, finer records.
#include <catch2/catch.hpp>

#include <cmath>
#include <string>

#include "tests/invariants/random_campus.hpp"
#include "tests/invariants/run_scenario.hpp"

namespace netsuden::test {
namespace {

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

/// Two sites with jobs, a trip and a power cap that works.
const std::string campus = R"(netsuden: 1
name: two sites
horizon: {from: 2026-08-03, to: 2026-08-05, timezone: Asia/Tokyo}
resolution: {calm: 5 min, transient: 1 s, record: 15 min}
grids: {g: {price: {mean: 12 JPY/kWh, daily_amplitude: 0.3}, carbon: {flat: 450 g/kWh}}}
sites:
  east:
    weather: {climate: tokyo}
    grid: g
    power:
      feeder: {type: grid_connection, capacity: 2.5 MVA}
      tx: {type: transformer, model: cast_resin_2500kva, count: 2, feeds_from: feeder}
      ups: {type: ups, model: modular_1500kw, count: 2, feeds_from: tx}
      pdu: {type: pdu, model: pdu_500kva, count: 6, feeds_from: ups}
    cooling:
      cold: {type: chilled_water, supply: 18 degC, fed_by: tx, chillers: {model: centrifugal_warm_2mw, count: 2}, towers: {model: tower_3mw, count: 2}}
    halls:
      h1: {racks: {model: dgx_h100, count: 40}, fed_by: pdu, air: {loop: cold, supply: 24 degC}}
  west:
    weather: {constant: {dry_bulb: 30 degC, relative_humidity: 60 %}}
    grid: g
    halls:
      h1: {racks: {model: gb200_nvl72, count: 8}}
workload:
  profiles: [{halls: [west.h1], mean: 70 %, daily_amplitude: 0.2}]
  jobs:
    - synthetic: {rate: 200 /d, nodes: {type: log_uniform, min: 1, max: 40}, duration_h: {type: lognormal, median: 1.5, sigma: 1}, longest: 20 h, utilization: {type: uniform, min: 0.5, max: 1}}
control: [{type: power_cap, limit: 62 %}]
events:
  - {at: 2026-08-03T14:00, trip: sites.east.cooling.cold.chillers_1, for: 3 h}
record: {racks_enabled: false}
)";

/// Every row of every table of `a` equals that of `b`, to the bit.
void check_same(const Result& a, const Result& b, const std::string& but = "") {
  REQUIRE(a.tables.size() == b.tables.size());
  for (std::size_t i = 0; i < a.tables.size(); ++i) {
    const Table &x = a.tables[i], &y = b.tables[i];
    if (x.path == but) continue;
    INFO(x.path);
    REQUIRE(x.rows.size() == y.rows.size());
    std::size_t wrong = 0;
    for (std::size_t r = 0; r < x.rows.size(); ++r)
      for (std::size_t c = 0; c < x.rows[r].size(); ++c)
        if (x.rows[r][c] != y.rows[r][c] && !(std::isnan(x.rows[r][c]) && std::isnan(y.rows[r][c]))) ++wrong;
    CHECK(wrong == 0);
    CHECK(x.texts == y.texts);
  }
}

}  // namespace

TEST_CASE("Wake-ups that change nothing change nothing") {
  Request quiet, woken;
  quiet.text = woken.text = campus;
  RandomStream r(11, "wakes");
  for (double t = 0; t < 172800; t += r.uniform(1, 300)) woken.wakes.push_back(t);
  const Result a = run(quiet), b = run(woken);
  REQUIRE(a.status == "complete");
  CHECK(a.steps == b.steps);
  for (std::size_t s = 0; s < a.sites.size(); ++s) {
    CHECK(a.sites[s].it_j == Approx(b.sites[s].it_j).epsilon(1e-12));
    CHECK(a.sites[s].import_j == Approx(b.sites[s].import_j).epsilon(1e-12));
    CHECK(a.sites[s].cooling_j == Approx(b.sites[s].cooling_j).epsilon(1e-12));
    CHECK(a.sites[s].water_kg == Approx(b.sites[s].water_kg).epsilon(1e-12));
  }
  check_same(a, b);
}

TEST_CASE("A second run of thirty random campuses is the same to the bit") {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    INFO("seed " << seed);
    check_same(run_text(random_campus(seed)), run_text(random_campus(seed)));
  }
}

TEST_CASE("The spelling of a unit does not matter") {
  std::string other = replaced(campus, "2.5 MVA", "2500 kVA");
  other = replaced(other, "supply: 18 degC", "supply: 291.15 K");
  other = replaced(other, "450 g/kWh", "0.45 kg/kWh");
  other = replaced(other, "calm: 5 min", "calm: 300 s");
  other = replaced(other, "limit: 62 %", "limit: 0.62");
  check_same(run_text(campus), run_text(other));
}

TEST_CASE("The order in which sites, nodes and halls are written does not matter") {
  const std::size_t east = campus.find("  east:\n"), west = campus.find("  west:\n"), end = campus.find("workload:\n");
  const std::string swapped = campus.substr(0, east) + campus.substr(west, end - west) + campus.substr(east, west - east) + campus.substr(end);
  const Result a = run_text(campus), b = run_text(swapped);
  REQUIRE(a.sites.size() == 2);
  for (int s : {0, 1}) {
    const SiteMeters &x = a.sites[static_cast<std::size_t>(s)], &y = b.sites[static_cast<std::size_t>(1 - s)];
    CHECK(x.it_j == y.it_j);
    CHECK(x.import_j == y.import_j);
    CHECK(x.water_kg == y.water_kg);
    CHECK(x.cost() == y.cost());
  }
  for (const char* site : {"east", "west"}) {
    CHECK(a.table("site").column("grid_import", site) == b.table("site").column("grid_import", site));
    CHECK(a.table("site").column("wet_bulb", site) == b.table("site").column("wet_bulb", site));
  }
  // The electrical graph may be written from the racks up.
  const std::size_t feeder = campus.find("      feeder:"), tx = campus.find("      tx:"), ups = campus.find("      ups:"), pdu = campus.find("      pdu:"),
                    cooling = campus.find("    cooling:\n");
  const std::string upward = campus.substr(0, feeder) + campus.substr(pdu, cooling - pdu) + campus.substr(ups, pdu - ups) + campus.substr(tx, ups - tx) +
                             campus.substr(feeder, tx - feeder) + campus.substr(cooling);
  const Result c = run_text(upward);
  CHECK(a.sites[0].import_j == Approx(c.sites[0].import_j).epsilon(1e-12));
  CHECK(a.sites[0].ups_loss_j == Approx(c.sites[0].ups_loss_j).epsilon(1e-12));
}

TEST_CASE("Recording more often changes no meter by more than the steps that it adds") {
  // A record is a step of the facility: finer records resolve the same transients a little better. Without the power cap: whether
  // it lowers a clock at the brink decides when a job ends, and with that all that comes after.
  const std::string free = replaced(campus, "limit: 62 %", "limit: 100 %");
  const Result a = run_text(free), b = run_text(replaced(free, "record: 15 min}", "record: 1 min}"));
  for (std::size_t s = 0; s < 2; ++s) {
    CHECK(a.sites[s].it_j == Approx(b.sites[s].it_j).epsilon(2e-4));
    CHECK(a.sites[s].cooling_j == Approx(b.sites[s].cooling_j).epsilon(5e-3));
  }
  CHECK(b.table("site").rows.size() == 2 * 1440);
}

TEST_CASE("A run that is stopped has the rows of the whole run up to there") {
  Request whole, cut;
  whole.text = cut.text = campus;
  cut.stop_at_s = 90000;
  const Result a = run(whole), b = run(cut);
  CHECK(b.status == "interrupted");
  CHECK(b.simulated_s >= 90000);
  CHECK(b.simulated_s < 90000 + 600);
  const auto x = a.table("site").column("it_energy", "east"), y = b.table("site").column("it_energy", "east");
  REQUIRE(y.size() >= 100);
  for (std::size_t i = 0; i < 100; ++i) CHECK(x[i] == y[i]);
}

}  // namespace netsuden::test
