// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

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
