// SPDX-License-Identifier: Apache-2.0
#include "sim/finance/cash_flow.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using namespace netsuden;

TEST_CASE("annuities: published capital recovery factors") {
  CHECK(capital_recovery(0.07, 5) == Approx(0.2439).epsilon(1e-4));  // HOMER Energy: 1,000 $ at 7 % are five payments of 243.90 $
  CHECK(1000 * capital_recovery(0.07, 5) == Approx(243.8907));
  CHECK(capital_recovery(0.10, 10) == Approx(0.163).epsilon(2e-3));
  CHECK(capital_recovery(0.10, 10) == Approx(0.1627454).epsilon(1e-6));
  CHECK(50000 * capital_recovery(0.04, 5) == Approx(11231.36).epsilon(1e-5));  // 11,230 $ by the table's four digits
  CHECK(capital_recovery(0.04, 5) == Approx(0.2246271).epsilon(1e-6));
  CHECK(capital_recovery(0.08, 15) == Approx(0.1168295).epsilon(1e-6));
  CHECK(capital_recovery(0.08, 5) == Approx(0.2504565).epsilon(1e-6));
  CHECK(capital_recovery(0, 4) == 0.25);
  CHECK(capital_recovery(1e-9, 4) == Approx(0.25).epsilon(1e-8));
  CHECK(npv(0.07, {{1, 243.8907}, {2, 243.8907}, {3, 243.8907}, {4, 243.8907}, {5, 243.8907}}) == Approx(1000).epsilon(1e-6));
}

TEST_CASE("NPV: the example of numpy-financial") {
  CHECK(npv(0.08, yearly_flows({-40000, 5000, 8000, 12000, 30000})) == Approx(3065.22267).epsilon(1e-8));
  CHECK(npv(0.08, yearly_flows({100})) == 100);
  CHECK(npv(0.08, {{0.5, 100}}) == Approx(100 / std::sqrt(1.08)));
  CHECK(npv(0.08, {{-1, 100}}) == Approx(108));  // paid before the date of valuation
}

TEST_CASE("IRR: the examples of numpy, after Gitman") {
  const auto only = [](const std::vector<double>& values) {
    const std::vector<double> roots = irr(yearly_flows(values));
    REQUIRE(roots.size() == 1);
    CHECK(npv(roots[0], yearly_flows(values)) == Approx(0).margin(1e-9));
    return roots[0];
  };
  CHECK(only({-100, 39, 59, 55, 20}) == Approx(0.2809484211599611).epsilon(1e-12));
  CHECK(only({-100, 0, 0, 74}) == Approx(-0.0955).margin(5e-5));
  CHECK(only({-100, 100, 0, 7}) == Approx(0.06206).margin(5e-6));
  // Two changes of sign: both roots are told, numpy's -0.0833 is the higher one.
  const std::vector<double> two = irr(yearly_flows({-100, 100, 0, -7}));
  REQUIRE(two.size() == 2);
  CHECK(two[1] == Approx(-0.0833).margin(5e-5));
  CHECK(npv(two[0], yearly_flows({-100, 100, 0, -7})) == Approx(0).margin(1e-9));
  CHECK(irr(yearly_flows({100, 10})).empty());
  CHECK(irr({}).empty());
}

TEST_CASE("payback: in proportion within the year in which the sum turns") {
  CHECK(*payback(yearly_flows({-100, 40, 40, 40})) == Approx(2.5));
  CHECK(*payback(yearly_flows({-100, 50, 50})) == Approx(2));
  CHECK_FALSE(payback(yearly_flows({-100, 30, 30})).has_value());
  CHECK_FALSE(payback(yearly_flows({100, 30})).has_value());  // nothing was owed
  CHECK(*payback({{1, 60}, {0, -100}, {2, 60}}) == Approx(1 + 40.0 / 60));  // in order of time
  CHECK(*payback(yearly_flows({-100, 60, 60, 60}), 0.10) == Approx(1 + (100 - 60 / 1.1) / (60 / 1.21)));
}
