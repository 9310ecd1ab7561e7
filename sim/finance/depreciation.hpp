// SPDX-License-Identifier: Apache-2.0
// What an asset is still worth in the books at an age.
//
//   straight line      B = C - (C - S) a / L
//   declining balance  B = C (1 - f / L)^a, f = 2 (double declining), not below the salvage value
//   annuity            B = the value at rate r of the annuities CRF(r, L) (C - S) that are left, and of the salvage value
// At the end of its life all but the declining balance are worth the salvage value S. With the annuity method the cost of capital of each year of a life is
// the same, so that a horizon of any length gives the levelised cost of the whole life.
//
// Source: horizon reference 2.4; declining balance at 200 % as Japanese tax law has it since 2012 (life 5 years: rate 0.400).
// Range: ages of 0 to the life; beyond it the salvage value. Left out: the switch to straight line late in a life. Verified by
// tests/unit/finance/depreciation_test.cpp.
#pragma once

namespace netsuden {

enum class Depreciation { straight_line, declining_balance, annuity };

struct Depreciated {
  double cost = 0, salvage = 0, life_years = 15;
  Depreciation method = Depreciation::straight_line;
  double rate = 0;   ///< of the annuity method
};

double book_value(const Depreciated&, double age_years);

}  // namespace netsuden
