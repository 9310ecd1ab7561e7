// SPDX-License-Identifier: Apache-2.0
// `netsuden compare A.h5 B.h5`: what differs, and whether it is within a tolerance.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "app/report_commands.hpp"
#include "app/compare_text.hpp"
#include "app/files.hpp"
#include "app/report_options.hpp"
#include "app/trace_input.hpp"
#include "io/report/compare.hpp"
#include "sim/base/unit_table.hpp"
#include "viz/report/report.hpp"

namespace netsuden::app {
namespace {

struct Options {
  std::string a, b, json_file, output, language = "en";
  std::string tolerance;
  std::vector<std::string> floors, ignore;
  bool all = false, no_series = false;
  const CLI::Option* json = nullptr;
};

CompareOptions options_of(const Options& o) {
  CompareOptions c;
  if (!o.tolerance.empty()) {
    std::string message;
    c.tolerance = to_si(o.tolerance, Dim{}, Want::fraction, {}, message);
    if (!c.tolerance || !(*c.tolerance >= 0)) throw UsageError(fmt::format("compare: --tolerance {}: a share of at least 0, as `0.01` or `1 %`", o.tolerance));
  }
  for (const std::string& f : o.floors) {
    const std::size_t equals = f.rfind('=');
    const auto value = equals == std::string::npos ? std::nullopt : parse_number(f.substr(equals + 1));
    if (!value || equals == 0 || !(*value >= 0)) throw UsageError(fmt::format("compare: --floor {}: NAME=VALUE, a number of at least 0 in the unit of the quantity; `*` in NAME stands for anything", f));
    c.floors.emplace_back(f.substr(0, equals), *value);
  }
  if (!c.floors.empty() && !c.tolerance) c.tolerance = 0;
  c.ignore = o.ignore;
  c.series = !o.no_series;
  return c;
}

int compare(const Options& o) {
  const CompareOptions options = options_of(o);
  const bool to_file = o.json->count() > 0 && o.json_file != "-" && !o.json_file.empty();
  std::string html;
  const std::optional<Comparison> c = reading_input("compare", [&] {
    const TraceReader a = open_trace("compare", o.a), b = open_trace("compare", o.b);
    for (const std::string& result : {to_file ? o.json_file : std::string(), o.output})
      for (const std::string& input : {a.path(), b.path()})
        if (!result.empty()) require_other_file("compare", result, input, "a trace");
    std::optional<Comparison> both = compare_runs(a, b, options);
    if (!o.output.empty()) html = viz::difference_html(a, b, *both, report_options(o.language));
    return both;
  });
  if (!o.output.empty()) {
    require_writable(o.output);
    write_file(o.output, html);
  }
  if (to_file) write_file(o.json_file, comparison_json(*c, options, o.all));
  if (o.json->count() > 0 && !to_file) fmt::print("{}", comparison_json(*c, options, o.all));
  else fmt::print("{}", comparison_text(*c, options, o.all));
  return c->within() ? ok : violation;
}

}  // namespace

Action add_compare(CLI::App& cli) {
  auto o = std::make_shared<Options>();
  cli.add_option("FILE", o->a, "Trace A (HDF5), also of a run that goes on or was killed")->required()->type_name("");
  cli.add_option("OTHER", o->b, "Trace B")->required()->type_name("");
  cli.add_option("--tolerance", o->tolerance, "Values agree within this share of the larger one, or within the floor of their unit (1 W, 1 Wh, 1 mK, 1 ms, ...);\nof recorded columns: of the largest in the column; of dates: of the horizon. Default: the same numbers")->type_name("REL");
  cli.add_option("--floor", o->floors, "Another floor for quantities and columns of this name, in their unit; may be repeated")->type_name("NAME=VALUE")->expected(1)->take_all();
  cli.add_option("--ignore", o->ignore, "Leave out quantities and columns of this name; `*` stands for anything; may be repeated")->type_name("NAME")->expected(1)->take_all();
  cli.add_flag("--all", o->all, "List what is equal or within the tolerance as well");
  cli.add_flag("--no-series", o->no_series, "Compare scenarios and summaries alone, not the recorded rows");
  o->json = cli.add_option("--json", o->json_file, "The comparison as JSON: to this file, or instead of the tables")->type_name("[FILE]")->expected(0, 1);
  CLI::Option* output = cli.add_option("-o,--output", o->output, "The comparison as an HTML report, to this file")->type_name("FILE");
  cli.add_option("--lang", o->language, "Language of that report: en (default) or ja")->type_name("")->check(CLI::IsMember({"en", "ja"}))->needs(output);
  cli.footer("Example: netsuden compare hall.h5 hall.h5 --tolerance 1% --ignore '*_at'\n"
             "What differs in the scenarios is the question and does not count; what differs in results and recorded rows does.\n"
             "Exit codes: 0 all results are within the tolerance, 4 some are not, 2 a file cannot be compared or the command line is wrong, 5 the result\n"
             "cannot be written.");
  return [o] { return compare(*o); };
}

}  // namespace netsuden::app
