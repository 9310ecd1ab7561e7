// SPDX-License-Identifier: Apache-2.0
// What a scenario is, written out: the resolved scenario with every default, and the schemas, all from `describe`.
#pragma once

#include <string>

#include "sim/base/unit_table.hpp"
#include "sim/spec/scenario.hpp"

namespace netsuden {

/// The scenario as YAML with every default made explicit; reading it back gives the same scenario. Files are named relative
/// to `folder`, that of the scenario's own file, whoever named them.
std::string resolved_yaml(Scenario&, const CurrencyContext&, const std::string& folder = {});

/// JSON Schema (draft 2020-12) of the scenario format, for editors.
std::string json_schema();

/// scenarios/SCHEMA.md: every key with unit, default, range and its reason, and source.
std::string schema_markdown();

}  // namespace netsuden
