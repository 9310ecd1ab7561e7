// SPDX-License-Identifier: Apache-2.0
// What `info` says of a power network: its power flow, and its short circuits by IEC 60909 where asked for.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "app/network_file.hpp"
#include "sim/base/unit_table.hpp"
#include "sim/power/network_summary.hpp"
#include "sim/power/power_flow.hpp"
#include "sim/power/short_circuit.hpp"

namespace netsuden::app {

/// Of `newton`, `sweep` or anything else; throws UsageError where the sweep cannot serve the network.
PowerFlowOptions::Method method_of(const std::string& word, const PowerFlow&, const std::string& subcommand, const std::string& path);

/// The network of a file, with its messages on standard error, or an exit code.
std::optional<NetworkFile> read_or_tell(const std::string& path, FileKind, Frequency, int& exit_code);

/// As they stand on the command line.
struct NetworkOptions {
  std::string method = "automatic", frequency = "50 Hz";
  bool buses = false, branches = false, short_circuit = false;
  std::string fault = "maximum", sk, rx, kappa = "C", lv_tolerance = "10 %", fault_duration = "1 s", end_temperature = "20 degC";
};

struct NetworkSolution {
  const NetworkFile& file;
  const PowerFlowSolution& flow;
  NetworkSummary summary;
};

/// Of a site: what comes from the grid, and what its loads and its UPS take.
struct SiteBalance {
  PowerFlowSolution::Power import;
  ActivePower loads, into_ups, out_of_ups;
};
SiteBalance site_balance(const NetworkSolution&);

/// The exit code. `json`: a file, "-" for standard output instead of the report, or nothing.
int network_info(const std::string& path, FileKind, const NetworkOptions&, const std::optional<std::string>& json);

struct ShortCircuits {
  Network network;                 ///< as the standard sees it
  Iec60909Options options;
  std::vector<std::string> notes;  ///< what was assumed, and what the file does not give
  bool infinite = false;           ///< sources without an impedance: their own buses have no finite current
  std::vector<bool> at_infinite;   ///< by bus
  std::vector<Iec60909Bus> buses;
};

/// Throws UsageError where an option has no sense, or where the file lacks what --sk gives.
ShortCircuits short_circuits(const NetworkFile&, const NetworkOptions&);
/// A power, a time ... of the command line in SI; throws UsageError. `name` is "--sk".
double option_si(const std::string& subcommand, const std::string& name, const std::string& text, Dim, const char* unit, Want = Want::number);
Frequency frequency_option(const std::string& subcommand, const std::string& text);

std::string network_text(const NetworkSolution&);
std::string bus_table(const NetworkSolution&);
std::string branch_table(const NetworkSolution&);
std::string short_circuit_text(const ShortCircuits&);
nlohmann::ordered_json network_json(const NetworkSolution&, const ShortCircuits*);

/// The report, and on demand its tables and its machine's form.
class NetworkReport {
 public:
  /// Solves the network, and `for_faults` where the options ask for short circuits; throws SimulationError where it does not converge.
  NetworkReport(const NetworkFile&, const NetworkFile& for_faults, const NetworkOptions&);
  std::string text() const { return network_text(solution_); }
  std::string tables() const;
  nlohmann::ordered_json json() const;

 private:
  NetworkOptions options_;
  std::optional<ShortCircuits> faults_;
  PowerFlow flow_;
  NetworkSolution solution_;
};

}  // namespace netsuden::app
