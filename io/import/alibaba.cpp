// SPDX-License-Identifier: Apache-2.0
#include "io/import/alibaba.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "io/import/line_errors.hpp"
#include "sim/base/unit_table.hpp"

namespace netsuden {
namespace {

class AlibabaReader {
 public:
  AlibabaReader(const CsvTable& table, const JobImport& import, Diagnostics& d) : table_(table), import_(import), d_(d), errors_(d, import.file, "job") {}

  std::optional<std::vector<JobRecord>> read() {
    const int before = d_.count(Severity::error);
    const bool pods = import_.format == JobFormat::alibaba_2023;
    const std::size_t name = column(pods ? "name" : "instance_sn"), gpus = column(pods ? "num_gpu" : "gpu_request"), share = pods ? column("gpu_milli") : 0,
                      tenant = column(pods ? "qos" : "app_name"), created = column("creation_time"), scheduled = column("scheduled_time"), deleted = column("deletion_time");
    if (d_.count(Severity::error) > before) return std::nullopt;
    if (import_.gpus_per_node < 1) {
      d_.error("range", import_.where, fmt::format("{} GPUs per node; at least 1", import_.gpus_per_node));
      return std::nullopt;
    }
    double last = 0;  // an unreadable date is reported below, where its line is read
    for (std::size_t r = 0; r < table_.rows(); ++r)
      for (const std::size_t c : {created, scheduled, deleted}) last = std::max(last, parse_number(std::string(table_.text(r, c))).value_or(0.0));
    std::vector<JobRecord> jobs;
    std::size_t without_gpu = 0, never_placed = 0;
    for (row_ = 0; row_ < table_.rows(); ++row_) {
      const int n = static_cast<int>(number(gpus, "number of GPUs", 0, 1e6, true));
      const double milli = pods ? number(share, "gpu_milli", n > 0 ? 1 : 0, 1000, true) : 1000;
      const double from = date(created, "creation_time", pods ? -1 : 0), until = date(deleted, "deletion_time", pods ? -1 : last);
      const bool placed = !pods || !table_.text(row_, scheduled).empty();
      const double start = placed ? date(scheduled, "scheduled_time", 0) : from;
      if (start < from) errors_.add(table_.where(row_, scheduled), fmt::format("scheduled_time {} is before creation_time {}", start, from));
      else if (until < start) errors_.add(table_.where(row_, deleted), fmt::format("deletion_time {} is before {} {}", until, placed ? "scheduled_time" : "creation_time", start));
      if (n == 0 || !placed) {
        ++(n == 0 ? without_gpu : never_placed);
        continue;
      }
      JobRecord j;
      j.id = serial(name);
      j.submit_s = from;
      j.recorded_start_s = start;
      j.run_s = until - start;
      j.gpus = n;
      j.nodes = (n + import_.gpus_per_node - 1) / import_.gpus_per_node;
      j.gpu_util = static_cast<float>(n * milli / 1000 / (static_cast<double>(j.nodes) * import_.gpus_per_node));
      j.tenant = table_.text(row_, tenant).empty() ? import_.tenant : (pods ? "qos_" : "") + std::string(table_.text(row_, tenant));
      jobs.push_back(std::move(j));
    }
    if (d_.count(Severity::error) > before) return std::nullopt;
    if (without_gpu > 0) d_.note("job", {import_.file, 0, 0}, fmt::format("left out: {} that ask for no GPU", without_gpu));
    if (never_placed > 0) d_.note("job", {import_.file, 0, 0}, fmt::format("left out: {} that were never placed", never_placed));
    if (jobs.empty()) {
      d_.error("empty", {import_.file, 0, 0}, "no job asks for a GPU and was placed");
      return std::nullopt;
    }
    return jobs;
  }

 private:
  std::size_t column(const char* name) {
    const auto c = table_.column(name);
    if (!c) report_missing_column(table_, name, import_.named_at, import_.where, d_);
    return c.value_or(0);
  }

  double number(std::size_t c, const char* what, double min, double max, bool whole) {
    const std::string t(table_.text(row_, c));
    const auto v = parse_number(t);
    if (v && *v >= min && *v <= max && (!whole || *v == std::floor(*v))) return *v;
    errors_.add(table_.where(row_, c), !v ? fmt::format("{} \"{}\" is not a number", what, t)
                                          : fmt::format("{} {} is not {} {} to {}", what, t, whole ? "a whole number" : "in the range", format_bound(min), format_bound(max)));
    return min;
  }

  /// Seconds; `absent` where there are none, an error if that is below 0.
  double date(std::size_t c, const char* what, double absent) {
    if (table_.text(row_, c).empty() && absent >= 0) return absent;
    return number(c, what, 0, 1e10, false);
  }

  /// openb-pod-0061 is 61; else the number of the row.
  std::int64_t serial(std::size_t c) const {
    const std::string_view t = table_.text(row_, c);
    const auto digits = t.find_last_not_of("0123456789") + 1;  // npos + 1 = 0
    const auto v = t.size() - digits <= 15 ? parse_number(std::string(t.substr(digits))) : std::nullopt;
    return v ? static_cast<std::int64_t>(*v) : static_cast<std::int64_t>(row_);
  }

  const CsvTable& table_;
  const JobImport& import_;
  Diagnostics& d_;
  LineErrors errors_;
  std::size_t row_ = 0;
};

}  // namespace

std::optional<std::vector<JobRecord>> alibaba_jobs(const CsvTable& table, const JobImport& import, Diagnostics& d) { return AlibabaReader(table, import, d).read(); }

}  // namespace netsuden
