// SPDX-License-Identifier: Apache-2.0
// Logs in the standard workload format 2.2 of the Parallel Workloads Archive: lines of 18 numbers, -1 where one is unknown, and a header of
// comments `; Label: value`.
//
// Source: S. J. Chapin et al., Benchmarks and standards for the evaluation of parallel job schedulers, JSSPP 1999;
// www.cs.huji.ac.il/labs/parallel/workload/swf.html. Read but not used: average CPU time and memory (in many logs a constant), preceding job
// and think time (jobs come when the log says, whatever became of those before them).
// Verified by tests/unit/import/swf_test.cpp.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "io/import/jobs.hpp"

namespace netsuden {

/// A line. -1: unknown.
struct SwfJob {
  std::int64_t number = -1;
  double submit_s = 0, wait_s = -1, run_s = -1;
  int procs = -1;               ///< allocated
  double cpu_s = -1;            ///< mean of its processors
  double memory_kb = -1;        ///< mean of its processors
  int requested_procs = -1;
  double requested_s = -1, requested_memory_kb = -1;
  int status = -1;              ///< 0 failed, 1 completed, 2 to 4 part of a job with a line of its own, 5 cancelled
  int user = -1, group = -1, executable = -1, queue = -1, partition = -1;
  std::int64_t preceding = -1;
  double think_s = -1;
};

struct SwfLog {
  std::map<std::string, std::string> header;         ///< the first of each label
  std::map<int, std::string> queues, partitions;     ///< names that the header gives them
  std::vector<SwfJob> jobs;                          ///< in the order of the file
  int negatives = 0, first_negative = 0;             ///< numbers below -1, taken as unknown too; the line of the first
  std::optional<double> number(const std::string& label) const;
};

/// Every bad line is reported, twenty of a kind at most. Published logs have numbers below -1 where a difference of dates went wrong: they
/// are unknown as well, and a note counts them.
std::optional<SwfLog> parse_swf(const std::string& text, const std::string& file, Diagnostics&);

/// As records, sorted by submission; a note counts what is left out: jobs cancelled before they started, parts of jobs, and those whose run time
/// or processors are unknown.
std::optional<std::vector<JobRecord>> swf_jobs(const SwfLog&, const JobImport&, Diagnostics&);

}  // namespace netsuden
