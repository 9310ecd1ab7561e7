// SPDX-License-Identifier: Apache-2.0
// Jobs drawn from distributions: Poisson arrivals with a daily cosine (thinning), independent nodes, durations and
// utilisations. Each source has its own named stream, and each quantity one of its own, so that a change of one
// distribution leaves the others' draws as they are.
//
// Source of the method: P. A. W. Lewis, G. S. Shedler, "Simulation of nonhomogeneous Poisson processes by thinning",
// Naval Research Logistics 26 (1979). Verified by tests/unit/spec/synthetic_jobs_test.cpp.
#pragma once

#include <string>
#include <vector>

#include "sim/base/random.hpp"
#include "sim/spec/workload.hpp"
#include "sim/workload/job.hpp"

namespace netsuden {

/// Draws from a distribution.
double draw(const Distribution&, RandomStream&);
/// Its mean; of a normal one as it is stated, whatever is cut off.
double mean_of(const Distribution&);

/// Jobs submitted in [0, horizon_s); `largest_nodes` is that of the largest hall, `local_offset_s` turns simulated
/// seconds into local time of day. `first_id` numbers them.
std::vector<Job> synthetic_jobs(const SyntheticJobsSpec&, std::uint64_t seed, const std::string& stream, double horizon_s,
                                int largest_nodes, double local_offset_s, std::int64_t first_id, int tenant);

}  // namespace netsuden
