// SPDX-License-Identifier: Apache-2.0
// Names of a trace on disk, and the lock that tells a running writer from a killed one.
#pragma once

#include <cstdint>
#include <string>

namespace netsuden {

/// NAME.h5 -> NAME.h5.part; a name that ends in .part stays.
std::string part_path_of(const std::string& path);
/// NAME.h5.part -> NAME.h5; any other name stays.
std::string final_path_of(const std::string& path);
/// Where a file is written before it is renamed: by creation to NAME.h5.part, by close() and repair to NAME.h5.
std::string new_path_of(const std::string& path);

bool file_exists(const std::string& path);
void remove_file(const std::string& path);                           ///< throws IoError
void rename_file(const std::string& from, const std::string& to);    ///< throws IoError
/// Throws IoError where `to` exists already.
void rename_to_new(const std::string& from, const std::string& to);

/// Held by a writer while it lives, released by the system when it dies. Independent of HDF5's own locks, which a
/// follower-friendly writer drops. On file systems without locks nothing is held.
class WriterLock {
 public:
  WriterLock() = default;
  /// Makes the file where there is none; its name may change while the lock is held. Throws IoError where another writer
  /// holds it.
  explicit WriterLock(const std::string& path);
  ~WriterLock();
  WriterLock(WriterLock&& o) noexcept : fd_(o.fd_) { o.fd_ = -1; }
  WriterLock& operator=(WriterLock&& o) noexcept;
  static bool held(const std::string& path);

 private:
  int fd_ = -1;
};

}  // namespace netsuden
