// SPDX-License-Identifier: Apache-2.0
#include "viz/canvas/canvas.hpp"

#include "viz/canvas/utf8.hpp"

namespace netsuden::viz {

std::string fit_text(const Canvas& canvas, std::string_view text, const TextStyle& style, double width) {
  if (canvas.text_width(text, style) <= width) return std::string(text);
  std::string kept, best;
  for (std::size_t at = 0; at < text.size();) {
    append_utf8(kept, next_code_point(text, at));
    std::string shortened = kept + "\u2026";
    if (canvas.text_width(shortened, style) > width) break;
    best = std::move(shortened);
  }
  return best;
}

}  // namespace netsuden::viz
