// SPDX-License-Identifier: Apache-2.0
// Whose compute ran where, and what was refused; the largest training run that a campus can power.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace netsuden {

inline constexpr std::size_t refusal_reasons = 8;  ///< those of placement.hpp

/// GPU-hours of the jobs of a tenant at full clock: asked = served + refused + left, but for what restarts and slow clocks add to served.
struct SovereignSummary {
  std::string level, jurisdiction;             ///< "" where the scenario says nothing of the tenant
  double asked_h = 0, served_h = 0, home_h = 0, partner_h = 0;  ///< home: in its country; partner: on sites of other operators, by contract
  std::array<double, refusal_reasons> refused_h{};
  double left_h = 0;                           ///< of jobs that wait, and of what those that run have still to do
  double refused() const {
    double h = 0;
    for (const double x : refused_h) h += x;
    return h;
  }
};

/// From a date on, with the halls that are in service then.
struct TrainingCapability {
  double from_s = 0;
  std::string site;
  double gpus = 0, it_w = 0, facility_w = 0, limit_w = 0;  ///< all accelerators with a peak, their racks at full load, with cooling and losses; what the site may import
  double share = 1;                            ///< of them that the limit powers
  double flop = 0;
};

}  // namespace netsuden
