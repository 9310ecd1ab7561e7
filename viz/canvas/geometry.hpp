// SPDX-License-Identifier: Apache-2.0
// Points, rectangles and colours of the picture plane. x grows to the right, y downwards, both in logical pixels.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace netsuden::viz {

struct Point {
  double x = 0, y = 0;
  bool operator==(const Point&) const = default;
};

struct Size {
  double w = 0, h = 0;
  bool operator==(const Size&) const = default;
};

struct Rect {
  double x = 0, y = 0, w = 0, h = 0;
  double right() const { return x + w; }
  double bottom() const { return y + h; }
  bool empty() const { return !(w > 0 && h > 0); }
  bool contains(Point p) const { return p.x >= x && p.x < right() && p.y >= y && p.y < bottom(); }
  Rect inset(double dx, double dy) const {
    return {x + dx, y + dy, std::max(0.0, w - 2 * dx), std::max(0.0, h - 2 * dy)};
  }
  Rect intersect(const Rect& o) const {
    const double l = std::max(x, o.x), t = std::max(y, o.y);
    return {l, t, std::max(0.0, std::min(right(), o.right()) - l), std::max(0.0, std::min(bottom(), o.bottom()) - t)};
  }
  bool operator==(const Rect&) const = default;
};

/// One abscissa of a band between two curves.
struct BandPoint {
  double x = 0, y0 = 0, y1 = 0;
};

/// sRGB, not premultiplied.
struct Color {
  std::uint8_t r = 0, g = 0, b = 0, a = 255;
  static constexpr Color hex(std::uint32_t rgb, double alpha = 1) {
    return {static_cast<std::uint8_t>(rgb >> 16 & 255), static_cast<std::uint8_t>(rgb >> 8 & 255),
            static_cast<std::uint8_t>(rgb & 255), static_cast<std::uint8_t>(alpha * 255 + 0.5)};
  }
  constexpr Color alpha(double share) const {
    return {r, g, b, static_cast<std::uint8_t>(static_cast<double>(a) * share + 0.5)};
  }
  constexpr bool operator==(const Color&) const = default;
};

/// From a (share 0) to b (share 1), channel by channel.
constexpr Color mix(Color from, Color to, double share) {
  const auto channel = [share](std::uint8_t x, std::uint8_t y) {
    return static_cast<std::uint8_t>(static_cast<double>(x) +
                                     (static_cast<double>(y) - static_cast<double>(x)) * share + 0.5);
  };
  return {channel(from.r, to.r), channel(from.g, to.g), channel(from.b, to.b), channel(from.a, to.a)};
}

/// Relative luminance and contrast ratio of WCAG 2.1 (1 to 21).
inline double luminance(Color c) {
  const auto linear = [](std::uint8_t v) {
    const double s = static_cast<double>(v) / 255;
    return s <= 0.04045 ? s / 12.92 : std::pow((s + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * linear(c.r) + 0.7152 * linear(c.g) + 0.0722 * linear(c.b);
}
inline double contrast(Color a, Color b) {
  const double x = luminance(a), y = luminance(b);
  return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
}

inline bool finite(Point p) { return std::isfinite(p.x) && std::isfinite(p.y); }

}  // namespace netsuden::viz
