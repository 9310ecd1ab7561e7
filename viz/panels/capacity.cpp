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
    const SeriesKey key = ctx.facts->find(g, "utilisation", peaks[i].entity);
    const bool coloured = i < most_coloured, chosen = n.name == ctx.view.limit;
    PlotLine l{n.title, coloured ? ctx.theme.category(i) : chosen ? ctx.theme.text : ctx.theme.axis, ctx.series(key), chosen ? 2.2 : coloured ? 1.4 : 1, {0, 0}, ctx.facts->dataset(key), coloured};
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
  const auto line = [&](const char* channel) { return ctx.series(ctx.facts->find(g, channel, entity)); };
  const auto value = line("value"), limit = line("limit"), firm = line("firm_limit");
  p.lines.push_back({"highest value", ctx.theme.role(Role::it), value, 1.4, {0, 0}, ctx.facts->dataset(ctx.facts->find(g, "value", entity))});
  const TimeRange& r = ctx.view.range();
  const bool has_firm = firm && limit && firm->over(r.t0, r.t1).count > 0 && firm->over(r.t0, r.t1).min < limit->over(r.t0, r.t1).max * 0.999;
  if (has_firm) p.lines.push_back({"firm limit", ctx.theme.palette[1], firm, 1.4, {5, 3}, ctx.facts->dataset(ctx.facts->find(g, "firm_limit", entity))});
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
  const std::string site = ctx.site();
  const auto add = [&](std::vector<PlotLine>& to, const char* label, Role role, const char* channel) {
    const auto s = ctx.series("site", channel, site);
    if (s && s->over(ctx.facts->t0, ctx.facts->t1).max > 0)
      to.push_back({label, ctx.theme.role(role), s, 1.2, {0, 0}, ctx.facts->dataset(ctx.facts->find("site", channel, site))});
  };
  add(p.stack, "IT", Role::it, "it_power");
  add(p.stack, "Cooling", Role::cooling, "cooling_power");
  add(p.stack, "Losses", Role::losses, "loss_power");
  add(p.stack, "Other", Role::other, "other_power");
  add(p.lines, "Import, highest", Role::import_power, "grid_import_max");
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
  const double t = ctx.view.cursor();
  for (const LimitName& n : names) {
    if (n.site != ctx.site()) continue;
    const auto at = [&](const char* channel) {
      const auto s = ctx.series(ctx.facts->find(g, channel, n.entity));
      return s ? s->at(t) : no_value;
    };
    const Row row{&n, at("utilisation"), at("value"), at("limit"), at("margin"), at("stranded_power"), at("binding") > 0.5};
    if (std::isfinite(row.utilisation)) rows.push_back(row);
  }
  std::stable_sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) { return a.utilisation > b.utilisation; });
  const double h = 38;
  const auto fit = static_cast<std::size_t>(std::max(0.0, std::floor((list.h - 8) / h)));
  const auto first = std::min(static_cast<std::size_t>(std::max(0.0, ctx.view.scroll)), rows.size() > fit ? rows.size() - fit : 0);
  double y = list.y + 4;
  for (std::size_t i = first; i < std::min(rows.size(), first + fit); ++i, y += h) {
    const Row& r = rows[i];
    const Rect line{list.x, y, list.w, h};
    if (r.name->name == ctx.view.limit) ctx.canvas.fill_rect(line, mix(ctx.theme.panel, ctx.theme.palette[5], 0.35));
    else if (ctx.hovered(line)) ctx.canvas.fill_rect(line, mix(ctx.theme.panel, ctx.theme.axis, 0.35));
    const bool over = r.margin < 0;
    const Color color = ctx.load_color(over ? std::max(r.utilisation, 1.0001) : r.utilisation);
    const std::string load = load_text(over ? std::max(r.utilisation, 1.0001) : r.utilisation);
    const AxisUnit unit = limit_unit(*r.name);
    TextStyle title = ctx.style(ctx.theme.label_size, ctx.theme.text, HAlign::left, VAlign::middle, r.binds);
    ctx.text({list.x + 10, y + 9}, r.name->title + (r.binds ? "  binds" : ""), title, list.w - 96);
    ctx.text({list.right() - 10, y + 9}, load, ctx.style(ctx.theme.label_size, color, HAlign::right, VAlign::middle, true));
    ctx.load_bar({list.x + 10, y + 18, list.w - 20, 4}, over ? std::max(r.utilisation, 1.0001) : r.utilisation, color);
    std::string detail = format_value(r.value, unit, 3) + (r.limit > 0 ? " of " + format_setting(r.limit, unit) : " asked, nothing available");
    if (r.binds && r.stranded > 0) detail += ", strands " + format_value(r.stranded, axis_units::watt(), 2);
    ctx.text({list.x + 10, y + 30}, detail, ctx.small(), list.w - 20);
    const std::string name = r.name->name;
    ctx.hit("why/" + name, line, [name](View& v) { v.limit = name; }, r.name->name + ": click shows it in its own unit");
    if (i == 0) ctx.say("capacity.why.first", r.utilisation, "1");
  }
  if (rows.size() > fit) ctx.text({list.right() - 10, box.bottom() + 9}, fmt::format("{} to {} of {}, wheel", first + 1, std::min(rows.size(), first + fit), rows.size()), ctx.small(HAlign::right));
  ctx.hit("why", {box.x, box.y, box.w, 20}, {}, "the limits at the cursor, the fullest first");
}

}  // namespace

void draw_capacity(PanelContext& ctx, const Rect& area) {
  const auto all = limits_in_sight(ctx);
  const auto names = limit_names(*ctx.facts);
  if (all && all->peaks.empty()) return ctx.notice(area, "The trace watches no limits.");
  const std::vector<LimitPeak> peaks = all ? peaks_of_site(ctx, *all) : std::vector<LimitPeak>{};
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
