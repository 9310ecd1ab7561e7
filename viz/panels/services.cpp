// SPDX-License-Identifier: Apache-2.0
#include "viz/panels/services.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "viz/model/epoch.hpp"
#include "viz/panels/figures.hpp"
#include "viz/panels/time_plots.hpp"

namespace netsuden::viz {
namespace {

const AxisUnit rate_unit{"/s", false, 1}, seconds{"s", true, 1};

const SummaryTable* table_of(const RunFacts& facts, std::string_view name) {
  for (const SummaryTable& t : facts.summary)
    if (t.name == name && !t.rows.empty()) return &t;
  return nullptr;
}

double cell(const SummaryTable& t, std::string_view column, std::size_t row) {
  for (const SummaryColumn& c : t.columns)
    if (c.name == column) return row < c.values.size() ? c.values[row] : no_value;
  return no_value;
}

std::string word(const SummaryTable& t, std::string_view column, std::size_t row) {
  for (const SummaryColumn& c : t.columns)
    if (c.name == column && row < c.labels.size()) return c.labels[row];
  return {};
}

struct Source {
  PanelContext& ctx;
  int group, entity;
  PlotLine line(const char* label, Color color, const char* channel, double width = 1.4) const { return line_of(ctx, label, color, ctx.facts->find(group, channel, entity), width); }
};

TimePlot one_line(const char* name, const char* title, const char* subtitle, const AxisUnit& unit, PlotLine line) {
  TimePlot p;
  p.name = name;
  p.title = title;
  p.subtitle = subtitle;
  p.unit = unit;
  p.lines.push_back(std::move(line));
  return p;
}

std::vector<TimePlot> plots_of(const Source& s) {
  PanelContext& ctx = s.ctx;
  const Theme& t = ctx.theme;
  TimePlot requests;
  requests.name = "requests";
  requests.title = "Requests";
  requests.subtitle = "What is asked, what is served in time, and what is refused?";
  requests.unit = rate_unit;
  requests.weight = 1.6;
  requests.stack = {s.line("in time", t.role(Role::it).alpha(0.85), "within"), s.line("late", t.palette[1].alpha(0.85), "late"), s.line("refused", t.over.alpha(0.85), "refused")};
  requests.lines = {s.line("asked", t.text, "asked", 1.2)};
  TimePlot first = one_line("first_token", "Time to the first token, mean", "How long does a user wait?", seconds, s.line("first token", t.category(0), "first_token"));
  TimePlot token = one_line("token_time", "Time per output token, mean", "How fast is an answer written?", seconds, s.line("each further token", t.category(1), "token_time"));
  TimePlot nodes;
  nodes.name = "service_nodes";
  nodes.title = "Nodes";
  nodes.subtitle = "How many serve, wake up, are parked?";
  nodes.weight = 1.2;
  nodes.stack = {s.line("awake", t.role(Role::it).alpha(0.85), "awake"), s.line("waking", t.palette[1].alpha(0.85), "waking"), s.line("parked", t.axis, "parked")};
  TimePlot power = one_line("service_power", "Power of its nodes", "At the input of the racks", axis_units::watt(), s.line("power", t.role(Role::it), "power"));
  return {requests, first, token, nodes, power};
}

class Side {
 public:
  Side(PanelContext& ctx, const Rect& box) : ctx_(ctx), box_(box), y_(box.y) {}
  void title(const std::string& words, const std::string& below) {
    if (!room(40)) return;
    ctx_.text({box_.x, y_ + 13}, words, ctx_.style(ctx_.theme.title_size, ctx_.theme.text, HAlign::left, VAlign::baseline, true), box_.w);
    ctx_.text({box_.x, y_ + 29}, below, ctx_.label(HAlign::left, VAlign::baseline), box_.w);
    y_ += 40;
  }
  void name(const std::string& words) {
    if (!room(18)) return;
    ctx_.text({box_.x, y_ + 8}, words, ctx_.strong(), box_.w);
    y_ += 18;
  }
  void line(const std::string& words, const std::string& value, bool bad = false) {
    if (!room(17)) return;
    ctx_.text({box_.x + 10, y_ + 8}, words, ctx_.label(), box_.w * 0.6);
    TextStyle style = ctx_.strong(HAlign::right);
    if (bad) style.color = ctx_.theme.over;
    ctx_.text({box_.right(), y_ + 8}, value, style);
    y_ += 17;
  }
  void gap() { y_ += 10; }

 private:
  bool room(double h) const { return y_ + h <= box_.bottom(); }
  PanelContext& ctx_;
  Rect box_;
  double y_;
};

void in_sight(PanelContext& ctx, Side& side, const Source& s, const std::string& name) {
  const TimeRange& r = ctx.view.range();
  const auto mean = [&](const char* channel) {
    const auto series = ctx.series(ctx.facts->find(s.group, channel, s.entity));
    return series ? mean_over(*series, r.t0, r.t1) : no_value;
  };
  const double asked = mean("asked"), within = mean("within"), late = mean("late"), refused = mean("refused"), tokens = mean("tokens"), power = mean("power");
  const auto share = [&](double v) { return asked > 0 ? fmt::format("{:.2f} %", 100 * v / asked) : std::string("-"); };
  side.title(name, "means in sight");
  side.line("requests", format_value(asked, rate_unit, 4));
  side.line("in time", share(within));
  side.line("late", share(late), late > 0.05 * asked);
  side.line("refused", share(refused), refused > 1e-6 * asked);
  side.line("tokens written", format_value(tokens, {"/s", true, 1}, 4));
  side.line("power", format_value(power, axis_units::watt(), 4));
  side.line("energy of a token", tokens > 0 ? format_value(power / tokens, {"J", true, 1}, 3) : "-");
  side.gap();
  ctx.say("services." + name + ".asked", asked, "s-1");
  ctx.say("services." + name + ".refused", refused, "s-1");
  ctx.say("services." + name + ".power", power, "W");
}

void whole_run(PanelContext& ctx, Side& side) {
  const SummaryTable* tenants = table_of(*ctx.facts, "tenant");
  if (tenants) {
    bool any = false;
    for (std::size_t i = 0; i < tenants->rows.size(); ++i) any = any || cell(*tenants, "gpu_hours_asked", i) > 0;
    if (any) side.title("GPU-hours by tenant", "over the run");
    for (std::size_t i = 0; i < tenants->rows.size(); ++i) {
      const double asked = cell(*tenants, "gpu_hours_asked", i);
      if (!(asked > 0)) continue;
      const double done = cell(*tenants, "gpu_hours_done", i), home = cell(*tenants, "gpu_hours_at_home", i), partners = cell(*tenants, "gpu_hours_at_partners", i);
      double refused = 0;
      for (const SummaryColumn& c : tenants->columns)
        if (c.name.starts_with("refused_") && i < c.values.size()) refused += c.values[i];
      side.name(tenants->rows[i]);
      side.line("asked", format_value(asked, {"h", true, 1}, 4));
      side.line("done", fmt::format("{:.1f} %", 100 * done / asked));
      if (home > 0) side.line("in its country", fmt::format("{:.1f} %", 100 * home / asked));
      if (partners > 0) side.line("at partners", fmt::format("{:.1f} %", 100 * partners / asked));
      if (refused > 0) side.line("refused", fmt::format("{:.1f} %", 100 * refused / asked), true);
      ctx.say("services." + tenants->rows[i] + ".gpu_hours_done", done, "h");
    }
    if (any) side.gap();
  }
  const SummaryTable* largest = table_of(*ctx.facts, "largest_training");
  if (!largest) return;
  side.title("Largest training run", "that each site can power, by date");
  for (std::size_t i = 0; i < largest->rows.size(); ++i) {
    const double from = cell(*largest, "from", i), powered = cell(*largest, "powered", i);
    const std::string date = clock_text(epoch_of(*ctx.facts) + from, ctx.facts->zone).substr(0, 10);
    side.line(fmt::format("{}, {}{}", word(*largest, "site", i), date, powered < 0.9995 ? fmt::format(", {:.0f} % powered", 100 * powered) : ""), fmt::format("{:.3g} FLOP", cell(*largest, "flop", i)));
  }
}

}  // namespace

void draw_services(PanelContext& ctx, const Rect& area) {
  const int g = ctx.facts->group("service");
  const bool any = g >= 0 && !ctx.facts->group_at(g).entities.empty();
  if (!any && !table_of(*ctx.facts, "largest_training") && !table_of(*ctx.facts, "tenant")) return ctx.notice(area, "This run has no services, and no summary of tenants or training yet.");
  const double side_w = area.w > 900 ? 270 : 0;
  Side side(ctx, {area.right() - (side_w > 0 ? side_w : area.w), area.y, side_w > 0 ? side_w : area.w, area.h});
  if (!any) {
    whole_run(ctx, side);
    return;
  }
  const std::vector<std::string>& names = ctx.facts->group_at(g).entities;
  const int chosen = std::max(0, ctx.facts->entity(g, ctx.view.service));
  Rect left{area.x, area.y, area.w - (side_w > 0 ? side_w + 20 : 0), area.h};
  if (names.size() > 1) {
    double x = left.x;
    for (std::size_t i = 0; i < names.size(); ++i) {
      const double w = ctx.canvas.text_width(names[i], ctx.label()) + 24;
      if (x + w > left.right()) break;
      ctx.button("service/" + names[i], {x, left.y, w, 24}, names[i], static_cast<int>(i) == chosen, [n = names[i]](View& v) { v.service = n; }, "show this service");
      x += w + 8;
    }
    left.y += 32, left.h -= 32;
  }
  const Source source{ctx, g, chosen};
  draw_time_plots(ctx, left, plots_of(source));
  if (side_w > 0) {
    in_sight(ctx, side, source, names[static_cast<std::size_t>(chosen)]);
    whole_run(ctx, side);
  }
}

}  // namespace netsuden::viz
