// SPDX-License-Identifier: Apache-2.0
// Whose compute ran where, at the end of a run, and the largest training run that its sites can power.
//
// GPU-hours of jobs are those at full clock: asked = served + refused + left, to rounding. A job that was refused, or that never started, counts
// the accelerators that it asks for, or those of as many nodes of the scenario's first hall.
// The largest training run of a site from a date on: all accelerators with a peak in the halls that are in service then, or the share of them that
// (limit - other load) / (power of their racks x PUE of the run) powers, times peak, MFU, goodput and time (training_compute.hpp). The limit is
// the contract demand, or else what the connections to the grid carry, with what the build plan has set by then.
// Verified by tests/unit/twin/sovereign_account_test.cpp and tests/cli/services_test.py.
#pragma once

#include <vector>

#include "sim/ledger/summary.hpp"
#include "sim/spec/inputs.hpp"
#include "sim/spec/scenario.hpp"
#include "sim/workload/job.hpp"

namespace netsuden {

/// What of a job is done at the end, s at full clock, and where it stands or stood (-1: nowhere).
struct JobDone {
  JobOutcome outcome = JobOutcome::pending;
  Refusal refusal = Refusal::none;
  int hall = -1;
  double done_s = 0;
};

/// Adds a job to those of its tenant. `gpus`: of a node of each hall.
void account_job(const Scenario&, const TenantSpec*, const Job&, const JobDone&, const std::vector<int>& gpus, SovereignSummary&);
/// Of each site, from the start and from each date of the build plan on that changes it. `pue`: of each site; NaN counts as 1.
std::vector<TrainingCapability> largest_training(const Scenario&, const Inputs&, const std::vector<double>& pue);

}  // namespace netsuden
