// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "viz/canvas/raster_canvas.hpp"
#include "viz/canvas/stroke_font.hpp"
#include "viz/canvas/svg_canvas.hpp"
#include "viz/canvas/utf8.hpp"

using namespace netsuden::viz;

namespace {

struct Ink {
  int x0 = 1 << 20, y0 = 1 << 20, x1 = -1, y1 = -1;
};
Ink ink(const Image& image) {
  Ink k;
  for (int y = 0; y < image.height; ++y) {
    for (int x = 0; x < image.width; ++x) {
      if (image.at(x, y).r < 100) continue;
      k.x0 = std::min(k.x0, x), k.x1 = std::max(k.x1, x), k.y0 = std::min(k.y0, y), k.y1 = std::max(k.y1, y);
    }
  }
  return k;
}
constexpr Color white{255, 255, 255, 255}, black{0, 0, 0, 255};

}  // namespace

TEST_CASE("UTF-8 that is malformed reads as the replacement character and always ends") {
  const auto read = [](std::string_view s) {
    std::u32string out;
    for (std::size_t at = 0; at < s.size();) out += next_code_point(s, at);
    return out;
  };
  CHECK(read("a\u00B0\u6771\U0001F600") == U"a\u00B0\u6771\U0001F600");
  CHECK(read("\xff") == U"\uFFFD");
  CHECK(read("\xc0\xaf") == U"\uFFFD");      // overlong '/'
  CHECK(read("\xed\xa0\x80") == U"\uFFFD");  // a surrogate
  CHECK(read("\xe6\x9d") == U"\uFFFD");      // cut off
  CHECK(read("\xe6x") == U"\uFFFDx");
  std::string back;
  for (const char32_t c : U"a\u00B0\u6771\U0001F600") {
    if (c != 0) append_utf8(back, c);
  }
  CHECK(back == "a\u00B0\u6771\U0001F600");
}

TEST_CASE("the font has all of ASCII and the signs of units") {
  for (char32_t c = 0x20; c < 0x7F; ++c) {
    INFO(static_cast<int>(c));
    CHECK(stroke_font_has(c));
  }
  for (const char32_t c :
       U"\u00B0\u00B5\u2212\u00B7\u00D7\u00B1\u00B2\u00B3\u2082\u2264\u2265\u2013\u2014\u2026\u20AC\u0394\u03B7\u00E4"
       U"\u00F6\u00FC\u00DF\u00E9\u00E5\u00F8\u014D\u016B") {
    if (c != 0) CHECK(stroke_font_has(c));
  }
  CHECK_FALSE(stroke_font_has(U'\u6771'));
}

TEST_CASE("digits have one width, so that columns of numbers align") {
  for (const double size : {10.0, 11.0, 13.0, 22.0}) {
    for (char d = '1'; d <= '9'; ++d)
      CHECK(stroke_text_advance(std::string(1, d), size, false) == stroke_text_advance("0", size, false));
  }
}

TEST_CASE("no two characters look the same") {
  std::vector<std::pair<char, Image>> seen;
  for (char c = '!'; c <= '~'; ++c) {
    RasterCanvas canvas({40, 40}, 1, black);
    canvas.text({8, 26}, std::string(1, c), {.size = 20, .color = white});
    REQUIRE(ink(canvas.image()).x1 >= 0);
    for (const auto& [other, image] : seen) {
      INFO(c << " and " << other);
      REQUIRE_FALSE(image == canvas.image());
    }
    seen.emplace_back(c, canvas.image());
  }
}

TEST_CASE("text stands where its anchor says, at any scale") {
  for (const double scale : {1.0, 1.5, 2.0, 3.0}) {
    const auto place = [&](HAlign h, VAlign v, bool vertical) {
      RasterCanvas c({200, 200}, scale, black);
      c.text({100, 100}, "HHHHH", {.size = 20, .color = white, .h = h, .v = v, .vertical = vertical});
      return ink(c.image());
    };
    const double at = 100 * scale, slack = 2.5 * scale;
    CHECK(place(HAlign::left, VAlign::baseline, false).x0 == Approx(at).margin(slack));
    CHECK(place(HAlign::right, VAlign::baseline, false).x1 == Approx(at).margin(slack));
    const Ink middle = place(HAlign::center, VAlign::middle, false);
    CHECK(0.5 * (middle.x0 + middle.x1) == Approx(at).margin(slack / 2));
    CHECK(0.5 * (middle.y0 + middle.y1 + 1) == Approx(at).margin(scale));
    CHECK(place(HAlign::left, VAlign::baseline, false).y1 + 1 == at);  // the baseline is a border of pixels
    CHECK(place(HAlign::left, VAlign::top, false).y0 == at);
    // Turned: reads upwards, so the start is at the bottom.
    CHECK(place(HAlign::left, VAlign::baseline, true).y1 == Approx(at).margin(slack));
    CHECK(place(HAlign::left, VAlign::baseline, true).x1 + 1 == at);
    // Capitals are about 0.72 em high, like those of usual faces.
    const Ink cap = place(HAlign::left, VAlign::baseline, false);
    CHECK(cap.y1 - cap.y0 + 1 == Approx(0.72 * 20 * scale).epsilon(0.08));
  }
}

TEST_CASE("the stem of a letter is crisp at small sizes") {
  RasterCanvas c({40, 20}, 1, black);
  c.text({4, 14}, "H", {.size = 11, .color = white});
  // In a row between the top and the bar: full or nearly empty pixels, nothing in between.
  int full = 0, grey = 0;
  for (int x = 0; x < 40; ++x) {
    const int v = c.image().at(x, 7).r;
    if (v > 200)
      ++full;
    else if (v > 60)
      ++grey;
  }
  CHECK(full == 2);
  CHECK(grey == 0);
}

TEST_CASE("measured width is that of what is drawn") {
  RasterCanvas c({900, 40}, 1, black);
  const TextStyle style{.size = 13, .color = white};
  const std::string text = "Facility power 58.2 MW at 27 \u00B0C";
  c.text({10, 30}, text, style);
  const Ink k = ink(c.image());
  CHECK(c.text_width(text, style) == Approx(k.x1 - k.x0).margin(4));
  CHECK(c.text_width("", style) == 0);
  CHECK(c.text_width(text + text, style) == Approx(2 * c.text_width(text, style)));
}

TEST_CASE("text is shortened to its room") {
  const SvgCanvas c({100, 100}, {});
  const TextStyle style{.size = 12};
  CHECK(fit_text(c, "short", style, 1000) == "short");
  const std::string cut = fit_text(c, "a rather long \u00E4\u00F6\u00FC label", style, 60);
  CHECK(c.text_width(cut, style) <= 60);
  CHECK(cut.size() > 3);
  CHECK(cut.substr(cut.size() - 3) == "\u2026");
  CHECK(fit_text(c, "label", style, 2).empty());
}
