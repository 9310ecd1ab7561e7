// SPDX-License-Identifier: Apache-2.0
#include "viz/panels/shell.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "viz/panels/figures.hpp"
#include "viz/plot/marks.hpp"
#include "viz/plot/ribbon.hpp"

namespace netsuden::viz {
namespace {

std::string horizon_text(const RunFacts& f) {
  const auto day = [&](double t) {
    const CivilTime c = f.zone.to_civil(t);
    if (f.t1 - f.t0 > 3 * 86400) return fmt::format("{:04}-{:02}-{:02}", c.year, c.month, c.day);
    return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}", c.year, c.month, c.day, c.hour, c.minute);
  };
  return fmt::format("{} to {}  ({}, {})", day(f.t0), day(f.t1), span_text(f.t1 - f.t0), f.zone.name());
}

/// What the file says of itself, and how that looks.
struct Status {
  std::string words;
  Color color;
  bool loud = false;
};
Status status_of(PanelContext& ctx) {
  const RunProgress& p = ctx.progress;
  const double share = std::clamp((p.last_time - ctx.facts->t0) / (ctx.facts->t1 - ctx.facts->t0), 0.0, 1.0);
  if (p.died) return {fmt::format("DIED: its writer is gone; what it left ends at {} ({:.0f} % of the horizon)", ctx.when(p.last_time), 100 * share), ctx.theme.over, true};
  if (p.running) {
    std::string words = fmt::format("running, {:.1f} % simulated, at {}", 100 * share, ctx.when(p.last_time));
    if (p.speed > 0) words += fmt::format(", {} a second", span_text(p.speed));
    if (ctx.view.live) words += ", LIVE";
    return {words, ctx.theme.palette[0], true};
  }
  if (p.status == "complete") return {"complete", ctx.theme.palette[2], false};
  if (p.status == "interrupted") return {fmt::format("INTERRUPTED by its user at {}", ctx.when(p.last_time)), ctx.theme.palette[1], true};
  if (p.status == "invalid") return {"INVALID: energy does not close", ctx.theme.over, true};
  if (p.status == "failed") return {fmt::format("FAILED at {}", ctx.when(p.last_time)), ctx.theme.over, true};
  return {p.status, ctx.theme.palette[1], true};
}

/// The same of a study.
Status study_status(const PanelContext& ctx) {
  const StudyData& d = *ctx.study;
  if (d.status == "complete") return {"complete", ctx.theme.palette[2], false};
  if (d.status == "stopped") return {"stopped by its rule", ctx.theme.palette[2], true};
  return {d.status == "interrupted" ? fmt::format("INTERRUPTED: {} of {} runs are pending", d.count("pending"), d.runs) : d.status, ctx.theme.palette[1], true};
}

std::string study_text(const StudyData& d) {
  std::string design = d.design;
  std::replace(design.begin(), design.end(), '_', ' ');
  const std::string base = d.base.substr(d.base.rfind('/') == std::string::npos ? 0 : d.base.rfind('/') + 1);
  return fmt::format("{} runs of {}, {}", d.runs, base, design);
}

void top_bar(PanelContext& ctx, const Rect& box, bool of_study) {
  ctx.canvas.fill_rect(box, ctx.theme.panel);
  ctx.canvas.fill_rect({box.x, box.bottom() - 1, box.w, 1}, ctx.theme.grid);
  const double y = box.y + box.h / 2;
  double x = box.x + 16;
  x += ctx.text({x, y}, "Netsuden", ctx.style(15, ctx.theme.palette[0], HAlign::left, VAlign::middle, true)) + 18;
  if (of_study && ctx.study) {
    x += ctx.text({x, y}, ctx.study->name.empty() ? ctx.study->path : ctx.study->name, ctx.style(14, ctx.theme.text, HAlign::left, VAlign::middle, true), std::max(120.0, box.w * 0.42)) + 16;
    const Status s = study_status(ctx);
    const double right = box.right() - 16;
    const double taken = ctx.text({right, y}, s.words, ctx.style(ctx.theme.label_size, s.color, HAlign::right, VAlign::middle, true), s.loud ? 420 : 200);
    ctx.canvas.fill_rect({right - taken - 14, y - 4, 8, 8}, s.color);
    ctx.text({x, y}, study_text(*ctx.study), ctx.label(), right - taken - 30 - x);
    return;
  }
  if (!ctx.facts) return;
  const std::string of_run = ctx.facts->attribute("study_run");
  if (!of_run.empty()) x += ctx.text({x, y}, "run " + of_run + " of", ctx.label()) + 8;
  x += ctx.text({x, y}, !of_run.empty() ? ctx.facts->attribute("study_name") : ctx.facts->name.empty() ? ctx.facts->path : ctx.facts->name, ctx.style(14, ctx.theme.text, HAlign::left, VAlign::middle, true), 420) + 16;
  const Status s = status_of(ctx);
  const double right = box.right() - 16;
  const TextStyle word = ctx.style(ctx.theme.label_size, s.color, HAlign::right, VAlign::middle, true);
  const double taken = ctx.text({right, y}, s.words, word, s.loud ? 620 : 200);
  ctx.canvas.fill_rect({right - taken - 14, y - 4, 8, 8}, s.color);
  ctx.text({x, y}, horizon_text(*ctx.facts), ctx.label(), right - taken - 30 - x);
  if (ctx.progress.running) {
    const double share = std::clamp((ctx.progress.last_time - ctx.facts->t0) / (ctx.facts->t1 - ctx.facts->t0), 0.0, 1.0);
    ctx.canvas.fill_rect({box.x, box.bottom() - 3, box.w * share, 3}, ctx.theme.palette[0]);
  }
}

void rail(PanelContext& ctx, const Rect& box) {
  ctx.canvas.fill_rect(box, ctx.theme.panel);
  ctx.canvas.fill_rect({box.right() - 1, box.y, 1, box.h}, ctx.theme.grid);
  double y = box.y + 10;
  int key = 1;
  for (const PanelInfo& p : panels()) {
    const Rect line{box.x, y, box.w - 1, 28};
    const bool on = ctx.view.panel == p.name;
    if (on) {
      ctx.canvas.fill_rect(line, mix(ctx.theme.panel, ctx.theme.palette[5], 0.45));
      ctx.canvas.fill_rect({line.x, line.y, 3, line.h}, ctx.theme.palette[0]);
    } else if (ctx.hovered(line)) {
      ctx.canvas.fill_rect(line, mix(ctx.theme.panel, ctx.theme.axis, 0.35));
    }
    ctx.text({line.x + 16, line.y + 14}, p.title, ctx.style(13, on ? ctx.theme.text : ctx.theme.text_dim, HAlign::left, VAlign::middle, on), line.w - 44);
    const std::string digit = p.of_study ? "U" : key <= 9 ? std::to_string(key) : key == 10 ? "0" : "";
    ctx.text({line.right() - 12, line.y + 14}, digit, ctx.style(10, ctx.theme.text_faint, HAlign::right, VAlign::middle));
    const std::string name = p.name;
    ctx.hit("panel/" + name, line, [name](View& v) { v.open(name); }, p.question);
    y += 28;
    ++key;
  }
  if (!ctx.facts) return;
  const auto& sites = ctx.facts->sites();
  if (sites.size() > 1) {
    y += 14;
    ctx.text({box.x + 16, y}, "Site", ctx.style(10, ctx.theme.text_faint, HAlign::left, VAlign::middle));
    y += 10;
    // As many as fit, the one in view among them.
    const auto fit = static_cast<std::size_t>(std::max(1.0, std::floor((box.bottom() - 76 - y) / 22)));
    const auto chosen = static_cast<std::size_t>(ctx.site_index());
    const std::size_t first = sites.size() <= fit || chosen < fit ? 0 : chosen - fit + 1;
    if (sites.size() > fit) ctx.text({box.x + 16, y + 22 * static_cast<double>(fit) + 8}, fmt::format("{} in all: Ctrl+P", sites.size()), ctx.style(10, ctx.theme.text_faint, HAlign::left, VAlign::middle));
    for (std::size_t i = first; i < std::min(sites.size(), first + fit); ++i, y += 22) {
      const Rect line{box.x, y, box.w - 1, 22};
      const bool on = sites[i] == ctx.site();
      if (on) ctx.canvas.fill_rect(line, mix(ctx.theme.panel, ctx.theme.axis, 0.4));
      ctx.text({line.x + 16, line.y + 11}, sites[i], ctx.style(12, on ? ctx.theme.text : ctx.theme.text_dim, HAlign::left, VAlign::middle, on), line.w - 20);
      const std::string name = sites[i];
      ctx.hit("site/" + name, line, [name](View& v) { v.choose_site(name); });
    }
  }
  ctx.text({box.x + 16, box.bottom() - 32}, "?  help", ctx.label());
  ctx.text({box.x + 16, box.bottom() - 14}, "Ctrl+P  commands", ctx.label());
}

/// The whole horizon: import, what binds, events, and the range in sight.
void strip(PanelContext& ctx, const Rect& box) {
  ctx.canvas.fill_rect(box, ctx.theme.panel);
  ctx.canvas.fill_rect({box.x, box.y, box.w, 1}, ctx.theme.grid);
  Frame f;
  f.plot = {box.x + 16, box.y + 8, box.w - 32, box.h - 16};
  const TimeRange& h = ctx.view.horizon();
  f.time = {h.t0, h.t1, ctx.facts->zone};
  const auto import = ctx.series("site", "facility_power", ctx.site());
  if (import) {
    const RangeSummary all = import->over(h.t0, h.t1);
    f.low = 0, f.high = all.count > 0 && all.max > 0 ? all.max * 1.1 : 1;
    const Series s = import->view();
    const StackLayer layer{s.v, ctx.theme.palette[5].alpha(0.5)};
    Frame upper = f;
    upper.plot.h -= 10;
    draw_stack(ctx.canvas, upper, s.t, s.hold, {&layer, 1});
  }
  if (const auto binding = ctx.library.binding(ctx.view.run, ctx.site_index())) {
    const StateSeries states = binding->states();
    const auto colors = state_colors(states, f.time, ctx.theme);
    for (const RibbonPiece& p : ribbon_pieces(states, f.time, {f.plot.x, f.plot.bottom() - 7, f.plot.w, 7}, f.columns(ctx.canvas)))
      if (p.state >= 0 && static_cast<std::size_t>(p.state) < colors.size())
        ctx.canvas.fill_rect({p.x0, f.plot.bottom() - 7, p.x1 - p.x0, 7}, colors[static_cast<std::size_t>(p.state)]);
  } else {
    ++ctx.scene.loading;
  }
  if (const auto table = ctx.library.table(ctx.view.run, ctx.facts->group("event"))) {
    const int severity = ctx.facts->channel(ctx.facts->group("event"), "severity");
    std::array<double, 2> last{-10, -10};  // a mark a pixel and severity is enough
    for (std::size_t i = 0; severity >= 0 && i < std::min(table->rows, table->time.size()); ++i) {
      const int level = code_of(table->numbers[static_cast<std::size_t>(severity)][i]);
      if (level < 1) continue;
      const double x = ctx.canvas.snap(f.x(table->time[i]));
      double& before = last[level >= 2 ? 1 : 0];
      if (x - before < 1) continue;
      before = x;
      ctx.canvas.fill_rect({x - 1, f.plot.y, 2, level >= 2 ? 10.0 : 6.0}, severity_color(ctx.theme, level));
    }
  } else {
    ++ctx.scene.loading;
  }
  const TimeRange& r = ctx.view.range();
  const double x0 = std::clamp(f.x(r.t0), f.plot.x, f.plot.right()), x1 = std::clamp(f.x(r.t1), f.plot.x, f.plot.right());
  const Color shade = ctx.theme.page.alpha(0.62);
  ctx.canvas.fill_rect({f.plot.x, f.plot.y, x0 - f.plot.x, f.plot.h}, shade);
  ctx.canvas.fill_rect({x1, f.plot.y, f.plot.right() - x1, f.plot.h}, shade);
  if (r != h) ctx.canvas.stroke_rect({x0 + 0.5, f.plot.y + 0.5, std::max(2.0, x1 - x0 - 1), f.plot.h - 1}, {ctx.theme.palette[0], 1});
  const double x = ctx.canvas.snap_line(f.x(ctx.view.cursor()));
  ctx.canvas.fill_rect({x - 0.5, f.plot.y - 4, 1, f.plot.h + 8}, ctx.theme.text);
  ctx.scene.plots.push_back({"overview", f, {}});
}

void head(PanelContext& ctx, const PanelInfo& p, const Rect& box) {
  const double x = box.x;
  const double w = ctx.text({x, box.y + 24}, p.title, ctx.style(18, ctx.theme.text, HAlign::left, VAlign::baseline, true));
  std::string right = "cursor " + ctx.when(ctx.view.cursor());
  if (ctx.view.pin) right += "   pin " + ctx.when(*ctx.view.pin) + "   apart " + span_text(std::abs(ctx.view.cursor() - *ctx.view.pin));
  if (ctx.view.range() != ctx.view.horizon()) right += "   in sight " + span_text(ctx.view.range().length());
  const double rw = ctx.text({box.right(), box.y + 24}, right, ctx.label(HAlign::right, VAlign::baseline));
  ctx.text({x + w + 14, box.y + 24}, p.question, ctx.style(13, ctx.theme.text_dim), box.w - w - rw - 40);
}

void study_head(PanelContext& ctx, const PanelInfo& p, const Rect& box) {
  const double w = ctx.text({box.x, box.y + 24}, p.title, ctx.style(18, ctx.theme.text, HAlign::left, VAlign::baseline, true));
  ctx.text({box.x + w + 14, box.y + 24}, p.question, ctx.style(13, ctx.theme.text_dim), box.w - w - 20);
}

void words_only(Canvas& canvas, const Theme& theme, const Rect& box, const std::string& first, const std::string& second) {
  TextStyle s;
  s.size = 18, s.color = theme.text, s.h = HAlign::center, s.bold = true;
  canvas.text({box.x + box.w / 2, box.y + box.h / 2 - 12}, fit_text(canvas, first, s, box.w - 40), s);
  s.size = 13, s.color = theme.text_dim, s.bold = false;
  canvas.text({box.x + box.w / 2, box.y + box.h / 2 + 16}, fit_text(canvas, second, s, box.w - 40), s);
}

}  // namespace

ShellPlaces shell_places(Size size) {
  ShellPlaces p;
  p.top = {0, 0, size.w, 40};
  const double rail_w = size.w >= 760 ? 136 : 0, strip_h = size.h >= 480 ? 56 : 0;
  p.rail = {0, 40, rail_w, size.h - 40};
  p.strip = {rail_w, size.h - strip_h, size.w - rail_w, strip_h};
  const Rect rest{rail_w, 40, size.w - rail_w, size.h - 40 - strip_h};
  p.head = {rest.x + 18, rest.y, rest.w - 36, 38};
  p.panel = {rest.x + 18, rest.y + 42, rest.w - 36, std::max(0.0, rest.h - 42 - 12)};
  return p;
}

bool settle_view(Library& library, View& view) {
  const auto facts = library.facts(view.run);
  if (!facts) return false;
  const TimeRange horizon{facts->t0, facts->t1};
  if (view.settled_run != view.run || view.horizon() != horizon) {
    view.set_horizon(horizon);
    if (!view.horizon().contains(view.cursor())) view.set_cursor(horizon.t0);
    view.settled_run = view.run;
  }
  const RunProgress p = library.progress(view.run);
  if (p.running && view.live) {
    view.show({facts->t0, std::max(p.last_time, facts->t0 + 0.01 * horizon.length())}, true);
    view.set_cursor(p.last_time);
    return true;
  }
  if (!view.cursor_chosen) {
    // The first look is at the worst moment.
    const auto all = library.limits(view.run, horizon.t0, horizon.t1);
    if (!all) return false;
    if (!all->peaks.empty()) view.set_cursor(all->peaks.front().start);
    else view.set_cursor(0.5 * (horizon.t0 + horizon.t1));
    view.cursor_chosen = true;
  }
  return true;
}

void draw_shell(Canvas& canvas, const Theme& theme, Library& library, View& view, Scene& scene, Memory& memory, std::optional<Point> pointer) {
  scene = {};
  const Size size = canvas.size();
  canvas.fill_rect({0, 0, size.w, size.h}, theme.page);
  if (size.w < 64 || size.h < 64) return;
  const ShellPlaces places = shell_places(size);
  if (library.count() == 0)
    return words_only(canvas, theme, {0, 0, size.w, size.h}, "No trace is open.",
                      "netsuden run scenarios/NAME.yaml -o run.h5, then netsuden-viewer run.h5; or drop a file here");
  const PanelInfo* panel = find_panel(view.panel);
  if (panel == nullptr) panel = &panels().front();
  const bool settled = settle_view(library, view);
  PanelContext ctx(canvas, theme, library, view, library.facts(view.run), scene, memory);
  ctx.pointer = pointer;
  const bool of_study = panel->of_study;
  top_bar(ctx, places.top, of_study);
  if (places.rail.w > 0) rail(ctx, places.rail);
  const Rect rest{places.head.x, places.head.y, places.head.w, places.panel.bottom() - places.head.y};
  if (of_study && (ctx.study || ctx.facts)) {
    study_head(ctx, *panel, places.head);
    const Rect all{places.panel.x, places.panel.y, places.panel.w, places.panel.h + places.strip.h};
    if (all.w > 100 && all.h > 80) panel->draw(ctx, all);
    return;
  }
  if (!ctx.facts) {
    if (library.study(view.run)) return words_only(canvas, theme, rest, "No run is open.", "Choose one in the study (U): Enter or a double click opens its trace");
    if (library.state(view.run) == OpenState::failed) words_only(canvas, theme, rest, "This cannot be shown.", library.words(view.run));
    else words_only(canvas, theme, rest, "Opening", library.path(view.run)), ++scene.loading;
    return;
  }
  if (!settled) ++scene.loading;
  head(ctx, *panel, places.head);
  if (places.panel.w > 100 && places.panel.h > 80) {
    if (ctx.facts->sites().empty()) words_only(canvas, theme, rest, "The trace has no sites.", "There is nothing recorded to show.");
    else panel->draw(ctx, places.panel);
  }
  if (places.strip.h > 0 && !ctx.facts->sites().empty()) strip(ctx, places.strip);
  const std::string unread = library.words(view.run);
  if (!unread.empty() || (scene.loading > 0 && !library.idle())) {
    const TextStyle s = ctx.style(11, unread.empty() ? theme.text_faint : theme.over, HAlign::right);
    ctx.text({places.panel.right(), places.panel.bottom() + 10}, unread.empty() ? "reading" : "not all of it could be read: " + unread, s, places.panel.w);
  }
}

}  // namespace netsuden::viz
