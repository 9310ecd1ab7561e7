// SPDX-License-Identifier: Apache-2.0
// `netsuden contingency SCENARIO`: the failures of the electrical graph of each site, the class of its topology, the availability of its
// halls, as text and JSON.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "sim/twin/chain_contingency.hpp"

namespace netsuden::app {

struct ScenarioContingencyOptions {
  std::string file;
  ContingencyOptions graph;
  bool all = false, quiet = false;
  int top = 20;
  bool availability = false;  ///< of each hall
  std::int64_t samples = 0;   ///< by Monte Carlo beside the formula
};

/// Of the command line: share of the racks' rating and wet bulb. Throws UsageError.
ContingencyOptions design_point(const std::string& subcommand, const std::string& load, const std::string& wet_bulb);

/// The exit code: `ok`, `violation` where a failure breaks something and `fail` asks for it, 2 for a scenario that is wrong.
int scenario_contingency(const ScenarioContingencyOptions&, const std::optional<std::string>& json, bool fail);

}  // namespace netsuden::app
