// SPDX-License-Identifier: Apache-2.0
// Whether a file can be opened at all. HDF5 itself crashes on some damaged files (heaps of strings, above all), and no check of ours comes before it:
// so a child process opens the file first and reads all that is read on opening.
#pragma once

#include <functional>
#include <string>

namespace netsuden {

/// Throws IoError in words where `read` of `path` would crash or hang: a child does it first. What `read` throws there is left to the reader to say.
void probe_in_child(const std::string& path, const std::function<void()>& read);
/// Throws IoError in words where opening `path` would crash or hang. What is wrong in a way that a reader can say, it leaves to the reader.
void probe_trace(const std::string& path);
/// What `probe_trace` does in the child: all that is read on opening a trace.
void read_what_opening_reads(const std::string& path);

}  // namespace netsuden
