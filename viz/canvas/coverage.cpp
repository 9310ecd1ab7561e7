// SPDX-License-Identifier: Apache-2.0
#include "viz/canvas/coverage.hpp"

namespace netsuden::viz {

void Coverage::reset(const PixelBox& box) {
  box_ = box;
  if (box_.empty()) return;
  stride_ = static_cast<std::size_t>(box.x1 - box.x0) + 2;
  area_.assign(stride_ * static_cast<std::size_t>(box.y1 - box.y0), 0.0);
  touched_.assign(static_cast<std::size_t>(box.y1 - box.y0), 0);
}

void Coverage::add(std::span<const Point> polygon) {
  if (box_.empty() || polygon.size() < 3) return;
  constexpr double far = 1e9;  // beyond this a double has fewer than 20 bits left for the fraction of a pixel
  const auto place = [&](Point p) {
    return Point{std::clamp(p.x, -far, far) - box_.x0, std::clamp(p.y, -far, far) - box_.y0};
  };
  Point before = place(polygon.back());
  for (const Point& p : polygon) {
    const Point now = place(p);
    edge(before, now);
    before = now;
  }
}

void Coverage::edge(Point a, Point b) {
  if (a.y == b.y) return;
  const double sign = a.y < b.y ? 1 : -1;
  if (sign < 0) std::swap(a, b);
  const double height = box_.y1 - box_.y0, width = box_.x1 - box_.x0;
  if (b.y <= 0 || a.y >= height) return;
  const double slope = (b.x - a.x) / (b.y - a.y);
  const double y_from = std::max(a.y, 0.0), y_to = std::min(b.y, height);
  const int last = static_cast<int>(std::ceil(y_to)) - 1;
  for (int y = static_cast<int>(y_from); y <= last; ++y) {
    const double top = std::max(y_from, static_cast<double>(y)), bottom = std::min(y_to, y + 1.0);
    const double dy = bottom - top;
    if (!(dy > 0)) continue;
    touched_[static_cast<std::size_t>(y)] = 1;
    double* row = area_.data() + static_cast<std::size_t>(y) * stride_;
    double xa = a.x + (top - a.y) * slope, xb = a.x + (bottom - a.y) * slope;
    if (xa > xb) std::swap(xa, xb);
    // What runs left of the box counts as if it ran along its left border, what runs right of it does not count.
    double share = sign * dy;
    const double run = xb - xa;
    if (xb <= 0) {
      row[0] += share;
      continue;
    }
    if (xa >= width) continue;
    const double per_x = run > 0 ? share / run : 0;
    if (xa < 0) {
      row[0] += per_x * -xa;
      share += per_x * xa;
      xa = 0;
    }
    if (xb > width) {
      share -= per_x * (xb - width);
      xb = width;
    }
    const int first = static_cast<int>(xa), end = static_cast<int>(std::ceil(xb));
    if (end <= first + 1) {  // inside one pixel
      const double mean = 0.5 * (xa + xb) - first;
      row[first] += share * (1 - mean);
      row[first + 1] += share * mean;
      continue;
    }
    for (int x = first; x < end; ++x) {
      const double l = std::max(xa, static_cast<double>(x)), r = std::min(xb, x + 1.0);
      const double part = per_x * (r - l), mean = 0.5 * (l + r) - x;
      row[x] += part * (1 - mean);
      row[x + 1] += part * mean;
    }
  }
}

std::span<const double> Coverage::row(int y) {
  const std::size_t n = stride_ - 2;
  row_.resize(n);
  const double* area = area_.data() + static_cast<std::size_t>(y - box_.y0) * stride_;
  double sum = 0;
  for (std::size_t i = 0; i < n; ++i) {
    sum += area[i];
    const double covered = sum < 0 ? -sum : sum;
    row_[i] = covered < 1e-9 ? 0 : std::min(covered, 1.0);
  }
  return row_;
}

}  // namespace netsuden::viz
