// SPDX-License-Identifier: Apache-2.0
#include "sim/finance/money.hpp"

#include <fmt/format.h>

#include <cmath>

namespace netsuden {

OtherPriceBasis::OtherPriceBasis(const PriceBasis& a, const PriceBasis& b)
    : std::logic_error(fmt::format("money of {} {} with money of {} {}", a.currency, a.year, b.currency, b.year)) {}

const Amount& Amount::same(const Amount& o) const {
  if (o.basis_ != basis_) throw OtherPriceBasis(basis_, o.basis_);
  return o;
}

Amount Amount::operator+(const Amount& o) const { return {value_ + same(o).value_, basis_}; }
Amount Amount::operator-(const Amount& o) const { return {value_ - same(o).value_, basis_}; }
double Amount::operator/(const Amount& o) const { return value_ / same(o).value_; }
bool Amount::operator<(const Amount& o) const { return value_ < same(o).value_; }

Amount restate(const Amount& a, const PriceLevels& to) {
  double rate = 1;
  if (a.basis().currency != to.basis.currency) {
    const auto known = to.exchange.find(a.basis().currency);
    if (known == to.exchange.end()) throw std::invalid_argument(fmt::format("no exchange rate of {} in {}", a.basis().currency, to.basis.currency));
    rate = known->second;
  }
  return {a.value() * rate * std::pow(1 + to.inflation, to.basis.year - a.basis().year), to.basis};
}

double real_rate(double nominal, double inflation) { return (1 + nominal) / (1 + inflation) - 1; }

}  // namespace netsuden
