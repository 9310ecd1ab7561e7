// SPDX-License-Identifier: Apache-2.0
// Transformer losses and voltage drop.
//
//   S = P / pf;  K = S / S_r;  P_loss = P0 + Pk K^2;  efficiency = P / (P + P_loss)
//   K* = sqrt(P0/Pk) (peak efficiency);  PEI = 1 - 2 sqrt(P0 Pk) / S_r
//   dU/U = K (e_r cos phi + e_x sin phi),  e_r = Pk/S_r,  e_x = sqrt(e_z^2 - e_r^2),  e_z = vk
// P0 is there whenever the transformer is energised.
//
// Source: physics reference 2.1 (IEC 60076 series; unit data of pandapower's standard types). Range: K up to 1.5; rated
// voltage. Left out: tap changer, harmonics, thermal ageing. Verified by tests/unit/power/loss_test.cpp (ACC-ELEC-00).
#pragma once

#include "sim/base/describe.hpp"
#include "sim/base/units.hpp"

namespace netsuden {

struct TransformerParams {
  ApparentPower rating = ApparentPower::from_si(2.5e6);
  ActivePower no_load_loss = ActivePower::from_si(1575), load_loss = ActivePower::from_si(18500);
  Fraction impedance{0.06};
};
void describe(Describe&, TransformerParams&);

/// Loss for an active power delivered at a power factor.
ActivePower transformer_loss(const TransformerParams&, ActivePower load, double power_factor = 1);
double transformer_peak_load_share(const TransformerParams&);        ///< K*
double transformer_peak_efficiency_index(const TransformerParams&);  ///< PEI
/// dU/U for a lagging power factor.
double transformer_voltage_drop(const TransformerParams&, ActivePower load, double power_factor = 1);

}  // namespace netsuden
