// SPDX-License-Identifier: Apache-2.0
// Sums of dated money: net present value, internal rates of return, payback, annuities.
//
//   NPV(r) = sum CF_i / (1 + r)^t_i             t in years from the date of valuation, which need not be whole; t = 0 is not discounted
//   IRR    NPV(IRR) = 0: unique only where the flows change sign once; else every root is given
//   CRF    r (1 + r)^n / ((1 + r)^n - 1), 1/n at r = 0; annuity = CRF PV, paid at the ends of n years
//   payback  the first instant at which what came in covers what went out: within a period in proportion
//
// Source: NREL, Short, Packey and Holt 1995 (TP-462-5173); horizon reference 2.4. Range: rates above -100 %; roots between -99.9 % and
// 99,900 % a year, found where the sign changes on a grid of 0.35 % in 1 + r: two roots closer than that are not seen.
// Verified by tests/unit/finance/cash_flow_test.cpp.
#pragma once

#include <optional>
#include <vector>

namespace netsuden {

struct CashFlow {
  double t_years = 0, value = 0;  ///< received > 0 > paid
};
using CashFlows = std::vector<CashFlow>;

/// Flows at the ends of years 0, 1, 2 ...
CashFlows yearly_flows(const std::vector<double>& values);

double discount_factor(double rate, double t_years);
double npv(double rate, const CashFlows&);
/// All internal rates of return, the lowest first; none where the flows do not change sign.
std::vector<double> irr(const CashFlows&);
/// Years until the sum of the flows, in order of time, is no longer negative; nothing where it stays negative or never was. With a rate, of the discounted flows.
std::optional<double> payback(CashFlows, double rate = 0);

/// Capital recovery factor of n years.
double capital_recovery(double rate, double years);

}  // namespace netsuden
