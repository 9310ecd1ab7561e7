// SPDX-License-Identifier: Apache-2.0
// One run of a study, and what it leaves.
#pragma once

#include <string>
#include <vector>

#include "app/metrics.hpp"
#include "io/study/index.hpp"
#include "io/study/study.hpp"

namespace netsuden::app {

/// What a study does with its runs, known before the first of them.
struct StudyWork {
  const Study* study = nullptr;
  std::string folder;            ///< of the study, with a slash
  std::vector<Metric> outputs;   ///< names, units; in the order of the index
  bool traces = true;
};

struct RunOutcome {
  std::size_t run = 0;
  std::string status;     ///< complete | invalid | failed (3) | refused (2) | lost (the process died); io: the disk, not the run, was at fault
  std::string message, run_id;
  std::vector<double> metrics;
  double trace_bytes = 0;
  // Not the same from time to time: for the journal alone.
  double wall_s = 0, cpu_s = 0, peak_bytes = 0, ended_unix_s = 0;
  std::string host;
};

/// Where a trace says from which study it comes.
std::vector<std::pair<std::string, std::string>> study_attributes(const Study&, std::size_t run);

/// In this process, which must not have run before: SimGrid has one engine. Never throws.
RunOutcome run_of_study(const StudyWork&, std::size_t run) noexcept;

/// Names and units of all metrics that the base scenario has, by the first day of a run. In this process, once.
std::vector<Metric> probe_metrics(const Study&);

/// One line of JSON without its end; NaN is null. `read_outcome` is its inverse; false for what it is not.
std::string outcome_line(const RunOutcome&);
bool read_outcome(const std::string& line, RunOutcome&);

}  // namespace netsuden::app
