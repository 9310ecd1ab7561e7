// SPDX-License-Identifier: Apache-2.0
// A horizontal ribbon of states over time: which constraint binds, which machine leads, in what mode a plant runs.
// Each column shows the state that holds longest in it. Names stand in the ribbon where they have room.
#pragma once

#include <string>
#include <vector>

#include "viz/plot/frame.hpp"

namespace netsuden::viz {

struct StateSeries {
  std::span<const double> t;
  std::span<const int> state;  ///< index into `names`; holds until the next sample; out of range: none
  std::span<const std::string> names;
  std::size_t size() const { return std::min(t.size(), state.size()); }
};

/// One stretch of the picture with one state.
struct RibbonPiece {
  double x0 = 0, x1 = 0;
  int state = -1;
};
std::vector<RibbonPiece> ribbon_pieces(const StateSeries& s, const TimeAxis& time, const Rect& area, int columns);

/// The share of [t0, t1] for which each state holds; the rest has none.
std::vector<double> state_shares(const StateSeries& s, const TimeAxis& time);

/// Colours by rank: the state that holds longest takes the first of the palette.
std::vector<Color> state_colors(const StateSeries& s, const TimeAxis& time, const Theme& theme);

void draw_ribbon(Canvas& canvas, const Theme& theme, const TimeAxis& time, const Rect& area, const StateSeries& s,
                 std::span<const Color> colors);

}  // namespace netsuden::viz
