// SPDX-License-Identifier: Apache-2.0
// A canvas on an ImDrawList, for the viewer. Needs no OpenGL: whoever draws the list shows it.
#pragma once

#include <imgui.h>

#include <vector>

#include "viz/canvas/canvas.hpp"

namespace netsuden::viz {

struct ImGuiFonts {
  ImFont* regular = nullptr;  ///< nullptr: the font in force
  ImFont* bold = nullptr;     ///< nullptr: the regular one
  ImFont *small = nullptr, *small_bold = nullptr;  ///< for text of up to 12.5 px, where there are such
  ImFont* large_bold = nullptr;                    ///< for bold text from 17 px on
};

/// Lives for one frame. Logical pixels of the canvas are `scale` pixels of ImGui; (0, 0) stands at `origin`.
class ImGuiCanvas final : public Canvas {
 public:
  ImGuiCanvas(ImDrawList& list, ImVec2 origin, Size size, double scale = 1, ImGuiFonts fonts = {});
  ~ImGuiCanvas() override;

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

 private:
  ImVec2 place(Point p) const;
  ImFont* font_of(const TextStyle& style) const;
  void strip(const std::vector<ImVec2>& points, const Stroke& stroke);

  ImDrawList& list_;
  ImVec2 origin_;
  Size size_;
  double scale_;
  ImGuiFonts fonts_;
  int clips_ = 0;
};

}  // namespace netsuden::viz
