// SPDX-License-Identifier: Apache-2.0
#include "viz/panels/launcher.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
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
  // A run goes on without the viewer that launched it: its words go to a file, not to a pipe that would break.
  if (log_ >= 0) ::close(log_);
}

std::string Launcher::start(const std::vector<std::string>& arguments) {
  if (running()) return "what was launched before has not ended";
  std::string name = (std::filesystem::temp_directory_path() / "netsuden-viewer-XXXXXX").string();
  const int out = ::mkstemp(name.data());
  if (out < 0) return "no file can be made for its words: " + std::string(std::strerror(errno));
  const int in = ::open(name.c_str(), O_RDONLY | O_CLOEXEC);
  ::unlink(name.c_str());
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, out, 1);
  posix_spawn_file_actions_adddup2(&actions, out, 2);
  std::vector<std::string> all{program()};
  all.insert(all.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& a : all) argv.push_back(a.data());
  argv.push_back(nullptr);
  const int failed = ::posix_spawnp(&child_, argv[0], &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  ::close(out);
  if (failed != 0) {
    if (in >= 0) ::close(in);
    child_ = -1;
    return all[0] + " cannot be started: " + std::strerror(failed);
  }
  if (log_ >= 0) ::close(log_);
  log_ = in;
  words_.clear();
  exit_code_ = -1;
  return {};
}

void Launcher::cancel() {
  if (running()) ::kill(child_, SIGTERM);
}

bool Launcher::poll() {
  if (!running()) return false;
  int status = 0;
  bool changed = false;
  if (::waitpid(child_, &status, WNOHANG) == child_) {
    child_ = -1;
    exit_code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    changed = true;
  }
  std::array<char, 4096> buffer{};
  for (ssize_t n = 0; (n = ::read(log_, buffer.data(), buffer.size())) > 0;) {
    words_.append(buffer.data(), static_cast<std::size_t>(n));
    if (words_.size() > most_words) words_.erase(0, words_.size() - most_words);
    changed = true;
  }
  return changed;
}

}  // namespace netsuden::viz
