// SPDX-License-Identifier: Apache-2.0
#include "tests/support/plain_scheduler.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <queue>
#include <set>

namespace netsuden::test {
namespace {

constexpr double never = std::numeric_limits<double>::infinity();

/// The loop of events around one or the other: at each date ends, then changes of halls, then submissions, then a pass.
template <class Machine>
std::vector<Ran> play(const Log& log, Machine& m) {
  std::vector<Ran> ran(log.jobs.size());
  using End = std::pair<double, int>;
  std::set<End> ends;
  std::size_t next_job = 0, next_change = 0;
  int largest = 0;
  for (const int n : log.halls) largest = std::max(largest, n);
  while (true) {
    double now = never;
    if (!ends.empty()) now = ends.begin()->first;
    if (next_job < log.jobs.size()) now = std::min(now, log.jobs[next_job].submit_s);
    if (next_change < log.changes.size()) now = std::min(now, log.changes[next_change].at_s);
    if (now == never) return ran;
    while (!ends.empty() && ends.begin()->first <= now) {
      const int job = ends.begin()->second;
      ends.erase(ends.begin());
      ran[static_cast<std::size_t>(job)].end_s = now;
      m.end(job, now);
    }
    for (; next_change < log.changes.size() && log.changes[next_change].at_s <= now; ++next_change)
      for (const int job : m.change(log.changes[next_change], now)) {
        Ran& r = ran[static_cast<std::size_t>(job)];
        ends.erase({r.start_s + log.jobs[static_cast<std::size_t>(job)].run_s, job});
        r = {.restarts = r.restarts + 1};
      }
    for (; next_job < log.jobs.size() && log.jobs[next_job].submit_s <= now; ++next_job) {
      const LogJob& j = log.jobs[next_job];
      if (j.nodes > (j.hall < 0 ? largest : log.halls[static_cast<std::size_t>(j.hall)])) continue;
      if (j.tenant >= 0 && !log.quotas.empty() && j.nodes > log.quotas[static_cast<std::size_t>(j.tenant)]) continue;
      m.submit(static_cast<int>(next_job));
    }
    for (const auto& [job, hall, backfilled] : m.pass(now)) {
      Ran& r = ran[static_cast<std::size_t>(job)];
      r.start_s = now;
      r.hall = hall;
      r.backfilled = backfilled;
      ends.emplace(now + log.jobs[static_cast<std::size_t>(job)].run_s, job);
    }
  }
}

struct Started {
  int job, hall;
  bool backfilled;
};

class ByScheduler {
 public:
  ByScheduler(const Log& log, Rule rule, QueueOrder order, int depth, const Watch& watch) : log_(log), watch_(watch), s_(params(log, rule, order, depth)) {
    for (const int n : log.halls) s_.add_hall(n);
  }
  void submit(int job) { s_.submit(queued(job)); }
  void end(int job, double now) {
    const HeldNodes h = held_.at(job);
    held_.erase(job);
    s_.ended(h, now);
  }
  std::vector<int> change(const HallChange& c, double now) {
    std::vector<int> lost;
    if (c.nodes < s_.halls()[static_cast<std::size_t>(c.hall)].nodes)
      for (const auto& [job, h] : held_)
        if (h.hall == c.hall) lost.push_back(job);
    for (const int job : lost) end(job, now);
    s_.set_nodes(c.hall, c.nodes, now);
    for (const int job : lost) s_.submit(queued(job));
    return lost;
  }
  std::vector<Started> pass(double now) {
    std::vector<Started> out;
    for (const JobStart& s : s_.pass(now)) {
      held_[s.job.job] = {s.end_s, s.job.job, s.job.nodes, s.hall, s.job.tenant};
      out.push_back({s.job.job, s.hall, s.backfilled});
    }
    if (watch_) watch_(now, s_);
    return out;
  }

 private:
  static SchedulerParams params(const Log& log, Rule rule, QueueOrder order, int depth) {
    SchedulerParams p;
    static const char* const names[] = {"fcfs", "easy_backfill", "conservative_backfill"};
    while (std::string(scheduling_policies().at(p.policy).name) != names[static_cast<int>(rule)]) ++p.policy;
    p.order = order;
    p.backfill_depth = depth;
    for (const int q : log.quotas) p.tenants.push_back({.quota = q});
    return p;
  }
  QueuedJob queued(int job) const {
    const LogJob& j = log_.jobs[static_cast<std::size_t>(job)];
    return {job, j.nodes, j.hall, j.tenant, j.limit_s, j.priority};
  }
  const Log& log_;
  const Watch& watch_;
  Scheduler s_;
  std::map<int, HeldNodes> held_;
};

/// The second implementation.
class ByHand {
 public:
  ByHand(const Log& log, Rule rule, QueueOrder order, int depth) : log_(log), rule_(rule), order_(order), depth_(depth), nodes_(log.halls) {}
  void submit(int job) { waiting_.push_back(job); }
  void end(int job, double now) {
    for (const Use& u : running_) overstayed_ = overstayed_ || (u.job == job && u.to < now);
    std::erase_if(running_, [&](const Use& u) { return u.job == job; });
  }
  std::vector<int> change(const HallChange& c, double) {
    std::vector<int> lost;
    if (c.nodes < nodes_[static_cast<std::size_t>(c.hall)]) {
      for (const Use& u : running_)
        if (u.hall == c.hall) lost.push_back(u.job);
      std::erase_if(running_, [&](const Use& u) { return u.hall == c.hall; });
      std::sort(lost.begin(), lost.end());
      waiting_.insert(waiting_.end(), lost.begin(), lost.end());
      promised_.clear();
    }
    nodes_[static_cast<std::size_t>(c.hall)] = c.nodes;
    return lost;
  }
  std::vector<Started> pass(double now) {
    now_ = now;
    started_.clear();
    std::sort(waiting_.begin(), waiting_.end(), [&](int a, int b) {
      const LogJob &x = job(a), &y = job(b);
      if (order_ == QueueOrder::priority && x.priority != y.priority) return x.priority > y.priority;
      if (order_ == QueueOrder::shortest && x.limit_s != y.limit_s) return x.limit_s < y.limit_s;
      if (order_ == QueueOrder::largest && x.nodes != y.nodes) return x.nodes > y.nodes;
      return a < b;
    });
    if (rule_ == Rule::conservative) conservative();
    else head_first();
    std::erase_if(waiting_, [&](int w) { return std::any_of(started_.begin(), started_.end(), [&](const Started& s) { return s.job == w; }); });
    return started_;
  }

 private:
  struct Use {  ///< of nodes, from a date until another
    int job, hall;
    double from, to;
  };
  const LogJob& job(int i) const { return log_.jobs[static_cast<std::size_t>(i)]; }
  bool may(int i, std::size_t hall) const { return job(i).hall < 0 || job(i).hall == static_cast<int>(hall); }
  double to(const Use& u) const { return u.from > now_ ? u.to : u.to > now_ ? u.to : now_ + 1; }
  int held(std::size_t hall, double t) const {
    int n = 0;
    for (const auto* list : {&running_, &promised_})
      for (const Use& u : *list)
        if (u.hall == static_cast<int>(hall) && u.from <= t && t < to(u)) n += job(u.job).nodes;
    return n;
  }
  bool quota_allows(int i) const {
    if (log_.quotas.empty() || job(i).tenant < 0) return true;
    int n = job(i).nodes;
    for (const auto* list : {&running_, &promised_})
      for (const Use& u : *list) n += job(u.job).tenant == job(i).tenant ? job(u.job).nodes : 0;
    return n <= log_.quotas[static_cast<std::size_t>(job(i).tenant)];
  }
  bool exists(int i) const {
    for (std::size_t h = 0; h < nodes_.size(); ++h)
      if (may(i, h) && nodes_[h] >= job(i).nodes) return true;
    return false;
  }
  void run(int i, std::size_t hall, bool backfilled) {
    running_.push_back({i, static_cast<int>(hall), now_, now_ + job(i).limit_s});
    started_.push_back({i, static_cast<int>(hall), backfilled});
  }

  /// fcfs and EASY: as far as the head, then those that leave the head its promise.
  void head_first() {
    std::size_t q = 0;
    int stay = 0, head = -1;
    promised_.clear();
    for (; q < waiting_.size() && head < 0; ++q) {
      const int i = waiting_[q];
      if (!quota_allows(i)) continue;
      bool runs = false;
      for (std::size_t h = 0; h < nodes_.size() && !runs; ++h)
        if (may(i, h) && nodes_[h] - held(h, now_) >= job(i).nodes) run(i, h, stay > 0), runs = true;
      if (runs) continue;
      if (rule_ == Rule::fcfs) return;
      if (exists(i)) head = i;
      else if (++stay == depth_) return;
    }
    if (head < 0) return;
    double when = never;
    std::size_t where = 0;
    for (std::size_t h = 0; h < nodes_.size(); ++h) {
      if (!may(head, h)) continue;
      for (const Use& u : running_)
        if (u.hall == static_cast<int>(h) && to(u) < when && nodes_[h] - held(h, to(u)) >= job(head).nodes) when = to(u), where = h;
    }
    promised_.push_back({head, static_cast<int>(where), when, when + job(head).limit_s});
    for (; q < waiting_.size() && stay < depth_; ++q) {
      const int i = waiting_[q];
      if (!quota_allows(i)) continue;
      bool runs = false;
      for (std::size_t h = 0; h < nodes_.size() && !runs; ++h) {
        if (!may(i, h) || nodes_[h] - held(h, now_) < job(i).nodes) continue;
        running_.push_back({i, static_cast<int>(h), now_, now_ + job(i).limit_s});
        runs = held(where, when) <= nodes_[where];
        if (runs) started_.push_back({i, static_cast<int>(h), true});
        else running_.pop_back();
      }
      if (!runs) ++stay;
    }
  }

  /// Whether it may stand there from t on beside all others.
  bool stands(int i, std::size_t hall, double t) const {
    const double until = t + job(i).limit_s;
    const auto room = [&](double at) { return nodes_[hall] - held(hall, at) >= job(i).nodes; };
    if (!room(t)) return false;
    for (const Use& u : promised_)
      if (u.hall == static_cast<int>(hall) && u.from > t && u.from < until && !room(u.from)) return false;
    return true;
  }
  /// Its earliest place; dates at which something ends are the only ones to look at.
  std::pair<double, std::size_t> earliest(int i, double before) const {
    std::pair<double, std::size_t> best{before, 0};
    for (std::size_t h = 0; h < nodes_.size(); ++h) {
      if (!may(i, h) || nodes_[h] < job(i).nodes) continue;
      std::vector<double> dates{now_};
      for (const auto* list : {&running_, &promised_})
        for (const Use& u : *list)
          if (u.hall == static_cast<int>(h)) dates.push_back(to(u));
      std::sort(dates.begin(), dates.end());
      for (const double t : dates) {
        if (!(t < best.first)) break;
        if (stands(i, h, t)) best = {t, h};
      }
    }
    return best;
  }

  void conservative() {
    const bool overstay = std::any_of(running_.begin(), running_.end(), [&](const Use& u) { return u.to <= now_; });
    if (overstay || overstayed_) promised_.clear();
    overstayed_ = overstay;
    for (bool moved = true; moved;) {
      moved = false;
      for (std::size_t k = 0; k < promised_.size(); ++k) {
        const Use before = promised_[k];
        promised_.erase(promised_.begin() + static_cast<std::ptrdiff_t>(k));
        const auto [t, h] = earliest(before.job, before.from);
        Use after = before;
        if (t < before.from) {
          after = {before.job, static_cast<int>(h), t, t + job(before.job).limit_s};
          moved = true;
        }
        promised_.insert(promised_.begin() + static_cast<std::ptrdiff_t>(k), after);
      }
    }
    int left = 0;
    for (std::size_t k = 0; k < promised_.size();) {
      if (promised_[k].from > now_) {
        ++left;
        ++k;
        continue;
      }
      const Use u = promised_[k];
      promised_.erase(promised_.begin() + static_cast<std::ptrdiff_t>(k));
      run(u.job, static_cast<std::size_t>(u.hall), left > 0);
    }
    const std::vector<Started> due = started_;
    int nowhere = 0;
    bool ahead = false;
    for (const int i : waiting_) {
      if (static_cast<int>(promised_.size()) + nowhere >= depth_) break;
      if (std::any_of(due.begin(), due.end(), [&](const Started& s) { return s.job == i; })) continue;
      if (std::any_of(promised_.begin(), promised_.end(), [&](const Use& u) { return u.job == i; })) {
        ahead = true;
        continue;
      }
      if (!quota_allows(i)) continue;
      const auto [t, h] = earliest(i, never);
      if (t == never) {
        ++nowhere;
        ahead = true;
      } else if (t > now_) {
        promised_.push_back({i, static_cast<int>(h), t, t + job(i).limit_s});
        ahead = true;
      } else {
        run(i, h, ahead);
      }
    }
  }

  const Log& log_;
  Rule rule_;
  QueueOrder order_;
  int depth_;
  std::vector<int> nodes_;
  std::vector<int> waiting_;
  std::vector<Use> running_, promised_;
  std::vector<Started> started_;
  double now_ = 0;
  bool overstayed_ = false;
};

}  // namespace

std::vector<Ran> by_scheduler(const Log& log, Rule rule, QueueOrder order, int depth, const Watch& watch) {
  ByScheduler m(log, rule, order, depth, watch);
  return play(log, m);
}

std::vector<Ran> by_hand(const Log& log, Rule rule, QueueOrder order, int depth) {
  ByHand m(log, rule, order, depth);
  return play(log, m);
}

std::string difference(const std::vector<Ran>& a, const std::vector<Ran>& b) {
  const auto same = [](double x, double y) { return x == y || (std::isnan(x) && std::isnan(y)); };
  for (std::size_t i = 0; i < a.size(); ++i)
    if (!same(a[i].start_s, b[i].start_s) || a[i].hall != b[i].hall || a[i].backfilled != b[i].backfilled || a[i].restarts != b[i].restarts)
      return fmt::format("job {}: start {} in hall {}{}, by hand {} in hall {}{}", i, a[i].start_s, a[i].hall, a[i].backfilled ? " backfilled" : "", b[i].start_s, b[i].hall,
                         b[i].backfilled ? " backfilled" : "");
  return "";
}

Waits waits(const Log& log, const std::vector<Ran>& ran) {
  Waits w;
  double n = 0;
  for (std::size_t i = 0; i < ran.size(); ++i) {
    if (std::isnan(ran[i].end_s)) continue;
    const double wait = ran[i].start_s - log.jobs[i].submit_s, run = log.jobs[i].run_s;
    w.mean_s += wait;
    w.slowdown += std::max(1.0, (wait + run) / std::max(run, 10.0));
    ++n;
  }
  w.mean_s /= n;
  w.slowdown /= n;
  return w;
}

}  // namespace netsuden::test
