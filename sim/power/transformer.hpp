// SPDX-License-Identifier: Apache-2.0
// Transformer losses and voltage drop.
//
//   P_loss = P0 v1^2 + Pk K^2,  K the current over the rated one;  e_r = Pk/S_r,  e_x = sqrt(e_z^2 - e_r^2),  e_z = vk
// P0 is there whenever the transformer is energised. Per unit of the rating, magnetising branch at the input, p + jq delivered,
// v1 the voltage that the output has without load:
//   v2 from v1, e_r + j e_x, p + jq: series_impedance.hpp
//   K = s/v2;   Q_loss = Q0 v1^2 + e_x S_r K^2,   Q0 = sqrt((i0 S_r)^2 - P0^2)
//
// Source: physics reference 2.1 (IEC 60076 series; unit data of pandapower's standard types). Range: K up to 1.5; voltages
// near the rated ones. Left out: harmonics, thermal ageing. Verified by tests/unit/power/loss_test.cpp (ACC-ELEC-00).
#pragma once

#include "sim/base/describe.hpp"
#include "sim/base/units.hpp"

namespace netsuden {

enum class TransformerInsulation { oil, dry };

struct TransformerParams {
  TransformerInsulation insulation = TransformerInsulation::oil;
  ApparentPower rating = ApparentPower::from_si(2.5e6);
  ActivePower no_load_loss = ActivePower::from_si(1575), load_loss = ActivePower::from_si(18500);
  Fraction impedance{0.06}, no_load_current{0.0026};
};
void describe(Describe&, TransformerParams&);

/// Loss at a current as a share of the rated one, and an input voltage as a share of the rated one.
ActivePower transformer_loss(const TransformerParams&, double current_share, double input_voltage = 1);

struct TransformerFlow {
  bool carried = true;  ///< false: no working point; the other values are those of the collapse
  ActivePower loss;
  ReactivePower reactive_loss;
  double voltage = 1;   ///< at the output, share of nominal
};
/// What it delivers at the output, and the voltage that its input would give there without load, as a share of nominal.
TransformerFlow transformer_flow(const TransformerParams&, ActivePower load, ReactivePower reactive, double no_load_voltage = 1);

}  // namespace netsuden
