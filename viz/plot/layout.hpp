// SPDX-License-Identifier: Apache-2.0
// Small multiples: panels below each other on one time axis, their plots aligned at both sides.
#pragma once

#include <span>
#include <vector>

#include "viz/plot/frame.hpp"

namespace netsuden::viz {

struct PanelRequest {
  double weight = 1;       ///< share of the height that is not taken by headers
  double min_height = 40;  ///< logical pixels, header included
};

/// Rectangles from top to bottom within `area`, `gap` apart; the last one is `foot` higher, for the labels of the axis.
std::vector<Rect> stack_panels(const Rect& area, std::span<const PanelRequest> panels, double gap, double foot);

/// The same value-axis gutter for all, so that their plots align.
double shared_gutter(const Canvas& canvas, const Theme& theme, std::span<const FrameSpec> specs);

}  // namespace netsuden::viz
