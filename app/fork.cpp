// SPDX-License-Identifier: Apache-2.0
// What if, at a date of a run that is there: the run goes again from its start (its checkpoints hold the state of the plant, not all that
// jobs, controls and streams of chance are at) up to the checkpoint before that date, and is recorded from there, with the changes.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>

#include "app/command.hpp"
#include "app/controller_check.hpp"
#include "app/figure.hpp"
#include "app/files.hpp"
#include "app/fork_changes.hpp"
#include "app/replay_check.hpp"
#include "app/run_parts.hpp"
#include "app/run_twin.hpp"
#include "io/scenario/load.hpp"
#include "io/study/index.hpp"
#include "io/trace/probe.hpp"
#include "io/trace/reader.hpp"
#include "io/trace/start.hpp"
#include "sim/base/errors.hpp"
#include "sim/base/unit_table.hpp"

namespace netsuden::app {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::string file, at, lasts, output, resolution, record, files, json, report, fail_on;
  std::vector<std::string> set, events;
  bool quiet = false, overwrite = false;
};

struct Loaded {
  std::optional<LoadedScenario> scenario;
  std::optional<Inputs> inputs;
  Diagnostics diagnostics;
};

/// The scenario of a run with more events. Its files are relative to the folder in which it lay.
Loaded load_in(const fs::path& folder, const std::string& name, const std::string& text, const std::vector<DocNode>& events, const Diagnostics& command_line) {
  Loaded l;
  for (const DocNode& e : events)
    if (const std::string* source = command_line.source(e.loc.file)) l.diagnostics.add_source(e.loc.file, *source);
  l.scenario = load_scenario_with((folder / name).string(), text, events, l.diagnostics);
  if (l.scenario) l.inputs = load_inputs(*l.scenario, l.diagnostics);
  if (l.scenario) check_controllers(*l.scenario, l.diagnostics);
  return l;
}

/// A trace does not say where its scenario lay: the folder that is named, or the trace's, then this one, then `scenarios` in it.
Loaded load(const Options& o, const std::string& text, const std::vector<DocNode>& events, const Diagnostics& command_line) {
  std::vector<fs::path> folders{fs::path(o.file).parent_path()};
  if (!o.files.empty()) folders = {o.files};
  else if (!folders[0].empty()) folders.emplace_back();
  if (o.files.empty()) folders.emplace_back("scenarios");
  const std::string name = fs::path(o.file).filename().string() + " (resolved)";
  std::optional<Loaded> best;
  for (const fs::path& folder : folders) {
    Loaded l = load_in(folder, name, text, events, command_line);
    if (!best || l.diagnostics.count(Severity::error) < best->diagnostics.count(Severity::error)) best = std::move(l);
    if (!best->diagnostics.has_errors()) break;
  }
  return std::move(*best);
}

std::string changes_text(const Options& o) {
  std::string t;
  for (const auto& s : o.set) t += (t.empty() ? "" : "\n") + ("set " + s);
  for (const auto& e : o.events) t += (t.empty() ? "" : "\n") + ("event " + e);
  return t;
}

bool has_error(const Diagnostics& d, const std::string& code) {
  return std::any_of(d.all().begin(), d.all().end(), [&](const Diagnostic& x) { return x.severity == Severity::error && x.code == code; });
}

/// Says all that is wrong.
int refuse(const Options& o, const Diagnostics& command_line, const Diagnostics& scenario) {
  fmt::print(stderr, "{}{}", command_line.render(), scenario.render());
  if (o.files.empty() && (has_error(scenario, "file-not-found") || has_error(scenario, "cannot-read")))
    fmt::print(stderr, "files of the scenario are looked for beside the trace, here, and in scenarios: --files FOLDER says where the scenario lies\n");
  if (has_error(scenario, "set-path"))
    fmt::print(stderr, "a run can change values of sites (capacities, set-points, ratings), prices of tariffs and constraints; what is built differently needs a run of its own\n");
  const int errors = command_line.count(Severity::error) + scenario.count(Severity::error);
  fmt::print(stderr, "{}: not forked: {} error{}\n", o.file, errors, errors == 1 ? "" : "s");
  return bad_input;
}

void refuse_other_files(const Options& o) {
  const FileKind kind = kind_of(o.file);
  if (kind == FileKind::scenario) throw UsageError(fmt::format("fork: {} is a scenario; `netsuden run {}` runs it, its trace can be forked", o.file, o.file));
  if (kind != FileKind::trace && kind != FileKind::unknown) throw UsageError(fmt::format("fork: {} is {}, not the trace of a run", o.file, name_of(kind)));
  if (fs::exists(o.file) && is_index_file(o.file)) throw UsageError(fmt::format("fork: {} is the index of a study; `netsuden run {} --repeat RUN` gives the trace of one of its runs", o.file, o.file));
}

int fork(const Options& o) {
  refuse_other_files(o);
  probe_trace(o.file);
  const TraceReader trace(o.file);
  const std::string path = o.output.empty() ? fs::path(o.file).stem().string() + "-fork.h5" : o.output;
  for (const auto& result : {path, o.json, o.report})
    if (!result.empty()) require_other_file("fork", result, trace.path(), "the trace");
  const std::string resolved = trace.scenario_resolved();
  if (resolved.empty()) throw IoError(trace.path(), "holds no scenario: it cannot be run again");
  if (!trace.attribute("fork_resolution").empty() || !trace.attribute("fork_record").empty())
    throw UsageError(fmt::format("fork: {} is a fork with steps or records of its own (--resolution, --record); fork the run that it comes from: {}", o.file, trace.attribute("forked_from")));

  Diagnostics d;
  std::string message;
  const TimeZone zone = TimeZone::find(trace.attribute("timezone"), message).value_or(TimeZone());
  const UnixSeconds start = trace.epoch_unix_s(), end = parse_time(trace.attribute("horizon_to"), zone, message).value_or(start + trace.end_s());
  const ForkDates dates = fork_dates(o.at, o.lasts, start, end, zone, d);
  Fork f;
  f.at_s = dates.at_s;
  f.until_s = dates.until_s;
  f.step_s = seconds_of("--resolution", o.resolution, 0, d);
  f.record_s = seconds_of("--record", o.record, 0, d);
  const std::vector<DocNode> events = fork_events(o.at, dates, o.set, o.events, start, zone, d);
  Loaded loaded = load(o, resolved, events, d);
  const Diagnostics& found = loaded.diagnostics;
  if (d.has_errors() || found.has_errors() || !loaded.inputs) return refuse(o, d, found);
  if (!o.quiet) fmt::print(stderr, "{}", d.render());
  for (const Diagnostic& x : found.all())  // what the run was warned of was said then
    if (!o.quiet && x.where.file.starts_with("--")) fmt::print(stderr, "{}", found.render(x));

  RunResults results{path, o.json, o.report, o.fail_on, o.quiet, o.overwrite};
  results.scenario = &*loaded.scenario;
  require_writable_results(results);
  if (!o.overwrite && fs::exists(path)) throw IoError(path, "exists already; --overwrite replaces it");
  LoadedScenario& s = *loaded.scenario;
  s.written = trace.scenario_written();
  s.written_sha256 = trace.attribute("scenario_sha256");
  Twin twin(s.scenario, *loaded.inputs);
  f.from_s = twin.checkpoint_before(f.at_s);
  twin.fork(f);
  TraceLayout layout = trace_layout(twin, s);
  const std::string changes = changes_text(o);
  for (auto& [name, value] : layout.attributes)
    if (name == "run_id") value = sha256_hex(fmt::format("{} fork {} {} {} {} {}", value, f.from_s, f.at_s, f.until_s, f.step_s, f.record_s)).substr(0, 16);
  for (const auto& x : {std::pair<std::string, std::string>{start_attribute, fmt::format("{}", f.from_s)},
                        {"forked_from", fs::path(trace.path()).filename().string()}, {"forked_from_run", trace.attribute("run_id")},
                        {"fork_at", format_iso(start + f.at_s, zone)}, {"fork_until", format_iso(start + f.until_s, zone)},
                        {"fork_changes", changes}, {"fork_resolution", o.resolution}, {"fork_record", o.record}})
    if (!x.second.empty()) layout.attributes.push_back(x);

  ReplayCheck replayed(trace, layout, f.at_s, zone), recorded(trace, layout, f.at_s, zone);
  results.replayed = &replayed;
  results.through = [&](TraceSink* next) {
    recorded.pass_to(next);
    return &recorded;
  };
  Progress progress(start, f.until_s, zone, o.quiet);
  progress.replay_until(f.from_s);
  if (!o.quiet && f.from_s > 0) fmt::print(stderr, "the run is replayed from {} to the checkpoint of {}, then recorded\n", format_compact(start, zone), format_compact(start + f.from_s, zone));
  return run_twin(twin, layout, zone, progress, results);
}

}  // namespace

Action add_fork(CLI::App& cli) {
  auto o = std::make_shared<Options>();
  cli.add_option("FILE", o->file, "Trace of a run, also of one that was killed")->required()->type_name("");
  cli.add_option("--at", o->at, "When the changes act, local time of the scenario: 2028-08-14T14:00")->required()->type_name("DATE");
  cli.add_option("--for", o->lasts, "How long the fork goes on from there, with its unit; default: to the end of the run")->type_name("TIME");
  cli.add_option("--set", o->set, "Set a value from then on; may be repeated")->type_name("PATH=VALUE")->expected(1)->take_all();
  cli.add_option("--event", o->events, "Let something happen, as under `events` of a scenario; `at` may be left out; may be repeated")->type_name("EVENT")->expected(1)->take_all();
  cli.add_option("--resolution", o->resolution, "No step from then on is longer than this")->type_name("TIME");
  cli.add_option("--record", o->record, "Record at least this often from then on")->type_name("TIME");
  cli.add_option("--files", o->files, "Where the scenario lies, whose files are relative to it; default: looked for beside the trace, here, and in scenarios")->type_name("FOLDER");
  cli.add_option("-o,--output", o->output, "Trace to write (HDF5); default: the run's file name with -fork.h5, in this folder")->type_name("FILE");
  cli.add_option("--json", o->json, "Write the summary as JSON to this file (- for standard output, instead of the table)")->type_name("FILE");
  cli.add_option("--report", o->report, "Draw the fork to this file")->type_name("")->check(picture_name());
  cli.add_option("--fail-on", o->fail_on, "Exit with 4 when a limit was broken or a job refused")->type_name("violation")->check(CLI::IsMember({"violation"}, CLI::ignore_case).description(""));
  cli.add_flag("--quiet,-q", o->quiet, "No progress, no summary table, no warnings");
  cli.add_flag("--overwrite", o->overwrite, "Replace an existing trace");
  cli.footer("Example: netsuden fork first.h5 --at 2026-08-04T14:00 --for 1h --event '{trip: sites.lab.cooling.chilled_water.chillers_1, for: 9 min}' --record 10s\n"
             "The run goes again from its start, without recording, up to the checkpoint before --at (`record.checkpoint`); from there on it is recorded.\n"
             "Without changes the rows are those of the run, bit by bit. While it is replayed, its rows are compared with those of the run.\n"
             "What can be set is what events of a scenario can set: capacities, set-points, prices, limits; what is built (counts of racks) cannot change.\n"
             "Exit codes: those of `netsuden run`; 3 also when the run does not go again as it went.");
  return [o] { return fork(*o); };
}

}  // namespace netsuden::app
