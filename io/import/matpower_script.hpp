// SPDX-License-Identifier: Apache-2.0
// Carries out a MATPOWER case file: assignments of numbers, tables and arithmetic to variables and to fields of the case.
//
//   mpc.FIELD = VALUE;   mpc.FIELD(ROWS, COLUMNS) = VALUE;   NAME = VALUE;   [NAME, ...] = idx_bus | idx_brch | idx_gen | idx_cost
//   define_constants
// with + - * / ^ .* ./ .^, brackets, `:` for all rows or columns, sin cos tan asin acos atan sqrt abs exp log, pi, Inf, NaN.
// Cell arrays and strings are kept as nothing but their presence. No loops, conditions or other functions.
//
// Source: MATPOWER manual, appendix B, and the case files that come with it. Verified by tests/unit/import/matpower_test.cpp.
#pragma once

#include <map>

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

/// The fields of the case as they stand at the end. Throws Error at the first statement that is not understood.
std::map<std::string, Field, std::less<>> run_script(std::string_view text);

}  // namespace netsuden::matlab
