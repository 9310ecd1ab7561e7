// SPDX-License-Identifier: Apache-2.0
// io/trace/FORMAT.md from the layout that a run declares.
#pragma once

#include <string>

#include "sim/ledger/record.hpp"

namespace netsuden {

/// Markdown: the file as a whole, then each group with its dimensions, channels, units, cell methods and flags. Entity
/// names, attributes and texts of the run do not show.
std::string document(const TraceLayout&);

}  // namespace netsuden
