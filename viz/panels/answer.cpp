// SPDX-License-Identifier: Apache-2.0
#include "viz/panels/answer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "viz/model/assets.hpp"
#include "viz/model/epoch.hpp"
#include "viz/panels/figures.hpp"
#include "viz/panels/time_plots.hpp"

namespace netsuden::viz {
namespace {

constexpr double gap = 12;

/// "5.20 MW of 5.00 MW, 200 kW over"
std::string value_of_limit(const LimitPeak& p, const AxisUnit& u) {
  const AxisUnit difference = u.symbol == "\u00B0C" ? axis_units::celsius_from_kelvin_difference() : u;
  if (!(p.limit > 0) && u.symbol != "\u00B0C") return format_value(p.value, u, 4) + " asked, nothing available";
  const std::string by = format_value(std::abs(p.margin), difference, 3);
  return format_value(p.value, u, 4) + " of " + format_setting(p.limit, u) + (p.margin < 0 ? ", " + by + " OVER" : ", margin " + by);
}

void headline(PanelContext& ctx, const Rect& box, const LimitSummary& all, const std::vector<LimitPeak>& peaks, const std::vector<LimitName>& names) {
  ctx.card(box);
  const double x = box.x + 20, w = box.w - 40;
  if (peaks.empty()) {
    ctx.text({x, box.y + 40}, "The trace watches no limits.", ctx.style(ctx.theme.heading_size, ctx.theme.text, HAlign::left, VAlign::baseline, true), w);
    return;
  }
  const LimitPeak& p = peaks.front();
  const LimitName& n = names[static_cast<std::size_t>(p.entity)];
  const double share = shown_load(p.utilisation, p.margin);
  const bool over = share > 1;
  ctx.canvas.fill_rect({box.x, box.y, 4, box.h}, ctx.load_color(share));
  ctx.text({x, box.y + 34}, n.title + " is the tightest limit: " + (share >= lost_share ? std::string("nothing of it is left") : over ? load_text(share) : fmt::format("{:.0f} % full", 100 * share)),
           ctx.style(ctx.theme.heading_size, over ? ctx.theme.over : ctx.theme.text, HAlign::left, VAlign::baseline, true), w);
  std::string second = value_of_limit(p, limit_unit(n)) + ", at " + ctx.when(p.time) + ".";
  std::size_t broken = 0;
  double over_s = 0;
  for (const LimitPeak& q : peaks) broken += q.over_s > 0, over_s = std::max(over_s, q.over_s);
  if (broken == 0) second += fmt::format("  None of {} limits is exceeded.", peaks.size());
  else second += fmt::format("  {} of {} limits {} exceeded, the longest for {}.", broken, peaks.size(), broken == 1 ? "is" : "are", span_text(over_s));
  const TextStyle line = ctx.style(ctx.theme.title_size, ctx.theme.text);
  ctx.text({x, box.y + 60}, second, line, w);
  const auto most = std::max_element(peaks.begin(), peaks.end(), [](const LimitPeak& a, const LimitPeak& b) { return a.binds_s < b.binds_s; });
  std::string third;
  if (most->binds_s > 0) {
    third = fmt::format("{} binds for {:.0f} % of the time", names[static_cast<std::size_t>(most->entity)].title, 100 * most->binds_s / std::max(all.covered_s, 1e-9));
    const auto strands = std::max_element(peaks.begin(), peaks.end(), [](const LimitPeak& a, const LimitPeak& b) {
      return (std::isfinite(a.stranded_w) ? a.stranded_w : -1) < (std::isfinite(b.stranded_w) ? b.stranded_w : -1);
    });
    if (strands->stranded_w > 0)
      third += fmt::format("; {} strands up to {} of IT power that the next limits would still allow.", names[static_cast<std::size_t>(strands->entity)].title,
                           format_value(strands->stranded_w, axis_units::watt(), 3));
    else third += "; nothing is stranded.";
  }
  TextStyle dim = line;
  dim.color = ctx.theme.text_dim;
  ctx.text({x, box.y + 83}, third, dim, w);
  const std::string name = n.name;
  const double at = p.start;
  ctx.hit("answer/headline", box, [name, at](View& v) { v.limit = name, v.jump_to(at), v.open("capacity"); }, "click: its evidence over the horizon");
}

void limit_card(PanelContext& ctx, const Rect& box, int place, const LimitPeak& p, const LimitName& n) {
  const bool hot = ctx.hovered(box);
  ctx.canvas.fill_rect(box, hot ? mix(ctx.theme.panel, ctx.theme.axis, 0.25) : ctx.theme.panel);
  const double share = shown_load(p.utilisation, p.margin);
  const Color color = ctx.load_color(share);
  const double x = box.x + 14, w = box.w - 28;
  ctx.text({x, box.y + 22}, fmt::format("{}", place), ctx.style(ctx.theme.title_size, ctx.theme.text_faint, HAlign::left, VAlign::baseline, true));
  ctx.text({x + 16, box.y + 22}, n.title, ctx.style(ctx.theme.title_size, ctx.theme.text, HAlign::left, VAlign::baseline, true), w - 110);
  ctx.text({box.right() - 14, box.y + 22}, load_text(share), ctx.style(ctx.theme.title_size, color, HAlign::right, VAlign::baseline, true));
  ctx.load_bar({x, box.y + 32, w, 7}, share, color);
  ctx.text({x, box.y + 56}, value_of_limit(p, limit_unit(n)), ctx.style(ctx.theme.label_size, ctx.theme.text), w);
  std::string when = "worst at " + ctx.when(p.time);
  if (p.over_s > 0) when += ", over for " + span_text(p.over_s);
  else if (p.over_firm_s > 0) when += ", over firm for " + span_text(p.over_firm_s);
  ctx.text({x, box.y + 73}, when, ctx.style(ctx.theme.label_size, ctx.theme.text_dim), w);
  const auto u = ctx.series(ctx.facts->find(ctx.facts->group("capacity"), "utilisation", p.entity));
  const Rect spark{x, box.y + 84, w, box.bottom() - box.y - 96};
  if (u && spark.h > 12) {
    Frame f;
    f.plot = spark;
    f.time = ctx.axis();
    f.low = 0, f.high = std::clamp(p.utilisation * 1.05, 1.05, 2.0);
    const ClipScope clip(ctx.canvas, spark);
    ctx.canvas.fill_rect({spark.x, f.y(1), spark.w, 1}, ctx.theme.limit.alpha(0.5));
    draw_line(ctx.canvas, f, u->view(), {color, 1.2});
    const double px = std::clamp(f.x(p.time), spark.x, spark.right());
    ctx.canvas.fill_rect({px - 2, f.y(p.utilisation) - 2, 4, 4}, color);
  }
  const std::string name = n.name;
  const double at = p.start;
  ctx.hit(fmt::format("answer/limit/{}", place), box, [name, at](View& v) { v.limit = name, v.jump_to(at), v.open("capacity"); },
          "click: this limit over the horizon");
  ctx.say("answer.limit" + std::to_string(place) + ".utilisation", p.utilisation, "1");
}

void worst_events(PanelContext& ctx, const Rect& box) {
  ctx.text({box.x, box.y + 13}, "What happened?", ctx.style(ctx.theme.title_size, ctx.theme.text, HAlign::left, VAlign::baseline, true));
  const Rect list{box.x, box.y + 22, box.w, box.h - 22};
  ctx.card(list);
  const auto table = ctx.hold(ctx.library.table(ctx.view.run, ctx.facts->group("event")));
  std::vector<EventRow> all;
  if (table) all = events_in(*ctx.facts, *table, ctx.view.range().t0, ctx.view.range().t1, 0, "");
  const bool several = ctx.facts->sites().size() > 1;
  if (several) {
    const std::string site = ctx.site();
    std::erase_if(all, [&](const EventRow& e) { return !e.asset.empty() && site_of_asset(e.asset) != site; });
  }
  const std::size_t count = all.size();
  std::stable_sort(all.begin(), all.end(), [](const EventRow& a, const EventRow& b) { return a.severity > b.severity; });
  std::size_t critical = 0, warnings = 0;
  for (const EventRow& e : all) critical += e.severity >= 2, warnings += e.severity == 1;
  ctx.text({box.right(), box.y + 13}, fmt::format("{} critical, {} warnings of {} events{}", critical, warnings, count, several ? " of this site" : ""), ctx.label(HAlign::right, VAlign::baseline));
  const double row = 21;
  const auto fit = static_cast<std::size_t>(std::max(0.0, std::floor((list.h - 10) / row)));
  double y = list.y + 5;
  for (std::size_t i = 0; i < std::min(fit, all.size()); ++i, y += row) {
    const EventRow& e = all[i];
    const Rect line{list.x + 4, y, list.w - 8, row};
    if (ctx.hovered(line)) ctx.canvas.fill_rect(line, mix(ctx.theme.panel, ctx.theme.axis, 0.35));
    draw_severity(ctx, {list.x + 16, y + row / 2}, e.severity);
    ctx.text({list.x + 30, y + row / 2}, severity_word(e.severity), ctx.style(ctx.theme.label_size, severity_color(ctx.theme, e.severity), HAlign::left, VAlign::middle));
    ctx.text({list.x + 84, y + row / 2}, ctx.when(e.t), ctx.label());
    ctx.text({list.x + 214, y + row / 2}, e.text.empty() ? e.code : e.text, ctx.style(ctx.theme.label_size, ctx.theme.text, HAlign::left, VAlign::middle), list.w - 224);
    const double t = e.t;
    const auto number = static_cast<int>(e.row);
    ctx.hit(fmt::format("answer/event/{}", i), line, [t, number](View& v) { v.jump_to(t), v.selected_event = number, v.open("events"); }, "click: around this event");
  }
  if (table && all.empty()) ctx.text({list.x + 16, list.y + 20}, "No events in this range.", ctx.label());
}

void totals(PanelContext& ctx, const Rect& box) {
  ctx.text({box.x, box.y + 13}, "What does it come to?", ctx.style(ctx.theme.title_size, ctx.theme.text, HAlign::left, VAlign::baseline, true));
  const Rect list{box.x, box.y + 22, box.w, box.h - 22};
  ctx.card(list);
  const TimeRange& r = ctx.view.range();
  const std::string site = ctx.site();
  const auto meter = [&](const char* channel) {
    const auto s = ctx.series("site", channel, site);
    return s ? metered(*s, epoch_of(*ctx.facts), r.t0, r.t1) : no_value;
  };
  const double it = meter("it_energy"), facility = meter("facility_energy"), cooling = meter("cooling_energy"), water = meter("water"),
               carbon = meter("carbon_mass"), cost = meter("cost");
  struct Line {
    std::string name, value, note;
  };
  std::vector<Line> lines;
  const AxisUnit joule = axis_units::watt_hour_from_joule();
  lines.push_back({"IT energy", format_value(it, joule, 4), ""});
  lines.push_back({"Facility energy", format_value(facility, joule, 4), fmt::format("cooling {}", format_value(cooling, joule, 3))});
  lines.push_back({"PUE", fixed(facility / it, 3), "facility over IT energy"});
  lines.push_back({"WUE", fixed(water / (it / 3.6e6), 2, "L/kWh"), format_value(water / 1000, shown_unit("m3"), 4) + " of water"});
  const auto import_max = ctx.series("site", "grid_import_max", site);
  if (import_max) {
    const RangeSummary s = import_max->over(r.t0, r.t1);
    if (s.count > 0) {
      lines.push_back({"Peak import", format_value(s.max, axis_units::watt(), 4), "at " + ctx.when(import_max->time_of(s.max_at))});
      ctx.say("answer.peak_import", s.max, "W");
    }
  }
  lines.push_back({"CO\u2082", carbon > 0 ? format_value(carbon, {"t", true, 0.001}, 4) : "none",
                   carbon > 0 ? fixed(carbon / (it / 3.6e6) * 1000, 0, "g/kWh of IT") : "no carbon intensity given"});
  lines.push_back({"Cost", cost != 0 && std::isfinite(cost) ? (std::abs(cost) >= 1e9 ? fmt::format("{:.4g} bn {}", cost / 1e9, ctx.facts->currency) : fmt::format("{:.4g} M {}", cost / 1e6, ctx.facts->currency)) : "none",
                   cost != 0 && std::isfinite(cost) ? fixed(cost / (it / 3.6e6), 2, ctx.facts->currency + "/kWh of IT") : "no price given"});
  ctx.say("answer.it_energy", it, "J");
  ctx.say("answer.pue", facility / it, "1");
  const double row = std::min(24.0, (list.h - 10) / static_cast<double>(lines.size()));
  double y = list.y + 5;
  for (const Line& l : lines) {
    ctx.text({list.x + 14, y + row / 2}, l.name, ctx.label());
    ctx.text({list.x + 122, y + row / 2}, l.value, ctx.strong(), 110);
    ctx.text({list.x + 232, y + row / 2}, l.note, ctx.small(), list.w - 244);
    y += row;
  }
  ctx.hit("answer/totals", list, [](View& v) { v.open("energy"); }, "click: where the energy goes");
}

}  // namespace

void draw_answer(PanelContext& ctx, const Rect& area) {
  const auto all = limits_in_sight(ctx);
  const auto& names = ctx.facts->limits;
  const std::vector<LimitPeak> peaks = all ? peaks_of_site(*ctx.facts, *all, ctx.site()) : std::vector<LimitPeak>{};
  double y = area.y;
  const double foot = std::clamp(area.h * 0.3, 150.0, 230.0), least_plots = 150;
  if (all) {
    headline(ctx, {area.x, y, area.w, 98}, *all, peaks, names);
    y += 98 + gap;
    const double w = (area.w - 2 * gap) / 3;
    double h = std::clamp(area.h * 0.22, 100.0, 170.0);
    const double left = area.bottom() - foot - gap - y;  // where plots have no room, the cards take it
    if (left - h - gap < least_plots) h = std::max(h, left - gap);
    for (std::size_t i = 0; i < std::min<std::size_t>(3, peaks.size()); ++i)
      limit_card(ctx, {area.x + static_cast<double>(i) * (w + gap), y, w, h}, static_cast<int>(i) + 1, peaks[i], names[static_cast<std::size_t>(peaks[i].entity)]);
    if (!peaks.empty()) y += h + gap;
  }
  const double middle = area.bottom() - foot - gap - y;
  if (middle > least_plots - 1) {
    std::vector<TimePlot> plots;
    plots.push_back(binding_ribbon(ctx, ctx.hold(ctx.library.binding(ctx.view.run, ctx.site_index()))));
    TimePlot power;
    power.name = "power";
    power.unit = axis_units::watt();
    power.title = "Facility power";
    power.stack = consumer_layers(ctx);
    plots.push_back(std::move(power));
    draw_time_plots(ctx, {area.x, y, area.w, middle}, std::move(plots));
  }
  const double left = std::floor(area.w * 0.58);
  worst_events(ctx, {area.x, area.bottom() - foot, left, foot});
  totals(ctx, {area.x + left + gap, area.bottom() - foot, area.w - left - gap, foot});
}

}  // namespace netsuden::viz
