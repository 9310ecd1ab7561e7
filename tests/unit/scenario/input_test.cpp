// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cmath>

#include "io/scenario/document.hpp"
#include "io/scenario/load.hpp"

using namespace netsuden;

namespace {

LoadedScenario load(const std::string& cooling) {
  Diagnostics d;
  auto loaded = load_scenario_text(
      "t.yaml",
      "netsuden: 1\nname: t\nhorizon: {from: 2026-08-03, to: 2026-08-04}\nsites:\n  lab:\n    cooling: {plant: {type: chilled_water" + cooling +
          "}}\n    halls: {h: {racks: {model: dgx_h100, count: 4}}}\n",
      {}, d);
  INFO(d.render());
  REQUIRE(loaded);
  return *loaded;
}

const ChillerParams& chiller(const LoadedScenario& l) { return l.scenario.sites[0].cooling[0].chillers.params; }

}  // namespace

TEST_CASE("what a scenario states of a group of machines stands, whether or not it names their number") {
  for (const std::string count : {"", ", count: 3"}) {
    const auto l = load(", chillers: {method: carnot, reference_cop: 5.5, carnot_fraction: 45 %" + count + "}");
    CHECK(chiller(l).reference_cop == 5.5);
    CHECK(chiller(l).carnot_fraction.value() == 0.45);
  }
}

TEST_CASE("a group of which nothing is said is the catalogue's, and named") {
  const auto l = load("");
  CHECK(l.scenario.sites[0].cooling[0].chillers.model == "centrifugal_warm_2mw");
  CHECK(chiller(l).reference_capacity.si() == 2e6);
}

TEST_CASE("places count characters, in a line with wide ones as well") {
  Diagnostics d;
  const auto tree = parse_document("t", "{東京: 1, x: [北海道, {é: 7}]}\n", d);
  REQUIRE(tree);
  CHECK(tree->find("東京")->loc.column == 6);
  const DocNode* x = tree->find("x");
  REQUIRE(x->items.size() == 2);
  CHECK(x->items[0].loc.column == 13);
  CHECK(x->items[0].loc.length == 3);
  CHECK(x->items[1].find("é")->loc.column == 22);
}

TEST_CASE("a job log needs no column of ids, tenants or, with a fill, of utilisations, and a resolved scenario neither") {
  const std::string path = std::string(NETSUDEN_SOURCE_DIR) + "/tests/diagnostics/cases/data/jobs-few.csv";
  Diagnostics d;
  const auto loaded = load_scenario_text("t.yaml",
                                         "netsuden: 1\nname: t\nhorizon: {from: 2026-08-03, to: 2026-08-04}\nsites: {lab: {halls: {h: {racks: {model: dgx_h100, "
                                         "count: 4}}}}}\nworkload: {jobs: [{trace: {fill_utilization: 60 %, file: " +
                                             path + "}}]}\n",
                                         {}, d);
  INFO(d.render());
  REQUIRE(loaded);
  const auto again = load_scenario_text("t.yaml", loaded->resolved, {}, d);
  REQUIRE(again);
  for (const auto& l : {*loaded, *again}) {
    const auto inputs = load_inputs(l, d);
    REQUIRE(inputs);
    REQUIRE(inputs->jobs.size() == 1);
    CHECK(inputs->jobs[0].nodes == 4);
    CHECK(inputs->jobs[0].cpu_util == 0.6f);
    CHECK(inputs->jobs[0].tenant == -1);
  }
}

TEST_CASE("synthetic weather of a horizon of a year or more has the stated monthly means and design wet bulb within that horizon") {
  for (const auto& [from, to] : {std::pair{"2027-01-01", "2028-01-01"}, {"2026-04-01", "2027-04-01"}, {"2027-07-16T13:00", "2028-07-16T13:00"}, {"2026-01-01", "2030-01-01"}, {"2026-04-01", "2029-12-31"}})
    for (const int seed : {1, 3, 8}) {
      Diagnostics d;
      const auto loaded = load_scenario_text("t.yaml",
                                             "netsuden: 1\nname: t\nseed: " + std::to_string(seed) + "\nhorizon: {from: " + from + ", to: " + to +
                                                 ", timezone: Asia/Tokyo}\nsites: {lab: {weather: {climate: tokyo}, halls: {h: {racks: {model: dgx_h100, count: 4}}}}}\n",
                                             {}, d);
      REQUIRE(loaded);
      const auto inputs = load_inputs(*loaded, d);
      REQUIRE(inputs);
      const ClimateNormals& normals = *loaded->scenario.sites[0].weather.normals;
      std::array<double, 12> sum{}, count{};
      std::vector<double> wet;
      for (double t = inputs->start_unix; t < inputs->end_unix; t += 3600) {
        const WeatherSample w = inputs->weather[0].at(t);
        const auto m = static_cast<std::size_t>(inputs->zone.to_civil(t).month - 1);
        sum[m] += w.dry_bulb.c();
        count[m] += 1;
        wet.push_back(w.wet_bulb.c());
      }
      INFO(from << " to " << to << ", seed " << seed);
      for (std::size_t m = 0; m < 12; ++m) CHECK(std::abs(sum[m] / count[m] - normals.dry_bulb_c[m]) < 0.3);
      const auto k = static_cast<std::ptrdiff_t>(0.996 * static_cast<double>(wet.size()));
      std::nth_element(wet.begin(), wet.begin() + k, wet.end());
      CHECK(std::abs(wet[static_cast<std::size_t>(k)] - normals.design_wet_bulb->c()) < 0.2);
    }
}
