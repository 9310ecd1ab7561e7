// SPDX-License-Identifier: Apache-2.0
#include "app/network_info.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

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

namespace {

const PowerFlowSolution& solved(PowerFlow& flow, const NetworkFile& file, const std::string& method) {
  PowerFlowOptions options;
  options.method = method_of(method, flow, "info", file.path);
  const PowerFlowSolution& s = flow.solve(options);
  if (!s.converged) throw SimulationError(fmt::format("{}: {}", file.path, flow.failure()));
  return s;
}

}  // namespace

SiteBalance site_balance(const NetworkSolution& s) {
  const Network& n = s.file.network;
  SiteBalance b;
  for (std::size_t i = 0; i < n.sources.size(); ++i) {
    if (s.file.converted(n.sources[i])) {
      b.out_of_ups += s.flow.sources[i].p;
      for (const auto& l : n.loads)
        if (l.name == n.sources[i].name) b.into_ups += l.p;
    } else {
      b.import.p += s.flow.sources[i].p;
      b.import.q += s.flow.sources[i].q;
    }
  }
  b.loads = s.summary.load.p - b.into_ups;
  return b;
}

NetworkReport::NetworkReport(const NetworkFile& file, const NetworkFile& for_faults, const NetworkOptions& o)
    : options_(o),
      faults_(o.short_circuit ? std::optional(short_circuits(for_faults, o)) : std::nullopt),
      flow_(file.network),
      solution_{file, solved(flow_, file, o.method), summarise(file.network, flow_.solution())} {}

std::string NetworkReport::tables() const {
  std::string t;
  if (options_.buses) t += "\n" + bus_table(solution_);
  if (options_.branches) t += "\n" + branch_table(solution_);
  if (faults_) t += "\n" + short_circuit_text(*faults_);
  return t;
}

nlohmann::ordered_json NetworkReport::json() const { return network_json(solution_, faults_ ? &*faults_ : nullptr); }

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

  const NetworkReport report(*file, *file, o);
  if (!json || to_file) fmt::print("{}{}", report.text(), report.tables());
  if (!json) return ok;
  const std::string text = report.json().dump(1) + "\n";
  if (to_file) write_file(*json, text);
  else fmt::print("{}", text);
  return ok;
}

}  // namespace netsuden::app
