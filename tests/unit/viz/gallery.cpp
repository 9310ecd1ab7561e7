// SPDX-License-Identifier: Apache-2.0
// viz_gallery FOLDER: every chart on made-up data, as PNG and SVG, dark and light, for eyes.
#include <cstdio>
#include <filesystem>
#include <functional>

#include "tests/unit/viz/synthetic.hpp"
#include "viz/canvas/png.hpp"
#include "viz/canvas/svg_canvas.hpp"
#include "viz/plot/heatmap.hpp"
#include "viz/plot/layout.hpp"
#include "viz/plot/limit.hpp"
#include "viz/plot/marks.hpp"
#include "viz/plot/overview.hpp"
#include "viz/plot/pyramid.hpp"
#include "viz/plot/ribbon.hpp"

namespace {

using namespace netsuden;
using namespace netsuden::viz;
using Draw = std::function<void(Canvas&, const Theme&)>;

void chart(Canvas& canvas, const Theme& theme, const Rect& area, const TimeAxis& axis, FrameSpec spec,
           const std::function<void(Frame&)>& marks) {
  const Frame made = make_frame(canvas, theme, area, axis, spec);
  Frame frame = made;
  draw_frame(canvas, theme, frame, spec);
  marks(frame);
  draw_frame_edge(canvas, theme, frame);
}

void lines(Canvas& canvas, const Theme& theme) {
  const OverviewData d = synthetic::campus(60, 300);
  const TimeAxis axis{d.t.front(), d.t.back(), d.zone};
  const Series it{d.t, d.it_w, Hold::linear}, cooling{d.t, d.cooling_w, Hold::linear};
  const std::array<Series, 2> all{it, cooling};
  FrameSpec spec{
      .title = "IT and cooling power, 17,280 samples",
      .subtitle = "What peaks and gaps does the record have?",
      .unit = axis_units::watt(),
      .legend = {{"IT", theme.role(Role::it), Swatch::line}, {"Cooling", theme.role(Role::cooling), Swatch::line}}};
  const ValueRange r = fit_range(all, axis, true, spec.unit);
  spec.low = r.low, spec.high = r.high;
  const Size s = canvas.size();
  chart(canvas, theme, {20, 16, s.w - 40, s.h / 2 - 24}, axis, spec, [&](Frame& f) {
    draw_line(canvas, f, it, {theme.role(Role::it)});
    draw_line(canvas, f, cooling, {theme.role(Role::cooling)});
  });
  const TimeAxis day{d.t.front() + 24 * 86400, d.t.front() + 25.3 * 86400, d.zone};
  const OverviewData coarse = synthetic::campus(60, 3600);
  const Series step{coarse.t, coarse.it_w, Hold::until_next};
  FrameSpec zoom{.title = "IT power, hourly means as steps",
                 .unit = axis_units::watt(),
                 .legend = {{"IT", theme.role(Role::it), Swatch::line}, {"Limit", theme.limit, Swatch::dashed}}};
  const ValueRange z = fit_range(std::span(&step, 1), day, false, zoom.unit);
  zoom.low = z.low, zoom.high = z.high;
  const double limit = z.low + 0.7 * (z.high - z.low);
  const auto over = find_violations(step, limit);
  chart(canvas, theme, {20, s.h / 2 + 8, s.w - 40, s.h / 2 - 20}, day, zoom, [&](Frame& f) {
    draw_violations(canvas, theme, f, over);
    draw_line(canvas, f, step, {theme.role(Role::it)});
    draw_limit(canvas, theme, f, limit, "limit " + format_value(limit, f.unit), theme.limit);
    draw_violation_labels(canvas, theme, f, over);
  });
}

void heat(Canvas& canvas, const Theme& theme) {
  synthetic::Random random(3);
  std::vector<double> t;
  std::vector<std::vector<float>> rows(32);
  std::vector<std::string> names;
  for (int i = 0; i < 24 * 365; ++i) t.push_back(1767225600.0 + 3600.0 * i);
  for (std::size_t r = 0; r < rows.size(); ++r) {
    names.push_back("row " + std::to_string(r + 1));
    const double bias = 3 * random.around();
    for (std::size_t i = 0; i < t.size(); ++i) {
      const double season = std::sin(6.2831853 * (static_cast<double>(i) / 8760 - 0.3));
      rows[r].push_back(r == 11 && i > 3000 && i < 3700
                            ? std::numeric_limits<float>::quiet_NaN()
                            : static_cast<float>(21 + bias + 2.6 * season + random.around()));
    }
  }
  std::vector<Values> values(rows.begin(), rows.end());
  const TimeAxis axis{t.front(), t.back(), TimeZone{}};
  FrameSpec spec{.title = "Rack inlet temperature, hottest rack of each row",
                 .subtitle = "Where and when does the hall run hot? Hatched: above 27 °C.",
                 .unit = axis_units::celsius()};
  spec.value_axis = false;
  const ValueRange range = heat_range(t, values, axis, spec.unit);
  spec.gutter_left = heat_gutter(canvas, theme, names);
  spec.gutter_right = color_bar_gutter(canvas, theme, range.low, range.high, spec.unit);
  const Size s = canvas.size();
  chart(canvas, theme, {20, 16, s.w - 40, s.h - 28}, axis, spec, [&](Frame& f) {
    draw_heatmap(canvas, theme, f, {t, values, names, Hold::until_next, range.low, range.high, 27.0});
    draw_color_bar(canvas, theme, f, range.low, range.high, 27.0);
  });
}

/// The same axis from seconds to decades, across a change of the clocks.
void time_axes(Canvas& canvas, const Theme& theme) {
  std::string message;
  const TimeZone zone = TimeZone::find("Europe/Berlin", message).value_or(TimeZone{});
  const double middle = 1792890000;  // 2026-10-25 01:00 UTC: clocks go back
  double y = 10;
  for (const double span : {8.0, 240.0, 3600.0 * 3, 86400.0 * 1.2, 86400.0 * 5, 86400.0 * 20, 86400.0 * 75,
                            86400.0 * 400, 86400.0 * 365 * 4, 86400.0 * 365 * 25}) {
    FrameSpec spec;
    spec.value_axis = false;
    spec.gutter_left = 10;
    chart(canvas, theme, {20, y, canvas.size().w - 40, 62}, {middle - span / 2, middle + span / 2, zone}, spec,
          [](Frame&) {});
    y += 66;
  }
}

void empty_charts(Canvas& canvas, const Theme& theme) {
  const std::vector<double> none, one{1.8e9}, value{3.2e6}, two{1.8e9, 1.8e9 + 86400}, same{1.2, 1.2},
      nan{no_value, no_value};
  const TimeAxis axis{1.8e9 - 86400, 1.8e9 + 2 * 86400, TimeZone{}};
  const std::array<std::pair<const char*, Series>, 4> cases{{{"no samples", {none, none, Hold::linear}},
                                                             {"one sample", {one, value, Hold::linear}},
                                                             {"all gaps", {two, nan, Hold::linear}},
                                                             {"constant", {two, same, Hold::until_next}}}};
  double y = 14;
  for (const auto& [name, s] : cases) {
    FrameSpec spec{.title = name, .unit = axis_units::watt()};
    const ValueRange r = fit_range(std::span(&s, 1), axis, false, spec.unit);
    spec.low = r.low, spec.high = r.high;
    const Series series = s;
    chart(canvas, theme, {20, y, canvas.size().w - 40, 130}, axis, spec, [&](Frame& f) {
      if (summarise(series, 0, series.size()).count == 0) draw_notice(canvas, theme, f, "no data in this range");
      draw_line(canvas, f, series, {theme.role(Role::it)});
    });
    y += 140;
  }
}

void font_sheet(Canvas& canvas, const Theme& theme) {
  double y = 14;
  for (const double size : {10.0, 11.0, 12.0, 13.0, 16.0, 22.0}) {
    for (const char* text :
         {"Facility power 58.2 MW of 60 MW \u00B7 PUE 1.234 \u00B7 27 \u00B0C \u00B7 3.5 m\u00B3/s \u00B7 CO\u2082 "
          "\u00B5s \u2212\u00B1\u00D7\u2264 0123456789",
          "The quick brown fox jumps over the lazy dog. ABCDEFGHIJKLMNOPQRSTUVWXYZ (&) [%] {#} @ / ? !"}) {
      canvas.text({20, y}, text, {.size = size, .color = theme.text, .v = VAlign::top});
      y += size * 1.5;
    }
    canvas.text({20, y}, "Bold: Z\u00FCrich, K\u00F8benhavn, \u014Csaka, Besan\u00E7on",
                {.size = size, .color = theme.text_dim, .v = VAlign::top, .bold = true});
    y += size * 1.9;
  }
}

void palette_sheet(Canvas& canvas, const Theme& theme) {
  for (std::size_t i = 0; i < theme.palette.size(); ++i) {
    const Rect box{20 + 88 * static_cast<double>(i), 16, 80, 60};
    canvas.fill_rect(box, theme.palette[i]);
    canvas.text({box.x + 8, box.y + 30}, "colour " + std::to_string(i),
                {.size = 12, .color = Theme::text_on(theme.palette[i]), .v = VAlign::middle});
  }
  for (int i = 0; i < 352; ++i) canvas.fill_rect({20 + 2.0 * i, 96, 2, 30}, viridis(i / 351.0));
}

}  // namespace

int main(int argc, char** argv) {
  const std::filesystem::path folder = argc > 1 ? argv[1] : "gallery";
  std::filesystem::create_directories(folder);
  const auto write = [&](const std::string& name, Size size, double scale, const Draw& draw) {
    for (const bool dark : {true, false}) {
      const Theme& theme = dark ? dark_theme() : light_theme();
      RasterCanvas raster(size, scale, theme.page);
      draw(raster, theme);
      write_png(folder / (name + (dark ? "_dark.png" : "_light.png")), raster.image(), name);
      SvgCanvas svg(size, {.title = name, .background = theme.page});
      draw(svg, theme);
      write_text_file(folder / (name + (dark ? "_dark.svg" : "_light.svg")), svg.str());
    }
    std::printf("%s\n", name.c_str());
  };
  const OverviewData d = synthetic::campus();
  const Draw overview = [&](Canvas& c, const Theme& t) { draw_overview(c, t, d); };
  write("overview", {1200, 900}, 1, overview);
  write("overview_2x", {1200, 900}, 2, overview);
  write("overview_small", {640, 520}, 1, overview);
  OverviewData week = synthetic::campus(7, 300);
  week.markers.clear();
  write("overview_week", {1000, 800}, 1, [&](Canvas& c, const Theme& t) { draw_overview(c, t, week); });
  OverviewData bare;
  bare.site = "Empty site";
  write("overview_empty", {640, 400}, 1, [&](Canvas& c, const Theme& t) { draw_overview(c, t, bare); });
  write("lines", {1000, 620}, 1, lines);
  write("heatmap", {1000, 460}, 1, heat);
  write("time_axes", {900, 690}, 1, time_axes);
  write("degenerate", {700, 580}, 1, empty_charts);
  write("font", {1000, 480}, 1, font_sheet);
  write("palette", {744, 146}, 1, palette_sheet);
  return 0;
}
