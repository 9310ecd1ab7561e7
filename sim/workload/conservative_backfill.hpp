// SPDX-License-Identifier: Apache-2.0
// Conservative backfilling: a reservation for each job (scheduler.hpp). The halls' profiles of free nodes are kept from pass to pass; after an
// end before its time only the halls that have become freer since a job was last looked at are searched for it.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/workload/node_profile.hpp"
#include "sim/workload/scheduler.hpp"

namespace netsuden {

class ConservativeBackfill final : public SchedulingPolicy {
 public:
  explicit ConservativeBackfill(int depth) : depth_(static_cast<std::size_t>(depth)) {}
  void decide(SchedulerView&) override;
  void ended(const HeldNodes&, double now) override;
  void nodes_changed(int hall, int by, double now) override;
  std::vector<Reservation> reservations() const override;

 private:
  struct Promise {
    QueuedJob job;
    int hall = -1;
    double start_s = 0;
    std::uint64_t seen = 0;      ///< count of changes up to which it has the earliest start
  };
  struct Hall {
    NodeProfile free;
    std::uint64_t freer = 0;     ///< count of changes when it last had more free nodes than before
  };
  void start_anew(const SchedulerView&);
  void compress(const SchedulerView&);
  bool move(const SchedulerView&, Promise&);
  void start_due(SchedulerView&);
  void give(SchedulerView&);
  enum class Mark : char { none, promised, starts };
  Mark mark_of(int job) const { return static_cast<std::size_t>(job) < marks_.size() ? marks_[static_cast<std::size_t>(job)] : Mark::none; }
  void mark(int job, Mark);

  std::size_t depth_;
  std::vector<Promise> promises_;  ///< in the order in which they were given
  std::vector<Mark> marks_;        ///< by job
  std::vector<Hall> halls_;
  std::uint64_t changes_ = 0;
  bool anew_ = true;
};

}  // namespace netsuden
