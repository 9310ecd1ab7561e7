// SPDX-License-Identifier: Apache-2.0
// From a scenario file to what the twin runs: compose, read, check, complete, and load what its files hold.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "io/scenario/document.hpp"
#include "sim/base/unit_table.hpp"
#include "sim/spec/inputs.hpp"
#include "sim/spec/scenario.hpp"

namespace netsuden {

struct LoadedScenario {
  Scenario scenario;              ///< complete
  CurrencyContext currency;
  std::string written, resolved;  ///< the file's text; every default made explicit
  std::string written_sha256, resolved_sha256;
  std::map<std::string, SourceLoc> places;  ///< where the value at a path was written
  std::vector<std::string> filled;       ///< paths that the completion filled in
  std::vector<std::string> assumptions;  ///< values whose source says so: "path: what"

  /// The place of a path, or of its nearest ancestor.
  SourceLoc where(const std::string& path) const;
};

/// Reads and checks; all mistakes at once in `diagnostics`. Nothing where there are errors.
std::optional<LoadedScenario> load_scenario(const std::string& file, const ComposeOptions&, Diagnostics&);
std::optional<LoadedScenario> load_scenario_text(const std::string& name, const std::string& text, const ComposeOptions&,
                                                 Diagnostics&);

/// The scenario of a text, with more events after its own.
std::optional<LoadedScenario> load_scenario_with(const std::string& name, const std::string& text, const std::vector<DocNode>& events, Diagnostics&);

/// Reads the scenario's files and draws its synthetic weather and jobs. Nothing where there are errors.
std::optional<Inputs> load_inputs(const LoadedScenario&, Diagnostics&);

/// What is wrong with the files that a scenario names, where the scenario itself cannot run.
void check_files(const LoadedScenario&, Diagnostics&);

/// Values of a complete scenario that rest on assumptions: defaults that nobody gave (`places` says what was given) and
/// whose source says so, with their value; and the catalogue entries in use whose source does.
std::vector<std::string> list_assumptions(const Scenario&, const std::map<std::string, SourceLoc>& places, const CurrencyContext&);

std::string sha256_hex(const std::string& text);

}  // namespace netsuden
