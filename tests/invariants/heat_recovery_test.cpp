// SPDX-License-Identifier: Apache-2.0
// Whole runs with heat that goes to a network, and with water that is short.
#include <catch2/catch.hpp>

#include <numeric>
#include <string>

#include "tests/invariants/run_scenario.hpp"

namespace netsuden::test {
namespace {

/// Twenty racks for two days in August; keys of their plant and of the site.
std::string of_text(const std::string& plant_keys, const std::string& weather, const std::string& site_keys = "") {
  std::string text = R"(netsuden: 1
name: heat and water
horizon: {from: 2026-08-04, to: 2026-08-06, timezone: Asia/Tokyo}
resolution: {calm: 5 min, transient: 1 s, record: 10 min}
record: {racks_enabled: false}
grids: {g: {price: {flat: 15 JPY/kWh}}}
sites:
  s:
    weather: )" + weather + R"(
    grid: g
)" + site_keys + twenty_racks + "workload: {profiles: [{mean: 70 %}]}\n";
  const std::string plant = "towers: {model: tower_3mw, count: 1}";
  if (!plant_keys.empty()) text.replace(text.find(plant), plant_keys.find("rejects_to") == 0 ? plant.size() : 0, plant_keys + (plant_keys.find("rejects_to") == 0 ? "" : ", "));
  return text;
}

Result of(const std::string& plant_keys, const std::string& weather) {
  const Result r = run_text(of_text(plant_keys, weather));
  INFO(r.message);
  CHECK(r.thermal_residual < 1e-9);
  CHECK(r.electrical_residual < 1e-9);
  return r;
}

const std::string warm_weather = "{constant: {dry_bulb: 30 degC, relative_humidity: 60 %}}";
const std::string pump = "heat_recovery: {heat_pump: {}, network: {supply: 65 degC, return: 40 degC, heat: 100 kW}}";

double mean(const std::vector<double>& v) { return std::accumulate(v.begin(), v.end(), 0.0) / static_cast<double>(v.size()); }

}  // namespace

TEST_CASE("Heat of a loop lifted into a network: its electricity is in the chain, its heat out of the towers, ERE is PUE less it") {
  const Result with = of(pump, warm_weather), without = of("", warm_weather);
  const SiteMeters& m = with.sites[0];
  CHECK(m.reused_j == Approx(100e3 * m.seconds).epsilon(1e-6));
  CHECK(m.network_asked_j == Approx(m.reused_j).epsilon(1e-6));
  CHECK(m.reused_j == Approx(m.reused_source_j + m.heat_pump_j).epsilon(1e-9));
  // By hand: 18 degC water that leaves at most some kelvins warmer, half of Carnot to 65 degC.
  const double cop = m.reused_j / m.heat_pump_j;
  CHECK(cop > 0.5 * 338.15 / 47);
  CHECK(cop < 0.5 * 338.15 / (65 - 26));
  CHECK(m.cooling_j == Approx(m.chiller_j + m.tower_j + m.pump_j + m.crah_j + m.cdu_j + m.heat_pump_j).epsilon(1e-9));
  CHECK(m.ere() == Approx(m.pue() * (1 - m.erf())).epsilon(1e-12));
  CHECK(m.chiller_j < without.sites[0].chiller_j);
  CHECK(m.water_kg < without.sites[0].water_kg);
  CHECK(m.heat_rejected_j < without.sites[0].heat_rejected_j - 0.99 * m.reused_source_j);  // and their compressors' heat
  CHECK(without.sites[0].reused_j == 0);
  CHECK(mean(with.table("equipment/heat_recovery").column("heat", "s.cold")) == Approx(100e3).epsilon(1e-6));
  CHECK(mean(with.table("equipment/heat_recovery").column("cop", "s.cold")) == Approx(cop).epsilon(1e-3));
}

TEST_CASE("A network asks by the weather: nothing but hot water in August, and by the clock where a profile says so") {
  const Result august = of("heat_recovery: {heat_pump: {}, network: {heat: 100 kW, demand: outdoor, base: 10 %, coldest_supply: 80 degC}}", warm_weather);
  CHECK(august.sites[0].reused_j == Approx(10e3 * august.sites[0].seconds).epsilon(1e-6));
  const std::string hours = "hours: [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0]";
  const Result day = of("heat_recovery: {heat_pump: {}, network: {heat: 100 kW, demand: profile, " + hours + "}}", warm_weather);
  CHECK(day.sites[0].reused_j == Approx(50e3 * day.sites[0].seconds).epsilon(2e-3));
}

TEST_CASE("Condensers give to a network that wants little, without a heat pump and with one") {
  const Result direct = of("heat_recovery: {from: condenser, approach: 1 K, network: {supply: 24 degC, return: 15 degC, heat: 50 kW}}, condenser_set_point: 29 degC", warm_weather);
  CHECK(direct.sites[0].reused_j == Approx(50e3 * direct.sites[0].seconds).epsilon(1e-6));
  CHECK(direct.sites[0].heat_pump_j == 0);
  const Result lifted = of("heat_recovery: {from: condenser, heat_pump: {}, network: {heat: 100 kW}}, condenser_set_point: 29 degC", warm_weather);
  CHECK(lifted.sites[0].reused_j == Approx(100e3 * lifted.sites[0].seconds).epsilon(1e-6));
  CHECK(lifted.sites[0].reused_j / lifted.sites[0].heat_pump_j > 0.5 * 338.15 / (65 - 28));
}

TEST_CASE("Water of a permit: exceeded and told, or adiabatic coolers run dry") {
  const std::string pads = "rejects_to: dry_coolers, dry_coolers: {model: dry_cooler_2900kw, count: 1, adiabatic: true}";
  const std::string hot = "{constant: {dry_bulb: 34 degC, relative_humidity: 30 %}}";
  const auto wet_run = [&](const std::string& limit, const std::string& plant_limit = "") {
    std::string text = of_text(pads + plant_limit, hot, limit);
    return run_text(text);
  };
  const Result free = wet_run("");
  const double kg_s = free.sites[0].water_kg / free.sites[0].seconds, m3_h = kg_s * 3.6 / 0.998;
  REQUIRE(kg_s > 0);
  CHECK(mean(free.table("equipment/dry_cooler").column("dry_pads", "s.cold")) == 0);
  // A flow below what the pads take.
  const std::string flow = "water_limit: {flow: " + std::to_string(m3_h / 2) + " m3/h";
  const Result warned = wet_run("    " + flow + "}\n"), dry = wet_run("    " + flow + ", when_short: dry}\n"), of_plant = wet_run("", ", " + flow + ", when_short: dry}");
  CHECK(warned.sites[0].water_kg == free.sites[0].water_kg);
  CHECK(warned.constraint("s.make_up_flow").time_over_s == Approx(warned.sites[0].seconds).epsilon(0.01));
  CHECK(warned.constraint("s.make_up_flow").peak_utilisation == Approx(2).epsilon(0.05));
  for (const Result* r : {&dry, &of_plant}) {
    CHECK(r->sites[0].water_kg < 0.01 * free.sites[0].water_kg);
    CHECK(mean(r->table("equipment/dry_cooler").column("dry_pads", "s.cold")) > 0.99);
    CHECK(r->sites[0].cooling_j > free.sites[0].cooling_j);
    CHECK(r->thermal_residual < 1e-9);
  }
  CHECK(dry.constraint("s.make_up_flow").time_over_s == 0);
  CHECK(of_plant.constraint("s.cooling.cold.make_up_flow").time_over_s == 0);
  // A volume that lasts for a day of the two.
  const std::string volume = "    water_limit: {yearly: " + std::to_string(kg_s * 86400 / 998) + " m3";
  const Result over = wet_run(volume + "}\n"), kept = wet_run(volume + ", when_short: dry}\n");
  CHECK(over.constraint("s.make_up_of_the_year").time_over_s == Approx(86400).epsilon(0.02));
  CHECK(kept.constraint("s.make_up_of_the_year").time_over_s == 0);
  CHECK(kept.sites[0].water_kg == Approx(kg_s * 86400).epsilon(0.02));
  CHECK(kept.sites[0].water_kg <= kg_s * 86400 * (1 + 1e-9));
}

TEST_CASE("Water of a permit: the year of the permit starts again on 1 January") {
  const std::string pads = "rejects_to: dry_coolers, dry_coolers: {model: dry_cooler_2900kw, count: 1, adiabatic: true}";
  std::string text = of_text(pads, "{constant: {dry_bulb: 34 degC, relative_humidity: 30 %}}", "    water_limit: {yearly: 5 m3, when_short: dry}\n");
  for (const auto& [from, to] : {std::pair<std::string, std::string>{"2026-08-04", "2026-12-30"}, {"2026-08-06", "2027-01-03"}}) text.replace(text.find(from), from.size(), to);
  const Result r = run_text(text);
  CHECK(r.years.size() == 2);
  for (const auto& [year, m] : r.years) {
    CAPTURE(year);
    CHECK(m.water_kg <= 5 * 998.0 * (1 + 1e-9));
    CHECK(m.water_kg > 4.9 * 998.0);
  }
}

TEST_CASE("A store shifts the chillers' work from dear hours to cheap ones") {
  const auto with = [&](const std::string& store) {
    std::string text = of_text(store, warm_weather);
    const std::string flat = "{flat: 15 JPY/kWh}";
    text.replace(text.find(flat), flat.size(), "{flat: 10 JPY/kWh}, tariff: {time_of_use: [{name: day, price: 30 JPY/kWh, from_hour: 13, to_hour: 16}]}");
    const Result r = run_text(text);
    INFO(r.message);
    CHECK(r.thermal_residual < 1e-9);
    return r;
  };
  const Result plain = with("store: {volume: 300 m3, power: 900 kW}");
  const Result shifts = with("store: {volume: 300 m3, power: 900 kW, charge_below: 12 JPY/kWh, discharge_above: 20 JPY/kWh, reserve: 20 %}");
  const auto power = [](const Result& r, std::size_t hour) { return r.table("equipment/chiller").column("power", "s.cold")[hour * 6 + 3]; };
  CHECK(power(shifts, 14) == 0);
  CHECK(power(plain, 14) > 0);
  CHECK(power(shifts, 18) > 1.05 * power(plain, 18));  // it is charged again
  CHECK(shifts.table("equipment/store").column("charge", "s.cold").back() > 0.9);
  CHECK(shifts.sites[0].energy_cost < plain.sites[0].energy_cost);
  // Shifted, not saved: the chillers take the same heat, but for what the store lacks at the end.
  const auto heat = [](const Result& r) { return mean(r.table("equipment/chiller").column("heat", "s.cold")); };
  CHECK(heat(shifts) == Approx(heat(plain)).epsilon(0.02));
}

}  // namespace netsuden::test
