// SPDX-License-Identifier: Apache-2.0
// Words of the MATLAB language, as far as case files use it: comments, continuation lines, strings, and within brackets the
// blanks that part elements. Source: MATLAB documentation. Verified by tests/unit/import/matpower_test.cpp.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace netsuden::matlab {

struct Place {
  int line = 0, column = 0;
};

struct Token {
  enum Kind { number, name, string, symbol, bad, end_of_line, end } kind = end;
  std::string_view text;  ///< of a string: between the quotes, as written
  double value = 0;       ///< of a number
  Place where;
  bool blank_before = false, blank_after = false;
};

/// A part of the text that no word begins with, or that does not end.
struct Error {
  Place where;
  std::string message, help;
};

/// What no word begins with becomes a bad token, and an error.
std::vector<Token> tokens(std::string_view text, std::vector<Error>& errors);

}  // namespace netsuden::matlab
