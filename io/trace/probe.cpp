// SPDX-License-Identifier: Apache-2.0
#include "io/trace/probe.hpp"

#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <exception>

#include "io/trace/reader.hpp"
#include "sim/base/errors.hpp"

namespace netsuden {
namespace {

constexpr unsigned patience_s = 30;  // a trace of 10 GB opens in less than one

/// Ends the child, whatever happens.
[[noreturn]] void in_child(const std::function<void()>& read) {
  const struct rlimit no_core{0, 0};
  ::setrlimit(RLIMIT_CORE, &no_core);
  for (const int s : {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL, SIGALRM, SIGTERM, SIGINT}) std::signal(s, SIG_DFL);
  ::close(1);
  ::close(2);  // words of a dying library help nobody
  ::alarm(patience_s);
  try {
    read();
  } catch (const std::exception&) {  // the reader will say it
  }
  ::_exit(0);
}

}  // namespace

void read_what_opening_reads(const std::string& path) {
  const TraceReader r(path);
  r.topology();
  r.scenario_written();
  r.scenario_resolved();
  r.summary_json();
  r.summary_tables();
  if (const int events = r.find_group("event"); events >= 0)
    if (const int text = r.find_channel(static_cast<std::size_t>(events), "text"); text >= 0) r.read_text(static_cast<std::size_t>(events), static_cast<std::size_t>(text));
}

void probe_trace(const std::string& path) {
  probe_in_child(path, [&path] { read_what_opening_reads(path); });
}

void probe_in_child(const std::string& path, const std::function<void()>& read) {
  const pid_t child = ::fork();
  if (child == 0) in_child(read);
  if (child < 0) return;  // no process to spare: the reader must do without
  int status = 0;
  while (::waitpid(child, &status, 0) < 0)
    if (errno != EINTR) return;
  if (!WIFSIGNALED(status)) return;
  const int signal = WTERMSIG(status);
  throw IoError(path, signal == SIGALRM ? fmt::format("damaged: it does not open within {} s", patience_s) : fmt::format("damaged: the HDF5 library fails on it (signal {})", signal));
}

}  // namespace netsuden
