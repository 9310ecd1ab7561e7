// SPDX-License-Identifier: Apache-2.0
// `netsuden report RUN.h5 -o report.html`: a run as one file to send.
#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <optional>

#include "app/files.hpp"
#include "app/report_commands.hpp"
#include "app/report_options.hpp"
#include "app/trace_input.hpp"
#include "viz/report/report.hpp"

namespace netsuden::app {
namespace {

struct Options {
  std::string file, output, language = "en";
  bool overwrite = false;
};

int report(const Options& o) {
  const std::string path = o.output.empty() ? std::filesystem::path(o.file).stem().string() + ".html" : o.output;
  const std::string html = reading_input("report", [&] {
    const TraceReader trace = open_trace("report", o.file);
    require_other_file("report", path, trace.path(), "the trace");
    return viz::report_html(trace, read_facts(trace), report_options(o.language));
  });
  require_writable(path);
  write_file(path, html);
  fmt::print("{}\n", path);
  return ok;
}

}  // namespace

Action add_report(CLI::App& cli) {
  auto o = std::make_shared<Options>();
  cli.add_option("FILE", o->file, "Trace (HDF5), also of a run that goes on or was killed")->required()->type_name("");
  cli.add_option("-o,--output", o->output, "HTML to write; default: the trace's file name with .html, in this folder")->type_name("FILE");
  cli.add_option("--lang", o->language, "Language of the report: en (default) or ja; names and events stay as they are in the run")->type_name("")->check(CLI::IsMember({"en", "ja"}));
  cli.footer("Example: netsuden report hall.h5 -o report.html --lang ja\n"
             "One file that needs nothing else: no scripts, figures as SVG, light and dark, made for A4 paper as well. SOURCE_DATE_EPOCH sets its date.\n"
             "Two runs: netsuden compare A.h5 B.h5 -o difference.html\n"
             "Exit codes: 0 done, 2 the trace cannot be read or the command line is wrong, 5 the report cannot be written.");
  return [o] { return report(*o); };
}

}  // namespace netsuden::app
