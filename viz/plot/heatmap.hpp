// SPDX-License-Identifier: Apache-2.0
// Time by row (rack rows, halls, months of the year): each cell shows the largest value of its stretch of time, so that
// a hot minute in a year stays visible. Cells over the limit are in the colour of violations and hatched, and a mark
// stands beside their row.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "viz/plot/frame.hpp"

namespace netsuden::viz {

struct HeatMapData {
  std::span<const double> t;
  std::span<const Values> rows;        ///< one series a row, the first at the top
  std::span<const std::string> names;  ///< of the rows
  Hold hold = Hold::until_next;
  double low = 0, high = 1;  ///< of the colour scale
  std::optional<double> limit;
};

/// The colour scale: all finite values, widened to ticks.
ValueRange heat_range(std::span<const double> t, std::span<const Values> rows, const TimeAxis& time,
                      const AxisUnit& unit);

/// Width to leave for the row names (`FrameSpec::gutter_left`) and the colour bar (`gutter_right`).
double heat_gutter(const Canvas& canvas, const Theme& theme, std::span<const std::string> names);
double color_bar_gutter(const Canvas& canvas, const Theme& theme, double low, double high, const AxisUnit& unit);

void draw_heatmap(Canvas& canvas, const Theme& theme, const Frame& frame, const HeatMapData& data);
void draw_color_bar(Canvas& canvas, const Theme& theme, const Frame& frame, double low, double high,
                    std::optional<double> limit);

}  // namespace netsuden::viz
