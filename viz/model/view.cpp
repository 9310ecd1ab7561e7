// SPDX-License-Identifier: Apache-2.0
#include "viz/model/view.hpp"

#include <algorithm>
#include <cmath>
#include <sstream>

namespace netsuden::viz {
namespace {

constexpr double shortest_s = 1e-3;
constexpr std::size_t longest_history = 64;

}  // namespace

std::optional<SignalName> SignalName::parse(const std::string& text) {
  SignalName s;
  const std::size_t at = text.find('@');
  const std::string path = text.substr(0, at);
  if (at != std::string::npos) s.entity = text.substr(at + 1);
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos || slash == 0 || slash + 1 == path.size()) return std::nullopt;
  s.group = path.substr(0, slash);
  s.channel = path.substr(slash + 1);
  return s;
}

void View::set_horizon(TimeRange h) {
  if (!(h.t1 > h.t0)) h.t1 = h.t0 + 1;
  const bool whole = range_ == horizon_;
  horizon_ = h;
  if (!whole && range_.t0 < h.t1 && range_.t1 > h.t0) return;
  range_ = h;
  history_ = {h};
  place_ = 0;
  set_cursor(cursor_ == 0 ? h.t0 : cursor_);
}

void View::show(TimeRange r, bool continues) {
  if (!std::isfinite(r.t0) || !std::isfinite(r.t1)) return;
  if (r.t1 < r.t0) std::swap(r.t0, r.t1);
  double length = std::clamp(r.length(), std::min(shortest_s, horizon_.length()), horizon_.length());
  double middle = 0.5 * (r.t0 + r.t1);
  // Half a range beyond the horizon may be seen while its length is below the horizon's: the ends can stand in the middle.
  const double slack = length < horizon_.length() ? 0.1 * length : 0;
  middle = std::clamp(middle, horizon_.t0 - slack + length / 2, std::max(horizon_.t0 - slack + length / 2, horizon_.t1 + slack - length / 2));
  range_ = {middle - length / 2, middle + length / 2};
  if (length >= horizon_.length()) range_ = horizon_;
  if (continues && place_ > 0) {
    history_[place_] = range_;
    return;
  }
  if (history_[place_] == range_) return;
  history_.resize(place_ + 1);
  history_.push_back(range_);
  if (history_.size() > longest_history) history_.erase(history_.begin());
  place_ = history_.size() - 1;
}

void View::pan(double share) {
  const double by = share * range_.length();
  show({range_.t0 + by, range_.t1 + by}, true);
}

void View::zoom(double factor, double at) {
  if (!(factor > 0)) return;
  const double length = std::clamp(range_.length() * factor, shortest_s, horizon_.length());
  const double share = std::clamp((at - range_.t0) / range_.length(), 0.0, 1.0);
  show({at - share * length, at - share * length + length}, true);
}

std::optional<std::pair<double, double>> View::values(const std::string& plot) const {
  const auto it = values_.find(panel + "/" + plot);
  return it == values_.end() ? std::nullopt : std::optional(it->second);
}

void View::zoom_values(const std::string& plot, std::pair<double, double> now, double factor, double at) {
  const double span = now.second - now.first, wanted = span * factor;
  if (!(factor > 0) || !(span > 0) || !std::isfinite(wanted) || wanted > 1e15 || !(wanted > 1e-9 * std::max(std::abs(now.first), std::abs(now.second)))) return;
  const double share = std::clamp((at - now.first) / span, 0.0, 1.0);
  values_[panel + "/" + plot] = {at - share * wanted, at - share * wanted + wanted};
}

void View::back() {
  if (can_go_back()) range_ = history_[--place_];
}
void View::forward() {
  if (can_go_forward()) range_ = history_[++place_];
}

void View::set_cursor(double t) {
  if (std::isfinite(t)) cursor_ = std::clamp(t, horizon_.t0, horizon_.t1);
}

void View::jump_to(double t) {
  choose_cursor(t);
  if (!range_.contains(cursor_)) show({cursor_ - range_.length() / 2, cursor_ + range_.length() / 2});
}

void View::toggle(const std::string& legend) {
  const std::string name = panel + "/" + legend;
  if (!hidden.erase(name)) hidden.insert(name);
}

void View::open(const std::string& name) {
  if (panel != name) scroll = -1;
  panel = name;
}

void View::choose_site(const std::string& name) {
  site = name;
  limit.clear(), asset.clear(), hall.clear(), circuit.clear();
}

std::string layout_text(const View& v, bool dark) {
  std::ostringstream out;
  out << "netsuden-layout 1\n"
      << "theme " << (dark ? "dark" : "light") << "\n"
      << "panel " << v.panel << "\n"
      << "diagram " << static_cast<int>(v.diagram) << "\n"
      << "metric " << static_cast<int>(v.metric) << "\n"
      << "sankey " << static_cast<int>(v.sankey) << "\n"
      << "flows " << static_cast<int>(v.flows) << "\n"
      << "severity " << v.least_severity << "\n";
  if (!v.site.empty()) out << "site " << v.site << "\n";
  if (!v.hall.empty()) out << "hall " << v.hall << "\n";
  for (const auto& [key, name] : {std::pair<const char*, const std::string*>{"study_x", &v.study.x}, {"study_y", &v.study.y}, {"study_color", &v.study.color}, {"study_metric", &v.study.metric}, {"study_series", &v.study.series}})
    if (!name->empty()) out << key << " " << *name << "\n";
  for (const auto& a : v.study.axes) out << "study_axis " << a << "\n";
  if (v.study.figure != StudyFigure::all) out << "study_figure " << static_cast<int>(v.study.figure) << "\n";
  for (const auto& h : v.hidden) out << "hidden " << h << "\n";
  for (const auto& plot : v.plots) {
    out << "plot\n";
    for (const auto& s : plot) out << "signal " << s.text() << "\n";
  }
  return out.str();
}

void apply_layout(const std::string& text, View& v, bool& dark) {
  std::istringstream in(text);
  std::string line;
  if (!std::getline(in, line) || line.rfind("netsuden-layout ", 0) != 0) return;
  v.plots.clear();
  v.hidden.clear();
  v.study.axes.clear();
  const auto choice = [](const std::string& s, int most) { return std::clamp(std::atoi(s.c_str()), 0, most); };
  while (std::getline(in, line)) {
    const std::size_t space = line.find(' ');
    const std::string key = line.substr(0, space), value = space == std::string::npos ? "" : line.substr(space + 1);
    if (key == "theme") dark = value != "light";
    else if (key == "panel") v.panel = value;
    else if (key == "diagram") v.diagram = static_cast<DiagramMode>(choice(value, 2));
    else if (key == "metric") v.metric = static_cast<HallMetric>(choice(value, 2));
    else if (key == "sankey") v.sankey = static_cast<SankeyMode>(choice(value, 1));
    else if (key == "flows") v.flows = static_cast<FlowKind>(choice(value, 1));
    else if (key == "severity") v.least_severity = choice(value, 2);
    else if (key == "site") v.site = value;
    else if (key == "hall") v.hall = value;
    else if (key == "study_x") v.study.x = value;
    else if (key == "study_y") v.study.y = value;
    else if (key == "study_color") v.study.color = value;
    else if (key == "study_metric") v.study.metric = value;
    else if (key == "study_series") v.study.series = value;
    else if (key == "study_axis") v.study.axes.push_back(value);
    else if (key == "study_figure") v.study.figure = static_cast<StudyFigure>(choice(value, static_cast<int>(study_figures.size()) - 1));
    else if (key == "hidden") v.hidden.insert(value);
    else if (key == "plot") v.plots.emplace_back();
    else if (key == "signal" && !v.plots.empty()) {
      if (const auto s = SignalName::parse(value)) v.plots.back().push_back(*s);
    }
  }
}

}  // namespace netsuden::viz
