// SPDX-License-Identifier: Apache-2.0
// UPS losses: quadratic in the load.
//
//   p = P_out / P_r;  P_loss / P_r = a0 + a1 p + a2 p^2;  efficiency = p / (p + loss)
//   eco mode: eco_share of these losses (bypass path; not allowed below eco_minimum_load, then double conversion)
// The loss at zero load is a0 P_r > 0.
//
// Source: physics reference 2.2 (test points of IEC 62040-3; fit to 96.0/97.0/97.1/96.9 % at 25/50/75/100 %, a modern
// transformerless double conversion; eco mode from the Galaxy VX operation manual). Range: 10 to 100 % load. Left out:
// battery charging, mode changes. Verified by tests/unit/power/loss_test.cpp (ACC-ELEC-05).
#pragma once

#include "sim/base/describe.hpp"
#include "sim/base/units.hpp"

namespace netsuden {

enum class UpsMode { double_conversion, eco };

struct UpsLossParams {
  ActivePower rating = 1.5_MW;
  double a0 = 0.00783, a1 = 0.00594, a2 = 0.01818;
  UpsMode mode = UpsMode::double_conversion;
  double eco_share = 1.0 / 3;
  Fraction eco_minimum_load{0.10};
};
void describe(Describe&, UpsLossParams&);

/// Loss of one module for its output.
ActivePower ups_loss(const UpsLossParams&, ActivePower output);

}  // namespace netsuden
