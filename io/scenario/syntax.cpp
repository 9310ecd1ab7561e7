// SPDX-License-Identifier: Apache-2.0
#include "io/scenario/syntax.hpp"

#include <fmt/format.h>

#include <string_view>
#include <vector>

namespace netsuden {
namespace {

std::vector<std::string_view> lines_of(const std::string& text) {
  std::vector<std::string_view> lines;
  for (std::size_t from = 0; from <= text.size();) {
    const std::size_t end = std::min(text.find('\n', from), text.size());
    std::string_view line = std::string_view(text).substr(from, end - from);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    lines.push_back(line);
    from = end + 1;
  }
  return lines;
}

std::string_view without_comment(std::string_view line) {
  for (std::size_t i = 0; i < line.size(); ++i)
    if (line[i] == '#' && (i == 0 || line[i - 1] == ' ' || line[i - 1] == '\t')) line = line.substr(0, i);
  const std::size_t last = line.find_last_not_of(" \t");
  return last == std::string_view::npos ? std::string_view() : line.substr(0, last + 1);
}

std::size_t indent(std::string_view line) { return std::min(line.find_first_not_of(" \t"), line.size()); }

/// Byte of a 1-based column, which counts characters.
std::size_t byte_of(std::string_view line, int column) {
  std::size_t i = 0;
  for (int c = 1; i < line.size(); ++i)
    if ((static_cast<unsigned char>(line[i]) & 0xC0) != 0x80 && c++ == column) break;
  return i;
}

/// Where the quote that is never closed opens: the first one behind the last value.
SourceLoc open_quote(const SyntaxError& e, const std::vector<std::string_view>& lines) {
  const int first = std::max(1, e.last_value.line);
  for (int n = first; n <= static_cast<int>(lines.size()); ++n) {
    const std::string_view line = lines[static_cast<std::size_t>(n) - 1];
    const std::size_t from = n == e.last_value.line ? byte_of(line, e.last_value.column + e.last_value.length) : 0;
    const std::size_t quote = line.find_first_of("\"'", std::min(from, line.size()));
    if (quote == std::string_view::npos) continue;
    int column = 1;
    for (std::size_t i = 0; i < quote; ++i) column += (static_cast<unsigned char>(line[i]) & 0xC0) != 0x80 ? 1 : 0;
    return {e.where.file, n, column, 1};
  }
  return e.where;
}

}  // namespace

void report_syntax(const SyntaxError& e, const std::string& text, Diagnostics& d) {
  constexpr const char* code = "yaml-syntax";
  const auto lines = lines_of(text);
  const std::string_view said = e.said;
  const auto line_at = [&](int n) {
    return n >= 1 && n <= static_cast<int>(lines.size()) ? lines[static_cast<std::size_t>(n) - 1] : std::string_view();
  };
  const std::string_view line = line_at(e.where.line);
  int above_number = e.where.line - 1;
  while (above_number > 0 && without_comment(line_at(above_number)).empty()) --above_number;
  const std::string_view above = without_comment(line_at(above_number));
  const auto opened = [&](Diagnostic& diagnostic, const char* word) {
    if (e.open.line > 0) diagnostic.related.emplace_back(e.open, word);
  };

  if (const std::size_t tab = line.substr(0, indent(line)).find('\t');
      tab != std::string_view::npos || said.find("illegal tab") != std::string_view::npos) {
    const int column = tab == std::string_view::npos ? e.where.column : static_cast<int>(tab) + 1;
    d.error(code, {e.where.file, e.where.line, column, 1}, "a tab in the indentation", "indent with spaces only");
  } else if (said.starts_with("end of map flow") || said.starts_with("end of sequence flow")) {
    const bool map = said.starts_with("end of map");
    auto& diagnostic = d.error(code, e.open.line > 0 ? e.open : e.where, fmt::format("the `{}` is not closed", map ? '{' : '['),
                               fmt::format("close it with `{}`", map ? '}' : ']'));
    if (e.open.line != e.where.line || e.open.column < e.where.column)
      diagnostic.related.emplace_back(e.where, fmt::format("`,` or `{}` is expected before this", map ? '}' : ']'));
  } else if (said == "illegal flow end") {
    const std::string_view open_line = line_at(e.open.line);
    const std::size_t at = byte_of(open_line, e.open.column);
    const char bracket = at < open_line.size() ? open_line[at] : ' ';
    if (bracket == '{' || bracket == '[')
      opened(d.error(code, e.where, fmt::format("the wrong bracket: `{}` is expected", bracket == '{' ? '}' : ']')), "opened here");
    else
      d.error(code, e.where, "a closing bracket that nothing opens", "remove it");
  } else if (said.find("EOF in scalar") != std::string_view::npos) {
    d.error(code, open_quote(e, lines), "the quote is not closed", "a text in quotes ends with the quote it began with");
  } else if (said == "illegal map value" || said == "illegal map key") {
    SourceLoc where = e.where;
    const SourceLoc all_above{e.where.file, above_number, static_cast<int>(indent(above)) + 1, static_cast<int>(above.size() - indent(above))};
    std::string message = "a key cannot stand here", help = "keys of one mapping stand in one column, a value with `: ` in it needs quotes";
    const std::string_view before = line.substr(0, byte_of(line, e.where.column));
    const std::size_t colon = above.find(':');
    if (before.find(": ") != std::string_view::npos) {
      message = "a second `:` in one value";
      help = "put the value in quotes, or write each key on a line of its own";
    } else if (above_number > 0 && colon == std::string_view::npos) {
      message = "the colon behind the key is missing";
      help = "write `key:`, and `key: value`";
      where = all_above;
    } else if (above_number > 0 && above.find(": ") == std::string_view::npos && above.back() != ':') {
      message = "the blank behind the colon is missing";
      help = "write `key: value`";
      where = all_above;
    } else if (above_number > 0 && indent(line) > indent(above)) {
      message = "the key is indented deeper than the one above, which has a value already";
      help = "keys of one mapping stand in one column";
    }
    d.error(code, where, message, help);
  } else if (said == "end of map not found" || said == "end of sequence not found") {
    opened(d.error(code, e.where, fmt::format("the indentation fits no {} above", e.open_is_list ? "list" : "mapping"),
                   "keys of one mapping and elements of one list stand in one column"),
           e.open_is_list ? "this list is still open" : "this mapping is still open");
  } else if (said == "unknown token") {
    const std::size_t at = byte_of(line, e.where.column);
    d.error(code, e.where, fmt::format("a value cannot begin with `{}`", at < line.size() ? line.substr(at, 1) : ""), "put it in quotes");
  } else if (said.find("anchor is not defined") != std::string_view::npos) {
    d.error(code, e.where, "an alias to an anchor that is not defined",
            "`&name` must stand before `*name`; a text that begins with `*` needs quotes");
  } else if (said.starts_with("unknown escape character")) {
    d.error(code, e.where, std::string(said), "in double quotes write `\\\\` for a backslash, or use single quotes");
  } else if (said == "nesting") {
    d.error("yaml-depth", e.where, "nested too deeply", "a scenario is about ten levels deep");
  } else {
    d.error(code, e.where, std::string(said), "check indentation (spaces, no tabs), colons and quotes");
  }
}

}  // namespace netsuden
