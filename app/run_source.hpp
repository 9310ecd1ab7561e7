// SPDX-License-Identifier: Apache-2.0
// What `netsuden run` runs: a scenario as it stands, with a row of a table laid over it, or a run of a study once more.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "io/scenario/load.hpp"

namespace netsuden::app {

struct RunSource {
  std::string file;                  ///< the scenario
  std::vector<Override> overrides;
  std::vector<std::pair<std::string, std::string>> attributes;  ///< of the trace, beside the usual ones
  std::size_t row = 0;               ///< of the table, from 1; 0: none
  std::string expected_run_id, index;

  /// Of a repeated run: in words, that scenario or program are no longer those of the index; else empty.
  std::string is_other_than(const LoadedScenario&) const;
};

/// `params` is "FILE.csv:ROW", empty: none; with `repeat` a run of the index `file`, -1: none. Throws UsageError; what is wrong in the table is in the diagnostics.
RunSource run_source(const std::string& file, const std::string& params, int repeat, Diagnostics&);

/// "a, b": the words between commas.
std::vector<std::string> split_words(const std::string&);

}  // namespace netsuden::app
