// SPDX-License-Identifier: Apache-2.0
// Whether a file can be opened at all. HDF5 itself crashes on some damaged files (heaps of strings, above all), and no check of ours comes before it:
// so a child process opens the file first and reads all that is read on opening.
#pragma once

#include <string>

namespace netsuden {

/// Throws IoError in words where opening `path` would crash or hang. What is wrong in a way that a reader can say, it leaves to the reader.
void probe_trace(const std::string& path);

}  // namespace netsuden
