// SPDX-License-Identifier: Apache-2.0
// What the user looks at: one range of time and one cursor for all panels, a selection, and what each panel was set to.
// Nothing of files, nothing of windows. Verified by tests/viewer/view_test.cpp.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "viz/model/study_view.hpp"

namespace netsuden::viz {

struct TimeRange {
  double t0 = 0, t1 = 1;
  double length() const { return t1 - t0; }
  bool contains(double t) const { return t >= t0 && t <= t1; }
  bool operator==(const TimeRange&) const = default;
};

/// A signal by names, which hold over runs and files.
struct SignalName {
  std::string group, channel, entity;
  std::string text() const { return entity.empty() ? group + "/" + channel : group + "/" + channel + "@" + entity; }
  static std::optional<SignalName> parse(const std::string& text);
  bool operator==(const SignalName&) const = default;
};

enum class DiagramMode { at_cursor, highest, failure };  ///< value at the cursor, the extreme of the visible range, or after the worst single failure
enum class HallMetric { inlet, power, throttle };
enum class SankeyMode { at_cursor, range };
enum class FlowKind { power, heat };  ///< of the energy panel: electricity by what it goes into, or heat by the way it leaves
enum class EventOrder { time, severity };
enum class Alignment { calendar, start };

class View {
 public:
  /// The horizon: what can be seen at most, and what "fit" shows.
  void set_horizon(TimeRange horizon);
  const TimeRange& horizon() const { return horizon_; }

  const TimeRange& range() const { return range_; }
  /// Held within the horizon (and a tenth of the range beyond it), not shorter than a millisecond. A step of its own in
  /// the history, unless it continues the movement before it.
  void show(TimeRange range, bool continues = false);
  void pan(double share);  ///< of the range; positive: later
  /// `factor` < 1 shows less; `at` keeps its place in the picture.
  void zoom(double factor, double at);
  void fit() {
    show(horizon_);
    fit_values();
  }
  /// The value axis of a plot of this panel, where it was zoomed by hand: low, high. `factor` < 1 shows less; `at` keeps its place.
  std::optional<std::pair<double, double>> values(const std::string& plot) const;
  void zoom_values(const std::string& plot, std::pair<double, double> now, double factor, double at);
  void fit_values() { values_.clear(); }
  bool can_go_back() const { return place_ > 0; }
  bool can_go_forward() const { return place_ + 1 < history_.size(); }
  void back();
  void forward();

  double cursor() const { return cursor_; }
  /// Held within the horizon.
  void set_cursor(double t);
  void choose_cursor(double t) { set_cursor(t), cursor_chosen = true; }
  /// The same, and the range follows where the cursor would not be seen.
  void jump_to(double t);
  std::optional<double> pin;  ///< the second cursor

  int run = 0;
  StudyView study;
  std::string panel = "answer";
  std::string site, asset, limit, hall, filter;
  std::string service;  ///< that the services panel shows
  std::string circuit;  ///< plant whose water circuit the plant panel shows
  std::set<std::string> hidden;  ///< "panel/legend entry"
  DiagramMode diagram = DiagramMode::at_cursor;
  HallMetric metric = HallMetric::power;
  SankeyMode sankey = SankeyMode::range;
  FlowKind flows = FlowKind::power;
  EventOrder event_order = EventOrder::time;
  Alignment alignment = Alignment::start;
  int least_severity = 0;
  int selected_event = -1;
  std::vector<std::vector<SignalName>> plots;  ///< of the signals panel
  std::set<std::string> unfolded;              ///< of its tree
  int active_plot = 0;
  std::string compared = "site/facility_power";  ///< channel of the compare panel
  std::string inspected;                         ///< channel that the inspector plots
  bool resolved = false;                         ///< scenario panel: with every default
  std::string request;                           ///< what only the window can do: "validate", "run", "follow", "cancel"
  double scroll = -1;                          ///< of the list of the panel, rows; below 0: not scrolled by hand
  bool live = true;                            ///< the range follows a running simulation
  bool cursor_chosen = false;                  ///< by the user, or at the worst moment once that is known
  int settled_run = -1;                        ///< whose horizon this is

  bool shown(const std::string& legend) const { return !hidden.contains(panel + "/" + legend); }
  void toggle(const std::string& legend);
  void open(const std::string& panel_name);
  void choose_site(const std::string& name);  ///< what was chosen of another site is left

 private:
  TimeRange horizon_, range_;
  std::vector<TimeRange> history_{{0, 1}};
  std::size_t place_ = 0;
  double cursor_ = 0;
  std::map<std::string, std::pair<double, double>> values_;  ///< "panel/plot"
};

/// The layout as text that `apply_layout` reads: a line a fact. Unknown lines are passed over, so that layouts of other
/// versions still help.
std::string layout_text(const View& view, bool dark);
void apply_layout(const std::string& text, View& view, bool& dark);

}  // namespace netsuden::viz
