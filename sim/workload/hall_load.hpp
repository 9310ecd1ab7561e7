// SPDX-License-Identifier: Apache-2.0
// IT power of a hall between the steps of the facility: exact sums in nanowatts, meters, and the power of each rack.
//
//   P = fixed + nodes x idle wall power + sum over jobs (nodes x (wall power at its utilisation and clock - idle))
// Sums are integers (1 nW), so that a million starts and ends leave no rounding behind and their order does not matter.
// Racks: a job's nodes are ranges; its power above idle enters a difference array over the racks, so that the cost of a
// job event does not depend on its nodes. The mean power of each rack since the last reading follows from two such
// arrays: energy(t) = P t - Q with Q += P t0 at a start and Q -= P t1 at an end.
// A hall whose power is replayed or follows a profile holds no jobs and spreads its power evenly over its racks.
// Single racks may run at a clock of their own, be off or take no work: what they then draw less enters the same array; the power of
// jobs at such a clock is the caller's.
//
// Verified by tests/unit/workload/hall_load_test.cpp.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "sim/workload/job.hpp"
#include "sim/workload/rack_supply.hpp"

namespace netsuden {

class HallLoad {
 public:
  HallLoad(const RackModel& rack, int racks);

  int nodes() const { return nodes_; }
  int racks() const { return racks_; }
  int busy_nodes() const { return busy_; }
  double rated_w() const { return rated_w_; }
  double clock() const { return clock_; }
  bool powered() const { return powered_; }

  /// Rack input power now, W.
  double power_w() const;
  /// Meter reading at t (t must not go back), J.
  double energy_j(double t_s);
  /// Of the rack that draws most, W.
  double highest_rack_w() const;
  /// From now on the energy of the rack that draws most, whichever it is, is metered; it costs a look at every rack at each change.
  void follow_highest() { follows_highest_ = true; }
  /// That energy since the last call, J; after `energy_j`.
  double take_highest_j() { return std::exchange(highest_j_, 0.0); }
  /// Of each rack now, W; `out` has `racks()` elements.
  void rack_powers_w(double* out) const;
  /// Highest power since the last call of `take_peak`, W.
  double take_peak();

  /// A job of `nodes` on `ranges` starts or ends; `power_nw` is nodes x wall power.
  void start(double t_s, const std::vector<NodeRange>& ranges, int nodes, std::int64_t power_nw);
  void end(double t_s, const std::vector<NodeRange>& ranges, int nodes, std::int64_t power_nw);
  /// Wall power of `nodes` nodes at a utilisation and the hall's clock, or one of their own, or a share of it, nW.
  std::int64_t job_power_nw(int nodes, double cpu_util, double gpu_util, double share = 1) const { return job_power_nw(nodes, cpu_util, gpu_util, share, clock_); }
  std::int64_t job_power_nw(int nodes, double cpu_util, double gpu_util, double share, double clock) const;
  const RackModel& rack() const { return rack_; }
  /// Sets the clock; the caller ends every running job before and starts it again with its new power.
  void set_clock(double t_s, double clock);
  /// Dark or out of service: no power at all. The caller has ended the jobs before.
  void set_powered(double t_s, bool powered);
  /// Power of the whole hall as measured, W; replaces the model until the next call.
  void set_replayed(double t_s, double power_w);
  /// The same by groups of neighbouring racks of about equal size (25 groups of 74 racks: 24 of 3 and one of 2), which share
  /// their group's power.
  void set_replayed(double t_s, std::span<const double> groups_w);
  /// Utilisation of all nodes of a hall without jobs.
  void set_profile(double t_s, double utilisation);

  /// Mean power of each rack since the last call, W; `out` has `racks()` elements.
  void take_rack_means(double t_s, double* out);

  /// A rack that may differ from its hall: `works` is false while it boots.
  struct RackState {
    double clock = 1;
    bool on = true, works = true;
  };
  /// One a rack. The caller has ended the jobs of those that do not work.
  void set_racks(double t_s, const std::vector<RackState>&);
  double rack_clock(int rack) const { return states_.empty() ? clock_ : std::min(clock_, states_[static_cast<std::size_t>(rack)].clock); }
  bool has_rack_states() const { return !states_.empty(); }
  double mean_clock() const;
  /// What racks that are off would draw without jobs, W.
  double off_w() const;

  /// State for a checkpoint.
  std::vector<double> state(double t_s);

 private:
  void settle(double t_s);
  void changed();
  void spread(double t_s, const std::vector<NodeRange>& ranges, std::int64_t excess_nw, int nodes, int sign);
  void add_racks(double t_s, int first, int end, std::int64_t nw);
  void correct_racks(double t_s);
  std::int64_t correction_nw(int rack) const;

  RackModel rack_;
  int racks_, nodes_, per_rack_, busy_ = 0;
  double rated_w_, clock_ = 1;
  bool powered_ = true;
  std::int64_t even_nw_ = 0;      ///< what all racks share evenly: fixed, idle or background; or the replayed power
  std::int64_t excess_nw_ = 0;    ///< of the jobs, above idle
  std::int64_t idle_nw_ = 0;      ///< wall power of an idle node
  double t_ = 0, energy_j_ = 0, power_w_ = 0, peak_w_ = 0, highest_j_ = 0;
  bool follows_highest_ = false;
  std::vector<std::int64_t> diff_nw_;
  std::vector<std::int64_t> replayed_nw_;  ///< one a rack, of a replay by groups
  double profile_ = -1;                    ///< utilisation of all nodes; < 0: none
  std::vector<RackState> states_;          ///< empty: all racks are as the hall
  std::vector<std::int64_t> corrected_nw_; ///< of each, by its state
  std::vector<double> diff_q_;
  double even_energy_j_ = 0, window_start_ = 0;
};

}  // namespace netsuden
