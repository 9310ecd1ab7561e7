// SPDX-License-Identifier: Apache-2.0
#include "viz/panels/launcher.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <filesystem>

extern char** environ;

namespace netsuden::viz {
namespace {

constexpr std::size_t most_words = 64 * 1024;

}  // namespace

std::string Launcher::program() {
  std::error_code error;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
  if (!error) {
    const auto beside = self.parent_path() / "netsuden";
    if (::access(beside.c_str(), X_OK) == 0) return beside.string();
  }
  return "netsuden";
}

Launcher::~Launcher() {
  // A run goes on without the viewer that launched it.
  if (pipe_ >= 0) ::close(pipe_);
}

std::string Launcher::start(const std::vector<std::string>& arguments) {
  if (running()) return "the run that was launched before has not ended";
  std::array<int, 2> ends{-1, -1};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return std::strerror(errno);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
  posix_spawn_file_actions_adddup2(&actions, ends[1], 2);
  std::vector<std::string> all{program()};
  all.insert(all.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& a : all) argv.push_back(a.data());
  argv.push_back(nullptr);
  const int failed = ::posix_spawnp(&child_, argv[0], &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  ::close(ends[1]);
  if (failed != 0) {
    ::close(ends[0]);
    child_ = -1;
    return all[0] + " cannot be started: " + std::strerror(failed);
  }
  if (pipe_ >= 0) ::close(pipe_);
  pipe_ = ends[0];
  ::fcntl(pipe_, F_SETFL, O_NONBLOCK);
  words_.clear();
  exit_code_ = -1;
  return {};
}

void Launcher::cancel() {
  if (running()) ::kill(child_, SIGTERM);
}

bool Launcher::poll() {
  if (!running()) return false;
  bool changed = false;
  std::array<char, 4096> buffer{};
  for (;;) {
    const ssize_t n = ::read(pipe_, buffer.data(), buffer.size());
    if (n <= 0) break;
    words_.append(buffer.data(), static_cast<std::size_t>(n));
    if (words_.size() > most_words) words_.erase(0, words_.size() - most_words);
    changed = true;
  }
  int status = 0;
  if (::waitpid(child_, &status, WNOHANG) == child_) {
    child_ = -1;
    exit_code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    changed = true;
  }
  return changed;
}

}  // namespace netsuden::viz
