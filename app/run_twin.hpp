// SPDX-License-Identifier: Apache-2.0
// What `run` and `fork` do alike once they know what to run: run it, show how far it is, write what was asked for, say how it ended.
#pragma once

#include <functional>
#include <string>

#include "app/progress.hpp"
#include "io/scenario/load.hpp"
#include "sim/ledger/record.hpp"
#include "sim/twin/twin.hpp"

namespace netsuden::app {

struct RunResults {
  std::string trace;                  ///< "": none
  std::string json, report, fail_on;  ///< "": none
  bool quiet = false, overwrite = false;
  std::function<void(const RunSummary&)> also = {};            ///< after the summary was printed
  std::function<TraceSink*(TraceSink*)> through = {};          ///< what the rows pass on their way to the trace
  const LoadedScenario* scenario = nullptr;                    ///< where its values come from goes into the trace
  TraceSink* replayed = nullptr;                               ///< of a fork, what its rows before the checkpoint go to
};

/// A summary can be written where the results say. Throws IoError.
void require_writable_results(const RunResults&);
/// The exit code. Throws IoError for a trace or a summary that cannot be written.
int run_twin(Twin&, const TraceLayout&, const TimeZone&, Progress&, const RunResults&);

}  // namespace netsuden::app
