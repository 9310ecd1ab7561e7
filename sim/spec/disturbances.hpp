// SPDX-License-Identifier: Apache-2.0
// Random disturbances of what a site takes from outside: of a whole grid area, or of one connection to it.
#pragma once

#include <optional>

#include "sim/base/describe.hpp"
#include "sim/spec/workload.hpp"

namespace netsuden {

/// Disturbances of one kind: Poisson arrivals, independent durations and amounts.
struct RandomDisturbance {
  Frequency rate = Frequency::from_si(1 / constants::year_s);
  Distribution duration_s{.type = DistributionType::lognormal, .median = 60};
  Distribution amount;  ///< dips: remaining voltage; frequency: deviation; shares of nominal
};

/// Of a connection: the frequency is that of its grid.
struct ConnectionDisturbancesSpec {
  std::optional<RandomDisturbance> outages, dips;
};
struct DisturbancesSpec : ConnectionDisturbancesSpec {
  std::optional<RandomDisturbance> frequency;
};

void describe(Describe&, ConnectionDisturbancesSpec&);
void describe(Describe&, DisturbancesSpec&);

}  // namespace netsuden
