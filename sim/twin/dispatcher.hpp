// SPDX-License-Identifier: Apache-2.0
// Jobs on SimGrid: a resource model that submits, places and starts gang jobs as Execs. A hall (a throttle domain) is a few
// hosts that switch their clock together, `lanes`; a job is one Exec, on one of them, of as many threads as it has nodes
// and one flop a second of run time at full clock, so that `Host::set_pstate` slows it and SimGrid moves its completion.
// Jobs own their nodes and share nothing, so each lane has a core for every node of the hall; the lanes only keep
// SimGrid's solver from looking at every running job of a hall whenever one of them starts or ends.
//
// First come first served: the head of the queue starts in the first hall (in the order of the scenario) that has enough
// free nodes; while it fits nowhere, none behind it starts. Jobs submitted at the same instant keep the order of their
// source. A job that names its hall waits for that one. Jobs whose hall goes dark lose their work and return to the head of the queue in order of submission.
#pragma once

#include <deque>
#include <functional>
#include <vector>

#include "sim/twin/simgrid.hpp"
#include "sim/workload/hall_load.hpp"
#include "sim/workload/node_pool.hpp"

namespace netsuden {

/// Relative clocks a hall can run at; the index is SimGrid's pstate.
const std::vector<double>& clock_levels();
/// The highest level that does not exceed `clock` (at least the lowest).
std::size_t clock_level(double clock);

class Dispatcher final : public sg::Model {
 public:
  struct Hall {
    std::vector<sg::s4u::Host*> lanes;
    HallLoad* load = nullptr;
    NodePool pool;
    bool accepts = true;       ///< takes jobs: in service, powered, not replayed
    std::size_t level = 0;     ///< pstate
    std::vector<int> running;  ///< slots
    std::vector<char> blocked; ///< racks without work for heat; empty: none has ever been
  };

  /// `jobs` sorted by submission. `on_change(hall, now)` after a hall's power changed; `on_done(job)` when a job has
  /// ended for good (completed, refused).
  Dispatcher(std::vector<Job> jobs, std::function<void(int, double)> on_change, std::function<void(int)> on_done);

  /// A training run starts or stops (its index in the inputs); its clock from now on.
  std::function<void(int run, bool on, double now)> on_training;
  std::function<void(int run, double clock)> on_training_clock;

  void add_hall(std::vector<sg::s4u::Host*> lanes, HallLoad* load, bool accepts);

  double next_occurring_event(double now) override;
  void update_actions_state(double now, double delta) override;

  /// Changes a hall's clock: the power of its running jobs changes, SimGrid slows them.
  void set_clock(int hall, double clock, double now);
  /// Single racks: a job runs at the lowest clock of its racks; those that do not work give their jobs back to the queue.
  void set_racks(int hall, const std::vector<HallLoad::RackState>&, double now);
  /// A hall starts or stops to take jobs; when it stops, its running jobs go back to the queue.
  void set_accepts(int hall, bool accepts, double now);
  /// Replaces every running Exec by one over what remains of it: what a run forked from a checkpoint does too.
  void rebind();

  const std::vector<Job>& jobs() const { return jobs_; }
  const JobState& state(int job) const { return states_[static_cast<std::size_t>(job)]; }
  const Hall& hall(int i) const { return halls_[static_cast<std::size_t>(i)]; }
  int running_in(int hall) const { return static_cast<int>(halls_[static_cast<std::size_t>(hall)].running.size()); }
  std::size_t queued() const { return queue_.size(); }
  int running() const { return running_; }
  std::int64_t started() const { return started_; }
  std::int64_t completed() const { return completed_; }
  std::int64_t killed() const { return killed_; }
  std::int64_t refused() const { return refused_; }

  struct Running {
    int job = -1;
    std::size_t place = 0;  ///< in its hall's list
    sg::s4u::ExecPtr exec;
    double flops = 0;       ///< of each thread, when it was launched
    double clock = 1;       ///< of the slowest of its racks
    double share = 1;       ///< of the hall's speed: its clock over that of the hall
    double due_s = 0;       ///< its end at the clock of now; SimGrid may not be asked for what remains of it from then on
    std::vector<NodeRange> nodes;
  };
  /// Calls f(job, remaining seconds at full clock, hall) for each running job, by hall and slot.
  void for_each_running(const std::function<void(int, double, int)>& f) const;
  /// Brings the energy of all running jobs up to date.
  void settle(double now);
  /// Jobs that are queued now, head first.
  const std::deque<int>& queue() const { return queue_; }

 private:
  static bool due(const Running&);
  static double remaining_s(const Running&);
  void submit_until(double now);
  void start_waiting(double now);
  void start(int job, int hall, double now);
  void launch(Running& r, double run_s, int slot);
  double clock_of(const Running&, int hall) const;
  template <class F>
  void retime(int hall, double now, F change);
  void stop(const std::vector<int>& slots, double now);
  void finished(int slot, double now);
  void release(int slot, double now);
  void settle(JobState& s, double now);

  std::vector<Job> jobs_;
  std::vector<JobState> states_;
  std::vector<Hall> halls_;
  std::vector<Running> slots_;
  std::vector<int> free_slots_;
  std::vector<sg::s4u::ExecPtr> ended_;  ///< kept until SimGrid has let go of them
  std::deque<int> queue_;
  std::size_t next_job_ = 0;
  bool pending_ = true;
  int largest_ = 0, running_ = 0;
  std::int64_t started_ = 0, completed_ = 0, killed_ = 0, refused_ = 0;
  std::function<void(int, double)> on_change_;
  std::function<void(int)> on_done_;
};

}  // namespace netsuden
