// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "app/study_parts.hpp"
#include "sim/base/unit_table.hpp"

namespace netsuden::app {
namespace {
constexpr std::size_t most_lines = 8;
}

StudyLive::StudyLive(const StudyWork& work, std::size_t runs, bool quiet)
    : work_(work), runs_(runs), quiet_(quiet), terminal_(isatty(STDERR_FILENO) != 0), every_s_(terminal_ ? 0.5 : 60), sums_(work.outputs.size()), begin_(std::chrono::steady_clock::now()), last_(begin_) {
  if (const char* wanted = std::getenv("NETSUDEN_PROGRESS_SECONDS"))
    if (const auto s = parse_number(wanted); s && *s >= 0) every_s_ = *s;
}

void StudyLive::add(const RunOutcome& o, bool now) {
  ++done_;
  now_ += now ? 1 : 0;
  failed_ += o.status == "complete" ? 0 : 1;
  for (std::size_t k = 0; k < sums_.size() && k < o.metrics.size(); ++k) {
    const double x = o.metrics[k];
    if (std::isnan(x)) continue;
    sums_[k].add(x);
  }
}

void StudyLive::update(std::size_t running, bool stopping) {
  const auto now = std::chrono::steady_clock::now();
  if (quiet_ || std::chrono::duration<double>(now - last_).count() < every_s_) return;
  last_ = now;
  const double elapsed = std::chrono::duration<double>(now - begin_).count();
  std::string text = fmt::format("{} of {} runs", done_, runs_);
  if (failed_ > 0) text += fmt::format(", {} not complete", failed_);
  text += fmt::format(", {} at once", running);
  if (stopping) text += ", waiting for those that run (interrupt again to give them up)";
  else if (now_ > 0) text += fmt::format(", {} to go", format_duration(std::max(1.0, elapsed * static_cast<double>(runs_ - std::min(runs_, done_)) / static_cast<double>(now_))));
  std::string lines = text + (terminal_ ? "\x1b[K\n" : "\n");
  int count = 1;
  std::string ignored;
  const TimeZone zone = TimeZone::find(work_.study->timezone, ignored).value_or(TimeZone());
  for (std::size_t k = 0; k < sums_.size() && k < most_lines; ++k) {
    const RunningStats& s = sums_[k];
    if (s.count() == 0) continue;
    const bool d = work_.outputs[k].date;
    const double half = s.count() > 1 ? student_quantile(0.975, static_cast<double>(s.count() - 1)) * s.standard_error() : std::nan("");
    std::string name = work_.outputs[k].name;
    if (terminal_ && name.size() > 24) name = "..." + name.substr(name.size() - 21);
    std::string line = fmt::format("  {:<24} {:>12} +- {:<9} {:>12} to {}", name, metric_text(s.mean(), d, zone), d ? "" : metric_text(half, false, zone), metric_text(s.min(), d, zone), metric_text(s.max(), d, zone));
    if (terminal_ && line.size() > 79) line.resize(79);  // a line that wraps could not be overwritten
    lines += line + (terminal_ ? "\x1b[K\n" : "\n");
    ++count;
  }
  if (terminal_ && shown_lines_ > 0) fmt::print(stderr, "\x1b[{}A\r", shown_lines_);
  fmt::print(stderr, "{}", lines);
  std::fflush(stderr);
  shown_lines_ = count;
}

void StudyLive::finish() {
  if (terminal_ && shown_lines_ > 0) fmt::print(stderr, "\x1b[{}A\r\x1b[J", shown_lines_);
  shown_lines_ = 0;
}

}  // namespace netsuden::app
