// SPDX-License-Identifier: Apache-2.0
// Money in real terms: an amount is of a currency and of the prices of a year. Amounts of another currency or another year do not add;
// `restate` is the only way from one to the other.
//
//   amount' = amount x fx x (1 + inflation)^(year' - year)      fx: units of the one currency for one of the other, in the year wanted
//   real rate r = (1 + nominal) / (1 + inflation) - 1 (Fisher)
//
// Source: horizon reference 2.4; NIST Handbook 135 (constant-dollar analysis). Range: one rate of inflation for all prices; the exchange
// rate is constant in real terms. Left out: price indices by kind of work. Verified by tests/unit/finance/money_test.cpp.
#pragma once

#include <map>
#include <stdexcept>
#include <string>

namespace netsuden {

/// Whose prices: a currency (ISO 4217) and the year of its prices.
struct PriceBasis {
  std::string currency = "JPY";
  int year = 2026;
  bool operator==(const PriceBasis&) const = default;
};

/// Amounts of different bases were added or compared: a mistake of ours, never of a user.
struct OtherPriceBasis : std::logic_error {
  OtherPriceBasis(const PriceBasis&, const PriceBasis&);
};

class Amount {
 public:
  Amount(double value, PriceBasis basis) : value_(value), basis_(std::move(basis)) {}
  double value() const { return value_; }
  const PriceBasis& basis() const { return basis_; }
  Amount operator+(const Amount&) const;
  Amount operator-(const Amount&) const;
  Amount operator*(double f) const { return {value_ * f, basis_}; }
  double operator/(const Amount&) const;
  Amount& operator+=(const Amount& o) { return *this = *this + o; }
  bool operator<(const Amount&) const;

 private:
  const Amount& same(const Amount&) const;
  double value_ = 0;
  PriceBasis basis_;
};

/// What money of other currencies and years is worth in one basis.
struct PriceLevels {
  PriceBasis basis;
  std::map<std::string, double> exchange;  ///< units of the basis for one of the currency
  double inflation = 0;                    ///< of a year
};

/// Throws std::invalid_argument where the currency has no rate.
Amount restate(const Amount&, const PriceLevels&);

double real_rate(double nominal, double inflation);

}  // namespace netsuden
