// SPDX-License-Identifier: Apache-2.0
#include "viz/viewer/options.hpp"

#include <cstdlib>

namespace netsuden::viz {

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
      if (!o.trace.empty())
        fail("one trace at a time: \"" + o.trace + "\" and \"" + a + "\"");
      else if (a.empty())
        fail("the name of the trace is empty");
      else
        o.trace = a;
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
    } else if (a == "--scale") {
      o.scale = number(0.5, 4);
    } else if (a == "--frames") {
      o.frames = static_cast<int>(number(1, 1e6));
    } else {
      fail("unknown option \"" + a + "\"");
    }
  }
  return o;
}

std::string viewer_help() {
  return "Usage: netsuden-viewer [TRACE] [options]\n"
         "\n"
         "Shows a trace that `netsuden run` has written.\n"
         "\n"
         "  TRACE            the HDF5 file of a run, finished or still growing\n"
         "  --theme NAME     dark (default) or light\n"
         "  --scale FACTOR   0.5 to 4; default: as the display says\n"
         "  --frames N       draws N frames and quits (for tests)\n"
         "  --version        prints the version and quits\n"
         "  -h, --help       prints this text and quits\n"
         "\n"
         "Exit codes: 0 closed by the user, 2 bad arguments or no display.\n";
}

}  // namespace netsuden::viz
