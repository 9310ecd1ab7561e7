// SPDX-License-Identifier: Apache-2.0
// Losses of a converter by its efficiency at stated loads (power supplies, rectifiers, any UPS with a data sheet).
//
//   loss_i = P_i (1/eta_i - 1) at the stated load shares; between the points the LOSS in W is interpolated, not the
//   efficiency. Below the first point the loss falls linearly to `no_load_loss`; above the last point the last straight
//   line goes on.
//
// Source: physics reference 1.3 (80 PLUS Titanium, 230 V internal redundant: 90/94/96/91 % at 10/20/50/100 % load).
// Range: 0 to 110 % load. Left out: temperature, input voltage. Verified by tests/unit/power/loss_test.cpp.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "sim/base/curves.hpp"
#include "sim/base/describe.hpp"
#include "sim/base/units.hpp"

namespace netsuden {

struct LossCurveParams {
  std::string model;                                      ///< entry of the catalogue, for the record
  ActivePower rating = 3_kW;                               ///< output
  std::vector<double> load{0.10, 0.20, 0.50, 1.00};        ///< shares of the rating, rising
  std::vector<double> efficiency{0.90, 0.94, 0.96, 0.91};  ///< at those loads
  Fraction no_load_loss{0.006};                            ///< of the rating
};
void describe(Describe&, LossCurveParams&);

class LossCurve {
 public:
  LossCurve() = default;
  explicit LossCurve(const LossCurveParams&);
  /// False when loads do not rise, lists differ in length or an efficiency is not in (0, 1].
  bool valid() const { return valid_; }
  /// Loss for an output power (both of one unit).
  ActivePower loss(ActivePower output) const;

 private:
  double rating_w_ = 1;
  PiecewiseLinear loss_w_;
  bool valid_ = false;
};

}  // namespace netsuden
