// SPDX-License-Identifier: Apache-2.0
// The frame of a chart: title, the question it answers, unit, ticks, and the mapping from (time, value) to the picture.
// `make_frame` computes all places; `draw_frame` draws them; marks then draw into `frame.plot`.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "viz/canvas/canvas.hpp"
#include "viz/plot/series.hpp"
#include "viz/plot/theme.hpp"
#include "viz/plot/ticks.hpp"

namespace netsuden::viz {

struct TimeAxis {
  double t0 = 0, t1 = 1;
  TimeZone zone;
};

enum class Swatch { line, dashed, area, area_hatched };

struct LegendEntry {
  std::string text{};
  Color color{};
  Swatch swatch = Swatch::line;
};

struct FrameSpec {
  std::string title{};     ///< what is shown: "Facility power by consumer"
  std::string subtitle{};  ///< the question it answers; may be empty
  AxisUnit unit{};
  double low = 0, high = 1;  ///< of the value axis
  bool value_axis = true;    ///< false for ribbons and heat maps, which bring their own labels
  bool time_labels = true;   ///< false where a panel below shares the axis
  double gutter_left = 0;    ///< 0: as wide as the labels need
  double gutter_right = 0;   ///< for colour bars and such
  std::vector<LegendEntry> legend{};
};

struct PlacedLegend {
  Rect box;  ///< of the whole entry: what a pointer hits
  std::size_t entry = 0;
};

struct Frame {
  Rect outer, plot;
  TimeAxis time;
  double low = 0, high = 1;
  AxisUnit unit{};
  ValueTicks value_ticks;
  TimeTicks time_ticks;
  std::vector<PlacedLegend> legend;
  double title_y = 0, subtitle_y = 0;
  bool value_axis = true, time_labels = true;

  /// Places in the picture. Values far outside are held near the frame: nothing huge reaches a canvas.
  double x(double t) const;
  double y(double v) const;
  Point at(double t, double v) const { return {x(t), y(v)}; }
  /// Back to data, for pointers.
  double time_at(double px) const { return time.t0 + (time.t1 - time.t0) * (px - plot.x) / plot.w; }
  double value_at(double py) const { return low + (high - low) * (plot.bottom() - py) / plot.h; }
  bool drawable() const { return !plot.empty() && time.t1 > time.t0; }
  /// One for each device pixel.
  int columns(const Canvas& canvas) const;
};

/// The range of values to show: all of the data within the axis, widened to whole ticks. Never empty; [0, 1] for no
/// data.
struct ValueRange {
  double low = 0, high = 1;
};
ValueRange fit_range(std::span<const Series> series, const TimeAxis& time, bool from_zero, const AxisUnit& unit);
/// Around given extremes; NaN and empty ranges allowed.
ValueRange nice_range(double low, double high, bool from_zero, const AxisUnit& unit, int ticks = 5);

/// Width that the labels of the value axis need; panels on one time axis take the largest of theirs.
double needed_gutter(const Canvas& canvas, const Theme& theme, const FrameSpec& spec);

Frame make_frame(const Canvas& canvas, const Theme& theme, const Rect& outer, const TimeAxis& time,
                 const FrameSpec& spec);
/// Background, grid, tick labels, title, legend. Marks are drawn after it, then `draw_frame_edge`.
void draw_frame(Canvas& canvas, const Theme& theme, const Frame& frame, const FrameSpec& spec);
/// The line at the foot of the plot, above all marks.
void draw_frame_edge(Canvas& canvas, const Theme& theme, const Frame& frame);

/// Height of title, subtitle and legend above a plot of that width.
double header_height(const Canvas& canvas, const Theme& theme, const FrameSpec& spec, double plot_width);
/// Height of tick labels and context below a plot.
double time_label_height(const Theme& theme);
void draw_swatch(Canvas& canvas, const Rect& box, Color color, Swatch swatch);
/// Diagonal lines over an area: the second sign beside colour.
void draw_hatch(Canvas& canvas, const Rect& area, Color color, double spacing = 6);

}  // namespace netsuden::viz
