// SPDX-License-Identifier: Apache-2.0
// Where the rows of a trace begin: at the start of the horizon, or, of a fork, at its checkpoint.
#pragma once

#include <algorithm>

#include "io/trace/reader.hpp"
#include "sim/base/unit_table.hpp"

namespace netsuden {

/// The attribute of a fork; a number of seconds from the start of the horizon.
inline constexpr const char* start_attribute = "start_seconds";

/// The start of the first interval of every group, from the epoch of the times.
inline double start_s(const TraceReader& r) {
  const auto s = parse_number(r.attribute(start_attribute));
  return s ? std::clamp(*s, 0.0, std::max(0.0, r.end_s())) : 0;
}

}  // namespace netsuden
