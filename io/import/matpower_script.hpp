// SPDX-License-Identifier: Apache-2.0
// Carries out a MATPOWER case file: assignments of numbers, tables and arithmetic to variables and to fields of the case.
//
//   mpc.FIELD = VALUE;   mpc.FIELD(ROWS, COLUMNS) = VALUE;   NAME = VALUE;   [NAME, ...] = idx_bus | idx_brch | idx_gen | idx_cost
//   define_constants
// with + - * / ^ .* ./ .^, brackets, `:` for all rows or columns, sin cos tan asin acos atan sqrt abs exp log, pi, Inf, NaN.
// Cell arrays and strings are kept as nothing but their presence. No loops, conditions or other functions. A statement that is
// not understood is told and left out, and what follows from it is not told again.
//
// Source: MATPOWER manual, appendix B, and the case files that come with it. Verified by tests/unit/import/matpower_test.cpp.
#pragma once

#include <map>
#include <set>

#include "io/import/matpower_lexer.hpp"

namespace netsuden::matlab {

struct Matrix {
  std::size_t rows = 0, columns = 0;
  std::vector<double> values;  ///< by rows
  std::vector<Place> places;   ///< of the elements of a literal; empty otherwise
  bool is_text = false;        ///< a string or a cell array
  std::string text;            ///< of a string

  double at(std::size_t row, std::size_t column) const { return values[row * columns + column]; }
  bool scalar() const { return !is_text && values.size() == 1; }
};

struct Field {
  Matrix value;
  Place where;  ///< of its first assignment
};

using Fields = std::map<std::string, Field, std::less<>>;

struct Script {
  Fields fields;                                ///< of the case, as they stand at the end
  std::set<std::string, std::less<>> unreadable;  ///< fields that have a value in the text, which is not understood
  std::vector<Error> errors;
  bool version_1 = false;  ///< stopped there
};

Script run_script(std::string_view text);

}  // namespace netsuden::matlab
