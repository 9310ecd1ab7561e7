// SPDX-License-Identifier: Apache-2.0
#include "viz/panels/inspector.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "viz/model/assets.hpp"
#include "viz/model/epoch.hpp"
#include "viz/panels/figures.hpp"
#include "viz/panels/time_plots.hpp"

namespace netsuden::viz {
namespace {

constexpr double row_h = 19;

/// A relation between recorded channels that holds row by row, and the model behind it.
struct Relation {
  const char* kinds;  ///< of the group in /equipment, with blanks around
  const char* result;
  const char* left;
  const char* right;
  char operation;
  const char* model;
};
constexpr std::array<Relation, 12> relations{{
    {" transformer ", "loss", "input", "load", '-', "loss = P0 + Pk (S / Sr)\u00B2 of each unit"},
    {" ups ", "loss", "input", "load", '-', "loss = load / efficiency(load) - load, by the curve of the model"},
    {" switchboard pdu busway rectifier transfer_switch bus_coupler grid_connection ", "loss", "input", "load", '-', "what goes in and does not come out"},
    {" chiller ", "cop", "heat", "power", '/', "power by the DOE-2 curves: capacity(T), EIR(T), EIR(part load)"},
    {" loop ", "heat_out", "heat", "", ' ', "C dT/dt = heat in - heat out: the water holds the difference"},
    {" tower ", "heat", "heat", "", ' ', "water and air exchange heat by Merkel's number; fans by the cube of the air flow"},
    {" crac ", "rejected", "heat", "power", '+', "coils and compressors"},
    {" crac ", "cop", "heat", "power", '/', "by the curves of the unit, at its air and the weather"},
    {" rear_door ", "heat", "heat", "", ' ', "effectiveness of the coil, between the air out of the racks and its water"},
    {" pump ", "efficiency", "hydraulic_power", "power", '/', "where pumps and circuit meet"},
    {" heat_recovery ", "heat", "source_heat", "power", '+', "water and heat pump"},
    {" heat_recovery ", "cop", "lifted", "power", '/', "a share of Carnot"},
}};

std::string value_text(double v, const AxisUnit& u) { return std::isfinite(v) ? format_value(v, u, 5) : "-"; }

/// The block of the resolved scenario that describes an asset, by indentation.
std::vector<std::string> parameters_of(const RunFacts& f, const std::string& asset) {
  std::vector<std::string> out;
  std::size_t from = 0, part_from = 0;
  int depth = 0;
  std::string part = asset.substr(0, asset.find('.'));
  bool inside = false;
  std::size_t own_indent = 0;
  const std::string& text = f.scenario_resolved;
  while (from < text.size()) {
    const std::size_t to = std::min(text.find('\n', from), text.size());
    const std::string line = text.substr(from, to - from);
    from = to + 1;
    const std::size_t indent = std::min(line.find_first_not_of(' '), line.size());
    if (inside) {
      if (indent <= own_indent) break;
      out.push_back(line.substr(own_indent + 2 <= line.size() ? own_indent + 2 : 0));
      continue;
    }
    if (indent != static_cast<std::size_t>(2 * depth) || line.compare(indent, part.size() + 1, part + ":") != 0) continue;
    part_from += part.size() + 1;
    if (part_from >= asset.size() + 1) {
      inside = true;
      own_indent = indent;
      continue;
    }
    part = asset.substr(part_from, asset.find('.', part_from) == std::string::npos ? std::string::npos : asset.find('.', part_from) - part_from);
    ++depth;
  }
  return out;
}

void assets_list(PanelContext& ctx, const Rect& box, const std::string& chosen) {
  ctx.card(box);
  std::vector<const TopologyRow*> all;
  for (const TopologyRow& a : ctx.facts->topology)
    if (a.kind == "site" ? a.path == "sites." + ctx.site() : site_of_asset(a.path) == ctx.site()) all.push_back(&a);
  const double h = 21;
  const RowsInSight in_sight = ctx.rows_in_sight(all.size(), box.h - 12, h);
  double y = box.y + 6;
  for (std::size_t i = in_sight.first; i < in_sight.last; ++i, y += h) {
    const Rect line{box.x, y, box.w, h};
    const bool on = all[i]->path == chosen;
    if (on) ctx.canvas.fill_rect(line, mix(ctx.theme.panel, ctx.theme.palette[5], 0.45));
    else if (ctx.hovered(line)) ctx.canvas.fill_rect(line, mix(ctx.theme.panel, ctx.theme.axis, 0.35));
    ctx.text({box.x + 12, y + h / 2}, last_of(all[i]->path), ctx.style(ctx.theme.label_size, ctx.theme.text, HAlign::left, VAlign::middle, on), 110);
    std::string kind = all[i]->kind;
    std::replace(kind.begin(), kind.end(), '_', ' ');
    ctx.text({box.right() - 10, y + h / 2}, kind, ctx.small(HAlign::right), 94);
    const std::string path = all[i]->path;
    ctx.hit("inspect/" + path, line, [path](View& v) { v.asset = path; }, path);
  }
}

/// All channels of the asset: at the cursor, and over the range in sight. Where they are too many for one column with what they are, they stand in two
/// without, or in three without the lowest, and the pointer tells it.
void channels_table(PanelContext& ctx, const Rect& box, const std::vector<SeriesKey>& keys) {
  const auto fit = static_cast<std::size_t>(std::max(1.0, std::floor((box.h - 25) / row_h)));
  const std::size_t columns = keys.size() > 2 * fit && box.w > 900 ? 3 : keys.size() > fit && box.w > 640 ? 2 : 1;
  const bool alone = columns == 1, lowest = columns < 3;
  const double w = box.w / static_cast<double>(columns);
  const std::array<double, 5> x = alone ? std::array<double, 5>{12, w * 0.36, w * 0.48, w * 0.60, w * 0.63} : std::array<double, 5>{12, w * (lowest ? 0.62 : 0.76), w * 0.80, w - 12, w};
  ctx.canvas.fill_rect({box.x, box.y + 22, box.w, 1}, ctx.theme.grid);
  for (std::size_t column = 0; column < columns; ++column) {
    const double left = box.x + static_cast<double>(column) * w;
    const auto head = [&](double at, const char* word, HAlign h) { ctx.text({left + at, box.y + 12}, word, ctx.small(h)); };
    head(x[0], "channel", HAlign::left);
    head(x[1], "at the cursor", HAlign::right);
    if (lowest) head(x[2], "lowest", HAlign::right);
    head(x[3], alone ? "highest in sight" : "highest", HAlign::right);
    if (alone) head(x[4], "what it is, and where it stands in the file", HAlign::left);
  }
  for (std::size_t i = 0; i < std::min(keys.size(), columns * fit); ++i) {
    const SeriesKey& k = keys[i];
    const double left = box.x + static_cast<double>(i / fit) * w, y = box.y + 25 + row_h * static_cast<double>(i % fit);
    const auto s = ctx.series(k);
    const Channel& c = ctx.facts->channel_of(k);
    const RecordGroup& g = ctx.facts->group_at(k.group);
    const AxisUnit u = shown_unit(c, ctx.facts->currency);
    const double v = s ? s->at(ctx.view.cursor()) : no_value;
    const RangeSummary r = s ? s->over(ctx.view.range().t0, ctx.view.range().t1) : RangeSummary{};
    const Rect line{left, y, w, row_h};
    if (ctx.hovered(line)) ctx.canvas.fill_rect(line, mix(ctx.theme.panel, ctx.theme.axis, 0.35));
    std::string name = (alone ? std::string() : g.path.substr(g.path.rfind('/') + 1) + ": ") + c.name;
    if (const auto& sources = labels_of(g, "source"); !sources.empty()) name += " from " + last_of(sources[static_cast<std::size_t>(k.entity)]);
    std::replace(name.begin(), name.end(), '_', ' ');
    const double m = y + row_h / 2;
    const double value_w = ctx.text({left + x[1], m}, value_text(v, u), ctx.strong(HAlign::right));
    ctx.text({left + x[0], m}, name, ctx.style(ctx.theme.label_size, ctx.theme.text, HAlign::left, VAlign::middle), alone ? w * 0.24 : x[1] - x[0] - value_w - 10);
    if (lowest) ctx.text({left + x[2], m}, r.count > 0 ? format_value(r.min, u, 4) : "-", ctx.label(HAlign::right));
    ctx.text({left + x[3], m}, r.count > 0 ? format_value(r.max, u, 4) : "-", ctx.label(HAlign::right));
    if (alone) ctx.text({left + x[4], m}, c.long_name + "   " + ctx.facts->dataset(k), ctx.small(), w - x[4] - 10);
    const SignalName name_of{g.path, c.name, g.entities.empty() ? "" : g.entities[static_cast<std::size_t>(k.entity)]};
    ctx.hit("channel/" + name_of.text(), line, [name_of](View& v2) { v2.inspected = name_of.text(); }, (alone ? std::string() : c.long_name + ", ") + c.cell_methods + ", " + c.unit + ": click plots it below");
    ctx.say("inspector." + ctx.facts->dataset(k), v, c.unit);
  }
}

double relation_lines(PanelContext& ctx, double x, double y, double w, const std::vector<SeriesKey>& keys) {
  for (const Relation& rel : relations) {
    for (const SeriesKey& k : keys) {
      const RecordGroup& g = ctx.facts->group_at(k.group);
      const std::string kind = g.path.substr(g.path.rfind('/') + 1);
      if (ctx.facts->channel_of(k).name != rel.result || std::string(rel.kinds).find(" " + kind + " ") == std::string::npos) continue;
      const auto at = [&](const char* name) { return ctx.value(ctx.facts->find(k.group, name, k.entity)); };
      const AxisUnit u = shown_unit(ctx.facts->channel_of(k), ctx.facts->currency), watt = axis_units::watt();
      std::string words = std::string(rel.model);
      if (rel.operation != ' ') {
        const double a = at(rel.left), b = at(rel.right);
        const char* sign = rel.operation == '-' ? "\u2212" : rel.operation == '+' ? "+" : "/";
        words = fmt::format("{} = {} {} {} = {} {} {} = {}   ({})", rel.result, rel.left, sign, rel.right, value_text(a, watt), sign, value_text(b, watt),
                            value_text(rel.operation == '-' ? a - b : rel.operation == '+' ? a + b : a / b, u), rel.model);
      }
      ctx.text({x, y}, words, ctx.label(), w);
      y += 17;
    }
  }
  return y;
}

}  // namespace

void draw_inspector(PanelContext& ctx, const Rect& area) {
  std::string chosen = ctx.view.asset;
  if (ctx.facts->asset(chosen) < 0) chosen = "sites." + ctx.site();
  const int row = ctx.facts->asset(chosen);
  if (row < 0) return ctx.notice(area, "The trace has no topology.");
  const TopologyRow& a = ctx.facts->topology[static_cast<std::size_t>(row)];
  const double left = 224;
  assets_list(ctx, {area.x, area.y, left, area.h}, chosen);
  const Rect body{area.x + left + 16, area.y, area.w - left - 16, area.h};
  std::string kind = a.kind;
  std::replace(kind.begin(), kind.end(), '_', ' ');
  double x = body.x + ctx.text({body.x, body.y + 16}, last_of(a.path), ctx.style(18, ctx.theme.text, HAlign::left, VAlign::baseline, true)) + 12;
  std::string facts = kind + ", " + a.path;
  if (a.rating > 0) facts += ", rated " + format_setting(a.rating, {a.unit, true, 1});
  if (!a.feeds.empty()) facts += ", fed by " + a.feeds;
  if (a.in_service_from_s > 0) facts += ", from " + ctx.when(epoch_of(*ctx.facts) + a.in_service_from_s);
  ctx.text({x, body.y + 16}, facts, ctx.style(13, ctx.theme.text_dim), body.right() - x);
  std::vector<SeriesKey> keys = asset_channels(*ctx.facts, a.path);
  if (a.kind == "site") {
    const int g = ctx.facts->group("site");
    for (std::size_t c = 0; g >= 0 && c < ctx.facts->group_at(g).channels.size(); ++c) keys.push_back({g, static_cast<int>(c), ctx.site_index()});
  }
  const int capacity = ctx.facts->group("capacity");
  const std::vector<int> limits = asset_limits(*ctx.facts, a.path);
  const std::vector<std::string> parameters = a.kind == "site" ? std::vector<std::string>{} : parameters_of(*ctx.facts, a.path);
  const double plot_h = std::clamp(body.h * 0.28, 120.0, 210.0);
  const double table_h = std::min(30 + row_h * static_cast<double>(keys.size()), body.h - plot_h - 30 - (limits.empty() && parameters.empty() ? 40 : 140));
  const Rect table{body.x, body.y + 30, body.w, table_h};
  ctx.card(table);
  channels_table(ctx, table, keys);
  // Below: the limits that watch it and the relations on the left, its parameters on the right.
  double y = table.bottom() + 16;
  const double foot = body.bottom() - plot_h - 8, half = parameters.empty() ? body.w : body.w * 0.58;
  y = relation_lines(ctx, body.x, y, half - 20, keys);
  const auto& names = ctx.facts->limits;
  for (const int e : limits) {
    if (y > foot - 6) break;
    const LimitName& n = names[static_cast<std::size_t>(e)];
    const auto at = [&](const char* c) { return ctx.value(ctx.facts->find(capacity, c, e)); };
    const AxisUnit u = limit_unit(n), difference = u.symbol == "\u00B0C" ? axis_units::celsius_from_kelvin_difference() : u;
    const std::string words = fmt::format("{}: margin = limit \u2212 value = {} \u2212 {} = {}, {}", n.title, value_text(at("limit"), u), value_text(at("value"), u), value_text(at("margin"), difference), load_text(at("utilisation")));
    const double w = ctx.text({body.x, y}, words, ctx.label(), half - 20);
    const std::string name = n.name;
    ctx.hit("inspect/limit/" + name, {body.x, y - 8, w, 16}, [name](View& v) { v.limit = name, v.open("capacity"); }, "click: this limit over the horizon");
    y += 17;
  }
  if (!parameters.empty()) {
    double px = body.x + half, py = table.bottom() + 16;
    ctx.text({px, py}, "Its parameters, with every default", ctx.strong());
    const double top = py += 17;
    for (const std::string& p : parameters) {
      if (py > foot - 6) {
        py = top, px += 200;
        if (px + 150 > body.right()) break;
      }
      ctx.text({px, py}, p, ctx.small(), std::min(190.0, body.right() - px));
      py += 14;
    }
  }
  if (keys.empty()) {
    ctx.text({table.x + 12, table.y + 40}, "Nothing of it is recorded.", ctx.label());
    return;
  }
  SeriesKey shown = keys.front();
  for (const SeriesKey& k : keys) {
    const RecordGroup& g = ctx.facts->group_at(k.group);
    const std::string name = SignalName{g.path, ctx.facts->channel_of(k).name, g.entities.empty() ? "" : g.entities[static_cast<std::size_t>(k.entity)]}.text();
    if (name == ctx.view.inspected) shown = k;
  }
  TimePlot p;
  p.name = "inspected";
  const Channel& c = ctx.facts->channel_of(shown);
  p.title = c.name;
  std::replace(p.title.begin(), p.title.end(), '_', ' ');
  p.subtitle = c.long_name + ", " + c.cell_methods;
  p.unit = shown_unit(c, ctx.facts->currency);
  p.from_zero = false;
  p.lines.push_back(line_of(ctx, c.name, ctx.theme.palette[0], shown));
  p.lines.back().legend = false;
  draw_time_plots(ctx, {body.x, body.bottom() - plot_h, body.w, plot_h}, {p});
}

}  // namespace netsuden::viz
