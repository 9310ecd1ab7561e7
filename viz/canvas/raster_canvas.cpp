// SPDX-License-Identifier: Apache-2.0
#include "viz/canvas/raster_canvas.hpp"

#include "viz/canvas/stroke_font.hpp"

namespace netsuden::viz {
namespace {

constexpr int max_side = 16384;

int device_side(double logical, double scale) {
  const double v = logical * scale;
  return std::isfinite(v) ? static_cast<int>(std::clamp(std::floor(v + 0.5), 1.0, static_cast<double>(max_side))) : 1;
}

int whole(double v, int low, int high) { return v <= low ? low : v >= high ? high : static_cast<int>(v); }

}  // namespace

RasterCanvas::RasterCanvas(Size logical, double scale, Color background)
    : size_(logical), scale_(std::isfinite(scale) ? std::clamp(scale, 0.1, 16.0) : 1) {
  image_.width = device_side(logical.w, scale_);
  image_.height = device_side(logical.h, scale_);
  const std::size_t pixels = static_cast<std::size_t>(image_.width) * static_cast<std::size_t>(image_.height);
  image_.rgb.resize(3 * pixels);
  for (std::size_t i = 0; i < pixels; ++i) {
    image_.rgb[3 * i] = background.r;
    image_.rgb[3 * i + 1] = background.g;
    image_.rgb[3 * i + 2] = background.b;
  }
  clips_.push_back({0, 0, image_.width, image_.height});
}

PixelBox RasterCanvas::box_of(double x0, double y0, double x1, double y1) const {
  return {whole(std::floor(x0), clip().x0, clip().x1), whole(std::floor(y0), clip().y0, clip().y1),
          whole(std::ceil(x1), clip().x0, clip().x1), whole(std::ceil(y1), clip().y0, clip().y1)};
}

void RasterCanvas::blend(std::uint8_t* pixel, Color color, double coverage) {
  const int a = (static_cast<int>(coverage * 255 + 0.5) * color.a + 127) / 255;
  if (a == 0) return;
  const auto channel = [a](int to, int from) {
    return static_cast<std::uint8_t>((to * a + from * (255 - a) + 127) / 255);
  };
  pixel[0] = channel(color.r, pixel[0]);
  pixel[1] = channel(color.g, pixel[1]);
  pixel[2] = channel(color.b, pixel[2]);
}

void RasterCanvas::paint(Color color) {
  const PixelBox& box = coverage_.box();
  if (box.empty()) return;
  for (int y = box.y0; y < box.y1; ++y) {
    if (!coverage_.row_touched(y)) continue;
    std::uint8_t* pixel =
        image_.rgb.data() +
        3 * (static_cast<std::size_t>(y) * static_cast<std::size_t>(image_.width) + static_cast<std::size_t>(box.x0));
    for (const double covered : coverage_.row(y)) {
      if (covered > 0) blend(pixel, color, covered);
      pixel += 3;
    }
  }
}

void RasterCanvas::fill_polygon(std::span<const Point> points, Color color) {
  if (points.size() < 3 || color.a == 0) return;
  double x0 = 1e300, y0 = 1e300, x1 = -1e300, y1 = -1e300;
  scratch_.clear();
  for (const Point& p : points) {
    if (!finite(p)) return;
    const Point q{p.x * scale_, p.y * scale_};
    scratch_.push_back(q);
    x0 = std::min(x0, q.x), x1 = std::max(x1, q.x);
    y0 = std::min(y0, q.y), y1 = std::max(y1, q.y);
  }
  coverage_.reset(box_of(x0, y0, x1, y1));
  coverage_.add(scratch_);
  paint(color);
}

void RasterCanvas::fill_rect(const Rect& rect, Color color) {
  const double x0 = rect.x * scale_, y0 = rect.y * scale_, x1 = rect.right() * scale_, y1 = rect.bottom() * scale_;
  if (!(x1 > x0 && y1 > y0) || color.a == 0) return;  // also not a number
  const PixelBox box = box_of(x0, y0, x1, y1);
  for (int y = box.y0; y < box.y1; ++y) {
    const double cover_y = std::min(y1, y + 1.0) - std::max(y0, static_cast<double>(y));
    std::uint8_t* pixel =
        image_.rgb.data() +
        3 * (static_cast<std::size_t>(y) * static_cast<std::size_t>(image_.width) + static_cast<std::size_t>(box.x0));
    for (int x = box.x0; x < box.x1; ++x, pixel += 3)
      blend(pixel, color, cover_y * (std::min(x1, x + 1.0) - std::max(x0, static_cast<double>(x))));
  }
}

void RasterCanvas::fill_band(std::span<const BandPoint> band, Color color) {
  // One quadrilateral between two points of the band; all run the same way, so they count as one area.
  if (band.size() < 2 || color.a == 0) return;
  double x0 = 1e300, y0 = 1e300, x1 = -1e300, y1 = -1e300;
  for (const BandPoint& p : band) {
    if (!(std::isfinite(p.x) && std::isfinite(p.y0) && std::isfinite(p.y1))) return;
    x0 = std::min(x0, p.x * scale_), x1 = std::max(x1, p.x * scale_);
    y0 = std::min({y0, p.y0 * scale_, p.y1 * scale_}), y1 = std::max({y1, p.y0 * scale_, p.y1 * scale_});
  }
  coverage_.reset(box_of(x0, y0, x1, y1));
  const auto device = [&](double x, double y) { return Point{x * scale_, y * scale_}; };
  for (std::size_t i = 0; i + 1 < band.size(); ++i) {
    const BandPoint &a = band[i], &b = band[i + 1];
    if (!(b.x > a.x)) continue;
    const auto low = [](const BandPoint& p) { return std::max(p.y0, p.y1); };
    const auto high = [](const BandPoint& p) { return std::min(p.y0, p.y1); };
    const std::array<Point, 4> quad{device(a.x, high(a)), device(b.x, high(b)), device(b.x, low(b)),
                                    device(a.x, low(a))};
    coverage_.add(quad);
  }
  paint(color);
}

void RasterCanvas::polyline(std::span<const Point> points, const Stroke& stroke) {
  if (points.size() < 2 || stroke.color.a == 0 || !(stroke.width > 0)) return;
  double x0 = 1e300, y0 = 1e300, x1 = -1e300, y1 = -1e300;
  scratch_.clear();
  const double margin = stroke.width * scale_ + 1;
  for (const Point& p : points) {
    const Point q{p.x * scale_, p.y * scale_};
    scratch_.push_back(q);
    if (!finite(q)) continue;
    x0 = std::min(x0, q.x - margin), x1 = std::max(x1, q.x + margin);
    y0 = std::min(y0, q.y - margin), y1 = std::max(y1, q.y + margin);
  }
  if (!(x1 > x0)) return;
  coverage_.reset(box_of(x0, y0, x1, y1));
  add_stroke(coverage_, scratch_,
             {stroke.width * scale_, {stroke.dash[0] * scale_, stroke.dash[1] * scale_}, Cap::butt});
  paint(stroke.color);
}

void RasterCanvas::text(Point at, std::string_view utf8, const TextStyle& style) {
  if (!finite(at) || utf8.empty() || style.color.a == 0) return;
  const double em = style.size * scale_;
  const TextStrokes strokes = stroke_text(utf8, em, style.bold);
  double x = style.h == HAlign::left ? 0 : style.h == HAlign::center ? -strokes.advance / 2 : -strokes.advance;
  const double cap = stroke_cap_height(em, style.bold);
  double y = 0;
  switch (style.v) {
    case VAlign::top:
      y = cap;
      break;
    case VAlign::middle:
      y = cap / 2;
      break;
    case VAlign::baseline:
      break;
    case VAlign::bottom:
      y = -stroke_descent(em, style.bold);
      break;
  }
  const double ox = at.x * scale_ + (style.vertical ? y : x), oy = at.y * scale_ + (style.vertical ? -x : y);
  const Point origin{std::floor(ox + 0.5), std::floor(oy + 0.5)};
  const auto place = [&](Point p) {
    return style.vertical ? Point{origin.x + p.y, origin.y - p.x} : Point{origin.x + p.x, origin.y + p.y};
  };
  double x0 = 1e300, y0 = 1e300, x1 = -1e300, y1 = -1e300;
  const double margin = strokes.pen_width + 1;
  for (const auto& line : strokes.lines) {
    for (const Point& p : line) {
      const Point q = place(p);
      x0 = std::min(x0, q.x - margin), x1 = std::max(x1, q.x + margin);
      y0 = std::min(y0, q.y - margin), y1 = std::max(y1, q.y + margin);
    }
  }
  if (!(x1 > x0)) return;
  coverage_.reset(box_of(x0, y0, x1, y1));
  for (const auto& line : strokes.lines) {
    scratch_.clear();
    for (const Point& p : line) scratch_.push_back(place(p));
    add_stroke(coverage_, scratch_, {strokes.pen_width, {0, 0}, Cap::square});
  }
  paint(style.color);
}

double RasterCanvas::text_width(std::string_view utf8, const TextStyle& style) const {
  return stroke_text_advance(utf8, style.size * scale_, style.bold) / scale_;
}

void RasterCanvas::push_clip(const Rect& rect) {
  const auto edge = [&](double v) { return std::floor(v * scale_ + 0.5); };
  PixelBox box = clip();
  if (std::isfinite(rect.x) && std::isfinite(rect.y) && std::isfinite(rect.w) && std::isfinite(rect.h))
    box = {whole(edge(rect.x), box.x0, box.x1), whole(edge(rect.y), box.y0, box.y1),
           whole(edge(rect.right()), box.x0, box.x1), whole(edge(rect.bottom()), box.y0, box.y1)};
  clips_.push_back(box);
}

void RasterCanvas::pop_clip() {
  if (clips_.size() > 1) clips_.pop_back();
}

}  // namespace netsuden::viz
