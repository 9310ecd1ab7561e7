// SPDX-License-Identifier: Apache-2.0
// The summary of a run in its three forms: a table for people, JSON for machines, tables in the trace.
#pragma once

#include <string>

#include "io/trace/summary_tables.hpp"
#include "sim/base/calendar.hpp"
#include "sim/ledger/summary.hpp"

namespace netsuden::app {

std::string summary_text(const RunSummary&, const TimeZone&);
std::string summary_json(const RunSummary&, const TimeZone&);
TraceSummary summary_for_trace(const RunSummary&, const TimeZone&);

}  // namespace netsuden::app
