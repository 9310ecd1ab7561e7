// SPDX-License-Identifier: Apache-2.0
#include "app/network_info.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "app/command.hpp"
#include "sim/base/errors.hpp"
#include "sim/base/unit_table.hpp"

namespace netsuden::app {

using Method = PowerFlowOptions::Method;

double option_si(const std::string& subcommand, const std::string& name, const std::string& text, Dim dim, const char* unit, Want want) {
  std::string message;
  const auto v = to_si(text, dim, want, {}, message, unit);
  if (!v) throw UsageError(fmt::format("{}: {}: {}", subcommand, name, message));
  return *v;
}

Frequency frequency_option(const std::string& subcommand, const std::string& text) {
  const double hz = option_si(subcommand, "--frequency", text, dims::frequency, "Hz");
  if (!(hz > 0)) throw UsageError(fmt::format("{}: --frequency must be positive, not {}", subcommand, text));
  return Frequency::from_si(hz);
}

Method method_of(const std::string& word, const PowerFlow& flow, const std::string& subcommand, const std::string& path) {
  if (word == "newton") return Method::newton;
  if (word != "sweep") return Method::automatic;
  if (!flow.is_radial())
    throw UsageError(fmt::format("{}: --method sweep needs trees with one source each and no generator that holds a voltage; {} is not radial", subcommand, path));
  return Method::radial;
}

std::optional<NetworkFile> read_or_tell(const std::string& path, FileKind kind, Frequency frequency, int& exit_code) {
  Diagnostics d;
  auto file = read_network(path, kind, frequency, d);
  const bool unreadable = std::any_of(d.all().begin(), d.all().end(), [](const Diagnostic& m) { return m.code == "cannot-read"; });
  fmt::print(stderr, "{}", d.render());
  exit_code = file ? ok : unreadable ? io_failed : bad_input;
  return file;
}

int network_info(const std::string& path, FileKind kind, const NetworkOptions& o, const std::optional<std::string>& json) {
  const Frequency frequency = frequency_option("info", o.frequency);
  const bool to_file = json && *json != "-";
  if (to_file) {
    require_other_file("info", *json, path, "the network");
    require_writable(*json);
  }
  int exit_code = ok;
  const auto file = read_or_tell(path, kind, frequency, exit_code);
  if (!file) return exit_code;

  std::optional<ShortCircuits> faults;
  if (o.short_circuit) faults = short_circuits(*file, o);
  PowerFlow flow(file->network);
  PowerFlowOptions options;
  options.method = method_of(o.method, flow, "info", path);
  const PowerFlowSolution& s = flow.solve(options);
  if (!s.converged) throw SimulationError(fmt::format("{}: {}", path, flow.failure()));
  const NetworkSolution solution{*file, s, summarise(file->network, s)};

  if (!json || to_file) {
    fmt::print("{}", network_text(solution));
    if (o.buses) fmt::print("\n{}", bus_table(solution));
    if (o.branches) fmt::print("\n{}", branch_table(solution));
    if (faults) fmt::print("\n{}", short_circuit_text(*file, *faults));
  }
  if (!json) return ok;
  const std::string text = network_json(solution, faults ? &*faults : nullptr);
  if (to_file) write_file(*json, text);
  else fmt::print("{}", text);
  return ok;
}

}  // namespace netsuden::app
