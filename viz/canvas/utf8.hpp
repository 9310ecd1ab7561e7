// SPDX-License-Identifier: Apache-2.0
// Reading UTF-8 as code points; what is malformed reads as U+FFFD.
#pragma once

#include <string>
#include <string_view>

namespace netsuden::viz {

/// The code point at `at` (which is moved behind it). Overlong forms, surrogates and stray bytes give U+FFFD.
inline char32_t next_code_point(std::string_view s, std::size_t& at) {
  constexpr char32_t bad = 0xFFFD;
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(s[i]); };
  const unsigned char lead = byte(at++);
  if (lead < 0x80) return lead;
  const int more = lead >= 0xF0 && lead < 0xF8   ? 3
                   : lead >= 0xE0 && lead < 0xF0 ? 2
                   : lead >= 0xC0 && lead < 0xE0 ? 1
                                                 : 0;
  if (more == 0) return bad;
  char32_t c = lead & static_cast<unsigned char>(0x3F >> more);
  for (int i = 0; i < more; ++i, ++at) {
    if (at >= s.size() || (byte(at) & 0xC0) != 0x80) return bad;
    c = c << 6 | (byte(at) & 0x3Fu);
  }
  constexpr char32_t least[] = {0, 0x80, 0x800, 0x10000};
  return c < least[more] || c > 0x10FFFF || (c >= 0xD800 && c < 0xE000) ? bad : c;
}

inline void append_utf8(std::string& out, char32_t c) {
  const auto put = [&](char32_t v) { out += static_cast<char>(v); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xC0 | c >> 6), put(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    put(0xE0 | c >> 12), put(0x80 | (c >> 6 & 0x3F)), put(0x80 | (c & 0x3F));
  } else {
    put(0xF0 | c >> 18), put(0x80 | (c >> 12 & 0x3F)), put(0x80 | (c >> 6 & 0x3F)), put(0x80 | (c & 0x3F));
  }
}

}  // namespace netsuden::viz
