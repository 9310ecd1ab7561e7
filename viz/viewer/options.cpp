// SPDX-License-Identifier: Apache-2.0
#include "viz/viewer/options.hpp"

#include <cstdio>
#include <cstdlib>

namespace netsuden::viz {
namespace {

constexpr std::size_t most_others = 7;

}  // namespace

ViewerOptions parse_viewer_options(const std::vector<std::string>& arguments) {
  ViewerOptions o;
  bool only_files = false;
  const auto fail = [&](const std::string& what) {
    if (o.error.empty()) o.error = what;
  };
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& a = arguments[i];
    const auto value = [&]() -> std::string {
      if (i + 1 < arguments.size()) return arguments[++i];
      fail(a + " needs a value");
      return {};
    };
    const auto number = [&](double least, double most) {
      const std::string text = value();
      char* end = nullptr;
      const double v = std::strtod(text.c_str(), &end);
      if (text.empty() || *end != 0 || !(v >= least && v <= most)) {
        fail(a + ": \"" + text + "\" is not a number in its range");
        return least;
      }
      return v;
    };
    if (only_files || a.empty() || a[0] != '-') {
      if (a.empty())
        fail("the name of the trace is empty");
      else if (o.trace.empty())
        o.trace = a;
      else if (o.others.size() < most_others)
        o.others.push_back(a);
      else
        fail("at most eight traces at a time");
    } else if (a == "--") {
      only_files = true;
    } else if (a == "--help" || a == "-h") {
      o.help = true;
    } else if (a == "--version") {
      o.version = true;
    } else if (a == "--theme") {
      const std::string theme = value();
      if (theme != "dark" && theme != "light") fail("--theme is dark or light, not \"" + theme + "\"");
      o.dark = theme != "light";
      o.theme_given = true;
    } else if (a == "--scale") {
      o.scale = number(0.5, 4);
    } else if (a == "--frames") {
      o.frames = static_cast<int>(number(1, 1e6));
    } else if (a == "--screenshot") {
      o.screenshot = value();
      if (!o.screenshot.ends_with(".png") && !o.screenshot.ends_with(".svg"))
        fail("--screenshot: the name must end in .png or .svg, not \"" + o.screenshot + "\"");
    } else if (a == "--values") {
      o.values = value();
    } else if (a == "--panel") {
      o.panel = value();
    } else if (a == "--site") {
      o.site = value();
    } else if (a == "--range") {
      o.range = value();
    } else if (a == "--at") {
      o.at = value();
    } else if (a == "--limit") {
      o.limit = value();
    } else if (a == "--asset") {
      o.asset = value();
    } else if (a == "--run") {
      o.run = value();
    } else if (a == "--x") {
      o.x = value();
    } else if (a == "--y") {
      o.y = value();
    } else if (a == "--color") {
      o.color = value();
    } else if (a == "--series") {
      o.series = value();
    } else if (a == "--figure") {
      o.figure = value();
    } else if (a == "--brush") {
      o.brushes.push_back(value());
    } else if (a == "--flows") {
      const std::string flows = value();
      if (flows != "power" && flows != "heat") fail("--flows is power or heat, not \"" + flows + "\"");
      o.heat = flows == "heat";
    } else if (a == "--loads") {
      const std::string loads = value();
      if (loads != "cursor" && loads != "highest" && loads != "failure") fail("--loads is cursor, highest or failure, not \"" + loads + "\"");
      o.diagram = loads == "highest" ? DiagramMode::highest : loads == "failure" ? DiagramMode::failure : DiagramMode::at_cursor;
    } else if (a == "--size") {
      const std::string text = value();
      char x = 0, rest = 0;
      if (std::sscanf(text.c_str(), "%lf%c%lf%c", &o.width, &x, &o.height, &rest) != 3 || x != 'x' || !(o.width >= 64 && o.width <= 8192) ||
          !(o.height >= 64 && o.height <= 8192))
        fail("--size: \"" + text + "\" is no size from 64x64 to 8192x8192, as 1440x900");
    } else {
      fail("unknown option \"" + a + "\"");
    }
  }
  if (!o.screenshot.empty() && o.trace.empty()) fail("--screenshot needs a trace");
  return o;
}

std::string viewer_help() {
  return "Usage: netsuden-viewer [TRACE | STUDY] [TRACE ...] [options]\n"
         "\n"
         "Shows a trace that `netsuden run` has written; further traces are there to compare with. Or a study: its runs as points,\n"
         "lines and bands, and from each run to its trace.\n"
         "\n"
         "  TRACE             the HDF5 file of a run, finished or still growing; up to eight\n"
         "  STUDY             the folder that `netsuden study STUDY.yaml -o DIR` has written, or its index.h5\n"
         "  --theme NAME      dark (default) or light\n"
         "  --scale FACTOR    0.5 to 4; default: as the display says\n"
         "  --panel NAME      the panel to open: answer, capacity, electrical, ...\n"
         "  --frames N        draws N frames and quits (for tests)\n"
         "  --version         prints the version and quits\n"
         "  -h, --help        prints this text and quits\n"
         "\n"
         "A picture without a window or a display:\n"
         "  --screenshot FILE .png or .svg, and quits\n"
         "  --values FILE     the numbers of the picture too, as lines of text\n"
         "  --size WxH        default 1440x900\n"
         "  --range A..B      the time in sight, as 2027-08-04T12:00..2027-08-05 (local); either end may be missing\n"
         "  --at T            the cursor\n"
         "  --site NAME       the site; default: the first\n"
         "  --limit NAME      the limit that `capacity` shows in its own unit\n"
         "  --asset PATH      the asset that `inspector` shows; of `halls` the hall, of `plant` the circuit\n"
         "  --flows NAME      what `energy` follows: power (default) or heat\n"
         "  --loads NAME      what `electrical` shows: cursor (default), highest in sight, or after the worst single failure\n"
         "\n"
         "Of a study, in the window too:\n"
         "  --x, --y, --color NAME  the columns of the points: a parameter, a metric or `run`; --color status: how it ended\n"
         "  --brush NAME=A..B the runs whose column lies within A and B are in sight (units of the index); may be given again\n"
         "  --series NAME     of the bands, as site/it_power or equipment/hall/inlet_temperature@lab.hall1\n"
         "  --run N           the run that is chosen\n"
         "  --figure NAME     all (default), scatter, parallel, bands or table\n"
         "\n"
         "Exit codes: 0 closed by the user or picture written, 2 bad arguments, bad trace or no display.\n";
}

}  // namespace netsuden::viz
