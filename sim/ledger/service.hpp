// SPDX-License-Identifier: Apache-2.0
// What a service was asked for, what of it it served, and with what.
#pragma once

#include <array>
#include <cstddef>
#include <limits>
#include <string>

namespace netsuden {

/// Why requests were refused: nodes that there are not, nodes where the service may not run, dark or blocked ones, low clocks, nodes that were
/// parked or woke up.
enum class RefusalCause { capacity, residency, dark, throttled, waking };
inline constexpr std::size_t refusal_causes = 5;
inline constexpr const char* refusal_cause_names[refusal_causes] = {"capacity", "residency", "dark", "throttled", "waking"};

/// Sums since the start. Requests: asked = within + late + refused, and refused = the sum over its causes.
struct ServiceMeters {
  double seconds = 0;
  double asked = 0, within = 0, late = 0;
  std::array<double, refusal_causes> refused{};
  double tokens_in = 0, tokens_out = 0;          ///< of what was served
  double energy_j = 0, parked_j = 0;             ///< at the input of the racks, of all its nodes; of those parked
  double awake_s = 0, waking_s = 0, parked_s = 0, down_s = 0;  ///< node-seconds
  double gpu_s = 0;                              ///< of the accelerators of awake nodes
  double first_token_s = 0, token_s = 0;         ///< times of requests served, summed over them
  double batch_s = 0, clock_s = 0;               ///< mean batch of an instance, mean clock of its nodes, times time
  double short_s = 0;                            ///< time in which requests were refused
  double served() const { return within + late; }
  double refused_sum() const { return refused[0] + refused[1] + refused[2] + refused[3] + refused[4]; }
};

struct ServiceSummary {
  std::string name, tenant;
  ServiceMeters meters;
  int nodes = 0;                                 ///< reserved
  double power_max_w = 0, rate_max = 0, rate_max_s = 0;
  double first_short_s = std::numeric_limits<double>::quiet_NaN();  ///< NaN if it never refused
};

}  // namespace netsuden
