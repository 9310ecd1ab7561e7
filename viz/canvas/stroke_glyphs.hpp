// SPDX-License-Identifier: Apache-2.0
// The shapes of the built-in font; see stroke_font.hpp.
//
// A shape is strokes separated by ';'. A stroke is points `x,y`; `/r` behind a point rounds that corner with a radius
// of r units; a leading `z` closes the stroke; `d` is a dot. Units: 22 an em, y upwards from the baseline.
#pragma once

#include <span>

namespace netsuden::viz {

/// Heights that are fitted to whole pixels.
enum class GlyphLevels : char {
  upper,     ///< 0 7 14
  lower,     ///< -4 0 5 10 14
  lower_a,   ///< 0 6 10 14
  four,      ///< 0 4 14
  five,      ///< 0 9 14
  capital_a  ///< 0 5 14
};

struct GlyphShape {
  char32_t code;
  const char* strokes;
  float width;        ///< between the centres of the outermost strokes
  float left, right;  ///< from there to the ends of the advance
  GlyphLevels levels = GlyphLevels::upper;
  bool middle_stem = false;  ///< a stem at half the width: the width becomes an even number of pixels
};

std::span<const GlyphShape> glyph_shapes();

/// A letter with a mark above (or below): `Å` is `A` and a ring.
struct ComposedGlyph {
  char32_t code, base;
  char mark;  ///< grave ` acute ' circumflex ^ tilde ~ diaeresis " ring o cedilla , macron - caron v
};
std::span<const ComposedGlyph> composed_glyphs();

}  // namespace netsuden::viz
