// SPDX-License-Identifier: Apache-2.0
// Logs of jobs on halls, run twice: by the schedulers of sim/workload, and by a second implementation that shares nothing with them. The second
// one keeps plain lists, counts nodes by going through them, and asks of each start what the definition asks: would a promise break?
#pragma once

#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "sim/workload/scheduler.hpp"

namespace netsuden::test {

struct LogJob {
  double submit_s = 0;
  int nodes = 1;
  double run_s = 1, limit_s = 1;
  int hall = -1, tenant = -1;
  double priority = 0;
};

/// From a date on a hall has so many nodes. With fewer than before, what ran in it loses its work.
struct HallChange {
  double at_s = 0;
  int hall = 0, nodes = 0;
};

struct Log {
  std::vector<int> halls;
  std::vector<LogJob> jobs;  ///< by submission
  std::vector<HallChange> changes;
  std::vector<int> quotas;   ///< by tenant; empty: none
};

struct Ran {
  double start_s = std::numeric_limits<double>::quiet_NaN(), end_s = start_s;
  int hall = -1, restarts = 0;
  bool backfilled = false;
};

enum class Rule { fcfs, easy, conservative };

/// After each pass.
using Watch = std::function<void(double now, const Scheduler&)>;
std::vector<Ran> by_scheduler(const Log&, Rule, QueueOrder, int depth, const Watch& = {});
std::vector<Ran> by_hand(const Log&, Rule, QueueOrder, int depth);

/// "" or the first difference.
std::string difference(const std::vector<Ran>& scheduler, const std::vector<Ran>& hand);

/// Mean wait and mean bounded slowdown (bound 10 s).
struct Waits {
  double mean_s = 0, slowdown = 0;
};
Waits waits(const Log&, const std::vector<Ran>&);

}  // namespace netsuden::test
