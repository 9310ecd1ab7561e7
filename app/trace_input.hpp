// SPDX-License-Identifier: Apache-2.0
// Traces that a command compares or reports on: what is wrong with them is wrong with the command line, exit code 2.
#pragma once

#include <fmt/format.h>

#include <string>

#include "app/command.hpp"
#include "io/trace/reader.hpp"
#include "sim/base/errors.hpp"

namespace netsuden::app {

/// Throws UsageError in words for what is no trace: a scenario, a study, a folder, a damaged file.
TraceReader open_trace(const std::string& subcommand, const std::string& path);

/// What `read` throws of a file that cannot be read, as a UsageError.
template <class F>
auto reading_input(const std::string& subcommand, F&& read) {
  try {
    return read();
  } catch (const IoError& e) {
    throw UsageError(fmt::format("{}: {}", subcommand, e.what()));
  }
}

}  // namespace netsuden::app
