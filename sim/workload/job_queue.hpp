// SPDX-License-Identifier: Apache-2.0
// Jobs that wait, in the order in which a scheduler looks at them.
//
// Jobs are numbered in the order of their submission, those of one instant in that of their source: whatever the order, this
// number decides between equals. A job that loses its nodes comes back to the place that its number has.
#pragma once

#include <algorithm>
#include <cstddef>
#include <deque>
#include <map>
#include <vector>

namespace netsuden {

enum class QueueOrder {
  submission,  ///< as they came
  priority,    ///< the higher number first
  fair_share,  ///< first the tenant that has used least over its share (tenant_use.hpp)
  shortest,    ///< the shorter request first
  largest      ///< more nodes first
};

struct QueuedJob {
  int job = -1;        ///< number in the order of submission
  int nodes = 1;
  int hall = -1;       ///< the only one that it may stand in; -1: any
  int tenant = -1;     ///< -1: none
  double limit_s = 0;  ///< for which it asks
  double priority = 0;
  int rule = -1;       ///< where it may stand (placement.hpp); -1: anywhere
};

class JobQueue {
 public:
  explicit JobQueue(QueueOrder order = QueueOrder::submission) : order_(order) {}
  QueueOrder order() const { return order_; }
  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }

  void push(const QueuedJob&);
  void erase(const QueuedJob&);
  /// fair_share: the order of the tenants from now on, by `used(tenant)`; equal ones by their number, jobs without a tenant last.
  template <class F>
  void rank(F used);

  /// Calls f(job) for each, first to last, until it answers false.
  template <class F>
  void walk(F f) const;

 private:
  using Line = std::deque<QueuedJob>;  // by number
  double key(const QueuedJob&) const;
  static constexpr double no_tenant = 1e9;

  QueueOrder order_;
  std::size_t size_ = 0;
  Line line_;                     ///< all, where the order is that of submission
  std::map<double, Line> lines_;  ///< else: jobs of one key
  std::vector<const Line*> ranked_;
};

template <class F>
void JobQueue::rank(F used) {
  struct Rank {
    double used, key;
    const Line* line;
  };
  std::vector<Rank> ranks;
  for (const auto& [tenant, line] : lines_) ranks.push_back({used(tenant == no_tenant ? -1 : static_cast<int>(tenant)), tenant, &line});
  std::sort(ranks.begin(), ranks.end(), [](const Rank& a, const Rank& b) { return a.used != b.used ? a.used < b.used : a.key < b.key; });
  ranked_.clear();
  for (const Rank& r : ranks) ranked_.push_back(r.line);
}

template <class F>
void JobQueue::walk(F f) const {
  const auto along = [&](const Line& line) {
    for (const QueuedJob& j : line)
      if (!f(j)) return false;
    return true;
  };
  if (order_ == QueueOrder::submission) {
    along(line_);
  } else if (order_ == QueueOrder::fair_share) {
    for (const Line* line : ranked_)
      if (!along(*line)) return;
  } else {
    for (const auto& [key, line] : lines_)
      if (!along(line)) return;
  }
}

}  // namespace netsuden
