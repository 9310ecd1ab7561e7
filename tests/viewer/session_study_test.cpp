// SPDX-License-Identifier: Apache-2.0
// The study panel by mouse and keys: runs are chosen, ranges drawn, traces opened, and everything stays finite at any size.
#include "hands.hpp"
#include "runs.hpp"

#include <algorithm>
#include <filesystem>

using namespace netsuden;
using namespace netsuden::viz;
using namespace netsuden::viewer_test;

namespace {

void open_study(Session& s, const std::string& path) {
  s.open(path);
  s.library().wait_idle();
  settle(s);
  REQUIRE(s.view().panel == "study");
  REQUIRE(s.library().study(s.view().study.document));
}
const StudyData& data(Session& s) { return *s.library().study(s.view().study.document); }
Rect box_of(Session& s, const std::string& name) {
  const Hit* h = s.scene().hit(name);
  INFO(name);
  REQUIRE(h != nullptr);
  return h->box;
}
void double_click(Session& s, Point p) {
  click_at(s, p);
  s.press(p, MouseButton::left, {}, true);
  s.release(p, MouseButton::left);
  settle(s);
}
std::size_t in_sight(Session& s) { return static_cast<std::size_t>(shown(s, "study.in_sight")); }

}  // namespace

TEST_CASE("study: every figure draws at any size, in both themes, under the pointer, whichever run is chosen") {
  const std::string broken = "{start: {path: horizon.from, type: values, values: [2026-08-03, 2026-08-05]}, racks: {path: sites.lab.halls.hall1.racks.count, type: values, values: [30, 40]}, end: {path: horizon.to, type: values, values: [2026-08-04, 2026-08-06]}}";
  for (const std::string& path : {Runs::study(), Runs::study("{type: grid}", "traces: none", broken), Runs::study("{type: one_at_a_time}", "traces: none"), Runs::study("{type: morris, trajectories: 3}", "traces: none"),
                                  Runs::study("{type: saltelli, samples: 4}", "traces: none")}) {
    Session s;
    open_study(s, path);
    const std::string words = settle(s);
    CHECK(words.find("A small study") != std::string::npos);
    CHECK(words.find(find_panel("study")->question) != std::string::npos);
    for (std::size_t f = 0; f < study_figures.size(); ++f) {
      s.view().study.figure = static_cast<StudyFigure>(f);
      for (const int run : {-1, 0, static_cast<int>(data(s).runs) - 1}) {
        s.view().study.run = run;
        for (const Size size : {window, Size{960, 600}, Size{640, 400}, Size{320, 200}, Size{2600, 1500}, Size{70, 70}}) settle(s, size);
      }
      settle(s);
      for (double x = 20; x < window.w; x += 97)
        for (double y = 20; y < window.h; y += 83) {
          s.move({x, y});
          CheckingCanvas canvas(window);
          s.frame(canvas);
          REQUIRE(canvas.wrong.empty());
        }
      s.leave();
    }
    for (const char* color : {"status", "run", "supply", "start"}) s.view().study.color = color, settle(s);
    for (const char* x : {"run", "racks", "sites.lab.import_peak_at", "start"}) s.view().study.x = x, s.view().study.y = "sites.lab.import_peak_at", settle(s);
    s.key("t");
    settle(s);
  }
}

TEST_CASE("study: a click chooses a run, a double click opens its trace, U leads back") {
  Session s;
  open_study(s, Runs::study());
  s.view().study.figure = StudyFigure::scatter;
  settle(s);
  click_named(s, "study/run/7");
  REQUIRE(s.view().study.run >= 0);
  const int chosen = s.view().study.run;  // another run may lie over it
  CHECK(shown(s, "study.run.run") == chosen);
  CHECK(shown(s, "study.run.racks") == data(s).column(data(s).find("racks")).values[static_cast<std::size_t>(chosen)]);
  CHECK(s.click("study/run/7"));
  CHECK(s.view().study.run == 7);
  settle(s);
  const Rect at = box_of(s, "study/run/7");
  double_click(s, middle(at));
  s.library().wait_idle();
  const std::string words = settle(s);
  CHECK(s.view().panel == "answer");
  const auto facts = s.library().facts(s.view().run);
  REQUIRE(facts);
  CHECK(facts->attribute("study_run") == std::to_string(s.view().study.run));
  CHECK(words.find("A small study") != std::string::npos);
  const int count = s.library().count();
  s.key("u");
  settle(s);
  CHECK(s.view().panel == "study");
  CHECK(s.view().study.run >= 0);
  s.key("enter");  // the same trace is the same document
  settle(s);
  CHECK(s.library().count() == count);
  CHECK(s.view().panel == "answer");
  s.key("3");
  settle(s);
  CHECK(s.scene().plot("utilisation") != nullptr);
}

TEST_CASE("study: a run without a trace says how to repeat it") {
  Session s;
  open_study(s, Runs::study("{type: one_at_a_time}", "traces: none"));
  s.key("enter");
  CHECK(settle(s).find("choose a run first") != std::string::npos);
  s.key("right");
  s.key("enter");
  const std::string words = settle(s);
  CHECK(s.view().panel == "study");
  CHECK(words.find("Run 0 has left no trace. To repeat it: netsuden run ") != std::string::npos);
  click_named(s, "study/command");
  CHECK(s.take_clipboard() == data(s).command_of(0));
  // Another run: the words are gone.
  s.key("right");
  CHECK(settle(s).find("has left no trace") == std::string::npos);
}

TEST_CASE("study: ranges by the mouse on an axis and in the points, by keys, and away again") {
  Session s;
  open_study(s, Runs::study());
  const auto& racks = data(s).column(data(s).find("racks"));
  const Rect axis = box_of(s, "study/axis/racks");
  const double x = axis.x + axis.w / 2;
  drag(s, {x, axis.y + 0.2 * axis.h}, {x, axis.y + 0.6 * axis.h}, MouseButton::left);
  REQUIRE(s.view().study.brushes.contains("racks"));
  const auto range = s.view().study.brushes.at("racks");
  const auto within = std::count_if(racks.values.begin(), racks.values.end(), [&](double v) { return v >= range.first && v <= range.second; });
  CHECK(in_sight(s) == static_cast<std::size_t>(within));
  CHECK(in_sight(s) > 0);
  CHECK(in_sight(s) < data(s).runs);
  CHECK(settle(s).find(std::to_string(within) + " of 24 runs in sight") != std::string::npos);
  // It is moved as a whole.
  drag(s, {x, axis.y + 0.4 * axis.h}, {x, axis.y + 0.5 * axis.h}, MouseButton::left);
  const auto moved = s.view().study.brushes.at("racks");
  CHECK(moved.second - moved.first == Approx(range.second - range.first));
  CHECK(moved.first < range.first);
  click_at(s, {x, axis.y + 0.5 * axis.h});
  CHECK(s.view().study.brushes.empty());
  // In the points: both columns.
  const Rect points = box_of(s, "study/scatter");
  drag(s, {points.x + 0.3 * points.w, points.y + 5}, {points.right() - 5, points.bottom() - 5}, MouseButton::left);
  CHECK(s.view().study.brushes.size() == 2);
  CHECK(in_sight(s) < data(s).runs);
  click_named(s, "study/all-runs");
  CHECK(in_sight(s) == data(s).runs);
  // By keys: the lower end of the first axis up, the runs in sight one after the other.
  s.key(".");
  settle(s);
  for (int i = 0; i < 5; ++i) s.key("down");
  settle(s);
  REQUIRE(s.view().study.brushes.size() == 1);
  const std::size_t some = in_sight(s);
  CHECK(some < data(s).runs);
  s.key("home");
  std::size_t seen = 1;
  for (int before = s.view().study.run;; before = s.view().study.run, ++seen) {
    s.key("right");
    if (s.view().study.run == before) break;
    REQUIRE(seen < 100);
  }
  CHECK(seen == some);
  s.key("delete");
  settle(s);
  CHECK(in_sight(s) == data(s).runs);
}

TEST_CASE("study: points zoom at the pointer and by a box, and fit again, lists are opened by the mouse and by keys") {
  Session s;
  open_study(s, Runs::study());
  const Rect points = box_of(s, "study/scatter");
  s.wheel({points.x + 100, points.y + 60}, 3);
  settle(s);
  REQUIRE(s.view().study.zoom_x);
  const double width = s.view().study.zoom_x->second - s.view().study.zoom_x->first;
  drag(s, {points.x + 60, points.y + 40}, {points.x + 160, points.y + 120}, MouseButton::right);
  CHECK(s.view().study.zoom_x->second - s.view().study.zoom_x->first < width);
  CHECK(s.view().study.brushes.empty());
  s.key("f");
  CHECK_FALSE(s.view().study.zoom_x);
  settle(s);
  click_named(s, "study/menu/x");
  CHECK(s.view().study.menu == "x");
  click_named(s, "study/choose/x/supply");
  CHECK(s.view().study.x == "supply");
  CHECK(s.view().study.menu.empty());
  click_named(s, "study/menu/y");
  s.key("end");
  s.key("enter");
  CHECK(s.view().study.y == data(s).columns.back().name);
  click_named(s, "study/menu/color");
  s.key("escape");
  CHECK(s.view().study.menu.empty());
  const std::string x = s.view().study.x;
  s.key("x");
  CHECK(s.view().study.x != x);
  s.key("x", {true, false, false});
  CHECK(s.view().study.x == x);
  click_named(s, "study/menu/axes");
  click_named(s, "study/choose/axes/supply");
  CHECK(s.scene().hit("study/axis/supply") == nullptr);
  click_named(s, "study/choose/axes/supply");
  CHECK(s.scene().hit("study/axis/supply") != nullptr);
  s.key("escape");
  settle(s);
  click_named(s, "study/metric/sites.lab.import_peak_w");
  CHECK(s.view().study.metric == "sites.lab.import_peak_w");
  click_named(s, "study/effect/supply");
  CHECK(s.view().study.x == "supply");
  s.key("g");
  CHECK(s.view().study.figure == StudyFigure::scatter);
  click_named(s, "study/figure/table");
  CHECK(s.view().study.figure == StudyFigure::table);
}

TEST_CASE("study: bands follow the runs in sight, a click holds a moment, the wheel zooms") {
  Session s;
  open_study(s, Runs::study());
  CHECK(shown(s, "study.bands.runs") == 24);
  const Rect plot = box_of(s, "study/bands");
  click_at(s, {plot.x + 0.5 * plot.w, plot.y + 30});
  REQUIRE(s.view().study.at);
  const double lowest = shown(s, "study.bands.site/it_power.min"), middle_value = shown(s, "study.bands.site/it_power.p50"), highest = shown(s, "study.bands.site/it_power.max");
  CHECK(lowest < middle_value);
  CHECK(middle_value < highest);
  s.view().study.brushes["racks"] = {40, 60};
  settle(s);
  CHECK(shown(s, "study.bands.runs") == static_cast<double>(in_sight(s)));
  CHECK(shown(s, "study.bands.site/it_power.min") > lowest);  // more racks draw more
  CHECK(shown(s, "study.bands.site/it_power.max") == highest);
  s.wheel({plot.x + 0.5 * plot.w, plot.y + 30}, 4);
  settle(s);
  REQUIRE(s.view().study.span);
  const auto span = *s.view().study.span;
  drag(s, {plot.x + 200, plot.y + 30}, {plot.x + 150, plot.y + 30}, MouseButton::left);
  CHECK(s.view().study.span->first > span.first);
  s.key("f");
  CHECK_FALSE(s.view().study.span);
  s.key("b");
  settle(s);
  CHECK(s.view().study.series == "equipment/hall/inlet_temperature");
  CHECK(shown(s, "study.bands.equipment/hall/inlet_temperature.max") > 15);
}

TEST_CASE("study: copy, palette, help, failed runs one after the other") {
  const std::string broken = "{start: {path: horizon.from, type: values, values: [2026-08-03, 2026-08-05]}, racks: {path: sites.lab.halls.hall1.racks.count, type: values, values: [30, 40]}, end: {path: horizon.to, type: values, values: [2026-08-04, 2026-08-06]}}";
  Session s;
  open_study(s, Runs::study("{type: grid}", "traces: none", broken));
  const auto failed = data(s).runs - data(s).count("complete");
  REQUIRE(failed == 2);
  s.key("n");
  REQUIRE(s.view().study.run >= 0);
  CHECK_FALSE(data(s).complete(static_cast<std::size_t>(s.view().study.run)));
  CHECK(settle(s).find("error[horizon]") != std::string::npos);
  const int first = s.view().study.run;
  s.key("n");
  CHECK(s.view().study.run > first);
  s.key("p");
  CHECK(s.view().study.run == first);
  s.key("c", {false, true, false});
  auto text = s.take_clipboard();
  REQUIRE(text);
  CHECK(std::count(text->begin(), text->end(), '\n') == 1 + static_cast<long>(data(s).runs));
  CHECK(text->find("refused") != std::string::npos);
  s.key("p", {false, true, false});
  for (const char c : std::string("study x is sites.lab.pue")) s.type(static_cast<char32_t>(c));
  settle(s);
  s.key("enter");
  CHECK(s.view().study.x == "sites.lab.pue");
  s.key("?");
  CHECK(settle(s).find("Runs of a study") != std::string::npos);
  s.key("?");
  for (const char* key : {"x", "y", "v", "m", "g", "b", "left", "right", "home", "end", "n", "p", ",", ".", "up", "down", "backspace", "f", "escape", "tab"}) {
    s.key(key), settle(s);
    s.key(key, {true, false, false}), settle(s);
    s.view().open("study");
  }
}

TEST_CASE("study: without one, or with a run alone, the panel says how to open one, beside a study other panels wait for a run") {
  Session s;
  s.open(Runs::trace("first-steps"));
  s.library().wait_idle();
  s.view().open("study");
  CHECK(settle(s).find("netsuden-viewer DIR") != std::string::npos);
  s.open(Runs::study());
  s.library().wait_idle();
  settle(s);
  CHECK(s.view().study.document == 1);
  CHECK(s.view().panel == "study");
  s.key("1");
  CHECK(settle(s).find("No run is open") == std::string::npos);  // the run that was there
  Session alone;
  open_study(alone, Runs::study());
  alone.key("1");
  CHECK(settle(alone).find("No run is open.") != std::string::npos);
  alone.key("u");
  CHECK(alone.view().panel == "study");
  alone.open(Runs::trace("first-steps"));
  alone.library().wait_idle();
  settle(alone);
  CHECK(alone.library().facts(alone.view().run));
}
