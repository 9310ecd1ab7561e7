// SPDX-License-Identifier: Apache-2.0
// How often a piece of equipment fails, and for how long it is gone.
//
//   A = 1 / (1 + lambda MTTR) x (1 - m)       m: share of the time out for maintenance
//
// Source: IEEE 493-2007 (Gold Book) as cited in the catalogue; horizon reference 3.1. Range: constant rates (no wear, no infancy).
// Verified by tests/unit/reliability/availability_test.cpp.
#pragma once

#include <optional>

#include "sim/base/describe.hpp"

namespace netsuden {

struct ReliabilityParams {
  Frequency failure_rate{};               ///< of one unit in service
  Duration repair = 8_h;                  ///< until it is back: with a spare hours, without one the lead time of a new one
  Duration maintenance{};                 ///< planned outage in a year
  Fraction on_demand{};                   ///< does not come when it is called: generating sets, automatic switches
  std::optional<Duration> running_mttf;   ///< of a set while it runs; absent: it does not fail within an outage
  Fraction common_cause{};                ///< of its failures take the whole group (beta factor)
};
void describe(Describe&, ReliabilityParams&);

/// Of one unit, planned outages within.
double availability(const ReliabilityParams&);
double unavailability(const ReliabilityParams&);

}  // namespace netsuden
