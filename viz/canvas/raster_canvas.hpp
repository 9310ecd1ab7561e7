// SPDX-License-Identifier: Apache-2.0
// A canvas of pixels, drawn by the processor alone: exact-area anti-aliasing, the built-in font, no window, no library.
// The same drawing gives the same bytes on every machine.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "viz/canvas/canvas.hpp"
#include "viz/canvas/coverage.hpp"
#include "viz/canvas/stroker.hpp"

namespace netsuden::viz {

/// Rows from the top, three bytes a pixel (sRGB).
struct Image {
  int width = 0, height = 0;
  std::vector<std::uint8_t> rgb;
  Color at(int x, int y) const {
    const std::size_t i =
        3 * (static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x));
    return {rgb[i], rgb[i + 1], rgb[i + 2], 255};
  }
  bool operator==(const Image&) const = default;
};

class RasterCanvas final : public Canvas {
 public:
  /// `scale` device pixels a logical one. Sizes are held to 1 to 16,384 device pixels.
  RasterCanvas(Size logical, double scale, Color background);

  Size size() const override { return size_; }
  double device_pixel() const override { return 1 / scale_; }
  void fill_polygon(std::span<const Point> points, Color color) override;
  void fill_rect(const Rect& rect, Color color) override;
  void fill_band(std::span<const BandPoint> band, Color color) override;
  void polyline(std::span<const Point> points, const Stroke& stroke) override;
  void text(Point at, std::string_view utf8, const TextStyle& style) override;
  double text_width(std::string_view utf8, const TextStyle& style) const override;
  void push_clip(const Rect& rect) override;
  void pop_clip() override;

  const Image& image() const { return image_; }

 private:
  const PixelBox& clip() const { return clips_.back(); }
  PixelBox box_of(double x0, double y0, double x1, double y1) const;
  void paint(Color color);
  void blend(std::uint8_t* pixel, Color color, double coverage);

  Size size_;
  double scale_;
  Image image_;
  std::vector<PixelBox> clips_;
  Coverage coverage_;
  std::vector<Point> scratch_;
};

}  // namespace netsuden::viz
