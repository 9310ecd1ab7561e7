// SPDX-License-Identifier: Apache-2.0
// What the trace keeps of a run's summary: the JSON as written beside the report, and the same as labelled tables.
#pragma once

#include <string>
#include <vector>

namespace netsuden {

struct SummaryColumn {
  std::string name, unit, long_name;
  std::vector<double> values;       ///< one a row
  std::vector<std::string> labels;  ///< a column of words instead of numbers; then `values` is empty
};

struct SummaryTable {
  std::string name;               ///< "site", "constraint", "tenant", "service", "year": name of the group and of its row dimension
  std::vector<std::string> rows;  ///< labels of the rows
  std::vector<SummaryColumn> columns;
  std::string description;
};

struct TraceSummary {
  std::string json;
  std::vector<SummaryTable> tables;
};

}  // namespace netsuden
