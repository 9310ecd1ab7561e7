// SPDX-License-Identifier: Apache-2.0
#include "viz/panels/picture.hpp"

#include "sim/base/errors.hpp"
#include "viz/canvas/png.hpp"
#include "viz/canvas/raster_canvas.hpp"
#include "viz/canvas/svg_canvas.hpp"
#include "viz/panels/overlay.hpp"
#include "viz/panels/shell.hpp"

namespace netsuden::viz {
namespace {

constexpr int most_rounds = 30;  // what a panel asks for may depend on what it got

std::string set_up(const PictureRequest& q, Library& library, View& view) {
  const auto facts = library.facts(view.run);
  if (!facts) return library.words(view.run);
  std::string message;
  if (find_panel(q.panel) == nullptr) {
    std::string names;
    for (const PanelInfo& p : panels()) names += (names.empty() ? "" : ", ") + std::string(p.name);
    return "there is no panel \"" + q.panel + "\"; there are: " + names;
  }
  view.panel = q.panel;
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
    const std::string title = view.panel + ": " + library.facts(view.run)->name;
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
      write_text_file(q.values, text + "\n" + values_as_tsv(view, *library.facts(view.run), scene));
    }
  } catch (const IoError& e) {
    return e.what();
  }
  return {};
}

}  // namespace netsuden::viz
