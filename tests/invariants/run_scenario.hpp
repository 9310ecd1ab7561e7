// SPDX-License-Identifier: Apache-2.0
// Whole runs for tests: each in a process of its own (SimGrid has one engine a process), its result back in memory.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "io/scenario/load.hpp"
#include "sim/ledger/record.hpp"
#include "sim/ledger/summary.hpp"
#include "sim/spec/inputs.hpp"
#include "sim/spec/scenario.hpp"

namespace netsuden::test {

/// Power, cooling and halls of a site `s`: 20 DGX racks behind one UPS and one transformer at a power factor of 0.95.
inline const std::string twenty_racks = R"(    power:
      feeder: {type: grid_connection, capacity: 3 MVA, power_factor: 0.95}
      tx: {type: transformer, model: cast_resin_2500kva, feeds_from: feeder}
      ups: {type: ups, model: modular_1500kw, feeds_from: tx}
    cooling:
      cold: {type: chilled_water, supply: 18 degC, fed_by: tx, chillers: {model: centrifugal_warm_2mw, count: 1}, towers: {model: tower_3mw, count: 1}}
    halls:
      h1: {racks: {model: dgx_h100, count: 20, boot: 0 s}, fed_by: ups, air: {loop: cold, supply: 24 degC}}
)";

struct Table {
  std::string path;
  std::vector<std::string> channels, entities;
  bool timed = true;                      ///< the first number of a row is the time
  std::vector<std::vector<double>> rows;  ///< as the twin hands them over, in double precision
  std::vector<std::string> texts;         ///< one a row where the table has words
  std::vector<double> times() const;
  std::vector<double> column(const std::string& channel, const std::string& entity = "") const;
};

struct Result {
  std::string status, message;
  double simulated_s = 0, electrical_residual = 0, thermal_residual = 0;
  std::int64_t steps = 0, events = 0;
  std::vector<SiteMeters> sites;
  std::vector<std::pair<int, SiteMeters>> years;  ///< of the first site
  std::vector<CurtailmentSummary> curtailment;    ///< of all sites
  std::vector<HallSummary> halls;
  std::vector<FuelSummary> fuel;
  std::vector<TrainingSummary> training;
  std::vector<FinanceYear> finance_years;
  std::vector<std::string> constraint_names;
  std::vector<ConstraintSummary> constraints;  ///< numbers only; names in `constraint_names`
  JobSummary jobs;
  std::vector<Table> tables;
  const Table& table(const std::string& path) const;
  const ConstraintSummary& constraint(const std::string& name) const;
  /// Dates of the events with a code ("violation_begin"), in order.
  std::vector<double> event_times(const std::string& code) const;
};

struct Request {
  std::string text;               ///< the scenario, or
  std::string file;               ///< where it is
  std::vector<std::string> set;   ///< PATH=VALUE
  std::vector<double> wakes;      ///< no-op wake-ups
  double stop_at_s = -1;          ///< raise the stop flag at the first wake-up from this date on
  bool record = true;
  std::function<void(Scenario&, Inputs&)> edit;  ///< last hand on what the twin gets
};

/// Runs in a child process. A scenario that is refused, a crash or an uncaught exception fails the test with words.
Result run(const Request&);

/// The run of a scenario's text, which must end as `complete` with its energy closed to 1e-9; else it throws in words.
Result run_text(const std::string& text);

/// Scenario and inputs without a run; diagnostics fail the test.
std::pair<LoadedScenario, Inputs> load(const Request&);

/// A folder that is removed with the object.
class TempFolder {
 public:
  TempFolder();
  ~TempFolder();
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  const std::string& path() const { return path_; }
  std::string write(const std::string& name, const std::string& text) const;  ///< returns the path

 private:
  std::string path_;
};

}  // namespace netsuden::test
