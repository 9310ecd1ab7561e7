// SPDX-License-Identifier: Apache-2.0
#include "app/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "sim/base/unit_table.hpp"

namespace netsuden::app {

using std::chrono::duration;

Progress::Progress(double start, double seconds, TimeZone zone, bool quiet)
    : start_unix_s_(start), duration_s_(seconds), zone_(std::move(zone)), quiet_(quiet), terminal_(isatty(STDERR_FILENO) != 0),
      begin_(std::chrono::steady_clock::now()), last_(begin_) {}

void Progress::update(double simulated_s) {
  if (quiet_ || (++calls_ & 255) != 0) return;
  const auto now = std::chrono::steady_clock::now();
  if (duration<double>(now - last_).count() < (terminal_ ? 0.1 : 60.0)) return;
  last_ = now;
  print(simulated_s, duration<double>(now - begin_).count());
}

void Progress::print(double simulated_s, double elapsed_s) {
  const double share = std::clamp(simulated_s / std::max(duration_s_, 1e-9), 0.0, 1.0);
  const double speed = simulated_s / std::max(elapsed_s, 1e-9);
  const double left = share > 0 ? elapsed_s * (1 - share) / share : 0;
  const std::string words = fmt::format("{:3.0f} %  {}  {:.3g} x real time  {} to go", share * 100,
                                        format_compact(start_unix_s_ + simulated_s, zone_), speed, format_duration(std::max(1.0, left)));
  if (!terminal_) {
    fmt::print(stderr, "{}\n", words);
    return;
  }
  constexpr int width = 24;
  const int done = static_cast<int>(share * width);
  fmt::print(stderr, "\r[{}{}] {}\x1b[K", std::string(static_cast<std::size_t>(done), '#'), std::string(static_cast<std::size_t>(width - done), '.'), words);
  std::fflush(stderr);
  shown_ = true;
}

void Progress::finish() {
  if (shown_) fmt::print(stderr, "\r\x1b[K");
  shown_ = false;
}

}  // namespace netsuden::app
