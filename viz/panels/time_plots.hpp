// SPDX-License-Identifier: Apache-2.0
// Plots below each other on the common time axis: lines, stacks, limits, with legends that can be clicked, the cursor,
// the pin, and values for the crosshair.
#pragma once

#include <functional>

#include "viz/panels/panel.hpp"
#include "viz/plot/limit.hpp"
#include "viz/plot/marks.hpp"

namespace netsuden::viz {

struct PlotLine {
  std::string label;
  Color color{};
  std::shared_ptr<const TraceSeries> series;
  double width = 1.4;
  std::array<double, 2> dash{0, 0};
  std::string dataset{};
  bool legend = true;
};

/// The curve of a channel, with its place in the file.
PlotLine line_of(PanelContext& ctx, std::string label, Color color, const SeriesKey& key, double width = 1.4, std::array<double, 2> dash = {0, 0});
/// What the power of the site goes into, as layers; what takes none over the horizon is left out.
std::vector<PlotLine> consumer_layers(PanelContext& ctx);

struct TimePlot {
  std::string name, title, subtitle;
  AxisUnit unit{};
  bool from_zero = true;
  std::vector<PlotLine> stack;  ///< areas on top of each other; all of one group
  std::vector<PlotLine> lines;
  /// Judged against `limit` (a series, or one number): what lies over it is shaded and worded.
  std::shared_ptr<const TraceSeries> judged, limit;
  double limit_value = no_value;
  std::string limit_label{};
  double weight = 1, min_height = 40;
  double most_high = no_value;  ///< and no further: what lies beyond stands at the frame
  double least_high = no_value, most_low = no_value;  ///< the axis reaches at least so far up and down
  /// Instead of a value axis and lines: drawn into the frame.
  std::function<void(PanelContext&, Frame&)> custom{};
  std::vector<LegendEntry> custom_legend{};
  double fixed_height = 0;  ///< of the plot, for `custom`
  double gutter_right = 4;
  double custom_gutter = 0;
};

/// Lays them out in `area`, draws them, and registers their hits. `foot`: time labels below the last.
void draw_time_plots(PanelContext& ctx, const Rect& area, std::vector<TimePlot> plots, bool foot = true);

/// Where a value is over its limit within the frame: exact for up to a few ten thousand samples, by columns beyond.
std::vector<Violation> violations_in(const Canvas& canvas, const Frame& frame, const TraceSeries& value, const TraceSeries* limit, double limit_value);

/// The cursor and the pin over a plot.
void draw_cursor(PanelContext& ctx, const Frame& frame);

/// The ribbon of the binding constraint as a plot of its own, with a hit that opens "why?".
TimePlot binding_ribbon(PanelContext& ctx, const std::shared_ptr<const BindingSeries>& binding);

}  // namespace netsuden::viz
