// SPDX-License-Identifier: Apache-2.0
#include "sim/workload/easy_backfill.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace netsuden {

/// Of a job that fits nowhere now, but somewhere when others have ended.
void EasyBackfill::reserve(const SchedulerView& v, const QueuedJob& j) {
  head_ = {j.job, -1, std::numeric_limits<double>::infinity()};
  for (std::size_t h = 0; h < v.halls().size(); ++h) {
    const HallNodes& hall = v.halls()[h];
    if (hall.nodes < j.nodes || !v.may_take(j, h)) continue;
    // Those that overstay are first in the list and go together, as long as others go before them.
    const std::vector<HeldNodes>& ends = hall.held;
    int free = hall.free, late = 0;
    std::size_t i = 0;
    for (; i < ends.size() && !(ends[i].end_s > v.now_s); ++i) late += ends[i].nodes;
    double start = v.now_s;
    while (free < j.nodes && start < head_.start_s) {
      start = i < ends.size() ? ends[i].end_s : std::numeric_limits<double>::infinity();
      if (late > 0) start = std::min(start, v.now_s + overstay_s);
      if (late > 0 && !(start < v.now_s + overstay_s)) free += std::exchange(late, 0);
      for (; i < ends.size() && !(ends[i].end_s > start); ++i) free += ends[i].nodes;
    }
    if (!(start < head_.start_s)) continue;
    head_.hall = static_cast<int>(h);
    head_.start_s = start;
    over_ = free - j.nodes;
  }
}

/// The first hall in which a job may start now beside the reservation; -1: none.
int EasyBackfill::room(const SchedulerView& v, const QueuedJob& j) const {
  for (std::size_t i = 0; i < v.halls().size(); ++i) {
    const std::size_t h = v.placement().hall(j.rule, i);
    if (v.halls()[h].free < j.nodes || !v.may_take(j, h)) continue;
    if (static_cast<int>(h) != head_.hall || v.now_s + j.limit_s <= head_.start_s || j.nodes <= over_) return static_cast<int>(h);
  }
  return -1;
}

void EasyBackfill::decide(SchedulerView& v) {
  head_ = {};
  QuotaLeft quota(v.tenants());
  const auto most_free = [&] {
    int most = 0;
    for (const HallNodes& h : v.halls()) most = std::max(most, h.free);
    return most;
  };
  int free = most_free(), stay = 0;
  v.queue().walk([&](const QueuedJob& j) {
    if (!quota.allows(j)) return true;
    const int hall = j.nodes > free ? -1 : head_.job < 0 ? v.first_fit(j) : room(v, j);
    if (hall >= 0) {
      if (hall == head_.hall && v.now_s + j.limit_s > head_.start_s) over_ -= j.nodes;
      v.start(j, hall, head_.job >= 0 || stay > 0);
      free = most_free();
      return true;
    }
    if (head_.job < 0 && v.has_place(j)) {
      reserve(v, j);
      quota.promise(j);
    } else {
      ++stay;
    }
    return stay < depth_ && (free > 0 || head_.job < 0);
  });
}

}  // namespace netsuden
