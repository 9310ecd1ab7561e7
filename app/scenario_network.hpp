// SPDX-License-Identifier: Apache-2.0
// `netsuden info SCENARIO`: the power flow of the electrical graph of each site at full load, and its short circuits.
#pragma once

#include <optional>
#include <string>

#include "app/network_info.hpp"
#include "sim/twin/chain_contingency.hpp"

namespace netsuden::app {

/// The exit code: `ok`, or 2 for a scenario that is wrong. `given_frequency`: else that of the site's grid counts.
int scenario_network(const std::string& path, const NetworkOptions&, bool given_frequency, const ContingencyOptions& loads, const std::optional<std::string>& json);

}  // namespace netsuden::app
