// SPDX-License-Identifier: Apache-2.0
#include "viz/panels/capacity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "viz/panels/figures.hpp"
#include "viz/panels/time_plots.hpp"

namespace netsuden::viz {
namespace {

constexpr std::size_t most_coloured = 6;

TimePlot all_limits(PanelContext& ctx, const std::vector<LimitPeak>& peaks, const std::vector<LimitName>& names) {
  TimePlot p;
  p.name = "utilisation";
  p.title = "Every limit";
  p.subtitle = "How full is each limit, and when is it broken?";
  p.unit = axis_units::percent_from_share();
  p.limit_value = 1;
  p.most_high = 2;  // a limit that is lost altogether is full beyond any scale
  p.weight = 2.2;
  p.min_height = 70;
  const int g = ctx.facts->group("capacity");
  // The fullest on top: drawn last.
  for (std::size_t i = std::min<std::size_t>(peaks.size(), 40); i-- > 0;) {
    const LimitName& n = names[static_cast<std::size_t>(peaks[i].entity)];
    const bool coloured = i < most_coloured, chosen = n.name == ctx.view.limit;
    PlotLine l = line_of(ctx, n.title, coloured ? ctx.theme.category(i) : chosen ? ctx.theme.text : ctx.theme.axis, ctx.facts->find(g, "utilisation", peaks[i].entity), chosen ? 2.2 : coloured ? 1.4 : 1);
    l.legend = coloured;
    if (i == 0) p.judged = l.series;
    p.lines.push_back(std::move(l));
  }
  std::stable_sort(p.lines.begin(), p.lines.end(), [](const PlotLine& a, const PlotLine& b) { return a.legend < b.legend; });
  return p;
}

TimePlot chosen_plot(PanelContext& ctx, int entity, const LimitName& n) {
  TimePlot p;
  p.name = "limit";
  const int g = ctx.facts->group("capacity");
  p.title = n.title;
  p.subtitle = "What is asked of it, what can it give, and what without its redundant units?";
  p.unit = limit_unit(n);
  p.from_zero = p.unit.symbol != "\u00B0C";
  const auto key = [&](const char* channel) { return ctx.facts->find(g, channel, entity); };
  const auto value = ctx.series(key("value")), limit = ctx.series(key("limit")), firm = ctx.series(key("firm_limit"));
  p.lines.push_back(line_of(ctx, "highest value", ctx.theme.role(Role::it), key("value")));
  const TimeRange& r = ctx.view.range();
  const bool has_firm = firm && limit && firm->over(r.t0, r.t1).count > 0 && firm->over(r.t0, r.t1).min < limit->over(r.t0, r.t1).max * 0.999;
  if (has_firm) p.lines.push_back(line_of(ctx, "firm limit", ctx.theme.palette[1], key("firm_limit"), 1.4, {5, 3}));
  p.judged = value;
  p.limit = limit;
  const double end = limit ? limit->at(std::min(r.t1, ctx.progress.last_time) - 1e-3) : no_value;
  if (std::isfinite(end)) p.limit_label = "limit " + format_setting(end, p.unit);
  p.weight = 1.6;
  p.min_height = 60;
  return p;
}

TimePlot consumers(PanelContext& ctx) {
  TimePlot p;
  p.name = "consumers";
  p.title = "Facility power by consumer";
  p.subtitle = "Who takes the power, and what comes from the grid?";
  p.unit = axis_units::watt();
  p.weight = 1.6;
  p.min_height = 60;
  p.stack = consumer_layers(ctx);
  p.lines.push_back(line_of(ctx, "Import, highest", ctx.theme.role(Role::import_power), ctx.facts->find("site", "grid_import_max", ctx.site()), 1.2));
  return p;
}

/// "Why?": the limits at the cursor, the fullest first.
void why(PanelContext& ctx, const Rect& box, const std::vector<LimitName>& names) {
  ctx.text({box.x, box.y + 13}, "Why?", ctx.style(ctx.theme.title_size, ctx.theme.text, HAlign::left, VAlign::baseline, true));
  ctx.text({box.right(), box.y + 13}, "at " + ctx.when(ctx.view.cursor()), ctx.label(HAlign::right, VAlign::baseline));
  const Rect list{box.x, box.y + 22, box.w, box.h - 22};
  ctx.card(list);
  struct Row {
    const LimitName* name;
    double utilisation, value, limit, margin, stranded;
    bool binds;
  };
  std::vector<Row> rows;
  const int g = ctx.facts->group("capacity");
  for (const LimitName& n : names) {
    if (n.site != ctx.site()) continue;
    const auto at = [&](const char* channel) { return ctx.value(ctx.facts->find(g, channel, n.entity)); };
    const Row row{&n, at("utilisation"), at("value"), at("limit"), at("margin"), at("stranded_power"), at("binding") > 0.5};
    if (std::isfinite(row.utilisation)) rows.push_back(row);
  }
  std::stable_sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) { return a.utilisation > b.utilisation; });
  const double h = 38;
  const RowsInSight in_sight = ctx.rows_in_sight(rows.size(), list.h - 8, h);
  double y = list.y + 4;
  for (std::size_t i = in_sight.first; i < in_sight.last; ++i, y += h) {
    const Row& r = rows[i];
    const Rect line{list.x, y, list.w, h};
    if (r.name->name == ctx.view.limit) ctx.canvas.fill_rect(line, mix(ctx.theme.panel, ctx.theme.palette[5], 0.35));
    else if (ctx.hovered(line)) ctx.canvas.fill_rect(line, mix(ctx.theme.panel, ctx.theme.axis, 0.35));
    const double share = shown_load(r.utilisation, r.margin);
    const Color color = ctx.load_color(share);
    const AxisUnit unit = limit_unit(*r.name);
    TextStyle title = ctx.style(ctx.theme.label_size, ctx.theme.text, HAlign::left, VAlign::middle, r.binds);
    ctx.text({list.x + 10, y + 9}, r.name->title + (r.binds ? "  binds" : ""), title, list.w - 96);
    ctx.text({list.right() - 10, y + 9}, load_text(share), ctx.style(ctx.theme.label_size, color, HAlign::right, VAlign::middle, true));
    ctx.load_bar({list.x + 10, y + 18, list.w - 20, 4}, share, color);
    std::string detail = format_value(r.value, unit, 3) + (r.limit > 0 ? " of " + format_setting(r.limit, unit) : " asked, nothing available");
    if (r.binds && r.stranded > 0) detail += ", strands " + format_value(r.stranded, axis_units::watt(), 2);
    ctx.text({list.x + 10, y + 30}, detail, ctx.small(), list.w - 20);
    const std::string name = r.name->name;
    ctx.hit("why/" + name, line, [name](View& v) { v.limit = name; }, r.name->name + ": click shows it in its own unit");
    if (i == 0) ctx.say("capacity.why.first", r.utilisation, "1");
  }
  if (in_sight.cut()) ctx.text({list.right() - 10, box.bottom() + 9}, fmt::format("{} to {} of {}, wheel", in_sight.first + 1, in_sight.last, rows.size()), ctx.small(HAlign::right));
  ctx.hit("why", {box.x, box.y, box.w, 20}, {}, "the limits at the cursor, the fullest first");
}

}  // namespace

void draw_capacity(PanelContext& ctx, const Rect& area) {
  const auto all = limits_in_sight(ctx);
  const auto& names = ctx.facts->limits;
  if (all && all->peaks.empty()) return ctx.notice(area, "The trace watches no limits.");
  const std::vector<LimitPeak> peaks = all ? peaks_of_site(*ctx.facts, *all, ctx.site()) : std::vector<LimitPeak>{};
  const double side = area.w > 900 ? 270 : 0;
  std::vector<TimePlot> plots;
  plots.push_back(all_limits(ctx, peaks, names));
  plots.push_back(binding_ribbon(ctx, ctx.hold(ctx.library.binding(ctx.view.run, ctx.site_index()))));
  const int entity = chosen_limit(ctx, peaks);
  if (entity >= 0) plots.push_back(chosen_plot(ctx, entity, names[static_cast<std::size_t>(entity)]));
  plots.push_back(consumers(ctx));
  draw_time_plots(ctx, {area.x, area.y, area.w - (side > 0 ? side + 18 : 0), area.h}, std::move(plots));
  if (side > 0) why(ctx, {area.right() - side, area.y, side, area.h - 18}, names);
}

}  // namespace netsuden::viz
