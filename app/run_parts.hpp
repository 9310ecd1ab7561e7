// SPDX-License-Identifier: Apache-2.0
// What `run` and `study` do alike with one run.
#pragma once

#include <string>

#include "io/scenario/load.hpp"
#include "sim/ledger/record.hpp"
#include "sim/twin/twin.hpp"

namespace netsuden::app {

/// Hash of resolved scenario, seed and program: the same id, the same run.
std::string run_id(const LoadedScenario&);
/// What the trace of a run holds, with the attributes that say where it comes from.
TraceLayout trace_layout(const Twin&, const LoadedScenario&);

}  // namespace netsuden::app
