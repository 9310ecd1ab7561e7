// SPDX-License-Identifier: Apache-2.0
// The command line of netsuden-viewer.
#pragma once

#include <string>
#include <vector>

#include "viz/model/view.hpp"

namespace netsuden::viz {

struct ViewerOptions {
  std::string trace;  ///< may be empty
  std::vector<std::string> others;  ///< further traces, to compare with
  // A picture instead of a window.
  std::string screenshot, values, panel, site, range, at, limit, asset;
  std::string run, x, y, color, series, figure;  ///< of a study
  std::vector<std::string> brushes;
  DiagramMode diagram = DiagramMode::at_cursor;  ///< of the one-line diagram
  bool heat = false;  ///< flows of heat in the energy panel, not of power
  double width = 1440, height = 900;
  bool dark = true, theme_given = false;
  double scale = 0;  ///< 0: as the display says
  int frames = 0;    ///< 0: until the window is closed
  bool help = false, version = false;
  std::string error;  ///< not empty: bad arguments
};

ViewerOptions parse_viewer_options(const std::vector<std::string>& arguments);
std::string viewer_help();

}  // namespace netsuden::viz
