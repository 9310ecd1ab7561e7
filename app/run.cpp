// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include "app/command.hpp"
#include "app/controller_check.hpp"
#include "app/figure.hpp"
#include "app/files.hpp"
#include "app/metrics.hpp"
#include "app/run_parts.hpp"
#include "app/run_source.hpp"
#include "app/run_twin.hpp"
#include "io/scenario/load.hpp"
#include "sim/twin/twin.hpp"

namespace netsuden::app {
namespace {

struct Options {
  std::string file, output, params, outputs, json, report, fail_on;
  std::vector<std::string> set;
  int repeat = -1;
  bool quiet = false, overwrite = false, no_trace = false;
};

/// One line: what was set, how it ended, the metrics that are asked for (all of them where nothing is).
std::string result_line(const RunSource& source, const RunSummary& summary, const TimeZone& zone, const std::vector<std::string>& wanted) {
  nlohmann::ordered_json j = {{"status", summary.status}, {"message", summary.message}, {"parameters", nlohmann::ordered_json::object()}, {"metrics", nlohmann::ordered_json::object()}};
  if (source.row > 0) j["row"] = source.row;
  for (const Override& x : source.overrides) j["parameters"][x.path] = x.value;
  for (const Metric& m : metrics_of(summary, zone)) {
    if (!wanted.empty() && std::none_of(wanted.begin(), wanted.end(), [&](const std::string& w) { return matches(m.name, w); })) continue;
    j["metrics"][m.name] = std::isfinite(m.value) ? nlohmann::ordered_json(m.value) : nlohmann::ordered_json(nullptr);
  }
  return j.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

int run(const Options& given) {
  Options o = given;
  const bool driven = !o.params.empty();  // by a program that reads one line
  if (driven) o.quiet = true;
  if (driven && o.output.empty()) o.no_trace = true;
  Diagnostics d;
  const RunSource source = run_source(o.file, o.params, o.repeat, d);
  o.file = source.file;
  const std::string path = o.output.empty() ? std::filesystem::path(o.file).stem().string() + ".h5" : o.output;
  if (const FileKind kind = kind_of(o.file); kind == FileKind::trace && std::filesystem::exists(o.file))
    throw UsageError(fmt::format("run: {} is a trace, no scenario; `netsuden info {}` reads it", o.file, o.file));
  for (const auto& result : {o.no_trace ? std::string() : path, o.json, o.report})
    if (!result.empty()) require_other_file("run", result, o.file, "the scenario");
  if (const FileKind kind = kind_of(o.file); is_network(kind))
    throw UsageError(fmt::format("run: {} is {}, no scenario; `netsuden info {}` solves it", o.file, name_of(kind), o.file));
  ComposeOptions compose_options;
  compose_options.set = o.set;
  compose_options.overrides = source.overrides;
  std::optional<LoadedScenario> loaded;
  if (!d.has_errors()) loaded = load_scenario(o.file, compose_options, d);
  std::optional<Inputs> inputs;
  if (loaded) inputs = load_inputs(*loaded, d);
  if (loaded) check_controllers(*loaded, d);
  if (!o.quiet || d.has_errors()) fmt::print(stderr, "{}", d.render());
  if (!inputs || d.has_errors()) {
    fmt::print(stderr, "{}: not run: {} error{}\n", o.file, d.count(Severity::error), d.count(Severity::error) == 1 ? "" : "s");
    return bad_input;
  }
  if (const std::string wrong = source.is_other_than(*loaded); !wrong.empty()) throw UsageError(wrong);
  RunResults results{o.no_trace ? std::string() : path, o.json, o.report, o.fail_on, o.quiet, o.overwrite};
  results.scenario = &*loaded;
  require_writable_results(results);
  Twin twin(loaded->scenario, *inputs);
  TraceLayout layout = trace_layout(twin, *loaded);
  for (const auto& x : source.attributes) layout.attributes.push_back(x);
  if (driven) results.also = [&](const RunSummary& summary) { fmt::print("{}", result_line(source, summary, inputs->zone, split_words(o.outputs))); };
  Progress progress(inputs->start_unix, inputs->duration(), inputs->zone, o.quiet);
  return run_twin(twin, layout, inputs->zone, progress, results);
}

}  // namespace

Action add_run(CLI::App& cli) {
  auto o = std::make_shared<Options>();
  cli.add_option("FILE", o->file, "Scenario (YAML); with --repeat the index of a study")->required()->type_name("");
  CLI::Option* output = cli.add_option("-o,--output", o->output, "Trace to write (HDF5); default: the scenario's file name with .h5, in this folder")->type_name("FILE");
  cli.add_option("--set", o->set, "Override a value of the scenario; may be repeated")->type_name("PATH=VALUE")->expected(1)->take_all();
  CLI::Option* params = cli.add_option("--params", o->params, "Values from row ROW (1 is the first below the header) of a table whose columns are paths; prints one line of JSON")->type_name("FILE.csv:ROW");
  cli.add_option("--outputs", o->outputs, "Metrics in that line, with commas between; default: all")->type_name("NAMES")->needs(params);
  cli.add_option("--repeat", o->repeat, "Repeat this run of a study, byte for byte")->type_name("RUN")->check(CLI::Range(0, 999'999).description(""))->excludes(params);
  cli.add_option("--json", o->json, "Write the summary as JSON to this file (- for standard output, instead of the table)")->type_name("FILE");
  CLI::Option* report = cli.add_option("--report", o->report, "Draw the run to this file")->type_name("")->check(picture_name());
  cli.add_option("--fail-on", o->fail_on, "Exit with 4 when a limit was broken or a job refused")->type_name("violation")->check(CLI::IsMember({"violation"}, CLI::ignore_case).description(""));
  cli.add_flag("--quiet,-q", o->quiet, "No progress, no summary table, no warnings");
  CLI::Option* overwrite = cli.add_flag("--overwrite", o->overwrite, "Replace an existing trace");
  cli.add_flag("--no-trace", o->no_trace, "Simulate without writing a trace")->excludes(output)->excludes(report)->excludes(overwrite);
  cli.footer("Example: netsuden run scenarios/tokyo-hall.yaml -o hall.h5 --set sites.koto.halls.hall1.racks.count=48\n"
             "Exit codes: 0 done, 2 the scenario or the command line is wrong, 3 the simulation cannot go on (the trace is closed as failed),\n"
             "4 a limit was broken (--fail-on violation), 5 disk or file, 130 interrupted (the trace is closed, the summary says how far it came).\n"
             "For drivers (SALib, DAKOTA, Snakemake, Slurm arrays): netsuden run hall.yaml --params rows.csv:$SLURM_ARRAY_TASK_ID --outputs sites.koto.pue\n"
             "prints one line of JSON and writes no trace without -o.\n"
             "Progress goes to standard error: a bar on a terminal, otherwise a line a minute; NETSUDEN_PROGRESS_SECONDS=N changes that.");
  return [o] { return run(*o); };
}

}  // namespace netsuden::app
