// SPDX-License-Identifier: Apache-2.0
// A user's controller in a process of its own (netsuden_controller.h), at the side of the run: it is started from this program by name with
// `controller-host` as its first argument (controller_host.hpp), and talks over one socket.
//
//   child    standard input from /dev/null, standard output to standard error, the socket as 3, nothing else open; a process group of its own,
//            so that Ctrl-C is the run's alone; the system ends it with the process that started it
//   talk     -> head, view, halls, plants;  <- head, status, decision, halls, plants; first, unasked: ready, or why not
//   failure  no answer in time, an end of the process, an answer that is none, a status other than 0, a number that is none: the child and its
//            group are ended and waited for, the reason comes back in words, and it is not asked again
// Source: POSIX.1-2017 posix_spawn, poll, send with MSG_NOSIGNAL; prctl(2) PR_SET_PDEATHSIG. Left out: other systems than Linux.
// Verified by tests/cli/controller_test.py.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "sim/control/netsuden_controller.h"

namespace netsuden {

inline constexpr int controller_socket = 3;
inline constexpr const char* controller_host_name = "controller-host";

/// Ahead of each message.
struct ControllerHead {
  static constexpr std::uint32_t ready = 0x4e534331, refused = 0x4e534332, question = 0x4e534333, answer = 0x4e534334;
  std::uint32_t kind = 0;
  std::int32_t status = 0;    ///< of an answer
  std::uint64_t number = 0;   ///< of the question
  std::uint64_t bytes = 0;    ///< that follow
};

/// A view with its parts; the pointers of `site` are set where it is used.
struct ControllerView {
  netsuden_view site{};
  std::vector<netsuden_hall> halls;
  std::vector<netsuden_plant> plants;
};
struct ControllerDecision {
  netsuden_decision site{};
  std::vector<netsuden_hall_decision> halls;
  std::vector<netsuden_plant_decision> plants;
};

class ControllerProcess {
 public:
  ControllerProcess() = default;
  ~ControllerProcess() { end(); }
  ControllerProcess(const ControllerProcess&) = delete;
  ControllerProcess& operator=(const ControllerProcess&) = delete;

  /// Loads the library; empty, or why that failed.
  std::string start(const std::string& program, const std::string& library, const std::string& options, double timeout_s);
  bool runs() const { return socket_ >= 0; }
  /// Empty, or why it failed; then it no longer runs.
  std::string ask(const ControllerView&, ControllerDecision&, double timeout_s);
  /// Lets it end, or ends it.
  void end();

 private:
  enum class Heard { all, late, gone };
  Heard hear(void* to, std::size_t bytes, double until_s);
  Heard say(const void* from, std::size_t bytes, double until_s);
  std::string fail(Heard, double timeout_s, const std::string& what);
  std::string end_within(double seconds);

  pid_t pid_ = -1;
  int socket_ = -1;
  std::uint64_t asked_ = 0;
};

/// Whether a library can be a controller: empty, or what is wrong with it. In a child as well.
std::string probe_controller(const std::string& program, const std::string& library, const std::string& options, double timeout_s);

}  // namespace netsuden
