// SPDX-License-Identifier: Apache-2.0
// Closes the trace of a killed run properly: every row that was flushed, chunk by chunk, in a fresh file that any reader
// opens, with the status `recovered`.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace netsuden {

struct RepairOptions {
  bool overwrite = false;  ///< NAME.h5 exists beside NAME.h5.part and may be replaced
};

struct RepairResult {
  bool changed = false;     ///< false: the file was closed properly, nothing was done
  std::string path;         ///< NAME.h5
  std::string message;      ///< one line for the user
  std::int64_t rows = 0;    ///< of all groups
  std::vector<std::string> losses;  ///< "rack: 1024 of 4096 rows, a chunk is damaged"
};

/// `path` is NAME.h5 or NAME.h5.part. Throws IoError in words: no such file, no trace, nothing readable in it, a writer
/// still at work, NAME.h5 exists and `overwrite` is false.
RepairResult repair_trace(const std::string& path, const RepairOptions& = {});

}  // namespace netsuden
