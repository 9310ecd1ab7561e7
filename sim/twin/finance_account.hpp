// SPDX-License-Identifier: Apache-2.0
// From the meters of a run to the operation that its investment is valued by: energy, water, carbon and GPU-hours by calendar year.
//
// GPU-hours of jobs: accelerators that they asked for, or all of their nodes, from the start that counts to its end; of jobs that were killed at their limit too. Verified by
// tests/invariants/finance_test.cpp.
#pragma once

#include <optional>
#include <vector>

#include "sim/ledger/summary.hpp"
#include "sim/spec/inputs.hpp"
#include "sim/spec/scenario.hpp"

namespace netsuden {

class Dispatcher;

/// Nothing where the scenario has no finances. `sites` of the summary stand; `gpus_per_node`: of each hall of all sites.
std::optional<FinanceSummary> finance_summary(const Scenario&, const Inputs&, const RunSummary&, const Dispatcher&, const std::vector<int>& gpus_per_node);

}  // namespace netsuden
