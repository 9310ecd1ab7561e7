// SPDX-License-Identifier: Apache-2.0
#include "app/figure.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "app/command.hpp"
#include "io/trace/reader.hpp"
#include "sim/base/errors.hpp"
#include "viz/canvas/png.hpp"
#include "viz/canvas/raster_canvas.hpp"
#include "viz/canvas/svg_canvas.hpp"
#include "viz/plot/overview.hpp"
#include "viz/report/overview_data.hpp"

namespace netsuden::app {
namespace {

std::size_t site_of(const TraceReader& r, const std::string& name) {
  const int g = r.find_group("site");
  const std::vector<std::string> sites = g < 0 ? std::vector<std::string>() : r.groups()[static_cast<std::size_t>(g)].entities;
  if (sites.empty()) throw IoError(r.path(), "the trace has no sites to draw");
  if (name.empty()) return 0;
  const auto it = std::find(sites.begin(), sites.end(), name);
  if (it == sites.end()) throw UsageError(fmt::format("{} has no site `{}`; there are: {}", r.path(), name, fmt::join(sites, ", ")));
  return static_cast<std::size_t>(it - sites.begin());
}

}  // namespace

CLI::Validator picture_name() {
  return {[](std::string& name) {
            return name.ends_with(".svg") || name.ends_with(".png") ? std::string() : fmt::format("the name of the picture must end in .svg or .png, not `{}`", name);
          },
          "FILE.svg|FILE.png", "picture name"};
}

void draw_trace(const std::string& trace, const std::string& file, const FigureOptions& o) {
  const TraceReader reader(trace);
  const viz::OverviewData data = viz::overview_data(reader, site_of(reader, o.site));
  const viz::Theme& theme = o.theme == "dark" ? viz::dark_theme() : viz::light_theme();
  const viz::Size size{static_cast<double>(o.width), static_cast<double>(o.height)};
  if (file.ends_with(".svg")) {
    viz::SvgOptions options;
    options.title = data.site + ": " + data.scenario;
    options.description = viz::overview_description(data);
    viz::SvgCanvas canvas(size, options);
    viz::draw_overview(canvas, theme, data);
    viz::write_text_file(file, canvas.str());
    return;
  }
  viz::RasterCanvas canvas(size, 1.0, theme.page);
  viz::draw_overview(canvas, theme, data);
  viz::write_png(file, canvas.image(), data.site + ": " + data.scenario);
}

}  // namespace netsuden::app
