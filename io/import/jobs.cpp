// SPDX-License-Identifier: Apache-2.0
#include "io/import/jobs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "io/import/alibaba.hpp"
#include "io/import/csv.hpp"
#include "io/import/gzip.hpp"
#include "io/import/line_errors.hpp"
#include "io/import/swf.hpp"
#include "sim/base/unit_table.hpp"

namespace netsuden {
namespace {

JobColumns columns_of(const JobImport& import) {
  JobColumns c;
  switch (import.format) {
    case JobFormat::raps:
      c.id = "id";
      c.submit = "submit_s";
      c.nodes = "nodes";
      c.run = "run_s";
      c.limit = "limit_s";
      c.cpu_util = "cpu_util_0to1";
      c.gpu_util = "gpu_util_0to4";
      c.start = "sim_start_s";
      break;
    case JobFormat::philly:
      c.submit = "arrival_s";
      c.gpus = "num_gpus";
      c.run = "duration_s_on_v100";
      break;
    case JobFormat::csv:
      c = import.columns;
      break;
    case JobFormat::swf:
    case JobFormat::alibaba_2023:
    case JobFormat::alibaba_2025:
      break;
  }
  return c;
}

class JobReader {
 public:
  JobReader(const JobImport& import, const CsvTable& table, Diagnostics& diagnostics)
      : import_(import), table_(table), diagnostics_(diagnostics), errors_(diagnostics, import.file, "job") {}

  std::optional<std::vector<JobRecord>> read() {
    const int errors_before = diagnostics_.count(Severity::error);
    const JobColumns names = columns_of(import_);
    const Column id = find(names.id, false), submit = find(names.submit, true, "submit"),
                 run = find(names.run, true, "run"), nodes = find(names.nodes, names.gpus.empty(), "nodes"),
                 gpus = find(names.gpus, false), limit = find(names.limit, false), cpu = find(names.cpu_util, false),
                 gpu = find(names.gpu_util, false), tenant = find(names.tenant, false), priority = find(names.priority, false),
                 start = find(names.start, import_.format == JobFormat::csv && !names.start.empty(), "start", true);
    if (gpus && import_.gpus_per_node < 1)
      diagnostics_.error("range", import_.where, fmt::format("{} GPUs per node; at least 1", import_.gpus_per_node));
    if (diagnostics_.count(Severity::error) > errors_before) return std::nullopt;

    if (!cpu && import_.usual.contains(names.cpu_util) && !names.cpu_util.empty() && std::isnan(import_.missing_util)) {
      report_missing_column(table_, names.cpu_util, import_.named_at, import_.where, diagnostics_,
                            "name the column of the utilisation, or say fill_utilization");
      return std::nullopt;
    }

    const double max_gpu_util = import_.format == JobFormat::raps ? 64 : 1;
    std::vector<JobRecord> jobs;
    jobs.reserve(table_.rows());
    for (row_ = 0; row_ < table_.rows(); ++row_) {
      JobRecord j;
      j.id = id ? static_cast<std::int64_t>(number(id, "id", -9e15, 9e15, true)) : static_cast<std::int64_t>(row_);
      j.submit_s = instant(submit, "submission");
      j.run_s = number(run, "run time", 0, 1e10);
      if (nodes) {
        const int n = static_cast<int>(number(nodes, import_.procs_per_node > 1 ? "number of processors" : "number of nodes", 1, 1e7, true));
        j.nodes = n / import_.procs_per_node + (n % import_.procs_per_node != 0 ? 1 : 0);
      }
      if (gpus) {
        const int n = static_cast<int>(number(gpus, "number of GPUs", 1, 1e7, true));
        j.gpus = n;
        if (!nodes) j.nodes = n / import_.gpus_per_node + (n % import_.gpus_per_node != 0 ? 1 : 0);
        j.gpu_util = std::min(1.0f, static_cast<float>(n) / static_cast<float>(j.nodes * import_.gpus_per_node));
      }
      if (limit && !text(limit).empty()) j.limit_s = number(limit, "limit", 0, 1e10);
      if (cpu) j.cpu_util = utilisation(cpu, "CPU utilisation", 1);
      else if (!names.cpu_util.empty()) j.cpu_util = import_.missing_util;
      if (gpu) j.gpu_util = gpu == cpu ? j.cpu_util : utilisation(gpu, "GPU utilisation", max_gpu_util);
      else if (!names.gpu_util.empty()) j.gpu_util = import_.missing_util;
      j.tenant = tenant && !text(tenant).empty() ? text(tenant) : import_.tenant;
      if (priority && !text(priority).empty()) j.priority = number(priority, "priority", -1e9, 1e9);
      if (start && !text(start).empty()) j.recorded_start_s = instant(start, "start");
      if (import_.format == JobFormat::raps) {
        j.run_s += 1;
        j.limit_s += 1;
      }
      jobs.push_back(std::move(j));
    }
    if (diagnostics_.count(Severity::error) > errors_before) return std::nullopt;
    if (dates_) rebase(jobs);
    std::stable_sort(jobs.begin(), jobs.end(),
                     [](const JobRecord& a, const JobRecord& b) { return a.submit_s < b.submit_s; });
    return jobs;
  }

 private:
  using Column = std::optional<std::size_t>;

  Column find(const std::string& name, bool needed, const char* what = "", bool optional_in_format = false) {
    if (name.empty()) {
      if (needed)
        diagnostics_.error("missing-key", import_.where,
                           fmt::format("the columns of {} do not say which holds \"{}\"", import_.file, what));
      return std::nullopt;
    }
    const Column c = table_.column(name);
    if (!c && !(optional_in_format && !needed) && !import_.usual.contains(name))
      report_missing_column(table_, name, import_.named_at, import_.where, diagnostics_);
    return c;
  }

  std::string text(Column c) const { return std::string(table_.text(row_, *c)); }

  double number(Column c, const char* what, double min, double max, bool whole = false) {
    const std::string t = text(c);
    const auto v = parse_number(t);
    if (v && *v >= min && *v <= max && (!whole || *v == std::floor(*v))) return *v;
    errors_.add(table_.where(row_, *c), !v ? fmt::format("{} \"{}\" is not a number", what, t)
                                      : fmt::format("{} {} is not {} {} to {}", what, t, whole ? "a whole number" : "in the range",
                                                    format_bound(min), format_bound(max)));
    return min;  // the reader fails anyway
  }

  float utilisation(Column c, const char* what, double max) {
    const std::string t = text(c);
    if ((t.empty() || t == "nan" || t == "NaN") && !std::isnan(import_.missing_util)) return import_.missing_util;
    return static_cast<float>(number(c, what, 0, max));
  }

  /// Seconds, or a date as Unix seconds; a file does not mix them.
  double instant(Column c, const char* what) {
    const std::string t = text(c);
    const auto v = parse_number(t);
    if (v && !dates_) {
      numbers_ = true;
      return *v;
    }
    std::string message;
    const auto date = parse_time(t, import_.zone, message);
    if (date && !numbers_) {
      dates_ = true;
      return *date;
    }
    errors_.add(table_.where(row_, *c), v || date
                                       ? fmt::format("{} \"{}\": the file mixes dates and seconds", what, t)
                                       : fmt::format("{} \"{}\" is neither a number of seconds nor a date", what, t));
    return 0;
  }

  static void rebase(std::vector<JobRecord>& jobs) {
    double zero = std::numeric_limits<double>::infinity();
    for (const JobRecord& j : jobs) zero = std::min(zero, j.submit_s);
    for (JobRecord& j : jobs) {
      j.submit_s -= zero;
      j.recorded_start_s -= zero;
    }
  }

  const JobImport& import_;
  const CsvTable& table_;
  Diagnostics& diagnostics_;
  LineErrors errors_;
  std::size_t row_ = 0;
  bool dates_ = false, numbers_ = false;
};

}  // namespace

std::optional<std::vector<JobRecord>> parse_jobs(const std::string& text, const JobImport& import, Diagnostics& diagnostics) {
  if (import.format == JobFormat::swf) {
    const auto log = parse_swf(text, import.file, diagnostics);
    auto jobs = log ? swf_jobs(*log, import, diagnostics) : std::nullopt;
    if (!jobs) diagnostics.add_source(import.file, text);
    return jobs;
  }
  const auto table = CsvTable::parse(text, import.file, diagnostics);
  if (!table) return std::nullopt;
  if (table->rows() == 0) {
    diagnostics.error("empty", {import.file, 0, 0}, "no jobs");
    return std::nullopt;
  }
  const bool alibaba = import.format == JobFormat::alibaba_2023 || import.format == JobFormat::alibaba_2025;
  auto jobs = alibaba ? alibaba_jobs(*table, import, diagnostics) : JobReader(import, *table, diagnostics).read();
  if (jobs && alibaba) std::stable_sort(jobs->begin(), jobs->end(), [](const JobRecord& a, const JobRecord& b) { return a.submit_s < b.submit_s; });
  if (!jobs) diagnostics.add_source(import.file, text);
  return jobs;
}

std::optional<std::vector<JobRecord>> read_jobs(const JobImport& import, Diagnostics& diagnostics) {
  auto bytes = read_text_file(import.file, diagnostics);
  const auto text = bytes ? unpacked(std::move(*bytes), import.file, diagnostics) : std::nullopt;
  return text ? parse_jobs(*text, import, diagnostics) : std::nullopt;
}

}  // namespace netsuden
