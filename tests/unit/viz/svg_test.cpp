// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "tests/unit/viz/synthetic.hpp"
#include "viz/canvas/svg_canvas.hpp"

using namespace netsuden::viz;

namespace {

/// A small check of well-formedness: tags nest, attributes are quoted, no bare markup, known entities only.
std::string xml_error(const std::string& s) {
  std::vector<std::string> open;
  std::size_t i = 0;
  bool root = false;
  while (i < s.size()) {
    if (s[i] == '&') {
      const std::size_t end = s.find(';', i);
      const std::string name = end == std::string::npos ? "" : s.substr(i + 1, end - i - 1);
      if (name != "amp" && name != "lt" && name != "gt" && name != "quot") return "entity at " + std::to_string(i);
      i = end + 1;
      continue;
    }
    if (static_cast<unsigned char>(s[i]) < 0x20 && s[i] != '\n') return "control character";
    if (s[i] != '<') {
      if (open.empty() && s[i] != '\n') return "text outside the root";
      ++i;
      continue;
    }
    if (s[i + 1] == '/') {
      const std::size_t end = s.find('>', i);
      if (open.empty() || s.substr(i + 2, end - i - 2) != open.back()) return "closing tag at " + std::to_string(i);
      open.pop_back();
      i = end + 1;
      continue;
    }
    if (open.empty() && root) return "second root";
    root = true;
    std::size_t k = i + 1;
    while (k < s.size() && std::isalpha(static_cast<unsigned char>(s[k]))) ++k;
    const std::string name = s.substr(i + 1, k - i - 1);
    if (name.empty()) return "tag at " + std::to_string(i);
    std::vector<std::string> seen;
    while (k < s.size() && s[k] != '>' && s[k] != '/') {
      if (s[k] != ' ') return "attribute at " + std::to_string(k);
      const std::size_t eq = s.find('=', k), quote = eq + 1, end = s.find('"', quote + 1);
      if (eq == std::string::npos || s[quote] != '"' || end == std::string::npos)
        return "quote at " + std::to_string(k);
      const std::string attribute = s.substr(k + 1, eq - k - 1);
      if (std::find(seen.begin(), seen.end(), attribute) != seen.end()) return "twice: " + attribute;
      seen.push_back(attribute);
      if (s.substr(quote + 1, end - quote - 1).find('<') != std::string::npos) return "markup in attribute";
      k = end + 1;
    }
    if (s[k] == '/')
      ++k;
    else
      open.push_back(name);
    i = k + 1;
  }
  return open.empty() ? "" : "open: " + open.back();
}

}  // namespace

TEST_CASE("the checker finds what is not well-formed") {
  CHECK(xml_error("<a><b/></a>").empty());
  for (const char* bad : {"<a>", "<a></b>", "<a x=1/>", "<a>&x;</a>", "<a x=\"1\" x=\"2\"/>", "<a/><b/>"})
    CHECK_FALSE(xml_error(bad).empty());
}

TEST_CASE("an overview is well-formed SVG with a title, without scripts or references to elsewhere") {
  SvgCanvas c({1000, 700}, {.title = "A <run> & \"more\"", .description = "What it shows."});
  auto d = synthetic::campus(40);
  d.site = "Hall <b>&\x01\xff\"";
  draw_overview(c, dark_theme(), d);
  c.push_clip({0, 0, 5, 5});  // left open: `str` closes it
  const std::string s = c.str();
  CHECK(xml_error(s) == "");
  CHECK(s.find("A &lt;run&gt; &amp; &quot;more&quot;") != std::string::npos);
  CHECK(s.find("role=\"img\"") != std::string::npos);
  for (const char* word : {"<script", "href", "nan", "inf", "<style", "e-0", "e+"})
    CHECK(s.find(std::string("=\"") + word) == std::string::npos);
  CHECK(s.find("<script") == std::string::npos);
  CHECK(s == c.str());
}

TEST_CASE("numbers are short and the same everywhere") {
  CHECK(svg_number(1) == "1");
  CHECK(svg_number(0.5) == ".5");
  CHECK(svg_number(-0.5) == "-.5");
  CHECK(svg_number(-0.001) == "0");
  CHECK(svg_number(12.340) == "12.34");
  CHECK(svg_number(12.345678, 3) == "12.346");
  CHECK(svg_number(1e300) == "1000000000");
  CHECK(svg_number(no_value) == "0");
  CHECK(svg_number(100, 0) == "100");
}

TEST_CASE("a path of relative moves comes back to its places") {
  // Read the path data back: the corners must be the input, rounded to a tenth.
  SvgCanvas c({1000, 1000}, {});
  std::vector<Point> p;
  synthetic::Random random(4);
  for (int i = 0; i < 400; ++i) p.push_back({1000 * random.uniform(), 1000 * random.uniform()});
  p[7].x = p[6].x, p[9].y = p[8].y;  // vertical and horizontal moves
  c.fill_polygon(p, Color{1, 2, 3, 255});
  const std::string s = c.str();
  const std::size_t from = s.find(" d=\"") + 4;
  const std::string d = s.substr(from, s.find('"', from) - from);
  std::vector<Point> back;
  Point at{};
  char command = 0;
  std::size_t i = 0;
  const auto number = [&] {
    while (d[i] == ' ') ++i;
    std::size_t used = 0;
    // A second point begins the next number: ".5.5".
    std::size_t end = i + (d[i] == '-' ? 1 : 0);
    bool point = false;
    while (end < d.size() && (std::isdigit(static_cast<unsigned char>(d[end])) || (d[end] == '.' && !point)))
      point = point || d[end] == '.', ++end;
    const double v = std::stod(d.substr(i, end - i), &used);
    i = end;
    return v;
  };
  while (i < d.size() && d[i] != 'z') {
    if (std::isalpha(static_cast<unsigned char>(d[i]))) command = d[i++];
    if (command == 'M')
      at = {number(), 0}, at.y = number();
    else if (command == 'h')
      at.x += number();
    else if (command == 'v')
      at.y += number();
    else
      at.x += number(), at.y += number();
    back.push_back(at);
  }
  REQUIRE(back.size() == p.size());
  for (std::size_t k = 0; k < p.size(); ++k) {
    CHECK(back[k].x == Approx(p[k].x).margin(0.0501));
    CHECK(back[k].y == Approx(p[k].y).margin(0.0501));
  }
}

TEST_CASE("colours, opacity and text anchors") {
  SvgCanvas c({10, 10}, {.background = Color{0, 0, 0, 0}});
  c.fill_rect({1, 2, 3, 4}, Color{255, 0, 17, 128});
  c.text({1, 2}, "x",
         {.size = 10,
          .color = Color{18, 52, 86, 255},
          .h = HAlign::right,
          .v = VAlign::middle,
          .bold = true,
          .vertical = true});
  const std::string s = c.str();
  CHECK(s.find("<rect x=\"1\" y=\"2\" width=\"3\" height=\"4\" fill=\"#f01\" fill-opacity=\".502\"/>") !=
        std::string::npos);
  CHECK(s.find("fill=\"#123456\"") != std::string::npos);
  CHECK(s.find("text-anchor=\"end\"") != std::string::npos);
  CHECK(s.find("rotate(-90 4.6 2)") != std::string::npos);
}

TEST_CASE("huge and missing coordinates stay out of the document") {
  SvgCanvas c({100, 100}, {});
  const double inf = std::numeric_limits<double>::infinity();
  for (const double v : {inf, -inf, no_value, 1e300}) {
    const std::array<Point, 3> p{Point{1, 1}, {v, 50}, {20, v}};
    c.polyline(p, {Color{}, 1, {4, 2}});
    c.fill_polygon(p, Color{});
    c.fill_rect({v, v, v, v}, Color{});
    c.text({v, v}, "x", {});
    c.push_clip({v, 0, 1, 1});
    c.pop_clip();
  }
  const std::string s = c.str();
  CHECK(xml_error(s) == "");
  CHECK(s.find("nan") == std::string::npos);
  CHECK(s.size() < 5000);
}
