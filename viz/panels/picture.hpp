// SPDX-License-Identifier: Apache-2.0
// A picture of a panel without a window, without a display, without OpenGL: the same bytes on every machine.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "viz/canvas/geometry.hpp"
#include "viz/panels/panel.hpp"

namespace netsuden::viz {

struct PictureRequest {
  std::string trace;
  std::vector<std::string> others;  ///< to compare with
  std::string file;                 ///< .png or .svg
  std::string values;               ///< file for the numbers that are shown; may be empty
  std::string panel;  ///< empty: the answer of a run, the study of a study
  std::string site, range, at, limit, asset;
  std::map<std::string, std::string> study;  ///< of a study: run, x, y, color, series, figure
  std::vector<std::string> brushes;          ///< "NAME=LOW..HIGH"
  DiagramMode diagram = DiagramMode::at_cursor;
  bool heat = false;  ///< flows of heat in the energy panel
  Size size{1440, 900};
  double scale = 1;
  bool dark = true;
};

/// Writes the picture. Returns what is wrong with the request or the trace, or nothing.
std::string write_picture(const PictureRequest& request);

/// "A..B", each a time as in scenarios, local to the run; either may be missing.
std::optional<TimeRange> parse_range(const std::string& text, const RunFacts& facts, std::string& message);
std::optional<double> parse_moment(const std::string& text, const RunFacts& facts, std::string& message);

}  // namespace netsuden::viz
