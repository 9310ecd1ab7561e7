// SPDX-License-Identifier: Apache-2.0
// The viewer without a window: what the hands do to the view, and each frame on whatever canvas. A window gives it mouse
// and keys and shows what it draws; tests do the same without one.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "viz/panels/launcher.hpp"
#include "viz/panels/overlay.hpp"
#include "viz/panels/panel.hpp"

namespace netsuden::viz {

class Session {
 public:
  explicit Session(std::size_t memory_limit = Library::default_memory, std::function<void()> news = {});

  ~Session() { forget_scenario(); }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  /// A trace or a study. The first becomes the one in view.
  void open(const std::string& trace);
  bool empty() const { return library_.count() == 0; }
  /// Names of columns and the like that the next study is shown with; words at the foot for those that it does not have.
  void choose_in_study(std::map<std::string, std::string> choices, std::vector<std::string> brushes) { study_choices_ = std::move(choices), study_brushes_ = std::move(brushes); }

  // ---- hands; points in logical pixels of the picture ----
  void move(Point p);
  void leave();
  void press(Point p, MouseButton button, Modifiers m = {}, bool twice = false);
  void release(Point p, MouseButton button, Modifiers m = {});
  void wheel(Point p, double notches, Modifiers m = {});
  /// "a".."z", "0".."9", "left", "home", "space", "tab", "enter", "escape", "backspace", "up", "pageup", "?", "/", ...
  void key(const std::string& name, Modifiers m = {});
  void type(char32_t character);  ///< into the palette or the filter
  bool typing() const { return palette_ || filtering_; }

  /// Draws everything. Whether more frames are wanted without input: something is being read.
  bool frame(Canvas& canvas);
  /// Clicks what has that name, as a hand would.
  bool click(const std::string& name, Modifiers m = {});

  // ---- for whoever shows it ----
  std::optional<std::string> take_clipboard() { return std::exchange(clipboard_, std::nullopt); }
  bool take_save() { return std::exchange(save_, false); }
  /// A picture of what is seen, by the software rasteriser (or as SVG, where that was asked for); what to say of it.
  std::string save_picture(Size size);
  bool quit() const { return quit_; }
  bool dark() const { return dark_; }
  void set_dark(bool dark) { dark_ = dark; }
  const Theme& theme() const { return dark_ ? dark_theme() : light_theme(); }
  bool help_shown() const { return help_; }
  View& view() { return view_; }
  Library& library() { return library_; }
  const Scene& scene() const { return scene_; }
  const Launcher& launcher() const { return launcher_; }
  void say(const std::string& words);  ///< a line at the foot for a while

 private:
  struct Drag {
    Point from, at;
    MouseButton button = MouseButton::left;
    Modifiers modifiers;
    std::string plot, hit;
    std::function<void(View&, const Touch&)> touch;
    TimeRange range;
    bool moved = false;
  };
  void touch(const Drag& d, bool begin, bool done, bool twice = false);
  void settle_documents();
  std::shared_ptr<const StudyData> study_shown() const;
  bool act_in_study(const std::string& request);
  void open_run_of_study();
  void repeat_run_of_study();
  void act(const std::string& request);
  void overlay_key(const std::string& name);
  void plot_click(const PlotHit& plot, Point p);
  void drag_plot(const Drag& d);
  void solo(const std::string& label);
  void scroll(double rows);
  void step_cursor(double rows);
  void go_to_event(int direction);
  void add_dropped(const std::string& signal, const std::string& plot);
  void validate();
  void launch(bool follow);
  /// `netsuden SUBCOMMAND` on the scenario of the run in view, written to a file of its own. False: said why not.
  bool start_on_scenario(const std::string& subcommand, const std::vector<std::string>& options);
  void forget_scenario();
  void watch_child();

  Library library_;
  View view_;
  Scene scene_;
  Memory memory_;
  Launcher launcher_;
  std::optional<Point> pointer_;
  std::optional<Drag> drag_;
  bool dark_ = true, help_ = false, palette_ = false, filtering_ = false, quit_ = false, save_ = false, save_svg_ = false;
  std::map<std::string, std::string> study_choices_;
  std::vector<std::string> study_brushes_;
  std::vector<int> unsettled_;  ///< opened, and not yet known what they are
  std::string typed_, said_, launched_scenario_, launched_trace_, launched_what_;
  bool follow_launched_ = false;
  int launched_run_ = -1;
  std::size_t selected_ = 0;
  int said_frames_ = 0;
  std::optional<std::string> clipboard_;
};

}  // namespace netsuden::viz
