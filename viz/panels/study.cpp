// SPDX-License-Identifier: Apache-2.0
#include "viz/panels/study.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "viz/panels/study_parts.hpp"

namespace netsuden::viz {
namespace {

constexpr double bar_h = 24, gap = 14, strip_h = 50;

/// The figures by words, and what is in sight.
void bar(StudyParts& s, const Rect& box, StudyFigure shown) {
  PanelContext& ctx = s.ctx;
  static constexpr const char* names[] = {"All", "Runs", "Parallel", "Over time", "Metrics"};
  double x = box.x;
  const double room = std::min(84.0, box.w * 0.62 / static_cast<double>(study_figures.size()));
  for (std::size_t i = 0; i < study_figures.size(); ++i) {
    const auto figure = static_cast<StudyFigure>(i);
    const double w = std::min(room, ctx.canvas.text_width(names[i], ctx.strong()) + 24);
    ctx.button(fmt::format("study/figure/{}", study_figures[i]), {x, box.y, w, bar_h}, names[i], shown == figure, [figure](View& v) { v.study.figure = figure, v.study.menu.clear(); });
    x += w + 4;
  }
  double right = box.right();
  if (!s.view.brushes.empty()) {
    ctx.button("study/all-runs", {right - 76, box.y, 76, bar_h}, "all runs", false, [](View& v) { v.study.brushes.clear(); }, "takes every range away");
    right -= 88;
  }
  std::string words = s.selection->count == s.data->runs ? fmt::format("{} runs", s.data->runs) : fmt::format("{} of {} runs in sight", s.selection->count, s.data->runs);
  if (ctx.memory.study->failed > 0) words += fmt::format(", {} not complete", ctx.memory.study->failed);
  TextStyle style = ctx.strong(HAlign::right);
  if (ctx.memory.study->failed > 0) style.color = ctx.theme.over;
  ctx.text({right, box.y + bar_h / 2}, words, style, std::max(10.0, right - x - 10));
}

/// The run that is chosen, and the way to its trace.
void strip(StudyParts& s, const Rect& box) {
  PanelContext& ctx = s.ctx;
  const StudyData& d = *s.data;
  ctx.card(box);
  if (s.view.run < 0 || static_cast<std::size_t>(s.view.run) >= d.runs) {
    ctx.text({box.x + 12, box.y + box.h / 2}, s.view.words.empty() ? "Click a run to choose it (or Left and Right); a double click or Enter opens its trace." : s.view.words, ctx.label(), box.w - 24);
    return;
  }
  const auto run = static_cast<std::size_t>(s.view.run);
  double right = box.right() - 10;
  const auto button = [&](const char* name, const char* words, const char* request, const char* tip) {
    const double w = ctx.canvas.text_width(words, ctx.strong()) + 22;
    if (right - w < box.x + 90) return;
    right -= w;
    const std::string r = request;
    ctx.button(name, {right, box.y + 13, w, bar_h}, words, false, [r](View& v) { v.request = r; }, tip);
    right -= 6;
  };
  button("study/command", "Copy the command", "copy command", "the command that repeats the run alone, on the clipboard");
  button("study/repeat", "Repeat", "repeat run", "netsuden runs it again, beside where the viewer was started; its trace opens here  (R)");
  button("study/open", "Open its trace", "open run", "Enter, or a double click on the run");
  right -= 8;
  const Color mark = d.complete(run) ? ctx.theme.palette[0] : d.numbers(run) ? ctx.theme.palette[1] : ctx.theme.over;
  ctx.canvas.fill_rect({box.x, box.y, 3, box.h}, mark);
  double x = box.x + 12;
  x += ctx.text({x, box.y + 16}, fmt::format("Run {}", run), ctx.style(13, ctx.theme.text, HAlign::left, VAlign::middle, true)) + 10;
  x += ctx.text({x, box.y + 16}, d.state_of(run), ctx.style(ctx.theme.label_size, mark, HAlign::left, VAlign::middle, true), std::max(10.0, right - x)) + 12;
  ctx.text({x, box.y + 16}, fmt::format("seed {:.0f}", d.seed[run]) + (s.in(run) ? "" : "  outside the ranges"), ctx.label(), std::max(10.0, right - x));
  if (!s.view.words.empty() || (!d.complete(run) && !d.messages[run].empty())) {
    std::string words = !s.view.words.empty() ? s.view.words : d.messages[run];
    words = words.substr(0, words.find('\n'));
    ctx.text({box.x + 12, box.y + 35}, words, ctx.style(ctx.theme.label_size, s.view.words.empty() ? ctx.theme.over : ctx.theme.text, HAlign::left, VAlign::middle), right - box.x - 12);
    return;
  }
  x = box.x + 12;
  for (const StudyColumn& c : d.columns) {
    if (c.kind == StudyKind::number) continue;
    const std::string name = c.title + " ", value = c.text(c.values[run], d.zone);
    const double w = ctx.canvas.text_width(name, ctx.label()) + ctx.canvas.text_width(value, ctx.strong());
    if (x + w > right) {
      if (x + 12 < right) ctx.text({x, box.y + 35}, "\u2026", ctx.label());
      break;
    }
    x += ctx.text({x, box.y + 35}, name, ctx.label());
    x += ctx.text({x, box.y + 35}, value, ctx.strong()) + 14;
  }
}

void say_all(StudyParts& s) {
  PanelContext& ctx = s.ctx;
  const StudyData& d = *s.data;
  ctx.say("study.runs", static_cast<double>(d.runs), "");
  ctx.say("study.in_sight", static_cast<double>(s.selection->count), "");
  for (const std::string& state : d.states)
    if (const std::size_t n = d.count(state); n > 0) ctx.say("study.state." + state, static_cast<double>(n), "");
  if (s.view.run < 0 || static_cast<std::size_t>(s.view.run) >= d.runs) return;
  for (const StudyColumn& c : d.columns) ctx.say("study.run." + c.name, c.values[static_cast<std::size_t>(s.view.run)], c.unit);
}

}  // namespace

void draw_run_card(StudyParts& s) {
  PanelContext& ctx = s.ctx;
  if (s.hovered < 0 || !ctx.pointer || !s.view.menu.empty()) return;
  const StudyData& d = *s.data;
  const auto run = static_cast<std::size_t>(s.hovered);
  std::vector<std::pair<std::string, std::string>> lines;
  std::size_t left_out = 0;
  // What the figures show first, then the rest.
  std::vector<int> order{s.x, s.y};
  if (s.color >= 0) order.push_back(s.color);
  for (std::size_t i = 0; i < d.columns.size(); ++i) order.push_back(static_cast<int>(i));
  std::vector<int> seen;
  for (const int c : order) {
    if (std::find(seen.begin(), seen.end(), c) != seen.end() || d.column(c).kind == StudyKind::number) continue;
    seen.push_back(c);
    if (lines.size() < 14) lines.emplace_back(d.column(c).title, d.column(c).text(d.column(c).values[run], d.zone, 5));
    else ++left_out;
  }
  const TextStyle name = ctx.label(), value = ctx.strong(HAlign::right), head = ctx.style(12, ctx.theme.text, HAlign::left, VAlign::middle, true);
  const std::string title = fmt::format("Run {}", run), note = fmt::format("{}, seed {:.0f}", d.state_of(run), d.seed[run]);
  double name_w = 0, value_w = 0;
  for (const auto& l : lines) name_w = std::max(name_w, std::min(180.0, ctx.canvas.text_width(l.first, name))), value_w = std::max(value_w, std::min(160.0, ctx.canvas.text_width(l.second, value)));
  std::string message = d.complete(run) ? "" : d.messages[run].substr(0, d.messages[run].find('\n'));
  const double w = std::max({name_w + value_w + 36, ctx.canvas.text_width(title, head) + ctx.canvas.text_width(note, name) + 34, message.empty() ? 0.0 : std::min(360.0, ctx.canvas.text_width(message, name) + 22)});
  const double h = 30 + 16 * static_cast<double>(lines.size() + (left_out > 0 ? 1 : 0) + (message.empty() ? 0 : 1));
  const Size size = ctx.canvas.size();
  const Point p = *ctx.pointer;
  Rect box{p.x + 18, p.y + 14, w, h};
  if (box.right() > size.w - 4) box.x = p.x - 18 - w;
  if (box.bottom() > size.h - 4) box.y = size.h - 4 - h;
  box.x = std::max(4.0, box.x), box.y = std::max(4.0, box.y);
  ctx.canvas.fill_rect({box.x + 3, box.y + 3, w, h}, ctx.theme.page.alpha(0.6));
  ctx.canvas.fill_rect(box, mix(ctx.theme.panel, ctx.theme.page, 0.15));
  ctx.canvas.stroke_rect({box.x + 0.5, box.y + 0.5, w - 1, h - 1}, {ctx.theme.axis, 1});
  ctx.text({box.x + 10, box.y + 14}, title, head);
  ctx.text({box.right() - 10, box.y + 14}, note, ctx.label(HAlign::right));
  double y = box.y + 34;
  if (!message.empty()) ctx.text({box.x + 10, y}, message, ctx.style(ctx.theme.label_size, ctx.theme.over, HAlign::left, VAlign::middle), w - 20), y += 16;
  for (const auto& l : lines) {
    ctx.text({box.x + 10, y}, l.first, name, name_w + 2);
    ctx.text({box.right() - 10, y}, l.second, value, value_w + 4);
    y += 16;
  }
  if (left_out > 0) ctx.text({box.x + 10, y}, fmt::format("and {} more", left_out), ctx.small());
}

void draw_study(PanelContext& ctx, const Rect& area) {
  const auto data = ctx.study;
  if (!data) return ctx.notice(area, "Open a study: netsuden study STUDY.yaml -o DIR, then netsuden-viewer DIR; or drop its index.h5 here.");
  const StudyData& d = *data;
  if (!ctx.memory.study) ctx.memory.study = std::make_shared<StudyMemory>();
  StudyMemory& memory = *ctx.memory.study;
  const StudyView& v = ctx.view.study;
  if (memory.data != data) {
    memory = {};
    memory.data = data;
    memory.failed = d.runs - d.count("complete");
  }
  if (!memory.selection || memory.selection->stamp != stamp_of(v.brushes)) memory.selection = select_runs(d, v.brushes);
  if (d.runs == 0 || d.columns.size() < 2) return ctx.notice(area, "The study has no runs to show.");
  const int color = color_of(v, d);
  const double half = (area.w - gap) / 2;
  const bool small = area.w < 760 || area.h < 430;
  const StudyFigure figure = v.figure == StudyFigure::all && small ? StudyFigure::scatter : v.figure;
  const double parallel_w = figure == StudyFigure::all ? half : area.w;
  const auto most_axes = static_cast<std::size_t>(std::clamp(parallel_w / 84, 2.0, 12.0));
  StudyParts s{ctx, data, v, memory.selection, x_of(v, d), y_of(v, d), color, metric_of(v, d), series_of(v, d), axes_of(v, d, most_axes), RunColors(ctx.theme, d, color)};
  bar(s, {area.x, area.y, area.w, bar_h}, figure);
  const double foot = area.h > 260 ? strip_h + 10 : 0;
  const Rect body{area.x, area.y + bar_h + 12, area.w, area.h - bar_h - 12 - foot};
  if (body.h < 60) return;
  switch (figure) {
    case StudyFigure::scatter: draw_scatter(s, body); break;
    case StudyFigure::parallel: draw_parallel(s, body); break;
    case StudyFigure::bands: draw_bands(s, body); break;
    case StudyFigure::table: {
      const double top = std::min(statistics_height(d), body.h * 0.62);
      draw_statistics(s, {body.x, body.y, body.w, top});
      draw_effects(s, {body.x, body.y + top + gap, body.w, body.h - top - gap});
      break;
    }
    case StudyFigure::all: {
      const double upper = std::floor((body.h - gap) * 0.52), lower = body.h - gap - upper;
      const Rect low{body.x, body.y + upper + gap, half, lower};
      draw_scatter(s, {body.x, body.y, half, upper});
      draw_parallel(s, {body.x + half + gap, body.y, half, upper});
      if (s.series < 0) {  // no series: the table has its place
        draw_statistics(s, low);
        draw_effects(s, {low.right() + gap, low.y, half, lower});
      } else {
        draw_bands(s, low);
        const double used = std::max(84.0, std::min({statistics_height(d), lower - 96, lower * 0.56}));
        const bool both = lower - used - gap > 126;  // room for a bar and its scale
        draw_statistics(s, {low.right() + gap, low.y, half, both ? used : lower});
        if (both) draw_effects(s, {low.right() + gap, low.y + used + gap, half, lower - used - gap});
      }
      break;
    }
  }
  if (foot > 0) strip(s, {area.x, area.bottom() - strip_h, area.w, strip_h});
  say_all(s);
  draw_study_menu(s, area);
  draw_run_card(s);
}

}  // namespace netsuden::viz
