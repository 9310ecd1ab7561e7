// SPDX-License-Identifier: Apache-2.0
// The resolved scenario says everything: read back, it resolves to the very same text and to the same inputs.
#include "io/scenario/emit.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <random>

#include "tests/invariants/run_scenario.hpp"

using namespace netsuden;
using test::load;

namespace {

test::Request from_file(const std::string& file) {
  test::Request q;
  q.file = file;
  return q;
}
test::Request from_text(const std::string& text, std::vector<std::string> set = {}) {
  test::Request q;
  q.text = text;
  q.set = std::move(set);
  return q;
}

bool same(double a, double b) { return a == b || (a != a && b != b); }

void check_same(const StepSeries& a, const StepSeries& b) {
  CHECK(a.times() == b.times());
  CHECK(a.values() == b.values());
}

void check_same(const Inputs& a, const Inputs& b) {
  CHECK(a.start_unix == b.start_unix);
  CHECK(a.end_unix == b.end_unix);
  CHECK(a.zone.name() == b.zone.name());
  CHECK(a.tenants == b.tenants);
  REQUIRE(a.weather.size() == b.weather.size());
  for (std::size_t s = 0; s < a.weather.size(); ++s) {
    REQUIRE(a.weather[s].size() == b.weather[s].size());
    std::size_t different = 0;
    for (std::size_t i = 0; i < a.weather[s].size(); ++i) {
      const WeatherSample &x = a.weather[s].samples()[i], &y = b.weather[s].samples()[i];
      different += a.weather[s].time(i) == b.weather[s].time(i) && x.dry_bulb == y.dry_bulb && x.wet_bulb == y.wet_bulb &&
                           x.dew_point == y.dew_point && x.relative_humidity == y.relative_humidity && x.pressure == y.pressure && x.wind == y.wind &&
                           same(x.ghi_w_m2, y.ghi_w_m2)
                       ? 0
                       : 1;
    }
    CHECK(different == 0);
    check_same(a.price_per_j[s], b.price_per_j[s]);
    check_same(a.carbon_kg_per_j[s], b.carbon_kg_per_j[s]);
    check_same(a.carbon_marginal_kg_per_j[s], b.carbon_marginal_kg_per_j[s]);
  }
  REQUIRE(a.replay.size() == b.replay.size());
  for (std::size_t i = 0; i < a.replay.size(); ++i) check_same(a.replay[i].power_w, b.replay[i].power_w);
  REQUIRE(a.jobs.size() == b.jobs.size());
  std::size_t different = 0;
  for (std::size_t i = 0; i < a.jobs.size(); ++i) {
    const Job &x = a.jobs[i], &y = b.jobs[i];
    different += x.id == y.id && x.submit_s == y.submit_s && x.nodes == y.nodes && x.run_s == y.run_s && x.cpu_util == y.cpu_util &&
                         x.gpu_util == y.gpu_util && x.tenant == y.tenant
                     ? 0
                     : 1;
  }
  CHECK(different == 0);
}

/// Loads what is asked for, and its resolved text from beside it; returns the text.
std::string check_round_trip(const test::Request& q, const std::string& folder) {
  const auto [first, inputs] = load(q);
  const test::Request again = from_file(folder + "/resolved.yaml");
  std::ofstream(again.file) << first.resolved;
  const auto [second, inputs_again] = load(again);
  CHECK(first.resolved == second.resolved);
  CHECK(first.resolved_sha256 == second.resolved_sha256);
  CHECK(second.filled.empty());  // nothing is left to complete
  check_same(inputs, inputs_again);
  return first.resolved;
}

const std::string head = "netsuden: 1\nhorizon: {from: 2026-03-01, to: 2026-03-03, timezone: Asia/Tokyo}\n";

}  // namespace

TEST_CASE("resolved scenario: each reference scenario comes back the same") {
  int n = 0;
  for (const auto& file : std::filesystem::directory_iterator(std::string(NETSUDEN_SOURCE_DIR) + "/scenarios")) {
    if (file.path().extension() != ".yaml") continue;
    INFO(file.path().filename());
    test::TempFolder folder;  // files stand beside the resolved text as they do beside the scenario
    std::filesystem::create_directory_symlink(std::string(NETSUDEN_SOURCE_DIR) + "/scenarios/air", folder.path() + "/air");
    check_round_trip(from_file(file.path().string()), folder.path());
    ++n;
  }
  CHECK(n >= 3);
}

TEST_CASE("resolved scenario: one that says all there is to say comes back the same") {
  test::TempFolder f;
  std::string weather = "time_local,drybulb_C,rh_pct\n", jobs = "id,submit_s,nodes,run_s,utilization,tenant\n", power = "t_s,a_W,b_W\n",
              price = "time,p\n";
  for (int h = 0; h <= 72; ++h) {
    char line[80];
    std::snprintf(line, sizeof line, "2026-%02d-%02dT%02d:00,%.1f,60\n", h < 24 ? 2 : 3, h < 24 ? 28 : h / 24, h % 24, 5 + h % 7 * 0.3);
    weather += line;
    std::snprintf(line, sizeof line, "%d,%d,2,500,0.5,ann\n", h, h * 600);
    jobs += line;
    std::snprintf(line, sizeof line, "%d,%d,%d\n", h * 3600, 10000 + h, 5000 - h);
    power += line;
    std::snprintf(line, sizeof line, "2026-%02d-%02dT%02d:00+09:00,%d\n", h < 24 ? 2 : 3, h < 24 ? 28 : h / 24, h % 24, 8 + h % 5);
    price += line;
  }
  f.write("weather.csv", weather);
  f.write("jobs.csv", jobs);
  f.write("power.csv", power);
  f.write("price.csv", price);
  const std::string file = f.write("s.yaml", head + R"(
name: "all: \"there\" is # to \\ say"
description: "two\nlines\tand a tab"
resolution: {calm: 7 min, transient: 0.3 s, record: 1.1 h, control: 90 s, load_step: 7 %}
seed: 0
currency: {unit: USD, base_year: 2020, exchange: {JPY: 0.0067, EUR: 1.1}}
grids:
  east: {frequency: 60 Hz, price: {mean: 12 JPY/kWh, daily_amplitude: 0.3, peak_hour: 17.5}, carbon: {flat: 400.7 g/kWh}, carbon_marginal: {mean: 611 g/kWh, daily_amplitude: 0.2},
    tariff: {demand_charge: 12.34 USD/kW, billing: agreed, contract: 2.6 MW, excess_factor: 1.7, demand_interval: 15 min, base_power_factor: 90 %, levy: 0.031 USD/kWh, adjustment: -0.5 JPY/kWh, time_of_use: [{name: "no: peak", price: 16.3 JPY/kWh, from_hour: 22, to_hour: 8, from_month: 11, to_month: 2, days: sunday}]}}
  west: {price: {file: price.csv, column: p, unit: JPY/kWh}, carbon: {mean: 0.45 kg/kWh, yearly_amplitude: 0.1}}
sites:
  a:
    operator: "Null"
    jurisdiction: "1"
    timezone: Europe/Berlin
    grid: east
    other_load: 33.3 kW
    contract_demand: 2.5 MW
    curtailment:
      listed: {reduction: 21 %, notice: 90 min, longest: 5 h, promised: 300 kW, payment: 4000 JPY/kW, penalty: 77 JPY/kWh, called: dated, events: [{at: 2026-03-01T12:00, for: 130 min}]}
      drawn: {level: 2.2 MW, hours_per_year: 33 h, called: random, from_hour: 13, to_hour: 20, from_month: 2, to_month: 4, days: weekday}
    weather: {file: weather.csv, assumed_humidity: 61 %, elevation: 12.5 m}
    power:
      feeder: {type: grid_connection, capacity: 3.1 MVA, voltage: 6.6 kV, power_factor: 0.97}
      tx: {type: transformer, model: cast_resin_2500kva, count: 3, redundancy: N+1, feeds_from: feeder, load_loss: 17.7 kW}
      ups: {type: ups, model: modular_1500kw, count: 2, feeds_from: tx, mode: eco}
      board: {type: switchboard, feeds_from: [ups, tx], sharing: priority, rating: 3.3 MVA}
      pdu: {type: pdu, model: busway_1mva, feeds_from: board}
    cooling:
      cold: {type: chilled_water, supply: 17.3 degC, rise: 7 K, volume: 31 m3, chillers: {model: york_yk_4969kw, count: 2, redundancy: 2N}, towers: {model: tower_6mw, count: 2}, primary: {head: 201 kPa, control: constant}}
      warm: {type: facility_water, supply: 30 degC, exchanger_approach: 3 K, towers: {model: tower_3mw, count: 2}, fed_by: [board, tx]}
    halls:
      h1: {racks: {model: gb200_nvl72, count: 8, rows: 2}, fed_by: pdu, power_groups: 4, area: 99.9 m2, air: {loop: cold, supply: 23 degC}, liquid: {loop: warm, cdus: {model: cdu_1350kw, count: 3, head: 333 kPa}, cold_plate: {model: ocp_oam_1kw_pg25, flow: 1.3 L/min, limit: 77 degC, plates: 36, heat_share: 71 %, manifold: {branches: 3, header_drop: 7 kPa, resistances: [1, 1.1, 0.9]}}}, shutdown: {case_temperature: 93 degC}}
      h2: {racks: {model: dgx_h100, count: 5, node: {power_model: curve, curve: points, curve_points: [0, 0.4, 1]}}, fed_by: [pdu, board]}
  b:
    grid: west
    weather: {constant: {dry_bulb: -3.7 degC, relative_humidity: 81 %}, warming_k_per_decade: 0.3}
    halls: {"true": {racks: {model: frontier, count: 2}}}
workload:
  jobs:
    - trace: {file: jobs.csv, time_scale: 0.7, fill_utilization: 44 %}
    - synthetic: {rate: 30 /d, count: 20, nodes: {type: log_uniform, min: 1, max: 9}, duration_h: {type: exponential, mean: 0.7}, utilization: {type: normal, mean: 0.6, deviation: 0.1}, longest: 5 h, largest: 7, tenant: "ben & co", daily_amplitude: 0.5}
  profiles: [{halls: [b.true], mean: 55 %, weekend_drop: 0.2, from: 2026-03-02, ramp: 1 d}]
  replay: [{hall: a.h2, file: power.csv, columns: [a_W, b_W], unit: W}]
build_plan: [{date: 2026-03-02, set: {sites.a.power.feeder.capacity: 4 MVA}}, {date: 2026-03-02T12:00, retire: sites.a.power.ups}]
control: [{type: thermal_throttle, start: 31 degC, full: 36 degC, floor: 40 %}, {type: power_cap, target: sites.a.power.feeder, limit: 90 %}, {type: demand_response, floor: 33 %, margin: 3 %, lead: 7 min}]
constraints: {rack_inlet: ASHRAE_A1, coolant: none, import_limit: 2.7 MW}
events: [{at: 2026-03-01T06:00, trip: sites.a.cooling.cold.chillers_2, for: 90 min}, {at: 2026-03-02, outage: east, for: 5 min}, {at: 2026-03-02T01:00, set: {constraints.import_limit: 1 MW, sites.a.other_load: 5 kW}}]
record: {site: 10 min, capacity: 1 h, racks_enabled: false, jobs: false, checkpoint: 6 h, around_events: {before: 1 min, after: 5 min, max_rows: 1000}}
)");
  const std::string text = check_round_trip(from_file(file), f.path());
  // A few of the things that are easily lost.
  for (const char* part : {"operator: \"Null\"", "frequency: 60 Hz", "supply: 17.3 degC", "redundancy: 2N", "curve_points: [0, 0.4, 1]", "\"true\":",
                           "description: \"two\\nlines\\tand a tab\"", "sites.a.power.feeder.capacity: 4 MVA", "max_rows: 1000", "seed: 0", "name: \"no: peak\"", "days: sunday", "called: dated", "margin: 0.03"}) {
    INFO(part);
    CHECK(text.find(part) != std::string::npos);
  }
}

TEST_CASE("resolved scenario: --set and what it displaces are in it") {
  test::TempFolder f;
  const std::string text =
      check_round_trip(from_text(head + "name: s\nsites: {lab: {weather: {climate: tokyo}, halls: {h: {racks: {model: dgx_h100, count: 4}}}}}\n",
                                 {"sites.lab.weather.constant={dry_bulb: 11 degC}", "sites.lab.halls.h.racks.count=6", "name=other"}),
                       f.path());
  CHECK(text.find("normals") == std::string::npos);
  CHECK(text.find("dry_bulb: 11 degC") != std::string::npos);
  CHECK(text.find("count: 6") != std::string::npos);
  CHECK(text.find("name: other") != std::string::npos);
}

TEST_CASE("resolved scenario: any text survives, whatever YAML would make of it") {
  std::vector<std::string> texts{"Null", "NULL", "null", "~",      "true", "No",   "yes", "-",  "- a", "a: b", "a #b",       "#",
                                 "'",    "\"",   "\\",   "\\n",    "a\nb", "a\tb", " a",  "a ", "1e5", "0x10", "2026-01-01", "{",
                                 "[a",   "]",    "&a",   "*a",     "!t",   "|",    ">",   "%",  "@",   "`",    "?",          "? a",
                                 ":",    "熱電", "é",    ",",    "=",    "<<",  "..", "---", "0 "};
  std::mt19937 random(2);
  const char* alphabet[] = {"a", "Z", "0", " ", ":", "#", "-", "\"", "'", "\\", "\n", "\t", "{", "}", "[",
                            "]", ",", "&", "*", "!", "|", ">", "%",  "@", "?",  "~",  ".",  "/", "é", "熱"};
  for (int i = 0; i < 500; ++i) {
    std::string s;
    for (int k = 1 + static_cast<int>(random() % 8); k > 0; --k) s += alphabet[random() % std::size(alphabet)];
    texts.push_back(s);
  }
  for (const std::string& t : texts) {
    Scenario s;
    s.name = t;
    s.description = t;
    s.events.emplace_back();
    s.events[0].at = "2026-01-01";
    s.events[0].set = {{"path", t}};
    INFO("<" << t << ">");
    Diagnostics d;
    const auto root = parse_document("r.yaml", resolved_yaml(s, {}), d);
    INFO(d.render());
    REQUIRE(root);
    const DocNode *name = root->find("name"), *description = root->find("description"), *events = root->find("events");
    REQUIRE((name && description && events && events->items.size() == 1));
    CHECK(name->is_scalar());
    CHECK(name->scalar == t);
    CHECK(description->scalar == t);
    const DocNode* set = events->items[0].find("set");
    REQUIRE((set && set->entries.size() == 1));
    CHECK(set->entries[0].value.scalar == t);
  }
}

TEST_CASE("resolved scenario: numbers come back to the last bit") {
  Scenario s = load(from_text(head + "name: n\nsites: {lab: {halls: {h: {racks: {model: dgx_h100, count: 4}}}}}\n")).first.scenario;
  std::mt19937_64 random(9);
  for (int i = 0; i < 300; ++i) {
    const double x = std::ldexp(static_cast<double>(random() >> 11), -53) * 1e3;
    s.sites[0].other_load = ActivePower::from_si(x);
    s.resolution.calm = Duration::from_si(1 + x);
    s.sites[0].cooling[0].supply = Temperature::kelvin(280 + x / 1e2);
    s.sites[0].cooling[0].primary.efficiency = Fraction(0.1 + x / 1e4);
    Diagnostics d;
    const auto back = load_scenario_text("r.yaml", resolved_yaml(s, {}), {}, d);
    INFO(d.render());
    REQUIRE(back);
    CHECK(back->scenario.sites[0].other_load == s.sites[0].other_load);
    CHECK(back->scenario.resolution.calm == s.resolution.calm);
    CHECK(back->scenario.sites[0].cooling[0].supply == s.sites[0].cooling[0].supply);
    CHECK(back->scenario.sites[0].cooling[0].primary.efficiency == s.sites[0].cooling[0].primary.efficiency);
  }
}

TEST_CASE("resolved scenario: files keep their place where the base of a variant stands in another folder") {
  test::TempFolder f;
  std::filesystem::create_directories(f.path() + "/base/data");
  f.write("base/data/w.csv", "time_local,drybulb_C,rh_pct\n2026-01-01 00:00,5,50\n2026-01-01 01:00,6,50\n2026-01-01 02:00,7,50\n");
  f.write("base/base.yaml", "netsuden: 1\nname: base\nhorizon: {from: 2026-01-01, to: 2026-01-01T01:00, timezone: Asia/Tokyo}\n"
                            "sites: {lab: {weather: {file: data/w.csv}, halls: {h: {racks: {model: dgx_h100, count: 1}}}}}\n");
  std::filesystem::create_directories(f.path() + "/variants");
  f.write("variants/v.yaml", "netsuden: 1\nextends: ../base/base.yaml\nname: variant\n");
  Diagnostics d;
  const auto loaded = load_scenario(f.path() + "/variants/v.yaml", {}, d);
  INFO(d.render());
  REQUIRE(loaded);
  CHECK(loaded->resolved.find("file: \"../base/data/w.csv\"\n") != std::string::npos);
  f.write("variants/again.yaml", loaded->resolved);
  Diagnostics again;
  const auto reloaded = load_scenario(f.path() + "/variants/again.yaml", {}, again);
  INFO(again.render());
  REQUIRE(reloaded);
  CHECK(reloaded->resolved == loaded->resolved);
}
