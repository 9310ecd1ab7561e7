// SPDX-License-Identifier: Apache-2.0
// A batch job: a gang of nodes for a time at a utilisation.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "sim/workload/placement.hpp"

namespace netsuden {

/// Nodes [first, end) of a hall.
struct NodeRange {
  int first = 0, end = 0;
  int count() const { return end - first; }
};

/// `killed`: at the end of the time that it asked for.
enum class JobOutcome : std::int8_t { pending, queued, running, completed, refused, killed };
inline constexpr const char* job_outcome_names[] = {"pending", "queued", "running", "completed", "refused", "killed"};

struct Job {
  std::int64_t id = 0;
  double submit_s = 0;         ///< from the horizon's start; may be negative: queued before it
  int nodes = 1;
  double run_s = 0;            ///< at full clock
  double limit_s = std::numeric_limits<double>::quiet_NaN();  ///< wall time it asks for; NaN: unknown
  double priority = 0;         ///< the higher the sooner, where the queue is by priority
  float cpu_util = 0, gpu_util = 0;  ///< each 0..1 (see NodePowerParams); curve nodes read cpu_util
  int gpus = 0;                ///< asked for; 0: all of its nodes
  int tenant = -1;             ///< index into Inputs::tenants
  int hall = -1;               ///< counted over all sites; -1: whichever has room
  int training = -1;           ///< index into Inputs::training
  int usage = -1;              ///< index into Inputs::usage; -1: its utilisation is the same all along
  int rule = -1;               ///< of Inputs::placement; -1: it may stand anywhere
  double checkpoint_s = 0;     ///< of its run time at full clock: what it can go on from where its hall goes dark; 0: from nothing
  double power_share = 1;      ///< mean power over that at its utilisation: below 1 where it swings
};

/// Accelerators that it asked for, or those of its nodes.
inline double accelerators_of(const Job& j, int per_node) { return j.gpus > 0 ? j.gpus : static_cast<double>(j.nodes) * per_node; }
/// Whether it holds nodes, or did until it ended.
inline bool held_nodes(JobOutcome o) { return o == JobOutcome::running || o == JobOutcome::completed || o == JobOutcome::killed; }

/// What the simulation knows of a job that has arrived.
struct JobState {
  JobOutcome outcome = JobOutcome::pending;
  int hall = -1;
  double start_s = std::numeric_limits<double>::quiet_NaN(), end_s = std::numeric_limits<double>::quiet_NaN();
  double first_start_s = std::numeric_limits<double>::quiet_NaN();  ///< until which it has waited; it may be started again
  double energy_j = 0;         ///< rack input energy of its nodes
  double since_s = 0;          ///< the date up to which energy_j is integrated
  std::int64_t power_nw = 0;   ///< of all its nodes now, nanowatts
  int restarts = 0;
  Refusal refusal = Refusal::none;  ///< why, of one that is refused
  bool backfilled = false;     ///< its last start was ahead of a job that stood before it in the queue
  double done_s = 0;           ///< of its run time, what a start goes on from
  double held_s = 0, lost_s = 0;  ///< time on nodes of the starts before; of their run time, what they lost
};

}  // namespace netsuden
