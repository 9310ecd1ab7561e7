// SPDX-License-Identifier: Apache-2.0
#include "viz/canvas/stroker.hpp"

namespace netsuden::viz {
namespace {

double cross(Point a, Point b) { return a.x * b.y - a.y * b.x; }
double dot(Point a, Point b) { return a.x * b.x + a.y * b.y; }
Point along(Point p, Point d, double s) { return {p.x + d.x * s, p.y + d.y * s}; }
Point left_of(Point d) { return {-d.y, d.x}; }
Point unit(Point v, double& length) {
  length = std::sqrt(dot(v, v));
  return length > 0 ? Point{v.x / length, v.y / length} : Point{0, 0};
}

class Stroker {
 public:
  Stroker(Coverage& out, const StrokeShape& shape) : out_(out), shape_(shape), r_(shape.width / 2) {
    const PixelBox& b = out.box();
    const double margin = shape.width + 2;
    box_ = {b.x0 - margin, b.y0 - margin, b.x1 - b.x0 + 2 * margin, b.y1 - b.y0 + 2 * margin};
    period_ = shape.dash[0] > 0 && shape.dash[1] > 0 ? shape.dash[0] + shape.dash[1] : 0;
  }

  void run(std::span<const Point> p) {
    std::size_t from = 0;
    while (from < p.size()) {
      if (!finite(p[from])) {
        ++from;
        continue;
      }
      std::size_t to = from;
      while (to < p.size() && finite(p[to])) ++to;
      part(p.subspan(from, to - from));
      from = to;
    }
  }

 private:
  void part(std::span<const Point> p) {
    phase_ = 0;
    const bool closed = p.size() > 3 && p.front() == p.back() && period_ == 0;
    bool has_before = false;
    Point dir_before{}, dir_first{};
    for (std::size_t i = 0; i + 1 < p.size(); ++i) {
      double length = 0;
      const Point d = unit({p[i + 1].x - p[i].x, p[i + 1].y - p[i].y}, length);
      if (!(length > 0) || !std::isfinite(length)) continue;
      if (has_before)
        join(p[i], dir_before, d);
      else
        dir_first = d;
      const bool starts = !has_before && !closed;
      bool ends = !closed;
      for (std::size_t k = i + 1; ends && k + 1 < p.size(); ++k) ends = p[k] == p[k + 1];
      segment(p[i], p[i + 1], d, length, starts, ends);
      dir_before = d;
      has_before = true;
    }
    if (closed && has_before) join(p.front(), dir_before, dir_first);
  }

  void segment(Point a, Point b, Point d, double length, bool starts, bool ends) {
    double from = 0, to = 1;
    if (!clip_segment(a, b, box_, from, to)) {
      phase_ += length;
      return;
    }
    if (period_ == 0) {
      double s0 = from * length, s1 = to * length;
      if (shape_.cap == Cap::square) {
        if (starts && from == 0) s0 -= r_;
        if (ends && to == 1) s1 += r_;
      }
      bar(along(a, d, s0), along(a, d, s1), d);
      return;
    }
    const double visible_from = from * length, visible_to = to * length;
    double s = std::floor((phase_ + visible_from) / period_) * period_ - phase_;
    for (int guard = 0; s < visible_to && guard < 100000; ++guard, s += period_) {
      const double s0 = std::max(s, visible_from), s1 = std::min(s + shape_.dash[0], visible_to);
      if (s1 > s0) bar(along(a, d, s0), along(a, d, s1), d);
    }
    phase_ = std::fmod(phase_ + length, period_);
  }

  void bar(Point a, Point b, Point d) {
    const Point n = left_of(d);
    const std::array<Point, 4> quad{along(a, n, r_), along(b, n, r_), along(b, n, -r_), along(a, n, -r_)};
    out_.add(quad);
  }

  /// Fills the wedge that two bars leave open on the outer side of a corner.
  void join(Point at, Point d0, Point d1) {
    if (!(at.x >= box_.x && at.x <= box_.right() && at.y >= box_.y && at.y <= box_.bottom())) return;
    if (period_ > 0 && std::fmod(phase_, period_) >= shape_.dash[0]) return;
    const double turn = cross(d0, d1), straight = dot(d0, d1);
    if (turn == 0 && straight > 0) return;
    // The outer side is the left one (normal) when the path turns right, and the other way round.
    const double side = turn > 0 ? -1 : 1;
    const Point n0 = left_of(d0), n1 = left_of(d1);
    const Point a{n0.x * side, n0.y * side}, b{n1.x * side, n1.y * side};
    if (straight > -1e-9) {  // up to a right angle: a sharp corner, as of steps and frames
      const double reach = 1 / (1 + dot(a, b));
      const Point tip{(a.x + b.x) * reach, (a.y + b.y) * reach};
      fan(at, a, tip, d0, 0);
      fan(at, tip, b, d0, 0);
      return;
    }
    const int depth = r_ < 0.4 ? 0 : r_ < 1.5 ? 1 : r_ < 4 ? 2 : 3;
    fan(at, a, b, d0, depth);
  }

  /// Triangles from direction a to b around `at`; `through` says which way where they are opposite.
  void fan(Point at, Point a, Point b, Point through, int depth) {
    if (depth > 0) {
      double length = 0;
      Point m = unit({a.x + b.x, a.y + b.y}, length);
      if (length < 1e-9) m = through;
      fan(at, a, m, through, depth - 1);
      fan(at, m, b, through, depth - 1);
      return;
    }
    const std::array<Point, 3> t{at, along(at, a, r_), along(at, b, r_)};
    // Same direction as `bar`, whichever way the corner turns.
    const Point u{t[1].x - t[0].x, t[1].y - t[0].y}, v{t[2].x - t[0].x, t[2].y - t[0].y};
    if (cross(u, v) > 0) {
      const std::array<Point, 3> reversed{t[0], t[2], t[1]};
      out_.add(reversed);
    } else {
      out_.add(t);
    }
  }

  Coverage& out_;
  StrokeShape shape_;
  double r_;
  Rect box_;
  double period_ = 0, phase_ = 0;
};

}  // namespace

bool clip_segment(Point a, Point b, const Rect& box, double& from, double& to) {
  from = 0;
  to = 1;
  const auto cut = [&](double start, double delta, double low, double high) {
    if (delta == 0) return start >= low && start <= high;
    double u = (low - start) / delta, v = (high - start) / delta;
    if (u > v) std::swap(u, v);
    from = std::max(from, u);
    to = std::min(to, v);
    return from <= to;
  };
  return cut(a.x, b.x - a.x, box.x, box.right()) && cut(a.y, b.y - a.y, box.y, box.bottom());
}

void add_stroke(Coverage& out, std::span<const Point> points, const StrokeShape& shape) {
  if (out.box().empty() || points.size() < 2 || !(shape.width > 0)) return;
  Stroker(out, shape).run(points);
}

}  // namespace netsuden::viz
