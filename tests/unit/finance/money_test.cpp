// SPDX-License-Identifier: Apache-2.0
#include "sim/finance/money.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using namespace netsuden;

TEST_CASE("money: amounts of one basis add and another currency or another year does not") {
  const PriceBasis yen{"JPY", 2026}, dollars{"USD", 2026}, older{"JPY", 2025};
  const Amount a(4.2e9, yen), b(1.8e9, yen);
  CHECK((a + b).value() == 6e9);
  CHECK((a - b).value() == Approx(2.4e9));
  CHECK(a / b == Approx(7.0 / 3));
  CHECK(b < a);
  CHECK_THROWS_AS(a + Amount(1, dollars), OtherPriceBasis);
  CHECK_THROWS_AS(a - Amount(1, older), OtherPriceBasis);
  CHECK_THROWS_AS(a / Amount(1, older), OtherPriceBasis);
  CHECK_THROWS_AS((a < Amount(1, dollars)), OtherPriceBasis);
}

TEST_CASE("money: restated into the basis of a scenario") {
  const PriceLevels to{{"JPY", 2026}, {{"USD", 150}}, 0.02};
  CHECK(restate(Amount(10e9, {"USD", 2026}), to).value() == Approx(1.5e12));  // 10 G$ at 150 JPY
  CHECK(restate(Amount(100, {"JPY", 2024}), to).value() == Approx(104.04));   // two years of 2 %
  CHECK(restate(Amount(104.04, {"JPY", 2028}), to).value() == Approx(100));
  CHECK(restate(Amount(1, {"USD", 2025}), to).basis() == to.basis);
  CHECK_THROWS_AS(restate(Amount(1, {"EUR", 2026}), to), std::invalid_argument);
  // Turner and Townsend, construction in Tokyo: 13.7 $/W in 2023, 15.15 in 2025: 5.2 % a year.
  const PriceLevels tokyo{{"USD", 2025}, {}, std::sqrt(15.15 / 13.7) - 1};
  CHECK(tokyo.inflation == Approx(0.052).margin(5e-4));
  CHECK(restate(Amount(13.7, {"USD", 2023}), tokyo).value() == Approx(15.15).epsilon(1e-12));
}

TEST_CASE("money: the real rate of Fisher") {
  CHECK(real_rate(0.10, 0.02) == Approx(0.0784313725));
  CHECK(real_rate(0.03, 0.03) == Approx(0).margin(1e-15));
}
