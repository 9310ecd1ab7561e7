// SPDX-License-Identifier: Apache-2.0
// A canvas that says what charts write in another language: the charts of the viewer stay as they are.
#pragma once

#include "viz/canvas/canvas.hpp"
#include "viz/report/words.hpp"

namespace netsuden::viz {

class WordsCanvas final : public Canvas {
 public:
  WordsCanvas(Canvas& on, const Words& words) : on_(on), words_(words) {}
  Size size() const override { return on_.size(); }
  double device_pixel() const override { return on_.device_pixel(); }
  void fill_polygon(std::span<const Point> points, Color color) override { on_.fill_polygon(points, color); }
  void fill_rect(const Rect& rect, Color color) override { on_.fill_rect(rect, color); }
  void fill_rects(std::span<const Rect> rects, Color color) override { on_.fill_rects(rects, color); }
  void fill_band(std::span<const BandPoint> band, Color color) override { on_.fill_band(band, color); }
  void polyline(std::span<const Point> points, const Stroke& stroke) override { on_.polyline(points, stroke); }
  void text(Point at, std::string_view utf8, const TextStyle& style) override { on_.text(at, words_.of_chart(utf8), style); }
  double text_width(std::string_view utf8, const TextStyle& style) const override { return on_.text_width(words_.of_chart(utf8), style); }
  void push_clip(const Rect& rect) override { on_.push_clip(rect); }
  void pop_clip() override { on_.pop_clip(); }
  void begin_group(std::string_view title) override { on_.begin_group(words_.of_chart(title)); }
  void end_group() override { on_.end_group(); }

 private:
  Canvas& on_;
  const Words& words_;
};

}  // namespace netsuden::viz
