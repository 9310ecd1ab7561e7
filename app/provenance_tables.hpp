// SPDX-License-Identifier: Apache-2.0
// Where the inputs of a run come from, as tables of the trace: a report names what is assumed without the files of the scenario.
#pragma once

#include "io/scenario/load.hpp"
#include "io/trace/summary_tables.hpp"

namespace netsuden::app {

/// Appends /summary/input_source and /summary/assumption; without a scenario their columns alone, for FORMAT.md.
void add_provenance(TraceSummary&, const LoadedScenario*);

}  // namespace netsuden::app
