// SPDX-License-Identifier: Apache-2.0
// The summary of a run that has none, because it goes on or was killed: from the rows that are there, in the form of `netsuden run --json`, as far as rows
// tell. Peaks and times over limits are those of recorded intervals: what happened within one counts for all of it.
// Verified by tests/report/partial_test.py (against the summary of the same run, finished).
#pragma once

#include <string>

#include "io/trace/reader.hpp"

namespace netsuden {

/// The time of the last row of /site, from the start of the horizon; 0 without rows.
double recorded_until_s(const TraceReader&);
/// Has `"from_rows": true`.
std::string rows_summary(const TraceReader&);
/// The summary that the trace keeps, or that of its rows.
std::string summary_or_rows(const TraceReader&);

}  // namespace netsuden
