// SPDX-License-Identifier: Apache-2.0
// The three failures that unwind (architecture: an overload is a result, bad input is a diagnostic).
#pragma once

#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>

namespace netsuden {

/// The simulation cannot go on (no convergence, not a number): exit code 3. `what()` names time, component and values.
class SimulationError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A file, disk or HDF5 call failed: exit code 5. `what()` names the path and the call.
class IoError : public std::runtime_error {
 public:
  IoError(const std::string& path, const std::string& what_happened)
      : std::runtime_error(path + ": " + what_happened), path_(path) {}
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

/// The user asked to stop (SIGINT, SIGTERM): exit code 130 after the trace is closed.
class Interrupted : public std::runtime_error {
 public:
  Interrupted() : std::runtime_error("interrupted") {}
};

[[noreturn]] inline void assertion_failed(const char* expr, const char* file, int line, const std::string& values) {
  std::fprintf(stderr, "netsuden: internal error: %s (%s:%d) %s\nThis is a mistake of netsuden, not of the scenario.\n",
               expr, file, line, values.c_str());
  std::abort();
}
}  // namespace netsuden

/// Our own mistakes, checked in every build. VALUES is a std::string with the numbers that matter.
#define NETSUDEN_ASSERT(expr, values) \
  ((expr) ? static_cast<void>(0) : ::netsuden::assertion_failed(#expr, __FILE__, __LINE__, (values)))
