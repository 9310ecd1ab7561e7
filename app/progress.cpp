// SPDX-License-Identifier: Apache-2.0
#include "app/progress.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "sim/base/unit_table.hpp"

namespace netsuden::app {

using std::chrono::duration;

namespace {

/// Columns of the terminal; 80 where it does not say.
int terminal_width() {
  winsize w{};
  return ioctl(STDERR_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_col > 0 ? w.ws_col : 80;
}

double interval_s(bool terminal) {
  if (const char* wanted = std::getenv("NETSUDEN_PROGRESS_SECONDS"))
    if (const auto s = parse_number(wanted); s && *s >= 0) return *s;
  return terminal ? 0.1 : 60;
}

/// Three digits without an exponent: "850", "123,000", "21.4 million".
std::string rounded(double x) {
  if (x >= 999.5e3) return fmt::format("{:.3g} {}", x >= 999.5e6 ? x / 1e9 : x / 1e6, x >= 999.5e6 ? "billion" : "million");
  if (x < 1000) return fmt::format("{:.3g}", x);
  const double unit = std::pow(10, std::floor(std::log10(x)) - 2);
  const auto n = static_cast<long>(std::round(x / unit) * unit);
  return fmt::format("{},{:03}", n / 1000, n % 1000);
}

}  // namespace

Progress::Progress(double start, double seconds, TimeZone zone, bool quiet)
    : start_unix_s_(start), duration_s_(seconds), zone_(std::move(zone)), quiet_(quiet), terminal_(isatty(STDERR_FILENO) != 0),
      begin_(std::chrono::steady_clock::now()), last_(begin_) {
  every_s_ = interval_s(terminal_);
}

void Progress::update(double simulated_s) {
  if (quiet_ || (++calls_ & 255) != 0) return;
  const auto now = std::chrono::steady_clock::now();
  if (duration<double>(now - last_).count() < every_s_) return;
  last_ = now;
  print(simulated_s, duration<double>(now - begin_).count());
}

void Progress::print(double simulated_s, double elapsed_s) {
  const double share = std::clamp(simulated_s / std::max(duration_s_, 1e-9), 0.0, 1.0);
  const double speed = simulated_s / std::max(elapsed_s, 1e-9);
  const double left = share > 0 ? elapsed_s * (1 - share) / share : 0;
  const std::string words = fmt::format("{}{:3.0f} %  {}  {} x real time  {} to go", simulated_s < replay_until_s_ ? "replay " : "", share * 100,
                                        format_compact(start_unix_s_ + simulated_s, zone_), rounded(speed), format_duration(std::max(1.0, left)));
  if (!terminal_) {
    fmt::print(stderr, "{}\n", words);
    return;
  }
  // The bar takes what is left of the line: one that wraps could not be overwritten.
  const int columns = terminal_width(), width = std::min(24, columns - 4 - static_cast<int>(words.size()));
  std::string text = words;
  if (width >= 5) {
    const auto done = static_cast<std::size_t>(share * width);
    text = fmt::format("[{}{}] {}", std::string(done, '#'), std::string(static_cast<std::size_t>(width) - done, '.'), words);
  }
  fmt::print(stderr, "\r{}\x1b[K", text.substr(0, static_cast<std::size_t>(std::max(1, columns - 1))));
  std::fflush(stderr);
  shown_ = true;
}

void Progress::finish() {
  if (shown_) fmt::print(stderr, "\r\x1b[K");
  shown_ = false;
}

CountedProgress::CountedProgress(std::string what, bool quiet)
    : what_(std::move(what)), quiet_(quiet), terminal_(isatty(STDERR_FILENO) != 0), begin_(std::chrono::steady_clock::now()), last_(begin_) {
  every_s_ = interval_s(terminal_);
}

CountedProgress::~CountedProgress() {
  if (shown_ && terminal_) fmt::print(stderr, "\r\x1b[K");
}

void CountedProgress::update(int done, int all) {
  const auto now = std::chrono::steady_clock::now();
  const double elapsed = duration<double>(now - begin_).count();
  if (quiet_ || duration<double>(now - last_).count() < every_s_ || (terminal_ && elapsed < 2)) return;
  last_ = now;
  shown_ = true;
  const std::string words = fmt::format("{} of {} {}, {} to go", done, all, what_, format_duration(std::max(1.0, elapsed * (all - done) / std::max(1, done))));
  fmt::print(stderr, "{}{}{}", terminal_ ? "\r" : "", words, terminal_ ? "\x1b[K" : "\n");
  std::fflush(stderr);
}

}  // namespace netsuden::app
