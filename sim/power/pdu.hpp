// SPDX-License-Identifier: Apache-2.0
// PDU, busway and cable: a constant and a current-squared loss.
//
//   I ~ S;  P_loss = P_standby + P_full (S / S_r)^2
//
// Source: I^2 R; P_full of 0.5 % of the rating for busway and whips, standby for metering (assumption, no measured
// set). Range: load up to the rating. Left out: unbalance, harmonics, temperature of the conductor. Verified by
// tests/unit/power/loss_test.cpp.
#pragma once

#include "sim/base/describe.hpp"
#include "sim/base/units.hpp"

namespace netsuden {

struct PduParams {
  ApparentPower rating = ApparentPower::from_si(500e3);
  ActivePower standby_loss = ActivePower::from_si(100), full_load_loss = ActivePower::from_si(2500);
};
void describe(Describe&, PduParams&);

ActivePower pdu_loss(const PduParams&, ApparentPower load);

}  // namespace netsuden
