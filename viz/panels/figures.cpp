// SPDX-License-Identifier: Apache-2.0
#include "viz/panels/figures.hpp"

#include <algorithm>
#include <cmath>

#include "viz/model/assets.hpp"
#include "viz/plot/decimate.hpp"

namespace netsuden::viz {

double metered(const TraceSeries& meter, double horizon_start, double t0, double t1) {
  const Series s = meter.view();
  if (s.size() == 0) return no_value;
  const double last = s.t[s.size() - 1];
  const auto at = [&](double t) {
    t = std::min(t, last);
    if (t >= s.t.front()) return meter.at(t);
    // From zero at the start of the horizon to the first row, also of a fork, whose first row comes late.
    return t <= horizon_start ? 0.0 : s.v[0] * (t - horizon_start) / (s.t.front() - horizon_start);
  };
  return t1 > t0 ? at(t1) - at(t0) : no_value;
}

double mean_over(const TraceSeries& s, double t0, double t1) {
  if (!(t1 > t0)) return no_value;
  return column_means(s.view(), {t0, t1, 1}).front();
}

double recorded_s(const TraceSeries& s, double t0, double t1) {
  const Series v = s.view();
  if (v.size() == 0) return 0;
  const double end = v.t[v.size() - 1] + (v.hold == Hold::until_next ? last_interval(v.t) : 0);
  return std::max(0.0, std::min(t1, end) - std::max(t0, v.t.front()));
}

std::vector<EventRow> events_in(const RunFacts& facts, const TraceTable& table, double t0, double t1, int least_severity, const std::string& filter,
                                std::size_t most) {
  std::vector<EventRow> out;
  const int g = facts.group("event");
  if (g < 0) return out;
  const int severity = facts.channel(g, "severity"), code = facts.channel(g, "code"), asset = facts.channel(g, "asset"), text = facts.channel(g, "text");
  if (severity < 0 || code < 0 || text < 0) return out;
  const std::string wanted = lower(filter);
  const auto from = std::lower_bound(table.time.begin(), table.time.end(), t0) - table.time.begin();
  for (auto i = static_cast<std::size_t>(from); i < std::min(table.rows, table.time.size()) && table.time[i] <= t1 && out.size() < most; ++i) {
    EventRow e;
    e.row = i;
    e.t = table.time[i];
    e.severity = code_of(table.numbers[static_cast<std::size_t>(severity)][i]);
    if (e.severity < least_severity) continue;
    e.code = flag_of(facts.group_at(g).channels[static_cast<std::size_t>(code)], table.numbers[static_cast<std::size_t>(code)][i]);
    e.text = table.texts[static_cast<std::size_t>(text)][i];
    if (asset >= 0) {
      const double a = table.numbers[static_cast<std::size_t>(asset)][i];
      if (a >= 0 && a < static_cast<double>(facts.topology.size())) e.asset = facts.topology[static_cast<std::size_t>(a)].path;
    }
    if (!wanted.empty() && lower(e.code + " " + e.asset + " " + e.text).find(wanted) == std::string::npos) continue;
    out.push_back(std::move(e));
  }
  return out;
}

const char* severity_word(int severity) { return severity >= 2 ? "critical" : severity == 1 ? "warning" : "info"; }
Color severity_color(const Theme& theme, int severity) {
  return severity >= 2 ? theme.over : severity == 1 ? theme.palette[1] : theme.text_faint;
}

void draw_severity(PanelContext& ctx, Point p, int severity) {
  const Color c = severity_color(ctx.theme, severity);
  if (severity >= 2) {
    ctx.canvas.fill_rect({p.x - 4.5, p.y - 4.5, 9, 9}, c);
  } else if (severity == 1) {
    const std::array<Point, 3> triangle{Point{p.x - 5, p.y + 4}, {p.x + 5, p.y + 4}, {p.x, p.y - 5}};
    ctx.canvas.fill_polygon(triangle, c);
  } else {
    ctx.canvas.stroke_rect({p.x - 3, p.y - 3, 6, 6}, {c, 1.2});
  }
}

std::shared_ptr<const LimitSummary> limits_in_sight(PanelContext& ctx) {
  const TimeRange& r = ctx.view.range();
  if (const auto now = ctx.library.limits(ctx.view.run, r.t0, r.t1)) ctx.memory.limits = now;
  else ++ctx.scene.loading;
  return ctx.memory.limits;
}

std::vector<LimitPeak> peaks_of_site(const RunFacts& facts, const LimitSummary& all, const std::string& site) {
  const auto& names = facts.limits;
  std::vector<LimitPeak> out;
  for (const LimitPeak& p : all.peaks)
    if (static_cast<std::size_t>(p.entity) < names.size() && names[static_cast<std::size_t>(p.entity)].site == site) out.push_back(p);
  return out;
}

AxisUnit limit_unit(const LimitName& n) {
  if (n.unit == "kg/s") return {"kg/s", false, 1};
  if (n.unit == "W/s") return {"W/s", true, 1};
  return shown_unit(n.unit);
}

double fullest_limit(PanelContext& ctx, const std::string& asset, bool highest) {
  double fullest = no_value;
  const int g = ctx.facts->group("capacity");
  for (const int e : asset_limits(*ctx.facts, asset)) {
    const auto u = ctx.series(ctx.facts->find(g, "utilisation", e));
    if (!u) continue;
    const RangeSummary in_sight = highest ? u->over(ctx.view.range().t0, ctx.view.range().t1) : RangeSummary{};
    const double share = !highest ? u->at(ctx.view.cursor()) : in_sight.count > 0 ? in_sight.max : no_value;
    if (std::isfinite(share) && !(fullest >= share)) fullest = share;
  }
  return fullest;
}

int chosen_limit(PanelContext& ctx, const std::vector<LimitPeak>& peaks) {
  const int g = ctx.facts->group("capacity");
  const int selected = ctx.view.limit.empty() ? -1 : ctx.facts->entity(g, ctx.view.limit);
  return selected >= 0 ? selected : peaks.empty() ? -1 : peaks.front().entity;
}

std::vector<int> entities_of_site(const RunFacts& facts, int group, const std::string& site) {
  std::vector<int> out;
  if (group < 0) return out;
  const auto& names = facts.group_at(group).entities;
  for (std::size_t i = 0; i < names.size(); ++i)
    if (names[i].starts_with(site + ".")) out.push_back(static_cast<int>(i));
  return out;
}

double site_sum(PanelContext& ctx, std::string_view kind, std::string_view channel, bool over_range) {
  const int g = ctx.facts->group("equipment/" + std::string(kind));
  double sum = 0;
  bool any = false;
  for (const int e : entities_of_site(*ctx.facts, g, ctx.site())) {
    const auto s = ctx.series(ctx.facts->find(g, channel, e));
    if (!s) continue;
    const double v = over_range ? mean_over(*s, ctx.view.range().t0, ctx.view.range().t1) : s->at(ctx.view.cursor());
    if (std::isfinite(v)) sum += v, any = true;
  }
  return any ? sum : no_value;
}

}  // namespace netsuden::viz
