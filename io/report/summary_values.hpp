// SPDX-License-Identifier: Apache-2.0
// The summary of a run as one list of named values, to be compared with those of another run. A name is the way through the JSON, with dots between;
// elements of a list go by their name, not by their place: `constraints.koto.power.feeder.capacity.margin`, `plan.steps.transformer.end`.
// Verified by tests/cli/compare_test.py.
#pragma once

#include <string>
#include <vector>

namespace netsuden {

struct SummaryValue {
  enum class Kind { number, date, words };
  std::string name, unit;  ///< UDUNITS; money in its currency
  Kind kind = Kind::number;
  double value = 0;        ///< a number, or POSIX seconds of a date; NaN: none
  std::string words;
};

/// Nothing for what is no summary.
std::vector<SummaryValue> summary_values(const std::string& json);

}  // namespace netsuden
