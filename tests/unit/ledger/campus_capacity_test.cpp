// SPDX-License-Identifier: Apache-2.0
// Expected values: the worked campus and the exact curtailment test of horizon reference 4.1 and 4.2, computed there by hand.
#include <catch2/catch.hpp>

#include <cmath>
#include <vector>

#include "sim/base/calendar.hpp"
#include "sim/base/units.hpp"
#include "sim/ledger/campus_capacity.hpp"

namespace netsuden {
namespace {

constexpr double mw = 1e6, pue = 1.25;

/// n units, one of them to spare, each so many MW: of the facility where `upstream`, else of IT.
ResourceCapacity firm(const char* name, int n, double each_mw, bool upstream) { return {name, (n - 1) * each_mw * mw / (upstream ? pue : 1)}; }

std::vector<ResourceCapacity> campus(int ups = 10) {
  return {firm("grid", 2, 30, true), firm("transformers", 3, 30 * 0.98, true), {"MV", 50 * mw / pue}, firm("UPS", ups, 2.5, false), firm("chillers", 6, 6, false), firm("CDU", 20, 1.5, false), {"halls", 28 * mw}};
}

}  // namespace

TEST_CASE("campus capacity: the worked campus") {
  const auto all = campus();
  const double available[] = {24.0, 47.04, 40.0, 22.5, 30, 28.5, 28};
  for (std::size_t i = 0; i < all.size(); ++i) CHECK(all[i].available_w / mw == Approx(available[i]));
  const CampusCapacity c = campus_capacity(all);
  CHECK(c.capacity_w / mw == Approx(22.5));
  CHECK(all[static_cast<std::size_t>(c.binding)].name == "UPS");
  const double stranded[] = {1.5, 24.54, 17.5, 0, 7.5, 6.0, 5.5};
  for (std::size_t i = 0; i < all.size(); ++i) CHECK(c.stranded_w[i] / mw == Approx(stranded[i]).margin(1e-9));
  // Used 12 MW at 2026-01-01, 5 MW more a year: 2.1 years of 365.25 d, 2028-02-07.
  const double years = years_to_violation(c.capacity_w, 12 * mw, 5 * mw);
  CHECK(years == Approx(2.1));
  const TimeZone utc;
  CHECK(format_compact(from_civil(2026, 1, 1, 0, 0, 0, utc) + years * constants::year_s, utc).substr(0, 10) == "2028-02-07");
  CHECK(years_to_violation(c.capacity_w, 23 * mw, 5 * mw) == 0);
  CHECK(std::isinf(years_to_violation(c.capacity_w, 12 * mw, 0)));
  // One more UPS module: the grid binds, the gain is 1.5 and not 2.5.
  const CampusCapacity grown = campus_capacity(campus(11));
  CHECK(grown.capacity_w / mw == Approx(24));
  CHECK(grown.binding == 0);
  CHECK(capacity_gain(all, 3, 2.5 * mw) / mw == Approx(1.5));
  CHECK(capacity_gain(all, 3, 1 * mw) / mw == Approx(1));
  for (const std::size_t other : {0u, 1u, 2u, 4u, 5u, 6u}) CHECK(capacity_gain(all, other, 1 * mw) == 0);
}

TEST_CASE("campus capacity: curtailment by a duration curve with a closed form") {
  // L(tau) = peak (1 - kappa sqrt(tau)), C = peak, x = X / (peak kappa): rate x2/3, hours 8760 x2, mean cut X/3.
  std::vector<double> load;
  for (int i = 0; i < 8760; ++i) load.push_back(1000 * mw * (1 - 0.5 * std::sqrt((i + 0.5) / 8760)));
  struct Case {
    double rho, x_mw, hours;
  };
  for (const Case& k : {Case{0.0025, 43.3013, 65.7}, {0.005, 61.2372, 131.4}, {0.01, 86.6025, 262.8}}) {
    const CurtailableLoad c = curtailable_load(load, 1, 1000 * mw, k.rho);
    INFO(k.rho);
    CHECK(c.w / mw == Approx(k.x_mw).epsilon(1e-3));  // midpoints of hours: 0.24991 %, 0.49994 %, 0.99996 %
    CHECK(c.hours == Approx(k.hours).margin(1));
    CHECK(c.rate == Approx(k.rho).epsilon(1e-6));
    CHECK(c.mean_cut_w == Approx(c.w / 3).epsilon(0.02));
    CHECK(c.events == 1);
    CHECK(c.longest_h == c.hours);
    CHECK(c.deepest_w == Approx(c.w).epsilon(0.1));
  }
  CHECK(curtailable_load(load, 1, 1000 * mw, 0).w / mw == Approx(1000 * 0.5 * std::sqrt(0.5 / 8760)).epsilon(1e-6));  // up to the highest sample
  CHECK(curtailable_load({}, 1, 1, 0.01).w == 0);
  const std::vector<double> over(24, 2 * mw);
  CHECK(curtailable_load(over, 1, 1 * mw, 0.01).w == Approx(0).margin(1));
}

}  // namespace netsuden
