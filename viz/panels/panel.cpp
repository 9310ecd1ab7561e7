// SPDX-License-Identifier: Apache-2.0
#include "viz/panels/panel.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace netsuden::viz {

std::vector<std::string> Scene::ids_twice() const {
  std::set<std::string> seen;
  std::vector<std::string> twice;
  for (const Hit& h : hits)
    if (!seen.insert(h.name).second) twice.push_back(h.name);
  for (const PlotHit& p : plots)
    if (!seen.insert("plot " + p.name).second) twice.push_back(p.name);
  return twice;
}
const Hit* Scene::hit(const std::string& name) const {
  for (const Hit& h : hits)
    if (h.name == name) return &h;
  return nullptr;
}
const Hit* Scene::hit_at(Point p) const {
  for (auto h = hits.rbegin(); h != hits.rend(); ++h)
    if (h->box.contains(p)) return &*h;
  return nullptr;
}
const PlotHit* Scene::plot(const std::string& name) const {
  for (const PlotHit& p : plots)
    if (p.name == name) return &p;
  return nullptr;
}
const PlotHit* Scene::plot_at(Point p) const {
  for (auto it = plots.rbegin(); it != plots.rend(); ++it)
    if (it->frame.plot.contains(p)) return &*it;
  return nullptr;
}

const PlotHit* Scene::values_at(Point p, bool inside) const {
  if (const PlotHit* plot = plot_at(p)) return inside && plot->frame.value_axis && plot->name != "overview" ? plot : nullptr;
  for (const PlotHit& plot : plots) {
    const Frame& f = plot.frame;
    if (f.value_axis && plot.name != "overview" && p.y >= f.plot.y && p.y <= f.plot.bottom() && p.x >= f.outer.x && p.x < f.plot.x) return &plot;
  }
  return nullptr;
}

std::shared_ptr<const TraceSeries> PanelContext::series(const SeriesKey& key) {
  if (!key.valid()) return nullptr;
  return hold(library.series(view.run, key));
}

double PanelContext::value(const SeriesKey& key) {
  const auto s = series(key);
  return s ? s->at(view.cursor()) : no_value;
}

std::string PanelContext::site() const {
  const auto& sites = facts->sites();
  if (std::find(sites.begin(), sites.end(), view.site) != sites.end()) return view.site;
  return sites.empty() ? std::string() : sites.front();
}
int PanelContext::site_index() const {
  const auto& sites = facts->sites();
  const auto found = std::find(sites.begin(), sites.end(), site());
  return found == sites.end() ? 0 : static_cast<int>(found - sites.begin());
}

std::string PanelContext::when(double t) const {
  if (!std::isfinite(t)) return "-";
  if (view.range().length() < 7200) return clock_text(t, facts->zone);
  return clock_text(std::round(t / 60) * 60, facts->zone).substr(0, 16);
}

TextStyle PanelContext::style(double size, Color color, HAlign h, VAlign v, bool bold) const {
  TextStyle s;
  s.size = size;
  s.color = color;
  s.h = h;
  s.v = v;
  s.bold = bold;
  return s;
}

double PanelContext::text(Point at, std::string_view utf8, const TextStyle& s, double width) {
  const std::string fitted = fit_text(canvas, utf8, s, width);
  canvas.text(at, fitted, s);
  return canvas.text_width(fitted, s);
}

void PanelContext::card(const Rect& box, Color edge) {
  canvas.fill_rect(box, theme.panel);
  if (edge.a > 0) canvas.fill_rect({box.x, box.y, 3, box.h}, edge);
}

void PanelContext::hit(std::string name, const Rect& box, std::function<void(View&)> click, std::string tip) {
  scene.hits.push_back({std::move(name), box, std::move(tip), std::move(click)});
}

void PanelContext::button(const std::string& name, const Rect& box, const std::string& words, bool on, std::function<void(View&)> click,
                          const std::string& tip) {
  const bool hot = hovered(box);
  canvas.fill_rect(box, on ? mix(theme.panel, theme.palette[5], 0.55) : hot ? mix(theme.panel, theme.axis, 0.5) : theme.panel);
  canvas.stroke_rect({box.x + 0.5, box.y + 0.5, box.w - 1, box.h - 1}, {on ? theme.palette[5] : theme.grid, 1});
  TextStyle s = label(HAlign::center);
  if (on) s.color = theme.text, s.bold = true;
  text({box.x + box.w / 2, box.y + box.h / 2}, words, s, box.w - 8);
  hit(name, box, std::move(click), tip);
}

void PanelContext::say(std::string name, double value, const std::string& unit) {
  scene.shown.push_back(fmt::format("{} = {:.9g} {}", name, value, unit));
}

Color PanelContext::load_color(double share) const {
  if (!std::isfinite(share)) return theme.text_faint;
  if (share > 1) return theme.over;
  const Color low = theme.palette[0], middle = theme.palette[1], high = theme.palette[6];
  if (share <= 0.5) return low;
  if (share <= 0.8) return mix(low, middle, (share - 0.5) / 0.3);
  return mix(middle, high, (share - 0.8) / 0.2);
}

void PanelContext::load_bar(const Rect& box, double share, Color color) {
  canvas.fill_rect(box, theme.grid);
  if (!std::isfinite(share) || share <= 0) return;
  // The bar has room for a fifth over the limit.
  const double full = box.w / 1.2, w = std::min(box.w, share * full);
  canvas.fill_rect({box.x, box.y, std::max(w, 1.0), box.h}, color);
  if (share > 1) draw_hatch(canvas, {box.x + full, box.y, w - full, box.h}, theme.page, 4);
  canvas.fill_rect({canvas.snap(box.x + full) - 1, box.y - 2, 2, box.h + 4}, theme.limit);
}

void PanelContext::notice(const Rect& box, const std::string& words) {
  card(box);
  text({box.x + box.w / 2, box.y + box.h / 2}, words, style(theme.title_size, theme.text_dim, HAlign::center, VAlign::middle), box.w - 20);
}

RowsInSight PanelContext::rows_in_sight(std::size_t count, double room, double row_h, std::size_t selected) {
  const auto fit = static_cast<std::size_t>(std::max(0.0, std::floor(room / row_h)));
  const std::size_t unscrolled = selected < fit ? 0 : selected - fit / 2;
  const std::size_t first = std::min(view.scroll < 0 ? unscrolled : static_cast<std::size_t>(view.scroll), count > fit ? count - fit : 0);
  return scene.list = {first, std::min(count, first + fit), count};
}

void PanelContext::scroll_bar(const Rect& track, const RowsInSight& rows) {
  if (!rows.cut()) return;
  const double bar = track.h * static_cast<double>(rows.fit()) / static_cast<double>(rows.count);
  canvas.fill_rect({track.x, track.y + (track.h - bar) * static_cast<double>(rows.first) / static_cast<double>(rows.count - rows.fit()), track.w, bar}, theme.axis);
}

std::string span_text(double s) {
  if (!std::isfinite(s)) return "-";
  if (s < 0.9995) return fmt::format("{:.0f} ms", 1000 * s);
  if (s < 90) return fmt::format("{:.3g} s", s);
  if (s < 2 * 3600) return fmt::format("{:.0f} min", s / 60);
  if (s < 2 * 86400) {
    const auto minutes = static_cast<long>(std::lround(s / 60));
    return minutes % 60 == 0 ? fmt::format("{} h", minutes / 60) : fmt::format("{} h {} min", minutes / 60, minutes % 60);
  }
  if (s < 3 * 365.25 * 86400) return fmt::format("{:.3g} d", s / 86400);
  return fmt::format("{:.3g} years", s / (365.25 * 86400));
}

std::string clock_text(double t, const TimeZone& zone) {
  const CivilTime c = zone.to_civil(t);
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}", c.year, c.month, c.day, c.hour, c.minute, static_cast<int>(c.second));
}

std::string lower(std::string s) {
  std::transform(s.begin(), s.end(), s.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return s;
}

std::string fixed(double v, int decimals, const std::string& unit) {
  if (!std::isfinite(v)) return "-";
  return fmt::format("{:.{}f}", v, decimals) + (unit.empty() ? "" : " " + unit);
}

int code_of(double value) { return value >= 0 && value < 1e6 ? static_cast<int>(value) : -1; }

std::string flag_of(const Channel& channel, double code) {
  if (!(code >= 0) || code >= static_cast<double>(channel.flags.size())) return {};
  return channel.flags[static_cast<std::size_t>(code)];
}

double shown_load(double utilisation, double margin) { return margin < 0 ? std::max(utilisation, 1.0001) : utilisation; }

std::string load_text(double share) {
  if (!std::isfinite(share)) return "-";
  if (share >= lost_share) return "OVER: none left";
  const double percent = 100 * share;
  const std::string number = percent > 99.5 && percent < 100.5 ? fmt::format("{:.1f} %", percent) : fmt::format("{:.0f} %", percent);
  return share > 1 ? number + " OVER" : share > 0.9 ? number + " high" : number;
}

}  // namespace netsuden::viz
