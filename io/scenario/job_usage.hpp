// SPDX-License-Identifier: Apache-2.0
// The series of what the jobs of a log used together, as factors of their utilisations (sim/workload/job_usage.hpp).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "io/scenario/load.hpp"
#include "sim/workload/job_usage.hpp"

namespace netsuden {

/// `at`: its path in the scenario. Nothing and an error where the file cannot serve the horizon.
std::optional<StepSeries> usage_of(const LoadedScenario&, const std::string& at, const JobUsageSpec&, std::vector<LoggedRun>, const Inputs&, Diagnostics&);

}  // namespace netsuden
