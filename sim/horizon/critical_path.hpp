// SPDX-License-Identifier: Apache-2.0
// The critical path method (CPM) on activities that wait for others.
//
//   forward    ES = max(not before, EF of those it waits for),  EF = ES + duration
//   backward   LF = min LS of those that wait for it, its own EF where nothing does;  LS = LF - duration
//   total float = LF - EF: by how much it may be late before anything at an end of the network is
//   free float  = min ES of those that wait for it - EF, or its total float where nothing does
//   critical    total float below a second
// Each activity that nothing waits for is an end of its own: the delivery of one phase has no float towards that of a later one.
// Networks with one end give the textbook's floats.
// Source: J. E. Kelley, "Critical-Path Planning and Scheduling: Mathematical Basis", Operations Research 9 (1961) 296-320.
// Left out: lags, shared resources. Verified by tests/unit/horizon/critical_path_test.cpp.
#pragma once

#include <functional>
#include <limits>
#include <vector>

namespace netsuden {

struct Activity {
  double not_before = -std::numeric_limits<double>::infinity();
  std::vector<int> after;
};

struct ActivityTimes {
  double start = 0, finish = 0, late_start = 0, late_finish = 0;
  double total_float = 0, free_float = 0;
  bool critical = false;
  int driver = -1;  ///< of `after`, whose end it started at; -1: its own date
};

/// Where an activity ends that starts at an instant: lead times may go by the calendar.
using Finish = std::function<double(int activity, double start)>;

/// Activities may stand in any order. Where they wait for each other in a circle the last link is left out: `cycle_of` is to be asked before.
std::vector<ActivityTimes> critical_path(const std::vector<Activity>&, const Finish&);

/// A circle in `after`, each waiting for the next and the last for the first; empty: none.
std::vector<int> cycle_of(const std::vector<Activity>&);

}  // namespace netsuden
