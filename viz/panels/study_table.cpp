// SPDX-License-Identifier: Apache-2.0
// The statistics of each metric with their intervals, and what each parameter does to the metric that is chosen.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "viz/panels/study_parts.hpp"

namespace netsuden::viz {
namespace {

constexpr double row_h = 30, top_h = 58;

std::string number_of(const StudyColumn& c, double v, const TimeZone& zone, int digits = 4) {
  if (c.date) return std::isfinite(v) && std::abs(v) < 1e11 ? format_compact(std::round(v), zone) : "\u2013";
  return std::isfinite(v) ? format_value(v, c.shown, digits) : "\u2013";
}

/// A difference of values, two digits of it; the unit where it has a prefix of its own.
std::string difference_of(const StudyColumn& c, double v) {
  if (c.date) return fmt::format("{:.3g} h", v / 3600);
  if (c.shown.prefixes) return format_value(v, c.shown, 2);
  const double shown = v * c.shown.factor;
  return shown >= 100 ? fmt::format("{:.0f}", shown) : fmt::format("{:.2g}", shown);
}

std::string half_of(const StudyColumn& c, double v) { return std::isfinite(v) ? "\u00B1 " + difference_of(c, v) : ""; }

/// Its ends where they fit, else how far they are from the quantile, else nothing: a number that is cut would be another.
std::string interval_of(PanelContext& ctx, const StudyColumn& c, const StudyQuantile& q, const TimeZone& zone, const TextStyle& style, double width) {
  if (!std::isfinite(q.low) && !std::isfinite(q.high)) return "";
  StudyColumn bare;
  bare.date = c.date, bare.shown = c.shown;
  if (!c.shown.prefixes) bare.shown.symbol.clear();
  const std::string ends = number_of(bare, q.low, zone) + " to " + number_of(bare, q.high, zone);
  if (ctx.canvas.text_width(ends, style) <= width) return ends;
  if (!std::isfinite(q.low) || !std::isfinite(q.high)) return "";
  const std::string apart = "\u2212" + difference_of(c, q.value - q.low) + " +" + difference_of(c, q.high - q.value);
  return ctx.canvas.text_width(apart, style) <= width ? apart : "";
}

/// Lowest to highest as a line, P10 to P90 as a bar, the median as a tick.
void spread(PanelContext& ctx, const Rect& box, const StudyStatistic& s) {
  if (!std::isfinite(s.min) || !(s.max > s.min)) return;
  const double y = box.y + box.h / 2;
  const auto x = [&](double v) { return box.x + box.w * std::clamp((v - s.min) / (s.max - s.min), 0.0, 1.0); };
  ctx.canvas.fill_rect({box.x, y - 0.5, box.w, 1}, ctx.theme.text_faint);
  for (const double v : {s.min, s.max}) ctx.canvas.fill_rect({x(v) - 0.5, y - 4, 1, 8}, ctx.theme.text_faint);
  if (std::isfinite(s.p10.value) && std::isfinite(s.p90.value)) ctx.canvas.fill_rect({x(s.p10.value), y - 4, std::max(1.0, x(s.p90.value) - x(s.p10.value)), 8}, ctx.theme.palette[0].alpha(0.55));
  if (std::isfinite(s.p50.value)) ctx.canvas.fill_rect({x(s.p50.value) - 1, y - 6, 2, 12}, ctx.theme.text);
}

const char* effect_question(EffectKind kind) {
  switch (kind) {
    case EffectKind::tornado: return "Each parameter by itself from its low (orange) to its high (blue) value; the line is the base.";
    case EffectKind::morris: return "\u00B5*: mean size of the effect of a way through the whole range, and its 95 % interval.";
    case EffectKind::sobol: return "Share of the variance in which a parameter takes part (bar, 95 % interval), alone (tick).";
    case EffectKind::rank_correlation: return "Rank correlation (Spearman) with each parameter, and its interval.";
    case EffectKind::none: break;
  }
  return "";
}

}  // namespace

double statistics_height(const StudyData& d) { return top_h + row_h * static_cast<double>(d.statistics.size()) + 6; }

void draw_statistics(StudyParts& s, const Rect& box) {
  PanelContext& ctx = s.ctx;
  const StudyData& d = *s.data;
  const Rect body = figure_head(ctx, box, "Metrics", s.selection->count < d.runs ? "How large, how sure? Over all runs of the study, whatever is in sight." : "How large, how sure? In small: the interval of each.");
  if (d.statistics.empty()) return ctx.notice(body, "The index has no statistics.");
  ctx.card(body);
  const bool wide = body.w > 520, extremes = body.w > 660;
  const double name_w = std::clamp(body.w * 0.19, 84.0, 190.0), spread_w = wide ? 64 : 0;
  const std::size_t columns = extremes ? 6 : body.w > 400 ? 4 : 3;
  const double x0 = body.x + 10 + name_w + spread_w + (wide ? 12 : 0), w = (body.right() - 10 - x0) / static_cast<double>(columns);
  const char* heads[] = {"mean", "P10", "P50", "P90", "lowest", "highest"};
  for (std::size_t k = 0; k < columns; ++k) ctx.text({x0 + w * static_cast<double>(k + 1), body.y + 10}, columns == 3 && k == 0 ? "P10" : columns == 3 ? heads[k + 1] : heads[k], ctx.small(HAlign::right));
  const auto at = std::find_if(d.statistics.begin(), d.statistics.end(), [&](const StudyStatistic& t) { return t.column == s.metric; });
  const Rect list{body.x, body.y + 20, body.w, body.h - 22};
  const RowsInSight rows = ctx.rows_in_sight(d.statistics.size(), list.h, row_h, at == d.statistics.end() ? 0 : static_cast<std::size_t>(at - d.statistics.begin()));
  for (std::size_t i = rows.first; i < rows.last; ++i) {
    const StudyStatistic& t = d.statistics[i];
    const StudyColumn& c = d.column(t.column);
    const Rect line{list.x, list.y + row_h * static_cast<double>(i - rows.first), list.w, row_h};
    const bool on = t.column == s.metric;
    if (on) ctx.canvas.fill_rect(line, mix(ctx.theme.panel, ctx.theme.palette[5], 0.35));
    else if (ctx.hovered(line)) ctx.canvas.fill_rect(line, mix(ctx.theme.panel, ctx.theme.axis, 0.3));
    ctx.text({line.x + 10, line.y + 10}, c.title, ctx.strong(), name_w);
    std::string note = std::isfinite(t.runs) ? fmt::format("{:.0f} runs", t.runs) : "";
    if (c.date && t.share_never > 0) note += fmt::format(", {:.0f} % never", 100 * t.share_never);
    ctx.text({line.x + 10, line.y + 22}, note, ctx.small(), name_w);
    if (wide) spread(ctx, {line.x + 10 + name_w, line.y + 4, spread_w, row_h - 8}, t);
    const TextStyle small = ctx.small(HAlign::right);
    const auto quantile = [&](const StudyQuantile& q) { return std::pair{number_of(c, q.value, d.zone), interval_of(ctx, c, q, d.zone, small, w - 8)}; };
    const std::pair<std::string, std::string> cells[] = {{number_of(c, t.mean, d.zone), half_of(c, t.half_width)}, quantile(t.p10), quantile(t.p50), quantile(t.p90), {number_of(c, t.min, d.zone), ""}, {number_of(c, t.max, d.zone), ""}};
    for (std::size_t k = 0; k < columns; ++k) {
      const auto& cell = cells[columns == 3 ? k + 1 : k];
      const double right = x0 + w * static_cast<double>(k + 1);
      ctx.text({right, line.y + (cell.second.empty() ? row_h / 2 : 10)}, cell.first, ctx.style(ctx.theme.label_size, ctx.theme.text, HAlign::right, VAlign::middle), w - 8);
      ctx.text({right, line.y + 22}, cell.second, small, w - 4);
    }
    const std::string name = c.name;
    ctx.hit("study/metric/" + name, line, [name](View& v) { v.study.metric = name, v.study.y = name, v.study.zoom_y.reset(); }, c.name);
    for (const auto& [word, v] : {std::pair{"mean", t.mean}, {"half_width", t.half_width}, {"p10", t.p10.value}, {"p50", t.p50.value}, {"p90", t.p90.value}, {"min", t.min}, {"max", t.max}})
      ctx.say(fmt::format("study.{}.{}", c.name, word), v, c.unit);
  }
  ctx.scroll_bar({list.right() - 4, list.y, 3, row_h * static_cast<double>(rows.fit())}, rows);
}

void draw_effects(StudyParts& s, const Rect& box) {
  PanelContext& ctx = s.ctx;
  const StudyData& d = *s.data;
  const double menu = s.metric >= 0 ? menu_button(ctx, "metric", {box.right(), box.y + 8}, d.column(s.metric).title, box.w * 0.5, HAlign::right) : 0;
  if (d.effects_kind == EffectKind::none || s.metric < 0) {
    const Rect body = figure_head(ctx, box, "What drives it", "Which parameter matters?", menu + 8);
    return ctx.notice(body, "A design of this kind says nothing of sensitivity: latin_hypercube, morris, saltelli, one_at_a_time do.");
  }
  const Rect body = figure_head(ctx, box, "What drives it", effect_question(d.effects_kind), menu + 8);
  ctx.card(body);
  const StudyColumn& c = d.column(s.metric);
  const auto effects = d.effects_on(s.metric);
  const bool tornado = d.effects_kind == EffectKind::tornado;
  double low = tornado ? INFINITY : 0, high = tornado ? -INFINITY : 0;
  std::vector<const StudyEffect*> shown;
  for (const StudyEffect* e : effects) {
    if (!std::isfinite(e->high) || !std::isfinite(e->low)) continue;
    shown.push_back(e);
    for (const double v : {e->low, e->high, e->base, e->interval_low, e->interval_high})
      if (std::isfinite(v)) low = std::min(low, v), high = std::max(high, v);
  }
  if (shown.empty()) return ctx.notice(body, "This metric does not vary: no parameter has an effect.");
  const AxisUnit unit = tornado || d.effects_kind == EffectKind::morris ? c.shown : axis_units::plain();
  const AxisUnit drawn = d.effects_kind == EffectKind::morris && c.shown.symbol == "\u00B0C" ? axis_units::celsius_from_kelvin_difference() : unit;
  if (d.effects_kind == EffectKind::sobol) low = std::min(low, 0.0), high = std::max(high, 1.0);
  if (d.effects_kind == EffectKind::rank_correlation) low = -1, high = 1;
  if (!(high > low)) high = low + std::max(1e-12, std::abs(low) * 0.01);
  const double name_w = std::clamp(body.w * 0.2, 70.0, 170.0), note_w = tornado ? 70 : 54;
  const Rect plot{body.x + 10 + name_w + (tornado ? note_w : 10), body.y + 8, body.w - 20 - name_w - (tornado ? 2 * note_w : note_w + 10), body.h - 30};
  if (plot.w < 40 || plot.h < 16) return;
  const auto x = [&](double v) { return plot.x + plot.w * (v - low) / (high - low); };
  const ValueTicks ticks = value_ticks(low, high, std::max(2, static_cast<int>(plot.w / 70)), drawn);
  double taken = -1e9;
  for (std::size_t i = 0; i < ticks.at.size(); ++i) {
    const double tx = ctx.canvas.snap_line(x(ticks.at[i]));
    ctx.canvas.fill_rect({tx - 0.5, plot.y, 1, plot.h}, ctx.theme.grid);
    const TextStyle style = ctx.small(HAlign::center);
    const std::string words = ticks.label[i] + (i + 1 == ticks.at.size() && !ticks.style.unit.empty() ? " " + ticks.style.unit : "");
    const double tw = ctx.canvas.text_width(words, style);
    if (tx - tw / 2 < taken + 6) continue;
    ctx.canvas.text({tx, plot.bottom() + 10}, words, style);
    taken = tx + tw / 2;
  }
  const double bar = std::clamp(plot.h / static_cast<double>(shown.size()), 14.0, 26.0);
  const auto fit = std::min(shown.size(), static_cast<std::size_t>(std::max(1.0, std::floor(plot.h / bar))));
  for (std::size_t i = 0; i < fit; ++i) {
    const StudyEffect& e = *shown[i];
    const double y = plot.y + bar * static_cast<double>(i), middle = y + bar / 2, thick = std::min(14.0, bar - 5);
    const std::string title = e.parameter >= 0 ? d.column(e.parameter).title : e.parameter_name;
    ctx.text({body.x + 10, middle}, title, ctx.style(ctx.theme.label_size, ctx.theme.text, HAlign::left, VAlign::middle), name_w - 4);
    const auto part = [&](double v, Color color) { ctx.canvas.fill_rect({std::min(x(v), x(e.base)), middle - thick / 2, std::abs(x(v) - x(e.base)), thick}, color); };
    const auto setting = [&](double v) { return e.parameter >= 0 ? d.column(e.parameter).text(v, d.zone, 3) : fmt::format("{:.3g}", v); };
    if (tornado) {
      // Both on one side: the longer one first, so that the shorter one is seen.
      const bool low_first = std::abs(e.low - e.base) >= std::abs(e.high - e.base);
      part(low_first ? e.low : e.high, low_first ? ctx.theme.palette[1] : ctx.theme.palette[5]);
      part(low_first ? e.high : e.low, low_first ? ctx.theme.palette[5] : ctx.theme.palette[1]);
      const bool low_left = e.low <= e.high;
      const TextStyle small_left = ctx.small(HAlign::right), small_right = ctx.small(HAlign::left);
      const double left = std::min({x(e.low), x(e.high), x(e.base)}), right = std::max({x(e.low), x(e.high), x(e.base)});
      ctx.text({left - 5, middle}, setting(low_left ? e.low_setting : e.high_setting), small_left, note_w - 6);
      ctx.text({right + 5, middle}, setting(low_left ? e.high_setting : e.low_setting), small_right, note_w - 6);
    } else {
      part(e.high, e.high < 0 ? ctx.theme.palette[1] : ctx.theme.palette[0]);
      if (std::isfinite(e.interval_low) && std::isfinite(e.interval_high)) {
        const double a = std::max(plot.x, x(e.interval_low)), b = std::min(plot.right(), x(e.interval_high));
        ctx.canvas.fill_rect({a, middle - 0.75, std::max(1.0, b - a), 1.5}, ctx.theme.text);
        for (const double end : {a, b}) ctx.canvas.fill_rect({end - 0.5, middle - 4, 1, 8}, ctx.theme.text);
      }
      if (d.effects_kind == EffectKind::sobol && std::isfinite(e.other)) ctx.canvas.fill_rect({std::clamp(x(e.other), plot.x, plot.right()) - 1, middle - thick / 2 - 2, 2, thick + 4}, ctx.theme.palette[1]);
      ctx.text({body.right() - 10, middle}, format_value(e.high, drawn, 3), ctx.strong(HAlign::right), note_w);
    }
    const std::string tip = e.parameter >= 0 ? d.column(e.parameter).about : "", parameter = e.parameter_name;
    ctx.hit("study/effect/" + parameter, {body.x, y, body.w, bar}, [parameter](View& v) { v.study.x = parameter, v.study.zoom_x.reset(); }, parameter + (tip.empty() ? "" : " = " + tip));
    ctx.say(fmt::format("study.effect.{}.{}", c.name, parameter), tornado ? e.size : e.high, unit.symbol);
  }
  ctx.canvas.fill_rect({ctx.canvas.snap(x(shown.front()->base)) - 0.5, plot.y - 4, 1, plot.h + 4}, ctx.theme.text_dim);
  if (fit < shown.size()) ctx.text({body.x + 10, body.bottom() - 9}, fmt::format("and {} smaller ones", shown.size() - fit), ctx.small());
}

}  // namespace netsuden::viz
