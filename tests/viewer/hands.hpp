// SPDX-License-Identifier: Apache-2.0
// Hands on a session without a window: a canvas that checks what is drawn, frames until nothing loads, clicks by name, drags.
#pragma once

#include <catch2/catch.hpp>

#include <cmath>
#include <string>

#include "viz/panels/session.hpp"

namespace netsuden::viewer_test {

using namespace netsuden::viz;

/// A canvas that draws nothing and checks everything.
class CheckingCanvas final : public Canvas {
 public:
  explicit CheckingCanvas(Size size) : size_(size) {}
  Size size() const override { return size_; }
  void fill_polygon(std::span<const Point> points, Color) override { all(points); }
  void fill_rect(const Rect& r, Color) override { one({r.x, r.y}), one({r.right(), r.bottom()}); }
  void fill_band(std::span<const BandPoint> band, Color) override {
    for (const BandPoint& b : band)
      if (std::isfinite(b.y0) && std::isfinite(b.y1)) one({b.x, b.y0}), one({b.x, b.y1});
  }
  void polyline(std::span<const Point> points, const Stroke&) override { all(points); }
  void text(Point at, std::string_view utf8, const TextStyle&) override {
    one(at);
    words += std::string(utf8) + "\n";
    // No number, as a word of its own: "tenant" is none.
    for (const std::string_view none : {"nan", "inf"})
      for (std::size_t i = utf8.find(none); i != std::string_view::npos; i = utf8.find(none, i + 1))
        if (!letter(utf8, i - 1) && !letter(utf8, i + 3)) wrong += std::string(utf8) + "; ";
  }
  double text_width(std::string_view utf8, const TextStyle& s) const override { return 0.55 * s.size * static_cast<double>(utf8.size()); }
  void push_clip(const Rect&) override { ++clips; }
  void pop_clip() override { --clips; }
  int calls = 0, clips = 0;
  std::string words, wrong;

 private:
  static bool letter(std::string_view s, std::size_t i) { return i < s.size() && std::isalpha(static_cast<unsigned char>(s[i])) != 0; }
  void all(std::span<const Point> points) {
    for (const Point& p : points) one(p);
  }
  void one(Point p) {
    ++calls;
    if (!std::isfinite(p.x) || !std::isfinite(p.y) || std::abs(p.x) > 1e6 || std::abs(p.y) > 1e6) wrong += "a point at " + std::to_string(p.x) + ", " + std::to_string(p.y) + "; ";
  }
  Size size_;
};

inline constexpr Size window{1440, 900};

/// Frames until nothing loads; what the last one said.
inline std::string settle(Session& s, Size size = window) {
  std::string words;
  for (int i = 0; i < 40; ++i) {
    CheckingCanvas canvas(size);
    s.frame(canvas);
    INFO(s.view().panel << ": " << canvas.wrong);
    REQUIRE(canvas.wrong.empty());
    REQUIRE(canvas.clips == 0);
    for (const std::string& twice : s.scene().ids_twice()) FAIL_CHECK(s.view().panel << " has two of " << twice);
    words = canvas.words;
    if (s.scene().loading == 0 && i > 1) return words;
    s.library().wait_idle();
  }
  return words;
}

/// The number that the panel shows by that name.
inline double shown(Session& s, const std::string& name) {
  for (const std::string& line : s.scene().shown)
    if (line.starts_with(name + " = ")) return std::stod(line.substr(name.size() + 3));
  FAIL(name << " is not shown");
  return 0;
}

inline Point middle(const Rect& r) { return {r.x + r.w / 2, r.y + r.h / 2}; }

inline void click_at(Session& s, Point p, MouseButton b = MouseButton::left, Modifiers m = {}) {
  s.move(p);
  s.press(p, b, m);
  s.release(p, b, m);
  settle(s);
}
/// As a hand: where the thing is, not by its action.
inline void click_named(Session& s, const std::string& name, Modifiers m = {}) {
  const Hit* h = s.scene().hit(name);
  INFO(name);
  REQUIRE(h != nullptr);
  click_at(s, middle(h->box), MouseButton::left, m);
}
inline Rect plot_of(Session& s, const std::string& name) {
  const PlotHit* p = s.scene().plot(name);
  INFO(name);
  REQUIRE(p != nullptr);
  return p->frame.plot;
}
inline void drag(Session& s, Point a, Point b, MouseButton button, Modifiers m = {}) {
  s.move(a);
  s.press(a, button, m);
  for (int i = 1; i <= 4; ++i) {
    s.move({a.x + (b.x - a.x) * i / 4, a.y + (b.y - a.y) * i / 4});
    settle(s);
  }
  s.release(b, button, m);
  settle(s);
}

}  // namespace netsuden::viewer_test
