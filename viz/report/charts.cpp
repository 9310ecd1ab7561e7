// SPDX-License-Identifier: Apache-2.0
// Figures of a report: the charts of the viewer, on SVG, in the words of the report.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "viz/canvas/svg_canvas.hpp"
#include "viz/plot/theme.hpp"
#include "viz/report/overview_data.hpp"
#include "viz/report/page.hpp"
#include "viz/report/words_canvas.hpp"

namespace netsuden::viz {
namespace {

double or_zero(double x) { return std::isfinite(x) && x > 0 ? x : 0; }

SvgOptions options(Page& p, const std::string& title, const std::string& description) {
  SvgOptions o;
  o.title = title;
  o.description = description;
  o.background = {0, 0, 0, 0};
  o.id_prefix = p.id_prefix();
  return o;
}

}  // namespace

std::string overview_figure(Page& p, std::size_t site) {
  OverviewData d = overview_data(p.trace, site);
  if (d.t.empty()) return "";
  const double recorded = d.t0 + p.facts.until_s - p.facts.start_s;
  if (p.facts.from_rows && recorded > d.t0) d.t1 = recorded;  // of a killed run: what there is fills the figure
  const std::string title = p.t("{0}: power, temperatures, PUE and binding limit over the horizon", {d.site});
  SvgCanvas canvas({812, 620}, options(p, title, p.t("The tables above and below have the same in numbers.")));
  WordsCanvas in_words(canvas, p.t);
  OverviewStyle style;
  style.head = false;
  draw_overview(in_words, light_theme(), d, style);
  return canvas.str();
}

std::string energy_figure(Page& p, const std::string& name) {
  struct Piece {
    const char* word;
    const char* key;
    Color color;
  };
  const Theme& theme = light_theme();
  const Fields s = p.site(name);
  const std::vector<Piece> pieces{{"IT", "it_energy_kwh", theme.role(Role::it)}, {"Cooling", "cooling_energy_kwh", theme.role(Role::cooling)}, {"Losses", "loss_energy_kwh", theme.role(Role::losses)}, {"Other", "other_energy_kwh", theme.role(Role::other)}};
  double all = 0;
  for (const Piece& x : pieces) all += or_zero(s.number(x.key));
  if (!(all > 0)) return "";
  std::string words;
  for (const Piece& x : pieces)
    if (const double v = or_zero(s.number(x.key)); v > 0) words += fmt::format("{}{} {} ({})", words.empty() ? "" : ", ", p.t(x.word), report_value(v, "kW h"), percent(v / all));
  constexpr double width = 812, height = 62, bar_top = 4, bar_height = 28;
  SvgCanvas canvas({width, height}, options(p, p.t("{0}: energy by part", {name}), words));
  double x = 0, legend = 0;
  for (const Piece& piece : pieces) {
    const double v = or_zero(s.number(piece.key));
    if (!(v > 0)) continue;
    const double w = width * v / all;
    canvas.fill_rect({x, bar_top, std::max(0.5, w - 1.5), bar_height}, piece.color);
    const std::string label = fmt::format("{} {}", p.t(piece.word), percent(v / all));
    canvas.fill_rect({legend, bar_top + bar_height + 9, 10, 10}, piece.color);
    const TextStyle style{.size = 12, .color = theme.text};
    canvas.text({legend + 15, bar_top + bar_height + 18}, label, style);
    legend += 15 + canvas.text_width(label, style) + 22;
    x += w;
  }
  return canvas.str();
}

}  // namespace netsuden::viz
