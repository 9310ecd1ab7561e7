// SPDX-License-Identifier: Apache-2.0
// A strict table reader for CSV (RFC 4180): comma, double quotes, a header line. Beyond the RFC: LF or CRLF, a UTF-8
// byte order mark, blank lines and comment lines (`#` first), blanks around fields without quotes. Everything wrong
// with the shape of the table is reported, by line.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/diagnostics.hpp"

namespace netsuden {

class CsvTable {
 public:
  /// Nothing, and at least one error, where the file cannot be read, is empty, has ragged rows or broken quotes.
  static std::optional<CsvTable> read(const std::string& path, Diagnostics&);
  static std::optional<CsvTable> parse(std::string text, const std::string& file, Diagnostics&);

  const std::string& file() const { return file_; }
  const std::vector<std::string>& columns() const { return names_; }
  std::optional<std::size_t> column(std::string_view name) const;
  std::size_t rows() const { return lines_.size(); }
  std::string_view text(std::size_t row, std::size_t column) const {
    const Cell& c = cells_[row * names_.size() + column];
    return std::string_view(text_).substr(c.begin, c.length);
  }
  /// The number, or nothing where the field does not hold exactly one finite number.
  std::optional<double> try_number(std::size_t row, std::size_t column) const;
  /// The number, or NaN and an error.
  double number(std::size_t row, std::size_t column, Diagnostics&) const;
  int line(std::size_t row) const { return lines_[row]; }  ///< 1-based, where the row begins
  SourceLoc where(std::size_t row, std::size_t column) const;
  std::string source() const { return text_.substr(0, source_length_); }  ///< the text as read, for excerpts

 private:
  friend class CsvParser;
  struct Cell {
    std::size_t begin, length;  ///< in text_
    int column;                 ///< 1-based place in the line of its beginning, in characters
  };
  std::string file_, text_;  ///< fields with doubled quotes are appended to the text in plain form
  std::size_t source_length_ = 0;
  std::vector<std::string> names_;
  std::vector<Cell> cells_;
  std::vector<int> lines_;
};

/// Reports a column that a table does not have, at the place where the scenario names it or else at `where`.
void report_missing_column(const CsvTable&, const std::string& name, const std::map<std::string, SourceLoc>& named_at,
                           const SourceLoc& where, Diagnostics&, std::string help = {});

/// "did you mean X?", or what columns there are.
std::string columns_help(const CsvTable&, const std::string& name);

/// A finite decimal number and nothing else.
std::optional<double> csv_number(std::string_view);

/// The whole file; nothing and an error where it cannot be read.
std::optional<std::string> read_text_file(const std::string& path, Diagnostics&);

}  // namespace netsuden
