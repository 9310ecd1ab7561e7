// SPDX-License-Identifier: Apache-2.0
// Resets and the loop of the valves in whole runs.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "tests/invariants/run_scenario.hpp"

namespace netsuden::test {
namespace {

/// A hall of 40 DGX racks on one plant.
std::string scenario(const std::string& weather, const std::string& plant, const std::string& air, const std::string& calm = "5 min", const std::string& to = "2026-04-16", const std::string& profile = "{mean: 60 %}") {
  return "netsuden: 1\nname: reset\nhorizon: {from: 2026-04-14, to: " + to + ", timezone: Asia/Tokyo}\nresolution: {calm: " + calm + R"(, transient: 1 s, record: 5 min}
sites:
  s:
    weather: )" + weather + R"(
    cooling:
      cold: {type: chilled_water, supply: 18 degC, chillers: {model: centrifugal_warm_2mw, count: 2}, towers: {model: tower_3mw, count: 2})" + plant + R"(}
    halls:
      h: {racks: {model: dgx_h100, count: 40}, air: {loop: cold, supply: 25 degC)" + air + R"(}}
workload: {profiles: [)" + profile + R"(]}
record: {racks_enabled: false}
)";
}

std::string constant(const char* dry_bulb) { return "{constant: {dry_bulb: " + std::string(dry_bulb) + " degC, relative_humidity: 60 %}}"; }

double cooling(const Result& r) { return r.sites.at(0).cooling_j; }
double last(const Result& r, const char* group, const char* channel, const char* entity) { return r.table(group).column(channel, entity).back(); }

}  // namespace

TEST_CASE("A supply reset by outdoor air has the water of its straight line, saves in mild weather and is not there in hot") {
  const std::string reset = ", supply_reset: {by: outdoor_air, highest: 22 degC, cold: 15 degC, warm: 27 degC}";
  for (const auto& [dry_bulb, supply] : {std::pair{"10", 22.0}, {"21", 20.0}, {"24", 19.0}, {"30", 18.0}}) {
    const Result plain = run_text(scenario(constant(dry_bulb), "", "")), with = run_text(scenario(constant(dry_bulb), reset, ""));
    INFO(dry_bulb << " degC outdoors");
    CHECK(last(with, "equipment/loop", "supply_set_point", "s.cold") == Approx(supply).margin(1e-9));
    CHECK(last(with, "equipment/loop", "supply_temperature", "s.cold") == Approx(supply).margin(0.01));
    // Coils for air from 36 to 24 degC with water of 18 degC give two thirds of the way to the water: with 22 degC not quite 25 degC.
    CHECK(last(with, "equipment/hall", "supply_temperature", "s.h") == Approx(supply < 22 ? 25 : 25.4).margin(supply < 22 ? 0.01 : 0.3));
    if (supply == 18) CHECK(cooling(with) == cooling(plain));
    else CHECK(cooling(with) < cooling(plain));
  }
  // By hand: two kelvins of warmer water save what the lift of the chillers loses, all else equal: a Carnot machine between 20 or 18 degC
  // and the condenser's water. The chiller of the catalogue is one, with approaches in its lift: between half and one and a half of that.
  const Result plain = run_text(scenario(constant("21"), "", "")), with = run_text(scenario(constant("21"), reset, ""));
  const double condenser = last(with, "equipment/chiller", "condenser_temperature", "s.cold");
  const double saved = 1 - last(with, "equipment/chiller", "power", "s.cold") / last(plain, "equipment/chiller", "power", "s.cold");
  INFO("condenser water " << condenser << " degC, saved " << saved);
  CHECK(saved > 0.02);
  CHECK(saved < 0.5);
}

TEST_CASE("A supply reset by load follows the load, and the energy of a mild day falls") {
  const std::string daily = "{mean: 60 %, daily_amplitude: 0.3}";
  const Result plain = run_text(scenario("{climate: tokyo}", "", "", "5 min", "2026-04-16", daily));
  const Result with = run_text(scenario("{climate: tokyo}", ", supply_reset: {by: load, highest: 21 degC, low: 10 %, full: 60 %}", "", "5 min", "2026-04-16", daily));
  CHECK(cooling(with) < cooling(plain));
  const auto set = with.table("equipment/loop").column("supply_set_point", "s.cold"), heat = with.table("equipment/loop").column("heat", "s.cold");
  for (std::size_t i = 12; i < set.size(); ++i) CHECK(set[i] == Approx(21 - 3 * std::clamp((heat[i] / 4e6 - 0.1) / 0.5, 0.0, 1.0)).margin(0.06));
}

TEST_CASE("Condenser water follows the wet bulb between its limits, and mild days cost less than with a fixed one") {
  // Wet bulbs of 60 % relative humidity at sea level (ASHRAE psychrometric chart): 10 degC 6.6, 20 degC 15.2, 30 degC 23.8 degC.
  for (const auto& [dry_bulb, set] : {std::pair{"10", 15.0}, {"20", 19.2}, {"30", 26.0}}) {
    const Result r = run_text(scenario(constant(dry_bulb), ", condenser_reset: {approach: 4 K, lowest: 15 degC, highest: 26 degC}", ""));
    INFO(dry_bulb << " degC outdoors");
    CHECK(last(r, "equipment/loop", "condenser_set_point", "s.cold") == Approx(set).margin(0.15));
  }
  const Result fixed = run_text(scenario("{climate: tokyo}", ", condenser_set_point: 26 degC", "")), with = run_text(scenario("{climate: tokyo}", ", condenser_reset: {approach: 4 K, lowest: 16 degC, highest: 26 degC}", ""));
  CHECK(cooling(with) < cooling(fixed));
}

TEST_CASE("Water that is reset by requests warms until a hall's coils ask, and the air is held throughout") {
  const Result plain = run_text(scenario(constant("20"), "", "")), with = run_text(scenario(constant("20"), ", supply_reset: {by: requests, highest: 24 degC}", ""));
  const double share = last(with, "equipment/hall", "coil_share", "s.h"), before = last(plain, "equipment/hall", "coil_share", "s.h");
  INFO("coil share " << before << " to " << share);
  CHECK(share > before);
  CHECK(share < 0.95);
  CHECK(last(with, "equipment/loop", "supply_set_point", "s.cold") > 18.5);
  CHECK(last(with, "equipment/hall", "supply_temperature", "s.h") == Approx(25).margin(0.01));
  CHECK(cooling(with) < cooling(plain));
}

TEST_CASE("An economizer that carries all does not stop because a warmer set-point leaves nothing to cool for some seconds") {
  const auto off = [](const char* calm) {
    const Result r = run_text(scenario("{climate: tokyo}", ", economizer: {approach: 2 K}, supply_reset: {by: requests}", ", valves: {}", calm, "2026-04-16", "{mean: 60 %, daily_amplitude: 0.3}"));
    const auto taken = r.table("equipment/loop").column("economizer", "s.cold");
    return std::count_if(taken.begin(), taken.end(), [](double w) { return w <= 0; });
  };
  CHECK(off("1 s") == off("5 min"));
}

TEST_CASE("An economizer behind a set-point that follows requests: a second and five minutes a step agree, and no chiller starts for a trim") {
  const std::string plant = ", economizer: {approach: 2 K}, supply_reset: {by: requests}";
  const auto both = [&](const std::string& weather, const std::string& profile, double epsilon) {
    const Result fine = run_text(scenario(weather, plant, "", "1 s", "2026-04-16", profile)), coarse = run_text(scenario(weather, plant, "", "5 min", "2026-04-16", profile));
    INFO(weather << ": chillers " << fine.sites[0].chiller_j / 3.6e6 << " and " << coarse.sites[0].chiller_j / 3.6e6 << " kWh, cooling " << cooling(fine) / 3.6e6 << " and " << cooling(coarse) / 3.6e6);
    CHECK(cooling(coarse) == Approx(cooling(fine)).epsilon(epsilon));
    return std::pair{fine.sites[0].chiller_j, coarse.sites[0].chiller_j};
  };
  for (const char* dry_bulb : {"8", "14"}) CHECK(both(constant(dry_bulb), "{mean: 60 %}", 1e-3) == std::pair{0.0, 0.0});  // the economizer carries 1.2 MW of 4 MW
  CHECK(both("{climate: tokyo}", "{mean: 60 %, daily_amplitude: 0.3}", 5e-3) == std::pair{0.0, 0.0});  // what is left is the fans' power
}

TEST_CASE("Supply air that is reset by the hottest inlet brings it to its target and rests within a trim of it, in steps of a second and of five minutes") {
  for (const char* calm : {"1 s", "5 min"}) {
    const Result r = run_text(scenario(constant("20"), "", ", supply_reset: {inlet: 25 degC, lowest: 18 degC, highest: 27 degC}", calm, "2026-04-15"));
    const auto inlet = r.table("equipment/hall").column("inlet_temperature_max", "s.h"), set = r.table("equipment/hall").column("supply_set_point", "s.h");
    INFO(calm);
    double low = 1e9, high = 0;
    for (std::size_t i = inlet.size() / 2; i < inlet.size(); ++i) {
      low = std::min(low, inlet[i]);
      high = std::max(high, inlet[i]);
    }
    CHECK(low > 25 - 0.25);
    CHECK(high < 25 + 0.25);
    CHECK(*std::min_element(set.begin(), set.end()) >= 18);
    CHECK(*std::max_element(set.begin(), set.end()) <= 27);
  }
}

TEST_CASE("Valves on a PI loop: calm weather in steps of a second and of five minutes, and with none, agree to 0.05 K and 0.1 % of the energy") {
  const std::string daily = "{mean: 60 %, daily_amplitude: 0.3}", valves = ", valves: {}";
  const Result fine = run_text(scenario("{climate: tokyo}", "", valves, "1 s", "2026-04-15", daily));
  const Result coarse = run_text(scenario("{climate: tokyo}", "", valves, "5 min", "2026-04-15", daily));
  const Result none = run_text(scenario("{climate: tokyo}", "", "", "5 min", "2026-04-15", daily));
  CHECK(fine.steps > 80000);
  CHECK(coarse.steps < 4000);
  for (const Result* r : {&coarse, &none}) {
    for (const char* channel : {"inlet_temperature", "supply_temperature"}) {
      const auto a = fine.table("equipment/hall").column(channel, "s.h"), b = r->table("equipment/hall").column(channel, "s.h");
      double worst = 0;
      for (std::size_t i = 12; i < a.size(); ++i) worst = std::max(worst, std::abs(a[i] - b[i]));
      INFO(channel << ": " << worst << " K");
      CHECK(worst < 0.05);
    }
    CHECK(cooling(*r) == Approx(cooling(fine)).epsilon(1e-3));
  }
}

TEST_CASE("Valves on a PI loop: after the load jumps the supply air leaves its set-point and comes back to it") {
  const std::string valves = ", valves: {band: 20 K, integral_time: 2 min, sensor: 20 s}";
  const auto jump = [&](const std::string& air) {
    return run_text("netsuden: 1\nname: jump\nhorizon: {from: 2026-04-14T00:00, to: 2026-04-14T03:00, timezone: Asia/Tokyo}\nresolution: {calm: 5 min, transient: 1 s, record: 10 s}\nsites:\n  s:\n    weather: " + constant("20") + R"(
    cooling:
      cold: {type: chilled_water, supply: 18 degC, chillers: {model: centrifugal_warm_2mw, count: 2}, towers: {model: tower_3mw, count: 2}}
    halls:
      h: {racks: {model: dgx_h100, count: 40}, air: {loop: cold, supply: 25 degC)" + air + R"(}}
workload: {profiles: [{mean: 60 %}]}
record: {racks_enabled: false}
events: [{at: 2026-04-14T01:00, set: {sites.s.halls.h.air.supply: 23 degC}}]
)");
  };
  const Result loop = jump(valves), held = jump("");
  const auto t = loop.table("equipment/hall").times();
  const auto a = loop.table("equipment/hall").column("supply_temperature", "s.h"), b = held.table("equipment/hall").column("supply_temperature", "s.h");
  double worst = 0, late = 0;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    if (t[i] > 3600 && t[i] < 4200) worst = std::max(worst, std::abs(a[i] - 23));
    if (t[i] > 3600 + 5400) late = std::max(late, std::abs(a[i] - 23));
  }
  // By hand: proportional action alone leaves 2 K / (1 + L), L what open valves cool over the band; integral action comes down from there.
  const auto back = loop.table("equipment/hall").column("return_temperature", "s.h"), share = loop.table("equipment/hall").column("coil_share", "s.h");
  const std::size_t before = static_cast<std::size_t>(std::lower_bound(t.begin(), t.end(), 3600.0) - t.begin());
  const double alone = 2 / (1 + (back[before] - a[before]) / share[before] / 20);
  CHECK(worst < alone);
  CHECK(worst > 0.5 * alone);
  CHECK(late < 0.05);
  CHECK(b.back() == Approx(23).margin(0.01));
}

TEST_CASE("Supply air that is reset through a day: its set-point moves at the same dates in steps of a second and of five minutes") {
  const auto day = [](const char* calm) {
    return run_text(scenario("{climate: tokyo}", "", ", supply_reset: {}", calm, "2026-04-15", "{mean: 60 %, daily_amplitude: 0.3}"));
  };
  const Result fine = day("1 s"), coarse = day("5 min");
  const auto a = fine.table("equipment/hall").column("inlet_temperature", "s.h"), b = coarse.table("equipment/hall").column("inlet_temperature", "s.h");
  REQUIRE(a.size() == b.size());
  double worst = 0, mean = 0;
  for (std::size_t i = 1; i < a.size(); ++i) {
    worst = std::max(worst, std::abs(a[i] - b[i]));
    mean += (a[i] - b[i]) / static_cast<double>(a.size());
  }
  CHECK(worst < 0.2);  // one trim or response, of 0.10 and 0.15 K, may fall the other way
  CHECK(std::abs(mean) < 0.05);
  CHECK(coarse.sites[0].it_j == Approx(fine.sites[0].it_j).epsilon(1e-3));
  CHECK(coarse.sites[0].cooling_j == Approx(fine.sites[0].cooling_j).epsilon(1e-3));
}

}  // namespace netsuden::test
