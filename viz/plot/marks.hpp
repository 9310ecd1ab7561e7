// SPDX-License-Identifier: Apache-2.0
// What is drawn inside a frame: lines, bands, stacked areas, markers of dates. Each mark clips itself to the plot.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "viz/plot/frame.hpp"

namespace netsuden::viz {

struct LineStyle {
  Color color{};
  double width = 1.4;
  std::array<double, 2> dash{0, 0};
};

/// A line or step curve, thinned to the columns of the picture; gaps stay gaps, lone samples become dots.
void draw_line(Canvas& canvas, const Frame& frame, const Series& series, const LineStyle& style);

/// The area between two series on the same times (a minimum and a maximum, an uncertainty band).
void draw_band(Canvas& canvas, const Frame& frame, const Series& low, const Series& high, Color color);

struct StackLayer {
  Values v;
  Color color{};
};
/// Layers on top of each other, the first at the bottom, as means of each column. A time where any layer has no value
/// is a gap. All layers share the times.
void draw_stack(Canvas& canvas, const Frame& frame, std::span<const double> t, Hold hold,
                std::span<const StackLayer> layers);

struct TimeMarker {
  double t = 0;
  std::string label{};
};
/// Dated events as thin vertical lines; labels at the top of the plot where they have room.
void draw_markers(Canvas& canvas, const Theme& theme, const Frame& frame, std::span<const TimeMarker> markers,
                  bool labels);

/// A word in the middle of the plot where there is nothing to draw ("no data").
void draw_notice(Canvas& canvas, const Theme& theme, const Frame& frame, const std::string& text);

}  // namespace netsuden::viz
