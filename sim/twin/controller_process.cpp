// SPDX-License-Identifier: Apache-2.0
#include "sim/twin/controller_process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cmath>
#include <cstring>
#include <thread>

extern char** environ;

namespace netsuden {
namespace {

constexpr double patience_s = 1;      // for an end that is due
constexpr std::size_t longest = 4096; // of words

double now_s() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

/// Ready to read or write until then.
bool wait_for(int fd, short what, double until_s) {
  for (;;) {
    const double left = until_s - now_s();
    pollfd p{fd, what, 0};
    const int n = ::poll(&p, 1, left > 0 ? static_cast<int>(std::ceil(std::min(left * 1000, 1e9))) : 0);
    if (n > 0) return true;
    if (n == 0 && now_s() >= until_s) return false;
    if (n < 0 && errno != EINTR && errno != EAGAIN) return false;
  }
}

std::string ended_with(int status) {
  if (WIFEXITED(status)) return fmt::format("it ended with exit code {}", WEXITSTATUS(status));
  if (WIFSIGNALED(status)) return fmt::format("it crashed: signal {} ({})", WTERMSIG(status), strsignal(WTERMSIG(status)));
  return "it ended";
}

class SpawnPlan {
 public:
  SpawnPlan() {
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawnattr_init(&attributes);
  }
  ~SpawnPlan() {
    ::posix_spawn_file_actions_destroy(&actions);
    ::posix_spawnattr_destroy(&attributes);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
};

}  // namespace

std::string ControllerProcess::start(const std::string& program, const std::string& library, const std::string& options, double timeout_s) {
  end();
  const auto refuse = [](const char* what, int error) { return fmt::format("{}: {}", what, std::strerror(error)); };
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return refuse("no socket", errno);
  for (int& e : ends)  // clear of the places that the child's take
    if (e <= controller_socket) {
      const int up = ::fcntl(e, F_DUPFD_CLOEXEC, controller_socket + 1);
      ::close(e);
      e = up;
    }
  if (ends[0] < 0 || ends[1] < 0) {
    const int error = errno;
    for (const int e : ends)
      if (e >= 0) ::close(e);
    return refuse("no socket", error);
  }
  SpawnPlan plan;
  ::posix_spawn_file_actions_adddup2(&plan.actions, ends[1], controller_socket);
  ::posix_spawn_file_actions_addopen(&plan.actions, 0, "/dev/null", O_RDONLY, 0);
  if (::fcntl(2, F_GETFD) < 0) ::posix_spawn_file_actions_addopen(&plan.actions, 2, "/dev/null", O_WRONLY, 0);
  ::posix_spawn_file_actions_adddup2(&plan.actions, 2, 1);
  ::posix_spawn_file_actions_addclosefrom_np(&plan.actions, controller_socket + 1);
  sigset_t none, all;
  ::sigemptyset(&none);
  ::sigfillset(&all);
  ::posix_spawnattr_setsigmask(&plan.attributes, &none);
  ::posix_spawnattr_setsigdefault(&plan.attributes, &all);
  ::posix_spawnattr_setpgroup(&plan.attributes, 0);
  ::posix_spawnattr_setflags(&plan.attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  const std::string parent = std::to_string(::getpid());
  std::string words[] = {program, controller_host_name, parent, library.find('/') == std::string::npos ? "./" + library : library, options};
  char* arguments[] = {words[0].data(), words[1].data(), words[2].data(), words[3].data(), words[4].data(), nullptr};
  const int error = ::posix_spawn(&pid_, program.c_str(), &plan.actions, &plan.attributes, arguments, environ);
  ::close(ends[1]);
  socket_ = ends[0];
  if (error != 0) {
    pid_ = -1;
    end();
    return refuse("its process does not start", error);
  }
  const double until = now_s() + timeout_s;
  ControllerHead head;
  if (const Heard h = hear(&head, sizeof head, until); h != Heard::all) return fail(h, timeout_s, "loading");
  if (head.kind == ControllerHead::ready && head.bytes == 0) return {};
  if (head.kind != ControllerHead::refused || head.bytes > longest) return fail(Heard::all, timeout_s, "loading");
  std::string why(head.bytes, ' ');
  if (const Heard h = hear(why.data(), why.size(), until); h != Heard::all) return fail(h, timeout_s, "loading");
  end();
  return why;
}

std::string ControllerProcess::ask(const ControllerView& view, ControllerDecision& decision, double timeout_s) {
  if (!runs()) return "it does not run";
  const std::size_t halls = view.halls.size() * sizeof(netsuden_hall), plants = view.plants.size() * sizeof(netsuden_plant);
  ControllerHead head{ControllerHead::question, 0, ++asked_, sizeof view.site + halls + plants};
  std::vector<char> message(sizeof head + head.bytes);
  char* at = message.data();
  const auto put = [&at](const void* from, std::size_t bytes) {
    if (bytes > 0) std::memcpy(at, from, bytes);
    at += bytes;
  };
  put(&head, sizeof head);
  put(&view.site, sizeof view.site);
  put(view.halls.data(), halls);
  put(view.plants.data(), plants);
  const double until = now_s() + timeout_s;
  if (const Heard h = say(message.data(), message.size(), until); h != Heard::all) return fail(h, timeout_s, "");
  if (const Heard h = hear(&head, sizeof head, until); h != Heard::all) return fail(h, timeout_s, "");
  decision.halls.assign(view.halls.size(), {});
  decision.plants.assign(view.plants.size(), {});
  const std::size_t of_halls = decision.halls.size() * sizeof(netsuden_hall_decision), of_plants = decision.plants.size() * sizeof(netsuden_plant_decision);
  if (head.kind != ControllerHead::answer || head.number != asked_ || head.bytes != sizeof decision.site + of_halls + of_plants) return fail(Heard::all, timeout_s, "");
  for (const auto& [to, bytes] : {std::pair<void*, std::size_t>{&decision.site, sizeof decision.site}, {decision.halls.data(), of_halls}, {decision.plants.data(), of_plants}})
    if (const Heard h = bytes > 0 ? hear(to, bytes, until) : Heard::all; h != Heard::all) return fail(h, timeout_s, "");
  if (head.status == 0) return {};
  end();
  return fmt::format("it returned {}", head.status);
}

ControllerProcess::Heard ControllerProcess::hear(void* to, std::size_t bytes, double until_s) {
  char* at = static_cast<char*>(to);
  while (bytes > 0) {
    if (!wait_for(socket_, POLLIN, until_s)) return Heard::late;
    const ssize_t n = ::recv(socket_, at, bytes, MSG_DONTWAIT);
    if (n == 0 || (n < 0 && errno != EINTR && errno != EAGAIN)) return Heard::gone;
    if (n < 0) continue;
    at += n;
    bytes -= static_cast<std::size_t>(n);
  }
  return Heard::all;
}

ControllerProcess::Heard ControllerProcess::say(const void* from, std::size_t bytes, double until_s) {
  const char* at = static_cast<const char*>(from);
  while (bytes > 0) {
    if (!wait_for(socket_, POLLOUT, until_s)) return Heard::late;
    const ssize_t n = ::send(socket_, at, bytes, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (n < 0 && errno != EINTR && errno != EAGAIN) return Heard::gone;
    if (n < 0) continue;
    at += n;
    bytes -= static_cast<std::size_t>(n);
  }
  return Heard::all;
}

std::string ControllerProcess::fail(Heard h, double timeout_s, const std::string& what) {
  const std::string doing = what.empty() ? "" : what + ": ", how = end_within(h == Heard::gone ? patience_s : 0);
  return doing + (h == Heard::gone ? how : h == Heard::late ? fmt::format("no answer within {:g} s", timeout_s) : std::string("its answer is none of the interface"));
}

void ControllerProcess::end() { end_within(patience_s); }

/// It sees that its socket is closed and ends; what does not in time is made to, with all that it has started.
std::string ControllerProcess::end_within(double seconds) {
  if (socket_ >= 0) ::close(socket_);
  socket_ = -1;
  if (pid_ <= 0) return {};
  const auto ended = [this] {
    siginfo_t info{};
    return ::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid == pid_;
  };
  for (const double until = now_s() + seconds; !ended() && now_s() < until;) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  const bool by_itself = ended();
  ::kill(-pid_, SIGKILL);  // before it is waited for: until then its number is nobody else's
  ::kill(pid_, SIGKILL);
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {}
  pid_ = -1;
  return by_itself ? ended_with(status) : "it closed its connection";
}

std::string probe_controller(const std::string& program, const std::string& library, const std::string& options, double timeout_s) {
  ControllerProcess process;
  return process.start(program, library, options, timeout_s);
}

}  // namespace netsuden
