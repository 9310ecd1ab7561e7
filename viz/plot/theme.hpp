// SPDX-License-Identifier: Apache-2.0
// Colours and sizes of all charts. Series take their colour from their role, so that IT power is the same blue in
// every picture.
//
// The palette is that of Okabe and Ito, "Color Universal Design" (2008), made to be told apart by people who do not see
// red or green; on a light page its light colours are too faint, so the light theme uses darkened variants with a
// contrast of at least 3:1 against the page (WCAG 2.1, 1.4.11). Verified by tests/unit/viz/theme_test.cpp.
#pragma once

#include <array>
#include <cstddef>

#include "viz/canvas/geometry.hpp"

namespace netsuden::viz {

enum class Role {
  it,
  cooling,
  losses,
  other,  // consumers
  import_power,
  generation,
  storage,  // supply
  temperature_mean,
  temperature_max,
  wet_bulb,
  pue,
  water,
  carbon,
  money,
  utilisation,
  limit,
  over
};

struct Theme {
  bool dark = true;
  Color page, panel, grid, axis, text, text_dim, text_faint;
  Color limit, over;
  std::array<Color, 8> palette;  ///< for categories: sky, orange, green, purple, yellow, blue, vermilion, grey

  double title_size = 13, label_size = 11, small_size = 10, heading_size = 22;
  double line_width = 1.4;

  Color role(Role r) const;
  Color category(std::size_t i) const { return palette[i % palette.size()]; }
  /// Black or white, whichever reads better on `background`.
  static Color text_on(Color background);
};

const Theme& dark_theme();
const Theme& light_theme();

/// The colour map viridis (van der Walt and Smith, 2015), share 0 to 1; equal steps look equal, also without colour.
Color viridis(double share);

}  // namespace netsuden::viz
