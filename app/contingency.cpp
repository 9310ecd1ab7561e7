// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <nlohmann/json.hpp>

#include "app/command.hpp"
#include "app/contingency_scenario.hpp"
#include "app/network_info.hpp"
#include "app/progress.hpp"
#include "sim/base/errors.hpp"
#include "sim/base/unit_table.hpp"
#include "sim/power/network_contingency.hpp"

namespace netsuden::app {
namespace {

struct Options {
  std::string file, json, fail_on, method = "automatic", frequency = "50 Hz";
  bool all = false, quiet = false;
  int top = 20;
  std::string load = "100 %", wet_bulb = "28 degC";
  bool pairs = false, availability = false;
  std::int64_t samples = 0;
};

std::string watts(ActivePower p) { return p.si() == 0 ? "-" : format_si(p.si(), "W", 4); }

/// What an outage breaks, in words; "secure" where it breaks nothing.
std::string consequence(const NetworkFile& f, const BranchOutage& o) {
  if (!o.converged) return fmt::format("DOES NOT CONVERGE, a mismatch of {:.3g} pu is left at bus {}", o.mismatch_pu, o.worst_bus < 0 ? "-" : f.network.buses[o.worst_bus].name);
  std::vector<std::string> words;
  if (o.unserved.si() > 0) words.push_back("load not served");
  if (o.cut_off.si() > 0) words.push_back(fmt::format("{} of generation cut off", watts(o.cut_off)));
  if (!o.overloaded.empty()) words.push_back(fmt::format("{} overloaded", o.overloaded.size() == 1 ? f.branch_name(o.overloaded[0]) : fmt::format("{} branches", o.overloaded.size())));
  const auto voltages = [&](const std::vector<int>& buses, const char* what) {
    if (!buses.empty()) words.push_back(fmt::format("{} {}", buses.size() == 1 ? "bus " + f.network.buses[buses[0]].name : fmt::format("{} buses", buses.size()), what));
  };
  voltages(o.too_low, "too low");
  voltages(o.too_high, "too high");
  return words.empty() ? "secure" : fmt::format("{}", fmt::join(words, ", "));
}

std::string table(const NetworkFile& f, const Contingencies& c, const std::vector<int>& rows) {
  std::size_t width = 6;
  for (const int i : rows) width = std::max(width, f.branch_name(c.outages[i].branch).size());
  std::string t = fmt::format("  {:<{}} {:>6} {:>10} {:>8} {:>9}  {}\n", "outage", width, "dark", "unserved", "lowest", "loading", "what it breaks");
  for (const int i : rows) {
    const BranchOutage& o = c.outages[i];
    const std::string lowest = o.converged && o.lowest >= 0 ? fmt::format("{:.4f}", o.lowest_pu) : "-", loading = o.converged && o.most_loaded >= 0 ? fmt::format("{:.1f} %", 100 * o.loading) : "-";
    t += fmt::format("  {:<{}} {:>6} {:>10} {:>8} {:>9}  {}\n", f.branch_name(o.branch), width, o.dark_buses == 0 ? "-" : fmt::format("{}", o.dark_buses), watts(o.unserved), lowest, loading,
                     consequence(f, o));
  }
  return t;
}

std::string report(const NetworkFile& f, const PowerFlowSolution& base, const Contingencies& c, const Options& o) {
  const NetworkSummary sum = summarise(f.network, base);
  const auto count = [&](auto&& which) { return std::count_if(c.outages.begin(), c.outages.end(), which); };
  std::string t = fmt::format("{}: {}, {}\n\n", f.path, name_of(f.kind, false), f.size());
  const auto line = [&](const std::string& label, const std::string& value) { t += fmt::format("  {:<26}{}\n", label, value); };
  std::string before = sum.lowest < 0 ? "nothing is energised" : fmt::format("lowest voltage {:.4f} pu at bus {}", base.buses[sum.lowest].magnitude_pu, f.network.buses[sum.lowest].name);
  if (!sum.by_loading.empty()) before += fmt::format(", {} loaded to {:.1f} %", f.branch_name(sum.by_loading[0]), 100 * base.branches[sum.by_loading[0]].loading);
  else before += ", no branch has a rating";
  const auto outside = sum.too_low.size() + sum.too_high.size() + static_cast<std::size_t>(sum.overloaded);
  if (outside > 0) before += fmt::format("; {} outside limits already", outside);
  line("without an outage", before);
  line("outages of one branch", fmt::format("{}, {} of them secure", c.outages.size(), count([](const auto& x) { return x.secure(); })));
  line("  do not converge", fmt::format("{}", count([](const auto& x) { return !x.converged; })));
  line("  leave load unserved", fmt::format("{}", count([](const auto& x) { return x.unserved.si() > 0; })));
  line("  overload branches", fmt::format("{}", count([](const auto& x) { return !x.overloaded.empty(); })));
  line("  break voltage limits", fmt::format("{}", count([](const auto& x) { return !x.too_low.empty() || !x.too_high.empty(); })));
  auto rows = c.by_severity();
  if (!o.all) {
    rows.erase(std::remove_if(rows.begin(), rows.end(), [&](int i) { return c.outages[i].secure(); }), rows.end());
    const auto found = rows.size();
    if (rows.size() > static_cast<std::size_t>(o.top)) rows.resize(static_cast<std::size_t>(o.top));
    if (rows.empty()) return t;
    t += found > rows.size() ? fmt::format("\nthe {} worst of {} that are not secure  (--top N, --all)\n", rows.size(), found) : std::string("\nthose that are not secure, the worst first\n");
  } else {
    t += "\nall outages, the worst first\n";
  }
  return t + table(f, c, rows);
}

std::string to_json(const NetworkFile& f, const Contingencies& c) {
  using json = nlohmann::ordered_json;
  const auto names = [&](const std::vector<int>& buses) {
    json out = json::array();
    for (const int b : buses) out.push_back(f.network.buses[b].name);
    return out;
  };
  const auto name = [&](int bus) { return bus < 0 ? json(nullptr) : json(f.network.buses[bus].name); };
  json outages = json::array();
  for (const int i : c.by_severity()) {
    const BranchOutage& o = c.outages[i];
    const auto& b = f.network.branches[o.branch];
    const bool lit = o.converged && o.lowest >= 0, rated = o.converged && o.most_loaded >= 0;
    outages.push_back({{"branch_index", o.branch}, {"branch", b.name}, {"from_bus", f.network.buses[b.from].name}, {"to_bus", f.network.buses[b.to].name}, {"secure", o.secure()},
                       {"converged", o.converged}, {"iterations", o.iterations}, {"mismatch_bus", name(o.worst_bus)}, {"dark_buses", o.dark_buses}, {"unserved_w", o.unserved.si()},
                       {"generation_cut_off_w", o.cut_off.si()}, {"lowest_voltage_bus", name(o.lowest)}, {"lowest_voltage_pu", lit ? json(o.lowest_pu) : json(nullptr)},
                       {"highest_voltage_bus", name(o.highest)}, {"highest_voltage_pu", lit ? json(o.highest_pu) : json(nullptr)},
                       {"most_loaded_branch_index", rated ? json(o.most_loaded) : json(nullptr)}, {"loading", rated ? json(o.loading) : json(nullptr)},
                       {"voltage_low_buses", names(o.too_low)}, {"voltage_high_buses", names(o.too_high)}, {"overloaded_branch_indices", o.overloaded}});
  }
  const json root = {{"file", f.path}, {"format", f.matpower() ? "matpower" : "power-grid-model"}, {"outages", outages}};
  return root.dump(1) + "\n";
}

int of_scenario(const Options& o, const std::optional<std::string>& json) {
  ScenarioContingencyOptions s;
  s.file = o.file;
  s.all = o.all;
  s.quiet = o.quiet;
  s.top = o.top;
  s.availability = o.availability || o.samples > 0;
  s.samples = o.samples;
  s.graph = design_point("contingency", o.load, o.wet_bulb);
  s.graph.pairs = o.pairs;
  return scenario_contingency(s, json, o.fail_on == "violation");
}

int contingency(const Options& o, const std::optional<std::string>& json) {
  const FileKind kind = kind_of(o.file);
  if (kind == FileKind::scenario) return of_scenario(o, json);
  if (o.availability || o.samples > 0) throw UsageError(fmt::format("contingency: {} is {}; --availability and --samples are of scenarios", o.file, name_of(kind)));
  if (!is_network(kind))
    throw UsageError(fmt::format("contingency: {} is {}; contingency reads scenarios and power networks: MATPOWER cases (.m) and power-grid-model inputs (.json)", o.file, name_of(kind)));
  const Frequency frequency = frequency_option("contingency", o.frequency);
  const bool to_file = json && *json != "-";
  if (to_file) {
    require_other_file("contingency", *json, o.file, "the network");
    require_writable(*json);
  }
  int exit_code = ok;
  const auto file = read_or_tell(o.file, kind, frequency, exit_code);
  if (!file) return exit_code;
  PowerFlow flow(file->network);
  PowerFlowOptions options;
  options.method = method_of(o.method, flow, "contingency", o.file);
  const PowerFlowSolution& base = flow.solve(options);
  if (!base.converged) throw SimulationError(fmt::format("{}: without an outage, {}", o.file, flow.failure()));
  Contingencies c;
  {
    CountedProgress progress("outages", o.quiet);
    c = n_minus_1(file->network, base, options, [&](int done, int all) { progress.update(done, all); });
  }
  if (!json || to_file) fmt::print("{}", report(*file, base, c, o));
  if (to_file) write_file(*json, to_json(*file, c));
  else if (json) fmt::print("{}", to_json(*file, c));
  const bool broken = std::any_of(c.outages.begin(), c.outages.end(), [](const auto& x) { return !x.secure(); });
  return o.fail_on == "violation" && broken ? violation : ok;
}

}  // namespace

Action add_contingency(CLI::App& cli) {
  auto o = std::make_shared<Options>();
  cli.add_option("FILE", o->file, "Scenario, or power network: a MATPOWER case (.m) or a power-grid-model input (.json)")->required()->type_name("");
  CLI::Option* all = cli.add_flag("--all", o->all, "List every outage, the secure ones too");
  cli.add_option("--top", o->top, "How many of those that are not secure are listed; default 20")->type_name("N")->check(CLI::Range(1, 1000000).description(""))->excludes(all);
  const CLI::Option* json = cli.add_option("--json", o->json, "Every outage as JSON: to this file, or instead of the report")->type_name("[FILE]")->expected(0, 1);
  cli.add_option("--method", o->method, "automatic (default), newton, or sweep, which needs a radial network")->type_name("")->check(CLI::IsMember({"automatic", "newton", "sweep"}));
  cli.add_option("--frequency", o->frequency, "Of the network, with its unit; default 50 Hz")->type_name("HZ");
  cli.add_option("--fail-on", o->fail_on, "Exit with 4 when an outage is not secure")->type_name("violation")->check(CLI::IsMember({"violation"}, CLI::ignore_case).description(""));
  cli.add_option("--load", o->load, "Scenario: load of the racks, a share of their rating; default 100 %")->type_name("");
  cli.add_option("--wet-bulb", o->wet_bulb, "Scenario: wet bulb at which the plants run; default 28 degC")->type_name("");
  cli.add_flag("--pairs", o->pairs, "Scenario: each pair of elements too");
  cli.add_flag("--availability", o->availability, "Scenario: availability of power and cooling of each hall, by formula where that is possible");
  cli.add_option("--samples", o->samples, "Scenario: the same by Monte Carlo, from so many states")->type_name("N")->check(CLI::Range(1, 1000000000).description(""));
  cli.add_flag("--quiet,-q", o->quiet, "No progress");
  cli.footer("Example: netsuden contingency scenarios/networks/three-bus.m\n"
             "N-1: each branch is opened alone and the power flow solved anew. An outage is secure where it leaves no load dark and brings\n"
             "nothing outside the limits of the file that was inside. A part without a source is dark, even where generators stand in it.\n"
             "Example: netsuden contingency scenarios/two-feeders.yaml\n"
             "Scenario: each node and each unit of the electrical graph fails alone, at full load; sets start, couplers close, batteries\n"
             "empty and relays trip for ten minutes. What is dark then, or over its rating? Firm load: what every failure leaves served.\n"
             "Then the class of the topology after the Uptime tiers, each verdict with its evidence; --availability adds hours without power\n"
             "or cooling of each hall, by the failure rates and repair times of the scenario or the catalogue.\n"
             "Exit codes: 0 done, 2 the file or the command line is wrong, 3 the network does not converge as it is,\n"
             "4 an outage or failure is not secure (--fail-on violation), 5 the file cannot be read (or a result not written).");
  return [o, json] { return contingency(*o, json->count() == 0 ? std::nullopt : std::optional(o->json.empty() ? "-" : o->json)); };
}

}  // namespace netsuden::app
