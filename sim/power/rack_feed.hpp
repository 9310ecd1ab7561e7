// SPDX-License-Identifier: Apache-2.0
// The cords that feed a rack, in equal parts from the nodes that its hall names.
//
//   a cord carries      c P_r,   P_r its rating, or sqrt(3) V I cos phi (three-phase), V I (direct current)
//   a rack may draw     what its live cords carry together: with two sides live 2, with one dead 1, which then has the whole rack
//   firm                the cords that are left when one more side dies, or one cord where there is one side
// c: share of the rating for a load that lasts 3 h or more.
//
// Source: c = 80 %: NFPA 70 (NEC) 210.20(A), overcurrent devices of branch circuits at 125 % of the continuous load or more; 645.5(A),
// branch-circuit conductors of information technology equipment at 125 % of the connected load or more. Range: cords that share
// equally. Left out: the higher load that is allowed for less than 3 h; swings about the mean power of a step.
// Verified by tests/unit/power/rack_feed_test.cpp.
#pragma once

#include <optional>

#include "sim/base/describe.hpp"
#include "sim/base/units.hpp"
#include "sim/power/cable.hpp"

namespace netsuden {

struct RackFeedParams {
  std::optional<ActivePower> rating;  ///< of a cord; or
  std::optional<Current> current;     ///< of its overcurrent device
  Voltage voltage = Voltage::from_si(415);
  CableSystem system = CableSystem::three_phase;
  double power_factor = 0.98;
  int count = 2;                      ///< of a rack
  Fraction continuous{0.8};
};
void describe(Describe&, RackFeedParams&);

/// What a cord carries for ever.
ActivePower cord_power(const RackFeedParams&);
/// Cords with power where `live` of the `sides` have it, and those that are left when one more fails.
int live_cords(const RackFeedParams&, int sides, int live);
int firm_cords(const RackFeedParams&, int sides, int live);

}  // namespace netsuden
