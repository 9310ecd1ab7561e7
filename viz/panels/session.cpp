// SPDX-License-Identifier: Apache-2.0
#include "viz/panels/session.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "viz/canvas/utf8.hpp"
#include "viz/panels/figures.hpp"
#include "viz/panels/shell.hpp"
#include "viz/panels/study.hpp"

namespace netsuden::viz {
namespace {

constexpr double click_reach = 4;     // px that a hand moves while it clicks
constexpr double zoom_a_notch = 1.18;
constexpr int said_for = 240;         // frames

}  // namespace

Session::Session(std::size_t memory_limit, std::function<void()> news) : library_(memory_limit, std::move(news)) {}

void Session::open(const std::string& trace) {
  const int run = library_.open(trace);
  if (run == 0) view_.run = run;
  unsettled_.push_back(run);
}

void Session::say(const std::string& words) { said_ = words, said_frames_ = said_for; }

void Session::move(Point p) {
  pointer_ = p;
  if (!drag_) return;
  drag_->at = p;
  const bool before = drag_->moved;
  if (std::hypot(p.x - drag_->from.x, p.y - drag_->from.y) > click_reach) drag_->moved = true;
  if (!drag_->moved) return;
  if (drag_->touch) touch(*drag_, !before, false);
  else drag_plot(*drag_);
}

void Session::touch(const Drag& d, bool begin, bool done, bool twice) {
  Touch t;
  t.from = d.from, t.at = d.at, t.button = d.button, t.modifiers = d.modifiers;
  t.moved = d.moved, t.begin = begin, t.done = done, t.twice = twice;
  d.touch(view_, t);
  act(std::exchange(view_.request, {}));
}

void Session::leave() {
  pointer_.reset();
}

void Session::press(Point p, MouseButton button, Modifiers m, bool twice) {
  pointer_ = p;
  if (help_ || palette_ || filtering_) {
    help_ = palette_ = filtering_ = false;
    return;
  }
  Drag d;
  d.from = d.at = p;
  d.button = button;
  d.modifiers = m;
  d.range = view_.range();
  if (const Hit* h = scene_.hit_at(p); h != nullptr && (h->click || !scene_.plot_at(p))) d.hit = h->name, d.touch = h->touch;
  if (const PlotHit* plot = scene_.plot_at(p)) d.plot = plot->name;
  if (twice && button == MouseButton::left && d.touch) return touch(d, false, false, true);
  if (twice && button == MouseButton::left && scene_.values_at(p, false) != nullptr) return view_.fit_values();
  if (twice && button == MouseButton::left && !d.plot.empty() && d.hit.empty()) {
    view_.live = false;
    return view_.fit();
  }
  drag_ = d;
}

void Session::drag_plot(const Drag& d) {
  const PlotHit* plot = scene_.plot(d.plot);
  if (plot == nullptr || (!d.hit.empty() && d.hit.starts_with("signal/"))) return;
  if (plot->name == "overview") {
    const double t = plot->frame.time_at(d.at.x), half = view_.range().length() / 2;
    if (view_.range() != view_.horizon()) view_.live = false, view_.show({t - half, t + half}, true);
    else view_.choose_cursor(t);
    return;
  }
  if (d.button != MouseButton::left || d.modifiers.shift) return;  // a box: seen, and taken at the release
  view_.live = false;
  const double by = (d.from.x - d.at.x) / plot->frame.plot.w * d.range.length();
  view_.show({d.range.t0 + by, d.range.t1 + by}, true);
}

void Session::plot_click(const PlotHit& plot, Point p) {
  view_.live = false;
  view_.choose_cursor(plot.frame.time_at(p.x));
  if (plot.name == "overview" && view_.range() != view_.horizon()) {
    const double half = view_.range().length() / 2;
    view_.show({view_.cursor() - half, view_.cursor() + half});
  }
}

void Session::release(Point p, MouseButton button, Modifiers m) {
  pointer_ = p;
  if (!drag_ || drag_->button != button) return;
  Drag d = *drag_;
  drag_.reset();
  if (d.touch) {
    d.at = p;
    return touch(d, false, true);
  }
  const PlotHit* plot = scene_.plot(d.plot);
  if (d.moved) {
    if (d.hit.starts_with("signal/")) {
      if (const PlotHit* to = scene_.plot_at(p)) add_dropped(d.hit.substr(7), to->name);
      return;
    }
    if (plot != nullptr && plot->name != "overview" && (button == MouseButton::right || d.modifiers.shift)) {
      view_.live = false;
      view_.show({plot->frame.time_at(std::clamp(d.from.x, plot->frame.plot.x, plot->frame.plot.right())), plot->frame.time_at(std::clamp(p.x, plot->frame.plot.x, plot->frame.plot.right()))});
    }
    return;
  }
  if (button == MouseButton::middle && plot != nullptr) {
    view_.pin = view_.pin ? std::nullopt : std::optional<double>(plot->frame.time_at(p.x));
    return;
  }
  if (button != MouseButton::left) return;
  if (!d.hit.empty()) {
    click(d.hit, m);
    return;
  }
  if (plot != nullptr) plot_click(*plot, p);
}

bool Session::click(const std::string& name, Modifiers m) {
  const Hit* hit = scene_.hit(name);
  if (hit == nullptr) return false;
  if (m.shift && name.starts_with("legend/")) {
    solo(name.substr(7));
    return true;
  }
  if (!hit->click) return false;
  const auto action = hit->click;
  view_.live = view_.live && !name.starts_with("event") && !name.starts_with("answer");
  action(view_);
  act(std::exchange(view_.request, {}));
  return true;
}

void Session::solo(const std::string& label) {
  const std::string plot = label.substr(0, label.find(':') + 1);
  bool others_hidden = true, any = false;
  for (const Hit& h : scene_.hits) {
    if (!h.name.starts_with("legend/" + plot) || h.name == "legend/" + label) continue;
    any = true;
    others_hidden = others_hidden && !view_.shown(h.name.substr(7));
  }
  for (const Hit& h : scene_.hits) {
    if (!h.name.starts_with("legend/" + plot)) continue;
    const std::string one = h.name.substr(7), key = view_.panel + "/" + one;
    if (any && others_hidden) view_.hidden.erase(key);
    else if (one == label) view_.hidden.erase(key);
    else view_.hidden.insert(key);
  }
}

void Session::wheel(Point p, double notches, Modifiers m) {
  pointer_ = p;
  if (notches == 0) return;
  if (const Hit* h = scene_.hit_at(p); h != nullptr && h->wheel) return h->wheel(view_, p, notches);
  if (const PlotHit* plot = scene_.values_at(p, m.ctrl)) {
    view_.zoom_values(plot->name, {plot->frame.low, plot->frame.high}, std::pow(zoom_a_notch, -notches), plot->frame.value_at(p.y));
    return;
  }
  if (const PlotHit* plot = scene_.plot_at(p)) {
    view_.live = false;
    view_.zoom(std::pow(zoom_a_notch, -notches), plot->frame.time_at(p.x));
    return;
  }
  scroll(-3 * notches);
}

void Session::scroll(double rows) {
  const RowsInSight& list = scene_.list;
  const auto end = static_cast<double>(list.count - list.fit());
  const double from = view_.scroll < 0 ? static_cast<double>(list.first) : std::min(view_.scroll, end);
  view_.scroll = std::clamp(from + rows, 0.0, end);
}

void Session::step_cursor(double rows) {
  const auto facts = library_.facts(view_.run);
  if (!facts) return;
  const int g = facts->group("site");
  double step = g >= 0 ? facts->group_at(g).cadence_s : 0;
  if (!(step > 0)) step = view_.range().length() / 400;
  view_.live = false;
  view_.jump_to(view_.cursor() + rows * step);
}

void Session::go_to_event(int direction) {
  const auto facts = library_.facts(view_.run);
  const auto table = facts ? library_.table(view_.run, facts->group("event")) : nullptr;
  if (!table) return say("the events are being read");
  const auto all = events_in(*facts, *table, view_.horizon().t0, view_.horizon().t1, view_.least_severity, view_.panel == "events" ? view_.filter : "");
  // By row, because several may share a moment.
  const EventRow* found = nullptr;
  for (const EventRow& e : all) {
    const bool here = view_.selected_event >= 0 && std::abs(table->time[static_cast<std::size_t>(view_.selected_event)] - view_.cursor()) < 1e-6;
    const bool after = here ? static_cast<int>(e.row) > view_.selected_event : e.t > view_.cursor();
    const bool before = here ? static_cast<int>(e.row) < view_.selected_event : e.t < view_.cursor();
    if (direction > 0 && after) {
      found = &e;
      break;
    }
    if (direction < 0 && before) found = &e;
  }
  if (found == nullptr) return say(direction > 0 ? "no later event" : "no earlier event");
  view_.live = false;
  view_.jump_to(found->t);
  view_.selected_event = static_cast<int>(found->row);
  view_.scroll = -1;
  say(found->text.empty() ? found->code : found->text);
}

void Session::add_dropped(const std::string& text, const std::string& plot) {
  const auto s = SignalName::parse(text);
  if (!s || !plot.starts_with("signals")) return;
  const int number = std::atoi(plot.c_str() + 7) - 1;
  if (const Hit* h = scene_.hit("signal/" + text); h != nullptr && h->click) {
    view_.active_plot = number;
    const auto action = h->click;  // adds where it is not there yet
    const bool there = number >= 0 && static_cast<std::size_t>(number) < view_.plots.size() &&
                       std::find(view_.plots[static_cast<std::size_t>(number)].begin(), view_.plots[static_cast<std::size_t>(number)].end(), *s) != view_.plots[static_cast<std::size_t>(number)].end();
    if (!there) action(view_);
  }
}

void Session::type(char32_t c) {
  if (!typing() || c < 32) return;
  append_utf8(typed_, c);
  selected_ = 0;
  if (filtering_) view_.filter = typed_, view_.scroll = -1;
}

void Session::overlay_key(const std::string& name) {
  if (name == "escape") {
    if (filtering_) view_.filter.clear();
    palette_ = filtering_ = false;
  } else if (name == "backspace" && !typed_.empty()) {
    do typed_.pop_back();
    while (!typed_.empty() && (static_cast<unsigned char>(typed_.back()) & 0xC0U) == 0x80U);
    if (filtering_) view_.filter = typed_, view_.scroll = -1;
  } else if (name == "down") {
    ++selected_;
  } else if (name == "up") {
    selected_ -= selected_ > 0 ? 1 : 0;
  } else if (name == "enter") {
    const auto facts = library_.facts(view_.run);
    const auto study = library_.study(view_.study.document);
    const auto found = matching(commands(facts.get(), study), typed_);
    const bool chosen = palette_ && selected_ < found.size();
    palette_ = filtering_ = false;
    if (!chosen) return;
    found[selected_].run(view_);
    act(std::exchange(view_.request, {}));
  }
}

void Session::key(const std::string& name, Modifiers m) {
  if (m.ctrl) {
    if (name == "p") palette_ = true, typed_.clear(), selected_ = 0;
    else if (name == "q") quit_ = true;
    else if (name == "s") save_ = true, save_svg_ = m.shift;
    else if (name == "z") view_.back();
    else if (name == "y") view_.forward();
    else if (name == "c") act("copy");
    return;
  }
  if (typing()) return overlay_key(name);
  if (const auto study = study_shown(); study && !help_ && study_key(view_, *study, name, m)) return act(std::exchange(view_.request, {}));
  if (name == "u") return view_.open("study");
  if (name == "escape") {
    if (help_) help_ = false;
    else view_.pin.reset(), view_.filter.clear();
    return;
  }
  if (name.size() == 1 && name[0] >= '0' && name[0] <= '9') {
    const std::size_t place = name[0] == '0' ? 9 : static_cast<std::size_t>(name[0] - '1');
    if (place < panels().size()) view_.open(panels()[place].name);
    return;
  }
  const double at = pointer_ && scene_.plot_at(*pointer_) ? scene_.plot_at(*pointer_)->frame.time_at(pointer_->x) : view_.cursor();
  const double rows = m.shift ? 10 : 1;
  if (name == "a" || name == "d") view_.live = false, view_.pan(name == "a" ? -0.15 : 0.15);
  else if (name == "w" || name == "s") view_.live = false, view_.zoom(name == "w" ? 1 / 1.3 : 1.3, std::clamp(at, view_.range().t0, view_.range().t1));
  else if (name == "f") view_.live = false, view_.fit();
  else if (name == "left") step_cursor(-rows);
  else if (name == "right") step_cursor(rows);
  else if (name == "home") view_.choose_cursor(view_.range().t0);
  else if (name == "end") view_.choose_cursor(view_.range().t1);
  else if (name == "space") view_.pin = view_.pin ? std::nullopt : std::optional<double>(view_.cursor());
  else if (name == "n") go_to_event(1);
  else if (name == "p") go_to_event(-1);
  else if (name == "backspace") m.shift ? view_.forward() : view_.back();
  else if (name == "up") scroll(-1);
  else if (name == "down") scroll(1);
  else if (name == "pageup") scroll(-20);
  else if (name == "pagedown") scroll(20);
  else if (name == "l") view_.live = !view_.live, say(view_.live ? "the range follows the run" : "the range stays");
  else if (name == "t") act("theme");
  else if (name == "c") act("copy");
  else if (name == "?") act("help");
  else if (name == "/") filtering_ = true, typed_ = view_.filter;
  else if (name == "tab") {
    const auto& all = panels();
    std::size_t i = 0;
    while (i < all.size() && view_.panel != all[i].name) ++i;
    view_.open(all[(i + (m.shift ? all.size() - 1 : 1)) % all.size()].name);
  }
}

void Session::act(const std::string& r) {
  if (r.empty() || act_in_study(r)) return;
  if (r == "theme") dark_ = !dark_;
  else if (r == "help") help_ = !help_;
  else if (r == "quit") quit_ = true;
  else if (r == "save") save_ = true, save_svg_ = false;
  else if (r == "save svg") save_ = save_svg_ = true;
  else if (r == "copy") {
    if (const auto facts = library_.facts(view_.run)) clipboard_ = values_as_tsv(view_, *facts, scene_), say("the values at the cursor are on the clipboard");
  } else if (r == "validate") validate();
  else if (r == "run" || r == "follow") launch(r == "follow");
  else if (r == "cancel") {
    say(launcher_.running() ? "the run is asked to stop" : "no run was launched from here");
    launcher_.cancel();
  }
}

bool Session::frame(Canvas& canvas) {
  library_.begin_frame();
  watch_child();
  settle_documents();
  const bool over = help_ || palette_ || filtering_;
  draw_shell(canvas, theme(), library_, view_, scene_, memory_, over ? std::nullopt : pointer_);
  const auto facts = library_.facts(view_.run);
  const Theme& t = theme();
  if (drag_ && drag_->moved && (drag_->button == MouseButton::right || drag_->modifiers.shift))
    if (const PlotHit* plot = scene_.plot(drag_->plot); plot != nullptr && plot->name != "overview") draw_zoom_box(canvas, t, plot->frame, drag_->from.x, drag_->at.x);
  if (drag_ && drag_->moved && drag_->hit.starts_with("signal/")) {
    TextStyle s;
    s.size = 12, s.color = t.text, s.v = VAlign::middle;
    canvas.text({drag_->at.x + 14, drag_->at.y}, drag_->hit.substr(7), s);
  }
  if (pointer_ && !drag_ && !over) draw_readouts(canvas, t, view_, facts.get(), scene_, *pointer_);
  if (help_) draw_help(canvas, t);
  if (palette_) {
    const auto found = matching(commands(facts.get(), library_.study(view_.study.document)), typed_);
    selected_ = found.empty() ? 0 : std::min(selected_, found.size() - 1);
    draw_palette(canvas, t, found, typed_, selected_);
  }
  if (filtering_) draw_input_line(canvas, t, "filter:", typed_);
  if (said_frames_ > 0) {
    --said_frames_;
    TextStyle s;
    s.size = 12, s.color = t.text, s.h = HAlign::center, s.v = VAlign::middle;
    const double w = canvas.text_width(said_, s) + 28;
    const Rect box{(canvas.size().w - w) / 2, canvas.size().h - 100, w, 26};
    canvas.fill_rect(box, mix(t.panel, t.axis, 0.4));
    canvas.text({box.x + w / 2, box.y + 13}, said_, s);
  }
  return scene_.loading > 0 && !library_.idle();  // what a trace does not have never comes
}

}  // namespace netsuden::viz
