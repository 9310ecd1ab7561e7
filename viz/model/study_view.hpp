// SPDX-License-Identifier: Apache-2.0
// What the user looks at in a study: axes, ranges of columns, the run that is chosen. Names hold over files.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace netsuden::viz {

enum class StudyFigure { all, scatter, parallel, bands, table };
inline constexpr std::array<const char*, 5> study_figures{"all", "scatter", "parallel", "bands", "table"};

struct StudyView {
  using Range = std::pair<double, double>;
  int document = -1;            ///< number in the library; -1: no study is open
  std::string x, y, color;      ///< columns; empty: the panel chooses; colour "status": how the run ended
  std::string metric;           ///< of the effects; empty: the panel chooses
  std::vector<std::string> axes;  ///< of the parallel coordinates; empty: the panel chooses
  std::string series;           ///< "site/it_power"
  int entity = 0;
  std::map<std::string, Range> brushes;
  int run = -1;                 ///< chosen; -1: none
  StudyFigure figure = StudyFigure::all;
  std::string menu;             ///< the list that is open: "x", "y", "color", "series", "metric", "axes"
  int menu_at = 0;
  int axis_in_hand = -1;        ///< of the parallel coordinates, for keys
  std::optional<Range> zoom_x, zoom_y, span;  ///< of the scatter and of the bands, where zoomed by hand
  std::optional<Range> held;    ///< what a drag moves
  std::optional<double> at;     ///< moment of the bands whose values stand beside them
  std::string words;            ///< what came of the last thing asked of a run
};

}  // namespace netsuden::viz
