// SPDX-License-Identifier: Apache-2.0
// A study on many machines: `mpirun -n 64 netsuden study STUDY.yaml --mpi -o DIR`. Rank 0 keeps folder and journal and runs one run at a time as
// every other rank does; a run is a process of its own beside its rank, as on one machine. DIR is on a file system that all ranks share.
#pragma once

#include <memory>

#include "app/study_pool.hpp"

namespace netsuden::app {

class Mpi {
 public:
  /// Throws UsageError where this program was built without MPI.
  Mpi();
  ~Mpi();
  Mpi(const Mpi&) = delete;
  Mpi& operator=(const Mpi&) = delete;

  int rank() const;
  int size() const;
  /// Every rank learns whether all of them are ready; false ends them all.
  bool all_ready(bool mine);
  /// Of rank 0: one place on each rank.
  std::unique_ptr<Runners> runners(const StudyWork&);
  /// Of the other ranks: runs what rank 0 asks for until it is done.
  void serve(const StudyWork&);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace netsuden::app
