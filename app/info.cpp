// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cmath>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "app/add_info.hpp"
#include "app/capacity_info.hpp"
#include "app/command.hpp"
#include "app/contingency_scenario.hpp"
#include "app/figure.hpp"
#include "app/files.hpp"
#include "app/network_info.hpp"
#include "app/scenario_network.hpp"
#include "io/study/index.hpp"
#include "io/trace/probe.hpp"
#include "io/trace/reader.hpp"
#include "io/trace/start.hpp"
#include "sim/base/calendar.hpp"
#include "sim/base/errors.hpp"
#include "sim/base/unit_table.hpp"

namespace netsuden::app {
namespace {

struct Options {
  std::string file, plot, json_file;
  FigureOptions figure;
  NetworkOptions network;
  bool scenario = false, resolved = false, events = false, capacity = false;
  CapacityOptions ledger;
  AddOptions adding;
  std::string fail_on;
  std::string load = "100 %", wet_bulb = "28 degC";
  std::vector<const CLI::Option*> of_traces, of_networks, of_scenarios;
  const CLI::Option *json = nullptr, *frequency = nullptr;

  std::optional<std::string> json_target() const {
    if (json->count() == 0) return std::nullopt;
    return json_file.empty() ? "-" : json_file;
  }
};

constexpr const char *trace_group = "Of a trace", *network_group = "Of a power network, or of a scenario", *scenario_group = "Of a scenario", *add_group = "Of a scenario, or of that of a trace";

/// An option that the file's kind does not have is a mistake, not something to pass over.
void refuse_given(const std::vector<const CLI::Option*>& options, const std::string& file, FileKind kind, const char* others) {
  for (const CLI::Option* option : options)
    if (option->count() > 0) throw UsageError(fmt::format("info: {} is for {}; {} is {}", option->get_name(), others, file, name_of(kind)));
}

TimeZone zone_of(const TraceReader& r) {
  std::string message;
  return TimeZone::find(r.attribute("timezone"), message).value_or(TimeZone());
}

void print_events(const TraceReader& r, std::size_t most) {
  const int g = r.find_group("event");
  if (g < 0) return;
  const auto group = static_cast<std::size_t>(g);
  const std::size_t rows = r.rows(group), first = rows > most ? rows - most : 0;
  const auto times = r.times(group, first);
  const auto severity = r.read(group, static_cast<std::size_t>(r.find_channel(group, "severity")), 0, first);
  const auto text = r.read_text(group, static_cast<std::size_t>(r.find_channel(group, "text")), first);
  const TimeZone zone = zone_of(r);
  static const char* words[] = {"info", "warning", "critical"};
  if (first > 0) fmt::print("... {} earlier events\n", first);
  for (std::size_t i = 0; i < times.size(); ++i)
    fmt::print("  {}  {:<8}  {}\n", format_iso(r.epoch_unix_s() + times[i], zone), words[std::min(2, std::max(0, static_cast<int>(severity[i])))], text[i]);
}

/// Whose fork it is, and what it changes.
void print_fork(const TraceReader& r, const TimeZone& zone) {
  const std::string of = r.attribute("forked_from");
  if (of.empty()) return;
  const std::string run = r.attribute("forked_from_run"), changes = r.attribute("fork_changes");
  fmt::print("  {:<16} {}, run {}\n", "fork of", of, run.empty() ? "unknown" : run);
  fmt::print("  {:<16} {}, recorded from {}\n", "forked at", r.attribute("fork_at"), format_iso(r.epoch_unix_s() + start_s(r), zone));
  for (const auto& [name, label] : {std::pair{"fork_resolution", "steps at most"}, {"fork_record", "records every"}})
    if (const std::string v = r.attribute(name); !v.empty()) fmt::print("  {:<16} {}\n", label, v);
  if (changes.empty()) fmt::print("  {:<16} none\n", "changes");
  for (std::size_t from = 0; from < changes.size();) {
    const std::size_t end = std::min(changes.find('\n', from), changes.size());
    fmt::print("  {:<16} {}\n", from == 0 ? "changes" : "", changes.substr(from, end - from));
    from = end + 1;
  }
}

int info(const Options& o) {
  const FileKind kind = kind_of(o.file);
  if (is_network(kind)) {
    refuse_given(o.of_traces, o.file, kind, "traces");
    refuse_given(o.of_scenarios, o.file, kind, "scenarios");
    return network_info(o.file, kind, o.network, o.json_target());
  }
  if (kind == FileKind::scenario) {
    refuse_given(o.of_traces, o.file, kind, "traces");
    if (!o.adding.add.empty()) return add_info(o.file, "", o.adding, design_point("info", o.load, o.wet_bulb), o.json_target());
    return scenario_network(o.file, o.network, o.frequency->count() > 0, design_point("info", o.load, o.wet_bulb), o.json_target());
  }
  if (kind == FileKind::plan) throw UsageError(fmt::format("info: {0} is a plan; `netsuden plan {0}` solves it", o.file));
  if (kind == FileKind::study) throw UsageError(fmt::format("info: {0} is a study; `netsuden check {0}` says what it would run, `netsuden info` reads the index.h5 that it leaves", o.file));
  if (kind == FileKind::unknown && std::filesystem::is_regular_file(o.file))
    throw IoError(o.file, "is neither a trace (HDF5), nor a scenario (.yaml), nor a power network (MATPOWER .m, power-grid-model .json)");
  if (is_index_file(o.file)) {
    for (const auto* options : {&o.of_traces, &o.of_networks, &o.of_scenarios}) refuse_given(*options, o.file, FileKind::trace, "traces, power networks and scenarios; this is the index of a study");
    fmt::print("{}", read_index(o.file).report);
    return ok;
  }
  probe_trace(o.file);
  const TraceReader r(o.file);
  refuse_given(o.of_networks, o.file, FileKind::trace, "power networks and scenarios");
  if (!o.adding.add.empty()) {
    refuse_given(o.of_traces, o.file, FileKind::trace, "the run itself; --add asks of its scenario");
    return add_info(o.file, r.scenario_resolved(), o.adding, design_point("info", o.load, o.wet_bulb), o.json_target());
  }
  refuse_given(o.of_scenarios, o.file, FileKind::trace, "scenarios");
  if (o.capacity) return capacity_info(r, o.ledger, o.json_target());
  if (o.scenario || o.resolved) {
    fmt::print("{}", o.resolved ? r.scenario_resolved() : r.scenario_written());
    return ok;
  }
  if (const auto target = o.json_target()) {
    if (*target != "-") require_other_file("info", *target, o.file, "the trace");
    if (r.summary_json().empty()) throw IoError(r.path(), "has no summary yet: the run goes on, or it was killed");
    if (*target == "-") fmt::print("{}", r.summary_json());
    else write_file(*target, r.summary_json());
    return ok;
  }
  if (!o.plot.empty()) {
    draw_trace(o.file, o.plot, o.figure);
    fmt::print("{}\n", o.plot);
    return ok;
  }
  const TimeZone zone = zone_of(r);
  fmt::print("{}: {}\n", r.path(), r.attribute("scenario_name"));
  const std::string status = r.was_killed() ? "running, but no process writes it: it was killed (netsuden repair closes it)" : r.status();
  fmt::print("  {:<16} {}\n", "status", status);
  print_fork(r, zone);
  fmt::print("  {:<16} {} to {}\n", "horizon", format_iso(r.epoch_unix_s(), zone), format_iso(r.epoch_unix_s() + r.end_s(), zone));
  if (const int g = r.find_group("site"); g >= 0 && r.status() != "complete") {
    const auto site = static_cast<std::size_t>(g);
    const double from = start_s(r), last = r.rows(site) > 0 ? r.times(site, r.rows(site) - 1).front() : from;
    fmt::print("  {:<16} until {}, {:.1f} % of {}\n", "recorded", format_iso(r.epoch_unix_s() + last, zone), 100 * (last - from) / std::max(r.end_s() - from, 1e-9), from > 0 ? "its part" : "the horizon");
  }
  fmt::print("  {:<16} {}.{}, {:.1f} MB\n", "format", r.version_major(), r.version_minor(), static_cast<double>(r.file_bytes()) / 1e6);
  for (const char* name : {"run_id", "seed", "code_version", "git_sha", "simgrid_version", "scenario_sha256"})
    if (const std::string v = r.attribute(name); !v.empty()) fmt::print("  {:<16} {}\n", name, v);
  fmt::print("\n  {:<26} {:>9} {:>9}  channels\n", "group", "rows", "entities");
  for (std::size_t g = 0; g < r.groups().size(); ++g) {
    const RecordGroup& group = r.groups()[g];
    std::string channels;
    for (const auto& c : group.channels) channels += (channels.empty() ? "" : " ") + c.name;
    if (channels.size() > 90) channels = channels.substr(0, 87) + "...";
    fmt::print("  /{:<25} {:>9} {:>9}  {}\n", group.path, r.rows(g), group.entity.empty() ? std::string("-") : std::to_string(r.entities(g)), channels);
  }
  const std::string text = r.summary_json();
  if (!text.empty()) {
    const auto j = nlohmann::json::parse(text, nullptr, false);
    if (j.is_object() && j.contains("sites")) {
      fmt::print("\n");
      for (const auto& [name, s] : j["sites"].items())
        fmt::print("  {}: IT {}, facility {}, PUE {}, water {:.0f} m3, CO2 {:.0f} t\n", name, format_si(s.value("it_energy_kwh", 0.0) * 3.6e6, "Wh", 4),
                   format_si(s.value("facility_energy_kwh", 0.0) * 3.6e6, "Wh", 4), s["pue"].is_number() ? fmt::format("{:.3f}", s["pue"].get<double>()) : "-",
                   s.value("water_m3", 0.0), s.value("carbon_t", 0.0));
    }
  }
  if (o.events) {
    fmt::print("\nevents\n");
    print_events(r, 100000);
  } else if (const int g = r.find_group("event"); g >= 0 && r.rows(static_cast<std::size_t>(g)) > 0) {
    fmt::print("\nlast events (--events for all)\n");
    print_events(r, 8);
  }
  return ok;
}

}  // namespace

Action add_info(CLI::App& cli) {
  auto o = std::make_shared<Options>();
  cli.add_option("FILE", o->file, "Trace (HDF5), also of a run that goes on or was killed; or a scenario, of which the\nelectrical graph is solved at full load; or a power network: a MATPOWER case (.m) or a power-grid-model input (.json)")->required()->type_name("");
  CLI::Option* json = cli.add_option("--json", o->json_file, "The summary of a trace, or the solution of a network or scenario, as JSON: to this file, or instead of the report")->type_name("[FILE]")->expected(0, 1);
  CLI::Option* plot = cli.add_option("--plot", o->plot, "Draw the run to this file")->type_name("")->check(picture_name());
  CLI::Option* site = cli.add_option("--site", o->figure.site, "Site to draw; default: the first")->type_name("NAME")->needs(plot);
  CLI::Option* theme = cli.add_option("--theme", o->figure.theme, "Colours of the picture: light (default) or dark")->type_name("")->check(CLI::IsMember({"light", "dark"}))->needs(plot);
  CLI::Option* width = cli.add_option("--width", o->figure.width, "Width of the picture, pixels; default 1200")->type_name("")->check(CLI::Range(300, 10000))->needs(plot);
  CLI::Option* height = cli.add_option("--height", o->figure.height, "Height of the picture, pixels; default 820")->type_name("")->check(CLI::Range(300, 10000))->needs(plot);
  CLI::Option* events = cli.add_flag("--events", o->events, "List all events");
  CLI::Option* written = cli.add_flag("--scenario", o->scenario, "Print the scenario as it was written");
  CLI::Option* resolved = cli.add_flag("--resolved", o->resolved, "Print the scenario with every default made explicit");
  CLI::Option* capacity = cli.add_flag("--capacity", o->capacity, "The capacity ledger by quarter: installed, firm, available, used, margin, what binds and strands; time to power");
  CLI::Option* shadow = cli.add_flag("--shadow", o->ledger.shadow, "With it: the IT power that one more MW of each limit frees")->needs(capacity);
  CLI::Option* curtail = cli.add_option("--curtail", o->ledger.curtail, "With it: the load that could be added if this share of its energy may be curtailed")->type_name("SHARE")->needs(capacity);
  CLI::Option* top = cli.add_option("--top", o->ledger.top, "With it: how many limits a quarter are listed; default 8")->type_name("N")->check(CLI::Range(1, 1000000).description(""))->needs(capacity);
  capacity->excludes(plot)->excludes(events)->excludes(written)->excludes(resolved);
  json->excludes(plot)->excludes(events)->excludes(written)->excludes(resolved);
  written->excludes(plot)->excludes(events)->excludes(resolved);
  resolved->excludes(plot)->excludes(events);
  plot->excludes(events);
  o->of_traces = {plot, site, theme, width, height, events, written, resolved, capacity, shadow, curtail, top};

  NetworkOptions& n = o->network;
  o->of_networks = {
      cli.add_flag("--buses", n.buses, "Table of all buses"),
      cli.add_flag("--branches", n.branches, "Table of all branches"),
      cli.add_option("--method", n.method, "automatic (default), newton, or sweep, which needs a radial network")->type_name("")->check(CLI::IsMember({"automatic", "newton", "sweep"})),
      cli.add_option("--frequency", n.frequency, "Of the network, with its unit; default 50 Hz, or that of the scenario's grid")->type_name("HZ"),
  };
  o->frequency = o->of_networks.back();
  o->of_scenarios = {
      cli.add_option("--load", o->load, "Load of the racks, a share of their rating; default 100 %")->type_name(""),
      cli.add_option("--wet-bulb", o->wet_bulb, "Wet bulb at which the plants run; default 28 degC")->type_name(""),
  };
  CLI::Option* faults = cli.add_flag("--short-circuit", n.short_circuit, "Three-phase short circuits at every bus by IEC 60909-0");
  o->of_networks.push_back(faults);
  const auto of_faults = [&](const char* name, std::string& value, const char* text, const char* unit) {
    CLI::Option* option = cli.add_option(name, value, text)->type_name(unit)->needs(faults);
    o->of_networks.push_back(option);
    return option;
  };
  of_faults("--sk", n.sk, "Short-circuit power behind each source, \"5 GVA\" or infinite; a MATPOWER case has none,\na scenario has fault_level", "VA");
  of_faults("--rx", n.rx, "R/X behind each source; default 0.1", "NUMBER");
  of_faults("--fault", n.fault, "maximum (default) or minimum currents", "")->check(CLI::IsMember({"maximum", "minimum"}));
  of_faults("--kappa", n.kappa, "Peak factor of meshed networks: method B or C (default)", "")->check(CLI::IsMember({"B", "C"}));
  of_faults("--lv-tolerance", n.lv_tolerance, "Voltage tolerance up to 1 kV: 10 % (default) or 6 %", "PERCENT");
  of_faults("--fault-duration", n.fault_duration, "For Ith; default 1 s", "S");
  of_faults("--end-temperature", n.end_temperature, "Of lines at the end of the fault, for minimum currents; default 20 degC", "DEGC");
  CLI::Option* add = cli.add_option("--add", o->adding.add, "May a hall take more racks? gb300_nvl72:40@sites.inzai.halls.hall2: the margin of each resource, by the build plan")->type_name("MODEL:COUNT@HALL");
  std::vector<CLI::Option*> of_add{add, cli.add_option("--by", o->adding.by, "On this date; default: the start of the horizon")->type_name("DATE")->needs(add),
                                   cli.add_option("--price", o->adding.price, "Of one rack, for the budget; default: the last of the finances that is IT by `each`")->type_name("MONEY")->needs(add),
                                   cli.add_option("--fail-on", o->fail_on, "Exit with 4 where they do not fit")->type_name("violation")->check(CLI::IsMember({"violation"}, CLI::ignore_case).description(""))->needs(add)};
  for (const CLI::Option* option : o->of_networks) add->excludes(cli.get_option(option->get_name()));
  for (CLI::Option* option : of_add) option->group(add_group);
  for (const CLI::Option* option : o->of_traces) cli.get_option(option->get_name())->group(trace_group);
  for (const CLI::Option* option : o->of_networks) cli.get_option(option->get_name())->group(network_group);
  for (const CLI::Option* option : o->of_scenarios) cli.get_option(option->get_name())->group(scenario_group);
  o->json = json;
  cli.footer("Example: netsuden info hall.h5 --plot hall.svg\n"
             "The ledger: netsuden info years.h5 --capacity --shadow\n"
             "More racks: netsuden info scenarios/build-out.yaml --add gb300_nvl72:8@sites.inzai.halls.hall2 --by 2030-01-01\n"
             "A scenario: netsuden info scenarios/two-feeders.yaml --buses --short-circuit --sk \"500 MVA\"\n"
             "A network: netsuden info case.m --branches --short-circuit --sk \"5 GVA\"\n"
             "Exit codes: 0 done, 2 the scenario, the network or the command line is wrong, 3 the power flow does not converge,\n"
             "4 the racks do not fit (--fail-on violation),\n"
             "5 the file cannot be read (or a result not written).");
  return [o] {
    o->adding.fail = o->fail_on == "violation";
    return info(*o);
  };
}

}  // namespace netsuden::app
