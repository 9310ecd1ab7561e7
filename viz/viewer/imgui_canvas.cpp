// SPDX-License-Identifier: Apache-2.0
#include "viz/viewer/imgui_canvas.hpp"

#include <algorithm>
#include <cmath>

#include "viz/canvas/stroker.hpp"
#include "viz/canvas/triangulate.hpp"

namespace netsuden::viz {
namespace {

constexpr std::size_t most_points = 8000;  // in one call: ImGui's indices have 16 bits
constexpr double far = 1e5;                // floats keep a fraction of a pixel up to here

ImU32 packed(Color c) { return IM_COL32(c.r, c.g, c.b, c.a); }
float narrow(double v) { return static_cast<float>(std::clamp(v, -far, far)); }
constexpr double cap_share = 0.72;  // height of capitals in usual sans-serif faces

}  // namespace

ImGuiCanvas::ImGuiCanvas(ImDrawList& list, ImVec2 origin, Size size, double scale, ImGuiFonts fonts)
    : list_(list), origin_(origin), size_(size), scale_(scale > 0 ? scale : 1), fonts_(fonts) {}

ImGuiCanvas::~ImGuiCanvas() {
  while (clips_ > 0) pop_clip();
}

ImVec2 ImGuiCanvas::place(Point p) const {
  return {narrow(p.x * scale_ + static_cast<double>(origin_.x)), narrow(p.y * scale_ + static_cast<double>(origin_.y))};
}

ImFont* ImGuiCanvas::font_of(const TextStyle& style) const {
  if (style.size >= 17 && style.bold && fonts_.large_bold != nullptr) return fonts_.large_bold;
  if (style.size <= 12.5) {
    if (style.bold && fonts_.small_bold != nullptr) return fonts_.small_bold;
    if (!style.bold && fonts_.small != nullptr) return fonts_.small;
  }
  if (style.bold && fonts_.bold != nullptr) return fonts_.bold;
  return fonts_.regular != nullptr ? fonts_.regular : ImGui::GetFont();
}

void ImGuiCanvas::fill_polygon(std::span<const Point> points, Color color) {
  if (points.size() < 3 || color.a == 0) return;
  if (!std::all_of(points.begin(), points.end(), [](Point p) { return finite(p); })) return;
  if (points.size() < most_points && is_convex(points)) {
    std::vector<ImVec2> corners;
    for (const Point& p : points) corners.push_back(place(p));
    list_.AddConvexPolyFilled(corners.data(), static_cast<int>(corners.size()), packed(color));
    return;
  }
  const auto triangles = triangulate(points);
  for (std::size_t i = 0; i + 2 < triangles.size(); i += 3)
    list_.AddTriangleFilled(place(points[triangles[i]]), place(points[triangles[i + 1]]),
                            place(points[triangles[i + 2]]), packed(color));
}

void ImGuiCanvas::fill_rect(const Rect& rect, Color color) {
  if (!(rect.w > 0 && rect.h > 0) || !finite({rect.x, rect.y}) || color.a == 0) return;
  list_.AddRectFilled(place({rect.x, rect.y}), place({rect.right(), rect.bottom()}), packed(color));
}

void ImGuiCanvas::fill_band(std::span<const BandPoint> band, Color color) {
  if (band.size() < 2 || color.a == 0) return;
  const ImVec2 white = ImGui::GetFontTexUvWhitePixel();
  const ImU32 paint = packed(color);
  for (std::size_t from = 0; from + 1 < band.size(); from += most_points) {
    const std::size_t to = std::min(band.size() - 1, from + most_points);
    for (std::size_t i = from; i < to; ++i) {
      const BandPoint &a = band[i], &b = band[i + 1];
      if (!finite({a.x, a.y0}) || !finite({b.x, b.y0}) || !std::isfinite(a.y1) || !std::isfinite(b.y1)) continue;
      list_.PrimReserve(6, 4);
      list_.PrimQuadUV(place({a.x, std::min(a.y0, a.y1)}), place({b.x, std::min(b.y0, b.y1)}),
                       place({b.x, std::max(b.y0, b.y1)}), place({a.x, std::max(a.y0, a.y1)}), white, white, white,
                       white, paint);
    }
  }
}

void ImGuiCanvas::strip(const std::vector<ImVec2>& all, const Stroke& stroke) {
  // Corners nearer than a fraction of a pixel have no direction to speak of: ImGui's joints would bulge there.
  std::vector<ImVec2> points;
  for (const ImVec2& p : all)
    if (points.empty() || std::abs(p.x - points.back().x) + std::abs(p.y - points.back().y) > 0.4f) points.push_back(p);
  if (points.size() == 1 && all.size() > 1) points.push_back(all.back());
  const float width = static_cast<float>(std::max(stroke.width * scale_, 1.0));
  for (std::size_t from = 0; from + 1 < points.size(); from += most_points - 1) {
    const std::size_t n = std::min(most_points, points.size() - from);
    list_.AddPolyline(points.data() + from, static_cast<int>(n), packed(stroke.color), ImDrawFlags_None, width);
  }
}

void ImGuiCanvas::polyline(std::span<const Point> points, const Stroke& stroke) {
  if (points.size() < 2 || stroke.color.a == 0 || !(stroke.width > 0)) return;
  const ImVec2 low = list_.GetClipRectMin(), high = list_.GetClipRectMax();
  const double margin = stroke.width + 2;
  const auto back = [&](ImVec2 p) {
    return Point{(static_cast<double>(p.x) - static_cast<double>(origin_.x)) / scale_,
                 (static_cast<double>(p.y) - static_cast<double>(origin_.y)) / scale_};
  };
  const Point l = back(low), h = back(high);
  const Rect box{l.x - margin, l.y - margin, h.x - l.x + 2 * margin, h.y - l.y + 2 * margin};
  const double period = stroke.dashed() ? stroke.dash[0] + stroke.dash[1] : 0;
  std::vector<ImVec2> run;
  const auto flush = [&] {
    if (run.size() > 1) strip(run, stroke);
    run.clear();
  };
  double phase = 0;
  for (std::size_t i = 0; i + 1 < points.size(); ++i) {
    const Point a = points[i], b = points[i + 1];
    double from = 0, to = 1;
    if (!finite(a) || !finite(b)) {
      flush();
      phase = 0;
      continue;
    }
    const double length = std::hypot(b.x - a.x, b.y - a.y);
    const bool seen = clip_segment(a, b, box, from, to) && length > 0;
    const auto at = [&](double s) { return place({a.x + (b.x - a.x) * s, a.y + (b.y - a.y) * s}); };
    if (!seen) {
      if (length > 0) flush();
    } else if (period == 0) {
      if (run.empty() || from > 0) {
        flush();
        run.push_back(at(from));
      }
      run.push_back(at(to));
      if (to < 1) flush();
    } else {
      // Dashes are made of what is seen only: a line of a million dashes costs what is on the screen.
      double s = std::floor((phase + from * length) / period) * period - phase;
      for (int guard = 0; s < to * length && guard < 20000; ++guard, s += period) {
        const double s0 = std::max(s, from * length), s1 = std::min(s + stroke.dash[0], to * length);
        if (s1 > s0) strip({at(s0 / length), at(s1 / length)}, stroke);
      }
    }
    if (period > 0) phase = std::fmod(phase + length, period);
  }
  flush();
}

double ImGuiCanvas::text_width(std::string_view utf8, const TextStyle& style) const {
  const float size = static_cast<float>(style.size * scale_);
  return static_cast<double>(font_of(style)->CalcTextSizeA(size, 1e9f, 0, utf8.data(), utf8.data() + utf8.size()).x) /
         scale_;
}

void ImGuiCanvas::text(Point at, std::string_view utf8, const TextStyle& style) {
  if (!finite(at) || utf8.empty() || style.color.a == 0) return;
  ImFont* font = font_of(style);
  const double size = style.size * scale_, width = text_width(utf8, style) * scale_;
  const double ascent = static_cast<double>(font->Ascent / font->FontSize) * size;
  double x = style.h == HAlign::left ? 0 : style.h == HAlign::center ? -width / 2 : -width;
  double baseline = 0;
  switch (style.v) {
    case VAlign::top:
      baseline = cap_share * size;
      break;
    case VAlign::middle:
      baseline = cap_share / 2 * size;
      break;
    case VAlign::baseline:
      break;
    case VAlign::bottom:
      baseline = -0.21 * size;
      break;
  }
  const ImVec2 p = place(at);
  const ImVec2 corner{std::round(p.x + narrow(x)), std::round(p.y + narrow(baseline - ascent))};
  const int first = list_.VtxBuffer.Size;
  if (!style.vertical) {
    list_.AddText(font, static_cast<float>(size), corner, packed(style.color), utf8.data(), utf8.data() + utf8.size());
    return;
  }
  // Drawn level around the anchor without a clip, then turned with it.
  list_.PushClipRect({-1e6f, -1e6f}, {1e6f, 1e6f}, false);
  list_.AddText(font, static_cast<float>(size), corner, packed(style.color), utf8.data(), utf8.data() + utf8.size());
  list_.PopClipRect();
  for (int i = first; i < list_.VtxBuffer.Size; ++i) {
    ImVec2& v = list_.VtxBuffer[i].pos;
    v = {p.x + (v.y - p.y), p.y - (v.x - p.x)};
  }
}

void ImGuiCanvas::push_clip(const Rect& rect) {
  list_.PushClipRect(place({rect.x, rect.y}), place({rect.right(), rect.bottom()}), true);
  ++clips_;
}

void ImGuiCanvas::pop_clip() {
  if (clips_ == 0) return;
  list_.PopClipRect();
  --clips_;
}

}  // namespace netsuden::viz
