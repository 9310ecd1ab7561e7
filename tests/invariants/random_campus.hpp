// SPDX-License-Identifier: Apache-2.0
// Small campuses drawn at random: one or two sites, halls on air or liquid, jobs and profiles, and everything that can
// happen to them: trips, outages, changed values, throttles, late halls, tariffs, curtailment calls.
#pragma once

#include <fmt/format.h>

#include <string>

#include "sim/base/random.hpp"

namespace netsuden::test {

inline std::string random_campus(std::uint64_t seed) {
  RandomStream r(seed, "campus");
  const auto pick = [&](std::initializer_list<const char*> v) { return std::string(v.begin()[r.below(v.size())]); };
  const int days = 1 + static_cast<int>(r.below(4));
  const auto date = [&] {
    const int minutes = static_cast<int>(r.below(static_cast<std::uint64_t>(days) * 1440 - 60)) + 30;
    return fmt::format("2026-{:02}-{:02}T{:02}:{:02}:{:02}", seed % 2 ? 8 : 1, 3 + minutes / 1440, minutes / 60 % 24, minutes % 60, r.below(60));
  };
  std::string t = "netsuden: 1\nname: random campus\n";
  t += fmt::format("seed: {}\n", seed);
  t += fmt::format("horizon: {{from: 2026-{0:02}-03, to: 2026-{0:02}-{1:02}, timezone: Asia/Tokyo}}\n", seed % 2 ? 8 : 1, 3 + days);
  t += fmt::format("resolution: {{calm: {} min, transient: {} s, record: 1 h}}\n", pick({"1", "5", "15"}), pick({"1", "2", "5"}));
  RandomStream bill(seed, "campus.bill");
  const bool tariff = bill.below(2) == 1;
  t += "grids:\n  g1: {price: {mean: 12 JPY/kWh, daily_amplitude: 0.3}, carbon: {flat: 450 g/kWh}";
  if (tariff)
    t += fmt::format(", carbon_marginal: {{mean: 600 g/kWh, daily_amplitude: 0.3}}, tariff: {{demand_charge: 1500 JPY/kW, demand_interval: {} min, levy: 4 JPY/kWh, time_of_use: [{{name: peak, "
                     "price: 17 JPY/kWh, from_hour: {}, to_hour: 17, days: weekday}}]}}", bill.below(2) ? 15 : 30, 9 + bill.below(6));
  t += "}\n  g2: {price: {flat: 9 JPY/kWh}}\nsites:\n";
  bool called = false;
  const int sites = 1 + static_cast<int>(r.below(2));
  std::string events = "events:\n", plan;
  const auto event = [&](const std::string& what) {
    events += fmt::format("  - {{at: {}, {}{}}}\n", date(), what, r.below(4) ? fmt::format(", for: {} min", 5 + r.below(600)) : "");
  };
  for (int s = 0; s < sites; ++s) {
    const std::string name = s == 0 ? "a" : "b", path = "sites." + name;
    const bool liquid = r.below(2) == 1, dual = r.below(2) == 1;
    const int racks = 4 + static_cast<int>(r.below(30)), halls = 1 + static_cast<int>(r.below(2));
    t += fmt::format("  {}:\n    grid: {}\n", name, r.below(2) ? "g1" : "g2");
    if (bill.below(3) == 0) t += fmt::format("    contract_demand: {:.2f} MW\n", bill.uniform(0.1, 3));
    if (bill.below(2)) {
      called = true;
      t += fmt::format("    curtailment:\n      drawn: {{reduction: {:.0f} %, notice: {} min, hours_per_year: 700 h, payment: 4000 JPY/kW, promised: 100 kW, penalty: 50 JPY/kWh, called: random}}\n",
                       bill.uniform(5, 60), 30 * bill.below(6));
      t += fmt::format("      listed: {{level: {:.0f} kW, called: dated, events: [{{at: {}, for: {} min}}]}}\n", bill.uniform(50, 3000), date(), 5 + bill.below(200));
    }
    t += r.below(3) ? "    weather: {climate: tokyo}\n"
                    : fmt::format("    weather: {{constant: {{dry_bulb: {:.1f} degC, relative_humidity: {:.0f} %}}}}\n", r.uniform(-15, 42), r.uniform(15, 99));
    t += fmt::format("    other_load: {} kW\n    power:\n", r.below(80));
    t += "      feeder: {type: grid_connection, capacity: 12 MVA}\n      tx: {type: transformer, model: cast_resin_2500kva, count: 5, feeds_from: feeder}\n"
         "      board: {type: switchboard, rating: 12 MVA, feeds_from: tx}\n      ups_a: {type: ups, model: modular_1500kw, count: 5, feeds_from: board}\n";
    if (dual) t += "      ups_b: {type: ups, model: modular_1500kw, count: 5, feeds_from: board}\n";
    t += fmt::format("      pdu: {{type: pdu, model: pdu_500kva, count: 12, feeds_from: {}}}\n", dual ? "[ups_a, ups_b]" : "ups_a");
    t += "    cooling:\n";
    t += fmt::format("      cold: {{type: chilled_water, supply: {:.1f} degC, fed_by: board, chillers: {{model: {}, count: {}}}, towers: {{model: tower_3mw, count: {}}}}}\n",
                     r.uniform(12, 19), pick({"centrifugal_warm_2mw", "mcquay_wsc_471kw", "carrier_19xr_1234kw"}), 2 + r.below(3), 1 + r.below(3));
    if (liquid) t += fmt::format("      warm: {{type: facility_water, supply: {:.1f} degC, rise: 10 K, fed_by: board, towers: {{model: tower_3mw, count: {}}}}}\n", r.uniform(20, 40), 1 + r.below(3));
    t += "    halls:\n";
    for (int h = 1; h <= halls; ++h) {
      t += fmt::format("      h{}: {{racks: {{model: {}, count: {}}}, fed_by: pdu, air: {{loop: cold, supply: {:.1f} degC}}{}}}\n", h,
                       liquid ? "gb200_nvl72" : "dgx_h100", racks, r.uniform(20, 27), liquid ? ", liquid: {loop: warm}" : "");
      event(fmt::format("trip: {}.halls.h{}.crahs_{}", path, h, 1 + r.below(2)));
    }
    if (halls == 2 && r.below(2)) plan += fmt::format("  - {{date: {}, commission: {}.halls.h2}}\n", date(), path);
    if (r.below(4) == 0) plan += fmt::format("  - {{date: {}, retire: {}.halls.h1}}\n", date(), path);
    for (const char* what : {".cooling.cold.chillers_1", ".cooling.cold.chillers_2", ".cooling.cold.towers_1", ".power.tx_3", ".power.ups_a", ".power.board", ".cooling.cold"})
      if (r.below(3) == 0) event("trip: " + path + what);
    if (liquid && r.below(2)) event("trip: " + path + ".cooling.warm.towers_1");
    if (r.below(2)) event(fmt::format("set: {{{}.cooling.cold.supply: {:.1f} degC}}", path, r.uniform(10, 22)));
    if (r.below(2)) event(fmt::format("set: {{{}.halls.h1.air.supply: {:.1f} degC}}", path, r.uniform(18, 28)));
    if (r.below(2)) event(fmt::format("set: {{{}.power.feeder.capacity: {:.1f} MVA}}", path, r.uniform(1, 20)));
  }
  if (r.below(2)) event("outage: g1");
  if (r.below(3) == 0) event("outage: g2");
  t += "workload:\n";
  if (r.below(3)) {
    t += fmt::format("  jobs:\n    - synthetic: {{rate: {} /d, nodes: {{type: log_uniform, min: 1, max: 60}}, duration_h: {{type: lognormal, median: {:.2f}, sigma: 1.2}}, longest: 20 h, "
                     "utilization: {{type: uniform, min: 0.1, max: 1}}, daily_amplitude: 0.5}}\n", 20 + r.below(400), r.uniform(0.1, 3));
  } else {
    t += fmt::format("  profiles: [{{mean: {:.0f} %, daily_amplitude: {:.2f}, weekend_drop: 0.2}}]\n", r.uniform(0, 90), r.uniform(0, 0.9));
  }
  if (!plan.empty()) t += "build_plan:\n" + plan;
  t += fmt::format("control: [{{type: thermal_throttle, start: 29 degC, full: 34 degC}}{}]\n", std::string(r.below(2) ? ", {type: power_cap, limit: 40 %}" : "") + (called ? ", {type: demand_response, floor: 30 %}" : ""));
  t += events;
  t += "record: {racks: 1 h, around_events: {before: 2 min, after: 10 min}}\n";
  return t;
}

}  // namespace netsuden::test
