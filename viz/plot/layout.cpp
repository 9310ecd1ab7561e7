// SPDX-License-Identifier: Apache-2.0
#include "viz/plot/layout.hpp"

#include <algorithm>

namespace netsuden::viz {

std::vector<Rect> stack_panels(const Rect& area, std::span<const PanelRequest> panels, double gap, double foot) {
  std::vector<Rect> out;
  if (panels.empty()) return out;
  const double n = static_cast<double>(panels.size());
  double weight = 0, least = 0;
  for (const PanelRequest& p : panels) weight += std::max(0.0, p.weight), least += p.min_height;
  const double room = area.h - gap * (n - 1) - foot;
  const double spare = std::max(0.0, room - least);
  const double shrink = room < least && least > 0 ? std::max(0.0, room) / least : 1;
  double y = area.y;
  for (std::size_t i = 0; i < panels.size(); ++i) {
    double h =
        panels[i].min_height * shrink + (weight > 0 ? spare * std::max(0.0, panels[i].weight) / weight : spare / n);
    if (i + 1 == panels.size()) h += foot;
    const double top = std::round(y), bottom = std::round(y + h);
    out.push_back({area.x, top, area.w, bottom - top});
    y += h + gap;
  }
  return out;
}

double shared_gutter(const Canvas& canvas, const Theme& theme, std::span<const FrameSpec> specs) {
  double gutter = 0;
  for (const FrameSpec& s : specs) gutter = std::max(gutter, needed_gutter(canvas, theme, s));
  return gutter;
}

}  // namespace netsuden::viz
