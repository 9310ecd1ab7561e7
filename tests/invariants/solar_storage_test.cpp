// SPDX-License-Identifier: Apache-2.0
// Whole runs with PV and site batteries: peaks shaved, an outage carried as an island, a day of sun, a curtailment call.
#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <string>

#include "sim/power/irradiance.hpp"
#include "tests/invariants/run_scenario.hpp"

namespace netsuden::test {
namespace {

/// A hall of 20 DGX racks (0.8 MW) behind one board; `local` stands at it.
std::string hall(const std::string& local, const std::string& horizon, const std::string& tail = "", const std::string& site = "") {
  return "netsuden: 1\nname: local\nhorizon: " + horizon + "\nresolution: {calm: 5 min, transient: 1 s, record: 5 min}\n"
         "grids: {g: {price: {mean: 15 JPY/kWh, daily_amplitude: 0.6}, carbon: {flat: 500 g/kWh}}}\nsites:\n  s:\n    latitude: 35.65\n    longitude: 139.8\n"
         "    weather: {constant: {dry_bulb: 30 degC, relative_humidity: 55 %}, clearness: 100 %}\n    grid: g\n" + site +
         "    power:\n"
         "      feeder: {type: grid_connection, capacity: 3 MVA}\n      board: {type: switchboard, rating: 3 MVA, feeds_from: feeder, retransfer: 5 min}\n" + local +
         "      ups: {type: ups, model: modular_1500kw, count: 2, feeds_from: board}\n"
         "    cooling:\n      cold: {type: chilled_water, supply: 18 degC, volume: 60 m3, fed_by: board}\n    halls:\n      h1: {racks: {model: dgx_h100, count: 20}, fed_by: ups}\n"
         "workload: {profiles: [{mean: 60 %, daily_amplitude: 0.5, peak_hour: 14}]}\n" + tail;
}
const std::string day = "{from: 2026-08-04, to: 2026-08-05, timezone: Asia/Tokyo}";
double highest(const std::vector<double>& v) { return *std::max_element(v.begin(), v.end()); }

}  // namespace

TEST_CASE("A battery cuts the peak of a day to the threshold, and pays for it with its losses") {
  const Result without = run_text(hall("", day));
  const double peak = highest(without.table("site").column("grid_import"));
  const double threshold = 0.9 * peak;
  const Result with = run_text(hall("      bess: {type: bess, feeds_from: board, energy: 2 MWh, charge: 80 %, policy: peak_shaving, threshold: " + std::to_string(threshold) + " W, reserve: 10 %}\n", day));
  CHECK(highest(with.table("site").column("grid_import")) == Approx(threshold).epsilon(1e-6));
  const SiteMeters& m = with.sites[0];
  CHECK(m.discharged_j > 0);
  CHECK(m.import_j + m.generated_j == Approx(m.it_j + m.cooling_j + m.loss_j + m.other_j + m.stored_j).epsilon(1e-12));
  // What it costs: 5 % of what goes in, 1/0.95 - 1 of what comes out, auxiliaries of 1 % of 2 MWh; self-discharge of 2 % a month.
  const double cost = 0.05 * m.charged_j + (1 / 0.95 - 1) * m.discharged_j + 0.01 * 2 * 3.6e9;
  CHECK(m.loss_j - without.sites[0].loss_j == Approx(cost).margin(2 * 3.6e9 * 0.02 / 30.4 + 1e-5 * m.import_j));
  CHECK(m.charged_j - m.discharged_j - m.stored_j == Approx(cost - 0.01 * 2 * 3.6e9).margin(2 * 3.6e9 * 0.02 / 30.4));
  // Too small a one stops at its reserve, and the peak comes through.
  const Result small = run_text(hall("      bess: {type: bess, feeds_from: board, energy: 50 kWh, charge: 80 %, policy: peak_shaving, threshold: " + std::to_string(threshold) + " W, reserve: 10 %}\n", day));
  CHECK(highest(small.table("site").column("grid_import")) > 0.97 * peak);
  const auto charge = small.table("equipment/bess").column("charge", "s.bess");
  CHECK(*std::min_element(charge.begin(), charge.end()) == Approx(0.1).epsilon(1e-3));
}

TEST_CASE("An island carries the outage until it is empty, then the racks are dark, then the grid is back") {
  const std::string short_day = "{from: 2026-08-04T10:00, to: 2026-08-04T16:00, timezone: Asia/Tokyo}", outage = "events: [{at: 2026-08-04T11:00, outage: g, for: 2 h}]\n";
  const auto bess = [](const std::string& energy) { return "      bess: {type: bess, feeds_from: board, island: true, energy: " + energy + ", discharge_rate: 2 /h, charge: 90 %, policy: reserve, reserve: 20 %}\n"; };
  const Result big = run_text(hall(bess("6 MWh"), short_day, outage));
  CHECK(big.event_times("dark").empty());
  REQUIRE(big.event_times("island").size() == 2);
  CHECK(big.event_times("island")[0] == 3600);
  CHECK(big.event_times("island")[1] == Approx(3600 + 7200 + 300).epsilon(1e-9));  // its retransfer time
  CHECK(big.sites[0].missing_j == 0);
  CHECK(big.constraint("s.power.bess.rating").peak_utilisation > 0.05);
  const Result small = run_text(hall(bess("500 kWh"), short_day, outage));
  REQUIRE(small.event_times("dark").size() == 1);
  const double dark = small.event_times("dark")[0];
  // Discharged at the board: what lies between 90 % and soc_min, by the one-way efficiency; self-discharge is 2 % a month.
  CHECK(small.sites[0].discharged_j == Approx(0.85 * 500 * 3.6e6 * 0.95).epsilon(1e-3));
  double asked = 0;
  const auto load = small.table("equipment/switchboard").column("load", "s.board");
  for (std::size_t k = 12; k < load.size() && k < 36; ++k) asked += load[k] * 300;
  CHECK(asked == Approx(small.sites[0].discharged_j).epsilon(0.01));
  CHECK(dark > 3600);
  CHECK(dark < 10800);
  REQUIRE(small.event_times("powered").size() == 1);
  CHECK(small.event_times("powered")[0] == 10800);
}

TEST_CASE("A day of sun is what the PVWatts chain says of it, and what the board cannot take is curtailed") {
  const std::string local = "      pv: {type: pv, feeds_from: board, dc_rating: 400 kW, tilt_deg: 20, azimuth_deg: 180}\n";
  const Result r = run_text(hall(local, day));
  Request q;
  q.text = hall(local, day);
  const auto loaded = load(q);
  const SiteSpec& site = loaded.first.scenario.sites[0];
  PvParams p;
  for (const auto& n : site.power)
    if (n.type == PowerNodeType::pv) p = n.pv;
  const WeatherSample w = loaded.second.weather[0].at(loaded.second.start_unix);
  double sum = 0;
  for (double t = 30; t < 86400; t += 60) {
    const SunPosition sun = sun_position(loaded.second.start_unix + t, {35.65, 139.8, {}}, w.pressure, w.dry_bulb);
    PvInputs in;
    in.air = w.dry_bulb;
    in.wind = w.wind;
    in.sun_elevation_deg = sun.apparent_deg;
    in.sun_azimuth_deg = sun.azimuth_deg;
    in.global = clear_sky_global(sun.apparent_deg);
    const SkySplit s = split_global(in.global, sun.apparent_deg, extraterrestrial(sun.distance_au));
    in.direct_normal = s.direct_normal;
    in.diffuse = s.diffuse;
    sum += pv_power(p, in).ac.si() * 60;
  }
  CHECK(r.sites[0].solar_j == Approx(sum).epsilon(1e-3));  // minutes against steps of five
  CHECK(r.sites[0].curtailed_j == 0);
  // A clear August day of 400 kW: between 5 and 7 kWh a kW (assumption checks the order of magnitude).
  CHECK(r.sites[0].solar_j / 3.6e6 / 400 > 5);
  CHECK(r.sites[0].solar_j / 3.6e6 / 400 < 7);
  const Result large = run_text(hall("      pv: {type: pv, feeds_from: board, dc_rating: 6 MW}\n", day));
  CHECK(large.sites[0].curtailed_j > 0);
  CHECK(large.sites[0].solar_j + large.sites[0].curtailed_j == Approx(15 * r.sites[0].solar_j).epsilon(1e-6));
  const auto import = large.table("site").column("grid_import");
  CHECK(*std::min_element(import.begin(), import.end()) == 0);
}

TEST_CASE("A battery covers a curtailment call") {
  const Result without = run_text(hall("", day));
  const double limit = 0.8 * without.sites[0].import_j / 86400;
  const std::string call = "    curtailment: {p: {level: " + std::to_string(limit) + " W, notice: 30 min, called: dated, events: [{at: 2026-08-04T13:00, for: 1 h}]}}\n";
  const auto import = [](const Result& r) { return r.table("site").column("grid_import"); };
  const Result idle = run_text(hall("", day, "", call));
  const Result r = run_text(hall("      bess: {type: bess, feeds_from: board, energy: 4 MWh, charge: 90 %, policy: curtailment}\n", day, "", call));
  const auto kept = import(r), broken = import(idle);
  for (std::size_t k = 13 * 12; k < 14 * 12; ++k) {
    CHECK(kept[k] == Approx(limit).epsilon(1e-9));
    CHECK(broken[k] > limit);
  }
  CHECK(kept[13 * 12 - 1] > limit);
  CHECK(kept[14 * 12] > limit);
  CHECK(r.constraint("s.curtailment.p").time_over_s == 0);
  CHECK(idle.constraint("s.curtailment.p").time_over_s == Approx(3600));
}

}  // namespace netsuden::test
