// SPDX-License-Identifier: Apache-2.0
// Job traces of CSV files and of the standard workload format (swf.hpp), plain or packed with gzip. Sorted by submission, then by the order in
// the file.
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "sim/base/calendar.hpp"
#include "sim/base/diagnostics.hpp"

namespace netsuden {

struct JobRecord {
  std::int64_t id = 0;
  double submit_s = 0;  ///< from the zero of the file; negative: queued before the start
  int nodes = 1;
  double run_s = 0;                                           ///< time for which the nodes are held
  double limit_s = std::numeric_limits<double>::quiet_NaN();  ///< requested wall time; NaN where unknown
  float cpu_util = 1;                                         ///< 0..1
  /// Format raps: sum over the GPUs of a node, 0..4 on Frontier (four MI250X). Else a share of the node's GPUs, 0..1.
  float gpu_util = 1;
  int gpus = 0;                ///< asked for; 0 where the file counts nodes
  std::string tenant;
  double priority = 0;
  double recorded_start_s = std::numeric_limits<double>::quiet_NaN();  ///< NaN where the file records none
};

enum class JobFormat {
  /// id,submit_s,nodes,run_s,limit_s,cpu_util_0to1,gpu_util_0to4[,sim_start_s] as made from ExaDigiT/RAPS runs. RAPS
  /// frees a job's nodes in the second after start + run_s: `run_s` and `limit_s` are read one second longer, so a job
  /// of run time 0 holds its nodes for 1 s.
  raps,
  /// arrival_s,num_gpus,duration_s_on_v100: Microsoft Philly as published with Gavel. nodes = ceil(num_gpus /
  /// gpus_per_node), gpu_util the share of their GPUs that is asked for; the durations are those of a V100.
  philly,
  /// `columns` says which columns hold what.
  csv,
  swf,
  alibaba_2023,  ///< alibaba.hpp
  alibaba_2025
};

/// Fields of the standard workload format that tell tenants, or priorities, apart.
enum class SwfField { none, user, group, executable, queue, partition };

struct SwfImport {
  int procs_per_node = 0;      ///< 0: by the header, else 1
  SwfField tenant_of = SwfField::none, priority_of = SwfField::none;
  bool by_header = false;      ///< the zero of the file by its UnixStartTime; else its first submission is the horizon's start
  double horizon_unix = 0;     ///< the horizon's start
};

/// Column names; an empty name is "not in the file". `submit`, `nodes` and `run` are needed. `submit` and `start` hold
/// seconds, or dates (then the zero of the file is its earliest submission).
struct JobColumns {
  std::string id, submit, nodes, gpus, run, limit, cpu_util, gpu_util, tenant, start, priority;
};

struct JobImport {
  JobFormat format = JobFormat::csv;
  std::string file;
  int gpus_per_node = 8;  ///< formats philly and alibaba, and csv where `gpus` stands in place of `nodes`
  int procs_per_node = 1; ///< format csv: `nodes` counts processors, so many to a node; jobs are rounded up
  JobColumns columns;     ///< format csv
  std::set<std::string> usual;  ///< names among them that need not be in the file; then ids count the lines
  std::string tenant;     ///< of jobs that name none
  /// Stands where a utilisation is empty or "nan" (a job too short to be measured); NaN: such a line is an error.
  float missing_util = std::numeric_limits<float>::quiet_NaN();
  SwfImport swf;          ///< format swf
  TimeZone zone;    ///< of dates without offset
  SourceLoc where;  ///< the place in the scenario
  std::map<std::string, SourceLoc> named_at;  ///< where the scenario names a column, by its name
};

/// The jobs, or nothing and at least one error. Every bad line is reported, twenty of a kind at most.
std::optional<std::vector<JobRecord>> read_jobs(const JobImport& import, Diagnostics& diagnostics);
/// The same of a text that is not in a file.
std::optional<std::vector<JobRecord>> parse_jobs(const std::string& text, const JobImport& import, Diagnostics& diagnostics);

}  // namespace netsuden
