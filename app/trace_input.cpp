// SPDX-License-Identifier: Apache-2.0
#include "app/trace_input.hpp"

#include <filesystem>

#include "app/files.hpp"
#include "io/study/index.hpp"
#include "io/trace/probe.hpp"

namespace netsuden::app {

TraceReader open_trace(const std::string& subcommand, const std::string& path) {
  std::error_code none;
  if (std::filesystem::is_directory(path, none)) throw UsageError(fmt::format("{}: {} is a folder, no trace; of a study take one of its runs, as {}/runs/000/000000.h5", subcommand, path, path));
  const FileKind kind = kind_of(path);
  if (kind == FileKind::scenario && std::filesystem::exists(path, none)) throw UsageError(fmt::format("{}: {} is a scenario, no trace; `netsuden run {}` makes one", subcommand, path, path));
  if (kind != FileKind::trace && kind != FileKind::unknown && std::filesystem::exists(path, none)) throw UsageError(fmt::format("{}: {} is {}, no trace", subcommand, path, name_of(kind)));
  return reading_input(subcommand, [&] {
    if (is_index_file(path)) throw UsageError(fmt::format("{}: {} is the index of a study, no trace; take one of its runs, as {}", subcommand, path, (std::filesystem::path(path).parent_path() / trace_of_run(0)).string()));
    probe_trace(path);
    return TraceReader(path);
  });
}

}  // namespace netsuden::app
