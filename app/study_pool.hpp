// SPDX-License-Identifier: Apache-2.0
// Who runs the runs of a study. The study starts runs while there are places, and takes what ended; everything else (order, journal, results) is
// the same whoever runs them.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "app/study_run.hpp"

namespace netsuden::app {

class Runners {
 public:
  virtual ~Runners() = default;
  virtual std::size_t free_places() = 0;
  virtual std::size_t running() const = 0;
  virtual std::size_t places() const = 0;  ///< in all, as bounded now
  virtual void start(std::size_t run) = 0;
  /// Waits for ends, at most so long. Ends before for a signal.
  virtual std::vector<RunOutcome> wait(double seconds) = 0;
  virtual void kill_all() noexcept = 0;
};

/// A process a run on this machine: at most `jobs` at once, and no more than `memory_bytes` hold at the highest memory that a run has needed.
std::unique_ptr<Runners> local_pool(const StudyWork&, int jobs, double memory_bytes);

/// What a function says, called in a process of its own; throws SimulationError with the words of a process that dies.
std::string in_own_process(const std::function<std::string()>&);

/// Memory that is free for use, bytes.
double available_memory();

}  // namespace netsuden::app
