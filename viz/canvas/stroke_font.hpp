// SPDX-License-Identifier: Apache-2.0
// The built-in font: letters drawn with a round pen of constant width, in the manner of technical lettering, so that
// text needs no font file and has the same bytes on every machine.
//
// A glyph is a list of strokes on a grid of 22 units an em (capitals 14, small letters 10, descenders -4 high). It is
// laid out in device pixels and fitted to them: the heights at which horizontal strokes lie, and the width between the
// outer stems, become whole pixels; so small text is crisp, and large text keeps its shape.
//
// Covers ASCII, Latin-1 letters, macron vowels, the signs of units and arithmetic, super- and subscript digits;
// anything else shows as a box. Verified by tests/unit/viz/text_test.cpp and by eye in `viz_gallery` (font sheet).
#pragma once

#include <string_view>
#include <vector>

#include "viz/canvas/geometry.hpp"

namespace netsuden::viz {

/// Text as strokes in device pixels: x from the pen start, y downwards from the baseline.
struct TextStrokes {
  std::vector<std::vector<Point>> lines;  ///< polylines, with square caps
  double pen_width = 1;
  double advance = 0;
};

TextStrokes stroke_text(std::string_view utf8, double em_px, bool bold);
/// The advance alone, whole pixels.
double stroke_text_advance(std::string_view utf8, double em_px, bool bold);

/// Height of capitals and depth of descenders, pixels, as drawn.
double stroke_cap_height(double em_px, bool bold);
double stroke_descent(double em_px, bool bold);

/// Whether the font has a shape of its own for the character.
bool stroke_font_has(char32_t c);

}  // namespace netsuden::viz
