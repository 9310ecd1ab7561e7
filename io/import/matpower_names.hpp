// SPDX-License-Identifier: Apache-2.0
// The names that MATPOWER's functions idx_bus, idx_brch, idx_gen and idx_cost give to the columns of a case and to their values.
// Source: MATPOWER manual, appendix B. Verified by tests/unit/import/matpower_test.cpp.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace netsuden::matlab {

struct NamedColumn {
  const char* name;
  int value;
};
using ColumnNames = std::map<std::string, std::vector<NamedColumn>, std::less<>>;

/// By function, in the order in which it returns them.
const ColumnNames& column_names();

}  // namespace netsuden::matlab
