// SPDX-License-Identifier: Apache-2.0
// EASY: one reservation, that of the head (scheduler.hpp). The cost of a pass is that of `backfill_depth` jobs times the halls, and of the
// ends up to the reservation.
#pragma once

#include "sim/workload/scheduler.hpp"

namespace netsuden {

class EasyBackfill final : public SchedulingPolicy {
 public:
  explicit EasyBackfill(int depth) : depth_(depth) {}
  void decide(SchedulerView&) override;
  std::vector<Reservation> reservations() const override { return head_.job < 0 ? std::vector<Reservation>{} : std::vector<Reservation>{head_}; }

 private:
  void reserve(const SchedulerView&, const QueuedJob&);
  int room(const SchedulerView&, const QueuedJob&) const;

  int depth_;
  Reservation head_;
  int over_ = 0;  ///< nodes of the reserved hall that are free at the start of the head, and that it leaves
};

}  // namespace netsuden
