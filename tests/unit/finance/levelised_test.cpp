// SPDX-License-Identifier: Apache-2.0
// The worked examples of the horizon reference 2.5 and 2.6: money in million dollars of 2026.
#include "sim/finance/levelised.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using namespace netsuden;

namespace {

constexpr double rate = 0.08, fx = 150;
constexpr double it_kw = 144 * 132, peak_kw = it_kw * 1.25;      // 144 racks of GB300, PUE 1.25
constexpr double facility = 13.5 * it_kw * 1e3 / 1e6;            // 13.5 $/W
constexpr double it = 144 * 4.0 * 1.12;                          // racks of 4.0 M$ and 12 % of network
constexpr double energy_kwh = it_kw * 0.80 * 1.25 * 8760;
constexpr double demand = peak_kw * 1900 * 0.85 * 12 / fx / 1e6, energy = energy_kwh * (14.00 + 4.18) / fx / 1e6;
constexpr double facility_upkeep = 0.02 * facility, it_upkeep = 0.03 * it, staff = 40 * 0.09;
const double hours = gpu_hours_of_year(144 * 72, 0.99, 0.85) / 1e6;

CashFlows each_year(int years, double value) {
  CashFlows f;
  for (int y = 1; y <= years; ++y) f.push_back({static_cast<double>(y), value});
  return f;
}

}  // namespace

TEST_CASE("LCOGH: the worked case of 19 MW, line by line") {
  CHECK(it_kw == 19008);
  CHECK(facility == Approx(256.608));
  CHECK(it == Approx(645.120));
  CHECK(energy_kwh / 1e6 == Approx(166.510).epsilon(1e-5));
  CHECK(hours == Approx(76.4281).epsilon(1e-6));
  CHECK((demand + energy) * fx * 1e6 / energy_kwh == Approx(20.945).epsilon(3e-5));
  const std::vector<CostLine> lines{{"facility", each_year(1, facility * capital_recovery(rate, 15))}, {"IT", each_year(1, it * capital_recovery(rate, 5))}, {"demand charge", each_year(1, demand)}, {"energy", each_year(1, energy)},
                                    {"facility maintenance", each_year(1, facility_upkeep)}, {"IT maintenance", each_year(1, it_upkeep)}, {"staff", each_year(1, staff)}};
  const auto result = levelised_lines(rate, lines, each_year(1, hours));
  const double million[] = {29.979, 161.574, 3.070, 20.181, 5.132, 19.354, 3.600}, dollars[] = {0.3923, 2.1141, 0.0402, 0.2641, 0.0672, 0.2532, 0.0471}, share[] = {12.3, 66.5, 1.3, 8.3, 2.1, 8.0, 1.5};
  double sum = 0, shares = 0;
  for (std::size_t i = 0; i < result.size(); ++i) {
    INFO(result[i].name);
    CHECK(result[i].present_value * (1 + rate) == Approx(million[i]).margin(6e-4));
    CHECK(result[i].per_unit == Approx(dollars[i]).margin(6e-5));
    CHECK(100 * result[i].share == Approx(share[i]).margin(0.06));
    sum += result[i].per_unit;
    shares += result[i].share;
  }
  CHECK(sum == Approx(3.17802).epsilon(2e-6));
  CHECK(shares == Approx(1));
}

TEST_CASE("LCOGH: fifteen years of flows with the IT bought three times give the same to nine digits") {
  const double yearly = demand + energy + facility_upkeep + it_upkeep + staff;
  CashFlows costs = each_year(15, yearly);
  costs.push_back({0, facility});
  for (const double t : {0.0, 5.0, 10.0}) costs.push_back({t, it});
  const double lcogh = levelised_cost(rate, costs, each_year(15, hours));
  CHECK(lcogh == Approx(3.178024216).epsilon(5e-10));
  CHECK(lcogh == Approx((facility * capital_recovery(rate, 15) + it * capital_recovery(rate, 5) + yearly) / hours).epsilon(1e-12));
  // By rated MW and year.
  CHECK(levelised_cost(rate, costs, each_year(15, it_kw / 1e3)) == Approx(242.890 / 19.008).epsilon(1e-5));
  CHECK(std::isnan(levelised_cost(rate, costs, {})));
}

TEST_CASE("NPV and IRR of the five-year project at four prices of a GPU-hour") {
  const auto project = [&](double price) {
    CashFlows f = each_year(5, price * hours - (demand + energy + facility_upkeep + it_upkeep + staff));
    f.push_back({0, -facility - it});
    f.push_back({5, facility * 10 / 15});
    return f;
  };
  const struct {
    double price, npv, irr;
  } rows[] = {{2.5, -227.383, -1.06}, {3.0, -74.805, 5.10}, {3.5, 77.772, 10.95}, {4.0, 230.350, 16.56}};
  for (const auto& row : rows) {
    INFO(row.price);
    CHECK(npv(rate, project(row.price)) == Approx(row.npv).margin(6e-4));
    const auto roots = irr(project(row.price));
    REQUIRE(roots.size() == 1);
    CHECK(100 * roots[0] == Approx(row.irr).margin(6e-3));
  }
  CHECK(npv(rate, project(3.2451)) == Approx(0).margin(0.03));  // break-even
}

TEST_CASE("LCOGH: the cost of a year of delay for each rated MW") {
  const double carry = facility * capital_recovery(rate, 15) + it * capital_recovery(rate, 5);
  CHECK(carry == Approx(191.6).margin(0.06));
  CHECK(carry / (it_kw / 1e3) == Approx(10.1).margin(0.05));
}

TEST_CASE("Monthly cost of a large site: the shares that Hamilton published in 2010") {
  // 46,000 servers of 1,450 $ at 5 % over 36 months; 8 MW at 80 %, PUE 1.45, 0.07 $/kWh; 3.5 M$ in all.
  const double servers = 46000 * 1450 * capital_recovery(0.05 / 12, 36), power = 8000 * 0.80 * 1.45 * 0.07 * 8760 / 12;
  CHECK(servers == Approx(1999059).margin(1));
  CHECK(power == Approx(474208).margin(1));
  CHECK(100 * servers / 3.5e6 == Approx(57).margin(0.5));
  CHECK(100 * power / 3.5e6 == Approx(13).margin(0.6));
}
