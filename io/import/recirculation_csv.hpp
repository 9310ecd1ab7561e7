// SPDX-License-Identifier: Apache-2.0
// Heat recirculation of a hall from CFD: a header with a name for each inlet, then one line for each outlet; a first column of
// words names the outlets.
#pragma once

#include <optional>
#include <string>

#include "sim/base/diagnostics.hpp"
#include "sim/cooling/recirculation.hpp"

namespace netsuden {

/// A square table of shares without mistakes; nothing, and all errors, where the file holds none.
std::optional<RecirculationShares> read_recirculation(const std::string& path, Diagnostics&);

}  // namespace netsuden
