// SPDX-License-Identifier: Apache-2.0
// Second 0 of a trace. A run begins there; a fork begins later, and counts its seconds from there all the same.
#pragma once

#include "sim/base/unit_table.hpp"
#include "viz/model/trace_data.hpp"

namespace netsuden::viz {

/// POSIX, s.
inline double epoch_of(const RunFacts& f) { return parse_number(f.attribute("horizon_start_unix")).value_or(f.t0); }

}  // namespace netsuden::viz
