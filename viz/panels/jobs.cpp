// SPDX-License-Identifier: Apache-2.0
#include "viz/panels/jobs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "viz/model/epoch.hpp"
#include "viz/panels/figures.hpp"
#include "viz/panels/time_plots.hpp"

namespace netsuden::viz {
namespace {

constexpr int columns = 360;
constexpr std::size_t most_bars = 600, most_lanes = 14;

struct Job {
  long long id = 0;
  double submitted = 0, started = no_value, ended = no_value, nodes = 0, energy = 0, node_hours = 0;
  int tenant = -1;
  std::string outcome, hall;
};

std::vector<Job> jobs_of(PanelContext& ctx, const TraceTable& t) {
  const int g = ctx.facts->group("job");
  const auto column = [&](const char* name) -> const std::vector<double>& {
    static const std::vector<double> none;
    const int c = ctx.facts->channel(g, name);
    return c < 0 ? none : t.numbers[static_cast<std::size_t>(c)];
  };
  const auto &id = column("id"), &submitted = column("submitted"), &started = column("started"), &ended = column("ended"), &nodes = column("nodes"), &energy = column("energy"),
             &hours = column("node_hours"), &tenant = column("tenant"), &outcome = column("outcome"), &hall = column("hall"), &site = column("site");
  std::vector<Job> out;
  const double epoch = epoch_of(*ctx.facts);
  for (std::size_t i = 0; i < t.rows && i < submitted.size(); ++i) {
    if (i < site.size() && code_of(site[i]) >= 0 && code_of(site[i]) != ctx.site_index()) continue;
    Job j;
    j.id = std::abs(id[i]) < 9e15 ? static_cast<long long>(id[i]) : -1;
    j.submitted = epoch + submitted[i], j.started = epoch + started[i], j.ended = epoch + ended[i];
    j.nodes = nodes[i], j.energy = energy[i], j.node_hours = hours[i];
    j.tenant = code_of(tenant[i]);
    j.outcome = flag_of(ctx.facts->channel_of({g, ctx.facts->channel(g, "outcome"), 0}), outcome[i]);
    j.hall = flag_of(ctx.facts->channel_of({g, ctx.facts->channel(g, "hall"), 0}), hall[i]);
    // What still runs has no end yet.
    if (std::isfinite(j.started) && !std::isfinite(j.ended)) j.ended = ctx.progress.last_time;
    out.push_back(std::move(j));
  }
  return out;
}

std::string tenant_name(PanelContext& ctx, int tenant) {
  const int g = ctx.facts->group("job");
  const std::string name = flag_of(ctx.facts->channel_of({g, ctx.facts->channel(g, "tenant"), 0}), tenant);
  return tenant < 0 ? "no tenant" : name.empty() ? fmt::format("tenant {}", tenant) : name;
}

/// Time-weighted means of a count that is `weight` from a to b.
void add_interval(std::vector<double>& bins, const TimeRange& r, double a, double b, double weight) {
  const double width = r.length() / columns;
  const double from = std::max(a, r.t0), to = std::min(b, r.t1);
  if (!(to > from)) return;
  const int c0 = std::clamp(static_cast<int>((from - r.t0) / width), 0, columns - 1), c1 = std::clamp(static_cast<int>((to - r.t0) / width), 0, columns - 1);
  for (int c = c0; c <= c1; ++c) {
    const double l = std::max(from, r.t0 + c * width), h = std::min(to, r.t0 + (c + 1) * width);
    if (h > l) bins[static_cast<std::size_t>(c)] += weight * (h - l) / width;
  }
}

std::vector<double> edges_of(const TimeRange& r) {
  std::vector<double> t;
  for (int c = 0; c < columns; ++c) t.push_back(r.t0 + r.length() * c / columns);
  return t;
}

TimePlot nodes_plot(PanelContext& ctx, const std::vector<Job>& jobs, const std::vector<int>& tenants) {
  const TimeRange& r = ctx.view.range();
  const std::vector<double>& t = ctx.keep(edges_of(r));
  std::vector<std::vector<double>> held(tenants.size(), std::vector<double>(columns, 0.0));
  for (const Job& j : jobs) {
    if (!std::isfinite(j.started)) continue;
    const auto at = static_cast<std::size_t>(std::find(tenants.begin(), tenants.end(), j.tenant) - tenants.begin());
    if (at < held.size()) add_interval(held[at], r, j.started, j.ended, j.nodes);
  }
  std::vector<double> sum(columns, 0.0);
  std::vector<StackLayer> layers;
  for (std::size_t k = 0; k < tenants.size(); ++k) {
    for (std::size_t c = 0; c < sum.size(); ++c) sum[c] += held[k][c];
    layers.push_back({ctx.keep(held[k]), ctx.theme.category(k).alpha(0.85)});
  }
  TimePlot p;
  p.name = "nodes";
  p.title = "Nodes held by jobs";
  p.subtitle = "How full is the machine, and by whom?";
  p.weight = 1.5;
  p.least_high = *std::max_element(sum.begin(), sum.end());
  for (std::size_t k = 0; k < tenants.size() && k < 8; ++k) p.custom_legend.push_back({tenant_name(ctx, tenants[k]), ctx.theme.category(k), Swatch::area});
  p.custom = [&t, layers](PanelContext& c, Frame& f) { draw_stack(c.canvas, f, t, Hold::until_next, layers); };
  return p;
}

TimePlot queue_plot(PanelContext& ctx, const std::vector<Job>& jobs) {
  const TimeRange& r = ctx.view.range();
  const std::vector<double>& t = ctx.keep(edges_of(r));
  std::vector<double> waiting(columns, 0.0);
  for (const Job& j : jobs)
    if (j.outcome != "refused" && j.outcome != "pending") add_interval(waiting, r, j.submitted, std::isfinite(j.started) ? j.started : ctx.progress.last_time, 1);
  const std::vector<double>& kept = ctx.keep(waiting);
  TimePlot p;
  p.name = "queue";
  p.title = "Jobs that wait";
  p.subtitle = "How long is the queue?";
  p.least_high = std::max(1.0, *std::max_element(kept.begin(), kept.end()));
  p.custom = [&t, &kept](PanelContext& c, Frame& f) { draw_line(c.canvas, f, Series{t, kept, Hold::until_next}, {c.theme.palette[1], 1.4}); };
  return p;
}

/// Each in the first lane that is free when it starts: as few as hold them without overlap. The lanes, and how many there are.
std::pair<std::vector<std::size_t>, std::size_t> lanes_of(const std::vector<Job>& jobs) {
  std::vector<std::size_t> order(jobs.size()), lane(jobs.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return jobs[a].started < jobs[b].started; });
  std::vector<double> free_from;
  for (const std::size_t i : order) {
    std::size_t k = 0;
    while (k < free_from.size() && free_from[k] > jobs[i].started) ++k;
    if (k == free_from.size()) free_from.push_back(0);
    free_from[k] = jobs[i].ended;
    lane[i] = k;
  }
  return {lane, free_from.size()};
}

TimePlot gantt(PanelContext& ctx, const std::vector<Job>& jobs, const std::vector<int>& tenants) {
  const TimeRange& r = ctx.view.range();
  auto chosen = std::make_shared<std::vector<Job>>();
  for (const Job& j : jobs)
    if (std::isfinite(j.started) && j.started < r.t1 && j.ended > r.t0) chosen->push_back(j);
  const std::size_t all = chosen->size();
  std::stable_sort(chosen->begin(), chosen->end(), [](const Job& a, const Job& b) { return a.node_hours > b.node_hours; });
  if (chosen->size() > most_bars) chosen->resize(most_bars);
  // As many of the largest as so few lanes hold.
  while (lanes_of(*chosen).second > most_lanes && chosen->size() > most_lanes) chosen->resize(chosen->size() * 3 / 4);
  std::stable_sort(chosen->begin(), chosen->end(), [](const Job& a, const Job& b) { return a.started < b.started; });
  TimePlot p;
  p.name = "gantt";
  p.title = "The largest jobs";
  p.subtitle = all > chosen->size() ? fmt::format("Who holds the machine? {} of {} jobs in sight, by node-hours", chosen->size(), all) : "Who holds the machine?";
  p.weight = 2.4;
  p.min_height = 80;
  p.custom_gutter = 34;
  p.custom = [chosen, tenants](PanelContext& c, Frame& f) {
    if (chosen->empty()) return draw_notice(c.canvas, c.theme, f, "no job runs in this range");
    const auto [lane, lanes] = lanes_of(*chosen);
    const double h = std::min(22.0, f.plot.h / static_cast<double>(lanes));
    const ClipScope clip(c.canvas, f.plot);
    for (std::size_t i = 0; i < chosen->size(); ++i) {
      const Job& j = (*chosen)[i];
      const auto k = static_cast<std::size_t>(std::find(tenants.begin(), tenants.end(), j.tenant) - tenants.begin());
      const Color color = c.theme.category(k);
      const double x0 = std::max(f.plot.x, f.x(j.started)), x1 = std::min(f.plot.right(), f.x(j.ended)), y = f.plot.y + h * static_cast<double>(lane[i]);
      const Rect bar{x0, y + 1, std::max(2.0, x1 - x0 - 1), std::max(2.0, h - 2)};
      c.canvas.fill_rect(bar, color.alpha(0.85));
      if (bar.h > 10) c.text({bar.x + 5, bar.y + bar.h / 2}, fmt::format("{}: {:.0f} nodes", j.id, j.nodes), c.style(10, Theme::text_on(color), HAlign::left, VAlign::middle), bar.w - 8);
      c.hit(fmt::format("job/{}", j.id), bar, [t = j.started](View& v) { v.jump_to(t); },
            fmt::format("job {}: {:.0f} nodes for {}, waited {}, {} in {}, {}", j.id, j.nodes, span_text(j.ended - j.started), span_text(j.started - j.submitted), j.outcome, j.hall,
                        format_value(j.energy, axis_units::watt_hour_from_joule(), 3)));
    }
  };
  return p;
}

void tenants_table(PanelContext& ctx, const Rect& box, const std::vector<Job>& jobs, const std::vector<int>& tenants) {
  ctx.text({box.x, box.y + 13}, "By tenant", ctx.style(ctx.theme.title_size, ctx.theme.text, HAlign::left, VAlign::baseline, true));
  ctx.text({box.x, box.y + 29}, "jobs that were started in sight", ctx.label(HAlign::left, VAlign::baseline));
  const Rect list{box.x, box.y + 38, box.w, box.h - 38};
  ctx.card(list);
  const TimeRange& r = ctx.view.range();
  double y = list.y + 10;
  for (std::size_t k = 0; k < tenants.size() && y + 92 < list.bottom(); ++k) {
    double hours = 0, energy = 0, wait = 0;
    int started = 0, submitted = 0, refused = 0;
    for (const Job& j : jobs) {
      if (j.tenant != tenants[k]) continue;
      if (j.submitted >= r.t0 && j.submitted <= r.t1) submitted += 1, refused += j.outcome == "refused";
      if (!std::isfinite(j.started) || j.started < r.t0 || j.started > r.t1) continue;
      hours += j.node_hours, energy += j.energy, wait += j.started - j.submitted;
      ++started;
    }
    ctx.canvas.fill_rect({list.x + 12, y + 4, 9, 9}, ctx.theme.category(k));
    ctx.text({list.x + 28, y + 9}, tenant_name(ctx, tenants[k]), ctx.strong(), list.w - 40);
    const std::array<std::pair<const char*, std::string>, 4> lines{{{"submitted, started", fmt::format("{}, {}{}", submitted, started, refused > 0 ? fmt::format(", {} refused", refused) : "")},
                                                                  {"node-hours", format_value(hours, {"", true, 1}, 4)},
                                                                  {"energy", format_value(energy, axis_units::watt_hour_from_joule(), 4)},
                                                                  {"mean wait", started > 0 ? span_text(wait / started) : "-"}}};
    double ly = y + 27;
    for (const auto& l : lines) {
      ctx.text({list.x + 28, ly}, l.first, ctx.label());
      ctx.text({list.right() - 12, ly}, l.second, ctx.strong(HAlign::right));
      ly += 17;
    }
    ctx.say("jobs." + tenant_name(ctx, tenants[k]) + ".node_hours", hours, "h");
    ctx.say("jobs." + tenant_name(ctx, tenants[k]) + ".mean_wait", started > 0 ? wait / started : no_value, "s");
    y += 104;
  }
}

}  // namespace

void draw_jobs(PanelContext& ctx, const Rect& area) {
  const int g = ctx.facts->group("job");
  const auto table = g < 0 ? nullptr : ctx.hold(ctx.library.table(ctx.view.run, g));
  if (g < 0 || (table && table->rows == 0))
    return ctx.notice(area, g < 0 || !ctx.progress.running ? "This run has no jobs: its load comes from profiles or training." : "No job has ended yet.");
  if (!table) return;
  const std::vector<Job> jobs = jobs_of(ctx, *table);
  std::map<int, double> hours;
  for (const Job& j : jobs) hours[j.tenant] += j.node_hours;
  std::vector<int> tenants;
  for (const auto& h : hours) tenants.push_back(h.first);
  std::stable_sort(tenants.begin(), tenants.end(), [&](int a, int b) { return hours[a] > hours[b]; });
  const double side = area.w > 900 ? 250 : 0;
  const Rect left{area.x, area.y, area.w - (side > 0 ? side + 20 : 0), area.h};
  draw_time_plots(ctx, left, {nodes_plot(ctx, jobs, tenants), queue_plot(ctx, jobs), gantt(ctx, jobs, tenants)});
  if (side > 0) tenants_table(ctx, {area.right() - side, area.y, side, area.h}, jobs, tenants);
}

}  // namespace netsuden::viz
