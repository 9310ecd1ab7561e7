// SPDX-License-Identifier: Apache-2.0
// Runs the program `netsuden` beside the viewer: one child at a time, its words collected without ever waiting for it.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace netsuden::viz {

class Launcher {
 public:
  Launcher() = default;
  ~Launcher();
  Launcher(const Launcher&) = delete;
  Launcher& operator=(const Launcher&) = delete;

  /// The program beside this one, else the one in PATH.
  static std::string program();

  /// Nothing, or why it could not be started. A child that still runs is left alone and an error said.
  std::string start(const std::vector<std::string>& arguments);
  /// Asks it to stop; a run closes its trace then.
  void cancel();
  /// Takes in what it has said since, and notices its end. True: something changed.
  bool poll();
  bool running() const { return child_ > 0; }
  int exit_code() const { return exit_code_; }  ///< of the last one; -1 while it runs
  const std::string& words() const { return words_; }

 private:
  pid_t child_ = -1;
  int log_ = -1, exit_code_ = -1;
  std::string words_;
};

}  // namespace netsuden::viz
