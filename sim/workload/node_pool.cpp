// SPDX-License-Identifier: Apache-2.0
#include "sim/workload/node_pool.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/base/errors.hpp"

namespace netsuden {

bool NodePool::take(int count, std::vector<NodeRange>& out) {
  if (count > free_count_) return false;
  free_count_ -= count;
  std::size_t used = 0;
  while (count > 0) {
    NodeRange& r = free_[used];
    const int n = std::min(count, r.count());
    out.push_back({r.first, r.first + n});
    r.first += n;
    count -= n;
    if (r.count() == 0) ++used;
  }
  free_.erase(free_.begin(), free_.begin() + static_cast<std::ptrdiff_t>(used));
  return true;
}

void NodePool::take(NodeRange taken) {
  const auto it = std::find_if(free_.begin(), free_.end(), [&](const NodeRange& f) { return f.first <= taken.first && taken.end <= f.end; });
  NETSUDEN_ASSERT(it != free_.end(), fmt::format("nodes {} to {} are not free", taken.first, taken.end - 1));
  free_count_ -= taken.count();
  const NodeRange after{taken.end, it->end};
  it->end = taken.first;
  const auto next = it->count() == 0 ? free_.erase(it) : std::next(it);
  if (after.count() > 0) free_.insert(next, after);
}

void NodePool::give_back(const std::vector<NodeRange>& ranges) {
  for (const NodeRange& r : ranges) {
    free_count_ += r.count();
    auto it = std::lower_bound(free_.begin(), free_.end(), r.first, [](const NodeRange& a, int f) { return a.first < f; });
    const bool joins_next = it != free_.end() && it->first == r.end;
    const bool joins_last = it != free_.begin() && std::prev(it)->end == r.first;
    if (joins_last && joins_next) {
      std::prev(it)->end = it->end;
      free_.erase(it);
    } else if (joins_last) {
      std::prev(it)->end = r.end;
    } else if (joins_next) {
      it->first = r.first;
    } else {
      free_.insert(it, r);
    }
  }
}

}  // namespace netsuden
