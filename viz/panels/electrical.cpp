// SPDX-License-Identifier: Apache-2.0
#include "viz/panels/electrical.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "viz/model/assets.hpp"
#include "viz/model/epoch.hpp"
#include "viz/panels/figures.hpp"

namespace netsuden::viz {
namespace {

/// What an asset does at the cursor, or at its worst in sight.
struct Load {
  double power = no_value;    ///< W that it delivers; a mean of the row at the cursor
  double input = no_value;
  double share = no_value;    ///< of its limit, the highest of the row
  double state = no_value;    ///< share of the time with power
  double shed = no_value;     ///< of a hall: share of the time in which it was shed
  std::string note{};         ///< what only its kind has
  std::string unit = "W";     ///< of power
  std::string dark_by{};      ///< of a load after a failure: those that leave it dark, or on batteries alone
};

class Loads {
 public:
  explicit Loads(PanelContext& ctx) : ctx_(ctx), highest_(ctx.view.diagram == DiagramMode::highest) {
    if (ctx.view.diagram != DiagramMode::failure) return;
    for (const SummaryTable& t : ctx.facts->summary)
      if (t.name == "one_failure") failures_ = &t;
  }

  double read(const std::string& asset, std::string_view channel, bool low = false, std::string_view kind = {}) const {
    const auto s = ctx_.series(asset_channel(*ctx_.facts, asset, channel, kind));
    if (!s) return no_value;
    if (!highest_) return s->at(ctx_.view.cursor());
    const RangeSummary r = s->over(ctx_.view.range().t0, ctx_.view.range().t1);
    return r.count == 0 ? no_value : low ? r.min : r.max;
  }
  Load of(const TopologyRow& a) const {
    if (ctx_.view.diagram == DiagramMode::failure) return after_failure(a);
    Load l;
    l.power = read(a.path, highest_ ? "load_max" : "load");
    l.input = read(a.path, "input");
    l.state = read(a.path, "state", true);
    if (a.kind == "hall") l.power = read(a.path, highest_ ? "it_power_max" : "it_power"), l.shed = read(a.path, "shed");
    if (a.kind == "plant") l.power = read(a.path, "heat", false, "loop");
    if (a.kind == "pv") l.power = read(a.path, "power");
    if (a.kind == "bess") l.power = read(a.path, "power"), l.note = charge(a.path, "bess");
    if (a.kind == "ups" || a.kind == "rectifier") l.note = charge(a.path, "battery");
    if (a.kind == "genset") {
      const double running = read(a.path, "running");
      // A mean, where sets started or stopped within the row.
      if (std::isfinite(running)) l.note = fmt::format("{:.{}f} running", running, std::abs(running - std::round(running)) < 0.05 ? 0 : 1);
    }
    l.share = fullest_limit(ctx_, a.path, highest_);
    if (!highest_ && l.state > 0.005 && l.state < 0.995) l.note = fmt::format("powered {:.0f} % of the row", 100 * l.state);
    return l;
  }
  /// Through a line to what has several feeds; of a coupler < 0 where it gives. At its worst: the larger of both ways.
  double way(const std::string& source, const std::string& target) const {
    const auto s = ctx_.series(way_channel(*ctx_.facts, source, target, "power"));
    if (!s || ctx_.view.diagram == DiagramMode::failure) return no_value;
    if (!highest_) return s->at(ctx_.view.cursor());
    const RangeSummary r = s->over(ctx_.view.range().t0, ctx_.view.range().t1);
    return r.count == 0 ? no_value : -r.min > r.max ? r.min : r.max;
  }
  bool highest() const { return highest_; }
  /// Of the loads that the failures are reckoned with, POSIX; NaN where the trace has none.
  double failures_at() const {
    const SummaryColumn* at = column("at");
    return at && !at->values.empty() ? epoch_of(*ctx_.facts) + at->values[0] : no_value;
  }

 private:
  const SummaryColumn* column(std::string_view name) const {
    if (failures_)
      for (const SummaryColumn& c : failures_->columns)
        if (c.name == name) return &c;
    return nullptr;
  }
  double number(std::string_view name, std::size_t row) const {
    const SummaryColumn* c = column(name);
    return c && row < c->values.size() ? c->values[row] : no_value;
  }
  std::string words(std::string_view name, std::size_t row) const {
    const SummaryColumn* c = column(name);
    return c && row < c->labels.size() ? c->labels[row] : std::string();
  }
  Load after_failure(const TopologyRow& a) const {
    Load l;
    if (!failures_) return l;
    bool any = false;
    for (std::size_t i = 0; i < failures_->rows.size(); ++i) {
      // The fans and pumps of a hall on boards of their own are rows beside it.
      const std::string& row = failures_->rows[i];
      const bool part = a.kind == "hall" || a.kind == "plant" ? row.starts_with(a.path + ".") : false;
      if (row != a.path && !part) continue;
      any = true;
      if (const std::string dark = words("dark_by", i); !dark.empty() && l.dark_by.find(dark) == std::string::npos) l.dark_by += (l.dark_by.empty() ? "" : ", ") + dark;
      if (!std::isfinite(number("rating", i))) continue;
      l.power = number("load", i), l.unit = words("unit", i);
      l.share = number("rating", i) > 0 ? l.power / number("rating", i) : no_value;
      const std::string failed = words("failed", i);
      l.note = number("tripped", i) > 0.5 ? "TRIPS when " + failed + " fails" : failed.empty() ? "none adds to it" : "when " + failed + " fails";
    }
    if (any) l.state = 1;
    return l;
  }
  std::string charge(const std::string& asset, const char* kind) const {
    const double c = read(asset, "charge", true, kind);
    return std::isfinite(c) ? fmt::format("battery {:.0f} %", 100 * c) : std::string();
  }
  PanelContext& ctx_;
  bool highest_;
  const SummaryTable* failures_ = nullptr;
};

/// The sign of a kind, at the left of its box.
void draw_sign(PanelContext& ctx, Point p, const std::string& kind, Color color, bool closed) {
  const Stroke s{color, 1.4};
  const auto ring = [&](double x, double y, double r) {
    std::vector<Point> c;
    for (int i = 0; i <= 24; ++i) c.push_back({x + r * std::cos(i * 0.2618), y + r * std::sin(i * 0.2618)});
    ctx.canvas.polyline(c, s);
  };
  if (kind == "transformer") {
    ring(p.x, p.y - 3.5, 5.5);
    ring(p.x, p.y + 3.5, 5.5);
  } else if (kind == "grid_connection") {
    const std::array<Point, 7> bolt{Point{p.x + 2, p.y - 9}, {p.x - 4, p.y + 1}, {p.x, p.y + 1}, {p.x - 2, p.y + 9}, {p.x + 4, p.y - 2}, {p.x, p.y - 2}, {p.x + 2, p.y - 9}};
    ctx.canvas.polyline(bolt, s);
  } else if (kind == "genset") {
    ring(p.x, p.y, 8);
    ctx.text({p.x, p.y}, "G", ctx.style(10, color, HAlign::center, VAlign::middle, true));
  } else if (kind == "pv") {
    ring(p.x, p.y, 4);
    for (int i = 0; i < 8; ++i) ctx.canvas.line({p.x + 6 * std::cos(i * 0.785), p.y + 6 * std::sin(i * 0.785)}, {p.x + 9 * std::cos(i * 0.785), p.y + 9 * std::sin(i * 0.785)}, s);
  } else if (kind == "bess") {
    ctx.canvas.stroke_rect({p.x - 7, p.y - 5, 14, 11}, s);
    ctx.canvas.fill_rect({p.x - 4, p.y - 8, 3, 3}, color);
    ctx.canvas.fill_rect({p.x + 1, p.y - 8, 3, 3}, color);
  } else if (kind == "switchboard") {
    ctx.canvas.fill_rect({p.x - 8, p.y - 1.5, 16, 3}, color);
    for (const double x : {-5.0, 0.0, 5.0}) ctx.canvas.fill_rect({p.x + x - 0.7, p.y + 1, 1.4, 7}, color);
  } else if (kind == "hall") {
    for (const double x : {-7.0, -2.0, 3.0}) ctx.canvas.stroke_rect({p.x + x, p.y - 7, 4, 14}, s);
  } else if (kind == "plant") {
    for (const double y : {-5.0, 0.0, 5.0}) {
      std::vector<Point> wave;
      for (int i = 0; i <= 12; ++i) wave.push_back({p.x - 8 + i * 16 / 12.0, p.y + y + 1.6 * std::sin(i * 1.05)});
      ctx.canvas.polyline(wave, s);
    }
  } else if (kind == "ups" || kind == "rectifier") {
    ctx.canvas.stroke_rect({p.x - 8, p.y - 7, 16, 14}, s);
    ctx.canvas.line({p.x - 8, p.y + 7}, {p.x + 8, p.y - 7}, s);
  } else if (kind == "bus_coupler" || kind == "transfer_switch") {
    ctx.canvas.line({p.x - 8, p.y + 4}, {p.x - 3, p.y + 4}, s);
    ctx.canvas.line({p.x - 3, p.y + 4}, {p.x + (closed ? 3.0 : 5.0), p.y + (closed ? 4.0 : -4.0)}, s);
    ctx.canvas.line({p.x + 3, p.y + 4}, {p.x + 8, p.y + 4}, s);
  } else {
    ctx.canvas.fill_rect({p.x - 1.2, p.y - 8, 2.4, 16}, color);
    for (const double y : {-6.0, -1.0, 4.0}) ctx.canvas.fill_rect({p.x, p.y + y, 7, 1.6}, color);
  }
}

void node_box(PanelContext& ctx, const Rect& box, const TopologyRow& a, const Load& l) {
  const bool after = ctx.view.diagram == DiagramMode::failure;
  const bool dark = l.state < 0.5 || (std::isnan(l.state) && l.power == 0 && a.kind != "genset" && a.kind != "bess" && a.kind != "pv");
  const bool idle = !dark && std::abs(l.power) < 1 && a.kind != "hall";
  const Color color = dark ? ctx.theme.text_faint : !l.dark_by.empty() ? ctx.theme.over : idle || !std::isfinite(l.share) ? ctx.theme.text_dim : ctx.load_color(l.share);
  const bool selected = a.path == ctx.view.asset;
  ctx.canvas.fill_rect(box, selected || ctx.hovered(box) ? mix(ctx.theme.panel, ctx.theme.axis, 0.35) : ctx.theme.panel);
  ctx.canvas.stroke_rect({box.x + 0.75, box.y + 0.75, box.w - 1.5, box.h - 1.5}, {color, selected ? 2.5 : 1.5, dark ? std::array<double, 2>{4, 3} : std::array<double, 2>{0, 0}});
  const bool roomy = box.w > 96;
  const double x = box.x + (roomy ? 34 : 8), w = box.right() - 8 - x;
  if (roomy) draw_sign(ctx, {box.x + 18, box.y + box.h / 2 - 3}, a.kind, color, l.state >= 0.5);
  const std::string power = !std::isfinite(l.power) ? "-" : std::abs(l.power) < 0.5 ? "no load" : format_value(std::abs(l.power), {l.unit, true, 1}, 3);
  const bool tie = a.kind == "bus_coupler";
  const bool exposed = !l.dark_by.empty();
  std::string line = !dark ? power : tie ? "open" : l.shed > 0.5 ? "SHED" : "DARK";
  if (!dark && a.kind == "bess" && std::isfinite(l.power) && std::abs(l.power) > 1) line += l.power < 0 ? " out" : " in";
  if (a.kind == "plant" && !dark) line += " of heat";
  if (std::isfinite(l.share) && !dark && !idle) line += "  " + load_text(l.share);
  TextStyle s = ctx.style(ctx.theme.label_size, dark ? ctx.theme.over : ctx.theme.text, HAlign::left, VAlign::middle, dark || l.share > 0.9);
  if (dark && tie) s = ctx.style(ctx.theme.label_size, ctx.theme.text_dim, HAlign::left, VAlign::middle);
  if (after && (a.kind == "hall" || a.kind == "plant")) line = exposed ? "NOT SERVED if" : "served whatever fails";
  if (l.share > 1 || exposed) s.color = ctx.theme.over;
  const TextStyle name = ctx.style(ctx.theme.label_size + 1, ctx.theme.text, HAlign::left, VAlign::middle, true);
  const std::string note = exposed ? l.dark_by + " fails" : !l.note.empty() ? l.note : after ? "" : a.rating > 0 ? "of " + format_setting(a.rating, {a.unit, true, 1}) : "";
  if (box.h >= 46) {
    ctx.text({x, box.y + 13}, last_of(a.path), name, w);
    ctx.text({x, box.y + 29}, line, s, w);
    if (box.h > 56) ctx.text({x, box.y + 44}, note, ctx.small(), w);
  } else {  // one row: the name, and the value as far as there is room
    const double y = box.y + (box.h - 10) / 2 + 1, taken = ctx.text({x, y}, last_of(a.path), name, w);
    ctx.text({x + taken + 10, y}, line, s, w - taken - 10);
  }
  if (!dark) ctx.load_bar({box.x + 8, box.bottom() - 8, box.w - 16, 4}, l.share, color);
  const std::string path = a.path;
  ctx.hit("asset/" + path, box, [path](View& v) { v.asset = path, v.open("inspector"); }, a.kind + " " + path + ": click for all its values");
  if (std::isfinite(l.power)) ctx.say("electrical." + last_of(a.path) + ".power", l.power, l.unit);
}

/// From the foot of one box to the head of another, with a breaker; power flows where both ends have some.
void edge(PanelContext& ctx, const Rect& from, const Rect& to, double x0, double x1, double level_gap, Color color, double width, bool open, double lane, bool backwards) {
  if (from.y == to.y) {  // a coupler: sideways, with the way that power takes
    const bool right = to.x > from.x;
    const double y = from.y + from.h / 2, a = right ? from.right() : from.x, b = right ? to.x : to.right();
    ctx.canvas.line({a, y}, {b, y}, {color, width, open ? std::array<double, 2>{4, 4} : std::array<double, 2>{0, 0}});
    if (open) return;
    const double middle = (a + b) / 2, tip = (b > a) == backwards ? -7 : 7;
    const std::array<Point, 3> arrow{Point{middle - tip, y - 7}, {middle + tip, y}, {middle - tip, y + 7}};
    ctx.canvas.fill_polygon(arrow, color);
    return;
  }
  const double y0 = from.bottom(), y1 = to.y;
  const double bend = y1 - level_gap * (0.36 + 0.2 * lane);
  const std::array<Point, 4> way{Point{x0, y0}, {x0, bend}, {x1, bend}, {x1, y1}};
  ctx.canvas.polyline(way, {color, width, open ? std::array<double, 2>{4, 4} : std::array<double, 2>{0, 0}});
  const double by = y1 - 9;  // the breaker
  if (open) {
    ctx.canvas.fill_rect({x1 - 4, by - 4, 8, 8}, ctx.theme.page);
    ctx.canvas.stroke_rect({x1 - 3.5, by - 3.5, 7, 7}, {ctx.theme.text_dim, 1.2});
  } else {
    ctx.canvas.fill_rect({x1 - 3.5, by - 3.5, 7, 7}, color);
  }
}

/// What goes through a line: as recorded where its end has several feeds, else what its end takes.
double flow_of(const Loads& loads, const TopologyRow& from, const TopologyRow& to, const Load& a, const Load& b, bool source) {
  if (const double w = loads.way(from.path, to.path); std::isfinite(w)) return w;
  if (a.state < 0.5 || b.state < 0.5) return 0;
  const double given = std::isfinite(a.power) ? std::abs(a.power) : 0, taken = std::isfinite(b.input) ? b.input : b.power;
  return std::isfinite(taken) && !source ? std::min(given, std::abs(taken)) : given;
}

void legend(PanelContext& ctx, const Rect& box) {
  double x = box.x;
  const double y = box.y + box.h / 2;
  for (const double share : {0.3, 0.65, 0.8, 0.95, 1.1}) {
    ctx.canvas.fill_rect({x, y - 4, 14, 8}, ctx.load_color(share));
    x += 18;
    x += ctx.text({x, y}, share > 1 ? "OVER" : fmt::format("{:.0f} %", 100 * share), ctx.label()) + 12;
  }
  ctx.canvas.fill_rect({x, y - 4, 8, 8}, ctx.theme.text_dim);
  x += 13;
  x += ctx.text({x, y}, "carries power", ctx.label()) + 12;
  ctx.canvas.stroke_rect({x + 0.5, y - 3.5, 7, 7}, {ctx.theme.text_dim, 1.2});
  x += 13;
  ctx.text({x, y}, "open or dark", ctx.label());
}

}  // namespace

void draw_electrical(PanelContext& ctx, const Rect& area) {
  const Diagram d = one_line(ctx.facts->topology, ctx.site());
  if (d.nodes.empty()) return ctx.notice(area, "The trace has no topology of this site.");
  const Loads loads(ctx);
  const DiagramMode mode = ctx.view.diagram;
  ctx.button("electrical/at_cursor", {area.x, area.y, 120, 24}, "at the cursor", mode == DiagramMode::at_cursor, [](View& v) { v.diagram = DiagramMode::at_cursor; });
  ctx.button("electrical/highest", {area.x + 124, area.y, 130, 24}, "highest in sight", mode == DiagramMode::highest, [](View& v) { v.diagram = DiagramMode::highest; });
  ctx.button("electrical/failure", {area.x + 258, area.y, 130, 24}, "worst failure", mode == DiagramMode::failure, [](View& v) { v.diagram = DiagramMode::failure; },
             "N-1: the most that any single failure brings to each node, with the highest loads of the run");
  const double said = area.w > 960 ? area.x + 400 : area.x + 396;
  const double at = loads.failures_at();
  ctx.text({said, area.y + 12}, mode == DiagramMode::highest ? "each at its own worst moment" : mode == DiagramMode::failure ? (std::isfinite(at) ? "loads of " + ctx.when(at) : "not in this trace") : ctx.when(ctx.view.cursor()), ctx.strong(), 200);
  if (mode == DiagramMode::failure && !std::isfinite(at)) {
    return ctx.notice({area.x, area.y + 38, area.w, area.h - 54}, ctx.progress.running ? "The failures are reckoned when the run ends." : "The trace has no failures: it was written before they were kept, or the run did not end.");
  }
  if (mode == DiagramMode::failure) ctx.text({area.right(), area.bottom() - 6}, "each element fails alone; sets start, couplers close, batteries empty, relays trip for ten minutes; the graph as at the end", ctx.small(HAlign::right), area.w);
  if (mode == DiagramMode::at_cursor) ctx.text({area.right(), area.bottom() - 6}, "power: mean of the recorded row; %: its highest", ctx.small(HAlign::right), area.w);
  if (area.w > 1040) legend(ctx, {area.x + 620, area.y, 400, 24});

  const Rect body{area.x, area.y + 38, area.w, area.h - 54};
  const double pitch = body.h / d.levels, h = std::clamp(pitch * 0.62, 30.0, 66.0), level_gap = pitch - h;
  std::vector<Rect> boxes;
  std::vector<Load> all;
  for (const DiagramNode& n : d.nodes) {
    const double w = std::clamp(n.w * body.w - 16, 30.0, 190.0);
    boxes.push_back({ctx.canvas.snap(body.x + n.x * body.w - w / 2), ctx.canvas.snap(body.y + n.level * pitch), w, h});
    all.push_back(loads.of(ctx.facts->topology[static_cast<std::size_t>(n.asset)]));
  }
  double most = 1;
  for (const Load& l : all) most = std::max(most, std::isfinite(l.power) ? std::abs(l.power) : 0.0);
  for (std::size_t k = 0; k < d.edges.size(); ++k) {
    const DiagramEdge& e = d.edges[k];
    const auto f = static_cast<std::size_t>(e.from), t = static_cast<std::size_t>(e.to);
    const Load &a = all[f], &b = all[t];
    const TopologyRow &from = ctx.facts->topology[static_cast<std::size_t>(d.nodes[f].asset)], &to = ctx.facts->topology[static_cast<std::size_t>(d.nodes[t].asset)];
    const double flow = flow_of(loads, from, to, a, b, e.source);
    const bool open = !(std::abs(flow) > 1e-5 * most);
    ctx.say("electrical." + last_of(from.path) + ">" + last_of(to.path) + ".flow", open ? 0 : flow, "W");
    // Several lines at a box stand beside each other, in the order of their other ends, so that they do not cross.
    int outs = 0, out = 0, ins = 0, in = 0;
    const auto left_of = [&](int p, int q, std::size_t j) {
      const double xp = d.nodes[static_cast<std::size_t>(p)].x, xq = d.nodes[static_cast<std::size_t>(q)].x;
      return xp < xq || (xp == xq && j < k);
    };
    for (std::size_t j = 0; j < d.edges.size(); ++j) {
      const DiagramEdge& o = d.edges[j];
      if (o.from == e.from) ++outs, out += left_of(o.to, e.to, j);
      if (o.to == e.to) ++ins, in += left_of(o.from, e.from, j);
    }
    const double x0 = boxes[f].x + boxes[f].w * (out + 1.0) / (outs + 1.0), x1 = boxes[t].x + boxes[t].w * (in + 1.0) / (ins + 1.0);
    edge(ctx, boxes[f], boxes[t], x0, x1, level_gap, open ? ctx.theme.axis : std::isfinite(a.share) ? ctx.load_color(a.share) : ctx.theme.text_dim, open ? 1.2 : 1.5 + 5 * std::abs(flow) / most, open,
         ins > 1 ? static_cast<double>(in) / ins : outs > 1 ? static_cast<double>(out) / outs : 0, flow < 0);
  }
  for (std::size_t i = 0; i < d.nodes.size(); ++i) node_box(ctx, boxes[i], ctx.facts->topology[static_cast<std::size_t>(d.nodes[i].asset)], all[i]);
}

}  // namespace netsuden::viz
