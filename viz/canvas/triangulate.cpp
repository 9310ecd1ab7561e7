// SPDX-License-Identifier: Apache-2.0
#include "viz/canvas/triangulate.hpp"

#include <numeric>

namespace netsuden::viz {
namespace {

double turn(Point a, Point b, Point c) { return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x); }

}  // namespace

bool is_convex(std::span<const Point> p) {
  const std::size_t n = p.size();
  bool left = false, right = false;
  int x_turns = 0;  // of the direction in x: more than two in a shape that winds around more than once
  double dx_before = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const double t = turn(p[i], p[(i + 1) % n], p[(i + 2) % n]);
    left = left || t > 0;
    right = right || t < 0;
    const double dx = p[(i + 1) % n].x - p[i].x;
    if (dx * dx_before < 0) ++x_turns;
    if (dx != 0) dx_before = dx;
  }
  return !(left && right) && x_turns <= 2;
}

std::vector<std::size_t> triangulate(std::span<const Point> p) {
  std::vector<std::size_t> out, ring(p.size());
  if (p.size() < 3) return out;
  std::iota(ring.begin(), ring.end(), std::size_t{0});
  double area = 0;
  for (std::size_t i = 0; i < p.size(); ++i) {
    const Point a = p[i], b = p[(i + 1) % p.size()];
    area += a.x * b.y - a.y * b.x;
  }
  const double sign = area < 0 ? -1 : 1;
  const auto is_ear = [&](std::size_t i) {
    const std::size_t n = ring.size(), ia = ring[(i + n - 1) % n], ib = ring[i], ic = ring[(i + 1) % n];
    const Point a = p[ia], b = p[ib], c = p[ic];
    if (sign * turn(a, b, c) <= 0) return false;
    for (const std::size_t k : ring) {
      if (k == ia || k == ib || k == ic) continue;
      const Point q = p[k];
      if (q == a || q == b || q == c) continue;
      if (sign * turn(a, b, q) >= 0 && sign * turn(b, c, q) >= 0 && sign * turn(c, a, q) >= 0) return false;
    }
    return true;
  };
  while (ring.size() > 3) {
    std::size_t ear = 0;
    while (ear < ring.size() && !is_ear(ear)) ++ear;
    if (ear == ring.size()) {  // flat corners, or a polygon that crosses itself: drop the flattest corner
      ear = 0;
      double flattest = 1e300;
      for (std::size_t i = 0; i < ring.size(); ++i) {
        const std::size_t n = ring.size();
        const double t = std::abs(turn(p[ring[(i + n - 1) % n]], p[ring[i]], p[ring[(i + 1) % n]]));
        if (t < flattest) flattest = t, ear = i;
      }
    }
    const std::size_t n = ring.size();
    out.insert(out.end(), {ring[(ear + n - 1) % n], ring[ear], ring[(ear + 1) % n]});
    ring.erase(ring.begin() + static_cast<std::ptrdiff_t>(ear));
  }
  out.insert(out.end(), ring.begin(), ring.end());
  return out;
}

}  // namespace netsuden::viz
