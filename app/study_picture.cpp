// SPDX-License-Identifier: Apache-2.0
// The tornado chart: one bar a parameter, the widest on top.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "app/study_report.hpp"
#include "viz/canvas/svg_canvas.hpp"
#include "viz/plot/theme.hpp"
#include "viz/plot/ticks.hpp"

namespace netsuden::app {
namespace {

constexpr std::size_t most_charts = 6, most_bars = 15;
constexpr double width = 760, left = 190, right = 90, bar = 22, head = 34, foot = 34;

struct Bar {
  std::string name, low_text, high_text;
  double low = 0, high = 0, size = 0;
};

struct Chart {
  std::string title, note;
  double middle = 0;
  std::vector<Bar> bars;
  double height() const { return head + bar * static_cast<double>(bars.size()) + foot; }
};

Chart chart_of(const StudyWork& work, const StudyResults& results, std::size_t k) {
  const Effects& e = results.effects;
  const Metric& m = work.outputs[k];
  Chart c;
  c.title = m.name + (m.date ? "" : m.unit == "1" ? "" : ", " + m.unit);
  for (std::size_t j = 0; j < e.of[k].size(); ++j) {
    const auto& v = e.of[k][j];
    const StudyParameter& p = work.study->parameters[j];
    const auto setting = [&](double x) { return std::isnan(x) ? std::string() : p.unit.empty() ? fmt::format("{:.4g}", x) : fmt::format("{:.4g} {}", x, p.unit); };
    Bar b{p.name, "", "", 0, 0, e.size[k][j]};
    if (e.kind == EffectKind::tornado) {
      c.middle = v[3];
      b.low = v[2];
      b.high = v[4];
      b.low_text = setting(v[0]);
      b.high_text = setting(v[1]);
    } else {
      b.high = e.kind == EffectKind::morris ? v[1] : e.kind == EffectKind::sobol ? v[2] : v[0];
      b.high_text = fmt::format("{:.3g}", b.high);
    }
    if (std::isfinite(b.low) && std::isfinite(b.high) && std::isfinite(b.size)) c.bars.push_back(std::move(b));
  }
  if (e.kind == EffectKind::rank_correlation) c.note = "rank correlation with each parameter";
  if (e.kind == EffectKind::morris) c.note = "mu*: mean size of the effect of a way through the whole range";
  if (e.kind == EffectKind::sobol) c.note = "total Sobol index";
  if (e.kind == EffectKind::tornado) c.note = "each parameter by itself from its low (orange) to its high (blue) value; the line is the base";
  std::stable_sort(c.bars.begin(), c.bars.end(), [](const Bar& a, const Bar& b) { return a.size > b.size; });
  if (c.bars.size() > most_bars) c.bars.resize(most_bars);
  return c;
}

void draw(viz::Canvas& canvas, const viz::Theme& theme, const Chart& c, double top) {
  double low = c.middle, high = c.middle;
  for (const Bar& b : c.bars) {
    low = std::min({low, b.low, b.high});
    high = std::max({high, b.low, b.high});
  }
  if (!(high > low)) {
    low -= 0.5 * std::max(1e-12, std::abs(low));
    high += 0.5 * std::max(1e-12, std::abs(high));
  }
  const double margin = 0.12 * (high - low);
  low -= margin;
  high += margin;
  const auto x = [&](double v) { return left + (width - left - right) * (v - low) / (high - low); };
  canvas.begin_group(c.title);
  canvas.text({12, top + 16}, c.title, {.size = theme.title_size, .color = theme.text, .bold = true});
  canvas.text({12, top + 29}, c.note, {.size = theme.small_size, .color = theme.text_dim});
  const double bottom = top + head + bar * static_cast<double>(c.bars.size());
  const auto ticks = viz::value_ticks(low, high, 6, viz::axis_units::plain());
  for (std::size_t i = 0; i < ticks.at.size(); ++i) {
    canvas.line({x(ticks.at[i]), top + head}, {x(ticks.at[i]), bottom}, {theme.grid, 1});
    canvas.text({x(ticks.at[i]), bottom + 14}, ticks.label[i] + (ticks.style.divide_by != 1 ? " " + ticks.style.unit : ""), {.size = theme.small_size, .color = theme.text_dim, .h = viz::HAlign::center});
  }
  for (std::size_t i = 0; i < c.bars.size(); ++i) {
    const Bar& b = c.bars[i];
    const double y = top + head + bar * static_cast<double>(i);
    const bool tornado = !b.low_text.empty() || b.low != 0;
    const auto part = [&](double v, viz::Color color) { canvas.fill_rect({std::min(x(v), x(c.middle)), y + 4, std::abs(x(v) - x(c.middle)), bar - 8}, color); };
    if (tornado) part(b.low, theme.category(1));
    part(b.high, theme.category(5));
    canvas.text({left - 8, y + bar / 2}, viz::fit_text(canvas, b.name, {.size = theme.label_size}, left - 20), {.size = theme.label_size, .color = theme.text, .h = viz::HAlign::right, .v = viz::VAlign::middle});
    const auto label = [&](double v, const std::string& text, bool to_right) {
      canvas.text({x(v) + (to_right ? 4 : -4), y + bar / 2}, text, {.size = theme.small_size, .color = theme.text_dim, .h = to_right ? viz::HAlign::left : viz::HAlign::right, .v = viz::VAlign::middle});
    };
    if (tornado) label(b.low, b.low_text, b.low > b.high);
    label(b.high, b.high_text, tornado ? b.high >= b.low : b.high >= c.middle);
  }
  canvas.line({x(c.middle), top + head - 4}, {x(c.middle), bottom + 2}, {theme.axis, 1});
  canvas.end_group();
}

}  // namespace

std::string tornado_svg(const StudyWork& work, const StudyResults& results) {
  if (results.effects.kind == EffectKind::none) return "";
  std::vector<Chart> charts;
  double height = 10;
  for (std::size_t k = 0; k < results.effects.of.size() && charts.size() < most_charts; ++k) {
    charts.push_back(chart_of(work, results, k));
    height += charts.back().height();
  }
  const viz::Theme& theme = viz::light_theme();
  viz::SvgOptions options;
  options.title = work.study->spec.name;
  options.background = theme.page;
  viz::SvgCanvas canvas({width, height}, options);
  double top = 5;
  for (const Chart& c : charts) {
    draw(canvas, theme, c, top);
    top += c.height();
  }
  return canvas.str();
}

}  // namespace netsuden::app
