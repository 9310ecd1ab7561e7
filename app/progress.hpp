// SPDX-License-Identifier: Apache-2.0
// Progress of what takes long, on standard error. Of a run: a bar on a terminal, a line a minute otherwise; simulated date, speed, estimate of
// the end. The environment variable NETSUDEN_PROGRESS_SECONDS sets another interval.
#pragma once

#include <chrono>
#include <string>

#include "sim/base/calendar.hpp"

namespace netsuden::app {

class Progress {
 public:
  Progress(double start_unix_s, double duration_s, TimeZone zone, bool quiet);
  ~Progress() { finish(); }
  /// Called often with the simulated seconds; looks at the clock now and then only.
  void update(double simulated_s);
  /// Up to then, what was run before is run again.
  void replay_until(double s) { replay_until_s_ = s; }
  /// Clears the bar.
  void finish();

 private:
  void print(double simulated_s, double elapsed_s);
  double start_unix_s_, duration_s_, every_s_, replay_until_s_ = 0;
  TimeZone zone_;
  bool quiet_, terminal_, shown_ = false;
  long calls_ = 0;
  std::chrono::steady_clock::time_point begin_, last_;
};

/// Progress of what is counted, where it is worth telling: after two seconds on a terminal, otherwise a line a minute.
class CountedProgress {
 public:
  explicit CountedProgress(std::string what, bool quiet);
  ~CountedProgress();
  void update(int done, int all);

 private:
  std::string what_;
  double every_s_;
  bool quiet_, terminal_, shown_ = false;
  std::chrono::steady_clock::time_point begin_, last_;
};

}  // namespace netsuden::app
