// SPDX-License-Identifier: Apache-2.0
// What a panel draws with, and what it leaves behind for the pointer. A panel is a function of the run, the view and a
// rectangle: the window and the picture without a window call the same.
//
// Everything that can be clicked is a `Hit` with a name; every plot on the common time axis is a `PlotHit`. Tests click
// by name, not by pixel.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "viz/canvas/canvas.hpp"
#include "viz/model/library.hpp"
#include "viz/model/view.hpp"
#include "viz/plot/frame.hpp"

namespace netsuden::viz {

/// A value of a plot at any moment, for crosshairs, copies and tests.
struct Readout {
  std::string label;
  Color color{};
  std::shared_ptr<const TraceSeries> series;
  AxisUnit unit{};
  std::string dataset;  ///< where it stands in the file
};

enum class MouseButton { left, middle, right };
struct Modifiers {
  bool shift = false, ctrl = false, alt = false;
};

/// A press within a hit, as it goes on.
struct Touch {
  Point from, at;
  MouseButton button = MouseButton::left;
  Modifiers modifiers;
  bool moved = false;  ///< further than a hand moves while it clicks
  bool begin = false;  ///< the first movement
  bool done = false;   ///< released
  bool twice = false;  ///< a double click
};

struct Hit {
  std::string name;
  Rect box;
  std::string tip;
  std::function<void(View&)> click;  ///< empty: it only has a tip
  std::function<void(View&, const Touch&)> touch = {};       ///< of what is dragged, or clicked at a place: comes before `click`
  std::function<void(View&, Point, double notches)> wheel = {};
};

struct PlotHit {
  std::string name;
  Frame frame;
  std::vector<Readout> readouts;
};

/// The rows of a list that are in sight.
struct RowsInSight {
  std::size_t first = 0, last = 0, count = 0;
  std::size_t fit() const { return last - first; }
  bool cut() const { return fit() < count; }
};

/// What a frame has drawn.
struct Scene {
  std::vector<Hit> hits;
  std::vector<PlotHit> plots;
  std::vector<std::string> shown;  ///< "name = value unit", what tests compare with the file
  RowsInSight list;                ///< of the list that is scrolled
  int loading = 0;                 ///< things that were asked for and are not there yet
  std::vector<std::string> ids_twice() const;
  const Hit* hit(const std::string& name) const;
  const Hit* hit_at(Point p) const;  ///< the one on top
  const PlotHit* plot(const std::string& name) const;
  const PlotHit* plot_at(Point p) const;
  /// Of the plot whose value axis is meant: the pointer is beside it on the left, or `inside` it; null where it has none.
  const PlotHit* values_at(Point p, bool inside) const;
};

struct StudyMemory;

/// Outlives frames: what is shown while newer data is on its way.
struct Memory {
  std::shared_ptr<StudyMemory> study;
  std::shared_ptr<const LimitSummary> limits;
  std::shared_ptr<const HeatMatrix> heat;
  std::string heat_of;
  std::string check_of, check_text;  ///< scenario panel: the text that was validated, and what came out
  bool check_ok = false;
  std::string job_words;  ///< of a run that was launched from here
};

/// The pointer, in the picture; absent in pictures without a window.
struct Pointer {
  Point at;
  bool inside = false;
};

class PanelContext {
 public:
  PanelContext(Canvas& c, const Theme& t, Library& l, const View& v, std::shared_ptr<const RunFacts> f, Scene& s, Memory& m)
      : canvas(c), theme(t), library(l), view(v), facts(std::move(f)), study(l.study(v.study.document)), scene(s), memory(m) {
    if (facts) progress = library.progress(view.run);
  }
  Canvas& canvas;
  const Theme& theme;
  Library& library;
  const View& view;
  std::shared_ptr<const RunFacts> facts;
  std::shared_ptr<const StudyData> study;
  RunProgress progress;
  Scene& scene;
  Memory& memory;
  std::optional<Point> pointer;

  // ---- data; what is returned lives as long as the context ----
  std::shared_ptr<const TraceSeries> series(const SeriesKey& key);
  std::shared_ptr<const TraceSeries> series(std::string_view group, std::string_view channel, std::string_view entity = {}) {
    return series(facts->find(group, channel, entity));
  }
  double value(const SeriesKey& key);  ///< at the cursor
  double value(std::string_view group, std::string_view channel, std::string_view entity = {}) { return value(facts->find(group, channel, entity)); }
  std::vector<double>& keep(std::vector<double> v) { return kept_.emplace_back(std::move(v)); }
  template <class T>
  std::shared_ptr<const T> hold(std::shared_ptr<const T> datum) {
    if (datum) held_.push_back(datum);
    else ++scene.loading;
    return datum;
  }
  /// The site in view, its place, and whether a name belongs to it.
  std::string site() const;
  int site_index() const;
  TimeAxis axis() const { return {view.range().t0, view.range().t1, facts->zone}; }
  std::string when(double t) const;  ///< local time, minutes (seconds where the range is short)

  // ---- drawing ----
  TextStyle style(double size, Color color, HAlign h = HAlign::left, VAlign v = VAlign::baseline, bool bold = false) const;
  TextStyle label(HAlign h = HAlign::left, VAlign v = VAlign::middle) const { return style(theme.label_size, theme.text_dim, h, v); }
  TextStyle strong(HAlign h = HAlign::left, VAlign v = VAlign::middle) const { return style(theme.label_size, theme.text, h, v, true); }
  TextStyle small(HAlign h = HAlign::left, VAlign v = VAlign::middle) const { return style(theme.small_size, theme.text_dim, h, v); }
  /// Text cut to a width; returns the width drawn.
  double text(Point at, std::string_view utf8, const TextStyle& s, double width = 1e9);
  void card(const Rect& box, Color edge = {0, 0, 0, 0});
  /// A card that is brighter under the pointer, with a hit.
  void button(const std::string& name, const Rect& box, const std::string& words, bool on, std::function<void(View&)> click,
              const std::string& tip = {});
  void hit(std::string name, const Rect& box, std::function<void(View&)> click, std::string tip = {});
  void hit(Hit h) { scene.hits.push_back(std::move(h)); }
  bool hovered(const Rect& box) const { return pointer && box.contains(*pointer); }
  void say(std::string name, double value, const std::string& unit);  ///< for `Scene::shown`
  /// Colour of a load of that share: blue to amber to vermilion; over 1 it is the colour of violations.
  Color load_color(double share) const;
  /// A bar of a share with the limit at 1; hatched where it is over.
  void load_bar(const Rect& box, double share, Color color);
  void notice(const Rect& box, const std::string& words);
  /// The rows of the panel's list for which there is `room`, from where it was scrolled to; where it was not, `selected`
  /// is among them.
  RowsInSight rows_in_sight(std::size_t count, double room, double row_h, std::size_t selected = 0);
  /// A bar within `track` that shows which rows are in sight; none where all are.
  void scroll_bar(const Rect& track, const RowsInSight& rows);

 private:
  std::deque<std::vector<double>> kept_;
  std::vector<std::shared_ptr<const Datum>> held_;
};

using DrawPanel = void (*)(PanelContext&, const Rect&);
struct PanelInfo {
  const char* name;      ///< as on the command line
  const char* title;
  const char* question;  ///< what it answers
  DrawPanel draw;
  bool of_study = false;  ///< shows the study that is open, not the run
};
const std::vector<PanelInfo>& panels();
const PanelInfo* find_panel(const std::string& name);

/// "3 h 20 min", "45 s", "12 d", "10 years".
std::string span_text(double seconds);
/// Local time to the second.
std::string clock_text(double t, const TimeZone& zone);
/// Without capitals, for filters.
std::string lower(std::string s);
/// With so many decimals and a unit after a blank; "-" for what is not known.
std::string fixed(double v, int decimals, const std::string& unit = {});
/// The word of an integer code of a channel.
std::string flag_of(const Channel& channel, double code);
/// A code of a trace; -1 for what is none: NaN, or beyond a million.
int code_of(double value);
/// What the ledger calls the utilisation of a limit of which nothing is left is beyond any scale.
inline constexpr double lost_share = 50;
/// How full a limit is shown: one that is broken is over, also where its utilisation is 1 after rounding.
double shown_load(double utilisation, double margin);
/// Share of a limit as text: "104 % OVER", "96 % high", "61 %".
std::string load_text(double share);

}  // namespace netsuden::viz
