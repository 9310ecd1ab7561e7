// SPDX-License-Identifier: Apache-2.0
#include "viz/canvas/stroke_font.hpp"

#include <array>
#include <map>
#include <optional>
#include <string>

#include "viz/canvas/stroke_glyphs.hpp"
#include "viz/canvas/utf8.hpp"

namespace netsuden::viz {
namespace {

constexpr double units_per_em = 22;
constexpr double pen_share = 0.083, bold_pen_share = 0.12;  // of the em
constexpr double bold_spacing = 0.9;                        // units between bold letters beside the usual ones

struct Node {
  double x, y, radius;
};
struct Piece {
  std::vector<Node> nodes;
  bool closed = false, dot = false;
};
struct Glyph {
  std::vector<Piece> pieces;
  const GlyphShape* shape = nullptr;
  double scale = 1, lift = 0;  ///< for super- and subscripts
  char mark = 0;
};

double read_number(const char*& p) {
  const bool negative = *p == '-';
  if (negative) ++p;
  double v = 0;
  for (; *p >= '0' && *p <= '9'; ++p) v = v * 10 + (*p - '0');
  if (*p == '.') {
    double digit = 0.1;
    for (++p; *p >= '0' && *p <= '9'; ++p, digit /= 10) v += digit * (*p - '0');
  }
  return negative ? -v : v;
}

std::vector<Piece> parse(const char* p) {
  std::vector<Piece> pieces;
  while (*p != 0) {
    Piece piece;
    if (*p == 'z') piece.closed = true, ++p;
    if (*p == 'd') piece.dot = true, ++p;
    while (*p != 0 && *p != ';') {
      if (*p == ' ') {
        ++p;
        continue;
      }
      Node n{read_number(p), 0, 0};
      if (*p == ',') ++p;
      n.y = read_number(p);
      if (*p == '/') n.radius = read_number(++p);
      piece.nodes.push_back(n);
    }
    if (*p == ';') ++p;
    pieces.push_back(std::move(piece));
  }
  return pieces;
}

using Table = std::map<char32_t, Glyph>;

Table build_table() {
  Table table;
  for (const GlyphShape& s : glyph_shapes()) table[s.code] = {parse(s.strokes), &s, 1, 0, 0};
  for (const ComposedGlyph& c : composed_glyphs()) {
    Glyph g = table.at(c.base);
    g.mark = c.mark;
    table[c.code] = std::move(g);
  }
  const auto small = [&](char32_t code, char32_t base, double lift) {
    Glyph g = table.at(base);
    g.scale = 0.62;
    g.lift = lift;
    table[code] = std::move(g);
  };
  constexpr double up = 6.4, down = -2.4;
  constexpr std::array<char32_t, 10> supers{U'\u2070', U'\u00B9', U'\u00B2', U'\u00B3', U'\u2074',
                                            U'\u2075', U'\u2076', U'\u2077', U'\u2078', U'\u2079'};
  for (char32_t d = 0; d < 10; ++d) {
    small(supers[d], U'0' + d, up);
    small(U'\u2080' + d, U'0' + d, down);
  }
  small(U'\u207B', U'\u2212', up);
  table[U'\u03BC'] = table.at(U'\u00B5');
  table[U'\u2010'] = table[U'\u2011'] = table.at('-');
  table[U'\u2019'] = table[U'\u2018'] = table.at('\'');
  return table;
}

const Table& table() {
  static const Table t = build_table();
  return t;
}

const Glyph& glyph_of(char32_t c) {
  const auto at = table().find(c);
  return at != table().end() ? at->second : table().at(U'\uFFFD');
}

std::span<const double> levels_of(GlyphLevels l) {
  static constexpr std::array<double, 3> upper{0, 7, 14}, four{0, 4, 14}, five{0, 9, 14}, capital_a{0, 5, 14};
  static constexpr std::array<double, 5> lower{-4, 0, 5, 10, 14};
  static constexpr std::array<double, 4> lower_a{0, 6, 10, 14};
  switch (l) {
    case GlyphLevels::upper:
      return upper;
    case GlyphLevels::lower:
      return lower;
    case GlyphLevels::lower_a:
      return lower_a;
    case GlyphLevels::four:
      return four;
    case GlyphLevels::five:
      return five;
    case GlyphLevels::capital_a:
      return capital_a;
  }
  return upper;
}

double half_up(double v) { return std::floor(v + 0.5); }

/// The fitting of one glyph to the pixels.
class Fit {
 public:
  Fit(const Glyph& g, double px_per_unit) : s_(px_per_unit * g.scale), glyph_(g) {
    const GlyphShape& shape = *g.shape;
    const double width = static_cast<double>(shape.width) * s_;
    fitted_width_ = shape.middle_stem ? 2 * half_up(width / 2) : half_up(width);
    if (shape.width > 0) fitted_width_ = std::max(fitted_width_, shape.middle_stem ? 2.0 : 1.0);
    x_scale_ = shape.width > 0 ? fitted_width_ / static_cast<double>(shape.width) : s_;
    left_ = half_up(static_cast<double>(shape.left) * s_);
    // All digits advance alike, whatever became of their width.
    const bool digit = shape.code >= '0' && shape.code <= '9';
    advance_ = std::max(
        1.0, half_up(static_cast<double>(shape.left + shape.right) * s_ + (digit ? half_up(width) : fitted_width_)));
    lift_ = half_up(g.lift * px_per_unit);
  }
  double advance() const { return advance_; }
  double x(double u) const { return left_ + u * x_scale_; }
  /// Upwards from the baseline.
  double y(double u) const {
    const auto knots = levels_of(glyph_.shape->levels);
    double from = knots[0], from_px = half_up(from * s_);
    if (u <= from) return lift_ + from_px + (u - from) * s_;
    for (std::size_t i = 1; i < knots.size(); ++i) {
      const double to = knots[i], to_px = std::max(from_px + 1, half_up(to * s_));
      if (u <= to) return lift_ + from_px + (u - from) / (to - from) * (to_px - from_px);
      from = to;
      from_px = to_px;
    }
    return lift_ + from_px + (u - from) * s_;
  }
  double unit() const { return s_; }

 private:
  double s_, fitted_width_ = 0, x_scale_ = 1, left_ = 0, advance_ = 0, lift_ = 0;
  const Glyph& glyph_;
};

Point toward(Point a, Point b, double share) { return {a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * share}; }

/// Rounded corners in grid units: quarter ellipses as cubic curves, cut into chords.
std::vector<Point> outline(const Piece& piece, int chords) {
  std::vector<Point> out;
  const std::size_t n = piece.nodes.size();
  const auto at = [&](std::size_t i) { return Point{piece.nodes[i % n].x, piece.nodes[i % n].y}; };
  const auto length = [](Point a, Point b) { return std::sqrt((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y)); };
  for (std::size_t i = 0; i < n; ++i) {
    const double r = piece.nodes[i].radius;
    const bool end = !piece.closed && (i == 0 || i + 1 == n);
    if (r <= 0 || end) {
      out.push_back(at(i));
      continue;
    }
    const std::size_t before = (i + n - 1) % n, after = (i + 1) % n;
    const Point p = at(i), a = at(before), b = at(after);
    const auto reach = [&](std::size_t other, Point q) {
      const double l = length(p, q);
      const double other_r = piece.nodes[other].radius;
      const double room =
          other_r > 0 && (piece.closed || (other != 0 && other + 1 != n)) ? std::max(l / 2, l - other_r) : l;
      return l > 0 ? std::min(r, room) / l : 0;
    };
    const Point from = toward(p, a, reach(before, a)), to = toward(p, b, reach(after, b));
    constexpr double kappa = 0.5522847498;  // control points of a quarter circle
    const Point c0 = toward(from, p, kappa), c1 = toward(to, p, kappa);
    for (int k = 0; k <= chords; ++k) {
      const double t = static_cast<double>(k) / chords, s = 1 - t;
      const double w0 = s * s * s, w1 = 3 * s * s * t, w2 = 3 * s * t * t, w3 = t * t * t;
      out.push_back({w0 * from.x + w1 * c0.x + w2 * c1.x + w3 * to.x, w0 * from.y + w1 * c0.y + w2 * c1.y + w3 * to.y});
    }
  }
  if (piece.closed && !out.empty()) out.push_back(out.front());
  return out;
}

std::vector<Piece> mark_shape(char mark, double x, double y) {
  const auto stroke = [&](std::vector<Node> nodes) {
    for (Node& n : nodes) n.x += x, n.y += y;
    return Piece{std::move(nodes), false, false};
  };
  switch (mark) {
    case '`':
      return {stroke({{-1.6, 4.4, 0}, {0.6, 2.4, 0}})};
    case '\'':
      return {stroke({{1.6, 4.4, 0}, {-0.6, 2.4, 0}})};
    case '^':
      return {stroke({{-2.2, 2.4, 0}, {0, 4.4, 0}, {2.2, 2.4, 0}})};
    case 'v':
      return {stroke({{-2.2, 4.4, 0}, {0, 2.4, 0}, {2.2, 4.4, 0}})};
    case '~':
      return {stroke({{-2.6, 2.6, 0}, {-1.2, 3.9, 0}, {1.2, 2.9, 0}, {2.6, 4.2, 0}})};
    case '-':
      return {stroke({{-2.4, 3.2, 0}, {2.4, 3.2, 0}})};
    case ',':
      return {stroke({{0.6, -y, 0}, {0.8, -y - 2.2, 0}, {-1.2, -y - 3.6, 0}})};
    case 'o': {
      Piece ring = stroke({{-1.5, 2, 1.5}, {1.5, 2, 1.5}, {1.5, 5, 1.5}, {-1.5, 5, 1.5}});
      ring.closed = true;
      return {ring};
    }
    case '"': {
      Piece a = stroke({{-1.9, 3.6, 0}}), b = stroke({{1.9, 3.6, 0}});
      a.dot = b.dot = true;
      return {a, b};
    }
    default:
      return {};
  }
}

double pen_of(double em_px, bool bold) { return std::max(0.8, em_px * (bold ? bold_pen_share : pen_share)); }
/// How far the centre line of a stroke on the baseline lies above it, so that it covers whole pixels.
double baseline_offset(double pen) { return std::max(1.0, half_up(pen)) / 2; }

}  // namespace

bool stroke_font_has(char32_t c) { return table().count(c) != 0; }

TextStrokes stroke_text(std::string_view utf8, double em_px, bool bold) {
  TextStrokes out;
  if (!(em_px > 0.5 && em_px < 4000)) return out;
  const double unit = em_px / units_per_em;
  out.pen_width = pen_of(em_px, bold);
  const double rise = baseline_offset(out.pen_width);
  // Stems centred like horizontal strokes: on half pixels for an odd pen, on whole ones for an even pen.
  const double shift = rise - std::floor(rise);
  const int chords = em_px < 16 ? 4 : em_px < 48 ? 7 : 14;
  double pen_x = 0;
  for (std::size_t at = 0; at < utf8.size();) {
    const char32_t code = next_code_point(utf8, at);
    if (code < 0x20) continue;
    const Glyph& g = glyph_of(code);
    const Fit fit(g, unit);
    const auto put = [&](const Piece& piece) {
      if (piece.dot) {
        const double side = std::max(out.pen_width, std::max(1.0, half_up(out.pen_width * 1.12)));
        const Point c{pen_x + fit.x(piece.nodes[0].x) + shift, -half_up(fit.y(piece.nodes[0].y)) - rise};
        const double arm = std::max(0.01, (side - out.pen_width) / 2 + 0.01);
        out.lines.push_back({{c.x, c.y - arm}, {c.x, c.y + arm}});
        return;
      }
      std::vector<Point> line = outline(piece, chords);
      for (Point& p : line) p = {pen_x + fit.x(p.x) + shift, -fit.y(p.y) - rise};
      out.lines.push_back(std::move(line));
    };
    for (const Piece& piece : g.pieces) put(piece);
    if (g.mark != 0) {
      const bool small_letter = g.shape->levels == GlyphLevels::lower || g.shape->levels == GlyphLevels::lower_a;
      for (const Piece& piece : mark_shape(g.mark, static_cast<double>(g.shape->width) / 2, small_letter ? 10 : 14))
        put(piece);
    }
    pen_x += fit.advance() + (bold ? half_up(unit * bold_spacing) : 0);
  }
  out.advance = pen_x;
  return out;
}

double stroke_text_advance(std::string_view utf8, double em_px, bool bold) {
  if (!(em_px > 0.5 && em_px < 4000)) return 0;
  const double unit = em_px / units_per_em;
  double pen_x = 0;
  for (std::size_t at = 0; at < utf8.size();) {
    const char32_t code = next_code_point(utf8, at);
    if (code < 0x20) continue;
    pen_x += Fit(glyph_of(code), unit).advance() + (bold ? half_up(unit * bold_spacing) : 0);
  }
  return pen_x;
}

double stroke_cap_height(double em_px, bool bold) {
  return half_up(14 * em_px / units_per_em) + 2 * baseline_offset(pen_of(em_px, bold));
}
double stroke_descent(double em_px, bool bold) {
  (void)bold;
  return half_up(4 * em_px / units_per_em);
}

}  // namespace netsuden::viz
