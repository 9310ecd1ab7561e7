// SPDX-License-Identifier: Apache-2.0
#include "viz/panels/picture.hpp"

#include "sim/base/errors.hpp"
#include "viz/canvas/png.hpp"
#include "viz/canvas/raster_canvas.hpp"
#include "viz/canvas/svg_canvas.hpp"
#include "viz/panels/overlay.hpp"
#include "viz/panels/shell.hpp"
#include "viz/panels/study.hpp"

namespace netsuden::viz {
namespace {

constexpr int most_rounds = 30;  // what a panel asks for may depend on what it got

std::string set_up_study(const PictureRequest& q, const StudyData& data, View& view) {
  if (!q.panel.empty() && !find_panel(q.panel)->of_study) return data.path + " is a study, shown by --panel study alone; its runs have the panel \"" + q.panel + "\"";
  view.panel = "study";
  view.study.document = view.run;
  std::string message;
  if (!q.at.empty()) {
    view.study.at = parse_time(q.at, data.zone, message);
    if (!view.study.at) return "--at: " + message;
  }
  if (const std::size_t dots = q.range.find(".."); !q.range.empty()) {
    const auto a = parse_time(q.range.substr(0, dots), data.zone, message), b = dots == std::string::npos ? std::nullopt : parse_time(q.range.substr(dots + 2), data.zone, message);
    if (!a || !b || !(*b > *a)) return "--range: write FROM..TO" + (message.empty() ? "" : ", " + message);
    view.study.span = {*a, *b};
  }
  return choose_in_study(view.study, data, q.study, q.brushes);
}

std::string set_up(const PictureRequest& q, Library& library, View& view) {
  const auto facts = library.facts(view.run);
  const auto study = library.study(view.run);
  if (!facts && !study) return library.words(view.run);
  std::string message;
  if (!q.panel.empty() && find_panel(q.panel) == nullptr) {
    std::string names;
    for (const PanelInfo& p : panels()) names += (names.empty() ? "" : ", ") + std::string(p.name);
    return "there is no panel \"" + q.panel + "\"; there are: " + names;
  }
  if (study) return set_up_study(q, *study, view);
  view.panel = q.panel.empty() ? "answer" : q.panel;
  if (find_panel(view.panel)->of_study) return facts->path + " is a run, and no study: netsuden-viewer DIR, the folder that `netsuden study STUDY.yaml -o DIR` wrote";
  for (const auto& [key, value] : q.study)
    if (!value.empty()) return "--" + key + " is of studies; " + facts->path + " is a run";
  view.limit = q.limit, view.asset = q.asset;
  view.diagram = q.diagram;
  view.flows = q.heat ? FlowKind::heat : FlowKind::power;
  if (!q.site.empty()) {
    const auto& sites = facts->sites();
    if (std::find(sites.begin(), sites.end(), q.site) == sites.end()) return facts->path + " has no site \"" + q.site + "\"";
    view.site = q.site;
  }
  settle_view(library, view);
  library.wait_idle();
  settle_view(library, view);
  if (!q.range.empty()) {
    const auto r = parse_range(q.range, *facts, message);
    if (!r) return "--range: " + message;
    view.show(*r);
    if (!view.range().contains(view.cursor())) view.set_cursor(0.5 * (view.range().t0 + view.range().t1));
  }
  if (!q.at.empty()) {
    const auto t = parse_moment(q.at, *facts, message);
    if (!t) return "--at: " + message;
    view.jump_to(*t);
  }
  return {};
}

}  // namespace

std::optional<double> parse_moment(const std::string& text, const RunFacts& facts, std::string& message) {
  const auto t = parse_time(text, facts.zone, message);
  if (t && (*t < facts.t0 || *t > facts.t1)) {
    message = text + " is outside the run, which goes from " + format_compact(facts.t0, facts.zone) + " to " + format_compact(facts.t1, facts.zone);
    return std::nullopt;
  }
  return t;
}

std::optional<TimeRange> parse_range(const std::string& text, const RunFacts& facts, std::string& message) {
  const std::size_t dots = text.find("..");
  if (dots == std::string::npos) {
    message = "\"" + text + "\" is no range; write FROM..TO";
    return std::nullopt;
  }
  TimeRange r{facts.t0, facts.t1};
  const std::string a = text.substr(0, dots), b = text.substr(dots + 2);
  if (!a.empty()) {
    const auto t = parse_moment(a, facts, message);
    if (!t) return std::nullopt;
    r.t0 = *t;
  }
  if (!b.empty()) {
    const auto t = parse_moment(b, facts, message);
    if (!t) return std::nullopt;
    r.t1 = *t;
  }
  if (!(r.t1 > r.t0)) {
    message = "\"" + text + "\" ends before it begins";
    return std::nullopt;
  }
  return r;
}

std::string write_picture(const PictureRequest& q) {
  Library library;
  library.follow(false);
  View view;
  view.live = false;
  view.run = library.open(q.trace);
  for (const std::string& other : q.others) library.open(other);
  library.wait_idle();
  for (std::size_t i = 0; i <= q.others.size(); ++i)
    if (const std::string words = library.words(static_cast<int>(i)); !words.empty()) return words;
  if (const std::string wrong = set_up(q, library, view); !wrong.empty()) return wrong;
  const Theme& theme = q.dark ? dark_theme() : light_theme();
  Scene scene;
  Memory memory;
  const auto draw = [&](Canvas& canvas) { draw_shell(canvas, theme, library, view, scene, memory, std::nullopt); };
  for (int round = 0; round < most_rounds; ++round) {
    library.begin_frame();
    RasterCanvas trial(q.size, 1, theme.page);
    draw(trial);
    if (scene.loading == 0) break;
    library.wait_idle();
    if (round > 3 && library.idle() && round % 4 == 0) break;  // what is missing stays missing
  }
  library.begin_frame();
  try {
    const auto facts = library.facts(view.run);
    const auto study = library.study(view.run);
    const std::string title = view.panel + ": " + (study ? study->name : facts->name);
    if (q.file.ends_with(".svg")) {
      SvgOptions options;
      options.title = title;
      SvgCanvas canvas(q.size, options);
      draw(canvas);
      write_text_file(q.file, canvas.str());
    } else {
      RasterCanvas canvas(q.size, q.scale, theme.page);
      draw(canvas);
      write_png(q.file, canvas.image(), title);
    }
    if (!q.values.empty()) {
      std::string text;
      for (const std::string& s : scene.shown) text += s + "\n";
      write_text_file(q.values, text + "\n" + (study ? runs_as_tsv(view.study, *study, study->runs) : values_as_tsv(view, *facts, scene)));
    }
  } catch (const IoError& e) {
    return e.what();
  }
  return {};
}

}  // namespace netsuden::viz
