// SPDX-License-Identifier: Apache-2.0
// Cuts a simple polygon into triangles (by ears), for back ends that fill only convex shapes. n - 2 triangles; time
// grows with the square of n. Of polygons that cross themselves it gives some triangles and ends.
#pragma once

#include <span>
#include <vector>

#include "viz/canvas/geometry.hpp"

namespace netsuden::viz {

/// Indices into `polygon`, three a triangle.
std::vector<std::size_t> triangulate(std::span<const Point> polygon);
bool is_convex(std::span<const Point> polygon);

}  // namespace netsuden::viz
