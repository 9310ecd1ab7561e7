// SPDX-License-Identifier: Apache-2.0
// What lies over the panels: values at the pointer, tips, the box of a zoom, the help, the command palette.
#pragma once

#include "viz/panels/panel.hpp"

namespace netsuden::viz {

/// The value of each curve under the pointer, largest first, with its time; or the tip of what is pointed at.
void draw_readouts(Canvas& canvas, const Theme& theme, const View& view, const RunFacts* facts, const Scene& scene, Point pointer);
void draw_help(Canvas& canvas, const Theme& theme);
void draw_zoom_box(Canvas& canvas, const Theme& theme, const Frame& frame, double x0, double x1);

/// A command of the palette.
struct Command {
  std::string name, key;
  std::function<void(View&)> run;
};
/// All that can be done, and everywhere one can go.
std::vector<Command> commands(const RunFacts* facts, const std::shared_ptr<const StudyData>& study = nullptr);
/// Those that hold every word of `text`, in their order.
std::vector<Command> matching(const std::vector<Command>& all, const std::string& text);
void draw_palette(Canvas& canvas, const Theme& theme, const std::vector<Command>& found, const std::string& text, std::size_t selected);
void draw_input_line(Canvas& canvas, const Theme& theme, const std::string& label, const std::string& text);

/// What the plots show at the cursor (and at the pin), a line a curve: time, curve, value, unit, dataset.
std::string values_as_tsv(const View& view, const RunFacts& facts, const Scene& scene);

}  // namespace netsuden::viz
