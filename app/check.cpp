// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <filesystem>
#include <memory>

#include "app/command.hpp"
#include "app/controller_check.hpp"
#include "app/network_file.hpp"
#include "app/plan_report.hpp"
#include "app/study_parts.hpp"
#include "io/scenario/load.hpp"

namespace netsuden::app {
namespace {

int check_study_file(const std::string& file) {
  Diagnostics d;
  StudyWork work;
  const auto study = open_study(file, work, nullptr, d);
  fmt::print(stderr, "{}", d.render());
  const int errors = d.count(Severity::error), warnings = d.count(Severity::warning);
  if (!study) {
    fmt::print(stderr, "{}: {} error{}, {} warning{}\n", file, errors, errors == 1 ? "" : "s", warnings, warnings == 1 ? "" : "s");
    return bad_input;
  }
  fmt::print("{}: ok, a study of {} runs, {} parameter{}, {} output{}\n", file, study->runs(), study->parameters.size(), study->parameters.size() == 1 ? "" : "s", work.outputs.size(), work.outputs.size() == 1 ? "" : "s");
  return ok;
}

}  // namespace

Action add_check(CLI::App& cli) {
  struct Options {
    std::string file;
    std::vector<std::string> set;
    bool assumptions = false, resolved = false, filled = false;
  };
  auto o = std::make_shared<Options>();
  cli.add_option("FILE", o->file, "Scenario or study (YAML), or a power network: a MATPOWER case (.m) or a power-grid-model input (.json)")->required()->type_name("");
  cli.add_option("--set", o->set, "Override a value of the scenario; may be repeated")->type_name("PATH=VALUE")->expected(1)->take_all();
  cli.add_flag("--assumptions", o->assumptions, "List the values that rest on assumptions");
  cli.add_flag("--resolved", o->resolved, "Print the scenario with every default made explicit");
  cli.add_flag("--filled", o->filled, "List what was filled in because the scenario does not say it");
  cli.footer("Example: netsuden check scenarios/tokyo-hall.yaml --assumptions\n"
             "Options are for scenarios. Exit code 0 when the scenario can run (the network be solved), 2 when it cannot.");
  return [o]() -> int {
    const FileKind kind = kind_of(o->file);
    if (kind == FileKind::trace) throw UsageError(fmt::format("check: {} is a trace, no scenario; `netsuden info {}` reads it", o->file, o->file));
    if (is_network(kind)) {
      if (!o->set.empty() || o->assumptions || o->resolved || o->filled)
        throw UsageError(fmt::format("check: --set, --assumptions, --resolved and --filled are for scenarios; {} is {}", o->file, name_of(kind)));
      return check_network(o->file, kind);
    }
    if (kind == FileKind::study) {
      if (!o->set.empty() || o->assumptions || o->resolved || o->filled) throw UsageError(fmt::format("check: --set, --assumptions, --resolved and --filled are for scenarios; {} is a study", o->file));
      return check_study_file(o->file);
    }
    if (kind == FileKind::plan) {
      if (!o->set.empty() || o->assumptions || o->resolved || o->filled) throw UsageError(fmt::format("check: --set, --assumptions, --resolved and --filled are for scenarios; {} is a plan", o->file));
      return check_plan_file(o->file);
    }
    Diagnostics d;
    ComposeOptions options;
    options.set = o->set;
    auto loaded = load_scenario(o->file, options, d);
    if (loaded) load_inputs(*loaded, d);
    if (loaded) check_controllers(*loaded, d);
    fmt::print(stderr, "{}", d.render());
    const int errors = d.count(Severity::error), warnings = d.count(Severity::warning);
    if (!loaded || errors > 0) {
      fmt::print(stderr, "{}: {} error{}, {} warning{}\n", o->file, errors, errors == 1 ? "" : "s", warnings, warnings == 1 ? "" : "s");
      if (kind == FileKind::unknown && std::filesystem::is_regular_file(o->file))
        fmt::print(stderr, "it was read as a scenario (.yaml); power networks are MATPOWER cases (.m) and power-grid-model inputs (.json)\n");
      return bad_input;
    }
    if (o->resolved) fmt::print("{}", loaded->resolved);
    if (o->filled)
      for (const auto& f : loaded->filled) fmt::print("filled in: {}\n", f);
    if (o->assumptions) {
      for (const auto& a : loaded->assumptions) fmt::print("assumption: {}\n", a);
      fmt::print("{} assumptions\n", loaded->assumptions.size());
    }
    if (!o->resolved)
      fmt::print("{}: ok, {} site{}, {} warning{}\n", o->file, loaded->scenario.sites.size(), loaded->scenario.sites.size() == 1 ? "" : "s", warnings, warnings == 1 ? "" : "s");
    return ok;
  };
}

}  // namespace netsuden::app
