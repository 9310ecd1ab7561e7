// SPDX-License-Identifier: Apache-2.0
// What a chart can draw on: filled areas, lines, text, clips. Behind it stand the raster (PNG), SVG and ImGui back
// ends.
//
// Coordinates are logical pixels; a back end may have more device pixels (`device_pixel` < 1). Points that are not
// finite never crash a back end: a polygon with one is not drawn, a polyline is broken there.
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>

#include "viz/canvas/geometry.hpp"

namespace netsuden::viz {

enum class HAlign { left, center, right };
/// top: of capitals; middle: between baseline and the top of capitals; bottom: of descenders.
enum class VAlign { top, middle, baseline, bottom };

struct TextStyle {
  double size = 12;  ///< em, logical pixels; capitals are about 0.72 of it
  Color color{};
  HAlign h = HAlign::left;
  VAlign v = VAlign::baseline;
  bool bold = false;
  bool vertical = false;  ///< turned by 90 degrees to the left: reads from bottom to top
};

struct Stroke {
  Color color{};
  double width = 1;
  std::array<double, 2> dash{0, 0};  ///< on, off; {0, 0} is a solid line
  bool dashed() const { return dash[0] > 0 && dash[1] > 0; }
};

class Canvas {
 public:
  Canvas() = default;
  Canvas(const Canvas&) = delete;
  Canvas& operator=(const Canvas&) = delete;
  virtual ~Canvas() = default;

  virtual Size size() const = 0;
  /// Logical size of a device pixel: what charts take as the width of a column when they thin data out.
  virtual double device_pixel() const { return 1; }

  /// A simple polygon, convex or concave, in either direction; closed by itself.
  virtual void fill_polygon(std::span<const Point> points, Color color) = 0;
  virtual void fill_rect(const Rect& rect, Color color) = 0;
  /// Many rectangles of one colour that do not overlap.
  virtual void fill_rects(std::span<const Rect> rects, Color color) {
    for (const Rect& r : rects) fill_rect(r, color);
  }
  /// The area between two curves over rising x.
  virtual void fill_band(std::span<const BandPoint> band, Color color) = 0;
  virtual void polyline(std::span<const Point> points, const Stroke& stroke) = 0;
  virtual void text(Point at, std::string_view utf8, const TextStyle& style) = 0;
  virtual double text_width(std::string_view utf8, const TextStyle& style) const = 0;

  /// Clips nest: each is cut by those around it.
  virtual void push_clip(const Rect& rect) = 0;
  virtual void pop_clip() = 0;
  /// Names what is drawn until `end_group`, for readers that cannot see it. Pictures of pixels ignore it.
  virtual void begin_group(std::string_view title) { (void)title; }
  virtual void end_group() {}

  void line(Point a, Point b, const Stroke& stroke) {
    const std::array<Point, 2> p{a, b};
    polyline(p, stroke);
  }
  void stroke_rect(const Rect& r, const Stroke& stroke) {
    const std::array<Point, 5> p{
        Point{r.x, r.y}, {r.right(), r.y}, {r.right(), r.bottom()}, {r.x, r.bottom()}, {r.x, r.y}};
    polyline(p, stroke);
  }
  /// Rounded to the nearest device pixel boundary, for crisp edges.
  double snap(double v) const { return std::round(v / device_pixel()) * device_pixel(); }
  /// The place of a line of one device pixel that covers exactly one row or column.
  double snap_line(double v) const { return (std::floor(v / device_pixel()) + 0.5) * device_pixel(); }
};

/// A clip for the time of a scope.
class ClipScope {
 public:
  ClipScope(Canvas& canvas, const Rect& rect) : canvas_(canvas) { canvas_.push_clip(rect); }
  ~ClipScope() { canvas_.pop_clip(); }
  ClipScope(const ClipScope&) = delete;
  ClipScope& operator=(const ClipScope&) = delete;

 private:
  Canvas& canvas_;
};

/// `text` shortened with an ellipsis until it is no wider than `width`; empty if not even that fits.
std::string fit_text(const Canvas& canvas, std::string_view text, const TextStyle& style, double width);

}  // namespace netsuden::viz
