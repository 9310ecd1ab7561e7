// SPDX-License-Identifier: Apache-2.0
#include "sim/base/diagnostics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace netsuden {
namespace {

constexpr int shown_width = 110;  // columns of source text in an excerpt
constexpr int most_kept = 100;  // of a severity

bool continues_utf8(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

/// Columns a character takes on a terminal, roughly: East Asian wide blocks take two, combining marks none.
int char_width(char32_t c) {
  if (c >= 0x300 && c < 0x370) return 0;
  const bool wide = (c >= 0x1100 && c < 0x1160) || (c >= 0x2E80 && c < 0xA4D0) || (c >= 0xAC00 && c < 0xD7A4) ||
                    (c >= 0xF900 && c < 0xFB00) || (c >= 0xFE30 && c < 0xFE70) || (c >= 0xFF00 && c < 0xFF61) ||
                    (c >= 0x1F300 && c < 0x1FB00) || (c >= 0x20000 && c < 0x3FFFE);
  return wide ? 2 : 1;
}

struct Cell {
  std::string bytes;
  int width;
};

/// The first `most` characters of a line as cells; tabs are widened to the next multiple of four, controls become '?'.
std::vector<Cell> cells(std::string_view line, std::size_t most) {
  std::vector<Cell> out;
  int column = 0;
  for (std::size_t i = 0; i < line.size() && out.size() < most;) {
    std::size_t n = 1;
    while (i + n < line.size() && n < 4 && continues_utf8(line[i + n])) ++n;
    std::string bytes(line.substr(i, n));
    const auto lead = static_cast<unsigned char>(line[i]);
    const std::size_t expected = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
    int width = 1;
    if (line[i] == '\t') {
      width = 4 - column % 4;
      bytes.assign(static_cast<std::size_t>(width), ' ');
    } else if (lead < 0x20 || lead == 0x7F || n != expected || lead == 0x80 || continues_utf8(line[i])) {
      bytes.assign(1, '?');
    } else if (n > 1) {
      char32_t c = lead & (0xFFu >> (n + 1));
      for (std::size_t k = 1; k < n; ++k) c = (c << 6) | (static_cast<unsigned char>(line[i + k]) & 0x3Fu);
      width = char_width(c);
    }
    out.push_back({std::move(bytes), width});
    column += width;
    i += n;
  }
  return out;
}

std::string_view line_of(const std::string& text, int number) {
  std::size_t from = 0;
  for (int i = 1; i < number; ++i) {
    from = text.find('\n', from);
    if (from == std::string::npos) return {};
    ++from;
  }
  auto line = std::string_view(text).substr(from);
  line = line.substr(0, line.find('\n'));
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

/// The source line and a caret line. Columns of a SourceLoc count characters (as yaml-cpp's marks do).
std::string excerpt(const std::string& text, const SourceLoc& where) {
  const auto caret = static_cast<std::size_t>(std::max(where.column, 1) - 1);
  const auto line = cells(line_of(text, where.line), caret + 2 * shown_width);  // what is shown, and whether more follows
  if (line.empty()) return {};
  std::size_t first = 0, last = line.size();
  if (line.size() > shown_width) {
    if (caret > shown_width / 2) first = std::min(caret - shown_width / 2, line.size() - shown_width);
    last = std::min(line.size(), first + shown_width);
  }
  std::string source = first > 0 ? "..." : "", marks(first > 0 ? 3 : 0, ' ');
  const std::size_t until = caret + static_cast<std::size_t>(std::max(where.length, 1));
  for (std::size_t i = first; i < last; ++i) {
    source += line[i].bytes;
    if (i < until) marks.append(static_cast<std::size_t>(line[i].width), i < caret ? ' ' : i == caret ? '^' : '~');
    if (i == caret && line[i].width == 2) marks.back() = '~';
  }
  if (last < line.size()) source += "...";
  if (caret >= last) marks += '^';
  const auto number = std::to_string(where.line);
  std::string out = fmt::format(" {} | {}\n", number, source);
  if (where.column > 0) out += fmt::format(" {} | {}\n", std::string(number.size(), ' '), marks);
  return out;
}

std::string place(const SourceLoc& where) {
  if (where.file.empty()) return {};
  if (where.line <= 0) return where.file + ": ";
  if (where.column <= 0) return fmt::format("{}:{}: ", where.file, where.line);
  return fmt::format("{}:{}:{}: ", where.file, where.line, where.column);
}

const char* word(Severity s) {
  switch (s) {
    case Severity::error:
      return "error";
    case Severity::warning:
      return "warning";
    case Severity::note:
      return "note";
  }
  return "";
}

}  // namespace

void Diagnostics::add_source(const std::string& file, std::string text) { sources_[file] = std::move(text); }

const std::string* Diagnostics::source(const std::string& file) const {
  const auto it = sources_.find(file);
  return it == sources_.end() ? nullptr : &it->second;
}

Diagnostic& Diagnostics::push(Severity severity, std::string code, SourceLoc where, std::string message,
                              std::string help) {
  ++counts_[static_cast<std::size_t>(severity)];
  Diagnostic d{severity, std::move(code), std::move(message), std::move(help), std::move(where), {}};
  if (counts_[static_cast<std::size_t>(severity)] > most_kept) return surplus_ = std::move(d);
  all_.push_back(std::move(d));
  return all_.back();
}

Diagnostic& Diagnostics::error(std::string code, SourceLoc where, std::string message, std::string help) {
  return push(Severity::error, std::move(code), std::move(where), std::move(message), std::move(help));
}
Diagnostic& Diagnostics::warning(std::string code, SourceLoc where, std::string message, std::string help) {
  return push(Severity::warning, std::move(code), std::move(where), std::move(message), std::move(help));
}
Diagnostic& Diagnostics::note(std::string code, SourceLoc where, std::string message, std::string help) {
  return push(Severity::note, std::move(code), std::move(where), std::move(message), std::move(help));
}

std::string Diagnostics::render(const Diagnostic& d) const {
  std::string out = fmt::format("{}{}[{}]: {}\n", place(d.where), word(d.severity), d.code, d.message);
  const auto show = [&](const SourceLoc& where) {
    if (const auto* text = source(where.file); text && where.line > 0) out += excerpt(*text, where);
  };
  show(d.where);
  if (!d.help.empty()) out += fmt::format("  help: {}\n", d.help);
  for (const auto& [where, text] : d.related) {
    out += fmt::format("{}note: {}\n", place(where), text);
    show(where);
  }
  return out;
}

std::string Diagnostics::render() const {
  std::vector<const Diagnostic*> order;
  for (const Diagnostic& d : all_) order.push_back(&d);
  std::stable_sort(order.begin(), order.end(), [](const Diagnostic* a, const Diagnostic* b) {
    return std::tie(a->where.file, a->where.line, a->where.column) <
           std::tie(b->where.file, b->where.line, b->where.column);
  });
  std::string out;
  for (const Diagnostic* d : order) out += render(*d);
  const int all = counts_[0] + counts_[1] + counts_[2], kept = static_cast<int>(all_.size());
  if (all > kept) out += fmt::format("and {} more messages\n", all - kept);
  return out;
}

std::string nearest_name(std::string_view word, const std::vector<std::string>& candidates) {
  // Optimal string alignment distance (Damerau-Levenshtein with adjacent transpositions), ASCII case counted as half.
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; };
  const auto distance = [&](std::string_view a, std::string_view b) {
    const std::size_t n = b.size() + 1;
    std::vector<int> before(n), above(n), row(n);
    for (std::size_t j = 0; j < n; ++j) above[j] = static_cast<int>(2 * j);
    for (std::size_t i = 1; i <= a.size(); ++i) {
      row[0] = static_cast<int>(2 * i);
      for (std::size_t j = 1; j < n; ++j) {
        const int swap = a[i - 1] == b[j - 1] ? 0 : lower(a[i - 1]) == lower(b[j - 1]) ? 1 : 2;
        row[j] = std::min({above[j] + 2, row[j - 1] + 2, above[j - 1] + swap});
        if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
          row[j] = std::min(row[j], before[j - 2] + 2);
      }
      before.swap(above);
      above.swap(row);
    }
    return above[n - 1];
  };
  const int limit = 2 * std::max<int>(1, static_cast<int>(word.size()) / 3);
  std::string best;
  int best_distance = limit + 1;
  for (const std::string& c : candidates) {
    if (c.empty() || c.size() > 200 || word.empty() || word.size() > 200) continue;
    const int d = distance(word, c);
    if (d < best_distance) {
      best_distance = d;
      best = c;
    }
  }
  // A word of one or two letters is within one edit of too much; only its case or order may be wrong.
  if (word.size() <= 2 && best.size() != word.size()) return {};
  return best;
}

}  // namespace netsuden
