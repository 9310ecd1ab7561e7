// SPDX-License-Identifier: Apache-2.0
// All charts on degenerate data, and what must be true of their frames.
#include <catch2/catch.hpp>

#include "tests/unit/viz/synthetic.hpp"
#include "viz/canvas/raster_canvas.hpp"
#include "viz/canvas/svg_canvas.hpp"
#include "viz/plot/heatmap.hpp"
#include "viz/plot/layout.hpp"
#include "viz/plot/limit.hpp"
#include "viz/plot/marks.hpp"
#include "viz/plot/overview.hpp"
#include "viz/plot/pyramid.hpp"
#include "viz/plot/ribbon.hpp"

using namespace netsuden;
using namespace netsuden::viz;

namespace {

/// Keeps what a chart draws, for questions about it.
class Recorder final : public Canvas {
 public:
  explicit Recorder(Size s) : size_(s) {}
  Size size() const override { return size_; }
  void fill_polygon(std::span<const Point> p, Color) override { take(p); }
  void fill_rect(const Rect& r, Color c) override {
    REQUIRE(std::isfinite(r.x + r.y + r.w + r.h));
    rects.emplace_back(r, c);
  }
  void fill_band(std::span<const BandPoint> band, Color c) override {
    for (const BandPoint& b : band) REQUIRE(std::isfinite(b.x + b.y0 + b.y1));
    if (!band.empty()) bands.emplace_back(std::vector<BandPoint>(band.begin(), band.end()), c);
  }
  void polyline(std::span<const Point> p, const Stroke& s) override {
    take(p);
    lines.emplace_back(std::vector<Point>(p.begin(), p.end()), s);
  }
  void text(Point at, std::string_view s, const TextStyle& style) override {
    REQUIRE(finite(at));
    texts.emplace_back(s);
    const double w = text_width(s, style);
    const double x = style.h == HAlign::left ? at.x : style.h == HAlign::center ? at.x - w / 2 : at.x - w;
    const double up = style.v == VAlign::top ? 0 : style.v == VAlign::middle ? 0.36 : 0.72;
    boxes.push_back({x, at.y - up * style.size, w, 0.72 * style.size});
  }
  double text_width(std::string_view s, const TextStyle& style) const override {
    return 0.55 * style.size * static_cast<double>(s.size());
  }
  void push_clip(const Rect&) override { ++clips; }
  void pop_clip() override { --clips; }

  std::vector<std::pair<Rect, Color>> rects;
  std::vector<std::pair<std::vector<BandPoint>, Color>> bands;
  std::vector<std::pair<std::vector<Point>, Stroke>> lines;
  std::vector<std::string> texts;
  std::vector<Rect> boxes;
  int clips = 0;

 private:
  void take(std::span<const Point> p) {
    for (const Point& q : p) {
      REQUIRE(finite(q));
      REQUIRE(std::abs(q.x) < 1e5);  // nothing huge reaches a back end
      REQUIRE(std::abs(q.y) < 1e5);
    }
  }
  Size size_;
};

Frame frame_on(const Canvas& c, const TimeAxis& axis, double low, double high) {
  FrameSpec spec{.title = "Title", .unit = axis_units::watt(), .low = low, .high = high};
  return make_frame(c, dark_theme(), {0, 0, c.size().w, c.size().h}, axis, spec);
}

bool said(const Recorder& r, const std::string& text) {
  return std::find(r.texts.begin(), r.texts.end(), text) != r.texts.end();
}

}  // namespace

TEST_CASE("frames map data to the picture and back") {
  Recorder c({800, 400});
  const Frame f = frame_on(c, {1000, 2000, TimeZone{}}, -5, 15);
  CHECK(f.x(1000) == f.plot.x);
  CHECK(f.x(2000) == Approx(f.plot.right()));
  CHECK(f.y(-5) == Approx(f.plot.bottom()));
  CHECK(f.y(15) == Approx(f.plot.y));
  CHECK(f.time_at(f.x(1234)) == Approx(1234));
  CHECK(f.value_at(f.y(3.5)) == Approx(3.5));
  CHECK(std::abs(f.y(1e300)) < 1e5);
  CHECK(Rect{0, 0, 800, 400}.intersect(f.plot) == f.plot);
}

TEST_CASE("ranges of values hold the data, end on ticks, and are never empty") {
  const TimeAxis axis{0, 100, TimeZone{}};
  const std::vector<double> t{0, 50, 100}, v{3.3e6, 58.2e6, 12e6}, same{7, 7, 7}, zero{0, 0, 0},
      gaps{no_value, no_value, no_value};
  const auto fit = [&](const std::vector<double>& values, bool from_zero) {
    const Series s{t, values};
    return fit_range(std::span(&s, 1), axis, from_zero, axis_units::watt());
  };
  CHECK(fit(v, true).low == 0);
  CHECK(fit(v, true).high == Approx(60e6));
  CHECK(fit(v, false).low <= 3.3e6);
  for (const auto& values : {same, zero, gaps}) {
    for (const bool from_zero : {false, true}) {
      const ValueRange r = fit(values, from_zero);
      CHECK(r.high > r.low);
      if (!std::isnan(values[0])) CHECK((r.low <= values[0] && r.high >= values[0]));
    }
  }
  CHECK(nice_range(1e300, -1e300, false, axis_units::watt()).high > 0);
  CHECK(nice_range(-8, -3, true, axis_units::celsius()).high == 0);
}

TEST_CASE("every chart survives degenerate data on every back end") {
  const double inf = std::numeric_limits<double>::infinity();
  struct Case {
    std::vector<double> t, v;
  };
  const std::vector<Case> cases{{{}, {}},
                                {{5}, {1}},
                                {{0, 10, 20}, {no_value, no_value, no_value}},
                                {{0, 10, 20}, {4, 4, 4}},
                                {{0, 10, 20}, {inf, -inf, no_value}},
                                {{0, 10, 20}, {1e300, -1e300, 1e-300}},
                                {{0, 10}, {1, 2, 3, 4}},
                                {{0, 0, 0}, {1, 2, 3}},
                                {{-1e15, 1e15}, {1, 2}}};
  for (const Case& k : cases) {
    for (const TimeAxis& axis :
         {TimeAxis{0, 20, TimeZone{}}, TimeAxis{5, 5, TimeZone{}}, TimeAxis{1e9, 2e9, TimeZone{}}}) {
      for (const Hold hold : {Hold::linear, Hold::until_next, Hold::since_last}) {
        RasterCanvas raster({220, 140}, 1, dark_theme().page);
        SvgCanvas svg({220, 140}, {});
        Recorder recorder({220, 140});
        for (Canvas* c : {static_cast<Canvas*>(&raster), static_cast<Canvas*>(&svg), static_cast<Canvas*>(&recorder)}) {
          const Series s{k.t, k.v, hold};
          const ValueRange r = fit_range(std::span(&s, 1), axis, false, axis_units::watt());
          FrameSpec spec{.title = "T",
                         .subtitle = "S",
                         .unit = axis_units::watt(),
                         .low = r.low,
                         .high = r.high,
                         .legend = {{"a", Color{}, Swatch::area_hatched}, {"b", Color{}, Swatch::dashed}}};
          const Frame f = make_frame(*c, dark_theme(), {0, 0, 220, 140}, axis, spec);
          draw_frame(*c, dark_theme(), f, spec);
          const auto over = find_violations(s, 2.0);
          draw_violations(*c, dark_theme(), f, over);
          const std::array<StackLayer, 2> layers{StackLayer{k.v, Color{}}, StackLayer{k.v, Color{}}};
          draw_stack(*c, f, k.t, hold, layers);
          draw_line(*c, f, s, {Color{}});
          draw_band(*c, f, s, s, Color{});
          draw_limit(*c, dark_theme(), f, s, "limit", Color{});
          draw_limit(*c, dark_theme(), f, 1e300, "limit", Color{});
          draw_limit(*c, dark_theme(), f, no_value, "limit", Color{});
          draw_violation_labels(*c, dark_theme(), f, over);
          const std::array<TimeMarker, 2> markers{TimeMarker{5, "x"}, TimeMarker{no_value, "y"}};
          draw_markers(*c, dark_theme(), f, markers, true);
          draw_notice(*c, dark_theme(), f, "nothing");
          const std::vector<int> state(k.t.size(), 3);
          const std::vector<std::string> names{"a", "b"};
          const StateSeries states{k.t, state, names};
          draw_ribbon(*c, dark_theme(), axis, {0, 0, 100, 20}, states, state_colors(states, axis, dark_theme()));
          const std::array<Values, 2> rows{k.v, k.v};
          draw_heatmap(*c, dark_theme(), f, {k.t, rows, names, hold, r.low, r.high, 3.0});
          draw_color_bar(*c, dark_theme(), f, r.low, r.high, 3.0);
          draw_frame_edge(*c, dark_theme(), f);
        }
        CHECK(recorder.clips == 0);
        CHECK(recorder.lines.size() < 2000);
      }
    }
  }
}

TEST_CASE("the overview survives missing parts and any size") {
  OverviewData full = synthetic::campus(30);
  for (const Size s : {Size{1200, 900}, {480, 360}, {200, 100}, {64, 64}, {10, 10}, {0, 0}, {3000, 80}}) {
    Recorder c(s);
    draw_overview(c, light_theme(), full);
    CHECK(c.clips == 0);
  }
  for (int part = 0; part < 9; ++part) {
    OverviewData d = full;
    if (part == 0) d.t.clear();
    if (part == 1) d.it_w.clear();
    if (part == 2) d.limit_t.clear(), d.limit_w.clear();
    if (part == 3) d.inlet_max_c.clear();
    if (part == 4) d.pue.assign(d.pue.size(), no_value);
    if (part == 5) d.binding.assign(d.binding.size(), 99);
    if (part == 6) d.constraints.clear();
    if (part == 7) d.utilisation.resize(5);
    if (part == 8) d.inlet_limit_c = d.pue_target = no_value;
    RasterCanvas raster({600, 500}, 1, light_theme().page);
    Recorder c({900, 700});
    draw_overview(raster, light_theme(), d);
    draw_overview(c, light_theme(), d);
    CHECK(c.clips == 0);
    CHECK(said(c, "Kawasaki campus"));
  }
  OverviewData bare;
  Recorder c({600, 400});
  draw_overview(c, dark_theme(), bare);
  CHECK(said(c, "The run has no recorded values yet."));
}

TEST_CASE("the overview says what it must, and its texts do not overlap") {
  const OverviewData d = synthetic::campus();
  Recorder c({1200, 900});
  draw_overview(c, dark_theme(), d);
  for (const char* text :
       {"Kawasaki campus", "Facility power by consumer", "Rack inlet temperature", "Power usage effectiveness",
        "Binding constraint", "MW", "\u00B0C", "%", "IT", "Cooling", "Losses", "Other", "Import limit", "Hall 2"})
    CHECK(said(c, text));
  CHECK(std::any_of(c.texts.begin(), c.texts.end(), [](const std::string& s) { return s.rfind("OVER", 0) == 0; }));
  int overlaps = 0;
  for (std::size_t i = 0; i < c.boxes.size(); ++i) {
    const Rect& a = c.boxes[i];
    CHECK(a.x >= -1);
    CHECK(a.right() <= 1201);
    CHECK(a.bottom() <= 901);
    for (std::size_t k = i + 1; k < c.boxes.size(); ++k) {
      const Rect both = a.intersect(c.boxes[k]);
      if (both.w > 1 && both.h > 1) {
        ++overlaps;
        UNSCOPED_INFO(c.texts[i] << " | " << c.texts[k]);
      }
    }
  }
  CHECK(overlaps == 0);
}

TEST_CASE("a stack shows means: its top is the mean of the sum") {
  std::vector<double> t, a, b;
  synthetic::Random random(1);
  for (int i = 0; i < 100000; ++i) t.push_back(i), a.push_back(random.uniform()), b.push_back(random.uniform() * 2);
  Recorder c({600, 300});
  const TimeAxis axis{0, 99999, TimeZone{}};
  const Frame f = frame_on(c, axis, 0, 4);
  const std::array<StackLayer, 2> layers{StackLayer{a, Color{1, 1, 1, 255}}, StackLayer{b, Color{2, 2, 2, 255}}};
  draw_stack(c, f, t, Hold::until_next, layers);
  REQUIRE(c.bands.size() == 2);
  // The lower edge of the second layer is the upper one of the first.
  REQUIRE(c.bands[0].first.size() == c.bands[1].first.size());
  double sum = 0;
  for (std::size_t i = 0; i < c.bands[0].first.size(); ++i) {
    CHECK(c.bands[0].first[i].y1 == c.bands[1].first[i].y0);
    sum += f.value_at(c.bands[1].first[i].y1);
  }
  // Means of uniform numbers: 0.5 + 1; the standard error of 100,000 of them is 0.002.
  CHECK(sum / static_cast<double>(c.bands[0].first.size()) == Approx(1.5).margin(0.01));
}

TEST_CASE("steps hold up to the gap, and lines do not cross it") {
  const std::vector<double> t{0, 10, 20, 30, 40}, v{1, 2, no_value, 4, 5};
  Recorder c({400, 200});
  const Frame f = frame_on(c, {0, 50, TimeZone{}}, 0, 6);
  draw_line(c, f, {t, v, Hold::until_next}, {Color{}});
  REQUIRE(c.lines.size() == 2);
  CHECK(c.lines[0].first.back().x == Approx(f.x(20)));
  CHECK(c.lines[1].first.front().x == Approx(f.x(30)));
  CHECK(c.lines[1].first.back().x == Approx(f.x(50)));
  c.lines.clear();
  draw_line(c, f, {t, v, Hold::since_last}, {Color{}});
  REQUIRE(c.lines.size() == 2);
  CHECK(c.lines[0].first.back().x == Approx(f.x(10)));
  CHECK(c.lines[1].first.front().x == Approx(f.x(20)));
}

TEST_CASE("a short violation is at least two pixels wide and says OVER") {
  std::vector<double> t, v;
  for (int i = 0; i < 100000; ++i) t.push_back(60.0 * i), v.push_back(i == 77777 ? 9e6 : 1e6);
  Recorder c({600, 300});
  const Frame f = frame_on(c, {t.front(), t.back(), TimeZone{}}, 0, 10e6);
  const auto over = find_violations({t, v, Hold::until_next}, 5e6);
  REQUIRE(over.size() == 1);
  draw_violations(c, dark_theme(), f, over);
  draw_violation_labels(c, dark_theme(), f, over);
  const auto mark =
      std::find_if(c.rects.begin(), c.rects.end(), [](const auto& r) { return r.second == dark_theme().over; });
  REQUIRE(mark != c.rects.end());
  CHECK(mark->first.w >= 2);
  CHECK(mark->first.contains({f.x(t[77777]), mark->first.y}));
  CHECK(said(c, "OVER +4.0 MW"));
}

TEST_CASE("a heat map shows the hottest minute of a year") {
  std::vector<double> t;
  std::vector<float> v;
  for (int i = 0; i < 525600; ++i) t.push_back(60.0 * i), v.push_back(i == 314159 ? 31.f : 20.f);
  const std::vector<Values> rows{v};
  const std::vector<std::string> names{"row 1"};
  Recorder c({500, 200});
  FrameSpec spec{.title = "Title", .unit = axis_units::celsius(), .value_axis = false};
  spec.gutter_left = heat_gutter(c, dark_theme(), names);
  const Frame f = make_frame(c, dark_theme(), {0, 0, 500, 200}, {t.front(), t.back(), TimeZone{}}, spec);
  draw_heatmap(c, dark_theme(), f, {t, rows, names, Hold::until_next, 15, 35, 27.0});
  const auto hot = std::count_if(c.rects.begin(), c.rects.end(), [&](const auto& r) {
    return r.second == dark_theme().over && f.plot.contains({r.first.x + 0.1, r.first.y + 0.1});
  });
  CHECK(hot == 1);
  CHECK(said(c, "row 1"));
}

TEST_CASE("panels share their height and do not overlap") {
  const std::array<PanelRequest, 3> requests{PanelRequest{3, 50}, {1, 50}, {0, 40}};
  const auto places = stack_panels({10, 20, 300, 400}, requests, 10, 30);
  REQUIRE(places.size() == 3);
  CHECK(places[0].y == 20);
  CHECK(places[2].bottom() == Approx(420).margin(1));
  for (std::size_t i = 1; i < 3; ++i) CHECK(places[i].y >= places[i - 1].bottom() + 9);
  // 400 - 20 of gaps - 30 of foot - 140 of minima = 210 to share 3 : 1 : 0.
  CHECK(places[0].h == Approx(50 + 157.5).margin(1));
  CHECK(places[1].h == Approx(50 + 52.5).margin(1));
  CHECK(places[2].h == Approx(40 + 30).margin(1));
  for (const Rect& r : stack_panels({0, 0, 10, 20}, requests, 10, 30)) CHECK(r.h >= 0);
}

TEST_CASE("ten million points draw in the time of a few thousand") {
  // No clock here: what reaches the canvas is bounded by its width.
  std::vector<float> v(10'000'000);
  std::vector<double> t(v.size());
  for (std::size_t i = 0; i < v.size(); ++i) t[i] = static_cast<double>(i), v[i] = static_cast<float>(i % 977);
  const Pyramid pyramid{Values(v)};
  Recorder c({1000, 300});
  const Frame f = frame_on(c, {t.front(), t.back(), TimeZone{}}, 0, 1000);
  draw_line(c, f, {t, v, Hold::linear, &pyramid}, {Color{}});
  REQUIRE(c.lines.size() == 1);
  CHECK(c.lines[0].first.size() <= 4 * 1000 + 4);
}

TEST_CASE("figures at the head of the overview") {
  OverviewData d;
  const double day = 86400, t0 = from_civil(2026, 4, 1, 0, 0, 0, TimeZone{});
  d.t = {t0, t0 + day, t0 + 2 * day, t0 + 3 * day};
  d.it_w = {10e6, 10e6, 30e6, no_value};
  d.cooling_w = {2e6, 4e6, 3e6, 1e6};
  d.pue = {1.2, 1.4, 1.1, no_value};
  d.limit_t = {t0};
  d.limit_w = {20e6};
  d.inlet_max_c = {24, 25, 28.5, 20};
  d.inlet_limit_c = 27;
  d.constraints = {"Grid", "Space"};
  d.binding = {1, 1, 0, 1};
  const auto kpis = default_kpis(d);
  const auto value = [&](const std::string& label) {
    for (const Kpi& k : kpis)
      if (k.label == label) return k.value + (k.over ? " OVER" : "");
    return std::string("missing");
  };
  CHECK(value("Peak facility power") == "33.0 MW");
  CHECK(value("Over the grid limit") == "24 h OVER");  // one day of 33 MW at 20 MW
  CHECK(value("Hottest rack inlet") == "28.5 \u00B0C OVER");
  // Weighted by IT energy: (1.2 x 10 + 1.4 x 10 + 1.1 x 30) / 50 = 1.18.
  CHECK(value("PUE") == "1.18");
  CHECK(value("Binds most often") == "Space");
  CHECK(overview_description(d).find("33.0 MW") != std::string::npos);
  CHECK(default_kpis(OverviewData{}).empty());
}
