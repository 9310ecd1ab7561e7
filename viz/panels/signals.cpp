// SPDX-License-Identifier: Apache-2.0
#include "viz/panels/signals.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "viz/panels/figures.hpp"
#include "viz/panels/time_plots.hpp"

namespace netsuden::viz {
namespace {

constexpr double row_h = 19;

struct TreeRow {
  int depth = 0;
  std::string text, note, key;  ///< key: what unfolds
  bool leaf = false, open = false;
  SignalName signal;
};

/// Groups, channels, entities; with a filter only what holds it, unfolded.
std::vector<TreeRow> tree(PanelContext& ctx) {
  std::vector<TreeRow> out;
  const std::string filter = lower(ctx.view.filter);
  for (const RecordGroup& g : ctx.facts->groups) {
    if (g.row_dim != "time" || g.path == "event" || g.path.starts_with("checkpoint")) continue;
    std::vector<TreeRow> inside;
    const bool group_open = ctx.view.unfolded.contains(g.path) || !filter.empty();
    for (const Channel& c : g.channels) {
      if (c.type == DType::text) continue;
      const std::string key = g.path + "/" + c.name;
      std::vector<std::string> entities = g.entities;
      if (entities.empty()) entities.emplace_back();
      std::vector<TreeRow> leaves;
      for (const std::string& e : entities) {
        if (!filter.empty() && lower(key + "@" + e).find(filter) == std::string::npos) continue;
        leaves.push_back({2, e.empty() ? c.name : e, "", "", true, false, {g.path, c.name, e}});
        if (leaves.size() > 400) break;
      }
      if (leaves.empty()) continue;
      if (leaves.size() == 1 && entities.size() == 1) {
        leaves[0].depth = 1;
        leaves[0].text = c.name;
        leaves[0].note = shown_unit(c, ctx.facts->currency).symbol;
        inside.push_back(leaves[0]);
        continue;
      }
      const bool open = ctx.view.unfolded.contains(key) || (!filter.empty() && leaves.size() <= 12);
      inside.push_back({1, c.name, shown_unit(c, ctx.facts->currency).symbol, key, false, open, {}});
      if (open) inside.insert(inside.end(), leaves.begin(), leaves.end());
    }
    if (inside.empty()) continue;
    out.push_back({0, g.path, fmt::format("{}", g.entities.empty() ? 1 : g.entities.size()), g.path, false, group_open, {}});
    if (group_open) out.insert(out.end(), inside.begin(), inside.end());
  }
  return out;
}

void draw_tree(PanelContext& ctx, const Rect& box, const std::vector<std::vector<SignalName>>& plots) {
  ctx.card(box);
  ctx.text({box.x + 10, box.y + 14}, ctx.view.filter.empty() ? "/ filters, click or drag adds" : "filter: " + ctx.view.filter, ctx.label(), box.w - 20);
  const std::vector<TreeRow> rows = tree(ctx);
  const RowsInSight in_sight = ctx.rows_in_sight(rows.size(), box.h - 34, row_h);
  double y = box.y + 28;
  for (std::size_t i = in_sight.first; i < in_sight.last; ++i, y += row_h) {
    const TreeRow& r = rows[i];
    const Rect line{box.x, y, box.w, row_h};
    if (ctx.hovered(line)) ctx.canvas.fill_rect(line, mix(ctx.theme.panel, ctx.theme.axis, 0.35));
    const double x = box.x + 10 + 14 * r.depth, m = y + row_h / 2;
    if (!r.leaf) {
      const std::array<Point, 3> down{Point{x, m - 3}, {x + 8, m - 3}, {x + 4, m + 3}}, right{Point{x + 1, m - 4}, {x + 1, m + 4}, {x + 6, m}};
      ctx.canvas.fill_polygon(r.open ? down : right, ctx.theme.text_dim);
    }
    const bool used = r.leaf && std::any_of(plots.begin(), plots.end(), [&](const auto& p) { return std::find(p.begin(), p.end(), r.signal) != p.end(); });
    if (used) ctx.canvas.fill_rect({x, m - 3, 6, 6}, ctx.theme.palette[0]);
    const double nw = r.note.empty() ? 0 : ctx.text({box.right() - 8, m}, r.note, ctx.small(HAlign::right));
    ctx.text({x + 12, m}, r.text, ctx.style(ctx.theme.label_size, r.leaf ? ctx.theme.text : ctx.theme.text_dim, HAlign::left, VAlign::middle, r.depth == 0), box.right() - 16 - nw - x - 12);
    if (r.leaf) {
      const SignalName s = r.signal;
      ctx.hit("signal/" + s.text(), line, [s, plots](View& v) {
        if (v.plots.empty()) v.plots = plots;
        auto& p = v.plots[static_cast<std::size_t>(std::clamp(v.active_plot, 0, static_cast<int>(v.plots.size()) - 1))];
        const auto found = std::find(p.begin(), p.end(), s);
        if (found == p.end()) p.push_back(s);
        else p.erase(found);
      }, s.text());
    } else {
      const std::string key = r.key;
      ctx.hit("unfold/" + key, line, [key](View& v) {
        if (!v.unfolded.erase(key)) v.unfolded.insert(key);
      });
    }
  }
  ctx.scroll_bar({box.right() - 3, box.y + 28, 3, box.h - 34}, in_sight);
}

}  // namespace

void draw_signals(PanelContext& ctx, const Rect& area) {
  std::vector<std::vector<SignalName>> plots = ctx.view.plots;
  if (plots.empty()) {
    const std::string s = ctx.site();
    plots = {{{"site", "facility_power", s}, {"site", "it_power", s}}, {{"site", "pue", s}}, {{"site", "wet_bulb", s}, {"site", "dry_bulb", s}}};
  }
  const double side = 264;
  draw_tree(ctx, {area.x, area.y, side, area.h}, plots);
  const Rect right{area.x + side + 18, area.y, area.w - side - 18, area.h};
  double x = right.x;
  for (std::size_t i = 0; i < plots.size(); ++i) {
    const int n = static_cast<int>(i);
    ctx.button(fmt::format("signals/plot/{}", i + 1), {x, right.y, 60, 24}, fmt::format("plot {}", i + 1), n == std::clamp(ctx.view.active_plot, 0, static_cast<int>(plots.size()) - 1), [n](View& v) { v.active_plot = n; }, "what is added goes here");
    x += 64;
  }
  ctx.button("signals/add", {x + 8, right.y, 84, 24}, "new plot", false, [plots](View& v) {
    if (v.plots.empty()) v.plots = plots;
    v.plots.emplace_back();
    v.active_plot = static_cast<int>(v.plots.size()) - 1;
  });
  ctx.button("signals/remove", {x + 96, right.y, 96, 24}, "remove plot", false, [plots](View& v) {
    if (v.plots.empty()) v.plots = plots;
    if (v.plots.size() > 1) v.plots.erase(v.plots.begin() + std::clamp(v.active_plot, 0, static_cast<int>(v.plots.size()) - 1));
    v.active_plot = 0;
  });
  std::vector<TimePlot> drawn;
  for (std::size_t i = 0; i < plots.size(); ++i) {
    TimePlot p;
    p.name = fmt::format("signals{}", i + 1);
    p.from_zero = false;
    std::string words;
    for (std::size_t k = 0; k < plots[i].size(); ++k) {
      const SignalName& n = plots[i][k];
      const SeriesKey key = ctx.facts->find(n.group, n.channel, n.entity);
      if (!key.valid()) {
        words += (words.empty() ? "" : "; ") + n.text() + " is not in this run";
        continue;
      }
      const Channel& c = ctx.facts->channel_of(key);
      if (p.lines.empty()) p.unit = shown_unit(c, ctx.facts->currency), words = c.long_name;
      std::string label = n.channel;
      if (!n.entity.empty() && (ctx.facts->sites().size() != 1 || n.group != "site")) label.append(" ").append(last_of(n.entity));
      std::replace(label.begin(), label.end(), '_', ' ');
      if (!p.lines.empty() && shown_unit(c, ctx.facts->currency).symbol != p.unit.symbol) label.append(" (in ").append(shown_unit(c, ctx.facts->currency).symbol).append(")");
      p.lines.push_back(line_of(ctx, label, ctx.theme.category(k), key));
    }
    p.title = fmt::format("Plot {}", i + 1);
    p.subtitle = plots[i].empty() ? "empty: click a signal at the left" : words;
    drawn.push_back(std::move(p));
  }
  draw_time_plots(ctx, {right.x, right.y + 34, right.w, right.h - 34}, std::move(drawn));
}

}  // namespace netsuden::viz
