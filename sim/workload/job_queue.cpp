// SPDX-License-Identifier: Apache-2.0
#include "sim/workload/job_queue.hpp"

namespace netsuden {
namespace {
bool before(const QueuedJob& a, const QueuedJob& b) { return a.job < b.job; }
}  // namespace

double JobQueue::key(const QueuedJob& j) const {
  switch (order_) {
    case QueueOrder::priority: return -j.priority;
    case QueueOrder::shortest: return j.limit_s;
    case QueueOrder::largest: return -j.nodes;
    case QueueOrder::fair_share: return j.tenant < 0 ? no_tenant : j.tenant;
    case QueueOrder::submission: break;
  }
  return 0;
}

void JobQueue::push(const QueuedJob& j) {
  const std::size_t lines = lines_.size();
  Line& line = order_ == QueueOrder::submission ? line_ : lines_[key(j)];
  if (order_ == QueueOrder::fair_share && lines_.size() > lines) ranked_.push_back(&line);
  if (line.empty() || before(line.back(), j)) line.push_back(j);
  else line.insert(std::upper_bound(line.begin(), line.end(), j, before), j);
  ++size_;
}

void JobQueue::erase(const QueuedJob& j) {
  const auto at = order_ == QueueOrder::submission ? lines_.end() : lines_.find(key(j));
  Line& line = order_ == QueueOrder::submission ? line_ : at->second;
  const auto place = std::lower_bound(line.begin(), line.end(), j, before);
  if (place == line.begin()) line.pop_front();
  else line.erase(place);
  --size_;
  if (!line.empty() || order_ == QueueOrder::submission) return;
  std::erase(ranked_, &line);
  lines_.erase(at);
}

}  // namespace netsuden
