// SPDX-License-Identifier: Apache-2.0
// The twin: a scenario with its inputs, run once on SimGrid. One twin a process (SimGrid has one engine).
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "sim/ledger/record.hpp"
#include "sim/ledger/summary.hpp"
#include "sim/spec/inputs.hpp"
#include "sim/spec/scenario.hpp"

namespace netsuden {

/// A part of the horizon, recorded alone: the run goes from the start as it always would, unrecorded up to a checkpoint, and ends early.
struct Fork {
  double from_s = 0;     ///< a date of checkpoint_before(); 0: the start
  double at_s = 0;       ///< the changes act from here on; so do the next two
  double until_s = 0;
  double step_s = 0;     ///< no step is longer; 0: as the scenario has it
  double record_s = 0;   ///< no record interval is longer; 0: as the scenario has it
};

struct RunOptions {
  std::function<void(double)> on_progress;  ///< simulated seconds; called at each wake-up of the facility
  std::atomic<bool>* stop = nullptr;        ///< set from a signal handler: the run ends as `interrupted`
  std::function<void()> on_engine;          ///< called once SimGrid has installed its own signal handlers: install yours
  std::string controller_program = "/proc/self/exe";  ///< that runs a user's controller (controller_host.hpp)
  TraceSink* replayed = nullptr;            ///< of a fork: gets the rows before its checkpoint
  std::vector<double> no_op_wakes;          ///< dates at which the facility is woken for nothing (tests)
};

class Twin {
 public:
  /// The scenario is checked and complete (io/scenario).
  Twin(Scenario, Inputs);
  ~Twin();
  Twin(const Twin&) = delete;
  Twin& operator=(const Twin&) = delete;

  /// The date of the last checkpoint before t, 0 where there is none.
  double checkpoint_before(double t_s) const;
  /// Before layout() and run().
  void fork(const Fork&);
  /// What will be recorded; known before the run.
  TraceLayout layout(const std::string& scenario_written, const std::string& scenario_resolved) const;
  /// Runs to the end of the horizon. Never throws for what the simulation meets: the status says it. IoError of the sink
  /// passes through.
  RunSummary run(TraceSink* sink, const RunOptions& = {});

  static std::string simgrid_version();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace netsuden
