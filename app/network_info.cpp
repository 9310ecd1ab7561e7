// SPDX-License-Identifier: Apache-2.0
#include "app/network_info.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "app/command.hpp"
#include "sim/base/errors.hpp"

namespace netsuden::app {
namespace {

using Method = PowerFlowOptions::Method;

Method method_of(const std::string& word, const PowerFlow& flow, const std::string& path) {
  if (word == "newton") return Method::newton;
  if (word != "sweep") return Method::automatic;
  if (!flow.is_radial())
    throw UsageError(fmt::format("info: --method sweep needs trees with one source each and no generator that holds a voltage; {} is not radial", path));
  return Method::radial;
}

}  // namespace

int network_info(const std::string& path, FileKind kind, const NetworkOptions& o, const std::optional<std::string>& json) {
  const double frequency_hz = option_si("--frequency", o.frequency, dims::frequency, "Hz");
  if (!(frequency_hz > 0)) throw UsageError(fmt::format("info: --frequency must be positive, not {}", o.frequency));
  const bool to_file = json && *json != "-";
  if (to_file) {
    require_other_file("info", *json, path, "the network");
    require_writable(*json);
  }
  Diagnostics d;
  const auto file = read_network(path, kind, Frequency::from_si(frequency_hz), d);
  const bool unreadable = std::any_of(d.all().begin(), d.all().end(), [](const Diagnostic& m) { return m.code == "cannot-read"; });
  fmt::print(stderr, "{}", d.render());
  if (!file) return unreadable ? io_failed : bad_input;

  std::optional<ShortCircuits> faults;
  if (o.short_circuit) faults = short_circuits(*file, o);
  PowerFlow flow(file->network);
  PowerFlowOptions options;
  options.method = method_of(o.method, flow, path);
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
