// SPDX-License-Identifier: Apache-2.0
// Jobs on SimGrid: a resource model that submits, places and starts gang jobs as Execs. A hall (a throttle domain) is a few
// hosts that switch their clock together, `lanes`; a job is one Exec, on one of them, of as many threads as it has nodes
// and one flop a second of run time at full clock, so that `Host::set_pstate` slows it and SimGrid moves its completion.
// Jobs own their nodes and share nothing, so each lane has a core for every node of the hall; the lanes only keep
// SimGrid's solver from looking at every running job of a hall whenever one of them starts or ends.
//
// Which job starts where is the scheduler's (sim/workload/scheduler.hpp); it hears of submissions, ends and halls, and is asked once an
// instant. Jobs submitted at the same instant keep the order of their source. A job that names its hall waits for that one. Jobs whose hall
// goes dark, or whose racks stop, lose their work and return to the queue, to the place that their submission has.
// A job's expected end is that of the wall time it asks for, or else of its run time at full clock, and `grace_s`, so that one that ends
// as expected ends before: SimGrid's dates are exact to its precision only. With `kill_at_limit` a job is killed at that date where it asks for a time.
#pragma once

#include <deque>
#include <functional>
#include <limits>
#include <queue>
#include <vector>

#include "sim/base/step_series.hpp"
#include "sim/twin/simgrid.hpp"
#include "sim/workload/hall_load.hpp"
#include "sim/workload/node_pool.hpp"
#include "sim/workload/scheduler.hpp"

namespace netsuden {

/// Relative clocks a hall can run at; the index is SimGrid's pstate.
const std::vector<double>& clock_levels();
/// The highest level that does not exceed `clock` (at least the lowest).
std::size_t clock_level(double clock);

/// Who holds nodes of halls beside the jobs. A hall's load keeps the powers of both; before its clocks change they leave it, and come back after.
class NodeGuest {
 public:
  virtual ~NodeGuest() = default;
  virtual void lift(int hall, double now) = 0;
  virtual void put(int hall, double now) = 0;
  /// The hall has begun or ceased to take work.
  virtual void accepts(int hall, bool, double now) = 0;
};

class Dispatcher final : public sg::Model {
 public:
  static constexpr double grace_s = 1e-3;
  struct Params {
    SchedulerParams scheduler;
    bool kill_at_limit = false;
    std::vector<StepSeries> usage;  ///< factors of the utilisation of jobs that name them
  };
  struct Hall {
    std::vector<sg::s4u::Host*> lanes;
    HallLoad* load = nullptr;
    NodePool pool;
    int job_nodes = 0;         ///< the first of it, those that nobody else holds
    int most = 0;              ///< of them, that a job may ask for
    bool accepts = true;       ///< takes jobs: in service, powered, not replayed
    std::size_t level = 0;     ///< pstate
    std::vector<int> running;  ///< slots
    std::vector<char> blocked; ///< racks without work for heat; empty: none has ever been
    int blocked_nodes = 0;
  };

  /// `jobs` sorted by submission. `on_change(hall, now)` after a hall's power changed; `on_done(job)` when a job has
  /// ended for good (completed, refused).
  Dispatcher(std::vector<Job> jobs, Params, std::function<void(int, double)> on_change, std::function<void(int)> on_done);
  /// First come first served.
  Dispatcher(std::vector<Job> jobs, std::function<void(int, double)> on_change, std::function<void(int)> on_done)
      : Dispatcher(std::move(jobs), Params{}, std::move(on_change), std::move(on_done)) {}

  /// A training run starts or stops (its index in the inputs); its clock from now on.
  std::function<void(int run, bool on, double now)> on_training;
  std::function<void(int run, double clock)> on_training_clock;

  /// The last `reserved` nodes are not for jobs.
  void add_hall(std::vector<sg::s4u::Host*> lanes, HallLoad* load, bool accepts, int reserved = 0);
  void set_guest(NodeGuest* g) { guest_ = g; }

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
  std::size_t queued() const { return scheduler_.queue().size(); }
  int running() const { return running_; }
  std::int64_t started() const { return started_; }
  std::int64_t completed() const { return completed_; }
  std::int64_t killed() const { return killed_; }    ///< starts that were lost with their nodes
  std::int64_t at_limit() const { return at_limit_; } ///< jobs killed at the end of their time
  std::int64_t refused() const { return refused_; }
  /// Nodes of the largest hall that a job may ask for, or of the quota of its tenant.
  int most_nodes(const Job&) const;
  /// Why it can stand nowhere, whatever may end; none: it can.
  Refusal refusal_of(const Job&) const;
  const Scheduler& scheduler() const { return scheduler_; }

  struct Running {
    int job = -1;
    std::size_t place = 0;  ///< in its hall's list
    sg::s4u::ExecPtr exec;
    double flops = 0;       ///< of each thread, when it was launched
    double clock = 1;       ///< of the slowest of its racks
    double share = 1;       ///< of the hall's speed: its clock over that of the hall
    double due_s = 0;       ///< its end at the clock of now; SimGrid may not be asked for what remains of it from then on
    double end_s = 0;       ///< as the scheduler expects it
    std::vector<NodeRange> nodes;
  };
  /// Calls f(job, remaining seconds at full clock, hall) for each running job, by hall and slot.
  void for_each_running(const std::function<void(int, double, int)>& f) const;
  /// Brings the energy of all running jobs up to date.
  void settle(double now);
  /// Jobs that are queued now, head first.
  std::deque<int> queue() const;

 private:
  static bool due(const Running&);
  static double remaining_s(const Running&);
  void submit_until(double now);
  void start_waiting(double now);
  void start(const JobStart&, double now);
  void queue_up(int job);
  void kill_overdue(double now);
  void tell_nodes(int hall, double now);
  void launch(Running& r, double run_s, int slot);
  std::int64_t power_nw(const Running&, const HallLoad&) const;
  void use_until(double now);
  double clock_of(const Running&, int hall) const;
  template <class F>
  void retime(int hall, double now, F change);
  void stop(const std::vector<int>& slots, double now);
  void finished(int slot, double now) { ended(slot, JobOutcome::completed, now); }
  void ended(int slot, JobOutcome, double now);
  void release(int slot, double now);
  void settle(JobState& s, double now);

  /// When a job has had its time, and which start that is of.
  struct Overdue {
    double at_s;
    int job, restarts;
    bool operator>(const Overdue& o) const { return at_s != o.at_s ? at_s > o.at_s : job > o.job; }
  };
  std::vector<Job> jobs_;
  Params params_;
  Scheduler scheduler_;
  std::vector<JobState> states_;
  std::vector<Hall> halls_;
  std::vector<Running> slots_;
  std::vector<int> free_slots_;
  std::vector<sg::s4u::ExecPtr> ended_;  ///< kept until SimGrid has let go of them
  std::priority_queue<Overdue, std::vector<Overdue>, std::greater<>> overdue_;
  std::size_t next_job_ = 0;
  bool pending_ = true;
  int largest_ = 0, running_ = 0;
  std::vector<double> usage_;             ///< factors now
  std::vector<std::size_t> usage_cursor_;
  double next_usage_s_ = std::numeric_limits<double>::infinity();
  std::int64_t started_ = 0, completed_ = 0, killed_ = 0, at_limit_ = 0, refused_ = 0;
  NodeGuest* guest_ = nullptr;
  std::function<void(int, double)> on_change_;
  std::function<void(int)> on_done_;
};

}  // namespace netsuden
