// SPDX-License-Identifier: Apache-2.0
#include "io/import/csv.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <limits>
#include <memory>

#include "io/import/line_errors.hpp"

namespace netsuden {

/// One pass over the text.
class CsvParser {
 public:
  CsvParser(CsvTable& table, Diagnostics& diagnostics)
      : t_(table), errors_(diagnostics, table.file_, "csv"), end_(table.text_.size()) {
    if (t_.text_.compare(0, 3, "\xEF\xBB\xBF") == 0) at_ = 3;
  }

  bool run() {
    while (at_ < end_) {
      line_begin_ = at_;
      ++line_;
      if (t_.text_[at_] == '#' || blank_line()) {
        skip_line();
        continue;
      }
      record();
    }
    if (names_ == 0 && !errors_.any()) errors_.add(0, "the file is empty: no header line");
    return !errors_.any();
  }

 private:
  char peek() const { return at_ < end_ ? t_.text_[at_] : '\n'; }
  bool at_line_end() const {
    const char c = peek();
    return c == '\n' || (c == '\r' && (at_ + 1 >= end_ || t_.text_[at_ + 1] == '\n'));
  }
  void skip_line() {
    const std::size_t n = t_.text_.find('\n', at_);
    at_ = n == std::string::npos || n >= end_ ? end_ : n + 1;
  }
  bool blank_line() const {
    std::size_t i = at_;
    while (i < end_ && (t_.text_[i] == ' ' || t_.text_[i] == '\t' || t_.text_[i] == '\r')) ++i;
    return i == end_ || t_.text_[i] == '\n';
  }

  /// Characters from the beginning of the line; continuation bytes of UTF-8 do not count.
  int column_here() {
    if (counted_to_ < line_begin_ || counted_to_ > at_) {
      counted_to_ = line_begin_;
      counted_ = 1;
    }
    for (; counted_to_ < at_; ++counted_to_)
      if ((static_cast<unsigned char>(t_.text_[counted_to_]) & 0xC0) != 0x80) ++counted_;
    return counted_;
  }

  void record() {
    const int line = line_;
    const std::size_t first_cell = t_.cells_.size();
    bool broken = false;
    for (;;) {
      while (peek() == ' ' || peek() == '\t') ++at_;
      broken |= !(peek() == '"' ? quoted() : plain());
      if (at_line_end() || at_ >= end_) break;
      ++at_;  // the comma
    }
    skip_line();
    const std::size_t n = t_.cells_.size() - first_cell;
    if (names_ == 0) {
      header(line, broken);
      return;
    }
    if (n == names_ && !broken) {
      t_.lines_.push_back(line);
      return;
    }
    if (!broken) errors_.add(line, fmt::format("{} fields where the header names {} columns", n, names_));
    t_.cells_.resize(first_cell);
  }

  void header(int line, bool broken) {
    names_ = t_.cells_.size();
    for (const auto& c : t_.cells_) {
      std::string name = t_.text_.substr(c.begin, c.length);
      if (!broken && !name.empty())
        for (const std::string& other : t_.names_)
          if (other == name) errors_.add(line, fmt::format("two columns have the name \"{}\"", name));
      t_.names_.push_back(std::move(name));
    }
    t_.cells_.clear();
  }

  bool plain() {
    const int column = column_here();
    const std::size_t begin = at_;
    while (at_ < end_ && t_.text_[at_] != ',' && t_.text_[at_] != '"' && !at_line_end()) ++at_;
    std::size_t last = at_;
    while (last > begin && (t_.text_[last - 1] == ' ' || t_.text_[last - 1] == '\t')) --last;
    t_.cells_.push_back({begin, last - begin, column});
    return peek() != '"' || refuse("a quote within a field that does not begin with one");
  }

  bool quoted() {
    const int column = column_here(), line = line_;
    const std::size_t begin = ++at_, length_before = t_.text_.size();
    std::size_t copied = begin;
    bool doubled = false;
    for (;; ++at_) {
      if (at_ >= end_) {
        errors_.add({t_.file_, line, column, 1}, "the quote is not closed");
        return false;
      }
      const char c = t_.text_[at_];
      if (c == '\n') {
        ++line_;
        line_begin_ = at_ + 1;
      }
      if (c != '"') continue;
      if (at_ + 1 >= end_ || t_.text_[at_ + 1] != '"') break;
      const std::string part = t_.text_.substr(copied, at_ + 1 - copied);
      t_.text_ += part;
      copied = ++at_ + 1;
      doubled = true;
    }
    if (doubled) {
      const std::string part = t_.text_.substr(copied, at_ - copied);
      t_.text_ += part;
      t_.cells_.push_back({length_before, t_.text_.size() - length_before, column});
    } else {
      t_.cells_.push_back({begin, at_ - begin, column});
    }
    ++at_;
    while (peek() == ' ' || peek() == '\t') ++at_;
    return peek() == ',' || at_line_end() || refuse("text after a closing quote");
  }

  bool refuse(const char* what) {
    errors_.add({t_.file_, line_, column_here(), 1}, what);
    while (!at_line_end()) ++at_;  // the rest of the line is not understood
    return false;
  }

  CsvTable& t_;
  LineErrors errors_;
  std::size_t end_, at_ = 0, line_begin_ = 0, counted_to_ = 0, names_ = 0;
  int line_ = 0, counted_ = 1;
};

std::optional<std::string> read_text_file(const std::string& path, Diagnostics& diagnostics) {
  const auto refuse = [&](const char* why) {
    diagnostics.error("cannot-read", {path, 0, 0}, fmt::format("cannot read the file: {}", why));
    return std::nullopt;
  };
  errno = 0;
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> f(std::fopen(path.c_str(), "rb"), std::fclose);
  if (!f) return refuse(std::strerror(errno));
  std::string text;
  char block[1 << 16];
  for (std::size_t n = 0; (n = std::fread(block, 1, sizeof block, f.get())) > 0;) text.append(block, n);
  if (std::ferror(f.get())) return refuse(std::strerror(errno));  // a directory, for one
  return text;
}

std::optional<CsvTable> CsvTable::read(const std::string& path, Diagnostics& diagnostics) {
  auto text = read_text_file(path, diagnostics);
  if (!text) return std::nullopt;
  return parse(std::move(*text), path, diagnostics);
}

std::optional<CsvTable> CsvTable::parse(std::string text, const std::string& file, Diagnostics& diagnostics) {
  CsvTable t;
  t.file_ = file;
  t.text_ = std::move(text);
  t.source_length_ = t.text_.size();
  if (!CsvParser(t, diagnostics).run()) {
    diagnostics.add_source(file, t.source());
    return std::nullopt;
  }
  return t;
}

std::optional<std::size_t> CsvTable::column(std::string_view name) const {
  for (std::size_t i = 0; i < names_.size(); ++i)
    if (names_[i] == name) return i;
  return std::nullopt;
}

std::string columns_help(const CsvTable& table, const std::string& name) {
  const std::string near = nearest_name(name, table.columns());
  if (!near.empty()) return fmt::format("did you mean \"{}\"?", near);
  constexpr std::size_t shown = 12;
  std::string list;
  for (std::size_t i = 0; i < table.columns().size() && i < shown; ++i) list += fmt::format("{}{}", i > 0 ? ", " : "", table.columns()[i]);
  return fmt::format("its columns: {}{}", list, table.columns().size() > shown ? ", ..." : "");
}

void report_missing_column(const CsvTable& table, const std::string& name, const std::map<std::string, SourceLoc>& named_at,
                           const SourceLoc& where, Diagnostics& diagnostics, std::string help) {
  const auto it = named_at.find(name);
  if (help.empty()) help = columns_help(table, name);
  diagnostics.error("unknown-column", it != named_at.end() ? it->second : where, fmt::format("{} has no column \"{}\"", table.file(), name),
                    std::move(help));
}

std::optional<double> csv_number(std::string_view s) {
  if (s.size() > 1 && s[0] == '+' && s[1] != '-') s.remove_prefix(1);
  double v = 0;
  const auto r = std::from_chars(s.data(), s.data() + s.size(), v);
  if (r.ec != std::errc() || r.ptr != s.data() + s.size() || !std::isfinite(v)) return std::nullopt;
  return v;
}

std::optional<double> CsvTable::try_number(std::size_t row, std::size_t column) const {
  return csv_number(text(row, column));
}

double CsvTable::number(std::size_t row, std::size_t column, Diagnostics& diagnostics) const {
  if (const auto v = try_number(row, column)) return *v;
  if (!diagnostics.source(file_)) diagnostics.add_source(file_, source());
  diagnostics.error("number", where(row, column),
                    fmt::format("\"{}\" in column \"{}\" is not a number", text(row, column), names_[column]));
  return std::numeric_limits<double>::quiet_NaN();
}

SourceLoc CsvTable::where(std::size_t row, std::size_t column) const {
  const Cell& c = cells_[row * names_.size() + column];
  const int length = static_cast<int>(c.length < 1 ? 1 : c.length > 200 ? 200 : c.length);
  return {file_, lines_[row], c.column, length};
}

}  // namespace netsuden
