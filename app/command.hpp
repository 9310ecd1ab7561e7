// SPDX-License-Identifier: Apache-2.0
// What the subcommands of `netsuden` share.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <stdexcept>
#include <string>

namespace netsuden::app {

/// Exit codes (architecture, section 6).
enum Exit : int { ok = 0, bad_input = 2, simulation_failed = 3, violation = 4, io_failed = 5, interrupted = 130 };

/// The command line asks for what cannot be: exit code 2.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Each subcommand adds itself with an example in its help and returns what runs it.
using Action = std::function<int()>;
Action add_run(CLI::App&);
Action add_fork(CLI::App&);
Action add_check(CLI::App&);
Action add_schema(CLI::App&);
Action add_info(CLI::App&);
Action add_contingency(CLI::App&);
Action add_plan(CLI::App&);
Action add_repair(CLI::App&);
Action add_study(CLI::App&);
Action add_view(CLI::App&);

std::string version();
std::string git_revision();

}  // namespace netsuden::app
