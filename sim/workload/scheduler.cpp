// SPDX-License-Identifier: Apache-2.0
#include "sim/workload/scheduler.hpp"

#include <algorithm>

#include "sim/base/errors.hpp"
#include "sim/workload/conservative_backfill.hpp"
#include "sim/workload/easy_backfill.hpp"

namespace netsuden {
namespace {

/// Whether it would fit if the limits of its rule were not used up: then it steps aside.
bool waits_for_limit(const SchedulerView& v, const QueuedJob& j) {
  if (!v.placement().has_limits()) return false;
  for (std::size_t h = 0; h < v.halls().size(); ++h)
    if (v.halls()[h].free >= j.nodes && v.may_stand_in(j, h)) return true;
  return false;
}

class Fcfs final : public SchedulingPolicy {
 public:
  bool looks_ahead() const override { return false; }
  void decide(SchedulerView& v) override {
    const QuotaLeft quota(v.tenants());
    v.queue().walk([&](const QueuedJob& j) {
      if (!quota.allows(j)) return true;
      const int hall = v.first_fit(j);
      if (hall >= 0) v.start(j, hall, false);
      return hall >= 0 || waits_for_limit(v, j);
    });
  }
};

bool sooner(const HeldNodes& a, const HeldNodes& b) { return a.end_s != b.end_s ? a.end_s < b.end_s : a.job < b.job; }

}  // namespace

int SchedulerView::first_fit(const QueuedJob& j) const {
  const auto& all = halls();
  for (std::size_t i = 0; i < all.size(); ++i)
    if (const std::size_t h = placement().hall(j.rule, i); all[h].free >= j.nodes && may_take(j, h)) return static_cast<int>(h);
  return -1;
}

bool SchedulerView::has_place(const QueuedJob& j) const {
  const auto& all = halls();
  for (std::size_t h = 0; h < all.size(); ++h)
    if (all[h].nodes >= j.nodes && may_take(j, h)) return true;
  return false;
}

int QuotaLeft::promised(int tenant) const {
  for (const auto& [t, n] : promised_)
    if (t == tenant) return n;
  return 0;
}

void QuotaLeft::promise(const QueuedJob& j) {
  if (!tenants_.has_quotas()) return;
  for (auto& [t, n] : promised_)
    if (t == j.tenant) {
      n += j.nodes;
      return;
    }
  promised_.emplace_back(j.tenant, j.nodes);
}

const std::vector<PolicyInfo>& scheduling_policies() {
  static const std::vector<PolicyInfo> all{
      {"fcfs", "first come first served: while the head of the queue fits nowhere, none behind it starts", [](int) -> std::unique_ptr<SchedulingPolicy> { return std::make_unique<Fcfs>(); }},
      {"easy_backfill", "EASY: the head that fits nowhere is promised the hall that is expected to have its nodes first, of two the first; those behind it start where they do not delay it", [](int depth) -> std::unique_ptr<SchedulingPolicy> { return std::make_unique<EasyBackfill>(depth); }},
      {"conservative_backfill", "each job that is looked at is promised its earliest start in all halls, of two the first hall, and nobody delays it; after ends before their time promises move up, in the order in which they were given", [](int depth) -> std::unique_ptr<SchedulingPolicy> { return std::make_unique<ConservativeBackfill>(depth); }}};
  return all;
}

Scheduler::Scheduler(const SchedulerParams& p)
    : params_(p), policy_(scheduling_policies().at(p.policy).make(p.backfill_depth)), queue_(p.order), tenants_(p.tenants, p.half_life_s),
      counts_tenants_(p.order == QueueOrder::fair_share || tenants_.has_quotas()) {}

int Scheduler::add_hall(int nodes) {
  halls_.push_back({.nodes = nodes, .free = nodes, .held = {}});
  there_ += nodes;
  return static_cast<int>(halls_.size()) - 1;
}

void Scheduler::count(double now) {
  held_node_s_ += held_ * (now - at_s_);
  there_node_s_ += there_ * (now - at_s_);
  at_s_ = now;
}

void Scheduler::set_nodes(int hall, int nodes, double now) {
  HallNodes& h = halls_[static_cast<std::size_t>(hall)];
  const int by = nodes - h.nodes;
  if (by == 0) return;
  count(now);
  h.nodes += by;
  h.free += by;
  there_ += by;
  NETSUDEN_ASSERT(h.free >= 0, "nodes are taken from under a job");
  policy_->nodes_changed(hall, by, now);
}

void Scheduler::submit(const QueuedJob& j) { queue_.push(j); }

void Scheduler::ended(const HeldNodes& r, double now) {
  HallNodes& h = halls_[static_cast<std::size_t>(r.hall)];
  count(now);
  held_ -= r.nodes;
  h.free += r.nodes;
  if (policy_->looks_ahead()) {
    const auto at = std::lower_bound(h.held.begin(), h.held.end(), r, sooner);
    NETSUDEN_ASSERT(at != h.held.end() && at->job == r.job, "the end of a job that does not run");
    h.held.erase(at);
  }
  if (counts_tenants_) tenants_.hold(r.tenant, -r.nodes, now);
  params_.placement.hold(r.rule, static_cast<std::size_t>(r.hall), -r.nodes);
  policy_->ended(r, now);
}

const std::vector<JobStart>& Scheduler::pass(double now) {
  now_s = now;
  starts_.clear();
  if (queue_.empty()) return starts_;
  count(now);
  if (params_.order == QueueOrder::fair_share) queue_.rank([&](int tenant) { return tenants_.used_over_share(tenant, now); });
  policy_->decide(*this);
  for (const JobStart& s : starts_) queue_.erase(s.job);
  return starts_;
}

void Scheduler::start(const QueuedJob& j, int hall, bool backfilled) {
  HallNodes& h = halls_[static_cast<std::size_t>(hall)];
  const double end = now_s + j.limit_s;
  h.free -= j.nodes;
  NETSUDEN_ASSERT(h.free >= 0, "a policy starts a job where there is no room");
  held_ += j.nodes;
  if (policy_->looks_ahead()) {
    const HeldNodes r{end, j.job, j.nodes, hall, j.tenant, j.rule};
    h.held.insert(std::upper_bound(h.held.begin(), h.held.end(), r, sooner), r);
  }
  if (counts_tenants_) tenants_.hold(j.tenant, j.nodes, now_s);
  params_.placement.hold(j.rule, static_cast<std::size_t>(hall), j.nodes);
  starts_.push_back({j, hall, backfilled, end});
}

}  // namespace netsuden
