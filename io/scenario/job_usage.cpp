// SPDX-License-Identifier: Apache-2.0
#include "io/scenario/job_usage.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "io/import/series_reader.hpp"

namespace netsuden {

std::optional<StepSeries> usage_of(const LoadedScenario& loaded, const std::string& at, const JobUsageSpec& u, std::vector<LoggedRun> runs, const Inputs& in, Diagnostics& d) {
  SeriesImport import;
  import.file = u.file.found;
  import.where = loaded.where(at + ".file");
  for (const auto& [key, name] : {std::pair{".time", u.time}, std::pair{".column", u.column}})
    if (const auto it = loaded.places.find(at + key); it != loaded.places.end()) import.named_at.emplace(name, it->second);
  import.time.form = SeriesTime::Form::seconds;
  import.time.column = u.time;
  import.time.origin = in.start_unix;
  import.columns.push_back({u.column, "", Dim{}, Want::number});
  const auto read = read_series(import, loaded.currency, d);
  if (!read || !check_coverage(read->front(), Repeat::none, in.start_unix, in.end_unix, in.zone, import.where, u.file.written, d)) return std::nullopt;
  const Series& s = read->front();
  std::vector<double> t, nodes;
  for (std::size_t i = 0; i < s.unix_s.size() && s.unix_s[i] < in.end_unix; ++i) {
    if (i + 1 < s.unix_s.size() && s.unix_s[i + 1] <= in.start_unix) continue;
    if (s.value[i] < 0) {
      d.error("usage", import.where, fmt::format("{}: {} is {} at {}", u.file.written, u.column, s.value[i], format_compact(s.unix_s[i], in.zone)), "what is used is not negative");
      return std::nullopt;
    }
    t.push_back(std::max(0.0, s.unix_s[i] - in.start_unix));
    nodes.push_back(s.value[i] / u.per_node);
  }
  UsageFactors f = usage_factors(std::move(runs), StepSeries(std::move(t), std::move(nodes)), in.duration());
  if (f.unplaced_s > 0.01 * f.used_s)
    d.warning("usage", import.where, fmt::format("{}: {:.1f} % of what is used is more than the jobs that run could use", u.file.written, 100 * f.unplaced_s / f.used_s),
              "check `per_node`, and that the log has all jobs");
  return std::move(f.factor);
}

}  // namespace netsuden
