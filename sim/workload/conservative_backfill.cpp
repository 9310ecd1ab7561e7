// SPDX-License-Identifier: Apache-2.0
#include "sim/workload/conservative_backfill.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace netsuden {
namespace {
constexpr double never = std::numeric_limits<double>::infinity();
}

void ConservativeBackfill::mark(int job, Mark m) {
  if (static_cast<std::size_t>(job) >= marks_.size()) marks_.resize(static_cast<std::size_t>(job) * 2 + 64, Mark::none);
  marks_[static_cast<std::size_t>(job)] = m;
}

void ConservativeBackfill::ended(const HeldNodes& r, double now) {
  mark(r.job, Mark::none);
  if (r.end_s < now) anew_ = true;  // what was promised for its end is past
  if (anew_ || r.end_s == now) return;
  Hall& h = halls_[static_cast<std::size_t>(r.hall)];
  h.free.add(now, r.end_s, r.nodes);
  h.freer = ++changes_;
}

void ConservativeBackfill::nodes_changed(int hall, int by, double now) {
  if (by < 0) anew_ = true;
  if (anew_) return;
  Hall& h = halls_[static_cast<std::size_t>(hall)];
  h.free.add(now, never, by);
  h.freer = ++changes_;
}

void ConservativeBackfill::start_anew(const SchedulerView& v) {
  for (const Promise& p : promises_) mark(p.job.job, Mark::none);
  promises_.clear();
  halls_.clear();
  for (const HallNodes& hall : v.halls()) {
    NodeProfile free(v.now_s, hall.free);
    int late = 0;  // of those that overstay, which come first in the list
    for (const HeldNodes& r : hall.held) {
      if (!(r.end_s > v.now_s)) {
        late += r.nodes;
        continue;
      }
      if (late > 0 && !(r.end_s < v.now_s + overstay_s)) free.then(v.now_s + overstay_s, std::exchange(late, 0));
      free.then(r.end_s, r.nodes);
    }
    if (late > 0) free.then(v.now_s + overstay_s, late);
    halls_.push_back({std::move(free), ++changes_});
  }
}

/// To an earlier start, where the halls that have become freer have one.
bool ConservativeBackfill::move(const SchedulerView& v, Promise& p) {
  int best = -1;
  double start = p.start_s;
  for (std::size_t h = 0; h < halls_.size(); ++h) {
    if (halls_[h].freer <= p.seen || !v.may_stand_in(p.job, h) || !v.placement().same_limits(p.job.rule, h, static_cast<std::size_t>(p.hall))) continue;
    NodeProfile& free = halls_[h].free;
    const bool own = static_cast<int>(h) == p.hall;
    if (own) free.add(p.start_s, p.start_s + p.job.limit_s, p.job.nodes);
    const double t = free.earliest(v.now_s, p.job.nodes, p.job.limit_s, start);
    if (own) free.add(p.start_s, p.start_s + p.job.limit_s, -p.job.nodes);
    if (t < start) {
      start = t;
      best = static_cast<int>(h);
    }
  }
  p.seen = changes_;
  if (best < 0) return false;
  Hall& from = halls_[static_cast<std::size_t>(p.hall)];
  from.free.add(p.start_s, p.start_s + p.job.limit_s, p.job.nodes);
  from.freer = ++changes_;
  p.hall = best;
  p.start_s = start;
  halls_[static_cast<std::size_t>(best)].free.add(start, start + p.job.limit_s, -p.job.nodes);
  return true;
}

void ConservativeBackfill::compress(const SchedulerView& v) {
  for (bool moved = true; moved;) {
    moved = false;
    for (Promise& p : promises_)
      if (p.seen < changes_) moved = move(v, p) || moved;
  }
}

void ConservativeBackfill::start_due(SchedulerView& v) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < promises_.size(); ++i) {
    if (promises_[i].start_s > v.now_s) {
      if (kept != i) promises_[kept] = promises_[i];
      ++kept;
      continue;
    }
    mark(promises_[i].job.job, Mark::starts);  // it stands in the queue until the end of the pass
    v.start(promises_[i].job, promises_[i].hall, kept > 0);
  }
  promises_.resize(kept);
}

/// Reservations to those that have none, in the order of the queue.
void ConservativeBackfill::give(SchedulerView& v) {
  QuotaLeft quota(v.tenants());
  for (const Promise& p : promises_) quota.promise(p.job);
  Placement limits = v.placement().has_limits() ? v.placement() : Placement();  // with what is promised
  const bool limited = limits.has_limits();
  for (const Promise& p : promises_)
    if (limited) limits.hold(p.job.rule, static_cast<std::size_t>(p.hall), p.job.nodes);
  std::size_t nowhere = 0;
  bool ahead = false;  // a job that was passed waits
  v.queue().walk([&](const QueuedJob& j) {
    if (promises_.size() + nowhere >= depth_) return false;
    if (const Mark m = mark_of(j.job); m != Mark::none) {
      ahead = ahead || m == Mark::promised;
      return true;
    }
    if (!quota.allows(j)) return true;
    int best = -1;
    double start = never;
    for (std::size_t h = 0; h < halls_.size(); ++h) {
      if (v.halls()[h].nodes < j.nodes || !v.may_stand_in(j, h) || j.nodes > limits.room(j.rule, h)) continue;
      const double t = halls_[h].free.earliest(v.now_s, j.nodes, j.limit_s, start);
      if (t < start) {
        start = t;
        best = static_cast<int>(h);
      }
    }
    if (best < 0) {
      ahead = true;
      ++nowhere;
      return true;
    }
    halls_[static_cast<std::size_t>(best)].free.add(start, start + j.limit_s, -j.nodes);
    if (limited) limits.hold(j.rule, static_cast<std::size_t>(best), j.nodes);
    if (start > v.now_s) {
      ahead = true;
      quota.promise(j);
      mark(j.job, Mark::promised);
      promises_.push_back({j, best, start, changes_});
    } else {
      v.start(j, best, ahead);
    }
    return true;
  });
}

void ConservativeBackfill::decide(SchedulerView& v) {
  const bool overstay = std::any_of(v.halls().begin(), v.halls().end(), [&](const HallNodes& h) { return !h.held.empty() && !(h.held.front().end_s > v.now_s); });
  if (anew_ || overstay) {
    start_anew(v);
  } else {
    for (Hall& h : halls_) h.free.trim(v.now_s);
    compress(v);
  }
  anew_ = overstay;  // what is taken to end soon may not
  start_due(v);
  give(v);
}

std::vector<Reservation> ConservativeBackfill::reservations() const {
  std::vector<Reservation> all;
  for (const Promise& p : promises_) all.push_back({p.job.job, p.hall, p.start_s});
  return all;
}

}  // namespace netsuden
