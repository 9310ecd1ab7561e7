// SPDX-License-Identifier: Apache-2.0
// What the figures of the study panel share: the columns that are shown, scales, colours of runs.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "viz/panels/panel.hpp"
#include "viz/panels/study.hpp"

namespace netsuden::viz {

/// Outlives frames.
struct StudyMemory {
  std::shared_ptr<const StudyData> data;
  std::shared_ptr<const RunSelection> selection;
  std::shared_ptr<const StudyBands> bands;  ///< the last that arrived
  std::string bands_of;
  std::size_t failed = 0;
};

/// How a column lies on a line from 0 to 1.
struct StudyScale {
  const StudyColumn* column = nullptr;
  double low = 0, high = 1;
  std::vector<double> at;
  std::vector<std::string> label;
  std::string unit;     ///< with its prefix
  std::string context;  ///< of dates: the day or year
  double share(double v) const { return (v - low) / (high - low); }
  double value(double share_of_it) const { return low + share_of_it * (high - low); }
  std::string title() const;  ///< "import peak, MW"
};
StudyScale study_scale(const StudyData& data, int column, const std::optional<StudyView::Range>& zoom, int ticks);

/// The colour of a run: by a number (viridis), by a word or by how it ended (Okabe and Ito).
class RunColors {
 public:
  RunColors(const Theme& theme, const StudyData& data, int column);
  Color of(std::size_t run) const;
  Color at(double v) const;  ///< of a value of the column
  bool by_number() const { return column_ != nullptr && column_->words.empty(); }
  const StudyColumn* column() const { return column_; }
  double value(std::size_t run) const { return column_ != nullptr ? column_->values[run] : static_cast<double>(data_.state[run]); }

 private:
  const Theme& theme_;
  const StudyData& data_;
  const StudyColumn* column_ = nullptr;
};
/// Of a share of the range; held where it reads on the panel of the theme.
Color study_color(const Theme& theme, double share);

/// The study as a frame shows it.
struct StudyParts {
  PanelContext& ctx;
  std::shared_ptr<const StudyData> data;
  const StudyView& view;
  std::shared_ptr<const RunSelection> selection;
  int x = -1, y = -1, color = -1, metric = -1, series = -1;
  std::vector<int> axes;
  RunColors colors;
  int hovered = -1;      ///< run under the pointer
  bool in(std::size_t run) const { return selection->in[run] != 0; }
};

int x_of(const StudyView& v, const StudyData& d);
int y_of(const StudyView& v, const StudyData& d);
int color_of(const StudyView& v, const StudyData& d);
int metric_of(const StudyView& v, const StudyData& d);
int series_of(const StudyView& v, const StudyData& d);
std::vector<int> axes_of(const StudyView& v, const StudyData& d, std::size_t most);

/// Title, question, and what is left below them.
Rect figure_head(PanelContext& ctx, const Rect& box, const std::string& title, const std::string& question, double right = 0);
/// A word with a triangle that opens a list; returns its width.
double menu_button(PanelContext& ctx, const std::string& menu, Point at, const std::string& words, double width, HAlign h = HAlign::left);
void draw_cross(Canvas& canvas, Point p, double r, Color color, double width = 1.5);
void draw_disc(Canvas& canvas, Point p, double r, Color color);
void draw_ring(Canvas& canvas, Point p, double r, Color color, double width);

void draw_scatter(StudyParts& s, const Rect& box);
void draw_parallel(StudyParts& s, const Rect& box);
void draw_bands(StudyParts& s, const Rect& box);
void draw_statistics(StudyParts& s, const Rect& box);
void draw_effects(StudyParts& s, const Rect& box);
double statistics_height(const StudyData& d);
void draw_run_card(StudyParts& s);
void draw_study_menu(StudyParts& s, const Rect& area);

/// What a list offers: name and title.
struct MenuItem {
  std::string name, title, note;
  bool on = false;
};
std::vector<MenuItem> menu_items(const StudyView& v, const StudyData& d, const std::string& menu);
void choose_in_menu(StudyView& v, const StudyData& d, const std::string& menu, const std::string& name);

/// The range of a column that is in sight becomes [a, b], whatever their order.
void brush(StudyView& v, const StudyColumn& c, double a, double b);

}  // namespace netsuden::viz
