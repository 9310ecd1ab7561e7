// SPDX-License-Identifier: Apache-2.0
// `netsuden info RUN.h5 --capacity`: the capacity ledger of a run by calendar quarter, as text and JSON.
//
//   of a quarter  installed and available at its end, the least firm, the highest used and its 95th percentile, the least margin; hours over
//                 and hours binding to the length of recorded intervals
//   shadow value  IT power that one more MW (or MVA) of a limit frees, at the interval of the quarter in which least was left: every load grows
//                 with the IT power, C_r = IT x limit / value, C = min; the gain is C with it less C (sim/ledger/campus_capacity.hpp)
//   curtailable   the largest constant load beside the recorded import that connections and contract carry if so much of it may be curtailed
#pragma once

#include <optional>
#include <string>

#include "io/trace/reader.hpp"

namespace netsuden::app {

struct CapacityOptions {
  bool shadow = false;
  std::string curtail;  ///< share of the energy of the new load; empty: not asked
  int top = 8;          ///< limits a quarter, in the text
};

int capacity_info(const TraceReader&, const CapacityOptions&, const std::optional<std::string>& json);

}  // namespace netsuden::app
