// SPDX-License-Identifier: Apache-2.0
// A picture of a trace: what `info --plot` and `run --report` draw.
#pragma once

#include <string>

namespace netsuden::app {

struct FigureOptions {
  std::string site;         ///< "" = the first
  std::string theme = "light";
  int width = 1200, height = 820;
};

/// Draws the overview of a trace to a .svg or .png file. Throws IoError for a trace that cannot be read, a file that
/// cannot be written, a site that is not there or an ending that is neither.
void draw_trace(const std::string& trace, const std::string& file, const FigureOptions&);

}  // namespace netsuden::app
