// SPDX-License-Identifier: Apache-2.0
// Processes by fork: the program is in memory already, and the study itself has neither threads nor an engine.
#include "app/study_pool.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <fstream>
#include <limits>

#include "sim/base/errors.hpp"

namespace netsuden::app {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::size_t kept_words = 2000;

struct Child {
  pid_t pid = -1;
  int answer = -1, words = -1;  ///< pipes; -1 once at their end
  std::string said, talked;
  Clock::time_point begin;
  std::size_t run = 0;

  bool at_end() const { return answer < 0 && words < 0; }
};

void write_all(int fd, const std::string& text) {
  for (std::size_t at = 0; at < text.size();) {
    const ssize_t n = ::write(fd, text.data() + at, text.size() - at);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return;
    at += static_cast<std::size_t>(n);
  }
}

/// `work` in a child that dies with its parent; what it prints is kept apart from its answer.
Child fork_child(const std::function<std::string()>& work) {
  int answer[2], words[2];
  if (::pipe2(answer, O_CLOEXEC) != 0) throw IoError("pipe", std::strerror(errno));
  if (::pipe2(words, O_CLOEXEC) != 0) throw IoError("pipe", std::strerror(errno));
  std::fflush(nullptr);
  const pid_t parent = ::getpid();
  Child c;
  c.begin = Clock::now();
  c.pid = ::fork();
  if (c.pid < 0) throw IoError("fork", std::strerror(errno));
  if (c.pid == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(1);
    ::signal(SIGINT, SIG_IGN);
    ::signal(SIGTERM, SIG_IGN);
    const int null = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    ::dup2(null, 0);
    ::dup2(words[1], 1);
    ::dup2(words[1], 2);
    ::close(answer[0]);
    ::close(words[0]);
    std::string text;
    int code = 0;
    try {
      text = work();
    } catch (const std::exception& e) {
      std::fprintf(stderr, "%s\n", e.what());
      code = 3;
    }
    write_all(answer[1], text);
    std::fflush(nullptr);
    ::_exit(code);
  }
  ::close(answer[1]);
  ::close(words[1]);
  c.answer = answer[0];
  c.words = words[0];
  return c;
}

/// What is there to read of one pipe; closes it at its end.
void drain(int& fd, std::string& into, bool tail) {
  char block[1 << 14];
  const ssize_t n = ::read(fd, block, sizeof block);
  if (n < 0 && (errno == EINTR || errno == EAGAIN)) return;
  if (n <= 0) {
    ::close(fd);
    fd = -1;
    return;
  }
  into.append(block, static_cast<std::size_t>(n));
  if (tail && into.size() > 2 * kept_words) into.erase(0, into.size() - kept_words);
}

/// How a process ended that did not say so itself.
std::string last_words(int status, std::string talked) {
  while (!talked.empty() && talked.back() == '\n') talked.pop_back();
  if (talked.size() > kept_words) talked.erase(0, talked.size() - kept_words);
  const std::string how = WIFSIGNALED(status) ? fmt::format("the process was ended by signal {} ({}){}", WTERMSIG(status), ::strsignal(WTERMSIG(status)), WTERMSIG(status) == SIGKILL ? ": memory may have run out" : "")
                                              : fmt::format("the process ended with exit code {}", WEXITSTATUS(status));
  return talked.empty() ? how : how + ": " + talked;
}

class LocalPool final : public Runners {
 public:
  LocalPool(const StudyWork& work, int jobs, double memory) : work_(work), jobs_(static_cast<std::size_t>(std::max(1, jobs))), memory_(memory) {
    char name[256] = "";
    if (::gethostname(name, sizeof name - 1) == 0) host_ = name;
  }
  ~LocalPool() override { kill_all(); }

  std::size_t places() const override {
    if (!(largest_ > 0)) return jobs_;
    return std::clamp<std::size_t>(static_cast<std::size_t>(memory_ / largest_), 1, jobs_);
  }
  std::size_t free_places() override { return places() > children_.size() ? places() - children_.size() : 0; }
  std::size_t running() const override { return children_.size(); }

  void start(std::size_t run) override {
    children_.push_back(fork_child([this, run] { return outcome_line(run_of_study(work_, run)); }));
    children_.back().run = run;
  }

  std::vector<RunOutcome> wait(double seconds) override {
    std::vector<pollfd> fds;
    for (const Child& c : children_)
      for (const int fd : {c.answer, c.words})
        if (fd >= 0) fds.push_back({fd, POLLIN, 0});
    ::poll(fds.data(), fds.size(), static_cast<int>(seconds * 1000));
    const auto ready = [&](int fd) {
      return fd >= 0 && std::any_of(fds.begin(), fds.end(), [&](const pollfd& p) { return p.fd == fd && p.revents != 0; });
    };
    std::vector<RunOutcome> ended;
    for (std::size_t i = 0; i < children_.size();) {
      Child& c = children_[i];
      if (ready(c.answer)) drain(c.answer, c.said, false);
      if (ready(c.words)) drain(c.words, c.talked, true);
      if (!c.at_end()) {
        ++i;
        continue;
      }
      ended.push_back(end_of(c));
      children_.erase(children_.begin() + static_cast<std::ptrdiff_t>(i));
    }
    return ended;
  }

  void kill_all() noexcept override {
    for (Child& c : children_) ::kill(c.pid, SIGKILL);
    for (Child& c : children_) {
      ::waitpid(c.pid, nullptr, 0);
      if (c.answer >= 0) ::close(c.answer);
      if (c.words >= 0) ::close(c.words);
    }
    children_.clear();
  }

 private:
  RunOutcome end_of(Child& c) {
    int status = 0;
    rusage used{};
    while (::wait4(c.pid, &status, 0, &used) < 0 && errno == EINTR) {
    }
    RunOutcome o;
    if (!read_outcome(c.said, o)) {
      o = {};
      o.status = "lost";
      o.message = last_words(status, c.talked);
      o.metrics.assign(work_.outputs.size(), std::numeric_limits<double>::quiet_NaN());
    }
    o.run = c.run;
    o.wall_s = std::chrono::duration<double>(Clock::now() - c.begin).count();
    o.cpu_s = static_cast<double>(used.ru_utime.tv_sec + used.ru_stime.tv_sec) + 1e-6 * static_cast<double>(used.ru_utime.tv_usec + used.ru_stime.tv_usec);
    o.peak_bytes = 1024.0 * static_cast<double>(used.ru_maxrss);
    o.ended_unix_s = std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
    o.host = host_;
    largest_ = std::max(largest_, o.peak_bytes);
    return o;
  }

  const StudyWork& work_;
  std::size_t jobs_;
  double memory_, largest_ = 0;
  std::vector<Child> children_;
  std::string host_;
};

}  // namespace

std::unique_ptr<Runners> local_pool(const StudyWork& work, int jobs, double memory) { return std::make_unique<LocalPool>(work, jobs, memory); }

std::string in_own_process(const std::function<std::string()>& work) {
  Child c = fork_child(work);
  while (!c.at_end()) {
    pollfd fds[2] = {{c.answer, POLLIN, 0}, {c.words, POLLIN, 0}};
    ::poll(fds, 2, -1);
    if (c.answer >= 0 && fds[0].revents != 0) drain(c.answer, c.said, false);
    if (c.words >= 0 && fds[1].revents != 0) drain(c.words, c.talked, true);
  }
  int status = 0;
  while (::waitpid(c.pid, &status, 0) < 0 && errno == EINTR) {
  }
  if (status != 0) throw SimulationError(last_words(status, c.talked));
  return c.said;
}

double available_memory() {
  std::ifstream in("/proc/meminfo");
  std::string key;
  double kib = 0;
  while (in >> key >> kib) {
    if (key == "MemAvailable:") return 1024 * kib;
    in.ignore(1000, '\n');
  }
  return 4e9;
}

}  // namespace netsuden::app
