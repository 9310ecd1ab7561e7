// SPDX-License-Identifier: Apache-2.0
// What a site carries as it stands, against hand calculations.
#include <catch2/catch.hpp>

#include <algorithm>
#include <string>

#include "sim/spec/complete.hpp"
#include "sim/twin/add_racks.hpp"
#include "sim/twin/plan_state.hpp"
#include "sim/twin/standing.hpp"
#include "tests/invariants/run_scenario.hpp"

namespace netsuden::test {
namespace {

/// Two UPS groups of N+1, each half of the load of the racks; what cools them hangs on `c`. Racks of 20 kW: 4 nodes of 5 kW, no losses.
const std::string campus = R"(netsuden: 1
name: standing
horizon: {from: 2026-04-01, to: 2028-04-01}
catalogue: {racks: {twenty: {source: a test, nodes_per_rack: 4, node: {power_model: curve, gpus: 8, idle: 1 kW, max: 5 kW, curve: linear}, supply: shelf, dcdc_constant: 0 W, dcdc_efficiency: 100 %, rectifiers: 1, rectifier_constant: 0 W, rectifier_efficiency: 100 %, switches: 0, liquid_share: 0 %},
                    wet: {source: a test, nodes_per_rack: 4, node: {power_model: curve, gpus: 8, idle: 1 kW, max: 5 kW, curve: linear}, supply: shelf, dcdc_constant: 0 W, dcdc_efficiency: 100 %, rectifiers: 1, rectifier_constant: 0 W, rectifier_efficiency: 100 %, switches: 0, liquid_share: 80 %}}}
sites:
  s:
    weather: {constant: {dry_bulb: 20 degC, relative_humidity: 60 %}}
    contract_demand: 3 MW
    power:
      c: {type: grid_connection, capacity: 5 MVA}
      a: {type: grid_connection, capacity: 2 MVA, power_factor: 1}
      b: {type: grid_connection, capacity: 2 MVA, power_factor: 1}
      pa: {type: switchboard, rating: 1.2 MVA, feeds_from: a}
      pb: {type: switchboard, rating: 1.2 MVA, feeds_from: b}
    cooling:
      cold: {type: chilled_water, supply: 18 degC, fed_by: c, chillers: {model: centrifugal_warm_2mw, count: 3, redundancy: N+1}, towers: {model: tower_3mw, count: 3, redundancy: N+1}}
    halls:
      h: {racks: {model: twenty, count: 50}, area: 400 m2, fed_by: [pa, pb], air: {loop: cold, supply: 24 degC, crahs: {model: crah_120kw, count: 24, redundancy: N+1, fed_by: c}}}
)";

std::pair<LoadedScenario, Inputs> read(const std::string& text) {
  Request q;
  q.text = text;
  return load(q);
}

struct Case {
  Scenario scenario;
  Inputs inputs;
  const SiteSpec& site() const { return scenario.sites[0]; }
  explicit Case(const std::string& text) {
    auto [loaded, in] = read(text);
    scenario = loaded.scenario;
    inputs = in;
  }
};

const StandingResource& resource(const Standing& s, const std::string& name) {
  const auto it = std::find_if(s.resources.begin(), s.resources.end(), [&](const StandingResource& r) { return r.name == name; });
  REQUIRE(it != s.resources.end());
  return *it;
}

const ContingencyOptions design;

}  // namespace

TEST_CASE("standing: loads, ratings and shares of what is there") {
  const Case c(campus);
  const double it = 50 * 20e3;
  REQUIRE(ratings(c.site().halls[0]).it_w == Approx(it));
  const Standing all = standing(c.site(), {}, design);
  REQUIRE(all.halls.size() == 1);
  CHECK(all.halls[0].power == 1);
  CHECK(all.halls[0].cooling == 1);
  CHECK(all.halls[0].gpus == 50 * 32);
  CHECK(all.it_w == Approx(it));
  CHECK(resource(all, "power.pa").used == Approx(it / 2).epsilon(1e-6));
  CHECK(resource(all, "power.pa").it_w == Approx(it / 2));
  CHECK(resource(all, "power.a").it_w == Approx(it / 2));
  CHECK(resource(all, "power.pa").it_equivalent_w() == Approx(1.2e6).epsilon(1e-6));
  CHECK(resource(all, "halls.h.crahs").installed == Approx(24 * 120e3).epsilon(0.01));
  CHECK(resource(all, "halls.h.crahs").firm == Approx(resource(all, "halls.h.crahs").installed * 23 / 24));
  CHECK(resource(all, "cooling.cold").firm < resource(all, "cooling.cold").installed);
  CHECK(resource(all, "cooling.cold").used > it);

  // One side alone carries it all; without either there is no power; without the plant no cooling.
  const Standing side = standing(c.site(), {"power.a"}, design);
  CHECK(resource(side, "power.pb").used == Approx(it).epsilon(1e-6));
  CHECK(side.halls[0].power == 1);
  const Standing dark = standing(c.site(), {"power.a", "power.b"}, design);
  CHECK(dark.halls[0].power == 0);
  CHECK((dark.halls[0].power_by == "power.a" || dark.halls[0].power_by == "power.b"));
  const Standing hot = standing(c.site(), {"cooling.cold"}, design);
  CHECK(hot.halls[0].cooling == 0);
  CHECK(hot.halls[0].cooling_by == "cooling.cold");
  CHECK(hot.halls[0].power == 1);
  CHECK(standing(c.site(), {"power.c"}, design).halls[0].cooling == 0);
  CHECK(standing(c.site(), {"halls.h"}, design).halls.empty());

  // Fewer air units: 12 of 24 are not there, the rest takes what its coils can of 1 MW.
  std::set<std::string> few;
  for (int i = 19; i <= 24; ++i) few.insert("halls.h.crahs_" + std::to_string(i));
  const Standing fewer = standing(c.site(), few, design);
  CHECK(resource(fewer, "halls.h.crahs").installed == Approx(resource(all, "halls.h.crahs").installed * 18 / 24));
}

TEST_CASE("standing: a board that is too small leaves out what is above its rating") {
  Case c(campus);
  for (PowerNodeSpec& n : c.scenario.sites[0].power)
    if (n.name == "pa" || n.name == "pb") n.rating = ApparentPower::from_si(0.4e6);
  const Standing s = standing(c.site(), {}, design);
  CHECK(s.halls[0].power == Approx(0.8).epsilon(1e-6));
  CHECK(s.halls[0].power_by.starts_with("power.p"));
}

TEST_CASE("plan state: what is set and what is not there by a date") {
  const Case c(campus + R"(build_plan:
- {name: b, date: 2027-01-01, commission: [sites.s.power.b, sites.s.cooling.cold.chillers_3]}
- {name: more, date: 2027-06-01, set: {sites.s.power.a.capacity: 4 MVA}}
- {name: old, date: 2027-09-01, retire: sites.s.power.b}
)");
  const double day = 86400;
  const PlanState first = plan_state(c.scenario, c.inputs, 0), later = plan_state(c.scenario, c.inputs, 500 * day), last = plan_state(c.scenario, c.inputs, 600 * day);
  CHECK(first.absent.at("s") == std::set<std::string>{"power.b", "cooling.cold.chillers_3"});
  CHECK(first.scenario.sites[0].power[1].capacity.si() == 2e6);
  CHECK(later.absent.at("s").empty());
  CHECK(later.scenario.sites[0].power[1].capacity.si() == 4e6);
  CHECK(last.absent.at("s") == std::set<std::string>{"power.b"});
  const SiteSpec stands = standing_site(first.scenario.sites[0], first.absent.at("s"));
  CHECK(stands.power.size() == 4);
  CHECK(stands.cooling[0].chillers.count == 2);
  for (const PowerNodeSpec& n : stands.power)
    if (n.name == "pb") CHECK(n.feeds_from.empty());
}

TEST_CASE("more racks: as many as the least of the resources leaves") {
  const Case c(campus);
  AddRequest r{"h", c.site().halls[0].racks.params, 10};
  const AddVerdict ten = add_racks(c.scenario, c.site(), {}, r, design);
  CHECK(ten.it_w == Approx(200e3));
  CHECK(ten.fits());
  const auto row = [](const AddVerdict& v, const std::string& name) {
    const auto it = std::find_if(v.rows.begin(), v.rows.end(), [&](const ResourceMargin& m) { return m.name == name; });
    REQUIRE(it != v.rows.end());
    return *it;
  };
  CHECK(row(ten, "power.pa").before == Approx(500e3).epsilon(1e-6));
  CHECK(row(ten, "power.pa").with == Approx(600e3).epsilon(1e-6));
  CHECK(row(ten, "power.pa").margin() == Approx(600e3).epsilon(1e-6));
  CHECK(row(ten, "halls.h.positions").firm == 100);
  CHECK(row(ten, "halls.h.positions").with == 60);
  CHECK(row(ten, "contract").firm == 3e6);
  CHECK(row(ten, "contract").with - row(ten, "contract").before > 200e3);
  // With side a lost, board pb carries all of it: 1.2 MVA are the 60 racks of 20 kW, and not one more.
  CHECK(row(ten, "N-1 of the power chain").holds());
  r.count = 11;
  const AddVerdict eleven = add_racks(c.scenario, c.site(), {}, r, design);
  CHECK_FALSE(eleven.fits());
  CHECK_FALSE(row(eleven, "N-1 of the power chain").holds());
  REQUIRE(eleven.binding() != nullptr);
  CHECK(eleven.binding()->name == "N-1 of the power chain");
  CHECK(most_racks(c.scenario, c.site(), {}, r, design, 100) == 10);
  // Racks with coolant need a hall that has some; a hall that is not there takes none.
  const auto wet = std::find_if(c.scenario.catalogue.racks.begin(), c.scenario.catalogue.racks.end(), [](const auto& e) { return e.name == "wet"; });
  REQUIRE(wet != c.scenario.catalogue.racks.end());
  const AddVerdict liquid = add_racks(c.scenario, c.site(), {}, {"h", wet->params, 1}, design);
  CHECK_FALSE(liquid.fits());
  CHECK(row(liquid, "halls.h.liquid").note == "the hall has no liquid cooling");
  CHECK_FALSE(add_racks(c.scenario, c.site(), {"halls.h"}, r, design).fits());
}

}  // namespace netsuden::test
