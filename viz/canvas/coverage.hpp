// SPDX-License-Identifier: Apache-2.0
// Scan conversion with exact area coverage.
//
// Each edge adds to every pixel it crosses the signed area that lies between it and the right border of the pixel; the
// running sum of a row then is the winding-weighted coverage of each pixel. min(|sum|, 1) is the coverage drawn: areas
// of the same direction that overlap count once, so a stroke may be made of many pieces.
//
// All arithmetic is plain IEEE double in a fixed order (no library function but none-rounding floor): same input, same
// bytes. Left out: sub-paths of opposite direction that overlap cancel (no chart draws such).
// Verified by tests/unit/viz/raster_test.cpp (areas of rectangles, triangles, clipped shapes).
#pragma once

#include <span>
#include <vector>

#include "viz/canvas/geometry.hpp"

namespace netsuden::viz {

/// Whole device pixels: [x0, x1) x [y0, y1).
struct PixelBox {
  int x0 = 0, y0 = 0, x1 = 0, y1 = 0;
  bool empty() const { return x1 <= x0 || y1 <= y0; }
  PixelBox intersect(const PixelBox& o) const {
    return {std::max(x0, o.x0), std::max(y0, o.y0), std::min(x1, o.x1), std::min(y1, o.y1)};
  }
};

class Coverage {
 public:
  /// Starts a shape that may touch only the pixels of `box`.
  void reset(const PixelBox& box);
  /// A closed polygon in device pixels. Coordinates must be finite.
  void add(std::span<const Point> polygon);
  const PixelBox& box() const { return box_; }
  /// Coverage 0 to 1 of the pixels of row y (absolute), `box().x1 - box().x0` of them.
  std::span<const double> row(int y);
  bool row_touched(int y) const { return touched_[static_cast<std::size_t>(y - box_.y0)] != 0; }

 private:
  void edge(Point a, Point b);

  PixelBox box_;
  std::size_t stride_ = 0;
  std::vector<double> area_;
  std::vector<char> touched_;
  std::vector<double> row_;
};

}  // namespace netsuden::viz
