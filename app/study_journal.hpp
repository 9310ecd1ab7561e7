// SPDX-License-Identifier: Apache-2.0
// The journal of a study, runs.jsonl: a line that says what the study is, then one a run in the order in which they ended. It is the truth of what
// is done: a run is done when its line is there whole and its trace has the size that the line says. A line that a crash cut is cut off; its run is
// run again. Lines are forced to the disk once a second at most, after their traces: power that fails costs the runs of the last second.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "app/study_run.hpp"

namespace netsuden::app {

class StudyJournal {
 public:
  /// A new one, or with `resume` one that is there and whose first line is the same. Throws UsageError where that is not so, IoError of the disk.
  StudyJournal(const StudyWork&, bool resume);
  ~StudyJournal();
  StudyJournal(const StudyJournal&) = delete;
  StudyJournal& operator=(const StudyJournal&) = delete;

  /// Runs that were done before, each once.
  std::vector<RunOutcome>& done() { return done_; }
  void append(const RunOutcome&);
  void sync();

 private:
  std::string path_;
  int fd_ = -1;
  std::vector<RunOutcome> done_;
  bool unsaved_ = false;
  std::chrono::steady_clock::time_point saved_;
};

}  // namespace netsuden::app
