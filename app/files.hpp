// SPDX-License-Identifier: Apache-2.0
// Files that subcommands are given and write: what kind one is, and how results get to the disk.
#pragma once

#include <string>

namespace netsuden::app {

enum class FileKind { scenario, study, plan, trace, matpower, power_grid_model, unknown };

/// By the ending of the name; where that does not tell (.json; scenarios and studies), by how the file begins.
FileKind kind_of(const std::string& path);
inline bool is_network(FileKind k) { return k == FileKind::matpower || k == FileKind::power_grid_model; }
/// "a MATPOWER case", "a scenario", ...; without the article: "MATPOWER case".
const char* name_of(FileKind, bool article = true);

/// A result must not take the place of what was read: throws UsageError. `what` is "the scenario".
void require_other_file(const std::string& subcommand, const std::string& result, const std::string& input, const std::string& what);

/// Where this program and its viewer stand, with a slash; empty where that cannot be told.
std::string program_folder();

/// Before the work: that its result can be written afterwards. Throws IoError.
void require_writable(const std::string& path);

/// What was written is on the disk, not only on its way.
void to_disk(const std::string& path);
/// Throws IoError where not all of it was written.
void write_file(const std::string& path, const std::string& text);

}  // namespace netsuden::app
