// SPDX-License-Identifier: Apache-2.0
// What is chosen in the study panel: by lists, by keys, by the command line; and the runs in sight as text.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "viz/panels/study_parts.hpp"

namespace netsuden::viz {
namespace {

constexpr double row_h = 20;

const char* kind_word(StudyKind k) { return k == StudyKind::number ? "" : k == StudyKind::parameter ? "parameter" : "metric"; }

/// The column `by` places further among those that `suits`, round and round.
template <class Suits>
std::string step(const StudyData& d, int from, int by, const Suits& suits) {
  const int n = static_cast<int>(d.columns.size());
  for (int k = 1; k <= n; ++k) {
    const int i = ((from + by * k) % n + n) % n;
    if (suits(d.column(i))) return d.column(i).name;
  }
  return {};
}

void move_brush(StudyView& v, const StudyData& d, int axis, double by, bool lower) {
  const auto axes = axes_of(v, d, 64);
  if (axis < 0 || static_cast<std::size_t>(axis) >= axes.size()) return;
  const StudyColumn& c = d.column(axes[static_cast<std::size_t>(axis)]);
  if (!std::isfinite(c.low)) return;
  const double step = c.words.empty() ? (c.high - c.low) / 20 : 1;
  StudyView::Range r{c.low, c.high};
  if (const auto there = v.brushes.find(c.name); there != v.brushes.end()) r = there->second;
  double& end = lower ? r.first : r.second;
  end = std::clamp(end + by * step, c.low, c.high);
  if (r.first > r.second) lower ? r.second = r.first : r.first = r.second;
  if (r.first <= c.low && r.second >= c.high) v.brushes.erase(c.name);
  else v.brushes[c.name] = r;
}

bool menu_key(StudyView& v, const StudyData& d, const std::string& name) {
  const auto items = menu_items(v, d, v.menu);
  const int n = static_cast<int>(items.size());
  if (name == "escape") return v.menu.clear(), true;
  if (n == 0) return false;
  if (name == "down" || name == "up" || name == "pagedown" || name == "pageup" || name == "home" || name == "end") {
    const int by = name == "down" ? 1 : name == "up" ? -1 : name == "pagedown" ? 10 : name == "pageup" ? -10 : name == "home" ? -n : n;
    v.menu_at = std::clamp(v.menu_at + by, 0, n - 1);
    return true;
  }
  if (name == "enter" || name == "space") {
    choose_in_menu(v, d, v.menu, items[static_cast<std::size_t>(std::clamp(v.menu_at, 0, n - 1))].name);
    return true;
  }
  return false;
}

}  // namespace

std::vector<MenuItem> menu_items(const StudyView& v, const StudyData& d, const std::string& menu) {
  std::vector<MenuItem> out;
  if (menu == "series") {
    for (std::size_t i = 0; i < d.series.size(); ++i) {
      const StudySeries& s = d.series[i];
      const std::size_t n = std::max<std::size_t>(1, s.entities.size());
      for (std::size_t e = 0; e < n && out.size() < 2000; ++e)
        out.push_back({fmt::format("{} {}", s.name(), e), s.name() + (s.entities.empty() ? "" : "  " + s.entities[e]), s.shown.symbol, static_cast<int>(i) == series_of(v, d) && static_cast<int>(e) == v.entity});
    }
    return out;
  }
  const auto axes = axes_of(v, d, 12);
  if (menu == "color") out.push_back({"status", "how it ended", "", color_of(v, d) < 0});
  for (std::size_t i = 0; i < d.columns.size(); ++i) {
    const StudyColumn& c = d.columns[i];
    const int at = static_cast<int>(i);
    if ((menu == "metric" && c.kind != StudyKind::metric) || (menu == "axes" && c.kind == StudyKind::number)) continue;
    const bool on = menu == "x" ? x_of(v, d) == at : menu == "y" ? y_of(v, d) == at : menu == "color" ? color_of(v, d) == at : menu == "metric" ? metric_of(v, d) == at : std::find(axes.begin(), axes.end(), at) != axes.end();
    out.push_back({c.name, c.kind == StudyKind::number ? "number of the run" : c.title == c.name ? c.name : c.title + "  (" + c.name + ")", kind_word(c.kind), on});
  }
  return out;
}

void choose_in_menu(StudyView& v, const StudyData& d, const std::string& menu, const std::string& name) {
  if (menu == "x") v.x = name, v.zoom_x.reset();
  else if (menu == "y") v.y = name, v.zoom_y.reset();
  else if (menu == "color") v.color = name;
  else if (menu == "metric") v.metric = name;
  else if (menu == "series") {
    const std::size_t space = name.rfind(' ');
    v.series = name.substr(0, space), v.entity = std::atoi(name.c_str() + space + 1);
    v.span.reset();
  } else if (menu == "axes") {
    std::vector<std::string> names;
    for (const int c : axes_of(v, d, 12)) names.push_back(d.column(c).name);
    if (const auto there = std::find(names.begin(), names.end(), name); there != names.end()) {
      if (names.size() > 2) names.erase(there), v.brushes.erase(name);
    } else if (names.size() < 12) {
      names.push_back(name);
    }
    // Parameters before metrics, in their order.
    std::sort(names.begin(), names.end(), [&](const std::string& a, const std::string& b) { return d.find(a) < d.find(b); });
    v.axes = names;
    return;  // more may be wanted
  }
  v.menu.clear();
}

void draw_study_menu(StudyParts& s, const Rect& area) {
  PanelContext& ctx = s.ctx;
  if (s.view.menu.empty()) return;
  const auto items = menu_items(s.view, *s.data, s.view.menu);
  const Hit* from = ctx.scene.hit("study/menu/" + s.view.menu);
  if (from == nullptr || items.empty()) return;
  ctx.hit("study/menu-away", area, [](View& v) { v.study.menu.clear(); });
  const TextStyle title = ctx.style(ctx.theme.label_size, ctx.theme.text, HAlign::left, VAlign::middle);
  double w = 160;
  for (const MenuItem& i : items) w = std::max(w, ctx.canvas.text_width(i.title, title) + ctx.canvas.text_width(i.note, ctx.small()) + 50);
  w = std::min(w, area.w - 8);
  const auto most = static_cast<std::size_t>(std::clamp((area.h - 16) / row_h, 1.0, 18.0)), shown = std::min(items.size(), most);
  const double h = row_h * static_cast<double>(shown) + 8;
  const auto at = static_cast<std::size_t>(std::clamp(s.view.menu_at, 0, static_cast<int>(items.size()) - 1));
  const std::size_t first = at >= shown ? at - shown + 1 : 0;
  Rect box{std::clamp(from->box.x, area.x + 4, std::max(area.x + 4, area.right() - w - 4)), from->box.bottom() + 2, w, h};
  if (box.bottom() > area.bottom() - 4) box.y = std::max(area.y + 4, from->box.y - 2 - h);
  if (box.bottom() > area.bottom()) box.y = std::max(area.y, area.bottom() - h);
  ctx.canvas.fill_rect({box.x + 3, box.y + 3, box.w, box.h}, ctx.theme.page.alpha(0.6));
  ctx.canvas.fill_rect(box, mix(ctx.theme.panel, ctx.theme.page, 0.15));
  ctx.canvas.stroke_rect({box.x + 0.5, box.y + 0.5, box.w - 1, box.h - 1}, {ctx.theme.axis, 1});
  const auto data = s.data;
  for (std::size_t i = first; i < first + shown; ++i) {
    const Rect line{box.x + 2, box.y + 4 + row_h * static_cast<double>(i - first), box.w - 4, row_h};
    if (i == at || ctx.hovered(line)) ctx.canvas.fill_rect(line, mix(ctx.theme.panel, ctx.theme.palette[5], i == at ? 0.6 : 0.3));
    if (items[i].on) draw_disc(ctx.canvas, {line.x + 10, line.y + row_h / 2}, 3, ctx.theme.palette[0]);
    const double note = ctx.text({line.right() - 8, line.y + row_h / 2}, items[i].note, ctx.small(HAlign::right));
    ctx.text({line.x + 20, line.y + row_h / 2}, items[i].title, title, line.w - 36 - note);
    const std::string menu = s.view.menu, name = items[i].name;
    Hit choice;
    choice.name = "study/choose/" + menu + "/" + name, choice.box = line;
    choice.click = [data, menu, name, i](View& v) { v.study.menu_at = static_cast<int>(i), choose_in_menu(v.study, *data, menu, name); };
    const int n = static_cast<int>(items.size());
    choice.wheel = [n](View& v, Point, double notches) { v.study.menu_at = std::clamp(v.study.menu_at - static_cast<int>(3 * notches), 0, n - 1); };
    ctx.hit(choice);
  }
}

int run_beside(const StudyData& d, const RunSelection& selection, int run, int by) {
  const int n = static_cast<int>(d.runs), way = by < 0 ? -1 : 1;
  if (n == 0 || selection.count == 0) return -1;
  int at = run < 0 ? (way > 0 ? -1 : n) : run, left = std::abs(by), last = -1;
  for (at += way; at >= 0 && at < n && left > 0; at += way)
    if (selection.in[static_cast<std::size_t>(at)]) last = at, --left;
  return last >= 0 ? last : run;
}

bool study_key(View& view, const StudyData& d, const std::string& name, const Modifiers& m) {
  StudyView& v = view.study;
  if (!v.menu.empty() && menu_key(v, d, name)) return true;
  const int way = m.shift ? -1 : 1;
  const auto any = [](const StudyColumn&) { return true; };
  if (name == "x") v.x = step(d, x_of(v, d), way, any), v.zoom_x.reset();
  else if (name == "y") v.y = step(d, y_of(v, d), way, any), v.zoom_y.reset();
  else if (name == "v") v.color = step(d, color_of(v, d), way, any);
  else if (name == "m") {
    const int from = metric_of(v, d);
    if (from >= 0) v.metric = step(d, from, way, [](const StudyColumn& c) { return c.kind == StudyKind::metric; });
  } else if (name == "g") {
    const int n = static_cast<int>(study_figures.size());
    v.figure = static_cast<StudyFigure>((static_cast<int>(v.figure) + n + way) % n);
  } else if (name == "b" && !d.series.empty()) {
    const auto items = menu_items(v, d, "series");
    std::size_t at = 0;
    while (at + 1 < items.size() && !items[at].on) ++at;
    choose_in_menu(v, d, "series", items[(at + items.size() + static_cast<std::size_t>(way == 1 ? 1 : static_cast<int>(items.size()) - 1)) % items.size()].name);
  } else if (name == "left" || name == "right" || name == "home" || name == "end") {
    const auto selection = select_runs(d, v.brushes);
    const int by = name == "left" ? (m.shift ? -10 : -1) : name == "right" ? (m.shift ? 10 : 1) : name == "home" ? 1 : -1;
    const int run = run_beside(d, *selection, name == "home" || name == "end" ? -1 : v.run, by);
    if (run >= 0) v.run = run, v.words.clear();
  } else if (name == "n" || name == "p") {
    const int by = name == "n" ? 1 : -1, n = static_cast<int>(d.runs);
    for (int r = v.run < 0 ? (by > 0 ? 0 : n - 1) : v.run + by; r >= 0 && r < n; r += by)
      if (!d.complete(static_cast<std::size_t>(r))) return v.run = r, v.words.clear(), true;
    v.words = by > 0 ? "no later run that is not complete" : "no earlier run that is not complete";
  } else if (name == "," || name == ".") {
    const int n = static_cast<int>(axes_of(v, d, 12).size());
    if (n > 0) v.axis_in_hand = v.axis_in_hand < 0 ? 0 : (v.axis_in_hand + n + (name == "." ? 1 : -1)) % n;
  } else if ((name == "up" || name == "down") && v.axis_in_hand >= 0 && v.figure != StudyFigure::table) {
    move_brush(v, d, v.axis_in_hand, name == "up" ? 1 : -1, m.shift);
  } else if (name == "backspace" || name == "delete") {
    if (m.shift || v.axis_in_hand < 0) v.brushes.clear();
    else if (const auto axes = axes_of(v, d, 12); static_cast<std::size_t>(v.axis_in_hand) < axes.size()) v.brushes.erase(d.column(axes[static_cast<std::size_t>(v.axis_in_hand)]).name);
  } else if (name == "f") {
    v.zoom_x.reset(), v.zoom_y.reset(), v.span.reset();
  } else if (name == "enter") {
    view.request = "open run";
  } else if (name == "r") {
    view.request = "repeat run";
  } else if (name == "escape") {
    if (v.run < 0 && v.axis_in_hand < 0) v.brushes.clear();
    v.run = -1, v.axis_in_hand = -1, v.words.clear(), v.at.reset();
  } else {
    return false;
  }
  return true;
}

std::string choose_in_study(StudyView& v, const StudyData& d, const std::map<std::string, std::string>& choices, const std::vector<std::string>& brushes) {
  const auto known = [&d] {
    std::string names;
    for (const StudyColumn& c : d.columns) names += (names.empty() ? "" : ", ") + c.name;
    return "; there are: " + names;
  };
  for (const auto& [key, value] : choices) {
    if (value.empty()) continue;
    if (key == "run") {
      char* end = nullptr;
      const long run = std::strtol(value.c_str(), &end, 10);
      if (*end != 0 || run < 0 || static_cast<std::size_t>(run) >= d.runs) return fmt::format("--run: the study has the runs 0 to {}, not \"{}\"", d.runs - std::min<std::size_t>(d.runs, 1), value);
      v.run = static_cast<int>(run);
    } else if (key == "figure") {
      const auto at = std::find(study_figures.begin(), study_figures.end(), value);
      if (at == study_figures.end()) return "--figure is all, scatter, parallel, bands or table, not \"" + value + "\"";
      v.figure = static_cast<StudyFigure>(at - study_figures.begin());
    } else if (key == "series") {
      const std::size_t mark = value.find('@');
      v.series = value.substr(0, mark);
      const int s = series_of(v, d);
      std::string names;
      for (const StudySeries& one : d.series) names += (names.empty() ? "" : ", ") + one.name();
      if (s < 0 || d.series[static_cast<std::size_t>(s)].name() != v.series) return "--series: the index has no series \"" + v.series + "\"" + (names.empty() ? "" : "; there are: " + names);
      if (mark == std::string::npos) continue;
      const auto& entities = d.series[static_cast<std::size_t>(s)].entities;
      const auto e = std::find(entities.begin(), entities.end(), value.substr(mark + 1));
      if (e == entities.end()) return "--series: there is no \"" + value.substr(mark + 1) + "\" in it";
      v.entity = static_cast<int>(e - entities.begin());
    } else {
      if (d.find(value) < 0 && !(key == "color" && value == "status")) return "--" + key + ": the study has no column \"" + value + "\"" + known();
      (key == "x" ? v.x : key == "y" ? v.y : v.color) = value;
    }
  }
  for (const std::string& b : brushes) {
    const std::size_t equals = b.rfind('=');
    if (equals == std::string::npos) return "--brush: write NAME=LOW..HIGH, not \"" + b + "\"";
    const std::string name = b.substr(0, equals);
    const int c = d.find(name);
    if (c < 0) return "--brush: the study has no column \"" + name + "\"" + known();
    std::string message;
    const auto range = parse_brush(d.column(c), d.zone, b.substr(equals + 1), message);
    if (!range) return "--brush: " + message;
    v.brushes[name] = *range;
  }
  return {};
}

std::string runs_as_tsv(const StudyView& v, const StudyData& d, std::size_t most) {
  std::string out = "run\trow\treplication\tseed\tstatus\trun_id";
  for (const StudyColumn& c : d.columns)
    if (c.kind != StudyKind::number) out += "\t" + c.name + (c.unit.empty() || c.unit == "1" || c.date ? "" : " [" + c.unit + "]");
  out += "\tmessage\n";
  const auto selection = select_runs(d, v.brushes);
  std::size_t lines = 0;
  const auto one_line = [](std::string s) {
    for (char& c : s)
      if (c == '\t' || c == '\n' || c == '\r') c = ' ';
    return s;
  };
  for (std::size_t r = 0; r < d.runs && lines < most; ++r) {
    if (!selection->in[r]) continue;
    ++lines;
    out += fmt::format("{}\t{:.0f}\t{:.0f}\t{:.0f}\t{}\t{}", r, d.row[r], d.replication[r], d.seed[r], d.state_of(r), d.run_ids[r]);
    for (const StudyColumn& c : d.columns) {
      if (c.kind == StudyKind::number) continue;
      const double x = c.values[r];
      out += '\t';
      if (std::isnan(x)) continue;
      if (!c.words.empty()) out += one_line(c.words[static_cast<std::size_t>(x)]);
      else if (c.date) out += std::abs(x) < 1e11 ? format_iso(x, d.zone) : "";
      else out += fmt::format("{}", x);
    }
    out += "\t" + one_line(d.messages[r]) + "\n";
  }
  return out;
}

}  // namespace netsuden::viz
