// SPDX-License-Identifier: Apache-2.0
#include "viz/canvas/svg_canvas.hpp"

#include <algorithm>
#include <cstdlib>

#include "viz/canvas/stroker.hpp"
#include "viz/canvas/utf8.hpp"

namespace netsuden::viz {
namespace {

constexpr double far = 30000;  // what lies outside is cut or clamped: renderers use floats and 16-bit cells

// Advance widths of DejaVu Sans and DejaVu Sans Bold, thousandths of the em, from U+0020 on.
constexpr short regular_widths[] = {318,  401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337,
                                    636,  636, 636, 636, 636, 636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 531,
                                    1000, 684, 686, 698, 770, 632, 575, 775, 752, 295, 295, 656, 557, 863, 748, 787,
                                    603,  787, 695, 635, 611, 732, 684, 989, 685, 611, 685, 390, 337, 390, 838, 500,
                                    500,  613, 635, 550, 635, 615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612,
                                    635,  635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636, 337, 636, 838};
constexpr short bold_widths[] = {348,  456, 521, 838, 696, 1002, 872, 306,  457, 457, 523, 838, 380, 415,  380, 365,
                                 696,  696, 696, 696, 696, 696,  696, 696,  696, 696, 400, 400, 838, 838,  838, 580,
                                 1000, 774, 762, 734, 830, 683,  683, 821,  837, 372, 372, 775, 637, 995,  837, 850,
                                 733,  850, 770, 720, 682, 812,  774, 1103, 771, 724, 725, 457, 365, 457,  838, 500,
                                 500,  675, 716, 593, 716, 678,  435, 716,  712, 343, 343, 665, 343, 1042, 712, 687,
                                 716,  716, 493, 595, 478, 712,  652, 924,  645, 652, 582, 712, 365, 712,  838};

/// In units of 10^-decimals.
long long scaled(double v, int decimals) {
  constexpr double power[] = {1, 10, 100, 1000};
  return std::isfinite(v) ? std::llround(std::clamp(v, -1e9, 1e9) * power[decimals]) : 0;
}

void append_scaled(std::string& out, long long v, int decimals) {
  constexpr long long power[] = {1, 10, 100, 1000};
  if (v < 0) out += '-', v = -v;
  const long long whole = v / power[decimals];
  long long part = v % power[decimals];
  if (whole != 0 || part == 0) out += std::to_string(whole);
  if (part == 0) return;
  std::string digits = std::to_string(power[decimals] + part).substr(1);
  digits.erase(digits.find_last_not_of('0') + 1);
  out += '.' + digits;
}

void append_color(std::string& out, const char* property, Color c) {
  constexpr char hex[] = "0123456789abcdef";
  const auto attribute = [&](const char* name) { out += ' ', out += name, out += "=\""; };
  attribute(property);
  out += '#';
  const auto twin = [](std::uint8_t v) { return (v >> 4) == (v & 15); };
  const bool brief = twin(c.r) && twin(c.g) && twin(c.b);
  for (const std::uint8_t v : {c.r, c.g, c.b}) {
    out += hex[v >> 4];
    if (!brief) out += hex[v & 15];
  }
  out += '"';
  if (c.a == 255) return;
  attribute((std::string(property) + "-opacity").c_str());
  append_scaled(out, scaled(c.a / 255.0, 3), 3);
  out += '"';
}

void append_attribute(std::string& out, const char* name, double v, int decimals = 2) {
  out += ' ', out += name, out += "=\"";
  append_scaled(out, scaled(v, decimals), decimals);
  out += '"';
}

/// Path data in relative moves of tenths of a pixel. The moves are differences of rounded places: no error adds up.
class Path {
 public:
  void move(Point p) { put(p, true); }
  void line(Point p) {
    const long long x = scaled(p.x, 1), y = scaled(p.y, 1);
    if (x != x_ || y != y_) put(p, false);
  }
  void close() { data_ += 'z', command_ = 0; }
  const std::string& data() const { return data_; }

 private:
  void number(long long v, bool first) {
    const std::size_t at = data_.size();
    append_scaled(data_, v, 1);
    if (!first && data_[at] != '-') data_.insert(at, 1, ' ');
  }
  void put(Point p, bool absolute) {
    const long long x = scaled(std::clamp(p.x, -far, far), 1), y = scaled(std::clamp(p.y, -far, far), 1);
    const char command = absolute ? 'M' : x == x_ ? 'v' : y == y_ ? 'h' : 'l';
    const bool again = command == command_ && !absolute;
    if (!again) data_ += command;
    if (command != 'v') number(absolute ? x : x - x_, !again);
    if (command != 'h') number(absolute ? y : y - y_, !again && command == 'v');
    command_ = command;
    x_ = x, y_ = y;
  }
  std::string data_;
  char command_ = 0;
  long long x_ = 0, y_ = 0;
};

}  // namespace

std::string svg_number(double v, int decimals) {
  std::string out;
  decimals = std::clamp(decimals, 0, 3);
  append_scaled(out, scaled(v, decimals), decimals);
  return out;
}

std::string xml_escape(std::string_view utf8) {
  std::string out;
  for (std::size_t at = 0; at < utf8.size();) {
    const char32_t c = next_code_point(utf8, at);
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        if (c < 0x20) {
          if (c == '\t' || c == '\n') out += ' ';
        } else if (c != 0xFFFE && c != 0xFFFF) {
          append_utf8(out, c);
        }
    }
  }
  return out;
}

SvgCanvas::SvgCanvas(Size size, SvgOptions options) : size_(size), options_(std::move(options)) {
  size_.w = std::isfinite(size.w) ? std::clamp(size.w, 1.0, 20000.0) : 1;
  size_.h = std::isfinite(size.h) ? std::clamp(size.h, 1.0, 20000.0) : 1;
}

void SvgCanvas::fill_polygon(std::span<const Point> points, Color color) {
  if (points.size() < 3 || color.a == 0) return;
  Path path;
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (!finite(points[i])) return;
    if (i == 0)
      path.move(points[i]);
    else
      path.line(points[i]);
  }
  path.close();
  body_ += "<path";
  append_color(body_, "fill", color);
  body_ += " d=\"" + path.data() + "\"/>\n";
}

void SvgCanvas::fill_rect(const Rect& rect, Color color) {
  if (!(rect.w > 0 && rect.h > 0) || color.a == 0) return;
  const double x0 = std::clamp(rect.x, -far, far), x1 = std::clamp(rect.right(), -far, far);
  const double y0 = std::clamp(rect.y, -far, far), y1 = std::clamp(rect.bottom(), -far, far);
  if (!(x1 > x0 && y1 > y0)) return;
  body_ += "<rect";
  append_attribute(body_, "x", x0);
  append_attribute(body_, "y", y0);
  append_attribute(body_, "width", x1 - x0);
  append_attribute(body_, "height", y1 - y0);
  append_color(body_, "fill", color);
  body_ += "/>\n";
}

void SvgCanvas::fill_rects(std::span<const Rect> rects, Color color) {
  Path path;
  for (const Rect& r : rects) {
    if (!(r.w > 0 && r.h > 0) || !finite({r.x, r.y}) || !finite({r.right(), r.bottom()})) continue;
    path.move({r.x, r.y});
    path.line({r.right(), r.y});
    path.line({r.right(), r.bottom()});
    path.line({r.x, r.bottom()});
    path.close();
  }
  if (path.data().empty() || color.a == 0) return;
  body_ += "<path";
  append_color(body_, "fill", color);
  body_ += " d=\"" + path.data() + "\"/>\n";
}

void SvgCanvas::fill_band(std::span<const BandPoint> band, Color color) {
  std::vector<Point> outline;
  for (const BandPoint& p : band) outline.push_back({p.x, p.y0});
  for (auto p = band.rbegin(); p != band.rend(); ++p) outline.push_back({p->x, p->y1});
  if (band.size() >= 2) fill_polygon(outline, color);
}

void SvgCanvas::polyline(std::span<const Point> points, const Stroke& stroke) {
  if (stroke.color.a == 0 || !(stroke.width > 0)) return;
  const double margin = stroke.width + 2;
  const Rect box{-margin, -margin, size_.w + 2 * margin, size_.h + 2 * margin};
  Path path;
  bool pen_down = false, any = false;
  for (std::size_t i = 0; i + 1 < points.size(); ++i) {
    const Point a = points[i], b = points[i + 1];
    double from = 0, to = 1;
    if (!finite(a) || !finite(b) || !clip_segment(a, b, box, from, to)) {
      pen_down = false;
      continue;
    }
    const auto at = [&](double s) { return Point{a.x + (b.x - a.x) * s, a.y + (b.y - a.y) * s}; };
    if (!pen_down || from > 0) path.move(from > 0 ? at(from) : a);
    path.line(to < 1 ? at(to) : b);
    pen_down = to >= 1;
    any = true;
  }
  if (!any) return;
  body_ += "<path fill=\"none\"";
  append_color(body_, "stroke", stroke.color);
  if (stroke.width != 1) append_attribute(body_, "stroke-width", stroke.width);
  if (stroke.dashed())
    body_ += " stroke-dasharray=\"" + svg_number(stroke.dash[0]) + ' ' + svg_number(stroke.dash[1]) + '"';
  body_ += " d=\"" + path.data() + "\"/>\n";
}

void SvgCanvas::text(Point at, std::string_view utf8, const TextStyle& style) {
  if (!finite(at) || utf8.empty() || style.color.a == 0 || !(style.size > 0)) return;
  // By our own shift of the baseline: support of `dominant-baseline` differs between renderers.
  double down = 0;
  switch (style.v) {
    case VAlign::top:
      down = 0.72 * style.size;
      break;
    case VAlign::middle:
      down = 0.36 * style.size;
      break;
    case VAlign::baseline:
      break;
    case VAlign::bottom:
      down = -0.21 * style.size;
      break;
  }
  const Point p = style.vertical ? Point{at.x + down, at.y} : Point{at.x, at.y + down};
  body_ += "<text";
  append_attribute(body_, "x", p.x, 1);
  append_attribute(body_, "y", p.y, 1);
  if (style.size != 12) append_attribute(body_, "font-size", style.size);
  if (style.bold) body_ += " font-weight=\"600\"";
  if (style.h != HAlign::left) body_ += style.h == HAlign::center ? " text-anchor=\"middle\"" : " text-anchor=\"end\"";
  append_color(body_, "fill", style.color);
  if (style.vertical) body_ += " transform=\"rotate(-90 " + svg_number(p.x, 1) + ' ' + svg_number(p.y, 1) + ")\"";
  body_ += '>' + xml_escape(utf8) + "</text>\n";
}

double SvgCanvas::text_width(std::string_view utf8, const TextStyle& style) const {
  double thousandths = 0;
  for (std::size_t at = 0; at < utf8.size();) {
    const char32_t c = next_code_point(utf8, at);
    if (c >= 0x20 && c < 0x7F)
      thousandths += style.bold ? bold_widths[c - 0x20] : regular_widths[c - 0x20];
    else if (c == U'\u00B0')
      thousandths += 500;
    else if (c == U'\u00B7')
      thousandths += 318;
    else if (c >= 0x2E80)
      thousandths += 1000;  // ideographs
    else if (c >= 0x7F)
      thousandths += style.bold ? 730 : 680;
  }
  return thousandths * style.size / 1000;
}

void SvgCanvas::push_clip(const Rect& rect) {
  const Rect inside = nested_.empty() ? rect.intersect({0, 0, size_.w, size_.h}) : rect.intersect(nested_.back());
  nested_.push_back(inside);
  auto known = std::find(clips_.begin(), clips_.end(), inside);
  const auto number = static_cast<std::size_t>(known - clips_.begin());
  if (known == clips_.end()) clips_.push_back(inside);
  body_ += "<g clip-path=\"url(#" + options_.id_prefix + std::to_string(number) + ")\">\n";
  ++groups_;
}

void SvgCanvas::pop_clip() {
  if (nested_.empty()) return;
  nested_.pop_back();
  end_group();
}

void SvgCanvas::begin_group(std::string_view title) {
  body_ += "<g><title>" + xml_escape(title) + "</title>\n";
  ++groups_;
}

void SvgCanvas::end_group() {
  if (groups_ == 0) return;
  body_ += "</g>\n";
  --groups_;
}

std::string SvgCanvas::str() const {
  const std::string w = svg_number(size_.w), h = svg_number(size_.h), title_id = options_.id_prefix + "t",
                    desc_id = options_.id_prefix + "d";
  std::string out = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + w + "\" height=\"" + h +
                    "\" viewBox=\"0 0 " + w + ' ' + h +
                    "\" font-family=\"system-ui,sans-serif\" font-size=\"12\" stroke-miterlimit=\"1.5\" role=\"img\" "
                    "aria-labelledby=\"" +
                    title_id;
  if (!options_.description.empty()) out += ' ' + desc_id;
  out += "\">\n<title id=\"" + title_id + "\">" + xml_escape(options_.title) + "</title>\n";
  if (!options_.description.empty())
    out += "<desc id=\"" + desc_id + "\">" + xml_escape(options_.description) + "</desc>\n";
  if (!clips_.empty()) {
    out += "<defs>\n";
    for (std::size_t i = 0; i < clips_.size(); ++i) {
      out += "<clipPath id=\"" + options_.id_prefix + std::to_string(i) + "\"><rect";
      append_attribute(out, "x", clips_[i].x);
      append_attribute(out, "y", clips_[i].y);
      append_attribute(out, "width", clips_[i].w);
      append_attribute(out, "height", clips_[i].h);
      out += "/></clipPath>\n";
    }
    out += "</defs>\n";
  }
  if (options_.background.a > 0) {
    out += "<rect width=\"" + w + "\" height=\"" + h + '"';
    append_color(out, "fill", options_.background);
    out += "/>\n";
  }
  out += body_;
  for (int i = 0; i < groups_; ++i) out += "</g>\n";
  return out + "</svg>\n";
}

}  // namespace netsuden::viz
