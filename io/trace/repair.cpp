// SPDX-License-Identifier: Apache-2.0
#include "io/trace/repair.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "io/trace/part_file.hpp"
#include "io/trace/probe.hpp"
#include "io/trace/reader.hpp"
#include "io/trace/trace_file.hpp"

namespace netsuden {
namespace {

TraceLayout layout_of(const TraceReader& r) {
  TraceLayout l;
  l.groups = r.groups();
  l.topology = r.topology();
  for (const auto& [name, value] : r.attributes())
    if (!is_reserved_attribute(name)) l.attributes.emplace_back(name, value);
  l.scenario_written = r.scenario_written();
  l.scenario_resolved = r.scenario_resolved();
  l.epoch_unix_s = r.epoch_unix_s();
  l.end_s = r.end_s();
  return l;
}

/// Chunks as they lie in the file, whatever this version would choose.
GroupPlan plan_in_file(const TraceReader& r, std::size_t group) {
  GroupPlan p = plan_of(r.groups()[group], r.end_s());
  p.chunk_rows = r.chunk_rows(group);
  for (auto& c : p.columns)
    if (c.two_dimensional) {
      c.chunk_entities = std::max<std::size_t>(1, r.chunk_entities(group));
      c.chunk_columns = (c.entities + c.chunk_entities - 1) / c.chunk_entities;
    }
  return p;
}

}  // namespace

RepairResult repair_trace(const std::string& path, const RepairOptions& options) {
  RepairResult result;
  result.path = final_path_of(path);
  const std::string source = file_exists(path) ? path : part_path_of(path);
  if (!file_exists(source)) throw IoError(path, "no such file");
  if (WriterLock::held(source)) throw IoError(source, "a run writes this trace now; nothing to repair");
  TraceLayout layout;
  std::vector<GroupPlan> plans;
  std::vector<std::uint64_t> rows;
  TraceSummary summary;
  probe_trace(source);
  {
    const TraceReader r(source);
    if (r.status() != "running") {
      if (source == result.path) {
        result.message = fmt::format("{}: the trace was closed properly ({}); nothing to do", source, r.status());
        if (file_exists(part_path_of(path)))
          result.message += fmt::format("; a killed run left {}, give that name to repair it", part_path_of(path));
        return result;
      }
    }
    if (source != result.path && file_exists(result.path) && !options.overwrite)
      throw IoError(result.path, "the file exists; move it away or ask to overwrite it");
    layout = layout_of(r);
    for (std::size_t g = 0; g < layout.groups.size(); ++g) {
      plans.push_back(plan_in_file(r, g));
      rows.push_back(r.rows(g));
    }
    summary = {r.summary_json(), r.summary_tables()};
  }
  const std::string fresh = new_path_of(path);
  remove_file(fresh);
  try {
    result.rows = write_finished(source, fresh, layout, plans, rows, "recovered", summary, false, result.losses);
    rename_file(fresh, result.path);
  } catch (...) {
    std::error_code ignored;
    std::filesystem::remove(fresh, ignored);
    throw;
  }
  if (source != result.path) remove_file(source);
  result.changed = true;
  result.message = fmt::format("{}: recovered {} rows", result.path, result.rows);
  return result;
}

}  // namespace netsuden
