// SPDX-License-Identifier: Apache-2.0
#include "io/import/swf.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>

#include "io/import/line_errors.hpp"
#include "sim/base/unit_table.hpp"

namespace netsuden {
namespace {

constexpr std::size_t fields = 18;
struct Field {
  const char* what;
  bool whole;
  double min, max;
};
constexpr Field field[fields] = {{"job number", true, -1, 9e15}, {"submit time", false, 0, 1e12}, {"wait time", false, -1, 1e10}, {"run time", false, -1, 1e10}, {"allocated processors", true, -1, 1e9},
                                 {"average CPU time", false, -1, 1e12}, {"used memory", false, -1, 1e15}, {"requested processors", true, -1, 1e9}, {"requested time", false, -1, 1e10},
                                 {"requested memory", false, -1, 1e15}, {"status", true, -1, 5}, {"user", true, -1, 2e9}, {"group", true, -1, 2e9}, {"executable", true, -1, 2e9},
                                 {"queue", true, -1, 2e9}, {"partition", true, -1, 2e9}, {"preceding job", true, -1, 9e15}, {"think time", false, -1, 1e10}};

std::string_view trimmed(std::string_view s) {
  const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r'; };
  while (!s.empty() && blank(s.front())) s.remove_prefix(1);
  while (!s.empty() && blank(s.back())) s.remove_suffix(1);
  return s;
}

/// `; Label: value`; `; Queue: 1 batch` names a queue.
void comment(std::string_view line, SwfLog& log) {
  line = trimmed(line.substr(1));
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return;
  const std::string label(trimmed(line.substr(0, colon)));
  const std::string_view value = trimmed(line.substr(colon + 1));
  log.header.emplace(label, value);
  if (label != "Queue" && label != "Partition") return;
  const std::size_t end = std::min(value.find_first_of(" \t"), value.size());
  const auto n = parse_number(value.substr(0, end));
  const std::string_view name = trimmed(value.substr(end));
  if (n && *n >= 0 && *n <= 2e9 && !name.empty()) (label == "Queue" ? log.queues : log.partitions).emplace(static_cast<int>(*n), name.substr(0, name.find_first_of(" \t")));
}

SwfJob job_of(const double (&v)[fields]) {
  const auto whole = [&](std::size_t i) { return static_cast<int>(v[i]); };
  return {static_cast<std::int64_t>(v[0]), v[1], v[2], v[3], whole(4), v[5], v[6], whole(7), v[8], v[9], whole(10), whole(11), whole(12), whole(13), whole(14), whole(15),
          static_cast<std::int64_t>(v[16]), v[17]};
}

}  // namespace

std::optional<double> SwfLog::number(const std::string& label) const {
  const auto at = header.find(label);
  return at == header.end() ? std::nullopt : parse_number(at->second);
}

std::optional<SwfLog> parse_swf(const std::string& text, const std::string& file, Diagnostics& diagnostics) {
  SwfLog log;
  bool wrong = false;
  {
    LineErrors shapes(diagnostics, file, "swf"), values(diagnostics, file, "job");
    int line_number = 0;
    for (std::size_t from = 0; from < text.size();) {
      const std::size_t end = std::min(text.find('\n', from), text.size());
      const std::string_view line = trimmed(std::string_view(text).substr(from, end - from));
      const std::string_view whole_line = std::string_view(text).substr(from, end - from);
      from = end + 1;
      ++line_number;
      if (line.empty()) continue;
      if (line.front() == ';') {
        comment(line, log);
        continue;
      }
      double v[fields] = {};
      std::size_t n = 0;
      bool good = true;
      for (std::size_t at = 0; at < whole_line.size();) {
        at = std::min(whole_line.find_first_not_of(" \t\r", at), whole_line.size());
        if (at == whole_line.size()) break;
        const std::size_t stop = std::min(whole_line.find_first_of(" \t\r", at), whole_line.size());
        const std::string_view t = whole_line.substr(at, stop - at);
        if (n < fields) {
          const Field& f = field[n];
          const auto x = parse_number(t);
          if (x && *x < 0 && f.min <= -1) {
            v[n] = -1;
            if (*x != -1 && log.negatives++ == 0) log.first_negative = line_number;
          } else if (x && *x >= 0 && *x <= f.max && (!f.whole || *x == std::floor(*x))) {
            v[n] = *x;
          } else {
            good = false;
            values.add(SourceLoc{file, line_number, static_cast<int>(at) + 1, static_cast<int>(t.size())}, !x ? fmt::format("{} \"{}\" is not a number", f.what, t)
                                                                : fmt::format("{} {} is not {} 0 to {}{}", f.what, t, f.whole ? "a whole number" : "in the range", format_bound(f.max), f.min <= -1 ? ", or -1 for unknown" : ""));
          }
        }
        ++n;
        at = stop;
      }
      if (n != fields) {
        good = false;
        shapes.add(line_number, fmt::format("{} field{} where the standard workload format has {}", n, n == 1 ? "" : "s", fields));
      }
      if (good) log.jobs.push_back(job_of(v));
    }
    wrong = shapes.any() || values.any();
  }
  if (!wrong && log.jobs.empty()) {
    diagnostics.error("empty", {file, 0, 0}, "no jobs");
    wrong = true;
  }
  if (wrong) return std::nullopt;
  if (log.negatives > 0) diagnostics.note("swf", {file, log.first_negative, 0}, fmt::format("numbers below -1 are taken as unknown, as -1 is: {}, of which this line has the first", log.negatives));
  return log;
}

std::optional<std::vector<JobRecord>> swf_jobs(const SwfLog& log, const JobImport& import, Diagnostics& diagnostics) {
  int per_node = import.swf.procs_per_node;
  if (per_node < 1) {
    const auto nodes = log.number("MaxNodes"), procs = log.number("MaxProcs");
    per_node = nodes && procs && *nodes >= 1 && *procs >= *nodes && *procs <= 1e9 ? static_cast<int>(*procs / *nodes) : 1;
  }
  double zero = 0;
  if (import.swf.by_header) {
    const auto start = log.number("UnixStartTime");
    if (!start || !(std::abs(*start) <= 1e11)) {
      diagnostics.error("swf-header", import.where, fmt::format("the header of {} has no UnixStartTime", import.file), "say start: first_job, or add `; UnixStartTime: SECONDS` to the log");
      return std::nullopt;
    }
    zero = import.swf.horizon_unix - *start;
  } else {
    zero = std::min_element(log.jobs.begin(), log.jobs.end(), [](const SwfJob& a, const SwfJob& b) { return a.submit_s < b.submit_s; })->submit_s;
  }
  const auto number_of = [](const SwfJob& j, SwfField f) {
    switch (f) {
      case SwfField::user: return j.user;
      case SwfField::group: return j.group;
      case SwfField::executable: return j.executable;
      case SwfField::queue: return j.queue;
      case SwfField::partition: return j.partition;
      case SwfField::none: break;
    }
    return -1;
  };
  static const char* const names[] = {"", "user", "group", "executable", "queue", "partition"};
  const auto tenant_of = [&](const SwfJob& j) {
    const int n = number_of(j, import.swf.tenant_of);
    if (n < 0) return import.tenant;
    const auto& known = import.swf.tenant_of == SwfField::queue ? log.queues : log.partitions;
    if (import.swf.tenant_of == SwfField::queue || import.swf.tenant_of == SwfField::partition)
      if (const auto at = known.find(n); at != known.end()) return at->second;
    return fmt::format("{}_{}", names[static_cast<int>(import.swf.tenant_of)], n);
  };

  std::size_t cancelled = 0, parts = 0, unknown = 0, over = 0;
  std::vector<JobRecord> jobs;
  jobs.reserve(log.jobs.size());
  for (const SwfJob& j : log.jobs) {
    const int procs = j.procs > 0 ? j.procs : j.requested_procs;
    if (j.status >= 2 && j.status <= 4) {
      ++parts;
    } else if (j.status == 5 && !(j.run_s > 0)) {
      ++cancelled;
    } else if (j.run_s < 0 || procs < 1) {
      ++unknown;
    } else if (import.swf.by_header && j.submit_s + std::max(0.0, j.wait_s) + j.run_s <= zero) {
      ++over;
    } else {
      JobRecord r;
      r.id = j.number;
      r.submit_s = j.submit_s - zero;
      r.nodes = procs / per_node + (procs % per_node != 0 ? 1 : 0);
      r.run_s = j.run_s;
      if (j.requested_s > 0) r.limit_s = j.requested_s;
      r.cpu_util = r.gpu_util = import.missing_util;
      r.tenant = tenant_of(j);
      if (import.swf.priority_of != SwfField::none) r.priority = std::max(0, number_of(j, import.swf.priority_of));
      if (j.wait_s >= 0) r.recorded_start_s = r.submit_s + j.wait_s;
      jobs.push_back(std::move(r));
    }
  }
  std::string left_out;
  const auto count = [&](std::size_t n, const char* what) {
    if (n > 0) left_out += fmt::format("{}{} {}", left_out.empty() ? "" : ", ", n, what);
  };
  count(cancelled, "cancelled before they started");
  count(parts, "parts of jobs (status 2 to 4)");
  count(unknown, "of unknown run time or processors");
  count(over, "that ended before the horizon");
  if (!left_out.empty()) diagnostics.note("jobs-left-out", import.where, fmt::format("{}: of {} lines these are left out: {}", import.file, log.jobs.size(), left_out));
  std::stable_sort(jobs.begin(), jobs.end(), [](const JobRecord& a, const JobRecord& b) { return a.submit_s < b.submit_s; });
  return jobs;
}

}  // namespace netsuden
