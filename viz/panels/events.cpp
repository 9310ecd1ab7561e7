// SPDX-License-Identifier: Apache-2.0
#include "viz/panels/events.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "viz/panels/figures.hpp"
#include "viz/panels/time_plots.hpp"

namespace netsuden::viz {
namespace {

constexpr double row_h = 22;

/// Events a stretch of time, by severity, as bars.
TimePlot density(PanelContext& ctx, const std::vector<EventRow>& rows) {
  TimePlot p;
  p.name = "density";
  p.title = "Events over time";
  p.subtitle = "When did things happen?";
  p.fixed_height = 62;
  p.custom_legend = {{"critical", severity_color(ctx.theme, 2), Swatch::area}, {"warning", severity_color(ctx.theme, 1), Swatch::area}, {"info", severity_color(ctx.theme, 0), Swatch::area}};
  p.custom = [&rows](PanelContext& c, Frame& f) {
    const int n = std::clamp(static_cast<int>(f.plot.w / 7), 1, 300);
    std::vector<std::array<int, 3>> bins(static_cast<std::size_t>(n), std::array<int, 3>{0, 0, 0});
    int most = 1;
    for (const EventRow& e : rows) {
      const double share = (e.t - f.time.t0) / (f.time.t1 - f.time.t0);
      if (!(share >= 0 && share <= 1)) continue;
      auto& bin = bins[static_cast<std::size_t>(std::min(n - 1, static_cast<int>(share * n)))];
      ++bin[static_cast<std::size_t>(std::clamp(e.severity, 0, 2))];
      most = std::max(most, bin[0] + bin[1] + bin[2]);
    }
    const double w = f.plot.w / n;
    for (int i = 0; i < n; ++i) {
      double y = f.plot.bottom();
      for (int s = 2; s >= 0; --s) {
        const int count = bins[static_cast<std::size_t>(i)][static_cast<std::size_t>(s)];
        if (count == 0) continue;
        const double h = std::max(3.0, (f.plot.h - 6) * count / most);
        y -= h;
        c.canvas.fill_rect({f.plot.x + i * w, y, w - 1, h}, severity_color(c.theme, s));
      }
    }
    c.text({f.plot.x - 6, f.plot.y + 6}, fmt::format("{}", most), c.small(HAlign::right));
    c.text({f.plot.x - 6, f.plot.bottom() - 4}, "0", c.small(HAlign::right));
  };
  p.custom_gutter = 34;
  return p;
}

void list(PanelContext& ctx, const Rect& box, const std::vector<EventRow>& rows) {
  ctx.card(box);
  const double x_when = box.x + 110, x_code = box.x + 250, x_asset = box.x + 390, x_text = box.x + std::min(640.0, box.w * 0.52);
  const double head = box.y + 13;
  for (const auto& [x, word] : {std::pair{box.x + 30, "severity"}, std::pair{x_when, "when"}, std::pair{x_code, "what"}, std::pair{x_text, "words"}})
    ctx.text({x, head}, word, ctx.small());
  const bool assets = x_text - x_asset > 80;  // a narrow list does without: the words name them
  if (assets) ctx.text({x_asset, head}, "asset", ctx.small());
  ctx.canvas.fill_rect({box.x, box.y + 25, box.w, 1}, ctx.theme.grid);
  const auto selected = std::find_if(rows.begin(), rows.end(), [&](const EventRow& e) { return static_cast<int>(e.row) == ctx.view.selected_event; });
  const RowsInSight in_sight = ctx.rows_in_sight(rows.size(), box.h - 32, row_h, selected == rows.end() ? 0 : static_cast<std::size_t>(selected - rows.begin()));
  double y = box.y + 29;
  for (std::size_t i = in_sight.first; i < in_sight.last; ++i, y += row_h) {
    const EventRow& e = rows[i];
    const Rect line{box.x, y, box.w, row_h};
    if (static_cast<int>(e.row) == ctx.view.selected_event) ctx.canvas.fill_rect(line, mix(ctx.theme.panel, ctx.theme.palette[5], 0.45));
    else if (ctx.hovered(line)) ctx.canvas.fill_rect(line, mix(ctx.theme.panel, ctx.theme.axis, 0.35));
    else if (i % 2 == 1) ctx.canvas.fill_rect(line, mix(ctx.theme.panel, ctx.theme.page, 0.35));
    const double m = y + row_h / 2;
    draw_severity(ctx, {box.x + 16, m}, e.severity);
    ctx.text({box.x + 30, m}, severity_word(e.severity), ctx.style(ctx.theme.label_size, severity_color(ctx.theme, std::max(e.severity, 0)), HAlign::left, VAlign::middle));
    ctx.text({x_when, m}, clock_text(e.t, ctx.facts->zone), ctx.label(), x_code - x_when - 8);
    std::string code = e.code;
    std::replace(code.begin(), code.end(), '_', ' ');
    ctx.text({x_code, m}, code, ctx.label(), x_asset - x_code - 8);
    const std::string asset = e.asset.starts_with("sites.") ? e.asset.substr(6) : e.asset;
    if (assets) ctx.text({x_asset, m}, asset, ctx.label(), x_text - x_asset - 8);
    ctx.text({x_text, m}, e.text, ctx.style(ctx.theme.label_size, ctx.theme.text, HAlign::left, VAlign::middle), box.right() - x_text - 10);
    const double t = e.t;
    const auto number = static_cast<int>(e.row);
    ctx.hit(fmt::format("event/{}", e.row), line, [t, number](View& v) { v.jump_to(t), v.selected_event = number; }, "click: cursor to this event");
  }
  if (rows.empty()) ctx.text({box.x + 16, box.y + 42}, ctx.view.filter.empty() ? "No events in this range." : "No events in this range hold \"" + ctx.view.filter + "\".", ctx.label());
}

}  // namespace

void draw_events(PanelContext& ctx, const Rect& area) {
  const auto table = ctx.hold(ctx.library.table(ctx.view.run, ctx.facts->group("event")));
  std::vector<EventRow> rows;
  const TimeRange& r = ctx.view.range();
  if (table) rows = events_in(*ctx.facts, *table, r.t0, r.t1, ctx.view.least_severity, ctx.view.filter);
  const double h = 136;
  draw_time_plots(ctx, {area.x, area.y, area.w, h}, {density(ctx, rows)});
  double x = area.x;
  const double y = area.y + h + 10;
  const std::array<const char*, 3> least{"all", "warnings and critical", "critical only"};
  for (int s = 0; s < 3; ++s) {
    const double w = ctx.canvas.text_width(least[static_cast<std::size_t>(s)], ctx.strong()) + 24;
    ctx.button(fmt::format("events/severity/{}", s), {x, y, w, 24}, least[static_cast<std::size_t>(s)], ctx.view.least_severity == s, [s](View& v) { v.least_severity = s, v.scroll = -1; });
    x += w + 4;
  }
  x += 16;
  const bool by_time = ctx.view.event_order == EventOrder::time;
  ctx.button("events/by_time", {x, y, 80, 24}, "by time", by_time, [](View& v) { v.event_order = EventOrder::time; });
  ctx.button("events/by_severity", {x + 84, y, 96, 24}, "by severity", !by_time, [](View& v) { v.event_order = EventOrder::severity; });
  std::string words = fmt::format("{} events in sight", rows.size());
  if (!ctx.view.filter.empty()) words += " with \"" + ctx.view.filter + "\"";
  if (table && table->rows_in_file > table->rows) words += fmt::format("; the first {} of {} of the file", table->rows, table->rows_in_file);
  words += "   / filters, N and P go to the next and the previous";
  ctx.text({area.right(), y + 12}, words, ctx.label(HAlign::right), area.right() - x - 200);
  if (!by_time) std::stable_sort(rows.begin(), rows.end(), [](const EventRow& a, const EventRow& b) { return a.severity > b.severity; });
  list(ctx, {area.x, y + 34, area.w, area.bottom() - y - 34}, rows);
}

}  // namespace netsuden::viz
