// SPDX-License-Identifier: Apache-2.0
// Coverage against areas known in closed form, blending against its definition, and nothing crashes.
#include <catch2/catch.hpp>

#include "tests/unit/viz/synthetic.hpp"
#include "viz/canvas/png.hpp"
#include "viz/canvas/raster_canvas.hpp"
#include "viz/canvas/triangulate.hpp"

using namespace netsuden::viz;

namespace {

constexpr Color black{0, 0, 0, 255}, white{255, 255, 255, 255};

/// White on black: the red channel is the coverage in 255ths.
double painted(const Image& image) {
  double sum = 0;
  for (std::size_t i = 0; i < image.rgb.size(); i += 3) sum += image.rgb[i] / 255.0;
  return sum;
}

double area(std::span<const Point> p) {
  double twice = 0;
  for (std::size_t i = 0; i < p.size(); ++i) {
    const Point a = p[i], b = p[(i + 1) % p.size()];
    twice += a.x * b.y - a.y * b.x;
  }
  return std::abs(twice) / 2;
}

}  // namespace

TEST_CASE("axis-aligned rectangles cover pixels by area, as rectangle and as polygon") {
  const Rect r{1.25, 2.5, 3.0, 1.75};  // x 1.25 to 4.25, y 2.5 to 4.25
  for (const bool polygon : {false, true}) {
    RasterCanvas c({8, 8}, 1, black);
    if (polygon) {
      const std::array<Point, 4> p{Point{1.25, 2.5}, {4.25, 2.5}, {4.25, 4.25}, {1.25, 4.25}};
      c.fill_polygon(p, white);
    } else {
      c.fill_rect(r, white);
    }
    const std::array<double, 8> x{0, 0.75, 1, 1, 0.25, 0, 0, 0}, y{0, 0, 0.5, 1, 0.25, 0, 0, 0};
    for (int py = 0; py < 8; ++py) {
      for (int px = 0; px < 8; ++px) {
        const double want = 255 * x[static_cast<std::size_t>(px)] * y[static_cast<std::size_t>(py)];
        CHECK(std::abs(c.image().at(px, py).r - want) <= 0.5 + 1e-9);
      }
    }
  }
}

TEST_CASE("polygons of any shape paint their area, in either direction") {
  synthetic::Random random(2);
  for (int k = 0; k < 300; ++k) {
    // Star-shaped around the middle: simple by construction, mostly concave.
    std::vector<Point> p;
    const int n = 3 + static_cast<int>(9 * random.uniform());
    for (int i = 0; i < n; ++i) {
      const double angle = 6.283185307 * (i + 0.8 * random.uniform()) / n, r = 3 + 26 * random.uniform();
      p.push_back({32 + r * std::cos(angle), 32 + r * std::sin(angle)});
    }
    if (k % 2 == 1) std::reverse(p.begin(), p.end());
    RasterCanvas c({64, 64}, 1, black);
    c.fill_polygon(p, white);
    // Rounding to 255ths in each of the pixels of the border; less than the perimeter's worth of half steps.
    CHECK(painted(c.image()) == Approx(area(p)).margin(0.6));
    // The triangles for other back ends cover the same area.
    double sum = 0;
    const auto triangles = triangulate(p);
    CHECK(triangles.size() == 3 * (p.size() - 2));
    for (std::size_t i = 0; i < triangles.size(); i += 3) {
      const std::array<Point, 3> t{p[triangles[i]], p[triangles[i + 1]], p[triangles[i + 2]]};
      sum += area(t);
    }
    CHECK(sum == Approx(area(p)).epsilon(1e-9));
  }
}

TEST_CASE("convexity") {
  const std::array<Point, 4> square{Point{0, 0}, {1, 0}, {1, 1}, {0, 1}}, arrow{Point{0, 0}, {2, 1}, {0, 2}, {1, 1}};
  const std::array<Point, 5> star{Point{0, -1}, {0.6, 0.8}, {-0.95, -0.3}, {0.95, -0.3}, {-0.6, 0.8}};
  CHECK(is_convex(square));
  CHECK_FALSE(is_convex(arrow));
  CHECK_FALSE(is_convex(star));
}

TEST_CASE("a line paints length x width, and corners are counted once") {
  RasterCanvas c({100, 100}, 1, black);
  c.line({10, 20}, {60, 70}, {white, 3});
  CHECK(painted(c.image()) == Approx(3 * 50 * std::sqrt(2.0)).epsilon(0.005));
  RasterCanvas square({100, 100}, 1, black);
  square.stroke_rect({20, 20, 40, 30}, {white, 2});
  // Four bars of width 2 with full corners: the outline of 42 x 32 without the inside of 38 x 28.
  CHECK(painted(square.image()) == Approx(42 * 32 - 38 * 28).margin(0.01));
  // Going to and fro does not paint twice.
  RasterCanvas twice({100, 100}, 1, black), once({100, 100}, 1, black);
  const std::array<Point, 3> back_and_forth{Point{10, 50}, {90, 50}, {10, 50}};
  twice.polyline(back_and_forth, {Color{255, 255, 255, 128}, 4});
  once.line({10, 50}, {90, 50}, {Color{255, 255, 255, 128}, 4});
  CHECK(twice.image().at(40, 50) == once.image().at(40, 50));
}

TEST_CASE("dashes have their length, and continue over corners") {
  RasterCanvas c({200, 20}, 1, black);
  c.line({0, 10}, {200, 10}, {white, 2, {6, 4}});
  CHECK(painted(c.image()) == Approx(20 * 6 * 2));
  RasterCanvas parts({200, 20}, 1, black);
  const std::array<Point, 4> p{Point{0, 10}, {33, 10}, {101, 10}, {200, 10}};
  parts.polyline(p, {white, 2, {6, 4}});
  CHECK(parts.image() == c.image());
}

TEST_CASE("blending is dst + (src - dst) x alpha, channel by channel") {
  RasterCanvas c({2, 1}, 1, Color{10, 200, 100, 255});
  c.fill_rect({0, 0, 1, 1}, Color{250, 0, 100, 64});
  const Color got = c.image().at(0, 0);
  const double a = 64 / 255.0;
  CHECK(std::abs(got.r - (10 + 240 * a)) <= 0.5);
  CHECK(std::abs(got.g - (200 - 200 * a)) <= 0.5);
  CHECK(got.b == 100);
  CHECK(c.image().at(1, 0) == Color{10, 200, 100, 255});
  c.fill_rect({1, 0, 1, 1}, Color{1, 2, 3, 255});
  CHECK(c.image().at(1, 0) == Color{1, 2, 3, 255});
  c.fill_rect({1, 0, 1, 1}, Color{9, 9, 9, 0});
  CHECK(c.image().at(1, 0) == Color{1, 2, 3, 255});
}

TEST_CASE("a band paints the area between its curves") {
  RasterCanvas c({100, 60}, 1, black);
  std::vector<BandPoint> band;
  for (int i = 0; i <= 80; ++i) band.push_back({10.0 + i, 10 + 0.2 * i, 50 - 0.1 * i});
  c.fill_band(band, white);
  CHECK(painted(c.image()) == Approx(0.5 * (40 + (50 - 8) - (10 + 16)) * 80).margin(1));
  for (int x = 12; x < 88; ++x) CHECK(c.image().at(x, 30).r == 255);  // no seams
}

TEST_CASE("clips nest and restore") {
  RasterCanvas c({10, 10}, 1, black);
  c.push_clip({2, 2, 6, 6});
  c.push_clip({0, 4, 5, 10});
  c.fill_rect({-5, -5, 50, 50}, white);
  CHECK(painted(c.image()) == 3 * 4);  // x 2 to 5, y 4 to 8
  c.pop_clip();
  c.fill_rect({-5, -5, 50, 50}, white);
  CHECK(painted(c.image()) == 36);
  c.pop_clip();
  c.pop_clip();  // one too many: nothing happens
  c.fill_rect({-5, -5, 50, 50}, white);
  CHECK(painted(c.image()) == 100);
}

TEST_CASE("what a clip cuts off does not change what remains") {
  synthetic::Random random(9);
  for (int k = 0; k < 60; ++k) {
    std::vector<Point> p;
    for (int i = 0; i < 6; ++i) p.push_back({80 * random.uniform() - 20, 80 * random.uniform() - 20});
    RasterCanvas whole({40, 40}, 1, black), cut({40, 40}, 1, black);
    whole.fill_polygon(std::span(p).first(3), white);
    whole.polyline(p, {white, 2.5, {5, 3}});
    cut.push_clip({7, 9, 20, 18});
    cut.fill_polygon(std::span(p).first(3), white);
    cut.polyline(p, {white, 2.5, {5, 3}});
    for (int y = 9; y < 27; ++y) {
      for (int x = 7; x < 27; ++x) REQUIRE(std::abs(whole.image().at(x, y).r - cut.image().at(x, y).r) <= 1);
    }
  }
}

TEST_CASE("huge, infinite and missing coordinates neither crash nor paint nonsense") {
  const double inf = std::numeric_limits<double>::infinity(), nan = no_value;
  RasterCanvas c({20, 20}, 1, black);
  for (const double v : {inf, -inf, nan, 1e300, -1e300, 1e18}) {
    const std::array<Point, 4> p{Point{1, 1}, {v, 2}, {3, v}, {v, v}};
    c.polyline(p, {white.alpha(0.2), 1});
    c.polyline(p, {white.alpha(0.2), 1, {0.001, 0.001}});
    c.fill_polygon(p, white.alpha(0.2));
    c.fill_rect({v, 1, 2, 2}, white.alpha(0.2));
    c.fill_rect({1, 1, v, 2}, white.alpha(0.2));
    const std::array<BandPoint, 2> band{BandPoint{1, v, 2}, {5, 1, 2}};
    c.fill_band(band, white.alpha(0.2));
    c.text({v, 3}, "text", {.size = 12, .color = white});
    c.text({3, 3}, "text", {.size = v, .color = white});
    c.push_clip({v, v, v, v});
    c.pop_clip();
  }
  // A line from far below to far above through x = 10 is one vertical bar.
  RasterCanvas bar({20, 20}, 1, black);
  bar.line({10, -1e12}, {10, 1e12}, {white, 2});
  CHECK(painted(bar.image()) == Approx(40));
  RasterCanvas tiny({0, -3}, 1, black);
  CHECK(tiny.image().width == 1);
  RasterCanvas odd({nan, 1e9}, nan, black);
  CHECK(odd.image().height == 16384);
}

TEST_CASE("the same drawing gives the same bytes, and the PNG carries no time") {
  const auto draw = [] {
    RasterCanvas c({300, 200}, 1.5, white);
    draw_overview(c, light_theme(), synthetic::campus(20));
    return encode_png(c.image(), "title");
  };
  const std::string a = draw(), b = draw();
  CHECK(a == b);
  CHECK(a.substr(1, 3) == "PNG");
  CHECK(a.find("tIME") == std::string::npos);
  CHECK(a.find("Title") != std::string::npos);
}
