// SPDX-License-Identifier: Apache-2.0
// A canvas that writes SVG 1.1: no scripts, no external references, generic font families, a title for readers that
// cannot see it. Shows in browsers, on code hosting sites and in LaTeX (through a converter). Same drawing, same bytes.
#pragma once

#include <string>
#include <vector>

#include "viz/canvas/canvas.hpp"

namespace netsuden::viz {

struct SvgOptions {
  std::string title{};        ///< the accessible name
  std::string description{};  ///< a longer text alternative; may be empty
  Color background{255, 255, 255, 255};
  std::string id_prefix = "n";  ///< of the ids inside, so that several pictures can stand in one HTML page
};

class SvgCanvas final : public Canvas {
 public:
  SvgCanvas(Size size, SvgOptions options);

  Size size() const override { return size_; }
  void fill_polygon(std::span<const Point> points, Color color) override;
  void fill_rect(const Rect& rect, Color color) override;
  void fill_rects(std::span<const Rect> rects, Color color) override;
  void fill_band(std::span<const BandPoint> band, Color color) override;
  void polyline(std::span<const Point> points, const Stroke& stroke) override;
  void text(Point at, std::string_view utf8, const TextStyle& style) override;
  /// From the widths of a wide sans-serif face (DejaVu Sans), so that text fits with any usual one.
  double text_width(std::string_view utf8, const TextStyle& style) const override;
  void push_clip(const Rect& rect) override;
  void pop_clip() override;
  void begin_group(std::string_view title) override;
  void end_group() override;

  /// The whole document. Drawing may go on afterwards.
  std::string str() const;

 private:
  Size size_;
  SvgOptions options_;
  std::string body_;
  std::vector<Rect> clips_;   ///< defined so far: an equal clip is defined once
  std::vector<Rect> nested_;  ///< in force
  int groups_ = 0;
};

/// Text for XML content and attributes: markup escaped, control characters dropped, malformed UTF-8 replaced.
std::string xml_escape(std::string_view utf8);
/// At most `decimals` digits behind the point (up to 3), no trailing zeros, no leading zero, never "-0" nor an
/// exponent.
std::string svg_number(double v, int decimals = 2);

}  // namespace netsuden::viz
