// SPDX-License-Identifier: Apache-2.0
#include "io/trace/part_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <utility>

#include "sim/base/errors.hpp"

namespace netsuden {
namespace {
constexpr std::string_view suffix = ".part";

struct flock whole_file() {
  struct flock l {};
  l.l_type = F_WRLCK;
  l.l_whence = SEEK_SET;
  return l;
}
}  // namespace

std::string part_path_of(const std::string& path) {
  return path.ends_with(suffix) ? path : path + std::string(suffix);
}
std::string final_path_of(const std::string& path) {
  return path.ends_with(suffix) ? path.substr(0, path.size() - suffix.size()) : path;
}
std::string new_path_of(const std::string& path) { return final_path_of(path) + ".new"; }

bool file_exists(const std::string& path) {
  std::error_code error;
  return std::filesystem::exists(path, error);
}

void remove_file(const std::string& path) {
  std::error_code error;
  std::filesystem::remove(path, error);
  if (error) throw IoError(path, "cannot be removed: " + error.message());
}

void rename_file(const std::string& from, const std::string& to) {
  std::error_code error;
  std::filesystem::rename(from, to, error);
  if (error) throw IoError(to, "cannot rename " + from + " to it: " + error.message());
}

void rename_to_new(const std::string& from, const std::string& to) {
  if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return;
  if (errno == EEXIST) throw IoError(to, "another run writes this trace now");
  rename_file(from, to);  // a file system without the flag
}

WriterLock::WriterLock(const std::string& path) : fd_(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666)) {
  if (fd_ < 0) return;  // what follows tells why
  struct flock l = whole_file();
  if (::fcntl(fd_, F_OFD_SETLK, &l) == 0) return;
  const int why = errno;
  ::close(fd_);
  fd_ = -1;
  if (why == EAGAIN || why == EACCES) throw IoError(path, "another run begins to write this trace now");
}

WriterLock::~WriterLock() {
  if (fd_ >= 0) ::close(fd_);
}

WriterLock& WriterLock::operator=(WriterLock&& o) noexcept {
  std::swap(fd_, o.fd_);
  return *this;
}

bool WriterLock::held(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return false;
  struct flock l = whole_file();
  const bool asked = ::fcntl(fd, F_OFD_GETLK, &l) == 0;
  ::close(fd);
  return asked && l.l_type != F_UNLCK;
}

}  // namespace netsuden
