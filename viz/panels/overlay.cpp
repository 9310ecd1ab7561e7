// SPDX-License-Identifier: Apache-2.0
#include "viz/panels/overlay.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "viz/model/assets.hpp"
#include "viz/model/limits.hpp"
#include "viz/panels/study.hpp"

namespace netsuden::viz {
namespace {

TextStyle words(double size, Color color, HAlign h = HAlign::left, bool bold = false) {
  TextStyle s;
  s.size = size, s.color = color, s.h = h, s.v = VAlign::middle, s.bold = bold;
  return s;
}

void sheet(Canvas& canvas, const Theme& theme, const Rect& box) {
  canvas.fill_rect({box.x + 3, box.y + 3, box.w, box.h}, theme.page.alpha(0.6));
  canvas.fill_rect(box, mix(theme.panel, theme.page, 0.15));
  canvas.stroke_rect({box.x + 0.5, box.y + 0.5, box.w - 1, box.h - 1}, {theme.axis, 1});
}

/// Beside the pointer, inside the picture.
Rect beside(const Canvas& canvas, Point p, double w, double h) {
  const Size size = canvas.size();
  double x = p.x + 16, y = p.y + 16;
  if (x + w > size.w - 4) x = p.x - 16 - w;
  if (y + h > size.h - 4) y = size.h - 4 - h;
  return {std::max(4.0, x), std::max(4.0, y), w, h};
}

}  // namespace

void draw_readouts(Canvas& canvas, const Theme& theme, const View& view, const RunFacts* run, const Scene& scene, Point pointer) {
  const Hit* hit = scene.hit_at(pointer);
  const PlotHit* plot = scene.plot_at(pointer);
  const TextStyle dim = words(11, theme.text_dim), plain = words(11, theme.text), value = words(11, theme.text, HAlign::right, true);
  if (run == nullptr || plot == nullptr || plot->readouts.empty() || (hit != nullptr && !hit->tip.empty())) {
    if (hit == nullptr || hit->tip.empty()) return;
    const double w = std::min(canvas.text_width(hit->tip, plain) + 20, canvas.size().w - 8);
    const Rect box = beside(canvas, pointer, w, 24);
    sheet(canvas, theme, box);
    canvas.text({box.x + 10, box.y + 12}, fit_text(canvas, hit->tip, plain, w - 16), plain);
    return;
  }
  const RunFacts& facts = *run;
  const double t = plot->frame.time_at(pointer.x);
  struct Line {
    const Readout* r;
    double v;
    std::string words, apart;
  };
  std::vector<Line> lines;
  double label_w = 60, value_w = 40, apart_w = 0;
  for (const Readout& r : plot->readouts) {
    const double v = r.series->at(t);
    if (!std::isfinite(v)) continue;
    Line l{&r, v, format_value(v, r.unit, 5), ""};
    if (view.pin) {
      const double p = r.series->at(*view.pin);
      if (std::isfinite(p)) l.apart = (v >= p ? "+" : "\u2212") + format_value(std::abs(v - p), r.unit.symbol == "\u00B0C" ? axis_units::celsius_from_kelvin_difference() : r.unit, 4);
    }
    lines.push_back(std::move(l));
  }
  std::stable_sort(lines.begin(), lines.end(), [](const Line& a, const Line& b) { return a.v > b.v; });
  const std::size_t most = 18, more = lines.size() > most ? lines.size() - most : 0;
  if (more > 0) lines.resize(most);
  for (const Line& l : lines) {
    label_w = std::max(label_w, std::min(220.0, canvas.text_width(l.r->label, plain)));
    value_w = std::max(value_w, canvas.text_width(l.words, value));
    if (!l.apart.empty()) apart_w = std::max(apart_w, canvas.text_width(l.apart, dim) + 14);
  }
  const double w = std::max(label_w + value_w + apart_w + 50, canvas.text_width(clock_text(t, facts.zone), value) + 24), row = 17;
  const Rect box = beside(canvas, pointer, w, 28 + row * static_cast<double>(lines.size() + (more > 0 ? 1 : 0)));
  sheet(canvas, theme, box);
  canvas.text({box.x + 10, box.y + 13}, clock_text(t, facts.zone), words(11, theme.text, HAlign::left, true));
  double y = box.y + 24 + row / 2;
  for (const Line& l : lines) {
    canvas.fill_rect({box.x + 10, y - 4, 8, 8}, l.r->color);
    canvas.text({box.x + 24, y}, fit_text(canvas, l.r->label, plain, label_w), plain);
    canvas.text({box.right() - 10 - apart_w, y}, l.words, value);
    if (!l.apart.empty()) canvas.text({box.right() - 10, y}, l.apart, words(11, theme.text_dim, HAlign::right));
    y += row;
  }
  if (more > 0) canvas.text({box.x + 24, y}, fmt::format("and {} more", more), dim);
}

void draw_zoom_box(Canvas& canvas, const Theme& theme, const Frame& f, double x0, double x1) {
  const double a = std::clamp(std::min(x0, x1), f.plot.x, f.plot.right()), b = std::clamp(std::max(x0, x1), f.plot.x, f.plot.right());
  canvas.fill_rect({a, f.plot.y, b - a, f.plot.h}, theme.palette[0].alpha(0.18));
  canvas.stroke_rect({a, f.plot.y, b - a, f.plot.h}, {theme.palette[0], 1});
}

void draw_help(Canvas& canvas, const Theme& theme) {
  using Line = std::pair<const char*, const char*>;
  static const std::vector<std::pair<const char*, std::vector<Line>>> parts{
      {"Time", {{"wheel, W S", "zoom at the pointer, at the cursor"}, {"drag, A D", "pan"}, {"right drag", "zoom to the box"}, {"Ctrl+wheel, wheel on the scale", "zoom the values"}, {"double click, F", "the whole horizon"}, {"Backspace, Shift+Backspace", "back and forward through ranges"}, {"L", "follow a running simulation"}}},
      {"Cursor", {{"click", "set it, for all panels"}, {"Left Right", "one recorded row; Shift: ten"}, {"Home End", "start and end of what is in sight"}, {"Space, middle click", "pin a second cursor: differences"}, {"N P", "next and previous event"}, {"C", "copy all values at the cursor"}}},
      {"Panels", {{"1 to 9, 0", "the panels in their order"}, {"Tab, Shift+Tab", "next, previous"}, {"legend click", "show or hide; Shift: alone"}, {"/", "filter events and signals"}, {"Up Down, wheel", "scroll lists"}}},
      {"All else", {{"Ctrl+P", "every command, every limit, hall, asset"}, {"Ctrl+S, Ctrl+Shift+S", "save the picture, as SVG"}, {"T", "dark or light"}, {"?", "this help"}, {"Esc", "close; unpin"}, {"Ctrl+Q", "quit"}}},
      {"Study", {{"U", "the study, from anywhere"}, {"X Y V", "next column for x, y, colour; Shift: before"}, {"G", "next figure; Shift: before"}, {"M B", "next metric, next series"}, {"drag", "keep a range; right drag: zoom; wheel"}, {", . and Up Down", "an axis, its range; Shift: lower end"}}},
      {"Runs of a study", {{"click, Left Right", "choose a run among those in sight"}, {"double click, Enter", "open its trace"}, {"R", "repeat it, and open that"}, {"N P", "next, previous run that is not complete"}, {"Backspace", "no range; Shift: none at all"}, {"C", "copy the runs in sight"}}}};
  const Size size = canvas.size();
  const double w = std::min(840.0, size.w - 40), h = std::min(548.0, size.h - 40);
  canvas.fill_rect({0, 0, size.w, size.h}, theme.page.alpha(0.6));
  const Rect box{(size.w - w) / 2, (size.h - h) / 2, w, h};
  sheet(canvas, theme, box);
  canvas.text({box.x + 24, box.y + 28}, "Hands", words(18, theme.text, HAlign::left, true));
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const double x = box.x + 24 + (i % 2 == 1 ? w / 2 - 6 : 0);
    double y = box.y + 58 + 166 * static_cast<double>(i / 2);
    canvas.text({x, y}, parts[i].first, words(13, theme.palette[0], HAlign::left, true));
    for (const Line& l : parts[i].second) {
      y += 20;
      canvas.text({x, y}, l.first, words(11, theme.text, HAlign::left, true));
      canvas.text({x + 160, y}, fit_text(canvas, l.second, words(11, theme.text_dim), w / 2 - 190), words(11, theme.text_dim));
    }
  }
}

namespace {

/// What the study panel offers, each column by its name.
std::vector<Command> study_commands(const std::shared_ptr<const StudyData>& study) {
  std::vector<Command> out;
  const auto key = [&](const std::string& name, const char* keys, const char* what, Modifiers m = {}) {
    const std::string pressed = what;
    out.push_back({name, keys, [study, pressed, m](View& v) { v.open("study"), study_key(v, *study, pressed, m); }});
  };
  key("Study: open the trace of the chosen run", "Enter", "enter");
  key("Study: repeat the chosen run", "R", "r");
  out.push_back({"Study: copy the command of the chosen run", "", [](View& v) { v.request = "copy command"; }});
  key("Study: next run that is not complete", "N", "n");
  key("Study: previous run that is not complete", "P", "p");
  key("Study: all runs, no ranges", "Shift+Backspace", "backspace", {true, false, false});
  key("Study: fit every figure", "F", "f");
  for (std::size_t i = 0; i < study_figures.size(); ++i) out.push_back({std::string("Study: show ") + study_figures[i], "", [i](View& v) { v.open("study"), v.study.figure = static_cast<StudyFigure>(i); }});
  out.push_back({"Study: colour by how it ended", "", [](View& v) { v.open("study"), v.study.color = "status"; }});
  for (const StudyColumn& c : study->columns) {
    const std::string name = c.name;
    out.push_back({"Study: x is " + name, "", [name](View& v) { v.open("study"), v.study.x = name, v.study.zoom_x.reset(); }});
    out.push_back({"Study: y is " + name, "", [name](View& v) { v.open("study"), v.study.y = name, v.study.zoom_y.reset(); }});
    out.push_back({"Study: colour is " + name, "", [name](View& v) { v.open("study"), v.study.color = name; }});
  }
  for (const StudySeries& s : study->series)
    for (std::size_t e = 0; e < std::max<std::size_t>(1, std::min<std::size_t>(s.entities.size(), 200)); ++e) {
      const std::string name = s.name();
      const int entity = static_cast<int>(e);
      out.push_back({"Study: bands of " + name + (s.entities.empty() ? "" : " of " + s.entities[e]), "", [name, entity](View& v) { v.open("study"), v.study.series = name, v.study.entity = entity, v.study.span.reset(); }});
    }
  return out;
}

}  // namespace

std::vector<Command> commands(const RunFacts* facts, const std::shared_ptr<const StudyData>& study) {
  std::vector<Command> out;
  int key = 1;
  for (const PanelInfo& p : panels()) {
    const std::string name = p.name;
    out.push_back({std::string("Show ") + p.title + ": " + p.question, p.of_study ? "U" : key <= 10 ? std::to_string(key % 10) : "", [name](View& v) { v.open(name); }});
    ++key;
  }
  const auto request = [&](const char* name, const char* keys, const char* what) {
    const std::string r = what;
    out.push_back({name, keys, [r](View& v) { v.request = r; }});
  };
  out.push_back({"Show the whole horizon", "F", [](View& v) { v.fit(); }});
  out.push_back({"Back to the range before", "Backspace", [](View& v) { v.back(); }});
  out.push_back({"Forward to the range after", "Shift+Backspace", [](View& v) { v.forward(); }});
  out.push_back({"Pin the cursor, or unpin it", "Space", [](View& v) { v.pin = v.pin ? std::nullopt : std::optional<double>(v.cursor()); }});
  out.push_back({"Follow the running simulation, or stop", "L", [](View& v) { v.live = !v.live; }});
  request("Dark or light", "T", "theme");
  request("Copy all values at the cursor", "C", "copy");
  request("Save the picture", "Ctrl+S", "save");
  request("Save the picture as SVG", "Ctrl+Shift+S", "save svg");
  request("Help", "?", "help");
  request("Validate the scenario", "", "validate");
  request("Run the scenario", "", "run");
  request("Run the scenario and follow it", "", "follow");
  request("Cancel the run that was launched from here", "", "cancel");
  request("Quit", "Ctrl+Q", "quit");
  if (study) {
    for (Command& c : study_commands(study)) out.push_back(std::move(c));
  }
  if (facts == nullptr) return out;
  for (const std::string& s : facts->sites()) out.push_back({"Go to site " + s, "", [s](View& v) { v.choose_site(s); }});
  for (const LimitName& n : facts->limits) {
    const std::string name = n.name, site = n.site;
    out.push_back({"Limit " + n.title + " of " + n.site, "", [name, site](View& v) { v.site = site, v.limit = name, v.open("capacity"); }});
  }
  for (const TopologyRow& a : facts->topology) {
    const std::string path = a.path, site = site_of_asset(path);
    out.push_back({"Inspect " + path, "", [path, site](View& v) { v.site = site, v.asset = path, v.open("inspector"); }});
  }
  return out;
}

std::vector<Command> matching(const std::vector<Command>& all, const std::string& text) {
  std::vector<std::string> wanted;
  std::string word;
  for (const char c : lower(text) + " ") {
    if (c != ' ') word += c;
    else if (!word.empty()) wanted.push_back(std::exchange(word, {}));
  }
  std::vector<Command> out;
  for (const Command& c : all) {
    const std::string name = lower(c.name);
    if (std::all_of(wanted.begin(), wanted.end(), [&](const std::string& w) { return name.find(w) != std::string::npos; })) out.push_back(c);
  }
  return out;
}

void draw_palette(Canvas& canvas, const Theme& theme, const std::vector<Command>& found, const std::string& text, std::size_t selected) {
  const Size size = canvas.size();
  const std::size_t most = 14, first = selected >= most ? selected - most + 1 : 0;
  const double w = std::min(640.0, size.w - 20), row = 24;
  const Rect box{(size.w - w) / 2, 70, w, 46 + row * static_cast<double>(std::min(most, std::max<std::size_t>(found.size(), 1)))};
  canvas.fill_rect({0, 0, size.w, size.h}, theme.page.alpha(0.5));
  sheet(canvas, theme, box);
  canvas.text({box.x + 16, box.y + 20}, text.empty() ? "type what to do or where to go" : text + "|", words(14, text.empty() ? theme.text_faint : theme.text));
  canvas.fill_rect({box.x, box.y + 38, box.w, 1}, theme.grid);
  double y = box.y + 42;
  if (found.empty()) canvas.text({box.x + 16, y + row / 2}, "nothing has this name", words(12, theme.text_dim));
  for (std::size_t i = first; i < std::min(found.size(), first + most); ++i, y += row) {
    if (i == selected) canvas.fill_rect({box.x + 4, y, box.w - 8, row}, mix(theme.panel, theme.palette[5], 0.6));
    const TextStyle name = words(12, theme.text), key = words(11, theme.text_dim, HAlign::right);
    canvas.text({box.x + 16, y + row / 2}, fit_text(canvas, found[i].name, name, box.w - 140), name);
    canvas.text({box.right() - 16, y + row / 2}, found[i].key, key);
  }
}

void draw_input_line(Canvas& canvas, const Theme& theme, const std::string& label, const std::string& text) {
  const Size size = canvas.size();
  const double w = std::min(480.0, size.w - 20);
  const Rect box{(size.w - w) / 2, 70, w, 40};
  sheet(canvas, theme, box);
  canvas.text({box.x + 16, box.y + 20}, label, words(12, theme.text_dim));
  canvas.text({box.x + 24 + canvas.text_width(label, words(12, theme.text_dim)), box.y + 20}, text + "|", words(14, theme.text));
}

std::string values_as_tsv(const View& view, const RunFacts& facts, const Scene& scene) {
  std::string out = "time\tplot\tcurve\tvalue\tunit\tdataset\n";
  std::vector<double> moments{view.cursor()};
  if (view.pin) moments.push_back(*view.pin);
  for (const double t : moments)
    for (const PlotHit& p : scene.plots)
      for (const Readout& r : p.readouts) {
        const double v = r.series->at(t);
        if (std::isfinite(v)) out += fmt::format("{}\t{}\t{}\t{:.9g}\t{}\t{}\n", format_iso(t, facts.zone), p.name, r.label, v * r.unit.factor, r.unit.symbol, r.dataset);
      }
  return out;
}

}  // namespace netsuden::viz
