// SPDX-License-Identifier: Apache-2.0
// Turns a polyline of some width into polygons of one direction, for `Coverage`. Lines are cut to the clip before any
// geometry is made, so that a line to y = 1e300 or a dash pattern of a million pieces costs nothing.
#pragma once

#include <span>

#include "viz/canvas/canvas.hpp"
#include "viz/canvas/coverage.hpp"

namespace netsuden::viz {

enum class Cap { butt, square };

struct StrokeShape {
  double width = 1;
  std::array<double, 2> dash{0, 0};
  Cap cap = Cap::butt;
};

/// Adds the stroke to `out`, cut to the pixels of its box. Points that are not finite break the line.
void add_stroke(Coverage& out, std::span<const Point> points, const StrokeShape& shape);

/// The part of a-b inside `box` as shares [from, to] of its length; false if none.
bool clip_segment(Point a, Point b, const Rect& box, double& from, double& to);

}  // namespace netsuden::viz
