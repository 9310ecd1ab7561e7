// SPDX-License-Identifier: Apache-2.0
// Whole runs and their bills: the money is worked out here from the recorded half-hourly import alone.
#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <string>

#include "tests/invariants/run_scenario.hpp"

namespace netsuden::test {
namespace {

/// A hall of 20 DGX racks, loads at a power factor of 0.95; `grid` adds to the grid, `site` to the site, `tail` to the scenario.
std::string month(const std::string& grid, const std::string& site, const std::string& tail, const std::string& horizon = "from: 2026-04-01, to: 2026-05-01",
                  const std::string& resolution = "{record: 30 min}") {
  return "netsuden: 1\nname: bill\nhorizon: {" + horizon + ", timezone: Asia/Tokyo}\nresolution: " + resolution + R"(
grids:
  g:
    price: {flat: 10 JPY/kWh}
    carbon: {flat: 500 g/kWh}
)" + grid + R"(
sites:
  s:
    weather: {climate: tokyo}
    grid: g
    other_load: 10 kW
)" + site + "\n" + twenty_racks + R"(workload: {profiles: [{mean: 60 %, daily_amplitude: 0.4, weekend_drop: 0.3}]}
record: {racks_enabled: false}
)" + tail;
}

/// A peak of one hour on 15 April 2026 from 14:30 on, 500 kW more than else.
const std::string peak = "events: [{at: 2026-04-15T14:30, set: {sites.s.other_load: 510 kW}, for: 1 h}]\n";

/// What the clause makes of the demand charge of a month, after each of its half hours: 1 % for each point of the power factor
/// from the base of 0.85, by the energies so far.
std::vector<double> clause(const Result& r) {
  const Table& t = r.table("equipment/grid_connection");
  const auto active = t.column("load", "s.feeder"), reactive = t.column("reactive_power", "s.feeder");
  std::vector<double> factor;
  double p = 0, q = 0;
  for (std::size_t i = 0; i < active.size(); ++i) {
    p += active[i];
    q += reactive[i];
    factor.push_back(1 + 0.85 - p / std::hypot(p, q));
  }
  return factor;
}

/// 0 is a Monday; 1 April 2026 is a Wednesday.
int weekday(std::size_t half_hour) { return static_cast<int>((2 + half_hour / 48) % 7); }

}  // namespace

TEST_CASE("A month's bill is that of its half-hourly import: time of use, levy, demand charge of its one peak") {
  const Result r = run_text(month("    tariff: {demand_charge: 1576.80 JPY/kW, levy: 4 JPY/kWh, adjustment: -0.5 JPY/kWh, time_of_use: [{name: holiday, price: 9 JPY/kWh, days: sunday}, "
                                  "{name: day, price: 16 JPY/kWh, from_hour: 8, to_hour: 22}]}\n", "", peak));
  const Table& site = r.table("site");
  const auto import = site.column("grid_import", "s"), price = site.column("price", "s"), cost = site.column("energy_cost", "s"), charge = site.column("demand_charge", "s"),
             demand = site.column("demand", "s"), billing = site.column("billing_demand", "s");
  REQUIRE(import.size() == 30 * 48);
  const auto factor = clause(r);
  CHECK(factor.back() < 0.91);  // a power factor of 0.94 and more
  CHECK(factor.back() > 0.85);
  double energy = 0, highest = 0;
  for (std::size_t i = 0; i < import.size(); ++i) {
    const int hour = static_cast<int>(i % 48 / 2);
    const double jpy_per_kwh = 3.5 + (weekday(i) == 6 ? 9 : hour >= 8 && hour < 22 ? 16 : 10);
    energy += import[i] / 1e3 / 2 * jpy_per_kwh;
    highest = std::max(highest, import[i] / 1e3);
    CHECK(price[i] == Approx(jpy_per_kwh).epsilon(1e-12));
    CHECK(cost[i] == Approx(energy).epsilon(1e-9));
    CHECK(demand[i] == Approx(import[i]).epsilon(1e-9));
    CHECK(billing[i] == Approx(highest * 1e3).epsilon(1e-9));
    CHECK(charge[i] == Approx(1576.80 * highest * factor[i] * static_cast<double>(i + 1) / 1440).epsilon(1e-9));
  }
  const SiteMeters& m = r.sites[0];
  CHECK(m.energy_cost == Approx(energy).epsilon(1e-9));
  CHECK(m.demand_charge == Approx(1576.80 * factor.back() * highest).epsilon(1e-9));
  CHECK(m.cost() == Approx(energy + 1576.80 * factor.back() * highest).epsilon(1e-9));
  CHECK(site.column("cost", "s").back() == m.cost());
  // The peak is that of the event: its hour has whole half hours.
  CHECK(m.demand_max_w == Approx(highest * 1e3).epsilon(1e-9));
  CHECK((m.demand_max_time_s == Approx(14 * 86400 + 15 * 3600.0) || m.demand_max_time_s == Approx(14 * 86400 + 15.5 * 3600)));
  CHECK(m.demand_max_w > 700e3);
}

TEST_CASE("An agreed contract is billed whatever is used, its excess at the surcharge, and a plan may raise it") {
  const std::string tariff = "    tariff: {demand_charge: 1000 JPY/kW, billing: agreed, contract: 900 kW, excess_factor: 1.5}\n";
  const Result below = run_text(month(tariff, "", ""));
  CHECK(below.sites[0].demand_max_w < 900e3);
  CHECK(below.sites[0].demand_charge == Approx(1000 * 900 * clause(below).back()).epsilon(1e-9));
  // The site's own contract goes before that of its grid.
  const Result above = run_text(month(tariff, "    contract_demand: 500 kW", peak));
  const double excess = above.sites[0].demand_max_w / 1e3 - 500;
  CHECK(excess > 200);
  CHECK(above.sites[0].demand_charge == Approx(1000 * clause(above).back() * (500 + 1.5 * excess)).epsilon(1e-9));
  // Raised on the 11th, ten days before the peak: ten days at 500 and their excess, twenty at 1500.
  const Result raised = run_text(month(tariff, "    contract_demand: 500 kW", peak + "build_plan: [{date: 2026-04-11, set: {sites.s.contract_demand: 1500 kW}}]\n"));
  const auto import = raised.table("site").column("grid_import", "s");
  const auto factor = clause(raised);
  const double early = std::max(500.0, *std::max_element(import.begin(), import.begin() + 10 * 48) / 1e3) - 500;
  CHECK(raised.sites[0].demand_charge == Approx(1000 * ((500 + 1.5 * early) / 3 * factor[479] + 1500 * 2 / 3.0 * factor.back())).epsilon(1e-9));
  CHECK(raised.event_times("set") == std::vector<double>{10 * 86400, 14 * 86400 + 14.5 * 3600, 14 * 86400 + 15.5 * 3600});
}

TEST_CASE("A contract is broken by the mean of a half hour, not by a moment") {
  const auto day = [](const char* at, const char* load) {
    return run_text(month("    tariff: {demand_charge: 1000 JPY/kW}\n", "    contract_demand: 1.2 MW", std::string("events: [{at: 2026-04-01T") + at + ", set: {sites.s.other_load: " + load + "}]\n",
                          "from: 2026-04-01, to: 2026-04-02", "{record: 10 min}"));
  };
  // The hall with its plant draws about 0.8 MW at noon; for ten minutes 0.8 MW more, 0.27 MW in the mean of the half hour.
  const Result brief = day("12:00", "810 kW}, for: 10 min");
  const auto moment = brief.table("site").column("grid_import_max", "s");
  CHECK(*std::max_element(moment.begin(), moment.end()) > 1.5e6);
  CHECK(brief.constraint("s.contract").time_over_s == 0);
  CHECK(brief.event_times("violation_begin").empty());
  // 20 minutes of it in two half hours, and 30 minutes in one.
  CHECK(day("11:50", "810 kW}, for: 20 min").constraint("s.contract").time_over_s == 0);
  const Result whole = day("12:00", "810 kW}, for: 30 min");
  const ConstraintSummary& c = whole.constraint("s.contract");
  CHECK(c.kind == "contract");
  CHECK(c.time_over_s == Approx(1800));
  CHECK(c.first_violation_s == Approx(12.5 * 3600));
  CHECK(c.peak_time_s == Approx(12.5 * 3600));
  CHECK(whole.event_times("violation_begin") == std::vector<double>{12.5 * 3600});
  CHECK(whole.event_times("violation_end") == std::vector<double>{13.0 * 3600});
  // The ledger has the demand of the last whole half hour in each of its rows of ten minutes.
  const auto value = whole.table("capacity").column("value", "s.contract"), import = whole.table("site").column("grid_import", "s");
  REQUIRE(value.size() == 144);
  CHECK(std::isnan(value[0]));
  CHECK(std::isnan(value[1]));
  for (std::size_t i = 2; i < value.size(); ++i) {
    const std::size_t k = (i + 1) / 3 * 3;  // rows of whole half hours before it
    CHECK(value[i] == Approx((import[k - 3] + import[k - 2] + import[k - 1]) / 3).epsilon(1e-9));
  }
  CHECK(c.peak_value == Approx((import[72] + import[73] + import[74]) / 3).epsilon(1e-9));
}

TEST_CASE("The ratchet of a calendar year stands in the next") {
  const Result r = run_text(month("    tariff: {demand_charge: 1000 JPY/kW, power_factor_slope: 0}\n", "", "events: [{at: 2026-12-30T14:00, set: {sites.s.other_load: 510 kW}, for: 1 h}]\n",
                                  "from: 2026-12-01, to: 2027-02-01", "{record: 30 min, calm: 10 min}"));
  const double highest = r.sites[0].demand_max_w / 1e3;
  CHECK(r.sites[0].demand_max_time_s < 30 * 86400);
  REQUIRE(r.years.size() == 2);
  CHECK(r.years[0].second.demand_charge == Approx(1000 * highest).epsilon(1e-9));
  CHECK(r.years[1].second.demand_charge == Approx(1000 * highest).epsilon(1e-9));
}

TEST_CASE("A tariff changes on its date: the levy from then on, the demand charge by the days of the month, a price of its windows") {
  const std::string tariff = "    tariff: {demand_charge: 1000 JPY/kW, power_factor_slope: 0, levy: 2 JPY/kWh, time_of_use: [{name: all, price: 9 JPY/kWh}]}\n";
  const Result r = run_text(month(tariff, "", "events:\n  - {at: 2026-04-11, set: {grids.g.tariff.levy: 5 JPY/kWh, grids.g.tariff.demand_charge: 1600 JPY/kW}}\n"
                                               "  - {at: 2026-04-21, set: {grids.g.tariff.time_of_use.0.price: 12 JPY/kWh}}\n"));
  const auto import = r.table("site").column("grid_import", "s");
  REQUIRE(import.size() == 30 * 48);
  double energy = 0, first = 0, whole = 0;
  for (std::size_t i = 0; i < import.size(); ++i) {
    energy += import[i] / 1e3 / 2 * (i < 480 ? 11 : i < 960 ? 14 : 17);
    whole = std::max(whole, import[i] / 1e3);
    if (i < 480) first = whole;
  }
  CHECK(r.sites[0].energy_cost == Approx(energy).epsilon(1e-9));
  CHECK(r.sites[0].demand_charge == Approx(first * 1000 / 3 + whole * 1600 * 2 / 3).epsilon(1e-9));
  // A charge that begins within the run: demand intervals have been followed from the start.
  const Result late = run_text(month("    tariff: {power_factor_slope: 0}\n", "", "events: [{at: 2026-04-16, set: {grids.g.tariff.demand_charge: 1000 JPY/kW}}]\n"));
  const auto mw = late.table("site").column("grid_import", "s");
  CHECK(late.sites[0].demand_charge == Approx(*std::max_element(mw.begin(), mw.end()) / 1e3 * 1000 / 2).epsilon(1e-9));
}

TEST_CASE("Steps end at demand intervals where demand is charged for, and nowhere else") {
  const auto steps = [](const std::string& grid, const std::string& site) {
    return run_text(month(grid, site, "", "from: 2026-04-01, to: 2026-04-11", "{record: 1 h, calm: 1 h}"));
  };
  const Result free = steps("", ""), contract = steps("", "    contract_demand: 1 MW"), charged = steps("    tariff: {demand_charge: 1000 JPY/kW}\n", "    contract_demand: 1 MW");
  CHECK(contract.steps == free.steps);
  CHECK(contract.sites[0].import_j == free.sites[0].import_j);
  CHECK(charged.steps > free.steps + 200);
  // A step of an hour has two half hours of its mean.
  CHECK(contract.sites[0].demand_max_w == Approx(free.sites[0].import_max_w).epsilon(1e-2));
  CHECK(contract.sites[0].demand_max_w == Approx(charged.sites[0].demand_max_w).epsilon(1e-2));
  CHECK(contract.sites[0].demand_charge == 0);
}

TEST_CASE("Marginal carbon stands beside the average, and is not known where nobody gives it") {
  const std::string two_days = "from: 2026-04-01, to: 2026-04-03";
  const Result r = run_text(month("    carbon_marginal: {mean: 600 g/kWh, daily_amplitude: 0.5, peak_hour: 12}\n", "", "", two_days));
  const auto import = r.table("site").column("grid_import", "s"), marginal = r.table("site").column("carbon_marginal", "s");
  double kg = 0;
  for (std::size_t i = 0; i < import.size(); ++i) {
    const double hour = static_cast<double>(i % 48 / 2);
    const double kg_per_kwh = 0.6 * (1 + 0.5 * std::cos((hour + 0.5 - 12) / 24 * 2 * M_PI));
    kg += import[i] / 1e3 / 2 * kg_per_kwh;
    CHECK(marginal[i] == Approx(kg_per_kwh).epsilon(1e-9));
  }
  CHECK(r.sites[0].carbon_marginal_kg == Approx(kg).epsilon(1e-9));
  CHECK(r.table("site").column("carbon_marginal_mass", "s").back() == r.sites[0].carbon_marginal_kg);
  CHECK(r.sites[0].carbon_kg == Approx(r.sites[0].import_j / 3.6e6 * 0.5).epsilon(1e-9));
  CHECK(std::isnan(run_text(month("", "", "", two_days)).sites[0].carbon_marginal_kg));
}

}  // namespace netsuden::test
