// SPDX-License-Identifier: Apache-2.0
#include "io/scenario/text_check.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace netsuden {
namespace {

/// Length of the UTF-8 character at `i`, 0 where there is none (Unicode 15, table 3-7).
std::size_t utf8_length(const std::string& s, std::size_t i) {
  const auto at = [&](std::size_t k) { return i + k < s.size() ? static_cast<unsigned char>(s[i + k]) : 0u; };
  const auto in = [](unsigned c, unsigned low, unsigned high) { return c >= low && c <= high; };
  const auto tail = [&](std::size_t k) { return in(at(k), 0x80, 0xBF); };
  const unsigned lead = at(0), second = at(1);
  if (lead < 0x80) return 1;
  if (in(lead, 0xC2, 0xDF)) return tail(1) ? 2 : 0;
  if (in(lead, 0xE0, 0xEF)) {
    const bool good = in(second, lead == 0xE0 ? 0xA0 : 0x80, lead == 0xED ? 0x9F : 0xBF);
    return good && tail(2) ? 3 : 0;
  }
  if (in(lead, 0xF0, 0xF4)) {
    const bool good = in(second, lead == 0xF0 ? 0x90 : 0x80, lead == 0xF4 ? 0x8F : 0xBF);
    return good && tail(2) && tail(3) ? 4 : 0;
  }
  return 0;
}

bool is_control(unsigned char c) { return (c < 0x20 && c != '\t' && c != '\n') || c == 0x7F; }

}  // namespace

bool has_controls(const std::string& value) {
  return std::any_of(value.begin(), value.end(), [](char c) { return is_control(static_cast<unsigned char>(c)); });
}

bool check_text(const std::string& name, std::string& text, Diagnostics& diagnostics) {
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
    diagnostics.error("text-encoding", {name, 0, 0, 1}, "the file is UTF-16", "save it as UTF-8");
    return false;
  }
  if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
  SourceLoc at{name, 1, 1, 1};
  for (std::size_t i = 0; i < text.size();) {
    const auto c = static_cast<unsigned char>(text[i]);
    const bool line_end = c == '\r' && i + 1 < text.size() && text[i + 1] == '\n';
    if (is_control(c) && !line_end) {
      const char* what = c == 0 ? "a NUL byte" : c == '\r' ? "a carriage return without a line feed" : nullptr;
      diagnostics.add_source(name, text);
      diagnostics.error("text-control", at, what ? what : fmt::format("the control character 0x{:02X}", c),
                        c == '\r' ? "save the file with line ends LF or CRLF" : "a scenario is plain text: remove it");
      return false;
    }
    const std::size_t n = utf8_length(text, i);
    if (n == 0) {
      diagnostics.add_source(name, text);
      diagnostics.error("text-encoding", at, fmt::format("the byte 0x{:02X} is not UTF-8", c),
                        "save the file as UTF-8 (not Shift_JIS, Latin-1 or a binary format)");
      return false;
    }
    i += n;
    ++at.column;
    if (c == '\n') {
      ++at.line;
      at.column = 1;
    }
  }
  return true;
}

}  // namespace netsuden
