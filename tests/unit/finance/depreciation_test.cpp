// SPDX-License-Identifier: Apache-2.0
#include "sim/finance/depreciation.hpp"

#include <catch2/catch.hpp>

#include "sim/finance/cash_flow.hpp"

using namespace netsuden;

TEST_CASE("depreciation: in equal parts from the cost to the salvage value") {
  const Depreciated d{1000, 100, 5, Depreciation::straight_line};
  CHECK(book_value(d, 0) == 1000);
  CHECK(book_value(d, 1) == Approx(820));
  CHECK(book_value(d, 2.5) == Approx(550));
  CHECK(book_value(d, 5) == 100);
  CHECK(book_value(d, 9) == 100);
  // Horizon reference 2.6: a building of 15 years is worth 10/15 after five.
  CHECK(book_value({256.608, 0, 15}, 5) == Approx(171.072));
}

TEST_CASE("depreciation: declining balance at 200 percent") {
  // Japanese tax law since 2012: rate 0.400 for a life of five years.
  const Depreciated d{1000, 0, 5, Depreciation::declining_balance};
  for (const auto& [age, book] : {std::pair{0, 1000.0}, {1, 600.0}, {2, 360.0}, {3, 216.0}, {4, 129.6}}) CHECK(book_value(d, age) == Approx(book));
  CHECK(book_value(d, 5) == 0);
  CHECK(book_value({1000, 300, 5, Depreciation::declining_balance}, 3) == 300);  // never below the salvage value
}

TEST_CASE("depreciation: by annuities, the cost of capital of each year of a life is the same") {
  const double r = 0.08;
  const Depreciated d{1000, 120, 7, Depreciation::annuity, r};
  CHECK(book_value(d, 0) == Approx(1000));
  CHECK(book_value(d, 7) == Approx(120));
  const double first = 1000 * (1 + r) - book_value(d, 1);
  for (int year = 1; year < 7; ++year) CHECK(book_value(d, year) * (1 + r) - book_value(d, year + 1) == Approx(first));
  CHECK(first == Approx((1000 - 120 * discount_factor(r, 7)) * capital_recovery(r, 7)));
}
