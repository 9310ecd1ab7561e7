// SPDX-License-Identifier: Apache-2.0
// io/trace/FORMAT.md from the layout that a run declares.
#pragma once

#include <string>

#include "io/trace/summary_tables.hpp"
#include "sim/ledger/record.hpp"

namespace netsuden {

/// Markdown: the file as a whole, then each group with its dimensions, labels, channels, units, cell methods and flags, then
/// the tables of /summary. Entity names, attributes and texts of the run do not show.
std::string document(const TraceLayout&, const std::vector<SummaryTable>& = {});

}  // namespace netsuden
