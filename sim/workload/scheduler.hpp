// SPDX-License-Identifier: Apache-2.0
// Which job starts when, in which hall. A scheduler has a queue (job_queue.hpp), the nodes of the halls, and a policy; it knows no engine
// and no clock: who runs it says what has happened, and asks for the starts of an instant once all that belongs to the instant is said.
//
// A job is a gang: all of its nodes stand in one hall, from its start to its end. What a policy knows of the future is the expected end
// of what runs, its start + the wall time that it asked for; whatever else may become of it (a hall at a lower clock) is not foreseen. A job
// that is still there at its expected end is taken to end `overstay_s` from now, at each pass anew. Halls that are dark, and nodes that are
// blocked, are not there: nobody knows when they come back.
//
//   fcfs                   The head of the queue starts in the first hall, in the order of the scenario, with enough free nodes. While it
//                          fits nowhere, none behind it starts.
//   easy_backfill          As fcfs; the head that fits nowhere gets a reservation: the hall in which its nodes are free first by the expected
//                          ends, ties the first hall. Those behind it, in the order of the queue, start in the first hall with free
//                          nodes in which they do not delay it: another hall, or an expected end no later than the reservation, or nodes
//                          that are over when it starts. Source: D. A. Lifka, The ANL/IBM SP scheduling system, JSSPP 1995 (aggressive
//                          backfilling). The reservation is made anew at each pass; with requests that are kept it never gets later.
//   conservative_backfill  Each job gets a reservation when it is first looked at: the earliest start in all halls beside all other
//                          reservations, ties the first hall. It is never delayed: after an end before its time, or with nodes that come
//                          back, each job, in the order in which the reservations were given, moves to the earliest start that the others
//                          leave it, if that is sooner (ties: the first hall), until none can. Source: A. W. Mu'alem and D. G. Feitelson,
//                          Utilization, predictability, workloads, and user runtime estimates in scheduling the IBM SP2 with backfilling,
//                          IEEE TPDS 12(6), 2001. Where what was promised cannot hold (a hall goes dark, racks are blocked; while a job
//                          overstays, and at the pass after it), all reservations are made anew in the order of the queue.
//
// A job may be barred from halls, and limits may leave it less nodes in some than are free (placement.hpp): with a rule, halls are looked at in
// the order of that rule. A limit that is used up bars its halls for as long; it holds nobody else up, and no reservation waits for it.
//
// A job that no hall has the nodes for as things stand waits for them without a reservation, and those behind it are looked at; under fcfs it
// holds them up. Quotas are a hard limit on the nodes of a tenant at once: a job that would pass it, with the nodes that its tenant holds
// or that are promised to it, steps aside for as long, and holds nobody up.
//
// Verified by tests/unit/workload/scheduler_test.cpp against a second implementation, and by tests/cases/scheduler_logs_test.cpp.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "sim/workload/job_queue.hpp"
#include "sim/workload/placement.hpp"
#include "sim/workload/tenant_use.hpp"

namespace netsuden {

inline constexpr double overstay_s = 1;

/// A job that holds nodes, as far as a scheduler knows it.
struct HeldNodes {
  double end_s = 0;  ///< expected
  int job = -1, nodes = 0, hall = -1, tenant = -1;
  int rule = -1;
};

struct HallNodes {
  int nodes = 0;                 ///< that may take work now; 0 while the hall is dark
  int free = 0;
  std::vector<HeldNodes> held;   ///< by expected end, then number; kept for policies that look ahead
};

struct JobStart {
  QueuedJob job;
  int hall = -1;
  bool backfilled = false;       ///< ahead of a job that stands before it in the queue
  double end_s = 0;              ///< expected
};

/// A start that is promised to a job which waits.
struct Reservation {
  int job = -1, hall = -1;
  double start_s = 0;
};

/// What a policy decides on, and how it says what starts: `start` takes the nodes at once, the queue stays as it is until the end of the pass.
class SchedulerView {
 public:
  virtual ~SchedulerView() = default;
  double now_s = 0;
  virtual const JobQueue& queue() const = 0;
  virtual const std::vector<HallNodes>& halls() const = 0;
  virtual const TenantUse& tenants() const = 0;
  virtual const Placement& placement() const = 0;
  virtual void start(const QueuedJob&, int hall, bool backfilled) = 0;

  bool may_stand_in(const QueuedJob& j, std::size_t hall) const { return (j.hall < 0 || j.hall == static_cast<int>(hall)) && placement().barred(j.rule, hall) == Refusal::none; }
  /// Whether the limits of its rule leave it the nodes now.
  bool may_take(const QueuedJob& j, std::size_t hall) const { return may_stand_in(j, hall) && j.nodes <= placement().room(j.rule, hall); }
  /// The first hall with the free nodes; -1: none.
  int first_fit(const QueuedJob&) const;
  /// Whether a hall has the nodes at all.
  bool has_place(const QueuedJob&) const;
};

/// Nodes that the tenants may still take, as a policy goes through the queue.
class QuotaLeft {
 public:
  explicit QuotaLeft(const TenantUse& t) : tenants_(t) {}
  bool allows(const QueuedJob& j) const { return !tenants_.has_quotas() || j.nodes <= tenants_.quota(j.tenant) - tenants_.held(j.tenant) - promised(j.tenant); }
  /// Of nodes that are promised; what starts is held at once.
  void promise(const QueuedJob&);

 private:
  int promised(int tenant) const;
  const TenantUse& tenants_;
  std::vector<std::pair<int, int>> promised_;
};

class SchedulingPolicy {
 public:
  virtual ~SchedulingPolicy() = default;
  /// Whether `HallNodes::held` is kept for it.
  virtual bool looks_ahead() const { return true; }
  virtual void decide(SchedulerView&) = 0;
  /// A job has left its nodes; a hall has other nodes than before.
  virtual void ended(const HeldNodes&, double now) { (void)now; }
  virtual void nodes_changed(int hall, int by, double now) { (void)hall, (void)by, (void)now; }
  /// As of the last pass.
  virtual std::vector<Reservation> reservations() const { return {}; }
};

struct PolicyInfo {
  const char* name;
  const char* text;
  std::unique_ptr<SchedulingPolicy> (*make)(int backfill_depth);
};
/// All that there are; SchedulerParams::policy is an index into them.
const std::vector<PolicyInfo>& scheduling_policies();

struct SchedulerParams {
  std::size_t policy = 0;
  QueueOrder order = QueueOrder::submission;
  int backfill_depth = 100;      ///< jobs that are looked at behind the head and stay where they are (easy), that have a reservation (conservative)
  double half_life_s = 7 * 86400;
  std::vector<TenantTerms> tenants;
  Placement placement;
};

class Scheduler final : private SchedulerView {
 public:
  explicit Scheduler(const SchedulerParams&);

  int add_hall(int nodes);
  /// Nodes that may take work from now on. What ran on those that go has been said to have ended.
  void set_nodes(int hall, int nodes, double now);
  void submit(const QueuedJob&);
  void ended(const HeldNodes&, double now);
  /// What starts now, in this order; it is then held until `ended`.
  const std::vector<JobStart>& pass(double now);

  const JobQueue& queue() const override { return queue_; }
  const std::vector<HallNodes>& halls() const override { return halls_; }
  const TenantUse& tenants() const override { return tenants_; }
  const Placement& placement() const override { return params_.placement; }
  std::vector<Reservation> reservations() const { return policy_->reservations(); }
  /// Node-seconds that were held, and that there were, up to `now`.
  double held_node_s(double now) const { return held_node_s_ + held_ * (now - at_s_); }
  double there_node_s(double now) const { return there_node_s_ + there_ * (now - at_s_); }

 private:
  void start(const QueuedJob&, int hall, bool backfilled) override;
  void count(double now);

  SchedulerParams params_;
  std::unique_ptr<SchedulingPolicy> policy_;
  JobQueue queue_;
  TenantUse tenants_;
  bool counts_tenants_ = false;
  std::vector<HallNodes> halls_;
  std::vector<JobStart> starts_;
  double held_ = 0, there_ = 0, held_node_s_ = 0, there_node_s_ = 0, at_s_ = 0;
};

}  // namespace netsuden
