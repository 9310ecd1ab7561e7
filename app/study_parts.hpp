// SPDX-License-Identifier: Apache-2.0
// The steps of `netsuden study` that have a file of their own: what it checks before, the folder it works in, what it shows meanwhile.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "app/study_results.hpp"
#include "io/trace/part_file.hpp"
#include "sim/base/running_stats.hpp"

namespace netsuden::app {

/// Reads and checks a study, its base and the names of its outputs, for which a run of a day asks in a process of its own. Every message at once.
/// Nothing where there are errors. `available` gets all metrics that there are.
std::unique_ptr<Study> open_study(const std::string& file, StudyWork&, std::vector<Metric>* available, Diagnostics&);
/// Of a study that is already read.
bool resolve_outputs(const Study&, StudyWork&, std::vector<Metric>* available, Diagnostics&);

/// The folder of a study, made where it is missing, held against other studies while it lives. Throws UsageError where another one works in it.
class StudyFolder {
 public:
  StudyFolder(const std::string& folder, const std::string& study_text, bool resume);

 private:
  WriterLock lock_;
};

/// Index, tables, picture and report, each whole or not at all. Words on what the index leaves out.
std::vector<std::string> write_results(const StudyWork&, const StudyRuns&, const StudyResults&, const std::string& report);
/// Throws IoError; never leaves half a file.
void replace_file(const std::string& path, const std::string& text);

/// Progress on standard error: how many runs, the estimate, and a table of the metrics so far, over itself on a terminal.
class StudyLive {
 public:
  StudyLive(const StudyWork&, std::size_t runs, bool quiet);
  ~StudyLive() { finish(); }
  void add(const RunOutcome&, bool now);  ///< `now`: it has just ended
  void update(std::size_t running, bool stopping);
  void finish();

 private:
  const StudyWork& work_;
  std::size_t runs_, done_ = 0, now_ = 0, failed_ = 0;
  bool quiet_, terminal_;
  double every_s_;
  int shown_lines_ = 0;
  std::vector<RunningStats> sums_;
  std::chrono::steady_clock::time_point begin_, last_;
};

}  // namespace netsuden::app
